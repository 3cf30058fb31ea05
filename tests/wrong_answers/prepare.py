"""Wrong answers to lesson 02's first exercise as learners write them, with words that each must be told."""

import numpy as np


def own_largest(images):
    return np.array([image.ravel() / image.max() for image in images])


def own_range(images):
    rows = images.reshape(-1, 784).astype(float)
    low, high = rows.min(axis=1, keepdims=True), rows.max(axis=1, keepdims=True)
    return (rows - low) / (high - low)


ATTEMPTS = [
    (lambda images: images.reshape(-1, 784), "go to 255"),
    (lambda images: images / 255, "still a square"),
    (lambda images: (images.reshape(-1, 784) / 255).T, "changed places"),
    (lambda images: np.array([image.T.ravel() for image in images]) / 255, "columns end to end"),
    (lambda images: images.ravel() / 255, "one long row"),
    (lambda images: images.reshape(-1, 784) // 255, "//"),
    (lambda images: images.reshape(-1, 784) / 256, "256"),
    (lambda images: images.reshape(-1, 784) / np.max(images), "largest value among these images"),
    (own_largest, "each image by its own largest value"),
    (
        lambda images: np.interp(images, (images.min(), images.max()), (0, 1)).reshape(-1, 784),
        "stretches these",
    ),
    (own_range, "stretches each image"),
    (lambda images: (255 - images).reshape(-1, 784) / 255, "Light and dark"),
    (lambda images: images.reshape(-1, 784) / 127.5 - 1, "from -1 to 1"),
    (lambda images: images.reshape(60000, 784) / 255, "stopped on"),
    (lambda images: (images.reshape(-1, 784) / 255).round(2), "it is rounded"),
    (lambda images: (images.reshape(-1, 784) / 255).astype("float16"), "at place [0, "),
    (lambda images: images[:1].reshape(1, 784) / 255, "For ("),
]
