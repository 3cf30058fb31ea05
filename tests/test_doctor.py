"""The doctor: what it says where nothing is set up, of packages, of data and of memory."""

import os
import re
import shutil
import subprocess
import sys

import numpy as np
import psutil
import pytest

from course.settings import ROOT
from course.setup import bootstrap, doctor

CHECKS = ["Python", "packages", "data", "memory", "cores", "disk", "browser", "Chromium"]


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
    assert lines[:3] == [line for line in lines[:3] if line.startswith("OK   ")]
    assert lines[2].endswith("the built-in handwriting, as COURSE_DATA says")
    assert code == any(line.startswith("TODO") for line in lines)


def test_on_a_bare_python_it_says_what_to_do_and_does_nothing(tmp_path):
    shutil.copytree(ROOT / "course", tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    lines, code = said([sys.executable, "-S"], tmp_path)
    assert lines[0].startswith("OK   Python: ")
    assert lines[1] == "TODO packages: not installed yet; `python3 -m course lab` sets the course up"
    assert code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "course",
        "pyproject.toml",
        "requirements.lock",
    ]

    (tmp_path / ".venv").mkdir()
    lines, code = said([sys.executable, "-S"], tmp_path)
    assert lines[1].startswith("TODO packages: .venv is unfinished or out of date; ")
    assert code == 1


def test_packages_are_compared_with_the_lock(tmp_path, monkeypatch):
    text = bootstrap.LOCK.read_text(encoding="utf-8")
    changed = re.sub(r"^(numpy|zict)==\S+", r"\1==0.1", text, flags=re.MULTILINE) + "not-here==1.0\n"
    monkeypatch.setattr(bootstrap, "LOCK", tmp_path / "requirements.lock")
    bootstrap.LOCK.write_text(changed, encoding="utf-8")
    found = doctor.look_inside()
    assert set(found["differing"]) >= {"numpy", "zict", "not-here"}
    assert "colorama" not in found["differing"] or sys.platform == "win32"  # not asked for on this machine
    assert found["total"] > 100


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A computer on which no data was named or kept."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    for name in ("COURSE_DATA", "COURSE_MNIST"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_without_data_the_download_is_announced_not_tried(home):
    assert doctor.data() == (True, "MNIST if it can be downloaded, else the built-in handwriting")
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("damage", ["missing", "cut short", "another"])
def test_a_named_file_that_cannot_be_used_is_named(home, monkeypatch, damage):
    path = home / "mine.npz"
    if damage != "missing":
        np.savez(path, x_train=np.zeros((3, 28, 28), np.uint8))
    if damage == "cut short":
        path.write_bytes(path.read_bytes()[:100])
    monkeypatch.setenv("COURSE_MNIST", str(path))
    fine, sentence = doctor.data()
    assert not fine
    assert str(path) in sentence


def test_a_damaged_copy_is_to_be_deleted(home):
    path = home / "datasets" / "mnist.npz"
    path.parent.mkdir()
    path.write_bytes(b"half of it")
    assert doctor.data() == (False, f"Keras's copy of MNIST is damaged; delete {path}")


def test_an_unknown_choice_of_data_is_told(home, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "letters")
    assert doctor.data() == (False, "COURSE_DATA is 'letters'; set it to one of auto, mnist, builtin")


def test_memory_is_measured_here():
    free = doctor.free_memory()
    assert free == pytest.approx(psutil.virtual_memory().available, rel=0.3)


@pytest.mark.parametrize(("free", "fine"), [(None, True), (1.9e9, False), (2.1e9, True)])
def test_too_little_memory_is_something_to_do(monkeypatch, free, fine):
    monkeypatch.setattr(doctor, "free_memory", lambda: free)
    assert doctor.memory()[0] is fine
