"""Right answers to exercises in many styles, each as (exercise, style, function): a check compares what a
function returns, not how it gets there."""

import functools
import itertools
import math
import statistics
from collections import Counter, deque
from decimal import Decimal
from fractions import Fraction

import h5py
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from utils.quiet import keras


def accuracy_by_a_loop(predicted, actual):
    right = 0
    for i in range(len(actual)):
        if predicted[i] == actual[i]:
            right += 1
    return right / len(actual)


def accuracy_in_scikit_learn(predicted, actual):
    from sklearn.metrics import accuracy_score

    return accuracy_score(actual, predicted)


def accuracy_in_keras(predicted, actual):
    return keras.ops.mean(keras.ops.cast(keras.ops.equal(predicted, actual), "float32"))


def filters_as_an_object(kernel, channels, filters):
    class Layer:
        def __init__(self):
            self.weights = np.zeros((kernel, kernel, channels, filters), "int8")
            self.biases = np.zeros(filters)

        def __len__(self):
            return self.weights.size + self.biases.size

    return len(Layer())


def filters_in_keras(kernel, channels, filters):
    layer = keras.layers.Conv2D(filters, kernel)
    layer.build((None, None, None, channels))
    return layer.count_params()


def interval_in_decimal(right, n):
    right, n, z = Decimal(right), Decimal(n), Decimal("1.96")
    p = right / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * (p * (1 - p) / n + z**2 / (4 * n**2)).sqrt()
    return [middle - reach, middle + reach]


def interval_as_roots(right, n):
    """The ends are where (share - p)² is z² p (1 - p) / n: the roots of a quadratic equation."""
    share, z = right / n, 1.96
    return sorted(np.roots([1 + z**2 / n, -2 * share - z**2 / n, share**2]).real)


def interval_in_float32(right, n):
    p, z, n = np.float32(right / n), np.float32(1.96), np.float32(n)
    reach = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2), dtype="float32")
    return np.stack([p + z**2 / (2 * n) - reach, p + z**2 / (2 * n) + reach]) / (1 + z**2 / n)


def dead_logits_by_a_loop(logits):
    dead = []
    for c in range(logits.shape[1]):
        alive = False
        for value in logits[:, c]:
            if value > 0:
                alive = True
        if not alive:
            dead.append(c)
    return dead


def dead_logits_by_relu(logits):
    return tuple(c for c, total in enumerate(np.maximum(logits, 0).sum(axis=0)) if total == 0)


def dead_logits_by_sets(logits):
    return np.array(sorted(set(range(logits.shape[1])) - set(np.nonzero(logits > 0)[1])), dtype="uint8")


def parameters_in_by_recursion(path):
    def count(group):
        return sum(i.size if isinstance(i, h5py.Dataset) else count(i) for i in group.values())

    with h5py.File(path, "r") as file:
        return count(file["layers"])


def parameters_in_arrays(path):
    arrays = []
    with h5py.File(path) as file:
        file["layers"].visititems(
            lambda _, item: arrays.append(item[...]) if hasattr(item, "shape") else None
        )
    return len(np.concatenate([array.ravel() for array in arrays])) if arrays else 0


def size_in_keras(size, kernel, stride, padding):
    layer = keras.layers.Conv1D(1, kernel, strides=stride, padding=padding)
    return layer.compute_output_shape((None, size, 1))[1]


def size_by_places(size, kernel, stride, padding):
    last = size - 1 if padding == "same" else size - kernel
    return len(range(0, last + 1, stride))


def reached_by_recursion(reads, parameters, output):
    def behind(layer):
        return {layer}.union(*map(behind, reads[layer]))

    return sum(map(parameters.get, behind(output)))


def reached_by_a_queue(reads, parameters, output):
    queue, seen, total = deque([output]), {output}, 0
    while queue:
        layer = queue.popleft()
        total += parameters[layer]
        for source in reads[layer]:
            if source not in seen:
                seen.add(source)
                queue.append(source)
    return float(total)


def reached_by_a_matrix(reads, parameters, output):
    names = list(reads)
    step = np.array([[a == b or b in reads[a] for b in names] for a in names])
    reached = np.linalg.matrix_power(step.astype(object), len(names))[names.index(output)] > 0
    return np.dot(reached, [parameters[name] for name in names])


def rate_by_takewhile(rates, losses):
    kept = itertools.takewhile(lambda pair: pair[1] <= 2 * losses[0], zip(rates, losses, strict=True))
    return min(kept, key=lambda pair: pair[1])[0] / 10


def rate_by_masks(rates, losses):
    losses = np.array(losses)
    counts = np.logical_and.accumulate(~np.isnan(losses) & ~(losses > 2 * losses[0]))
    return np.array(rates)[counts][losses[counts].argmin()] * 0.1


def rate_as_a_fraction(rates, losses):
    best = 0
    for place, loss in enumerate(losses):
        if math.isnan(loss) or loss > losses[0] + losses[0]:
            return Fraction(rates[best]) / 10
        best = place if loss < losses[best] else best
    return Fraction(rates[best]) / 10


def recall_in_scikit_learn(predicted, actual):
    from sklearn.metrics import recall_score

    return recall_score(actual, predicted, average="macro", labels=np.unique(actual), zero_division=0)


def recall_by_counters(predicted, actual):
    hits = Counter(actual[predicted == actual].tolist())
    return statistics.fmean(hits[label] / count for label, count in Counter(actual.tolist()).items())


def pooled_by_windows(picture, size, stride):
    return sliding_window_view(picture, (size, size))[::stride, ::stride].max(axis=(2, 3))


def pooled_in_lists(picture, size, stride):
    rows, columns = picture.shape
    return [
        [max(max(row[c : c + size]) for row in picture[r : r + size].tolist()) for c in lefts]
        for lefts in [range(0, columns - size + 1, stride)]
        for r in range(0, rows - size + 1, stride)
    ]


RIGHT = [
    ("accuracy", "loop", accuracy_by_a_loop),
    ("accuracy", "scikit-learn", accuracy_in_scikit_learn),
    ("accuracy", "Keras tensor", accuracy_in_keras),
    ("accuracy", "float32", lambda p, a: np.mean(p == a, dtype="float32")),
    ("accuracy", "Decimal", lambda p, a: Decimal(int(np.sum(p == a))) / len(a)),
    ("accuracy", "array without axes", lambda p, a: np.array(np.count_nonzero(p == a) / p.size)),
    ("dense_parameters", "matrices", lambda inputs, units: np.ones((inputs + 1, units)).sum()),
    ("dense_parameters", "factored", lambda inputs, units: (inputs + 1) * units),
    ("dense_parameters", "partial", functools.partial(lambda one, i, u: u * (i + one), 1)),
    ("conv_parameters", "object", filters_as_an_object),
    ("conv_parameters", "Keras layer", filters_in_keras),
    ("conv_parameters", "math.prod", lambda *sides: math.prod((sides[0], *sides)) + sides[2]),
    ("interval", "Decimal", interval_in_decimal),
    ("interval", "quadratic equation", interval_as_roots),
    ("interval", "float32", interval_in_float32),
    ("dead_logits", "loop", dead_logits_by_a_loop),
    ("dead_logits", "tuple", dead_logits_by_relu),
    ("dead_logits", "sets, uint8", dead_logits_by_sets),
    ("output_size", "Keras", size_in_keras),
    ("output_size", "range", size_by_places),
    ("parameters_in", "recursion", parameters_in_by_recursion),
    ("parameters_in", "arrays", parameters_in_arrays),
    ("parameters_reached", "recursion", reached_by_recursion),
    ("parameters_reached", "queue", reached_by_a_queue),
    ("parameters_reached", "matrix", reached_by_a_matrix),
    ("pick_rate", "itertools", rate_by_takewhile),
    ("pick_rate", "masks", rate_by_masks),
    ("pick_rate", "Fraction", rate_as_a_fraction),
    ("macro_recall", "scikit-learn", recall_in_scikit_learn),
    ("macro_recall", "counters", recall_by_counters),
    ("max_pool", "window views", pooled_by_windows),
    ("max_pool", "lists", pooled_in_lists),
]
