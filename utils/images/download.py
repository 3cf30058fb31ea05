"""MNIST, downloaded by Keras: once, even when several lessons that lack it start together.

Whoever comes first holds a lock; the others watch its file grow. The lock is the operating system's, so it ends
with the process that holds it, however that ends.
"""

import contextlib
import os
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from utils import keras_home
from utils.files import shown
from utils.locks import try_to_lock

PARTIAL = "mnist.{}.partial.npz"
LOOK = 0.1  # seconds between two looks at a file that should grow


class Unavailable(Exception):
    """MNIST can't be had without being named; the message says why, as a part of a sentence."""


def obstacle(cache: Path) -> str:
    """Return what keeps a download from becoming the file `cache`, as a part of a sentence; "" if nothing does."""
    if os.path.lexists(cache) and not os.path.isfile(cache):
        return f"{shown(cache)} is no ordinary file, so move it away"
    if not keras_home.can_be_written(cache.parent):
        return f"{shown(cache.parent)} can't be written to"
    return ""


@contextlib.contextmanager
def turn(cache: Path, patience: float) -> Iterator[bool]:
    """Wait until no other process downloads to `cache`; True if it is now this one's turn, which lasts as long as
    the block; False if another has brought the file. Closing the lock's file unlocks it.

    Raises Unavailable if for `patience` seconds nothing has arrived, or if `cache` can't be written.
    """
    before = _state(cache)
    with _lock_file(cache) as lock:
        still = _stillness(cache, PARTIAL.format("*"))
        while not (ours := try_to_lock(lock)) and _state(cache) == before:
            if next(still) > patience:
                raise Unavailable(f"another download of it brought nothing for {patience} seconds")
            time.sleep(LOOK)
        yield ours and _state(cache) == before


def fetch(keras: Any, cache: Path, patience: float) -> None:
    """Let Keras download MNIST to the path `cache`. Raises Unavailable if it isn't there afterwards.

    A classroom's network often swallows a connection without a word. So Keras works in a thread, and is
    given up when the file hasn't grown for `patience` seconds. The file gets its name only when it is whole.
    """
    _remove(cache, PARTIAL.format("*"))  # of processes that were killed
    name = PARTIAL.format(secrets.token_hex(4))  # never the last one's, whose thread may still write to it
    failures = []

    def work() -> None:
        try:
            keras.datasets.mnist.load_data(name)
            for partial in _partial(cache, name):
                _keep(partial, cache)
        except Exception as error:  # whatever went wrong, the lesson goes on without MNIST
            failures.append(error)

    worker = threading.Thread(target=work, daemon=True)
    timeout = socket.getdefaulttimeout()
    socket.setdefaulttimeout(2 * patience)  # so that the thread ends too, some time after it was given up
    try:
        worker.start()
        still = _stillness(cache, name)
        while worker.is_alive() and next(still) < patience:
            worker.join(LOOK)
        if worker.is_alive():
            raise Unavailable(f"the network gave no answer for {patience} seconds")
    finally:
        socket.setdefaulttimeout(timeout)
        _remove(cache, name)
    if failures:
        raise Unavailable("it could not be downloaded")


def _partial(cache: Path, pattern: str) -> list[Path]:
    """Return the files of this name that are on the way to `cache`, in whichever folder Keras has put them: its
    own as lessons import it, the user's if it was imported before, or the one it takes where it can't write."""
    home = cache.parent.parent
    folders = {home / keras_home.OURS / "datasets", home / "datasets", keras_home.elsewhere() / "datasets"}
    return sorted(file for folder in folders for file in folder.glob(pattern))


def _remove(cache: Path, pattern: str) -> None:
    for left in _partial(cache, pattern):
        with contextlib.suppress(OSError):  # another user's, or on Windows what a thread still has open
            left.unlink()


def _keep(partial: Path, cache: Path) -> None:
    """Give a whole file its name, from wherever it is."""
    cache.parent.mkdir(parents=True, exist_ok=True)
    beside = cache.with_name(partial.name)
    if beside != partial:
        shutil.move(partial, beside)  # perhaps from another file system, which takes a while
    os.replace(beside, cache)


def _stillness(cache: Path, pattern: str) -> Iterator[float]:
    """Yield, whenever it is asked, for how many seconds nothing has come to the files on the way to `cache`."""
    seen, since = None, time.monotonic()
    while True:
        now = [_state(file) for file in _partial(cache, pattern)]
        if now != seen:
            seen, since = now, time.monotonic()
        yield time.monotonic() - since


def _state(file: Path) -> tuple[int, int, int] | None:
    """Return what tells a file from the one that was there before; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _lock_file(cache: Path) -> IO[bytes]:
    folder = cache.parent.parent / keras_home.OURS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / "download.lock").open("ab")
    except OSError:
        raise Unavailable(f"{shown(folder)} can't be written to") from None
