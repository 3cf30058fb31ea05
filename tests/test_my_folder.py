"""A learner's folder my/: nothing in it is lost, and whatever it holds, lessons go on."""

import json
import multiprocessing
import os
import shutil

import damaged_own
import numpy as np
import pytest

from course import desk, settings
from utils import trial
from utils.images.data import Digits
from utils.trial import kept, places
from utils.trial.guess import _clicked

CHOICES = damaged_own.CHOICES


def runs(clone):
    return sorted((clone / damaged_own.RUNS).glob("*.json"))


def opened():
    digits = Digits("builtin", *(np.zeros((2, 28, 28), np.uint8), np.zeros(2, np.uint8)) * 2)
    return trial.start(damaged_own.LESSON, digits)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_in_it_a_lesson_runs_to_its_report_and_the_desk_is_laid(clone, seed):
    how = damaged_own.damage_own(clone, seed)
    told = damaged_own.learn()
    assert "You predicted **b**" in told or "You made no prediction" in told, how
    _, sentences = desk.lay_out(clone / "notebooks", clone / "my" / "lessons")
    assert all(sentence and "\n" not in sentence for sentence in sentences)


def test_where_it_is_a_file_the_lesson_says_that_the_run_is_not_kept(clone):
    shutil.rmtree(clone / "my")
    (clone / "my").write_text("mine")
    assert "This run isn't kept for your next report" in damaged_own.learn()
    assert (clone / "my").read_text() == "mine"


# Earlier runs


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "1e999", "1" + "0" * 400, "true", '"0.5"', "null", "[0.5]"]
)
def test_only_numbers_of_earlier_runs_are_drawn(clone, value):
    path = runs(clone)[-1]
    path.write_text(f'{{"recorded": {{"test loss": {{"odd": {value}, "good": 0.5}}}}}}')
    assert kept.earlier(opened())[0] == {"test loss": {"good": 0.5}}


def test_damaged_runs_do_not_hide_the_earlier_ones(clone):
    for number in range(kept.SHOWN):
        (clone / damaged_own.RUNS / f"9999-{number}.json").write_text("{")
    assert len(kept.earlier(opened())) == 2


def test_of_many_runs_the_latest_are_shown_and_few_are_opened(clone, monkeypatch):
    (first, _), read, opened_ones = runs(clone), kept.read_json, []
    for number in range(300):
        shutil.copy(first, first.with_name(f"9999-{number:04}.json"))
    monkeypatch.setattr(
        kept, "read_json", lambda path, most: opened_ones.append(path.name) or read(path, most)
    )
    assert len(kept.earlier(opened())) == kept.SHOWN
    assert opened_ones == [f"9999-{number:04}.json" for number in range(299, 299 - kept.SHOWN, -1)]


def _report(home, barrier):
    with damaged_own.at_home(home):
        run = opened()
        run.record("test loss", "as published", 0.5)
        barrier.wait()
        run.report(answer="a", because="So it is.")


def test_kernels_side_by_side_lose_no_run(clone):
    (clone / "course" / "evidence" / damaged_own.EVIDENCE).unlink()  # no pictures, which take long
    context = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")
    if os.name != "nt":
        context.set_forkserver_preload(["course.publish.board", "course.publish.placeholders", "pytest"])
    barrier = context.Barrier(8)
    kernels = [context.Process(target=_report, args=(clone, barrier)) for _ in range(8)]
    for kernel in kernels:
        kernel.start()
    for kernel in kernels:
        kernel.join()
    assert [kernel.exitcode for kernel in kernels] == [0] * 8
    assert len(runs(clone)) == 2 + 8 and all(json.loads(path.read_text())["recorded"] for path in runs(clone))


# The guess


def restarted(choices=CHOICES):
    """The same guess in a new kernel."""
    _clicked.clear()
    return trial.guess(*choices)


def test_a_clicked_guess_is_still_there_in_a_new_kernel(clone):
    again = restarted()
    assert again.letter == "b" and again._buttons().value == CHOICES[1]
    again._buttons().value = CHOICES[2]
    assert restarted().letter == "c" and len(list((clone / "my" / "guesses").iterdir())) == 1
    assert restarted((*CHOICES, "d) everything")).letter == ""


@pytest.mark.parametrize("variable", ["COURSE_STRICT", "COURSE_RECORD"])
def test_no_guess_or_run_of_the_learners_gets_into_a_measured_or_tested_run(clone, monkeypatch, variable):
    monkeypatch.setenv(variable, "1")
    guessed = restarted()
    assert guessed.letter == "" and places.own_runs(damaged_own.LESSON, "builtin") is None
    guessed._buttons().value = CHOICES[2]
    monkeypatch.delenv(variable)
    assert restarted().letter == "b"


def test_no_guess_of_a_teachers_gets_into_a_handout(clone, monkeypatch):
    for name, value in settings.environment(seed=1, strict=True).items():
        if name.startswith("COURSE_") and name != "COURSE_HOME":
            monkeypatch.setenv(name, value)
    assert restarted().letter == ""


@pytest.mark.parametrize(
    "content",
    ["", "[]", "null", "5", '"b"', "{}", '["b"]', "[" * 9999, "\x00", json.dumps([*CHOICES, "x"]),
     json.dumps([*CHOICES, ["b"]]), json.dumps([*CHOICES[:2], "b"]), " " * 99_999],
)  # fmt: skip
def test_a_damaged_guess_is_none_and_can_be_made_again(clone, content):
    (path,) = (clone / "my" / "guesses").iterdir()
    path.write_text(content)
    guessed = restarted()
    assert guessed.letter == ""
    guessed._buttons().value = CHOICES[0]
    assert restarted().letter == "a"


def test_where_nothing_can_be_written_a_guess_lasts_as_long_as_its_kernel(clone):
    shutil.rmtree(clone / "my")
    (clone / "my").write_text("mine")
    trial.guess(*CHOICES)._buttons().value = CHOICES[0]
    assert trial.guess(*CHOICES).letter == "a" and restarted().letter == ""


def test_a_kernel_whose_folder_was_deleted_is_outside_of_any_clone(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_HOME", raising=False)

    def gone():
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(places.Path, "cwd", gone)
    assert places.home() is None
