"""What one run has measured so far: its seed, its numbers, and what was asked about them."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from utils.trial import machine, places
from utils.trial.evidence import ByArm, Evidence
from utils.trial.guess import Guess
from utils.trial.question import Question, asked_about


def _new_name() -> str:
    """Return a file name that sorts by time; kernels side by side get different ones."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}.json"


@dataclass
class Measured:
    """The numbers of one run of a lesson, with all that one needs to tell where they lie."""

    lesson: str
    data: str
    data_sha256: str
    seed: int
    threads: int
    guess: Guess
    keras_seeded: bool
    one_order: bool = False  # see `start`
    started: float = field(default_factory=time.perf_counter)
    recorded: ByArm = field(default_factory=dict)
    reported: ByArm = field(default_factory=dict)
    timed: set[tuple[str, str]] = field(default_factory=set)
    skipped_long: set[str] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)
    edited: bool = False  # something was recorded twice: no longer an honest run from top to bottom
    evidence: Evidence | None = None
    kept_as: str = field(default_factory=_new_name)

    def record(
        self,
        measure: str,
        arm: str,
        value: float | Sequence[float] | np.ndarray,
        reported: float | None = None,
        timed: bool = False,
    ) -> None:
        """Keep a number, or a sequence of numbers (a curve), for one arm of one measure.

        reported: what somebody published for the same thing, to be marked beside ours. timed: a clock told it,
        so it may differ when the run is repeated. Recording a pair again, in a cell that is run a second time,
        overwrites it. A value that isn't finite, as a diverging training gives it, is left out with a sentence; in a
        run that is measured or tested it raises ValueError, as anything but numbers does.
        """
        value = _plain(f"{measure}, {arm}", value)
        if not np.all(np.isfinite(value)):
            self._leave_out(f'"{measure}, {arm}" came out as {value}')
            return
        if reported is not None and isinstance(value, list):
            raise ValueError(f'"{measure}, {arm}" is a curve; a reported figure stands beside a number.')
        arms = self.recorded.setdefault(measure, {})
        self.edited = self.edited or arms.get(arm, value) != value
        arms[arm] = value
        if reported is not None:
            self.reported.setdefault(measure, {})[arm] = float(reported)
        if timed:
            self.timed.add((measure, arm))

    def _leave_out(self, what: str) -> None:
        if not places.is_own_run():
            raise ValueError(f"{what}, which is no finite number.")
        print(f"{what}: it is left out, and this run isn't kept among yours.")
        self.edited = True

    def comparable_evidence(self) -> Evidence | None:
        """Return the recorded runs without arms that are a curve there and a number here, or the other way round:
        the lesson has changed since. An arm that a question asks about should be a number."""
        if self.evidence is None:
            return None
        asked, stale = asked_about(self.questions), set[tuple[str, str]]()
        for measure, arms in self.evidence.table.items():
            for arm in arms:
                own, is_curve = (
                    self.recorded.get(measure, {}).get(arm),
                    (measure, arm) in self.evidence.curves,
                )
                if is_curve and (measure, arm) in asked if own is None else is_curve != isinstance(own, list):
                    stale.add((measure, arm))
        return self.evidence.without(stale)

    def lacking(self) -> list[str]:
        """Return the arms that a question asks about and this run hasn't measured, long ones left out."""
        asked = asked_about(self.questions)
        known = self.evidence
        return sorted(
            f"{measure}, {arm}"
            for measure, arm in asked
            if arm not in self.recorded.get(measure, {})
            and not (known and known.has(measure, arm) and known.is_long(measure, arm))
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the run as plain data, ready for JSON: what `course replicate` collects."""
        return {
            "lesson": self.lesson,
            "data": self.data,
            "data_sha256": self.data_sha256,
            "seed": self.seed,
            "threads": self.threads,
            "seconds": round(time.perf_counter() - self.started, 1),
            "processor": machine.processor(),
            "versions": machine.versions(),
            "recorded": self.recorded,
            "reported": self.reported,
            "timed": sorted(map(list, self.timed)),
            "skipped_long": sorted(self.skipped_long),
        }


def _plain(name: str, value: Any) -> float | list[float]:
    try:
        array = np.asarray(value, float)
    except (TypeError, ValueError):
        array = np.empty((0, 0))
    if array.ndim > 1:
        raise ValueError(f'"{name}" must be a number or a sequence of numbers, not {value!r}.')
    return array.tolist()
