"""Lesson 02: prepare(images), uint8 (n, 28, 28) to float (n, 784) from 0 to 1, row by row."""

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Mistake


def reference(images: np.ndarray) -> np.ndarray:
    """Return a row of 784 numbers from 0 to 1 for each image."""
    return images.reshape(len(images), 784) / 255


def inputs() -> list[Arguments]:
    """Return tuples (images,) of one image and more, every pixel at random."""
    rng = np.random.default_rng(0)
    return [(rng.integers(0, 256, (n, 28, 28), dtype=np.uint8),) for n in (1, 2, 7, 50)]


MISTAKES: list[Mistake] = [
    (
        lambda images: images.reshape(len(images), 784),
        "The shape is right, but the values go to 255. Make 255 become 1.",
    ),
    (
        lambda images: images / 255,
        "The values are right, but each image is still a square. Lay its rows end to end.",
    ),
    (
        lambda images: reference(images).T,
        "Images and pixels changed places: a row for each image, please.",
    ),
    (
        lambda images: reference(images.transpose(0, 2, 1)),
        "It lays columns end to end, not rows.",
    ),
    (
        lambda images: reference(images).ravel(),
        "All images ended in one long row. Keep a row for each image.",
    ),
    (
        lambda images: images.reshape(len(images), 784) // 255,
        "// throws away all that is below 1. Use /.",
    ),
    (
        lambda images: images.reshape(len(images), 784) / 256,
        "Divided by 256, full ink never reaches 1: 255 is the largest value.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="One row of 784 numbers from 0 to 1 for each image.",
)
