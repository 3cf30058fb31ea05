"""The recorded runs of a lesson, as `course replicate` measured them."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from utils.trial import places

ByArm = dict[str, dict[str, Any]]  # {measure: {arm: a value, or a list of one per seed}}
DIGITS = 6  # significant ones that evidence keeps


class EvidenceError(ValueError):
    """A file of evidence can't be read; the message says which, and what to do."""


@dataclass(frozen=True)
class Evidence:
    """Recorded runs of one lesson on one collection of digits, one value per seed."""

    lesson: str
    data: str  # "mnist" or "builtin"
    seeds: tuple[int, ...]
    table: ByArm  # numbers or curves; None where a long arm wasn't run
    reported: ByArm  # what other people published
    timed: frozenset[tuple[str, str]]  # (measure, arm) that were measured by a clock
    about: dict[str, Any] = field(default_factory=dict)  # digests, versions, processor, threads, seconds

    def has(self, measure: str, arm: str) -> bool:
        """Return whether `arm` was recorded for `measure`."""
        return arm in self.table.get(measure, {})

    def arms(self, measure: str) -> list[str]:
        """Return the arms recorded for `measure`, in the lesson's order."""
        return list(self.table.get(measure, {}))

    def values(self, measure: str, arm: str) -> np.ndarray:
        """Return what was recorded: float (runs,) or, for a curve, (runs, points); runs without it left out."""
        return np.array([value for value in self.table[measure][arm] if value is not None], float)

    def is_long(self, measure: str, arm: str) -> bool:
        """Return whether `arm` was run with some of the seeds only."""
        return any(value is None for value in self.table[measure][arm])

    def by_seed(self, measure: str, arm: str) -> dict[int, Any]:
        """Return {seed: number or curve}, seeds without it left out."""
        values = self.table[measure][arm]
        return {seed: value for seed, value in zip(self.seeds, values, strict=True) if value is not None}

    @cached_property
    def curves(self) -> frozenset[tuple[str, str]]:
        """Return the (measure, arm) that hold a curve rather than a number."""
        return frozenset(
            (measure, arm)
            for measure, arms in self.table.items()
            for arm in arms
            if self.values(measure, arm).ndim > 1
        )


def read(lesson: str, data: str) -> Evidence | None:
    """Return the recorded runs of `lesson` on `data`, or None where there are none. Raises EvidenceError."""
    path = places.evidence_file(lesson, data)
    return load(path) if path else None


def load(path: Path) -> Evidence | None:
    """Return the evidence in a file, or None if there is no such file. Raises EvidenceError if it can't be
    read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        known = {
            name: found.pop(name) for name in ("lesson", "data", "seeds", "recorded", "reported", "timed")
        }
        known["seeds"] = tuple(known["seeds"])
        known["table"] = known.pop("recorded")
        known["timed"] = frozenset(map(tuple, known["timed"]))
        return Evidence(**known, about=found)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvidenceError(
            f"The recorded runs in {path} can't be read ({type(error).__name__}: {error}): restore the file with "
            f"git, or measure it again with `python3 -m course replicate`."
        ) from None


def rounded(value: Any) -> Any:
    """Return a float, or a list of them, with as many digits as evidence keeps; anything else as it is."""
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def comparable(versions: dict[str, str]) -> dict[str, str]:
    """Return versions by name, Python's without its last number, which doesn't change results."""
    return {
        name: ".".join(text.split(".")[:2]) if name == "python" else text for name, text in versions.items()
    }
