"""The picture of the whole course, for the README: an axis per verdict, a mark per recorded run on MNIST."""

import hashlib
import io
import json

import matplotlib.pyplot as plt
from PIL import Image

from course import catalogue
from utils import evidence, report, verdicts
from utils.files import write_whole

PATH = evidence.EVIDENCE / "board.png"  # the README shows it
COLUMNS = 2


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
    """Return (lesson's number, verdict, recorded runs) for each verdict from lesson 01 on; 00 only warms up.
    Raises ValueError if a lesson that measures something has no recorded runs on MNIST."""
    rows = []
    for path in catalogue.measured()[1:]:
        recorded = evidence.read(path.stem, "mnist")
        if recorded is None:
            raise ValueError(f"the board needs recorded runs: python3 -m course replicate {path.stem[:2]}")
        rows += [(path.stem[:2], verdict, recorded) for verdict in recorded["verdicts"]]
    return rows


def draw(rows):
    """Return the picture of `judged` rows as the bytes of a PNG, in which the digest of the rows stands."""
    lines = -(-len(rows) // COLUMNS)
    figure, axes = plt.subplots(
        lines, COLUMNS, figsize=(7 * COLUMNS, 1.35 * lines), squeeze=False, layout="constrained"
    )
    for axis in axes.T.flat:
        axis.axis("off")
    for axis, (number, verdict, recorded) in zip(axes.T.flat, rows, strict=False):
        axis.axis("on")
        report.draw_verdict(axis, {**verdict, "claim": f"{number}  {verdict['claim']}"}, recorded)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=100, metadata={"Description": digest(rows)})
    plt.close(figure)
    return out.getvalue()


def shown():
    """Return the digest of the rows that the picture on disk shows, or None if there is no picture."""
    if not PATH.is_file():
        return None
    with Image.open(PATH) as picture:
        return picture.info.get("Description")


def digest(rows):
    """Return the SHA-256 of everything that the picture shows: claims and recorded arms."""
    shown = [
        [number, verdict, {arm: recorded["recorded"][arm] for arm in verdicts.arms(verdict)}]
        for number, verdict, recorded in rows
    ]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
