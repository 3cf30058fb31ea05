"""The README's table of lessons, which stands between two comments and is made from the lessons' headers."""

import re

from course import catalogue
from course.publish import quote

START, END = "<!-- lessons -->", "<!-- /lessons -->"


def with_table(text):
    """Return the README's `text` with the table of all lessons as it should be.

    A row says the lesson's title, the minutes a person needs, what is on trial and the verdict (`question`
    and `verdict` in the header, where there are any), with placeholders filled in. Raises ValueError with one
    sentence if the two comments, a title or minutes are missing, or a placeholder has no evidence.
    """
    if text.count(START) != 1 or text.count(END) != 1 or text.index(START) > text.index(END):
        raise ValueError(f"needs one line {START} and, below it, one line {END}: the table goes in between.")
    before, after = text.split(START)[0], text.split(END)[1]
    head = ["| lesson | minutes | on trial | verdict |", "| --- | ---: | --- | --- |"]
    return "\n".join([f"{before}{START}", *head, *map(_row, catalogue.lessons()), f"{END}{after}"])


def _row(path):
    header = catalogue.metadata(path)
    missing = [name for name in ("title", "minutes") if name not in header]
    if missing:
        raise ValueError(f"{path.name} has no `{missing[0]}:` under `course:` in its header.")
    title = f"[{path.stem[:2]} {header['title']}](notebooks/{path.stem}.ipynb)"
    told = [quote.fill(str(header.get(name, "")), path.stem) for name in ("question", "verdict")]
    return "| " + " | ".join(_cell(text) for text in (title, header["minutes"], *told)) + " |"


def _cell(text):
    return re.sub(r"\s+", " ", str(text)).replace("|", r"\|")
