"""Hundreds of damages to a lesson's evidence and to a learner's folder my/, each with all that reads it after it.

    python3 tests/benchmarks/bench_damage_own.py [how many of each kind]

in the project's environment, on Linux or macOS; some ten minutes. Each damage has a copied process: a lesson from
its guess to its report, then for evidence the board, the words of a lesson, a tested run and `replicate`'s
evidence, for my/ the desk. Each must give a result or a sentence. Where it is started by root, every second process
gives up its rights, so that nothing in the clone can be written and forbidden files can't be read. The time is
the processor's; the memory is the most that the process has had, Python and libraries included.
"""

import collections
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

import matplotlib

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
matplotlib.use("agg")

import damaged_own  # noqa: E402 - lies in tests/

from course import desk  # noqa: E402

BAR_SECONDS, BAR_MB = 3, 600
HANGS = 20  # seconds
NOBODY = 65534


def measured(sent, root, kind, seed):
    """In a process of its own: damage, read, and send (what was damaged, what came of it, seconds, bytes)."""
    began, how = time.process_time(), "?"
    try:
        with damaged_own.at_home(root):
            how, outcome = damaged(root, kind, seed)
    except BaseException:
        outcome = f"FAILED: {traceback.format_exc()[-600:]}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    sent.send((how, outcome, time.process_time() - began, peak))


def damaged(root, kind, seed):
    """Return how the clone at `root` was damaged and what came of it, the sentences of one line each."""
    path = root / "course" / "evidence" / damaged_own.EVIDENCE
    how = damaged_own.damage(path, seed) if kind == "evidence" else damaged_own.damage_own(root, seed)
    if os.geteuid() == 0 and seed % 2:
        os.setuid(NOBODY)
        how += ", without rights"
    told = damaged_own.learn()
    if kind == "evidence":
        sentences = damaged_own.publish(root)
        if "can't be read" in told:
            sentences.append(next(line for line in told.splitlines() if "can't be read" in line))
    else:
        sentences = desk.lay_out(root / "notebooks", root / "my" / "lessons")[1]
        sentences += [line for line in told.splitlines() if "isn't kept" in line]
    if any("\n" in sentence or not sentence for sentence in sentences):
        return how, f"FAILED: more than a line: {sentences}"
    return how, f"{len(sentences)} sentences: {sentences[-1]}" if sentences else "a result"


def one(whole, kind, seed):
    """Return the row of one damage to a copy of the clone at `whole`."""
    context = multiprocessing.get_context("fork")
    received, sent = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        root = shutil.copytree(whole, Path(folder) / "clone")
        process = context.Process(target=measured, args=(sent, root, kind, seed))
        process.start()
        row = received.recv() if received.poll(HANGS) else ("?", f"FAILED: hangs for {HANGS} s", HANGS, 0)
        process.kill()
        process.join()
    return f"{kind} {seed}", *row


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder)
        damaged_own.clone(whole)
        with damaged_own.at_home(whole):  # what is imported and drawn first is inherited
            assert "can't be read" not in damaged_own.learn() and damaged_own.publish(whole) == []
        rows = [one(whole, kind, seed) for kind in ("evidence", "my/") for seed in range(count)]
    for name, how, outcome, seconds, peak in sorted(rows, key=lambda row: row[3])[-8:]:
        print(f"{seconds:5.2f} s {peak / 1e6:5.0f} MB  {name} ({how}): {outcome[:100]}")
    failed = [row for row in rows if row[2].startswith("FAILED")]
    for name, how, outcome, *_ in failed[:20]:
        print(f"{name} ({how}): {outcome}")
    for kind in ("evidence", "my/"):
        of_kind = [row for row in rows if row[0].startswith(kind)]
        came = collections.Counter("FAILED" if row in failed else row[2].split(":")[0] for row in of_kind)
        print(f"{kind}: {len(of_kind)} damages, {dict(came.most_common())}")
    slowest, largest = max(row[3] for row in rows), max(row[4] for row in rows) / 1e6
    print(f"{len(failed)} tracebacks or worse; at most {slowest:.2f} s (asked: {BAR_SECONDS}), "
          f"{largest:.0f} MB (asked: {BAR_MB})")  # fmt: skip
    return 0 if not failed and slowest <= BAR_SECONDS and largest <= BAR_MB else 1


if __name__ == "__main__":
    sys.exit(main())
