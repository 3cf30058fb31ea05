"""The doctor: what it says where nothing is set up, of packages, of data and of memory."""

import os
import re
import shutil
import subprocess
import sys
import webbrowser

import numpy as np
import pytest

from course.settings import ROOT
from course.setup import doctor, packages

CHECKS = ["Python", "packages", "data", "memory", "cores", "disk", "browser"]


def said(python, root, **environment):
    """The lines that `python -m course doctor` prints in `root`, and its exit code."""
    command = [*python, "-m", "course", "doctor"]
    env = os.environ | {"PYTHONPATH": ""} | environment
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.stdout.splitlines(), done.returncode


def test_a_line_per_check_and_an_exit_code_that_fits():
    lines, code = said([sys.executable], ROOT, COURSE_DATA="builtin")
    assert [re.fullmatch(r"(OK  |TODO) (\w+): .+", line)[2] for line in lines] == CHECKS
    assert all(line.startswith("OK   ") for line in lines[:3])
    assert lines[2].endswith("the built-in handwriting")
    assert re.fullmatch(r"\w+ +memory: \d+\.\d GB free.*", lines[3])
    assert code == any(line.startswith("TODO") for line in lines)


def test_on_a_bare_python_it_says_what_to_do_and_does_nothing(tmp_path):
    for folder in ("course", "utils"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    lines, code = said([sys.executable, "-S"], tmp_path)
    assert [line.split()[1].rstrip(":") for line in lines] == CHECKS
    assert lines[0].startswith("OK   Python: ")
    assert lines[1] == "TODO packages: not installed yet; `python3 -m course lab` sets the course up"
    assert code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "course",
        "pyproject.toml",
        "requirements.lock",
        "utils",
    ]

    (tmp_path / ".venv").mkdir()
    lines, code = said([sys.executable, "-S"], tmp_path)
    assert lines[1].startswith("TODO packages: .venv is unfinished or out of date; ")
    assert code == 1


def test_packages_are_compared_with_the_lock(tmp_path, monkeypatch):
    text = packages.LOCK.read_text(encoding="utf-8")
    changed = re.sub(r"^(numpy|zipp|six)==\S+", r"\1==0.1", text, flags=re.MULTILINE) + "not-here==1.0\n"
    monkeypatch.setattr(packages, "LOCK", tmp_path / "requirements.lock")
    packages.LOCK.write_text(changed, encoding="utf-8")
    monkeypatch.setenv("COURSE_DATA", "builtin")
    found = doctor.look_inside()
    assert set(found["differing"]) >= {"numpy", "six", "not-here"}
    assert "colorama" not in found["differing"] or sys.platform == "win32"  # not asked for on this machine
    assert found["total"] > 100


@pytest.mark.parametrize(
    ("ready", "differing", "fine", "says"),
    [
        (True, [], True, "140 in .venv, each as in requirements.lock"),
        (True, ["numpy"], False, "in .venv, numpy; delete .venv, then "),
        (False, [], True, "140 in the environment you are in, each"),
        (False, ["numpy"], True, "as pyproject.toml asks; requirements.lock has others of numpy"),
    ],
)
def test_packages_that_differ_are_named(ready, differing, fine, says):
    check = doctor.installed(ready, 140, differing)
    assert check.fine is fine and check.sentence.startswith(says)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A computer on which no data was named or kept."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    for name in ("COURSE_DATA", "COURSE_MNIST"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def data():
    """Whether the doctor finds the data in order, and what it says."""
    found = doctor.look_inside()
    return found["data_fine"], found["data"]


def test_without_data_the_download_is_announced_not_tried(home):
    assert data() == (True, "MNIST, if it can be downloaded, else the built-in handwriting")
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("damage", ["missing", "cut short", "another"])
def test_a_named_file_that_cannot_be_used_is_named(home, monkeypatch, damage):
    path = home / "mine.npz"
    if damage != "missing":
        np.savez(path, x_train=np.zeros((3, 28, 28), np.uint8))
    if damage == "cut short":
        path.write_bytes(path.read_bytes()[:100])
    monkeypatch.setenv("COURSE_MNIST", str(path))
    fine, sentence = data()
    assert not fine
    assert str(path) in sentence


def test_a_damaged_copy_of_keras_is_passed_over(home):
    path = home / "datasets" / "mnist.npz"
    path.parent.mkdir()
    path.write_bytes(b"half of it")
    assert data() == (True, "MNIST, if it can be downloaded, else the built-in handwriting")


def test_keras_files_that_are_passed_over_have_lines_of_their_own(home):
    path = home / "datasets" / "mnist.npz"
    path.parent.mkdir()
    path.write_bytes(b"half of it")
    (home / "keras.json").write_text('{"backend": "jax"}')
    lines, _ = said([sys.executable], ROOT, KERAS_HOME=str(home), COURSE_DATA="", COURSE_MNIST="")
    assert [line for line in lines if "Keras:" in line] == [
        f'OK   Keras: {home / "keras.json"} asks for backend "jax"; lessons use tensorflow',
        f"OK   Keras: Keras's copy in {path} is damaged; it is downloaded again when a lesson needs it",
    ]


def test_a_folder_in_place_of_keras_copy_is_told(home):
    path = home / "datasets" / "mnist.npz"
    path.mkdir(parents=True)
    fine, sentence = data()
    assert fine
    assert sentence.startswith("the built-in handwriting, since MNIST can't be downloaded: ")
    assert sentence.endswith(f"{path} is no ordinary file, so move it away")


def test_an_unknown_choice_of_data_is_told(home, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "letters")
    fine, sentence = data()
    assert not fine
    assert '"letters" (set in COURSE_DATA)' in sentence


@pytest.mark.parametrize(("free", "fine"), [(1.9e9, False), (2.1e9, True)])
def test_too_little_memory_is_something_to_do(free, fine):
    assert doctor.memory(free).fine is fine


@pytest.mark.parametrize("there", [True, False])
def test_one_line_says_what_browser_there_is(monkeypatch, there):
    def get():
        if there:
            return webbrowser.GenericBrowser("surf")
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", get)
    check = doctor.browser()
    assert check.fine is there
    assert ("surf" if there else "none found") in check.sentence
