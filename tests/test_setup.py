"""Set-up in parts: what is asked for and locked, conda's way in, the stamps, the choice of a Python."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from course.settings import ROOT
from course.setup import bootstrap, environment, packages, pythons

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WINDOWS = sys.platform == "win32"
OLD_PYTHONS = [
    *(ROOT / "course" / f"{name}.py" for name in ("__main__", "catalogue", "commands", "endings", "settings"))
]
OLD_PYTHONS += sorted((ROOT / "course" / "setup").glob("*.py"))

# --- What is asked for, imported and locked ---

# What is asked for and not imported, with the file and the words in it that use it.
USED_OTHERWISE = {
    "pytest-xdist": ("course/commands.py", '"-n"'),
    "ruff": (".ci/run", "-m ruff check"),
    "mypy": (".ci/run", "-m mypy"),
}


def asked(dev: bool) -> set[str]:
    """The names of the packages that pyproject.toml asks for: a learner's, or those of the groups."""
    return {canonicalize_name(Requirement(line).name) for line in packages.asked(dev)}


def imported(paths) -> dict[str, Path]:
    """{distribution that a file imports from: a file that does}, the standard library and our own left out."""
    distributions, found = packages_distributions(), {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
            for name in {name.partition(".")[0] for name in names} & distributions.keys():
                found |= {canonicalize_name(owner): path for owner in distributions[name]}
    found.pop(canonicalize_name(PROJECT["name"]), None)
    return found


def for_learners():
    return imported([*(ROOT / "course").rglob("*.py"), *(ROOT / "utils").rglob("*.py")])


def for_tests():
    return imported([ROOT / "conftest.py", *(ROOT / "tests").rglob("*.py")])


def test_everything_that_is_imported_is_asked_for():
    other_builds = {"tensorflow", "tensorflow-cpu"}  # one of the two is here, and both are asked for
    clusters = {canonicalize_name(Requirement(line).name) for line in _groups()["cluster"]}
    for found, allowed in (
        (for_learners(), asked(dev=False) | clusters),
        (for_tests(), asked(dev=False) | asked(dev=True)),
    ):
        assert {name: path for name, path in found.items() if name not in allowed | other_builds} == {}


def _groups() -> dict[str, list[str]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]


def test_everything_that_is_asked_for_is_used():
    used = {name for name, (path, words) in USED_OTHERWISE.items() if words in (ROOT / path).read_text()}
    assert used == set(USED_OTHERWISE)
    learners = set(for_learners()) | {"tensorflow", "tensorflow-cpu"}
    assert asked(dev=False) - learners == set()
    assert asked(dev=True) - learners - set(for_tests()) - used == set()


def test_learners_are_asked_for_nothing_of_tests_and_clusters():
    assert not asked(dev=False) & asked(dev=True)
    learners = {requirement.name for requirement in packages.locked(packages.LOCK)}
    assert not learners & {"pytest", "ruff", "mypy", "dask", "distributed", "nbval"}


def test_each_dependency_is_a_range_and_has_its_reason():
    lines = re.findall(
        r'^  "[\w-]+>=.*$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(lines) == len(packages.asked()) + len(packages.asked(dev=True))
    assert [line for line in lines if not re.search(r'", +# \w.{4,}', line)] == []


@pytest.mark.parametrize("lock", [packages.LOCK, packages.DEV_LOCK], ids=lambda lock: lock.name)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock):
    first, *entries = re.split(r"^(?=\w)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert all(line.startswith("#") for line in first.splitlines())
    assert len(entries) > 20
    for entry in entries:
        code = "\n".join(line for line in entry.splitlines() if not line.lstrip().startswith("#"))
        assert re.fullmatch(r"[\w.-]+==[\w.]+( ; [^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", code), (
            entry
        )
    assert "://" not in first + "".join(entries)  # no address of an index


def pins(lock) -> dict[str, list[str]]:
    """{package: the versions that a lock has of it}, of which more than one where machines differ."""
    found = {}
    for requirement in packages.locked(lock):
        version = str(requirement.specifier).removeprefix("==")
        found.setdefault(canonicalize_name(requirement.name), []).append(version)
    return found


def test_the_locks_have_all_that_is_asked_for_and_share_no_package():
    learner, dev = pins(packages.LOCK), pins(packages.DEV_LOCK)
    assert not learner.keys() & dev.keys()  # so that adding the second never touches what the first installed
    for line in packages.asked() + packages.asked(dev=True):
        requirement = Requirement(line)
        versions = (learner | dev)[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in versions), line


def test_conda_installs_the_same_lock():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    python, *others = yaml.safe_load(text)["dependencies"]
    assert others == ["pip", {"pip": ["-r requirements.lock"]}]
    name, version = python.split("=")
    assert name == "python"
    assert SpecifierSet(PROJECT["requires-python"]).contains(version)


@pytest.mark.parametrize("path", OLD_PYTHONS, ids=lambda path: path.name)
def test_an_old_python_can_read_what_it_must(path):
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
    targets = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]
    assert (
        path.name == "__init__.py" or path.relative_to(ROOT).as_posix() in targets["per-file-target-version"]
    )


def test_commands_start_without_any_package():
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import course.commands, course.setup.doctor"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)


# --- The stamp, and an environment of one's own ---


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone with a finished .venv, in which this test's Python plays .venv's."""
    shutil.copytree(ROOT / "course" / "setup", tmp_path / "course" / "setup")
    for name in ("__init__.py", "settings.py"):
        shutil.copy(ROOT / "course" / name, tmp_path / "course")
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    stamps = {
        "course-stamp": tmp_path / "requirements.lock",
        "course-stamp-dev": tmp_path / "requirements-dev.lock",
    }
    for module, name, value in (
        (environment, "ROOT", tmp_path),
        (bootstrap, "ROOT", tmp_path),
        (environment, "VENV", tmp_path / ".venv"),
        (bootstrap, "VENV", tmp_path / ".venv"),
        (environment, "NEXT", tmp_path / ".venv-next"),
        (bootstrap, "NEXT", tmp_path / ".venv-next"),
        (environment, "LAST", tmp_path / ".venv-last"),
        (environment, "STAMPS", stamps),
        (bootstrap, "STAMPS", stamps),
        (environment, "python_of", lambda folder: Path(sys.executable)),
        (bootstrap, "ADD_ROOT", ""),  # which would write into this test's own environment
        (packages, "PYPROJECT", tmp_path / "pyproject.toml"),
    ):
        monkeypatch.setattr(module, name, value)
    make(".venv", "course-stamp")
    return tmp_path


def make(folder, *stamps) -> Path:
    """Make what stands for an environment, completed from the locks that are here now if it has their stamps."""
    place = environment.ROOT / folder
    place.mkdir()
    (place / "pyvenv.cfg").write_text(folder)  # by which it is known again
    for name in stamps:
        environment.write_stamp(place, name)
    return place


def test_a_finished_environment_is_trusted(clone):
    assert environment.ready(environment.VENV) and environment.in_order()
    assert not environment.stamped(environment.VENV, (3, 10))


def test_what_tests_need_has_a_stamp_of_its_own(clone):
    assert not environment.ready(environment.VENV, dev=True) and not environment.in_order(dev=True)
    environment.write_stamp(environment.VENV, "course-stamp-dev")
    assert environment.ready(environment.VENV, dev=True)
    with open(clone / "requirements-dev.lock", "a") as file:
        file.write("\n")
    assert environment.ready(environment.VENV) and not environment.ready(environment.VENV, dev=True)


def test_no_stamp_no_trust(clone):
    environment.write_stamp(environment.VENV, "course-stamp-dev")
    (clone / ".venv" / "course-stamp").unlink()
    assert not environment.ready(environment.VENV) and not environment.ready(environment.VENV, dev=True)


@pytest.mark.parametrize("stamp", [b"", b"\xff", b"0" * 64])
def test_another_stamp_is_not_trusted(clone, stamp):
    (clone / ".venv" / "course-stamp").write_bytes(stamp)
    assert not environment.ready(environment.VENV)


def test_a_changed_lock_makes_it_stale_and_a_changed_setting_of_a_tool_does_not(clone):
    with open(clone / "pyproject.toml", "a") as file:
        file.write("\n")
    assert environment.ready(environment.VENV)
    with open(clone / "requirements.lock", "a") as file:
        file.write("\n")
    assert not environment.ready(environment.VENV)
    assert environment.in_order()  # asked, its packages turn out to be as locked
    with open(clone / "requirements.lock", "a") as file:
        file.write("a-package-that-nobody-has==1.0 \\\n")
    assert not environment.in_order()


def test_a_moved_clone_does_not_make_it_stale(clone, monkeypatch):
    monkeypatch.setattr(environment, "ROOT", clone / "elsewhere")
    assert environment.ready(environment.VENV)


def test_a_python_that_is_gone_makes_it_stale(clone, monkeypatch):
    monkeypatch.setattr(environment, "python_of", lambda folder: clone / "gone")
    assert not environment.ready(environment.VENV) and not environment.in_order()


def test_an_environment_without_a_stamp_is_as_good_as_its_packages(clone):
    (clone / ".venv" / "course-stamp").unlink()
    assert environment.in_order() and environment.in_order(dev=True)
    ask_for("a-package-that-nobody-has>=1.0")
    assert not environment.in_order()
    assert "wasn't completed by the course's set-up" in environment.in_the_way()


# --- The change of place ---


def known(folder) -> dict[str, str]:
    """{environment's name now: the name that it was made under}."""
    return {path.parent.name: path.read_text() for path in folder.glob(".venv*/pyvenv.cfg")}


@pytest.mark.parametrize("there", ["older", "empty", "nothing"])
def test_what_is_complete_takes_the_place(clone, there):
    if there != "older":
        shutil.rmtree(clone / ".venv")
    if there == "empty":
        (clone / ".venv").mkdir()
        assert environment.in_the_way() is None
    make(".venv-next", "course-stamp")
    environment.take_place()
    assert known(clone) == {".venv": ".venv-next"} and not environment.leftovers()


def test_what_cannot_take_the_place_is_one_sentence_and_both_remain(clone, monkeypatch):
    make(".venv-next", "course-stamp")
    rename = os.rename

    def in_use(path, to):  # what Windows says while a program runs from there
        if Path(path).name == refused:
            raise PermissionError(13, "Access is denied", str(path))
        rename(path, to)

    monkeypatch.setattr(os, "rename", in_use)
    for refused in (".venv", ".venv-next"):  # noqa: B007 -- in_use reads it
        with pytest.raises(SystemExit, match="Access is denied.*: close what uses that, JupyterLab perhaps"):
            environment.take_place()
        assert known(clone) == {".venv": ".venv", ".venv-next": ".venv-next"}
        assert environment.ready(environment.VENV) and environment.ready(environment.NEXT)


def test_a_kill_between_the_two_changes_of_name_loses_neither(clone):
    make(".venv-next", "course-stamp")
    (clone / ".venv").rename(clone / ".venv-last")
    environment.tidy()
    assert known(clone) == {".venv": ".venv"}  # which is as locked, so that the other isn't needed

    with open(clone / "requirements.lock", "a") as file:
        file.write("a-package-that-nobody-has==1.0 \\\n")
    make(".venv-next", "course-stamp")
    (clone / ".venv").rename(clone / ".venv-last")
    environment.tidy()
    assert known(clone) == {".venv": ".venv", ".venv-next": ".venv-next"}
    bootstrap.set_up()
    assert known(clone) == {".venv": ".venv-next"} and not environment.leftovers()


def test_what_is_half_made_or_half_removed_is_never_trusted_and_goes(clone):
    make(".venv-next")
    make(".venv-last")
    (clone / ".venv" / "course-stamp").write_text("of other locks")
    environment.tidy()
    assert known(clone) == {".venv": ".venv"}

    (clone / ".venv").rename(clone / ".venv-last")
    (clone / ".venv-last" / "course-stamp").unlink()  # the first to go when an environment is removed
    environment.tidy()
    assert known(clone) == {}


def test_this_environment_satisfies_the_project():
    assert packages.satisfied() and packages.satisfied(dev=True)


def ask_for(line, instead_of=r'"numpy>=[^"]*"'):
    """Have the clone's pyproject.toml ask for something else."""
    text = packages.PYPROJECT.read_text(encoding="utf-8")
    changed = re.sub(rf"^  {instead_of}", f'  "{line}"', text, flags=re.MULTILINE)
    assert changed != text
    packages.PYPROJECT.write_text(changed, encoding="utf-8")


@pytest.mark.parametrize("line", ["numpy<2", "a-package-that-nobody-has>=1.0"])
def test_what_differs_or_is_missing_does_not_satisfy(clone, line):
    ask_for(line)
    assert not packages.satisfied() and packages.satisfied(dev=True)


def test_what_is_for_other_machines_is_not_missed(clone):
    ask_for("a-package-that-nobody-has>=1.0; sys_platform == 'cp/m'")
    assert packages.satisfied()


def test_an_environment_of_ones_own_without_the_tests_packages_is_one_sentence(clone, monkeypatch):
    bootstrap.enter(dev=True)  # returns: all is there
    ask_for("a-package-that-nobody-has>=1.0", instead_of=r'"pytest>=[^"]*"')
    bootstrap.enter()
    with pytest.raises(SystemExit, match=r"install --no-deps -r requirements-dev\.lock` in it"):
        bootstrap.enter(dev=True)


def test_too_small_a_disk_is_one_sentence(clone, monkeypatch):
    monkeypatch.setattr(bootstrap, "NEEDED_DISK", 1e18)
    with pytest.raises(SystemExit, match=r"needs 1000000000.0 GB of disk space, and .* has "):
        bootstrap.create(sys.executable, 0)
    assert known(clone) == {".venv": ".venv"}  # what was there is there


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
    about = pythons.probe([sys.executable]) | changes
    return f"echo {json.dumps(about)}" if WINDOWS else f"echo '{json.dumps(about)}'"


@pytest.fixture
def old(tmp_path, monkeypatch):
    """A folder for executables: the only one on the PATH, while the command runs under Python 3.8."""
    folder = tmp_path / "first"
    monkeypatch.setattr(sys, "executable", str(command(folder, "current", claims(version=[3, 8]))))
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), str(tmp_path / "second")]))
    return folder


def newest() -> str:
    return f"python3.{pythons.python_range()[1][1] - 1}"


def test_the_python_that_runs_comes_first():
    assert pythons.choose_python() == pythons.probe([sys.executable])["executable"]


def test_a_python_on_the_path_is_run_before_it_is_believed(old, tmp_path):
    works = f'"{sys._base_executable}" ' + ("%*" if WINDOWS else '"$@"')
    command(old, newest(), "exit 127")  # a version manager's shim for a Python that isn't installed
    command(old, "python3.11", claims(version=[3, 10]))
    command(tmp_path / "second", "python3.11", claims(standard_build=False))  # PyPy, say
    command(tmp_path / "second", "python3", works)
    assert Path(pythons.choose_python()).samefile(sys._base_executable)


@pytest.mark.parametrize("changes", [{"version": [3, 99]}, {"standard_build": False}, {"machine": "vax"}])
def test_without_a_suitable_python_one_sentence_says_which_to_install(old, changes):
    command(old, newest(), claims(**changes))
    with pytest.raises(SystemExit, match=r"The course needs Python 3.11 to 3.13 .* install Python 3.13 from"):
        pythons.choose_python()


def test_without_its_venv_module_one_sentence_says_what_to_install(old):
    command(old, "python3", claims(has_venv=False, version=[3, 12]))
    with pytest.raises(SystemExit, match="python3.12 is here, but without its venv module.*apt install"):
        pythons.choose_python()
