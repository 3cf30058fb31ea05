"""Numbers from 0 to 99 in one image each: put together from images of digits, or written with a pen that may
stay on the paper between them."""

from collections.abc import Sequence

import numpy as np
from numpy import ndarray
from numpy.random import Generator
from PIL import Image

from utils.images import handwriting
from utils.images.handwriting import Stroke

SIDE = 48  # the forum's images
HEIGHT = 20 / SIDE  # of a digit that a pen writes; MNIST's digits fit into 20 pixels
APART = 3 / SIDE  # paper between two digits that a pen writes
PER_WRITER = 10  # numbers in a row by one writer

Numbers = Sequence[int] | ndarray


def write(
    numbers: Numbers, images: ndarray, labels: ndarray, rng: Generator, gap: int | ndarray = 2
) -> ndarray:
    """Return the numbers as images, uint8 (n, 48, 48), ink bright on 0: one or two digits side by side, in
    the middle.

    numbers: (n,) whole numbers from 0 to 99. images, labels: digits to choose from at random, uint8 (m, 28,
    28) and (m,), ink bright on 0; each may come more than once. rng: moves on. gap: columns of paper between
    the two digits, one number or (n,) of them; below 0 they overlap by so many columns, but never by more
    than half of the narrower digit.
    Raises ValueError if a number is out of range, or a digit that is needed has no image.
    """
    numbers, labels = _checked(numbers), np.asarray(labels)
    gaps = np.broadcast_to(gap, numbers.shape)
    ones, tens, two = _choose(numbers % 10, labels, rng), np.zeros(len(numbers), int), numbers >= 10
    tens[two] = _choose(numbers[two] // 10, labels, rng)
    written = np.zeros((len(numbers), SIDE, SIDE), np.uint8)
    for page, number, left, right, columns in zip(written, numbers, tens, ones, gaps, strict=True):
        chosen = [left, right] if number >= 10 else [right]
        _place(page, [_trimmed(images[index]) for index in chosen], int(columns))
    return written


def pen(numbers: Numbers, seed: int, joined: bool) -> ndarray:
    """Return the numbers in the built-in handwriting, uint8 (n, 48, 48), ink 255 on 0, in the middle.

    numbers: (n,) whole numbers from 0 to 99. seed: a whole number from 0; each PER_WRITER numbers in a row
    are by one writer. joined: whether the pen stays on the paper from the end of the first digit to the
    start of the second; all other ink is the same with and without.
    Raises ValueError if a number is out of range.
    """
    rng, pages = np.random.default_rng(seed), []
    for place, number in enumerate(_checked(numbers)):
        if place % PER_WRITER == 0:
            habits = handwriting.writer(int(rng.integers(2**32)))
        digits = [handwriting.strokes(int(digit), habits, rng) for digit in str(number)]
        pages.append(handwriting.ink(_lay_out(digits, joined), SIDE, SIDE))
    return np.array(pages, np.uint8).reshape(-1, SIDE, SIDE)


def shrink(pages: ndarray, side: int = 28) -> ndarray:
    """Return images, uint8 (n, height, width), as uint8 (n, side, side), each new pixel the mean of what it
    covers."""
    small = [Image.fromarray(page).resize((side, side), Image.Resampling.BOX) for page in pages]
    return np.array([np.asarray(image) for image in small], np.uint8).reshape(-1, side, side)


def _checked(numbers: Numbers) -> ndarray:
    numbers = np.asarray(numbers)
    if numbers.size and not 0 <= numbers.min() <= numbers.max() <= 99:
        raise ValueError(f"numbers must lie from 0 to 99, not from {numbers.min()} to {numbers.max()}")
    return numbers


def _choose(digits: ndarray, labels: ndarray, rng: Generator) -> ndarray:
    """Return for each digit (n,) the index of an image that shows it, int (n,). labels: (m,) of the images."""
    chosen = np.zeros(len(digits), int)
    for digit in np.unique(digits):
        pool, wanted = np.flatnonzero(labels == digit), digits == digit
        if not pool.size:
            raise ValueError(f"there is no image of the digit {digit} to write with")
        chosen[wanted] = rng.choice(pool, wanted.sum())
    return chosen


def _trimmed(image: ndarray) -> ndarray:
    """Return an image (height, width) without the paper at its left and right."""
    columns = np.flatnonzero(image.any(axis=0))
    return image[:, columns[0] : columns[-1] + 1]


def _place(page: ndarray, digits: list[ndarray], gap: int) -> None:
    """Put one digit, or two, into the middle of the page; where they overlap, the brighter ink stays."""
    gap = max(gap, -(min(digit.shape[1] for digit in digits) // 2))
    top = (SIDE - digits[0].shape[0]) // 2
    width = sum(digit.shape[1] for digit in digits) + gap * (len(digits) - 1)
    left = (SIDE - width) // 2
    for digit in digits:
        area = page[top : top + digit.shape[0], left : left + digit.shape[1]]
        np.maximum(area, digit, out=area)
        left += digit.shape[1] + gap


def _lay_out(digits: list[list[Stroke]], joined: bool) -> list[Stroke]:
    """Return the strokes of one digit, or two, as one list for a page whose side is 1, with the pen's line
    between them if `joined`. digits: strokes, as from `handwriting.strokes`."""
    placed: list[Stroke] = []
    end = 0.0
    for digit in digits:
        strokes = [(points * HEIGHT, radius * HEIGHT) for points, radius in digit]
        left, right = _span(strokes)
        move = np.array([end + (APART if placed else 0) - left, (1 - HEIGHT) / 2])
        if placed and joined:
            placed.append(_line(placed[-1], (strokes[0][0] + move, strokes[0][1])))
        placed += [(points + move, radius) for points, radius in strokes]
        end = right + move[0]
    middle = np.array([(1 - end) / 2, 0])
    return [(points + middle, radius) for points, radius in placed]


def _span(strokes: list[Stroke]) -> tuple[float, float]:
    """Return where the ink begins and ends from left to right."""
    lefts = [(points[:, 0] - radius).min() for points, radius in strokes]
    return min(lefts), max((points[:, 0] + radius).max() for points, radius in strokes)


def _line(before: Stroke, after: Stroke) -> Stroke:
    """Return the pen's way from the end of one stroke to the start of another."""
    (points, radius), (next_points, next_radius) = before, after
    return np.array([points[-1], next_points[0]]), np.array([radius[-1], next_radius[0]])
