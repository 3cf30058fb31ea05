"""Lesson 02: prepare(images), uint8 (n, 28, 28) to float (n, 784) from 0 to 1, row by row."""

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Mistake


def reference(images: np.ndarray) -> np.ndarray:
    """Return a row of 784 numbers from 0 to 1 for each image."""
    return images.reshape(len(images), 784) / 255


def inputs() -> list[Arguments]:
    """Return tuples (images,) of one image and more, every pixel at random: faint ones, which never reach
    255, with paper at 0 and above it, ones that use the whole range, and both together."""
    rng = np.random.default_rng(0)
    shades = [(1, 0, 200), (2, 0, 255), (7, 30, 90), (50, 0, 255)]  # images, lightest, darkest
    found = [rng.integers(low, high, (n, 28, 28), np.uint8, endpoint=True) for n, low, high in shades]
    return [*((images,) for images in found), (np.concatenate(found),)]


def _stretched(images: np.ndarray, axis: tuple[int, ...] | None) -> np.ndarray:
    """Return the rows with the smallest value along the axis at 0 and the largest at 1."""
    low, high = images.min(axis, keepdims=True), images.max(axis, keepdims=True)
    return ((images - low) / (high - low)).reshape(len(images), 784)


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
        'All that is below 1 is thrown away, by // or by a cast to whole numbers ("uint8"). Use / and keep floats.',
    ),
    (
        lambda images: images.reshape(len(images), 784) / 256,
        "Divided by 256, full ink never reaches 1: 255 is the largest value.",
    ),
    (
        lambda images: reference(images) * 255 / images.max(),
        "It divides by the largest value among these images. Faint digits would turn bold: divide by 255.",
    ),
    (
        lambda images: reference(images) * 255 / images.max((1, 2))[:, None],
        "It divides each image by its own largest value. Faint digits would turn bold: divide by 255.",
    ),
    (
        lambda images: _stretched(images, None),
        "It stretches these images, from their smallest value to their largest. Divide by 255, and no more.",
    ),
    (
        lambda images: _stretched(images, (1, 2)),
        "It stretches each image from its own smallest value to its own largest. Divide by 255, and no more.",
    ),
    (
        lambda images: 1 - reference(images),
        "Light and dark changed places: 0 stays 0, and 255 becomes 1.",
    ),
    (
        lambda images: 2 * reference(images) - 1,
        "Its values go from -1 to 1. From 0 to 1 is asked for.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="One row of 784 numbers from 0 to 1 for each image.",
)
