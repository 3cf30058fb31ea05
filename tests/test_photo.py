"""Reading photographs: digits are found and cut out, and the worst of files gives a sentence and no more."""

import subprocess
import sys
import warnings
from pathlib import Path

import damaged
import numpy as np
import pytest
from PIL import Image
from sheets import digits_on, ninths, overlaps, tilted_boxes
from sklearn.neighbors import KNeighborsClassifier

from utils.images import handwriting, paper, photo

DIGITS = [4, 0, 7, 1, 9, 2]  # those on every whole file


@pytest.fixture(scope="module")
def reader():
    x, y = handwriting.digits(2000, 0)
    return KNeighborsClassifier(3).fit(x.reshape(2000, -1), y)


@pytest.fixture
def saved(tmp_path):
    def save(name, data):
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return save


def taken(seed, **changed):
    """A photograph of a sheet of ten digits, with the sheet and where the digits are."""
    rng = np.random.default_rng(seed)
    sheet = paper.sheet(rng.permutation(10), seed, height=int(rng.integers(60, 100)))
    conditions = paper.usual(seed)._replace(**changed)
    return paper.photograph(sheet.ink, conditions, seed), sheet, tilted_boxes(sheet, conditions.tilt)


# --- Digits -------------------------------------------------------------------------------------------------


def test_digits_of_many_writers_are_found_in_order_and_can_be_read(reader):
    """95 of 100 are asked for; benchmarks/bench_sheets.py counts more sheets."""
    right, found, labels = 0, [], []
    for seed in range(8):
        grey, sheet, true = taken(seed, table=0.3 if seed % 3 == 0 else None)
        ink = photo.ink(255 - grey if seed % 4 == 3 else grey)
        boxes = photo.find(ink)
        assert len(boxes) <= 11
        match = overlaps(true, boxes)
        right += ((match.max(axis=1) > 0.5) & (match.argmax(axis=1) == range(10))).sum()
        found.append(photo.cut_out(ink, boxes)[match.argmax(axis=1)])
        labels.append(sheet.labels)
    read = reader.predict(np.concatenate(found).reshape(-1, 28 * 28))
    assert right >= 0.95 * 80 and (read == np.concatenate(labels)).mean() >= 0.8


def test_what_is_found_is_what_the_recorded_evidence_saw():
    """The photograph is not compressed: what JPEG makes of it depends on its library."""
    grey, *_ = taken(6, jpeg=None, table=0.3)
    ink = photo.ink(grey)
    boxes = photo.find(ink)
    assert ninths(ink) == pytest.approx([1.51, 19.93, 18.33, 18.72, 26.44, 14.62, 7.5, 8.57, 0.23], abs=0.02)
    assert boxes.tolist() == [
        [156, 114, 239, 177],
        [120, 261, 213, 324],
        [94, 376, 194, 452],
        [93, 526, 166, 592],
        [56, 656, 150, 726],
        [284, 161, 370, 204],
        [276, 287, 350, 334],
        [240, 426, 319, 466],
        [217, 563, 305, 606],
        [212, 698, 295, 719],
    ]
    assert ninths(photo.cut_out(ink, boxes).mean(axis=0)) == pytest.approx(
        [2.86, 73.82, 2.69, 22.15, 123.85, 15.24, 6.33, 72.26, 7.71], abs=0.2
    )


@pytest.mark.parametrize("tilt", [-10, 10])
def test_reading_order_holds_when_the_photograph_is_tilted(tilt):
    grey, _, true = taken(3, tilt=tilt)
    assert np.diag(overlaps(true, photo.find(photo.ink(grey)))).min() > 0.5


def test_ink_is_bright_on_exactly_0_whatever_the_light():
    dim, sheet, _ = taken(1, tilt=0.0, light=0.5, shadow=0.3)
    ink = photo.ink(dim)
    assert ink.dtype == np.uint8 and ink.shape == dim.shape
    assert (ink[sheet.ink == 0] == 0).mean() > 0.97 and np.median(ink[sheet.ink == 255]) > 230


def test_light_ink_on_dark_paper_gives_the_same_digits():
    grey, *_ = taken(2)
    boxes, negative = photo.find(photo.ink(grey)), photo.find(photo.ink(255 - grey))
    assert photo.light_on_dark(255 - grey) and not photo.light_on_dark(grey)
    assert np.diag(overlaps(boxes, negative)).min() > 0.8


def test_polarity_holds_in_deep_shadow_on_a_dark_table():
    for seed in range(11, 21):  # at 32 pixels a side, some of these and of their negatives are misjudged
        sheet = paper.sheet([3, 1, 4, 1, 5, 9, 2, 6, 5, 0], seed, height=100)
        badly = paper.usual(seed)._replace(tilt=4.0, light=0.4, shadow=0.3, table=0.2)
        grey = paper.photograph(sheet.ink, badly, seed)
        assert not photo.light_on_dark(grey) and photo.light_on_dark(255 - grey)


@pytest.mark.parametrize("shape", [(8, 8), (8, 5000), (5000, 9)])
def test_polarity_of_a_strip_is_decided_too(shape):
    grey = np.full(shape, 200, np.uint8)
    grey[3:5, 3:5] = 0
    assert not photo.light_on_dark(grey)


def test_the_edge_of_a_shadow_is_no_ink():
    grey = np.full((300, 400), 200, np.uint8)
    grey[:, 170:] = 120  # as sharp as no shadow is
    grey[60:120, 80:90] = grey[60:120, 300:310] = 30
    assert photo.find(photo.ink(grey)).shape == (2, 4)


def bars(*places, shape=(200, 300)):
    ink = np.zeros(shape, np.uint8)
    for top, left, bottom, right in places:
        ink[top:bottom, left:right] = 255
    return ink


def test_a_bar_near_a_digit_is_part_of_it():
    body, bar = (50, 60, 120, 100), (40, 100, 48, 120)
    assert photo.find(bars(body, bar)).tolist() == [[40, 60, 120, 120]]


def test_two_whole_digits_stay_two_however_near():
    one, other = (50, 60, 120, 70), (50, 74, 120, 84)
    assert photo.find(bars(one, other)).tolist() == [list(one), list(other)]


def test_two_slanted_digits_stay_two_though_their_boxes_overlap():
    ink = bars()
    for y in range(50, 120):
        ink[y, 160 - y // 2 : 166 - y // 2] = ink[y, 180 - y // 2 : 186 - y // 2] = 255
    assert photo.find(ink).tolist() == [[50, 101, 120, 141], [50, 121, 120, 161]]


def test_specks_lines_and_what_touches_the_edge_are_left_out():
    digit, speck, line, edge = (50, 60, 120, 100), (20, 20, 26, 26), (150, 20, 154, 280), (0, 150, 60, 200)
    assert photo.find(bars(digit, speck, line, edge)).tolist() == [list(digit)]


def test_rows_are_read_from_the_top_and_each_from_the_left():
    places = [
        (20, 20, 60, 40),
        (28, 100, 68, 120),
        (15, 200, 55, 220),
        (100, 60, 140, 80),
        (95, 150, 135, 170),
    ]
    assert photo.find(bars(*places[::-1])).tolist() == [list(place) for place in places]


def test_cut_out_leaves_a_neighbours_ink_out():
    digit, neighbour = (50, 60, 120, 70), (50, 75, 120, 100)
    both = photo.cut_out(bars(digit, neighbour), np.array([[50, 60, 120, 80]]))
    alone = photo.cut_out(bars(digit), np.array([digit]))
    assert (both == alone).all() and both.shape == (1, 28, 28) and both.dtype == np.uint8


@pytest.mark.parametrize("brightness", [0, 140, 255])
def test_an_empty_sheet_has_no_digit(brightness):
    grey = paper.photograph(
        np.zeros((300, 400), np.uint8), paper.usual(3)._replace(paper=brightness / 255), 3
    )
    for empty in (grey, np.full((300, 400), brightness, np.uint8)):
        with pytest.raises(photo.PhotoError, match="no digit"):
            photo.find(photo.ink(empty))


def test_a_texture_is_no_page_of_digits():
    dots = bars(
        *((y, x, y + 20, x + 6) for y in range(10, 880, 30) for x in range(10, 880, 30)), shape=(900, 900)
    )
    with pytest.raises(photo.PhotoError, match="too many marks"):
        photo.find(dots)


# --- Files --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole():
    return damaged.whole()


def test_every_kind_of_file_gives_its_digits(whole, saved, reader):
    found = {n: digits_on(saved(n, data)) for n, data in whole.items() if "turned" not in n}
    assert {name: len(digits) for name, digits in found.items()} == dict.fromkeys(found, len(DIGITS))
    read = reader.predict(np.concatenate(list(found.values())).reshape(-1, 28 * 28)).reshape(-1, len(DIGITS))
    assert [name for name, digits in zip(found, read, strict=True) if digits.tolist() != DIGITS] == []


def test_a_picture_is_turned_upright(whole, saved):
    for number in damaged.TURNS:
        grey = photo.read(saved("turned.png", whole[f"turned-{number}.png"]))
        assert (grey == damaged.PHOTO).all(), number


def test_brightness_is_kept_in_every_depth(whole, saved):
    for name in ("grey.png", "deep.png", "deep.tiff", "deep-big-endian.tiff", "grey.tiff", "animated.gif"):
        off = abs(photo.read(saved(name, whole[name])).astype(int) - damaged.PHOTO).max()
        assert off <= 1, (name, off)


def test_transparency_is_white_paper(whole, saved):
    for name in ("transparent.png", "transparent-grey.png", "transparent.webp"):
        grey = photo.read(saved(name, whole[name]))
        assert abs(grey.astype(int) - (255 - damaged.SHEET.ink)).max() <= 1, name


def test_numbers_that_are_none_are_white_paper(saved):
    levels = np.tile(np.linspace(-3, 5, 60, dtype=np.float32), (40, 1))
    levels[:10, :10] = np.nan
    grey = photo.read(saved("levels.tiff", damaged.saved(Image.fromarray(levels), "TIFF")))
    assert (grey[:10, :10] == 255).all() and grey[20, [0, 59]].tolist() == [0, 255]


def test_a_large_picture_is_made_smaller(saved):
    grey = photo.read(saved("wide.png", damaged.saved(Image.new("L", (4000, 1000), 90), "PNG")))
    assert grey.shape == (400, 1600) and (grey == 90).all()


@pytest.fixture
def sentence(saved, capfd):
    """What is said of a file that can't be used: one sentence. "" if it can be, and never anything else."""

    def say(name, data):
        path = saved(name, data)
        said = ""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                assert digits_on(path).shape[1:] == (28, 28), name
            except photo.PhotoError as error:
                said = str(error)
                assert error.__cause__ is None and error.__suppress_context__ or error.__context__ is None, (
                    name
                )
        assert not caught and capfd.readouterr() == ("", ""), name
        if said:
            assert (
                (str(path) in said or "picture" in said)
                and said.endswith(".")
                and "\n" not in said
                and len(said) < 300
            ), said
        return said

    return say


def test_odd_files_give_digits_or_a_sentence(sentence):
    said = {name: sentence(name, data) for name, data in damaged.odd().items()}
    expected = {
        "empty.jpg": "is empty",
        "phone.heic": "save it as JPEG",
        "nan.tiff": "no digit",
        "text.jpg": "not a picture",
        "script.png": "not a picture",
    }
    for name, words in expected.items():
        assert words in said[name], (name, said[name])


@pytest.mark.parametrize("size", [(60000, 60000), (12000, 9000), (2**31 - 1, 2**31 - 1)])
def test_headers_of_huge_pictures_give_a_sentence(sentence, size):
    for name, data in damaged.claiming(*size).items():
        assert sentence(name, data), name
    assert "million can be read" in sentence("huge.png", damaged.claiming(*size)["huge.png"])


def test_files_cut_short_are_damaged(whole, sentence):
    for seed, name in enumerate(("colour.jpg", "grey.png", "colour.webp", "grey.gif", "grey.tiff")):
        said = sentence(name, whole[name][: len(whole[name]) // 2])
        assert "damaged or not whole" in said, (name, said)
        sentence(name, damaged.cut_short(whole[name], seed))


def test_files_with_wrong_bytes_give_digits_or_a_sentence(whole, sentence):
    outcomes = [
        sentence(name, damaged.flipped(data, seed))
        for seed, (name, data) in enumerate([item for item in whole.items() if "turned" not in item[0]] * 2)
    ]
    assert any(outcomes) and not all(outcomes)


def test_a_missing_file_a_folder_and_a_forbidden_one_are_said(tmp_path, monkeypatch):
    with pytest.raises(photo.PhotoError, match="There is no file"):
        photo.read(tmp_path / "none.jpg")
    with pytest.raises(photo.PhotoError, match="is a folder"):
        photo.read(tmp_path)
    (tmp_path / "mine.jpg").write_bytes(b"something")

    def forbidden(*_):
        raise PermissionError

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(photo.PhotoError, match="may not be read"):
        photo.read(tmp_path / "mine.jpg")


@pytest.mark.parametrize("kind", [MemoryError, OverflowError, SyntaxError, Image.DecompressionBombError])
def test_whatever_a_library_raises_becomes_a_sentence(kind, whole, saved, monkeypatch):
    def fails(*_, **__):
        raise kind("internal: 0x7f")

    path = saved("grey.png", whole["grey.png"])
    monkeypatch.setattr(Image, "open", fails)
    with pytest.raises(photo.PhotoError) as raised:
        photo.read(path)
    assert "0x7f" not in str(raised.value)


def test_importing_takes_no_keras_and_keeps_pillow_quiet():
    code = (
        "import sys, logging; from utils.images import photo, paper; "
        "logging.getLogger('PIL.Image').error('internal'); sys.exit('keras' in sys.modules)"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
