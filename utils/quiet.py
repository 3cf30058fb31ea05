"""Keras without TensorFlow's greeting: `from utils.quiet import keras` is `import keras`, and nothing more.

TensorFlow 2.21 logs two lines about oneDNN from C++ while it is imported, before it has read any setting
that could silence them (tensorflow/tensorflow#100442). In a notebook they stand there in red, like an
error. Switching oneDNN off silences them too, but then a convolution takes twice as long. So the error
stream is turned away during the import; what goes wrong in it still arrives as a Python exception.
"""

import os
import sys


def _import_keras():
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        import keras
    finally:
        os.dup2(kept, 2)
        os.close(kept)
    return keras


keras = _import_keras()
