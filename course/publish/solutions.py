"""Solutions in a lesson: what stands between two marks, which the student's edition leaves out."""

import re

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
SOLUTION = re.compile(rf"^([ \t]*){BEGIN}[ \t]*\n(?:.*\n)*?[ \t]*{END}[ \t]*$", re.MULTILINE)
LIKE_A_MARK = re.compile(r"#[#\s]*(BEGIN|END)\s+SOLUTION\b", re.IGNORECASE)


def without(source: str) -> str:
    """Return a cell's `source` with a line to fill in where each solution stood."""
    return SOLUTION.sub(r"\1...  # your code here", source)


def check_marks(lesson: str, text: str) -> None:
    """Raise ValueError, naming the line, unless the marks in a lesson's `text` come in pairs, each pair in one
    cell, spelt exactly."""
    opened = None
    for number, line in enumerate(text.splitlines(), 1):
        mark = line.strip()
        if LIKE_A_MARK.match(mark) and mark not in (BEGIN, END):
            raise ValueError(f'{lesson}.py, line {number}: write "{BEGIN}" or "{END}", alone on its line.')
        if opened and (mark == BEGIN or line.startswith("# %%")):
            raise ValueError(f'{lesson}.py, line {opened}: "{BEGIN}" has no "{END}" in its cell.')
        if mark == END and not opened:
            raise ValueError(f'{lesson}.py, line {number}: "{END}" has no "{BEGIN}" before it in its cell.')
        if mark in (BEGIN, END):
            opened = number if mark == BEGIN else None
    if opened:
        raise ValueError(f'{lesson}.py, line {opened}: "{BEGIN}" has no "{END}" in its cell.')
