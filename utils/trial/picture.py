"""The picture of a question: its effects, every recorded run among them, and the learner's."""

import textwrap
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils.trial import effects as rules
from utils.trial import table
from utils.trial.effects import Effect
from utils.trial.evidence import Evidence

# A marker for each finding, so that grey paper tells them apart as well.
MARKERS = {rules.RAISES: "^", rules.LOWERS: "v", rules.NO_MATTER: "o", rules.NOT_PROVEN: "X"}
OWN: dict[str, Any] = {"marker": "D", "color": "#D55E00", "edgecolor": "black", "zorder": 5}
WIDTH = 6.4  # inches; small enough that its letters stay legible on a telephone


def show(
    found: list[Effect], own: list[float | None], earlier: list[dict[str, Any]], recorded: Evidence | None
) -> None:
    """Show the effects of one question. own: this run's, None where it has none; earlier: the learner's earlier
    runs, {measure: {arm: value}} each."""
    figure = draw(found, own, earlier, recorded)
    plt.show()
    plt.close(figure)


def own_effects(own: dict[str, dict[str, Any]], found: list[Effect]) -> list[float | None]:
    """Return this run's effect for each of `found`."""
    return [table.own_effect(effect, own) for effect in found]


def draw(
    found: list[Effect], own: list[float | None], earlier: list[dict[str, Any]], recorded: Evidence | None
) -> Figure:
    """Return the figure: a row for each effect, the largest on top. Arguments as for `show`."""
    order = sorted(range(len(found)), key=lambda index: -found[index].mean)
    names = [textwrap.wrap(table.named(found[index], found[index].question), 26) for index in order]
    heights = [max(0.62, 0.2 * len(name) + 0.24) for name in names]
    figure, axis = plt.subplots(figsize=(WIDTH, sum(heights) + 0.75), layout="constrained")
    matters = found[0].question.matters
    axis.axvspan(-matters, matters, facecolor="0.9", edgecolor="0.75", hatch="////", zorder=0)
    axis.axvline(0, color="0.4", linewidth=0.8, zorder=1)
    places = np.cumsum(heights) - np.array(heights) / 2
    for index, place in zip(order, places, strict=True):
        before = [table.own_effect(found[index], run) for run in earlier]
        draw_effect(axis, place, found[index], own[index], before, reported_effect(found[index], recorded))
    axis.set_yticks(places, ["\n".join(name) for name in names], fontsize=11)
    axis.set_ylim(sum(heights), 0)
    axis.set_xlabel(f"change in {found[0].question.measure} (hatched: too small to matter)", fontsize=10)
    axis.locator_params(axis="x", nbins=6)
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.tick_params(axis="y", length=0)
    return figure


def draw_effect(
    axis: Axes,
    place: float,
    effect: Effect,
    own: float | None,
    earlier: list[float | None],
    told: float | None,
) -> None:
    """Draw one effect at height `place`: above the line each recorded run, on it mean and interval, below it the
    learner's runs; a cross where somebody reported a figure."""
    above = place - 0.13 - 0.1 * np.linspace(0, 1, len(effect.values))  # spread out: equal runs stay visible
    axis.scatter(effect.values, above, s=16, facecolor="none", edgecolor="0.5", linewidth=0.8, zorder=2)
    axis.plot([effect.low, effect.high], [place, place], color="black", linewidth=2.5, zorder=3)
    axis.scatter(effect.mean, place, s=70, marker=MARKERS[effect.finding], color="black", zorder=4)
    for value in earlier:
        if value is not None:
            axis.scatter(value, place + 0.17, s=24, marker="D", color="0.75", edgecolor="0.4", zorder=3)
    if own is not None:
        axis.scatter(own, place + 0.17, s=48, **OWN)
    if told is not None:
        axis.scatter(told, place, s=70, marker="+", color="#0072B2", linewidth=2.5, zorder=6)


def reported_effect(effect: Effect, recorded: Evidence | None) -> float | None:
    """Return the effect between two reported figures, or None unless both were reported."""
    arms = recorded.reported.get(effect.question.measure, {}) if recorded else {}
    reference = arms.get(effect.against) if isinstance(effect.against, str) else effect.against
    return arms[effect.arm] - reference if effect.arm in arms and reference is not None else None
