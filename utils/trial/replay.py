"""A recorded run, repeated: the tests run each lesson with a seed that its evidence has, and compare.

On the same processor, threads and versions every number comes out exactly as it was recorded (clocks excepted),
so a change anywhere that moves a result is seen without any extra training. Elsewhere it has to lie within the
joint band.
"""

from typing import Any

import numpy as np

from utils.trial.band import Band
from utils.trial.evidence import Evidence, comparable, rounded


class ReplayFailed(AssertionError):
    """A recorded run could not be repeated: lesson, seed and numbers are in the message."""


def check(record: dict[str, Any], recorded: Evidence | None) -> None:
    """Raise ReplayFailed unless `record` (a run as plain data) repeats the recorded run with its seed. Without
    evidence for its seed there is nothing to compare."""
    if recorded is None or record["seed"] not in recorded.seeds:
        return
    off = differing(record, recorded) if is_same_machine(record, recorded) else outside_band(record, recorded)
    off += missing(record, recorded)
    if off:
        raise ReplayFailed(
            f"{record['lesson']}, {record['data']}, seed {record['seed']} differs from its recorded run in "
            f"{len(off)} place{'s' if len(off) > 1 else ''}: {'; '.join(off[:5])}. If a change was meant to move "
            f"results, measure again: python3 -m course replicate {record['lesson'][:2]} --data {record['data']}"
        )


def is_same_machine(record: dict[str, Any], recorded: Evidence) -> bool:
    """Return whether the run had the processor, threads and versions of the recorded ones."""
    about = recorded.about
    return (
        about.get("processor") == [record["processor"]]
        and about.get("threads") == record["threads"]
        and about.get("versions") == comparable(record["versions"])
    )


def differing(record: dict[str, Any], recorded: Evidence) -> list[str]:
    """Return what isn't exactly as recorded with this seed, in words."""
    off = []
    for measure, arm, value in _told(record):
        if (measure, arm) not in recorded.timed and recorded.has(measure, arm):
            there = recorded.by_seed(measure, arm).get(record["seed"])
            if there is not None and not np.array_equal(rounded(value), rounded(there)):
                off.append(f"{measure}, {arm}: {_difference(value, there)}")
    return off


def outside_band(record: dict[str, Any], recorded: Evidence) -> list[str]:
    """Return the numbers outside the joint band, in words."""
    band = Band(recorded)
    return [
        f"{measure}, {arm}: {value:.6g}"
        for measure, arm, value in _told(record)
        if band.is_outside(measure, arm, value)
    ]


def missing(record: dict[str, Any], recorded: Evidence) -> list[str]:
    """Return what the evidence has for this seed and the run hasn't, and the other way round, in words."""
    now = {(measure, arm) for measure, arm, _ in _told(record)}
    then = {
        (measure, arm)
        for measure in recorded.table
        for arm in recorded.arms(measure)
        if not recorded.is_long(measure, arm)
    }
    new = {(measure, arm) for measure, arm in now if not recorded.has(measure, arm)}
    return [f"{measure}, {arm}: not measured" for measure, arm in sorted(then - now)] + [
        f"{measure}, {arm}: not in the evidence" for measure, arm in sorted(new)
    ]


def _told(record: dict[str, Any]) -> list[tuple[str, str, Any]]:
    return [
        (measure, arm, value) for measure, arms in record["recorded"].items() for arm, value in arms.items()
    ]


def _difference(value: Any, there: Any) -> str:
    """Say how two values differ: two numbers, or two curves at their first point that isn't the same."""
    if not isinstance(value, list) or not isinstance(there, list):
        return f"{value} instead of {there}"
    if len(value) != len(there):
        return f"{len(value)} points instead of {len(there)}"
    place = next(
        i for i, (one, other) in enumerate(zip(value, there, strict=True)) if rounded(one) != rounded(other)
    )
    return f"{value[place]:.6g} instead of {there[place]:.6g} at point {place + 1}"
