"""Quiet where libraries talk past Python.

`from utils.quiet import keras` is `import keras` without TensorFlow's greeting, and without what the user has set
Keras to do elsewhere (utils/keras_home.py). TensorFlow 2.21 logs two
lines about oneDNN from C++ while it is imported, before it has read any setting that could silence them
(tensorflow/tensorflow#100442). In a notebook they stand there in red, like an error. Switching oneDNN off
silences them too, but then a convolution takes twice as long. So the error stream is turned away during the
import; what goes wrong in it still arrives as a Python exception.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

from utils.keras_home import import_keras

STDERR = 2  # the number of the process's error stream, to which C and C++ write


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Turn the process's error stream away for as long as the block runs; Python's exceptions pass."""
    with contextlib.suppress(AttributeError, ValueError, OSError):  # it may be None, or closed
        sys.stderr.flush()  # what Python has written before is no part of the block
    try:
        kept = os.dup(STDERR)
    except OSError:  # there is no such stream, so nothing can be heard on it
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), STDERR)
        yield
    finally:
        os.dup2(kept, STDERR)
        os.close(kept)


def __getattr__(name: str) -> Any:
    """Import Keras when it is first asked for: who needs only `silence` doesn't wait seconds for it."""
    if name != "keras":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with silence():
        return import_keras()
