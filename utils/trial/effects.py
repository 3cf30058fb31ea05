"""From recorded runs to findings: effects, their intervals, and the ruler.

An effect is what one change does to one measure: changed arm minus reference, paired by seed, or the measure
itself minus a number. Its interval is Student's for the mean, at a level that makes all effects of a lesson
hold together in 99 of 100 lessons (Bonferroni: each of m effects misses in 1/m of one per cent). The whole
interval beyond `matters` is a change that raises or lowers; the whole interval within it, one that doesn't
matter (two one-sided tests; Lakens 2017). Anything else is not proven.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtr, stdtrit

from utils.trial.evidence import Evidence
from utils.trial.question import LOWERS, NO_MATTER, NOT_PROVEN, RAISES, Question

TOGETHER = 0.99  # how often all intervals of a lesson hold what they should


@dataclass(frozen=True)
class Effect:
    """What a change does to a measure, as the recorded runs tell it. Numbers are in the measure's unit."""

    question: Question
    arm: str
    against: str | float  # the reference arm, or the number it is held against
    values: np.ndarray  # float (runs,), paired by seed
    low: float  # the ends of the simultaneous interval of the mean; nan with fewer than two runs
    high: float

    @property
    def mean(self) -> float:
        """Return the mean effect."""
        return float(self.values.mean())

    @property
    def finding(self) -> str:
        """Return RAISES, LOWERS, NO_MATTER or NOT_PROVEN."""
        return finding(self.low, self.high, self.question.matters)

    @property
    def is_real(self) -> bool:
        """Return whether the interval excludes 0: the direction is sure, whatever the size."""
        return self.low > 0 or self.high < 0


def finding(low: float, high: float, matters: float) -> str:
    """Return what an interval from `low` to `high` says by the ruler `matters` (> 0)."""
    if low > matters:
        return RAISES
    if high < -matters:
        return LOWERS
    if -matters <= low and high <= matters:
        return NO_MATTER
    return NOT_PROVEN


def effects(questions: Sequence[Question], recorded: Evidence) -> list[Effect]:
    """Return an Effect for each finding that the questions declare and the evidence has the arms of, in their
    order, with intervals that hold together."""
    found = [
        Effect(question, declared.arm, declared.against, difference, np.nan, np.nan)
        for question in questions
        for declared in question.declared
        if (difference := differences(recorded, question.measure, declared.arm, declared.against)) is not None
    ]
    level = 1 - (1 - TOGETHER) / max(1, len(found))
    return [
        replace(effect, low=low, high=high)
        for effect in found
        for low, high in [interval(effect.values, level)]
    ]


def differences(recorded: Evidence, measure: str, arm: str, against: str | float) -> np.ndarray | None:
    """Return arm minus reference for each seed that has both, float (runs,), or None if no run has both.

    Raises ValueError for a curve: an effect is on a number.
    """
    names = [arm, against] if isinstance(against, str) else [arm]
    for name in names:
        if not recorded.has(measure, name):
            return None
        if (measure, name) in recorded.curves:
            raise ValueError(f'"{measure}, {name}" is a curve; a question needs a number of each run.')
    changed = recorded.by_seed(measure, arm)
    if isinstance(against, str):
        reference = recorded.by_seed(measure, against)
        values = [changed[seed] - reference[seed] for seed in changed if seed in reference]
    else:
        values = [value - against for value in changed.values()]
    return np.array(values, float) if values else None


def interval(values: np.ndarray, level: float) -> tuple[float, float]:
    """Return (low, high): Student's interval, at `level` (0 to 1), of the mean that the values (n,) were drawn
    around; (nan, nan) for fewer than two."""
    if len(values) < 2:
        return float("nan"), float("nan")
    # scipy.special, since scipy.stats takes a second to import; the tests compare with it.
    reach = float(stdtrit(len(values) - 1, (1 + level) / 2)) * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean() - reach), float(values.mean() + reach)


def other_sign(effect: Effect) -> float:
    """Return the estimated chance, 0 to 1, that a single run shows this effect with the other sign."""
    return below(effect.values if effect.mean >= 0 else -effect.values, 0)


def other_side(effect: Effect) -> float | None:
    """Return the estimated chance, 0 to 1, that the effect in a single run lies on the other side of `matters`
    than the finding says; None where nothing is proven."""
    values, matters = effect.values, effect.question.matters
    if effect.finding == NOT_PROVEN:
        return None
    if effect.finding == NO_MATTER:
        return min(1.0, below(values, -matters) + below(-values, -matters))
    return below(values if effect.finding == RAISES else -values, matters)


def below(values: np.ndarray, bound: float) -> float:
    """Return the estimated chance, 0 to 1, that the next draw is below `bound`; values: (n,), n >= 2.

    n draws with mean m and standard deviation s predict the next as m + s * sqrt(1 + 1/n) * T, T Student's t
    with n - 1 degrees of freedom (Geisser, "Predictive Inference", 1993). Tails can be heavier than that, so
    the estimate is never lower than the share that was seen.
    """
    seen = float(np.mean(values < bound))
    spread = values.std(ddof=1) * np.sqrt(1 + 1 / len(values))
    if spread == 0:
        return seen
    return max(seen, float(stdtr(len(values) - 1, (bound - values.mean()) / spread)))
