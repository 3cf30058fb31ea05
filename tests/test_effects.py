"""Effects, their intervals and the four findings, against scipy.stats and against simulated truth."""

import numpy as np
import pytest
import scipy.stats
from benchmarks import bench_findings

from utils.trial import effects
from utils.trial.effects import LOWERS, NO_MATTER, NOT_PROVEN, RAISES, Effect
from utils.trial.evidence import Evidence
from utils.trial.question import Question


def made(recorded, seeds=None):
    """Evidence of {measure: {arm: values}}."""
    count = len(next(iter(next(iter(recorded.values())).values())))
    return Evidence("00_made", "mnist", tuple(seeds or range(1, count + 1)), recorded, {}, frozenset())


def asked(matters=0.1, reference="as it was", **declared):
    question = Question("Does it?", "accuracy", reference, matters)
    for finding, arms in declared.items():
        getattr(question, finding)(*arms)
    return question


@pytest.mark.parametrize("level", [0.5, 0.95, 0.99, 1 - 0.01 / 8])
@pytest.mark.parametrize("count", [2, 3, 10, 20])
def test_an_interval_is_students(level, count):
    values = np.random.default_rng(count).normal(3, 2, count)
    theirs = scipy.stats.ttest_1samp(values, 0).confidence_interval(level)
    assert effects.interval(values, level) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@pytest.mark.parametrize("count", [1, 4, 9])
def test_the_intervals_of_a_lesson_hold_together(count):
    rng = np.random.default_rng(0)
    arms = {"as it was": rng.normal(0, 1, 12).tolist()}
    arms |= {f"arm {number}": rng.normal(1, 1, 12).tolist() for number in range(count)}
    question = asked(raises=[arm for arm in arms if arm != "as it was"])
    for effect in effects.effects([question], made({"accuracy": arms})):
        theirs = scipy.stats.t.interval(
            1 - 0.01 / count, 11, effect.values.mean(), scipy.stats.sem(effect.values)
        )
        assert (effect.low, effect.high) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize(
    "low, high, finding",
    [
        (0.11, 0.3, RAISES),
        (0.1, 0.3, NOT_PROVEN),
        (-0.3, -0.11, LOWERS),
        (-0.3, -0.1, NOT_PROVEN),
        (-0.1, 0.1, NO_MATTER),
        (0.02, 0.09, NO_MATTER),
        (-0.11, 0.1, NOT_PROVEN),
        (-0.1, 0.11, NOT_PROVEN),
        (0.05, 0.15, NOT_PROVEN),
        (-5, 5, NOT_PROVEN),
        (float("nan"), float("nan"), NOT_PROVEN),
    ],
)
def test_the_ruler(low, high, finding):
    assert effects.finding(low, high, 0.1) == finding


def test_an_effect_is_paired_by_seed():
    recorded = made({"accuracy": {"as it was": [0.1, 0.5, 0.9], "changed": [0.2, 0.6, 1.0]}})
    (effect,) = effects.effects([asked(raises=["changed"], matters=0.05)], recorded)
    assert effect.values == pytest.approx([0.1, 0.1, 0.1]) and effect.finding == RAISES and effect.is_real


def test_a_long_arm_is_paired_with_the_seeds_it_has():
    recorded = made({"accuracy": {"as it was": [0.1, 0.5, 0.9], "long": [None, 0.7, 1.2]}})
    (effect,) = effects.effects([asked(raises=["long"])], recorded)
    assert effect.values == pytest.approx([0.2, 0.3])


def test_a_measure_can_be_held_against_a_number():
    recorded = made({"accuracy": {"ratio": [1.2, 1.3, 1.25]}})
    (effect,) = effects.effects([asked(raises=["ratio"], reference=1)], recorded)
    assert effect.values == pytest.approx([0.2, 0.3, 0.25])


def test_another_reference_keeps_the_ruler():
    recorded = made({"accuracy": {"as it was": [0, 0, 0], "six": [1, 1, 1.1], "falling": [2, 2.2, 2]}})
    question = asked(raises=["six"])
    question.raises("falling", against="six")
    assert [round(effect.mean, 2) for effect in effects.effects([question], recorded)] == [1.03, 1.03]


def test_an_arm_that_was_not_recorded_has_no_effect():
    recorded = made({"accuracy": {"as it was": [0, 0, 0]}})
    assert effects.effects([asked(raises=["new"])], recorded) == []


def test_a_single_run_can_mislead():
    values = np.array([0.3, 0.2, 0.25, -0.1, 0.22, 0.31, 0.28, 0.26, 0.3, 0.24])
    effect = Effect(asked(), "arm", "as it was", values, 0.15, 0.3)
    assert effect.finding == RAISES
    assert effects.other_sign(effect) >= 0.1  # as often as it was seen
    assert effects.other_side(effect) >= effects.other_sign(effect)
    mirrored = Effect(asked(), "arm", "as it was", -values, -0.3, -0.15)
    assert effects.other_side(mirrored) == pytest.approx(effects.other_side(effect))
    nothing = Effect(asked(), "arm", "as it was", values - values.mean(), -0.05, 0.05)
    assert effects.other_side(nothing) >= 0.1
    assert effects.other_side(Effect(asked(), "arm", "as it was", values, 0.05, 0.3)) is None


def test_the_chance_of_a_next_draw_is_students_or_what_was_seen():
    values = np.random.default_rng(1).normal(0, 1, 20)
    scale = values.std(ddof=1) * np.sqrt(1 + 1 / 20)
    expected = scipy.stats.t.cdf((-3 - values.mean()) / scale, 19)
    assert effects.below(values, -3) == pytest.approx(expected, abs=1e-9)
    assert effects.below(np.array([0.0, 0, 0, 1]), 0.5) == 0.75
    assert effects.below(np.zeros(5), 0) == 0 and effects.below(np.zeros(5), 1e-9) == 1


@pytest.mark.parametrize("matters", bench_findings.MATTERS)
@pytest.mark.parametrize("runs", [10, 20])
def test_simulated_lessons_are_judged_rightly(runs, matters):
    """In small what tests/benchmarks/bench_findings.py prints in full."""
    told = bench_findings.simulate("normal", runs, 1500, np.random.default_rng(runs), matters)
    assert told["all covered"] >= 0.985 - 0.0093  # three standard errors of 1,500 lessons at 98.5 %
    assert told["found without effect"] <= 0.01 and told["missed at twice matters"] <= 0.01
    if (runs, matters) == (20, 1.5):  # a ruler that so many runs can hold an innocent against
        assert told["cleared"] >= 0.95


def test_mirrored_runs_have_the_mirrored_finding():
    rng = np.random.default_rng(5)
    for shift in (-0.4, -0.1, 0, 0.05, 0.1, 0.4):
        values = rng.normal(shift, 0.05, 12)
        one = effects.effects([asked(raises=["x"], reference=0)], made({"accuracy": {"x": values.tolist()}}))[
            0
        ]
        other = effects.effects(
            [asked(raises=["x"], reference=0)], made({"accuracy": {"x": (-values).tolist()}})
        )[0]
        mirror = {RAISES: LOWERS, LOWERS: RAISES}
        assert other.finding == mirror.get(one.finding, one.finding)


def test_a_curve_in_a_question_is_one_sentence():
    recorded = made({"accuracy": {"as it was": [0.1, 0.2], "curve": [[1.0, 2.0], [1.0, 2.0]]}})
    with pytest.raises(ValueError, match='"accuracy, curve" is a curve'):
        effects.effects([asked(raises=["curve"])], recorded)


def test_arms_that_no_run_has_both_of_have_no_effect():
    recorded = made({"accuracy": {"as it was": [0.1, None], "long": [None, 0.7]}})
    assert effects.effects([asked(raises=["long"])], recorded) == []
