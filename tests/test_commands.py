"""`python3 -m course`: the table of commands, what a user gets wrong, `test` and `lab`."""

import argparse
import ast
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest

from course import commands, lifeline
from course.settings import ROOT
from course.setup import bootstrap, pythons

COMMANDS = ("lab", "test", "run", "build", "replicate", "doctor")


def course(*arguments, root=ROOT, **environment):
    """What `python -m course …` says and returns, in the environment of this test."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")} | environment
    return subprocess.run(
        [sys.executable, "-m", "course", *arguments],
        cwd=root,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_without_a_command_there_is_the_table():
    done = course()
    assert done.returncode == 0
    assert all(re.search(rf"^ +{command}\s", done.stdout, re.MULTILINE) for command in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["teach"], 2, "invalid choice: 'teach'"),
        (["run", "98"], 1, "There is no lesson called 98; the lessons are: 00_"),
        (["test", "98"], 1, "There is no lesson called 98; the lessons are: 00_"),
        (["build", "98", "--check"], 1, "There is no lesson called 98; the lessons are: 00_"),
        (["run", "--data", "letters"], 2, "invalid choice: 'letters'"),
        (["replicate", "--seeds", "0"], 2, "'0' should be a whole number, 1 or more"),
        (["replicate", "--seeds", "-1"], 2, "'-1' should be a whole number, 1 or more"),
        (["build", "--ServerApp.port=9999"], 2, "unrecognized arguments: --ServerApp.port=9999"),
        (["replicate", "--seeds", "many"], 2, "'many' should be a whole number, 1 or more"),
        (["replicate", "--seeds", ""], 2, "'' should be a whole number, 1 or more"),
        (
            ["replicate", "01", "--scheduler", ""],
            2,
            "'' should be the address of a Dask scheduler, such as tcp://",
        ),
        (
            ["replicate", "01", "--scheduler", " "],
            2,
            "' ' should be the address of a Dask scheduler, such as tcp://",
        ),
        (["run", "--data", ""], 2, "invalid choice: ''"),
        (["test", "--data", ""], 2, "invalid choice: ''"),
    ],
)
def test_a_mistake_ends_in_one_sentence(arguments, code, sentence):
    done = course(*arguments)
    assert done.returncode == code
    assert sentence in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("COURSE_SEED", "one", "COURSE_SEED is 'one': set it to a whole number, or to nothing."),
        ("COURSE_SEED", "-1", "COURSE_SEED is '-1': set it to a whole number, or to nothing."),
        ("COURSE_THREADS", "1.5", "COURSE_THREADS is '1.5': set it to a whole number, or to nothing."),
        ("COURSE_STRICT", "yes", "COURSE_STRICT is 'yes': set it to 1, or to nothing."),
        ("COURSE_LONG", "0", "COURSE_LONG is '0': set it to 1, or to nothing."),
    ],
)
def test_nonsense_in_the_environment_is_one_sentence(name, value, sentence):
    done = course("replicate", "01", **{name: value})
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"Error: {sentence}\n")


def test_what_is_set_to_nothing_is_not_set():
    names = ("MNIST", "DATA", "SEED", "THREADS", "LONG", "STRICT", "RECORD", "HOME")
    done = course("replicate", "01", **{f"COURSE_{name}": "" for name in names})
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows tells the home folder in another way")
def test_without_a_home_folder_a_sentence_says_what_to_set(tmp_path):
    """A user without an entry in the system's list of users, and without HOME."""
    unknown = "import pwd, runpy, sys\ndef getpwuid(uid): raise KeyError(uid)\npwd.getpwuid = getpwuid\n"
    script = (
        unknown + "sys.argv = ['course', 'replicate', '01']\nrunpy.run_module('course', run_name='__main__')"
    )
    env = {name: value for name, value in os.environ.items() if name != "HOME"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("Error: No home folder is known") and "set HOME to a folder" in done.stderr
    done = subprocess.run(
        command, cwd=ROOT, env=env | {"HOME": str(tmp_path)}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


# --- Pythons that are too old ---


def old_python(version: str) -> str | None:
    """Where a Python of that version is that runs: on the PATH, or installed beside this one by a version manager."""
    found = [shutil.which(f"python{version}", path=folder) for folder in os.environ["PATH"].split(os.pathsep)]
    found += sorted(map(str, Path(sys.base_prefix).parent.glob(f"{version}*/bin/python")))
    for path in filter(None, found):
        if subprocess.run([path, "-c", ""], capture_output=True).returncode == 0:
            return path
    return None


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.7"])
def test_a_python_that_is_too_old_says_which_one_is_needed(version):
    path = old_python(version)
    if path is None:
        pytest.skip(f"there is no Python {version} here")
    done = subprocess.run(
        [path, "-m", "course", "run"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    (low, high), sentence = pythons.python_range(), done.stderr
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence == (
        f"The course needs Python 3.{low[1]} to 3.{high[1] - 1}, and this is Python {version}: "
        "start it with one of those.\n"
    )


def test_what_any_python_reads_first_is_written_for_all_of_them():
    """Checked even where there are no old Pythons: their grammar, as far as this one knows it, and plain ASCII."""
    for name in ("__init__", "__main__"):
        text = (ROOT / "course" / f"{name}.py").read_text(encoding="ascii")
        tree = ast.parse(text, feature_version=(3, 4))
        newer = (
            ast.JoinedStr,
            ast.AnnAssign,
            ast.arg,
            ast.NamedExpr,
            ast.Nonlocal,
            ast.Starred,
            ast.YieldFrom,
        )
        assert not [node for node in ast.walk(tree) if isinstance(node, newer)]
        imported = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
        assert imported <= {"importlib", "io", "os", "re", "sys"}
        assert not [node for node in tree.body if isinstance(node, ast.ImportFrom)]


def test_a_bad_choice_of_data_in_the_environment_is_one_sentence():
    done = course("replicate", "00", "--seeds", "1", COURSE_DATA="letters")
    assert done.returncode == 1
    assert done.stderr.startswith('There is no data source "letters" (set in COURSE_DATA): choose "auto"')
    assert done.stderr.count("\n") == 1


def test_a_lesson_that_is_the_same_in_every_run_is_not_measured():
    done = course("replicate", "01")
    assert done.returncode == 0, done.stderr
    assert "01_how_a_network_learns is the same in every run: there is nothing" in done.stdout
    assert "seed" not in done.stdout


# --- `test`, in a clone that has small lessons and small tests ---

TEST = """
import os
import pytest

def test_01_a_is_told_where_the_data_are_but_not_how_a_notebook_runs():
    told = {name: os.environ.get("COURSE_" + name) for name in ("DATA", "SEED", "STRICT")}
    assert told == {"DATA": "builtin", "SEED": None, "STRICT": None}
    assert os.path.isabs(os.environ["COURSE_MNIST"])

@pytest.mark.lesson("01")
def test_that_is_marked_fails():
    assert not "on purpose"

def test_02_b():
    assert not "of another lesson"
"""
LESSONS = {
    "01_a": """
import os
assert [os.environ["COURSE_" + name] for name in ("SEED", "THREADS", "STRICT")] == ["1", "1", "1"]
assert os.environ["COURSE_DATA"] != "mnist", "this isn't true of mnist"
""",
    "02_b": "1 / 0",
}


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A clone with two lessons, of which the first fails on MNIST, and the second always."""
    for name in ("COURSE_SEED", "COURSE_STRICT"):
        monkeypatch.delenv(name, raising=False)
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "course" / "setup", tmp_path / "course" / "setup", ignore=skipped)
    shutil.copytree(ROOT / "course" / "replicate", tmp_path / "course" / "replicate", ignore=skipped)
    for name in ("__init__", "__main__", "catalogue", "commands", "endings", "lifeline", "settings"):
        shutil.copy(ROOT / "course" / f"{name}.py", tmp_path / "course")
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock", "conftest.py"):
        shutil.copy(ROOT / name, tmp_path)
    for folder in ("course/lessons", "notebooks", "tests"):
        (tmp_path / folder).mkdir()
    (tmp_path / "tests" / "test_small.py").write_text(TEST)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for name, code in LESSONS.items():
        (tmp_path / "course" / "lessons" / f"{name}.py").write_text(code)
        notebook = nbformat.v4.new_notebook(metadata=kernel, cells=[nbformat.v4.new_code_cell(code)])
        nbformat.write(notebook, tmp_path / "notebooks" / f"{name}.ipynb")
    return tmp_path


def test_with_a_lesson_what_is_about_it_is_tested_its_notebook_on_each_data_set(small):
    data = ("--data", "builtin", "--data", "mnist")
    done = course("test", "1", *data, root=small, COURSE_MNIST="../mnist.npz")
    units, *notebooks = re.findall(r"^=+ (.*) in .*s =+$", done.stdout, re.MULTILINE)
    assert units == "1 failed, 1 passed", done.stdout + done.stderr
    assert notebooks == ["1 passed", "1 failed"], done.stdout + done.stderr
    assert "on purpose" in done.stdout and "this isn't true of mnist" in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize("failing", ["units", "notebook", None])
def test_a_failure_anywhere_is_one(monkeypatch, failing):
    def run(module, arguments, folder, environment):
        notebook = any("notebooks" in word for word in arguments)
        return int(failing == ("notebook" if notebook else "units"))

    monkeypatch.setattr(bootstrap, "enter", lambda dev: None)
    monkeypatch.setattr(lifeline, "run", run)
    options = argparse.Namespace(lessons=["00"], data=["builtin", "mnist"])
    assert commands.test(options) == (failing is not None)


# --- `lab` ---

LESSON = "00_start_here.ipynb"


@pytest.fixture
def clone(tmp_path):
    """A copy of all that `lab` needs, so that nothing is written to the folder my/ of whoever runs the tests."""
    skipped = shutil.ignore_patterns("__pycache__")
    for folder in ("course", "utils", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=skipped)
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@contextlib.contextmanager
def lab(root):
    """Run `lab --no-browser`; gives (the server's address, the page that it says to open, the token)."""
    clean = {name: str(root / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    command = [sys.executable, "-m", "course", "lab", "--no-browser", "--ServerApp.port=0"]
    server = subprocess.Popen(
        command,
        cwd=root,
        env=os.environ | clean,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    said = ""
    try:
        for line in server.stdout:
            said += line
            if found := re.search(r"(http://127\.0\.0\.1:\d+)(/\S*)\?token=(\w+)", line):
                break
        else:
            pytest.fail(f"lab ended without an address: {said}")
        yield *found.groups(), said
    finally:
        server.terminate()
        server.communicate(timeout=30)


def fetch(url: str, token: str, content=None) -> str:
    """GET, or PUT some content as JSON."""
    body = None if content is None else json.dumps(content).encode()
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, body, headers, method="GET" if body is None else "PUT")
    without_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 30
    while True:
        try:
            with without_proxy.open(request, timeout=30) as answer:
                return answer.read().decode("utf-8")
        except urllib.error.URLError as error:  # the address is printed a moment before the server listens
            if not isinstance(error.reason, ConnectionRefusedError) or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_an_answer_in_lab_survives_a_new_version_of_its_lesson(clone):
    with lab(clone) as (server, path, token, said):
        assert path == f"/lab/tree/my/lessons/{LESSON}"
        assert "about 1 GB of memory" in said
        assert "<title>JupyterLab</title>" in fetch(server + path, token)
        settings = fetch(server + "/lab/api/settings/@jupyterlab/apputils-extension:notification", token)
        news = json.loads(settings)["schema"]["properties"]["fetchNews"]
        assert news["default"] == "false"  # else JupyterLab opens with a question about news

        place = f"{server}/api/contents/my/lessons/{LESSON}"
        lesson = json.loads(fetch(place, token))
        lesson["content"]["cells"][-1]["source"] = "# my answer"
        fetch(place, token, {"type": "notebook", "format": "json", "content": lesson["content"]})

    notebook = nbformat.read(clone / "notebooks" / LESSON, as_version=4)
    notebook.cells[0].source += "\n\nA new sentence."
    nbformat.write(notebook, clone / "notebooks" / LESSON)
    with lab(clone) as (server, _, token, said):
        assert "00_new_start_here.ipynb is the new one" in said
        own = json.loads(fetch(f"{server}/api/contents/my/lessons/{LESSON}", token))
        assert own["content"]["cells"][-1]["source"] == "# my answer"
        new = json.loads(fetch(f"{server}/api/contents/my/lessons/00_new_start_here.ipynb", token))
        assert new["content"]["cells"][0]["source"].endswith("A new sentence.")


@pytest.mark.parametrize("arguments", [["5"], ["5", "--no-browser"]])
def test_lab_takes_no_lesson(arguments):
    done = course("lab", *arguments)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(f"unrecognized arguments: {' '.join(arguments)}")
