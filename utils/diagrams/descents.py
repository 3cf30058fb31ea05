"""Walks downhill on a loss."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np

from utils.diagrams import canvas


def show_descent(
    loss: Callable[[float], float],
    walks: Mapping[str, Sequence[float]],
    low: float,
    high: float,
    xlabel: str = "weight",
) -> None:
    """Draw the loss of one weight as a curve from `low` to `high`, side by side for each walk {name: weights}."""
    figure, axes = plt.subplots(
        1, len(walks), figsize=(3.4 * len(walks), 2.8), squeeze=False, sharey=True, layout="constrained"
    )
    line = np.linspace(low, high, 200)
    curve = [loss(weight) for weight in line]
    for axis, (name, walk) in zip(axes.flat, walks.items(), strict=True):
        axis.plot(line, curve, color=canvas.GREY)
        axis.plot(walk, [loss(weight) for weight in walk], "o-", color=canvas.BLUE, markersize=5, linewidth=1)
        axis.plot(walk[0], loss(walk[0]), "s", color=canvas.ORANGE, markersize=8)
        axis.set(title=name, xlabel=xlabel, xlim=(low, high), ylim=(-0.04 * max(curve), 1.05 * max(curve)))
        axis.spines[["top", "right"]].set_visible(False)
    axes[0, 0].set_ylabel("loss")
    canvas.show()


def show_map(
    loss: Callable[[np.ndarray], float],
    walks: Mapping[str, Sequence[np.ndarray] | np.ndarray],
    across: tuple[float, float],
    up: tuple[float, float],
) -> None:
    """Draw the loss of two weights as a map with lines of equal loss, and each walk {name: points (n, 2)} on it, up to
    three. across, up: the ranges of the first and the second weight."""
    figure, axis = plt.subplots(figsize=(6, 4.2), layout="constrained")
    first, second = np.meshgrid(np.linspace(*across, 80), np.linspace(*up, 80))
    heights = np.apply_along_axis(loss, 2, np.stack([first, second], axis=2))
    levels = heights.min() + np.ptp(heights) * np.linspace(0.02, 1, 12) ** 2
    axis.contour(first, second, heights, levels=levels, colors="0.75", linewidths=0.8)
    for (name, walk), (style, color) in zip(walks.items(), canvas.STYLES, strict=False):
        points = np.asarray(walk)
        axis.plot(points[:, 0], points[:, 1], style, color=color, label=name, markersize=4, linewidth=1.2)
    lowest = np.unravel_index(heights.argmin(), heights.shape)
    axis.plot(first[lowest], second[lowest], "*", color="black", markersize=12, label="lowest point")
    axis.set(xlabel="first weight", ylabel="second weight", xlim=across, ylim=up)
    axis.legend(fontsize=9)
    canvas.show()
