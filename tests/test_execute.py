"""Lessons executed for `python3 -m course run`: each one's line, its page, and what failures say."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import psutil
import pytest

from course import catalogue, settings
from course.publish import execute, kernel

HEADER = """\
# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# course:
#   title: A made-up lesson
#   minutes: 5
# ---

# %% [markdown]
# # A made-up lesson
#
# See [the next](06_fine.ipynb) and [others](https://example.org/01_a.ipynb).
#
# <details><summary>A hint</summary>
#
# Look ![closely](dot%201.png).
#
# </details>

# %%
"""

GOOD = """\
import os

import matplotlib.pyplot as plt
import numpy as np

from utils import trial
from utils.images import data

ballast = np.ones(40_000_000)  # 320 MB
images, labels = np.zeros((10, 28, 28), np.uint8), np.arange(10, dtype=np.uint8)
run = trial.start("01_good", data.Digits("builtin", images, labels, images, labels))
run.record("accuracy", "high", 0.9)
run.record("accuracy", "low", 0.1)

# %%
asked = run.question("Is high high?", "accuracy", reference="low", matters=0.1)
asked.raises("high")
asked.does_not_matter("high", against=0.9)
asked.lowers("low", against=0.0)
run.report(answer="a", because="it is.")

# %%
plt.plot([1, 2])
plt.show()

# %% [markdown]
# A line that *rises* to 2. More of it.

# %% tags=["exercise"]
def answer():
    ### BEGIN SOLUTION
    return "the answer"
    ### END SOLUTION


print("answered:", answer(), *(os.environ[f"COURSE_{name}"] for name in ("SEED", "DATA", "STRICT")))
"""


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """Makes lessons in a clone of the course of their own."""
    monkeypatch.setenv("PYTHONPATH", str(settings.ROOT))
    monkeypatch.delenv("COURSE_SEED", raising=False)
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "LESSONS", tmp_path)
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    (tmp_path / "course" / "evidence").mkdir(parents=True)
    for data in ("mnist", "builtin"):
        record = {"lesson": "01_good", "data": data, "seeds": [2, 3], "reported": {}, "timed": []}
        record["recorded"] = {"accuracy": {"high": [0.9, 0.9], "low": [0.1, 0.1]}}
        path = tmp_path / "course" / "evidence" / f"01_good.{data}.json"
        path.write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "dot 1.png").write_text("dot")

    def make(name, code):
        path = tmp_path / f"{name}.py"
        path.write_text(HEADER + code, encoding="utf-8")
        return path

    return make


def test_good_and_bad_lessons_in_one_run(lesson, capsys, tmp_path):
    page = tmp_path / "build" / "02_data.html"
    page.parent.mkdir()
    page.write_text("of an earlier run", encoding="utf-8")
    sentence = "mnist.npz is cut short: 12 bytes instead of 99; download it again"
    lessons = [
        lesson("01_good", GOOD),
        lesson(
            "02_data",
            f'from utils.images import data\n\n# %%\n# a comment\nraise data.DataError("{sentence}")\n',
        ),
        lesson("03_error", 'int("first\\nlast")\n'),
        lesson("04_dead", "import os\n\n# %%\nos._exit(1)\n"),
        lesson("05_marks", "### END SOLUTION\n"),
        lesson("06_fine", "1 + 1\n"),
    ]
    assert execute.run(lessons, "builtin") == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7
    good = re.fullmatch(r"01_good   +(\d+\.\d) s +(\d+) MB  findings 4/6  build/01_good\.html", lines[0])
    assert good, lines[0]
    assert 0.5 < float(good[1]) < 60
    assert 320 < int(good[2]) < 1000
    assert lines[1] == f'02_data   FAILED in the cell "# a comment": DataError: {sentence}'
    assert lines[2].startswith('03_error  FAILED in the cell "int("first\\nlast")": ValueError: ')
    assert lines[3] == '04_dead   FAILED in the cell "os._exit(1)": the kernel died'
    assert lines[4].startswith("05_marks  FAILED 05_marks.py, line 22: ")
    assert re.fullmatch(r"06_fine   .* no findings  build/06_fine\.html", lines[5])
    assert lines[6] == "Contents: build/index.html"
    assert sorted(file.name for file in page.parent.iterdir()) == [
        "01_good.html",
        "06_fine.html",
        "index.html",
    ]
    made = (page.parent / "01_good.html").read_text(encoding="utf-8")
    assert "answered: None 1 builtin 1" in made
    assert "the answer" not in made
    assert "<title>01 A made-up lesson – Digits on Trial</title>" in made
    assert made.count('src="data:image/png;base64,') == 2 + 1  # the report's, the plot, and the dot
    assert 'alt="A line that rises to 2."' in made


def test_a_lesson_that_was_not_measured_yet_can_be_run(lesson, capsys, tmp_path):
    for path in (tmp_path / "course" / "evidence").iterdir():
        path.unlink()
    path = lesson(
        "01_good", 'if False:\n    run = 1\n\n# %%\n"""run.question("?", "a", reference="b", matters=1)"""\n'
    )
    assert execute.run([path], "builtin") == 0
    asked = path.read_text(encoding="utf-8") + '\n# %%\nrun.question("?", "a", reference="b", matters=1)\n'
    path.write_text(asked, encoding="utf-8")
    assert execute._findings(path) == "no recorded runs"


def test_a_seed_that_is_set_to_nothing_is_none(lesson, monkeypatch):
    told = {}
    monkeypatch.setenv("COURSE_SEED", "")
    monkeypatch.setattr(kernel, "run", lambda notebook, environment, folder: told.update(environment) or 0)
    assert execute.run([lesson("06_fine", "1 + 1\n")], "builtin") == 0
    assert told["COURSE_SEED"] == "1"


def test_an_interruption_ends_the_kernel(lesson, tmp_path):
    """Ctrl-C while a cell runs: it gets to the caller, the kernel is gone, nothing is left in build/."""
    pid = tmp_path / "notebooks" / "pid"
    path = lesson(
        "01_long",
        "import os, pathlib, time\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(60)",
    )
    code = (
        "import sys; from pathlib import Path; from course import settings; from course.publish import execute;"
        "settings.ROOT = Path(sys.argv[1]); execute.run([Path(sys.argv[2])], 'builtin')"
    )
    flags = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if os.name == "nt" else {}
    command = [sys.executable, "-c", code, str(tmp_path), str(path)]
    caller = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **flags)
    deadline = time.monotonic() + 60
    while not (pid.is_file() and pid.read_text()) and time.monotonic() < deadline and caller.poll() is None:
        time.sleep(0.1)
    caller.send_signal(signal.CTRL_BREAK_EVENT if os.name == "nt" else signal.SIGINT)
    _, printed = caller.communicate(timeout=60)
    assert caller.returncode != 0
    assert "KeyboardInterrupt" in printed or os.name == "nt"
    assert not psutil.pid_exists(int(pid.read_text()))
    assert not (tmp_path / "build").exists()


def test_the_first_line_of_a_cell():
    assert kernel.first_line("\n\n  x = 1\ny = 2") == "x = 1"
    assert kernel.first_line("") == ""
