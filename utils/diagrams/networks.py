"""A unit and a network, with their numbers."""

from collections.abc import Sequence

import numpy as np

from utils.diagrams import canvas

SHOWN = 9  # circles of a layer that has more units


def show_unit(inputs: Sequence[float], weights: Sequence[float], bias: float) -> None:
    """Draw one unit with ReLU: its inputs, a weight on each line, the sum and what is passed on."""
    axis = canvas.blank(7, 0.8 * len(inputs) + 0.4)
    total = float(np.dot(inputs, weights) + bias)
    middle = (len(inputs) - 1) / 2
    for place, (value, weight) in enumerate(zip(inputs, weights, strict=True)):
        height = len(inputs) - 1 - place
        axis.plot([0, 2], [height, middle], color=canvas.GREY, zorder=0)
        canvas.circle(axis, (0, height), f"{value:g}")
        axis.text(
            0.8, height + 0.4 * (middle - height), f"× {weight:g}", ha="center", backgroundcolor="white"
        )
    axis.annotate(
        "", (3.75, middle), (2, middle), arrowprops={"arrowstyle": "->", "color": canvas.GREY}, zorder=0
    )
    canvas.circle(axis, (2, middle), f"{total:.2g}", canvas.ORANGE, 46)
    axis.text(2, middle - 0.62, f"sum, with the bias {bias:g}", ha="center", va="top")
    axis.text(3.0, middle + 0.12, "cut at zero", ha="center")
    axis.text(3.85, middle, f"{max(total, 0):.2g}", va="center", fontsize=13, fontweight="bold")
    axis.set(xlim=(-0.3, 4.3), ylim=(-0.6, len(inputs) - 0.4))
    canvas.show()


def show_network(widths: Sequence[int], names: Sequence[str]) -> None:
    """Draw a dense network, layer by layer from left to right, with every line between the units shown.

    widths: the number of units of each layer, the inputs first; of a large layer a few stand for all.
    names: a text below each layer.
    """
    tallest = min(max(widths), SHOWN)
    axis = canvas.blank(1.9 * len(widths) + 0.6, 0.35 * tallest + 0.6)
    layers = []
    for column, width in enumerate(widths):
        shown = min(width, SHOWN)
        layers.append([(column, row - (shown - 1) / 2) for row in range(shown)])
    for left, right in zip(layers, layers[1:], strict=False):
        for one in left:
            for other in right:
                axis.plot(*zip(one, other, strict=True), color=canvas.GREY, linewidth=0.5, zorder=0)
    for column, (places, width, name) in enumerate(zip(layers, widths, names, strict=True)):
        for place in places:
            is_gap = width > SHOWN and place == places[SHOWN // 2]
            canvas.circle(axis, place, "⋮" if is_gap else "", canvas.GREY if is_gap else canvas.BLUE, 16)
        axis.text(column, -tallest / 2 - 0.3, f"{width} {name}", ha="center", va="top")
    axis.set(xlim=(-0.5, len(widths) - 0.5), ylim=(-tallest / 2 - 1.3, tallest / 2))
    canvas.show()
