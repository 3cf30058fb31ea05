"""Photographs of paper, made from the built-in handwriting: every cause of a bad photograph can be set alone.

Two steps. Ink is written at full size, bright on 0: one digit (`digit`), or a sheet of them (`sheet`) with their
labels and places known. Then the ink is photographed (`photograph`) under `Conditions`, one number for each
thing that can go wrong. `PERFECT` is a flat scan, `usual` is what a phone does.
"""

import io
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy import ndarray
from numpy.random import Generator
from PIL import Image
from scipy import ndimage

from utils.images import handwriting
from utils.images.handwriting import Habits

TABLE_EDGE = 0.04  # of the picture's shorter side: as much of the table shows around the paper

# --- Ink ----------------------------------------------------------------------------------------------------


class Sheet(NamedTuple):
    """A sheet of handwritten digits, in reading order: `ink` uint8 (height, width), 255 on 0; `labels` uint8
    (n,); `boxes` int (n, 4), each the top, left, bottom, right of a digit's ink (as in slices: bottom and
    right are the first row and column without it)."""

    ink: ndarray
    labels: ndarray
    boxes: ndarray


def digit(
    label: int,
    seed: int | Generator,
    side: int = 200,
    *,
    height: float = 0.6,
    right: float = 0.0,
    down: float = 0.0,
    pen: float = 1.0,
    writer: Habits | None = None,
) -> ndarray:
    """Return one digit in a square, as ink: uint8 (side, side), 255 on 0. Ink beyond the square is lost.

    label: 0 to 9. seed: a whole number, or a generator, which moves on; the same seed is the same digit by
    the same hand, whatever else changes. side: pixels. height: the larger of the digit's height and width,
    in sides. right, down: how far its middle lies from the square's, in sides. pen: how many times as thick
    as usual the line is (the digit's box grows and shrinks with it). writer: habits as from
    `handwriting.writer`; without it, a writer of their own.
    Raises ValueError if the label is not a digit or a size is not above 0.
    """
    if min(side, height, pen) <= 0:
        raise ValueError(f"side, height and pen must be above 0, not {side}, {height} and {pen}")
    rng = np.random.default_rng(seed)
    habits = handwriting.writer(int(rng.integers(2**32))) if writer is None else writer
    middle = np.array([0.5 + right, 0.5 + down])
    lines = [
        (middle + height * (points - 0.5), height * pen * radius)
        for points, radius in handwriting.strokes(label, habits, rng)
    ]
    return handwriting.ink(lines, side, side)


def sheet(
    labels: Sequence[int] | ndarray,
    seed: int | Generator,
    height: int = 120,
    columns: int = 5,
    writer: Habits | None = None,
) -> Sheet:
    """Return a sheet of digits in rows, by one writer: no two of the same size, none quite on the line.

    Boxes don't overlap. There is a margin of a digit's height around them all.

    labels: digits in reading order. seed: as for `digit`. height: of a usual digit, in pixels; the sheet
    grows with it. columns: digits in a row. writer: habits as from `handwriting.writer`.
    Raises ValueError if there are no labels, or one is not a digit, or a size is below 1.
    """
    labels = np.asarray(labels)
    if not labels.size or min(height, columns) < 1:
        raise ValueError("a sheet needs at least one label, one column, and digits at least 1 pixel high")
    rng = np.random.default_rng(seed)
    habits = handwriting.writer(int(rng.integers(2**32))) if writer is None else writer
    cell, rows = round(1.6 * height), -(-len(labels) // columns)
    ink = np.zeros((rows * cell + 2 * height, columns * cell + 2 * height), np.uint8)
    boxes = np.zeros((len(labels), 4), int)
    for number, label in enumerate(labels):
        size = rng.uniform(0.85, 1.15) * height / cell
        right, down = rng.uniform(-0.1, 0.1, 2)
        drawn = digit(int(label), rng, cell, height=size, right=right, down=down, writer=habits)
        top, left = (height + cell * place for place in divmod(number, columns))
        ink[top : top + cell, left : left + cell] = drawn
        boxes[number] = np.array([top, left, top, left]) + _box(drawn)
    return Sheet(ink, labels.astype(np.uint8), boxes)


def _box(ink: ndarray) -> tuple[int, int, int, int]:
    """Return the top, left, bottom, right of ink (height, width), as `Sheet.boxes` has them."""
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    return rows[0], columns[0], rows[-1] + 1, columns[-1] + 1


# --- Photographs --------------------------------------------------------------------------------------------


class Conditions(NamedTuple):
    """How a photograph is taken. As they stand, the values are those of a flat scan: black on white.
    Change one by `conditions._replace(light=0.4)`: all others, and what they draw at random, stay."""

    paper: float = 1.0  # brightness of the paper, 0 to 1
    pen: float = 0.0  # brightness of the ink
    light: float = 0.0  # how much less light there is on the far side, 0 (even) to 1 (none)
    shadow: float = 0.0  # how much light the shadow of a hand takes away, 0 to 1
    tilt: float = 0.0  # degrees, counter-clockwise
    blur: float = 0.0  # deviation of a Gauss's, in pixels
    noise: float = 0.0  # deviation from pixel to pixel, in the brightness of white
    jpeg: int | None = None  # quality, 1 (worst) to 95; None: not compressed
    table: float | None = None  # brightness of the table around the paper; None: the paper fills the picture


PERFECT = Conditions()


def usual(seed: int | Generator) -> Conditions:
    """Return the conditions of a phone's photograph, held by hand, in a room.

    seed: a whole number, or a generator, which moves on. The paper fills the picture; a table must be asked
    for.
    """
    rng = np.random.default_rng(seed)
    return Conditions(
        paper=rng.uniform(0.6, 0.9),
        pen=rng.uniform(0.1, 0.3),
        light=rng.uniform(0.1, 0.5),
        shadow=rng.uniform(0.0, 0.35),
        tilt=rng.uniform(-10, 10),
        blur=rng.uniform(0.6, 2.0),
        noise=rng.uniform(0.01, 0.03),
        jpeg=int(rng.integers(40, 91)),
    )


def photograph(ink: ndarray, conditions: Conditions, seed: int) -> ndarray:
    """Return a photograph of ink on paper: uint8 (height, width), 0 black to 255 white, dark ink on brighter
    paper.

    ink: uint8 (height, width), 255 on 0. seed: a whole number; it settles where the light and the shadow
    come from and the noise, each by itself: with the same seed, changing one condition changes nothing else.
    Raises ValueError if ink is not such an image.
    """
    if ink.ndim != 2 or ink.dtype != np.uint8 or not ink.size:
        raise ValueError(f"ink must be uint8 (height, width), not {ink.dtype} {ink.shape}")
    light, shadow, noise = np.random.default_rng(seed).spawn(3)
    picture = laid(tilt(ink, conditions.tilt), conditions)
    picture *= lit(ink.shape, conditions.light, light) * shaded(ink.shape, conditions.shadow, shadow)
    if conditions.blur:
        picture = ndimage.gaussian_filter(picture, conditions.blur, mode="nearest")
    if conditions.noise:
        picture += np.float32(conditions.noise) * noise.standard_normal(ink.shape, np.float32)
    return jpeg(np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8), conditions.jpeg)


def tilt(image: ndarray, degrees: float) -> ndarray:
    """Return an image, uint8 (height, width), turned counter-clockwise about its middle, its size kept; 0
    comes in at the corners."""
    if not degrees:
        return image.copy()
    return np.array(Image.fromarray(image).rotate(degrees, Image.Resampling.BICUBIC))


def laid(ink: ndarray, conditions: Conditions) -> ndarray:
    """Return ink on paper, and the paper on a table if there is one: brightness, float32 (height, width), 0 to
    1. ink: uint8 (height, width), tilted already."""
    paper, pen, table = conditions.paper, conditions.pen, conditions.table
    picture = np.float32(paper) + np.float32((pen - paper) / 255) * ink
    if table is None:
        return picture
    edge = max(1, round(TABLE_EDGE * min(ink.shape)))
    sheet = np.zeros(ink.shape, np.uint8)
    sheet[edge:-edge, edge:-edge] = 255
    cover = tilt(sheet, conditions.tilt) / np.float32(255)
    return cover * picture + (1 - cover) * np.float32(table)


def lit(shape: tuple[int, ...], light: float, rng: Generator) -> ndarray:
    """Return uneven light: float32 of this shape, 1 at the near side, 1 - light at the far side, smooth
    between."""
    across = _slope(shape, rng.uniform(0, 2 * np.pi))
    across = (across - across.min()) / max(np.ptp(across), 1e-6)
    return 1 - np.float32(light) * across ** np.float32(rng.uniform(0.7, 2))


def shaded(shape: tuple[int, ...], shadow: float, rng: Generator) -> ndarray:
    """Return a soft-edged shadow over a part: float32 of this shape, 1 in the light, 1 - shadow in the
    shadow."""
    across = _slope(shape, rng.uniform(0, 2 * np.pi)) - np.float32(rng.uniform(-0.25, 0.25))
    softness = np.float32(rng.uniform(0.01, 0.05))  # the edge is about four times as wide, in sides
    return 1 - np.float32(shadow) / (1 + np.exp(-across / softness))


def _slope(shape: tuple[int, ...], direction: float) -> ndarray:
    """Return how far each pixel lies from the middle in a direction (radians): float32 of this shape, -0.7 to
    0.7 at most."""
    y, x = (np.linspace(-0.5, 0.5, size, dtype=np.float32) for size in shape)
    return np.float32(np.sin(direction)) * y[:, None] + np.float32(np.cos(direction)) * x


def jpeg(image: ndarray, quality: int | None) -> ndarray:
    """Return an image, uint8 (height, width), as it comes out of a JPEG of this quality; None leaves it
    alone."""
    if quality is None:
        return image
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=quality)
    return np.array(Image.open(file))
