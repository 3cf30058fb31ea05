"""What becomes of a run when it is over: the record of a measured one, the check of a tested one, and the
learner's own, which stay on the learner's disk in my/runs/, one file each."""

import itertools
import json
import os
from pathlib import Path

from utils.files import read_json, write_whole
from utils.trial import places, replay
from utils.trial.evidence import is_number
from utils.trial.measured import Measured

SHOWN = 20  # of the learner's earlier runs, the latest
TRIED = 100  # files, until so many are found that can be read
MOST = 1_000_000  # bytes; a run has a few thousand


def close(run: Measured) -> None:
    """Write the record that was asked for, check the run if it is under test, or keep it as the learner's."""
    record = os.environ.get("COURSE_RECORD")
    if record:
        write_whole(Path(record), json.dumps(run.as_dict(), indent=1, ensure_ascii=False) + "\n")
    if os.environ.get("COURSE_STRICT") == "1":
        replay.check(run.as_dict(), run.evidence)
    elif not record:
        _keep(run)


def _keep(run: Measured) -> None:
    folder = places.own_runs(run.lesson, run.data)
    if folder is None or run.edited or run.lacking():
        return
    try:
        write_whole(folder / run.kept_as, json.dumps(run.as_dict(), ensure_ascii=False) + "\n")
    except OSError as error:
        print(f"This run isn't kept for your next report: {folder} can't be written ({error.strerror}).")


def earlier(run: Measured) -> list[dict[str, dict[str, float]]]:
    """Return the numbers of the learner's earlier runs, {measure: {arm: number}} each, the latest SHOWN; files that
    can't be read count as none. A run that is measured or tested has none."""
    folder = places.own_runs(run.lesson, run.data)
    if folder is None:
        return []
    try:
        names = sorted(
            entry.name
            for entry in os.scandir(folder)
            if entry.name.endswith(".json") and entry.name != run.kept_as
        )
    except OSError:
        return []
    latest = (_numbers(folder / name) for name in reversed(names[-TRIED:]))
    return list(itertools.islice(filter(None, latest), SHOWN))


def _numbers(path: Path) -> dict[str, dict[str, float]]:
    try:
        recorded = read_json(path, MOST)["recorded"]
        return {
            measure: {arm: float(value) for arm, value in arms.items() if is_number(value)}
            for measure, arms in recorded.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
