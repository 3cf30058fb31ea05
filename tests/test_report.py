"""What a learner sees at the end of a lesson: pictures that show what there is, tables in plain words."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from utils.trial import effects, picture, table
from utils.trial.evidence import Evidence
from utils.trial.question import Question

RECORDED = {
    "accuracy": {
        "as it was": [0.90, 0.91, 0.92, 0.90, 0.91],
        "a cure": [0.97, 0.97, 0.98, 0.97, 0.97],
        "a harm": [0.80, 0.82, 0.81, 0.80, 0.82],
        "a little": [0.902, 0.913, 0.922, 0.903, 0.912],
        "nothing": [0.9, 0.91, 0.92, 0.9, 0.91],
        "who knows": [0.80, 0.99, 0.92, 0.95, 0.91],
    }
}
REPORTED = {"accuracy": {"as it was": 0.90, "a cure": 0.99}}
EVIDENCE = Evidence("00_made", "mnist", (1, 2, 3, 4, 5), RECORDED, REPORTED, frozenset())
OWN = {"accuracy": {arm: values[0] for arm, values in RECORDED["accuracy"].items()}}


@pytest.fixture
def found():
    question = Question("Does it help?", "accuracy", "as it was", 0.02)
    question.not_proven(*list(RECORDED["accuracy"])[1:])
    return effects.effects([question], EVIDENCE)


def row(found, arm):
    text = table.markdown(found[0].question, found, OWN)
    return next(line for line in text.splitlines() if line.startswith(f"| {arm}"))


def test_the_findings_in_plain_words(found):
    assert "**raises** it" in row(found, "a cure") and "64 more of 1,000" in row(found, "a cure")
    assert "**lowers** it" in row(found, "a harm") and "10 fewer of 100" in row(found, "a harm")
    assert "real, but too small to matter" in row(found, "a little") and "24 more of 10,000" in row(
        found, "a little"
    )
    assert "| doesn't matter |" in row(found, "nothing") and "none of 10,000" in row(found, "nothing")
    assert "| not proven |" in row(found, "who knows")


def test_rows_are_sorted_by_size_and_hold_the_learners_run(found):
    lines = table.markdown(found[0].question, found, OWN).splitlines()[2:]
    assert [line.split(" | ")[0][2:] for line in lines] == [
        "a cure",
        "who knows",
        "a little",
        "nothing",
        "a harm",
    ]
    assert "| +0.07 |" in row(found, "a cure")
    assert "|  |" in table.markdown(found[0].question, found, {})


def test_a_sure_direction_without_a_sure_size_is_told(found):
    effect = effects.Effect(found[0].question, "arm", "as it was", np.array([0.01, 0.05]), 0.005, 0.055)
    assert table.finding_in_words(effect) == "not proven: the direction is sure, the size isn't"


@pytest.mark.parametrize(
    "value, uncertainty, text",
    [(0.00251, 0.0017, "+0.0025"), (-0.0523, 0.004, "-0.0523"), (12.3, 25, "+12"), (0.5, 0.0, "+0.5000")],
)
def test_numbers_have_the_decimals_they_can_bear(value, uncertainty, text):
    assert table.signed(value, uncertainty) == text


def test_the_picture_shows_every_run_mean_and_interval_the_ruler_and_the_learner(found):
    figure = picture.draw(found, picture.own_effects(OWN, found), [OWN, {}], EVIDENCE)
    axis = figure.axes[0]
    dots = np.concatenate(
        [marks.get_offsets() for marks in axis.collections if len(marks.get_offsets()) == 5]
    )
    assert sorted(dots[:, 0]) == pytest.approx(sorted(np.concatenate([effect.values for effect in found])))
    lines = {tuple(np.round(line.get_xdata(), 9)) for line in axis.lines}
    assert all((round(effect.low, 9), round(effect.high, 9)) in lines for effect in found)
    singles = [marks.get_offsets()[0, 0] for marks in axis.collections if len(marks.get_offsets()) == 1]
    for effect in found:
        assert any(np.isclose(effect.mean, singles))
        assert np.sum(np.isclose(table.own_effect(effect, OWN), singles)) >= 2  # this run and an earlier one
    assert any(np.isclose(0.09, singles))  # between the two reported figures
    ruler = axis.patches[0].get_extents().transformed(axis.transData.inverted())
    assert (ruler.x0, ruler.x1) == pytest.approx((-0.02, 0.02))
    assert [label.get_text() for label in axis.get_yticklabels()][0] == "a cure"
    plt.close(figure)


def test_findings_are_told_apart_without_colour():
    assert len(set(picture.MARKERS.values())) == len(picture.MARKERS) == 4
