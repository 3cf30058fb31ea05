"""Lesson 01: roll(slope, start, rate, momentum, steps), a function and four numbers, to the last weight."""

from collections.abc import Callable

from utils.exercises.exercise import Arguments, Exercise, Mistake

Slope = Callable[[float], float]


def reference(slope: Slope, start: float, rate: float, momentum: float, steps: int) -> float:
    """Return the weight after so many steps of gradient descent with momentum."""
    weight, step = start, 0.0
    for _ in range(steps):
        step = momentum * step - rate * slope(weight)
        weight = weight + step
    return weight


def inputs() -> list[Arguments]:
    """Return tuples (slope, start, rate, momentum, steps), the fewest steps first: valleys with their bottoms at
    several places, one that isn't a parabola, without momentum, without a step, with a rate that escapes."""
    found: list[Arguments] = []
    for steps in (1, 2, 0, 3, 8):
        for bottom, start in ((0.0, 1.0), (3.0, 0.5), (-2.0, 4.0)):
            for rate, momentum in ((0.05, 0.8), (0.2, 0.5), (0.3, 0.9), (0.1, 0.0)):
                found.append((_parabola(bottom), start, rate, momentum, steps))
        found.append((lambda weight: weight / (1 + abs(weight)), 1.5, 0.3, 0.7, steps))
    return found


def _parabola(bottom: float) -> Slope:
    return lambda weight: 8 * (weight - bottom)


def _walk(
    slope: Slope,
    start: float,
    steps: int,
    next_step: Callable[[float, float], float],
) -> float:
    """Return the last weight, where each step is next_step(the step before, the slope here)."""
    weight, step = start, 0.0
    for _ in range(steps):
        step = next_step(step, slope(weight))
        weight = weight + step
    return weight


MISTAKES: list[Mistake] = [
    (
        lambda s, w, r, m, n: _walk(s, w, n, lambda step, here: m * step + r * here),
        "It steps with the slope, uphill. Subtract.",
    ),
    (
        lambda s, w, r, m, n: _walk(s, w, n, lambda step, here: -r * here),
        "That is plain descent: the step before is forgotten. Keep `momentum` times it.",
    ),
    (
        lambda s, w, r, m, n: _walk(s, w, n, lambda step, here: step - r * here),
        "It keeps the whole step before. Keep `momentum` times it.",
    ),
    (
        lambda s, w, r, m, n: _walk(s, w, n, lambda step, here: m * step - (1 - m) * r * here),
        "It takes less than the rate says. The new part is `rate` times the slope, whatever the momentum.",
    ),
    (
        lambda s, w, r, m, n: _walk(s, w, n, lambda step, here: m * step - here),
        "It steps by the whole slope. Multiply it by the rate.",
    ),
    (
        lambda s, w, r, m, n: _walk(s, w, n, lambda step, here: r * (m * step - here)),
        "It multiplies the step before by the rate, too. Only the slope is.",
    ),
    (
        lambda s, w, r, m, n: _walk(s, w, n, lambda step, here: m * (step - r * here)),
        "It multiplies the new part by the momentum, too. Only the step before is.",
    ),
    (
        lambda s, w, r, m, n: _walk(s, w, n, lambda step, here: m * step - r * s(w)),
        "It uses the slope at the start for every step. Ask for the slope anew, where you stand.",
    ),
    (
        lambda s, w, r, m, n: _walk(s, w, n + 1, lambda step, here: m * step - r * here),
        "It takes one step too many. How often does the loop run?",
    ),
    (
        lambda s, w, r, m, n: _walk(s, w, max(n - 1, 0), lambda step, here: m * step - r * here),
        "It takes one step too few. How often does the loop run?",
    ),
    (
        lambda s, w, r, m, n: _walk(s, w, min(n, 1), lambda step, here: -r * here),
        "It stops after one step. Does the return stand within the loop?",
    ),
    (
        lambda s, w, r, m, n: _walk(s, 0.0, n, lambda step, here: m * step - r * here),
        "It starts at 0. Start at `start`.",
    ),
]

EXERCISE = Exercise(
    reference=reference,
    inputs=inputs,
    mistakes=MISTAKES,
    praise="Tried on {tries} walks. You have written an optimiser.",
)
