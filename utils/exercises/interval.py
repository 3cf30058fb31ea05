"""What `checks.interval` holds an answer against: Wilson's interval, many counts, and the usual mistakes."""

import math
from functools import partial


def inputs():
    """Return many pairs (right, n): 38 of 50 first, then others, with none and all right, and one answer."""
    found = [(38, 50), (9, 10), (392, 400), (0, 1), (1, 1)]
    for n in (5, 20, 50, 333, 1000):
        found += [(round(share * n), n) for share in (0, 0.1, 0.5, 0.76, 1)]
    return found


def root(variance):
    return math.sqrt(max(variance, 0))


def ends(middle, reach):
    return middle - reach, middle + reach


def wilson(right, n, *, z=1.96, inner=1, edge=1, shrunk=1, pulled=1, size=root, answer=ends):
    """Return Wilson's 95 % interval, (low, high), for the share of which `right` of `n` were seen. Each
    keyword puts another number or rule, a mistake say, in the place of one of its own: inner and edge are
    factors of the two terms below the root, shrunk and pulled of z² / n in the two places before it."""
    p = right / n
    narrower = 1 + shrunk * z**2 / n
    middle = (p + pulled * z**2 / (2 * n)) / narrower
    reach = z / narrower * size(inner * p * (1 - p) / n + edge * z**2 / (4 * n**2))
    return answer(middle, reach)


def normal(right, n, *, z=1.96, size=root, answer=ends):
    """Return the interval that the normal distribution gives: the share, and as far to either side."""
    p = right / n
    return answer(p, z * size(p * (1 - p) / n))


def in_percent(middle, reach):
    return 100 * (middle - reach), 100 * (middle + reach)


def in_digits(rule):
    return lambda right, n: tuple(n * end for end in rule(right, n))


def cut(middle, reach):
    return max(middle - reach, 0), min(middle + reach, 1)


def _told(answer):
    return partial(wilson, answer=answer)


MISTAKES = [  # (the interval with the mistake, the message that names it)
    (_told(in_percent), "It gives percentages. The ends are shares from 0 to 1."),
    (in_digits(wilson), "It gives numbers of digits. Divide by n: shares from 0 to 1 are asked for."),
    (_told(lambda middle, reach: (middle + reach, middle - reach)), "The ends changed places: low, high."),
    (_told(lambda middle, reach: (middle, reach)), "It gives middle and reach. Return both ends: low, high."),
    (
        _told(lambda middle, reach: 2 * reach),
        "It gives how wide the interval is. Return both ends: low, high.",
    ),
    (_told(lambda middle, reach: reach), "It gives the reach alone. Return both ends: low, high."),
    (_told(lambda middle, reach: middle), "It gives the middle alone. Return both ends: low, high."),
    (
        normal,
        "That is the simple interval around p. With all answers right it has no width: use Wilson's.",
    ),
    (
        partial(normal, answer=cut),
        "That is the simple interval around p, cut at 0 and 1. With all right it has no width: use Wilson's.",
    ),
    (
        partial(normal, z=1),
        "That is p and one standard deviation to either side. Wilson's interval goes further, for 95 of 100.",
    ),
    (
        partial(normal, size=lambda variance: variance),
        "It forgets the square root, and the terms that Wilson added to p and to the root.",
    ),
    (partial(wilson, size=lambda variance: variance), "It forgets the square root in the reach."),
    (
        partial(wilson, z=1),
        "It reaches one standard deviation to either side. For 95 of 100, z is 1.96.",
    ),
    (partial(wilson, z=2.576), "With z = 2.576 it holds in 99 of 100. For 95 of 100, z is 1.96."),
    (partial(wilson, z=1.645), "With z = 1.645 it holds in 90 of 100. For 95 of 100, z is 1.96."),
    (
        lambda right, n: wilson(n - right, n),
        "It is the interval of the wrong answers. p is right / n.",
    ),
    (
        partial(wilson, edge=0),
        "Below the root z² / (4 n²) is missing: with all answers right there is still some doubt.",
    ),
    (
        partial(wilson, edge=4),
        "Below the root z² is divided by n². It should be 4 n²: mind the brackets.",
    ),
    (
        partial(wilson, pulled=0),
        "z² / (2 n) is missing in the middle: it draws the interval towards one half.",
    ),
    (partial(wilson, pulled=2), "In the middle z² is divided by n. It should be 2 n: mind the brackets."),
    (
        partial(wilson, shrunk=0),
        "Middle and reach are still to be divided by 1 + z² / n: now the ends can pass 0 and 1.",
    ),
]
