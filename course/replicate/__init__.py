"""Measures the evidence: runs lessons over seeds, on this machine or on a Dask cluster.

A task is one lesson with one seed (task.py). Its record is kept under build/replicate/ as soon as it
is in, so an interrupted run goes on where it stopped. When all seeds of a lesson are in, they become
course/evidence/NN_name.DATA.json, which doesn't depend on where and in which order the tasks ran.
"""

import json
import secrets
import sys
from collections import defaultdict
from concurrent.futures import FIRST_COMPLETED, wait
from pathlib import Path

from course.catalogue import code_digest
from course.replicate.assemble import as_text, assemble
from course.replicate.pool import Pool, Stopped, cluster, comparable, connect, local, named
from course.settings import ROOT
from utils.evidence import EVIDENCE, versions, write_json
from utils.files import write_whole
from utils.images.data import DataError, digest, load

KEPT = ROOT / "build" / "replicate"
GIVE_UP_AFTER = 3  # a lesson whose first tasks all fail in the same way won't do better with other seeds


def replicate(lessons: list[Path], seeds: int, data: str | None, scheduler: str | None) -> int:
    """Runs each lesson with the seeds 1 to `seeds`, writes course/evidence/ and returns the exit code.

    data: "auto" (also None), "mnist" or "builtin". scheduler: the address of a running Dask cluster, or None
    for this machine. 1 means that something failed, which is then said; 130 that Ctrl-C was pressed.
    """
    try:
        if scheduler:
            connect(scheduler).close()  # a wrong address should be said at once, and data take their time
        digits = load(data or "auto")
    except (DataError, Stopped) as problem:
        print(problem, file=sys.stderr)
        return 1
    now = {
        "data": digits.name,
        "data_sha256": digest(digits),
        "threads": 1,
        "versions": comparable(versions()),
    }
    return measure(lessons, seeds, now, scheduler, KEPT, EVIDENCE)


def measure(lessons, seeds, now, scheduler, kept: Path, evidence: Path) -> int:
    """Does the work of `replicate` on data and versions that are known; returns the exit code.

    now: what every record must say of "data", "data_sha256", "threads" and "versions". kept, evidence: the
    directories for records and for evidence.
    """
    try:
        failures = _measure(lessons, seeds, now, scheduler, kept, evidence)
    except Stopped as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. What is done is kept: the same command goes on from there.", file=sys.stderr)
        return 130
    return _tell(failures, now["data"])


def _measure(lessons, seeds, now, scheduler, kept, evidence):
    """Runs what isn't kept, writes evidence, returns {(lesson, what went wrong): [(seed, worker or "")]}."""
    codes = {lesson: _code(lesson) for lesson in lessons}
    wanted = {  # (lesson, seed): what its record must say
        (lesson, seed): now | {"lesson": lesson.stem, "code_sha256": codes[lesson], "seed": seed}
        for lesson in lessons
        for seed in range(1, seeds + 1)
    }
    records = {one: read_kept(kept_path(kept, expected), expected) for one, expected in wanted.items()}
    records = {one: record for one, record in records.items() if record}
    if records:
        print(f"{len(records)} of {len(wanted)} runs are kept from before.", flush=True)
    failures = defaultdict(list)

    def finish(lesson):
        runs = [record for (of_lesson, _), record in records.items() if of_lesson == lesson]
        if len(runs) < seeds:
            return
        path = evidence / f"{lesson.stem}.{now['data']}.json"
        if _seeds_there(path, runs[0]) > seeds:
            print(f"{path.name} stands on more than {seeds} runs of the same code: it is left as it is.")
            return
        try:
            write_whole(path, as_text(assemble(runs)))
        except ValueError as error:
            failures[lesson, str(error)] = []

    for lesson in lessons:
        finish(lesson)
    todo = {one: expected for one, expected in wanted.items() if one not in records}
    if todo:
        batch = secrets.token_hex(8)
        names = {_on_any_machine(lesson): code for lesson, code in codes.items()}
        with cluster(scheduler, batch, names, now["data"]) if scheduler else local(batch) as pool:
            for one, record in _run_all(pool, todo, len(wanted), failures):
                write_json(kept_path(kept, record), record)
                records[one] = record
                finish(one[0])
    return failures


def _seeds_there(path, record):
    """Returns how many seeds the evidence at `path` has, 0 if it is of other code, data or versions."""
    try:
        there = json.loads(path.read_text(encoding="utf-8"))
        alike = all(there[name] == record[name] for name in ("code_sha256", "data_sha256", "versions"))
        return len(there["seeds"]) if alike else 0
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def kept_path(kept: Path, record: dict) -> Path:
    """Returns where a record is kept, by its lesson, data, code and seed."""
    code = record["code_sha256"][:16]  # Windows needs paths short
    return kept / f"{record['lesson']}.{record['data']}" / code / f"seed-{record['seed']:04}.json"


def read_kept(path: Path, expected: dict) -> dict | None:
    """Returns the record that is kept at `path`, None if there is none that still counts."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # missing or damaged: it is run again
        return None
    return None if objection(record, expected) else record


def objection(record, expected: dict) -> str:
    """Returns why a record isn't the one that is expected, "" if it is."""
    if not isinstance(record, dict):
        return "its record is not a JSON object"
    missing = {*expected, "seconds", "processor", "recorded", "reported", "verdicts"} - record.keys()
    if missing:
        return f"its record lacks {', '.join(sorted(missing))}"
    for name, value in expected.items():
        if record[name] != value:
            found, wanted = (named(one) if isinstance(one, dict) else one for one in (record[name], value))
            return f"its record says {name} {found}, but expected was {wanted}"
    return ""


def _judge(outcome, expected):
    """Returns (the record of a task that ran, "") or (None, what went wrong)."""
    if "failure" in outcome:
        return None, outcome["failure"]
    try:
        record = json.loads(outcome["record"])
        record["versions"] = comparable(record["versions"])
        record["code_sha256"] = expected["code_sha256"]  # task.run saw to that
    except (ValueError, TypeError, KeyError):
        return None, "what it wrote is not a record"
    failure = objection(record, expected)
    return (None, failure) if failure else (record, "")


def _run_all(pool, todo, total, failures):
    """Runs the tasks, prints a line each, yields ((lesson, seed), record) and adds to `failures`."""
    took, given_up = [], set()
    for one, outcome, left in _outcomes(pool, todo, given_up):
        lesson, seed = one
        record, failure = _judge(outcome, todo[one])
        worker = outcome.get("worker", "")
        line = f"{lesson.stem} {todo[one]['data']} seed {seed}  {outcome['seconds']:.1f} s"
        line += f"  on {worker}" if worker else ""
        if failure:
            print(f"{line}  failed: {failure}", flush=True)
            failures[lesson, failure].append((seed, worker))
            alike = len(failures[lesson, failure])
            if alike == GIVE_UP_AFTER and lesson not in {done for done, _ in took}:
                given_up.add(lesson)
        else:
            yield one, record  # to be kept before a line says that it is done
            took.append((lesson, outcome["seconds"]))
            to_go = sum(seconds for _, seconds in took) / len(took) * left / max(pool.slots(), 1)
            print(f"{line}  ({total - left} of {total}{_to_go(to_go) if left else ''})", flush=True)


def _outcomes(pool: Pool, todo, given_up):
    """Yields ((lesson, seed), what task.run returned, how many are left); drops lessons that are given up."""
    futures = {}
    for (lesson, seed), expected in todo.items():
        future = pool.submit(_on_any_machine(lesson), expected["code_sha256"], seed, expected["data"])
        futures[future] = (lesson, seed)
    deserted = False
    while futures:
        for future in [future for future, (lesson, _) in futures.items() if lesson in given_up]:
            if future.cancel():
                del futures[future]
        # The time-out lets Ctrl-C through on Windows.
        done, _ = wait(futures, timeout=0.5, return_when=FIRST_COMPLETED)
        if not done and deserted != (pool.slots() == 0):
            deserted = not deserted
            print("No worker is left: waiting." if deserted else "A worker is there again.", flush=True)
        for future in done:
            if future.cancelled():
                raise Stopped("The connection to the scheduler broke. What is done is kept: run it again.")
            one = futures.pop(future)
            error = future.exception()
            failed = {"failure": f"{type(error).__name__}: {error}".splitlines()[0], "seconds": 0.0}
            yield one, failed if error else future.result(), len(futures)


def _to_go(seconds):
    return f", about {seconds / 60:.0f} min to go" if seconds > 90 else f", about {seconds:.0f} s to go"


def _tell(failures, data):
    """Says at the end what failed; returns the exit code."""
    for (lesson, failure), tasks in failures.items():
        seeds = ", ".join(str(seed) for seed, _ in sorted(tasks))
        workers = ", ".join(sorted({worker for _, worker in tasks if worker}))
        which = f" seed{'s' if len(tasks) > 1 else ''} {seeds}" if tasks else ""
        print(f"{lesson.stem} {data}{which}{' on ' + workers if workers else ''}: {failure}", file=sys.stderr)
    for lesson in dict.fromkeys(lesson for lesson, _ in failures):
        print(f"The evidence of {lesson.stem} is not renewed. What is done is kept.", file=sys.stderr)
    return 1 if failures else 0


def _on_any_machine(lesson):
    """Returns a lesson's path as task.run takes it: from the root of the clone where it is in there."""
    return lesson.relative_to(ROOT).as_posix() if lesson.is_relative_to(ROOT) else str(lesson)


def _code(lesson):
    try:
        return code_digest(lesson.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise Stopped(f"{lesson} is not valid Python: {error.msg}, line {error.lineno}.") from None
