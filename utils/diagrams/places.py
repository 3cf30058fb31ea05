"""Where a window goes, and which pixels reach a number."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from utils.diagrams import canvas


def show_places(rows: Mapping[str, tuple[int, int, int, int, int]]) -> None:
    """Draw a row of pixels with every place of a window below it, side by side for each {name: (pixels, window, stride,
    zeros before, zeros after)}: zeros are dashed, pixels that no window reads are hatched."""
    widths = [size + before + after for size, _, _, before, after in rows.values()]
    places = [
        range(-before, size + after - window + 1, stride)
        for size, window, stride, before, after in rows.values()
    ]
    low = -0.6 * max(map(len, places)) - 0.3
    size_of_page = (0.42 * sum(widths) + 0.5, 0.9 - 0.42 * low)
    figure = plt.figure(figsize=size_of_page, layout="constrained")
    axes = figure.subplots(1, len(rows), width_ratios=widths, squeeze=False)
    for axis, (name, row), starts in zip(axes.flat, rows.items(), places, strict=True):
        size, window, _, before, after = row
        for place in range(-before, size + after):
            is_read = any(start <= place < start + window for start in starts)
            _pixel(axis, place, is_zero=not 0 <= place < size, is_read=is_read)
        for line, start in enumerate(starts):
            height, color = -0.6 * (line + 1), (canvas.BLUE, canvas.ORANGE)[line % 2]
            axis.plot([start + 0.1, start + window - 0.1], [height, height], color=color, linewidth=5)
        axis.set(xlim=(-before - 0.2, size + after + 0.2), ylim=(low, 1.2))
        axis.set_title(f"{name}: {len(starts)} places", fontsize=10)
        axis.axis("off")
    canvas.show()


def _pixel(axis: Axes, place: int, is_zero: bool, is_read: bool) -> None:
    square = plt.Rectangle((place, 0), 1, 1, fc="white", hatch=None if is_read else "////")
    square.set(edgecolor=canvas.GREY if is_zero else "black", linestyle="--" if is_zero else "-")
    axis.add_patch(square)
    axis.text(place + 0.5, 0.5, "0" if is_zero else "", ha="center", va="center", color="0.4")


def show_reach(stacks: Mapping[str, Sequence[tuple[int, int]]]) -> None:
    """Draw which pixels of a row reach one number behind layers of convolution, side by side for each {name: layers},
    each layer a (window, stride), the first one first."""
    width = 3.6 * len(stacks)
    _, axes = plt.subplots(1, len(stacks), figsize=(width, 2.6), squeeze=False, layout="constrained")
    for axis, (name, stack) in zip(axes.flat, stacks.items(), strict=True):
        layers = len(stack)
        row = np.zeros(1)  # the number behind the last layer, in pixels from the middle
        for layer in reversed(range(layers)):
            row = _draw_layer(axis, row, stack, layer)
        reach = max(abs(row)) + 0.6
        for place in row:
            canvas.circle(axis, (place, -layers), "", canvas.BLUE, 14)
        for depth in range(layers + 1):
            label = "pixels" if depth == layers else f"layer {layers - depth}"
            axis.text(-reach - 0.3, -depth, label, ha="right", va="center")
        axis.set(xlim=(-reach - 2.2, reach), ylim=(-layers - 0.4, 0.4))
        axis.set_title(f"{name}: {len(row)} pixels", fontsize=10)
        axis.axis("off")
    canvas.show()


def _draw_layer(axis: Axes, row: np.ndarray, stack: Sequence[tuple[int, int]], layer: int) -> np.ndarray:
    """Draw a layer's numbers at `row` with a line to each number that they read; return these, in the layer below."""
    window, depth = stack[layer][0], len(stack) - 1 - layer
    step = float(np.prod([stride for _, stride in stack[:layer]]))  # between neighbours below, in pixels
    read = step * (np.arange(window) - (window - 1) / 2)
    for place in row:
        for below in place + read:
            axis.plot([place, below], [-depth, -depth - 1], color=canvas.GREY, linewidth=1, zorder=0)
        canvas.circle(axis, (place, -depth), "", canvas.BLUE if depth else canvas.ORANGE, 14)
    return np.unique(np.add.outer(row, read))
