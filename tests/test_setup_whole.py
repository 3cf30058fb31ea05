"""Set-up from start to end, by the real bootstrap and pip, in a clone whose lock holds one small package.

With the course's own lock it takes minutes: tests/benchmarks/bench_setup.py, run by hand, kills one of those.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import zipfile

import psutil
import pytest

from course.settings import ROOT

WINDOWS = sys.platform == "win32"

# The least that set-up starts at its end: it touches a file, and waits for as long as another is there.
STARTED = """
import pathlib, time
root = pathlib.Path(__file__).parent.parent
(root / "starting").touch()
while (root / "wait").exists():
    time.sleep(0.1)
keras = "here"
"""
PYPROJECT = """
[project]
requires-python = "PYTHONS"
dependencies = ["small-dependency>=1"]
[dependency-groups]
test = ["small-test-tool>=1"]
"""
IMPORTED = ("ipykernel/kernelapp", "ipywidgets", "jupyterlab/labapp", "matplotlib/pyplot", "skimage/measure")
IMPORTED += ("sklearn/linear_model",)
MAIN = """
import sys
from course.setup import bootstrap
bootstrap.enter(dev="--scheduler" in sys.argv)
print("in", sys.prefix, sys.argv[1:])
"""


def make_wheel(folder, name: str) -> str:
    """Write a wheel with the module `name` in it; return the line of a lock that asks for it."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    about = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"{name}.py", "")
        file.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        file.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{about}/RECORD", "")
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A clone that the real bootstrap and pip can set up in seconds and without a network."""
    root = tmp_path / "a clone of größe"
    shutil.copytree(ROOT / "course" / "setup", root / "course" / "setup")
    shutil.copy(ROOT / "course" / "settings.py", root / "course")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (root / "pyproject.toml").write_text(PYPROJECT.replace("PYTHONS", project["requires-python"]))
    for name, text in {
        "course/__init__": "",
        "course/__main__": MAIN,
        "utils/quiet": STARTED,
        **dict.fromkeys(IMPORTED, ""),
    }.items():
        path = root / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (root / "requirements.lock").write_text(make_wheel(wheels, "small_dependency"))
    (root / "requirements-dev.lock").write_text(make_wheel(wheels, "small_test_tool"))
    for name in [name for name in os.environ if name.startswith("PIP_") or name == "PYTHONPATH"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    return root


def start(root, *arguments) -> subprocess.Popen:
    """`python -m course` in a clone, as the leader of its own group, as a shell would start it."""
    return subprocess.Popen(
        [sys.executable, "-m", "course", *arguments],
        cwd=root,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def wait_for_line(process, beginning: str) -> None:
    for line in process.stdout:
        if line.startswith(beginning):
            return
    pytest.fail(f"{process.args} ended without saying {beginning!r}")


def test_a_set_up_that_was_killed_is_made_again_from_the_start(small):
    (small / "wait").touch()
    killed = start(small)
    wait_for_line(killed, "Setting up")
    while not (small / "starting").exists():  # it is in the last step, and waits there
        assert killed.poll() is None, killed.stdout.read()
        time.sleep(0.05)
    survivors = psutil.Process(killed.pid).children(recursive=True)
    assert survivors
    killed.kill()
    killed.wait()
    assert not (small / ".venv" / "course-stamp").exists()
    if WINDOWS:  # where a lock isn't inherited, and a running program can't be removed
        for survivor in survivors:
            survivor.kill()
        psutil.wait_procs(survivors)
    again = [start(small, "lab", "--no-browser") for _ in range(2)]
    if not WINDOWS:
        for process in again:
            wait_for_line(process, "Another set-up is at work in this folder")
        for survivor in survivors:
            survivor.kill()
    (small / "wait").unlink()
    said = [process.communicate(timeout=60)[0] for process in again]
    inside = (small / ".venv").resolve()
    assert [text.splitlines()[-1] for text in said] == [f"in {inside} ['lab', '--no-browser']"] * 2
    assert [process.returncode for process in again] == [0, 0]
    assert "".join(said).count("Removing .venv, which is unfinished") == 1
    assert "".join(said).count("Setting up the course") == 1  # by one of the two; the other found it done

    later = start(small)
    assert later.communicate(timeout=60)[0].splitlines() == [f"in {inside} []"]


def modules(root) -> set[str]:
    """Which of the small packages are in .venv."""
    return {path.stem for path in (root / ".venv").rglob("small_*.py")}


def test_what_tests_and_clusters_need_is_added_when_it_is_asked_for(small, tmp_path):
    assert start(small).communicate(timeout=60)[0].endswith(" []\n")
    assert modules(small) == {"small_dependency"}
    said = start(small, "replicate", "--scheduler").communicate(timeout=60)[0].splitlines()
    assert said[0].startswith("Adding to .venv what tests and clusters need")
    assert said[-1].startswith("in ")
    assert modules(small) == {"small_dependency", "small_test_tool"}
    assert start(small, "replicate", "--scheduler").communicate(timeout=60)[0].count("\n") == 1

    # What an interrupted addition left: lessons have what they had, and the next addition replaces it.
    (tool,) = (small / ".venv").rglob("small_test_tool.py")
    tool.unlink()
    (small / ".venv" / "course-stamp-dev").unlink()
    assert start(small).communicate(timeout=60)[0].count("\n") == 1
    start(small, "--scheduler").communicate(timeout=60)
    assert tool.exists()

    # The course's own packages are found by a notebook that is opened anywhere.
    python = small / ".venv" / ("Scripts/python.exe" if WINDOWS else "bin/python")
    code = "from utils import quiet; print(quiet.keras)"
    done = subprocess.run([python, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "here\n", done.stderr


def test_packages_that_do_not_start_are_one_sentence_and_leave_nothing(small):
    (small / "utils" / "quiet.py").write_text("raise ImportError('DLL load failed')")
    process = start(small)
    said = process.communicate(timeout=60)[0].splitlines()
    assert said[-2] == "ImportError: DLL load failed"
    assert said[-1].startswith("Set-up failed: the packages are installed, but don't start")
    assert process.returncode == 1
    assert not (small / ".venv").exists()


@pytest.mark.skipif(WINDOWS, reason="Windows has no Ctrl-C that one program can send to another")
@pytest.mark.parametrize("seconds", [0, 0.3, 0.6, 0.9])  # while venv, ensurepip or pip are at work
def test_ctrl_c_is_one_sentence_and_leaves_nothing(small, seconds):
    (small / "wait").touch()  # so that the set-up never ends by itself
    process = start(small)
    wait_for_line(process, "Setting up")
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    assert "Set-up was interrupted; the same command starts it again" in process.communicate(timeout=60)[0]
    assert process.returncode == 130
    assert not (small / ".venv").exists()


def test_a_file_that_pip_cannot_get_is_one_sentence_and_leaves_nothing(small):
    shutil.rmtree(small.parent / "wheels")
    process = start(small)
    last = process.communicate(timeout=60)[0].splitlines()[-1]
    assert last.startswith("Set-up failed for the reason above") and "PIP_FIND_LINKS" in last
    assert process.returncode == 1
    assert not (small / ".venv").exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(small):
    (small / ".venv.lock").mkdir()
    process = start(small)
    said = process.communicate(timeout=60)[0].splitlines()
    assert len(said) == 1 and said[0].startswith("Set-up can't write in ")
    assert process.returncode == 1
