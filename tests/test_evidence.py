"""Recorded runs that are damaged, or older than their lesson: a sentence, or a lesson without them."""

import json
import runpy
import shutil

import damaged_own
import numpy as np
import pytest

from course import catalogue, judgement
from course.replicate import assemble
from utils.trial import evidence

GOOD = {
    "lesson": "00_made", "data": "builtin", "seeds": [1, 2], "reported": {"accuracy": {"as it was": 0.9}},
    "recorded": {"accuracy": {"as it was": [0.9, 1], "long": [None, 0.8]}, "loss": {"curve": [[1, 0.5], [2, 1.5]]}},
    "timed": [["accuracy", "long"]], "versions": {"keras": "3"},
}  # fmt: skip


def changed(place, value):
    found = json.loads(json.dumps(GOOD))
    *inside, last = place
    at = found
    for name in inside:
        at = at[name]
    at[last] = value
    return found


WRONG = [
    ([], []), (["seeds"], []), (["seeds"], {"1": 2}), (["seeds"], [1, 1]), (["seeds"], [1, "2"]),
    (["seeds"], [1, True]),
    (["lesson"], 5), (["recorded"], []), (["recorded"], None), (["recorded", "accuracy"], [0.9, 1]),
    (["recorded", "accuracy", "as it was"], {"1": 0.9}), (["recorded", "accuracy", "as it was"], [0.9]),
    (["recorded", "accuracy", "as it was"], ["0.9", "1"]), (["recorded", "accuracy", "as it was"], [None, None]),
    (["recorded", "accuracy", "as it was"], [float("nan"), 1]),
    (["recorded", "accuracy", "as it was"], [1e308, -1e308]),
    (["recorded", "accuracy", "as it was"], [10**400, 1]), (["recorded", "accuracy", "as it was"], [0.9, [1]]),
    (["recorded", "loss", "curve"], [[1, 2], [1]]), (["recorded", "loss", "curve"], [[1, None], [1, 2]]),
    (["recorded", "loss", "curve"], [[[1]], [[1]]]), (["recorded", "loss", "a\nb"], [1, 2]), (["reported"], 1),
    (["reported", "accuracy"], 0.9), (["reported", "accuracy", "as it was"], "0.9"), (["timed"], {}),
    (["timed"], [["accuracy"]]), (["timed"], [[["accuracy"], "long"]]),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value"), WRONG)
def test_evidence_with_anything_wrong_inside_is_named_in_one_line(tmp_path, place, value):
    path = tmp_path / "00_made.builtin.json"
    path.write_text(json.dumps(GOOD))
    whole = evidence.load(path)
    assert whole.seeds == (1, 2) and whole.about == {"versions": {"keras": "3"}}
    path.write_text(json.dumps(changed(place, value) if place else value))
    with pytest.raises(
        evidence.EvidenceError, match=r"00_made\.builtin\.json can't be read .*restore"
    ) as caught:
        evidence.load(path)
    assert "\n" not in str(caught.value)


def test_two_hundred_damages_give_evidence_or_one_line(tmp_path):
    came = {True: 0, False: 0}
    for seed in range(200):
        path = tmp_path / f"{seed}.json"
        shutil.copy(damaged_own.RECORDED, path)
        how = damaged_own.damage(path, seed)
        try:
            found = evidence.load(path)
            if found:
                assert all(
                    found.values(measure, arm).size for measure in found.table for arm in found.arms(measure)
                )
        except evidence.EvidenceError as error:
            assert str(path) in str(error) and "\n" not in str(error), how
            found = None
        came[found is not None] += 1
    assert min(came.values()) > 20


@pytest.mark.parametrize("seed", range(2))
def test_with_damaged_evidence_lessons_and_commands_go_on_or_say_why(clone, seed):
    damaged_own.damage(clone / "course" / "evidence" / damaged_own.EVIDENCE, seed)
    told = damaged_own.learn()
    assert "You predicted **b**, and that is right" in told
    assert all(sentence and "\n" not in sentence for sentence in damaged_own.publish(clone))


def test_a_learner_is_told_of_damaged_evidence_and_a_tested_run_stops(clone, monkeypatch):
    (clone / "course" / "evidence" / damaged_own.EVIDENCE).write_text("<<<<<<< HEAD\n{}")
    told = damaged_own.learn()
    assert f"{damaged_own.EVIDENCE} can't be read" in told and "This lesson goes on without them." in told
    assert "There are no recorded runs of this lesson here" in told
    monkeypatch.setenv("COURSE_STRICT", "1")
    with pytest.raises(evidence.EvidenceError, match=damaged_own.EVIDENCE):
        damaged_own.learn()


# A lesson that has changed since its recorded runs

TINY = """
import numpy as np
from utils import trial
from utils.images.data import Digits
digits = Digits("builtin", *(np.zeros((2, 28, 28), np.uint8), np.zeros(2, np.uint8)) * 2)
my_guess = trial.guess("a) yes", "b) no")
run = trial.start("91_tiny", digits, guess=my_guess)
values = {values}
for arm, value in values.items():
    run.record("accuracy", arm, value)
helps = run.question("Does it help?", "accuracy", reference="as it was", matters=0.01)
helps.raises({asked})
if curves := [arm for arm in values if isinstance(values[arm], list)]:
    run.show_curves(curves, measure="accuracy", xlabel="epoch")
else:
    run.show_counts("accuracy", list(values)[-1], choices=[0, 1], xlabel="accuracy")
run.report(answer="a", because="So it is.")
"""
BEFORE = {"as it was": 0.9, "changed": 0.95, "curve": [0.1, 0.2]}
AFTER = {
    "gains an arm": (BEFORE | {"new": 0.97}, ["changed", "new"], "lack accuracy, new"),
    "loses an arm": ({"as it was": 0.9, "curve": [0.1, 0.2], "other": 0.9}, ["other"], "lack accuracy, other"),
    "renames an arm": ({"as it was": 0.9, "renamed": 0.95}, ["renamed"], "lack accuracy, renamed"),
    "makes a curve a number": (BEFORE | {"curve": 0.97}, ["changed", "curve"], "lack accuracy, curve"),
    "makes a number a curve": ({"as it was": 0.9, "changed": [0.9, 0.95], "x": 1.0}, ["x"], "lack accuracy, x"),
}  # fmt: skip


def replicated(lesson, home, monkeypatch):
    """Measure the lesson once, as `replicate` does, and write its evidence."""
    record = home / "record.json"
    with monkeypatch.context() as measured:
        measured.setenv("COURSE_RECORD", str(record))
        measured.setenv("COURSE_HOME", str(home / "empty"))
        runpy.run_path(str(lesson))
    code = catalogue.code_digest(lesson.read_text(encoding="utf-8"))
    runs = [
        json.loads(record.read_text(encoding="utf-8")) | {"code_sha256": code, "seed": seed}
        for seed in (1, 2)
    ]
    assemble.write_evidence(home / "course" / "evidence", runs)


@pytest.mark.parametrize("change", AFTER)
def test_a_lesson_that_changed_is_run_reported_and_replicated_before_its_evidence_is_new(
    tmp_path, monkeypatch, capsys, change
):
    home = tmp_path / "clone"
    monkeypatch.setattr(damaged_own, "EVIDENCE", "91_tiny.builtin.json")
    lesson = tmp_path / "91_tiny.py"
    lesson.write_text(TINY.format(values=BEFORE, asked='"changed"'), encoding="utf-8")
    with damaged_own.at_home(home):
        replicated(lesson, home, monkeypatch)
        values, asked, told = AFTER[change]
        lesson.write_text(TINY.format(values=values, asked=", ".join(map(repr, asked))), encoding="utf-8")
        capsys.readouterr()
        runpy.run_path(str(lesson))
        assert f"The 2 recorded runs {told}: the lesson has changed" in capsys.readouterr().out
        replicated(lesson, home, monkeypatch)
        capsys.readouterr()
        runpy.run_path(str(lesson))
        assert "All its numbers lie in the range of the 2 recorded runs" in capsys.readouterr().out
        assert [effect.arm for _, effect in judgement.judged(lesson, "builtin")] == asked


def test_what_is_measured_can_be_anything_that_a_float_holds():
    """Losses of a network that goes astray reach the largest number of 32 bits."""
    assert evidence.is_number(float(np.finfo(np.float32).max)) and not evidence.is_number(True)
