"""The learner's desk: working copies of the lessons in my/lessons/, so that nothing ever overwrites an answer.

notebooks/ belongs to the course: `build` and `git pull` write there. A copy that is byte for byte what was
written here follows its lesson. One that differs is the learner's, and stays as it is for good: a new version
of its lesson is put beside it, under a name of its own.
"""

from __future__ import annotations

import fnmatch
import hashlib
import itertools
import json
import os
import re
from pathlib import Path

from course import catalogue
from course.settings import ROOT
from utils.files import read_json, write_whole

NOTEBOOKS = ROOT / "notebooks"
COPIES = ROOT / "my" / "lessons"
WRITTEN = ".written.json"  # beside the copies, {name of a file: SHA-256 of what was last written there}
MOST = 1_000_000  # bytes of it
SHA256 = re.compile("[0-9a-f]{64}")
UNREADABLE = "unreadable"  # in the place of a digest: nothing like that was ever written here
CONFIGURATION = ROOT / "course" / "jupyter"  # JupyterLab's defaults, changed
CULL_MINUTES = 10
MEMORY = f"Each open lesson holds about 1 GB of memory; close its tab, and within {CULL_MINUTES} minutes that is free."


def open_lab(passed: list[str]) -> None:
    """Lay out the copies and run JupyterLab on the first of them, until it is stopped.

    passed: options for JupyterLab from the command line; where one of ours is among them, theirs counts.
    """
    folder, sentences = lay_out(NOTEBOOKS, COPIES)
    print(*sentences, MEMORY, sep="\n", flush=True)
    inherited = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [str(CONFIGURATION), inherited]))
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(options(folder, passed))


def options(folder: Path, passed: list[str]) -> list[str]:
    """Return JupyterLab's command line: the course's options and those that were passed."""
    first = f"{catalogue.lessons()[0].stem}.ipynb"
    ours = [
        f"--ServerApp.root_dir={ROOT}",
        "--ServerApp.allow_root=True",  # whoever starts it in a container often has no other user
        f"--LabApp.default_url=/lab/tree/{folder.relative_to(ROOT).as_posix()}/{first}",
        # No calls to the internet for news, new versions or extensions.
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        # A closed tab leaves its kernel running. Never one that computes, or that a tab is connected to.
        f"--MappingKernelManager.cull_idle_timeout={60 * CULL_MINUTES}",
        "--MappingKernelManager.cull_interval=60",
    ]
    named = {option.split("=")[0] for option in passed}  # JupyterLab takes each only once
    return [option for option in ours if option.split("=")[0] not in named] + passed


def lay_out(notebooks: Path, copies: Path) -> tuple[Path, list[str]]:
    """Bring the copies up to date with the notebooks.

    Return the folder to open, and sentences for the terminal. The folder is `copies`, or `notebooks` where
    nothing can be written there. Two of these at once write the same.
    """
    sentences = []
    try:
        written = _read(copies / WRITTEN)
        known = dict(written)
        for lesson in sorted(notebooks.glob("[0-9][0-9]_*.ipynb")):
            beside = _copy(lesson, copies, written)
            if beside:
                sentences.append(
                    f"{lesson.stem} has a new version: {beside.name} is the new one, {lesson.name} is yours, "
                    f"as you left it (both in {_short(copies)})."
                )
        if written != known:
            write_whole(copies / WRITTEN, json.dumps(written, indent=1, sort_keys=True))
    except OSError as error:
        return notebooks, [
            f"Nothing can be written in {_short(copies)} ({error.strerror or error}), so lessons open in "
            f"{_short(notebooks)}: save yours elsewhere, since new versions overwrite what is there."
        ]
    return copies, sentences


def _copy(lesson: Path, copies: Path, written: dict[str, str]) -> Path | None:
    """Bring the copies of one lesson up to date, `written` too. Return the new version that lies beside the
    learner's, if there is one that the learner has not touched."""
    content = lesson.read_bytes()
    version, copy = _sha256(content), copies / lesson.name
    if _write(copy, content, written) or written.get(copy.name) == version:
        return None  # ours, or the learner's and made from this very version
    # The mark stands in front: JupyterLab's list of files shows only how a name begins.
    number, _, title = lesson.name.partition("_")
    pattern = f"{number}_new_*{title}"
    names = {path.name for path in copies.glob(pattern)}.union(fnmatch.filter(written, pattern))
    for name in sorted(names):
        if _digest(copies / name) == version:
            written[name] = version
            return copies / name
    if version in (written.get(name) for name in names):
        return None  # touched, or thrown away: it was seen
    marks = itertools.chain(["new"], (f"new_{again}" for again in itertools.count(2)))
    places = (copies / f"{number}_{mark}_{title}" for mark in marks)
    return next(path for path in places if _write(path, content, written))


def _write(path: Path, content: bytes, written: dict[str, str]) -> bool:
    """Write `content` to `path` unless the learner's own stands there; return whether it holds it now."""
    version, there = _sha256(content), _digest(path)
    if there not in (version, None, written.get(path.name)):
        return False
    if there != version:
        write_whole(path, content)
    written[path.name] = version
    return True


def _read(path: Path) -> dict[str, str]:
    """Return what was written; nothing if the file is missing or damaged, and then all that differs counts as
    the learner's."""
    try:
        written = read_json(path, MOST)
    except (FileNotFoundError, ValueError):
        return {}
    entries = written.items() if isinstance(written, dict) else ()
    return {name: digest for name, digest in entries if isinstance(digest, str) and SHA256.fullmatch(digest)}


def _digest(path: Path) -> str | None:
    """Return the SHA-256 (hex) of a file, None if nothing is there. What can't be read, such as a folder or a link
    to a disk that isn't there now, is UNREADABLE, so that it counts as the learner's."""
    if not os.path.lexists(path):
        return None
    try:
        if path.is_file():
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        pass
    return UNREADABLE


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
