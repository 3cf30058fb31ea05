"""Wrong answers to lesson 05's exercise as learners write them, with words that each must be told."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def slide(picture, size, stride, reduce=np.max):
    windows = sliding_window_view(picture, (size, size))[::stride, ::stride]
    return reduce(windows, axis=(2, 3))


def with_loops(picture, size, stride, rows, columns, start=None):
    """Fill `rows` by `columns` numbers; `start` is what a running maximum begins with."""
    result = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            top, left = row * stride, column * stride
            window = picture[top : top + size, left : left + size]
            result[row, column] = window.max() if start is None else max(start, *window.ravel())
    return result


def places(length, size, stride):
    return (length - size) // stride + 1


def mean(picture, size, stride):
    return slide(picture, size, stride, np.mean)


def smallest(picture, size, stride):
    return -slide(-picture, size, stride)


def total(picture, size, stride):
    return slide(picture, size, stride, np.sum)


def from_zero(picture, size, stride):
    rows, columns = (places(length, size, stride) for length in picture.shape)
    return with_loops(picture, size, stride, rows, columns, start=0)


def whole_numbers(picture, size, stride):
    result = np.zeros(slide(picture, size, stride).shape, int)
    result[:] = slide(picture, size, stride)
    return result


def rounded(picture, size, stride):
    return slide(picture, size, stride).round()


def from_minus_ten(picture, size, stride):
    rows, columns = (places(length, size, stride) for length in picture.shape)
    return with_loops(picture, size, stride, rows, columns, start=-10)


def without_sign(picture, size, stride):
    return slide(abs(picture), size, stride)


def upper_left(picture, size, stride):
    rows, columns = slide(picture, size, stride).shape
    return picture[::stride, ::stride][:rows, :columns]


def lower_right(picture, size, stride):
    return picture[size - 1 :: stride, size - 1 :: stride]


def rounded_up(picture, size, stride):
    rows, columns = (-(-length // stride) for length in picture.shape)
    return with_loops(picture, size, stride, rows, columns)


def short_range(picture, size, stride):
    tops, lefts = (range(0, length - size, stride) for length in picture.shape)
    result = np.zeros((len(tops), len(lefts)))
    for row, top in enumerate(tops):
        for column, left in enumerate(lefts):
            result[row, column] = picture[top : top + size, left : left + size].max()
    return result


def without_the_first(picture, size, stride):
    rows, columns = ((length - size) // stride for length in picture.shape)
    return with_loops(picture, size, stride, rows, columns)


def no_stride(picture, size, stride):
    return slide(picture, size, size)


def every_place(picture, size, stride):
    return slide(picture, size, 1)


def no_size(picture, size, stride):
    return slide(picture, stride, stride)


def swapped(picture, size, stride):
    return slide(picture, stride, size)


def one_more(picture, size, stride):
    result = np.zeros(slide(picture, size, stride).shape)
    for row, column in np.ndindex(result.shape):
        top, left = row * stride, column * stride
        result[row, column] = picture[top : top + size + 1, left : left + size + 1].max()
    return result


def downwards_only(picture, size, stride):
    return sliding_window_view(picture, size, axis=0)[::stride].max(axis=2)


def along_rows_only(picture, size, stride):
    return sliding_window_view(picture, size, axis=1)[:, ::stride].max(axis=2)


def on_its_side(picture, size, stride):
    return slide(picture.T, size, stride)


def one_row(picture, size, stride):
    return slide(picture, size, stride).ravel()


def as_if_square(picture, size, stride):
    rows = places(len(picture), size, stride)
    return with_loops(picture, size, stride, rows, rows)


def whole_cells(picture, size, stride):
    rows, columns = picture.shape
    return picture.reshape(rows // size, size, columns // size, size).max(axis=(1, 3))


def framed(picture, size, stride):
    return slide(np.pad(picture, size // 2), size, stride)


def one_number(picture, size, stride):
    return picture.max()


ATTEMPTS = [
    (mean, "average pooling"),
    (smallest, "the smallest"),
    (total, "adds up"),
    (from_zero, "start from 0"),
    (whole_numbers, "after the decimal point"),
    (rounded, "rounds to whole numbers"),
    (from_minus_ten, "gives -10 at place [0, "),
    (without_sign, "the sign"),
    (upper_left, "upper left"),
    (lower_right, "lower right"),
    (rounded_up, "round down, not up"),
    (short_range, "exactly at the edge"),
    (without_the_first, "the window's first place"),
    (no_stride, "the size of the window"),
    (every_place, "by one pixel"),
    (no_size, "as large as the stride"),
    (swapped, "the size for the stride"),
    (one_more, "one pixel too large"),
    (downwards_only, "downwards only"),
    (along_rows_only, "along the rows only"),
    (on_its_side, "changed places"),
    (one_row, "one long row"),
    (as_if_square, "stopped on"),
    (whole_cells, "stopped on (an array of shape (5, 7)"),
    (framed, "For ("),
    (one_number, "For ("),
]
