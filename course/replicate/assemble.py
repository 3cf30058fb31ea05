"""Puts the records of a lesson's runs together into its evidence, and writes that."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from course.replicate.store import Record
from utils.files import read_json, write_whole
from utils.trial.evidence import MOST, rounded

THE_SAME = ("lesson", "data", "data_sha256", "code_sha256", "threads")


def write_evidence(folder: Path, records: Sequence[Record]) -> None:
    """Write the evidence that a lesson's records make, unless the file stands on more runs of the same code, data
    and versions. Raises ValueError unless all of them measure alike."""
    path = folder / f"{records[0]['lesson']}.{records[0]['data']}.json"
    if _runs_there(path, records[0]) > len(records):
        print(f"{path.name} stands on more than {len(records)} runs of the same code: it is left as it is.")
        return
    write_whole(path, as_text(assemble(records)))


def assemble(records: Sequence[Record]) -> dict[str, Any]:
    """Return the evidence: what is the same in all runs once, and one value per seed of what was measured, None
    where a run skipped its long arms.

    The order of the records makes no difference. Raises ValueError unless all of them measure alike, long arms
    excepted.
    """
    records = sorted(records, key=lambda record: record["seed"])
    whole = [record for record in records if not record["skipped_long"]]
    short = [record for record in records if record["skipped_long"]]
    for runs in (whole, short):
        for record in runs[1:]:
            _must_be_alike(runs[0], record)
    if whole and short:
        _must_be_part_of(short[0], whole[0])
    first = (whole or short)[0]
    return {
        **{name: first[name] for name in THE_SAME},
        "processor": sorted({record["processor"] for record in records}),
        "versions": first["versions"],
        "seeds": [record["seed"] for record in records],
        "seconds": rounded([record["seconds"] for record in records]),
        "recorded": {
            measure: {arm: [rounded(_value(record, measure, arm)) for record in records] for arm in arms}
            for measure, arms in first["recorded"].items()
        },
        "reported": first["reported"],
        "timed": first["timed"],
    }


def as_text(evidence: dict[str, Any]) -> str:
    """Return the evidence as JSON, a list of numbers on one line each, so that diffs are small."""
    text = json.dumps(evidence, indent=1, ensure_ascii=False)
    numbers = re.compile(r"\[\n\s+([^][{}\"]+?)\n\s*\]")  # no string holds a line break, so none is touched
    return numbers.sub(lambda match: f"[{' '.join(match[1].split())}]", text) + "\n"


def _runs_there(path: Path, record: Record) -> int:
    """Return how many runs the evidence at `path` has, 0 if it is of other code, data or versions. A damaged file
    is told in a sentence."""
    try:
        there = read_json(path, MOST)
        alike = all(there[name] == record[name] for name in ("code_sha256", "data_sha256", "versions"))
        return len(there["seeds"]) if alike else 0
    except FileNotFoundError:
        return 0
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{path} can't be read ({type(error).__name__}: {error}): it is written anew.", flush=True)
        return 0


def _must_be_alike(first: Record, other: Record) -> None:
    """Raise ValueError, with both seeds and what differs, unless two runs measure alike."""
    for verb, names in MEASURE_ALIKE.items():
        _must_be_none(verb, first, names(first) - names(other), other, names(other) - names(first))


def _must_be_part_of(short: Record, whole: Record) -> None:
    """Raise ValueError unless a run that skipped its long arms measures what a whole one measures, or less."""
    for verb, names in MEASURE_ALIKE.items():
        if verb != "skip":
            _must_be_none(verb, whole, set(), short, names(short) - names(whole))


def _must_be_none(
    verb: str, first: Record, only_first: set[str], other: Record, only_other: set[str]
) -> None:
    if only_first or only_other:
        differences = [
            f"seed {record['seed']} has {', '.join(sorted(only)) or 'nothing in its place'}"
            for record, only in ((first, only_first), (other, only_other))
        ]
        raise ValueError(f"its runs don't {verb} alike: {'; '.join(differences)}")


def _recorded_names(record: Record) -> set[str]:
    return {
        f'"{measure}, {arm}"' + (f" ({len(value)} numbers)" if isinstance(value, list) else "")
        for measure, arms in record["recorded"].items()
        for arm, value in arms.items()
    }


def _reported_names(record: Record) -> set[str]:
    return {
        f'"{measure}, {arm}" as {value}'
        for measure, arms in record["reported"].items()
        for arm, value in arms.items()
    }


MEASURE_ALIKE: dict[str, Callable[[Record], set[str]]] = {
    "record": _recorded_names,
    "report": _reported_names,
    "time": lambda record: {f'"{measure}, {arm}"' for measure, arm in record["timed"]},
    "skip": lambda record: set(record["skipped_long"]),
}


def _value(record: Record, measure: str, arm: str) -> Any:
    return record["recorded"].get(measure, {}).get(arm)
