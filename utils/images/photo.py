"""Digits from a photograph of paper, made like MNIST's. Four steps, each to be looked at:

1. `read`: the file, as a grey image;
2. `ink`: what the pen left, bright on 0, with light, paper and polarity taken out;
3. `find`: a box around each digit, in reading order;
4. `cut_out`: each digit in 28x28 pixels.

What can't be used is a `PhotoError`, in one sentence.
"""

import numpy as np
from numpy import ndarray
from PIL import Image
from scipy import ndimage
from skimage.filters import rank
from skimage.measure import label, regionprops_table
from skimage.segmentation import clear_border

from utils.images.handwriting import SIDE, normalise
from utils.images.picture import PhotoError, read

__all__ = ["PhotoError", "cut_out", "darkness", "find", "ink", "light_on_dark", "read"]

STROKE = 0.25  # of the picture's shorter side: no line of a digit is as thick
FAINTEST = 0.12  # ink that takes away less light than this is none
EDGE, CORE = 0.4, 0.6  # of the ink's usual strength: where a line ends, and what most of it reaches
SOLID = 0.4  # of a piece of ink reaches that; in what is left of a shadow, less
SMALLEST = 0.02  # of the picture's shorter side: what is smaller is a speck
NONE = (
    "There is no digit on this picture: use a dark pen on plain paper, go near, and leave some paper around."
)
MOST = 400  # pieces of ink; more are no page of digits

# --- 2. Ink -------------------------------------------------------------------------------------------------


def ink(grey: ndarray) -> ndarray:
    """Return what the pen left on the paper: uint8 (height, width), 255 where there is full ink, exactly 0 where
    there is none.

    grey: uint8 (height, width), dark ink on bright paper or the other way round. The paper's brightness is
    estimated around each pixel, so uneven light, shadows and the paper's grey drop out. Specks go, and so
    does all that touches the picture's edge: it belongs to the table.
    Raises PhotoError if nothing on the picture looks like ink; ValueError if it is not such an image.
    """
    if grey.ndim != 2 or grey.dtype != np.uint8:
        raise ValueError(f"grey must be uint8 (height, width), not {grey.dtype} {grey.shape}")
    if min(grey.shape) < 8:
        raise PhotoError(
            f"A picture of {grey.shape[1]} x {grey.shape[0]} pixels is too small to hold a digit."
        )
    taken = darkness(255 - grey if light_on_dark(grey) else grey)
    noise = 1.5 * np.median(abs(taken))
    pieces, boxes = _pieces(taken > max(FAINTEST, 6 * noise))
    if not len(boxes):
        raise PhotoError(NONE)
    strength = np.percentile(taken[pieces > 0], 60)
    pieces, _ = _pieces(taken > EDGE * strength)
    area = np.bincount(pieces.ravel())
    core = np.bincount(pieces[taken > CORE * strength], minlength=len(area)) > SOLID * area
    core[0] = False
    if not core.any():
        raise PhotoError(NONE)
    share = (taken - EDGE * strength / 2) / (strength * (1 - EDGE / 2))
    return np.rint(255 * np.clip(share * core[pieces], 0, 1)).astype(np.uint8)


def light_on_dark(grey: ndarray) -> bool:
    """Return whether the ink on a grey image, uint8 (height, width), is brighter than its paper."""
    thumbnail = Image.fromarray(grey)
    thumbnail.thumbnail((64, 64), Image.Resampling.BOX)
    small = np.array(thumbnail)
    # Paper is what most of a large window shows. Cubes, since ink differs more from it than shadows do.
    quarter = [max(1, side // 4) for side in small.shape]
    padded = np.pad(small, [(side, side) for side in quarter], "symmetric")
    paper = rank.median(padded, np.ones([side // 2 + 1 for side in small.shape], np.uint8))
    paper = paper[tuple(slice(side, -side) for side in quarter)]
    off = (small.astype(np.int64) - paper) ** 3
    off = off[tuple(slice(side // 8, side - side // 8) for side in off.shape)]  # the rest may be table
    return bool(off[off > 0].sum() > -2 * off[off < 0].sum())  # in doubt, a pen is darker than paper


def darkness(grey: ndarray) -> ndarray:
    """Return the share of light that ink takes away, float32 (height, width): about 0 on paper, at most 1.

    grey: uint8 (height, width), dark ink on bright paper. A closing takes away all lines that are thinner
    than its window; unlike an average it leaves the edge of a shadow where it is.
    """
    smooth = ndimage.gaussian_filter(grey.astype(np.float32), 0.8 + min(grey.shape) / 900, mode="nearest")
    window = 2 * int(STROKE * min(grey.shape) / 2) + 1
    paper = ndimage.grey_closing(smooth, (window, window), mode="nearest")
    taken = 1 - smooth / np.maximum(paper, 1)
    return taken - np.median(taken)  # noise makes the paper a bit too bright


def _pieces(mask: ndarray) -> tuple[ndarray, ndarray]:
    """Number the connected pieces of a mask, without those that touch the picture's edge or are specks.

    Return the numbers, int (height, width), 0 elsewhere, and the pieces' boxes, int (n, 4), in the order of
    their numbers, of which some may be missing.
    """
    pieces = clear_border(label(mask))
    regions = regionprops_table(pieces, properties=("label", "bbox"))
    boxes = np.stack([regions[f"bbox-{side}"] for side in range(4)], axis=1)
    large = _size(boxes) >= max(4, SMALLEST * min(mask.shape))
    return np.where(np.isin(pieces, regions["label"][large]), pieces, 0), boxes[large]


def _size(boxes: ndarray) -> ndarray:
    """Return the longer side of boxes (..., 4), int (...)."""
    return (boxes[..., 2:] - boxes[..., :2]).max(axis=-1)


# --- 3. Boxes -----------------------------------------------------------------------------------------------


def find(ink: ndarray) -> ndarray:
    """Return where the digits are, int (n, 4): each box's top, left, bottom, right (the last two as in slices),
    in reading order: rows from the top, each from the left, also if the picture is tilted.

    ink: uint8 (height, width), bright on 0, as from `ink`. Pieces that lie near one another and make no more
    than one digit together, as the bar of a 5, become one; what is much smaller or larger than the rest, or
    as flat as a line, is left out.
    Raises PhotoError if there is no digit, or so many pieces that this can't be a page of digits.
    """
    pieces, boxes = _pieces(ink > 0)
    if len(boxes) > MOST:
        raise PhotoError(
            "There are too many marks on this picture to be digits: use plain paper, and cut away the rest."
        )
    if len(boxes):
        area = np.bincount(pieces[pieces > 0])
        usual = _usual_size(boxes, area[area > 0])
        boxes = _joined(boxes[_size(boxes) > 0.15 * usual], usual)
        size, (height, width) = _size(boxes), (boxes[:, 2:] - boxes[:, :2]).T
        boxes = boxes[(size > 0.4 * usual) & (size < 2.5 * usual) & (width < 3 * height)]
    if not len(boxes):
        raise PhotoError(NONE)
    return boxes[_reading_order(boxes, usual)]


def _usual_size(boxes: ndarray, area: ndarray) -> int:
    """Return the size that half of all ink is in pieces of at most: specks, however many, don't count for much.

    boxes: int (n, 4). area: pixels of ink of each, (n,).
    """
    order = np.argsort(_size(boxes))
    share = np.cumsum(area[order]) / area.sum()
    return _size(boxes)[order][np.searchsorted(share, 0.5)]


def _joined(boxes: ndarray, usual: int) -> ndarray:
    """Return boxes (n, 4) of pieces with those of one digit joined: nearest first, and never two whole digits."""
    while len(boxes) > 1:
        row, column = boxes[:, None], boxes[None]  # (n, 1, 4) and (1, n, 4): what follows is for each pair
        apart = np.maximum(row[..., :2] - column[..., 2:], column[..., :2] - row[..., 2:]).max(axis=-1)
        starts, stops = np.minimum(row, column)[..., :2], np.maximum(row, column)[..., 2:]
        both = np.concatenate([starts, stops], axis=-1)  # (n, n, 4) the box around the two
        height = boxes[:, 2] - boxes[:, 0]
        lower = np.minimum.outer(height, height)
        reach = np.where(lower < 0.6 * usual, 0.2 * usual, 0)
        allowed = (apart < reach) & (_size(both) < 1.4 * usual) & (lower < 0.85 * usual)
        np.fill_diagonal(allowed, False)
        if not allowed.any():
            break
        pair = np.unravel_index(np.where(allowed, apart, np.inf).argmin(), apart.shape)
        boxes = np.concatenate([np.delete(boxes, pair, axis=0), both[pair][None]])
    return boxes


def _reading_order(boxes: ndarray, usual: int) -> ndarray:
    """Return the indices (n,) of boxes (n, 4) in the order in which they are read."""
    y, x = (boxes[:, :2] + boxes[:, 2:]).T / 2
    level = y - _slope(x, y, usual) * x
    order = np.argsort(level)
    row = np.zeros(len(boxes), int)
    row[order[1:]] = np.cumsum(np.diff(level[order]) > 0.4 * usual)
    return np.lexsort([x, row])


def _slope(x: ndarray, y: ndarray, usual: int) -> float:
    """Return how steeply rows fall to the right, from each digit's nearest neighbour on its right. x, y: the
    digits' middles, (n,)."""
    right, down = x - x[:, None], y - y[:, None]
    away = np.where((right > 0.3 * usual) & (abs(down) < 0.5 * right), right + 2 * abs(down), np.inf)
    digits = np.flatnonzero(np.isfinite(away).any(axis=1))  # those that have such a neighbour
    if not digits.size:
        return 0.0
    nearest = away[digits].argmin(axis=1)
    return float(np.median(down[digits, nearest] / right[digits, nearest]))


# --- 4. Digits ----------------------------------------------------------------------------------------------


def cut_out(ink: ndarray, boxes: ndarray) -> ndarray:
    """Return the digits, normalised as MNIST's are: uint8 (n, 28, 28), ink bright on 0.

    ink: uint8 (height, width), bright on 0, as from `ink`. boxes: int (n, 4), as from `find`. Ink of a
    neighbour that reaches into a box, and lies mostly elsewhere, is left out.
    Raises ValueError if a box has no ink.
    """
    pieces, count = ndimage.label(ink > 0, np.ones((3, 3)))
    area = np.bincount(pieces.ravel(), minlength=count + 1)
    found = np.zeros((len(boxes), SIDE, SIDE), np.uint8)
    for number, (top, left, bottom, right) in enumerate(boxes):
        part = pieces[top:bottom, left:right]
        own = np.bincount(part.ravel(), minlength=count + 1) > area / 2
        found[number] = normalise(np.where(own[part], ink[top:bottom, left:right], 0).astype(np.uint8))
    return found
