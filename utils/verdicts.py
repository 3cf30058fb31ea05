"""What a verdict asks of a run, and how often that would err. A verdict is a dict as `evidence.Run` keeps
it: a claim, a kind, a margin, and arms that are names of recorded numbers."""

import numpy as np

from utils import error_rates

ARMS = {"contrast": ("better", "worse"), "same": ("a", "b", "guilty"), "average": ("better", "worse")}


def arms(verdict):
    """Return the names of the recorded numbers that the verdict compares, as a list."""
    return [verdict[role] for role in ARMS[verdict["kind"]]]


def missed(verdict, own, recorded):
    """Return "" if the verdict holds, else why not, in words.

    own: {name: number} of one run; recorded: the recorded runs (`evidence.read`) or None, needed for an
    average only.
    """
    if verdict["kind"] == "average":
        return _missed_on_average(verdict, recorded)
    if verdict["kind"] == "contrast":
        gap = own[verdict["better"]] - own[verdict["worse"]]
        return (
            ""
            if gap >= verdict["by"]
            else f"the difference is {gap:.3g}, below the {verdict['by']} it asks for"
        )
    a, b, guilty = (own[name] for name in arms(verdict))
    if abs(a - b) >= verdict["within"]:
        return f"the difference is {abs(a - b):.3g}, not below {verdict['within']}"
    if abs(a - guilty) < verdict["within"]:
        return f"the guilty arm differs by {abs(a - guilty):.3g} only, below {verdict['within']} too"
    return ""


def rates(verdict, recorded):
    """Return (missed, by noise), probabilities from 0 to 1 for one run, estimated from the recorded runs.

    contrast: how often a run stays below the margin, and how often two runs of one arm differ by the
    margin. same: how often innocent arms differ by the margin, and how often the guilty arm stays within
    it. An average is judged by the recorded runs and not by one run: (0, 0).
    """
    if verdict["kind"] == "average":
        return 0.0, 0.0
    values = [np.array(recorded["recorded"][name]) for name in arms(verdict)]
    if verdict["kind"] == "contrast":
        better, worse = values
        noise = max(error_rates.noise_reaches(arm, verdict["by"]) for arm in values)
        return error_rates.below(better - worse, verdict["by"]), noise
    a, b, guilty = values
    return error_rates.outside(a - b, verdict["within"]), error_rates.inside(a - guilty, verdict["within"])


def gaps(verdict, recorded):
    """Return the paired differences of the verdict's first two arms over the recorded runs, float
    (seeds,)."""
    first, second = (np.array(recorded["recorded"][name]) for name in arms(verdict)[:2])
    return first - second


def _missed_on_average(verdict, recorded):
    if not recorded:
        return "there are no recorded runs to judge an average by"
    low, high = error_rates.mean_interval(gaps(verdict, recorded))
    return (
        "" if low > 0 else f"the mean difference over the recorded runs lies between {low:.3g} and {high:.3g}"
    )
