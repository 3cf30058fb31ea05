"""Pictures that are made to keep a reader busy or to fill its memory: valid files, most of them small, that ask
for far more work than their pixels need. Made from numbers; no file is stored."""

import functools
import random
import struct
import zlib

import damaged

MILLION = 1_000_000


# --- JPEG: scan upon scan -----------------------------------------------------------------------------------


def segment(kind, content):
    return b"\xff" + bytes([kind]) + struct.pack(">H", len(content) + 2) + content


def jpeg(width, height, components, scans, frame=0xC2, codes=b"\0", ac_codes=b"\xe0", before=b""):
    """A JPEG with any scans: each (components, first coefficient, last one, bits, data). Of its codes, the first
    is one bit long, 0: "no change" or, for the other coefficients, "nothing in the next 32767 blocks"."""
    sizes = b"".join(bytes([n + 1, 0x11, 0]) for n in range(components))
    parts = [
        b"\xff\xd8" + before + segment(0xDB, b"\0" + b"\1" * 64),
        segment(frame, struct.pack(">BHHB", 8, height, width, components) + sizes),
        segment(0xC4, b"\0" + bytes([len(codes)]) + bytes(15) + codes),
        segment(0xC4, b"\x10" + bytes([len(ac_codes)]) + bytes(15) + ac_codes),
    ]
    for which, first, last, bits, data in scans:
        names = b"".join(bytes([n + 1, 0]) for n in which)
        parts += [segment(0xDA, bytes([len(which)]) + names + bytes([first, last, bits])), data]
    return b"".join(parts) + b"\xff\xd9"


def nothing(blocks):
    """The data of a scan in which no coefficient of so many blocks changes: 15 bits for 32767 of them."""
    bits = "011111111111111" * (blocks // 32767 + 2)
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")


def scanned(width, height, components, count, frame=0xC2):
    """A JPEG of one grey, with `count` scans, of which all but the first refine what isn't there."""
    blocks = -(-width // 8) * -(-height // 8)
    every = list(range(components))
    if frame != 0xC2:  # each component in scans of its own, and anew
        scans = [([n % components], 0, 63, 0, bytes(blocks // 4 + 2)) for n in range(count)]
        return jpeg(width, height, components, scans, frame, ac_codes=b"\0")
    first = (every, 0, 0, 0x01, bytes(components * blocks // 8 + 2))
    more = [([n % components], 1, 63, 0x10, nothing(blocks)) for n in range(count - 1)]
    return jpeg(width, height, components, [first, *more], frame)


# --- Other kinds --------------------------------------------------------------------------------------------


def png(before=b"", after=b"", side=64):
    header = damaged.chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    data = damaged.chunk(b"IDAT", zlib.compress(bytes(side * (side + 1))))
    return b"\x89PNG\r\n\x1a\n" + header + before + data + after + damaged.chunk(b"IEND", b"")


def tiff(changed, data=b"", side=64):
    """A TIFF, with notes {number: (type, count, value)}: a number as such, bytes somewhere else in the file, and
    None for where `data` is."""
    notes = {
        256: (4, 1, side),
        257: (4, 1, side),
        258: (3, 1, 8),
        259: (3, 1, 1),
        262: (3, 1, 1),
        273: (4, 1, None),
        279: (4, 1, side * side),
    } | changed
    start = 8 + 2 + 12 * len(notes) + 4
    beyond = b"".join(value for _, _, value in notes.values() if isinstance(value, bytes))
    entries, at = b"", start
    for number, (kind, count, value) in sorted(notes.items()):
        where = start + len(beyond) if value is None else at if isinstance(value, bytes) else value
        at += len(value) if isinstance(value, bytes) else 0
        entries += struct.pack("<HHII", number, kind, count, where)
    in_order = b"".join(value for _, (*_, value) in sorted(notes.items()) if isinstance(value, bytes))
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(notes)) + entries + bytes(4) + in_order + data


def bmp(width, height, data, bits=8):
    """A BMP whose rows are packed as runs."""
    colours = 4 * 2**bits
    sizes = struct.pack("<IiiHHII", 40, width, height, 1, bits, {8: 1, 4: 2}[bits], len(data))
    head = struct.pack("<IHHI", 0, 0, 0, 54 + colours)
    return b"BM" + head + sizes + struct.pack("<iiII", 0, 0, 2**bits, 0) + bytes(colours) + data


def gif(data, side=64):
    return b"GIF89a" + struct.pack("<HHBBB", side, side, 0, 0, 0) + data + b";"


TABLES = segment(0xDB, (b"\0" + b"\1" * 64) * 1000)
PHOTOSHOP = segment(0xED, b"Photoshop 3.0\0" + b"8BIM\0\1\0\0\0\0\0\0" * 5000)


one = functools.partial(jpeg, 64, 64, 1, [([0], 0, 0, 0, bytes(20))])  # small, and whatever comes before


def _longs(*values, times):
    return struct.pack(f"<{len(values)}I", *values) * times


def heavy(times=1):
    """What is refused for its work, though its pixels are few enough: {name: function that returns the bytes}.

    times: how many times as much work as the least that is made. Before they were refused, the worst took 25 s.
    """
    exif = b"Exif\0\0" + tiff({n: (7, 50_000, 8) for n in range(1000, 1500)}, bytes(50_000))
    parts = 200_000 * times
    tile = zlib.compress(bytes(10 * MILLION * times))
    tiled = {259: (3, 1, 8), 322: (4, 1, 9000), 323: (4, 1, 9000), 324: (4, 1, None), 325: (4, 1, len(tile))}
    return {
        "grey-scans.jpg": lambda: scanned(4000, 5000, 1, 100 * times),
        "colour-scans.jpg": lambda: scanned(4000, 5000, 3, 100 * times),
        "cmyk-scans.jpg": lambda: scanned(4000, 5000, 4, 100 * times),
        "component-scans.jpg": lambda: scanned(4000, 5000, 3, 60 * times, 0xC0),
        "small-scans.jpg": lambda: scanned(800, 600, 1, 3000 * times),
        "tiny-scans.jpg": lambda: scanned(8, 8, 1, 11_000 * times),
        "arithmetic.jpg": lambda: scanned(800, 600, 1, 1, 0xC9),
        "comments.jpg": lambda: one(before=segment(0xFE, b"") * parts),
        "filled.jpg": lambda: one(before=b"\xff" * parts),
        "notes.jpg": lambda: one(before=segment(0xE1, exif[:60_000]) * 40 * times),
        "tables.jpg": lambda: one(before=TABLES * 140 * times),
        "photoshop.jpg": lambda: one(before=PHOTOSHOP * 150 * times),
        "hidden.jpg": lambda: one(before=segment(0xCC, TABLES[:60_000]) * 200 * times),
        "chunks.png": lambda: png(before=damaged.chunk(b"abCd", b"") * parts),
        "chunks-after.png": lambda: png(after=damaged.chunk(b"abCd", b"") * parts),
        "no-data.png": lambda: png(before=damaged.chunk(b"IDAT", b"") * parts),
        "profiles.png": lambda: png(
            before=damaged.chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(MILLION))) * 50 * times
        ),
        "comments.gif": lambda: gif(b"\x21\xfe\x01a\0" * parts),
        "junk.gif": lambda: gif(b"\1" * parts),
        "strips.tiff": lambda: tiff({273: (4, parts, _longs(8, times=parts)), 278: (4, 1, 1)}, bytes(5000)),
        "bits.tiff": lambda: tiff({258: (3, parts, b"\1\0" * parts)}, bytes(5000)),
        "fractions.tiff": lambda: tiff({282: (5, parts, _longs(1, 1, times=parts))}, bytes(5000)),
        "tile.tiff": lambda: tiff(tiled, tile),
        "runs.bmp": lambda: bmp(3000, 3000, b"\1\1" * parts),
        "rows.bmp": lambda: bmp(4000, 5000, b"\1\1\0\0" * 5000),
    }


def most():
    """What is just about read, in the ways that cost most: {name: function that returns the bytes}."""
    exif = tiff({n: (5, 60_000, 8) for n in range(1000, 1050)}, bytes(480_000))
    row = b"\xff\x12" * 16 + b"\0\0"
    return {
        "most-grey-scans.jpg": lambda: scanned(4000, 5000, 1, 49),
        "most-colour-scans.jpg": lambda: scanned(4000, 5000, 3, 47),
        "most-cmyk-scans.jpg": lambda: scanned(4000, 5000, 4, 46),
        "most-component-scans.jpg": lambda: scanned(4000, 5000, 4, 49, 0xC0),
        "most-tiny-scans.jpg": lambda: scanned(8, 8, 1, 9990),
        "most-tables.jpg": lambda: one(before=TABLES * 99),
        "most-photoshop.jpg": lambda: one(before=PHOTOSHOP * 2),
        "most-chunks.png": lambda: png(before=damaged.chunk(b"abCd", b"") * 15_000),
        "most-text.png": lambda: png(before=damaged.chunk(b"tEXt", b"a\0" + b"x" * 60 * MILLION)),
        "most-unpacked.png": lambda: png(
            before=damaged.chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(MILLION))) * 60
        ),
        "most-notes.png": lambda: png(before=damaged.chunk(b"eXIf", exif)),
        "most-strips.tiff": lambda: tiff(
            {273: (4, 99_000, _longs(8, times=99_000)), 278: (4, 1, 1)}, bytes(5000)
        ),
        "most-profile.tiff": lambda: tiff({34675: (7, 90 * MILLION, bytes(90 * MILLION))}, bytes(5000)),
        "most-rows.bmp": lambda: bmp(4080, 2450, row * 2450, 4),
    }


def random_scans(seed):
    """A JPEG with scans of random kinds, sizes and number, one in three of them damaged as well."""
    rng = random.Random(seed)
    width, height = rng.choice([(8, 8), (640, 480), (4000, 5000), (60_000, 300), (300, 60_000), (7000, 7000)])
    count = rng.choice([1, 2, 10, 15, 60, 300, 2000])
    data = scanned(width, height, rng.choice([1, 3, 4]), count, rng.choice([0xC2, 0xC2, 0xC0, 0xC1, 0xCA]))
    way = rng.choice([None, None, None, None, damaged.cut_short, damaged.flipped])
    return way(data, seed) if way else data
