"""How much sooner lesson 03 gets to the accuracy that the article reported, on the same network. Run by hand:

    python3 tests/benchmarks/bench_article.py

in the project's environment, with MNIST. It prints the seconds of training and the accuracy of each way.
"""

import sys
import time

import jupytext
import numpy as np

from course import catalogue
from utils.images import data
from utils.quiet import keras

REPORTED = 0.9836
BAR = 4


def lessons_functions(digits):
    """Return lesson 03's own build_cnn, train and score, taken from its cells, on these digits."""
    names = {"np": np, "keras": keras, "data": data, "digits": digits}
    names |= {"x_train": digits.x_train[..., None], "y_train": digits.y_train}
    names |= {"x_test": digits.x_test[..., None], "y_test": digits.y_test}
    for cell in jupytext.read(catalogue.find(["02"])[0]).cells:
        if cell.cell_type == "code" and cell.source.startswith(("def build_cnn", "def train")):
            exec(cell.source, names)
    return names


def as_published(lesson, digits):
    """Train as the article does: one-hot labels, Adam as it is, batches of 64, ten epochs, each validated on
    the test digits. Return (seconds, accuracy after the last epoch)."""
    x_train, x_test = digits.x_train[..., None] / 255, digits.x_test[..., None] / 255
    y_train, y_test = (keras.utils.to_categorical(y, 10) for y in (digits.y_train, digits.y_test))
    network = keras.Sequential(
        [keras.Input((28, 28, 1)), *lesson["build_cnn"]().layers[1:]]
    )  # x is divided already
    network.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    began = time.perf_counter()
    history = network.fit(
        x_train, y_train, batch_size=64, epochs=10, verbose=0, validation_data=(x_test, y_test)
    )
    return time.perf_counter() - began, history.history["val_accuracy"][-1]


def as_in_the_lesson(lesson):
    """Train lesson 03's way; return (seconds, accuracy)."""
    network = lesson["build_cnn"]()
    began = time.perf_counter()
    lesson["train"](network, peak=0.015)
    return time.perf_counter() - began, lesson["score"](network)


def main():
    digits = data.load("mnist")
    lesson = lessons_functions(digits)
    keras.utils.set_random_seed(1)
    there, reached = as_in_the_lesson(lesson)
    published, accuracy = as_published(lesson, digits)
    print(f"as published:  {published:6.1f} s, accuracy {accuracy:.4f} ({REPORTED} was reported)")
    print(f"lesson 03:     {there:6.1f} s, accuracy {reached:.4f}")
    print(f"{published / there:.1f} times sooner (asked: {BAR}, and an accuracy of {REPORTED} or more)")
    return 0 if published >= BAR * there and reached >= REPORTED else 1


if __name__ == "__main__":
    sys.exit(main())
