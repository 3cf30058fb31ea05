"""Wrong answers to lesson 08's exercise as learners write them, with words that each must be told."""

import numpy as np
from sklearn.model_selection import train_test_split


def split(labels, share, rng, count=lambda share, size: max(1, round(share * size)), draw=None):
    validation = []
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        number = int(count(share, len(places)))
        validation.extend(places[-number:] if draw == "last" else rng.permutation(places)[:number])
    return np.setdiff1d(np.arange(len(labels)), validation), np.array(validation)


def counted(count):
    return lambda labels, share, rng: split(labels, share, rng, count)


def swapped(labels, share, rng):
    return split(labels, share, rng)[::-1]


def as_fit_does(labels, share, rng):
    cut = int(len(labels) * (1 - share))
    return np.arange(cut), np.arange(cut, len(labels))


def first_part(labels, share, rng):
    cut = round(len(labels) * share)
    return np.arange(cut, len(labels)), np.arange(cut)


def permuted(labels, share, rng):
    order = rng.permutation(len(labels))
    cut = int(len(labels) * share)
    return order[cut:], order[:cut]


def everything_to_learn(labels, share, rng):
    return np.arange(len(labels)), split(labels, share, rng)[1]


def forgets_some(labels, share, rng):
    training, validation = split(labels, share, rng)
    return training[: len(training) // 2], validation


def last_of_each(labels, share, rng):
    return split(labels, share, rng, draw="last")


def not_from_rng(labels, share, rng):
    return split(labels, share, np.random.default_rng())


def with_replacement(labels, share, rng):
    drawn = []
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        drawn.extend(rng.choice(places, max(1, round(share * len(places)))))
    return np.setdiff1d(np.arange(len(labels)), drawn), np.array(drawn)


def anew_in_each_class(labels, share, rng):
    training, validation = [], []
    for label in np.unique(labels):
        order = rng.permutation(np.sum(labels == label))
        count = max(1, round(share * len(order)))
        training.extend(order[count:])
        validation.extend(order[:count])
    return np.array(training), np.array(validation)


def the_labels(labels, share, rng):
    training, validation = split(labels, share, rng)
    return labels[training], labels[validation]


def a_mask(labels, share, rng):
    mask = np.isin(np.arange(len(labels)), split(labels, share, rng)[1])
    return ~mask, mask


def validation_alone(labels, share, rng):
    return split(labels, share, rng)[1]


def from_one(labels, share, rng):
    return tuple(part + 1 for part in split(labels, share, rng))


def same_for_all(labels, share, rng):
    number = max(1, round(share * len(labels) / len(np.unique(labels))))
    return split(labels, share, rng, lambda share, size: min(number, 2))


def ten_digits(labels, share, rng):
    drawn = [rng.choice(np.flatnonzero(labels == digit), 1, replace=False) for digit in range(10)]
    return np.setdiff1d(np.arange(len(labels)), drawn), np.concatenate(drawn)


def by_sklearn(labels, share, rng):
    places, seed = np.arange(len(labels)), int(rng.integers(1000))
    return train_test_split(places, test_size=share, stratify=labels, random_state=seed)


def ten_classes(labels, share, rng):
    validation = split(labels[labels < 10], share, rng)[1]
    validation = np.flatnonzero(labels < 10)[validation]
    return np.setdiff1d(np.flatnonzero(labels < 10), validation), validation


def nearly_same_for_all(labels, share, rng):
    number = round(share * len(labels) / len(np.unique(labels)))
    return split(labels, share, rng, lambda share, size: max(1, min(number, size - 1)))


def last_class_not_drawn(labels, share, rng):
    training, validation = [], []
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        number = max(1, round(share * len(places)))
        if label < labels.max():
            places = rng.permutation(places)
        training.extend(places[number:])
        validation.extend(places[:number])
    return training, validation


def half(labels, share, rng):
    return split(labels, share, rng, lambda share, size: max(1, size // 2))


ATTEMPTS = [
    (swapped, "changed places"),
    (as_fit_does, "as `fit` does"),
    (first_part, "first part of the data"),
    (permuted, "permutes all images together"),
    (everything_to_learn, "in both arrays"),
    (forgets_some, "in neither array"),
    (last_of_each, "Whatever `rng` is"),
    (not_from_rng, "when asked again"),
    (with_replacement, "replace=False"),
    (anew_in_each_class, "anew within each class"),
    (the_labels, "labels themselves"),
    (a_mask, "True and False"),
    (validation_alone, "two arrays"),
    (from_one, "no image has"),
    (same_for_all, "the same number"),
    (counted(lambda share, size: round(share * size)), "gives nothing"),
    (counted(lambda share, size: share * size), "down, and small"),
    (counted(lambda share, size: max(1, int(share * size))), "nearest whole"),
    (counted(lambda share, size: np.ceil(share * size)), "rounds up."),
    (counted(lambda share, size: round(share * size) + 1), "one image too many"),
    (by_sklearn, "within one image of their shares"),
    (half, "numbers by class are off"),
    (ten_classes, "Whole classes"),
    (ten_digits, "stopped on"),
]
