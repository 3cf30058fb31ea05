"""Handouts: they load nothing, say what is in their figures, and lead from one lesson to the next."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup

from course import catalogue, settings
from course.publish import handout, kernel, outputs

HEADER = """\
# ---
# jupyter:
#   kernelspec: {{display_name: Python 3, language: python, name: python3}}
# course:
#   title: {title}
#   minutes: 5
#   question: Does `size` matter?
# ---
"""
TEXT = """\
# 03 Shapes

See [the next](04_sizes.ipynb) and [others](https://example.org/01_a.ipynb).

## What's *seen*

<details><summary>A hint</summary>

Look ![closely](dot%201.png).

</details>
"""


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """A clone with three lessons; gives the path of the second."""
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "LESSONS", tmp_path)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "dot 1.png").write_text("dot")
    for name, title in (("01_dots", "Dots <1>"), ("03_shapes", "Shapes"), ("04_sizes", "Sizes")):
        (tmp_path / f"{name}.py").write_text(HEADER.format(title=title), encoding="utf-8")
    return tmp_path / "03_shapes.py"


def markdown(source):
    return nbformat.v4.new_markdown_cell(source)


def shows(data, **metadata):
    """A code cell with one output."""
    return nbformat.v4.new_code_cell(
        "show()", outputs=[nbformat.v4.new_output("display_data", data=data, metadata=metadata)]
    )


def page(lesson, *cells):
    return handout.page(nbformat.v4.new_notebook(cells=list(cells)), lesson)


def test_a_page_names_course_and_lesson_and_leads_on(lesson):
    made = page(lesson, markdown(TEXT))
    assert re.search(r'<html lang="en"\s*>', made)
    assert "<title>03 Shapes – Digits on Trial</title>" in made
    top, bottom = made.split("<h1")[0], made.split("</details>")[1]
    for part in (top, bottom):
        assert '<a href="01_dots.html" rel="prev">← 01 Dots &lt;1&gt;</a>' in part
        assert '<a href="index.html">Contents</a>' in part
        assert '<a href="04_sizes.html" rel="next">04 Sizes →</a>' in part
    name = re.search(r'<h2 id="([^"]*)">', made)[1]
    assert f'<li><a href="#{name}">What\'s <em>seen</em></a></li>' in top
    assert 'href="04_sizes.html">the next</a>' in made
    assert 'href="https://example.org/01_a.ipynb"' in made


def test_the_first_and_the_last_lesson_have_one_neighbour(lesson):
    assert 'rel="prev"' not in page(lesson.with_name("01_dots.py"), markdown(TEXT))
    assert 'rel="next"' not in page(lesson.with_name("04_sizes.py"), markdown(TEXT))


def test_a_page_loads_nothing_and_keeps_its_hints_closed_on_the_screen(lesson):
    made = page(lesson, markdown(TEXT), shows({"image/png": "AA//BB", "text/plain": "<Figure>"}))
    assert '<img alt="closely" src="data:image/png;base64,ZG90"' in made
    assert re.search(r"<details><summary>A hint</summary>\s*<p>Look .*</p>\s*</details>", made)
    assert fetched(made) == []


@pytest.mark.parametrize(
    "following, told",
    [
        ('A line that *rises*\nto "2" & `x`. More.', 'A line that rises to "2" & x.'),
        ("At 0.5 it bends.", "At 0.5 it bends."),
        ("One sentence without an end", "One sentence without an end"),
        ("## The next part\n\nIt begins.", "A figure of the section “What's seen”"),
        (None, "A figure of the section “What's seen”"),
    ],
)
def test_a_figure_is_described_by_the_sentence_that_follows_it(lesson, following, told):
    picture = shows({"image/png": "AA//BB", "text/plain": "<Figure>"})
    after = [markdown(following)] if following else []
    made = page(lesson, markdown(TEXT), picture, *after)
    assert alt_texts(made)[-1] == told
    assert "No description" not in made


def test_a_figure_may_bring_its_own_description(lesson):
    own = shows({"image/png": "AA//BB"}, **{"image/png": {"alt": "Its own."}})
    assert alt_texts(page(lesson, own, markdown("A sentence."))) == ["Its own."]


def test_a_figure_of_a_report_is_described_by_its_question(lesson):
    shown = [
        nbformat.v4.new_output("display_data", data={kind: text})
        for kind, text in (
            ("text/markdown", "**Does it help?** Measured: *accuracy*."),
            ("image/png", "AA//BB"),
            ("text/markdown", "| arm | mean |\n| --- | --- |\n| a | 1 |"),
            ("image/png", "AA//BB"),
        )
    ]
    report = nbformat.v4.new_code_cell("run.report()", outputs=shown)
    made = page(lesson, report, markdown("A sentence."))
    assert alt_texts(made) == ["Does it help? Measured: accuracy."] * 2


def alt_texts(made):
    return [image["alt"] for image in BeautifulSoup(made, "html.parser").find_all("img")]


def test_of_a_widget_the_part_that_needs_no_kernel_is_shown(lesson):
    view = {outputs.WIDGET: {"model_id": "a1b2", "version_major": 2, "version_minor": 0}}
    made = page(
        lesson, shows(view | {"text/plain": "a stand-in"}), shows(view | {"image/png": "AA//BB"}), shows(view)
    )
    assert "a stand-in" in made and "data:image/png;base64,AA//BB" in made
    assert "a1b2" not in made and "jupyter-widgets" not in made


def test_a_picture_from_elsewhere_is_one_sentence(lesson):
    with pytest.raises(
        kernel.LessonFailed, match="shows the picture https://example.org/a.png, which is no file"
    ):
        page(lesson, markdown("![a](https://example.org/a.png)"))


def test_the_contents_have_every_lesson_and_link_the_pages_there_are(lesson):
    build = settings.ROOT / "build"
    build.mkdir()
    (build / "03_shapes.html").touch()
    made = handout.contents()
    assert "<title>Digits on Trial: contents</title>" in made and '<html lang="en">' in made
    question = "<td>5</td><td>Does <code>size</code> matter?</td>"
    assert f"<tr><td>01 Dots &lt;1&gt;</td>{question}</tr>" in made
    assert f'<tr><td><a href="03_shapes.html">03 Shapes</a></td>{question}</tr>' in made
    assert "04 Sizes" in made
    assert fetched(made) == []


def fetched(page):
    """What a browser would load from elsewhere to show this page; links for a reader to click don't count."""
    tags = re.findall(r"<(?:script|link|img|iframe|source|object|embed|video|audio)\b[^>]*>", page)
    from_tags = [tag for tag in tags if re.search(r"(?:src|href|data)\s*=\s*[\"']?(?:https?:)?//", tag)]
    scripts = re.findall(r"<script\b[^>]*>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"@import[^;]*;|url\(\s*[\"']?(?:https?:)?//[^)]*\)", page)
    return from_tags + [script for script in scripts if "//" in script] + styles


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://example.org/a.js"></script>',
        '<script type="module">import("https://example.org/b.mjs")</script>',
        '<link rel="stylesheet" href="//example.org/a.css">',
        "<style>@import 'https://example.org/a.css';</style>",
        "<style>@font-face { src: url(https://example.org/a.woff) }</style>",
        "<img alt='' src='http://example.org/a.png'>",
    ],
)
def test_what_a_page_fetches_is_noticed(text):
    assert fetched(f"<html>{text}</html>")
    assert fetched('<a href="https://example.org">a link</a><img src="data:image/png;base64,AA//BB">') == []
