"""A thousand damaged, odd and hostile files, read in fresh processes: time and peak memory.

    python3 tests/benchmarks/bench_photo.py [how many]

in the project's environment; some five minutes. Each file must give digits, or one sentence and nothing of a
library's. The time is the processor's for the reading, and that on the clock beside it, which other programs
lengthen; the memory is the most that the process has had, Python and libraries included. Large and heavy files
have a process each, of others a few share one.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import damaged  # noqa: E402 - lies in tests/
import hostile  # noqa: E402

BAR_SECONDS, BAR_MB = 2, 500
TIMES = 10  # as much work as in the tests is in the heavy files
SHARE = 20  # small files to a process: to start it takes longer than to read them
READ = """
import sys, time, warnings
from utils.images import photo
warnings.simplefilter("always")
for path in sys.argv[1:]:
    began, clock = time.process_time(), time.perf_counter()
    try:
        ink = photo.ink(photo.read(path))
        outcome = f"{len(photo.cut_out(ink, photo.find(ink)))} digits"
    except photo.PhotoError as error:
        outcome = str(error)
    spent = time.process_time() - began, time.perf_counter() - clock
    print(*spent, peak() / 1e6, repr(outcome), sep="\\t")
"""
PEAK = """
def peak():
    import pathlib, psutil, sys
    windows = getattr(psutil.Process().memory_info(), "peak_wset", 0)
    if windows:
        return windows
    if sys.platform == "linux":  # getrusage would count the memory of the process that started this one
        status = pathlib.Path("/proc/self/status").read_text()
        return 1024 * int(status.split("VmHWM:")[1].split()[0])
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
"""


def alone():
    """Files that have a process each: {name: function that returns the bytes}."""
    return damaged.large() | hostile.heavy(TIMES) | hostile.most()


def files(count):
    """(name, bytes) of so many files: a few of each kind, then by seeds whole pictures damaged, and scans."""
    yield from ((name, make()) for name, make in alone().items())
    whole = damaged.whole()
    some = whole | damaged.odd() | damaged.claiming(60000, 60000) | damaged.claiming(2**31 - 1, 2**31 - 1)
    yield from some.items()
    pictures = list(whole.items())
    for seed in range(count - len(some) - len(alone())):
        name, data = pictures[seed // 4 % len(pictures)]
        if seed % 4 == 3:
            yield f"scans-{seed}.jpg", hostile.random_scans(seed)
        else:
            way = damaged.flipped if seed % 4 else damaged.cut_short
            yield f"{way.__name__}-{seed}-{name}", way(data, seed)


def groups(count):
    """The files as lists that share a process."""
    some = []
    single = alone()
    for name, data in files(count):
        some.append((name, data))
        if len(some) == SHARE or name in single:
            yield some
            some = []
    yield some


def read(paths):
    """What a fresh process says of files: a row of (processor's seconds, seconds on the clock, megabytes, outcome,
    name) for each."""
    names = [path.name for path in paths]
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", PEAK + READ, *paths], capture_output=True, text=True, cwd=ROOT
    )
    lines = done.stdout.splitlines()
    if done.returncode or done.stderr or len(lines) != len(paths):
        return [(0, 0, 0, f"FAILED: {done.returncode} {done.stderr}", " ".join(names))]
    rows = (line.split("\t") for line in lines)
    return [
        (float(cpu), float(clock), float(mb), said, name)
        for (cpu, clock, mb, said), name in zip(rows, names, strict=True)
    ]


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for group in groups(count):
            paths = [Path(folder) / name for name, _ in group]
            for path, (_, data) in zip(paths, group, strict=True):
                path.write_bytes(data)
            rows += read(paths)
            for path in paths:
                path.unlink()
    failed = [row for row in rows if row[3].startswith("FAILED") or "\\n" in row[3]]
    for cpu, clock, megabytes, outcome, name in sorted(rows)[-8:] + sorted(rows, key=lambda row: row[2])[-8:]:
        print(f"{cpu:6.2f} s ({clock:.2f} on the clock) {megabytes:6.0f} MB  {name}: {outcome}")
    for *_, outcome, name in failed[:20]:
        print(f"{name}: {outcome}")
    read_at_all = sum(row[3].endswith("digits'") for row in rows)
    slowest, clock, largest = (max(row[column] for row in rows) for column in range(3))
    print(
        f"{len(rows)} files, {read_at_all} of them with digits; {len(failed)} gave something else than a sentence"
    )
    print(
        f"at most {slowest:.2f} s of the processor (asked: {BAR_SECONDS}), {clock:.2f} s on the clock, and "
        f"{largest:.0f} MB (asked: {BAR_MB})"
    )
    return 0 if not failed and slowest <= BAR_SECONDS and largest <= BAR_MB else 1


if __name__ == "__main__":
    sys.exit(main())
