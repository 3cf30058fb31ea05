"""The board: every effect of the course on one axis, in units of what matters to its question.

Two pictures and a page are made from the evidence on MNIST: course/evidence/README.md with the whole board, and the
README's picture, which has the effect of each lesson that its header picks.
"""

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from course import catalogue, judgement
from course.settings import ROOT
from utils.files import write_whole
from utils.trial import effects, table
from utils.trial.effects import Effect
from utils.trial.picture import MARKERS

FOLDER = ROOT / "course" / "evidence"
WHOLE, BEST, PAGE = FOLDER / "board.png", FOLDER / "best.png", FOLDER / "README.md"
WIDTH = 8.0  # inches; a page shows about so many
ROW, TITLE = 0.21, 0.32  # inches
LONGEST = 52  # characters of a row's name: what fits beside the axis
LINEAR = 2  # up to so many times what matters the axis is linear, beyond it logarithmic
INK = {
    effects.RAISES: "black",
    effects.LOWERS: "black",
    effects.NO_MATTER: "0.35",
    effects.NOT_PROVEN: "0.35",
}
NAMES = {effects.NO_MATTER: "doesn't matter", effects.NOT_PROVEN: "not proven"}


@dataclass(frozen=True)
class Group:
    """The effects of one lesson."""

    lesson: str  # its file's name
    title: str
    effects: tuple[Effect, ...]


def build(check: bool) -> int:
    """Make pictures and page anew where the evidence has changed, or only say so if `check`; return the exit code."""
    try:
        groups = judged()
        best = [Group(group.lesson, group.title, (chosen(group),)) for group in groups]
    except ValueError as error:
        print(f"board  {error}")
        return 1
    made = {WHOLE: groups, BEST: best}
    stale = [path for path, rows in made.items() if shown(path) != digest(rows)]
    page = page_text(groups)
    if not PAGE.is_file() or PAGE.read_text(encoding="utf-8", errors="surrogateescape") != page:
        stale.append(PAGE)
    for path in stale:
        if check:
            print(f"{path.name}  shows other findings than there are. Run: python3 -m course build")
        else:
            write_whole(path, page if path == PAGE else picture(made[path]))
            print(f"{path.name}  written")
    if not stale:
        print(f"board  {'in step' if check else 'unchanged'}")
    return 1 if stale and check else 0


def judged() -> list[Group]:
    """Return the effects of each lesson on MNIST. Raises ValueError where evidence is missing."""
    groups = []
    for path in catalogue.measured():
        found = tuple(effect for _, effect in judgement.judged(path, "mnist"))
        groups.append(
            Group(path.stem, f"{path.stem[:2]} {catalogue.metadata(path).get('title', path.stem)}", found)
        )
    return groups


def chosen(group: Group) -> Effect:
    """Return the effect that the lesson's header picks for the README, as `board: arm` or `board: arm | reference`.
    Raises ValueError if it picks none of the lesson's effects."""
    picked = str(catalogue.metadata(catalogue.LESSONS / f"{group.lesson}.py").get("board", ""))
    names = [part.strip() for part in picked.split("|")]
    for effect in group.effects:
        if names in ([effect.arm], [effect.arm, str(effect.against)]):
            return effect
    raise ValueError(f"{group.lesson}: `board: {picked}` in its header is none of its effects.")


def picture(groups: list[Group]) -> bytes:
    """Return the groups' effects as a PNG, with the digest of what it shows in its metadata."""
    rows = sum(len(group.effects) for group in groups)
    height = rows * ROW + len(groups) * TITLE + 0.75
    figure, axis = plt.subplots(figsize=(WIDTH, height))
    figure.subplots_adjust(left=0.44, right=0.985, top=1 - 0.08 / height, bottom=0.66 / height)
    _draw_frame(axis, height - 0.74)
    place = 0.0
    for group in groups:
        axis.text(
            -0.78,
            place + 0.23,
            group.title,
            fontsize=10.5,
            weight="bold",
            transform=axis.get_yaxis_transform(),
        )
        place += TITLE
        for effect in sorted(group.effects, key=lambda effect: -effect.mean / effect.question.matters):
            draw_row(axis, place + ROW / 2, effect, row_name(effect))
            place += ROW
    drawn, out = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, dpi=110)
    plt.close(figure)
    description = PngInfo()
    description.add_text("Description", digest(groups))
    # Every renewal stays in the repository's history, and 16 greys are a fifth of the bytes.
    Image.open(drawn).convert("L").quantize(16).save(out, "PNG", optimize=True, pnginfo=description)
    return out.getvalue()


def _draw_frame(axis: Axes, height: float) -> None:
    """Draw the axis that all rows share: in units of what matters, linear in the middle."""
    axis.set_xscale("symlog", linthresh=LINEAR, linscale=1.2)
    axis.set_ylim(height, 0)
    ticks = [-100, -10, -1, 0, 1, 10, 100]
    axis.set_xticks(ticks, [f"{tick:+}" if tick else "0" for tick in ticks], fontsize=9)
    axis.set_xticks([], minor=True)
    axis.set_xlim(-400, 400)
    axis.set_yticks([])
    axis.axvspan(-1, 1, facecolor="0.9", zorder=0)
    axis.grid(axis="x", color="0.85", linewidth=0.6)
    axis.set_axisbelow(True)
    axis.spines[["top", "right", "left"]].set_visible(False)
    for name, marker in MARKERS.items():
        axis.scatter([], [], marker=marker, s=36, color=INK[name], label=NAMES.get(name, f"{name} it"))
    axis.set_xlabel("effect, in units of the smallest that would matter", fontsize=9)
    axis.legend(
        loc="upper right", bbox_to_anchor=(-0.02, 0), ncols=2, fontsize=8.5, frameon=False,
        handletextpad=0.3, columnspacing=1,
    )  # fmt: skip


def draw_row(axis: Axes, place: float, effect: Effect, name: str) -> None:
    """Draw one effect: its name, its interval and its mean, by the mark of its finding."""
    low, mean, high = (value / effect.question.matters for value in (effect.low, effect.mean, effect.high))
    ink = INK[effect.finding]
    axis.plot([low, high], [place, place], color=ink, linewidth=1.6, zorder=2)
    axis.scatter(mean, place, marker=MARKERS[effect.finding], s=36, color=ink, zorder=3)
    axis.text(-0.02, place, name, fontsize=9, ha="right", va="center", transform=axis.get_yaxis_transform())


def row_name(effect: Effect) -> str:
    """Return what changed and in which measure, in at most LONGEST characters: the reference is left out first."""
    measure = effect.question.measure
    against = "" if effect.against == effect.question.reference else f", not {effect.against}"
    room = LONGEST - len(measure) - 2
    for name in (effect.arm + against, effect.arm):
        if len(name) <= room:
            return f"{name}: {measure}"
    return f"{effect.arm[: room - 2]} …: {measure}"


def page_text(groups: list[Group]) -> str:
    """Return the page of all findings, as Markdown: the board, then a table for each lesson."""
    lines = [
        "# All findings",
        "",
        "Made from the evidence on MNIST by `python3 -m course build`. In the picture each row is one change: its",
        "mean effect and the interval that holds it, in units of the smallest effect that would matter to who asked.",
        "The grey band in the middle is what doesn't matter. The intervals of a lesson hold together in 99 of 100",
        "cases.",
        "",
        f"![The effects of all lessons, a row each, as told in the tables below]({WHOLE.name})",
    ]
    for group in groups:
        lines += ["", f"## [{group.title}](../../notebooks/{group.lesson}.ipynb)", ""]
        lines += ["| question | change | on average | finding |", "| :-- | :-- | :-- | :-- |"]
        for effect in group.effects:
            cells = [
                effect.question.text,
                table.named(effect, effect.question),
                table.in_words(effect),
                table.finding_in_words(effect),
            ]
            lines.append(table.row(cells))
    return "\n".join(lines) + "\n"


def shown(path: Path) -> str | None:
    """Return the digest of what a picture on disk shows, or None if there is none or it is damaged."""
    try:
        with Image.open(path) as there:
            return there.info.get("Description")
    except OSError:
        return None


def digest(groups: list[Group]) -> str:
    """Return the SHA-256 (hex) of all that a picture of `groups` shows."""
    told = [
        [group.title, [[row_name(effect), *np.round([effect.low, effect.mean, effect.high], 9), effect.question.matters]
                       for effect in group.effects]]
        for group in groups
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
