"""Wrong answers to lesson 07's exercise as learners write them, with words that each must be told."""

import h5py
import numpy as np

OPEN = []  # files that were never closed


def visited(path, number, below="layers"):
    """Add up number(item) over everything below a group."""
    found = []
    with h5py.File(path) as file:
        if below in file:
            file[below].visititems(lambda name, item: found.append(number(item)))
    return sum(found)


def of_datasets(number):
    return lambda item: number(item) if isinstance(item, h5py.Dataset) else 0


def whole_file(path):
    return visited(path, of_datasets(lambda item: item.size), below="/")


def optimiser(path):
    return visited(path, of_datasets(lambda item: item.size), below="optimizer")


def arrays(path):
    return visited(path, of_datasets(lambda item: 1))


def groups(path):
    return visited(path, lambda item: isinstance(item, h5py.Group))


def all_items(path):
    return visited(path, lambda item: 1)


def bytes_of_all(path):
    return visited(path, of_datasets(lambda item: item.nbytes))


def sides(path):
    return visited(path, of_datasets(lambda item: sum(item.shape)))


def rows(path):
    return visited(path, of_datasets(len))


def first_level(path):
    with h5py.File(path) as file:
        layers = [layer["vars"] for layer in file["layers"].values() if "vars" in layer]
        return sum(item.size for variables in layers for item in variables.values())


def stops_early(path):
    with h5py.File(path) as file:
        return file["layers"].visititems(lambda _, item: item.size if hasattr(item, "size") else None)


def without_biases(path):
    found = []
    with h5py.File(path) as file:
        file["layers"].visititems(lambda name, item: found.append(item.size) if name[-2:] == "/0" else None)
    return sum(found)


def in_a_list(path):
    return [visited(path, of_datasets(lambda item: item.size))]


def never_closes(path):
    OPEN.append(h5py.File(path))
    found = []
    OPEN[-1]["layers"].visititems(lambda _, item: found.append(getattr(item, "size", 0)))
    return sum(found)


def trusts_every_item(path):
    return visited(path, lambda item: item.size)


def always_the_same(path):
    return 100858


def as_one_byte(path):
    return np.uint8(visited(path, of_datasets(lambda item: item.size)) % 256)


def as_text(path):
    return str(visited(path, of_datasets(lambda item: item.size)))


def off_by_little(path):
    return visited(path, of_datasets(lambda item: item.size)) * 1.000001


ATTEMPTS = [
    (whole_file, "optimiser's memory too"),
    (optimiser, "optimiser's memory, not"),
    (arrays, "counts the arrays"),
    (groups, "counts the groups"),
    (all_items, "groups and arrays alike"),
    (bytes_of_all, "counts bytes"),
    (sides, "lengths of the sides"),
    (rows, "counts rows"),
    (first_level, "layers inside of layers"),
    (stops_early, "stops at the first"),
    (without_biases, "The biases"),
    (in_a_list, "in a list"),
    (never_closes, "leaves the file open"),
    (trusts_every_item, "stopped on"),
    (always_the_same, "For ("),
    (as_one_byte, "For ("),
    (as_text, "it is text"),
    (off_by_little, "For ("),
]
