"""Makes everything random in a lesson grow from one number, and still new in every epoch.

`keras.utils.set_random_seed` alone makes `fit` show the images in one and the same order in every epoch: the
seed reaches the shuffle inside `tf.data`, which starts afresh with each epoch (tensorflow/tensorflow#35682,
seen in Keras 3.15.1 with TensorFlow 2.21). No unseeded training does that, and evidence is about those. Keras
shuffles by calling `tf.random.shuffle`; ours draws its keys from a generator whose state lives on from epoch
to epoch, as it does in Keras on other backends.
"""

import functools
import hashlib
import inspect
import random
import sys
from typing import Any

import numpy as np


def seed_everything(seed: int, one_order: bool = False) -> None:
    """Seed Python, NumPy and, where it has been imported, Keras: its weights, its dropout, and `fit`'s order
    of images, a new one in every epoch, the same ones again after the same seed (0 <= seed < 2**32).

    one_order: leave `fit` the one order that Keras repeats, as in runs that were recorded so.
    """
    random.seed(seed)
    np.random.seed(seed)
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(seed)
        _shuffle_as_keras_does() if one_order else _shuffle_anew_in_every_epoch(seed)


def derived(seed: int, purpose: str) -> int:
    """Return a seed (0 <= it < 2**32) that depends on another one and on what it is for."""
    return int.from_bytes(hashlib.sha256(f"{seed} {purpose}".encode()).digest()[:4], "big")


def _shuffle_anew_in_every_epoch(seed: int) -> None:
    import tensorflow as tf

    keys, own = tf.random.Generator.from_seed(seed), inspect.unwrap(tf.random.shuffle)

    @functools.wraps(own)
    def shuffle(value: Any, seed: int | None = None, name: str | None = None) -> Any:
        """Return `value` with its first axis shuffled, as TensorFlow's own function of this name does."""
        if seed is not None:
            return own(value, seed, name)
        return tf.random.experimental.stateless_shuffle(value, keys.make_seeds()[:, 0], name=name)

    tf.random.shuffle = shuffle


def _shuffle_as_keras_does() -> None:
    import tensorflow as tf

    tf.random.shuffle = inspect.unwrap(tf.random.shuffle)
