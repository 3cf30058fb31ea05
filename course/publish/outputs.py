"""Outputs stored in the student's notebooks: those of cells tagged `nbval-check-output`, no others.

Such a cell shows the same on every machine, and the tests compare. Its output is taken over from the notebook
that is there as long as the lesson's code is the same. To renew it when something else has changed (a library,
utils/), delete the notebook and build again.
"""

import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

CHECKED = "nbval-check-output"  # nbval's own name for it
WIDGET = "application/vnd.jupyter.widget-view+json"


def without_output(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the checked cells of `notebook` that have no output."""
    return [cell for cell in _checked(notebook) if not cell.outputs]


def carry_over(notebook: NotebookNode, target: Path) -> None:
    """Give the checked cells of `notebook` the outputs stored in `target`, if that was made from the same code."""
    if digest_in(target) == notebook.metadata.course.code_sha256:
        stored = {cell.get("id"): cell.get("outputs") for cell in _json(target).get("cells", [])}
        for cell in _checked(notebook):
            _store(cell, nbformat.from_dict(stored.get(cell.id) or []))


def take_from(executed: NotebookNode, notebook: NotebookNode, lesson: str) -> None:
    """Give the checked cells of `notebook` what they showed in `executed`, the same notebook after a run.

    Raises ValueError, naming `lesson` and cell, if one shows nothing to compare, a picture or a widget.
    """
    shown = {cell.id: cell.outputs for cell in _checked(executed)}
    for cell in _checked(notebook):
        _store(cell, comparable(shown[cell.id], f'{lesson}.py: the cell "{cell.id}"'))


def comparable(outputs: list[NotebookNode], where: str) -> list[NotebookNode]:
    """Return what nbval is to compare, the same on every machine: what was printed, and results as text.

    Raises ValueError, beginning with `where`, if nothing is left or there is something that is no text.
    """
    kept: list[NotebookNode] = []
    for output in outputs:
        if output.output_type != "stream":
            kept.append(_as_text(output, where))
        elif output.name == "stdout" and kept and kept[-1].output_type == "stream":
            kept[-1].text += output.text
        elif output.name == "stdout":  # warnings differ between machines
            kept.append(nbformat.v4.new_output("stream", name="stdout", text=output.text))
    if not kept:
        raise ValueError(f"{where} has the tag {CHECKED} but shows nothing to compare.")
    return kept


def digest_in(path: Path) -> str | None:
    """Return the digest of the code that the notebook at `path` was made from; None if it doesn't say."""
    return _json(path).get("metadata", {}).get("course", {}).get("code_sha256")


def _as_text(output: NotebookNode, where: str) -> NotebookNode:
    if WIDGET in output.data or any(kind.startswith("image/") for kind in output.data):
        raise ValueError(
            f"{where} shows a picture or a widget; only text can be compared, so take off its tag."
        )
    count = {"execution_count": 1} if output.output_type == "execute_result" else {}
    return nbformat.v4.new_output(output.output_type, data={"text/plain": output.data["text/plain"]}, **count)


def _checked(notebook: NotebookNode) -> list[NotebookNode]:
    code = (cell for cell in notebook.cells if cell.cell_type == "code")
    return [cell for cell in code if CHECKED in cell.metadata.get("tags", [])]


def _store(cell: NotebookNode, outputs: list[NotebookNode]) -> None:
    cell.outputs = outputs
    # nbval compares nothing in a cell without an execution count. Always 1: a new cell above changes nothing.
    cell.execution_count = 1 if outputs else None


def _json(path: Path) -> dict[str, Any]:
    """Return the notebook at `path` as a dict; one that is missing or damaged counts as empty."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
