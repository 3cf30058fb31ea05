"""The figures that lessons share show what they were given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils import plots
from utils.trial import curves
from utils.trial.evidence import Evidence
from utils.trial.guess import Guess
from utils.trial.run import Run

RECORDED = {
    "loss": {"arm 0": [[4, 3, 2], [2, 1, 0]], "arm 1": [[5.0] * 3] * 2},
    "epoch": {"best": [2.0, 3.0, 3.0]},
}


@pytest.fixture
def shown(monkeypatch):
    """The figures that were shown, in order."""
    plt.switch_backend("Agg")
    figures = []
    monkeypatch.setattr(plt, "show", lambda: figures.append(plt.gcf()))
    yield figures
    plt.close("all")


@pytest.fixture
def run():
    run = Run("91_tiny", "mnist", "", 1, 1, Guess(()), False)
    for number in range(6):
        run.record("loss", f"arm {number}", [3 + number, 2, 1])
    run.record("epoch", "best", 3)
    run.evidence = Evidence("91_tiny", "mnist", (1, 2), RECORDED, {}, frozenset())
    return run


def test_curves_lie_in_front_of_the_bands_of_the_recorded_runs(run, shown):
    run.show_curves(["arm 0", "arm 1"], measure="loss", xlabel="epoch", xs=[0, 5, 10])
    axis = shown[0].axes[0]
    assert [list(line.get_ydata()) for line in axis.lines] == [[3, 2, 1], [4, 2, 1]]
    assert [line.get_xdata().tolist() for line in axis.lines] == [[0, 5, 10]] * 2
    legend = [text.get_text() for text in axis.get_legend().get_texts()]
    assert legend == ["arm 0", "arm 1", "9 in 10 of 2 recorded runs"]
    bands = [band.get_paths()[0].vertices[:, 1] for band in axis.collections if band.get_paths()]
    low, high = np.percentile([4, 2], curves.MIDDLE)
    assert bands[0].min() == pytest.approx(np.percentile([2, 0], 5)) and bands[0].max() == pytest.approx(high)
    assert low < 3 < high


def test_without_recorded_runs_there_is_no_band(run, shown):
    run.evidence = None
    run.show_curves(["arm 0"], measure="loss", xlabel="epoch")
    axis = shown[0].axes[0]
    assert not axis.collections and [line.get_xdata().tolist() for line in axis.lines] == [[1, 2, 3]]
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["your run"]


def test_more_curves_than_can_be_told_apart_are_refused(run):
    with pytest.raises(ValueError, match="6 curves in one figure"):
        run.show_curves([f"arm {number}" for number in range(6)], measure="loss", xlabel="epoch")


def test_counts_have_a_circle_for_each_run_and_the_learners_on_top(run, shown):
    run.show_counts("epoch", "best", [1, 2, 3], "epoch")
    circles, diamond = shown[0].axes[0].collections
    assert sorted(map(tuple, circles.get_offsets())) == [(2, 1), (3, 1), (3, 2)]
    assert list(diamond.get_offsets()[0]) == [3, 3]


def test_images_share_one_scale(shown):
    bright, dark = np.full((2, 2), 200, np.uint8), np.full((2, 2), 50, np.uint8)
    plots.show_images([bright, dark], titles=["a", "b"], columns=3)
    drawn = [axis.images[0] for axis in shown[0].axes if axis.images]
    assert [image.get_clim() for image in drawn] == [(0, 255), (0, 255)]
    assert [axis.get_title() for axis in shown[0].axes] == ["a", "b", ""]
    plots.show_images([np.array([[-2.0, 0.5]]), np.array([[0.0, 3.0]])], columns=2)
    assert [axis.images[0].get_clim() for axis in shown[1].axes] == [(-2, 3), (-2, 3)]


def test_bars_have_their_numbers(shown):
    plots.show_bars(["a", "b"], [0.25, 0.5], "share")
    assert [text.get_text() for text in shown[0].axes[0].texts] == ["0.250", "0.500"]


def test_beliefs_stand_below_their_image_and_the_labels_bar_is_marked(shown):
    beliefs = np.array([[0.1, 0.7, 0.2], [0.5, 0.25, 0.25]])
    plots.show_beliefs(np.zeros((2, 4, 4), np.uint8), beliefs, np.array([2, 0]))
    above, below = shown[0].axes[:2], shown[0].axes[2:]
    assert [len(axis.images) for axis in above] == [1, 1]
    assert [[bar.get_height() for bar in axis.patches] for axis in below] == beliefs.tolist()
    marked = [[bar.get_hatch() is not None for bar in axis.patches] for axis in below]
    assert marked == [[False, False, True], [True, False, False]]


def test_a_confusion_matrix_counts_answers_by_label_and_leaves_the_diagonal_white(shown):
    actual, predicted = np.array([3, 3, 3, 5, 5, 5]), np.array([3, 5, 5, 5, 3, 5])
    plots.show_confusion(actual, predicted)
    axis = shown[0].axes[0]
    assert [text.get_text() for text in axis.texts] == ["1", "2", "1", "2"]
    assert [text.get_fontweight() for text in axis.texts] == ["bold", "normal", "normal", "bold"]
    assert np.asarray(axis.images[0].get_array()).tolist() == [[0, 2], [1, 0]]
    assert [label.get_text() for label in axis.get_yticklabels()] == ["3", "5"]


def test_a_label_that_is_only_answered_has_a_row_too(shown):
    plots.show_confusion(np.array([1, 1]), np.array([1, 7]))
    assert [text.get_text() for text in shown[0].axes[0].texts] == ["1", "1", "", ""]
