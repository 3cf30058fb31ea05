"""How lessons are written: short cells, a sentence before each, plain CommonMark, no result typed by hand."""

import ast
import re

import jupytext
import pytest
from markdown_it import MarkdownIt

from course import catalogue
from course.publish import editions

LINES = 15
NUMBER = r"(?:\d+(?:\.\d+)?\s?%|\d+\.\d+)"
RESULT = re.compile(rf"(?<![\w.]){NUMBER}(?:\s?(?:–|to)\s?{NUMBER})?")
REPORTED = re.compile(r"\s*\(reported\)")
LATEX = re.compile(r"\$[^$\n]+\$|\\begin\{")  # also "$5 or $6": notebooks would make a formula of it
DIRECTIVE = re.compile(r"^:::|^[ \t]*(?:```+|~~~+)\s*\{|\{[a-z][\w:-]*\}`", re.MULTILINE)
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u26ff\u2705\u2728\u274c\u2757\u2b50\ufe0f]")


def cells(text):
    """The cells of a lesson with the numbers of their first lines in the file."""
    made = [cell for cell in jupytext.reads(text, fmt=editions.FORMAT).cells if cell.cell_type != "raw"]
    marks = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith("# %%")]
    assert len(made) == len(marks), "a cell without its own `# %%` line"
    return [(number + 1, cell) for number, cell in zip(marks, made, strict=True)]


def tags(cell):
    return cell.metadata.get("tags", [])


def faults(text):
    """Every fault of a lesson's text, as (line, sentence)."""
    found = []
    for line, cell in cells(text):
        found += [(line + offset, fault) for offset, fault in _cell_faults(cell)]
    found += _cells_without_a_sentence(text)
    found += [
        (number, f"has an emoji: {match[0]!r}")
        for number, line in enumerate(text.splitlines(), 1)
        if (match := EMOJI.search(line))
    ]
    return sorted(found)


def _cell_faults(cell):
    unknown = set(tags(cell)) - {"exercise", "instructor"}
    found = [(0, f"has the tag {tag}, which means nothing in this course") for tag in sorted(unknown)]
    is_exercise, has_solution = "exercise" in tags(cell), editions.BEGIN in cell.source
    if is_exercise != has_solution:
        found.append((0, f"needs both or none of them: the tag exercise and {editions.BEGIN}"))
    return [*found, *(_code_faults if cell.cell_type == "code" else _prose_faults)(cell.source)]


def _code_faults(source):
    lines = source.splitlines()
    length = sum(line.strip() not in (editions.BEGIN, editions.END) for line in lines)
    if length > LINES:
        yield 0, f"is a code cell of {length} lines: at most {LINES}"
    for offset, line in enumerate(lines):
        is_mark = re.match(r"\s*#+\s*(NBVAL_\w+|PYTEST_VALIDATE\w+)", line)
        if is_mark and (offset or line != editions.MARK):
            yield offset, f"has {is_mark[1]}: write {editions.MARK} in the cell's first line, or nothing"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and node.id in ("get_ipython", "input"):
            yield node.lineno - 1, f"uses {node.id}(): a lesson also runs as a script, with nobody there"


def _prose_faults(source):
    for match in DIRECTIVE.finditer(source):
        yield source[: match.start()].count("\n"), f"has a directive: {match[0].strip()!r}"
    for line, text in _told(source):
        for match in LATEX.finditer(text):
            yield line + text[: match.start()].count("\n"), f"has LaTeX: {match[0]!r}"
        for match in RESULT.finditer(text):
            if not REPORTED.match(text, match.end()):
                fault = f"has a result typed by hand: {match[0]!r}; use a placeholder or mark it (reported)"
                yield line + text[: match.start()].count("\n"), fault


def _told(source):
    """The prose of a markdown cell, as (line in the cell, text): without code, links and placeholders."""
    source = re.sub(r"\{\{.*?\}\}", lambda match: "…" + "\n" * match[0].count("\n"), source, flags=re.DOTALL)
    for token in MarkdownIt("commonmark").parse(source):
        if token.type == "html_block":
            yield token.map[0], re.sub(r"<[^>]*>", "", token.content)
        if token.type == "inline":
            parts = (
                "\n" if part.type.endswith("break") else part.content
                for part in token.children
                if _is_text(part)
            )
            yield token.map[0], "".join(parts)


def _is_text(part):
    return part.type in ("text", "softbreak", "hardbreak")


def _cells_without_a_sentence(text):
    seen = [(line, cell) for line, cell in cells(text) if "instructor" not in tags(cell)]
    for (_, before), (line, cell) in zip([(0, None), *seen], seen, strict=False):
        if cell.cell_type == "code" and (before is None or before.cell_type != "markdown"):
            yield line, "is a code cell without a sentence before it"


@pytest.mark.parametrize("lesson", catalogue.lessons(), ids=lambda path: path.stem)
def test_lesson(lesson):
    found = [
        f"{lesson.name}, line {line}: {fault}" for line, fault in faults(lesson.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lesson", catalogue.lessons(), ids=lambda path: path.stem)
def test_links_to_other_lessons_lead_there(lesson):
    linked = re.findall(r"\]\(([^):]+)\.ipynb\)", lesson.read_text(encoding="utf-8").replace("\n# ", " "))
    assert set(linked) <= {path.stem for path in catalogue.lessons()}


GOOD = """\
# %% [markdown]
# # A lesson about `3.14` and 10 digits
#
# They reported 0.9836 (reported), 98 % (reported) and 0.55–0.86
# (reported). We saw {{mean: accuracy
# | of 0.5}}; see [version 2](https://example.org/1.5), and **98.2 %** (reported) of $5.
#
# ```python
# x = 0.5  # $x$
# ```

# %%
# NBVAL_CHECK_OUTPUT
print(0.25, "input")
"""


def test_a_good_lesson_has_no_faults():
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    "before, after, line, fault",
    [
        ("0.9836 (reported)", "0.9836", 4, "typed by hand: '0.9836'"),
        ("98 % (reported)", "98 %", 4, "typed by hand: '98 %'"),
        ("# (reported). We", "# . We", 4, "typed by hand: '0.55–0.86'"),
        ("**98.2 %** (reported)", "**98.2 %**", 6, "typed by hand: '98.2 %'"),
        ("# # A lesson", "# <details>\n# it is 0.7\n# </details>\n#\n# # A", 3, "typed by hand: '0.7'"),
        ("of $5", "of $x^2$", 6, "LaTeX"),
        ("```python", "```{note}", 8, "a directive"),
        ("of $5", "of {ref}`this`", 6, "a directive"),
        ("of $5", "of \U0001f600", 6, "an emoji"),
        ("print(", "\n" * 14 + "print(", 13, "a code cell of 16 lines"),
        ("print(0.25", "print(input()", 14, "uses input()"),
        ("print(0.25", "get_ipython().run_line_magic('time', '')\nprint(0.25", 14, "uses get_ipython()"),
        ("# NBVAL_CHECK_OUTPUT\n", "x = 1\n# NBVAL_CHECK_OUTPUT\n", 14, "has NBVAL_CHECK_OUTPUT"),
        ("NBVAL_CHECK_OUTPUT", "NBVAL_SKIP", 13, "has NBVAL_SKIP"),
        ("# %%\n", '# %% tags=["raises-exception"]\n', 13, "has the tag raises-exception"),
        ("# %%\n", '# %% tags=["exercise"]\n', 13, "needs both or none"),
        ("print(0.25", "### BEGIN SOLUTION\n### END SOLUTION\nprint(0.25", 13, "needs both or none"),
        ("print(", "print()\n\n# %%\nprint(", 17, "without a sentence before it"),
        ("# %% [markdown]", '# %% [markdown] tags=["instructor"]', 13, "without a sentence before it"),
    ],
)
def test_each_fault_is_found_where_it_is(before, after, line, fault):
    assert before in GOOD
    found = faults(GOOD.replace(before, after))
    assert [number for number, _ in found] == [line], found
    assert fault in found[0][1]
