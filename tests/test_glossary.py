"""Every term is explained before it is used: it is set in italics where its lesson explains it, and stands in no
earlier place."""

import re

import jupytext
import nbformat
import pytest
from markdown_it import MarkdownIt

from course import catalogue
from course.publish import editions, glossary, placeholders


def prose(path):
    """The paragraphs of a lesson as (text, parts in italics): no code, headings, sources, notes for instructors."""
    for cell in jupytext.reads(path.read_text(encoding="utf-8"), fmt=editions.FORMAT).cells:
        if cell.cell_type == "markdown" and "instructor" not in cell.metadata.get("tags", []):
            yield from _paragraphs(placeholders.PLACEHOLDER.sub("…", cell.source))


def _paragraphs(source):
    tokens = MarkdownIt("commonmark").enable("table").parse(source)
    for before, token in zip(tokens, tokens[1:], strict=False):
        announces = before.type == "heading_open" or token.content.startswith(("*Sources.*", "**Next:**"))
        if token.type == "inline" and not announces:
            text, italics, is_italic = "", [], False
            for part in token.children:
                if part.type in ("em_open", "em_close"):
                    is_italic = part.type == "em_open"
                    italics += [""] if is_italic else []
                shown = part.content if part.type == "text" else " " if part.type.endswith("break") else ""
                text += shown
                if is_italic:
                    italics[-1] += shown
            yield text, italics


def uses(term, text):
    return re.search(rf"\b{re.escape(term)}(?:s|es)?\b", text, re.IGNORECASE)


def first_use(term, paragraphs):
    """(where, whether the term is in italics there) of the first paragraph that has it; None without one."""
    for where, text, italics in paragraphs:
        if uses(term, text):
            return where, any(uses(term, marked) for marked in italics)
    return None


@pytest.fixture(scope="module")
def told():
    return [(path.stem, *paragraph) for path in catalogue.lessons() for paragraph in prose(path)]


@pytest.mark.parametrize("entry", glossary.entries(), ids=lambda entry: entry.term)
def test_a_term_is_explained_before_it_is_used(entry, told):
    assert first_use(entry.term, told) == (entry.lesson, True)


def test_an_earlier_or_a_plain_use_is_found():
    told = [("00_a", "The losses fall.", []), ("01_b", "A loss says how wrong it is.", ["loss"])]
    assert first_use("loss", told) == ("00_a", False) and first_use("loss", told[1:]) == ("01_b", True)
    assert first_use("cost", told) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("'77': {loss: how wrong}", "terms of lesson 77, which isn't there"),
        ("'00': {loss: how wrong}\n'01': {loss: how wrong}", "'loss' twice: 00 and 01"),
        ("'00': {loss: 3}", "'loss' needs its meaning as a text"),
    ],
)
def test_a_wrong_line_is_told_in_a_sentence(tmp_path, monkeypatch, text, fault):
    source = tmp_path / "glossary.yaml"
    source.write_text(text, encoding="utf-8")
    monkeypatch.setattr(glossary, "source", lambda: source)
    with pytest.raises(ValueError, match=re.escape(fault)):
        glossary.entries()


def test_the_page_has_a_row_for_each_term_and_leads_to_its_lesson():
    page = nbformat.reads(glossary._page(), as_version=4).cells[0].source
    rows = [line for line in page.splitlines() if line.startswith("| **")]
    assert len(rows) == len(glossary.entries())
    assert all(re.search(r"\]\(\d\d_\w+\.ipynb\) \|$", row) for row in rows)
    terms = [row.split("**")[1].casefold() for row in rows]
    assert terms == sorted(terms)
