"""Figures of what a run recorded, with the recorded runs behind it."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from utils.trial.measured import Measured

# Okabe and Ito's colours are told apart by the colour-blind, markers and lines on a black-and-white printer.
STYLES = [
    ("black", "D", "-"),
    ("#D55E00", "o", "--"),
    ("#0072B2", "s", ":"),
    ("#009E73", "^", "-."),
    ("#CC79A7", "v", (0, (5, 1, 1, 1, 1, 1))),
]
MIDDLE = (5, 95)  # per cent of the recorded runs that a band holds at each point


def show_curves(
    run: Measured, arms: Sequence[str], measure: str, xlabel: str, xs: Sequence[float] | None = None
) -> None:
    """Draw the curves of `arms` for one measure, each with a band that holds 9 in 10 recorded runs at each point.

    Raises ValueError if there are more than five.
    """
    recorded, alone = run.comparable_evidence(), len(arms) == 1
    if len(arms) > len(STYLES):
        raise ValueError(f"{len(arms)} curves in one figure can't be told apart: at most {len(STYLES)}.")
    own = run.recorded.get(measure, {})
    missing = [arm for arm in arms if arm not in own]
    if missing:
        raise ValueError(
            f'"{measure}, {missing[0]}" wasn\'t recorded in this run: run the cells above first.'
        )
    places = np.arange(1, max(len(own[arm]) for arm in arms) + 1) if xs is None else np.asarray(xs)
    figure, axis = plt.subplots(figsize=(6, 3 if alone else 3.8), layout="constrained")
    for arm, (colour, marker, line) in zip(arms, STYLES, strict=False):
        if recorded and recorded.has(measure, arm):
            _draw_band(axis, places, recorded.values(measure, arm), "#56B4E9" if alone else colour)
        axis.plot(
            places[: len(own[arm])],
            own[arm],
            color=colour,
            marker=marker,
            linestyle=line,
            label="your run" if alone else arm,
        )
    if recorded:
        label = f"9 in 10 of {len(recorded.seeds)} recorded runs"
        axis.fill_between([], [], color="#56B4E9" if alone else "0.6", alpha=0.4, label=label)
    axis.set(xlabel=xlabel, ylabel=measure, xticks=places)
    axis.legend(frameon=False)
    axis.spines[["top", "right"]].set_visible(False)
    plt.show()
    plt.close(figure)


def _draw_band(axis: Axes, places: np.ndarray, curves: np.ndarray, colour: str) -> None:
    """Shade between two percentiles of curves (runs, points): no bell is assumed, no share leaves 0 to 1."""
    low, high = np.percentile(curves, MIDDLE, axis=0)
    shared = min(len(places), len(low))  # a learner may have trained for more epochs, or fewer
    axis.fill_between(places[:shared], low[:shared], high[:shared], color=colour, alpha=0.3, linewidth=0)


def show_counts(run: Measured, measure: str, arm: str, choices: Sequence[int], xlabel: str) -> None:
    """Draw a column of circles over each of `choices` (whole numbers, in order), a circle for each recorded run that
    had it, and this run as a black diamond on top of its column."""
    recorded, own = run.comparable_evidence(), run.recorded[measure][arm]
    there = recorded is not None and recorded.has(measure, arm)
    values = recorded.values(measure, arm) if recorded is not None and there else np.array([])
    counts = [int(np.sum(values == choice)) for choice in choices]
    figure, axis = plt.subplots(figsize=(6, 0.17 * max(counts) + 1.3), layout="constrained")
    if values.size:
        xs = np.repeat(choices, counts)
        heights = np.concatenate([np.arange(1, count + 1) for count in counts])
        axis.scatter(xs, heights, s=70, color="#56B4E9", label=f"{len(values)} recorded runs")
    axis.scatter(own, 1 + np.sum(values == own), s=70, marker="D", color="black", label="your run")
    axis.set(xlabel=xlabel, xticks=choices, yticks=[], ylim=(0.2, max(counts) + 1.8))
    axis.set_xlim(min(choices) - 0.6, max(choices) + 0.6)
    axis.legend(frameon=False, loc="upper left")
    axis.spines[["top", "right", "left"]].set_visible(False)
    plt.show()
    plt.close(figure)
