"""What `checks.early_stopping` holds an answer against: lists of losses, and the usual mistakes."""

import math
from functools import partial

import numpy as np


def inputs():
    """Return many tuples (losses, patience), the shortest first: with ties, without any improvement, falling
    to the end, with a patience that is never used up, with a lower loss after the stop."""
    found = [
        ([0.5], 1),
        ([0.3, 0.4], 1),
        ([0.4, 0.3], 2),
        ([0.5, 0.4, 0.4, 0.4, 0.3], 2),
        ([0.5, 0.4, 0.6, 0.5, 0.7, 0.3], 3),
        ([0.2, 0.3, 0.4, 0.5], 3),
        ([0.9, 0.7, 0.5, 0.3, 0.1], 2),
        ([0.9, 0.7, 0.8, 0.6], 10),
        ([1.5, 1.2, 1.3, 1.1, 1.4, 1.2, 1.3, 1.0], 3),
    ]
    rng = np.random.default_rng(0)
    for length in (3, 5, 8, 12, 16, 20):
        for patience in (1, 2, 3, 5):
            falling = 10 * 0.8 ** np.arange(length) + rng.normal(0, 1, length)
            found += [(np.abs(falling).round(2).tolist(), patience)]
            found += [((rng.integers(1, 6, length) / 10).tolist(), patience)]
    return found


def is_lower(loss, best, before):
    return loss < best


def counted_anew(waited, improved):
    return 0 if improved else waited + 1


def stop_and_best(stop, best, losses, patience):
    return stop, best


def stopping(losses, patience, *, improves=is_lower, worst=math.inf, wait=counted_anew, answer=stop_and_best):
    """Return (the epoch after which training stops, the epoch whose weights are restored), counted from 1, as
    Keras's EarlyStopping has them. Each keyword puts another rule, a mistake say, in the place of one of its
    own."""
    lowest, best, waited = worst, 1, 0
    for epoch, loss in enumerate(losses, 1):
        improved = improves(loss, lowest, losses[epoch - 2] if epoch > 1 else worst)
        waited = wait(waited, improved)
        if improved:
            lowest, best = loss, epoch
        elif waited >= patience:
            break
    return answer(epoch, best, losses, patience)


def _told(rule):
    return partial(stopping, answer=rule)


MISTAKES = [  # (stopping with the mistake, the message that names it)
    (
        _told(lambda stop, best, losses, patience: (stop - 1, best - 1)),
        "It counts epochs from 0. The first one is epoch 1.",
    ),
    (
        _told(lambda stop, best, losses, patience: (stop, best - 1)),
        "The stop is right, but the best epoch is counted from 0. The first one is epoch 1.",
    ),
    (
        _told(lambda stop, best, losses, patience: (best, stop)),
        "The two changed places: first the epoch that training stops after, then the best one.",
    ),
    (
        _told(lambda stop, best, losses, patience: (stop, stop)),
        "It restores the weights of the last epoch. Which one had the lowest loss so far?",
    ),
    (
        _told(lambda stop, best, losses, patience: (stop, losses[best - 1])),
        "The second number is the lowest loss. Which epoch was that?",
    ),
    (
        _told(lambda stop, best, losses, patience: (stop, 1 + int(np.argmin(losses)))),
        "It finds the lowest loss of the whole list. After the stop, nobody trains on to see the rest.",
    ),
    (
        _told(lambda stop, best, losses, patience: (len(losses), 1 + int(np.argmin(losses)))),
        "It never stops before the list ends. After how many epochs without a new best is patience used up?",
    ),
    (
        _told(lambda stop, best, losses, patience: (best + patience, best)),
        "Where patience is never used up, training stops with the list's last epoch, not behind it.",
    ),
    (
        _told(lambda stop, best, losses, patience: stop),
        "It gives the epoch of the stop alone. Return two numbers: stop, best.",
    ),
    (
        _told(lambda stop, best, losses, patience: best),
        "It gives the best epoch alone. Return two numbers: stop, best.",
    ),
    (
        partial(stopping, improves=lambda loss, best, before: loss <= best),
        "It takes an equal loss for a better one. To Keras, only a lower one is an improvement.",
    ),
    (
        partial(stopping, improves=lambda loss, best, before: loss < before),
        "It compares with the epoch before. Compare with the lowest loss so far.",
    ),
    (
        partial(stopping, improves=lambda loss, best, before: loss > best, worst=-math.inf),
        "It waits for the loss to rise, as one would with an accuracy. The lowest loss is the best.",
    ),
    (
        lambda losses, patience: stopping(losses, patience + 1),
        "It stops one epoch too late: when `patience` epochs in a row brought no new best, that is enough.",
    ),
    (
        lambda losses, patience: stopping(losses, patience - 1),
        "It stops one epoch too early: `patience` epochs without a new best have to pass.",
    ),
    (
        partial(stopping, wait=lambda waited, improved: waited if improved else waited + 1),
        "It adds up all epochs without a new best. A new best starts the count again from 0.",
    ),
]
