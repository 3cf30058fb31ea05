"""Pages with numbers: what is on them and where, with paper between the digits, overlapping, or joined."""

import hashlib

import numpy as np
import pytest
from skimage.measure import label

from utils.images import numbers
from utils.images.handwriting import digits


@pytest.fixture(scope="module")
def pool():
    return digits(500, 3)


def written(values, pool, gap=2, seed=0):
    return numbers.write(values, *pool, np.random.default_rng(seed), gap)


def blocks(widths):
    """Ten digits as blocks of ink, each as wide as told, the ink 100 plus the digit, with their labels."""
    images = np.zeros((10, 28, 28), np.uint8)
    for digit, width in enumerate(widths):
        images[digit, 4:24, 8 : 8 + width] = 100 + digit
    return images, np.arange(10)


BLOCKS = blocks([6, 3, 10, 8, 9, 7, 8, 6, 7, 5])


def row(page):
    """The middle row of a page without the paper at its sides."""
    middle = page[numbers.SIDE // 2]
    inked = np.flatnonzero(middle)
    return middle[inked[0] : inked[-1] + 1].tolist()


def test_shape_and_type(pool):
    pages = written([0, 7, 10, 42, 99], pool)
    assert pages.shape == (5, 48, 48) and pages.dtype == np.uint8
    assert (pages.max(axis=(1, 2)) > 200).all()
    assert written([], pool).shape == (0, 48, 48)


def test_tens_stand_left_of_ones():
    assert row(written([42], BLOCKS, gap=3)[0]) == [104] * 9 + [0] * 3 + [102] * 10


def test_one_digit_below_ten():
    assert row(written([3], BLOCKS)[0]) == [103] * 8


@pytest.mark.parametrize("gap", [0, 1, 4])
def test_a_gap_is_columns_of_paper(gap):
    assert row(written([23], BLOCKS, gap)[0]) == [102] * 10 + [0] * gap + [103] * 8


@pytest.mark.parametrize("overlap", [1, 2, 4])
def test_below_zero_they_overlap_and_the_brighter_ink_stays(overlap):
    assert row(written([32], BLOCKS, -overlap)[0]) == [103] * 8 + [102] * (10 - overlap)


def test_they_never_overlap_by_more_than_half_of_the_narrower():
    assert row(written([21], BLOCKS, -20)[0]) == [102] * 9 + [102] + [101] * 2
    assert row(written([12], BLOCKS, -20)[0]) == [101] * 2 + [102] * 10


def test_each_number_may_have_a_gap_of_its_own():
    pages = written([22, 22, 5], BLOCKS, gap=np.array([0, 5, -3]))
    assert [len(row(page)) for page in pages] == [20, 25, 7]


def test_in_the_middle(pool):
    for page in written(np.arange(100), pool, gap=0):
        columns = np.flatnonzero(page.any(axis=0))
        assert abs(columns[0] + columns[-1] - 47) <= 1


def test_a_zero_is_needed_only_where_one_is_written():
    images, labels = BLOCKS
    without = images[1:], labels[1:]
    assert written([5, 21], without).any()
    with pytest.raises(ValueError, match="no image of the digit 0"):
        written([20], without)
    with pytest.raises(ValueError, match="no image of the digit 2"):
        written([20], (images[:2], labels[:2]))


@pytest.mark.parametrize("wrong", [-1, 100])
def test_numbers_out_of_range(pool, wrong):
    with pytest.raises(ValueError, match="from 0 to 99"):
        written([5, wrong], pool)
    with pytest.raises(ValueError, match="from 0 to 99"):
        numbers.pen([5, wrong], 0, joined=True)


def test_the_same_seed_gives_the_same_pages(pool):
    values = np.arange(100)
    assert (written(values, pool) == written(values, pool)).all()
    assert (written(values, pool) != written(values, pool, seed=1)).any(axis=(1, 2)).sum() > 90
    pages = numbers.pen(values, 0, joined=True)
    assert (pages == numbers.pen(values, 0, joined=True)).all()
    assert (pages != numbers.pen(values, 1, joined=True)).any(axis=(1, 2)).all()


def test_the_bytes_are_those_that_the_recorded_evidence_saw(pool):
    values = np.arange(100)
    pages = [
        written(values, pool, gap=1),
        numbers.pen(values, 0, joined=True),
        numbers.pen(values, 0, joined=False),
    ]
    pages.append(numbers.shrink(pages[0]))
    assert [hashlib.sha256(images.tobytes()).hexdigest()[:16] for images in pages] == [
        "7651fbbd647183d7",
        "f3a7fc8fd8772d3f",
        "63325587b563c581",
        "a8a4e2f9eabb12c8",
    ]


def test_digits_are_chosen_anew_for_each_number(pool):
    assert len(np.unique(written([4] * 30, pool).reshape(30, -1), axis=0)) > 10


def test_what_the_pen_writes():
    pages = numbers.pen(np.arange(100), 0, joined=False)
    assert pages.shape == (100, 48, 48) and pages.dtype == np.uint8 and (pages.max(axis=(1, 2)) > 200).all()
    assert numbers.pen([], 0, joined=True).shape == (0, 48, 48)
    for page in pages:
        rows, columns = (np.flatnonzero(page.any(axis=axis)) for axis in (1, 0))
        assert rows[0] >= 12 and rows[-1] <= 35 and abs(columns[0] + columns[-1] - 47) <= 2


def test_a_lifted_pen_leaves_paper_between_the_digits():
    for page in numbers.pen(np.arange(10, 100), 0, joined=False):
        columns = np.flatnonzero(page.any(axis=0))
        assert np.diff(columns).max() > 1


def test_a_joined_pen_only_adds_its_line():
    values = np.arange(100)
    lifted, joined = (numbers.pen(values, 0, on) for on in (False, True))
    assert (joined >= lifted).all()
    assert (joined == lifted)[:10].all() and (joined > lifted)[10:].any(axis=(1, 2)).all()
    pieces = [[label(page > 64, connectivity=2).max() for page in pages[10:]] for pages in (lifted, joined)]
    assert min(pieces[0]) >= 2 and np.median(pieces[1]) == 1
    assert (np.subtract(*pieces) >= 1).all()


def test_shrinking_takes_means():
    pages = np.zeros((2, 48, 48), np.uint8)
    pages[0, :24] = 200
    small = numbers.shrink(pages)
    assert small.shape == (2, 28, 28) and small.dtype == np.uint8
    assert (small[0, :14] == 200).all() and not small[0, 14:].any() and not small[1].any()
    halves = numbers.shrink(np.tile(np.array([0, 100], np.uint8), (3, 48, 24)), side=24)
    assert halves.shape == (3, 24, 24) and (halves == 50).all()
    assert numbers.shrink(pages[:0]).shape == (0, 28, 28)
