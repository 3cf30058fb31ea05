"""What a file asks for is bounded before it is decoded, and whatever path is named gives a sentence."""

import os
import stat
import struct
import subprocess
import sys
import time
from pathlib import Path

import damaged
import hostile
import pytest
from PIL import Image

from utils.images import photo, work

SLOWEST = 2.0  # seconds of the processor, for any file


def said(path):
    """The sentence about a file that can't be read, and "" if it can."""
    began = time.process_time()
    try:
        photo.read(path)
        return ""
    except photo.PhotoError as error:
        text = str(error)
        assert text.endswith(".") and text.isprintable() and len(text) < 300, text
        return text
    finally:
        assert time.process_time() - began < SLOWEST, path


# --- Work ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", hostile.heavy())
def test_a_file_that_asks_for_too_much_work_is_refused_at_once(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(hostile.heavy()[name]())
    sentence = said(path)
    assert "save it" in sentence and "damaged" not in sentence, sentence


def test_a_file_of_too_many_bytes_is_refused_unread(tmp_path):
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.write(hostile.png())
        file.truncate(200_000_000)
    assert "has 200 MB, and at most 100" in said(path)


def resized(data, width, height):
    """A JPEG whose header tells of another size."""
    at = next(data.index(bytes([0xFF, kind])) for kind in (0xC0, 0xC2) if bytes([0xFF, kind, 0]) in data)
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_the_usual_progressive_pictures_may_be_of_any_size_that_is_read(mode):
    """Pillow writes the scans that nearly all programs write; of CMYK they are the most."""
    image = Image.new(mode, (64, 64))
    for options in ({}, {"progressive": True}):
        data = damaged.saved(image, "JPEG", subsampling=0, **options)
        work.check(resized(data, 4000, 5000))
        assert work.in_one_pass(data) is not bool(options)


def test_a_baseline_jpeg_in_several_scans_is_kept_in_memory_and_may_have_fewer_pixels(tmp_path):
    path = tmp_path / "parts.jpg"
    path.write_bytes(hostile.scanned(7000, 7000, 3, 3, 0xC0))
    assert "at most 20 million" in said(path)
    path.write_bytes(hostile.scanned(640, 480, 3, 3, 0xC0))
    assert said(path) == ""


def test_scans_of_small_previews_and_behind_the_end_are_none(tmp_path):
    preview = hostile.segment(0xE1, hostile.scanned(64, 64, 1, 600))
    path = tmp_path / "preview.jpg"
    path.write_bytes(hostile.jpeg(4000, 5000, 1, [([0], 0, 0, 0, bytes(40_000))], before=preview) * 200)
    assert said(path) == ""


def test_a_strip_is_made_smaller_while_it_is_decoded(tmp_path):
    """65,000 x 760 pixels of four components would else take 450 MB."""
    path = tmp_path / "strip.jpg"
    path.write_bytes(damaged.saved(Image.new("CMYK", (32_000, 380), (0, 0, 0, 90)), "JPEG"))
    decoded = []
    original = Image.Image.convert

    def convert(self, *arguments, **options):
        decoded.append(self.size)
        return original(self, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Image.Image, "convert", convert)
        assert photo.read(path).shape == (19, 1600)
    assert decoded == [(4000, 48)]


def test_a_cameras_endless_notes_are_left_unread(tmp_path):
    """A fraction takes Python two microseconds, and two million of them fit into 16 MB."""
    many = 2_000_000
    notes = hostile.tiff({274: (3, 1, 6), 282: (5, many, b"\1\0\0\0" * 2 * many)})
    path = tmp_path / "notes.png"
    path.write_bytes(hostile.png(before=damaged.chunk(b"eXIf", notes)))
    assert said(path) == ""


def test_random_scans_give_a_picture_or_a_sentence(tmp_path):
    outcomes = []
    for seed in range(20):
        path = tmp_path / "scans.jpg"
        path.write_bytes(hostile.random_scans(seed))
        outcomes.append(said(path))
    assert "" in outcomes and any("too long" in each for each in outcomes)


# --- Paths --------------------------------------------------------------------------------------------------

ODD_PATHS = {
    "a long name": "a" * 300 + ".jpg",
    "a long path": "folder/" * 700 + "photo.jpg",
    "a character 0": "pho\0to.jpg",
    "half a character": "photo\udcff.jpg",
    "no character at all": "photo\ud800.jpg",
    "signs that act on a screen": "\x1b[2Jphoto\r\n\u202egpj.exe",
    "an unknown home": "~no-such-user/photo.jpg",
    "nothing": "",
    "a file as a folder": f"{__file__}/photo.jpg",
}


@pytest.mark.parametrize("path", ODD_PATHS.values(), ids=ODD_PATHS)
def test_an_odd_path_gives_a_short_sentence_that_only_says_something(path):
    assert "check its name" in said(path) or "is a folder" in said(path)
    assert "check its name" in said(Path(path)) or "is a folder" in said(Path(path))


def test_a_long_path_keeps_its_beginning_and_its_end(tmp_path):
    sentence = said(tmp_path / ("a" * 200) / "photo.jpg")
    assert str(tmp_path)[:40] in sentence and "…" in sentence and "photo.jpg:" in sentence


def test_links_in_a_circle_are_a_sentence(tmp_path):
    try:
        (tmp_path / "one.jpg").symlink_to("other.jpg")
        (tmp_path / "other.jpg").symlink_to("one.jpg")
    except OSError:
        pytest.skip("no links may be made here")
    assert "check its name" in said(tmp_path / "one.jpg")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_pipes_and_devices_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    assert "no file" in said(tmp_path / "pipe.jpg")
    assert "no file" in said(os.devnull)


def test_the_own_folder_may_be_written_as_a_tilde(tmp_path, monkeypatch):
    (tmp_path / "photo.png").write_bytes(hostile.png())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert said("~/photo.png") == ""
    assert "There is no file" in said("~/other.png")


def test_a_folder_that_may_not_be_looked_into_is_said(tmp_path, monkeypatch):
    """Whoever runs the tests may look everywhere, so the system's answer is given in its place."""

    def forbidden(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", forbidden)
    assert "may not be read" in said(tmp_path / "photo.jpg")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be somebody else")
def test_a_folder_of_somebody_else_is_said(tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir()
    (folder / "photo.png").write_bytes(hostile.png())
    folder.chmod(stat.S_IRUSR | stat.S_IWUSR)
    code = (
        "import os, sys; from utils.images import picture; os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "try: picture.read(sys.argv[1])\n"
        "except picture.PhotoError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder / "photo.png")],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
    )
    assert "may not be read" in done.stdout and not done.stderr, done
