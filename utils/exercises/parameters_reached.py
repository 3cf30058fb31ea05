"""What `checks.parameters_reached` holds an answer against: networks of many wirings, the usual mistakes."""

import numpy as np

WIRINGS = [  # (what each layer reads, the output)
    ({"in": [], "out": ["in"]}, "out"),
    ({"in": [], "a": ["in"], "out": ["in"]}, "out"),
    ({"in": [], "a": ["in"], "b": ["a"], "out": ["b"]}, "out"),
    ({"in": [], "a": ["in"], "b": ["a"], "out": ["a"]}, "out"),
    ({"in": [], "a": ["in"], "b": ["a"], "c": ["b"], "out": ["a"]}, "out"),
    ({"in": [], "a": ["in"], "b": ["in"], "out": ["a", "b"]}, "out"),
    ({"in": [], "a": ["in"], "b": ["a"], "c": ["a"], "out": ["b", "c"]}, "out"),
    ({"in": [], "a": ["in"], "out": ["a"], "b": ["out"]}, "out"),
    ({"out": ["b"], "b": ["a"], "a": ["in"], "in": []}, "out"),
    ({"in": []}, "in"),
]


def inputs():
    """Return many tuples (reads, parameters, output), the smallest first: with branches that end nowhere,
    with branches that meet again, in any order."""
    rng = np.random.default_rng(0)
    found = [(reads, _counts(reads, rng), output) for reads, output in WIRINGS]
    for size in (4, 5, 6, 7, 8, 9, 10, 12):
        for _ in range(3):
            reads = _wired(size, rng)
            found.append((reads, _counts(reads, rng), f"layer{rng.integers(size // 2, size)}"))
    return found


def _counts(reads, rng):
    return {name: int(rng.integers(1, 1000)) if reads[name] else 0 for name in reads}


def _wired(size, rng):
    """A network of `size` layers, each reading one to three of those before it, told in any order."""
    reads = {"layer0": []}
    for number in range(1, size):
        sources = rng.choice(number, min(number, int(rng.integers(1, 4))), replace=False)
        reads[f"layer{number}"] = [f"layer{source}" for source in sources]
    return {name: reads[name] for name in rng.permutation(list(reads)).tolist()}


def _steps(reads, start, followed=lambda sources: sources):
    """Every layer that is met on the way back from `start`, as often as it is met."""
    met = [start]
    for name in met:
        met += followed(reads[name])
    return met


def total(reads, parameters, output):
    """Return how many parameters the output depends on: its own, and those of all layers it reads, and so
    on."""
    return sum(parameters[name] for name in set(_steps(reads, output)))


def _counted(chosen):
    """`total`, but of the layers that chosen(reads, output) gives."""
    return lambda reads, parameters, output: sum(parameters[name] for name in chosen(reads, output))


def _read_by_some(reads, output):
    return {output}.union(*reads.values())


def _down_to(reads, output):
    names = list(reads)
    return names[: names.index(output) + 1]


MISTAKES = [  # (the count with the mistake, the message that names it)
    (
        _counted(lambda reads, output: reads),
        "It counts every layer. Leave out those that the output doesn't depend on.",
    ),
    (_counted(lambda reads, output: [output]), "It counts the output layer alone, not what that reads."),
    (
        _counted(lambda reads, output: [output, *reads[output]]),
        "It goes back one step only. The layers that the output reads have read others.",
    ),
    (
        _counted(lambda reads, output: reads[output]),
        "It counts what the output reads directly. Add the output itself, and go on from layer to layer.",
    ),
    (
        _counted(lambda reads, output: set(reads) - set(_steps(reads, output))),
        "These are the parameters the output does not depend on. The others are asked for.",
    ),
    (
        _counted(lambda reads, output: set(_steps(reads, output)) - {output}),
        "It leaves out the output layer's own parameters.",
    ),
    (
        _counted(_steps),
        "A layer that is met on two ways back has its parameters only once. Remember where you have been.",
    ),
    (
        _counted(lambda reads, output: set(_steps(reads, output, lambda sources: sources[:1]))),
        "It follows only the first of the layers that a layer reads. There may be several.",
    ),
    (
        _counted(lambda reads, output: set(_steps(reads, output, lambda sources: sources[-1:]))),
        "It follows only the last of the layers that a layer reads. There may be several.",
    ),
    (
        _counted(_read_by_some),
        "It counts a layer as soon as any other reads it. But is that other one ever read on the way to the "
        "output?",
    ),
    (
        _counted(_down_to),
        "It counts all that is written above the output. What matters is who reads whom, not the order.",
    ),
    (
        lambda reads, parameters, output: len(set(_steps(reads, output))),
        "It counts layers. Add up how many parameters each of them has.",
    ),
]
