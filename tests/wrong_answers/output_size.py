"""Wrong answers to lesson 04's first exercise as learners write them, with words that each must be told."""

import math


def same_or(valid):
    """Return an answer that is right for "same" and gives valid(size, kernel, stride) otherwise."""

    def answer(size, kernel, stride, padding):
        return math.ceil(size / stride) if padding == "same" else valid(size, kernel, stride)

    return answer


def valid_or(same):
    """Return an answer that is right for "valid" and gives same(size, stride) otherwise."""

    def answer(size, kernel, stride, padding):
        return same(size, stride) if padding == "same" else (size - kernel) // stride + 1

    return answer


def a_frame_of_half_a_kernel(size, kernel, stride, padding):
    zeros = kernel // 2 if padding == "same" else 0
    return (size + 2 * zeros - kernel) // stride + 1


ATTEMPTS = [
    (same_or(lambda size, kernel, stride: int((size - kernel) / stride)), "before any jump"),
    (same_or(lambda size, kernel, stride: math.ceil((size - kernel) / stride) + 1), "would stick out"),
    (same_or(lambda size, kernel, stride: (size - kernel) / stride + 1), "half a jump"),
    (same_or(lambda size, kernel, stride: (size - kernel + 1) // stride), "before it divides"),
    (valid_or(lambda size, stride: int(size / stride)), "rounded up, not down"),
    (valid_or(lambda size, stride: size / stride), "it is a whole number"),
    (valid_or(lambda size, stride: size), "larger strides divide it"),
    (lambda size, kernel, stride, padding: 1 + (size - kernel) // stride, "`same` has the same rule"),
    (lambda size, kernel, stride, padding: 1 + (size - 1) // stride, "`valid` has the same rule"),
    (lambda size, kernel, stride, padding: int(size / stride), "room for its own width"),
    (
        lambda size, kernel, stride, padding: size - kernel + 1 if padding == "valid" else size,
        "a stride of 1 only. A larger stride skips",
    ),
    (a_frame_of_half_a_kernel, "For ("),
    (same_or(lambda size, kernel, stride: len(range(0, size - kernel, stride))), "For ("),
    (lambda size, kernel, stride: (size - kernel) // stride + 1, "stopped on"),
]
