"""Every check meets its reference solution, plausible wrong answers, and answers that aren't ready."""

import re

import h5py
import jupytext
import numpy as np
import pytest
import wrong_answers

from course import catalogue
from utils import checks


def solutions():
    """Return {check's name: the reference solution}, as the lessons have it, in the order of the course."""
    found = {}
    for path in catalogue.lessons():
        for cell in jupytext.read(path).cells:
            if "exercise" not in cell.metadata.get("tags", []):
                continue
            definition, call = re.fullmatch(
                r"(.*)^checks\.(\w+)\((\w+)\)\s*", cell.source, re.S | re.M
            ).groups()[:2]
            names = {"np": np, "h5py": h5py}
            exec(definition, names)
            name = re.search(r"^def (\w+)", definition, re.M)[1]
            found[call] = names[name]
    return found


SOLUTIONS = solutions()
WRONG = {
    "accuracy": [
        (lambda p, a: sum(p == a), "counts the right answers"),
        (lambda p, a: np.mean(p == a) * 100, "percentage"),
        (lambda p, a: 1 - np.mean(p == a), "error rate"),
        (lambda p, a: p == a, "an answer for each digit"),
        (lambda p, a: abs(p - a).mean(), "subtracts"),
        (lambda p, a: (p == a).all(), "all answers are right"),
        (lambda p, a: round(np.mean(p == a)), "For ("),
        (lambda p, a: "0.75", "For ("),
    ],
    "prepare": [
        (lambda x: x.reshape(-1, 784), "go to 255"),
        (lambda x: x / 255, "still a square"),
        (lambda x: (x.reshape(-1, 784) / 255).T, "changed places"),
        (lambda x: np.array([image.T.ravel() for image in x]) / 255, "columns end to end"),
        (lambda x: x.ravel() / 255, "one long row"),
        (lambda x: x.reshape(-1, 784) // 255, "//"),
        (lambda x: x.reshape(-1, 784) / 256, "256"),
        (lambda x: x.reshape(60000, 784) / 255, "stopped on"),
        (lambda x: x[:1].reshape(1, 784) / 255, "For ("),
    ],
    "dense_parameters": [
        (lambda inputs, units: inputs * units, "weights only"),
        (lambda inputs, units: inputs * (units + 1), "gives each input a bias"),
        (lambda inputs, units: inputs * units + 1, "one bias for the whole layer"),
        (lambda inputs, units: inputs + units, "adds inputs and units"),
        (lambda inputs, units: inputs * units + inputs + units, "inputs and units both"),
        (lambda inputs, units: 200960, "For ("),
        (lambda inputs: inputs, "stopped on"),
    ],
    "conv_parameters": [
        (lambda kernel, channels, filters: kernel**2 * channels * filters, "weights only"),
        (lambda kernel, channels, filters: kernel * channels * filters + filters, "square"),
        (lambda kernel, channels, filters: kernel**2 * filters + filters, "channel that comes in"),
        (lambda kernel, channels, filters: (kernel**2 + 1) * channels * filters, "each channel a bias"),
        (lambda kernel, channels, filters: kernel**2 * channels * filters + 1, "one bias for the whole"),
        (lambda kernel, channels, filters: kernel**2 * channels + 1, "counts one filter"),
        (lambda kernel, channels, filters: 28 * 28 * kernel**2 * filters, "For ("),
    ],
    "conv2d": wrong_answers.conv2d.ATTEMPTS,
    "dead_logits": wrong_answers.dead_logits.ATTEMPTS,
    "max_pool": wrong_answers.max_pool.ATTEMPTS,
    "early_stopping": wrong_answers.early_stopping.ATTEMPTS,
    "parameters_in": wrong_answers.parameters_in.ATTEMPTS,
    "interval": wrong_answers.interval.ATTEMPTS,
    "parameters_reached": wrong_answers.parameters_reached.ATTEMPTS,
    "pick_rate": wrong_answers.pick_rate.ATTEMPTS,
    "macro_recall": wrong_answers.macro_recall.ATTEMPTS,
    "stratified_split": wrong_answers.stratified_split.ATTEMPTS,
    "read_line": wrong_answers.read_line.ATTEMPTS,
}


def test_every_check_has_its_exercise_and_its_wrong_answers():
    assert set(SOLUTIONS) == set(WRONG)


@pytest.mark.parametrize("name", SOLUTIONS)
def test_the_reference_solution_is_right(name):
    answer = getattr(checks, name)(SOLUTIONS[name])
    assert answer.state == "right" and str(answer).startswith("Right.")


@pytest.mark.parametrize(
    ("name", "attempt", "says"), [(n, a, s) for n, all_ in WRONG.items() for a, s in all_]
)
def test_a_wrong_answer_is_told_its_mistake(name, attempt, says):
    answer = getattr(checks, name)(attempt)
    assert answer.state == "wrong" and says in answer.message
    assert str(answer).startswith("Not yet.") and len(answer.message) < 250 and "\n" not in answer.message


@pytest.mark.parametrize("name", WRONG)
def test_wrong_answers_get_messages_of_their_own(name):
    messages = [getattr(checks, name)(attempt).message for attempt, says in WRONG[name] if says != "For ("]
    assert len(set(messages)) == len(messages)


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("untouched", [lambda *_: None, lambda *_: ..., None, ...])
def test_an_untouched_exercise_is_not_tried_yet(name, untouched):
    assert getattr(checks, name)(untouched).state == "untried"


class Awkward:
    """A value that refuses to be compared, converted or shown."""

    def __array__(self, *_, **__):
        raise RuntimeError("no array")

    def __repr__(self):
        raise RuntimeError("no words")


HALF_DONE = [
    lambda *_: 1 / 0,
    lambda *_: [[1, 2], [3]],
    lambda *_: "half",
    lambda *_: {},
    lambda *_: np.array(["a", "b"]),
    lambda *_: np.zeros((0, 784)),
    lambda *_: float("nan"),
    lambda *_: np.array([object()] * 9),
    lambda *_: Awkward(),
    lambda: 3,
    3,
    "text",
    Awkward(),
]


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("attempt", HALF_DONE, ids=range(len(HALF_DONE)))
def test_a_half_done_answer_gets_words_and_no_traceback(name, attempt):
    answer = getattr(checks, name)(attempt)
    assert answer.state == "wrong" and answer.message


def test_a_check_protects_its_inputs():
    def spoils(images):
        images[:] = 0
        return images.reshape(len(images), 784) / 255

    assert checks.prepare(spoils).state == "wrong"


def test_a_check_protects_its_lists():
    def sorts(losses, patience):
        losses.sort(reverse=True)
        return len(losses), len(losses)

    assert checks.early_stopping(sorts).state == "wrong"
