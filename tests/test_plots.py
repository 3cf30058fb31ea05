"""The figures that lessons share show what they were given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from utils import evidence, plots


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
    run = evidence.Run("91_tiny", "mnist", "", 1, 1, 0.0, False)
    for number in range(6):
        run.record(f"loss, arm {number}", [3 + number, 2, 1])
    return run


RECORDED = {
    "seeds": [1, 2],
    "recorded": {"loss, arm 0": [[4, 3, 2], [2, 1, 0]], "loss, arm 1": [[5] * 3] * 2},
}


def test_curves_lie_in_front_of_the_bands_of_the_recorded_runs(run, shown, monkeypatch):
    monkeypatch.setattr(evidence, "read", lambda lesson, data: RECORDED)
    plots.show_curves(run, ["loss, arm 0", "loss, arm 1"], "epoch", "loss", xs=[0, 5, 10])
    axis = shown[0].axes[0]
    assert [list(line.get_ydata()) for line in axis.lines] == [[3, 2, 1], [4, 2, 1]]
    assert [line.get_xdata().tolist() for line in axis.lines] == [[0, 5, 10]] * 2
    legend = [text.get_text() for text in axis.get_legend().get_texts()]
    assert legend == ["arm 0", "arm 1", "bands of 2 recorded runs"]
    wide, narrow = (band.get_paths()[0].vertices[:, 1] for band in axis.collections[:2])
    assert wide.min() < 0 and wide.max() > 4
    assert set(narrow) == {5}
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("epoch", "loss")


def test_the_band_of_a_share_stays_between_0_and_1(run, shown, monkeypatch):
    recorded = {"seeds": [1, 2], "recorded": {"accuracy, arm": [[0.1, 0.9], [0.2, 0.8]]}}
    monkeypatch.setattr(evidence, "read", lambda lesson, data: recorded)
    run.record("accuracy, arm", [0.1, 0.9])
    plots.show_curves(run, ["accuracy, arm"], "epoch", "accuracy")
    band = shown[0].axes[0].collections[0].get_paths()[0].vertices[:, 1]
    assert (band.min(), band.max()) == (0, 1)


def test_without_recorded_runs_there_is_the_learners_curve_alone(run, shown, monkeypatch):
    monkeypatch.setattr(evidence, "read", lambda lesson, data: None)
    plots.show_curve(run, "loss, arm 3")
    axis = shown[0].axes[0]
    assert axis.lines[0].get_xdata().tolist() == [1, 2, 3] and not axis.collections
    assert [text.get_text() for text in axis.get_legend().get_texts()] == ["your run"]


def test_more_curves_than_can_be_told_apart_are_an_error(run, shown):
    with pytest.raises(ValueError, match="shorter"):
        plots.show_curves(run, [f"loss, arm {number}" for number in range(6)], "epoch", "loss")
    assert not shown


def test_images_stand_in_rows_each_with_its_title(shown):
    plots.show_images(np.zeros((3, 4, 4)), titles="abc", columns=2, size=2)
    assert shown[0].get_size_inches()[0] == 4
    assert [axis.get_title() for axis in shown[0].axes] == ["a", "b", "c", ""]
    assert [len(axis.images) for axis in shown[0].axes] == [1, 1, 1, 0]


def test_bars_have_their_numbers_beside_them(shown):
    plots.show_bars(["one", "two"], [0.5, 0.25], "seconds")
    axis = shown[0].axes[0]
    assert [bar.get_width() for bar in axis.patches] == [0.5, 0.25]
    assert [text.get_text() for text in axis.texts] == ["0.500", "0.250"]


def test_counts_are_columns_of_runs_with_the_learners_on_top(run, shown, monkeypatch):
    recorded = {"seeds": [1, 2, 3, 4], "recorded": {"best epoch": [7.0, 9.0, 9.0, 6.0]}}
    monkeypatch.setattr(evidence, "read", lambda lesson, data: recorded)
    run.record("best epoch", 9)
    plots.show_counts(run, "best epoch", range(5, 11), "epoch")
    others, own = (marks.get_offsets().tolist() for marks in shown[0].axes[0].collections)
    assert others == [[6, 1], [7, 1], [9, 1], [9, 2]] and own == [[9, 3]]


def test_without_recorded_runs_a_count_is_the_learners_alone(run, shown, monkeypatch):
    monkeypatch.setattr(evidence, "read", lambda lesson, data: None)
    run.record("best epoch", 9)
    plots.show_counts(run, "best epoch", range(5, 11), "epoch")
    (own,) = shown[0].axes[0].collections
    assert own.get_offsets().tolist() == [[9, 1]]
