"""What .venv is: whether it is as it should be, what may stand in its place, and how the next one gets there.

A new environment is made beside .venv, under another name, and gets its stamp last, once it has been tried. Only
then do the two change places. So whatever is killed, full or cut off, .venv is what it was; what is left behind
has no stamp, or is complete. Standard library only, and Python 3.8 or newer.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from course.settings import ROOT
from course.setup.packages import DEV_LOCK, LOCK
from course.setup.pythons import WINDOWS, probe

VENV = ROOT / ".venv"
NEXT = ROOT / ".venv-next"  # the environment that a set-up is making
LAST = ROOT / ".venv-last"  # the one whose place it took, on its way out
SCRIPTS = "Scripts" if WINDOWS else "bin"
STAMPS = {"course-stamp": LOCK, "course-stamp-dev": DEV_LOCK}  # files in .venv, and the locks they vouch for
HAS_NOT = "hasn't what pyproject.toml asks for"

# Asks .venv's own Python about its packages.
ASK = """
import sys
sys.path.insert(0, sys.argv[1])
from course.setup import packages
sys.exit(not all(getattr(packages, sys.argv[2])(dev) for dev in (False, True)[:int(sys.argv[3])]))
"""


def python_of(folder: Path) -> Path:
    """Return the path of an environment's Python."""
    return folder / SCRIPTS / ("python.exe" if WINDOWS else "python")


def ready(folder: Path, dev: bool = False) -> bool:
    """Return whether an environment was made to the end from the locks that are here now (dev: what tests and
    clusters need, too), and its Python still runs."""
    if not has_stamps(folder, dev):
        return False
    about = probe([str(python_of(folder))])
    return about is not None and stamped(folder, about["version"], dev)


def in_order(dev: bool = False) -> bool:
    """Return whether .venv is ready, or there is no reason to make another: the clone was moved, or a lock's
    text changed but no version in it; or a learner made .venv, and it has what pyproject.toml asks for."""
    if ready(VENV, dev):
        return True
    if not has_stamps(VENV):
        return venv_is("satisfied", dev)
    return has_stamps(VENV, dev) and venv_is("as_locked", dev)


def venv_is(question: str, dev: bool = False) -> bool:
    """Return what .venv's Python answers: is it "satisfied", or "as_locked"? False if it doesn't run."""
    command = [str(python_of(VENV)), "-I", "-c", ASK, str(ROOT), question, str(1 + dev)]
    try:
        return subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def has_stamps(folder: Path, dev: bool = False) -> bool:
    """Return whether a set-up completed this environment, be it from today's locks or from others."""
    return all(os.path.isfile(folder / name) for name in list(STAMPS)[: 1 + dev])


def stamped(folder: Path, version: Sequence[int], dev: bool = False) -> bool:
    """Return whether the stamps are those of the locks that are here now, for Python `version` (major, minor)."""
    try:
        return all(
            (folder / name).read_text(encoding="utf-8") == digest(version, lock)
            for name, lock in list(STAMPS.items())[: 1 + dev]
        )
    except (OSError, UnicodeDecodeError):
        return False


def digest(version: Sequence[int], lock: Path) -> str:
    """Return the SHA-256 (hex) of all that a lock's packages depend on."""
    total = hashlib.sha256()
    for part in (lock.read_bytes(), bytes(version[:2])):
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def write_stamp(folder: Path, name: str) -> None:
    """Mark an environment as having what the stamp's lock says: all at once, by a change of name."""
    about = probe([str(python_of(folder))])
    if about is None:
        raise SystemExit(f"Set-up made {python_of(folder)}, but that doesn't start.")
    unfinished = folder / f"{name}.new"
    unfinished.write_text(digest(about["version"], STAMPS[name]), encoding="utf-8")
    os.replace(unfinished, folder / name)


def in_the_way() -> str | None:
    """Return what a user has to do before a set-up may put its own .venv there, in one sentence; None if
    nothing. What a set-up didn't make, it doesn't remove either."""
    if VENV.is_symlink():
        reason = HAS_NOT if VENV.exists() else "isn't there"
        return (
            f"{VENV} is a link to {os.readlink(VENV)}, which {reason}: remove the link, and run this again."
        )
    if os.path.lexists(VENV) and not VENV.is_dir():
        return f"{VENV} is a file, and the course's environment belongs there: rename it, and run this again."
    if VENV.is_dir() and not has_stamps(VENV) and any(VENV.iterdir()):
        return (
            f"{VENV} wasn't completed by the course's set-up, and {HAS_NOT}: run `{python_of(VENV)} -m pip "
            f"install -r {LOCK.name}` if it is yours, or else delete it; then run this again."
        )
    return None


def leftovers() -> bool:
    """Return whether a set-up that was killed has left something behind (or one is at work)."""
    return os.path.lexists(NEXT) or os.path.lexists(LAST)


def tidy() -> None:
    """Put right what a killed set-up left: .venv has its place again, and nothing half-made remains."""
    if not os.path.lexists(VENV) and has_stamps(LAST):
        os.rename(LAST, VENV)
    if os.path.lexists(LAST):
        remove(LAST)
    if os.path.lexists(NEXT) and (in_order() or not ready(NEXT)):
        remove(NEXT)


def take_place() -> None:
    """Give NEXT, which is complete, the name .venv. Exits with one sentence if the system won't have it.

    A kill between the two changes of name leaves both environments whole, and `tidy` goes on from there.
    """
    try:
        if os.path.lexists(VENV):
            os.rename(VENV, LAST)
        try:
            os.rename(NEXT, VENV)
        except OSError:
            os.rename(LAST, VENV)
            raise
    except OSError as error:
        raise SystemExit(
            f"The new environment is complete, but can't take the place of {VENV} ({error.strerror}): close what "
            "uses that, JupyterLab perhaps, and run this again by a Python outside it; nothing is downloaded anew."
        ) from None
    if os.path.lexists(LAST):
        with contextlib.suppress(OSError):  # the next set-up tries again
            remove(LAST)


def remove(folder: Path) -> None:
    """Remove an environment; its stamp first, so that half of one is never trusted."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        (folder / next(iter(STAMPS))).unlink()
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink()


def say_later_name(folder: Path) -> None:
    """Have an environment's scripts, and what describes it, name the place that it will have."""
    for path in [folder / "pyvenv.cfg", *(folder / SCRIPTS).iterdir()]:
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if NEXT.name.encode() in content:
                path.write_bytes(content.replace(NEXT.name.encode(), VENV.name.encode()))
