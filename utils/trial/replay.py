"""A recorded run, repeated: the tests run each lesson with a seed that its evidence has, and compare.

On the same processor, threads and versions every number comes out exactly as it was recorded (clocks excepted),
so a change anywhere that moves a result is seen without any extra training. Elsewhere it has to lie within the
joint band.
"""

from typing import Any

import numpy as np

from utils.trial.band import Band
from utils.trial.evidence import Evidence

DIGITS = 6  # significant ones, as evidence keeps them


class ReplayFailed(AssertionError):
    """A recorded run could not be repeated: lesson, seed and numbers are in the message."""


def check(record: dict[str, Any], recorded: Evidence | None) -> None:
    """Raise ReplayFailed unless `record` (a run as plain data) repeats the recorded run with its seed. Without
    evidence for its seed there is nothing to compare."""
    if recorded is None or record["seed"] not in recorded.seeds:
        return
    off = differing(record, recorded) if is_same_machine(record, recorded) else strangers(record, recorded)
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
    versions = {name: _without_patch(name, value) for name, value in record["versions"].items()}
    return (
        about.get("processor") == [record["processor"]]
        and about.get("threads") == record["threads"]
        and about.get("versions") == versions
    )


def differing(record: dict[str, Any], recorded: Evidence) -> list[str]:
    """Return what isn't exactly as recorded with this seed, in words."""
    off = []
    for measure, arm, value in _told(record):
        if (measure, arm) not in recorded.timed and recorded.has(measure, arm):
            there = recorded.by_seed(measure, arm).get(record["seed"])
            if there is not None and not np.array_equal(rounded(value), rounded(there)):
                off.append(f"{measure}, {arm}: {_short(value)} instead of {_short(there)}")
    return off


def strangers(record: dict[str, Any], recorded: Evidence) -> list[str]:
    """Return the numbers outside the joint band, in words."""
    band = Band(recorded)
    return [
        f"{measure}, {arm}: {_short(value)}"
        for measure, arm, value in _told(record)
        if band.is_outside(measure, arm, value)
    ]


def missing(record: dict[str, Any], recorded: Evidence) -> list[str]:
    """Return what the evidence has for this seed and the run hasn't, and the other way round, in words."""
    now = {(measure, arm) for measure, arm, _ in _told(record)}
    then = {
        (measure, arm)
        for measure in recorded.recorded
        for arm in recorded.arms(measure)
        if not recorded.is_long(measure, arm)
    }
    new = {(measure, arm) for measure, arm in now if not recorded.has(measure, arm)}
    return [f"{measure}, {arm}: not measured" for measure, arm in sorted(then - now)] + [
        f"{measure}, {arm}: not in the evidence" for measure, arm in sorted(new)
    ]


def rounded(value: Any) -> Any:
    """Return a number, or a list of them, with as many digits as evidence keeps."""
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return float(f"{value:.{DIGITS}g}")


def _told(record: dict[str, Any]) -> list[tuple[str, str, Any]]:
    return [
        (measure, arm, value) for measure, arms in record["recorded"].items() for arm, value in arms.items()
    ]


def _without_patch(name: str, version: str) -> str:
    """Python's last number changes no results, so evidence leaves it out."""
    return ".".join(version.split(".")[:2]) if name == "python" else version


def _short(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else f"a curve of {len(value)}"
