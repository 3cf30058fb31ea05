"""Replicate on this machine, with lessons of a few milliseconds."""

import json
import os
import signal
import time

import numpy as np
import pytest
import tiny_lessons
from tiny_lessons import NOW, living, pids, runs, write_lesson

from course import replicate
from course.replicate.task import last_words
from course.settings import cores
from utils.evidence import versions
from utils.images.data import Digits, digest


def measure(directory, lessons, seeds, now=NOW):
    return replicate.measure(lessons, seeds, now, None, directory / "kept", directory / "evidence")


def kept_files(directory, name="91_tiny"):
    return sorted((directory / "kept").glob(f"{name}.builtin/*/seed-*.json"))


def evidence_path(directory, name="91_tiny"):
    return directory / "evidence" / f"{name}.builtin.json"


def test_evidence_holds_one_value_per_seed_in_the_order_of_the_seeds(tmp_path):
    lesson = write_lesson(
        tmp_path, "time.sleep(0.5 if seed == 1 else 0)\n"
    )  # the first to start, the last to end
    assert measure(tmp_path, [lesson], 3) == 0
    text = evidence_path(tmp_path).read_text(encoding="utf-8")
    evidence = json.loads(text)
    assert evidence.pop("seconds")[0] >= 0.5
    assert len(evidence.pop("processor")) == 3
    assert evidence == {
        "lesson": "91_tiny",
        "data": "builtin",
        "data_sha256": "d" * 64,
        "code_sha256": replicate.code_digest(lesson.read_text(encoding="utf-8")),
        "threads": 1,
        "versions": NOW["versions"],
        "seeds": [1, 2, 3],
        "recorded": {
            "accuracy": [0.333333, 0.666667, 1.0],
            "[0, 1]": [0.5, 0.5, 0.5],
            "curve": [[0.142857, 1.0], [0.285714, 1.0], [0.428571, 1.0]],
        },
        "reported": {"accuracy": 0.5},
        "verdicts": [
            {"claim": "more is more", "kind": "contrast", "by": 0.1, "better": "accuracy", "worse": "[0, 1]"},
            {"claim": "b is a", "kind": "same", "within": 1, "a": "[0, 1]", "b": "[0, 1]", "guilty": "curve"},
        ],
    }
    assert ' "seeds": [1, 2, 3],\n "seconds": [' in text
    assert '  "accuracy": [0.333333, 0.666667, 1.0],\n' in text
    assert [path.name for path in (tmp_path / "evidence").iterdir()] == ["91_tiny.builtin.json"]


def test_lesson_runs_alone_on_one_thread_and_is_not_strict(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_STRICT", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    here = tmp_path / "cwd.txt"
    look = (
        "assert not sys.argv[1:] and __name__ == '__main__'\n"
        "assert 'COURSE_STRICT' not in os.environ and os.environ['OMP_NUM_THREADS'] == '1'\n"
        f"assert os.environ['MPLBACKEND'] == 'Agg'\nPath({str(here)!r}).write_text(os.getcwd())\n"
    )
    assert measure(tmp_path, [write_lesson(tmp_path, look)], 1) == 0
    assert here.read_text() not in (os.getcwd(), str(tmp_path))
    assert not os.path.exists(here.read_text())


def test_more_seeds_and_a_changed_comment_run_only_what_is_new(tmp_path, capsys):
    assert measure(tmp_path, [write_lesson(tmp_path)], 2) == 0
    assert measure(tmp_path, [write_lesson(tmp_path, "# a comment\n\n\n")], 4) == 0
    assert runs(tmp_path) == [1, 2, 3, 4]
    assert "2 of 4 runs are kept from before." in capsys.readouterr().out
    assert json.loads(evidence_path(tmp_path).read_text(encoding="utf-8"))["seeds"] == [1, 2, 3, 4]


def test_fewer_seeds_leave_the_evidence_of_more_alone(tmp_path, capsys):
    lesson = write_lesson(tmp_path)
    assert measure(tmp_path, [lesson], 3) == measure(tmp_path, [lesson], 2) == 0
    assert json.loads(evidence_path(tmp_path).read_text(encoding="utf-8"))["seeds"] == [1, 2, 3]
    assert "more than 2 runs of the same code: it is left" in capsys.readouterr().out


def test_changed_code_runs_again(tmp_path):
    assert measure(tmp_path, [write_lesson(tmp_path)], 2) == 0
    before = evidence_path(tmp_path).read_text(encoding="utf-8")
    assert measure(tmp_path, [write_lesson(tmp_path, "record['recorded']['accuracy'] = 0.5\n")], 2) == 0
    assert runs(tmp_path) == [1, 1, 2, 2]
    assert evidence_path(tmp_path).read_text(encoding="utf-8") != before


def test_records_of_other_data_or_versions_do_not_count(tmp_path):
    lesson = write_lesson(tmp_path)
    assert measure(tmp_path, [lesson], 1) == 0
    path, record = kept_files(tmp_path)[0], json.loads(kept_files(tmp_path)[0].read_text(encoding="utf-8"))
    for change in ({"data_sha256": "e" * 64}, {"versions": NOW["versions"] | {"numpy": "1"}}, {"threads": 2}):
        path.write_text(json.dumps(record | change), encoding="utf-8")
        before = len(runs(tmp_path))
        assert measure(tmp_path, [lesson], 1) == 0
        assert len(runs(tmp_path)) == before + 1, change


def test_damaged_record_runs_again(tmp_path):
    lesson = write_lesson(tmp_path)
    assert measure(tmp_path, [lesson], 4) == 0
    evidence_path(tmp_path).unlink()
    files = kept_files(tmp_path)
    files[0].write_text("")
    files[1].write_text(files[1].read_text(encoding="utf-8")[:-9], encoding="utf-8")
    files[2].write_bytes(b"\xff[]")
    assert measure(tmp_path, [lesson], 4) == 0
    assert runs(tmp_path) == [1, 1, 2, 2, 3, 3, 4]
    assert evidence_path(tmp_path).is_file()


def test_failing_task_is_reported_and_the_others_go_on(tmp_path, capsys):
    fails = "class DataError(ValueError): pass\nif seed == 2: raise DataError('mnist.npz is cut short.')\n"
    lessons = [write_lesson(tmp_path, fails, "91_fails"), write_lesson(tmp_path, name="92_works")]
    evidence_path(tmp_path, "91_fails").parent.mkdir()
    evidence_path(tmp_path, "91_fails").write_text("as it was")
    assert measure(tmp_path, lessons, 3) == 1
    said = capsys.readouterr()
    assert said.err == (
        "91_fails builtin seed 2: mnist.npz is cut short.\n"
        "The evidence of 91_fails is not renewed. What is done is kept.\n"
    )
    assert said.out.count("s  (") == 5 and said.out.count("s  failed: mnist.npz is cut short.\n") == 1
    assert runs(tmp_path, "91_fails") == runs(tmp_path, "92_works") == [1, 2, 3]
    assert evidence_path(tmp_path, "91_fails").read_text() == "as it was"
    assert evidence_path(tmp_path, "92_works").is_file()
    assert measure(tmp_path, lessons, 3) == 1
    assert runs(tmp_path, "91_fails") == [1, 2, 2, 3]


@pytest.mark.parametrize(
    ("middle", "end", "sentence"),
    [
        ("", "", "it wrote no record: run.report() is missing"),
        ("sys.exit(3)\n", "", "it ended with exit code 3 and without a word"),
        ("raise KeyError('accuracy')\n", "", "KeyError: 'accuracy'"),
        ("record['seed'] = 9\n", tiny_lessons.END, "its record says seed 9, but expected was 1"),
        ("record['lesson'] = 'a'\n", tiny_lessons.END, "its record says lesson a, but expected was 91_tiny"),
        ("record['data_sha256'] = 'e'\n", tiny_lessons.END, "data_sha256 e, but expected was dddd"),
        (
            "record['versions']['numpy'] = '1'\n",
            tiny_lessons.END,
            "numpy 1, keras 3, tensorflow 2, but expected was",
        ),
        ("del record['verdicts']\n", tiny_lessons.END, "its record lacks verdicts"),
        (
            "record = [1]\n",
            "Path(os.environ['COURSE_RECORD']).write_text('[1]')",
            "what it wrote is not a record",
        ),
    ],
)
def test_what_went_wrong_is_said(tmp_path, capsys, middle, end, sentence):
    assert measure(tmp_path, [write_lesson(tmp_path, middle, end=end)], 1) == 1
    said = capsys.readouterr().err
    assert sentence in said and "Traceback" not in said
    assert not kept_files(tmp_path) and not evidence_path(tmp_path).exists()


def test_lesson_that_cannot_work_is_given_up(tmp_path, capsys):
    lessons = [write_lesson(tmp_path, "undefined\n", "91_fails"), write_lesson(tmp_path, name="92_works")]
    most = replicate.GIVE_UP_AFTER + 2 * cores()  # some have begun when the third one fails
    assert measure(tmp_path, lessons, most + 4) == 1
    assert replicate.GIVE_UP_AFTER <= len(runs(tmp_path, "91_fails")) <= most
    assert evidence_path(tmp_path, "92_works").is_file()
    assert "NameError: name 'undefined' is not defined" in capsys.readouterr().err


def test_lesson_that_is_not_python(tmp_path, capsys):
    lesson = write_lesson(tmp_path, "this lesson is prose\n")
    assert measure(tmp_path, [lesson], 2) == 1
    assert f"{lesson} is not valid Python" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("middle", "sentence"),
    [
        (
            "if seed == 3: record['recorded']['loss'] = record['recorded'].pop('accuracy')\n",
            'its runs don\'t record alike: seed 1 has "accuracy"; seed 3 has "loss"',
        ),
        (
            "if seed == 3: record['recorded']['curve'].append(1.0)\n",
            'its runs don\'t record alike: seed 1 has "curve" (2 numbers); seed 3 has "curve" (3 numbers)',
        ),
        (
            "if seed == 3: record['verdicts'][0]['by'] = 0.3\n",
            'its runs don\'t judge alike: seed 1 has {"claim": "more is more", ',
        ),
        ("if seed == 3: record['verdicts'].pop()\n", "; seed 3 has nothing in its place"),
    ],
)
def test_seeds_that_record_differently_make_no_evidence(tmp_path, capsys, middle, sentence):
    assert measure(tmp_path, [write_lesson(tmp_path, middle)], 3) == 1
    assert sentence in capsys.readouterr().err
    assert not evidence_path(tmp_path).exists()


def wait_for(process, lines):
    return [process.stdout.readline() for _ in range(lines)]


def test_killed_midway_it_goes_on_where_it_stopped(tmp_path):
    lesson = write_lesson(tmp_path, "time.sleep(0.3)\n")
    process = tiny_lessons.start(tmp_path, [lesson], 12)
    wait_for(process, 3)
    process.kill()
    process.communicate()
    assert not living(pids(tmp_path))
    done, begun = len(kept_files(tmp_path)), len(runs(tmp_path))
    assert 3 <= done <= begun < 12 and not evidence_path(tmp_path).exists()
    assert measure(tmp_path, [lesson], 12) == 0
    assert len(runs(tmp_path)) == begun + 12 - done
    assert sorted(set(runs(tmp_path))) == json.loads(evidence_path(tmp_path).read_text())["seeds"]


@pytest.mark.skipif(os.name == "nt", reason="Windows can't send Ctrl-C to one process only")
def test_interrupt_ends_the_lessons_and_keeps_what_is_done(tmp_path):
    lesson = write_lesson(tmp_path, "time.sleep(0 if seed < 3 else 60)\n")
    process = tiny_lessons.start(tmp_path, [lesson], 9)
    wait_for(process, 2)
    while len(runs(tmp_path)) < 2 + min(cores(), 7):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, errors = process.communicate(timeout=60)
    assert time.monotonic() - started < 10
    assert process.returncode == 130
    assert errors == "\nInterrupted. What is done is kept: the same command goes on from there.\n"
    assert not living(pids(tmp_path))
    assert len(kept_files(tmp_path)) == 2


def test_mnist_that_is_not_there_is_said_before_anything_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_MNIST", str(tmp_path / "mnist.npz"))
    assert replicate.replicate([write_lesson(tmp_path)], 2, "mnist", None) == 1
    assert str(tmp_path / "mnist.npz") in capsys.readouterr().err
    assert runs(tmp_path) == []


REAL_LESSON = """
import numpy as np
from utils import evidence
from utils.images import data
digits = {digits}
run = evidence.start("93_real", digits)
run.record("seed", run.seed)
run.record("nothing", 0)
run.contrast("a seed is more than nothing", better="seed", worse="nothing", by=0.5)
run.report()
"""


def assert_real_evidence(path):
    evidence = json.loads(path.read_text(encoding="utf-8"))
    assert evidence["recorded"] == {"seed": [1.0], "nothing": [0.0]}
    assert evidence["verdicts"][0]["better"] == "seed"


def test_a_record_that_utils_evidence_wrote(tmp_path):
    lesson = tmp_path / "93_real.py"
    blank = "data.Digits('builtin', *[np.zeros((1, 28, 28), np.uint8)] * 4)"
    lesson.write_text(REAL_LESSON.format(digits=blank), encoding="utf-8")
    digits = Digits("builtin", *[np.zeros((1, 28, 28), np.uint8)] * 4)
    now = NOW | {"data_sha256": digest(digits), "versions": replicate.comparable(versions())}
    assert measure(tmp_path, [lesson], 1, now) == 0
    assert_real_evidence(evidence_path(tmp_path, "93_real"))


@pytest.mark.skipif(not os.environ.get("COURSE_MNIST"), reason="drawing all digits takes too long")
def test_on_real_data(tmp_path, monkeypatch):
    lesson = tmp_path / "93_real.py"
    lesson.write_text(REAL_LESSON.format(digits="data.load()"), encoding="utf-8")
    monkeypatch.setattr(replicate, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(replicate, "EVIDENCE", tmp_path / "evidence")
    assert replicate.replicate([lesson], 1, "mnist", None) == 0
    assert_real_evidence(tmp_path / "evidence" / "93_real.mnist.json")


def test_last_words():
    assert last_words("") == ""
    assert last_words("noise\nThere is no data.\n\n") == "There is no data."
    chained = "Traceback (most recent call last):\n  File\nKeyError: 1\n\nDuring handling of it:\n\n"
    assert (
        last_words(chained + "Traceback (most recent call last):\n  File\nValueError: a\nb\n")
        == "ValueError: a"
    )
    assert (
        last_words("Traceback (most recent call last):\n  File\nutils.data.DataError: Cut short.")
        == "Cut short."
    )
