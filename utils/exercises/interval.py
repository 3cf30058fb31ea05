"""Lesson 12: interval(right, n), two counts to the ends of Wilson's 95 % interval, (low, high), shares from 0
to 1."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from utils.exercises.exercise import Arguments, Exercise, Mistake


def inputs() -> list[Arguments]:
    """Return many pairs (right, n): 38 of 50 first, then others, with none and all right, and one answer."""
    found = [(38, 50), (9, 10), (392, 400), (0, 1), (1, 1)]
    for n in (5, 20, 50, 333, 1000):
        found += [(round(share * n), n) for share in (0, 0.1, 0.5, 0.76, 1)]
    return found


def _root(variance: float) -> float:
    return math.sqrt(max(variance, 0))


def _ends(middle: float, reach: float) -> tuple[float, float]:
    return middle - reach, middle + reach


def reference(
    right: int,
    n: int,
    *,
    z: float = 1.96,
    edge: float = 1,
    shrunk: float = 1,
    pulled: float = 1,
    size: Callable[[float], float] = _root,
    answer: Callable[[float, float], Any] = _ends,
) -> Any:
    """Return Wilson's 95 % interval, (low, high), of a share of which `right` of `n` were seen.

    Each step is a keyword, so that a mistake below can put a wrong step in its place. `edge`, `shrunk` and
    `pulled` are the factors of what Wilson added: z² / (4 n²) below the root, z² / n in the denominator,
    z² / (2 n) in the middle."""
    p = right / n
    narrower = 1 + shrunk * z**2 / n
    middle = (p + pulled * z**2 / (2 * n)) / narrower
    reach = z / narrower * size(p * (1 - p) / n + edge * z**2 / (4 * n**2))
    return answer(middle, reach)


def _normal(
    right: int,
    n: int,
    *,
    z: float = 1.96,
    size: Callable[[float], float] = _root,
    answer: Callable[[float, float], Any] = _ends,
) -> Any:
    """Return the simple interval of the normal distribution: equally far to both sides of the share."""
    p = right / n
    return answer(p, z * size(p * (1 - p) / n))


def _answering(answer: Callable[[float, float], Any]) -> Callable[..., Any]:
    return partial(reference, answer=answer)


MISTAKES: list[Mistake] = [
    (
        _answering(lambda middle, reach: (100 * (middle - reach), 100 * (middle + reach))),
        "It gives percentages. The ends are shares from 0 to 1.",
    ),
    (
        lambda right, n: [n * end for end in reference(right, n)],
        "It gives numbers of digits. Divide by n: shares from 0 to 1 are asked for.",
    ),
    (
        _answering(lambda middle, reach: (middle + reach, middle - reach)),
        "The ends changed places: low, high.",
    ),
    (
        _answering(lambda middle, reach: (middle, reach)),
        "It gives middle and reach. Return both ends: low, high.",
    ),
    (
        _answering(lambda middle, reach: 2 * reach),
        "It gives how wide the interval is. Return both ends: low, high.",
    ),
    (_answering(lambda middle, reach: reach), "It gives the reach alone. Return both ends: low, high."),
    (_answering(lambda middle, reach: middle), "It gives the middle alone. Return both ends: low, high."),
    (
        _normal,
        "That is the simple interval around p. With all answers right it has no width: use Wilson's.",
    ),
    (
        partial(_normal, answer=lambda middle, reach: (max(middle - reach, 0), min(middle + reach, 1))),
        "That is the simple interval around p, cut at 0 and 1. With all right it has no width: use Wilson's.",
    ),
    (
        partial(_normal, z=1),
        "That is p and one standard deviation to either side. Wilson's interval goes further, for 95 of 100.",
    ),
    (
        partial(_normal, size=lambda variance: variance),
        "It forgets the square root, and the terms that Wilson added to p and to the root.",
    ),
    (partial(reference, size=lambda variance: variance), "It forgets the square root in the reach."),
    (
        partial(reference, z=1),
        "It reaches one standard deviation to either side. For 95 of 100, z is 1.96.",
    ),
    (partial(reference, z=2.576), "With z = 2.576 it holds in 99 of 100. For 95 of 100, z is 1.96."),
    (partial(reference, z=1.645), "With z = 1.645 it holds in 90 of 100. For 95 of 100, z is 1.96."),
    (
        partial(reference, z=1.959964),
        "That z has more digits than 1.96, as a library has it. The formula is right; take 1.96 here.",
    ),
    (
        lambda right, n: reference(n - right, n),
        "It is the interval of the wrong answers. p is right / n.",
    ),
    (
        partial(reference, edge=0),
        "Below the root z² / (4 n²) is missing: with all answers right there is still some doubt.",
    ),
    (
        partial(reference, edge=4),
        "Below the root z² is divided by n². It should be 4 n²: mind the brackets.",
    ),
    (
        partial(reference, pulled=0),
        "z² / (2 n) is missing in the middle: it draws the interval towards one half.",
    ),
    (partial(reference, pulled=2), "In the middle z² is divided by n. It should be 2 n: mind the brackets."),
    (
        partial(reference, shrunk=0),
        "Middle and reach are still to be divided by 1 + z² / n: now the ends can pass 0 and 1.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="Tried on {tries} counts, none and all right among them: never below 0, never above 1.",
)
