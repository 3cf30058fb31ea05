"""Replicate on this machine, with lessons of a few milliseconds."""

import json
import os
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
import tiny_lessons
from tiny_lessons import NOW, living, pids, runs, write_lesson

from course import settings
from course.catalogue import code_digest
from course.replicate import LONG_SEEDS, command, processes, schedule, task
from course.replicate.store import Circumstances
from course.replicate.task import last_words
from utils.images.data import Digits, digest
from utils.trial.evidence import comparable
from utils.trial.machine import versions

forks = pytest.mark.skipif(not processes.can_fork(), reason="here every lesson has a fresh process")
FRESH = pytest.param(False, id="fresh")
FORKED = pytest.param(True, id="forked", marks=forks)


def measure(directory: Path, lessons: list[Path], seeds: int, now: Circumstances = NOW) -> int:
    return command.measure(lessons, seeds, now, None, directory / "kept", directory / "evidence")


def kept_files(directory: Path, name: str = "91_tiny") -> list[Path]:
    return sorted((directory / "kept").glob(f"{name}.builtin/*/seed-*.json"))


def evidence_path(directory: Path, name: str = "91_tiny") -> Path:
    return directory / "evidence" / f"{name}.builtin.json"


def evidence_of(directory: Path, name: str = "91_tiny") -> dict:
    return json.loads(evidence_path(directory, name).read_text(encoding="utf-8"))


def test_evidence_holds_one_value_per_seed_in_the_order_of_the_seeds(tmp_path):
    # The first one to start is the last one to end.
    lesson = write_lesson(tmp_path, "time.sleep(0.5 if seed == 1 else 0)\n")
    assert measure(tmp_path, [lesson], 3) == 0
    evidence = evidence_of(tmp_path)
    assert evidence.pop("seconds")[0] >= 0.5
    assert len(evidence.pop("processor")) == 3
    assert evidence == {
        "lesson": "91_tiny",
        "data": "builtin",
        "data_sha256": "d" * 64,
        "code_sha256": code_digest(lesson.read_text(encoding="utf-8")),
        "threads": 1,
        "versions": NOW.versions,
        "seeds": [1, 2, 3],
        "recorded": {
            "accuracy": {"as published": [0.333333, 0.666667, 1.0], "[0, 1], twice": [0.5, 0.5, 0.5]},
            "loss": {"curve": [[0.142857, 1.0], [0.285714, 1.0], [0.428571, 1.0]]},
        },
        "reported": {"accuracy": {"as published": 0.5}},
        "timed": [["accuracy", "[0, 1], twice"]],
    }
    text = evidence_path(tmp_path).read_text(encoding="utf-8")
    assert ' "seeds": [1, 2, 3],\n "seconds": [' in text
    assert '   "as published": [0.333333, 0.666667, 1.0],\n' in text
    assert [path.name for path in (tmp_path / "evidence").iterdir()] == ["91_tiny.builtin.json"]


LOOK = """
assert not sys.argv[1:] and __name__ == "__main__" and sys.path[0] == os.path.dirname(__file__)
assert "COURSE_STRICT" not in os.environ and os.environ["OMP_NUM_THREADS"] == "1"
assert "MALLOC_TRIM_THRESHOLD_" not in os.environ
assert os.environ["MPLBACKEND"] == "Agg" and os.environ["PYTHONHASHSEED"] == "0"
assert os.environ["COURSE_HOME"] == os.getcwd() and not sys.stdin.read()
print("to be read by nobody")
sys.modules["left behind"] = seed
Path({here!r}).write_text(os.getcwd())
"""


@pytest.mark.parametrize("fork", [FRESH, FORKED])
def test_lesson_runs_alone_on_one_thread_and_is_not_strict(tmp_path, monkeypatch, capfd, fork):
    monkeypatch.setattr(processes, "can_fork", lambda: fork)
    monkeypatch.setenv("COURSE_STRICT", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "65536")
    here = tmp_path / "cwd.txt"
    look = "assert 'left behind' not in sys.modules\n" + LOOK.format(here=str(here))
    assert measure(tmp_path, [write_lesson(tmp_path, look)], 4) == 0
    assert here.read_text() not in (os.getcwd(), str(tmp_path))
    assert not os.path.exists(here.read_text())
    assert "nobody" not in capfd.readouterr().out


SUMS = """
import numpy as np
record["recorded"]["loss"]["sums"] = [
    float(np.random.default_rng(seed).random((300, 300)).astype("f").dot(np.ones((300, 1), "f")).sum()),
    float(len({"a", "b"} - {"c"})),
    float(hash("text") % 1000),
]
"""


@forks
def test_a_copy_computes_what_a_fresh_process_does(tmp_path, monkeypatch):
    found = []
    for name, fork in {"forked": True, "fresh": False}.items():
        monkeypatch.setattr(processes, "can_fork", lambda fork=fork: fork)
        (tmp_path / name).mkdir()
        assert measure(tmp_path / name, [write_lesson(tmp_path / name, SUMS)], 4) == 0
        found.append(evidence_of(tmp_path / name)["recorded"])
    assert found[0] == found[1] and "sums" in found[0]["loss"]


@forks
def test_what_a_lesson_imports_is_imported_once(tmp_path, monkeypatch):
    log = f"import os\nopen(os.path.join({str(tmp_path)!r}, f'by {{os.getpid()}}'), 'w').close()\n"
    (tmp_path / "takes_long.py").write_text(log)
    (tmp_path / "quiet.py").write_text("def __getattr__(name):\n    import takes_long; return takes_long\n")
    lesson = write_lesson(
        tmp_path, "from quiet import anything\nassert anything is sys.modules['takes_long']\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert measure(tmp_path, [lesson], 3 * settings.cores()) == 0
    imported_by = [int(path.name.split()[1]) for path in tmp_path.glob("by *")]
    assert 1 <= len(imported_by) <= settings.cores() and not {*imported_by} & {*pids(tmp_path)}


def test_more_seeds_and_a_changed_comment_run_only_what_is_new(tmp_path, capsys):
    assert measure(tmp_path, [write_lesson(tmp_path)], 2) == 0
    assert measure(tmp_path, [write_lesson(tmp_path, "# a comment\n\n\n")], 4) == 0
    assert runs(tmp_path) == [1, 2, 3, 4]
    assert "2 of 4 runs are kept from before." in capsys.readouterr().out
    assert evidence_of(tmp_path)["seeds"] == [1, 2, 3, 4]


def test_fewer_seeds_leave_the_evidence_of_more_alone(tmp_path, capsys):
    lesson = write_lesson(tmp_path)
    assert measure(tmp_path, [lesson], 3) == measure(tmp_path, [lesson], 2) == 0
    assert evidence_of(tmp_path)["seeds"] == [1, 2, 3]
    assert "more than 2 runs of the same code: it is left" in capsys.readouterr().out


def test_changed_code_runs_again(tmp_path):
    assert measure(tmp_path, [write_lesson(tmp_path)], 2) == 0
    before = evidence_of(tmp_path)
    assert measure(tmp_path, [write_lesson(tmp_path, "accuracy['as published'] = 0.5\n")], 2) == 0
    assert runs(tmp_path) == [1, 1, 2, 2]
    assert evidence_of(tmp_path)["recorded"] != before["recorded"]


def test_records_of_other_data_or_versions_do_not_count(tmp_path, capsys):
    lesson = write_lesson(tmp_path)
    assert measure(tmp_path, [lesson], 1) == 0
    path, record = kept_files(tmp_path)[0], json.loads(kept_files(tmp_path)[0].read_text(encoding="utf-8"))
    for change in ({"data_sha256": "e" * 64}, {"versions": NOW.versions | {"numpy": "1"}}, {"threads": 2}):
        path.write_text(json.dumps(record | change), encoding="utf-8")
        before = len(runs(tmp_path))
        assert measure(tmp_path, [lesson], 1) == 0
        assert len(runs(tmp_path)) == before + 1, change
    assert "can't be used" not in capsys.readouterr().out


def test_damaged_record_is_named_and_runs_again(tmp_path, capsys):
    lesson = write_lesson(tmp_path)
    assert measure(tmp_path, [lesson], 5) == 0
    evidence_path(tmp_path).unlink()
    files = kept_files(tmp_path)
    files[0].write_text("")
    files[1].write_text(files[1].read_text(encoding="utf-8")[:-9], encoding="utf-8")
    files[2].write_bytes(b"\xff[]")
    files[3].write_text("{}")
    assert measure(tmp_path, [lesson], 5) == 0
    assert runs(tmp_path) == [1, 1, 2, 2, 3, 3, 4, 4, 5]
    assert evidence_path(tmp_path).is_file()
    said = capsys.readouterr().out
    for path in files[:4]:
        assert said.count(f"{path} can't be used (") == 1
    assert str(files[4]) not in said


@pytest.mark.parametrize("damage", ["", "[]", '{"lesson": "91_tiny"', '{"seeds": 4}'])
def test_damaged_evidence_is_named_and_written_anew(tmp_path, capsys, damage):
    lesson = write_lesson(tmp_path)
    assert measure(tmp_path, [lesson], 1) == 0
    evidence_path(tmp_path).write_text(damage)
    assert measure(tmp_path, [lesson], 1) == 0
    assert f"{evidence_path(tmp_path)} can't be read (" in capsys.readouterr().out
    assert evidence_of(tmp_path)["seeds"] == [1] == runs(tmp_path)


def test_long_arms_are_run_with_the_first_seeds_only(tmp_path):
    seeds = LONG_SEEDS + 2
    assert measure(tmp_path, [write_lesson(tmp_path, tiny_lessons.LONG)], seeds) == 0
    evidence = evidence_of(tmp_path)
    some = evidence["recorded"]["accuracy"]["ten epochs"]
    assert some == [round(seed / 9, 6) for seed in range(1, LONG_SEEDS + 1)] + [None, None]
    assert evidence["recorded"]["hours"] == {"ten epochs": [0.25] * LONG_SEEDS + [None, None]}
    assert len(evidence["recorded"]["accuracy"]["as published"]) == seeds
    assert evidence["reported"]["accuracy"] == {"as published": 0.5, "ten epochs": 0.75}
    assert "0.555556, null, null]\n" in evidence_path(tmp_path).read_text(encoding="utf-8")


def test_a_kept_record_that_skipped_its_long_arms_runs_again_where_they_belong(tmp_path):
    lesson = write_lesson(tmp_path, tiny_lessons.LONG)
    seeds = LONG_SEEDS + 1
    assert measure(tmp_path, [lesson], seeds) == 0
    for path in kept_files(tmp_path)[1:3]:
        record = json.loads(path.read_text(encoding="utf-8"))
        del record["recorded"]["accuracy"]["ten epochs"]
        path.write_text(json.dumps(record | {"skipped_long": ["ten_epochs"]}), encoding="utf-8")
    assert measure(tmp_path, [lesson], seeds) == 0
    assert runs(tmp_path) == sorted([*range(1, seeds + 1), 2, 3])


def test_failing_task_is_reported_and_the_others_go_on(tmp_path, capsys):
    fails = "class DataError(ValueError): pass\nif seed == 2: raise DataError('mnist.npz is cut short.')\n"
    lessons = [write_lesson(tmp_path, fails, "91_fails"), write_lesson(tmp_path, name="92_works")]
    evidence_path(tmp_path, "91_fails").parent.mkdir()
    evidence_path(tmp_path, "91_fails").write_text("as it was")
    assert measure(tmp_path, lessons, 3) == 1
    said = capsys.readouterr()
    assert said.err == (
        "91_fails builtin seed 2: DataError: mnist.npz is cut short.\n"
        "The evidence of 91_fails is not renewed. What is done is kept.\n"
    )
    assert said.out.count("s  (") == 5 and said.out.count("s  failed: DataError: mnist.npz is cut") == 1
    assert runs(tmp_path, "91_fails") == runs(tmp_path, "92_works") == [1, 2, 3]
    assert evidence_path(tmp_path, "91_fails").read_text() == "as it was"
    assert evidence_path(tmp_path, "92_works").is_file()
    assert measure(tmp_path, lessons, 3) == 1
    assert runs(tmp_path, "91_fails") == [1, 2, 2, 3]


KILLED = "it was ended by SIGKILL"


@pytest.mark.parametrize(
    ("middle", "end", "sentence"),
    [
        ("", "", "it wrote no record: run.report() is missing"),
        ("sys.exit(3)\n", "", "it ended with exit code 3 and without a word"),
        ("sys.exit('No ink.')\n", "", "91_tiny builtin seed 1: No ink.\n"),
        ("raise KeyError('accuracy')\n", "", "KeyError: 'accuracy'"),
        ("record['seed'] = 9\n", tiny_lessons.END, "its record says seed 9, but expected was 1"),
        ("record['lesson'] = 'a'\n", tiny_lessons.END, "its record says lesson a, but expected was 91_tiny"),
        ("record['data_sha256'] = 'e'\n", tiny_lessons.END, "data_sha256 e, but expected was dddd"),
        (
            "record['versions']['numpy'] = '1'\n",
            tiny_lessons.END,
            "numpy 1, keras 3, tensorflow 2, but expected was",
        ),
        ("del record['timed']\n", tiny_lessons.END, "its record lacks timed"),
        ("del record['versions']\n", tiny_lessons.END, "its record lacks versions"),
        ("record['skipped_long'] = ['f']\n", tiny_lessons.END, "its record lacks the long arms of f"),
        ("", "Path(os.environ['COURSE_RECORD']).write_text('[1]')", "what it wrote is not a record"),
        ("", "Path(os.environ['COURSE_RECORD']).write_text('[1')", "what it wrote is not JSON"),
        pytest.param("os.kill(os.getpid(), 9)\n", "", KILLED, marks=forks),
        pytest.param("os.kill(os.getppid(), 9)\ntime.sleep(60)\n", "", KILLED, marks=forks),
    ],
)
def test_what_went_wrong_is_said(tmp_path, capsys, middle, end, sentence):
    assert measure(tmp_path, [write_lesson(tmp_path, middle, end=end)], 1) == 1
    said = capsys.readouterr().err
    assert sentence in said and "Traceback" not in said
    assert not kept_files(tmp_path) and not evidence_path(tmp_path).exists()
    assert not living(pids(tmp_path))


@forks
@pytest.mark.parametrize("who", ["pid", "ppid"])
def test_a_death_costs_its_own_task_only(tmp_path, who):
    middle = f"if seed == 2: os.kill(os.get{who}(), 9); time.sleep(60)\n"
    assert measure(tmp_path, [write_lesson(tmp_path, middle)], 3 * settings.cores()) == 1
    assert len(kept_files(tmp_path)) == 3 * settings.cores() - 1
    assert not living(pids(tmp_path))


def test_lesson_that_cannot_work_is_given_up(tmp_path, capsys):
    lessons = [write_lesson(tmp_path, "undefined\n", "91_fails"), write_lesson(tmp_path, name="92_works")]
    most = schedule.GIVE_UP_AFTER + 2 * settings.cores()  # some have begun when the third one fails
    assert measure(tmp_path, lessons, most + 4) == 1
    assert schedule.GIVE_UP_AFTER <= len(runs(tmp_path, "91_fails")) <= most
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
            "if seed == 3: accuracy['other'] = accuracy.pop('as published')\n",
            'record alike: seed 1 has "accuracy, as published"; seed 3 has "accuracy, other"',
        ),
        (
            "if seed == 3: record['recorded']['loss']['curve'].append(1.0)\n",
            'record alike: seed 1 has "loss, curve" (2 numbers); seed 3 has "loss, curve" (3 numbers)',
        ),
        (
            "if seed == 3: record['reported']['accuracy']['as published'] = 0.6\n",
            'report alike: seed 1 has "accuracy, as published" as 0.5; seed 3 has',
        ),
        ("if seed == 3: record['timed'] = []\n", "time alike: seed 1 has"),
        ("if seed == 7: record['skipped_long'] = ['f']\n", "skip alike: seed 6 has g; seed 7 has f"),
        ("if seed > 5: accuracy['other'] = 1.0\n", 'has nothing in its place; seed 6 has "accuracy, other"'),
    ],
)
def test_seeds_that_measure_differently_make_no_evidence(tmp_path, capsys, middle, sentence):
    skip = "record['skipped_long'] = ['g'] if seed > 5 else []\n"
    assert measure(tmp_path, [write_lesson(tmp_path, skip + middle)], 7) == 1
    assert sentence in capsys.readouterr().err
    assert not evidence_path(tmp_path).exists()


def wait_for(process: subprocess.Popen, lines: int) -> None:
    for _ in range(lines):
        process.stdout.readline()


def wait_until_some_run(directory: Path, number: int) -> None:
    while len(runs(directory)) < number:
        time.sleep(0.05)


def descendants(process: subprocess.Popen) -> list[int]:
    return [child.pid for child in psutil.Process(process.pid).children(recursive=True)]


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
    assert sorted(set(runs(tmp_path))) == evidence_of(tmp_path)["seeds"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("fork", [FRESH, FORKED])
def test_no_process_outlives_its_owner(tmp_path, name, fork):
    process = tiny_lessons.start(tmp_path, [write_lesson(tmp_path, "time.sleep(60)\n")], 4, fork=fork)
    wait_until_some_run(tmp_path, min(settings.processes(), 4))
    children = descendants(process)
    assert set(pids(tmp_path)) <= set(children)
    process.send_signal(getattr(signal, name))
    process.communicate(timeout=60)
    assert not living(children)
    assert not kept_files(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows can't send Ctrl-C to one process only")
@pytest.mark.parametrize("fork", [FRESH, FORKED])
def test_interrupt_ends_the_lessons_and_keeps_what_is_done(tmp_path, fork):
    lesson = write_lesson(tmp_path, "time.sleep(0 if seed < 3 else 60)\n")
    process = tiny_lessons.start(tmp_path, [lesson], 9, fork=fork)
    wait_for(process, 2)
    wait_until_some_run(tmp_path, 2 + min(settings.processes(), 7))
    children = descendants(process)
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, errors = process.communicate(timeout=60)
    assert time.monotonic() - started < 10
    assert process.returncode == 130
    assert errors == "\nInterrupted. What is done is kept: the same command goes on from there.\n"
    assert not living([*children, *pids(tmp_path)])
    assert len(kept_files(tmp_path)) == 2


@forks
def test_a_runner_without_orders_ends(tmp_path, monkeypatch):
    rests = tmp_path / "runner.py"
    text = processes.RUNNER.read_text(encoding="utf-8")
    assert "REST_SECONDS = 60" in text
    rests.write_text(text.replace("REST_SECONDS = 60", "REST_SECONDS = 0.5"), encoding="utf-8")
    monkeypatch.setattr(processes, "RUNNER", rests)
    lesson = write_lesson(tmp_path)
    one = task.Task(str(lesson), code_digest(lesson.read_text(encoding="utf-8")), "builtin", 1, long=False)
    try:
        assert task.run("resting", one).failure is None
        (resting,) = processes._resting["resting"]
        assert resting.process.wait(30) == 0
        assert task.run("resting", one).failure is None
        assert len(processes._runners["resting"]) == 1
    finally:
        processes.stop("resting")
    assert task.run("resting", one).failure == "it was stopped"


def test_mnist_that_is_not_there_is_said_before_anything_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_MNIST", str(tmp_path / "mnist.npz"))
    assert command.replicate([write_lesson(tmp_path)], 2, "mnist", None) == 1
    assert str(tmp_path / "mnist.npz") in capsys.readouterr().err
    assert runs(tmp_path) == []


REAL_LESSON = """
import numpy as np
from utils import trial
from utils.images import data
digits = {digits}
run = trial.start("93_real", digits)

def longer():
    run.record("seed", "long", run.seed)

run.record("seed", "as it is", run.seed, reported=2)
run.record("nothing", "at all", 0, timed=True)
run.long(longer, minutes=1)
seeds = run.question("Is a seed more than nothing?", "seed", reference=0, matters=0.5)
seeds.raises("as it is")
run.report(answer="a", because="it is a number.")
"""


def assert_real_evidence(path: Path) -> None:
    evidence = json.loads(path.read_text(encoding="utf-8"))
    assert evidence["recorded"] == {"seed": {"as it is": [1.0], "long": [1.0]}, "nothing": {"at all": [0.0]}}
    assert evidence["reported"] == {"seed": {"as it is": 2.0}}
    assert evidence["timed"] == [["nothing", "at all"]]


def test_a_record_that_a_trial_wrote(tmp_path):
    lesson = tmp_path / "93_real.py"
    blank = "data.Digits('builtin', *[np.zeros((1, 28, 28), np.uint8)] * 4)"
    lesson.write_text(REAL_LESSON.format(digits=blank), encoding="utf-8")
    digits = Digits("builtin", *[np.zeros((1, 28, 28), np.uint8)] * 4)
    now = replace(NOW, data_sha256=digest(digits), versions=comparable(versions()))
    assert measure(tmp_path, [lesson], 1, now) == 0
    assert_real_evidence(evidence_path(tmp_path, "93_real"))


@pytest.mark.skipif(not os.environ.get("COURSE_MNIST"), reason="drawing all digits takes too long")
def test_on_real_data(tmp_path, monkeypatch):
    lesson = tmp_path / "93_real.py"
    lesson.write_text(REAL_LESSON.format(digits="data.load()"), encoding="utf-8")
    monkeypatch.setattr(command, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(command, "EVIDENCE", tmp_path / "evidence")
    assert command.replicate([lesson], 1, "mnist", None) == 0
    assert_real_evidence(tmp_path / "evidence" / "93_real.mnist.json")


def test_last_words():
    assert last_words("") == ""
    assert last_words("noise\nThere is no data.\n\n") == "There is no data."
    chained = "Traceback (most recent call last):\n  File\nKeyError: 1\n\nDuring handling of it:\n\n"
    assert (
        last_words(chained + "Traceback (most recent call last):\n  File\nValueError: a\nb\n")
        == "ValueError: a"
    )
