"""Lesson 00: accuracy(predicted, actual), two arrays of labels (n,), int, to a share from 0 to 1."""

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Mistake


def reference(predicted: np.ndarray, actual: np.ndarray) -> float:
    """Return the share of equal labels."""
    return float(np.mean(predicted == actual))


def inputs() -> list[Arguments]:
    """Return tuples (predicted, actual), the shortest first; thirds among them, which show any rounding."""
    rng = np.random.default_rng(0)
    small = (np.array([1, 2, 3, 4]), np.array([1, 2, 3, 9]))
    return [small] + [(rng.integers(0, 3, n), rng.integers(0, 3, n)) for n in (1, 5, 12, 40, 200, 333)]


MISTAKES: list[Mistake] = [
    (lambda p, a: np.sum(p == a), "It counts the right answers. Divide by how many answers there are."),
    (lambda p, a: 100 * np.mean(p == a), "It gives a percentage. The accuracy is a share from 0 to 1."),
    (lambda p, a: np.mean(p != a), "It gives the share of wrong answers, which is the error rate."),
    (lambda p, a: p == a, "It gives an answer for each digit. One number for all of them is asked for."),
    (
        lambda p, a: np.mean(np.abs(p - a)),
        "It subtracts the labels, as if 9 for 1 were worse than 2 for 1.",
    ),
    (lambda p, a: float(np.all(p == a)), "It asks whether all answers are right. Ask for their share."),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="That is the number that Keras prints as accuracy.",
)
