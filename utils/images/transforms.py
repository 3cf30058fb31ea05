"""Images changed on purpose: shifted, with their pixels permuted, coloured."""

import numpy as np


def shift(images: np.ndarray, right: int = 0, down: int = 0) -> np.ndarray:
    """Return the images (n, height, width, ...) moved by whole pixels, of the same shape and dtype.

    What leaves the frame is lost, paper (0) comes in. Negative numbers move left and up.
    Raises ValueError for a shift as large as the frame.
    """
    height, width = images.shape[1:3]
    if abs(right) >= width or abs(down) >= height:
        raise ValueError(
            f"A shift by ({right}, {down}) leaves nothing of an image of {width} by {height} pixels."
        )
    kept = images[:, max(-down, 0) : height - max(down, 0), max(-right, 0) : width - max(right, 0)]
    moved = np.zeros_like(images)
    moved[:, max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = kept
    return moved


def permute_pixels(images: np.ndarray, seed: int) -> np.ndarray:
    """Return the images (n, height, width, ...) with their pixels moved to other places.

    The places are drawn from `seed`, the same in every image. No value is lost, so the permutation can be
    undone. Shape and dtype stay.
    """
    order = np.random.default_rng(seed).permutation(images[0].size)
    return images.reshape(len(images), -1)[:, order].reshape(images.shape)


def coloured(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the images (n, height, width) as uint8 (n, height, width, 3), each in one colour.

    The ink of an image is pure red, green or blue, drawn from `rng`; its other two channels are 0.
    """
    painted = np.zeros((*images.shape, 3), np.uint8)
    painted[np.arange(len(images)), ..., rng.integers(0, 3, len(images))] = images
    return painted
