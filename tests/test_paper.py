"""Photographs of paper: each condition does its own thing and no other; the same seed, the same picture."""

import hashlib

import numpy as np
import pytest
from sheets import ninths, tilted_boxes

from utils.images import handwriting, paper


@pytest.fixture(scope="module")
def ink():
    return paper.digit(5, seed=1)


@pytest.fixture(scope="module")
def sheet():
    return paper.sheet([3, 1, 4, 1, 5, 9, 2], seed=2, height=60, columns=3)


def box(image):
    rows, columns = (np.flatnonzero(image.any(axis=axis)) for axis in (1, 0))
    return np.array([rows[0], columns[0], rows[-1] + 1, columns[-1] + 1])


def sharpness(image):
    return abs(np.diff(image.astype(int))).max()


def photograph(ink, seed=7, **changed):
    return paper.photograph(ink, paper.PERFECT._replace(**changed), seed)


def test_a_digit_has_the_size_and_place_that_were_asked_for():
    top, left, bottom, right = box(paper.digit(7, 3, 200, height=0.4, right=0.1, down=-0.2))
    assert max(bottom - top, right - left) == pytest.approx(80, abs=2)
    assert [(top + bottom) / 2, (left + right) / 2] == pytest.approx([60, 120], abs=2)


def test_a_thicker_pen_writes_the_same_digit_with_more_ink(ink):
    thick, thin = paper.digit(5, 1, pen=1.5), paper.digit(5, 1, pen=0.5)
    assert thin.sum() < 0.7 * ink.sum() < 0.7 * 0.8 * thick.sum()
    assert (thick >= ink).all() and (ink >= thin).all()  # along the same lines


def test_a_seed_is_a_digit_by_a_writer(ink):
    assert (paper.digit(5, seed=1) == ink).all()
    assert (paper.digit(5, seed=2) != ink).any()
    habits = handwriting.writer(3)
    assert (paper.digit(5, 1, writer=habits) != ink).any()


def test_the_bytes_are_those_that_the_recorded_evidence_saw(ink, sheet):
    images = [ink, sheet.ink, sheet.boxes]
    assert [hashlib.sha256(array.tobytes()).hexdigest()[:16] for array in images] == [
        "81d6ad2286de4692",
        "b0903e9aa2e525f8",
        "5b4de9213c9ec383",
    ]


def test_a_photograph_is_the_one_that_the_recorded_evidence_saw(sheet):
    grey = paper.photograph(sheet.ink, paper.usual(5)._replace(table=0.3, jpeg=None), 5)
    assert ninths(grey) == pytest.approx(
        [153.08, 178.77, 167.84, 144.73, 171.54, 168.29, 120.16, 154.86, 147.75], abs=0.02
    )


def test_digits_can_be_read():
    """By the nearest neighbour among digits that `handwriting` draws for itself."""
    from sklearn.neighbors import KNeighborsClassifier

    x, y = handwriting.digits(2000, 0)
    reader = KNeighborsClassifier(3).fit(x.reshape(2000, -1), y)
    labels = np.arange(100) % 10
    written = [paper.digit(int(label), [4, seed], side=80, right=0.1) for seed, label in enumerate(labels)]
    small = np.array([handwriting.normalise(image) for image in written])
    assert reader.score(small.reshape(100, -1), labels) > 0.8


def test_a_sheet_tells_where_its_digits_are(sheet):
    assert sheet.labels.tolist() == [3, 1, 4, 1, 5, 9, 2] and sheet.ink.dtype == np.uint8
    rest = sheet.ink.copy()
    for top, left, bottom, right in sheet.boxes:
        assert box(sheet.ink[top:bottom, left:right]).tolist() == [0, 0, bottom - top, right - left]
        rest[top:bottom, left:right] = 0
    assert not rest.any()
    top, left, bottom, right = box(sheet.ink)
    assert min(top, left, *(np.array(sheet.ink.shape) - [bottom, right])) >= 60


def test_boxes_are_in_reading_order(sheet):
    middle = (sheet.boxes[:, :2] + sheet.boxes[:, 2:]) / 2
    rows = np.split(middle, [3, 6])
    assert all((np.diff(row[:, 1]) > 0).all() for row in rows)
    assert rows[0][:, 0].max() < rows[1][:, 0].min() and rows[1][:, 0].max() < rows[2][0, 0]


@pytest.mark.parametrize("degrees", [0, 10, -7])
def test_boxes_follow_the_tilt(sheet, degrees):
    tilted = paper.tilt(sheet.ink, degrees)
    for top, left, bottom, right in tilted_boxes(sheet, degrees):
        ink = tilted[top:bottom, left:right] > 60
        assert ink[:3].any() and ink[-3:].any() and ink[:, :3].any() and ink[:, -3:].any()
        tilted[top:bottom, left:right] = 0
    assert tilted.max() < 60  # nothing outside of them


def test_a_flat_scan_is_black_on_white(ink):
    assert (paper.photograph(ink, paper.PERFECT, 0) == 255 - ink).all()


def test_paper_and_pen_have_their_brightness(ink):
    photo = photograph(ink, paper=0.7, pen=0.2)
    assert (photo[ink == 0] == round(0.7 * 255)).all() and (photo[ink == 255] == round(0.2 * 255)).all()


def test_light_falls_off_smoothly(ink):
    photo = photograph(np.zeros_like(ink), light=0.5)
    assert photo.max() == 255 and int(photo.min()) in (127, 128)
    assert max(sharpness(photo), sharpness(photo.T)) <= 3


def test_a_shadow_darkens_one_part_and_leaves_another():
    photo = photograph(np.zeros((200, 200), np.uint8), shadow=0.4)
    lit, dark = (photo > 250).mean(), (photo < 0.62 * 255).mean()
    assert min(lit, dark) > 0.1 and lit + dark > 0.6 and photo.min() >= 0.6 * 255 - 1


def test_tilt_is_counter_clockwise_and_keeps_the_ink(ink):
    line = np.zeros((200, 200), np.uint8)
    line[95:105, 20:180] = 255
    photo = photograph(line, tilt=10)
    rows = [np.flatnonzero(photo[:, column] < 128).mean() for column in (50, 150)]
    assert rows[0] - rows[1] == pytest.approx(100 * np.tan(np.deg2rad(10)), abs=1)
    assert (255.0 - photo).sum() == pytest.approx(line.sum(), rel=0.02)


def test_blur_softens_edges_and_keeps_the_ink(ink):
    photo = photograph(ink, blur=3.0)
    assert sharpness(photo) < sharpness(255 - ink) / 3
    assert (255.0 - photo).sum() == pytest.approx(ink.sum(), rel=0.02)


def test_noise_has_the_deviation_that_was_asked_for():
    photo = photograph(np.zeros((200, 200), np.uint8), paper=0.5, noise=0.03)
    assert photo.std() == pytest.approx(0.03 * 255, rel=0.05)
    assert abs(np.corrcoef(photo[:, 1:].ravel(), photo[:, :-1].ravel())[0, 1]) < 0.05


def test_a_worse_jpeg_is_further_from_the_picture(ink):
    good, bad = (abs(photograph(ink, jpeg=quality) - (255.0 - ink)).mean() for quality in (95, 10))
    assert 0 < good < bad / 3


def test_a_table_shows_around_the_paper(ink):
    photo = photograph(ink, table=0.3, tilt=5.0)
    assert (photo[[0, -1]] == round(0.3 * 255)).mean() > 0.8
    assert photo[100, 20] == 255 and (photo < 40).any()


def test_with_the_same_seed_one_condition_changes_nothing_else(ink):
    """With noise and light there or not, the other's share of the picture stays as it was."""
    conditions = paper.PERFECT._replace(paper=0.6, noise=0.02, light=0.3, shadow=0.2)
    even = conditions._replace(light=0.0, shadow=0.0)
    grain = [
        paper.photograph(ink, each, 5) - paper.photograph(ink, each._replace(noise=0.0), 5).astype(float)
        for each in (conditions, even)
    ]
    assert np.corrcoef(grain[0].ravel(), grain[1].ravel())[0, 1] > 0.95
    assert (paper.photograph(ink, conditions, 5) == paper.photograph(ink, conditions, 5)).all()
    assert (paper.photograph(ink, conditions, 6) != paper.photograph(ink, conditions, 5)).mean() > 0.5


def test_usual_conditions_are_plausible_and_differ():
    drawn = [paper.usual(seed) for seed in range(50)]
    assert paper.usual(3) == drawn[3] and len(set(drawn)) == 50
    for each in drawn:
        assert each.pen + 0.2 < each.paper <= 1 and abs(each.tilt) <= 10 and 1 <= each.jpeg <= 95
        assert each.table is None


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: paper.digit(3, 0, side=0), "above 0"),
        (lambda: paper.digit(10, 0), "0 to 9"),
        (lambda: paper.sheet([], 0), "at least one label"),
        (lambda: paper.photograph(np.zeros((5, 5)), paper.PERFECT, 0), "uint8"),
    ],
)
def test_what_is_out_of_range_is_said(call, said):
    with pytest.raises(ValueError, match=said):
        call()
