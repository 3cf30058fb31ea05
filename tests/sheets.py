"""What tests and benchmarks know about photographed sheets: where the digits are, and all steps of reading."""

from pathlib import Path

import numpy as np

from utils.images import paper, photo


def tilted_boxes(sheet: paper.Sheet, degrees: float) -> np.ndarray:
    """Return where the digits of a sheet are in a photograph with this tilt: int (n, 4), as `Sheet.boxes`."""
    turn = np.deg2rad(degrees)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])  # of (y, x)
    middle = np.array(sheet.ink.shape) / 2
    boxes = []
    for top, left, bottom, right in sheet.boxes:
        ink = np.argwhere(sheet.ink[top:bottom, left:right]) + [top, left] + 0.5
        place = (ink - middle) @ matrix.T + middle
        boxes.append([*np.floor(place.min(axis=0)), *np.ceil(place.max(axis=0))])
    return np.array(boxes, int)


def overlaps(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the shares of the union that boxes (n, 4) and others (m, 4) have in common, (n, m)."""
    low, high = np.maximum(boxes[:, None, :2], others[:, :2]), np.minimum(boxes[:, None, 2:], others[:, 2:])
    common = np.clip(high - low, 0, None).prod(axis=-1)
    area, other_area = ((each[:, 2:] - each[:, :2]).prod(axis=-1) for each in (boxes, others))
    return common / (area[:, None] + other_area - common)


def digits_on(path: Path) -> np.ndarray:
    """Return the digits on a photograph, uint8 (n, 28, 28), in reading order. Raises PhotoError as `photo` does."""
    ink = photo.ink(photo.read(path))
    return photo.cut_out(ink, photo.find(ink))


def ninths(image: np.ndarray) -> np.ndarray:
    """Return the mean of each ninth of an image (height, width), float (9,), to two decimals.

    A photograph's light is reckoned in float32, whose last bit differs between processors: so may a pixel, by
    one. No mean shows that, and all show a constant that was changed.
    """
    parts = [part for rows in np.array_split(image, 3) for part in np.array_split(rows, 3, axis=1)]
    return np.round([part.mean() for part in parts], 2)
