"""What a pool keeps, and which numbers it looks at."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from utils.diagrams import canvas

KINDS = {
    "no pool": (1, 1),
    "largest only": (2, 1),
    "shrinking only": (1, 2),
    "max pool": (2, 2),
}  # size, stride


def show_pool(picture: np.ndarray, size: int) -> None:
    """Draw a picture (height, width) cut into cells of size by size, the largest number of each ringed, and beside it
    what is left if each cell keeps its largest number, its mean or its upper left one."""
    rows, columns = (length // size for length in picture.shape)
    cells = picture.reshape(rows, size, columns, size)
    largest = cells.max(axis=(1, 3))
    figure = plt.figure(
        figsize=(0.75 * columns * (size + 3), 0.55 * len(picture) + 0.4), layout="constrained"
    )
    whole, *others = figure.subplots(1, 4, width_ratios=(size, 1, 1, 1))
    is_largest = picture == largest.repeat(size, axis=0).repeat(size, axis=1)
    _grid(whole, f"cells of {size} × {size}", picture, size, is_largest)
    left = {"its largest": largest, "its mean": cells.mean(axis=(1, 3)), "its upper left": cells[:, 0, :, 0]}
    for axis, (title, numbers) in zip(others, left.items(), strict=True):
        _grid(axis, title, numbers, 1, np.zeros(numbers.shape, bool))
    canvas.show()


def _grid(axis: Axes, title: str, numbers: np.ndarray, side: int, is_ringed: np.ndarray) -> None:
    """Write numbers (height, width) into cells of side by side, shaded like a chessboard; some in a ring."""
    height, width = numbers.shape
    for (row, column), value in np.ndenumerate(numbers):
        ring = {"boxstyle": "circle", "fc": "white", "ec": canvas.ORANGE, "lw": 2}
        box = ring if is_ringed[row, column] else None
        axis.text(column, row, f"{value:g}", ha="center", va="center", fontsize=11, bbox=box)
    for row, column in np.ndindex(height // side, width // side):
        corner, shade = (column * side - 0.5, row * side - 0.5), "0.9" if (row + column) % 2 else "white"
        axis.add_patch(plt.Rectangle(corner, side, side, fc=shade, ec="black", lw=1.5, zorder=0))
    axis.set(title=title, xlim=(-0.6, width - 0.4), ylim=(height - 0.4, -0.6), aspect="equal")
    axis.axis("off")


def show_pooled_rows(pixels: int = 8) -> None:
    """Draw which numbers of a row each number behind a pool looks at: without a pool, with one of 2, and with either
    part of it alone, taking the larger of two or skipping every second. A number that nothing looks at has a cross."""
    _, axes = plt.subplots(2, 2, figsize=(8.4, 3.2), layout="constrained")
    for axis, (title, (size, stride)) in zip(axes.flat, KINDS.items(), strict=True):
        windows = [range(start, min(start + size, pixels)) for start in range(0, pixels, stride)]
        for window in windows:
            above = window.start + (min(size, stride) - 1) / 2
            for place in window:
                axis.plot([place, above], [0, 1], color=canvas.GREY, zorder=0)
            canvas.circle(axis, (above, 1), "", canvas.ORANGE, 12)
        read = {place for window in windows for place in window}
        for place in range(pixels):
            text, color = ("", canvas.BLUE) if place in read else ("×", canvas.GREY)
            canvas.circle(axis, (place, 0), text, color, 12)
        axis.set(title=title, xlim=(-0.6, pixels - 0.4), ylim=(-0.35, 1.3))
        axis.axis("off")
    canvas.show()
