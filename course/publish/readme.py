"""The README's table of lessons, which stands between two comments and is made from the lessons' headers."""

import re
from pathlib import Path

from course import catalogue
from course.publish import placeholders
from utils.files import write_if_changed

START, END = "<!-- lessons -->", "<!-- /lessons -->"
HEAD = ["| lesson | minutes | on trial | finding |", "| --- | ---: | --- | --- |"]


def write(path: Path) -> str:
    """Write the table into the README at `path`; return a word for what was done. Raises as `with_table`."""
    return "written" if write_if_changed(path, with_table(_text(path))) else "unchanged"


def check(path: Path) -> str:
    """Return "in step" if the README at `path` has the table it should have. Raises ValueError otherwise."""
    if with_table(_text(path)) != _text(path):
        raise ValueError("has another table of lessons than their headers make")
    return "in step"


def with_table(text: str) -> str:
    """Return the README's `text` with the table of all lessons as it should be.

    A row says the lesson's title, the minutes a person needs, what is on trial and the verdict (`question`
    and `finding` in the header), with placeholders filled in. Raises ValueError with one
    sentence if the two comments or one of the four are missing, or a placeholder has no evidence.
    """
    if text.count(START) != 1 or text.count(END) != 1 or text.index(START) > text.index(END):
        raise ValueError(f"needs one line {START} and, below it, one line {END}: the table goes in between.")
    before, after = text.split(START)[0], text.split(END)[1]
    return "\n".join([f"{before}{START}", *HEAD, *map(_row, catalogue.lessons()), f"{END}{after}"])


def _text(path: Path) -> str:
    if not path.is_file():
        raise ValueError("is missing: the table of lessons goes into it")
    return path.read_text(encoding="utf-8")


def _row(path: Path) -> str:
    header = catalogue.metadata(path)
    missing = [name for name in ("title", "minutes", "question", "finding") if name not in header]
    if missing:
        raise ValueError(f"{path.name} has no `{missing[0]}:` under `course:` in its header.")
    title = f"[{path.stem[:2]} {header['title']}](notebooks/{path.stem}.ipynb)"
    question, finding = (placeholders.fill(str(header[name]), path.stem) for name in ("question", "finding"))
    return "| " + " | ".join(map(_cell, (title, header["minutes"], question, finding))) + " |"


def _cell(value: object) -> str:
    return re.sub(r"\s+", " ", str(value)).replace("|", r"\|")
