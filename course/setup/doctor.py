"""`python3 -m course doctor`: a line per check, OK or what to do. Sets nothing up; standard library only.

What only the course's own environment can tell, its Python is asked for: it runs `look_inside` as a script.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import struct
import subprocess
import sys
import webbrowser
from pathlib import Path

from course import settings
from course.setup import bootstrap

ENOUGH_MEMORY = 2e9  # bytes: a lesson and a browser
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
SET_UP = "`python3 -m course lab` sets the course up"


def main() -> int:
    """Print a line per check; returns 1 if something needs doing, else 0."""
    ready = bootstrap.ready()
    own = not ready and bootstrap.satisfied()
    checks = [
        python(ready or own),
        *environment(ready, own),
        memory(),
        cores(),
        disk(ready or own),
        *browsers(),
    ]
    for fine, what, sentence in checks:
        print(f"{'OK  ' if fine else 'TODO'} {what}: {sentence}")
    return 0 if all(fine for fine, _, _ in checks) else 1


def python(is_set_up: bool):
    """Whether the course runs under this Python, or finds another."""
    this = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if is_set_up:
        return True, "Python", this
    try:
        chosen = bootstrap.choose_python()
    except SystemExit as reason:
        return False, "Python", f"{this}. {reason}"
    return True, "Python", f"{this}; the course will use {chosen}"


def environment(ready: bool, own: bool) -> list:
    """The checks of packages and data. ready: .venv is good; own: the environment of this process is."""
    if not (ready or own):
        why = ".venv is unfinished or out of date" if bootstrap.VENV.exists() else "not installed yet"
        return [
            (False, "packages", f"{why}; {SET_UP}"),
            (False, "data", f"checked once packages are there; {SET_UP}"),
        ]
    command = [str(bootstrap.PYTHON) if ready else sys.executable, "-m", "course.setup.doctor"]
    done = subprocess.run(command, cwd=settings.ROOT, env=settings.environment(), stdout=subprocess.PIPE)
    try:
        found = json.loads(done.stdout.decode("utf-8"))
    except ValueError:
        return [(False, "packages", f"{command[0]} could not look at them; delete .venv, then {SET_UP}")]
    differing = ", ".join(found["differing"])
    where = ".venv" if ready else "the environment you are in"
    if not differing:
        packages = True, "packages", f"{found['total']} in {where}, each as in requirements.lock"
    elif ready:
        packages = False, "packages", f"in .venv, {differing}; delete .venv, then {SET_UP}"
    else:  # conda's, say: the versions that the course names are right, else it wouldn't be used
        packages = True, "packages", f"as pyproject.toml asks; requirements.lock has others of {differing}"
    return [packages, (found["data_fine"], "data", found["data"])]


def look_inside() -> dict:
    """What the course's environment knows: how many packages the lock has for it, which differ, the data."""
    locked = [
        requirement for requirement in lock() if not requirement.marker or requirement.marker.evaluate()
    ]
    differing = [str(requirement.name) for requirement in locked if not bootstrap.is_installed(requirement)]
    fine, sentence = data()
    return {"total": len(locked), "differing": differing, "data_fine": fine, "data": sentence}


def lock() -> list:
    """The requirements in requirements.lock, as packaging's Requirements. Needs the course's environment."""
    from packaging.requirements import Requirement

    text = bootstrap.LOCK.read_text(encoding="utf-8")
    return [Requirement(line) for line in re.findall(r"^(\w[^\\\n]*==[^\\\n]*)", text, re.MULTILINE)]


def data():
    """Which digits a lesson would get, found without a download. Needs the course's environment."""
    from utils.images.data import DataError, keras_cache, read_mnist

    asked = os.environ.get("COURSE_DATA") or "auto"
    if asked not in settings.DATA:
        return False, f"COURSE_DATA is {asked!r}; set it to one of {', '.join(settings.DATA)}"
    named, cache = os.environ.get("COURSE_MNIST"), keras_cache()
    if asked == "builtin":
        return True, "the built-in handwriting, as COURSE_DATA says"
    try:
        if named:
            read_mnist(Path(named), "The file named in COURSE_MNIST")
            return True, f"MNIST from {named}"
        if cache.is_file():
            read_mnist(cache, "Keras's copy")
            return True, f"MNIST from {cache}"
    except DataError as error:
        return False, str(error) if named else f"Keras's copy of MNIST is damaged; delete {cache}"
    if asked == "mnist":
        return True, "MNIST, if it can be downloaded"
    return True, "MNIST if it can be downloaded, else the built-in handwriting"


def memory():
    """Whether a lesson fits the memory that is free."""
    free = free_memory()
    if free is None:
        return True, "memory", f"can't tell here; {ENOUGH_MEMORY / 1e9:.0f} GB should be free"
    if free < ENOUGH_MEMORY:
        return False, "memory", f"{free / 1e9:.1f} GB free; close other programs until 2 GB are"
    return True, "memory", f"{free / 1e9:.1f} GB free"


def free_memory():
    """Bytes that programs could still get, or None where there is no known way to tell."""
    try:
        if sys.platform == "linux":
            text = Path("/proc/meminfo").read_text(encoding="ascii")
            return int(re.search(r"MemAvailable:\s+(\d+) kB", text)[1]) * 1024
        if sys.platform == "darwin":
            text = subprocess.run(["vm_stat"], stdout=subprocess.PIPE, check=True).stdout.decode("ascii")
            pages = re.findall(r"Pages (?:free|inactive|speculative|purgeable):\s+(\d+)", text)
            return int(re.search(r"page size of (\d+)", text)[1]) * sum(map(int, pages))
        if sys.platform == "win32":
            import ctypes

            status = ctypes.create_string_buffer(struct.pack("=I", 64), 64)  # MEMORYSTATUSEX, its size first
            ctypes.windll.kernel32.GlobalMemoryStatusEx(status)
            return struct.unpack_from("=Q", status, 16)[0]  # ullAvailPhys
    except (OSError, ValueError, TypeError, subprocess.CalledProcessError):
        pass
    return None


def cores():
    """How many cores there are; lessons are made for two."""
    count = settings.cores()
    return True, "cores", f"{count}" if count > 1 else "1; lessons will take about twice as long as they say"


def disk(is_set_up: bool):
    """Whether there is room for the set-up, or for what commands write."""
    needed = 5e8 if is_set_up else bootstrap.NEEDED_DISK
    free = shutil.disk_usage(settings.ROOT).free
    return (
        free >= needed,
        "disk",
        f"{free / 1e9:.1f} GB free" + ("" if free >= needed else f"; make room for {needed / 1e9:.1f} GB"),
    )


def browsers() -> list:
    """The browser that JupyterLab would open, and the one that some tests use."""
    try:
        name = getattr(webbrowser.get(), "name", "") or "the system's"
        browser = True, "browser", name
    except webbrowser.Error:
        browser = (
            False,
            "browser",
            "none found; open the address that `python3 -m course lab --no-browser` prints",
        )
    chromium = next(filter(shutil.which, BROWSERS), None)
    tests = f"{chromium}" if chromium else "not on the PATH; only the tests of the instruments use it"
    return [browser, (True, "Chromium", tests)]


if __name__ == "__main__":
    print(json.dumps(look_inside()))
