"""Digits to learn from: MNIST where it can be had, else the built-in handwriting.

The SHA-256 sums are those of the raw bytes (C order) of MNIST's four arrays as Keras distributes them;
MNIST is by Yann LeCun, Corinna Cortes and Christopher Burges, CC BY-SA 3.0.
"""

import functools
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from utils import keras_home
from utils.files import shown
from utils.images import download as fetching
from utils.images import handwriting, mnist_file
from utils.images.download import Unavailable
from utils.images.mnist_file import Damaged, Unusable

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
    if named := _named():
        return read_mnist(named, "The file named in COURSE_MNIST")
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
    try:
        return _checked(path)
    except Unusable as reason:
        raise DataError(
            f"{what}, {shown(path)}, {reason}. Correct the path, get a fresh mnist.npz, or unset COURSE_MNIST "
            "to let the course find its own data."
        ) from None


def _checked(path: Path) -> Digits:
    """Return the Digits in an mnist.npz. Raises Unusable if the file can't be read, Damaged if it isn't MNIST."""
    arrays = mnist_file.read(path, {name: shape for name, (shape, _) in MNIST_ARRAYS.items()})
    for name, (_, expected) in MNIST_ARRAYS.items():
        found = _sha256(arrays[name])
        if found != expected:
            raise Damaged(
                f"was altered: {name} has the SHA-256 {found[:12]}…, but MNIST's is {expected[:12]}…"
            )
    return _read_only("mnist", arrays.values())


def _named() -> Path | None:
    """Return the path in COURSE_MNIST, if there is one."""
    named = os.environ.get("COURSE_MNIST")
    return Path(named).absolute() if named else None


def keras_cache() -> Path:
    """Return the path at which Keras keeps MNIST, whether or not the file is there."""
    cache = keras_home.home() / "datasets" / "mnist.npz"
    if os.path.isfile(cache) or keras_home.can_be_written(cache.parent):
        return cache
    return keras_home.elsewhere() / "datasets" / "mnist.npz"


def cached_or_downloaded() -> Digits:
    """Return MNIST from Keras's cache or a download by Keras. Raises Unavailable if neither has it."""
    cache = keras_cache()
    try:
        return _checked(cache)
    except Unusable as reason:
        damage = _damage(cache, reason)
    try:
        download(cache)
        digits = _checked(cache)
    except Unavailable as reason:
        raise Unavailable(f"{damage}, and {reason}" if damage else str(reason)) from None
    except Unusable as reason:
        raise Unavailable(f"the file that was downloaded {reason}") from None
    if damage:
        print(f"{damage}; it was downloaded again.")
    return digits


def _damage(cache: Path, reason: Unusable) -> str:
    """Say what is wrong with Keras's copy, as a part of a sentence; nothing where there is none."""
    if not os.path.lexists(cache):
        return ""
    return f"Keras's copy in {shown(cache)} " + ("is damaged" if isinstance(reason, Damaged) else str(reason))


def download(cache: Path) -> None:
    """Let Keras download MNIST to the path `cache`, unless another process does so meanwhile.

    Raises Unavailable if it isn't there afterwards.
    """
    if obstacle := fetching.obstacle(cache):
        raise Unavailable(obstacle)
    from utils.quiet import keras  # here: it takes seconds, and what needs no download shouldn't wait for it

    with fetching.turn(cache, PATIENCE) as ours:
        if ours and not _is_mnist(cache):  # another may have brought it before it was this one's turn
            fetching.fetch(keras, cache, PATIENCE)


def _is_mnist(path: Path) -> bool:
    try:
        _checked(path)
    except Unusable:
        return False
    return True


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
    if named := _named():
        read_mnist(named, "The file named in COURSE_MNIST")
        return f"MNIST from {shown(named)}"
    cache = keras_cache()
    if _is_mnist(cache):
        return f"MNIST from {shown(cache)}"
    obstacle = fetching.obstacle(cache)
    if not obstacle:
        download = "MNIST, if it can be downloaded"
        return download if source == "mnist" else f"{download}, else the built-in handwriting"
    if source == "mnist":
        raise DataError(f"MNIST was asked for, but {obstacle}. {GET_MNIST}")
    return f"the built-in handwriting, since MNIST can't be downloaded: {obstacle}"


def keras_copy() -> str:
    """Return a sentence on Keras's copy of MNIST if there is one and it can't be used, else ""."""
    cache = keras_cache()
    try:
        _checked(cache)
    except Unusable as reason:
        damage = _damage(cache, reason)
        healed = damage and not fetching.obstacle(cache)
        return f"{damage}; it is downloaded again when a lesson needs it" if healed else damage
    return ""
