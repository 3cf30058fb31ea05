"""How many small mistakes each exercise notices. Run by hand, with the names of exercises or for all:

    nice python3 tests/benchmarks/bench_mutants.py roll max_pool

in the project's environment. All mutants of the lesson's solution and of the reference are handed to the check.
One that it takes for right is tried on random legal inputs: it either is an equivalent way to write the function,
or a survivor, a hole in the check. It prints the counts and the survivors; with 5 % of survivors it fails.
"""

import ast
import inspect
import itertools
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import mutants  # noqa: E402 - lies in tests/
import solutions  # noqa: E402

from benchmarks.legal_inputs import LEGAL, REFERENCES  # noqa: E402
from utils import exercises  # noqa: E402
from utils.exercises.exercise import Exercise  # noqa: E402

TRIES = 300  # draws of legal inputs for a mutant that the check takes for right

REASONS = [  # (what is in the label, why such a mutant is equivalent where no legal input tells it apart)
    (r" round\(…|astype\(", "the right answers are numbers which that leaves as they are"),
    (r" abs\(…\)| not (below|above) ", "no right answer lies there"),
    (r"improves\(|answer\(|edge|pulled|shrunk", "a step that only usual mistakes need"),
    (r"", "the same function, written otherwise"),
]


def reason(label: str) -> str:
    """Return why an equivalent mutant is one."""
    return next(why for pattern, why in REASONS if re.search(pattern, label))


def reference_source(function: Callable[..., Any]) -> str:
    """Return the source of a reference and of all functions of its module that it needs."""
    module = inspect.getmodule(function)
    wanted = [function]
    for one in wanted:
        nodes = list(ast.walk(ast.parse(inspect.getsource(one))))
        names = dict.fromkeys(node.id for node in nodes if isinstance(node, ast.Name))
        own = {node.arg for node in nodes if isinstance(node, ast.arg)}
        needed = [vars(module)[name] for name in names if name in vars(module) and name not in own]
        wanted += [
            f for f in needed if inspect.isfunction(f) and inspect.getmodule(f) is module and f not in wanted
        ]
    return "\n".join(map(inspect.getsource, reversed(dict.fromkeys(wanted))))


def all_mutants(name: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield (label, mutant) of the solution, then of the reference."""
    solution = solutions.SOURCES[name]
    given = solutions.GIVEN
    for label, mutant in mutants.functions(solution, name, given):
        yield f"solution:  {label}", mutant
    reference = REFERENCES.get(name, exercises.load(name).reference)
    if reference:
        given = vars(inspect.getmodule(reference))
        for label, mutant in mutants.functions(reference_source(reference), reference.__name__, given):
            yield f"reference: {label}", mutant


def with_known_answers(exercise: Exercise, inputs: list[Any]) -> Exercise:
    """Return the exercise on these inputs, with each answer of the reference worked out only once."""
    if exercise.reference is None:
        return replace(exercise, inputs=lambda: inputs)
    with exercise.around():
        answers = [exercise.reference(*arguments) for arguments in inputs]
    turn = itertools.cycle(answers)  # a check asks for all of them, in order
    return replace(exercise, inputs=lambda: inputs, reference=lambda *_: next(turn), mistakes=())


def is_right(exercise: Exercise, mutant: Callable[..., Any]) -> bool:
    with warnings.catch_warnings(action="ignore"):
        return exercise.check(mutant).state == "right"


def campaign(name: str, every: int = 1, tries: int = TRIES) -> tuple[int, list[str], list[str]]:
    """Return how many mutants were tried, the labels of the equivalent ones and those of the survivors: of
    `every` so many mutants one, with so many draws of legal inputs."""
    exercise = exercises.load(name)
    tried = with_known_answers(exercise, exercise.inputs())
    rng = np.random.default_rng(1)
    elsewhere = with_known_answers(exercise, [a for _ in range(tries) for a in LEGAL[name](rng)])
    assert is_right(elsewhere, solutions.SOLUTIONS[name]), "the random inputs are legal"
    found = list(itertools.islice(all_mutants(name), 0, None, every))
    accepted = [(label, mutant) for label, mutant in found if is_right(tried, mutant)]
    equivalent = [label for label, mutant in accepted if is_right(elsewhere, mutant)]
    return len(found), equivalent, [label for label, _ in accepted if label not in equivalent]


def main(names: list[str]) -> int:
    holes = 0
    print(f"{'exercise':20}{'mutants':>8}{'rejected':>9}{'equivalent':>11}{'survivors':>10}")
    for name in names or exercises.names():
        count, equivalent, survivors = campaign(name)
        rejected = count - len(equivalent) - len(survivors)
        print(f"{name:20}{count:8}{rejected:9}{len(equivalent):11}{len(survivors):10}", flush=True)
        for why, labels in itertools.groupby(sorted(equivalent, key=reason), key=reason):
            print(f"    equivalent, {why}:", *labels, sep="\n        ")
        if survivors:
            print("    SURVIVORS:", *survivors, sep="\n        ", flush=True)
        holes += len(survivors) > 0.05 * (rejected + len(survivors))
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
