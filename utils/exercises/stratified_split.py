"""What `checks.stratified_split` holds an answer against: labels of many kinds, and what a split can get
wrong. The answer is drawn at random, so it is judged by its properties, not compared with a reference."""

import numpy as np

# The messages, in the order in which they are looked for. The first fault on any input is told.
FAULTS = {
    "not two": "Return two arrays of whole numbers: the training indices, then the validation indices.",
    "mask": "It gives True and False for each image. `np.flatnonzero` makes indices of such a mask.",
    "labels": "It gives the labels themselves. Return the indices, the places where they stand.",
    "anew": "It counts anew within each class. `np.flatnonzero` gives places in the whole array.",
    "outside": "It gives an index that no image has: they go from 0 to len(labels) - 1.",
    "twice": "An index comes twice in one array. Is it drawn with `replace=False`?",
    "overlap": "Some images are in both arrays: the network would be tested on what it has learned.",
    "lost": "Some images are in neither array. What isn't for validation is for training.",
    "swapped": "The two changed places: training first, and `share` is the validation's part.",
    "tail": "It cuts off the last part of the data, as `fit` does, and sorted labels lose whole classes.",
    "head": "It cuts off the first part of the data. Sorted labels lose whole classes to that, too.",
    "not by class": "It permutes all images together, so chance says what a class gives. Go class by class.",
    "alike": "Every class gives the same number. Each should give its share of its *own* images.",
    "down to none": "It rounds down, and small classes give nothing. Use `round`, and give at least 1.",
    "none": "A small class gives nothing to validation: at least 1 is asked for.",
    "down": "It rounds down. `round` goes to the nearest whole number.",
    "up": "It rounds up. `round` goes to the nearest whole number.",
    "one more": "A class gives one image too many. At least 1 means: 1 where it would be 0.",
    "counts": "The numbers by class are off: each gives round(share * its count), but at least 1.",
    "not repeatable": "The same `rng` gives another split when asked again. Draw with `rng` alone.",
    "fixed": "Whatever `rng` is, the same images go to validation. Draw them with `rng`.",
}


def inputs():
    """Return many tuples (labels, share): sorted and mixed, uneven, with labels that aren't 0 to 9, and with
    classes so small that they round to 0. No share of a class ends in .5."""
    rng = np.random.default_rng(0)
    small = np.repeat([0, 1], [10, 20])
    sorted_ = np.repeat(np.arange(10), [4, 21, 56, 38, 44, 33, 37, 42, 49, 61])
    odd = np.repeat([3, 7, 8, 40], [2, 29, 66, 14])
    found = [(small, 0.2), (sorted_, 0.2), (odd, 0.2), (sorted_, 0.33), (odd, 0.1)]
    found += [(rng.permutation(labels), share) for labels, share in found]
    return [(labels.astype(np.uint8), share) for labels, share in found]


def judged(attempt, seen):
    """Return attempt(labels, share, rng) as a function of (labels, share) that gives 0 for a right split,
    and 1 for a fault, whose name it adds to the list `seen`. What isn't a function, and None and ... from an
    untouched exercise, go through."""
    if not callable(attempt):
        return attempt

    def judge(labels, share):
        first, again, other = (
            attempt(labels.copy(), share, np.random.default_rng(seed)) for seed in (1, 1, 2)
        )
        if first is None or first is ...:
            seen.append("not two")
            return first
        name = fault(first, labels, share) or _fault_of_draw(first, again, other, labels)
        seen.append(name)
        return int(bool(name))

    return judge


def message(seen):
    """Return the message for the first fault, in the order of FAULTS, among the names in `seen`."""
    return FAULTS[min((name for name in seen if name), key=list(FAULTS).index)]


def fault(answer, labels, share):
    """Return the name of what is wrong with one split, or "" if nothing is."""
    n = len(labels)
    try:
        training, validation = (np.asarray(part) for part in answer)
        if training.dtype == bool and training.shape == validation.shape == (n,):
            return "mask"
        if any(part.ndim != 1 or part.dtype.kind not in "iu" for part in (training, validation)):
            return "not two"
    except Exception:  # noqa: BLE001 - whatever can't become two arrays isn't what was asked for
        return "not two"
    return _fault_of_indices(training, validation, labels) or _fault_of_counts(
        training, validation, labels, share
    )


def _fault_of_indices(training, validation, labels):
    together = np.concatenate([training, validation])
    if np.array_equal(np.sort(together), np.sort(labels)):
        return "labels"
    if np.any((together < 0) | (together >= len(labels))):
        return "outside"
    if len(np.unique(training)) < len(training):
        sizes = np.unique(labels, return_counts=True)[1]
        anew = np.concatenate([np.arange(size) for size in sizes])
        return "anew" if np.array_equal(np.sort(together), np.sort(anew)) else "twice"
    if len(np.unique(validation)) < len(validation):
        return "twice"
    if np.intersect1d(training, validation).size:
        return "overlap"
    return "lost" if len(together) < len(labels) else ""


def _fault_of_counts(training, validation, labels, share):
    classes, sizes = np.unique(labels, return_counts=True)
    given = np.array([np.sum(labels[validation] == label) for label in classes])
    asked = np.maximum(1, np.round(share * sizes))
    if np.array_equal(given, asked):
        return ""
    n, k = len(labels), len(validation)
    if abs(n - k - asked.sum()) <= len(classes):
        return "swapped"
    if np.array_equal(np.sort(validation), np.arange(n - k, n)):
        return "tail"
    if np.array_equal(np.sort(validation), np.arange(k)):
        return "head"
    rules = {
        "alike": np.full(len(classes), given[0]),
        "none": np.round(share * sizes),
        "down": np.maximum(1, np.floor(share * sizes)),
        "down to none": np.floor(share * sizes),
        "up": np.ceil(share * sizes),
        "one more": np.round(share * sizes) + 1,
    }
    for name, rule in rules.items():
        if np.array_equal(given, rule):
            return name
    return "not by class" if abs(k - share * n) <= 1 else "counts"


def _fault_of_draw(first, again, other, labels):
    sets = [np.sort(np.asarray(answer[1])) for answer in (first, again, other)]
    if not np.array_equal(sets[0], sets[1]):
        return "not repeatable"
    return "fixed" if np.array_equal(sets[0], sets[2]) else ""
