"""How many digits are found on photographed sheets of ten, each by another writer. Run by hand:

    python3 tests/benchmarks/bench_sheets.py [how many sheets]

in the project's environment. They are tilted by up to 10 degrees, in uneven light, with a shadow, noise, blur
and JPEG; a third of the sheets lie on a table, a fifth have light ink on dark paper, half have specks.
"""

import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from sheets import overlaps, tilted_boxes  # noqa: E402 - lies in tests/

from utils.images import paper, photo  # noqa: E402

BAR = 0.95
SPECKS = 15


def photographed(seed):
    """A photograph and the true boxes on it."""
    rng = np.random.default_rng(seed)
    sheet = paper.sheet(rng.permutation(10), seed, height=int(rng.integers(60, 161)))
    conditions = paper.usual(seed)._replace(table=rng.uniform(0.1, 0.5) if seed % 3 == 0 else None)
    ink = sheet.ink.copy()
    for y, x in rng.integers(0, np.array(ink.shape) - 6, (SPECKS if seed % 2 else 0, 2)):
        height, width = rng.integers(1, 7, 2)
        ink[y : y + height, x : x + width] = 220
    grey = paper.photograph(ink, conditions, seed)
    return 255 - grey if seed % 5 == 0 else grey, tilted_boxes(sheet, conditions.tilt)


def found_on(grey):
    try:
        ink = photo.ink(grey)
        boxes = photo.find(ink)
        photo.cut_out(ink, boxes)
        return boxes
    except photo.PhotoError:
        return np.zeros((0, 4), int)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    found = false = in_order = 0
    seconds = []
    for seed in range(count):
        grey, true = photographed(seed)
        began = time.perf_counter()
        boxes = found_on(grey)
        seconds.append(time.perf_counter() - began)
        match = overlaps(true, boxes) > 0.5
        found += match.any(axis=1).sum()
        false += (~match.any(axis=0)).sum()
        in_order += match.shape == (10, 10) and match.diagonal().all()
    share = found / (10 * count)
    print(
        f"{count} sheets: {found} of {10 * count} digits found ({share:.1%}; asked: {BAR:.0%}), {false} false"
    )
    print(f"{in_order} sheets whole and in reading order; {max(seconds):.2f} s at most for one")
    return 0 if share >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
