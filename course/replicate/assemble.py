"""Puts the records of a lesson's runs together into its evidence."""

import json
import re

THE_SAME = ("lesson", "data", "data_sha256", "code_sha256", "threads")


def assemble(records: list[dict]) -> dict:
    """Returns the evidence: what is the same in all runs once, and one value per seed of what was measured.

    The order of the records makes no difference. Raises ValueError unless all of them record and judge alike.
    """
    records = sorted(records, key=lambda record: record["seed"])
    first = records[0]
    for record in records[1:]:
        _compare(first, record)
    recorded = {name: [record["recorded"][name] for record in records] for name in first["recorded"]}
    return {
        **{name: first[name] for name in THE_SAME},
        "processor": sorted({record["processor"] for record in records}),
        "versions": first["versions"],
        "seeds": [record["seed"] for record in records],
        "seconds": _rounded([record["seconds"] for record in records]),
        "recorded": {name: _rounded(values) for name, values in recorded.items()},
        "reported": first["reported"],
        "verdicts": first["verdicts"],
    }


def as_text(evidence: dict) -> str:
    """Returns the evidence as JSON, a list of numbers on one line each, so that diffs are small."""
    text = json.dumps(evidence, indent=1, ensure_ascii=False)
    numbers = re.compile(r"\[\n\s+([^][{}\"]+?)\n\s*\]")  # no string holds a line break, so none is touched
    return numbers.sub(lambda match: f"[{' '.join(match[1].split())}]", text) + "\n"


def _compare(first, other):
    """Raises ValueError, with both seeds and what differs, unless two runs record and judge alike."""
    for what, names in (("record", _recorded), ("report", _reported), ("judge", _judged)):
        only_first, only_other = names(first) - names(other), names(other) - names(first)
        if only_first or only_other:
            differences = [
                f"seed {record['seed']} has {', '.join(sorted(only)) or 'nothing in its place'}"
                for record, only in ((first, only_first), (other, only_other))
            ]
            raise ValueError(f"its runs don't {what} alike: {'; '.join(differences)}")


def _recorded(record):
    return {
        f'"{name}"' + (f" ({len(value)} numbers)" if isinstance(value, list) else "")
        for name, value in record["recorded"].items()
    }


def _reported(record):
    return {f'"{name}" as {value}' for name, value in record["reported"].items()}


def _judged(record):
    return {json.dumps(verdict, ensure_ascii=False) for verdict in record["verdicts"]}


def _rounded(value):
    """Returns a number, or a list of numbers, with 6 significant digits."""
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value
