"""Digits to learn from: MNIST where it can be had, else the built-in handwriting.

The SHA-256 sums are those of the raw bytes (C order) of MNIST's four arrays as Keras distributes them;
MNIST is by Yann LeCun, Corinna Cortes and Christopher Burges, CC BY-SA 3.0.
"""

import contextlib
import functools
import hashlib
import os
import socket
import threading
import time
import zipfile
from collections.abc import Iterable
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


class Unavailable(Exception):
    """MNIST can't be had without being named; the message says why, as a part of a sentence."""


class Digits(NamedTuple):
    """Images of digits with their labels, all uint8: x (n, 28, 28) with 0 for paper and 255 for ink, y (n,)
    from 0 to 9. `name` is "mnist" or "builtin". The arrays are read-only: whoever changes one copies it."""

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def load(source: str = "auto") -> Digits:
    """Return the course's digits: 60,000 to train on and 10,000 to test with.

    source: "mnist", "builtin" or "auto". "auto" follows COURSE_DATA where that is set; else it takes the
    file named in COURSE_MNIST, else Keras's cache, else a download by Keras, else the built-in handwriting
    with a sentence that says so. Raises DataError if a file that was named is missing or damaged, or if
    "mnist" can't be had.
    """
    source = _chosen(source)
    if source == "builtin":
        return builtin()
    named = os.environ.get("COURSE_MNIST")
    if named:
        return read_mnist(Path(named).absolute(), "The file named in COURSE_MNIST")
    try:
        return cached_or_downloaded()
    except Unavailable as reason:
        if source == "mnist":
            raise DataError(f"MNIST was asked for, but {reason}. {GET_MNIST}") from None
        print(f"MNIST is not here ({reason}), so this lesson uses the built-in handwriting. {GET_MNIST}")
    return builtin()


@functools.cache
def builtin() -> Digits:
    """Return the built-in handwriting as Digits, drawn once in a process.

    The writers of the test digits wrote none of the training ones.
    """
    x_train, y_train = handwriting.digits(60000, BUILTIN_SEED)
    x_test, y_test = handwriting.digits(10000, BUILTIN_SEED + 1)
    return _read_only("builtin", [x_train, y_train, x_test, y_test])


def _read_only(name: str, arrays: Iterable[np.ndarray]) -> Digits:
    digits = Digits(name, *arrays)
    for array in digits[1:]:
        array.setflags(write=False)
    return digits


def digest(digits: Digits) -> str:
    """Return one SHA-256 for all four arrays, 64 hex digits: that of the sums of each, in order."""
    return _of_sums(_sha256(array) for array in digits[1:])


def mnist_digest() -> str:
    """Return what `digest` gives for MNIST, known without the file."""
    return _of_sums(expected for _, expected in MNIST_ARRAYS.values())


def _of_sums(sums: Iterable[str]) -> str:
    return hashlib.sha256("".join(sums).encode()).hexdigest()


def _sha256(array: np.ndarray) -> str:
    return hashlib.sha256(array.tobytes()).hexdigest()


def read_mnist(path: Path, what: str) -> Digits:
    """Return the Digits in an mnist.npz, checked by the SHA-256 of each array.

    `what` opens the message of an error, for instance "The file named in COURSE_MNIST".
    Raises DataError if the file is missing, damaged, or not MNIST.
    """
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
    return _read_only("mnist", arrays.values())


def keras_cache() -> Path:
    """Return the path at which Keras keeps MNIST, whether or not the file is there."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets" / "mnist.npz"


def cached_or_downloaded() -> Digits:
    """Return MNIST from Keras's cache or a download by Keras. Raises Unavailable if neither has it."""
    cache = keras_cache()
    damage = ""
    if cache.is_file():
        try:
            return read_mnist(cache, "Keras's copy")
        except DataError:
            damage = f"Keras's copy in {cache} is damaged, and "
    try:
        download(cache)
    except Unavailable as reason:
        raise Unavailable(f"{damage}{reason}") from None
    return read_mnist(cache, "The file that was downloaded")


def download(cache: Path) -> None:
    """Let Keras download MNIST to the path `cache`. Raises Unavailable if it isn't there afterwards.

    A classroom's network often swallows a connection without a word. So Keras works in a thread, and is
    given up when the file hasn't grown for PATIENCE seconds. The file gets its name only when it is whole.
    """
    from utils.quiet import keras  # here: it takes seconds, and what needs no download shouldn't wait for it

    partial = cache.with_name("mnist.partial.npz")
    failures = []

    def fetch() -> None:
        try:
            keras.datasets.mnist.load_data(partial.name)
            os.replace(partial, cache)
        except Exception as error:  # whatever went wrong, the lesson goes on without MNIST
            failures.append(error)

    worker = threading.Thread(target=fetch, daemon=True)
    timeout = socket.getdefaulttimeout()
    socket.setdefaulttimeout(2 * PATIENCE)  # so that the thread ends too, some time after it was given up
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
        raise Unavailable(f"the network gave no answer for {PATIENCE} seconds")
    if failures:
        raise Unavailable("it could not be downloaded")


def _chosen(source: str) -> str:
    """Return the source that is meant: where none is named, COURSE_DATA's. Raises DataError if there is none
    of that name."""
    wish, place = source, ""
    if source == "auto":
        wish, place = os.environ.get("COURSE_DATA") or "auto", " (set in COURSE_DATA)"
    if wish not in ("auto", "mnist", "builtin"):
        raise DataError(f'There is no data source "{wish}"{place}: choose "auto", "mnist" or "builtin".')
    return wish


def origin(source: str = "auto") -> str:
    """Return in a few words where `load(source)` would take its digits from.

    A file is read and checked, but nothing is drawn or downloaded. Raises DataError where a source or a file
    that was named can't be used.
    """
    source = _chosen(source)
    if source == "builtin":
        return "the built-in handwriting"
    named = os.environ.get("COURSE_MNIST")
    if named:
        read_mnist(Path(named).absolute(), "The file named in COURSE_MNIST")
        return f"MNIST from {named}"
    with contextlib.suppress(DataError):  # as `load` then does, too
        read_mnist(keras_cache(), "Keras's copy")
        return f"MNIST from {keras_cache()}"
    download = "MNIST, if it can be downloaded"
    return download if source == "mnist" else f"{download}, else the built-in handwriting"
