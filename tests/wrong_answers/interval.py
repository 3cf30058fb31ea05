"""Wrong answers to lesson 12's exercise as learners write them, with words that each must be told."""

import numpy as np

Z = 1.96


def parts(right, n, z=Z):
    p = right / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return middle, reach


def wilson(right, n, z=Z):
    middle, reach = parts(right, n, z)
    return middle - reach, middle + reach


def percent(right, n):
    low, high = wilson(right, n)
    return 100 * low, 100 * high


def digits(right, n):
    low, high = wilson(right, n)
    return low * n, high * n


def swapped(right, n):
    return wilson(right, n)[::-1]


def width(right, n):
    low, high = wilson(right, n)
    return high - low


def simple(right, n):
    p = right / n
    reach = Z * np.sqrt(p * (1 - p) / n)
    return p - reach, p + reach


def simple_and_cut(right, n):
    low, high = simple(right, n)
    return max(0, low), min(1, high)


def simple_without_root(right, n):
    p = right / n
    return p - Z * p * (1 - p) / n, p + Z * p * (1 - p) / n


def standard_deviation(right, n):
    p = right / n
    return p - np.sqrt(p * (1 - p) / n), p + np.sqrt(p * (1 - p) / n)


def without_root(right, n):
    p = right / n
    middle = parts(right, n)[0]
    reach = Z / (1 + Z**2 / n) * (p * (1 - p) / n + Z**2 / (4 * n**2))
    return middle - reach, middle + reach


def of_wrong_answers(right, n):
    return wilson(n - right, n)


def term_missing_below_root(right, n):
    p = right / n
    middle = parts(right, n)[0]
    reach = Z / (1 + Z**2 / n) * np.sqrt(p * (1 - p) / n)
    return middle - reach, middle + reach


def bracket_below_root(right, n):
    p = right / n
    middle = parts(right, n)[0]
    reach = Z / (1 + Z**2 / n) * np.sqrt(p * (1 - p) / n + Z**2 / n**2)
    return middle - reach, middle + reach


def around_p(right, n):
    p = right / n
    middle, reach = p / (1 + Z**2 / n), parts(right, n)[1]
    return middle - reach, middle + reach


def bracket_in_middle(right, n):
    middle, reach = (right / n + Z**2 / n) / (1 + Z**2 / n), parts(right, n)[1]
    return middle - reach, middle + reach


def never_divided(right, n):
    low, high = wilson(right, n)
    return low * (1 + Z**2 / n), high * (1 + Z**2 / n)


def one_less(right, n):
    return wilson(right, n - 1)


def always_the_same(right, n):
    return 0.626, 0.857


def as_text(right, n):
    return [f"{end}" for end in wilson(right, n)]


def half_text(right, n):
    low, high = wilson(right, n)
    return low, str(high)


def rounded(right, n):
    return [round(end, 4) for end in wilson(right, n)]


ATTEMPTS = [
    (percent, "percentages"),
    (digits, "numbers of digits"),
    (swapped, "changed places"),
    (parts, "middle and reach"),
    (width, "how wide"),
    (lambda right, n: parts(right, n)[1], "the reach alone"),
    (lambda right, n: parts(right, n)[0], "the middle alone"),
    (simple, "simple interval around p. With"),
    (simple_and_cut, "cut at 0 and 1"),
    (simple_without_root, "square root, and the terms"),
    (standard_deviation, "one standard deviation to either side. Wilson"),
    (without_root, "square root in the reach"),
    (lambda right, n: wilson(right, n, z=1), "z is 1.96"),
    (lambda right, n: wilson(right, n, z=2.576), "99 of 100"),
    (lambda right, n: wilson(right, n, z=1.645), "90 of 100"),
    (of_wrong_answers, "wrong answers"),
    (term_missing_below_root, "some doubt"),
    (bracket_below_root, "divided by n². It"),
    (around_p, "towards one half"),
    (bracket_in_middle, "divided by n. It"),
    (never_divided, "divided by 1 + z²"),
    (one_less, "stopped on"),
    (always_the_same, "For ("),
    (lambda right, n: (0, 1), "For ("),
    (lambda right: right, "stopped on"),
    (as_text, "it is text"),
    (half_text, "it is text"),
    (rounded, "it is rounded"),
    (lambda right, n: wilson(right, n, z=1.959963984540054), "more digits than 1.96"),
    (lambda right, n: map(float, wilson(right, n)), "gives a map"),
    (
        lambda right, n: dict(zip(("low", "high"), wilson(right, n), strict=True)).values(),
        "gives a dict_values",
    ),
]
