"""Random legal inputs to the exercises, other than those that the exercises try."""

from collections.abc import Callable

import numpy as np

from utils.exercises import conv2d, parameters_in
from utils.exercises.exercise import Arguments

Draw = Callable[[np.random.Generator], list[Arguments]]  # some tuples of arguments, to be tried one by one


def _size(rng: np.random.Generator, low: int, high: int) -> int:
    return int(rng.integers(low, high + 1))


def _labels(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return (predicted, actual), int (n,), n from 1 to 1000."""
    n = int(10 ** rng.uniform(0, 3))
    actual = rng.integers(0, _size(rng, 1, 10), n)
    return np.where(rng.random(n) < rng.random(), actual, rng.integers(0, 10, n)), actual


def _losses(rng: np.random.Generator, length: int) -> list[float]:
    """Return losses, with ties among them, on one of many scales, as they are or rounded."""
    losses = rng.uniform(0, 1, length) * 10.0 ** rng.integers(-3, 4)
    return np.round(losses, _size(rng, 1, 8)).tolist()


def _accuracy(rng: np.random.Generator) -> list[Arguments]:
    return [_labels(rng)]


def _conv2d(rng: np.random.Generator) -> list[Arguments]:
    """Few binary digits, so that adding in another order than Keras gives the same sum."""
    kernel = (rng.integers(-512, 513, (_size(rng, 1, 5), _size(rng, 1, 5))) / 256).astype("float32")
    height, width = (_size(rng, side, 12) for side in kernel.shape)
    image = (rng.integers(-36, 37, (height, width)) * 2.0 ** rng.integers(-6, 7)).astype("float32")
    return [(image, kernel, _size(rng, 1, 4), str(rng.choice(["valid", "same"])))]


def _dead_logits(rng: np.random.Generator) -> list[Arguments]:
    shape = (_size(rng, 1, 40), _size(rng, 1, 20))
    logits = rng.normal(rng.normal(-1, 2, shape[1]), 1, shape) * 10.0 ** rng.integers(-4, 2)
    return [(np.where(rng.random(shape) < 0.2, 0, logits),)]


def _early_stopping(rng: np.random.Generator) -> list[Arguments]:
    return [(_losses(rng, _size(rng, 1, 20)), _size(rng, 1, 6))]


def _interval(rng: np.random.Generator) -> list[Arguments]:
    n = int(10 ** rng.uniform(0, 5))
    return [(_size(rng, 0, n), n)]


def _max_pool(rng: np.random.Generator) -> list[Arguments]:
    size = _size(rng, 1, 5)
    picture = rng.normal(rng.normal(0, 2), 1, (_size(rng, size, 14), _size(rng, size, 14)))
    return [(picture * 10.0 ** rng.integers(-3, 4), size, _size(rng, 1, 5))]


def _output_size(rng: np.random.Generator) -> list[Arguments]:
    kernel = _size(rng, 1, 12)
    padding = str(rng.choice(["valid", "same"]))
    return [(_size(rng, kernel, 300), kernel, _size(rng, 1, 12), padding)]


def _parameters_in(rng: np.random.Generator) -> list[Arguments]:
    """Add a file to those that the exercise writes, and return its path."""
    groups = {f"layers/layer_{n}": _arrays(rng) for n in range(_size(rng, 1, 3))}
    if rng.random() < 0.5:
        groups[f"layers/inner{'/layers/inner' * _size(rng, 0, 2)}/layers/dense"] = _arrays(rng)
    if rng.random() < 0.5:
        groups["optimizer"] = _arrays(rng)
    path = f"legal_{len(parameters_in.FILES)}.weights.h5"
    parameters_in.FILES[path] = groups
    return [(path,)]


def _arrays(rng: np.random.Generator) -> list[tuple[int, ...]]:
    return [tuple(rng.integers(1, 6, _size(rng, 0, 4)).tolist()) for _ in range(_size(rng, 0, 3))]


def _parameters_reached(rng: np.random.Generator) -> list[Arguments]:
    size = _size(rng, 1, 10)
    names = [f"layer{n}" for n in range(size)]
    reads = {
        name: rng.choice(names[:n], _size(rng, 1, min(n, 3)), replace=False).tolist() if n else []
        for n, name in enumerate(names)
    }
    counts = {name: _size(rng, 0, 5) * _size(rng, 0, 100) for name in names}
    order = rng.permutation(names).tolist()
    return [({name: reads[name] for name in order}, counts, str(rng.choice(names)))]


def _pick_rate(rng: np.random.Generator) -> list[Arguments]:
    length = _size(rng, 1, 20)
    losses = rng.uniform(0, 3, length).round(_size(rng, 1, 4))
    losses[0] = losses[0] + 1
    wild = rng.random(length) < 0.1
    losses[1:][wild[1:]] = rng.choice([np.nan, np.inf, 1e-9, 2 * losses[0]], wild[1:].sum())
    rates = np.geomspace(10.0 ** rng.uniform(-6, -2), 10.0 ** rng.uniform(-1, 3), length)
    return [(rates.tolist(), losses.tolist())]


def _read_line(rng: np.random.Generator) -> list[Arguments]:
    boxes, end, space = [], 0, _size(rng, 0, 9)
    for _ in range(_size(rng, 0, 9)):
        left = max(end + int(rng.integers(-4, 2 * space + 4)), 0)
        end = left + _size(rng, 1, 12)
        boxes.append((left, end, _size(rng, 0, 9)))
    return [([boxes[place] for place in rng.permutation(len(boxes))], space)]


def _stratified_split(rng: np.random.Generator) -> list[Arguments]:
    """Three times the same labels, as the exercise has them: one class is very small, and no share of a class
    ends in .5."""
    sizes, share = rng.integers(3, 80, _size(rng, 2, 10)), float(rng.choice([0.13, 0.17, 0.23, 0.31, 0.41]))
    sizes[0] = 2
    sizes = sizes + (np.abs(share * sizes % 1 - 0.5) < 1e-6)
    labels = rng.permutation(np.repeat(rng.choice(60, len(sizes), replace=False), sizes)).astype(np.uint8)
    return [(labels, share, np.random.default_rng(seed)) for seed in (1, 1, 2)]


def _cross_entropy(rng: np.random.Generator) -> list[Arguments]:
    beliefs = rng.dirichlet(np.full(10, rng.uniform(0.5, 3)))
    return [(beliefs, _size(rng, 0, 9))]


def _roll(rng: np.random.Generator) -> list[Arguments]:
    steepness, bottom, start = rng.uniform(0.5, 8), *rng.normal(0, 3, 2)
    rate, momentum = rng.uniform(0.01, 0.3), rng.choice([0, rng.random()])
    return [(lambda weight: steepness * (weight - bottom), start, rate, momentum, _size(rng, 0, 6))]


def _counts(*highest: int) -> Draw:
    return lambda rng: [tuple(_size(rng, 1, high) for high in highest)]


LEGAL: dict[str, Draw] = {
    "accuracy": _accuracy,
    "conv2d": _conv2d,
    "conv_parameters": _counts(9, 300, 300),
    "cross_entropy": _cross_entropy,
    "dead_logits": _dead_logits,
    "dense_parameters": _counts(1000, 1000),
    "early_stopping": _early_stopping,
    "interval": _interval,
    "macro_recall": _accuracy,
    "max_pool": _max_pool,
    "output_size": _output_size,
    "parameters_in": _parameters_in,
    "parameters_reached": _parameters_reached,
    "pick_rate": _pick_rate,
    "read_line": _read_line,
    "roll": _roll,
    "stratified_split": _stratified_split,
}
REFERENCES = {"conv2d": conv2d.convolve}  # Keras isn't source code to mutate
