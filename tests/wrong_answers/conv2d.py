"""Wrong answers to lesson 04's exercise as learners write them, with words that each must be told."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def slide(image, kernel, down, across=None):
    windows = sliding_window_view(image, kernel.shape)[::down, :: across or down]
    return np.einsum("ijkl,kl->ij", windows, kernel)


def missing(size, side, stride):
    return max((-(-size // stride) - 1) * stride + side - size, 0)


def halves(size, side, stride):
    zeros = missing(size, side, stride)
    return zeros // 2, zeros - zeros // 2


def framed(image, kernel, stride, padding, zeros=halves, mode="constant"):
    if padding == "valid":
        return image
    axes = zip(image.shape, kernel.shape, strict=True)
    return np.pad(image, [zeros(size, side, stride) for size, side in axes], mode=mode)


def right(image, kernel, stride, padding, **how):
    return slide(framed(image, kernel, stride, padding, **how), kernel, stride)


def with_zeros(zeros):
    return lambda image, kernel, stride, padding: right(image, kernel, stride, padding, zeros=zeros)


def turned(image, kernel, stride, padding):
    return right(image, np.rot90(kernel, 2), stride, padding)


def kernel_on_its_side(image, kernel, stride, padding):
    return right(image, kernel.T, stride, padding)


def on_its_side(image, kernel, stride, padding):
    return right(image.T, kernel.T, stride, padding)


def adds_first(image, kernel, stride, padding):
    return right(image, np.ones_like(kernel), stride, padding) * kernel.sum()


def mean(image, kernel, stride, padding):
    return right(image, kernel, stride, padding) / kernel.size


def no_stride(image, kernel, stride, padding):
    return right(image, kernel, 1, padding)


def stride_down_only(image, kernel, stride, padding):
    if padding == "same":
        heights = halves(image.shape[0], kernel.shape[0], stride)
        image = np.pad(image, [heights, halves(image.shape[1], kernel.shape[1], 1)])
    return slide(image, kernel, stride, 1)


def stride_across_only(image, kernel, stride, padding):
    return stride_down_only(image.T, kernel.T, stride, padding).T


def never_padded(image, kernel, stride, padding):
    return slide(image, kernel, stride)


def always_padded(image, kernel, stride, padding):
    return right(image, kernel, stride, "same")


def rounded_down(image, kernel, stride, padding):
    def zeros(size, side, stride):
        total = max((size // stride - 1) * stride + side - size, 0)
        return total // 2, total - total // 2

    result = right(image, kernel, stride, padding, zeros=zeros)
    rows, columns = image.shape
    return result if padding == "valid" else result[: rows // stride, : columns // stride]


def sliced_afterwards(image, kernel, stride, padding):
    return right(image, kernel, 1, padding)[::stride, ::stride]


def crops_below_zero(image, kernel, stride, padding):
    rows, columns = image.shape
    (height, width), (tall, wide) = kernel.shape, (-(-rows // stride), -(-columns // stride))
    if padding == "valid":
        return slide(image, kernel, stride)
    above = ((tall - 1) * stride + height - rows) // 2
    left = ((wide - 1) * stride + width - columns) // 2
    field = np.pad(image, 20)[20 - above :, 20 - left :]
    return slide(field, kernel, stride)[:tall, :wide]


def edges_go_on(image, kernel, stride, padding):
    return right(image, kernel, stride, padding, mode="edge")


def without_the_first(image, kernel, stride, padding):
    return right(image, kernel, stride, padding)[:-1, :-1]


def short_range(image, kernel, stride, padding):
    image = framed(image, kernel, stride, padding)
    (height, width), (bottom, side) = kernel.shape, image.shape
    rows, columns = range(0, bottom - height, stride), range(0, side - width, stride)
    result = np.zeros((len(rows), len(columns)))
    for i, y in enumerate(rows):
        for j, x in enumerate(columns):
            result[i, j] = np.sum(image[y : y + height, x : x + width] * kernel)
    return result


def whole_numbers(image, kernel, stride, padding):
    return right(image, kernel, stride, padding).astype(int)


def with_relu(image, kernel, stride, padding):
    return right(image, kernel, stride, padding).clip(0)


def one_row(image, kernel, stride, padding):
    return right(image, kernel, stride, padding).ravel()


def four_axes(image, kernel, stride, padding):
    return right(image, kernel, stride, padding).reshape(1, *right(image, kernel, stride, padding).shape, 1)


def turned_and_mean(image, kernel, stride, padding):
    return turned(image, kernel, stride, padding) / kernel.size


def negative_zeros(image, kernel, stride, padding):
    def zeros(size, side, stride):
        total = (-(-size // stride) - 1) * stride + side - size
        return total // 2, total - total // 2

    return right(image, kernel, stride, padding, zeros=zeros)


ATTEMPTS = [
    (turned, "half a turn"),
    (kernel_on_its_side, "rows and columns of the kernel"),
    (on_its_side, "rows and columns changed places"),
    (adds_first, "Multiply first"),
    (mean, "the mean of the products"),
    (no_stride, "by one pixel, whatever the stride"),
    (stride_down_only, "to the right by one pixel"),
    (stride_across_only, "downwards by one pixel"),
    (never_padded, "no zeros around"),
    (always_padded, "`valid` gets zeros"),
    (rounded_down, "rounded up, not down"),
    (with_zeros(lambda *sizes: halves(*sizes)[::-1]), "an odd zero goes after"),
    (with_zeros(lambda size, side, stride: (side // 2, side // 2)), "half a kernel of zeros on both sides"),
    (with_zeros(lambda *sizes: (missing(*sizes) // 2, missing(*sizes) // 2)), "that is one too few"),
    (sliced_afterwards, "as for a stride of 1"),
    (crops_below_zero, "cuts the image"),
    (edges_go_on, "pixels of the edge"),
    (without_the_first, "the window's first place"),
    (short_range, "ends exactly at the edge"),
    (whole_numbers, "after the decimal point"),
    (with_relu, "as ReLU does"),
    (one_row, "one long row"),
    (four_axes, "four axes"),
    (turned_and_mean, "For ("),
    (negative_zeros, "stopped on"),
]
