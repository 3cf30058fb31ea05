"""Lesson 01: unit(inputs, weights, bias), arrays (n,) and a number, to what a unit with ReLU passes on."""

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Mistake


def reference(inputs: np.ndarray, weights: np.ndarray, bias: float) -> float:
    """Return the sum of the weighted inputs and the bias, cut at zero."""
    return max(float(inputs @ weights + bias), 0.0)


def inputs() -> list[Arguments]:
    """Return tuples (inputs, weights, bias), the simplest first; of their sums some lie above zero, some below."""
    rng = np.random.default_rng(0)
    found: list[Arguments] = [
        (np.array([1.0, 2.0]), np.array([0.5, 0.25]), 0.5),
        (np.array([1.0, 2.0]), np.array([0.5, -1.0]), 0.25),
        (np.array([0.5, 0.0, 1.0]), np.array([0.8, -0.3, 0.4]), -0.6),
        (np.array([1.0, 1.0]), np.array([0.25, 0.25]), -1.0),
        (np.array([2.0]), np.array([3.0]), -5.5),
    ]
    for n in (3, 4, 10, 784):
        for bias in (-1.5, 0.0, 0.3, 2.0):
            found.append((rng.uniform(-1, 1, n), rng.normal(0, 0.5, n), bias))
    return found


MISTAKES: list[Mistake] = [
    (lambda x, w, b: x @ w + b, "That is the sum, before the cut. A sum below zero passes on 0."),
    (lambda x, w, b: max(x @ w, 0), "The bias is missing. Add it before the cut."),
    (lambda x, w, b: max(x @ w, 0) + b, "It adds the bias after the cut. The cut comes last."),
    (lambda x, w, b: max(x @ w - b, 0), "It subtracts the bias. A unit adds it, whatever its sign."),
    (
        lambda x, w, b: np.maximum(x * w, 0).sum() + b,
        "It cuts each product. Add them up first, with the bias, and cut the sum.",
    ),
    (
        lambda x, w, b: max(np.sum(x * w + b), 0),
        "It adds the bias to every product. One unit adds its bias once.",
    ),
    (lambda x, w, b: np.maximum(x * w + b, 0), "It gives a number for each input. A unit adds them all up."),
    (lambda x, w, b: abs(x @ w + b), "It takes the sign away. A sum below zero becomes 0, not positive."),
    (lambda x, w, b: min(x @ w + b, 0), "It passes on what lies below zero. ReLU passes on what lies above."),
    (lambda x, w, b: float(x @ w + b > 0), "It says whether the sum is above zero. Pass the sum itself on."),
    (lambda x, w, b: max(np.mean(x * w) + b, 0), "It takes the mean of the products. A unit adds them up."),
    (lambda x, w, b: max(x.sum() + w.sum() + b, 0), "It adds inputs and weights. Multiply each pair first."),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="Tried on {tries} units, with up to 784 inputs.",
)
