"""A lesson's run: what it records, judges, writes and says; and how often its checks would err."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import t

from course.publish import quote
from utils import error_rates, evidence, predictions, report, verdicts
from utils.images import data, handwriting

LESSON = "42_a_lesson_for_tests"
X, Y = handwriting.digits(20, 5)
DIGITS = data.Digits("builtin", X[:12], Y[:12], X[12:], Y[12:])


@pytest.fixture(autouse=True)
def own_folders(monkeypatch, tmp_path):
    for name in ("COURSE_SEED", "COURSE_STRICT", "COURSE_RECORD", "COURSE_THREADS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(evidence, "EVIDENCE", tmp_path / "evidence")
    monkeypatch.setattr(evidence, "OWN_RUNS", tmp_path / "my" / "runs")
    monkeypatch.setattr(predictions, "PATH", tmp_path / "my" / "predictions.json")


def recorded_runs(count=20, spread=0.01):
    """Write and return recorded runs in which "high" is about 0.9 and "low" and "low too" are about 0.2."""
    rng = np.random.default_rng(0)
    recorded = {
        "high": 0.9 + spread * rng.normal(size=count),
        "low": 0.2 + spread * rng.normal(size=count),
        "low too": 0.2 + spread * rng.normal(size=count),
    }
    content = {
        "lesson": LESSON,
        "data": "builtin",
        "seeds": list(range(1, count + 1)),
        "recorded": {name: values.tolist() for name, values in recorded.items()},
        "reported": {},
        "verdicts": [],
    }
    evidence.write_json(evidence.EVIDENCE / f"{LESSON}.builtin.json", content)
    return content


def opened(monkeypatch, seed="7"):
    monkeypatch.setenv("COURSE_SEED", seed)
    run = evidence.start(LESSON, DIGITS)
    for name, value in (("high", 0.91), ("low", 0.21), ("low too", 0.2)):
        run.record(name, value)
    return run


def test_the_seed_decides_what_is_random(monkeypatch, capsys):
    draws = []
    for seed in ("7", "7", "8"):
        monkeypatch.setenv("COURSE_SEED", seed)
        evidence.start(LESSON, DIGITS)
        draws.append(np.random.random())
    assert draws[0] == draws[1] != draws[2]
    assert "seed 8" in capsys.readouterr().out


def test_a_learner_gets_a_fresh_seed():
    assert evidence.start(LESSON, DIGITS).seed != evidence.start(LESSON, DIGITS).seed


def test_a_seed_that_is_no_number_is_an_error(monkeypatch):
    monkeypatch.setenv("COURSE_SEED", "seven")
    with pytest.raises(ValueError, match="COURSE_SEED must be a whole number"):
        evidence.start(LESSON, DIGITS)


def test_keras_gets_the_seed_and_the_threads():
    script = (
        "from utils import evidence, data, handwriting\n"
        "from utils.quiet import keras\n"
        "x, y = handwriting.digits(4, 1)\n"
        "evidence.start('x', data.Digits('builtin', x, y, x, y))\n"
        "model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])\n"
        "import tensorflow as tf\n"
        "print(model.get_weights()[0].tolist(), tf.config.threading.get_intra_op_parallelism_threads())\n"
    )
    env = {**os.environ, "PYTHONPATH": str(evidence.ROOT), "COURSE_SEED": "3", "COURSE_THREADS": "1"}
    runs = [
        subprocess.run([sys.executable, "-c", script], env=env, text=True, capture_output=True, check=True)
        for _ in range(2)
    ]
    assert runs[0].stdout == runs[1].stdout and "0." in runs[0].stdout
    assert runs[0].stderr == "", "TensorFlow's greeting should be off the page"


def test_keras_that_came_too_late_is_an_error(monkeypatch):
    run = opened(monkeypatch)
    run.keras_seeded = False
    monkeypatch.setitem(sys.modules, "keras", object())
    with pytest.raises(RuntimeError, match="import it before"):
        run.report()


def test_a_name_is_recorded_once(monkeypatch):
    run = opened(monkeypatch)
    with pytest.raises(ValueError, match='"high" was recorded already'):
        run.record("high", 0.5)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [[1, 2]]])
def test_only_finite_numbers_are_recorded(monkeypatch, value):
    with pytest.raises(ValueError, match="finite"):
        opened(monkeypatch).record("bad", value)


def test_a_verdict_needs_recorded_arms_a_margin_and_words_of_its_own(monkeypatch):
    run = opened(monkeypatch)
    with pytest.raises(ValueError, match='recorded under "hihg"'):
        run.contrast("typo", better="hihg", worse="low", by=0.5)
    with pytest.raises(ValueError, match="margin above 0"):
        run.contrast("no margin", better="high", worse="low", by=0)
    run.contrast("twice", better="high", worse="low", by=0.5)
    with pytest.raises(ValueError, match="judged already"):
        run.contrast("twice", better="high", worse="low", by=0.5)


def test_under_test_a_verdict_that_fails_is_an_exception(monkeypatch):
    recorded_runs()
    monkeypatch.setenv("COURSE_STRICT", "1")
    run = opened(monkeypatch)
    run.contrast("holds", better="high", worse="low", by=0.5)
    run.same("equal", a="low", b="low too", within=0.1, guilty="high")
    run.average("on average", better="high", worse="low")
    for claim, call in {
        "swapped": lambda: run.contrast("swapped", better="low", worse="high", by=0.5),
        "the same arm twice": lambda: run.contrast("the same arm twice", better="low", worse="low", by=0.5),
        "guilty": lambda: run.same("guilty", a="low", b="high", within=0.1, guilty="high"),
        "harmless": lambda: run.same("harmless", a="low", b="low too", within=0.1, guilty="low too"),
        "average swapped": lambda: run.average("average swapped", better="low", worse="high"),
        "average of nothing": lambda: run.average("average of nothing", better="low", worse="low"),
    }.items():
        with pytest.raises(evidence.VerdictFailed, match=f'"{claim}" did not hold') as raised:
            call()
        assert "seed 7" in str(raised.value)


def test_a_learner_gets_a_friendly_note_instead(monkeypatch, capsys):
    recorded_runs()
    run = opened(monkeypatch)
    run.record("odd", 0.1)
    run.contrast("swapped", better="low", worse="high", by=0.5)
    run.recorded["high"] = 0.3
    run.report()
    said = capsys.readouterr().out
    assert "does not hold" in said and "Outside the band of the 20 recorded runs: high." in said


def test_running_again_adds_a_dot(monkeypatch, capsys):
    recorded_runs()
    drawn = []
    monkeypatch.setattr(report, "show", lambda own, recorded, earlier: drawn.append(len(earlier)))
    for seed in ("1", "2", "3"):
        opened(monkeypatch, seed).report()
    assert drawn == [0, 1, 2]
    kept = evidence.own_runs(LESSON, "builtin")
    assert [run["seed"] for run in kept] == [1, 2, 3]


def test_under_test_nothing_is_written_to_the_learners_disk(monkeypatch, tmp_path):
    recorded_runs()
    monkeypatch.setenv("COURSE_STRICT", "1")
    opened(monkeypatch).report()
    predictions.keep(LESSON, "b")
    assert not (tmp_path / "my").exists()


def test_the_record_holds_all_that_replicate_needs(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_RECORD", str(tmp_path / "record.json"))
    run = opened(monkeypatch)
    run.record("curve", [1, 2.5])
    run.contrast("holds", better="high", worse="low", by=0.5)
    run.report()
    record = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    assert record["recorded"] == {"high": 0.91, "low": 0.21, "low too": 0.2, "curve": [1.0, 2.5]}
    assert record["data_sha256"] == data.digest(DIGITS) and record["seed"] == 7
    assert set(record["versions"]) == {"python", "numpy", "keras", "tensorflow"}
    assert evidence.held(record) == (1, 1)
    record["recorded"]["high"] = 0.3
    assert evidence.held(record) == (0, 1)


def test_the_report_draws_the_run_among_the_recorded_ones(monkeypatch):
    recorded = recorded_runs()
    run = opened(monkeypatch)
    run.contrast("holds", better="high", worse="low", by=0.5)
    run.same("equal", a="low", b="low too", within=0.1, guilty="high")
    figure = report.draw(run.verdicts, recorded, run.as_dict(), [run.as_dict()])
    points = [len(scatter.get_offsets()) for axis in figure.axes for scatter in axis.collections]
    assert points.count(20) == 5, "a mark per recorded run and arm"
    assert points.count(1) == 10, "the run and the earlier one in every arm"
    assert [text.get_text() for text in figure.axes[1].get_yticklabels()] == ["low", "low too", "high"]
    table = report.table(run.as_dict(), recorded)
    assert "| holds | ≥ 0.5 | +0.7: holds |" in table and table.count("< 0.01 %") == 4


def test_what_was_reported_is_kept_marked_and_told(monkeypatch, capsys):
    recorded, run = recorded_runs(), opened(monkeypatch)
    run.record("low, as published", 0.2, reported=0.1683)
    recorded["recorded"]["low, as published"] = recorded["recorded"]["low"]
    evidence.write_json(evidence.EVIDENCE / f"{LESSON}.builtin.json", recorded)
    run.contrast("holds", better="high", worse="low, as published", by=0.5)
    figure = report.draw(run.verdicts, recorded, run.as_dict())
    crosses = [marks.get_offsets().tolist() for marks in figure.axes[0].collections]
    assert [[0.1683, 1.0]] in crosses
    run.report()
    assert "where that number is in it): low, as published: 0.1683." in capsys.readouterr().out


def test_a_number_that_is_the_same_in_every_run_is_not_outside_for_its_seventh_digit(monkeypatch):
    recorded, run = recorded_runs(), opened(monkeypatch)
    run.record("guessing", 1 / 3)
    recorded["recorded"]["guessing"] = [0.333333] * 20
    assert "Every number of it lies among" in report.summary(run.as_dict(), recorded)
    recorded["recorded"]["guessing"] = [0.333332] * 20
    assert "Outside the band of the 20 recorded runs: guessing." in report.summary(run.as_dict(), recorded)


def test_without_recorded_runs_the_report_says_so(monkeypatch, capsys):
    run = opened(monkeypatch)
    run.contrast("holds", better="high", worse="low", by=0.5)
    run.report()
    assert "no recorded runs" in capsys.readouterr().out


def test_error_rates_are_those_of_the_distribution_they_are_drawn_from():
    """Over many sets of 20 seeds, the next draw falls below the bound as often as was estimated."""
    rng = np.random.default_rng(1)
    estimates, truth = [], []
    for _ in range(4000):
        values = rng.normal(size=20)
        estimates.append(float(t.cdf((-2 - values.mean()) / (values.std(ddof=1) * np.sqrt(1.05)), 19)))
        assert error_rates.below(values, -2) == pytest.approx(max(estimates[-1], np.mean(values < -2)))
        truth.append(rng.normal() < -2)
    assert np.mean(estimates) == pytest.approx(np.mean(truth), abs=0.01)


def test_error_rates_never_fall_below_what_was_seen():
    values = np.array([1.0] * 19 + [0.0])
    assert error_rates.below(values, 0.5) >= 1 / 20
    assert error_rates.outside(values - 1, 0.5) >= 1 / 20
    assert error_rates.inside(values, 0.5) >= 1 / 20
    assert error_rates.noise_reaches(values, 0.5) >= 19 / (20 * 19)
    assert error_rates.below(np.ones(20), 0.5) == 0


def test_a_margin_within_the_noise_is_told():
    rng = np.random.default_rng(2)
    arms = {"a": (0.9 + 0.01 * rng.normal(size=20)), "b": 0.89 + 0.01 * rng.normal(size=20)}
    recorded = {"recorded": {name: values.tolist() for name, values in arms.items()}}
    missed, noise = verdicts.rates({"kind": "contrast", "by": 0.01, "better": "a", "worse": "b"}, recorded)
    assert missed > 0.2 and noise > 0.1


def test_too_few_seeds_are_an_error():
    with pytest.raises(ValueError, match="at least two seeds"):
        error_rates.below([0.5], 0.1)


@pytest.fixture
def both_data():
    content = recorded_runs()
    content["recorded"] = {"one": [0.5, 0.7], "other": [0.4, 0.9], "epoch": [7, 10]}
    content["seeds"] = [1, 2]
    evidence.write_json(evidence.EVIDENCE / f"{LESSON}.mnist.json", content)
    content["recorded"] = {"one": [0.25, 0.25], "other": [0.125, 0.0]}
    evidence.write_json(evidence.EVIDENCE / f"{LESSON}.builtin.json", content)


@pytest.mark.parametrize(
    ("placeholder", "filled"),
    [
        ("{{runs}}", "2"),
        ("{{mean: one}}", "0.6000 (built-in handwriting: 0.2500)"),
        ("{{mnist range: one}}", "0.5000 to 0.7000"),
        ("{{mnist range: epoch}}", "7 to 10"),
        ("{{gap: one |\nother}}", "-0.0500 (built-in handwriting: 0.1875)"),
        ("{{wins: one | other}}", "1 of 2 (built-in handwriting: 2 of 2)"),
    ],
)
def test_numbers_in_text_come_from_the_evidence(both_data, placeholder, filled):
    assert quote.fill(f"before {placeholder} after", LESSON) == f"before {filled} after"


@pytest.mark.parametrize(
    ("placeholder", "says"),
    [
        ("{{average: one}}", "has no form"),
        ("{{mean: two}}", 'names "two", which was not recorded on mnist'),
        ("{{gap: one}}", "wrong count of names"),
    ],
)
def test_a_placeholder_that_cannot_be_filled_is_an_error(both_data, placeholder, says):
    with pytest.raises(ValueError, match=f"{LESSON}: the placeholder .*{says}"):
        quote.fill(placeholder, LESSON)


def test_a_placeholder_without_evidence_says_how_to_measure(tmp_path):
    with pytest.raises(ValueError, match="replicate 43"):
        quote.fill("{{mean: one}}", "43_nothing_measured")


def test_a_prediction_comes_back(capsys):
    predictions.keep(LESSON, "")
    predictions.recall(LESSON)
    predictions.keep(LESSON, "b")
    predictions.recall(LESSON)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("No prediction yet") and lines[1].startswith("You made no prediction")
    assert '"b"' in lines[2] and lines[3] == 'You predicted "b".'
