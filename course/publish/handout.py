"""Handouts: an executed lesson as one HTML page that opens without internet and prints whole, and a page of
contents that leads to all of them."""

import base64
import copy
import mimetypes
import re
from html import escape
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from course import catalogue, settings
from course.publish import placeholders
from course.publish.kernel import LessonFailed
from course.publish.outputs import WIDGET

COURSE = "Digits on Trial"
CONTENTS = "index.html"
CSS = Path(__file__).with_name("handout.css")
LINK = re.compile(r"(?<=\]\()(\d\d_\w+)\.ipynb")  # from one lesson to another
IMAGE = re.compile(r'(<img\b[^>]*\bsrc=")(?!data:)([^"]*)')
HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)<a class="anchor-link"', re.DOTALL)
SENTENCE = re.compile(r".*?[.!?](?=\s|$)", re.DOTALL)
# nbconvert's page for JupyterLab, without what it would fetch from the internet: lessons need none of it.
PAGE = """
{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block jupyter_widgets -%}{%- endblock -%}
{%- block html_head_css -%}<style>{{ resources.handout.css }}</style>{%- endblock -%}
{%- block body_header -%}{{ super() }}{{ resources.handout.top }}{%- endblock -%}
{%- block body_footer -%}{{ resources.handout.bottom }}{{ super() }}{%- endblock -%}
{%- block data_png scoped -%}
<div class="jp-RenderedImage jp-OutputArea-output">
<img alt="{{ output | get_metadata('alt', 'image/png') | escape_html }}" {# -#}
     src="data:image/png;base64,{{ output.data['image/png'] | escape_html }}">
</div>
{%- endblock -%}
"""
# Hints are closed on the screen. Paper can't be clicked.
OPEN_IN_PRINT = """
<script>
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(hint => { hint.open = true }));
</script>
"""
TOP = """
<header class="handout">
<p><a href="{contents}">{course}</a></p>
{neighbours}
<nav class="sections" aria-label="Sections of this lesson"><!-- sections --></nav>
</header>
"""
CONTENTS_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>{course}: contents</title>
<style>{css}</style>
</head>
<body class="contents">
<main>
<h1>{course}</h1>
<p>How image classifiers learn, and why they fail. Minutes are a person's.</p>
<table>
<thead><tr><th>lesson</th><th>minutes</th><th>on trial</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</main>
</body>
</html>
"""


def page(notebook: NotebookNode, lesson: Path) -> str:
    """Return the executed `notebook` of a lesson as one HTML page that loads nothing; links go to other pages.

    Raises LessonFailed if the lesson shows a picture that is no file below notebooks/.
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK.sub(r"\1.html", cell.source)
        else:
            _without_widgets(cell)
    _describe_figures(notebook)
    neighbours = _neighbours(lesson)
    parts = {
        "css": CSS.read_text(encoding="utf-8"),
        "top": TOP.format(contents=CONTENTS, course=COURSE, neighbours=neighbours),
        "bottom": f'<footer class="handout">{neighbours}</footer>{OPEN_IN_PRINT}',
    }
    resources = {"metadata": {"name": f"{_title(lesson)} – {COURSE}"}, "handout": parts}
    made = HTMLExporter(raw_template=PAGE).from_notebook_node(notebook, resources)[0]
    made = made.replace("<!-- sections -->", _sections(made))
    return IMAGE.sub(_embedded, made)  # nbconvert's embed_images would close every <details> at once


def contents() -> str:
    """Return the page of contents: every lesson with its minutes and question, linked where build/ has its page.

    Raises ValueError if a question has a placeholder without evidence.
    """
    rows = "\n".join(map(_row, catalogue.lessons()))
    return CONTENTS_PAGE.format(course=COURSE, css=CSS.read_text(encoding="utf-8"), rows=rows)


def _row(lesson: Path) -> str:
    header = catalogue.metadata(lesson)
    title = escape(_title(lesson))
    if (settings.ROOT / "build" / f"{lesson.stem}.html").is_file():
        title = f'<a href="{lesson.stem}.html">{title}</a>'
    question = _inline(placeholders.fill(str(header.get("question", "")), lesson.stem))
    return f"<tr><td>{title}</td><td>{header.get('minutes', '')}</td><td>{question}</td></tr>"


def _title(lesson: Path) -> str:
    return f"{lesson.stem[:2]} {catalogue.metadata(lesson).get('title', lesson.stem)}"


def _inline(markdown: str) -> str:
    return MarkdownIt("commonmark").renderInline(markdown)


def _neighbours(lesson: Path) -> str:
    """Return links to the lesson before, the contents and the lesson after, as HTML."""
    lessons = catalogue.lessons()
    place = lessons.index(lesson)
    before, after = lessons[:place][-1:], lessons[place + 1 :][:1]
    links = [f'<a rel="prev" href="{path.stem}.html">← {escape(_title(path))}</a>' for path in before]
    links += [f'<a href="{CONTENTS}">Contents</a>']
    links += [f'<a rel="next" href="{path.stem}.html">{escape(_title(path))} →</a>' for path in after]
    return f'<nav class="lessons" aria-label="Lessons">{" ".join(links)}</nav>'


def _sections(made: str) -> str:
    items = [f'<li><a href="#{name}">{text.strip()}</a></li>' for name, text in HEADING.findall(made)]
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _without_widgets(cell: NotebookNode) -> None:
    """Leave of a widget's outputs what can be shown without a kernel: its picture or text."""
    for output in cell.outputs:
        if WIDGET in output.get("data", {}):
            del output.data[WIDGET]
    cell.outputs = [output for output in cell.outputs if output.get("data", True)]


def _describe_figures(notebook: NotebookNode) -> None:
    """Give each figure that has no description of its own the text that its cell shows just before it, else the
    first sentence after the cell, which in a lesson says what is in the figure."""
    section, following = "", [*notebook.cells[1:], None]
    for cell, after in zip(notebook.cells, following, strict=True):
        if cell.cell_type == "markdown":
            section = _last_heading(cell.source) or section
            continue
        told = _first_sentence(after) or f"A figure of the section “{section}”"
        for output in cell.outputs:
            data, metadata = output.get("data", {}), output.get("metadata", {})
            if "text/markdown" in data:
                told = _first_paragraph(data["text/markdown"]) or told
            if "image/png" in data:
                metadata["alt"] = metadata.get("alt") or metadata.get("image/png", {}).get("alt") or told


def _last_heading(source: str) -> str:
    tokens = MarkdownIt("commonmark").parse(source)
    told = [after for before, after in zip(tokens, tokens[1:], strict=False) if before.type == "heading_open"]
    return _plain(told[-1].children) if told else ""


def _first_sentence(cell: NotebookNode | None) -> str:
    """Return the first sentence of a Markdown cell that begins with a paragraph; else ""."""
    text = _first_paragraph(cell.source) if cell and cell.cell_type == "markdown" else ""
    sentence = SENTENCE.match(text)
    return sentence[0] if sentence else text


def _first_paragraph(source: str) -> str:
    """Return the paragraph that a Markdown text begins with, without its markup; "" if it begins otherwise."""
    tokens = MarkdownIt("commonmark").enable("table").parse(source)
    return _plain(tokens[1].children) if tokens and tokens[0].type == "paragraph_open" else ""


def _plain(parts: list[Token] | None) -> str:
    shown = (part for part in parts or [] if part.type != "html_inline")
    kept = (" " if part.type == "softbreak" else part.content for part in shown)
    return " ".join("".join(kept).split())


def _embedded(match: re.Match[str]) -> str:
    source = unquote(match[2])
    path = settings.ROOT / "notebooks" / source
    if not path.is_file():
        raise LessonFailed(f"shows the picture {source}, which is no file seen from notebooks/")
    kind = mimetypes.guess_type(source)[0]
    return f"{match[1]}data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
