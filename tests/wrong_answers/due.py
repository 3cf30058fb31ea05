"""Wrong answers to lesson 07's exercise as learners write them, with words that each must be told."""

import math

import numpy as np


def _with(seeds=lambda seed, epoch: [seed, epoch], steps=math.ceil, cut=None, ahead=0):
    """Return due with one part of it written otherwise."""

    def due(step, count, batch, seed):
        step = max(step + ahead, 0)
        many = max(int(steps(count / batch)), 1)
        epoch, place = step // many, step % many
        order = np.random.default_rng(seeds(seed, epoch)).permutation(count)
        if cut:
            return cut(order, place, batch)
        return order[place * batch : place * batch + batch]

    return due


def in_a_row(step, count, batch, seed):
    first = step % math.ceil(count / batch) * batch
    return np.arange(first, min(first + batch, count))


def never_starts_a_new_epoch(step, count, batch, seed):
    return np.random.default_rng([seed, 0]).permutation(count)[step * batch : (step + 1) * batch]


def wraps_around(step, count, batch, seed):
    order = np.random.default_rng([seed, step * batch // count]).permutation(count)
    return order[np.arange(step * batch, (step + 1) * batch) % count]


def one_number(step, count, batch, seed):
    return step * batch


def draws_a_batch(step, count, batch, seed):
    return np.random.default_rng([seed, step]).permutation(count)[:batch]


ATTEMPTS = [
    (_with(lambda seed, epoch: seed), "doesn't depend on the epoch"),
    (_with(lambda seed, epoch: epoch), "doesn't depend on `seed`"),
    (_with(lambda seed, epoch: [epoch, seed]), "epoch first"),
    (_with(lambda seed, epoch: [seed, epoch + 1]), "epochs from 1"),
    (_with(lambda seed, epoch: seed + epoch), "adds seed and epoch"),
    (_with(cut=lambda order, place, batch: order[:batch]), "begins the epoch again"),
    (_with(cut=lambda order, place, batch: order[place * batch :]), "all that is left"),
    (_with(cut=lambda order, place, batch: order[place : place + batch]), "one image a step"),
    (_with(ahead=1), "one batch ahead"),
    (_with(ahead=-1), "the batch before"),
    (_with(steps=math.floor), "shorter batch"),
    (_with(steps=lambda share: share + 1), "adds a batch"),
    (_with(cut=lambda order, place, batch: sorted(order[place * batch : (place + 1) * batch])), "sorted"),
    (in_a_row, "in a row"),
    (never_starts_a_new_epoch, "For ("),
    (wraps_around, "For ("),
    (one_number, "For ("),
    (draws_a_batch, "For ("),
]
