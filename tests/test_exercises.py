"""Every exercise meets right answers, plausible wrong ones, and answers that aren't ready."""

import contextlib
import functools
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import wrong_answers
from benchmarks import bench_mutants
from right_answers import RIGHT
from solutions import SOLUTIONS

from utils import exercises
from utils.exercises import parameters_in
from utils.exercises.exercise import Answer, Exercise, agree

NAMES = exercises.names()
SAMPLED = 23  # one of so many mutants is tried
WRONG = [(name, place) for name in NAMES for place in range(len(wrong_answers.ATTEMPTS.get(name, [])))]


@functools.cache
def answer_to(name: str, place: int) -> Answer:
    """Return what the exercise answers to the wrong answer at this place."""
    return exercises.check(name, wrong_answers.ATTEMPTS[name][place][0])


def test_every_exercise_has_its_lesson_and_its_wrong_answers():
    assert NAMES == sorted(SOLUTIONS) == sorted(wrong_answers.ATTEMPTS)


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_in_the_lesson_is_right(name):
    answer = exercises.check(name, SOLUTIONS[name])
    assert answer.state == "right" and str(answer).startswith("Right.") and "{" not in answer.message


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_is_right(name):
    reference = exercises.load(name).reference
    assert reference is None or exercises.check(name, reference).state == "right"


@pytest.mark.parametrize(
    ("name", "attempt"), [(n, f) for n, _, f in RIGHT], ids=[f"{n}: {s}" for n, s, _ in RIGHT]
)
def test_a_right_answer_may_have_any_style(name, attempt):
    answer = exercises.check(name, attempt)
    assert answer.state == "right", answer


@pytest.mark.parametrize("name", NAMES)
def test_mutants_are_told_from_the_right_answer(name, monkeypatch):
    """A sample of what tests/benchmarks/bench_mutants.py tries in full."""
    monkeypatch.setattr(parameters_in, "FILES", dict(parameters_in.FILES))  # others are added
    count, _, survivors = bench_mutants.campaign(name, every=SAMPLED, tries=40)
    assert count > 2 and not survivors


@pytest.mark.parametrize(
    ("answer", "asked", "same"),
    [
        (200960.0, 200960, True),
        (200961, 200960, False),
        (np.float32(0.1), 0.1, True),
        (0.1001, 0.1, False),
        ("0.5", 0.5, True),
        (0.5 + 0j, 0.5, False),
        ([0.5], 0.5, False),
        (float("nan"), 0.5, False),
        ([Ellipsis], [0.5], False),
    ],
)
def test_whole_numbers_agree_exactly_and_others_to_the_precision_of_float32(answer, asked, same):
    assert agree(answer, asked) is same


@pytest.mark.parametrize(("name", "place"), WRONG)
def test_a_wrong_answer_is_told_its_mistake(name, place):
    answer, says = answer_to(name, place), wrong_answers.ATTEMPTS[name][place][1]
    assert answer.state == "wrong" and says in answer.message
    assert str(answer).startswith("Not yet.") and len(answer.message) < 250 and "\n" not in answer.message


@pytest.mark.parametrize("name", NAMES)
def test_every_mistake_is_named_to_one_wrong_answer(name):
    exercise = exercises.load(name)
    known = [message for _, message in (*exercise.mistakes, *exercise.faults)]
    told = [answer_to(name, place).message for place in range(len(wrong_answers.ATTEMPTS[name]))]
    assert known, "an exercise knows some mistakes"
    assert {message: told.count(message) for message in known} == dict.fromkeys(known, 1)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("untouched", [lambda *_: None, lambda *_: ..., None, ...])
def test_an_untouched_exercise_is_not_tried_yet(name, untouched):
    assert exercises.check(name, untouched).state == "untried"


class Awkward:
    """A value that refuses to be compared, converted or shown."""

    def __array__(self, *_: Any, **__: Any) -> np.ndarray:
        raise RuntimeError("no array")

    def __repr__(self) -> str:
        raise RuntimeError("no words")


class AwkwardError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


def raises(error: Exception) -> Callable[..., Any]:
    def attempt(*_: Any) -> Any:
        raise error

    return attempt


HALF_DONE = [
    lambda *_: 1 / 0,
    lambda *_: [[1, 2], [3]],
    lambda *_: "half",
    lambda *_: {},
    lambda *_: np.array(["a", "b"]),
    lambda *_: np.zeros((0, 784)),
    lambda *_: float("nan"),
    lambda *_: np.array([object()] * 9),
    lambda *_: (np.zeros(3, int), None),
    lambda *_: Awkward(),
    lambda *_: map(str, "ab"),
    lambda: 3,
    raises(AwkwardError()),
    raises(ValueError("much " * 1000)),
    3,
    "text",
    Awkward(),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("attempt", HALF_DONE, ids=range(len(HALF_DONE)))
def test_a_half_done_answer_gets_words_and_no_traceback(name, attempt):
    answer = exercises.check(name, attempt)
    assert answer.state == "wrong" and 0 < len(answer.message) < 400


def test_the_arrays_of_an_exercise_are_protected():
    def spoils(predicted, actual):
        actual[:] = predicted
        return np.mean(predicted == actual)

    assert exercises.check("accuracy", spoils).state == "wrong"


def test_the_lists_of_an_exercise_are_protected():
    def keeps_one(losses, patience):
        losses[:] = [1.0]
        return 1, 1

    assert exercises.check("early_stopping", keeps_one).state == "wrong"


def test_a_split_that_hides_no_class_but_rounds_its_own_way_is_not_called_a_permutation():
    from sklearn.model_selection import train_test_split

    def stratify(labels, share, rng):
        places, seed = np.arange(len(labels)), int(rng.integers(1000))
        return train_test_split(places, test_size=share, stratify=labels, random_state=seed)

    assert "numbers by class" in exercises.check("stratified_split", stratify).message


@pytest.mark.parametrize("name", ["convd2", "exercise", "__init__", "np"])
def test_an_unknown_name_is_told_the_names_there_are(name):
    with pytest.raises(ValueError) as error:
        exercises.check(name, len)
    sentence = str(error.value)
    assert sentence.startswith(f"There is no exercise '{name}'. There are: accuracy, conv2d,")
    assert all(known in sentence for known in NAMES)


def test_a_new_file_is_an_exercise(tmp_path, monkeypatch):
    (tmp_path / "double.py").write_text(
        "from utils.exercises.exercise import Exercise\n"
        "EXERCISE = Exercise(reference=lambda x: 2 * x, inputs=lambda: [(1,), (3,)], praise='{tries} tried.')\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(exercises, "__path__", [*exercises.__path__, str(tmp_path)])
    assert set(exercises.names()) == {*NAMES, "double"}
    assert str(exercises.check("double", lambda x: x + x)) == "Right. 2 tried."
    assert str(exercises.check("double", lambda x: x + 1)) == "Not yet. For (3) it gives 4, not 6."


def test_nothing_loads_keras_until_an_exercise_compares_with_it():
    script = (
        "import sys; from utils import exercises\n"
        "loaded = [exercises.load(name).inputs() for name in exercises.names()]\n"
        "print(len(loaded), {'keras', 'tensorflow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.split() == [str(len(NAMES)), "set()"], done.stderr


ORDER: list[str] = []


@contextlib.contextmanager
def noted() -> Iterator[None]:
    ORDER.append("in")
    yield
    ORDER.append("out")


def test_faults_are_looked_for_in_their_order_and_before_the_context_ends():
    ORDER.clear()
    exercise = Exercise(
        inputs=lambda: [(1,), (2,)],
        faults=[
            (lambda inputs, answers: sum(answers) != 3, "The sum is off."),
            (lambda inputs, answers: ORDER.append("looked") or answers[0] != 1, "The first one is off."),
        ],
        praise="Fine.",
        around=noted,
    )
    assert str(exercise.check(lambda x: x)) == "Right. Fine."
    assert ORDER == ["in", "looked", "out"]
    assert exercise.check(lambda x: 0).message == "The sum is off."
    assert exercise.check(lambda x: 3 - x).message == "The first one is off."
