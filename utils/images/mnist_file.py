"""Reading an mnist.npz that may be damaged, hostile, or something else altogether.

`numpy.load` believes what a file says of itself: two megabytes can unpack to gigabytes, and what is wrong comes
as any of fifteen exceptions. Here it is known which arrays there should be, so no more is ever read or unpacked
than these take.
"""

import io
import math
import stat
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import numpy as np
from numpy.lib import format as npy

START = 4096  # bytes that hold an array's header and more; NumPy's take 128
LONGEST_HEADER = 1000  # characters
READ_AT_ONCE = 1 << 20  # bytes
HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
NOT_WHOLE = "is not a whole mnist.npz"


class Unusable(Exception):
    """A file can't be read; the message says why, as the end of a sentence that begins with its name."""


class Damaged(Unusable):
    """A file can be read, but holds something else than it should."""


class _Bounded(io.FileIO):
    """A file that never gives more than READ_AT_ONCE bytes: a damaged zip can ask for all of a large one."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size, READ_AT_ONCE) if size is not None and size >= 0 else READ_AT_ONCE)


def read(path: Path, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    """Return the uint8 arrays of these names and shapes from the .npz at `path`, read-only.

    Raises Unusable if there is no file that can be read, Damaged if it lacks one of them.
    """
    with _opened(path) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy's and Python's, about odd headers
        try:
            archive = zipfile.ZipFile(file)
        except Exception:  # see _array
            raise Damaged(f"{NOT_WHOLE}: it is no zip file, or only a part of one") from None
        return {name: _array(archive, name, shape) for name, shape in shapes.items()}


def _opened(path: Path) -> _Bounded:
    try:
        kind = path.stat().st_mode
        if stat.S_ISREG(kind):  # else opening may wait for ever, as it does for a pipe
            return _Bounded(path)
    except (FileNotFoundError, NotADirectoryError):
        raise Unusable("is not there") from None
    except OSError as error:
        raise Unusable(f"can't be read ({error.strerror})") from None
    except ValueError:
        raise Unusable("can't be read (a path has no character of code 0)") from None
    raise Unusable("is a folder" if stat.S_ISDIR(kind) else "is no ordinary file")


def _array(archive: zipfile.ZipFile, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Return one array. Raises Damaged if it isn't there, isn't whole, or isn't uint8 of this shape."""
    try:
        info = archive.getinfo(f"{name}.npy")
    except KeyError:
        raise Damaged(f"{NOT_WHOLE}: it has no array {name}") from None
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # Python unpacks the other kinds with no limit to what comes out.
        raise Damaged(f"{NOT_WHOLE}: {name} is packed otherwise than NumPy packs")
    size = math.prod(shape)
    content = b""
    try:
        with archive.open(info) as member:
            start = io.BytesIO(member.read(START))
            found, by_columns, dtype = HEADERS[npy.read_magic(start)](start, LONGEST_HEADER)
            fits = found == shape and dtype == np.uint8
            if fits:
                content = _taken(member, start.read(size), size)
    except Exception:  # of zipfile, zlib, NumPy or Python's own parser: whichever it is, the file is damaged
        raise Damaged(f"{NOT_WHOLE}: {name} can't be unpacked") from None
    if not fits:
        raise Damaged(f"is not MNIST: {name} should be uint8 {shape}, but is {dtype} {found}")
    if len(content) < size:
        raise Damaged(f"{NOT_WHOLE}: {name} is cut short")
    return np.frombuffer(content, np.uint8).reshape(shape, order="F" if by_columns else "C")


def _taken(member: IO[bytes], first: bytes, size: int) -> bytes:
    """Return `first` and what follows in `member`, `size` bytes in all, or fewer where it ends before."""
    parts, missing = [first], size - len(first)
    while missing and (part := member.read(min(missing, READ_AT_ONCE))):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
