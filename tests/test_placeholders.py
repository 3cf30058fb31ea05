"""Numbers in the text: from MNIST's recorded runs, with as many digits as those support."""

import json

import numpy as np
import pytest

from course import settings
from course.publish import placeholders

LESSON = "42_made_up"
RECORDED = {
    "accuracy": {
        "small": [0.9812, 0.9845, 0.9831, 0.9850],
        "large, twice": [0.9862, 0.9840, 0.9881, 0.9900],
        "long": [None, 0.9, None, 0.91],
        "never the same runs": [0.5, None, 0.5, None],
    },
    "loss": {"small": [0.5, 0.7, 0.9, 1.1], "curve": [[1, 0.5], [1, 0.4], [1, 0.3], [1, 0.6]]},
    "best epoch": {"small": [7, 10, 8, 7]},
    "numbers to learn": {"small": [109386] * 4, "half": [0.5] * 4},
    "share of 2,000": {"small": [0.25] * 4},
}


@pytest.fixture(autouse=True)
def evidence(tmp_path, monkeypatch):
    """A clone with evidence for one lesson; the built-in handwriting's differs and must never show."""
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    folder = tmp_path / "course" / "evidence"
    folder.mkdir(parents=True)
    for data, recorded in (("mnist", RECORDED), ("builtin", {"accuracy": {"small": [0.1] * 4}})):
        record = {"lesson": LESSON, "data": data, "seeds": [1, 2, 3, 4], "reported": {}, "timed": []}
        path = folder / f"{LESSON}.{data}.json"
        path.write_text(json.dumps(record | {"recorded": recorded}), encoding="utf-8")


@pytest.mark.parametrize(
    "placeholder, filled",
    [
        ("{{mean: accuracy, small}}", "0.9834"),  # standard error 0.0009
        ("{{ mean:  accuracy,\nlarge, twice }}", "0.987"),  # 0.0013
        ("{{mean: accuracy, long}}", "0.905"),  # 0.005, of two runs
        ("{{mean: loss, small}}", "0.8"),  # 0.13
        ("{{mean: best epoch, small}}", "8"),  # counted
        ("{{mean: numbers to learn, small}}", "109,386"),  # the same in every run
        ("{{mean: numbers to learn, half}}", "0.5"),
        ("{{mean: share of 2,000, small}}", "0.25"),
        ("{{range: accuracy, small}}", "0.981 to 0.985"),  # standard deviation 0.0017
        ("{{range: best epoch, small}}", "7 to 10"),
        ("{{range: numbers to learn, half}}", "0.5"),
        ("{{gap: accuracy, large, twice | accuracy, small}}", "0.004"),  # 0.0015: 0.00363
        ("{{gap: accuracy, small | accuracy, large, twice}}", "−0.004"),
        ("{{gap: accuracy, long | accuracy, small}}", "−0.080"),  # of the two seeds that have both
        ("{{wins: accuracy, large, twice | accuracy, small}}", "3 of 4"),
        ("{{wins: accuracy, small | accuracy, long}}", "2 of 2"),
        ("{{runs}}", "4"),
    ],
)
def test_numbers(placeholder, filled):
    assert placeholders.fill(f"before {placeholder} after", LESSON) == f"before {filled} after"


@pytest.mark.parametrize(
    "mean, standard_error, shown",
    [
        (0.98432, 0.00021, "0.9843"),
        (0.8767, 0.013, "0.88"),
        (0.8767, 0.0096, "0.877"),
        (0.2, 0.04, "0.20"),
        (-0.0004, 0.002, "0.000"),
        (153.44, 1.2, "153"),
        (12345.4, 130.0, "12,300"),
    ],
)
def test_the_last_digit_is_the_first_of_the_standard_error(mean, standard_error, shown):
    values = mean + standard_error * np.sqrt([2, 2]) * [-1, 1] / np.sqrt(2)
    assert values.std(ddof=1) / np.sqrt(2) == pytest.approx(standard_error)
    assert placeholders.mean(values) == shown


@pytest.mark.parametrize("value, shown", [(0.123456, "0.1235"), (1 / 3 + 12, "12.33"), (0, "0"), (1.0, "1")])
def test_a_number_that_all_runs_agree_on_has_four_digits(value, shown):
    assert placeholders.mean(np.full(20, float(value))) == shown
    assert placeholders.mean(np.array([float(value)])) == shown


def test_a_table_of_all_arms_of_a_measure():
    assert placeholders.fill("Look.\n\n{{table: loss}}\n\nSo.", LESSON).splitlines() == [
        "Look.",
        "",
        "| loss | mean | lowest to highest | runs |",
        "| --- | ---: | ---: | ---: |",
        "| small | 0.8 | 0.5 to 1.1 | 4 |",
        "",
        "So.",
    ]


def test_a_table_of_some_arms_in_the_order_given():
    made = placeholders.fill("{{table: accuracy | long |\nlarge, twice}}", LESSON)
    assert made.splitlines()[2:] == [
        "| long | 0.905 | 0.900 to 0.910 | 2 |",
        "| large, twice | 0.987 | 0.984 to 0.990 | 4 |",
    ]


@pytest.mark.parametrize(
    "placeholder, fault",
    [
        ("{{median: accuracy, small}}", "has no form"),
        ("{{mnist mean: accuracy, small}}", "has no form"),
        ("{{mean}}", "names 0 instead of 1"),
        ("{{gap: accuracy, small}}", "names 1 instead of 2"),
        ("{{mean: accuracy}}", "write the measure, a comma and the arm"),
        ("{{mean: accuracy, none}}", '"accuracy, none", which was not recorded'),
        ("{{mean: loss, curve}}", "is a curve"),
        ("{{gap: accuracy, long | accuracy, never the same runs}}", "no run has both"),
        ("{{table}}", "names no measure"),
        ("{{table: nothing}}", 'the measure "nothing", which was not recorded'),
        ("{{table: loss | none}}", '"loss, none", which was not recorded'),
        ("see {{table: loss}}", "a paragraph of its own"),
        ("{{table: loss}}\nso", "a paragraph of its own"),
    ],
)
def test_what_cannot_be_filled_is_one_sentence(placeholder, fault):
    with pytest.raises(ValueError) as told:
        placeholders.fill(placeholder, LESSON)
    assert str(told.value).startswith(f"{LESSON}: the placeholder {{{{")
    assert fault in str(told.value)


def test_a_lesson_without_evidence_is_one_sentence():
    with pytest.raises(ValueError, match=r"43_none: .* needs recorded runs: python3 -m course replicate 43"):
        placeholders.fill("{{runs}}", "43_none")
