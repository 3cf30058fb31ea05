"""What becomes of a run when it is over: the record of a measured one, the check of a tested one, and the
learner's own, which stay on the learner's disk in my/runs/, one file each."""

import json
import os
from pathlib import Path
from typing import Any

from utils.files import write_whole
from utils.trial import places, replay
from utils.trial.measured import Measured

SHOWN = 20  # of the learner's earlier runs, the latest


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


def earlier(run: Measured) -> list[dict[str, dict[str, Any]]]:
    """Return what the learner's earlier runs recorded, {measure: {arm: value}} each, the latest SHOWN; files that
    can't be read count as none. A run that is measured or tested has none."""
    folder = places.own_runs(run.lesson, run.data)
    if folder is None or os.environ.get("COURSE_RECORD") or os.environ.get("COURSE_STRICT") == "1":
        return []
    try:
        names = sorted(
            entry.name
            for entry in os.scandir(folder)
            if entry.name.endswith(".json") and entry.name != run.kept_as
        )
    except OSError:
        return []
    return [found for name in names[-SHOWN:] if (found := _recorded(folder / name))]


def _recorded(path: Path) -> dict[str, dict[str, Any]]:
    try:
        recorded = json.loads(path.read_text(encoding="utf-8"))["recorded"]
        return {measure: dict(arms) for measure, arms in recorded.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
