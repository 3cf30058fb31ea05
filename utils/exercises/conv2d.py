"""Lesson 04: conv2d(image, kernel, stride, padding), two 2-D arrays, a whole number and "valid" or "same", to
the 2-D array that Keras's convolution gives.

Pixels and weights are whole 64ths, small enough that every sum is exact in float32, in any order of adding.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Mistake

Plan = Callable[[int, int, int], tuple[int, int]]

MARGIN = 9  # pixels around an image, more than any window here sticks out


def reference(image: np.ndarray, kernel: np.ndarray, stride: int, padding: str) -> np.ndarray:
    """Return Keras's convolution of an image (rows, columns) with one kernel (height, width), a float array
    (new rows, new columns)."""
    from utils.quiet import keras  # not above: it takes seconds, and no other exercise needs it

    result = keras.ops.conv(
        image[None, :, :, None], kernel[:, :, None, None], stride, padding, data_format="channels_last"
    )
    convolved: np.ndarray = keras.ops.convert_to_numpy(result)[0, :, :, 0]
    return convolved


def inputs() -> list[Arguments]:
    """Return many tuples (image, kernel, stride, padding), both arrays float32, the smallest first."""
    rng = np.random.default_rng(0)
    shapes = [((2, 4), (1, 2)), ((2, 3), (2, 2)), ((4, 4), (3, 3)), ((5, 5), (3, 3)), ((6, 6), (3, 3))]
    shapes += [((5, 8), (3, 3)), ((8, 5), (2, 3)), ((7, 6), (4, 2)), ((6, 9), (1, 1)), ((9, 7), (5, 4))]
    found: list[Arguments] = []
    for image, kernel in shapes:
        pixels = rng.integers(-576, 577, image).astype("float32") / 64
        weights = rng.integers(-128, 129, kernel).astype("float32") / 64
        found += [(pixels, weights, stride, padding) for stride in (1, 2, 3) for padding in ("valid", "same")]
    return found


# A plan says, for one axis, how many zeros go before the image, and how many numbers come out.


def _valid(size: int, kernel: int, stride: int) -> tuple[int, int]:
    return 0, (size - kernel) // stride + 1


def _missing(size: int, kernel: int, stride: int) -> int:
    """Return how many zeros "same" needs along one axis; below 0 where a large stride needs none."""
    return (-(-size // stride) - 1) * stride + kernel - size


def _same(size: int, kernel: int, stride: int) -> tuple[int, int]:
    return max(_missing(size, kernel, stride), 0) // 2, -(-size // stride)


def _larger_half_before(size: int, kernel: int, stride: int) -> tuple[int, int]:
    return (max(_missing(size, kernel, stride), 0) + 1) // 2, -(-size // stride)


def _less_than_none(size: int, kernel: int, stride: int) -> tuple[int, int]:
    return _missing(size, kernel, stride) // 2, -(-size // stride)


def _rounded_down(size: int, kernel: int, stride: int) -> tuple[int, int]:
    numbers = size // stride
    return max((numbers - 1) * stride + kernel - size, 0) // 2, numbers


def _as_for_stride_1(size: int, kernel: int, stride: int) -> tuple[int, int]:
    return (kernel - 1) // 2, -(-size // stride)


def _on_both_sides(zeros: int, size: int, kernel: int, stride: int) -> tuple[int, int]:
    return zeros, (size + 2 * zeros - kernel) // stride + 1


def _half_on_both_sides(size: int, kernel: int, stride: int) -> tuple[int, int]:
    return _on_both_sides(max(_missing(size, kernel, stride), 0) // 2, size, kernel, stride)


def _kernel_half_on_both_sides(size: int, kernel: int, stride: int) -> tuple[int, int]:
    return _on_both_sides(kernel // 2, size, kernel, stride)


def _one_short(plan: Plan, size: int, kernel: int, stride: int) -> tuple[int, int]:
    before, numbers = plan(size, kernel, stride)
    return before, numbers - 1


def _stops_before_the_edge(plan: Plan, size: int, kernel: int, stride: int) -> tuple[int, int]:
    """Leave out the last window where it touches the edge, as range(0, size - kernel, stride) does."""
    before, numbers = plan(size, kernel, stride)
    whole = size + (max(_missing(size, kernel, stride), 0) if plan is _same else 0)
    return before, numbers - ((whole - kernel) % stride == 0)


def convolve(
    image: np.ndarray,
    kernel: np.ndarray,
    stride: int,
    padding: str,
    *,
    valid: Plan = _valid,
    same: Plan = _same,
    strides: Callable[[int], tuple[int, int]] = lambda stride: (stride, stride),
    outside: Any = "constant",
    number: Callable[[np.ndarray, np.ndarray], float] = lambda window, kernel: np.sum(window * kernel),
    finish: Callable[[np.ndarray], np.ndarray] = lambda result: result,
) -> np.ndarray:
    """Return what `reference` returns, without Keras. Each step is a keyword, so that a mistake below can
    put a wrong step in its place."""
    plan = {"valid": valid, "same": same}[padding]
    (height, width), (down, across) = kernel.shape, strides(stride)
    above, rows = plan(image.shape[0], height, down)
    left, columns = plan(image.shape[1], width, across)
    field = np.pad(image, MARGIN, mode=outside)
    result = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            y, x = MARGIN - above + row * down, MARGIN - left + column * across
            result[row, column] = number(field[y : y + height, x : x + width], kernel)
    return finish(result)


MISTAKES: list[Mistake] = [
    (
        partial(convolve, number=lambda window, kernel: np.sum(window * kernel[::-1, ::-1])),
        "It gives the kernel half a turn. Lay it on the window as it is.",
    ),
    (
        lambda image, kernel, stride, padding: convolve(image, kernel.T, stride, padding),
        "It swaps rows and columns of the kernel.",
    ),
    (partial(convolve, finish=np.transpose), "The numbers are right, but rows and columns changed places."),
    (
        partial(convolve, number=lambda window, kernel: window.sum() * kernel.sum()),
        "It adds up the window before the kernel has been on it. Multiply first.",
    ),
    (
        partial(convolve, number=lambda window, kernel: np.mean(window * kernel)),
        "It takes the mean of the products. Their sum is asked for.",
    ),
    (partial(convolve, strides=lambda stride: (1, 1)), "It moves by one pixel, whatever the stride is."),
    (
        partial(convolve, strides=lambda stride: (stride, 1)),
        "Downwards it moves by the stride, but to the right by one pixel.",
    ),
    (
        partial(convolve, strides=lambda stride: (1, stride)),
        "To the right it moves by the stride, but downwards by one pixel.",
    ),
    (partial(convolve, same=_valid), "`valid` is right; `same` puts no zeros around the image yet."),
    (partial(convolve, valid=_same), "`same` is right, but `valid` gets zeros as well."),
    (
        partial(convolve, same=_rounded_down),
        "`valid` is right. How many numbers `same` gives is rounded up, not down.",
    ),
    (
        partial(convolve, same=_larger_half_before),
        "`same` is nearly right: an odd zero goes after the image, not before it.",
    ),
    (
        partial(convolve, same=_kernel_half_on_both_sides),
        "`same` puts half a kernel of zeros on both sides. Count how many are missing: that may be odd.",
    ),
    (
        partial(convolve, same=_half_on_both_sides),
        "`same` puts equally many zeros before and after. If an odd number is missing, that is one too few.",
    ),
    (
        partial(convolve, same=_as_for_stride_1),
        "`same` puts as many zeros as for a stride of 1. With a larger stride fewer may be missing.",
    ),
    (
        partial(convolve, same=_less_than_none),
        "`same` cuts the image where the stride is large. If fewer zeros than none are missing, put none.",
    ),
    (
        partial(convolve, outside="edge"),
        "`same` goes on with the pixels of the edge. What is around the image is zero.",
    ),
    (
        partial(convolve, valid=partial(_one_short, _valid), same=partial(_one_short, _same)),
        "The last row and the last column are missing. Does it count the window's first place?",
    ),
    (
        partial(
            convolve,
            valid=partial(_stops_before_the_edge, _valid),
            same=partial(_stops_before_the_edge, _same),
        ),
        "It leaves out the last window where that ends exactly at the edge. Where does your range stop?",
    ),
    (partial(convolve, finish=np.trunc), "It drops what is after the decimal point: keep floats, not ints."),
    (
        partial(convolve, finish=lambda result: np.maximum(result, 0)),
        "It cuts at zero as ReLU does. A convolution alone keeps what is negative.",
    ),
    (
        partial(convolve, finish=np.ravel),
        "The numbers are right, but in one long row. Keep rows and columns.",
    ),
    (
        partial(convolve, finish=lambda result: result[None, :, :, None]),
        "The numbers are right, but in four axes, as Keras has them. Return rows and columns.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="Equal to Keras on {tries} combinations of image, kernel, stride and padding.",
)
