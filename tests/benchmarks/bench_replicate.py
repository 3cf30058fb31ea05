"""How much sooner `replicate` is done than one process that runs the same seeds in turn.

    python tests/benchmarks/bench_replicate.py [LESSON] [--seeds N] [--data auto|mnist|builtin]

In turn: the lesson's script once per seed in one Python process, which imports TensorFlow once; with one
thread, and with as many threads as there are cores. Keep the machine quiet meanwhile. The bar, on 2 cores, is
1.6 times the throughput.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from course import catalogue, replicate
from course.replicate.task import ONE_THREAD
from course.settings import cores, environment

BAR = 1.6
IN_TURN = """
import os, runpy, sys
for seed in range(1, int(sys.argv[2]) + 1):
    os.environ["COURSE_SEED"] = str(seed)
    runpy.run_path(sys.argv[1], run_name="__main__")
"""


def seconds_side_by_side(lesson, seeds, data, directory):
    """Seconds that the whole of `replicate` takes, with nothing kept from before."""
    replicate.KEPT, replicate.EVIDENCE = directory / "kept", directory / "evidence"
    begun = time.perf_counter()
    if replicate.replicate([lesson], seeds, data, None):
        raise SystemExit("replicate failed.")
    return time.perf_counter() - begun


def seconds_in_turn(lesson, seeds, data, directory, threads):
    """Seconds that one process takes, from its start to its end."""
    env = environment(data=data, threads=threads, record=directory / "record.json") | {"MPLBACKEND": "Agg"}
    env |= dict.fromkeys(ONE_THREAD, str(threads))
    begun = time.perf_counter()
    command = [sys.executable, "-c", IN_TURN, str(lesson), str(seeds)]
    subprocess.run(command, env=env, cwd=directory, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def main():
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("lesson", nargs="?", default="02")
    options.add_argument("--seeds", type=int, default=6)
    options.add_argument("--data", choices=("auto", "mnist", "builtin"), default="auto")
    options = options.parse_args()
    (lesson,) = catalogue.find([options.lesson])
    with TemporaryDirectory() as directory:
        measured = (lesson, options.seeds, options.data, Path(directory))
        print(f"{lesson.stem}, {options.seeds} seeds, data {options.data}, {cores()} cores", flush=True)
        together = seconds_side_by_side(*measured)
        turns = {threads: seconds_in_turn(*measured, threads) for threads in sorted({1, cores()})}
    print(f"replicate:                     {together:7.1f} s")
    for threads, seconds in turns.items():
        ratio = seconds / together
        print(f"in turn, {threads} thread{'s' if threads > 1 else ' '}:            {seconds:7.1f} s", end="")
        print(
            f"   replicate: {ratio:.2f} times the throughput, {'bar held' if ratio >= BAR else 'BAR MISSED'}"
        )
    if hasattr(os, "getloadavg"):
        print(f"load of the machine in the last minute: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
