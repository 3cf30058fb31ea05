"""The built-in handwriting: what it promises, and that other writers' digits can be read from it."""

import hashlib
import time

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from utils.images.handwriting import PER_WRITER, digits, ink, normalise, strokes, writer


@pytest.fixture(scope="module")
def written():
    return digits(3000, 0)


def slants(images):
    """Steps to the right for each step up, for images (n, height, width), from their moments."""
    y, x = np.indices(images.shape[1:])
    mass = images.sum(axis=(1, 2), dtype=float)
    y = y - (images * y).sum(axis=(1, 2))[:, None, None] / mass[:, None, None]
    x = x - (images * x).sum(axis=(1, 2))[:, None, None] / mass[:, None, None]
    return -(images * x * y).sum(axis=(1, 2)) / (images * y * y).sum(axis=(1, 2))


def boxes(images):
    """Height and width of the ink, (n, 2)."""
    spans = [(np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))) for image in images]
    return np.array([(rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1) for rows, columns in spans])


def test_shapes_and_types(written):
    x, y = written
    assert (x.shape, x.dtype, y.shape, y.dtype) == ((3000, 28, 28), np.uint8, (3000,), np.uint8)
    assert x.min() == 0 and (x.max(axis=(1, 2)) > 200).all()
    assert [len(part) for part in digits(0, 0)] == [0, 0]


def test_labels_are_balanced_and_in_random_order(written):
    _, y = written
    assert (np.bincount(y) == 300).all()
    assert 0.05 < (y[1:] == y[:-1]).mean() < 0.15


def test_the_same_seed_gives_the_same_digits_and_another_seed_others(written):
    x, y = digits(1000, 0)
    assert (x == written[0][:1000]).all() and (y == written[1][:1000]).all()
    assert (digits(1000, 1)[0] != x).any(axis=(1, 2)).all()


def test_no_digit_comes_twice(written):
    assert len(np.unique(written[0].reshape(3000, -1), axis=0)) == 3000


@pytest.mark.parametrize("n", [1, 999, 1001])
def test_few_digits_are_the_first_of_many(written, n):
    x, y = digits(n, 0)
    assert (x == written[0][:n]).all() and (y == written[1][:n]).all()


def test_the_bytes_are_those_that_the_recorded_evidence_saw(written):
    x, y = written
    digest = hashlib.sha256(x[:1000].tobytes() + y[:1000].tobytes()).hexdigest()
    assert digest == "c928e2cd9162a7e3572f374fb1c32836f503f4a246f41a2c20078bbcefc8bade"


def test_normalised_as_mnist_is(written):
    x, _ = written
    places = np.arange(28)
    mass = x.sum(axis=(1, 2), dtype=float)
    centres = np.stack([x.sum(axis=2) @ places / mass, x.sum(axis=1) @ places / mass])
    assert np.abs(centres - 14).max() < 1 and (np.abs(centres - 14) < 0.51).mean() > 0.99
    assert (boxes(x).max(axis=1) <= 20).all() and (boxes(x).max(axis=1) == 20).mean() > 0.9


def test_a_writer_stays_true_to_habits(written):
    x, _ = written
    for habit in slants(x), np.log(x.sum(axis=(1, 2), dtype=float)):
        pages = habit.reshape(-1, PER_WRITER)
        by_chance = pages.var(axis=1, ddof=1).mean() / PER_WRITER
        assert pages.mean(axis=1).var(ddof=1) > 4 * by_chance


def test_strokes_repeat_habits_but_not_themselves():
    habits = writer(5)
    again = writer(5)
    assert all(np.array_equal(one, other) for one, other in zip(habits, again, strict=True))
    assert writer(6).slant != habits.slant
    rng = np.random.default_rng(0)
    assert not np.array_equal(strokes(3, habits, rng)[0][0], strokes(3, habits, rng)[0][0])

    tries = [[ink(strokes(1, writer(seed), rng), 40, 40) for _ in range(12)] for seed in range(12)]
    tries = slants(np.concatenate(tries)).reshape(12, 12)
    assert tries.var(axis=1).mean() < tries.mean(axis=1).var()


@pytest.mark.parametrize("digit", range(10))
def test_strokes_fill_the_unit_square(digit):
    rng = np.random.default_rng(digit)
    drawn = strokes(digit, writer(digit), rng)
    for points, radius in drawn:
        assert points.shape == (len(radius), 2) and (radius > 0).all()
    low = np.min([(points - radius[:, None]).min(axis=0) for points, radius in drawn], axis=0)
    high = np.max([(points + radius[:, None]).max(axis=0) for points, radius in drawn], axis=0)
    assert np.isclose((high - low).max(), 1) and np.allclose((low + high) / 2, 0.5)


@pytest.mark.parametrize("height, width", [(1, 1), (20, 20), (7, 90), (90, 60), (300, 400)])
def test_any_size_works(height, width):
    image = ink(strokes(8, writer(1), np.random.default_rng(0)), height, width)
    assert image.shape == (height, width) and image.dtype == np.uint8 and image.any()


def test_the_same_digit_at_another_size_is_the_same_digit():
    drawn = strokes(2, writer(1), np.random.default_rng(0))
    small, large = ink(drawn, 50, 50), ink(drawn, 200, 200)
    averaged = large.reshape(50, 4, 50, 4).mean(axis=(1, 3))
    assert np.abs(averaged - small).mean() < 4


def test_ink_outside_is_cut_off_and_beside_is_drawn():
    drawn = strokes(0, writer(1), np.random.default_rng(0))
    right = [(points + [1, 0], radius) for points, radius in drawn]
    pair = ink(drawn + right, 30, 60)
    assert np.array_equal(pair[:, :29], ink(drawn, 30, 30)[:, :29])
    assert np.array_equal(pair[:, 31:], ink(drawn, 30, 30)[:, 1:])
    half = [(points + [0.5, 0], radius) for points, radius in drawn]
    assert np.array_equal(ink(half, 30, 30), ink(half, 30, 45)[:, :30])
    assert not ink([(points + [5, 0], radius) for points, radius in drawn], 30, 30).any()
    assert not ink([], 5, 7).any()


def test_a_digit_in_a_large_image_is_normalised(written):
    for digit in range(10):
        large = ink(strokes(digit, writer(digit), np.random.default_rng(0)), 200, 300)
        small = normalise(large)
        assert small.shape == (28, 28) and small.dtype == np.uint8 and boxes([small]).max() == 20
        centre = np.array([small.sum(axis=1), small.sum(axis=0)]) @ np.arange(28) / small.sum()
        assert np.abs(centre - 14).max() < 0.51
        assert np.array_equal(small, normalise(np.pad(large, ((5, 0), (0, 9)))))


def test_another_writers_digits_can_be_read(written):
    x, y = written
    x_test, y_test = digits(1000, 1)
    reader = KNeighborsClassifier(3).fit(x.reshape(len(x), -1) / 255.0, y)
    right = reader.predict(x_test.reshape(1000, -1) / 255.0) == y_test
    assert right.mean() > 0.9
    assert min(right[y_test == digit].mean() for digit in range(10)) > 0.75


@pytest.mark.parametrize(
    "arguments, message",
    [
        ((-1, 0), "n must be a whole number from 0, not -1"),
        ((2.5, 0), "n must be a whole number from 0, not 2.5"),
        ((1, -3), "seed must be a whole number from 0, not -3"),
    ],
)
def test_digits_says_which_argument_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        digits(*arguments)


def test_the_other_errors_say_what_is_wrong():
    with pytest.raises(ValueError, match="digit must be a whole number from 0 to 9, not 10"):
        strokes(10, writer(0), np.random.default_rng(0))
    with pytest.raises(ValueError, match="at least 1 x 1 pixels, not 0 x 5"):
        ink([], 0, 5)
    with pytest.raises(ValueError, match=r"uint8 \(height, width\), not float64 \(4, 4\)"):
        normalise(np.zeros((4, 4)))
    with pytest.raises(ValueError, match="no ink"):
        normalise(np.zeros((4, 4), np.uint8))


def test_two_thousand_digits_take_moments():
    start = time.process_time()
    digits(2000, 9)
    assert time.process_time() - start < 3
