"""Numbers in a lesson's text, filled in from the runs recorded on MNIST when notebooks are built.

    {{mean: measure, arm}}        the mean over the recorded runs
    {{range: measure, arm}}       the lowest and the highest: "0.9825 to 0.9855"
    {{gap: one | other}}          the mean of one minus other, paired by seed; each a "measure, arm"
    {{wins: one | other}}         in how many runs one was above other: "18 of 20"
    {{runs}}                      how many runs were recorded
    {{table: measure}}            a table of all arms of a measure: mean, lowest to highest, runs
    {{table: measure | arm | …}}  the same for some of its arms

A number shows as many digits as the recorded runs support: a mean or a gap ends at the first digit of its
standard error, the ends of a range at the first digit of the standard deviation.
"""

import math
import re

import numpy as np

from course import catalogue
from utils.trial import evidence
from utils.trial.evidence import Evidence

PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
NAMES = {
    "mean": 1,
    "range": 1,
    "gap": 2,
    "wins": 2,
    "runs": 0,
}  # how many each takes; a table takes any number
SIGNIFICANT = 4  # digits of a number that every run agreed on


class _Unknown(ValueError):
    """A placeholder can't be filled; the message is the end of a sentence that names it."""


def fill(text: str, lesson: str) -> str:
    """Return `text` with its placeholders filled in from the evidence of `lesson`.

    Raises ValueError, naming lesson and placeholder, if one can't be read, names what wasn't recorded, or is a
    table inside a paragraph.
    """
    return PLACEHOLDER.sub(lambda match: _filled(match, lesson), text)


def _filled(match: re.Match[str], lesson: str) -> str:
    kind, _, rest = " ".join(match[1].split()).partition(":")
    names = [name.strip() for name in rest.split("|") if name.strip()]
    try:
        if kind == "table":
            return _table(_evidence(lesson), names, stands_alone=_stands_alone(match))
        if kind not in NAMES:
            raise _Unknown(
                f"has no form that course/publish/placeholders.py knows: {', '.join(NAMES)}, table."
            )
        if len(names) != NAMES[kind]:
            raise _Unknown(f"names {len(names)} instead of {NAMES[kind]}.")
        return _number(_evidence(lesson), kind, names)
    except _Unknown as error:
        raise ValueError(f"{lesson}: the placeholder {match[0]} {error}") from None


def _evidence(lesson: str) -> Evidence:
    found = evidence.load(catalogue.evidence_file(lesson, "mnist"))
    if found is None:
        raise _Unknown(f"needs recorded runs: python3 -m course replicate {lesson[:2]} --data mnist.")
    return found


def _number(recorded: Evidence, kind: str, names: list[str]) -> str:
    if kind == "runs":
        return str(len(recorded.seeds))
    values = [_by_seed(recorded, name) for name in names]
    if kind in ("gap", "wins"):
        pairs = [values[0][seed] - values[1][seed] for seed in values[0] if seed in values[1]]
        if not pairs:
            raise _Unknown("names two arms that no run has both of.")
        differences = np.array(pairs)
        return mean(differences) if kind == "gap" else f"{np.sum(differences > 0)} of {len(differences)}"
    one = np.array(list(values[0].values()))
    return mean(one) if kind == "mean" else lowest_to_highest(one)


def _by_seed(recorded: Evidence, name: str) -> dict[int, float]:
    measure, comma, arm = (part.strip() for part in name.partition(", "))  # not within 2,000
    if not comma:
        raise _Unknown(f'names "{name}"; write the measure, a comma and the arm.')
    if not recorded.has(measure, arm):
        raise _Unknown(f'names "{measure}, {arm}", which was not recorded on MNIST.')
    if (measure, arm) in recorded.curves:
        raise _Unknown(f'names "{measure}, {arm}", which is a curve and no number.')
    return recorded.by_seed(measure, arm)


def _table(recorded: Evidence, names: list[str], stands_alone: bool) -> str:
    if not names:
        raise _Unknown("names no measure.")
    if not stands_alone:
        raise _Unknown("has to be a paragraph of its own.")
    measure, *arms = names
    if not recorded.arms(measure):
        raise _Unknown(f'names the measure "{measure}", which was not recorded on MNIST.')
    arms = arms or [arm for arm in recorded.arms(measure) if (measure, arm) not in recorded.curves]
    rows = [f"| {measure} | mean | lowest to highest | runs |", "| --- | ---: | ---: | ---: |"]
    for arm in arms:
        values = np.array(list(_by_seed(recorded, f"{measure}, {arm}").values()))
        rows.append(f"| {arm} | {mean(values)} | {lowest_to_highest(values)} | {len(values)} |")
    return "\n".join(rows)


def _stands_alone(match: re.Match[str]) -> bool:
    before, after = match.string[: match.start()], match.string[match.end() :]
    return bool(re.search(r"(^|\n[ \t]*\n)[ \t]*$", before) and re.match(r"[ \t]*($|\n[ \t]*(\n|$))", after))


def mean(values: np.ndarray) -> str:
    """Return the mean of `values`, float (runs,), to the first digit of its standard error."""
    return _rounded(float(values.mean()), values, _spread(values) / math.sqrt(len(values)))


def lowest_to_highest(values: np.ndarray) -> str:
    """Return "lowest to highest" of `values`, float (runs,), to the first digit of their standard deviation; one
    number where all are equal."""
    low, high = (_rounded(float(end), values, _spread(values)) for end in (values.min(), values.max()))
    return low if low == high else f"{low} to {high}"


def _spread(values: np.ndarray) -> float:
    return float(values.std(ddof=1)) if len(values) > 1 and np.ptp(values) > 0 else 0.0


def _rounded(value: float, values: np.ndarray, uncertainty: float) -> str:
    """Return `value` to the first digit of `uncertainty`, and whole if `values` were counted. Where the runs
    agree, so that there is no uncertainty, with SIGNIFICANT digits."""
    if uncertainty > 0:
        places = -math.floor(math.log10(uncertainty))
    else:
        places = SIGNIFICANT - 1 - (math.floor(math.log10(abs(value))) if value else 0)
    if _are_counts(values):
        places = min(places, 0) if uncertainty > 0 else 0
    rounded = round(value, places) + 0.0  # no minus before a zero
    text = f"{rounded:,.{max(0, places)}f}"
    if uncertainty == 0 and "." in text:
        text = text.rstrip("0").rstrip(".")  # as they are: 0.5, not 0.5000
    return text.replace("-", "−")


def _are_counts(values: np.ndarray) -> bool:
    """Return whether the values were counted, such as epochs, rather than measured."""
    return bool(values.min() >= 1 and np.all(values % 1 == 0))
