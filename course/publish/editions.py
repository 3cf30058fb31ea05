"""Makes the editions of a lesson: course/lessons/NN_name.py -> the student's and the instructor's notebook.

jupytext reads the lesson and nbformat writes the notebook. Between them, solutions and instructor notes are
taken out (solutions.py), placeholders are filled in from the evidence (placeholders.py), a cell gets an id made
of its own first words (ids.py), and the outputs that tests compare are stored (outputs.py).
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from course import catalogue, settings
from course.publish import glossary, ids, kernel, outputs, placeholders, readme, solutions
from course.publish.kernel import LessonFailed
from utils.files import write_if_changed

# Without comment_magics=False, jupytext would turn the comment "# %time f()" into the magic %time.
FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
INSTRUCTOR_BOX = """\
> **Instructor edition** of lesson {number}: with solutions and notes. Students have `notebooks/{name}.ipynb`,
> without either.
>
> {notes}"""


def student(path: Path) -> NotebookNode:
    """Return the student's edition of the lesson at `path`, without outputs.

    Raises ValueError with one sentence for solution marks out of balance or a placeholder without evidence.
    """
    notebook = _read(path)
    notebook.cells = [cell for cell in notebook.cells if not _is_note(cell)]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = solutions.without(cell.source)
    return notebook


def instructor(path: Path) -> NotebookNode:
    """Return the instructor's edition: solutions in, and all notes in a box at the top, where they come early
    enough. The other cells have the student's ids. Raises as `student`."""
    notebook = _read(path)
    notes = [cell.source for cell in notebook.cells if _is_note(cell)]
    quoted = "\n\n".join(notes).replace("\n", "\n> ") or "This lesson has no notes."
    box = INSTRUCTOR_BOX.format(number=path.stem[:2], name=path.stem, notes=quoted)
    first = nbformat.v4.new_markdown_cell(box, id="instructor-edition")
    notebook.cells = [first, *(cell for cell in notebook.cells if not _is_note(cell))]
    return notebook


def build(lessons: list[Path], check: bool) -> int:
    """Write both editions of `lessons`, the glossary and the README's table; with `check`, only compare them.

    Prints a line per file and returns the exit code: 1 if something could not be made or is out of step.
    """
    steps: list[tuple[str, Callable[[], str]]] = []
    steps += [(path.stem, partial(_check if check else _write, path)) for path in lessons]
    steps += [(path.name, partial(_check_stale if check else _remove, path)) for path in _stale(lessons)]
    steps += [(glossary.PAGE, glossary.check if check else glossary.write)]
    steps += [("README.md", partial(readme.check if check else readme.write, settings.ROOT / "README.md"))]
    failed = [name for name, step in steps if not _done(name, step)]
    if failed and check:
        print("Out of step. Run: python3 -m course build")
    return 1 if failed else 0


def _done(name: str, step: Callable[[], str]) -> bool:
    """Do one step and print its line; return whether it went well."""
    try:
        print(f"{name}  {step()}")
    except (ValueError, LessonFailed) as error:
        print(f"{name}  {str(error).removeprefix(f'{name}: ')}")
        return False
    return True


def _write(path: Path) -> str:
    target = _target(path)
    notebook = _with_outputs(path, target)
    write_if_changed(settings.ROOT / "build" / "instructor" / target.name, _text(instructor(path)))
    return "written" if write_if_changed(target, _text(notebook)) else "unchanged"


def _check(path: Path) -> str:
    target = _target(path)
    notebook = student(path)
    outputs.carry_over(notebook, target)
    if not target.is_file():
        raise ValueError(f"has no notebooks/{target.name}")
    if outputs.digest_in(target) != notebook.metadata.course.code_sha256:
        raise ValueError(f"notebooks/{target.name} was made from other code")
    if _text(notebook) != target.read_text(encoding="utf-8"):
        raise ValueError(f"notebooks/{target.name} is not what the lesson makes")
    without = outputs.without_output(notebook)
    if without:
        raise ValueError(f'notebooks/{target.name} has no stored output for the cell "{without[0].id}"')
    return "in step"


def _stale(lessons: list[Path]) -> list[Path]:
    """Return the notebooks whose lesson is gone, if `lessons` are all there are: who builds one asks for one."""
    names = {path.stem for path in catalogue.lessons()}
    if names != {path.stem for path in lessons}:
        return []
    kept = names | {glossary.PAGE}
    return sorted(path for path in _notebooks().glob("*.ipynb") if path.stem not in kept)


def _check_stale(path: Path) -> str:
    raise ValueError("has no lesson any more")


def _remove(path: Path) -> str:
    path.unlink()
    (settings.ROOT / "build" / "instructor" / path.name).unlink(missing_ok=True)
    return "removed: its lesson is gone"


def _notebooks() -> Path:
    return settings.ROOT / "notebooks"


def _target(path: Path) -> Path:
    return _notebooks() / f"{path.stem}.ipynb"


def _read(path: Path) -> NotebookNode:
    """Return the whole lesson as a notebook: header out, ids and metadata set, placeholders filled in."""
    text = path.read_text(encoding="utf-8")
    solutions.check_marks(path.stem, text)
    try:
        digest = catalogue.code_digest(text)
    except SyntaxError as error:
        raise ValueError(f"{path.name}, line {error.lineno}: {error.msg}.") from error
    notebook = jupytext.reads(text, fmt=FORMAT)
    # Of the header, jupytext keeps what it doesn't know in a raw cell at the top.
    cells = [cell for cell in notebook.cells if cell.cell_type != "raw" or cell.source[:3] != "---"]
    for cell, name in zip(cells, ids.ids(map(_as_seen, cells)), strict=True):
        cell.id = name
        cell.metadata = {"tags": cell.metadata.tags} if "tags" in cell.metadata else {}
        if cell.cell_type == "markdown":
            cell.source = placeholders.fill(cell.source, path.stem)
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}, "course": {"code_sha256": digest}}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata, nbformat_minor=5)


def _as_seen(cell: NotebookNode) -> str:
    """Return a cell's source as the student sees it, so that no solution shows in an id."""
    return solutions.without(cell.source) if cell.cell_type == "code" else cell.source


def _is_note(cell: NotebookNode) -> bool:
    return "instructor" in cell.metadata.get("tags", [])


def _with_outputs(path: Path, target: Path) -> NotebookNode:
    """Return the student's edition with stored outputs: those in `target`, or those of a fresh execution."""
    notebook = student(path)
    outputs.carry_over(notebook, target)
    if outputs.without_output(notebook):
        executed = student(path)
        kernel.run(executed, settings.environment(seed=1, threads=1, strict=True), _notebooks())
        outputs.take_from(executed, notebook, path.stem)
    return notebook


def _text(notebook: NotebookNode) -> str:
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"
