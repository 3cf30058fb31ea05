"""The exercises of the lessons: one module each, which ends in `EXERCISE`. Its name is that of the function to
write. A new file is found by itself.

    from utils import exercises
    exercises.check("roll", roll)
"""

import importlib
import pkgutil
from typing import Any

from utils.exercises.exercise import Answer, Exercise

MACHINERY = {"exercise"}  # the modules in this folder that aren't an exercise


def names() -> list[str]:
    """Return the names of all exercises, in alphabetical order."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in MACHINERY)


def load(name: str) -> Exercise:
    """Return the exercise of this name. Raise ValueError where there is none."""
    if name not in names():
        raise ValueError(f"There is no exercise {name!r}. There are: {', '.join(names())}.")
    exercise: Exercise = importlib.import_module(f"{__name__}.{name}").EXERCISE
    return exercise


def check(name: str, attempt: Any) -> Answer:
    """Return what the exercise of this name answers to a learner's function. Whatever the function does,
    the answer is in words; a wrong name raises ValueError."""
    return load(name).check(attempt)
