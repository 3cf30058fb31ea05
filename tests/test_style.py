"""How lessons are written: short cells, a sentence before each, plain CommonMark, no result typed by hand, at most
three results in a sentence.

What a lesson's length is: pytest tests/test_style.py -k lengths -rP
"""

import ast
import re

import jupytext
import pytest
from markdown_it import MarkdownIt

from course import catalogue
from course.publish import editions, outputs, placeholders, solutions

LINES = 15
RESULTS = 3  # in one sentence
WORDS, CODE_LINES = 1800, 180  # of a lesson
TAGS = {"exercise", "instructor", outputs.CHECKED}
NUMBER = r"(?:\d+(?:\.\d+)?\s?%|\d+\.\d+)"
RESULT = re.compile(rf"(?<![\w.]){NUMBER}(?:\s?(?:–|to)\s?{NUMBER})?")
FILLED = "\ue000"  # stands for a placeholder's number: a character that no lesson has
SENTENCE_END = re.compile(r"[.!?]['\")\]]*\s+(?=['\"(\[…]*[A-Z0-9\ue000])")
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
    unknown = set(tags(cell)) - TAGS
    found = [(0, f"has the tag {tag}, which means nothing in this course") for tag in sorted(unknown)]
    is_exercise, has_solution = "exercise" in tags(cell), solutions.BEGIN in cell.source
    if is_exercise != has_solution:
        found.append((0, f"needs both or none of them: the tag exercise and {solutions.BEGIN}"))
    if outputs.CHECKED in tags(cell) and cell.cell_type != "code":
        found.append((0, f"has the tag {outputs.CHECKED}, which is for code"))
    return [*found, *(_code_faults if cell.cell_type == "code" else _prose_faults)(cell.source)]


def _code_faults(source):
    lines = source.splitlines()
    length = sum(line.strip() not in (solutions.BEGIN, solutions.END) for line in lines)
    if length > LINES:
        yield 0, f"is a code cell of {length} lines: at most {LINES}"
    for offset, line in enumerate(lines):
        mark = re.match(r"\s*#+\s*(NBVAL_\w+|PYTEST_VALIDATE\w+)", line)
        if mark:
            yield offset, f"has {mark[1]}, a mark for tests: give the cell the tag {outputs.CHECKED} instead"
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
    for line, sentence, count in _crowded(source):
        yield line, f"has {count} results in a sentence, at most {RESULTS}: {sentence!r}"


def _crowded(source):
    """Every sentence with too many results, as (line in the cell, sentence, how many). A placeholder is one; so is
    a range. Tables, code, and what stands in <details> may have more."""
    for first_line, text in _paragraphs(placeholders.PLACEHOLDER.sub(_stand_in, source)):
        start = 0
        for end in [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]:
            sentence, line = text[start:end], first_line + text[:start].count("\n")
            count = sentence.count(FILLED) + len(RESULT.findall(sentence))
            if count > RESULTS:
                yield line, " ".join(sentence.replace(FILLED, "N").split()), count
            start = end


def _paragraphs(source):
    """Paragraphs, list items and headings outside tables and <details>, as (line in the cell, text)."""
    hidden, in_table = 0, False
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        if token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
        elif token.type == "html_block":
            hidden += token.content.count("<details") - token.content.count("</details")
        elif token.type == "inline" and not in_table and not hidden:
            yield token.map[0], "".join(map(_shown, token.children))


def _shown(part):
    if part.type == "code_inline":
        return "C"  # a word; what stands in it doesn't count
    return "\n" if part.type.endswith("break") else part.content if part.type == "text" else ""


def _stand_in(match):
    """Return what stands for a filled placeholder when results are counted, over as many lines."""
    kind = match[1].split(":")[0].strip()
    return ("…" if kind in ("table", "runs") else FILLED) + "\n" * match[0].count("\n")


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
def test_numbers_in_the_text_say_where_they_are_from(lesson):
    """A lesson with placeholders says once, before its first section, how many recorded runs they are from."""
    prose = "\n".join(
        cell.source for _, cell in cells(lesson.read_text(encoding="utf-8")) if cell.cell_type == "markdown"
    )
    kinds = [match[1].split(":")[0].strip() for match in placeholders.PLACEHOLDER.finditer(prose)]
    if kinds:
        top = " ".join(prose.split("\n## ")[0].split())
        assert "Numbers in the text are from {{runs}} recorded runs on MNIST" in top, (
            f"{lesson.name} doesn't say so"
        )


def lengths(text):
    """(words of prose, lines of code) that a student gets: notes, solutions and blank lines don't count."""
    words = lines = 0
    for _, cell in cells(text):
        if "instructor" in tags(cell):
            continue
        if cell.cell_type == "code":
            lines += sum(bool(line.strip()) for line in solutions.without(cell.source).splitlines())
        else:
            words += sum(len(told.split()) for _, told in _told(cell.source))
    return words, lines


def test_lengths_of_lessons_are_reported():
    """Nothing fails on a long lesson yet; -rP shows this."""
    print(f"{'lesson':34} words  lines of code (at most {WORDS} and {CODE_LINES})")
    for lesson in catalogue.lessons():
        words, lines = lengths(lesson.read_text(encoding="utf-8"))
        print(
            f"{lesson.stem:34} {words:5}{'!' if words > WORDS else ' '} {lines:5}{'!' if lines > CODE_LINES else ' '}"
        )
        assert words and lines


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

# %% tags=["nbval-check-output"]
print(0.25, "input")
"""


def test_a_good_lesson_has_no_faults():
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    "source",
    [
        "It is {{mean: a}}, {{mean: b}} or {{mean: c}}. Or {{mean: d}}: it depends.",
        "- {{mean: a}}, {{mean: b}}\n- {{mean: c}}, {{mean: d}}",
        "Of {{runs}}, {{mean: a}}, {{mean: b}} and {{mean: c}}. `fit` had 0.5.",
        "From 0.1 to 0.9, from 2 % to 3 %, from 0.2–0.3; 5 of 6, 8 digits, `0.1, 0.2, 0.3`.",
        "| a | b |\n| --- | --- |\n| 0.1 and 0.2 | 0.3 and 0.4 |",
        "<details><summary>All</summary>\n\n{{mean: a}}, {{mean: b}}, {{mean: c}}, {{mean: d}}.\n\n</details>",
    ],
)
def test_three_results_in_a_sentence_are_fine(source):
    assert list(_crowded(source)) == []


def test_lengths_of_a_lesson():
    note = '# %% [markdown] tags=["instructor"]\n# A note.\n\n'
    solved = (
        '\n# %% tags=["exercise"]\ndef f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n'
    )
    words, lines = lengths(GOOD)
    assert lines == 1 and 25 < words < 32
    assert lengths(note + GOOD + solved) == (words, lines + 2)


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
        ("print(", "\n" * 15 + "print(", 13, "a code cell of 16 lines"),
        ("print(0.25", "print(input()", 13, "uses input()"),
        ("print(0.25", "get_ipython().run_line_magic('time', '')\nprint(0.25", 13, "uses get_ipython()"),
        ("print(", "# NBVAL_CHECK_OUTPUT\nprint(", 13, "has NBVAL_CHECK_OUTPUT"),
        ("print(", "x = 1\n# NBVAL_SKIP\nprint(", 14, "has NBVAL_SKIP"),
        ("nbval-check-output", "raises-exception", 13, "has the tag raises-exception"),
        ("nbval-check-output", "exercise", 13, "needs both or none"),
        ("[markdown]", '[markdown] tags=["nbval-check-output"]', 2, "which is for code"),
        (
            "98 % (reported)",
            "98 % (reported), 0.1 (reported), 2 % (reported)",
            4,
            "has 5 results in a sentence",
        ),
        (
            "# ```python",
            "# It is {{mean: a, b}}, {{mean: a,\n# c}}, {{range: a, d}} and {{gap: a, b | a, d}}.\n#\n# ```python",
            8,
            "has 4 results",
        ),
        ("print(0.25", "### BEGIN SOLUTION\n### END SOLUTION\nprint(0.25", 13, "needs both or none"),
        ("print(", "print()\n\n# %%\nprint(", 16, "without a sentence before it"),
        ("# %% [markdown]", '# %% [markdown] tags=["instructor"]', 13, "without a sentence before it"),
    ],
)
def test_each_fault_is_found_where_it_is(before, after, line, fault):
    assert before in GOOD
    found = faults(GOOD.replace(before, after))
    assert [number for number, _ in found] == [line], found
    assert fault in found[0][1]
