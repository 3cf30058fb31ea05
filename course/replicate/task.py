"""One task of `replicate`: a lesson, run as a script with one seed, in a process of its own (processes.py)."""

import signal
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from course.catalogue import code_digest
from course.replicate import processes
from course.settings import ROOT


@dataclass(frozen=True)
class Task:
    """A lesson to be run with one seed."""

    lesson: str  # the script's path, absolute or from the root of the clone
    code_sha256: str  # the digest that its code must have where it runs
    data: str  # "mnist" or "builtin"
    seed: int
    long: bool  # whether the lesson's long arms run, too

    @property
    def name(self) -> str:
        """The lesson's name, as its record has it."""
        return Path(self.lesson).stem


@dataclass(frozen=True)
class Outcome:
    """What became of a task: the text of its record, or a failure in one sentence."""

    seconds: float
    record: str | None = None
    failure: str | None = None
    worker: str | None = None  # the address of the Dask worker that did it


class Failed(Exception):
    """A lesson didn't end as it should; the message says in one sentence why."""


def run(batch: str, task: Task) -> Outcome:
    """Run a task as one of a batch's and return what became of it; whatever the lesson does, raise nothing.

    batch: a name for all tasks of one call of `replicate`, by which `processes.stop` finds them.
    """
    started = time.monotonic()
    try:
        must_be_in_step(task.lesson, task.code_sha256)
        # A directory of its own, so that tasks side by side don't write over each other's files.
        with TemporaryDirectory(prefix="replicate-", ignore_cleanup_errors=True) as directory:
            record = _record(batch, task, Path(directory))
    except (Failed, processes.BatchStopped) as failure:
        return Outcome(time.monotonic() - started, failure=str(failure))
    return Outcome(time.monotonic() - started, record=record)


def must_be_in_step(lesson: str, code_sha256: str) -> None:
    """Raise Failed unless this machine's copy of a lesson has the code that is expected."""
    path = ROOT / lesson
    if not path.is_file():
        raise Failed(f"there is no {path}")
    if code_digest(path.read_text(encoding="utf-8")) != code_sha256:
        raise Failed(f"the code of {path} is not the one that replicate started with")


def last_words(errors: str) -> str:
    """Return the line of a script's standard error that says what went wrong, "" if there is none."""
    _, traceback, after = errors.rpartition("Traceback (most recent call last):\n")
    lines = [line for line in after.splitlines() if line.strip()]
    if traceback:  # a message may have several lines; its first one follows the indented ones
        lines = [line for line in lines if not line[0].isspace()][:1]
    return lines[-1].strip() if lines else ""


def _record(batch: str, task: Task, directory: Path) -> str:
    """Return the record that the lesson wrote, or raise Failed."""
    record, errors = directory / "record.json", directory / "errors.txt"
    # A home without evidence: what is measured doesn't depend on what was.
    variables = {"COURSE_SEED": str(task.seed), "COURSE_RECORD": str(record), "COURSE_HOME": str(directory)}
    if task.long:
        variables["COURSE_LONG"] = "1"
    order = {
        "script": str(ROOT / task.lesson),
        "directory": str(directory),
        "errors": str(errors),
        "environment": variables,
    }
    code = processes.carry_out(batch, task.data, order)
    said = last_words(errors.read_text(encoding="utf-8", errors="replace")) if errors.is_file() else ""
    if code < 0:
        raise Failed(f"it was ended by {signal.Signals(-code).name}")
    if code:
        raise Failed(said or f"it ended with exit code {code} and without a word")
    if not record.is_file():
        raise Failed("it wrote no record: run.report() is missing")
    return record.read_text(encoding="utf-8")
