"""Drawings of what can't be photographed: a unit, a network, a walk downhill."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "0.6"
STYLES = (("o-", BLUE), ("s--", ORANGE), ("^:", "#009E73"))  # told apart in black and white, too
SHOWN = 9  # circles of a layer that has more units


def _blank(width: float, height: float) -> Axes:
    """Return the axes of a new figure, in inches, without a frame."""
    axis = plt.figure(figsize=(width, height), layout="constrained").add_subplot()
    axis.axis("off")
    return axis


def _show() -> None:
    plt.show()
    plt.close()


def _circle(axis: Axes, place: tuple[float, float], text: str, color: str = BLUE, size: float = 34) -> None:
    axis.plot(*place, "o", markersize=size, markerfacecolor="white", markeredgecolor=color, markeredgewidth=2)
    axis.text(*place, text, ha="center", va="center", fontsize=11)


def show_unit(inputs: Sequence[float], weights: Sequence[float], bias: float) -> None:
    """Draw one unit with ReLU: its inputs, a weight on each line, the sum and what is passed on."""
    axis = _blank(7, 0.8 * len(inputs) + 0.4)
    total = float(np.dot(inputs, weights) + bias)
    middle = (len(inputs) - 1) / 2
    for place, (value, weight) in enumerate(zip(inputs, weights, strict=True)):
        height = len(inputs) - 1 - place
        axis.plot([0, 2], [height, middle], color=GREY, zorder=0)
        _circle(axis, (0, height), f"{value:g}")
        axis.text(
            0.8, height + 0.4 * (middle - height), f"× {weight:g}", ha="center", backgroundcolor="white"
        )
    axis.annotate("", (3.75, middle), (2, middle), arrowprops={"arrowstyle": "->", "color": GREY}, zorder=0)
    _circle(axis, (2, middle), f"{total:.2g}", ORANGE, 46)
    axis.text(2, middle - 0.62, f"sum, with the bias {bias:g}", ha="center", va="top")
    axis.text(3.0, middle + 0.12, "cut at zero", ha="center")
    axis.text(3.85, middle, f"{max(total, 0):.2g}", va="center", fontsize=13, fontweight="bold")
    axis.set(xlim=(-0.3, 4.3), ylim=(-0.6, len(inputs) - 0.4))
    _show()


def show_network(widths: Sequence[int], names: Sequence[str]) -> None:
    """Draw a dense network, layer by layer from left to right, with every line between the units shown.

    widths: the number of units of each layer, the inputs first; of a large layer a few stand for all.
    names: a text below each layer.
    """
    tallest = min(max(widths), SHOWN)
    axis = _blank(1.9 * len(widths) + 0.6, 0.35 * tallest + 0.6)
    layers = []
    for column, width in enumerate(widths):
        shown = min(width, SHOWN)
        layers.append([(column, row - (shown - 1) / 2) for row in range(shown)])
    for left, right in zip(layers, layers[1:], strict=False):
        for one in left:
            for other in right:
                axis.plot(*zip(one, other, strict=True), color=GREY, linewidth=0.5, zorder=0)
    for column, (places, width, name) in enumerate(zip(layers, widths, names, strict=True)):
        for place in places:
            is_gap = width > SHOWN and place == places[SHOWN // 2]
            _circle(axis, place, "⋮" if is_gap else "", GREY if is_gap else BLUE, 16)
        axis.text(column, -tallest / 2 - 0.3, f"{width} {name}", ha="center", va="top")
    axis.set(xlim=(-0.5, len(widths) - 0.5), ylim=(-tallest / 2 - 1.3, tallest / 2))
    _show()


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
        axis.plot(line, curve, color=GREY)
        axis.plot(walk, [loss(weight) for weight in walk], "o-", color=BLUE, markersize=5, linewidth=1)
        axis.plot(walk[0], loss(walk[0]), "s", color=ORANGE, markersize=8)
        axis.set(title=name, xlabel=xlabel, xlim=(low, high), ylim=(-0.04 * max(curve), 1.05 * max(curve)))
        axis.spines[["top", "right"]].set_visible(False)
    axes[0, 0].set_ylabel("loss")
    plt.show()
    plt.close(figure)


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
    for (name, walk), (style, color) in zip(walks.items(), STYLES, strict=False):
        points = np.asarray(walk)
        axis.plot(points[:, 0], points[:, 1], style, color=color, label=name, markersize=4, linewidth=1.2)
    lowest = np.unravel_index(heights.argmin(), heights.shape)
    axis.plot(first[lowest], second[lowest], "*", color="black", markersize=12, label="lowest point")
    axis.set(xlabel="first weight", ylabel="second weight", xlim=across, ylim=up)
    axis.legend(fontsize=9)
    plt.show()
    plt.close(figure)
