"""A window on an image: what a kernel does at one place, what it shares, and how much of the image it sees."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from utils.diagrams import canvas


def _frame(
    axis: Axes, row: float, column: float, side: float, style: str = "-", color: str = canvas.ORANGE
) -> None:
    """Draw a square on an image, its upper left pixel at (row, column)."""
    axis.add_patch(plt.Rectangle((column - 0.5, row - 0.5), side, side, fill=False, ec=color, ls=style, lw=2))


def show_window(images: Mapping[str, np.ndarray], kernel: np.ndarray, row: int = 0, column: int = 0) -> None:
    """Draw what a kernel does at one place of each image {name: (height, width)}: the window, the kernel, the products
    and their sum, a row of the figure for each image."""
    side = len(kernel)
    _, axes = plt.subplots(
        len(images), 4, figsize=(7, 1.9 * len(images)), squeeze=False, layout="constrained"
    )
    for (first, *others), (name, image) in zip(axes, images.items(), strict=True):
        products = image[row : row + side, column : column + side] * kernel
        grids = (image[row : row + side, column : column + side], kernel, products)
        titles = ("window", "× kernel", f"= products, sum {products.sum():g}")
        first.imshow(image, cmap="Greys")
        first.set(title=name, xticks=[], yticks=[])
        _frame(first, row, column, side)
        for axis, grid, title in zip(others, grids, titles, strict=True):
            axis.imshow(np.zeros_like(grid), cmap="Greys")
            axis.set(title=title, xticks=np.arange(side - 1) + 0.5, yticks=np.arange(side - 1) + 0.5)
            axis.tick_params(length=0, labelbottom=False, labelleft=False)
            axis.grid(color=canvas.GREY)
            for (down, right), value in np.ndenumerate(grid):
                axis.text(right, down, f"{value:g}", ha="center", va="center", fontsize=11)
    canvas.show()


def show_sharing(pixels: int = 6) -> None:
    """Draw, for a row of pixels, the weights of a dense layer and those of a convolution of three weights side by side:
    lines of one colour and style are one weight."""
    _, axes = plt.subplots(1, 2, figsize=(7.5, 2.3), layout="constrained")
    for axis, kind in zip(axes, ("dense", "convolution"), strict=True):
        for one in range(pixels):
            for other in range(pixels):
                if kind == "dense":
                    axis.plot([one, other], [0, 1], color=canvas.GREY, linewidth=0.7, zorder=0)
                elif abs(one - other) <= 1:
                    style, color = canvas.STYLES[one - other + 1]
                    axis.plot([one, other], [0, 1], style[1:], color=color, linewidth=1.6, zorder=0)
            canvas.circle(axis, (one, 0), "", "black", 13)
            canvas.circle(axis, (one, 1), "", canvas.BLUE, 13)
        count = f"{pixels * pixels} weights" if kind == "dense" else "3 weights, shared"
        axis.set(title=f"{kind}: {count}", xlim=(-0.6, pixels - 0.4), ylim=(-0.25, 1.25))
        axis.axis("off")
    canvas.show()


def show_fields(image: np.ndarray, networks: Mapping[str, Mapping[str, tuple[int, int, int]]]) -> None:
    """Draw which pixels reach one number of a layer, as squares on an image; a panel for each network
    {title: {layer: (row, column, side) of its square}}, up to three layers in each."""
    _, axes = plt.subplots(
        1, len(networks), figsize=(3.4 * len(networks), 3.6), squeeze=False, layout="constrained"
    )
    for axis, (title, squares) in zip(axes.flat, networks.items(), strict=True):
        axis.imshow(image, cmap="Greys", alpha=0.5)
        for (name, (row, column, side)), (style, color) in zip(squares.items(), canvas.STYLES, strict=False):
            _frame(axis, row, column, side, style[1:], color)
            axis.plot([], [], style[1:], color=color, linewidth=2, label=f"{name}: {side} × {side}")
        axis.set(title=title, xticks=[], yticks=[])
        axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.02), fontsize=9, frameon=False)
    canvas.show()
