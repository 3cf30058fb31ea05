"""What is in the files of a network."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt

from utils.diagrams import canvas

PARTS = {  # from top to bottom: (height, color)
    "network": (0.8, "0.95"),
    "compile": (0.8, "0.85"),
    "weights": (1.6, "#A6CEE3"),
    "counter": (0.8, "#FEE6CE"),
    "mean slopes": (1.6, "#FDAE6B"),
    "usual sizes": (1.6, "#E6854A"),
}


def show_files(files: Mapping[str, Sequence[str]]) -> None:
    """Draw files of a network, {name: the parts that are in it}, as boxes side by side, with a compartment
    for every part in PARTS: filled where it is in the file, dotted and empty where it isn't."""
    total = sum(height for height, _ in PARTS.values())
    axis = canvas.blank(1.7 * len(files) + 0.3, 0.36 * total + 0.4)
    for column, (file, inside) in enumerate(files.items()):
        axis.text(column + 0.45, 0.15, file, ha="center", va="bottom", fontweight="bold")
        bottom = 0.0
        for part, (height, color) in PARTS.items():
            bottom -= height
            is_in = part in inside
            looks = {"facecolor": color, "edgecolor": "black"} if is_in else {"fill": False, "linestyle": ":"}
            axis.add_patch(plt.Rectangle((column, bottom), 0.9, height, **looks))
            if is_in:
                axis.text(column + 0.45, bottom + height / 2, part, ha="center", va="center")
    axis.set(xlim=(-0.05, len(files) - 0.05), ylim=(-total - 0.1, 0.9))
    canvas.show()
