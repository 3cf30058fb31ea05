"""Lesson 07: parameters_in(path), the path of a .weights.h5 file to the count of its network's numbers."""

import contextlib
import math
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import h5py
import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Fault, Mistake

Shape = tuple[int, ...]

# The shapes in each group of each file. Keras calls the arrays of a group vars/0, vars/1, …
FILES: dict[str, dict[str, list[Shape]]] = {
    "one_layer.weights.h5": {"layers/dense": [(5, 2), (2,)]},
    "untrained.weights.h5": {"layers/conv2d": [(3, 3, 1, 4), (4,)], "layers/flatten": []},
    "trained.weights.h5": {
        "layers/conv2d": [(3, 3, 1, 2), (2,)],
        "layers/dense": [(40, 57), (57,)],
        "layers/dense_1": [(57, 10), (10,)],
        "optimizer": [(), (3, 3, 1, 2), (3, 3, 1, 2), (2,), (2,), (40, 57), (40, 57)],
    },
    "nested.weights.h5": {
        "layers/dense": [(4, 4), (4,)],
        "layers/sequential/layers/dense": [(7, 2), (2,)],
        "layers/sequential/layers/functional/layers/conv2d": [(2, 2, 3, 5), (5,)],
        "optimizer": [(), (4, 4), (4, 4)],
    },
    "without_biases.weights.h5": {"layers/dense": [(6, 3)], "layers/dense_1": [(3, 2)], "optimizer": [()]},
}


def inputs() -> list[Arguments]:
    """Return the tuples (path,) of FILES, the smallest first: without an optimiser, with one, with layers in
    layers, without biases. The paths are those of `files`."""
    return [(path,) for path in FILES]


@contextlib.contextmanager
def files() -> Iterator[None]:
    """Write FILES to a temporary folder, which is the current one as long as the block runs."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, contextlib.chdir(folder):
        for path, groups in FILES.items():
            with h5py.File(path, "w") as file:
                for group, shapes in groups.items():
                    variables = file.create_group(f"{group}/vars")
                    for number, shape in enumerate(shapes):
                        variables[str(number)] = np.zeros(shape, "float32")
        yield


def is_left_open(inputs: list[Arguments], answers: list[Any]) -> bool:
    """Return whether one of the files is still open: then it can't be opened for writing."""
    for (path,) in inputs:
        try:
            h5py.File(path, "r+").close()
        except OSError:
            return True
    return False


def reference(path: str, each: Callable[[Shape], int] = math.prod, below: str = "layers") -> int:
    """Return the sum of each(shape), the count of its numbers, over the arrays of a file in FILES whose groups
    begin with `below`. The keywords are there for the mistakes."""
    groups = FILES[path].items()
    return sum(each(shape) for group, shapes in groups if group.startswith(below) for shape in shapes)


def _groups(path: str) -> int:
    """Return how many groups lie below `layers`."""
    steps = [f"{group}/vars".split("/") for group in FILES[path] if group.startswith("layers")]
    return len({tuple(parts[:depth]) for parts in steps for depth in range(2, len(parts) + 1)})


def _first_level(path: str) -> int:
    groups = FILES[path].items()
    return sum(math.prod(s) for group, shapes in groups if group.count("/") == 1 for s in shapes)


def _weights(path: str) -> int:
    layers = [shapes for group, shapes in FILES[path].items() if group.startswith("layers") and shapes]
    return sum(math.prod(shapes[0]) for shapes in layers)


def _first(path: str) -> int:
    return next(math.prod(shapes[0]) for group, shapes in sorted(FILES[path].items()) if shapes)


MISTAKES: list[Mistake] = [
    (
        lambda path: reference(path, below=""),
        "It counts the optimiser's memory too. Look below `layers` only.",
    ),
    (lambda path: reference(path, below="optimizer"), "It counts the optimiser's memory, not the network."),
    (
        lambda path: reference(path, lambda shape: 1),
        "It counts the arrays. Count their numbers: `item.size`.",
    ),
    (_groups, "It counts the groups, which are like folders. Count the numbers in the datasets."),
    (
        lambda path: reference(path, lambda shape: 1) + _groups(path),
        "It counts groups and arrays alike. Only an array has numbers: ask `isinstance(item, h5py.Dataset)`.",
    ),
    (
        lambda path: 4 * reference(path),
        "It counts bytes: four for each number. `item.size` counts the numbers.",
    ),
    (
        lambda path: reference(path, sum),
        "It adds up the lengths of the sides. An array of 3 by 4 has 12 numbers, not 7: multiply.",
    ),
    (
        lambda path: reference(path, lambda shape: shape[0]),
        "It counts rows: `len` gives the first side only. `item.size` counts all numbers.",
    ),
    (_first_level, "It misses layers inside of layers: a network can be a layer of another. Look deeper."),
    (_first, "It stops at the first array: `visititems` ends as soon as its function returns something."),
    (_weights, "It counts vars/0 of each layer, the weights. The biases are in vars/1."),
    (lambda path: [reference(path)], "The number is right, but it is in a list. Return the number alone."),
]

FAULTS: list[Fault] = [
    (is_left_open, "The number is right, but it leaves the file open. Open it with `with`.")
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="All {tries} files counted, and closed again.",
    faults=FAULTS,
    around=files,
)
