"""Wrong answers to lesson 14's exercise as learners write them, with words that each must be told."""

import numpy as np


def some_image(logits):
    return [c for c in range(logits.shape[1]) if any(logits[:, c] <= 0)]


def images_instead(logits):
    return [i for i, row in enumerate(logits) if all(row <= 0)]


def on_average(logits):
    return np.flatnonzero(logits.mean(axis=0) <= 0)


def below_zero(logits):
    return np.flatnonzero(np.all(logits < 0, axis=0))


def living(logits):
    return np.flatnonzero(np.any(logits > 0, axis=0))


def full_of_zeros(logits):
    return np.flatnonzero(~logits.any(axis=0))


def first_image(logits):
    return np.flatnonzero(logits[0] <= 0)


def never_winning(logits):
    return sorted(set(range(logits.shape[1])) - set(logits.argmax(axis=1).tolist()))


def count(logits):
    return np.sum(logits.max(axis=0) <= 0)


def mask(logits):
    return ~np.any(logits > 0, axis=0)


def tuple_of_where(logits):
    return np.where(logits.max(axis=0) <= 0)


def column(logits):
    return np.argwhere(logits.max(axis=0) <= 0)


def from_one(logits):
    return [c + 1 for c in range(logits.shape[1]) if logits[:, c].max() <= 0]


def falling(logits):
    return [c for c in reversed(range(logits.shape[1])) if logits[:, c].max() <= 0]


def always_ten(logits):
    return [c for c in range(10) if logits[:, c].max() <= 0]


def zero_rows(logits):
    return np.sum(np.all(logits <= 0, axis=1))


def nothing(logits):
    return []


def by_name(logits):
    return [str(c) for c in np.flatnonzero(logits.max(axis=0) <= 0)] + ["dead"]


def as_text(logits):
    return [str(c) for c in np.flatnonzero(logits.max(axis=0) <= 0)]


def series_of_text(logits):
    return np.flatnonzero(logits.max(axis=0) <= 0).astype(str).astype(object)


def hardly_above(logits):
    return np.flatnonzero(logits.max(axis=0) <= 0.001)


def generator(logits):
    return (c for c in range(logits.shape[1]) if logits[:, c].max() <= 0)


def as_a_set(logits):
    return {c for c in range(logits.shape[1]) if logits[:, c].max() <= 0}


def keys(logits):
    return {c: True for c in range(logits.shape[1]) if logits[:, c].max() <= 0}.keys()


ATTEMPTS = [
    (some_image, "any or all"),
    (images_instead, "other axis"),
    (on_average, "on average"),
    (below_zero, "exactly 0"),
    (living, "living classes"),
    (full_of_zeros, "behind the ReLU"),
    (first_image, "first image only"),
    (never_winning, "never win"),
    (count, "counts the dead"),
    (mask, "True or False"),
    (tuple_of_where, "tuple"),
    (column, "a column"),
    (from_one, "from 1"),
    (falling, "falling order"),
    (always_ten, "stopped on"),
    (zero_rows, "For ("),
    (nothing, "For ("),
    (by_name, "For ("),
    (as_text, "it is text"),
    (series_of_text, "it is text"),
    (hardly_above, "For ("),
    (generator, "gives a generator"),
    (as_a_set, "gives a set"),
    (keys, "gives a dict_keys"),
]
