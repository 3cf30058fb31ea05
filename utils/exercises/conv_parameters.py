"""Lesson 03: conv_parameters(kernel, channels, filters), the side of a square kernel and two counts to how many
weights and biases a 2-D convolution has."""

from utils.exercises.exercise import Arguments, Exercise, Mistake


def reference(kernel: int, channels: int, filters: int) -> int:
    """Return, for each filter, a square of weights for each channel that comes in, and one bias."""
    return kernel * kernel * channels * filters + filters


def inputs() -> list[Arguments]:
    """Return tuples (kernel, channels, filters): such as the lesson has first, then others."""
    return [(3, 1, 32), (5, 1, 16), (3, 32, 64), (1, 3, 2), (2, 3, 5), (7, 3, 1), (4, 6, 9), (5, 17, 121)]


MISTAKES: list[Mistake] = [
    (lambda k, c, f: k * k * c * f, "It counts the weights only. Each filter also has a bias."),
    (lambda k, c, f: k * c * f + f, "A kernel is a square: count its side times its side."),
    (lambda k, c, f: k * k * f + f, "It forgets that a filter has a kernel for each channel that comes in."),
    (
        lambda k, c, f: k * k * c * f + c * f,
        "It gives each channel a bias. A filter adds only one, at the end.",
    ),
    (lambda k, c, f: k * k * c * f + 1, "It adds one bias for the whole layer. Each filter has its own."),
    (lambda k, c, f: k * k * c + 1, "It counts one filter. There are as many as `filters` says."),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="The size of the image is not in it: the same few weights look everywhere.",
)
