"""What `checks.parameters_in` holds an answer against: files like those of Keras, and the usual mistakes."""

import contextlib
import math
import tempfile

import h5py
import numpy as np

# The folders of each file with the shapes in it. Keras calls the arrays of a folder vars/0, vars/1, …
FILES = {
    "one_layer.weights.h5": {"layers/dense": [(5, 2), (2,)]},
    "untrained.weights.h5": {"layers/conv2d": [(3, 3, 1, 4), (4,)], "layers/flatten": []},
    "trained.weights.h5": {
        "layers/conv2d": [(3, 3, 1, 2), (2,)],
        "layers/dense": [(8, 3), (3,)],
        "layers/dense_1": [(3, 10), (10,)],
        "optimizer": [(), (3, 3, 1, 2), (3, 3, 1, 2), (2,), (2,), (8, 3), (8, 3)],
    },
    "nested.weights.h5": {
        "layers/dense": [(4, 4), (4,)],
        "layers/sequential/layers/dense": [(7, 2), (2,)],
        "layers/sequential/layers/functional/layers/conv2d": [(2, 2, 3, 5), (5,)],
        "optimizer": [(), (4, 4), (4, 4)],
    },
    "without_biases.weights.h5": {"layers/dense": [(6, 3)], "layers/dense_1": [(3, 2)], "optimizer": [()]},
}


@contextlib.contextmanager
def folder_with_files():
    """Make a temporary folder with FILES the current one, for the block below `with`; then remove it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, contextlib.chdir(folder):
        for path, groups in FILES.items():
            with h5py.File(path, "w") as file:
                for group, shapes in groups.items():
                    variables = file.create_group(f"{group}/vars")
                    for number, shape in enumerate(shapes):
                        variables[str(number)] = np.zeros(shape, "float32")
        yield


def left_open():
    """Return whether one of FILES is still open: then it can't be opened for writing."""
    for path in FILES:
        try:
            h5py.File(path, "r+").close()
        except OSError:
            return True
    return False


def total(path, each=math.prod, below="layers"):
    """Return the sum of each(shape) over the arrays of a file in FILES whose folders begin with `below`."""
    groups = FILES[path].items()
    return sum(each(shape) for group, shapes in groups if group.startswith(below) for shape in shapes)


def _groups(path):
    """How many groups lie below `layers`."""
    steps = [f"{group}/vars".split("/") for group in FILES[path] if group.startswith("layers")]
    return len({tuple(parts[:depth]) for parts in steps for depth in range(2, len(parts) + 1)})


def _first_level(path):
    groups = FILES[path].items()
    return sum(math.prod(s) for group, shapes in groups if group.count("/") == 1 for s in shapes)


def _weights(path):
    layers = [shapes for group, shapes in FILES[path].items() if group.startswith("layers") and shapes]
    return sum(math.prod(shapes[0]) for shapes in layers)


def _first(path):
    return next(math.prod(shapes[0]) for group, shapes in sorted(FILES[path].items()) if shapes)


MISTAKES = [  # (a function with the mistake, the message that names it)
    (lambda path: total(path, below=""), "It counts the optimiser's memory too. Look below `layers` only."),
    (lambda path: total(path, below="optimizer"), "It counts the optimiser's memory, not the network."),
    (lambda path: total(path, lambda shape: 1), "It counts the arrays. Count their numbers: `item.size`."),
    (_groups, "It counts the groups, which are only folders. Count the numbers in the datasets."),
    (
        lambda path: total(path, lambda shape: 1) + _groups(path),
        "It counts groups and arrays alike. Only an array has numbers: ask `isinstance(item, h5py.Dataset)`.",
    ),
    (lambda path: 4 * total(path), "It counts bytes: four for each number. `item.size` counts the numbers."),
    (
        lambda path: total(path, sum),
        "It adds up the lengths of the sides. An array of 3 by 4 has 12 numbers, not 7: multiply.",
    ),
    (
        lambda path: total(path, lambda shape: shape[0]),
        "It counts rows: `len` gives the first side only. `item.size` counts all numbers.",
    ),
    (_first_level, "It misses layers inside of layers: a network can be a layer of another. Look deeper."),
    (_first, "It stops at the first array: `visititems` ends as soon as its function returns something."),
    (_weights, "It counts vars/0 of each layer, the weights. The biases are in vars/1."),
    (lambda path: [total(path)], "The number is right, but it is in a list. Return the number alone."),
]
