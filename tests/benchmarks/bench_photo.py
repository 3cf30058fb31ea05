"""A thousand damaged, odd and hostile files, read in fresh processes: time and peak memory.

    python3 tests/benchmarks/bench_photo.py [how many]

in the project's environment; some five minutes. Each file must give digits, or one sentence and nothing of a
library's. The time is that of the reading; the memory is the most that the process has had, Python and
libraries included. Large files have a process each, of others a few share one.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import damaged  # noqa: E402 - lies in tests/

BAR_SECONDS, BAR_MB = 2, 500
SHARE = 20  # small files to a process: to start it takes longer than to read them
READ = """
import sys, time, warnings
from utils.images import photo
warnings.simplefilter("always")
for path in sys.argv[1:]:
    began = time.perf_counter()
    try:
        ink = photo.ink(photo.read(path))
        outcome = f"{len(photo.cut_out(ink, photo.find(ink)))} digits"
    except photo.PhotoError as error:
        outcome = str(error)
    print(time.perf_counter() - began, peak() / 1e6, repr(outcome), sep="\\t")
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


def files(count):
    """(name, bytes) of so many files: a few of each kind, then whole pictures damaged by seeds."""
    yield from ((name, make()) for name, make in damaged.large().items())
    whole = damaged.whole()
    some = whole | damaged.odd() | damaged.claiming(60000, 60000) | damaged.claiming(2**31 - 1, 2**31 - 1)
    yield from some.items()
    pictures = list(whole.items())
    for seed in range(count - len(some) - len(damaged.large())):
        name, data = pictures[seed // 4 % len(pictures)]
        way = damaged.flipped if seed % 4 else damaged.cut_short
        yield f"{way.__name__}-{seed}-{name}", way(data, seed)


def groups(count):
    """The files as lists that share a process."""
    some = []
    for name, data in files(count):
        some.append((name, data))
        if len(some) == SHARE or name in damaged.large():
            yield some
            some = []
    yield some


def read(paths):
    """What a fresh process says of files: a row of (seconds, megabytes, outcome, name) for each."""
    names = [path.name for path in paths]
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", PEAK + READ, *paths], capture_output=True, text=True, cwd=ROOT
    )
    lines = done.stdout.splitlines()
    if done.returncode or done.stderr or len(lines) != len(paths):
        return [(0, 0, f"FAILED: {done.returncode} {done.stderr}", " ".join(names))]
    rows = (line.split("\t") for line in lines)
    return [(float(s), float(mb), said, name) for (s, mb, said), name in zip(rows, names, strict=True)]


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
    failed = [row for row in rows if row[2].startswith("FAILED") or "\\n" in row[2]]
    for seconds, megabytes, outcome, name in sorted(rows)[-8:] + sorted(rows, key=lambda row: row[1])[-8:]:
        print(f"{seconds:6.2f} s {megabytes:6.0f} MB  {name}: {outcome}")
    for *_, outcome, name in failed[:20]:
        print(f"{name}: {outcome}")
    read_at_all = sum(row[2].endswith("digits'") for row in rows)
    slowest, largest = max(row[0] for row in rows), max(row[1] for row in rows)
    print(
        f"{len(rows)} files, {read_at_all} of them read; {len(failed)} gave something else than one sentence"
    )
    print(f"at most {slowest:.2f} s (asked: {BAR_SECONDS}) and {largest:.0f} MB (asked: {BAR_MB})")
    return 0 if not failed and slowest <= BAR_SECONDS and largest <= BAR_MB else 1


if __name__ == "__main__":
    sys.exit(main())
