"""The board shows every effect where it is, and knows when the evidence has changed."""

import dataclasses
import io

import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image

from course import catalogue
from course.publish import board
from utils.trial.effects import LOWERS, NO_MATTER, NOT_PROVEN, RAISES, Effect
from utils.trial.question import Question


def effect(arm, low, mean, high, matters=0.1, against="as it was"):
    question = Question("Does it help?", "accuracy", "as it was", matters)
    return Effect(question, arm, against, np.array([mean, mean]), low, high)


GROUP = board.Group(
    "02_made",
    "02 Made",
    (
        effect("a cure", 0.2, 0.3, 0.4),
        effect("a harm", -0.4, -0.3, -0.2),
        effect("nothing", -0.05, 0.0, 0.05),
        effect("who knows", -0.5, 0.0, 0.5, against="another"),
    ),
)


def test_the_four_findings_are_among_the_rows():
    assert [one.finding for one in GROUP.effects] == [RAISES, LOWERS, NO_MATTER, NOT_PROVEN]


def test_a_row_is_drawn_in_units_of_what_matters():
    figure, axis = plt.subplots()
    board.draw_row(axis, 1.0, GROUP.effects[0], "a cure")
    assert list(axis.lines[0].get_xdata()) == pytest.approx([2, 4])
    assert list(axis.collections[0].get_offsets()[0]) == pytest.approx([3, 1])
    assert axis.texts[0].get_text() == "a cure"
    plt.close(figure)


def test_the_picture_shows_more_for_more_effects():
    def ink(groups):
        return np.sum(np.asarray(Image.open(io.BytesIO(board.picture(groups))).convert("L")) < 128)

    few = board.Group("02_made", "02 Made", GROUP.effects[:2])
    assert ink([GROUP]) > ink([few]) + 100


def test_a_picture_knows_what_it_shows(tmp_path):
    path = tmp_path / "board.png"
    assert board.shown(path) is None
    path.write_bytes(board.picture([GROUP]))
    assert board.shown(path) == board.digest([GROUP])
    moved = dataclasses.replace(GROUP, effects=(effect("a cure", 0.2, 0.31, 0.4), *GROUP.effects[1:]))
    assert board.digest([moved]) != board.digest([GROUP])


def test_names_fit_and_the_measure_is_never_cut():
    assert board.row_name(GROUP.effects[3]) == "who knows, not another: accuracy"
    long = effect(
        "a change with very many words that nobody could ever read in a row", 0, 0, 0, against="x" * 30
    )
    name = board.row_name(long)
    assert len(name) <= board.LONGEST and name.endswith(" …: accuracy")
    unbroken = effect("x" * 80, 0, 0, 0)
    assert len(board.row_name(unbroken)) <= board.LONGEST


def test_the_page_has_a_row_for_each_effect():
    text = board.page_text([GROUP])
    assert all(f"| {one.arm}" in text for one in GROUP.effects)
    assert "| who knows (against another) |" in text and "**raises** it" in text and "02_made.ipynb" in text


@pytest.mark.parametrize("picked, arm", [("nothing", "nothing"), ("who knows | another", "who knows")])
def test_the_header_picks_the_readmes_row(monkeypatch, picked, arm):
    monkeypatch.setattr(catalogue, "metadata", lambda path: {"board": picked})
    assert board.chosen(GROUP).arm == arm


@pytest.mark.parametrize("picked", ["", "nothing | another", "a dream"])
def test_a_header_that_picks_nothing_is_named(monkeypatch, picked):
    monkeypatch.setattr(catalogue, "metadata", lambda path: {"board": picked})
    with pytest.raises(ValueError, match="02_made: `board: .*` in its header is none of its effects"):
        board.chosen(GROUP)


@pytest.mark.parametrize("damage", [b"", b"<<<<<<< HEAD\n", b"\x89PNG\r\n\x1a\n\0\0"])
def test_a_damaged_picture_and_a_damaged_page_are_made_anew(tmp_path, monkeypatch, capsys, damage):
    monkeypatch.setattr(catalogue, "metadata", lambda path: {"board": "a cure"})
    monkeypatch.setattr(board, "judged", lambda: [GROUP])
    monkeypatch.setattr(board, "picture", lambda groups: b"a new picture")
    for name in ("WHOLE", "BEST", "PAGE"):
        monkeypatch.setattr(board, name, tmp_path / name)
        (tmp_path / name).write_bytes(damage + b"\xff")
    assert board.build(check=True) == 1 and board.build(check=False) == 0
    assert (tmp_path / "WHOLE").read_bytes() == b"a new picture"
    assert "a cure" in (tmp_path / "PAGE").read_text(encoding="utf-8")
