"""Files that claim to be photographs: whole ones of every kind, damaged ones, hostile ones. Made from seeds;
no file is stored."""

import io
import random
import struct
import zipfile
import zlib

import numpy as np
from PIL import Image

from utils.images import paper, picture

SHEET = paper.sheet([4, 0, 7, 1, 9, 2], 5, height=60, columns=3)
PHOTO = paper.photograph(SHEET.ink, paper.usual(3), 3)


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _grey():
    return Image.fromarray(PHOTO)


def _transparent():
    """Black ink on nothing at all."""
    image = Image.new("RGBA", PHOTO.shape[::-1], (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), mask=Image.fromarray(SHEET.ink))
    return image


def _exif(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


TURNS = {  # what makes the picture upright again, by its note: so the file has the opposite
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    5: Image.Transpose.TRANSPOSE,
}


def _turned(kind, orientation):
    return saved(_grey().transpose(TURNS[orientation]), kind, exif=_exif(orientation))


def _frames():
    return {"save_all": True, "append_images": [Image.new("L", PHOTO.shape[::-1], 200)] * 2}


def whole():
    """Whole pictures of the same six digits, in many kinds of files: {name: bytes}."""
    grey, colour = _grey(), _grey().convert("RGB")
    deep = PHOTO.astype(np.uint16) * 257
    levels = Image.fromarray(PHOTO / np.float32(255))
    seen = _transparent()
    files = {
        "grey.jpg": saved(grey, "JPEG"),
        "colour.jpg": saved(colour, "JPEG"),
        "progressive.jpg": saved(colour, "JPEG", progressive=True),
        "cmyk.jpg": saved(colour.convert("CMYK"), "JPEG"),
        "odd-profile.jpg": saved(colour, "JPEG", icc_profile=b"no profile at all" * 100),
        "odd-exif.jpg": saved(colour, "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\x7fbad"),
        "two-pictures.jpg": saved(colour, "MPO", save_all=True, append_images=[colour]),
        "grey.png": saved(grey, "PNG"),
        "deep.png": saved(Image.fromarray(deep), "PNG"),
        "one-bit.png": saved(grey.point(lambda v: 255 * (v > 100)).convert("1"), "PNG"),
        "palette.png": saved(colour.quantize(16), "PNG"),
        "transparent.png": saved(seen, "PNG"),
        "transparent-grey.png": saved(seen.convert("LA"), "PNG"),
        "transparent-palette.png": saved(seen.quantize(16), "PNG"),
        "odd-profile.png": saved(grey, "PNG", icc_profile=b"no profile"),
        "animated.png": saved(grey, "PNG", **_frames()),
        "grey.gif": saved(grey, "GIF"),
        "animated.gif": saved(grey, "GIF", **_frames()),
        "transparent.gif": saved(seen, "GIF"),
        "grey.bmp": saved(grey, "BMP"),
        "colour.webp": saved(colour, "WEBP"),
        "transparent.webp": saved(seen, "WEBP", lossless=True),
        "animated.webp": saved(grey, "WEBP", **_frames()),
        "grey.tiff": saved(grey, "TIFF"),
        "packed.tiff": saved(colour, "TIFF", compression="tiff_lzw"),
        "pages.tiff": saved(grey, "TIFF", **_frames()),
        "deep.tiff": saved(Image.fromarray(deep), "TIFF"),
        "deep-big-endian.tiff": saved(
            Image.frombytes("I;16B", grey.size, deep.astype(">u2").tobytes()), "TIFF"
        ),
        "float.tiff": saved(levels, "TIFF"),
        "lab.tiff": saved(Image.merge("LAB", [grey, *[Image.new("L", grey.size, 128)] * 2]), "TIFF"),
    }
    return files | {
        f"turned-{n}.{kind[:4].lower()}": _turned(kind, n) for n in TURNS for kind in ("JPEG", "PNG")
    }


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of_zeros(width, height, kind=0):
    """A real PNG, all black, of any size: a few kilobytes that become width * height bytes or more."""
    line = bytes(1 + width * {0: 1, 2: 3, 6: 4}[kind])
    pack = zlib.compressobj(9)
    data = b"".join([pack.compress(line) for _ in range(height)] + [pack.flush()])
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return start + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def claiming(width, height):
    """Small files with headers of huge pictures: {name: bytes}."""
    little = saved(Image.new("L", (8, 8)), "BMP")
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    tags = [
        (256, 4, width),
        (257, 4, height),
        (258, 3, 8),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, 8),
        (279, 4, 9),
    ]
    folder = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", t, k, 1, v) for t, k, v in tags)
    jpeg = bytearray(saved(Image.new("L", (8, 8)), "JPEG"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", min(height, 65535), min(width, 65535))
    gif = saved(Image.new("L", (8, 8)), "GIF")
    return {
        "huge.png": head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""),
        "huge.bmp": little[:18] + struct.pack("<ii", width, height) + little[26:],
        "huge.tiff": b"II*\0\x08\0\0\0" + folder + bytes(4),
        "huge.jpg": bytes(jpeg),
        "huge.gif": gif[:6] + struct.pack("<HH", min(width, 65535), min(height, 65535)) + gif[10:],
    }


def odd():
    """Small pictures and no pictures: {name: bytes}."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("photo.jpg", b"not one")
    noise = np.random.default_rng(0).integers(0, 256, (600, 800), dtype=np.uint8)
    wild = np.full(PHOTO.shape, np.nan, np.float32)
    wild[::2], wild[::3], wild[::7, ::5] = 1e38, -np.inf, np.inf
    images = {
        "dot.png": Image.new("L", (1, 1)),
        "line.png": Image.new("L", (1, 5000)),
        "flat-line.png": Image.new("L", (5000, 1)),
        "white.png": Image.new("L", (800, 600), 255),
        "black.png": Image.new("L", (800, 600)),
        "noise.png": Image.fromarray(noise),
    }
    files = {name: saved(image, "PNG") for name, image in images.items()}
    for name, values in {
        "wild": wild,
        "nan": np.full_like(wild, np.nan),
        "same": np.full_like(wild, 5),
    }.items():
        files[f"{name}.tiff"] = saved(Image.fromarray(values), "TIFF")
    deep = np.random.default_rng(1).integers(-(2**31), 2**31 - 1, (300, 300), dtype=np.int32)
    return files | {
        "deep-noise.tiff": saved(Image.fromarray(deep), "TIFF"),
        "empty.jpg": b"",
        "text.jpg": b"I am no picture.\n" * 50,
        "archive.png": archive.getvalue(),
        "program.jpg": b"MZ" + random.Random(0).randbytes(5000),
        "random.png": random.Random(1).randbytes(5000),
        "script.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n(rm) run\n",
        "drawing.png": b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>',
        "phone.heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500),
        "only-start.jpg": b"\xff\xd8\xff\xe0",
        "only-start.png": b"\x89PNG\r\n\x1a\n",
        "only-start.gif": b"GIF89a",
        "only-start.tiff": b"II*\0\x08\0\0\0",
        "loop.tiff": b"II*\0\x08\0\0\0\0\0\x08\0\0\0",
        "only-start.webp": b"RIFF\xff\xff\xff\x7fWEBPVP8 ",
    }


def cut_short(data, seed):
    return data[: random.Random(seed).randrange(1, len(data))]


def flipped(data, seed):
    """The bytes with some of them others: half of the time among the first 200, where headers are."""
    rng, data = random.Random(seed), bytearray(data)
    span = min(len(data), 200) if seed % 2 else len(data)
    for _ in range(rng.choice([1, 2, 5, 20, 100])):
        data[rng.randrange(span)] = rng.randrange(256)
    return bytes(data)


def _noise(pixels, mode):
    return Image.effect_noise((7000, pixels // 7000), 40).convert(mode)


def large():
    """The largest that are accepted, in the ways that cost most: {name: function that returns the bytes}."""
    most_jpeg, most = picture.LARGEST_JPEG, picture.LARGEST
    size = 7000, most // 7000
    ragged = {"progressive": True, "subsampling": 0, "quality": 90}
    return {
        "large.jpg": lambda: saved(_noise(most_jpeg, "RGB"), "JPEG", quality=80),
        "large-cmyk.jpg": lambda: saved(_noise(most_jpeg, "CMYK"), "JPEG", quality=80),
        "large-progressive.jpg": lambda: saved(_noise(most, "RGB"), "JPEG", **ragged),
        "large-progressive-cmyk.jpg": lambda: saved(_noise(most, "CMYK"), "JPEG", **ragged),
        "large-grey.png": lambda: png_of_zeros(*size),
        "large-colour.png": lambda: png_of_zeros(*size, 2),
        "large-transparent.png": lambda: png_of_zeros(*size, 6),
        "large-noise.png": lambda: saved(_noise(most, "RGBA"), "PNG", compress_level=1),
        "large.bmp": lambda: saved(_noise(most, "RGB"), "BMP"),
        "large.gif": lambda: saved(_noise(most, "L"), "GIF"),
        "large.tiff": lambda: saved(_noise(most, "RGB"), "TIFF", compression="tiff_lzw"),
        "large-float.tiff": lambda: saved(_noise(most, "F"), "TIFF"),
        "large-deep.tiff": lambda: saved(_noise(most, "I;16"), "TIFF"),
        "large.webp": lambda: saved(_noise(most, "RGB"), "WEBP", method=0),
        "large-transparent.webp": lambda: saved(Image.new("RGBA", size), "WEBP", method=0),
        "too-large.png": lambda: png_of_zeros(12000, 10000),
    }
