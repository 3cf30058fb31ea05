"""Damages to an mnist.npz, chosen and placed at random by a seed, and a slow server to download one from."""

import gzip
import io
import os
import pickle
import random
import shutil
import threading
import time
import zipfile
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
from numpy.lib import format as npy

ODD_HEADERS = [
    b"{'descr': '|u1', 'fortran_order': False, 'shape': (9999999999999, 28, 28), }",
    b"{'descr': '|u1', 'fortran_order': False, 'shape': (-1, 28, 28), }",
    b"{'descr': '|u1', 'fortran_order': False, 'shape': (3000000000,), }",
    b"{'descr': '|O', 'fortran_order': False, 'shape': (12, 28, 28), }",
    b"{'descr': '|u1', 'fortran_order': 7, 'shape': 'much', }",
    b"{'descr': [('a\\n', '<f4', (3,)), ('b', 'O')], 'fortran_order': True, 'shape': (), }",
    b"{'descr': 'x', 'fortran_order': False, 'shape': (1L, 2L), }",
    b"{'descr': '|u1', 'fortran_order': False, 'shape': (12, 28, 28)",
    b"{1: 2, 'a': 3, None: 4}",
    b"'" + b"(" * 900,
    b"(" * 900,
    b"-" * 900 + b"1",
    b"{[]: 1}",
    b"\\u00zz '\\d' \x00 \xff",
    b"   1\n 2\n  3",
]
OTHERS = [
    b"",
    b"PK",
    b"<!DOCTYPE html><html><body>404 Not Found</body></html>",
    b"mnist\n",
    b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    b'{"x_train": []}',
    pickle.dumps({"x_train": 1}),
    gzip.compress(b"digits" * 1000),
    b"\x93NUMPY\x01\x00",
    b"PK\x05\x06" + bytes(18),
]


def damage(path, seed):
    """Damage the file at `path`, in a way that follows from the seed; return the way's name."""
    rng = random.Random(seed)
    way = rng.choice(WAYS)
    way(path, rng)
    return way.__name__.strip("_")


def _changed(path, change):
    content = bytearray(path.read_bytes())
    change(content)
    path.write_bytes(content)


def _bits_anywhere(path, rng):
    def flip(content):
        for _ in range(rng.choice([1, 3, 30])):
            content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)

    _changed(path, flip)


def _bytes_in_headers(path, rng):
    """In the local headers and NumPy's, or in the table of contents at the end."""

    def scramble(content):
        place = rng.choice([0, len(content) - 300])
        for _ in range(rng.choice([1, 4, 20])):
            content[min(place + rng.randrange(300), len(content) - 1)] = rng.randrange(256)

    _changed(path, scramble)


def _a_field_of_the_contents(path, rng):
    """Method, flags, sizes or offset of one entry, which sit at fixed places behind its signature."""

    def alter(content):
        at = content.find(b"PK\x01\x02", rng.choice([0, content.rfind(b"PK\x01\x02") - 1]))
        at += rng.choice([6, 8, 8, 10, 10, 20, 24, 42])
        content[at] = rng.choice([0, 1, 8, 12, 14, 95, 99, 255])

    _changed(path, alter)


def _cut(path, rng):
    content = path.read_bytes()
    at = rng.randrange(len(content))
    path.write_bytes(rng.choice([content[:at], content[at:], content[: at // 2] + content[at:]]))


def _hole(path, rng):
    def clear(content):
        at = rng.randrange(len(content))
        content[at : at + 5000] = bytes(len(content[at : at + 5000]))

    _changed(path, clear)


def _more_behind(path, rng):
    with path.open("ab") as file:
        file.write(rng.randbytes(rng.choice([1, 1000, 100_000])))


def _other_file(path, rng):
    path.write_bytes(rng.choice([*OTHERS, rng.randbytes(5000)]))


def _other_arrays(path, rng):
    with np.load(path) as file:
        arrays = dict(file)
    name = rng.choice(list(arrays))
    array = arrays[name]
    change = rng.choice(["lacks", "float", "big-endian", "object", "short", "transposed", "altered", "alone"])
    if change == "lacks":
        del arrays[name]
    elif change == "alone":
        with path.open("wb") as file:
            np.save(file, array)
        return
    elif change == "altered":
        arrays[name] = array ^ np.uint8(1)
    else:
        others = {
            "float": array[:50] / 255,
            "big-endian": array[:50].astype(">i4"),
            "object": array[:5].astype(object),
            "short": array[1:],
            "transposed": np.asfortranarray(array),
        }
        arrays[name] = others[change]
    np.savez(path, **arrays)


def _other_packing(path, rng):
    """Packed as NumPy doesn't pack: with other methods, or other contents of one of the files within."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(list(files))
    start = rng.choice(
        [b"\x93NUMPY\x01\x00", b"\x93NUMPY\x02\x00", b"\x93NUMPY\x03\x00", b"\x93NUMPY\x09\x09"]
    )
    header = rng.choice(ODD_HEADERS)
    length = rng.choice([len(header), len(header), 65535]).to_bytes(2 if start[6] == 1 else 4, "little")
    files[name] = rng.choice([files[name], start + length + header + b"\n" + bytes(5000), start, b"text\n"])
    method = rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    with zipfile.ZipFile(
        path, "w", method if rng.random() < 0.4 and len(files[name]) < 1e5 else 0
    ) as archive:
        for each, content in files.items():
            archive.writestr(each, content)


def bomb(path, megabytes, claimed=None):
    """Write an .npz in which x_train's few kilobytes unpack to very many."""
    start = io.BytesIO()
    shape = claimed or (megabytes, 1 << 20)
    npy.write_array_header_1_0(start, {"descr": "|u1", "fortran_order": False, "shape": shape})
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("x_train.npy", "w", force_zip64=True) as file,
    ):
        file.write(start.getvalue())
        for _ in range(megabytes):
            file.write(bytes(1 << 20))


def _bomb(path, rng):
    bomb(path, rng.choice([20, 60]), rng.choice([None, (60000, 28, 28)]))


def _many_entries(path, rng):
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(rng.choice([500, 3000])):
            archive.writestr(f"x_train{number}.npy", b"")


def _no_file(path, rng):
    path.unlink()
    kind = rng.choice(["nothing", "folder", "full folder", "pipe", "circle", "dangling"])
    if "folder" in kind:
        path.mkdir()
        if "full" in kind:
            (path / "x_train.npy").write_bytes(b"")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "circle":
        path.symlink_to(path)
    elif kind == "dangling":
        path.symlink_to(path.with_name("nowhere"))


WAYS = [
    _bits_anywhere,
    _bits_anywhere,
    _bytes_in_headers,
    _bytes_in_headers,
    _a_field_of_the_contents,
    _a_field_of_the_contents,
    _cut,
    _hole,
    _more_behind,
    _other_file,
    _other_arrays,
    _other_arrays,
    _other_packing,
    _other_packing,
    _bomb,
    _many_entries,
    _no_file,
]


def heal(path):
    """Remove what `damage` has left at `path`, whatever it is."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def slow_server(file, seconds, stop_after=1.0):
    """Serve a file on this machine, in as many seconds, in 20 parts; yield its address and a list that gets an
    entry for each request. stop_after: the part of it after which nothing more comes for the first request."""
    content, asked, over = file.read_bytes(), [], threading.Event()

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(time.monotonic())
            cut = stop_after if len(asked) == 1 else 1.0
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            step = -(-len(content) // 20)
            for number in range(round(20 * cut)):
                self.wfile.write(content[number * step : (number + 1) * step])
                self.wfile.flush()
                over.wait(seconds / 20)
            if cut < 1:
                over.wait()

        def log_message(self, *_):
            pass

        def handle(self):
            with suppress(ConnectionError):  # whoever asked was killed
                super().handle()

    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/mnist.npz", asked
        finally:
            over.set()
            server.shutdown()
