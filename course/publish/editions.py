"""Makes the editions of a lesson: course/lessons/NN_name.py -> the student's and the instructor's notebook.

jupytext reads the lesson and nbformat writes the notebook. Between them, solutions and instructor notes are
taken out, placeholders are filled in from the evidence, and a cell gets an id made of its own first words.

Outputs are stored only in cells that begin with `# NBVAL_CHECK_OUTPUT`. They are taken over from the notebook
that is there as long as the lesson's code is the same. To renew them when something else has changed (a
library, utils/), delete the notebook and build again.
"""

import json
import re
import unicodedata

import jupytext
import nbformat

from course import catalogue, settings
from course.publish import kernel, quote, readme
from course.publish.kernel import LessonFailed
from utils.files import write_whole

# Without comment_magics=False, jupytext would turn the comment "# %time f()" into the magic %time.
FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
MARK = "# NBVAL_CHECK_OUTPUT"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
SOLUTION = re.compile(rf"^([ \t]*){BEGIN}[ \t]*\n(?:.*\n)*?[ \t]*{END}[ \t]*$", re.MULTILINE)
LIKE_A_MARK = re.compile(r"#[#\s]*(BEGIN|END)\s+SOLUTION\b", re.IGNORECASE)
ID_LENGTH = 48  # nbformat allows 64; a repeat's number comes on top


def student(path):
    """Return the student's edition of the lesson at `path`, a NotebookNode without outputs.

    Raises ValueError with one sentence for solution marks out of balance or a placeholder without evidence.
    """
    notebook = _read(path)
    notebook.cells = [cell for cell in notebook.cells if "instructor" not in cell.metadata.get("tags", [])]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = _without_solutions(cell.source)
    return notebook


def instructor(path):
    """Return the instructor's edition: solutions and notes in, the same ids. Raises as `student`."""
    return _read(path)


def build(lessons, check):
    """Write both editions of `lessons` (paths) and the README's table; with `check`, only compare them.

    Prints a line per file and returns the exit code: 1 if something could not be made or is out of step.
    """
    step = _check if check else _write_editions
    failed = [path for path in lessons if not _reported(step, path)]
    there = {path.stem for path in catalogue.lessons()}
    if there == {path.stem for path in lessons}:
        stale = [path for path in _notebooks().glob("*.ipynb") if path.stem not in there]
        failed += [path for path in stale if not _reported(_stale_in_check if check else _remove, path)]
    table = settings.ROOT / "README.md"
    failed += [] if _reported(_check_readme if check else _write_readme, table) else [table]
    if failed and check:
        print("Out of step. Run: python3 -m course build")
    return 1 if failed else 0


def _reported(step, path):
    """Do one step for one file and print its line; whether it went well."""
    name = path.stem if path.suffix == ".py" else path.name
    try:
        print(f"{name}  {step(path)}")
    except (ValueError, LessonFailed) as error:
        print(f"{name}  {str(error).removeprefix(f'{name}: ')}")
        return False
    return True


def _write_editions(path):
    target = _notebooks() / f"{path.stem}.ipynb"
    notebook = _with_outputs(path, target)
    replace(settings.ROOT / "build" / "instructor" / target.name, _text(instructor(path)))
    return replace(target, _text(notebook))


def _check(path):
    target = _notebooks() / f"{path.stem}.ipynb"
    notebook = _carry_over(student(path), path, target)
    if not target.is_file():
        raise ValueError(f"has no notebooks/{target.name}")
    if _digest_in(target) != notebook.metadata.course.code_sha256:
        raise ValueError(f"notebooks/{target.name} was made from other code")
    if _text(notebook) != target.read_text(encoding="utf-8"):
        raise ValueError(f"notebooks/{target.name} is not what the lesson makes")
    without = _without_output(notebook)
    if without:
        raise ValueError(f'notebooks/{target.name} has no stored output for the cell "{without[0].id}"')
    return "in step"


def _stale_in_check(path):
    raise ValueError("has no lesson any more")


def _remove(path):
    path.unlink()
    (settings.ROOT / "build" / "instructor" / path.name).unlink(missing_ok=True)
    return "removed: its lesson is gone"


def _write_readme(path):
    return replace(path, readme.with_table(_readme_text(path)))


def _check_readme(path):
    text = _readme_text(path)
    if readme.with_table(text) != text:
        raise ValueError("has another table of lessons than their headers make")
    return "in step"


def _readme_text(path):
    if not path.is_file():
        raise ValueError("is missing: the table of lessons goes into it")
    return path.read_text(encoding="utf-8")


def _notebooks():
    return settings.ROOT / "notebooks"


def _read(path):
    """Return the whole lesson as a notebook: header out, ids and metadata set, placeholders filled in."""
    text = path.read_text(encoding="utf-8")
    _check_marks(path.stem, text)
    try:
        digest = catalogue.code_digest(text)
    except SyntaxError as error:
        raise ValueError(f"{path.name}, line {error.lineno}: {error.msg}.") from error
    notebook = jupytext.reads(text, fmt=FORMAT)
    # Of the header, jupytext keeps what it doesn't know in a raw cell at the top.
    cells = [cell for cell in notebook.cells if cell.cell_type != "raw" or cell.source[:3] != "---"]
    for cell, name in zip(cells, _ids(cells), strict=True):
        cell.id = name
        cell.metadata = {"tags": cell.metadata.tags} if "tags" in cell.metadata else {}
        if cell.cell_type == "markdown":
            cell.source = quote.fill(cell.source, path.stem)
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}, "course": {"code_sha256": digest}}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata, nbformat_minor=5)


def _check_marks(lesson, text):
    """Raise ValueError unless the solution marks come in pairs, each pair in one cell, spelt exactly."""
    opened = None
    for number, line in enumerate(text.splitlines(), 1):
        mark = line.strip()
        if LIKE_A_MARK.match(mark) and mark not in (BEGIN, END):
            raise ValueError(f'{lesson}.py, line {number}: write "{BEGIN}" or "{END}", alone on its line.')
        if opened and (mark == BEGIN or line.startswith("# %%")):
            raise ValueError(f'{lesson}.py, line {opened}: "{BEGIN}" has no "{END}" in its cell.')
        if mark == END and not opened:
            raise ValueError(f'{lesson}.py, line {number}: "{END}" has no "{BEGIN}" before it in its cell.')
        opened = number if mark == BEGIN else None if mark == END else opened
    if opened:
        raise ValueError(f'{lesson}.py, line {opened}: "{BEGIN}" has no "{END}" in its cell.')


def _without_solutions(source):
    return SOLUTION.sub(r"\1...  # your code here", source)


def _ids(cells):
    """Return an id for each cell: its first line of words as the student sees it; -2, -3 … for repeats."""
    taken = []
    for cell in cells:
        slug = _slug(_without_solutions(cell.source) if cell.cell_type == "code" else cell.source)
        number, name = 1, slug
        while name in taken:
            number += 1
            name = f"{slug}-{number}"
        taken.append(name)
    return taken


def _slug(source):
    ascii_only = unicodedata.normalize("NFKD", source).encode("ascii", "ignore").decode()
    lines = (line for line in ascii_only.splitlines() if line.strip() != MARK)
    words = next(filter(None, (re.findall(r"[a-z0-9]+", line.lower()) for line in lines)), ["cell"])
    slug = words[0][:ID_LENGTH]
    for word in words[1:]:
        if len(slug) + 1 + len(word) > ID_LENGTH:
            break
        slug += f"-{word}"
    return slug


def _with_outputs(path, target):
    """Return the student's edition with stored outputs: those in `target`, or those of a fresh execution."""
    notebook = _carry_over(student(path), path, target)
    if not _without_output(notebook):
        return notebook
    executed = student(path)
    kernel.run(executed, settings.environment(seed=1, threads=1, strict=True), _notebooks())
    for cell, ran in zip(notebook.cells, executed.cells, strict=True):
        if _is_marked(cell):
            _store(cell, _text_only(path, cell.id, ran.outputs))
    return notebook


def _carry_over(notebook, path, target):
    """Give the marked cells of `notebook` the outputs in `target`, if that was made from the same code."""
    if _digest_in(target) == notebook.metadata.course.code_sha256:
        stored = {cell.get("id"): cell.get("outputs") for cell in _json(target).get("cells", [])}
        for cell in filter(_is_marked, notebook.cells):
            _store(cell, nbformat.from_dict(stored.get(cell.id) or []))
    return notebook


def _is_marked(cell):
    return cell.cell_type == "code" and cell.source.startswith(MARK)


def _without_output(notebook):
    return [cell for cell in notebook.cells if _is_marked(cell) and not cell.outputs]


def _store(cell, outputs):
    cell.outputs = outputs
    # nbval compares nothing in a cell without an execution count. Always 1: a new cell above changes nothing.
    cell.execution_count = 1 if outputs else None


def _text_only(path, name, outputs):
    """Return what nbval is to compare, the same on every machine: what was printed, and results as text."""
    kept = []
    for output in outputs:
        if output.output_type == "stream":
            if output.name == "stdout" and kept and kept[-1].output_type == "stream":
                kept[-1].text += output.text
            elif output.name == "stdout":  # warnings differ between machines
                kept.append(nbformat.v4.new_output("stream", name="stdout", text=output.text))
            continue
        if any(kind.startswith("image/") for kind in output.data):
            raise ValueError(
                f'{path.name}: the cell "{name}" shows a picture; mark cells that show text only.'
            )
        count = {"execution_count": 1} if output.output_type == "execute_result" else {}
        text = {"text/plain": output.data["text/plain"]}
        kept.append(nbformat.v4.new_output(output.output_type, data=text, **count))
    if not kept:
        raise ValueError(f'{path.name}: the cell "{name}" is marked {MARK} but shows nothing to compare.')
    return kept


def _json(path):
    """Return the notebook at `path` as a dict; one that is missing or damaged counts as empty."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def _digest_in(path):
    return _json(path).get("metadata", {}).get("course", {}).get("code_sha256")


def _text(notebook):
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"


def replace(path, text):
    """Write `text` to `path` unless it is there already. Returns "written" or "unchanged"."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return "unchanged"
    write_whole(path, text)
    return "written"
