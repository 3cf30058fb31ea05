"""Wrong answers to lesson 01's exercise on a unit as learners write them, with words that each must be told."""

import numpy as np


def _bias_every_time(inputs, weights, bias):
    total = 0
    for value, weight in zip(inputs, weights, strict=True):
        total += value * weight + bias
    return max(total, 0)


def _cuts_products(inputs, weights, bias):
    total = bias
    for value, weight in zip(inputs, weights, strict=True):
        total += max(value * weight, 0)
    return total


ATTEMPTS = [
    (lambda inputs, weights, bias: np.dot(inputs, weights) + bias, "before the cut"),
    (lambda inputs, weights, bias: np.maximum(0, np.dot(inputs, weights)), "bias is missing"),
    (lambda inputs, weights, bias: max(0, sum(inputs * weights)) + bias, "after the cut"),
    (lambda inputs, weights, bias: max(0, sum(inputs * weights) - bias), "subtracts the bias"),
    (_cuts_products, "cuts each product"),
    (_bias_every_time, "to every product"),
    (lambda inputs, weights, bias: np.maximum(inputs * weights + bias, 0), "a number for each input"),
    (lambda inputs, weights, bias: abs(inputs @ weights + bias), "takes the sign away"),
    (lambda inputs, weights, bias: np.minimum(inputs @ weights + bias, 0), "below zero"),
    (lambda inputs, weights, bias: inputs @ weights + bias > 0, "whether the sum"),
    (lambda inputs, weights, bias: max((inputs * weights).mean() + bias, 0), "mean of the products"),
    (lambda inputs, weights, bias: max(sum(inputs) + sum(weights) + bias, 0), "Multiply each pair"),
    (lambda inputs, weights, bias: min(max(inputs @ weights + bias, 0), 1), "For ("),
    (lambda inputs, weights, bias: round(max(inputs @ weights + bias, 0), 3), "rounded"),
    (lambda inputs, weights, bias: int(max(inputs @ weights + bias, 0)), "For ("),
]
