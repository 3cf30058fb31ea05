"""Lesson 15: pick_rate(rates, losses), the rates of a range test, rising, and the loss at each, to a tenth of the
rate with the lowest loss before the blow-up."""

from collections.abc import Callable

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Mistake

NAN, INF = float("nan"), float("inf")


def inputs() -> list[Arguments]:
    """Return many tuples (rates, losses), the shortest first: without a blow-up, with NaN, with infinity,
    with a loss that falls again after the blow-up, with the lowest loss in the first place or the last, with two
    equally low ones, and with losses close to twice the first one."""
    found: list[Arguments] = [
        ([0.01, 0.1, 1.0, 10.0, 100.0], [1.1, 0.9, 0.5, 7.0, NAN]),
        ([0.001, 0.01, 0.1, 1.0], [1.2, 1.0, 0.6, 0.8]),
        ([0.003, 0.03, 0.3, 3.0, 30.0], [1.1, 0.7, 0.9, 40.0, 0.2]),
        ([0.002, 0.02, 0.2, 2.0, 20.0], [1.1, 1.0, 0.4, NAN, 0.1]),
        ([0.001, 0.01, 0.1, 1.0, 10.0], [1.0, 1.3, 1.6, 5.0, NAN]),
        ([0.01, 0.1, 1.0, 10.0, 100.0], [1.1, 0.8, 1.9, 0.3, INF]),
        ([0.5, 5.0, 50.0], [1.1, NAN, NAN]),
        ([0.01, 0.1, 1.0], [0.9, 0.6, NAN]),
        ([0.7], [2.3]),
        ([0.02, 0.2, 2.0], [0.9, 0.6, 0.3]),
        ([0.01, 0.05, 0.2], [0.9, 0.6, 0.6]),
    ]
    # A number a little below or above twice the first loss, or just that, and then a lower one than any before.
    for first in (0.02, 0.4, 1.1, 1.6, 2.25, 30.0):
        for factor in (1.9, 1.99, 2, 2.01, 2.1, 2.9):
            found.append(
                ([0.01, 0.03, 0.2, 1.0, 4.0], [first, 0.9 * first, factor * first, 0.5 * first, 3 * first])
            )
    rng = np.random.default_rng(0)
    for length in (8, 12, 20, 30):
        for ending in ("none", "nan", "high", "falls again"):
            rates = np.geomspace(10.0 ** -rng.integers(3, 6), 10.0 ** rng.integers(0, 3), length)
            low = int(rng.integers(length // 3, length - 3))
            losses = 1.1 - 0.9 * np.minimum(np.arange(length) / low, 1) + rng.uniform(0, 0.1, length)
            losses[low + 1 :] += 0.2
            after = {"none": losses[low + 2], "nan": NAN, "high": 9.0, "falls again": 0.01}[ending]
            if ending == "falls again":
                losses[low + 1] = 5.0
            losses[low + 2 :] = after
            found.append((rates.tolist(), losses.round(4).tolist()))
    return found


def _first(losses: list[float], is_end: Callable[[float], bool]) -> int:
    """Return the first place whose loss is an end, or how many losses there are."""
    return next((place for place, loss in enumerate(losses) if is_end(loss)), len(losses))


def _blow_up(losses: list[float]) -> int:
    """Return the place of the blow-up, or how many losses there are where there is none."""
    return _first(losses, lambda loss: bool(np.isnan(loss)) or loss > 2 * losses[0])


def _lowest(losses: list[float]) -> int:
    """Return the place of the lowest loss before the blow-up, of equally low ones the first."""
    return int(np.argmin(losses[: _blow_up(losses)]))


def _lowest_before(losses: list[float], is_end: Callable[[float], bool]) -> int:
    """Return the place of the lowest loss before NaN and before the first loss that is an end; 0 where that is
    the very first."""
    end = _first(losses, lambda loss: bool(np.isnan(loss)) or is_end(loss))
    return int(np.argmin(losses[: max(end, 1)]))


def _last_lowest(losses: list[float]) -> int:
    """Return the place of the lowest loss before the blow-up, of equally low ones the last."""
    end = _blow_up(losses)
    return end - 1 - int(np.argmin(losses[:end][::-1]))


def reference(rates: list[float], losses: list[float]) -> float:
    """Return a tenth of the rate with the lowest loss before the blow-up."""
    return rates[_lowest(losses)] / 10


MISTAKES: list[Mistake] = [
    (
        lambda rates, losses: rates[_lowest(losses)],
        "That is the rate of the lowest loss itself, too close to the wall. Take a tenth of it.",
    ),
    (
        lambda rates, losses: rates[_lowest(losses)] * 10,
        "It goes up from the lowest loss by a factor of ten, into the wall. Go down.",
    ),
    (
        lambda rates, losses: _lowest(losses),
        "That is a place in the list. Which rate stands there?",
    ),
    (
        lambda rates, losses: _lowest(losses) / 10,
        "It takes a tenth of the place in the list. Take a tenth of the rate that stands there.",
    ),
    (
        lambda rates, losses: min(losses[: _blow_up(losses)]),
        "That is the lowest loss. Which rate had it?",
    ),
    (
        lambda rates, losses: min(losses[: _blow_up(losses)]) / 10,
        "It takes a tenth of the lowest loss. Take a tenth of its rate.",
    ),
    (
        lambda rates, losses: rates[-1] / 10,
        "It always takes the last rate. Where is the loss lowest before the blow-up?",
    ),
    (
        lambda rates, losses: rates[_blow_up(losses) - 1] / 10,
        "It takes the last rate before the blow-up, where the loss may be rising. Where is it lowest?",
    ),
    (
        lambda rates, losses: rates[_blow_up(losses) - 1],
        "It takes the largest rate that didn't blow up: the edge itself. Take a tenth of the best one.",
    ),
    (
        lambda rates, losses: rates[min(_blow_up(losses), len(rates) - 1)] / 10,
        "It takes a tenth of the rate where the loss blew up. Take that of the lowest loss before.",
    ),
    (
        lambda rates, losses: rates[int(np.argmin(losses))] / 10,
        "To `np.argmin`, NaN is the smallest number of all. Leave out the blow-up and all after it first.",
    ),
    (
        lambda rates, losses: rates[int(np.nanargmin(losses))] / 10,
        "It leaves out NaN, but not what comes after the blow-up: a low loss there is an accident.",
    ),
    (
        lambda rates, losses: rates[int(np.argmin(losses[: _first(losses, np.isnan)]))] / 10,
        "It stops at NaN only. A loss more than twice the first one is a blow-up, too.",
    ),
    (
        lambda rates, losses: rates[_lowest_before(losses, lambda loss: loss >= 2 * losses[0])] / 10,
        "It stops at a loss of exactly twice the first one. That isn't more than twice yet: > or >=?",
    ),
    (
        lambda rates, losses: rates[_lowest_before(losses, lambda loss: loss > 2)] / 10,
        "It stops at a loss above 2. The limit is twice the *first loss*, whatever that is.",
    ),
    (
        lambda rates, losses: rates[_last_lowest(losses)] / 10,
        "Of two equally low losses it takes the later one. Take the first: < or <=?",
    ),
    (
        lambda rates, losses: (
            rates[int(np.nanargmin(losses[: _first(losses, lambda loss: loss > 2 * losses[0])]))] / 10
        ),
        "It stops at a high loss only. NaN is a blow-up too, but no comparison with NaN is ever true.",
    ),
    (
        lambda rates, losses: rates[max(_lowest(losses) - 1, 0)],
        "It goes back by one place. That isn't always a factor of ten: divide the rate.",
    ),
    (
        lambda rates, losses: rates[int(np.argmax(losses[: _blow_up(losses)]))] / 10,
        "It looks for the highest loss. The lowest is the best.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="Tried on {tries} range tests: with NaN, with infinity, with a loss that falls again.",
)
