"""What each pile of images decides."""

from collections.abc import Mapping

import matplotlib.pyplot as plt

from utils.diagrams import canvas


def show_piles(piles: Mapping[str, str]) -> None:
    """Draw piles of images as boxes from left to right, and below each what it decides: {pile: what}."""
    axis = canvas.blank(2.9 * len(piles), 1.9)
    for column, ((pile, what), color) in enumerate(
        zip(piles.items(), (canvas.BLUE, canvas.ORANGE, canvas.GREY), strict=False)
    ):
        for sheet in (0.12, 0.06, 0):
            box = plt.Rectangle(
                (column + sheet / 2, 1 + sheet), 0.7, 0.5, facecolor="white", edgecolor=color, lw=2
            )
            axis.add_patch(box)
        axis.text(column + 0.35, 1.25, pile, ha="center", va="center")
        arrow = {"arrowstyle": "->", "color": color, "lw": 2}
        axis.annotate("", (column + 0.35, 0.55), (column + 0.35, 0.95), arrowprops=arrow)
        axis.text(column + 0.35, 0.45, what, ha="center", va="top")
    axis.set(xlim=(-0.1, len(piles) - 0.1), ylim=(-0.05, 1.75))
    canvas.show()
