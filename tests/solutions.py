"""The solutions to the exercises, as the lessons have them."""

import re
from collections.abc import Callable
from typing import Any

import h5py
import jupytext
import numpy as np

from course import catalogue

CALL = re.compile(r'(?P<definition>.*)^exercises\.check\("(?P<name>\w+)", (?P=name)\)\s*', re.S | re.M)
GIVEN = {"np": np, "h5py": h5py}  # what the lessons' cells have imported


def sources() -> dict[str, str]:
    """Return {exercise: the source of the solution that its lesson has}, in the order of the course."""
    found: dict[str, str] = {}
    for path in catalogue.lessons():
        for cell in jupytext.read(path).cells:
            if "exercise" in cell.metadata.get("tags", []):
                call = CALL.fullmatch(cell.source)
                assert call, (
                    f'{path.name}: an exercise ends in exercises.check("NAME", NAME), not {cell.source}'
                )
                found[call["name"]] = call["definition"]
    return found


def defined(name: str, source: str) -> Callable[..., Any]:
    """Return the function of this name that the source defines."""
    names: dict[str, Any] = dict(GIVEN)
    exec(source, names)
    function: Callable[..., Any] = names[name]
    return function


SOURCES = sources()
SOLUTIONS = {name: defined(name, source) for name, source in SOURCES.items()}
