"""Digits to learn from: MNIST where it can be had, else the built-in handwriting.

The SHA-256 sums are those of the raw bytes (C order) of MNIST's four arrays as Keras distributes them;
MNIST is by Yann LeCun, Corinna Cortes and Christopher Burges, CC BY-SA 3.0.
"""

import hashlib
import os
import socket
import threading
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from utils.images import handwriting

MNIST_ARRAYS = {  # name: (shape, SHA-256 of its bytes)
    "x_train": ((60000, 28, 28), "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757"),
    "y_train": ((60000,), "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13"),
    "x_test": ((10000, 28, 28), "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161"),
    "y_test": ((10000,), "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5"),
}
PATIENCE = 5  # seconds without a byte before a download is given up
BUILTIN_SEED = 2024
GET_MNIST = (
    "To use MNIST, put mnist.npz on this computer and start with COURSE_MNIST set to its path, or connect to "
    "the internet once."
)


class DataError(ValueError):
    """A data file that was asked for can't be used; the message says which, why, and what to do."""


class Digits(NamedTuple):
    """Images of digits with their labels, all uint8: x (n, 28, 28) with 0 for paper and 255 for ink, y (n,)
    from 0 to 9. `name` is "mnist" or "builtin"."""

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def load(source="auto"):
    """Return the course's digits: 60,000 to train on and 10,000 to test with.

    source: "mnist", "builtin" or "auto". "auto" follows COURSE_DATA where that is set; else it takes the
    file named in COURSE_MNIST, else Keras's cache, else a download by Keras, else the built-in handwriting
    with a sentence that says so. Raises DataError if a file that was named is missing or damaged, or if
    "mnist" can't be had.
    """
    if source == "auto":
        source = os.environ.get("COURSE_DATA") or "auto"
    if source not in ("auto", "mnist", "builtin"):
        raise DataError(f'There is no data source "{source}": choose "auto", "mnist" or "builtin".')
    if source == "builtin":
        return builtin()
    named = os.environ.get("COURSE_MNIST")
    if named:
        return read_mnist(Path(named).absolute(), "The file named in COURSE_MNIST")
    mnist, why_not = cached_or_downloaded()
    if mnist:
        return mnist
    if source == "mnist":
        raise DataError(f"MNIST was asked for, but {why_not}. {GET_MNIST}")
    print(f"MNIST is not here ({why_not}), so this lesson uses the built-in handwriting. {GET_MNIST}")
    return builtin()


def builtin():
    """Return the built-in handwriting as Digits; the writers of the test digits wrote none of the training
    ones."""
    x_train, y_train = handwriting.digits(60000, BUILTIN_SEED)
    x_test, y_test = handwriting.digits(10000, BUILTIN_SEED + 1)
    return Digits("builtin", x_train, y_train, x_test, y_test)


def digest(digits):
    """Return one SHA-256 for all four arrays, 64 hex digits: that of the sums of each, in order."""
    return _of_sums(_sha256(array) for array in digits[1:])


def mnist_digest():
    """Return what `digest` gives for MNIST, known without the file."""
    return _of_sums(expected for _, expected in MNIST_ARRAYS.values())


def _of_sums(sums):
    return hashlib.sha256("".join(sums).encode()).hexdigest()


def _sha256(array):
    return hashlib.sha256(np.ascontiguousarray(array)).hexdigest()


def read_mnist(path, what):
    """Return the Digits in an mnist.npz, checked by the SHA-256 of each array; DataError if anything is off.
    `what` opens the message, for instance "The file named in COURSE_MNIST"."""
    remedy = "Get a fresh mnist.npz, or unset COURSE_MNIST to let the course find its own data."
    if not path.is_file():
        raise DataError(f"{what} is not there: {path}. Correct the path, or unset COURSE_MNIST.")
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in MNIST_ARRAYS}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, NotImplementedError) as error:
        reason = "it has no array " + str(error).split()[0] if isinstance(error, KeyError) else str(error)
        raise DataError(f"{what} is not a whole mnist.npz: {path} ({reason}). {remedy}") from None
    for name, (shape, expected) in MNIST_ARRAYS.items():
        array = arrays[name]
        if array.shape != shape or array.dtype != np.uint8:
            raise DataError(
                f"{what} is not MNIST: in {path}, {name} should be uint8 {shape}, but is {array.dtype} "
                f"{array.shape}. {remedy}"
            )
        found = _sha256(array)
        if found != expected:
            raise DataError(
                f"{what} was altered: in {path}, {name} has the SHA-256 {found[:12]}…, but MNIST's is "
                f"{expected[:12]}…. {remedy}"
            )
    return Digits("mnist", *arrays.values())


def keras_cache():
    """Return the path at which Keras keeps MNIST, whether or not the file is there."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets" / "mnist.npz"


def cached_or_downloaded():
    """Return (Digits, "") from Keras's cache or a download by Keras, or (None, why not)."""
    cache = keras_cache()
    damage = ""
    if cache.is_file():
        try:
            return read_mnist(cache, "Keras's copy"), ""
        except DataError:
            damage = f"Keras's copy in {cache} is damaged, and "
    why_not = download(cache)
    if why_not:
        return None, damage + why_not
    return read_mnist(cache, "The file that was downloaded"), ""


def download(cache):
    """Let Keras download MNIST to the path `cache`; return "" when it is there, else why not.

    A classroom's network often swallows a connection without a word. So Keras works in a thread, and is
    given up when the file hasn't grown for PATIENCE seconds. The file gets its name only when it is whole.
    """
    from utils.quiet import (
        keras,
    )  # here: it takes seconds, and lessons without training shouldn't wait for it

    partial = cache.with_name("mnist.partial.npz")
    failure = []

    def fetch():
        try:
            keras.datasets.mnist.load_data(partial.name)
            os.replace(partial, cache)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the reason is told and the lesson goes on
            failure.append(error)

    worker = threading.Thread(target=fetch, daemon=True)
    timeout = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE)
    try:
        worker.start()
        size, since = -1, time.monotonic()
        while worker.is_alive() and time.monotonic() - since < PATIENCE:
            worker.join(0.1)
            grown = partial.stat().st_size if partial.is_file() else -1
            if grown != size:
                size, since = grown, time.monotonic()
    finally:
        socket.setdefaulttimeout(timeout)
    if worker.is_alive():
        return f"the network gave no answer for {PATIENCE} seconds"
    return "it could not be downloaded" if failure else ""


def shift(images, right=0, down=0):
    """Return the images (n, height, width) moved by whole pixels; what leaves the frame is lost, paper (0)
    comes in. Negative numbers move left and up. Raises ValueError for a shift as large as the frame."""
    height, width = images.shape[1:3]
    if abs(right) >= width or abs(down) >= height:
        raise ValueError(
            f"A shift by ({right}, {down}) leaves nothing of an image of {width} by {height} pixels."
        )
    moved = np.zeros_like(images)
    moved[:, max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = images[
        :, max(-down, 0) : height + min(-down, 0), max(-right, 0) : width + min(-right, 0)
    ]
    return moved


def permute_pixels(images, seed):
    """Return the images (n, height, width) with their pixels moved to other places: the same places in
    every image, drawn from `seed`. No value is lost, so the permutation can be undone."""
    order = np.random.default_rng(seed).permutation(images[0].size)
    return images.reshape(len(images), -1)[:, order].reshape(images.shape)


def coloured(images, rng):
    """Return the images (n, height, width) as uint8 (n, height, width, 3), the ink of each in pure red, green
    or blue, drawn from `rng` (a NumPy generator); the other two channels are 0."""
    painted = np.zeros((*images.shape, 3), np.uint8)
    painted[np.arange(len(images)), ..., rng.integers(0, 3, len(images))] = images
    return painted
