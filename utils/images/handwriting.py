"""The built-in handwriting: digits drawn by a model of pen strokes. Nothing is downloaded, nothing is stored.

Four plain layers:
1. styles: how people write each digit, as points that the pen goes through (in `utils.images.strokes`);
2. strokes: one digit by one writer, as lines with the pen's radius at each point;
3. ink: strokes drawn at any size, with soft edges;
4. MNIST's normalisation: fitted into 20x20 pixels, then centred by mass in 28x28.

The same seed gives the same bytes on any processor: random numbers come from NumPy's generators only, and
places are rounded to whole numbers before anything is drawn.
"""

from typing import NamedTuple

import numpy as np
from numpy import ndarray
from numpy.random import Generator
from PIL import Image

from utils.images.strokes import SAMPLES, STYLES, tabulate

BLOCK = 1000  # digits drawn at a time: few enough for little memory, many enough for NumPy to be fast
PER_WRITER = 25  # digits in a row by one writer
SPACING = 0.5  # pixels between the dots of a line: closer than the eye, or a network, can see
FINE = 64  # dots lie on a grid of 1/64 pixel
SOFT = 1.25  # pixels from full ink to none at the edge of a line
BOX, SIDE = 20, 28  # MNIST's: a digit fits the box, the box lies in the image

TABLE = tabulate(STYLES)

Stroke = tuple[ndarray, ndarray]  # points, float (k, 2), x right and y down; the pen's radius, float (k,)

# --- 2. Strokes: a digit by a writer ------------------------------------------------------------------------


class Habits(NamedTuple):
    """What stays the same from digit to digit of a writer. (Within this module: of many, a row for each.)"""

    style: ndarray  # (10,): the number of the style, for each digit
    slant: ndarray  # steps to the right for each step up
    turn: ndarray  # of the whole digit, radians clockwise
    width: ndarray  # (10,): of each digit, against the usual one
    shape: ndarray  # (10, strokes, points, 2): where this writer's points differ, in heights of a digit
    bend: ndarray  # (10, 6): how this writer bends each digit, see `_bend`
    haste: ndarray  # 0: sharp corners, to 1: corners cut
    sloppiness: ndarray  # how much this writer's digits differ from one another; usually 1
    tremor: ndarray  # unevenness of a line, in heights of a digit
    pen: ndarray  # radius, in heights of a digit
    pressure: ndarray  # how much the radius changes along a stroke


BENDING = np.array([1, 0.5, 1, 1, 0.8, 1, 1, 0.8, 1, 0.8])  # bent further, a digit reads as another one
WAVES = np.cos(np.pi * np.outer([1, 2, 3], np.linspace(0, 1, SAMPLES)))  # slow changes along a stroke


def _even(rng: Generator, shape: tuple[int, ...]) -> ndarray:
    """Draw numbers of mean 0 and deviation 1 that are never far out: no point strays beyond reading."""
    return rng.uniform(-(3**0.5), 3**0.5, shape)


def _choose(digits: ndarray, rng: Generator) -> ndarray:
    """Draw a style for each digit, int of the same shape, by the styles' shares."""
    return (rng.random(digits.shape)[..., None] > TABLE.chance[digits]).sum(axis=-1)


def _writers(n: int, rng: Generator) -> Habits:
    normal = rng.standard_normal
    return Habits(
        style=_choose(np.tile(np.arange(10), (n, 1)), rng),
        slant=0.15 + 0.22 * normal(n),
        turn=0.06 * normal(n),
        width=np.exp(0.15 * normal((n, 1)) + 0.1 * normal((n, 10))),
        shape=0.038 * _even(rng, (n, 10, TABLE.count.max(), *TABLE.points.shape[1:])),
        bend=0.18 * BENDING[:, None] * _even(rng, (n, 10, 6)),
        haste=rng.random(n),
        sloppiness=np.exp(0.25 * normal(n)),
        tremor=0.0035 * np.exp(0.4 * normal(n)),
        pen=0.069 * np.exp(0.24 * normal(n)),
        pressure=rng.uniform(0.02, 0.14, n),
    )


# From here on: n digits have m strokes together. A stroke has k points (padded) in the table, SAMPLES as a line.


def _draw(digits: ndarray, writers: Habits, rng: Generator) -> tuple[ndarray, ndarray, ndarray]:
    """Return the strokes of digits (n,), the i-th by the i-th writer: owner (m,), the index of the stroke's
    digit; points (m, SAMPLES, 2) and radius (m, SAMPLES), as from `strokes`."""
    n = len(digits)
    habit = writers.style[np.arange(n), digits]  # (n,)
    style = np.where(rng.random(n) < 0.85, habit, _choose(digits, rng))  # nobody is quite regular
    count = TABLE.count[digits, style]  # (n,) of strokes
    starts = np.cumsum(count) - count  # (n,) where a digit's strokes begin among all
    owner = np.repeat(np.arange(n), count)  # (m,)
    number = np.arange(len(owner)) - starts[owner]  # (m,) of the stroke, within its digit
    row = TABLE.first[digits, style][owner] + number  # (m,)
    points = TABLE.points[row] + writers.shape[owner, digits[owner], number]  # (m, k, 2)
    points = _lines(points, row, owner, writers, rng)
    points = _bend(points, digits, owner, writers, rng)
    pen = writers.pen * np.exp(0.08 * rng.standard_normal(n))  # (n,)
    waves = writers.pressure[owner, None] * (_even(rng, (len(owner), len(WAVES))) @ WAVES)  # (m, SAMPLES)
    return owner, *_fit(points, pen[owner, None] * np.exp(waves), owner, starts)


def _lines(points: ndarray, row: ndarray, owner: ndarray, writers: Habits, rng: Generator) -> ndarray:
    """Return lines (m, SAMPLES, 2) through points (m, k, 2), as they came out this time.
    row: (m,) of the table. owner: (m,)."""
    m, each = len(row), np.arange(len(row))
    sloppy = writers.sloppiness[owner, None, None]  # (m, 1, 1)
    points = points + sloppy * (0.025 * _even(rng, points.shape) + 0.03 * rng.standard_normal((m, 1, 2)))
    last = TABLE.length[row] - 1  # (m,)
    beyond = 0.02 + 0.15 * sloppy[:, 0] * rng.standard_normal((m, 2))  # both ends too long, or too short
    points[each, 0] += beyond[:, :1] * (points[each, 0] - points[each, 1])
    points[each, last] += beyond[:, 1:] * (points[each, last] - points[each, last - 1])
    haste = writers.haste[owner, None, None]  # (m, 1, 1)
    lines = (1 - haste) * (TABLE.sharp[row] @ points) + haste * (TABLE.rounded[row] @ points)
    shaking = rng.standard_normal((m, SAMPLES + 1, 2))
    # A hand has some mass: each shake is felt twice.
    return lines + writers.tremor[owner, None, None] * (shaking[:, 1:] + shaking[:, :-1])


def _bend(points: ndarray, digits: ndarray, owner: ndarray, writers: Habits, rng: Generator) -> ndarray:
    """Bend, widen, slant and turn digits (n,) with points (m, SAMPLES, 2) as their writers do, a bit
    differently each time. Bending adds some x * x, x * y and y * y to x and to y."""
    n, normal, sloppy = len(digits), rng.standard_normal, writers.sloppiness
    mine = np.arange(n), digits  # each writer's habit for the one digit
    bend = writers.bend[mine] + 0.12 * (sloppy * BENDING[digits])[:, None] * _even(rng, (n, 6))  # (n, 6)
    width = writers.width[mine] * np.exp(0.06 * sloppy * normal(n))  # (n,)
    slant = writers.slant + 0.06 * sloppy * normal(n)  # (n,)
    turn = writers.turn + 0.04 * sloppy * normal(n)  # (n,)
    x, y = np.moveaxis(points, -1, 0)  # (m, SAMPLES) each
    squares = np.stack([x * x, x * y, y * y], axis=1)  # (m, 3, SAMPLES)
    x = x + (bend[owner, :3, None] * squares).sum(axis=1)
    y = y + (bend[owner, 3:, None] * squares).sum(axis=1)
    x = width[owner, None] * x - slant[owner, None] * y
    cos, sin = np.cos(turn)[owner, None], np.sin(turn)[owner, None]  # (m, 1)
    return np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1)


def _fit(points: ndarray, radius: ndarray, owner: ndarray, starts: ndarray) -> tuple[ndarray, ndarray]:
    """Scale digits into the middle of the unit square, ink included, their aspect kept."""
    low = np.minimum.reduceat((points - radius[..., None]).min(axis=1), starts)  # (n, 2)
    high = np.maximum.reduceat((points + radius[..., None]).max(axis=1), starts)
    scale = 1 / (high - low).max(axis=1)[owner, None]
    return 0.5 + (points - ((low + high) / 2)[owner, None]) * scale[..., None], radius * scale


def writer(seed: int) -> Habits:
    """Return the habits of one writer. seed: a whole number from 0; each gives another writer."""
    return Habits(*(value[0] for value in _writers(1, np.random.default_rng(seed))))


def strokes(digit: int, habits: Habits, rng: Generator) -> list[Stroke]:
    """Return one digit by one writer, as strokes in the order of writing; each call is another try.

    digit: 0 to 9. habits: from `writer`. rng: moves on.
    The digit lies in the middle of the unit square: the larger of its height and width is 1, ink included.
    Raises ValueError if digit is not one of the ten.
    """
    if digit not in range(10):
        raise ValueError(f"digit must be a whole number from 0 to 9, not {digit!r}")
    alone = Habits(*(np.asarray(value)[None] for value in habits))
    _, points, radius = _draw(np.array([digit]), alone, rng)
    return list(zip(points, radius, strict=True))


# --- 3. Ink -------------------------------------------------------------------------------------------------


def _dots(points: ndarray, radius: ndarray) -> tuple[ndarray, ndarray, ndarray]:
    """Return lines (m, k, 2) with radius (m, k), in pixels, as d dots at most SPACING apart: each dot's line
    (d,), place (d, 2) and radius (d,)."""
    along = np.zeros(radius.shape)  # (m, k) way from the start of the line to each point
    np.cumsum(np.hypot(*np.moveaxis(np.diff(points, axis=1), -1, 0)), axis=1, out=along[:, 1:])
    length = along[:, -1]  # (m,)
    count = np.ceil(length / SPACING).astype(int) + 1  # (m,) of dots
    line = np.repeat(np.arange(len(points)), count)  # (d,)
    number = np.arange(len(line)) - (np.cumsum(count) - count)[line]  # (d,) of the dot, within its line
    # One interpolation does for all lines: they are laid end to end, a step apart.
    start = np.cumsum(length + 1) - length - 1  # (m,)
    at = start[line] + length[line] * (number / np.maximum(count - 1, 1)[line])  # (d,)
    known = (start[:, None] + along).ravel()  # (m * k,)
    x, y, r = (np.interp(at, known, values.ravel()) for values in (points[..., 0], points[..., 1], radius))
    return line, np.stack([x, y], axis=-1), r


def _paint(image: ndarray, place: ndarray, radius: ndarray, shape: tuple[int, int, int]) -> ndarray:
    """Return images, uint8 of this shape (n, height, width), of d soft discs; where they overlap, the fullest
    counts.

    image (d,): the number of the image that a disc is in. place (d, 2), radius (d,): in pixels. All is in
    whole numbers from here on, but for a root and a division, which are exact on any processor.
    """
    n, height, width = shape
    reach = int(np.ceil(radius.max(initial=0) + SOFT / 2))  # a disc inks pixels from -reach to reach - 1
    margin = 2 * reach  # around each image, so that no disc needs cutting
    padded = n, height + 2 * margin, width + 2 * margin
    canvas = np.zeros(np.prod(padded), np.float32)  # all images' pixels in a row: how far inside a disc
    near = np.arange(-reach, reach)  # (w,) columns, or rows, around a disc's own
    x, y = np.rint(place.T * FINE).astype(int)  # (d,) each, in steps of the grid
    edge = np.rint((radius + SOFT / 2) * FINE).astype(np.float32)  # (d,)
    column, row = (x + FINE // 2) // FINE, (y + FINE // 2) // FINE  # (d,) each
    seen = (abs(2 * column - width) <= width + margin) & (abs(2 * row - height) <= height + margin)
    parts = len(x) * len(near) ** 2 // 200_000 + 1  # so many that one fits the processor's cache
    for part in np.array_split(np.flatnonzero(seen), parts):  # p discs at a time
        across = ((column[part, None] + near) * FINE + FINE // 2 - x[part, None]) ** 2  # (p, w)
        down = ((row[part, None] + near) * FINE + FINE // 2 - y[part, None]) ** 2  # (p, w)
        distance = np.sqrt((down[:, :, None] + across[:, None, :]).astype(np.float32))  # (p, w, w)
        line = (image[part] * padded[1] + row[part] + margin)[:, None] + near  # (p, w) rows of the canvas
        pixel = (line * padded[2] + column[part, None] + margin)[:, :, None] + near  # (p, w, w)
        np.maximum.at(canvas, pixel.ravel(), (edge[part, None, None] - distance).ravel())
    inside = canvas.reshape(padded)[:, margin : margin + height, margin : margin + width]
    return np.rint(np.minimum(inside / np.float32(SOFT * FINE), 1) * np.float32(255)).astype(np.uint8)


def ink(strokes: list[Stroke], height: int, width: int) -> ndarray:
    """Return strokes drawn with soft edges, uint8 (height, width), 255 for full ink on 0.

    strokes: as from `strokes`. Their unit is the image's height: y runs from 0 to 1, x from 0 to
    width / height. What lies outside is cut off. height, width: pixels, at least 1.
    Raises ValueError if the image would have no pixels.
    """
    if min(height, width) < 1:
        raise ValueError(f"an image has at least 1 x 1 pixels, not {height} x {width}")
    image = np.zeros((height, width), np.uint8)
    for points, radius in strokes:
        line, place, r = _dots(np.asarray(points)[None] * height, np.asarray(radius)[None] * height)
        np.maximum(image, _paint(line, place, r, (1, height, width))[0], out=image)
    return image


# --- 4. MNIST's normalisation -------------------------------------------------------------------------------


def _centre(boxes: ndarray) -> ndarray:
    """Put boxes (n, BOX, BOX) into images (n, SIDE, SIDE), by whole pixels, their mass in the middle."""
    places = np.arange(BOX)
    mass = np.maximum(boxes.sum(axis=(1, 2), dtype=np.int64), 1)
    moments = (boxes.sum(axis=axis, dtype=np.int64) @ places for axis in (2, 1))
    # SIDE / 2 - moment / mass, rounded in whole numbers.
    shifts = [np.clip(((SIDE + 1) * mass - 2 * moment) // (2 * mass), 0, SIDE - BOX) for moment in moments]
    images = np.zeros((len(boxes), SIDE, SIDE), np.uint8)
    row, column = (shift[:, None] + places for shift in shifts)
    images[np.arange(len(boxes))[:, None, None], row[:, :, None], column[:, None, :]] = boxes
    return images


def normalise(image: ndarray) -> ndarray:
    """Return the digit in an image, normalised as MNIST's are: uint8 (28, 28), ink bright on 0.

    image: uint8 (height, width), of any size, ink bright on 0.
    What is brighter than 0 is fitted into 20x20 pixels, its aspect kept, its edges smooth. Its centre of mass
    is then put into the middle of 28x28 (LeCun, Cortes, Burges: "The MNIST database of handwritten digits").
    Raises ValueError if it is no such image, or has no ink.
    """
    if image.ndim != 2 or image.dtype != np.uint8:
        raise ValueError(f"image must be uint8 (height, width), not {image.dtype} {image.shape}")
    rows, columns = (np.flatnonzero(image.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        raise ValueError("image has no ink: every pixel is 0")
    crop = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = (max(1, round(side * BOX / max(crop.shape))) for side in crop.shape)
    small = Image.fromarray(crop).resize((width, height), Image.Resampling.BICUBIC)
    box = Image.new("L", (BOX, BOX))
    box.paste(small, ((BOX - width) // 2, (BOX - height) // 2))
    return _centre(np.array(box)[None])[0]


# --- All together -------------------------------------------------------------------------------------------


def _block(number: int, seed: int) -> tuple[ndarray, ndarray]:
    """Return digits number * BLOCK and following: x (BLOCK, SIDE, SIDE) and y (BLOCK,)."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))
    writers = Habits(*(np.repeat(value, PER_WRITER, axis=0) for value in _writers(BLOCK // PER_WRITER, rng)))
    labels = rng.permutation(np.arange(BLOCK) % 10)
    owner, points, radius = _draw(labels, writers, rng)
    line, place, r = _dots(points * BOX, radius * BOX)
    return _centre(_paint(owner[line], place, r, (BLOCK, BOX, BOX))), labels.astype(np.uint8)


def digits(n: int, seed: int) -> tuple[ndarray, ndarray]:
    """Return n handwritten digits, normalised as MNIST's are: x, uint8 (n, 28, 28), ink 255 on 0, and their
    labels y, uint8 (n,).

    n, seed: whole numbers from 0. The same seed gives the same digits, and the first of many are the same as
    those of few. Labels are in random order, 100 of each in every 1000. Each 25 in a row are by one writer,
    who writes no others, neither later nor for another seed.
    Raises ValueError if an argument is out of range.
    """
    for name, value in [("n", n), ("seed", seed)]:
        if not isinstance(value, int | np.integer) or value < 0:
            raise ValueError(f"{name} must be a whole number from 0, not {value!r}")
    x, y = np.empty((n, SIDE, SIDE), np.uint8), np.empty(n, np.uint8)
    for start in range(0, n, BLOCK):
        images, labels = _block(start // BLOCK, seed)
        x[start : start + BLOCK], y[start : start + BLOCK] = images[: n - start], labels[: n - start]
    return x, y
