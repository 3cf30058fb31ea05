"""Lesson 06: early_stopping(losses, patience), a list of validation losses, one per epoch, and a count of
epochs, to two epochs counted from 1: the one that training stops after, the one whose weights are restored."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Mistake


def inputs() -> list[Arguments]:
    """Return many tuples (losses, patience), the shortest first: with ties, without any improvement, falling
    to the end, with a patience that is never used up, with a lower loss after the stop, lower by little, large,
    zero, and for more epochs than any course trains."""
    found: list[Arguments] = [
        ([0.5], 1),
        ([0.3, 0.4], 1),
        ([0.4, 0.3], 2),
        ([0.5, 0.4, 0.4, 0.4, 0.3], 2),
        ([0.5, 0.4, 0.6, 0.5, 0.7, 0.3], 3),
        ([0.2, 0.3, 0.4, 0.5], 3),
        ([0.9, 0.7, 0.5, 0.3, 0.1], 2),
        ([0.9, 0.7, 0.8, 0.6], 10),
        ([1.5, 1.2, 1.3, 1.1, 1.4, 1.2, 1.3, 1.0], 3),
        ([0.1, 0.099, 0.0989, 0.09889, 0.098888, 0.0988887, 0.2], 1),
        ([2e12, 3e12, 1.5e12, 4e12, 5e12], 2),
        ([0.3000002, 0.3000001, 0.3], 1),
        ([0.1, 0.0, 0.0, 0.05], 2),
        ((1 / np.arange(1, 301)).tolist(), 5),
    ]
    rng = np.random.default_rng(0)
    for length in (3, 5, 8, 12, 16, 20):
        for patience in (1, 2, 3, 5):
            falling = 10 * 0.8 ** np.arange(length) + rng.normal(0, 1, length)
            found += [(np.abs(falling).tolist(), patience)]
            found += [((0.3 + falling / 1e5).tolist(), patience)]
            found += [((rng.integers(1, 6, length) / 10).tolist(), patience)]
    return found


def reference(
    losses: list[float],
    patience: int,
    *,
    improves: Callable[[float, float, float], bool] = lambda loss, best, before: loss < best,
    worst: float = math.inf,
    wait: Callable[[int, bool], int] = lambda waited, improved: 0 if improved else waited + 1,
    answer: Callable[..., Any] = lambda stop, best, losses, patience: (stop, best),
) -> Any:
    """Return (the epoch that training stops after, the epoch whose weights are restored), counted from 1, as
    Keras's EarlyStopping has them. Each step is a keyword, so that a mistake below can put a wrong step in
    its place."""
    lowest, best, waited = worst, 1, 0
    for epoch, loss in enumerate(losses, 1):
        improved = improves(loss, lowest, losses[epoch - 2] if epoch > 1 else worst)
        waited = wait(waited, improved)
        if improved:
            lowest, best = loss, epoch
        elif waited >= patience:
            break
    return answer(epoch, best, losses, patience)


def _answering(rule: Callable[..., Any]) -> Callable[..., Any]:
    return partial(reference, answer=rule)


MISTAKES: list[Mistake] = [
    (
        _answering(lambda stop, best, losses, patience: (stop - 1, best - 1)),
        "It counts epochs from 0. The first one is epoch 1.",
    ),
    (
        _answering(lambda stop, best, losses, patience: (stop, best - 1)),
        "The stop is right, but the best epoch is counted from 0. The first one is epoch 1.",
    ),
    (
        _answering(lambda stop, best, losses, patience: (best, stop)),
        "The two changed places: first the epoch that training stops after, then the best one.",
    ),
    (
        _answering(lambda stop, best, losses, patience: (stop, stop)),
        "It restores the weights of the last epoch. Which one had the lowest loss so far?",
    ),
    (
        _answering(lambda stop, best, losses, patience: (stop, losses[best - 1])),
        "The second number is the lowest loss. Which epoch was that?",
    ),
    (
        _answering(lambda stop, best, losses, patience: (stop, 1 + int(np.argmin(losses)))),
        "It finds the lowest loss of the whole list. After the stop, nobody trains on to see the rest.",
    ),
    (
        _answering(lambda stop, best, losses, patience: (len(losses), 1 + int(np.argmin(losses)))),
        "It never stops before the list ends. After how many epochs without a new best is patience used up?",
    ),
    (
        _answering(lambda stop, best, losses, patience: (best + patience, best)),
        "Where patience is never used up, training stops with the list's last epoch, not behind it.",
    ),
    (
        _answering(lambda stop, best, losses, patience: stop),
        "It gives the epoch of the stop alone. Return two numbers: stop, best.",
    ),
    (
        _answering(lambda stop, best, losses, patience: best),
        "It gives the best epoch alone. Return two numbers: stop, best.",
    ),
    (
        partial(reference, improves=lambda loss, best, before: loss <= best),
        "It takes an equal loss for a better one. To Keras, only a lower one is an improvement.",
    ),
    (
        partial(reference, improves=lambda loss, best, before: loss < before),
        "It compares with the epoch before. Compare with the lowest loss so far.",
    ),
    (
        partial(reference, improves=lambda loss, best, before: loss > best, worst=-math.inf),
        "It waits for the loss to rise, as one would with an accuracy. The lowest loss is the best.",
    ),
    (
        lambda losses, patience: reference(losses, patience + 1),
        "It stops one epoch too late: when `patience` epochs in a row brought no new best, that is enough.",
    ),
    (
        lambda losses, patience: reference(losses, patience - 1),
        "It stops one epoch too early: `patience` epochs without a new best have to pass.",
    ),
    (
        partial(reference, wait=lambda waited, improved: waited if improved else waited + 1),
        "It adds up all epochs without a new best. A new best starts the count again from 0.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="Tried on {tries} lists of losses; on each, Keras stops and restores as yours does.",
)
