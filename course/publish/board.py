"""The picture of the whole course, for the README: a row per verdict, a mark per recorded run on MNIST."""

import hashlib
import io
import json
import textwrap

import matplotlib.pyplot as plt
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from course import catalogue
from utils import evidence, report, verdicts
from utils.files import write_whole

PATH = evidence.EVIDENCE / "board.png"  # the README shows it
WIDTH = 8.5  # of a column, in inches
ROW, TITLE = 0.56, 0.36  # heights, in inches


def build(check):
    """Draw the picture anew if the evidence has changed, or only say so if `check`; return the exit code."""
    try:
        rows = judged()
    except ValueError as error:
        print(f"{PATH.name}  {error}")
        return 1
    if shown() == digest(rows):
        print(f"{PATH.name}  {'in step' if check else 'unchanged'}")
        return 0
    if check:
        print(f"{PATH.name}  shows other recorded runs than there are. Run: python3 -m course build")
        return 1
    write_whole(PATH, draw(rows))
    print(f"{PATH.name}  written")
    return 0


def judged():
    """Return [(title, verdict, recorded runs)] for each verdict from lesson 02 on; 00 only warms up. Raises
    ValueError if a lesson that measures something has no recorded runs on MNIST."""
    rows = []
    for path in catalogue.measured()[1:]:
        recorded = evidence.read(path.stem, "mnist")
        if recorded is None:
            raise ValueError(f"the board needs recorded runs: python3 -m course replicate {path.stem[:2]}")
        title = f"{path.stem[:2]}  {catalogue.metadata(path)['title']}"
        rows += [(title, verdict, recorded) for verdict in recorded["verdicts"]]
    return rows


def draw(rows):
    """Return the picture of `judged` rows as the bytes of a PNG, in which the digest of the rows stands."""
    columns = _columns(rows)
    height = max(_height(lessons) for lessons in columns)
    figure = plt.figure(figsize=(WIDTH * len(columns), height))
    for left, lessons in enumerate(columns):
        top = height
        for title, verdicts_of in lessons:
            _draw_title(figure, left, top, title)
            top -= TITLE
            for verdict, recorded in verdicts_of:
                top -= ROW
                _draw_row(figure, left, top, verdict, recorded)
    drawn, out = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, dpi=100)
    plt.close(figure)
    description = PngInfo()
    description.add_text("Description", digest(rows))
    # Every renewal stays in the repository's history, and 128 colours are a third of the bytes.
    few = Image.open(drawn).convert("RGB").quantize(128, method=Image.Quantize.MAXCOVERAGE)
    few.save(out, "PNG", optimize=True, pnginfo=description)
    return out.getvalue()


def _columns(rows):
    """Return the rows as [[(title, [(verdict, recorded runs)])]], a list of lessons for each column, the
    columns about equally high."""
    lessons = {}
    for title, verdict, recorded in rows:
        lessons.setdefault(title, []).append((verdict, recorded))
    left, right = [], list(lessons.items())
    while right and _height(left) + _height(right[:1]) / 2 < _height(right):
        left.append(right.pop(0))
    return [column for column in (left, right) if column]


def _height(lessons):
    return sum(TITLE + ROW * len(verdicts_of) for _, verdicts_of in lessons)


def _draw_title(figure, left, top, title):
    width, height = figure.get_size_inches()
    place = ((left * WIDTH + 0.1) / width, (top - 0.28) / height)
    figure.text(*place, title, fontsize=11, fontweight="bold")


def _draw_row(figure, left, bottom, verdict, recorded):
    """Draw one verdict: its claim, the names of its arms, and their marks. left: the number of the column;
    bottom: inches from the figure's lower edge."""
    width, height = figure.get_size_inches()
    claim = textwrap.fill(verdict["claim"], 38)
    figure.text((left * WIDTH + 0.1) / width, (bottom + ROW / 2) / height, claim, fontsize=8.5, va="center")
    box = (left * WIDTH + 4.9, bottom + 0.17, WIDTH - 5.1, ROW - 0.2)
    axis = figure.add_axes([box[0] / width, box[1] / height, box[2] / width, box[3] / height])
    report.draw_arms(axis, verdict, recorded)
    axis.set_yticks(axis.get_yticks(), [_shortened(name) for name in verdicts.arms(verdict)])
    axis.tick_params(labelsize=7, pad=1)
    axis.margins(x=0.05)


def _shortened(name, most=44):
    """Return a name that fits, words in its middle left out: names of arms differ at their ends."""
    if len(name) <= most:
        return name
    first, rest = name.split(" ", 1)
    return f"{first} … {rest[len(first) + 3 - most :].split(' ', 1)[1]}"


def shown():
    """Return the digest of the rows that the picture on disk shows, or None if there is no picture."""
    if not PATH.is_file():
        return None
    with Image.open(PATH) as picture:
        return picture.info.get("Description")


def digest(rows):
    """Return the SHA-256 of all that the picture shows: titles, claims, recorded and reported numbers."""
    shown = [
        [
            title,
            verdict,
            {arm: recorded["recorded"][arm] for arm in verdicts.arms(verdict)},
            {arm: recorded["reported"].get(arm) for arm in verdicts.arms(verdict)},
        ]
        for title, verdict, recorded in rows
    ]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
