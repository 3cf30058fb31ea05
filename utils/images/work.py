"""How much work the file of a picture asks for, known before a library begins with it.

A few kilobytes can keep a decoder busy for minutes: a JPEG that goes over its pixels two thousand times, a
PNG in millions of pieces, a TIFF with a million strips. The pixels don't show that, and a time limit would
refuse a good picture on a slow computer; so what costs is counted, the same everywhere.
"""

import io
import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

MOST_READS = 100_000  # pieces of a file; of large pictures, the usual programs make up to 40,000
MOST_SEGMENTS = 10_000  # parts of a JPEG; a camera's has up to some hundreds
MOST_VISITS = 1_000_000_000  # numbers that all scans of a JPEG pass over: 50 times 20 million, usual are 14
START_OF_SCAN = 10_000  # what a scan costs beside, counted in such numbers
MOST_VALUES = 100_000  # numbers in the notes of a TIFF: a strip of the picture takes two
MOST_TABLES = 100  # segments with tables for the brightness in a JPEG; usual are two
MOST_NOTES = {  # all of these are unpacked
    b"Exif\0\0": 30,  # a file has one, and one for each small preview
    b"iCCP": 30,
    b"8BIM": 10_000,  # Photoshop writes up to a hundred
}

SEGMENT = re.compile(rb"\xff([\xc0-\xcf\xd8-\xfe])")  # the others are data, or have no content
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
SCAN, TABLES, END = 0xDA, 0xDB, 0xD9
# No browser shows a JPEG with others: some take many times as long, and in some Pillow looks for segments.
USUAL = {0xC0, 0xC1, 0xC2, 0xC4, SCAN, TABLES, 0xDC, 0xDD, *range(0xE0, 0xF0), 0xFE}
TIFF = (b"II*\0", b"MM\0*", b"II\0*", b"MM*\0", b"II+\0", b"MM\0+")
BYTES = (1, 2, 6, 7)  # types of values in a TIFF that are read as one piece


class TooMuchWork(Exception):
    """A file asks for more work than a picture needs."""


class Counted(io.BufferedReader):
    """A file that is read in MOST_READS pieces at most. Raises TooMuchWork at the next."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__(raw)
        self.reads = 0

    def read(self, size: int | None = -1) -> bytes:
        self.reads += 1
        if self.reads > MOST_READS:
            raise TooMuchWork
        return super().read(size)


def check(data: bytes) -> None:
    """Raise TooMuchWork if a picture's file, given whole, asks for more than one needs."""
    if any(data.count(note) > most for note, most in MOST_NOTES.items()):
        raise TooMuchWork
    if data.startswith(b"\xff\xd8") and _visits(data) > MOST_VISITS:
        raise TooMuchWork
    if data.startswith(TIFF) and _values(data) > MOST_VALUES:
        raise TooMuchWork


def in_one_pass(data: bytes) -> bool:
    """Return whether a JPEG, given whole, is decoded as it is read. Others are kept in memory for later scans."""
    if not data.startswith(b"\xff\xd8"):
        return False
    frame = None
    for kind, content in _segments(data):
        if kind in FRAMES:
            frame = _frame(kind, content)
        elif kind == SCAN and frame and content:
            return frame.kind in (0xC0, 0xC1) and content[0] == frame.components
    return False


class _Frame(NamedTuple):
    kind: int
    pixels: int
    components: int


def _frame(kind: int, content: bytes) -> _Frame | None:
    """Return the sizes in a JPEG's header, None if it is cut off."""
    if len(content) < 6:
        return None
    height, width, components = struct.unpack_from(">HHB", content, 1)
    return _Frame(kind, height * width, components)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (kind, start of the content) of a JPEG's segments, as far as its decoder goes: to the first end.

    Names of segments that stand in another's content, as in a small preview, are none.
    Raises TooMuchWork if there are more than MOST_SEGMENTS.
    """
    at, count = 2, 0
    while (found := SEGMENT.search(data, at)) and found[1][0] != END:
        count += 1
        if count > MOST_SEGMENTS:
            raise TooMuchWork
        start = found.end() + 2
        yield found[1][0], data[start : start + 6]
        at = found.end() + max(2, int.from_bytes(data[found.end() : start], "big"))


def _visits(data: bytes) -> int:
    """Return how many numbers the scans of a JPEG pass over: all pixels once for each of their components.

    Raises TooMuchWork for kinds of segments that are not usual, or too many tables.
    """
    pixels, visits, tables = 0, 0, 0
    for kind, content in _segments(data):
        tables += kind == TABLES
        if kind not in USUAL or tables > MOST_TABLES:
            raise TooMuchWork
        frame = _frame(kind, content) if kind in FRAMES else None
        if frame:
            pixels = max(pixels, frame.pixels)
        elif kind == SCAN and content:
            visits += content[0] * pixels + START_OF_SCAN
    return visits


def _values(data: bytes) -> int:
    """Return how many numbers the notes of a TIFF's first page say that they have."""
    order = "<" if data.startswith(b"II") else ">"
    long = b"+" in data[:4]  # a BigTIFF
    place, count, entry = ("Q", "Q", "2xHQ8x") if long else ("L", "H", "2xHL4x")
    try:
        (at,) = struct.unpack_from(order + place, data, 8 if long else 4)
        (entries,) = struct.unpack_from(order + count, data, at)
    except struct.error:  # it ends before
        return 0
    size, start = struct.calcsize(order + entry), at + struct.calcsize(order + count)
    content = data[start : start + size * min(entries, MOST_VALUES)]
    notes = struct.iter_unpack(order + entry, content[: len(content) // size * size])
    return sum(count for kind, count in notes if kind not in BYTES)
