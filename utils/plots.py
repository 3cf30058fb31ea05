"""The few figures that lessons share."""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np


def show_images(
    images: Sequence[np.ndarray] | np.ndarray,
    titles: Sequence[Any] | None = None,
    columns: int = 10,
    size: float = 0.9,
) -> None:
    """Show images (n, height, width) in rows, all on one scale of greys: uint8 from 0 to 255, floats from the lowest
    to the highest value of them all.

    titles: n strings or numbers, above each image. size: the width of an image in inches.
    """
    rows = -(-len(images) // columns)
    height = size + (0.05 if titles is None else 0.3)
    figure, axes = plt.subplots(
        rows, columns, figsize=(size * columns, height * rows), squeeze=False, layout="constrained"
    )
    are_bytes = all(np.asarray(image).dtype == np.uint8 for image in images)
    low = 0 if are_bytes else min(np.min(image) for image in images)
    high = 255 if are_bytes else max(np.max(image) for image in images)
    for axis in axes.flat[len(images) :]:
        axis.axis("off")
    for index, (axis, image) in enumerate(zip(axes.flat, images, strict=False)):
        axis.imshow(image, cmap="gray", vmin=low, vmax=high)
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set_color("0.7")  # a frame: white pixels at the edge would run into the page
        if titles is not None:
            axis.set_title(titles[index], fontsize=10)
    plt.show()
    plt.close(figure)


def show_bars(names: Sequence[str], values: Sequence[float] | np.ndarray, xlabel: str) -> None:
    """Draw one horizontal bar for each name, its number written beside it. values: floats, >= 0."""
    figure, axis = plt.subplots(figsize=(7, 0.4 * len(names) + 0.7), layout="constrained")
    bars = axis.barh(names, values, color="#0072B2")
    axis.bar_label(bars, fmt="%.3f", padding=3)
    axis.invert_yaxis()
    axis.set_xlabel(xlabel)
    axis.margins(x=0.12)
    axis.spines[["top", "right"]].set_visible(False)
    plt.show()
    plt.close(figure)


def show_beliefs(images: np.ndarray, beliefs: np.ndarray, labels: np.ndarray) -> None:
    """Show images (n, height, width), and below each a bar for each belief, float (n, classes) from 0 to 1. The bar of
    its label, int (n,), is orange and hatched."""
    figure, axes = plt.subplots(
        2,
        len(images),
        figsize=(2.6 * len(images), 3),
        squeeze=False,
        height_ratios=(1, 1.3),
        layout="constrained",
    )
    for (above, below), image, row, label in zip(axes.T, images, beliefs, labels, strict=True):
        above.imshow(image, cmap="gray")
        above.axis("off")
        below.bar(range(len(row)), row, color="#0072B2")
        below.patches[label].set(facecolor="#E69F00", hatch="////", edgecolor="black")
        below.text(label, row[label] + 0.02, "label", ha="center", va="bottom", fontsize=8, rotation=90)
        below.set(xticks=range(len(row)), ylim=(0, 1))
        below.spines[["top", "right"]].set_visible(False)
    axes[1, 0].set_ylabel("belief")
    plt.show()
    plt.close(figure)


def show_confusion(actual: np.ndarray, predicted: np.ndarray) -> None:
    """Draw a confusion matrix of two arrays of labels (n,), int: a row for each true label, a column for each answer,
    in each cell how often it happened. Mistakes are the darker the more often they happen; the right answers, on the
    diagonal, stay white, since they would outshine the rest."""
    from sklearn.metrics import confusion_matrix  # here, since it takes a while to import

    labels = np.union1d(actual, predicted)
    counts = confusion_matrix(actual, predicted, labels=labels)
    mistakes = counts * (1 - np.eye(len(labels), dtype=int))
    figure, axis = plt.subplots(
        figsize=(0.48 * len(labels) + 1, 0.4 * len(labels) + 0.8), layout="constrained"
    )
    axis.imshow(mistakes, cmap="Oranges", vmin=0, vmax=max(1, mistakes.max()) * 1.3, aspect="auto")
    for (row, column), count in np.ndenumerate(counts):
        weight = "bold" if row == column else "normal"
        axis.text(column, row, count or "", ha="center", va="center", fontsize=9, fontweight=weight)
    ticks = range(len(labels))
    axis.set(xlabel="answer", ylabel="true label", xticks=ticks, yticks=ticks)
    axis.set(xticklabels=labels, yticklabels=labels)
    axis.tick_params(length=0)
    plt.show()
    plt.close(figure)
