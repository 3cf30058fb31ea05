"""Everything random grows from one seed, and the images still come in a new order in every epoch."""

import json
import subprocess
import sys

import pytest

from course.settings import environment

# In a process of its own: what is mended here stays mended in a process.
SCRIPT = """
import json, sys
import numpy as np
from utils.quiet import keras
from utils.trial import seeds

ALONE, SEED = sys.argv[1] == "alone", int(sys.argv[2])

class Watch(keras.layers.Layer):
    seen = []
    def call(self, x):
        import tensorflow as tf
        tf.py_function(lambda batch: self.seen.extend(batch.numpy()[:, 0].astype(int).tolist()), [x], [])
        return x

(keras.utils.set_random_seed if ALONE else seeds.seed_everything)(SEED)
model = keras.Sequential([keras.Input((1,)), Watch(), keras.layers.Dropout(0.5), keras.layers.Dense(1)])
model.compile("sgd", "mse")
images = np.arange(40, dtype="float32")[:, None]
model.fit(images, np.zeros(40), batch_size=8, epochs=3, verbose=0)
told = Watch.seen[-120:]
print(json.dumps({"orders": [told[i : i + 40] for i in (0, 40, 80)], "weight": float(model.get_weights()[0][0, 0])}))
"""


def trained(how, seed):
    command = [sys.executable, "-c", SCRIPT, how, str(seed)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def first():
    return trained("mended", 3)


def test_three_epochs_have_three_orders(first):
    orders = [tuple(order) for order in first["orders"]]
    assert len(set(orders)) == 3
    assert all(sorted(order) == list(range(40)) for order in orders)


def test_the_same_seed_gives_the_same_three_orders_and_weights(first):
    assert trained("mended", 3) == first


def test_another_seed_gives_others(first):
    assert trained("mended", 4)["orders"] != first["orders"]


def test_keras_alone_repeats_one_order():
    """When this fails, Keras or TensorFlow has mended it, and utils/trial/seeds.py can go."""
    orders = trained("alone", 3)["orders"]
    assert orders[0] == orders[1] == orders[2]
