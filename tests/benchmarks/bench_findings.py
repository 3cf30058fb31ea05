"""How often findings err, on simulated lessons whose truth is known. Run by hand:

    python tests/benchmarks/bench_findings.py [LESSONS]

A lesson has eight effects, each drawn with the seeds. Printed for each distribution of the draws and 10 and 20
seeds: how often all eight true means lie in their intervals together (asked: 98.5 % for normal draws); how often
a lesson without any effect has a "raises" or "lowers" (asked: at most 1 %); how often an effect of twice `matters`
is told not to matter (asked: at most 1 %); how many of the effects that aren't there are told so.
"""

import itertools
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from utils.trial import effects
from utils.trial.evidence import Evidence
from utils.trial.question import Question

EFFECTS = 8
MATTERS = (0.1, 0.5, 1.5)  # in standard deviations of one run's effect

# Each gives draws of the asked shape with mean 0 and standard deviation 1.
DRAWS: dict[str, Callable[[np.random.Generator, tuple[int, int]], np.ndarray]] = {
    "normal": lambda rng, shape: rng.normal(size=shape),
    "skewed": lambda rng, shape: rng.exponential(size=shape) - 1,
    "two-humped": lambda rng, shape: (
        rng.choice([-0.95, 0.95], shape) + rng.normal(0, np.sqrt(1 - 0.95**2), shape)
    ),
    "discrete": lambda rng, shape: (rng.binomial(10, 0.1, shape) - 1) / np.sqrt(0.9),
}


def simulate(
    name: str, runs: int, lessons: int, rng: np.random.Generator, matters: float = MATTERS[0]
) -> dict[str, float]:
    """Return the four shares (0 to 1) over so many simulated lessons with draws called `name`."""
    covered = found = missed = cleared = 0
    for _ in range(lessons):
        draws = DRAWS[name](rng, (EFFECTS, runs))
        # The same draws serve three truths: no effect, and one of twice `matters`, up or down.
        judged = _judged(draws, matters)
        covered += all(effect.low <= 0 <= effect.high for effect in judged)
        found += any(effect.finding in (effects.RAISES, effects.LOWERS) for effect in judged)
        cleared += sum(effect.finding == effects.NO_MATTER for effect in judged) / EFFECTS
        moved = _judged(draws + 2 * matters * np.resize([1, -1], (EFFECTS, 1)), matters)
        missed += sum(effect.finding == effects.NO_MATTER for effect in moved) / EFFECTS
    shares = covered / lessons, found / lessons, missed / lessons, cleared / lessons
    return dict(
        zip(
            ("all covered", "found without effect", "missed at twice matters", "cleared"), shares, strict=True
        )
    )


def _judged(draws: np.ndarray, matters: float) -> list[effects.Effect]:
    arms = {f"arm {number}": row.tolist() for number, row in enumerate(draws)}
    question = Question("Does it?", "measure", 0.0, matters)
    question.not_proven(*arms)
    seeds = tuple(range(draws.shape[1]))
    return effects.effects([question], Evidence("00", "mnist", seeds, {"measure": arms}, {}, frozenset()))


def main(lessons: int) -> None:
    """Print a row for each distribution and number of seeds."""
    rng = np.random.default_rng(1)
    print(f"{lessons} lessons of {EFFECTS} effects each")
    for name, runs, matters in itertools.product(DRAWS, (10, 20), MATTERS):
        told = simulate(name, runs, lessons, rng, matters)
        shares = "  ".join(f"{what}: {share:.2%}" for what, share in told.items())
        print(f"{name:11} {runs:3} seeds, ruler {matters}:  {shares}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20000)
