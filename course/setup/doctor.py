"""`python3 -m course doctor`: a line per check, OK or what to do. Sets nothing up; standard library only.

What only the course's own environment can tell, its Python is asked for: it runs `look_inside` as a script.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import webbrowser
from typing import Any, NamedTuple

from course import settings
from course.setup import bootstrap, environment, packages, pythons

ENOUGH_MEMORY = 2e9  # bytes: a lesson and a browser
SET_UP = "`python3 -m course lab` sets the course up"


class Check(NamedTuple):
    """A line of the doctor's."""

    fine: bool
    what: str
    sentence: str


def main() -> int:
    """Print a line per check; return 1 if something needs doing, else 0."""
    ready = environment.in_order()
    own = not ready and packages.satisfied()
    checks = [python(ready or own), *inside(ready, own), cores(), disk(ready or own), browser()]
    for fine, what, sentence in checks:
        print(f"{'OK  ' if fine else 'TODO'} {what}: {sentence}")
    return 0 if all(check.fine for check in checks) else 1


def python(is_set_up: bool) -> Check:
    """Check whether the course runs under this Python, or finds another."""
    this = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if is_set_up:
        return Check(True, "Python", this)
    try:
        chosen = pythons.choose_python()
    except SystemExit as reason:
        return Check(False, "Python", f"{this}. {reason}")
    return Check(True, "Python", f"{this}; the course will use {chosen}")


def inside(ready: bool, own: bool) -> list[Check]:
    """Check packages, data and memory. ready: .venv is good; own: the environment of this process is."""
    if not (ready or own):
        there = os.path.lexists(environment.VENV)
        why = ".venv is unfinished or out of date" if there else "not installed yet"
        later = "checked once packages are there"
        return [
            Check(False, "packages", environment.in_the_way() or f"{why}; {SET_UP}"),
            Check(False, "data", f"{later}; {SET_UP}"),
            Check(True, "memory", f"{later}; {ENOUGH_MEMORY / 1e9:.0f} GB should be free"),
        ]
    command = [
        str(environment.python_of(environment.VENV)) if ready else sys.executable,
        "-m",
        "course.setup.doctor",
    ]
    done = subprocess.run(command, cwd=settings.ROOT, env=settings.environment(), stdout=subprocess.PIPE)
    try:
        found = json.loads(done.stdout.decode("utf-8"))
    except ValueError:
        return [Check(False, "packages", f"{command[0]} could not look at them; delete .venv, then {SET_UP}")]
    return [
        installed(
            ready and (environment.has_stamps(environment.VENV) or not found["differing"]),
            found["total"],
            found["differing"],
        ),
        Check(found["data_fine"], "data", found["data"]),
        *(Check(True, "Keras", sentence) for sentence in found["keras"]),
        memory(found["memory"]),
    ]


def installed(ready: bool, total: int, differing: list[str]) -> Check:
    """Say what comparing `total` packages with the lock has found. ready: they are .venv's."""
    names = ", ".join(differing)
    if not names:
        where = ".venv" if ready else "the environment you are in"
        return Check(True, "packages", f"{total} in {where}, each as in {packages.LOCK.name}")
    if ready:
        return Check(False, "packages", f"in .venv, {names}; delete .venv, then {SET_UP}")
    # One's own environment: the versions are in the course's ranges, else it wouldn't be used.
    return Check(True, "packages", f"as pyproject.toml asks; {packages.LOCK.name} has others of {names}")


def look_inside() -> dict[str, Any]:
    """Return what the course's environment knows: how many packages the lock has for it, which differ, where
    digits would come from, what is odd about Keras's files, and how much memory is free."""
    from utils.images.data import DataError, keras_copy, origin
    from utils.keras_home import left_aside

    wanted = [
        requirement
        for requirement in packages.locked(packages.LOCK)
        if not requirement.marker or requirement.marker.evaluate()
    ]
    try:
        fine, sentence = True, origin()
    except DataError as error:
        fine, sentence = False, str(error)
    return {
        "total": len(wanted),
        "differing": packages.differing(wanted),
        "data_fine": fine,
        "data": sentence,
        "keras": [sentence for sentence in (*left_aside(), keras_copy()) if sentence],
        "memory": settings.free_memory(),
    }


def memory(free: int) -> Check:
    """Check whether a lesson fits the memory that is free, in bytes."""
    if free < ENOUGH_MEMORY:
        return Check(False, "memory", f"{free / 1e9:.1f} GB free; close other programs until 2 GB are")
    return Check(True, "memory", f"{free / 1e9:.1f} GB free")


def cores() -> Check:
    """Say how many cores there are; lessons are made for two."""
    count = settings.cores()
    return Check(
        True, "cores", f"{count}" if count > 1 else "1; lessons will take about twice as long as they say"
    )


def disk(is_set_up: bool) -> Check:
    """Check whether there is room for the set-up, or for what commands write."""
    needed = 5e8 if is_set_up else bootstrap.NEEDED_DISK
    free = shutil.disk_usage(settings.ROOT).free
    advice = "" if free >= needed else f"; make room for {needed / 1e9:.1f} GB"
    return Check(free >= needed, "disk", f"{free / 1e9:.1f} GB free{advice}")


def browser() -> Check:
    """Check whether JupyterLab finds a browser to open."""
    try:
        return Check(True, "browser", getattr(webbrowser.get(), "name", "") or "the system's")
    except webbrowser.Error:
        return Check(
            False, "browser", "none found; open the address that `python3 -m course lab --no-browser` prints"
        )


if __name__ == "__main__":
    print(json.dumps(look_inside()))
