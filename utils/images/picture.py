"""Pictures from files, as grey images: the first step from a photograph to digits (photo.py).

Files come from anywhere, so nothing about them is trusted: what can't be used is a `PhotoError`, in one
sentence. Sizes are known from the header, before anything is decoded.
"""

import contextlib
import logging
import warnings
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from utils.quiet import silence

FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")  # no others: some start other programs
LARGEST_JPEG = 50_000_000  # pixels; a phone's JPEG is made smaller while it is decoded
LARGEST = 20_000_000  # all others are decoded whole, some of them in several copies
LONGEST = 1600  # pixels of a side that are enough to see digits
APPLE = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")

# Pillow's own words about a damaged file would come beside ours.
logging.getLogger("PIL").addHandler(logging.NullHandler())


class PhotoError(ValueError):
    """No digits can be had from a photograph; the message says which, why, and what to do."""


def read(path: Path | str) -> np.ndarray:
    """Return a picture from a file as a grey image: uint8 (height, width), 0 black to 255 white, the longer
    side at most 1600 pixels.

    path: of a JPEG, PNG, GIF, BMP, TIFF or WEBP file of any colours. It is turned upright as its camera
    noted, transparency becomes white paper, and of an animation or several pages the first counts.
    Raises PhotoError if there is no such file, or it is not a whole picture of one of these kinds, or too
    large to be read in 2 s and 500 MB.
    """
    path = Path(path)
    _check_file(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about damage; what matters raises, or is harmless
            with Image.open(path, formats=FORMATS) as image:
                _check_size(image, path)
                return np.array(_upright(image))
    except PhotoError:
        raise
    except UnidentifiedImageError:
        raise PhotoError(
            f"{path} is not a picture that can be read here: save it as JPEG or PNG and try that file."
        ) from None
    except Image.DecompressionBombError:
        raise _too_large(path, "far too many", LARGEST) from None
    except PermissionError:
        raise PhotoError(
            f"{path} may not be read: allow it, or copy the file to a folder of yours."
        ) from None
    except Exception:  # Pillow raises nearly anything for a damaged file, struct.error to MemoryError
        raise PhotoError(
            f"{path} is damaged or not whole: copy it again, or open and save it with another program."
        ) from None


def _check_file(path: Path) -> None:
    """Raise PhotoError if there is no such file, or it may not be read, is empty, or a phone's HEIC."""
    if path.is_dir():
        raise PhotoError(f"{path} is a folder: name one picture in it.")
    if not path.is_file():
        raise PhotoError(f"There is no file {path}: check its name and folder.")
    try:
        with path.open("rb") as file:
            start = file.read(12)
    except OSError:
        raise PhotoError(
            f"{path} may not be read: allow it, or copy the file to a folder of yours."
        ) from None
    if not start:
        raise PhotoError(f"{path} is empty: copy the picture again.")
    if start[4:] in APPLE:
        raise PhotoError(f"{path} is a HEIC or AVIF picture, which can't be read here: save it as JPEG.")


def _too_large(path: Path, size: str, largest: int) -> PhotoError:
    return PhotoError(
        f"{path} has {size} pixels, and at most {largest // 1_000_000} million can be read: save it smaller, "
        "or save only the part with the digits."
    )


def _check_size(image: Image.Image, path: Path) -> None:
    """Raise PhotoError if there are too many pixels. The header tells, before anything is decoded."""
    by_parts = image.format in ("JPEG", "MPO") and not image.info.get("progressive")
    largest = LARGEST_JPEG if by_parts else LARGEST
    width, height = image.size
    if width * height > largest:
        raise _too_large(path, f"{width} x {height}", largest)


def _upright(image: Image.Image) -> Image.Image:
    """Return an opened picture as mode L, small enough and turned upright."""
    image.draft("L" if image.mode in ("L", "RGB") else None, (LONGEST, LONGEST))  # JPEG: decoded smaller
    # libtiff puts its words about damage on the process's error stream, past Python.
    with silence() if image.format == "TIFF" else contextlib.nullcontext():
        image.load()
    grey = _grey(image)
    grey.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    try:
        grey.getexif()[ExifTags.Base.Orientation] = image.getexif().get(ExifTags.Base.Orientation, 1)
        return ImageOps.exif_transpose(grey)
    except Exception:  # damaged notes of the camera are no reason to refuse the picture
        return grey


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
