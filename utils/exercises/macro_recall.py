"""Lesson 09: macro_recall(predicted, actual), two arrays of labels (n,), int, to the mean, over the classes in
`actual`, of the share of each class that was recognised."""

from collections.abc import Iterable

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Mistake


def inputs() -> list[Arguments]:
    """Return many tuples (predicted, actual), the smallest first: unequal classes, classes that are predicted
    but don't occur, classes that occur but aren't predicted."""
    rng = np.random.default_rng(0)
    found: list[Arguments] = [
        (np.array([7, 7, 7, 7]), np.array([7, 7, 7, 5])),
        (np.array([3, 5]), np.array([3, 4])),
    ]
    for size, classes in [(6, [0, 1]), (12, [1, 2, 9]), (30, [4, 8, 50, 60]), (200, range(30, 40))]:
        shares = np.arange(1, len(classes) + 1) / sum(range(1, len(classes) + 1))
        for _ in range(4):
            actual = rng.choice(classes, size, p=shares)
            wrong = rng.choice([*classes, 61], size)
            found.append((np.where(rng.random(size) < 0.7, actual, wrong), actual))
    return found


def _shares(
    predicted: np.ndarray, actual: np.ndarray, classes: Iterable[int], grouped_by: np.ndarray
) -> np.ndarray:
    """Return, for each of the classes, the share of hits among the images that the labels `grouped_by` (n,)
    put into it, float (classes,); 0 where there are none."""
    hit = predicted == actual
    groups = [hit[grouped_by == label] for label in classes]
    return np.array([group.mean() if group.size else 0 for group in groups], float)


def _recalls(predicted: np.ndarray, actual: np.ndarray) -> np.ndarray:
    """Return the recall of each class that occurs, float (classes,), in the order of the labels."""
    return _shares(predicted, actual, np.unique(actual), actual)


def reference(predicted: np.ndarray, actual: np.ndarray) -> float:
    """Return the mean of the recalls."""
    return float(_recalls(predicted, actual).mean())


def _union(predicted: np.ndarray, actual: np.ndarray) -> np.ndarray:
    return np.unique([*predicted, *actual])


def _f1(predicted: np.ndarray, actual: np.ndarray) -> float:
    scores = []
    for label in np.unique(actual):
        hits = np.sum((predicted == label) & (actual == label))
        scores.append(2 * hits / (np.sum(predicted == label) + np.sum(actual == label)))
    return float(np.mean(scores))


def _hits_by_predicted(predicted: np.ndarray, actual: np.ndarray) -> float:
    hits = [np.sum((predicted == label) & (actual == label)) for label in np.unique(actual)]
    return float(np.sum(hits) / len(np.unique(predicted)))


PRECISION = (
    "That is precision: of the images *called* 7, how many are? Recall asks of the images that *are* 7."
)

MISTAKES: list[Mistake] = [
    (
        lambda p, a: np.mean(p == a),
        "That is the accuracy: large classes count more. Take one share for each class, then their mean.",
    ),
    (lambda p, a: _shares(p, a, np.unique(a), p).mean(), PRECISION),
    (
        lambda p, a: _shares(p, a, np.unique(p), p).mean(),
        PRECISION + " And go through the classes that occur, not those predicted.",
    ),
    (
        lambda p, a: _shares(p, a, _union(p, a), a).mean(),
        "It counts classes that never occur, as 0. Only the classes in `actual` have a recall.",
    ),
    (
        lambda p, a: _shares(p, a, np.unique(p), a).mean(),
        "It goes through the classes that were predicted, or counts those. Take the ones in `actual`.",
    ),
    (
        lambda p, a: _recalls(p, a).sum() / 61,
        "It divides by 61, also where fewer classes occur. Count the classes in `actual`.",
    ),
    (
        lambda p, a: _recalls(p, a).sum() / 10,
        "It divides by 10, as for ten digits. Count the classes in `actual`.",
    ),
    (
        lambda p, a: _recalls(p, a).sum() / (a.max() + 1),
        "It divides by the largest label plus one. Not every number up to it has images.",
    ),
    (
        lambda p, a: _recalls(p, a).sum() / len(a),
        "It divides by the number of images. The mean is over classes.",
    ),
    (
        lambda p, a: np.mean([np.mean((p == a) & (a == label)) for label in np.unique(a)]),
        "It divides the hits of each class by all images. Divide by the images of that class.",
    ),
    (
        _hits_by_predicted,
        "It adds up hits, not shares. Divide the hits of each class by the images of that class first.",
    ),
    (lambda p, a: _recalls(p, a), "It gives a recall for each class. One number is asked for, their mean."),
    (lambda p, a: _recalls(p, a).sum(), "It adds up the recalls. Their mean is asked for."),
    (
        lambda p, a: np.median(_recalls(p, a)),
        "It takes the median of the recalls, which doesn't notice a few zeros. Take the mean.",
    ),
    (lambda p, a: _recalls(p, a).min(), "It gives the worst recall of all. Take the mean."),
    (lambda p, a: _recalls(p, a).max(), "It gives the best recall of all. Take the mean."),
    (
        lambda p, a: _recalls(p, a)[-1],
        "It gives the recall of the last class only. Does the loop collect what it finds?",
    ),
    (
        lambda p, a: _recalls(p, a)[0],
        "It gives the recall of the first class only. Does it return from inside the loop?",
    ),
    (lambda p, a: 100 * reference(p, a), "It gives a percentage. A share from 0 to 1 is asked for."),
    (lambda p, a: 1 - reference(p, a), "It gives the share that was missed. Take the share recognised."),
    (
        _f1,
        "That mixes recall with precision, as F1 does. Divide by the images of the class, nothing else.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="Each class counts once. In scikit-learn it is called balanced accuracy.",
)
