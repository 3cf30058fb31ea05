"""The joint band: where an honest next run lies, in all of its numbers together.

A band of its own for each number, at 99 % by Student's t, told one honest run in five that something may be off:
a lesson has many numbers, and tails are heavier than normal (a run that fails altogether, counts, numbers that
hardly vary). So the band is the recorded range, widened on both sides by its own width and by what matters: few
honest runs leave that with any number (tests/test_band.py counts them, leaving out each recorded run in turn).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from utils.trial.evidence import Evidence, rounded
from utils.trial.question import Question

FEWEST = 9  # of five normal draws, a next one lies so far off in 3 of 100 cases; of nine, in 3 of 1,000


@dataclass(frozen=True)
class Band:
    """Where the numbers of a next run may lie, from the recorded runs of a lesson."""

    recorded: Evidence
    questions: Sequence[Question] = ()  # with them, only the numbers that they ask about count

    def ends(self, measure: str, arm: str) -> tuple[float, float] | None:
        """Return (low, high) for a number, or None where the band says nothing: a clock's number, a curve, one
        recorded fewer than FEWEST times, or one that no question asks about."""
        matters = self._matters(measure, arm)
        if matters is None or (measure, arm) in self.recorded.timed or not self.recorded.has(measure, arm):
            return None
        values = self.recorded.values(measure, arm)
        if values.ndim > 1 or len(values) < FEWEST:
            return None
        low, high = float(values.min()), float(values.max())
        reach = high - low + matters
        return low - reach, high + reach

    def is_outside(self, measure: str, arm: str, value: float | list[float]) -> bool:
        """Return whether a number lies outside; never where the band says nothing."""
        ends = self.ends(measure, arm)
        if ends is None or isinstance(value, list):
            return False
        return not rounded(ends[0]) <= rounded(value) <= rounded(ends[1])

    def _matters(self, measure: str, arm: str) -> float | None:
        if not self.questions:
            return 0.0
        asked = [
            question.matters
            for question in self.questions
            if question.measure == measure
            and any(arm in (declared.arm, declared.against) for declared in question.declared)
        ]
        return max(asked) if asked else None
