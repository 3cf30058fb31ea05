"""Which packages the course asks for, and whether this environment has them. Python 3.8 may read it, but what
it needs from pyproject.toml and the locks only the course's own Python can tell.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from course.settings import ROOT
from course.setup.pythons import PYPROJECT, python_range

if TYPE_CHECKING:
    from packaging.requirements import Requirement

LOCK = ROOT / "requirements.lock"  # what a learner needs
DEV_LOCK = ROOT / "requirements-dev.lock"  # what tests and clusters need besides


def asked(dev: bool = False) -> list[str]:
    """Return the lines in pyproject.toml that ask for packages: a learner's, or those of the groups (dev)."""
    import tomllib

    content = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    if dev:
        return [line for group in content["dependency-groups"].values() for line in group]
    return content["project"]["dependencies"]


def locked(lock: Path) -> list[Requirement]:
    """Return what a lock pins, with its markers."""
    from packaging.requirements import Requirement

    text = lock.read_text(encoding="utf-8")
    return [Requirement(line) for line in re.findall(r"^(\w[^\\\n]*==[^\\\n]*)", text, re.MULTILINE)]


def satisfied(dev: bool = False) -> bool:
    """Return whether the environment that this process runs in (conda's, say) has every direct dependency."""
    low, high = python_range()
    if not low <= sys.version_info[:2] < high:
        return False
    try:
        from packaging.requirements import Requirement
    except ImportError:
        return False
    return all(is_installed(Requirement(line)) for line in asked(dev))


def as_locked(dev: bool = False) -> bool:
    """Return whether the environment that this process runs in has every version that a lock pins."""
    try:
        return not differing(locked(DEV_LOCK if dev else LOCK))
    except ImportError:  # without the package `packaging` it can't have been made from the lock
        return False


def differing(requirements: list[Requirement]) -> list[str]:
    """Return the names of those that this environment lacks, or has in another version."""
    return [requirement.name for requirement in requirements if not is_installed(requirement)]


def is_installed(requirement: Requirement) -> bool:
    """Return whether what is asked for is here, or isn't asked for on this machine."""
    from importlib.metadata import PackageNotFoundError, version

    if requirement.marker and not requirement.marker.evaluate():
        return True
    try:
        return requirement.specifier.contains(version(requirement.name), prereleases=True)
    except PackageNotFoundError:
        return False
