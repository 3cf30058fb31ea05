"""What all drawings share: colours, an empty page, a circle."""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "0.6"
STYLES = (("o-", BLUE), ("s--", ORANGE), ("^:", "#009E73"))  # told apart in black and white, too


def blank(width: float, height: float) -> Axes:
    """Return the axes of a new figure, in inches, without a frame."""
    axis = plt.figure(figsize=(width, height), layout="constrained").add_subplot()
    axis.axis("off")
    return axis


def show() -> None:
    """Show the figure that was drawn, once."""
    plt.show()
    plt.close()


def circle(axis: Axes, place: tuple[float, float], text: str, color: str = BLUE, size: float = 34) -> None:
    """Draw a white circle at a place (x, y), with a text in it. size: in points."""
    axis.plot(*place, "o", markersize=size, markerfacecolor="white", markeredgecolor=color, markeredgewidth=2)
    axis.text(*place, text, ha="center", va="center", fontsize=11)
