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
from importlib.metadata import distribution

import psutil
import pytest

from course.settings import ROOT

WINDOWS = sys.platform == "win32"
NAME = "a clone of größe"
UNWANTED = shutil.ignore_patterns("__pycache__")

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


def make_wheel(folder, name: str, version: str = "1.0") -> str:
    """Write a wheel with the module `name` in it; return the line of a lock that asks for it."""
    about = f"{name}-{version}.dist-info"
    content = {
        f"{name}.py": b"",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    return zip_wheel(folder / f"{name}-{version}-py3-none-any.whl", content)


def wheel_of_packaging(folder) -> str:
    """Write a wheel of this environment's `packaging`, which compares what is installed with what is asked for."""
    found = distribution("packaging")
    content = {str(path): path.locate().read_bytes() for path in found.files if path.suffix != ".pyc"}
    return zip_wheel(folder / f"packaging-{found.version}-py3-none-any.whl", content)


def zip_wheel(path, content) -> str:
    with zipfile.ZipFile(path, "w") as file:
        for name, data in content.items():
            if not name.endswith("RECORD"):
                file.writestr(name, data)
        about = next(name for name in content if name.endswith("METADATA"))
        file.writestr(about.replace("METADATA", "RECORD"), "")
    name, version = path.name.split("-")[:2]
    return f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A clone that the real bootstrap and pip can set up in seconds and without a network."""
    write_clone(tmp_path)
    for name in [name for name in os.environ if name.startswith("PIP_") or name == "PYTHONPATH"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    return tmp_path / NAME


def write_clone(folder) -> None:
    """Write the clone, and the wheels that its locks ask for, to a folder."""
    root, wheels = folder / NAME, folder / "wheels"
    shutil.copytree(ROOT / "course" / "setup", root / "course" / "setup", ignore=UNWANTED)
    (root / "utils").mkdir()
    for name in ("course/settings.py", "course/endings.py", "utils/locks.py"):
        shutil.copy(ROOT / name, root / name)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (root / "pyproject.toml").write_text(PYPROJECT.replace("PYTHONS", project["requires-python"]))
    for name, text in {
        "course/__init__": "",
        "utils/__init__": "",
        "course/__main__": MAIN,
        "utils/quiet": STARTED,
        **dict.fromkeys(IMPORTED, ""),
    }.items():
        path = root / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    wheels.mkdir()
    lines = make_wheel(wheels, "small_dependency") + wheel_of_packaging(wheels)
    (root / "requirements.lock").write_text(lines)
    (root / "requirements-dev.lock").write_text(make_wheel(wheels, "small_test_tool"))


def environments(root) -> list[str]:
    """What there is of environments in a clone, finished or not."""
    return sorted(path.name for path in root.glob(".venv*") if path.name != ".venv.lock")


def python_of(root):
    return root / ".venv" / ("Scripts/python.exe" if WINDOWS else "bin/python")


def start(root, *arguments, python=sys.executable) -> subprocess.Popen:
    """`python -m course` in a clone, as the leader of its own group, as a shell would start it."""
    return subprocess.Popen(
        [python, "-m", "course", *arguments],
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
    assert not list(small.glob(".venv*/course-stamp"))
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
    assert "".join(said).count("Clearing up after a set-up that didn't come to its end") == 1
    assert "".join(said).count("Setting up the course") == 1  # by one of the two; the other found it done

    later = start(small)
    assert later.communicate(timeout=60)[0].splitlines() == [f"in {inside} []"]


def modules(root) -> set[str]:
    """Which of the small packages are in .venv."""
    return {path.stem for path in (root / ".venv").rglob("small_*.py")}


def test_what_tests_and_clusters_need_is_added_when_it_is_asked_for(used, tmp_path):
    assert start(used).communicate(timeout=60)[0].endswith(" []\n")
    assert modules(used) == {"small_dependency"}
    said = start(used, "replicate", "--scheduler").communicate(timeout=60)[0].splitlines()
    assert said[0].startswith("Adding to .venv what tests and clusters need")
    assert said[-1].startswith("in ")
    assert modules(used) == {"small_dependency", "small_test_tool"}
    assert start(used, "replicate", "--scheduler").communicate(timeout=60)[0].count("\n") == 1

    # What an interrupted addition left: lessons have what they had, and the next addition replaces it.
    (tool,) = (used / ".venv").rglob("small_test_tool.py")
    tool.unlink()
    (used / ".venv" / "course-stamp-dev").unlink()
    assert start(used).communicate(timeout=60)[0].count("\n") == 1
    start(used, "--scheduler").communicate(timeout=60)
    assert tool.exists()

    # The course's own packages are found by a notebook that is opened anywhere.
    code = "from utils import quiet; print(quiet.keras)"
    done = subprocess.run([python_of(used), "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "here\n", done.stderr

    # Offline, and with a newer version of a tool in the lock, the older one goes on being used.
    (used / "requirements-dev.lock").write_text(make_wheel(tmp_path / "wheels", "small_test_tool", "1.1"))
    offline(used)
    *_, said, last = start(used, "--scheduler").communicate(timeout=60)[0].splitlines()
    assert "Meanwhile the older .venv is used" in said and last.endswith("['--scheduler']")
    assert tool.exists()


def test_packages_that_do_not_start_are_one_sentence_and_leave_nothing(small):
    (small / "utils" / "quiet.py").write_text("raise ImportError('DLL load failed')")
    process = start(small)
    said = process.communicate(timeout=60)[0].splitlines()
    assert said[-2] == "ImportError: DLL load failed"
    assert said[-1].startswith("Set-up failed: the packages are installed, but don't start")
    assert process.returncode == 1
    assert environments(small) == []


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
    assert environments(small) == []


def test_a_file_that_pip_cannot_get_is_one_sentence_and_leaves_nothing(small):
    shutil.rmtree(small.parent / "wheels")
    process = start(small)
    last = process.communicate(timeout=60)[0].splitlines()[-1]
    assert last.startswith("Set-up failed for the reason above") and "PIP_FIND_LINKS" in last
    assert process.returncode == 1
    assert environments(small) == []


def test_a_folder_that_cannot_be_written_is_one_sentence(small):
    (small / ".venv.lock").mkdir()
    process = start(small)
    said = process.communicate(timeout=60)[0].splitlines()
    assert len(said) == 1 and said[0].startswith("Set-up can't write in ")
    assert process.returncode == 1


# --- With an environment that works, which is replaced only by one that works ---


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    """A clone that was set up once, for tests to have copies of: a copy is a clone that was moved."""
    folder = tmp_path_factory.mktemp("master")
    write_clone(folder)
    env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    env |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder / "wheels")}
    subprocess.run([sys.executable, "-m", "course"], cwd=folder / NAME, env=env, check=True)
    return folder / NAME


@pytest.fixture
def used(small, master):
    """The small clone with an older environment, set up and used."""
    shutil.copytree(master / ".venv", small / ".venv", symlinks=True)
    assert start(small).communicate(timeout=60)[0].splitlines() == [uses(small)]
    return small


def uses(root) -> str:
    """What a command says that has nothing to do but to run."""
    return f"in {root / '.venv'} []"


def offline(root) -> None:
    shutil.rmtree(root.parent / "wheels")


def lock_newer(root) -> None:
    """Have the lock pin a newer version, as a `git pull` may."""
    lines = make_wheel(root.parent / "wheels", "small_dependency", "1.1")
    lock = root / "requirements.lock"
    lock.write_text(lines + lock.read_text().partition("\n")[2].partition("\n")[2])


def version_in(root) -> str:
    """The version of the small dependency that .venv's Python finds."""
    code = "from importlib.metadata import version; print(version('small_dependency'))"
    return subprocess.run([python_of(root), "-I", "-c", code], capture_output=True, text=True).stdout.strip()


def files_of(environment) -> dict:
    """{file of an environment: when it was changed}, except what a Python compiles by itself."""
    return {
        path: path.lstat().st_mtime_ns
        for path in environment.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_a_clone_that_was_moved_and_pulled_comments_uses_its_environment_offline(used, tmp_path):
    offline(used)
    moved = used.rename(tmp_path / "moved")
    for name in ("pyproject.toml", "requirements.lock"):
        (moved / name).write_text("# A comment\n" + (moved / name).read_text())
    before = files_of(moved / ".venv" / "lib")
    assert start(moved).communicate(timeout=60)[0].splitlines() == [uses(moved)]
    after = files_of(moved / ".venv" / "lib")
    changed = {path.name for path in after.keys() | before.keys() if after.get(path) != before.get(path)}
    assert changed <= {"digits-on-trial.pth"}
    code = "from course import settings; print(settings.ROOT)"
    inside = subprocess.run(
        [python_of(moved), "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert inside.stdout.strip() == str(moved), inside.stderr


def test_offline_with_a_newer_lock_the_older_environment_goes_on(used):
    lock_newer(used)
    offline(used)
    process = start(used, python=python_of(used))
    *_, said, last = process.communicate(timeout=60)[0].splitlines()
    assert said.startswith("Set-up failed for the reason above") and "Meanwhile the older .venv" in said
    assert last == uses(used) and process.returncode == 0
    assert version_in(used) == "1.0" and environments(used) == [".venv"]


def test_killed_while_an_older_environment_was_in_use_and_then_made_new(used):
    lock = (used / "requirements.lock").read_text()
    lock_newer(used)
    newer = (used / "requirements.lock").read_text()
    for seconds in (0.4, 1.6):
        killed = start(used)
        time.sleep(seconds)
        for process in [*psutil.Process(killed.pid).children(recursive=True), killed]:
            process.kill()
        killed.communicate()
        assert version_in(used) == "1.0"
        (used / "requirements.lock").write_text(lock)
        assert start(used).communicate(timeout=60)[0].splitlines()[-1] == uses(used)
        assert environments(used) == [".venv"]
        (used / "requirements.lock").write_text(newer)
    assert start(used).communicate(timeout=60)[0].splitlines()[-1] == uses(used)
    assert version_in(used) == "1.1" and environments(used) == [".venv"]
    assert start(used).communicate(timeout=60)[0].splitlines() == [uses(used)]
    # Its scripts name the place where it is, not the one where it was made.
    scripts = python_of(used).parent
    assert subprocess.run([scripts / "pip", "--version"], stdout=subprocess.DEVNULL).returncode == 0
    held = [path.name for path in scripts.iterdir() if b".venv-" in path.read_bytes()]
    assert held == [] and ".venv-" not in (used / ".venv" / "pyvenv.cfg").read_text()


@pytest.mark.parametrize("inside", [False, True], ids=["from outside", "from inside"])
def test_a_learners_own_environment_is_left_in_peace_or_named(used, inside):
    (used / ".venv" / "course-stamp").unlink()  # which nobody but a set-up writes
    lock_newer(used)
    before = files_of(used / ".venv")
    python = python_of(used) if inside else sys.executable
    assert start(used, python=python).communicate(timeout=60)[0].splitlines() == [uses(used)]
    said = start(used, "--scheduler", python=python).communicate(timeout=60)[0].splitlines()
    assert len(said) == 1 and "lacks what tests and clusters need besides: run `" in said[0]
    project = used / "pyproject.toml"
    project.write_text(project.read_text().replace("small-dependency>=1", "small-dependency>=1.1"))
    process = start(used, python=python)
    said = process.communicate(timeout=60)[0].splitlines()
    assert len(said) == 1 and "wasn't completed by the course's set-up, and hasn't what" in said[0]
    assert process.returncode == 1
    assert files_of(used / ".venv") == before and environments(used) == [".venv"]


@pytest.mark.parametrize("what", ["file", "link to nothing", "link to itself", "link to a folder"])
def test_what_is_no_environment_but_stands_in_its_place_is_named(small, tmp_path, what):
    place = small / ".venv"
    if what == "file":
        place.write_text("mine")
    else:
        (tmp_path / "folder").mkdir()
        targets = {"nothing": tmp_path / "nowhere", "itself": place, "a folder": tmp_path / "folder"}
        try:
            place.symlink_to(targets[what.removeprefix("link to ")])
        except OSError:
            pytest.skip("this Windows doesn't let its users make links")
    process = start(small)
    said = process.communicate(timeout=60)[0].splitlines()
    assert len(said) == 1 and process.returncode == 1
    assert said[0].startswith(f"{place} is a {what.split()[0]}") and said[0].endswith("and run this again.")
    assert os.path.lexists(place) and environments(small) == [".venv"]


@pytest.mark.parametrize("needs", ["nothing", "newer lock", "newer ranges"])
def test_a_folder_that_cannot_be_written_does_not_keep_an_environment_from_being_used(used, needs):
    (used / ".venv" / "course-stamp").write_text("that of another lock")
    if needs != "nothing":
        lock_newer(used)
    if needs == "newer ranges":
        project = used / "pyproject.toml"
        project.write_text(project.read_text().replace("small-dependency>=1", "small-dependency>=1.1"))
    (used / ".venv.lock").unlink()
    (used / ".venv.lock").mkdir()
    said = start(used).communicate(timeout=60)[0].splitlines()
    assert [line.partition(" in ")[0] for line in said if line != uses(used)] == ["Set-up can't write"] * (
        needs != "nothing"
    )
    assert (uses(used) in said) == (needs != "newer ranges")
    assert version_in(used) == "1.0"
