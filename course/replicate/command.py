"""`python3 -m course replicate`: which runs are missing, having them done, and evidence where all are in."""

import secrets
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from course import endings
from course.catalogue import code_digest
from course.replicate import LONG_SEEDS, progress, store
from course.replicate.assemble import write_evidence
from course.replicate.cluster import cluster, connect
from course.replicate.pool import Pool, Stopped, local
from course.replicate.progress import Failure
from course.replicate.schedule import run_all
from course.replicate.store import Circumstances, Record
from course.replicate.task import Outcome, Task
from course.settings import ROOT
from utils.images.data import DataError, digest, load
from utils.trial.evidence import comparable
from utils.trial.machine import versions

KEPT = ROOT / "build" / "replicate"
EVIDENCE = ROOT / "course" / "evidence"


def replicate(lessons: Sequence[Path], seeds: int, data: str, scheduler: str | None) -> int:
    """Run each lesson with the seeds 1 to `seeds`, write course/evidence/ and return the exit code.

    data: "auto", "mnist" or "builtin". scheduler: the address of a running Dask cluster, or None for this
    machine. 1 means that something failed, which is then said; 130 that Ctrl-C was pressed (143, 129: SIGTERM, SIGHUP).
    """
    try:
        if scheduler is not None:
            connect(scheduler).close()  # a wrong address should be said at once, and data take their time
        digits = load(data)
    except (DataError, Stopped) as problem:
        print(problem, file=sys.stderr)
        return 1
    now = Circumstances(digits.name, digest(digits), threads=1, versions=comparable(versions()))
    return measure(lessons, seeds, now, scheduler, KEPT, EVIDENCE)


def measure(
    lessons: Sequence[Path],
    seeds: int,
    now: Circumstances,
    scheduler: str | None,
    kept: Path,
    evidence: Path,
) -> int:
    """Do the work of `replicate` under known circumstances; return the exit code.

    kept, evidence: the directories for records and for evidence.
    """
    try:
        tasks = [task for lesson in lessons for task in _tasks(lesson, seeds, now.data)]
        collection = Collection(now, kept, evidence, tasks, store.kept(kept, tasks, now))
        failures = _measure(collection, scheduler)
    except Stopped as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt as interruption:
        endings.say("\nInterrupted. What is done is kept: the same command goes on from there.")
        return endings.exit_code(interruption)
    for sentence in progress.summary(failures, now.data):
        print(sentence, file=sys.stderr)
    return 1 if failures else 0


@dataclass
class Collection:
    """The records of a call of `replicate`, as they come in; a lesson that has all of them gets its evidence."""

    now: Circumstances
    kept: Path
    evidence: Path
    tasks: list[Task]
    records: dict[Task, Record]
    failures: list[Failure] = field(default_factory=list)  # to put a lesson's records together

    def take(self, task: Task, outcome: Outcome) -> None:
        """Keep what a task brought. Raises ValueError with what is wrong about it."""
        if outcome.record is None:
            raise ValueError(outcome.failure)
        self.records[task] = store.as_record(outcome.record, task, self.now)
        store.keep(self.kept, task, self.records[task])
        self.finish(task.lesson)

    def finish(self, lesson: str) -> None:
        """Write the evidence of a lesson if all of its records are here."""
        tasks = [task for task in self.tasks if task.lesson == lesson]
        if all(task in self.records for task in tasks):
            try:
                write_evidence(self.evidence, [self.records[task] for task in tasks])
            except ValueError as wrong:
                self.failures.append(Failure(tasks[0].name, str(wrong)))


def _measure(collection: Collection, scheduler: str | None) -> list[Failure]:
    """Have the runs done that aren't kept; return what went wrong."""
    total = len(collection.tasks)
    if collection.records:
        print(f"{len(collection.records)} of {total} runs are kept from before.", flush=True)
    for lesson in dict.fromkeys(task.lesson for task in collection.tasks):
        collection.finish(lesson)
    missing = [task for task in collection.tasks if task not in collection.records]
    failures = []
    if missing:
        with _pool(collection, scheduler) as pool:
            failures = run_all(pool, missing, total, collection.take)
    return failures + collection.failures


def _pool(collection: Collection, scheduler: str | None) -> AbstractContextManager[Pool]:
    batch = secrets.token_hex(8)
    if scheduler is None:
        return local(batch)
    codes = {task.lesson: task.code_sha256 for task in collection.tasks}
    return cluster(scheduler, batch, codes, collection.now.data)


def _tasks(lesson: Path, seeds: int, data: str) -> list[Task]:
    try:
        code = code_digest(lesson.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise Stopped(f"{lesson} is not valid Python: {error.msg}, line {error.lineno}.") from None
    # As any machine finds it: from the root of the clone, where it is in there.
    path = lesson.relative_to(ROOT).as_posix() if lesson.is_relative_to(ROOT) else str(lesson)
    return [Task(path, code, data, seed, long=seed <= LONG_SEEDS) for seed in range(1, seeds + 1)]
