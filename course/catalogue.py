"""Which lessons there are, what their headers say, and the digest of their code. Standard library only."""

from __future__ import annotations

import ast
import hashlib
import re
from pathlib import Path
from typing import Any

from course import settings

LESSONS = settings.ROOT / "course" / "lessons"
JUDGES = ("trial.guess", "run.question", "run.report")
DECLARES = ("raises", "lowers", "does_not_matter", "not_proven")  # what a question is told of its changes


def lessons() -> list[Path]:
    """Return the lessons' files, in the order of the course."""
    return sorted(LESSONS.glob("[0-9][0-9]_*.py"))


def find(names: list[str]) -> list[Path]:
    """Return the lessons called `names`, each a number ("7", "07") or a full name; all of them for an empty list.

    They come in the order of the course, each once. Exits with one sentence if there is no such lesson.
    """
    everything = lessons()
    if not names:
        return everything
    by_name = {path.stem: path for path in everything}
    by_name.update({str(int(path.stem[:2])): path for path in everything})
    by_name.update({path.stem[:2]: path for path in everything})
    unknown = [name for name in names if name not in by_name]
    if unknown:
        there = ", ".join(path.stem for path in everything) or "none"
        raise SystemExit(f"There is no lesson called {', '.join(unknown)}; the lessons are: {there}.")
    return sorted({by_name[name] for name in names})


def measured() -> list[Path]:
    """Return the lessons that have evidence: those that call `trial.start`. The others tell only what is the
    same in every run."""
    return [path for path in lessons() if _starts_a_run(ast.parse(path.read_text(encoding="utf-8")))]


def _starts_a_run(tree: ast.Module) -> bool:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(ast.unparse(function) == "trial.start" for function in calls)


def evidence_file(lesson: str, data: str) -> Path:
    """Return where the evidence of `lesson` on `data` ("mnist" or "builtin") is in this clone."""
    return settings.ROOT / "course" / "evidence" / f"{lesson}.{data}.json"


def code_digest(source: str) -> str:
    """Return the SHA-256 (hex) of what `source` measures: its syntax tree, without comments and layout, and
    without the statements that only judge (`judging`), so that a ruler can be changed without measuring anew.

    The same in every Python from 3.11 to 3.14. Raises SyntaxError if `source` isn't Python.
    """
    tree = ast.parse(source)
    tree.body = [statement for statement in tree.body if not _is_judging(statement)]
    return hashlib.sha256(_canonical(tree).encode("utf-8")).hexdigest()


def judging(source: str) -> str:
    """Return the statements of a lesson that ask for a guess, ask questions, declare findings and give the answer, as
    Python. They stand at top level and need nothing but `trial`, `run` and each other. Raises ValueError for one that
    stands elsewhere."""
    tree = ast.parse(source)
    _must_all_judge_at_top_level(tree)
    return "\n".join(ast.unparse(statement) for statement in tree.body if _is_judging(statement))


def _must_all_judge_at_top_level(tree: ast.Module) -> None:
    """Raise ValueError, with the line, for a statement that judges inside a loop, a condition or a function: there it
    would not be found."""
    top = {id(statement) for statement in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and id(node) not in top and _is_judging(node):
            raise ValueError(f"line {node.lineno}: a statement that judges stands at top level")


def _is_judging(statement: ast.stmt) -> bool:
    call = getattr(statement, "value", None)
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
        return False
    return ast.unparse(call.func) in JUDGES or call.func.attr in DECLARES


def _canonical(node: object) -> str:
    """Return `node` as text: type names and fields that hold something.

    Newer Pythons add fields that older ones lack (`type_params`); in code that runs on both they are empty.
    """
    if isinstance(node, list):
        return "[" + ",".join(_canonical(item) for item in node) + "]"
    if not isinstance(node, ast.AST):
        return repr(node)
    if isinstance(node, ast.JoinedStr):  # Python 3.12 ends a format such as {x:>{width}} with an empty string
        node.values = [part for part in node.values if getattr(part, "value", None) != ""]
    # A Constant whose value is None is not an empty field.
    keep_none = isinstance(node, ast.Constant)
    fields = [
        f"{name}={_canonical(value)}"
        for name, value in ast.iter_fields(node)
        if name != "kind" and value != [] and (value is not None or keep_none)
    ]
    return f"{type(node).__name__}({','.join(fields)})"


def metadata(path: Path) -> dict[str, Any]:
    """Return what stands under `course:` in the lesson's header. Needs the course's environment.

    Raises ValueError, naming the file, if there is no such block, or a value in it is no text or whole number.
    """
    import yaml

    header = re.match(r"# ---\n(.*?)^# ---$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    lines = header[1].splitlines() if header else []
    try:
        content = yaml.safe_load("\n".join(line[2:] for line in lines))
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: its header isn't valid YAML ({' '.join(str(error).split())}).") from None
    block = content.get("course") if isinstance(content, dict) else None
    if not isinstance(block, dict):
        raise ValueError(f"{path} has no `course:` block in its header (see course/WRITING.md).")
    for name, value in block.items():
        if type(value) not in (str, int):
            raise ValueError(f"{path}: in its header, {name!r} should have a text or a whole number.")
    return block
