"""Pictures from files, as grey images: the first step from a photograph to digits (photo.py).

Files come from anywhere, so nothing about them is trusted: what can't be used is a `PhotoError`, in one
sentence. Sizes are known from the header, before anything is decoded.
"""

import contextlib
import io
import logging
import stat
import warnings
from pathlib import Path
from typing import NoReturn

import numpy as np
from PIL import ExifTags, Image, ImageFile, ImageOps, UnidentifiedImageError

from utils.files import shown
from utils.images import work
from utils.quiet import silence

FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")  # no others: some start other programs
LARGEST_JPEG = 50_000_000  # pixels; a phone's JPEG is made smaller while it is decoded
LARGEST = 20_000_000  # all others are decoded whole, some of them in several copies
LARGEST_SLOW = 10_000_000  # packed in ways that take many times as long
MOST_BYTES = 100_000_000  # of a file
LONGEST_EXIF = 1_000_000  # bytes of a camera's notes; usual are 60,000 at most
LONGEST = 1600  # pixels of a side that are enough to see digits
APPLE = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")

# Pillow's own words about a damaged file would come beside ours.
logging.getLogger("PIL").addHandler(logging.NullHandler())


class PhotoError(ValueError):
    """No digits can be had from a photograph; the message says which, why, and what to do."""


def read(path: Path | str) -> np.ndarray:
    """Return a picture from a file as a grey image: uint8 (height, width), 0 black to 255 white, the longer
    side at most 1600 pixels.

    path: of a JPEG, PNG, GIF, BMP, TIFF or WEBP file of any colours; ~ is your own folder. The picture is turned
    upright as its camera noted, transparency becomes white paper, and of an animation or several pages the first
    counts.
    Raises PhotoError if there is no such file, or it is not a whole picture of one of these kinds, or too
    large to be read in 2 s and 500 MB.
    """
    path = Path(path)
    name = shown(path)
    try:
        with warnings.catch_warnings(), _opened(path, name) as file:
            warnings.simplefilter("ignore")  # about damage; what matters raises, or is harmless
            by_parts = _check_content(file, name)
            with Image.open(file, formats=FORMATS) as image:
                _check_size(image, name, by_parts)
                return np.array(_upright(image))
    except PhotoError:
        raise
    except UnidentifiedImageError:
        raise PhotoError(
            f"{name} is not a picture that can be read here: save it as JPEG or PNG and try that file."
        ) from None
    except work.TooMuchWork:
        raise PhotoError(
            f"{name} is built in so many pieces, or in so rare a way, that to read it would take too long: open "
            "it with another program and save it as an ordinary JPEG or PNG."
        ) from None
    except Image.DecompressionBombError:
        _refuse_size(name, "far too many", LARGEST)
    except Exception:  # Pillow raises nearly anything for a damaged file, struct.error to MemoryError
        raise PhotoError(
            f"{name} is damaged or not whole: copy it again, or open and save it with another program."
        ) from None


def _opened(path: Path, name: str) -> work.Counted:
    """Return an ordinary file, open. Raises PhotoError if there is none of this path, or it may not be read, is
    empty, or has too many bytes."""
    try:
        path = path.expanduser()
        there = path.stat()  # before it is opened: a pipe would be waited for
        if stat.S_ISDIR(there.st_mode):
            raise PhotoError(f"{name} is a folder: name one picture in it.")
        if not stat.S_ISREG(there.st_mode):
            raise PhotoError(f"{name} is a device or a pipe and no file: name the file of a picture.")
        if there.st_size == 0:
            raise PhotoError(f"{name} is empty: copy the picture again.")
        if there.st_size > MOST_BYTES:
            raise PhotoError(
                f"{name} has {there.st_size / 1e6:.0f} MB, and at most {MOST_BYTES // 1_000_000} can be read: save "
                "it smaller, or as JPEG."
            )
        return work.Counted(path.open("rb", 0))
    except PhotoError:
        raise
    except (FileNotFoundError, NotADirectoryError):
        raise PhotoError(f"There is no file {name}: check its name and folder.") from None
    except PermissionError:
        raise PhotoError(
            f"{name} may not be read: allow it, or copy the file to a folder of yours."
        ) from None
    except (OSError, ValueError, RuntimeError):  # too long, a character 0, links in a circle, ~ of nobody
        raise PhotoError(f"{name} can't be opened: check its name and folder, and copy the file.") from None


def _check_content(file: io.BufferedReader, name: str) -> bool:
    """Return whether a file is a JPEG that is decoded as it is read. Raises PhotoError for a phone's HEIC,
    TooMuchWork for what would keep a decoder busy."""
    data = file.read(MOST_BYTES)
    if data[4:12] in APPLE:
        raise PhotoError(f"{name} is a HEIC or AVIF picture, which can't be read here: save it as JPEG.")
    work.check(data)
    return work.in_one_pass(data)


def _refuse_size(name: str, size: str, largest: int) -> NoReturn:
    raise PhotoError(
        f"{name} has {size} pixels, and at most {largest // 1_000_000} million can be read: save it smaller, "
        "or save only the part with the digits."
    ) from None


def _check_size(image: ImageFile.ImageFile, name: str, by_parts: bool) -> None:
    """Raise PhotoError if there are too many pixels. The header tells, before anything is decoded."""
    slow = any(tile[0] == "bmp_rle" for tile in image.tile) or image.info.get("compression") in (
        "jpeg",
        "tiff_jpeg",
    )
    largest = LARGEST_JPEG if by_parts else LARGEST_SLOW if slow else LARGEST
    width, height = image.size
    if width * height > largest:
        _refuse_size(name, f"{width} x {height}", largest)
    tags = getattr(image, "tag_v2", {})
    if tags.get(322, 0) * tags.get(323, 0) > LARGEST:  # a TIFF's tiles are unpacked whole, however much of
        raise work.TooMuchWork  # one the picture covers


def _upright(image: ImageFile.ImageFile) -> Image.Image:
    """Return an opened picture as mode L, small enough and turned upright."""
    image.draft("L" if image.mode in ("L", "RGB") else None, _enough(image.size))  # JPEG: decoded smaller
    # libtiff puts its words about damage on the process's error stream, past Python.
    with silence() if image.format == "TIFF" else contextlib.nullcontext():
        image.load()
    turn = _orientation(image)
    grey = _grey(image)
    grey.info.clear()  # else its notes are copied whole, however long
    grey.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    grey.getexif()[ExifTags.Base.Orientation] = turn
    return ImageOps.exif_transpose(grey)


def _enough(size: tuple[int, int]) -> tuple[int, int]:
    """Return the least (width, height) at which a picture may be decoded, to be made smaller with care then. Of a
    strip, the shorter side may have fewer than LONGEST pixels."""
    factor = 2 * LONGEST / max(size)
    width, height = (max(1, min(LONGEST, round(factor * side))) for side in size)
    return width, height


def _orientation(image: Image.Image) -> int:
    """Return how a camera was held, 1 to 8, as its notes say, and 1 if they say nothing of sense."""
    if len(image.info.get("exif", b"")) > LONGEST_EXIF:
        return 1
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # damaged notes are no reason to refuse the picture
        return 1


def _grey(image: Image.Image) -> Image.Image:
    """Return a loaded picture of any mode as mode L, with no more copies in memory than needed."""
    if image.mode.startswith(("I", "F")):
        return Image.fromarray(_bytes(image))
    if image.mode == "LAB":
        return image.getchannel("L")
    if not image.has_transparency_data:
        return image.convert("L")
    if image.mode not in ("LA", "RGBA"):
        image = image.convert("RGBA")
    return Image.composite(image.convert("L"), Image.new("L", image.size, 255), image.getchannel("A"))


def _bytes(image: Image.Image) -> np.ndarray:
    """Return numbers of more than 8 bits as uint8 (height, width). 16 bits have a known range; others are
    stretched to theirs."""
    if image.mode.startswith("I;16"):
        return (np.asarray(image) >> 8).astype(np.uint8)
    image = image.reduce(max(1, max(image.size) // LONGEST))
    values = np.asarray(image, np.float64)
    known = np.isfinite(values)
    low, high = (values[known].min(), values[known].max()) if known.any() else (0, 1)
    with np.errstate(all="ignore"):
        share = (np.clip(values, low, high) - low) / max(high - low, np.finfo(float).tiny)
    return np.rint(255 * np.nan_to_num(share, nan=1.0)).astype(np.uint8)
