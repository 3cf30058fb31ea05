"""Lesson 11: parameters_reached(reads, parameters, output), {layer: [the layers it reads]}, {layer: the count of
its parameters} and the name of a layer, to the count of all parameters that this layer depends on."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from utils.exercises.exercise import Arguments, Exercise, Mistake

Reads = dict[str, list[str]]

WIRINGS: list[tuple[Reads, str]] = [  # (what each layer reads, the output)
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


UNEQUAL = range(1, 1000)
ALIKE = (0, 0, 10, 640, 640)  # some layers have equally many parameters; Flatten, say, has none


def inputs() -> list[Arguments]:
    """Return many tuples (reads, parameters, output), the smallest first: with branches that end nowhere,
    with branches that meet again, in any order, with layers that have equally many parameters, or none."""
    rng = np.random.default_rng(0)
    found: list[Arguments] = [(reads, _counts(reads, rng, UNEQUAL), output) for reads, output in WIRINGS]
    for size in (4, 5, 6, 7, 8, 9, 10, 12):
        for choices in (UNEQUAL, UNEQUAL, ALIKE):
            reads = _wired(size, rng)
            found.append((reads, _counts(reads, rng, choices), f"layer{rng.integers(size // 2, size)}"))
    return found


def _counts(reads: Reads, rng: np.random.Generator, choices: Sequence[int]) -> dict[str, int]:
    """Return a count of parameters for each layer, drawn from the choices; 0 for the input."""
    return {name: int(rng.choice(choices)) if reads[name] else 0 for name in reads}


def _wired(size: int, rng: np.random.Generator) -> Reads:
    """Return a network of `size` layers, in any order. Each reads one to three of those before it."""
    reads: Reads = {"layer0": []}
    for number in range(1, size):
        sources = rng.choice(number, min(number, int(rng.integers(1, 4))), replace=False)
        reads[f"layer{number}"] = [f"layer{source}" for source in sources]
    return {name: reads[name] for name in rng.permutation(list(reads)).tolist()}


def _steps(
    reads: Reads, start: str, followed: Callable[[list[str]], list[str]] = lambda sources: sources
) -> list[str]:
    """Return each layer that is met on the ways back from `start`, as often as it is met. `followed` says
    which of the layers that a layer reads are followed."""
    met = [start]
    for name in met:
        met += followed(reads[name])
    return met


def reference(reads: Reads, parameters: dict[str, int], output: str) -> int:
    """Return how many parameters the output depends on: its own, those of the layers it reads, and so on."""
    return sum(parameters[name] for name in set(_steps(reads, output)))


def _counting(chosen: Callable[[Reads, str], Iterable[str]]) -> Callable[[Reads, dict[str, int], str], int]:
    """Return a count like `reference`, but of the layers that chosen(reads, output) gives."""
    return lambda reads, parameters, output: sum(parameters[name] for name in chosen(reads, output))


def _read_by_some(reads: Reads, output: str) -> set[str]:
    return {output}.union(*reads.values())


def _down_to(reads: Reads, output: str) -> list[str]:
    names = list(reads)
    return names[: names.index(output) + 1]


def _up_to_empty_layers(reads: Reads, parameters: dict[str, int], output: str) -> int:
    known = {name: sources if parameters[name] else [] for name, sources in reads.items()}
    return reference(known, parameters, output)


MISTAKES: list[Mistake] = [
    (
        _counting(lambda reads, output: reads),
        "It counts every layer. Leave out those that the output doesn't depend on.",
    ),
    (
        _counting(lambda reads, output: [output]),
        "It counts the output layer alone, not the layers that it reads.",
    ),
    (
        _counting(lambda reads, output: [output, *reads[output]]),
        "It goes back one step only. The layers that the output reads have read others, too.",
    ),
    (
        _counting(lambda reads, output: reads[output]),
        "It counts what the output reads directly. Add the output itself, and go on from layer to layer.",
    ),
    (
        _counting(lambda reads, output: set(reads) - set(_steps(reads, output))),
        "These are the parameters the output does not depend on. The others are asked for.",
    ),
    (
        _counting(lambda reads, output: set(_steps(reads, output)) - {output}),
        "It leaves out the output layer's own parameters.",
    ),
    (
        _counting(_steps),
        "A layer that is met on two ways back counts only once. Remember where you have been.",
    ),
    (
        _counting(lambda reads, output: set(_steps(reads, output, lambda sources: sources[:1]))),
        "It follows only the first of the layers that a layer reads. There may be several.",
    ),
    (
        _counting(lambda reads, output: set(_steps(reads, output, lambda sources: sources[-1:]))),
        "It follows only the last of the layers that a layer reads. There may be several.",
    ),
    (
        _counting(_read_by_some),
        "It counts a layer as soon as any other reads it. But does the output depend on that other one?",
    ),
    (
        _counting(_down_to),
        "It counts all that is written above the output. What matters is who reads whom, not the order.",
    ),
    (
        lambda reads, parameters, output: sum({parameters[name] for name in _steps(reads, output)}),
        "It counts two layers with equally many parameters as one. Keep a set of names, not of counts.",
    ),
    (
        _up_to_empty_layers,
        "It stops at a layer without parameters, such as Flatten. Go on to what that layer reads.",
    ),
    (
        lambda reads, parameters, output: len(set(_steps(reads, output))),
        "It counts layers. Add up how many parameters each of them has.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="Tried on {tries} networks: with dead ends, with branches that meet, in any order.",
)
