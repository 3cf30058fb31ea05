"""Wrong answers to lesson 00's exercise as learners write them, with words that each must be told."""

import numpy as np

ATTEMPTS = [
    (lambda predicted, actual: sum(predicted == actual), "counts the right answers"),
    (lambda predicted, actual: np.mean(predicted == actual) * 100, "percentage"),
    (lambda predicted, actual: 1 - np.mean(predicted == actual), "error rate"),
    (lambda predicted, actual: predicted == actual, "an answer for each digit"),
    (lambda predicted, actual: abs(predicted - actual).mean(), "subtracts"),
    (lambda predicted, actual: (predicted == actual).all(), "all answers are right"),
    (lambda predicted, actual: f"{np.mean(predicted == actual)}", "it is text"),
    (lambda predicted, actual: round(np.mean(predicted == actual)), "For ("),
    (lambda predicted, actual: "0.75", "For ("),
    (lambda predicted, actual: round(np.mean(predicted == actual), 3), "it is rounded"),
    (lambda predicted, actual: np.round((predicted == actual).mean(), 4), "it is rounded"),
    (lambda predicted, actual: (p == a for p, a in zip(predicted, actual, strict=True)), "gives a generator"),
    (lambda predicted, actual: np.complex128(np.mean(predicted == actual)), "For ("),
]
