"""Lesson 05: max_pool(picture, size, stride), a 2-D array and two whole numbers to the 2-D array of the
largest number in each window."""

from collections.abc import Callable
from functools import partial

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Mistake

Pair = tuple[int, int]


def inputs() -> list[Arguments]:
    """Return many tuples (picture, size, stride), the smallest first: sizes that don't fit, strides unlike the
    size, pictures of one window and of one row. They are int, float32 or float64 (rows, columns), from whole
    numbers to a thousandth, and some have no number above 0, down to far below any that a maximum would begin
    with."""
    rng = np.random.default_rng(0)
    shapes = [(2, 4), (4, 4), (5, 7), (7, 5), (9, 6), (6, 11)]
    found: list[Arguments] = [(rng.integers(-9, 10, shape), 2, 2) for shape in shapes]
    for size, stride in [(3, 1), (2, 1), (2, 3), (3, 2), (1, 2), (3, 3), (5, 5), (4, 3)]:
        found.append((rng.integers(-300, 300, (6, 6)), size, stride))
        found.append((rng.normal(0, 1, (8, 11)).astype("float32"), size, stride))
        found.append((rng.normal(0, 30, (11, 7)), size, stride))
    found += [(rng.normal(0, 0.01, (3, 3)), 3, 2), (rng.normal(0, 1, (1, 8)), 1, 1)]
    found += [(-rng.uniform(1, 9, (6, 9)) * scale, 3, 3) for scale in (1, 1e3, 1e6, 1e15)]
    return found


def _inside(length: int, size: int, stride: int) -> range:
    return range(0, length - size + 1, stride)


def _every_start(length: int, size: int, stride: int) -> range:
    return range(0, length, stride)


def _stops_early(length: int, size: int, stride: int) -> range:
    return range(0, length - size, stride)


def reference(
    picture: np.ndarray,
    size: int,
    stride: int,
    *,
    number: Callable[[np.ndarray], float] = np.max,
    starts: Callable[[int, int, int], range] = _inside,
    measure: Callable[[int, int], tuple[Pair, Pair]] = lambda size, stride: ((size, size), (stride, stride)),
    finish: Callable[[np.ndarray], np.ndarray] = lambda result: result,
) -> np.ndarray:
    """Return the pooled picture as Keras has it, a float array (new rows, new columns). Each step is a
    keyword, so that a mistake below can put a wrong step in its place."""
    (height, width), (down, across) = measure(size, stride)
    tops, lefts = starts(picture.shape[0], height, down), starts(picture.shape[1], width, across)
    result = np.zeros((len(tops), len(lefts)))
    for row, top in enumerate(tops):
        for column, left in enumerate(lefts):
            result[row, column] = number(picture[top : top + height, left : left + width])
    return finish(result)


def _measured(rule: Callable[[int, int], tuple[Pair, Pair]]) -> Callable[..., np.ndarray]:
    return partial(reference, measure=rule)


MISTAKES: list[Mistake] = [
    (
        partial(reference, number=np.mean),
        "That is average pooling: it takes the mean of each window, not the largest.",
    ),
    (partial(reference, number=np.min), "It keeps the smallest of each window. The largest is asked for."),
    (partial(reference, number=np.sum), "It adds up each window. Keep only its largest number."),
    (
        partial(reference, number=lambda window: max(0, window.max())),
        "It never goes below 0. If all of a window is negative, so is its largest: don't start from 0.",
    ),
    (
        partial(reference, finish=np.trunc),
        "It drops what is after the decimal point: keep floats, not ints.",
    ),
    (
        partial(reference, finish=np.round),
        "It rounds to whole numbers. Keep each number as it is.",
    ),
    (
        partial(reference, number=lambda window: np.abs(window).max()),
        "It forgets the sign: -9 isn't larger than 3.",
    ),
    (
        partial(reference, number=lambda window: window[-1, -1]),
        "It keeps the lower right corner, as a stride does.",
    ),
    (
        partial(reference, number=lambda window: window[0, 0]),
        "It keeps the upper left corner of each window.",
    ),
    (
        partial(reference, starts=_every_start),
        "It also pools windows that stick out at the edge. Leave those out: round down, not up.",
    ),
    (
        partial(reference, starts=_stops_early),
        "It leaves out the last window where that ends exactly at the edge. Where does your range stop?",
    ),
    (
        partial(reference, finish=lambda result: result[:-1, :-1]),
        "The last row and the last column are missing. Does it count the window's first place?",
    ),
    (
        _measured(lambda size, stride: ((size, size), (size, size))),
        "It moves by the size of the window. How far it moves is what `stride` says.",
    ),
    (
        _measured(lambda size, stride: ((size, size), (1, 1))),
        "It moves by one pixel, whatever the stride is.",
    ),
    (
        _measured(lambda size, stride: ((stride, stride), (stride, stride))),
        "Its windows are as large as the stride. How large they are is what `size` says.",
    ),
    (
        _measured(lambda size, stride: ((stride, stride), (size, size))),
        "It takes the size for the stride and the stride for the size.",
    ),
    (
        partial(
            reference,
            measure=lambda size, stride: ((size + 1, size + 1), (stride, stride)),
            starts=lambda length, size, stride: _inside(length, size - 1, stride),
        ),
        "Its windows are one pixel too large. A slice ends before its second number.",
    ),
    (
        _measured(lambda size, stride: ((size, 1), (stride, 1))),
        "It pools downwards only. Each window is `size` wide, too.",
    ),
    (
        _measured(lambda size, stride: ((1, size), (1, stride))),
        "It pools along the rows only. Each window is `size` high, too.",
    ),
    (partial(reference, finish=np.transpose), "The numbers are right, but rows and columns changed places."),
    (
        partial(reference, finish=np.ravel),
        "The numbers are right, but in one long row. Keep rows and columns.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="Tried on {tries} pictures: sizes that don't fit, strides unlike the size, all negative.",
)
