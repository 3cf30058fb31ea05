"""Lesson 01: cross_entropy(beliefs, label), beliefs (10,) that add up to 1 and a label from 0 to 9, to the loss."""

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Mistake


def reference(beliefs: np.ndarray, label: int) -> float:
    """Return minus the natural logarithm of the belief in the true digit."""
    return -float(np.log(beliefs[label]))


def inputs() -> list[Arguments]:
    """Return tuples (beliefs, label), the simplest first: undecided, sure and right, sure and wrong."""
    rng = np.random.default_rng(0)
    found: list[Arguments] = [(np.array([0.5, 0.25] + 8 * [0.03125]), 0), (np.full(10, 0.1), 7)]
    for label in range(10):
        for sureness in (0.3, 1, 3):
            powers = np.exp(sureness * rng.normal(0, 1, 10))
            found.append((powers / powers.sum(), label))
    return found


MISTAKES: list[Mistake] = [
    (lambda p, y: np.log(p[y]), "The minus is missing: a logarithm of a number up to 1 is below zero."),
    (lambda p, y: -p[y], "The logarithm is missing: that is minus the belief."),
    (lambda p, y: 1 - p[y], "That is what the belief lacks to 1. The loss is minus its logarithm."),
    (lambda p, y: -np.log(p.max()), "It looks at the largest belief. Look at that in the true digit."),
    (lambda p, y: -np.log10(p[y]), "That is the logarithm to base 10. `np.log` is the one to base e."),
    (lambda p, y: -np.log2(p[y]), "That is the logarithm to base 2. `np.log` is the one to base e."),
    (lambda p, y: -np.log(p), "It gives a loss for each digit. Only the belief in the true digit counts."),
    (
        lambda p, y: -np.log(p).sum(),
        "It adds up the losses of all ten digits. Only the belief in the true digit counts.",
    ),
    (
        lambda p, y: -np.log(1 - p[y]),
        "It takes the belief in all the other digits. Take that in the true one.",
    ),
    (lambda p, y: (1 - p[y]) ** 2, "That is a squared error. This loss is minus a logarithm."),
    (lambda p, y: p[y], "That is the belief in the true digit. The loss is minus its logarithm."),
    (
        lambda p, y: -np.log(p[y - 1]),
        "It counts places from 1. In Python the belief in digit 0 stands at place 0.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="Its usual name is cross-entropy. Keras takes the mean of it over a batch.",
)
