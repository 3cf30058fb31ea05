"""`python3 -m course`: the table of commands, what a user gets wrong, `test` and `lab`."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request

import nbformat
import pytest

from course.settings import ROOT

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
        (["replicate", "--seeds", "many"], 2, "'many' should be a whole number, 1 or more"),
    ],
)
def test_a_mistake_ends_in_one_sentence(arguments, code, sentence):
    done = course(*arguments)
    assert done.returncode == code
    assert sentence in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_bad_choice_of_data_in_the_environment_is_one_sentence():
    done = course("run", "00", COURSE_DATA="letters")
    assert done.returncode == 2
    assert "COURSE_DATA is 'letters'; set it to one of auto, mnist, builtin" in done.stderr.splitlines()[-1]


def test_a_lesson_that_is_the_same_in_every_run_is_not_measured():
    done = course("replicate", "04")
    assert done.returncode == 0, done.stderr
    assert "04_convolution_padding_and_stride is the same in every run: there is nothing" in done.stdout
    assert "seed" not in done.stdout


# --- `test`, in a clone that has one small lesson and one small test ---

TEST = """
import os

def test_01_a_is_told():
    told = {name: os.environ.get("COURSE_" + name) for name in ("DATA", "SEED", "THREADS", "STRICT")}
    assert told == {"DATA": "builtin", "SEED": "1", "THREADS": "1", "STRICT": "1"}
    assert os.path.isabs(os.environ["COURSE_MNIST"])

def test_01_a_fails():
    assert not "on purpose"

def test_02_b():
    pass
"""


@pytest.fixture
def small(tmp_path):
    """A clone with two lessons, of which the second raises an exception."""
    for name in ("__init__", "__main__", "bootstrap", "catalogue", "settings"):
        target = tmp_path / "course" / f"{name}.py"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "course" / f"{name}.py", target)
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    for folder in ("course/lessons", "notebooks", "tests"):
        (tmp_path / folder).mkdir()
    (tmp_path / "tests" / "test_small.py").write_text(TEST)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for name, code in {"01_a": "1 + 1", "02_b": "1 / 0"}.items():
        (tmp_path / "course" / "lessons" / f"{name}.py").write_text(code)
        notebook = nbformat.v4.new_notebook(metadata=kernel, cells=[nbformat.v4.new_code_cell(code)])
        nbformat.write(notebook, tmp_path / "notebooks" / f"{name}.ipynb")
    return tmp_path


def test_with_a_lesson_what_is_about_it_is_tested_and_a_failure_is_one(small):
    done = course("test", "1", "--data", "builtin", root=small, COURSE_MNIST="../mnist.npz")
    assert re.search(r"1 failed, 2 passed", done.stdout), done.stdout + done.stderr
    assert "on purpose" in done.stdout
    assert done.returncode == 1


# --- `lab` ---


@pytest.fixture
def address(tmp_path):
    """The address that `lab --no-browser` prints, while its server runs."""
    clean = {
        name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "course", "lab", "--no-browser"],
        cwd=ROOT,
        env=os.environ | clean,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said = ""
        for line in server.stderr:
            said += line
            if found := re.search(r"(http://127\.0\.0\.1:\d+)(/\S*)\?token=(\w+)", line):
                break
        else:
            pytest.fail(f"lab ended without an address: {said}")
        yield found.groups()
    finally:
        server.terminate()
        server.communicate(timeout=30)


def fetch(url: str, token: str) -> str:
    request = urllib.request.Request(url, headers={"Authorization": f"token {token}"})
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


def test_lab_serves_the_first_lesson(address):
    server, path, token = address
    assert path == "/lab/tree/notebooks/00_start_here.ipynb"
    page = fetch(server + path, token)
    assert "<title>JupyterLab</title>" in page
    settings = fetch(server + "/lab/api/settings/@jupyterlab/apputils-extension:notification", token)
    news = json.loads(settings)["schema"]["properties"]["fetchNews"]
    assert news["default"] == "false"  # else JupyterLab opens with a question about news

    lesson = json.loads(fetch(server + "/api/contents/notebooks/00_start_here.ipynb", token))
    assert lesson["type"] == "notebook"
    assert lesson["content"]["cells"]
