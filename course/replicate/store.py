"""The records of runs: what one must say, and where it is kept until all of a lesson's are in."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.replicate.task import Task
from utils.files import write_whole
from utils.trial.evidence import comparable

Record = dict[str, Any]  # what utils/trial writes at the end of a run
# What it holds beside what is expected of it.
MEASURED = ("seconds", "processor", "recorded", "reported", "timed", "skipped_long")


class Damaged(ValueError):
    """What should be a record can't be read as one; the message says why."""


class OtherRun(ValueError):
    """A record is not of the run that was asked for; the message says what differs."""


@dataclass(frozen=True)
class Circumstances:
    """What all runs of one call of `replicate` have in common."""

    data: str  # "mnist" or "builtin"
    data_sha256: str
    threads: int
    versions: dict[str, str]  # as `comparable` gives them


def named(versions: dict[str, str]) -> str:
    """Return versions by name as words."""
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def as_record(text: str, task: Task, circumstances: Circumstances) -> Record:
    """Return the record in what a task's lesson wrote. Raises Damaged or OtherRun if it is none or another's."""
    record = _parsed(text)
    record["code_sha256"] = task.code_sha256  # the task saw to that
    try:
        record["versions"] = comparable(record["versions"])
    except (KeyError, TypeError, AttributeError):
        raise Damaged("its record lacks versions") from None
    _must_match(record, task, circumstances)
    return record


def keep(folder: Path, task: Task, record: Record) -> None:
    """Keep a record in `folder`, whole or not at all."""
    write_whole(path_of(folder, task), json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def kept(folder: Path, tasks: Iterable[Task], circumstances: Circumstances) -> dict[Task, Record]:
    """Return the records kept in `folder` that still count, for those of the tasks that have one. A damaged file
    is told in a sentence."""
    found = {}
    for task in tasks:
        path = path_of(folder, task)
        try:
            record = _parsed(path.read_text(encoding="utf-8"))
            _must_match(record, task, circumstances)
        except (FileNotFoundError, OtherRun):
            continue
        except (OSError, ValueError) as error:  # UnicodeDecodeError and Damaged are ValueErrors
            print(f"{path} can't be used ({error}): this run is done again.", flush=True)
            continue
        found[task] = record
    return found


def path_of(folder: Path, task: Task) -> Path:
    """Return where a task's record is kept, by its lesson, data, code and seed."""
    code = task.code_sha256[:16]  # Windows needs paths short
    return folder / f"{task.name}.{task.data}" / code / f"seed-{task.seed:04}.json"


def _parsed(text: str) -> Record:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        raise Damaged("what it wrote is not JSON") from None
    if not isinstance(record, dict):
        raise Damaged("what it wrote is not a record")
    return record


def _must_match(record: Record, task: Task, circumstances: Circumstances) -> None:
    """Raise Damaged or OtherRun unless a record is a task's."""
    expected = {
        "lesson": task.name,
        "data": circumstances.data,
        "data_sha256": circumstances.data_sha256,
        "code_sha256": task.code_sha256,
        "seed": task.seed,
        "threads": circumstances.threads,
        "versions": circumstances.versions,
    }
    missing = {*expected, *MEASURED} - record.keys()
    if missing:
        raise Damaged(f"its record lacks {', '.join(sorted(missing))}")
    for name, value in expected.items():
        if record[name] != value:
            said, wanted = (named(one) if isinstance(one, dict) else one for one in (record[name], value))
            raise OtherRun(f"its record says {name} {said}, but expected was {wanted}")
    if task.long and record["skipped_long"]:
        raise OtherRun(f"its record lacks the long arms of {', '.join(record['skipped_long'])}")
