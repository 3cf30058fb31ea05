"""Lesson 14: dead_logits(logits), what comes before a ReLU, float (images, classes), to the numbers of the
classes that are above 0 for no image, int (k,)."""

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Mistake


def inputs() -> list[Arguments]:
    """Return many tuples (logits,), the smallest first: with no dead class, with some, with all, with logits
    of exactly 0 or hardly above, and with classes that are below zero on average but not always."""
    small = np.array([[1.0, -2.0, 0.0, -4.0], [-5.0, -1.0, -3.0, 2.0]])
    found = [small, -np.abs(small), np.abs(small) + 1, small / 10_000]
    rng = np.random.default_rng(0)
    for images, level in [(1, 0.0), (2, -0.5), (30, -2.0), (200, -2.5), (12, 3.0), (9, -9.0)]:
        centre = rng.normal(level, 1.5, 10)
        found.append(rng.normal(centre, 1.0, (images, 10)).round(3))
    found[-3][:, 7] = np.minimum(found[-3][:, 7], 0)  # never above 0, but often 0
    found[-3][:, 2] = 0
    return [(logits,) for logits in found]


def reference(logits: np.ndarray) -> np.ndarray:
    """Return the columns of `logits` (images, classes) that hold nothing above 0, int (k,), rising."""
    return np.flatnonzero(logits.max(axis=0) <= 0)


MISTAKES: list[Mistake] = [
    (
        lambda logits: np.flatnonzero(logits.min(axis=0) <= 0),
        "It lists classes that are silent for some image. Dead means for all of them: any or all?",
    ),
    (
        lambda logits: np.flatnonzero(logits.max(axis=1) <= 0),
        "It lists images in which no class is above 0. The classes are the columns: use the other axis.",
    ),
    (
        lambda logits: np.flatnonzero(logits.mean(axis=0) <= 0),
        "It asks whether a logit is below 0 on average. In many a living class it is: few images are its own.",
    ),
    (
        lambda logits: np.flatnonzero(logits.max(axis=0) < 0),
        "It misses classes whose largest logit is exactly 0. That isn't above 0 either: < or <=?",
    ),
    (
        lambda logits: np.flatnonzero(logits.max(axis=0) > 0),
        "It lists the living classes. The dead ones are asked for.",
    ),
    (
        lambda logits: np.flatnonzero(np.all(logits == 0, axis=0)),
        "It looks for columns full of zeros, as they are behind the ReLU. These are logits in front of it.",
    ),
    (
        lambda logits: np.flatnonzero(logits[0] <= 0),
        "It looks at the first image only. Look at all of them.",
    ),
    (
        lambda logits: np.setdiff1d(np.arange(logits.shape[1]), logits.argmax(axis=1)),
        "It lists classes that never win. A class can be above 0 and lose every time.",
    ),
    (
        lambda logits: len(reference(logits)),
        "It counts the dead classes. Which ones are they?",
    ),
    (
        lambda logits: logits.max(axis=0) <= 0,
        "It gives True or False for each class. Turn that into the numbers of the dead ones.",
    ),
    (
        lambda logits: np.where(logits.max(axis=0) <= 0),
        "np.where puts its answer into a tuple. The array that you want is its first element.",
    ),
    (
        lambda logits: np.argwhere(logits.max(axis=0) <= 0),
        "np.argwhere makes a column of them. One row of numbers is asked for, as np.flatnonzero makes it.",
    ),
    (
        lambda logits: reference(logits) + 1,
        "It counts the classes from 1. The first column is digit 0.",
    ),
    (
        lambda logits: reference(logits)[::-1],
        "The right classes, but in falling order. Put the smallest first.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="Tried on {tries} arrays: none dead, all dead, logits of exactly 0.",
)
