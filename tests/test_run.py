"""A run: opened, filled, judged, closed, run again."""

import json
import os

import numpy as np
import pytest

from utils import trial
from utils.images.data import Digits
from utils.trial import evidence, kept, places, report, seeds
from utils.trial.guess import answered, taken

DIGITS = Digits("builtin", *(np.zeros((2, 28, 28), np.uint8), np.zeros(2, np.uint8)) * 2)
RECORDED = {"accuracy": {"as it was": [0.9] * 10, "changed": [0.95, 0.96, 0.95, 0.94, 0.95] * 2}}


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone with evidence of one lesson, as a learner has it."""
    for name in ("COURSE_SEED", "COURSE_THREADS", "COURSE_STRICT", "COURSE_RECORD", "COURSE_LONG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    written = {
        "lesson": "00_made", "data": "builtin", "seeds": list(range(1, 11)), "recorded": RECORDED, "reported": {},
        "timed": [],
    }  # fmt: skip
    path = tmp_path / "course" / "evidence" / "00_made.builtin.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(written))
    return tmp_path


@pytest.fixture
def run(clone, capsys):
    opened = trial.start("00_made", DIGITS, guess="b")
    assert f"seed {opened.seed} " in capsys.readouterr().out
    return opened


def filled(run, value=0.95):
    run.record("accuracy", "as it was", 0.9)
    run.record("accuracy", "changed", value)
    run.question("Does it help?", "accuracy", reference="as it was", matters=0.01).raises("changed")
    return run


def kept_runs(clone):
    return list((clone / "my" / "runs" / "00_made.builtin").glob("*.json"))


def test_a_run_is_shown_answered_and_kept(run, clone, capsys):
    filled(run).report(answer="b", because="It was the light.")
    told = capsys.readouterr().out
    assert "Does it help?" in told and "**raises** it" in told
    assert "You predicted **b**, and that is right: It was the light." in told
    assert "is the diamond. All its numbers lie in the range" in told
    (path,) = kept_runs(clone)
    assert json.loads(path.read_text())["recorded"]["accuracy"]["changed"] == 0.95
    assert kept.earlier(trial.start("00_made", DIGITS))[0]["accuracy"]["changed"] == 0.95


def test_a_run_far_from_the_recorded_ones_is_told_so(run, capsys):
    filled(run, 0.5).report(answer="b", because="…")
    assert "Far outside of the 10 recorded runs: accuracy, changed: 0.5" in capsys.readouterr().out


def test_any_cell_can_be_run_again(run, clone, capsys):
    filled(filled(run), 0.96).report(answer="a", because="…")
    assert run.recorded["accuracy"]["changed"] == 0.96 and len(run.questions) == 1
    assert len(run.questions[0].declared) == 1
    told = capsys.readouterr().out
    assert "You ran some cells again" in told and not kept_runs(clone)


def test_a_cell_that_gives_the_same_again_changes_nothing(run, clone):
    filled(filled(run)).report(answer="b", because="…")
    assert not run.edited and len(kept_runs(clone)) == 1


@pytest.mark.parametrize("value", [[[1.0]], "text", {"loss": [1.0]}, [1.0, [2.0]]])
def test_only_numbers_are_recorded(run, value):
    with pytest.raises(ValueError, match='"accuracy, odd" must be a number or a sequence'):
        run.record("accuracy", "odd", value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [1.0, float("nan")]])
def test_a_training_that_diverged_is_left_out_with_a_sentence(run, clone, monkeypatch, capsys, value):
    run.record("accuracy", "odd", value)
    assert "it is left out, and this run isn't kept" in capsys.readouterr().out
    assert run.edited and "odd" not in run.recorded.get("accuracy", {})
    monkeypatch.setenv("COURSE_RECORD", str(clone / "record.json"))
    with pytest.raises(ValueError, match="no finite number"):
        run.record("accuracy", "odd", value)


def test_the_report_can_be_run_again(run, clone):
    filled(run).report(answer="b", because="…")
    run.report(answer="b", because="…")
    assert len(kept_runs(clone)) == 1 and kept.earlier(run) == []


def test_a_run_that_lacks_what_is_asked_is_told_so_and_not_kept(run, clone, capsys):
    filled(run)
    del run.recorded["accuracy"]["changed"]
    run.report(answer="b", because="…")
    assert "This run lacks accuracy, changed" in capsys.readouterr().out and not kept_runs(clone)


def test_a_question_whose_cell_is_run_again_keeps_its_findings(run):
    filled(run).question("And this?", "accuracy", reference=0, matters=1)
    run.question("Does it help?", "accuracy", reference="as it was", matters=0.02)
    assert [one.text for one in run.questions] == ["Does it help?", "And this?"]
    assert run.questions[0].matters == 0.02 and len(run.questions[0].declared) == 1


def test_a_ruler_is_above_zero(run):
    with pytest.raises(ValueError, match="a ruler above 0"):
        run.question("?", "accuracy", reference=0, matters=0)


def test_a_finding_has_one_of_four_names(run):
    with pytest.raises(ValueError, match="is no finding"):
        run.question("?", "accuracy", reference=0, matters=1).raises("changed", builtin="helps")


@pytest.mark.parametrize("name", ["COURSE_SEED", "COURSE_THREADS"])
def test_seed_and_threads_are_whole_numbers(clone, monkeypatch, name):
    monkeypatch.setenv(name, "many")
    with pytest.raises(ValueError, match=f"{name} must be a whole number, not 'many'"):
        trial.start("00_made", DIGITS)


@pytest.mark.parametrize("content", ["", "[]", "null", '{"recorded": 5}', '[{"seed": 1}]', "\x00"])
def test_whatever_my_runs_hold_the_report_works(run, clone, content):
    folder = clone / "my" / "runs" / "00_made.builtin"
    folder.mkdir(parents=True)
    (folder / "20260101-000000-abc.json").write_text(content)
    filled(run).report(answer="b", because="…")
    assert len(kept_runs(clone)) == 2


def test_a_measured_run_writes_its_record_and_reads_and_keeps_nothing_of_the_learners(
    run, clone, monkeypatch
):
    monkeypatch.setenv("COURSE_RECORD", str(clone / "record.json"))
    filled(run).report(answer="b", because="…")
    record = json.loads((clone / "record.json").read_text())
    assert record["seed"] == run.seed and record["recorded"]["accuracy"]["as it was"] == 0.9
    assert not kept_runs(clone) and kept.earlier(run) == []


def test_a_tested_run_must_repeat_its_recorded_one(clone, monkeypatch):
    monkeypatch.setenv("COURSE_SEED", "1")
    monkeypatch.setenv("COURSE_STRICT", "1")
    filled(trial.start("00_made", DIGITS)).report(answer="b", because="…")
    with pytest.raises(AssertionError, match="seed 1 differs from its recorded run in 1 place"):
        filled(trial.start("00_made", DIGITS), 0.7).report(answer="b", because="…")


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_clone_still_teaches(run, clone, capsys):
    clone.chmod(0o500)
    filled(run).report(answer="b", because="…")
    assert "isn't kept" in capsys.readouterr().out


def test_without_recorded_runs_there_is_nothing_to_compare_with(clone, capsys):
    filled(trial.start("01_other", DIGITS)).report(answer="b", because="…")
    assert "no recorded runs of this lesson here" in capsys.readouterr().out


def test_an_arm_newer_than_the_evidence_can_be_run_and_reported(run, capsys):
    filled(run).record("accuracy", "new", 0.9)
    run.questions[0].raises("new")
    run.report(answer="b", because="…")
    assert "recorded runs lack accuracy, new" in capsys.readouterr().out


def test_outside_a_clone_nothing_is_known_and_nothing_kept(monkeypatch, tmp_path):
    monkeypatch.delenv("COURSE_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    assert places.home() is None and evidence.read("00_made", "mnist") is None
    (tmp_path / "course" / "evidence").mkdir(parents=True)
    (tmp_path / "my" / "lessons").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "my" / "lessons")
    assert places.home() == tmp_path


@pytest.mark.parametrize("text", ["", "{", '{"lesson": "00"}', "[]", "<<<<<<< HEAD\n{}"])
def test_damaged_evidence_is_named(clone, text):
    path = places.evidence_file("00_made", "builtin")
    path.write_text(text)
    with pytest.raises(evidence.EvidenceError, match="00_made.builtin.json can't be read"):
        evidence.read("00_made", "builtin")


# Long arms


def test_a_long_arm_waits_until_it_is_wanted_and_changes_nothing_else(run, capsys, monkeypatch):
    def ten_epochs():
        run.record("accuracy", "ten epochs", np.random.rand())

    after = []
    for wanted in (False, True):
        seeds.seed_everything(1)
        run.long(ten_epochs, minutes=2, wanted=wanted)
        after.append(np.random.rand())
    assert after[0] == after[1] and run.skipped_long == set()
    assert "ten_epochs takes about 2 min" in capsys.readouterr().out
    first = run.recorded["accuracy"].pop("ten epochs")
    np.random.rand()
    monkeypatch.setenv("COURSE_LONG", "1")
    run.long(ten_epochs, minutes=2)
    assert run.recorded["accuracy"]["ten epochs"] == first


# The guess


@pytest.mark.parametrize(
    "given, says",
    [
        ("b", "You predicted **b**, and that is right: so it is."),
        (" B) the light", "You predicted **b**, and that is right: so it is."),
        ("a", "You predicted **a**. The answer is **b**: so it is."),
        ("", "You made no prediction this time. The answer is **b**: so it is."),
        (None, "You made no prediction this time."),
    ],
)
def test_a_guess_comes_back_answered(given, says):
    assert says in answered(taken(given), "b", "so it is.")


def test_a_guess_is_clicked(clone):
    guessed = trial.guess("a) nothing", "b) a little")
    buttons = guessed._buttons()
    assert guessed.letter == "" and buttons.value is None
    buttons.value = "b) a little"
    assert guessed.letter == "b" and taken(guessed) is guessed
    assert guessed._buttons().value == "b) a little"
    again = trial.guess("a) nothing", "b) a little")  # its cell is run again
    assert again.letter == "b" and again._buttons().value == "b) a little"
    assert trial.guess("a) other", "b) choices").letter == ""


@pytest.mark.parametrize("choices", [("a) one", "a) two"), ("one", "two"), ("a one", "b two")])
def test_choices_have_letters_of_their_own(choices):
    with pytest.raises(ValueError, match="a letter of its own"):
        trial.guess(*choices)


def test_the_answer_is_one_of_the_choices():
    with pytest.raises(ValueError, match='"d" is none of the choices a, b'):
        answered(trial.guess("a) one", "b) two"), "d", "…")


# Your suspect


def suspects(run, change, reference=lambda: 0.9, **more):
    question = filled(run).questions[0]
    run.try_out(question, "mine", change, reference, **more)


def test_a_suspect_is_measured_and_found_guilty(run, capsys):
    values = iter([0.94, 0.93, 0.96])
    suspects(run, lambda: next(values))
    told = capsys.readouterr().out
    assert "pair 3 of 3: 0.96 with the change, 0.9 without" in told and "about 0 s to go" in told
    assert "**your suspect: mine**" in told and "It raises the accuracy" in told


def test_a_suspect_that_is_far_too_close_asks_for_more_runs(run, capsys):
    values = iter([0.909, 0.912, 0.908])
    suspects(run, lambda: next(values))
    assert "Not proven yet: if the mean stays there, " in capsys.readouterr().out


@pytest.mark.parametrize("unwritten", [None, ...])
def test_a_suspect_that_is_not_written_yet(run, capsys, unwritten):
    suspects(run, lambda: unwritten, reference=lambda: pytest.fail("trained for nothing"))
    assert "Not tried yet" in capsys.readouterr().out


def test_both_trainings_of_a_pair_start_alike(run):
    drawn = []

    def draw():
        drawn.append(np.random.rand())
        return drawn[-1]

    suspects(run, draw, draw)
    assert drawn[0] == drawn[1] != drawn[2] == drawn[3]


def test_the_last_sentence_names_what_the_picture_shows(run):
    assert "diamond" in report.closing(filled(run))


@pytest.mark.parametrize("answer", [float("nan"), [0.3, 0.9]])
def test_a_suspect_returns_one_finite_number(run, answer):
    with pytest.raises(ValueError, match="must return one finite number"):
        suspects(run, lambda: answer)


def test_whether_a_suspect_was_tried_changes_nothing_after_it(run, clone, monkeypatch):
    suspects(run, lambda: np.random.rand())
    after = np.random.rand()
    monkeypatch.setenv("COURSE_RECORD", str(clone / "record.json"))
    suspects(run, lambda: np.random.rand())
    assert np.random.rand() == after


def test_more_scatter_than_recorded_is_not_borrowed_away(run, capsys):
    values = iter([0.5, 1.0, 0.9])
    suspects(run, lambda: next(values))
    assert "Not proven yet" in capsys.readouterr().out
