"""Lesson 04: output_size(size, kernel, stride, padding), three whole numbers and "valid" or "same", to how many numbers
a convolution gives along one side of a picture."""

from utils.exercises.exercise import Arguments, Exercise, Mistake


def reference(size: int, kernel: int, stride: int, padding: str) -> int:
    """Return how many places the window has: the first and one for each whole jump, or one for each begun stride."""
    if padding == "same":
        return -(-size // stride)
    return (size - kernel) // stride + 1


def inputs() -> list[Arguments]:
    """Return tuples (size, kernel, stride, padding), kernel <= size: those of the lesson first, then others."""
    sizes = [
        (28, 3, 1),
        (28, 3, 2),
        (7, 3, 1),
        (7, 3, 2),
        (8, 3, 2),
        (10, 4, 3),
        (28, 5, 3),
        (28, 28, 1),
        (6, 6, 2),
    ]
    sizes += [(9, 1, 4), (5, 2, 7), (13, 4, 4), (224, 7, 2), (227, 11, 4), (100, 3, 10), (1000, 3, 1)]
    return [(*given, padding) for padding in ("valid", "same") for given in sizes]


def _valid(size: int, kernel: int, stride: int) -> int:
    return reference(size, kernel, stride, "valid")


def _same(size: int, kernel: int, stride: int) -> int:
    return reference(size, kernel, stride, "same")


MISTAKES: list[Mistake] = [
    (
        lambda s, k, t, p: _same(s, k, t) if p == "same" else (s - k) // t,
        "`same` is right. For `valid` it counts the jumps; the first place comes before any jump.",
    ),
    (
        lambda s, k, t, p: _same(s, k, t) if p == "same" else -(-(s - k) // t) + 1,
        "`same` is right. `valid` rounds up, but the last window would stick out of the picture.",
    ),
    (
        lambda s, k, t, p: _same(s, k, t) if p == "same" else (s - k) / t + 1,
        "`same` is right. `valid` isn't rounded: half a jump gives no number.",
    ),
    (
        lambda s, k, t, p: _same(s, k, t) if p == "same" else (s - k + 1) // t,
        "`same` is right. For `valid` it adds the 1 before it divides; the first place isn't a jump.",
    ),
    (
        lambda s, k, t, p: s // t if p == "same" else _valid(s, k, t),
        "`valid` is right. `same` is rounded up, not down.",
    ),
    (
        lambda s, k, t, p: s / t if p == "same" else _valid(s, k, t),
        "`valid` is right. `same` isn't rounded: rounded up, it is a whole number.",
    ),
    (
        lambda s, k, t, p: s if p == "same" else _valid(s, k, t),
        "`valid` is right. `same` keeps the size at a stride of 1 only; larger strides divide it.",
    ),
    (
        lambda s, k, t, p: _valid(s, k, t),
        "`valid` is right, but `same` has the same rule. Look at `padding`.",
    ),
    (lambda s, k, t, p: _same(s, k, t), "`same` is right, but `valid` has the same rule. Look at `padding`."),
    (
        lambda s, k, t, p: s // t,
        "It divides the size by the stride. Without zeros, the window needs room for its own width.",
    ),
    (
        lambda s, k, t, p: s if p == "same" else s - k + 1,
        "It is right for a stride of 1 only. A larger stride skips places.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="Right on {tries} combinations. You needn't ask Keras for a size any more.",
)
