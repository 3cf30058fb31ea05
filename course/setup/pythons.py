"""Which Python can make the course's environment. Standard library only, Python 3.8 or newer."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import Any

from course.settings import ROOT

WINDOWS = sys.platform == "win32"
PYPROJECT = ROOT / "pyproject.toml"
# What TensorFlow 2.21 has builds for.
MACHINES = {"linux": ("x86_64", "aarch64"), "darwin": ("arm64",), "win32": ("win-amd64",)}

# What a Python says about itself; a command that doesn't work says nothing.
PROBE = """
import importlib.util, json, platform, sys, sysconfig
print(json.dumps({
    "executable": getattr(sys, "_base_executable", None) or sys.executable,
    "version": list(sys.version_info[:2]),
    # The build that packages are made for: CPython, 64 bits, with its global lock.
    "standard_build": sys.implementation.name == "cpython" and sys.maxsize > 2**32
        and not sysconfig.get_config_var("Py_GIL_DISABLED"),
    # On Windows what counts is the Python: its 64-bit build also runs on ARM.
    "machine": sysconfig.get_platform() if sys.platform == "win32" else platform.machine(),
    "has_venv": bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")),
}))
"""


def python_range() -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the first Python that will do and the first that won't, as (major, minor), from pyproject.toml."""
    text = PYPROJECT.read_text(encoding="utf-8")
    found = re.search(r'^requires-python = ">=3\.(\d+),<3\.(\d+)"', text, re.MULTILINE)
    if not found:
        raise ValueError(f'{PYPROJECT} has no line `requires-python = ">=3.A,<3.B"`.')
    return (3, int(found[1])), (3, int(found[2]))


def probe(command: list[str]) -> dict[str, Any] | None:
    """Return what the Python that `command` starts says about itself; None if it doesn't run."""
    try:
        # By standard input, since the batch files of some version managers take no lines as arguments.
        done = subprocess.run([*command, "-I", "-"], input=PROBE.encode(), capture_output=True, timeout=30)
        return json.loads(done.stdout.decode("utf-8"))
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def candidates() -> list[list[str]]:
    """Return commands that may start a suitable Python: this one, then those on the PATH, newest first."""
    low, high = python_range()
    minors = range(high[1] - 1, low[1] - 1, -1)
    names = [f"python3.{minor}" for minor in minors] + ["python3", "python"]
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    # Every folder, not just the first hit: a version manager's shim may stand before a Python that works.
    found = [shutil.which(name, path=folder) for name in names for folder in folders]
    launcher = [["py", f"-3.{minor}"] for minor in minors] if WINDOWS else []
    return [[sys.executable], *launcher, *([path] for path in found if path)]


def choose_python() -> str:
    """Return the path of a Python that can make the environment. Exits with one sentence if there is none."""
    low, high = python_range()
    without_venv = None
    for command in candidates():
        about = probe(command)
        if not (about and about["standard_build"] and low <= tuple(about["version"]) < high):
            continue
        if about["machine"] not in MACHINES.get(sys.platform, ()):
            continue
        if about["has_venv"]:
            return about["executable"]
        without_venv = without_venv or about
    if without_venv:
        name = "python3.{1}".format(*without_venv["version"])
        raise SystemExit(
            f"{name} is here, but without its venv module: install that (on Debian and Ubuntu: "
            f"apt install {name}-venv) and run this again."
        )
    machines = " or ".join(MACHINES.get(sys.platform, ("none",)))
    raise SystemExit(
        f"The course needs Python 3.{low[1]} to 3.{high[1] - 1} (64 bits, {machines}), and the PATH has "
        f"none: install Python 3.{high[1] - 1} from https://www.python.org/downloads/ and run this again."
    )
