"""The recorded runs of a lesson, as `course replicate` measured them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from utils.files import read_json
from utils.trial import places

ByArm = dict[str, dict[str, Any]]  # {measure: {arm: a value, or a list of one per seed}}
DIGITS = 6  # significant ones that evidence keeps
MOST = 5_000_000  # bytes; the evidence of a lesson has some ten thousand
LARGEST = 1e100  # squares of what is larger overflow, and nothing measured is
KNOWN = ("lesson", "data", "seeds", "recorded", "reported", "timed")


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

    def without(self, stale: set[tuple[str, str]]) -> "Evidence":
        """Return the same without some (measure, arm)."""
        table = {
            measure: {arm: values for arm, values in arms.items() if (measure, arm) not in stale}
            for measure, arms in self.table.items()
        }
        return replace(self, table=table)

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
        return _as_evidence(read_json(path, MOST))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise EvidenceError(
            f"The recorded runs in {path} can't be read ({error}): restore the file with git, or measure it again "
            f"with `python3 -m course replicate`."
        ) from None


def _as_evidence(found: Any) -> Evidence:
    """Return what a file of evidence holds. Raises ValueError, with what is wrong, unless everything in it that is
    calculated with is as the rest of the course takes it to be."""
    lacking = [name for name in KNOWN if name not in found] if isinstance(found, dict) else KNOWN
    if lacking:
        raise ValueError(f"it lacks {', '.join(lacking)}")
    lesson, data, seeds, recorded, reported, timed = (found[name] for name in KNOWN)
    if not (_is_name(lesson) and _is_name(data)):
        raise ValueError("lesson and data are no names")
    if not (isinstance(seeds, list) and seeds and all(type(seed) is int for seed in seeds)):
        raise ValueError("seeds isn't a list of whole numbers")
    if len(set(seeds)) < len(seeds):
        raise ValueError("it has a seed twice")
    for what, values in _each(recorded, "recorded"):
        if not _are_alike(values, len(seeds)):
            raise ValueError(
                f"{what} isn't {len(seeds)} numbers or {len(seeds)} equally long curves, one per seed"
            )
    for what, value in _each(reported, "reported"):
        if not is_number(value):
            raise ValueError(f"{what} wasn't reported as a number")
    if not (isinstance(timed, list) and all(_is_pair(pair) for pair in timed)):
        raise ValueError("timed isn't a list of measures and arms")
    about = {name: value for name, value in found.items() if name not in KNOWN}
    return Evidence(lesson, data, tuple(seeds), recorded, reported, frozenset(map(tuple, timed)), about)


def _each(table: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield what stands in a table {measure: {arm: …}}, after its name as words. Raises ValueError if it is none."""
    if not (isinstance(table, dict) and all(isinstance(arms, dict) for arms in table.values())):
        raise ValueError(f"{name} isn't a table of measures and arms")
    for measure, arms in table.items():
        for arm, value in arms.items():
            if not (_is_name(measure) and _is_name(arm)):
                raise ValueError(f"{name} has a measure or an arm whose name can't be shown")
            yield f'"{measure}, {arm}"', value


def _are_alike(values: Any, count: int) -> bool:
    """Return whether these are `count` numbers, or curves of one length; some may be None, but not all."""
    if not (isinstance(values, list) and len(values) == count):
        return False
    there = [value for value in values if value is not None]
    if all(isinstance(value, list) for value in there):
        points = [point for curve in there for point in curve]
        return len({len(curve) for curve in there}) == 1 and all(map(is_number, points))
    return all(map(is_number, there))


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_name, value))


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable()


def is_number(value: Any) -> bool:
    """Return whether this is a number that can be calculated with: an int or a float, neither nan nor huge."""
    return type(value) in (int, float) and abs(value) <= LARGEST


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
