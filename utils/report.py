"""The picture and the table at the end of a lesson: this run among the recorded ones."""

import textwrap

import matplotlib.pyplot as plt
import numpy as np

from utils import error_rates, verdicts

# Okabe and Ito's colours are told apart by the colour-blind, the markers on a black-and-white printer.
STYLES = [("#0072B2", "o"), ("#E69F00", "s"), ("#CC79A7", "^")]
REPORTED = {"marker": "X", "s": 60, "color": "#D55E00", "edgecolor": "white", "zorder": 5}


def show(own, recorded, earlier=()):
    """Draw one row per arm of every verdict, then print the table. own: a run as a dict; recorded:
    `evidence.read`'s dict or None; earlier: the learner's earlier runs, as dicts."""
    if own["verdicts"]:
        figure = draw(own["verdicts"], recorded, own, earlier)
        plt.show()
        plt.close(figure)
    _display(table(own, recorded))
    if own["reported"]:
        told = "; ".join(f"{name}: {value:.4g}" for name, value in own["reported"].items())
        _display(f"What was reported (a cross in the picture, where that number is in it): {told}.")
    _display(summary(own, recorded))


def draw(judged, recorded, own=None, earlier=()):
    """Return a figure with an axis for each verdict: recorded runs as coloured marks, the learner's as
    diamonds."""
    rows = [len(verdicts.arms(verdict)) for verdict in judged]
    figure, axes = plt.subplots(
        len(judged),
        1,
        figsize=(8, sum(0.32 * n + 0.85 for n in rows)),
        height_ratios=[0.32 * n + 0.4 for n in rows],
        squeeze=False,
        layout="constrained",
    )
    for axis, verdict in zip(axes[:, 0], judged, strict=True):
        draw_arms(axis, verdict, recorded, own, earlier)
        axis.set_title(textwrap.fill(verdict["claim"], 84), loc="left", fontsize=10, fontweight="bold")
    return figure


def draw_arms(axis, verdict, recorded, own=None, earlier=()):
    """Draw the arms of one verdict into an axis: a row per arm, named on the left, the arm to look at first
    on top; a cross where somebody's number was reported."""
    names, reported = verdicts.arms(verdict), (own or recorded)["reported"]
    for row, (name, (colour, marker)) in enumerate(zip(names, STYLES, strict=False)):
        if recorded:
            values = recorded["recorded"][name]
            height = row + np.linspace(
                -0.18, 0.18, len(values)
            )  # spread out, so that equal runs stay visible
            axis.scatter(values, height, s=22, marker=marker, facecolor="none", edgecolor=colour)
        for run in earlier:
            axis.scatter(run["recorded"].get(name, np.nan), row, s=30, marker="D", color="0.6", zorder=3)
        if own:
            axis.scatter(
                own["recorded"][name], row, s=70, marker="D", color="black", edgecolor="white", zorder=4
            )
        if name in reported:
            axis.scatter(reported[name], row, **REPORTED)
    axis.set_yticks(range(len(names)), [textwrap.fill(name, 34) for name in names])
    axis.set_ylim(len(names) - 0.5, -0.5)
    axis.locator_params(axis="x", nbins=6)
    axis.grid(axis="x", color="0.9")
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.tick_params(axis="y", length=0)


def table(own, recorded):
    """Return the verdicts and the other recorded numbers of a run as one Markdown table."""
    lines = ["| claim | asked | this run | recorded runs | one run misses it | noise reaches it |"]
    lines.append("| :-- | --: | --: | --: | --: | --: |")
    for verdict in own["verdicts"]:
        lines.append(_verdict_row(verdict, own, recorded))
    judged = {name for verdict in own["verdicts"] for name in verdicts.arms(verdict)}
    for name, value in own["recorded"].items():
        if name not in judged and isinstance(value, float):
            values = recorded["recorded"].get(name) if recorded else None
            band = _span(values) if values else "none yet"
            lines.append(f"| {name} | | {value:.4g} | {band} | | |")
    return "\n".join(lines)


def summary(own, recorded):
    """Return what a learner should take from the table, in one or two sentences."""
    if not recorded:
        return "There are no recorded runs of this lesson on this data yet, so nothing to compare with."
    strangers = [
        name for name, value in own["recorded"].items() if _is_outside(value, recorded["recorded"].get(name))
    ]
    runs = f"the {len(recorded['seeds'])} recorded runs"
    if not strangers:
        return f"Your run (seed {own['seed']}) is the black diamond. Every number of it lies among {runs}."
    return (
        f"Your run (seed {own['seed']}) is the black diamond. Outside the band of {runs}: "
        f"{'; '.join(strangers)}. That happens to an honest run now and then. If it stays so when you run "
        "the lesson again, look at what you changed in its cells, and at the package versions "
        "(`python3 -m course doctor`)."
    )


def _verdict_row(verdict, own, recorded):
    first, second = (own["recorded"][name] for name in verdicts.arms(verdict)[:2])
    asked = {
        "contrast": f"≥ {verdict.get('by')}",
        "same": f"within ±{verdict.get('within')}",
        "average": "above 0 on average",
    }[verdict["kind"]]
    mark = "does not hold" if verdicts.missed(verdict, own["recorded"], recorded) else "holds"
    cells = [verdict["claim"], asked, f"{first - second:+.3g}: {mark}"]
    if not recorded:
        return "| " + " | ".join([*cells, "none yet", "", ""]) + " |"
    differences = verdicts.gaps(verdict, recorded)
    if verdict["kind"] == "average":
        wins = int(np.sum(differences > 0))
        errors = [f"{len(differences) - wins} of {len(differences)} recorded runs", "judged on average"]
    else:
        errors = [percent(rate) for rate in verdicts.rates(verdict, recorded)]
    return "| " + " | ".join([*cells, _span(differences, sign="+"), *errors]) + " |"


def percent(rate):
    """Return a probability, 0 to 1, as a percentage short enough for a table."""
    return "< 0.01 %" if rate < 1e-4 else f"{100 * rate:.2g} %"


def _span(values, sign=""):
    return f"{min(values):{sign}.3g} to {max(values):{sign}.3g}"


def _is_outside(value, values):
    if values is None or not isinstance(value, float) or len(values) < 2:
        return False
    low, high = error_rates.prediction_band(values)
    return not low <= float(f"{value:.6g}") <= high  # the recorded runs keep six digits


def _display(text):
    try:
        from IPython import get_ipython
        from IPython.display import Markdown, display
    except ImportError:
        print(text)
        return
    if get_ipython() is None:
        print(text)
    else:
        display(Markdown(text))
