"""The learner's desk: copies follow their lessons until they are touched, and from then on nothing changes them."""

import json
import multiprocessing
import os
import re
import sys

import pytest

from course import desk
from course.settings import ROOT

LESSON, NEW = "05_pooling.ipynb", "05_new_pooling.ipynb"


@pytest.fixture
def clone(tmp_path):
    """Two folders, `notebooks` with two lessons, and the one for the copies, which isn't there."""
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    (notebooks / "00_start_here.ipynb").write_text("start")
    (notebooks / LESSON).write_text("version 1")
    return notebooks, tmp_path / "my" / "lessons"


def contents(copies):
    return {path.name: path.read_text() for path in copies.iterdir() if path.name != desk.WRITTEN}


def change(clone, text):
    """A new version of the lesson, and what `lab` says of it."""
    (clone[0] / LESSON).write_text(text)
    return lay_out(clone)


def lay_out(clone):
    folder, sentences = desk.lay_out(*clone)
    assert folder == clone[1]
    return sentences


def test_the_first_time_every_lesson_is_copied_under_its_name(clone):
    assert lay_out(clone) == []
    assert contents(clone[1]) == {"00_start_here.ipynb": "start", LESSON: "version 1"}


def test_nothing_is_written_when_nothing_changed(clone):
    lay_out(clone)
    before = {path.name: path.stat().st_mtime_ns for path in clone[1].iterdir()}
    assert lay_out(clone) == []
    assert {path.name: path.stat().st_mtime_ns for path in clone[1].iterdir()} == before


def test_an_untouched_copy_follows_its_lesson_without_a_word(clone):
    lay_out(clone)
    assert change(clone, "version 2") == []
    assert contents(clone[1]) == {"00_start_here.ipynb": "start", LESSON: "version 2"}


def test_an_answer_stays_while_its_lesson_does(clone):
    lay_out(clone)
    (clone[1] / LESSON).write_text("an answer")
    assert lay_out(clone) == []
    assert contents(clone[1])[LESSON] == "an answer" and len(contents(clone[1])) == 2


def test_a_new_version_is_put_beside_an_answer_and_told_in_one_sentence(clone):
    lay_out(clone)
    (clone[1] / LESSON).write_text("an answer")
    (said,) = change(clone, "version 2")
    assert f"{NEW} is the new one, {LESSON} is yours" in said and "\n" not in said
    assert contents(clone[1]) == {"00_start_here.ipynb": "start", LESSON: "an answer", NEW: "version 2"}
    assert lay_out(clone) == [said]  # it still lies there unread


def test_an_untouched_new_version_is_followed_by_the_next(clone):
    lay_out(clone)
    (clone[1] / LESSON).write_text("an answer")
    change(clone, "version 2")
    (said,) = change(clone, "version 3")
    assert NEW in said
    assert contents(clone[1]) == {"00_start_here.ipynb": "start", LESSON: "an answer", NEW: "version 3"}


def test_a_touched_new_version_stays_too_and_the_next_gets_a_number(clone):
    lay_out(clone)
    mine = {LESSON: "an answer", NEW: "another", "05_new_2_pooling.ipynb": "a third"}
    for number, (name, answer) in enumerate(mine.items(), start=2):
        (clone[1] / name).write_text(answer)
        assert lay_out(clone) == []
        change(clone, f"version {number}")
    assert contents(clone[1]) == mine | {
        "00_start_here.ipynb": "start",
        "05_new_3_pooling.ipynb": "version 4",
    }


def test_a_new_version_that_was_thrown_away_does_not_come_back(clone):
    lay_out(clone)
    (clone[1] / LESSON).write_text("an answer")
    change(clone, "version 2")
    (clone[1] / NEW).unlink()
    assert lay_out(clone) == []
    assert NEW not in contents(clone[1])
    assert NEW in change(clone, "version 3")[0]


def test_a_new_version_that_took_the_place_of_the_answer_follows_again(clone):
    lay_out(clone)
    (clone[1] / LESSON).write_text("an answer")
    change(clone, "version 2")
    (clone[1] / NEW).rename(clone[1] / LESSON)
    assert lay_out(clone) == []
    assert change(clone, "version 3") == []
    assert contents(clone[1]) == {"00_start_here.ipynb": "start", LESSON: "version 3"}


def test_a_copy_that_was_thrown_away_comes_back(clone):
    lay_out(clone)
    (clone[1] / LESSON).write_text("an answer")
    (clone[1] / LESSON).unlink()
    assert lay_out(clone) == []
    assert contents(clone[1])[LESSON] == "version 1"


@pytest.mark.parametrize("damage", ["", "{", "[]", "\x00", None])
def test_without_the_record_of_what_was_written_all_that_differs_is_the_learners(clone, damage):
    lay_out(clone)
    (clone[1] / LESSON).write_text("an answer")
    (clone[1] / desk.WRITTEN).unlink()
    if damage is not None:
        (clone[1] / desk.WRITTEN).write_text(damage)
    (said,) = lay_out(clone)
    assert contents(clone[1])[LESSON] == "an answer" and contents(clone[1])[NEW] == "version 1"
    assert NEW in said
    assert len(json.loads((clone[1] / desk.WRITTEN).read_text())) == 2  # never the answer


@pytest.mark.parametrize(
    "damage", ["[" * 9999, "5", json.dumps({LESSON: "unreadable"}), json.dumps({LESSON: [1]})]
)
def test_a_record_with_anything_in_it_costs_no_answer(clone, damage):
    lay_out(clone)
    (clone[1] / LESSON).write_text("an answer")
    (clone[1] / desk.WRITTEN).write_text(damage)
    (said,) = lay_out(clone)
    assert NEW in said and contents(clone[1])[LESSON] == "an answer"


@pytest.mark.skipif(os.name == "nt", reason="needs links")
@pytest.mark.parametrize("make", [
    lambda path: path.mkdir(),
    lambda path: path.symlink_to(path.with_name("on a disk that isn't there")),
    lambda path: path.symlink_to(path),
    lambda path: os.mkfifo(path),
], ids=["folder", "link to nothing", "loop", "pipe"])  # fmt: skip
def test_what_cannot_be_read_in_a_copys_place_is_the_learners_and_the_others_are_laid_out(clone, make):
    clone[1].mkdir(parents=True)
    make(clone[1] / LESSON)
    before = (clone[1] / LESSON).lstat().st_ino
    (said,) = lay_out(clone)
    assert NEW in said and (clone[1] / NEW).read_text() == "version 1"
    assert (clone[1] / LESSON).lstat().st_ino == before
    assert (clone[1] / "00_start_here.ipynb").read_text() == "start"


def test_a_copy_that_may_not_be_read_is_the_learners(clone, monkeypatch):
    lay_out(clone)
    (clone[1] / LESSON).write_text("an answer")

    whole = desk.Path.open

    def forbidden(path, mode="r", *more, **named):
        if path.name == LESSON and path.parent == clone[1] and mode == "rb":
            raise PermissionError(13, "Permission denied")
        return whole(path, mode, *more, **named)

    monkeypatch.setattr(desk.Path, "open", forbidden)
    assert NEW in change(clone, "version 2")[0]
    assert contents(clone[1])[LESSON] == "an answer"


def test_other_files_of_the_learner_are_left_alone(clone):
    clone[1].mkdir(parents=True)
    (clone[1] / "05_newer_pooling.ipynb").write_text("mine")
    (clone[1] / "notes.txt").write_text("mine")
    lay_out(clone)
    (clone[1] / LESSON).write_text("an answer")
    change(clone, "version 2")
    assert contents(clone[1]) | {"notes.txt": "mine", "05_newer_pooling.ipynb": "mine"} == contents(clone[1])


def test_where_nothing_can_be_written_the_notebooks_themselves_open(clone):
    (clone[1].parent).write_text("a file where a folder should be")
    folder, (said,) = desk.lay_out(*clone)
    assert folder == clone[0]
    assert "Nothing can be written in" in said and "\n" not in said


@pytest.mark.skipif(
    os.name == "nt" or getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write anywhere"
)
def test_a_read_only_folder_is_such_a_place(clone):
    clone[1].mkdir(parents=True)
    clone[1].chmod(0o500)
    try:
        folder, (said,) = desk.lay_out(*clone)
    finally:
        clone[1].chmod(0o700)
    assert folder == clone[0] and "Permission denied" in said


def test_a_full_disk_leaves_answers_and_copies_whole(clone, monkeypatch):
    lay_out(clone)
    (clone[1] / "00_start_here.ipynb").write_text("an answer")
    (clone[0] / LESSON).write_text("version 2")
    (clone[0] / "00_start_here.ipynb").write_text("start again")

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(desk, "write_whole", full)
    folder, (said,) = desk.lay_out(*clone)
    assert folder == clone[0] and "No space left" in said
    assert contents(clone[1]) == {"00_start_here.ipynb": "an answer", LESSON: "version 1"}


def _start(clone, barrier):
    barrier.wait()
    desk.lay_out(*clone)


def test_two_at_once_leave_what_one_leaves(clone):
    lay_out(clone)
    (clone[1] / LESSON).write_text("an answer")
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(3)
    both = [context.Process(target=_start, args=(clone, barrier)) for _ in range(2)]
    for process in both:
        process.start()
    for name in (LESSON, "00_start_here.ipynb"):
        (clone[0] / name).write_text("version 2")
    barrier.wait()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert contents(clone[1]) == {"00_start_here.ipynb": "version 2", LESSON: "an answer", NEW: "version 2"}


# --- JupyterLab ---


def test_links_between_copies_lead_to_copies():
    """A lesson names other lessons as files beside it, and their copies have the same names."""
    for path in desk.NOTEBOOKS.glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        links = re.findall(r"\]\(([^)\s]+)", text)
        assert [link for link in links if "/" in link and "://" not in link] == [], path.name


def test_an_option_of_the_users_takes_the_place_of_ours():
    ours = desk.options(desk.COPIES, [])
    assert "--LabApp.default_url=/lab/tree/my/lessons/00_start_here.ipynb" in ours
    assert f"--MappingKernelManager.cull_idle_timeout={60 * desk.CULL_MINUTES}" in ours
    theirs = ["--MappingKernelManager.cull_idle_timeout=0", "--ServerApp.port=9999", "--no-browser"]
    both = desk.options(desk.NOTEBOOKS, theirs)
    assert both[-3:] == theirs and len(both) == len(ours) + 2
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in both


def test_lab_says_what_it_did_and_hands_options_on(monkeypatch, capsys, clone):
    launched = []
    fake = type(sys)("jupyterlab.labapp")
    fake.LabApp = type("LabApp", (), {"launch_instance": launched.append})
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", fake)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "theirs")
    monkeypatch.setattr(desk, "lay_out", lambda *folders: (ROOT / "notebooks", ["A sentence."]))
    desk.open_lab(["--no-browser"])
    assert capsys.readouterr().out.splitlines() == ["A sentence.", desk.MEMORY]
    assert launched == [desk.options(ROOT / "notebooks", ["--no-browser"])]
    assert os.environ["JUPYTER_CONFIG_PATH"] == f"{desk.CONFIGURATION}{os.pathsep}theirs"
