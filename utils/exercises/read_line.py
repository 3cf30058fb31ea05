"""What `checks.read_line` holds an answer against: lines of digits in boxes, and the usual mistakes."""

from functools import partial

import numpy as np


def inputs():
    """Return many tuples (boxes, space), the smallest first: boxes out of order, overlapping, one inside the
    columns of another, gaps of exactly `space`, zeros in front, a single box, no box."""
    found = [
        ([(5, 9, 3)], 4),
        ([(0, 8, 4), (10, 17, 2)], 5),
        ([(10, 17, 2), (0, 8, 4)], 5),
        ([(30, 38, 7), (0, 8, 4), (10, 17, 2)], 5),
        ([(14, 20, 6), (0, 9, 2)], 4),
        ([(15, 20, 6), (0, 9, 2)], 4),
        ([(6, 14, 1), (0, 9, 8)], 3),
        ([(0, 9, 0), (12, 18, 7)], 3),
        ([(2, 14, 5), (0, 20, 9)], 2),
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


def by_left(boxes):
    return sorted(boxes)


def is_wide(before, box, space):
    return box[0] - before[1] - 1 > space


def spelled(digits):
    number = 0
    for digit in digits:
        number = number * 10 + digit
    return number


def every(groups):
    return groups


def lines(boxes, space, *, order=by_left, apart=is_wide, number=spelled, kept=every):
    """Return the numbers that boxes (left, right, digit) spell, from left to right. Each keyword puts another
    rule, a mistake say, in the place of one of its own."""
    groups, before = [], None
    for box in order(boxes):
        if before is None or apart(before, box, space):
            groups.append([])
        groups[-1].append(box[2])
        before = box
    return [number(digits) for digits in kept(groups)]


def gives_text(attempt):
    """Return whether the numbers of an attempt that spells them right are strings."""
    return any(isinstance(number, str) for number in attempt([(0, 8, 4), (10, 17, 2)], 5))


def _order(rule):
    return partial(lines, order=rule)


def _apart(rule):
    return partial(lines, apart=rule)


def _own_numbers(boxes, space):
    return [digit for _, _, digit in sorted(boxes)]


MISTAKES = [  # (lines with the mistake, the message that names it)
    (
        _order(list),
        "It reads in the order of `label`, from top to bottom. Bring the boxes from left to right.",
    ),
    (
        _order(lambda boxes: sorted(boxes, key=lambda box: box[1])),
        "It goes by where boxes end. A wide digit that reaches over the next one still begins before it.",
    ),
    (
        _order(lambda boxes: sorted(boxes, key=lambda box: box[2])),
        "It brings the digits themselves into order. Their places count, not their names.",
    ),
    (
        _order(lambda boxes: sorted(boxes, key=lambda box: box[0] - box[1])),
        "It begins with the widest box. Begin with the one that is farthest to the left.",
    ),
    (
        lambda boxes, space: lines(boxes, space)[::-1],
        "The numbers are right, but they come from right to left.",
    ),
    (
        partial(lines, number=lambda digits: spelled(digits[::-1])),
        "It writes each number backwards: the digit farthest to the left is worth the most.",
    ),
    (
        partial(lines, number=sum),
        "It adds the digits of a number up. A 4 and a 2 side by side are 42, not 6.",
    ),
    (partial(lines, number=lambda digits: digits[0]), "It gives the first digit of each number only."),
    (partial(lines, number=lambda digits: digits[-1]), "It gives the last digit of each number only."),
    (partial(lines, number=len), "It counts the digits of each number. Which number do they spell?"),
    (_own_numbers, "It makes a number of each digit. A gap of up to `space` columns keeps them together."),
    (
        _apart(lambda before, box, space: False),
        "It makes one number of the whole line. A gap of more than `space` columns begins a new one.",
    ),
    (
        _apart(lambda before, box, space: box[0] - before[1] > space),
        "It is one column off: between columns 8 and 10 lies one column, and `space` columns don't part yet.",
    ),
    (
        _apart(lambda before, box, space: box[0] - before[0] > space),
        "It measures from left edge to left edge. Paper lies from the end of one to the start of the next.",
    ),
    (
        _apart(lambda before, box, space: box[0] - before[1] - 1 <= space),
        "It is the other way round: a small gap keeps digits together, a large one begins a new number.",
    ),
    (
        partial(lines, kept=lambda groups: groups[:-1]),
        "The last number is missing. When no box is left, the one begun last still has to be kept.",
    ),
    (
        partial(lines, kept=lambda groups: groups[:1]),
        "It stops after the first number. The line may hold several.",
    ),
]
