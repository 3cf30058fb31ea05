"""The few figures that lessons share."""

import matplotlib.pyplot as plt
import numpy as np

from utils import error_rates, evidence


def show_images(images, titles=None, columns=10):
    """Show images (n, height, width) in rows, uint8 or float, each scaled from its darkest to its brightest
    value. titles: n strings or numbers, above each image."""
    rows = -(-len(images) // columns)
    height = 0.95 if titles is None else 1.2
    figure, axes = plt.subplots(
        rows, columns, figsize=(0.9 * columns, height * rows), squeeze=False, layout="constrained"
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
    """Draw a recorded curve (one number per epoch) of this run with the band of the recorded runs behind
    it: the 99 % prediction band of each epoch (utils/error_rates.py). run: an evidence.Run in which `name`
    was recorded."""
    own = np.asarray(run.recorded[name])
    epochs = np.arange(1, len(own) + 1)
    figure, axis = plt.subplots(figsize=(6, 3), layout="constrained")
    recorded = evidence.read(run.lesson, run.data)
    if recorded:
        curves = np.array(recorded["recorded"][name])
        low, high = np.transpose([error_rates.prediction_band(values) for values in curves.T])
        label = f"band of {len(curves)} recorded runs"
        axis.fill_between(epochs, low, high, color="#56B4E9", alpha=0.4, label=label)
    axis.plot(epochs, own, color="black", marker="D", label="your run")
    axis.set(xlabel="epoch", ylabel=name, xticks=epochs)
    axis.legend(frameon=False)
    axis.spines[["top", "right"]].set_visible(False)
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
