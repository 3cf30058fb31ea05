"""Numbers in a lesson's text: {{statistic: name}} is filled in from the recorded runs when notebooks are
built.

    {{mean: name}}           the mean over the recorded runs
    {{range: name}}          the lowest and the highest; of counts, as whole numbers
    {{gap: one | other}}     the mean of one minus other, paired by seed
    {{wins: one | other}}    in how many runs one was above other
    {{runs}}                 how many runs were recorded

Each gives MNIST's number and, in brackets, the built-in handwriting's, so that a sentence is true on both.
{{mnist mean: name}} and {{builtin mean: name}} give one of them.
"""

import re

import numpy as np

from utils import evidence

PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
FORM = re.compile(r"(?:(mnist|builtin)\s+)?(mean|range|gap|wins|runs)(?:\s*:\s*(.*))?", re.DOTALL)


def fill(text, lesson):
    """Return the text with its placeholders filled from the evidence of `lesson`. Raises ValueError, naming
    lesson and placeholder, if one can't be read or names something that wasn't recorded."""
    return PLACEHOLDER.sub(lambda match: _quote(match.group(1).strip(), lesson), text)


def _quote(placeholder, lesson):
    form = FORM.fullmatch(placeholder)
    if not form:
        raise ValueError(
            f"{lesson}: the placeholder {{{{{placeholder}}}}} has no form that course/publish/quote.py knows."
        )
    only, statistic, names = form.groups()
    names = [" ".join(name.split()) for name in (names or "").split("|") if name.strip()]
    if only:
        return _statistic(only, statistic, names, lesson, placeholder)
    both = [_statistic(data, statistic, names, lesson, placeholder) for data in ("mnist", "builtin")]
    return both[0] if both[0] == both[1] else f"{both[0]} (built-in handwriting: {both[1]})"


def _statistic(data_name, statistic, names, lesson, placeholder):
    recorded = evidence.read(lesson, data_name)
    where = f"{lesson}: the placeholder {{{{{placeholder}}}}}"
    if recorded is None:
        raise ValueError(
            f"{where} needs recorded runs on {data_name}: python3 -m course replicate {lesson[:2]}."
        )
    unknown = [name for name in names if name not in recorded["recorded"]]
    if unknown:
        raise ValueError(f'{where} names "{unknown[0]}", which was not recorded on {data_name}.')
    if len(names) != {"runs": 0, "mean": 1, "range": 1, "gap": 2, "wins": 2}[statistic]:
        raise ValueError(f"{where} has the wrong count of names for {statistic}.")
    values = [np.array(recorded["recorded"][name]) for name in names]
    if statistic == "runs":
        return str(len(recorded["seeds"]))
    if statistic == "mean":
        return number(values[0].mean())
    if statistic == "range":
        shown = whole if values[0].min() >= 1 and np.all(values[0] % 1 == 0) else number
        return f"{shown(values[0].min())} to {shown(values[0].max())}"
    difference = values[0] - values[1]
    if statistic == "gap":
        return number(difference.mean())
    return f"{int(np.sum(difference > 0))} of {len(difference)}"


def number(value):
    """Return a number as text writes it: four decimals below 1, as Keras prints an accuracy, fewer above."""
    if abs(value) < 1:
        return f"{value:.4f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}"


def whole(value):
    """Return a number that was counted, such as an epoch's, as text writes it."""
    return f"{value:.0f}"
