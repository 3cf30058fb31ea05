"""Set-up in parts: the lock, conda's way in, the stamp, the choice of a Python."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from course.settings import ROOT
from course.setup import bootstrap
from course.setup.doctor import lock

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WINDOWS = sys.platform == "win32"

# --- What is pinned where ---


def test_the_lock_holds_pins_and_hashes_and_nothing_else():
    entries = re.split(
        r"^(?=\w)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert all(line.startswith("#") for line in entries[0].splitlines())  # so no address of an index either
    assert len(entries) > 100
    for entry in entries[1:]:
        code = "\n".join(line for line in entry.splitlines() if not line.lstrip().startswith("#"))
        assert re.fullmatch(r"[\w.-]+==[\w.]+( ; [^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", code), (
            entry
        )
    assert "://" not in "".join(entries)


def test_every_direct_dependency_is_pinned_and_locked():
    locked = {(requirement.name, str(requirement.specifier)) for requirement in lock()}
    for line in PROJECT["dependencies"]:
        requirement = Requirement(line)
        assert re.fullmatch(r"==[\d.]+", str(requirement.specifier)), line
        assert (requirement.name, str(requirement.specifier)) in locked, line


def test_each_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = re.findall(r"^  \".*==.*$", text, re.MULTILINE)
    assert len(lines) == len(PROJECT["dependencies"])
    assert [line for line in lines if not re.search(r"\", +# \w.{6,}", line)] == []


def test_conda_gets_its_versions_from_pyproject():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    python, *others = yaml.safe_load(text)["dependencies"]
    assert others == ["pip", {"pip": ["-e ."]}]
    name, version = python.split("=")
    assert name == "python"
    assert SpecifierSet(PROJECT["requires-python"]).contains(version)


@pytest.mark.parametrize("name", ["__init__", "__main__", "bootstrap", "catalogue", "doctor", "settings"])
def test_an_old_python_can_read_what_it_must(name):
    ast.parse((ROOT / "course" / f"{name}.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_commands_start_without_any_package():
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import course.__main__, course.setup.doctor"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)


# --- The stamp, and an environment of one's own ---


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone with a finished .venv, in which this test's Python plays .venv's."""
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    places = {
        "ROOT": tmp_path,
        "PYPROJECT": tmp_path / "pyproject.toml",
        "LOCK": tmp_path / "requirements.lock",
        "VENV": tmp_path / ".venv",
        "STAMP": tmp_path / ".venv" / "course-stamp",
        "PYTHON": Path(sys.executable),
    }
    for name, place in places.items():
        monkeypatch.setattr(bootstrap, name, place)
    bootstrap.STAMP.write_text(bootstrap.digest(sys.version_info[:2]))
    return tmp_path


def test_a_finished_environment_is_trusted(clone):
    assert bootstrap.ready()
    assert not bootstrap.stamped((3, 10))


def test_no_stamp_no_trust(clone):
    bootstrap.STAMP.unlink()
    assert not bootstrap.ready()


@pytest.mark.parametrize("stamp", [b"", b"\xff", b"0" * 64])
def test_another_stamp_is_not_trusted(clone, stamp):
    bootstrap.STAMP.write_bytes(stamp)
    assert not bootstrap.ready()


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_pin_makes_it_stale(clone, name):
    with open(clone / name, "a") as file:
        file.write("\n")
    assert not bootstrap.ready()


def test_a_moved_clone_makes_it_stale(clone, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOT", clone / "elsewhere")
    assert not bootstrap.ready()


def test_a_python_that_is_gone_makes_it_stale(clone, monkeypatch):
    monkeypatch.setattr(bootstrap, "PYTHON", clone / "gone")
    assert not bootstrap.ready()


def test_this_environment_satisfies_the_project():
    assert bootstrap.satisfied()


@pytest.mark.parametrize("line", ["numpy==1.0", "a-package-that-nobody-has==1.0"])
def test_a_pin_that_differs_does_not_satisfy(clone, line):
    text = bootstrap.PYPROJECT.read_text(encoding="utf-8")
    changed = re.sub(r'^  "numpy==[^"]*"', f'  "{line}"', text, flags=re.MULTILINE)
    assert changed != text
    bootstrap.PYPROJECT.write_text(changed, encoding="utf-8")
    assert not bootstrap.satisfied()


def test_what_is_for_other_machines_is_not_missed(clone):
    text = bootstrap.PYPROJECT.read_text(encoding="utf-8")
    line = "\"a-package-that-nobody-has==1.0; sys_platform == 'cp/m'\""
    bootstrap.PYPROJECT.write_text(
        text.replace("dependencies = [", f"dependencies = [{line},"), encoding="utf-8"
    )
    assert bootstrap.satisfied()


def test_too_small_a_disk_is_one_sentence(clone, monkeypatch):
    monkeypatch.setattr(bootstrap, "NEEDED_DISK", 1e18)
    with pytest.raises(SystemExit, match=r"needs 1000000000.0 GB of disk space, and .* has "):
        bootstrap.make(sys.executable, 0)
    assert not bootstrap.VENV.exists()


# --- Which Python makes the environment ---


def command(folder: Path, name: str, lines: str) -> Path:
    """An executable that can be started under `name` when `folder` is on the PATH."""
    folder.mkdir(exist_ok=True)
    path = folder / (f"{name}.bat" if WINDOWS else name)
    path.write_text(f"@{lines}\n" if WINDOWS else f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def claims(**changes) -> str:
    """A command line that answers the probe as a Python would about which we know `changes`."""
    about = bootstrap.probe([sys.executable]) | changes
    return f"echo {json.dumps(about)}" if WINDOWS else f"echo '{json.dumps(about)}'"


@pytest.fixture
def old(tmp_path, monkeypatch):
    """A folder for executables: the only one on the PATH, while the command runs under Python 3.8."""
    folder = tmp_path / "first"
    monkeypatch.setattr(sys, "executable", str(command(folder, "current", claims(version=[3, 8]))))
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), str(tmp_path / "second")]))
    return folder


def newest() -> str:
    return f"python3.{bootstrap.python_range()[1][1] - 1}"


def test_the_python_that_runs_comes_first():
    assert bootstrap.choose_python() == bootstrap.probe([sys.executable])["executable"]


def test_a_python_on_the_path_is_run_before_it_is_believed(old, tmp_path):
    works = f'"{sys._base_executable}" ' + ("%*" if WINDOWS else '"$@"')
    command(old, newest(), "exit 127")  # a version manager's shim for a Python that isn't installed
    command(old, "python3.11", claims(version=[3, 10]))
    command(tmp_path / "second", "python3.11", claims(usual=False))  # PyPy, say
    command(tmp_path / "second", "python3", works)
    assert Path(bootstrap.choose_python()).samefile(sys._base_executable)


@pytest.mark.parametrize("changes", [{"version": [3, 99]}, {"usual": False}, {"machine": "vax"}])
def test_without_a_suitable_python_one_sentence_says_which_to_install(old, changes):
    command(old, newest(), claims(**changes))
    with pytest.raises(SystemExit, match=r"The course needs Python 3.11 to 3.13 .* install Python 3.13 from"):
        bootstrap.choose_python()


def test_without_its_venv_module_one_sentence_says_what_to_install(old):
    command(old, "python3", claims(venv=False, version=[3, 12]))
    with pytest.raises(SystemExit, match="python3.12 is here, but without its venv module.*apt install"):
        bootstrap.choose_python()
