"""Wrong answers to lesson 01's exercise on the loss as learners write them, with words that each must be told."""

import math

import numpy as np

ATTEMPTS = [
    (lambda beliefs, label: math.log(beliefs[label]), "minus is missing"),
    (lambda beliefs, label: -beliefs[label], "logarithm is missing"),
    (lambda beliefs, label: 1 - beliefs[label], "lacks to 1"),
    (lambda beliefs, label: -np.log(max(beliefs)), "largest belief"),
    (lambda beliefs, label: -math.log10(beliefs[label]), "base 10"),
    (lambda beliefs, label: -math.log2(beliefs[label]), "base 2"),
    (lambda beliefs, label: -np.log(beliefs), "a loss for each digit"),
    (lambda beliefs, label: sum(-np.log(beliefs)), "all ten digits"),
    (lambda beliefs, label: -np.log(1 - beliefs[label]), "all the other digits"),
    (lambda beliefs, label: (beliefs[label] - 1) ** 2, "squared error"),
    (lambda beliefs, label: beliefs[label], "That is the belief"),
    (lambda beliefs, label: -np.log(beliefs[label - 1]), "counts places from 1"),
    (lambda beliefs, label: -np.log(beliefs[label] + 0.01), "For ("),
    (lambda beliefs, label: round(-np.log(beliefs[label]), 2), "rounded"),
    (lambda beliefs, label: -np.log(np.clip(beliefs, 0.1, 1))[label], "For ("),
]
