"""The picture of the whole course: every verdict once, in the order of the course, and never out of step."""

import io

from PIL import Image

from course.publish import board


def recorded(reported=None):
    return {"recorded": {"a": [0.1, 0.2], "b": [0.3, 0.4]}, "reported": reported or {}}


def rows(lessons, each=2):
    verdict = {"kind": "contrast", "by": 0.1, "better": "b", "worse": "a"}
    return [
        (f"{lesson:02}  title", verdict | {"claim": f"claim {number} of {lesson}"}, recorded())
        for lesson in range(1, lessons + 1)
        for number in range(each)
    ]


def test_columns_hold_every_verdict_once_in_order_and_are_about_equally_high():
    left, right = board._columns(rows(7))
    assert [title for title, _ in left + right] == [f"{lesson:02}  title" for lesson in range(1, 8)]
    assert sum(len(verdicts) for _, verdicts in left + right) == 14
    assert abs(len(left) - len(right)) <= 1


def test_a_long_name_keeps_its_end():
    assert board._shortened("accuracy, dense") == "accuracy, dense"
    arms = [
        f"networks that lose a digit, colour, {end}" for end in ("logits free", "ReLU in the convolutions")
    ]
    short = [board._shortened(arm) for arm in arms]
    assert short == [
        "networks … a digit, colour, logits free",
        "networks … colour, ReLU in the convolutions",
    ]
    assert max(map(len, short)) <= 44


def test_the_picture_carries_the_digest_of_what_it_shows():
    with Image.open(io.BytesIO(board.draw(rows(2)))) as picture:
        assert picture.info["Description"] == board.digest(rows(2))


def test_the_digest_changes_with_recorded_and_with_reported_numbers():
    before = board.digest(rows(1))
    title, verdict, runs = rows(1)[0]
    more = recorded({"a": 0.5})
    assert board.digest([(title, verdict, more), rows(1)[1]]) != before
    more = {**runs, "recorded": {"a": [0.1, 0.25], "b": [0.3, 0.4]}}
    assert board.digest([(title, verdict, more), rows(1)[1]]) != before


def test_a_picture_of_other_runs_is_out_of_step(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(board, "PATH", tmp_path / "board.png")
    monkeypatch.setattr(board, "judged", lambda: rows(1))
    assert board.build(check=True) == 1 and not board.PATH.exists()
    assert board.build(check=False) == 0 and board.build(check=True) == 0
    monkeypatch.setattr(board, "judged", lambda: rows(2))
    assert board.build(check=True) == 1
    assert "shows other recorded runs" in capsys.readouterr().out
