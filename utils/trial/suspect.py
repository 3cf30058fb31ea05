"""Your suspect: a change that the learner chose, tried over a few runs.

Three runs don't know their own spread, so it is borrowed from the lesson's recorded effects: their standard
deviations pooled, unless the runs themselves scatter more. The interval is Student's with the pooled degrees of
freedom.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import stdtrit

from utils.trial import effects, picture, report, seeds
from utils.trial.effects import Effect
from utils.trial.measured import Measured
from utils.trial.question import Question

LEVEL = 0.99
MOST = 1000  # runs; beyond that, "more" says it


@dataclass(frozen=True)
class Spread:
    """How much effects scatter from run to run: a standard deviation and the degrees of freedom behind it."""

    deviation: float
    freedom: int


def try_out(
    run: Measured,
    question: Question,
    name: str,
    change: Callable[[], Any],
    reference: Callable[[], Any],
    repeats: int,
) -> None:
    """Measure the change `repeats` times against the reference, each pair from a seed of its own, and show the
    effect among the recorded ones. See `Run.try_out`."""
    if repeats < 1:
        raise ValueError(f"A suspect needs 1 run or more, not {repeats}.")
    known = run.comparable_evidence()
    if known is None:
        print("There are no recorded runs here to borrow a spread from, so a few runs can't be judged.")
        return
    everything = effects.effects(run.questions, known)  # so that intervals are those of the report
    recorded = [effect for effect in everything if effect.question is question]
    spread = pooled(recorded)
    if spread is None:
        print(f'"{question.text}" has no recorded effects yet, so a few runs can\'t be judged.')
        return
    values = _measured(run, change, reference, repeats)
    if values is None:
        print(
            "Not tried yet: train a network that differs in one thing, return what it reaches, and run the cell."
        )
        return
    effect = judged(question, name, values, spread)
    shown = [*recorded, effect]
    picture.show(shown, [None] * len(shown), [], known)
    report.display(verdict(effect, spread))


def pooled(found: Sequence[Effect]) -> Spread | None:
    """Return the pooled spread of recorded effects, None where none has two runs."""
    usable = [effect.values for effect in found if len(effect.values) > 1]
    freedom = sum(len(values) - 1 for values in usable)
    if not freedom:
        return None
    return Spread(
        float(np.sqrt(sum(((values - values.mean()) ** 2).sum() for values in usable) / freedom)), freedom
    )


def judged(question: Question, name: str, values: np.ndarray, spread: Spread) -> Effect:
    """Return the effect of a few runs, float (runs,), with an interval that borrows `spread`."""
    if len(values) > 1:
        spread = replace(spread, deviation=max(spread.deviation, float(values.std(ddof=1))))
    reach = half_width(len(values), spread)
    mean = float(values.mean())
    return Effect(question, f"your suspect: {name}", question.reference, values, mean - reach, mean + reach)


def half_width(runs: int, spread: Spread) -> float:
    """Return half the width of the interval of a mean over so many runs."""
    return float(stdtrit(spread.freedom, (1 + LEVEL) / 2)) * spread.deviation / float(np.sqrt(runs))


def runs_needed(effect: Effect, spread: Spread) -> int | None:
    """Return how many runs would settle an effect whose mean stays where it is; None if more than MOST."""
    for runs in range(len(effect.values), MOST + 1):
        reach = half_width(runs, spread)
        if (
            effects.finding(effect.mean - reach, effect.mean + reach, effect.question.matters)
            != effects.NOT_PROVEN
        ):
            return runs
    return None


def verdict(effect: Effect, spread: Spread) -> str:
    """Return the finding on a learner's suspect, in two or three sentences."""
    runs, span = len(effect.values), f"{effect.low:+.2g} to {effect.high:+.2g}"
    opening = f"**{effect.arm}**: {effect.mean:+.2g} over {runs} runs, somewhere from {span}."
    if effect.finding == effects.NO_MATTER:
        return f"{opening} It doesn't matter, by this question's ruler of {effect.question.matters:g}."
    if effect.finding != effects.NOT_PROVEN:
        return f"{opening} It {effect.finding} the {effect.question.measure}, by more than what matters."
    needed = runs_needed(effect, spread)
    further = (needed or 0) - runs
    more = f"{further} more run{'s' if further > 1 else ''}" if needed else f"more than {MOST:,} runs"
    return f"{opening} Not proven yet: if the mean stays there, {more} would settle it."


def _measured(
    run: Measured, change: Callable[[], Any], reference: Callable[[], Any], repeats: int
) -> np.ndarray | None:
    """Return the effect of each pair, float (repeats,); None for a change that isn't written yet."""
    started, values = time.perf_counter(), []
    for repeat in range(repeats):
        pair = []
        for function in (change, reference):
            seeds.seed_everything(seeds.derived(run.seed, f"suspect {repeat}"))
            value = function()
            if value is None or value is ...:
                return None
            if np.ndim(value) or not np.isfinite(value):
                raise ValueError(f"{function.__name__} must return one finite number, not {value!r}.")
            pair.append(float(value))
        values.append(pair[0] - pair[1])
        left = (time.perf_counter() - started) / (repeat + 1) * (repeats - repeat - 1)
        told = f", about {left:.0f} s to go" if left else ""
        print(f"pair {repeat + 1} of {repeats}: {pair[0]:.4g} with the change, {pair[1]:.4g} without{told}")
    return np.array(values)
