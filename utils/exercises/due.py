"""Lesson 07: due(step, count, batch, seed), four whole numbers, to the places of the images that come next."""

from collections.abc import Callable, Sequence

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Mistake


def inputs() -> list[Arguments]:
    """Return tuples (step, count, batch, seed), the smallest first: the first epoch and later ones, in the middle
    of an epoch and at its ends, with a last batch that is shorter, with one batch an epoch, as large as MNIST."""
    found: list[Arguments] = [(0, 6, 2, 0), (1, 6, 2, 0), (3, 6, 2, 0), (5, 6, 2, 1), (7, 6, 2, 3)]
    for count, batch in ((7, 3), (10, 4), (5, 5), (3, 8), (1, 1), (64, 16)):
        found += [(step, count, batch, seed) for step in (0, 1, 2, 3, 4, 8, 11) for seed in (0, 5)]
    return [*found, (500, 60000, 100, 7), (1100, 60000, 100, 7), (468, 60000, 128, 1), (938, 60000, 128, 2)]


def _order(seed: Sequence[int] | int, count: int) -> np.ndarray:
    return np.random.default_rng(seed).permutation(count)


def reference(step: int, count: int, batch: int, seed: int) -> np.ndarray:
    """Return the places, int (batch,) or fewer at the end of an epoch, of the images that step `step` looks at."""
    epoch, place = divmod(step, -(-count // batch))
    return _order([seed, epoch], count)[place * batch : (place + 1) * batch]


def _parts(step: int, count: int, batch: int) -> tuple[int, int]:
    """Return (the epoch, the batch in it), both counted from 0."""
    return divmod(step, -(-count // batch))


def _ordered_by(seed_of: Callable[[int, int], Sequence[int] | int]) -> Callable[..., np.ndarray]:
    """Return the reference with another seed for an epoch's order: seed_of(seed, epoch)."""

    def due(step: int, count: int, batch: int, seed: int) -> np.ndarray:
        epoch, place = _parts(step, count, batch)
        return _order(seed_of(seed, epoch), count)[place * batch : (place + 1) * batch]

    return due


def _cut_by(cut: Callable[[np.ndarray, int, int], np.ndarray]) -> Callable[..., np.ndarray]:
    """Return the reference with another way to cut the batch out of the order: cut(order, place, batch)."""

    def due(step: int, count: int, batch: int, seed: int) -> np.ndarray:
        epoch, place = _parts(step, count, batch)
        return cut(_order([seed, epoch], count), place, batch)

    return due


def _steps_of(steps: Callable[[int, int], int]) -> Callable[..., np.ndarray]:
    """Return the reference with another number of steps for an epoch: steps(count, batch)."""

    def due(step: int, count: int, batch: int, seed: int) -> np.ndarray:
        epoch, place = divmod(step, max(steps(count, batch), 1))
        return _order([seed, epoch], count)[place * batch : (place + 1) * batch]

    return due


MISTAKES: list[Mistake] = [
    (
        _ordered_by(lambda seed, epoch: seed),
        "The order doesn't depend on the epoch, so all repeat the first one's. Give both: `[seed, epoch]`.",
    ),
    (
        _ordered_by(lambda seed, epoch: epoch),
        "The order doesn't depend on `seed`. Give both: `[seed, epoch]`.",
    ),
    (
        _ordered_by(lambda seed, epoch: [epoch, seed]),
        "It gives the epoch first. The text says `[seed, epoch]`.",
    ),
    (
        _ordered_by(lambda seed, epoch: [seed, epoch + 1]),
        "It counts epochs from 1. The first one is epoch 0.",
    ),
    (
        _ordered_by(lambda seed, epoch: seed + epoch),
        "It adds seed and epoch, so one seed's second epoch is the next one's first. Give both: `[seed, epoch]`.",
    ),
    (
        _cut_by(lambda order, place, batch: order[:batch]),
        "It begins the epoch again, with images that the network has seen. How many batches of it are done?",
    ),
    (
        _cut_by(lambda order, place, batch: order[place * batch :]),
        "It gives all that is left of the epoch. One batch is due.",
    ),
    (
        _cut_by(lambda order, place, batch: order[place : place + batch]),
        "It moves on by one image a step. A step looks at `batch` of them.",
    ),
    (
        lambda step, count, batch, seed: reference(step + 1, count, batch, seed),
        "It is one batch ahead. With the counter at 0, the first batch is due.",
    ),
    (
        lambda step, count, batch, seed: reference(max(step - 1, 0), count, batch, seed),
        "It gives the batch before, which the network has just seen.",
    ),
    (
        _steps_of(lambda count, batch: count // batch),
        "It forgets the last, shorter batch of an epoch. Round the number of steps up.",
    ),
    (
        _steps_of(lambda count, batch: count // batch + 1),
        "Where the images divide evenly into batches, it adds a batch to the epoch, and that one is empty.",
    ),
    (
        _cut_by(lambda order, place, batch: np.sort(order[place * batch : (place + 1) * batch])),
        "The images are right, but sorted. Leave them in the order in which they were drawn.",
    ),
    (
        lambda step, count, batch, seed: np.arange(count)[
            _parts(step, count, batch)[1] * batch : (_parts(step, count, batch)[1] + 1) * batch
        ],
        "It takes the places in a row. Take them from the epoch's order.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="Tried at {tries} interruptions. No image is shown twice, and none left out.",
)
