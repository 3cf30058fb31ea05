"""What the drawings of units, networks and descents show."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils import diagrams
from utils.diagrams import networks


@pytest.fixture
def shown(monkeypatch):
    """The axes of the figures that were shown, in order."""
    plt.switch_backend("Agg")
    found = []
    monkeypatch.setattr(plt, "show", lambda: found.extend(plt.gcf().axes))
    yield found
    plt.close("all")


def words(axis):
    return [text.get_text() for text in axis.texts]


@pytest.mark.parametrize(("bias", "total", "passed_on"), [(-0.6, "0.2", "0.2"), (-1, "-0.2", "0")])
def test_a_unit_shows_its_numbers_and_what_it_passes_on(shown, bias, total, passed_on):
    diagrams.show_unit([0.5, 0, 1], [0.8, -0.3, 0.4], bias)
    told = words(shown[0])
    assert told[:6] == ["0.5", "× 0.8", "0", "× -0.3", "1", "× 0.4"]
    assert told[-1] == passed_on and total in told and f"sum, with the bias {bias}" in told


def test_a_network_has_a_line_for_each_weight(shown):
    diagrams.show_network((3, 4, 2), ("inputs", "hidden units", "outputs"))
    lines = [line for line in shown[0].lines if line.get_linestyle() == "-"]
    assert len(lines) == 3 * 4 + 4 * 2
    assert {"3 inputs", "4 hidden units", "2 outputs"} <= set(words(shown[0]))


def test_of_a_large_layer_a_few_units_stand_for_all(shown):
    diagrams.show_network((784, 10), ("pixels", "beliefs"))
    circles = [line for line in shown[0].lines if line.get_marker() == "o"]
    assert len(circles) == 2 * networks.SHOWN and words(shown[0]).count("⋮") == 2


def test_a_descent_is_drawn_on_the_curve_of_its_loss(shown):
    diagrams.show_descent(lambda weight: weight**2, {"one": [2.0, 1.0], "other": [-2.0, 0.0]}, -3, 3)
    assert [axis.get_title() for axis in shown] == ["one", "other"]
    walk = shown[0].lines[1]
    assert list(walk.get_xdata()) == [2.0, 1.0] and list(walk.get_ydata()) == [4.0, 1.0]


def test_a_map_has_each_walk_and_the_lowest_point(shown):
    paths = {"a": [np.array([0.0, 0.0]), np.array([1.0, 2.0])], "b": np.zeros((3, 2))}
    diagrams.show_map(lambda pair: float(np.sum((pair - [1, 2]) ** 2)), paths, (-1, 3), (-1, 3))
    first, second, lowest = shown[0].lines
    assert first.get_xdata().tolist() == [0, 1] and len(second.get_xdata()) == 3
    assert (lowest.get_xdata()[0], lowest.get_ydata()[0]) == pytest.approx((1, 2), abs=0.05)
    assert first.get_linestyle() != second.get_linestyle()


def test_places_show_dashed_zeros_and_hatch_what_no_window_reads(shown):
    diagrams.show_places({"valid": (6, 3, 2, 0, 0), "same": (3, 3, 1, 1, 1)})
    valid, same = shown
    assert [valid.get_title(), same.get_title()] == ["valid: 2 places", "same: 3 places"]
    assert [bool(pixel.get_hatch()) for pixel in valid.patches] == [False] * 5 + [True]
    assert [pixel.get_linestyle() for pixel in same.patches] == ["--", "-", "-", "-", "--"]
    assert words(same) == ["0", "", "", "", "0"] and len(valid.lines) == 2


@pytest.mark.parametrize(("stack", "pixels"), [([(3, 1)], 3), ([(3, 1), (3, 1)], 5), ([(3, 2), (3, 1)], 7)])
def test_a_reach_shows_as_many_pixels_as_get_to_one_number(shown, stack, pixels):
    diagrams.show_reach({"net": stack})
    assert shown[0].get_title() == f"net: {pixels} pixels"
    lowest = [
        line for line in shown[0].lines if line.get_marker() == "o" and line.get_ydata()[0] == -len(stack)
    ]
    assert len(lowest) == pixels


def test_a_window_shows_products_and_their_sum(shown):
    one = np.array([[1, 0], [0, 1]])
    diagrams.show_window({"same": one, "other": 1 - one}, kernel=one)
    titles = [axis.get_title() for axis in shown]
    assert (
        titles[0] == "same"
        and titles[3].endswith("sum 2")
        and titles[4] == "other"
        and titles[7].endswith("sum 0")
    )
    assert words(shown[3]) == ["1", "0", "0", "1"]


def test_shared_weights_are_drawn_alike(shown):
    diagrams.show_sharing(6)
    dense, convolution = ([line for line in axis.lines if line.get_marker() == "None"] for axis in shown)
    assert len(dense) == 36 and len(convolution) == 16
    assert len({line.get_linestyle() for line in convolution}) == 3


def test_fields_say_how_large_they_are(shown):
    diagrams.show_fields(np.zeros((8, 8)), {"net": {"first": (2, 2, 3), "second": (1, 1, 5)}})
    assert [text.get_text() for text in shown[0].get_legend().get_texts()] == [
        "first: 3 × 3",
        "second: 5 × 5",
    ]
    assert [square.get_width() for square in shown[0].patches] == [3, 5]
