"""Lesson 08: stratified_split(labels, share, rng), labels (n,) uint8, a share from 0 to 1 and a generator, to two
arrays of indices, for training and for validation.

The images are drawn at random, so many answers are right: they are judged by their properties.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Fault

SEEDS = (1, 1, 2)  # each set of labels is split three times: twice with the same generator, then with another


def inputs() -> list[Arguments]:
    """Return many tuples (labels, share, rng), each set of labels once for each of SEEDS: sorted and mixed,
    uneven, with labels that aren't 0 to 9, with one class, and with classes of two images, or of so few that
    their share rounds to 0. No share of a class ends in .5."""
    rng = np.random.default_rng(0)
    small = np.repeat([0, 1], [10, 20])
    sorted_ = np.repeat(np.arange(10), [4, 21, 56, 38, 44, 33, 37, 42, 49, 61])
    odd = np.repeat([3, 7, 8, 40], [2, 29, 660, 14])
    pairs, rare = np.repeat([0, 9, 255], [2, 3, 6]), np.repeat([5, 6], [20, 130])
    sets = [(small, 0.2), (sorted_, 0.2), (odd, 0.2), (sorted_, 0.33), (odd, 0.1)]
    sets += [(pairs, 0.33), (rare, 0.02), (np.full(9, 4), 0.3)]
    sets += [(rng.permutation(labels), share) for labels, share in sets]
    return [
        (labels.astype(np.uint8), share, np.random.default_rng(seed))
        for labels, share in sets
        for seed in SEEDS
    ]


def _anywhere(has_fault: Callable[..., bool]) -> Callable[[list[Arguments], list[Any]], bool]:
    """Return the fault that is there if has_fault(labels, share, training, validation) for any input."""
    return lambda inputs, answers: any(
        has_fault(labels, share, *map(np.asarray, answer))
        for (labels, share, _), answer in zip(inputs, answers, strict=True)
    )


def _everywhere(has_fault: Callable[..., bool]) -> Callable[[list[Arguments], list[Any]], bool]:
    """Return the fault that is there if has_fault(labels, share, training, validation) for every input."""
    return lambda inputs, answers: not _anywhere(lambda *split: not has_fault(*split))(inputs, answers)


def _is_mask(labels: np.ndarray, answer: Any) -> bool:
    parts = _parts(answer)
    return len(parts) == 2 and all(part.dtype == bool and part.shape == labels.shape for part in parts)


def _is_pair(answer: Any) -> bool:
    parts = _parts(answer)
    return len(parts) == 2 and all(part.ndim == 1 and part.dtype.kind in "iu" for part in parts)


def _parts(answer: Any) -> list[np.ndarray]:
    """Return the arrays that an answer holds; none where it holds something else."""
    try:
        return [np.asarray(part) for part in answer]
    except Exception:  # whatever can't become arrays isn't what was asked for
        return []


def _is_same(one: np.ndarray, other: np.ndarray) -> bool:
    """Return whether two arrays hold the same numbers, in whatever order."""
    return np.array_equal(np.sort(one, axis=None), np.sort(other, axis=None))


def _has_twice(array: np.ndarray) -> bool:
    return len(np.unique(array)) < len(array)


def _counts_anew(labels: np.ndarray, share: float, training: np.ndarray, validation: np.ndarray) -> bool:
    sizes = np.unique(labels, return_counts=True)[1]
    anew = np.concatenate([np.arange(n) for n in sizes])
    return len(sizes) > 1 and _is_same(np.concatenate([training, validation]), anew)


def _gives(rule: Callable[[float, np.ndarray], np.ndarray]) -> Callable[..., bool]:
    """Return a test of whether each class gives rule(share, its count) images to validation."""
    return lambda labels, share, training, validation: np.array_equal(
        _given(labels, validation), rule(share, np.unique(labels, return_counts=True)[1])
    )


def _given(labels: np.ndarray, validation: np.ndarray) -> np.ndarray:
    """Return how many images each class gives to validation, int (classes,)."""
    return np.array([np.sum(labels[validation] == label) for label in np.unique(labels)])


def _asked(share: float, sizes: np.ndarray) -> np.ndarray:
    return np.maximum(1, np.round(share * sizes))


def _is_alike(labels: np.ndarray, share: float, training: np.ndarray, validation: np.ndarray) -> bool:
    """Return whether each class gives the same number, a very small class all that it has, or all but one."""
    given, sizes = _given(labels, validation), np.unique(labels, return_counts=True)[1]
    return training.size > 0 and bool(np.all(given >= np.minimum(given.max(), sizes - 1)))


def _is_share_of_all(labels: np.ndarray, share: float, training: np.ndarray, validation: np.ndarray) -> bool:
    return bool(abs(len(validation) - share * len(labels)) <= 1)


def _is_within_one(labels: np.ndarray, share: float, training: np.ndarray, validation: np.ndarray) -> bool:
    off = _given(labels, validation) - share * np.unique(labels, return_counts=True)[1]
    return bool(np.all(np.abs(off) <= 1))


def _changes_without_rng(inputs: list[Arguments], answers: list[Any]) -> bool:
    return not all(
        _is_same(*pair) for pair in zip(_validations(answers, 0), _validations(answers, 1), strict=True)
    )


def _ignores_rng(inputs: list[Arguments], answers: list[Any]) -> bool:
    """Return whether a class gives the same images to two generators, though it has more than a million ways to
    choose them."""
    labelled = [labels for labels, *_ in inputs[:: len(SEEDS)]]
    splits = zip(labelled, _validations(answers, 0), _validations(answers, 2), strict=True)
    return any(
        math.comb(np.sum(labels == label), np.sum(labels[one] == label)) > 1e6
        and _is_same(one[labels[one] == label], other[labels[other] == label])
        for labels, one, other in splits
        for label in np.unique(labels)
    )


def _validations(answers: list[Any], place: int) -> list[np.ndarray]:
    """Return the validation indices that were drawn with the generator at this place in SEEDS."""
    return [np.asarray(validation) for _, validation in answers[place :: len(SEEDS)]]


# Each fault may rely on that there is none of those before it.
FAULTS: list[Fault] = [
    (
        lambda inputs, answers: all(
            _is_mask(i[0], answer) for i, answer in zip(inputs, answers, strict=True)
        ),
        "It gives True and False for each image. `np.flatnonzero` makes indices of such a mask.",
    ),
    (
        lambda inputs, answers: not all(map(_is_pair, answers)),
        "Return two arrays of whole numbers: the training indices, then the validation indices.",
    ),
    (
        _anywhere(lambda labels, _, *both: _is_same(np.concatenate(both), labels)),
        "It gives the labels themselves. Return the indices, the places where they stand.",
    ),
    (
        _anywhere(_counts_anew),
        "It counts anew within each class. `np.flatnonzero` gives places in the whole array.",
    ),
    (
        _anywhere(
            lambda labels, _, *both: np.setdiff1d(np.concatenate(both), np.arange(len(labels))).size > 0
        ),
        "It gives an index that no image has: they go from 0 to len(labels) - 1.",
    ),
    (
        _anywhere(lambda labels, _, *both: any(map(_has_twice, both))),
        "An index comes twice in one array. Is it drawn with `replace=False`?",
    ),
    (
        _anywhere(lambda labels, _, *both: np.intersect1d(*both).size > 0),
        "Some images are in both arrays: the network would be tested on what it has learned.",
    ),
    (
        _anywhere(
            lambda labels, _, *both: len(np.unique(labels[np.concatenate(both)])) < len(np.unique(labels))
        ),
        "Whole classes are in neither array. Labels needn't go from 0 to 9: `np.unique(labels)` knows them.",
    ),
    (
        _anywhere(lambda labels, _, *both: len(np.concatenate(both)) < len(labels)),
        "Some images are in neither array. What isn't for validation is for training.",
    ),
    (
        _everywhere(_is_alike),
        "Each class gives the same number. It should give its share of its *own* images.",
    ),
    (
        _everywhere(
            lambda labels, share, training, _: (
                abs(len(training) - share * len(labels)) <= len(np.unique(labels))
            )
        ),
        "The two changed places: training first, and `share` is the validation's part.",
    ),
    (
        _everywhere(
            lambda labels, _, training, validation: _is_same(
                validation, np.arange(len(training), len(labels))
            )
        ),
        "It cuts off the last part of the data, as `fit` does, and sorted labels lose whole classes.",
    ),
    (
        _everywhere(lambda labels, _, training, validation: _is_same(validation, np.arange(len(validation)))),
        "It cuts off the first part of the data. Sorted labels lose whole classes to that, too.",
    ),
    (
        _everywhere(_gives(lambda share, sizes: np.floor(share * sizes))),
        "It rounds down, and small classes give nothing. Use `round`, and give at least 1.",
    ),
    (
        _everywhere(_gives(lambda share, sizes: np.round(share * sizes))),
        "A small class gives nothing to validation: at least 1 is asked for.",
    ),
    (
        _everywhere(_gives(lambda share, sizes: np.maximum(1, np.floor(share * sizes)))),
        "It rounds down. `round` goes to the nearest whole number.",
    ),
    (
        _everywhere(_gives(lambda share, sizes: np.ceil(share * sizes))),
        "It rounds up. `round` goes to the nearest whole number.",
    ),
    (
        _everywhere(_gives(lambda share, sizes: np.round(share * sizes) + 1)),
        "A class gives one image too many. At least 1 means: 1 where it would be 0.",
    ),
    (
        lambda inputs, answers: (
            _everywhere(_is_share_of_all)(inputs, answers)
            and not _everywhere(_is_within_one)(inputs, answers)
        ),
        "It permutes all images together, so chance says what a class gives. Go class by class.",
    ),
    (
        lambda inputs, answers: (
            _everywhere(_is_within_one)(inputs, answers) and not _everywhere(_gives(_asked))(inputs, answers)
        ),
        "The numbers by class are within one image of their shares, as scikit-learn has them. Here each class "
        "gives round(share * its count), but at least 1.",
    ),
    (
        lambda inputs, answers: not _everywhere(_gives(_asked))(inputs, answers),
        "The numbers by class are off: each gives round(share * its count), but at least 1.",
    ),
    (_changes_without_rng, "The same `rng` gives another split when asked again. Draw with `rng` alone."),
    (_ignores_rng, "Whatever `rng` is, the same images go to validation. Draw them with `rng`."),
]

EXERCISE = Exercise(
    inputs=inputs,
    faults=FAULTS,
    praise="Tried {tries} times: each class gives its share, however small or late it is.",
)
