"""The few figures that lessons share."""

import matplotlib.pyplot as plt
import numpy as np

from utils import error_rates, evidence

# Okabe and Ito's colours are told apart by the colour-blind, markers and lines on a black-and-white printer.
CURVES = [
    ("black", "D", "-"),
    ("#D55E00", "o", "--"),
    ("#0072B2", "s", ":"),
    ("#009E73", "^", "-."),
    ("#CC79A7", "v", (0, (5, 1, 1, 1, 1, 1))),
]


def show_images(images, titles=None, columns=10, size=0.9):
    """Show images (n, height, width) in rows, uint8 or float, each scaled from its darkest to its brightest
    value. titles: n strings or numbers, above each image. size: the width of an image in inches."""
    rows = -(-len(images) // columns)
    height = size + (0.05 if titles is None else 0.3)
    figure, axes = plt.subplots(
        rows, columns, figsize=(size * columns, height * rows), squeeze=False, layout="constrained"
    )
    for axis in axes.flat:
        axis.axis("off")
    for index, (axis, image) in enumerate(zip(axes.flat, images, strict=False)):
        axis.imshow(image, cmap="gray")
        if titles is not None:
            axis.set_title(titles[index], fontsize=10)
    plt.show()
    plt.close(figure)


def show_curve(run, name):
    """Draw one recorded curve, a number per epoch, as `show_curves` does."""
    show_curves(run, [name], "epoch", name)


def show_curves(run, names, xlabel, ylabel, xs=None):
    """Draw recorded curves of this run, each with the band of the recorded runs behind it: the 99 %
    prediction band of each point (utils/error_rates.py).

    run: an evidence.Run in which all `names` were recorded, at most five curves of one length. The legend
    tells them by what follows the first comma of their names. xs: where the points lie; without it, 1, 2, 3…
    Raises ValueError if there are more than five.
    """
    recorded, alone = evidence.read(run.lesson, run.data), len(names) == 1
    xs = np.arange(1, len(run.recorded[names[0]]) + 1) if xs is None else np.asarray(xs)
    figure, axis = plt.subplots(figsize=(6, 3 if alone else 3.8), layout="constrained")
    for name, (colour, marker, line) in zip(names, CURVES[: len(names)], strict=True):
        if recorded:
            is_share = name.startswith(("accuracy", "share", "recall"))
            shown = (0, 1) if is_share else (-np.inf, np.inf)  # no next draw of a share leaves these
            _draw_band(axis, xs, recorded["recorded"].get(name), "#56B4E9" if alone else colour, shown)
        label = "your run" if alone else name.split(", ", 1)[-1]
        axis.plot(xs, run.recorded[name], color=colour, marker=marker, linestyle=line, label=label)
    if recorded:
        label = f"{'band' if alone else 'bands'} of {len(recorded['seeds'])} recorded runs"
        axis.fill_between([], [], color="#56B4E9" if alone else "0.6", alpha=0.4, label=label)
    axis.set(xlabel=xlabel, ylabel=ylabel, xticks=xs)
    axis.legend(frameon=False)
    axis.spines[["top", "right"]].set_visible(False)
    plt.show()
    plt.close(figure)


def _draw_band(axis, xs, curves, colour, limits):
    if curves:
        bands = [error_rates.prediction_band(values) for values in np.transpose(curves)]
        low, high = np.transpose(np.clip(bands, *limits))
        axis.fill_between(xs, low, high, color=colour, alpha=0.3, linewidth=0)


def show_counts(run, name, choices, xlabel):
    """Draw how often each of `choices` (whole numbers, in order) came out under `name`, a recorded number: a
    circle for each recorded run, and this run as a black diamond on top of its column."""
    recorded, own = evidence.read(run.lesson, run.data), run.recorded[name]
    values = np.array(recorded["recorded"].get(name, []) if recorded else [])
    counts = [np.sum(values == choice) for choice in choices]
    figure, axis = plt.subplots(figsize=(6, 0.17 * max(counts) + 1.3), layout="constrained")
    if values.size:
        xs = np.repeat(choices, counts)
        heights = np.concatenate([np.arange(1, count + 1) for count in counts])
        axis.scatter(xs, heights, s=70, color="#56B4E9", label=f"{len(values)} recorded runs")
    height = 1 + np.sum(values == own)
    axis.scatter(own, height, s=70, marker="D", color="black", label="your run")
    axis.set(xlabel=xlabel, xticks=choices, yticks=[], ylim=(0.2, max(counts) + 1.8))
    axis.set_xlim(min(choices) - 0.6, max(choices) + 0.6)
    axis.legend(frameon=False, loc="upper left")
    axis.spines[["top", "right", "left"]].set_visible(False)
    plt.show()
    plt.close(figure)


def show_bars(names, values, xlabel):
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
