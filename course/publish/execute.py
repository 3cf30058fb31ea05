"""Executes lessons as a learner finds them and writes each as one HTML file that opens without internet."""

import base64
import copy
import json
import mimetypes
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote

from nbconvert import HTMLExporter

from course import catalogue, settings
from course.publish import editions, kernel
from course.publish.kernel import LessonFailed
from utils import evidence

LINK = re.compile(r"(?<=\]\()(\d\d_\w+)\.ipynb")  # from one lesson to another
IMAGE = re.compile(r'(<img\b[^>]*\bsrc=")(?!data:)([^"]*)')
# nbconvert's page for JupyterLab, without what it would fetch from the internet: lessons need none of it.
PAGE = """
{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block jupyter_widgets -%}{%- endblock -%}
"""


def run(lessons, data):
    """Execute `lessons` (paths) in turn on `data` ("auto", "mnist", "builtin"; None: as COURSE_DATA says).

    Each lesson is the student's edition in a fresh kernel, strict, with COURSE_SEED or else seed 1. Prints a
    line each, writes build/NN_name.html, and returns the exit code: 1 if one failed; the others still run.
    """
    width = max((len(path.stem) for path in lessons), default=0)
    failed = 0
    for path in lessons:
        _say_running(path.stem)
        try:
            line = _run_one(path, data)
        except (ValueError, LessonFailed) as error:
            line = "FAILED " + str(error).removeprefix(f"{path.stem}: ")
            failed += 1
        print(f"{path.stem:{width}}  {line}", flush=True)
    return 1 if failed else 0


def _say_running(name):
    if sys.stdout.isatty():
        print(f"{name}  is running …", end="\r", flush=True)


def _run_one(path, data):
    page = settings.ROOT / "build" / f"{path.stem}.html"
    page.unlink(missing_ok=True)  # the page of an earlier run must not pass for this one's
    notebook = editions.student(path)
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "record.json"
        seed = os.environ.get("COURSE_SEED", 1)
        environment = settings.environment(data=data, seed=seed, strict=True, record=record)
        started = time.perf_counter()
        peak = kernel.run(notebook, environment, settings.ROOT / "notebooks")
        seconds = time.perf_counter() - started
        verdicts = _verdicts(record)
    editions.replace(page, as_page(notebook, catalogue.metadata(path).get("title", path.stem)))
    shown = page.relative_to(settings.ROOT).as_posix()
    return f"{seconds:5.1f} s  {peak / 1e6:5.0f} MB  verdicts {verdicts}  {shown}"


def _verdicts(record):
    if not record.is_file():
        return "none"
    held, total = evidence.held(json.loads(record.read_text(encoding="utf-8")))
    return f"{held}/{total}"


def as_page(notebook, title):
    """Return an executed notebook as one HTML page (text) that loads nothing; links go to the other pages.

    Raises LessonFailed if the lesson shows a picture that is no file below notebooks/.
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK.sub(r"\1.html", cell.source)
    page = HTMLExporter(raw_template=PAGE).from_notebook_node(notebook, {"metadata": {"name": title}})[0]
    page = page.replace(
        "No description has been provided for this image", "A figure; the text says what is in it"
    )
    return IMAGE.sub(_embedded, page)  # nbconvert's embed_images would close every <details> at once


def _embedded(match):
    source = unquote(match[2])
    path = settings.ROOT / "notebooks" / source
    if not path.is_file():
        raise LessonFailed(f"shows the picture {source}, which is no file seen from notebooks/")
    kind = mimetypes.guess_type(source)[0]
    return f"{match[1]}data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
