"""Lesson 10: read_line(boxes, space), a list of (left, right, digit) in any order, and how many columns of paper
may lie within a number, to the list of the numbers from left to right."""

from collections.abc import Callable
from functools import partial

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Mistake

Box = tuple[int, int, int]  # left and right column, digit


def inputs() -> list[Arguments]:
    """Return many tuples (boxes, space), the smallest first: boxes out of order, overlapping, one inside the
    columns of another, gaps of exactly `space`, zeros in front, a single box, no box."""
    found: list[Arguments] = [
        ([(5, 9, 3)], 4),
        ([(0, 8, 4), (10, 17, 2)], 5),
        ([(10, 17, 2), (0, 8, 4)], 5),
        ([(30, 38, 7), (0, 8, 4), (10, 17, 2)], 5),
        ([(14, 20, 6), (0, 9, 2)], 4),
        ([(15, 20, 6), (0, 9, 2)], 4),
        ([(6, 14, 1), (0, 9, 8)], 3),
        ([(0, 9, 0), (12, 18, 7)], 3),
        ([(2, 14, 5), (0, 20, 9)], 2),
        ([(0, 3, 1), (4, 7, 2), (9, 12, 3)], 0),
        ([], 3),
    ]
    rng = np.random.default_rng(0)
    for count in (2, 3, 4, 5, 6, 8, 10):
        for space in (2, 4, 7):
            boxes, end = [], 0
            for _ in range(count):
                left = end + int(rng.integers(-2, 2 * space + 3))
                end = left + int(rng.integers(3, 12))
                boxes.append((left, end, int(rng.integers(0, 10))))
            found.append(([boxes[place] for place in rng.permutation(count)], space))
    return found


def _is_wide(before: Box, box: Box, space: int) -> bool:
    return box[0] - before[1] - 1 > space


def _spelled(digits: list[int]) -> int:
    number = 0
    for digit in digits:
        number = number * 10 + digit
    return number


def reference(
    boxes: list[Box],
    space: int,
    *,
    order: Callable[[list[Box]], list[Box]] = sorted,
    apart: Callable[[Box, Box, int], bool] = _is_wide,
    number: Callable[[list[int]], int] = _spelled,
    kept: Callable[[list[list[int]]], list[list[int]]] = lambda groups: groups,
) -> list[int]:
    """Return the numbers that the boxes spell, from left to right. Each step is a keyword, so that a mistake
    below can put a wrong step in its place."""
    groups: list[list[int]] = []
    before = None
    for box in order(boxes):
        if before is None or apart(before, box, space):
            groups.append([])
        groups[-1].append(box[2])
        before = box
    return [number(digits) for digits in kept(groups)]


def _ordered(rule: Callable[[list[Box]], list[Box]]) -> Callable[..., list[int]]:
    return partial(reference, order=rule)


def _parted(rule: Callable[[Box, Box, int], bool]) -> Callable[..., list[int]]:
    return partial(reference, apart=rule)


MISTAKES: list[Mistake] = [
    (
        _ordered(list),
        "It reads in the order of `label`, from top to bottom. Bring the boxes from left to right.",
    ),
    (
        _ordered(lambda boxes: sorted(boxes, key=lambda box: box[1])),
        "It goes by where boxes end. A wide digit that reaches over the next one still begins before it.",
    ),
    (
        _ordered(lambda boxes: sorted(boxes, key=lambda box: box[2])),
        "It puts the digits themselves in order. Their places count, not their names.",
    ),
    (
        _ordered(lambda boxes: sorted(boxes, key=lambda box: box[0] - box[1])),
        "It begins with the widest box. Begin with the one that is farthest to the left.",
    ),
    (
        lambda boxes, space: reference(boxes, space)[::-1],
        "The numbers are right, but they come from right to left.",
    ),
    (
        partial(reference, number=lambda digits: _spelled(digits[::-1])),
        "It writes each number backwards: the digit farthest to the left is worth the most.",
    ),
    (
        partial(reference, number=sum),
        "It adds the digits of a number up. A 4 and a 2 side by side are 42, not 6.",
    ),
    (partial(reference, number=lambda digits: digits[0]), "It gives the first digit of each number only."),
    (partial(reference, number=lambda digits: digits[-1]), "It gives the last digit of each number only."),
    (partial(reference, number=len), "It counts the digits of each number. Which number do they spell?"),
    (
        _parted(lambda before, box, space: True),
        "It makes a number of each digit. A gap of up to `space` columns keeps them together.",
    ),
    (
        _parted(lambda before, box, space: False),
        "It makes one number of the whole line. A gap of more than `space` columns begins a new one.",
    ),
    (
        _parted(lambda before, box, space: box[0] - before[1] > space),
        "It is one column off: between columns 8 and 10 lies one column, and `space` columns don't part yet.",
    ),
    (
        _parted(lambda before, box, space: box[0] - before[0] > space),
        "It measures from left edge to left edge. Paper lies from the end of one to the start of the next.",
    ),
    (
        _parted(lambda before, box, space: box[0] - before[1] - 1 <= space),
        "It is the other way round: a small gap keeps digits together, a large one begins a new number.",
    ),
    (
        partial(reference, kept=lambda groups: groups[:-1]),
        "The last number is missing. When no box is left, the one begun last still has to be kept.",
    ),
    (
        partial(reference, kept=lambda groups: groups[:1]),
        "It stops after the first number. The line may hold several.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="Tried on {tries} lines: out of order, overlapping, with gaps of exactly `space`, empty.",
)
