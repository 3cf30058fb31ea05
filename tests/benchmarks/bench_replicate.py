"""How much sooner `replicate` is done than one process that runs the same seeds in turn, and two Dask workers.

    python tests/benchmarks/bench_replicate.py LESSON… [--seeds 6] [--data auto|mnist|builtin] [--no-dask]

In turn: the lesson's script once per seed in one Python process, which imports TensorFlow once; with one thread,
and with as many threads as there are cores. On Dask: a scheduler and two workers with one thread each on this
machine, started before the clock. `replicate` is timed from the start of its process to its end, with nothing kept
from before, and without long arms, which only some of the seeds have. Keep the machine quiet meanwhile. The bars, on
2 cores: 1.7 times the throughput of one process in turn, and Dask takes at most 1.1 times as long as the local pool.
"""

import argparse
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from course import catalogue
from course.replicate.processes import ONE_THREAD
from course.settings import DATA, cores, environment

IN_TURN_BAR, DASK_BAR = 1.7, 1.1
IN_TURN = """
import os, runpy, sys
for seed in range(1, int(sys.argv[2]) + 1):
    os.environ["COURSE_SEED"] = str(seed)
    runpy.run_path(sys.argv[1], run_name="__main__")
"""
REPLICATE = """
import sys
from pathlib import Path
from course.replicate import command
lesson, seeds, data, directory, scheduler = sys.argv[1:]
command.LONG_SEEDS = 0
command.KEPT, command.EVIDENCE = Path(directory, "kept"), Path(directory, "evidence")
sys.exit(command.replicate([Path(lesson)], int(seeds), data, scheduler or None))
"""


def seconds_of(command: list[str], env: dict[str, str], directory: str) -> float:
    """Return the seconds that a command takes, from its start to its end."""
    begun = time.perf_counter()
    subprocess.run(command, env=env, cwd=directory, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def side_by_side(lesson: Path, seeds: int, data: str, scheduler: str = "") -> float:
    """Return the seconds of `replicate`."""
    with TemporaryDirectory() as directory:
        command = [sys.executable, "-c", REPLICATE, str(lesson), str(seeds), data, directory, scheduler]
        return seconds_of(command, environment(), directory)


def in_turn(lesson: Path, seeds: int, data: str, threads: int) -> float:
    """Return the seconds of one process with so many threads."""
    with TemporaryDirectory() as directory:
        env = environment(data=data, threads=threads, record=Path(directory) / "record.json")
        env |= dict.fromkeys(ONE_THREAD, str(threads)) | {
            "MPLBACKEND": "Agg",
            "COURSE_HOME": directory,
            "COURSE_LONG": "0",
        }
        command = [sys.executable, "-c", IN_TURN, str(lesson), str(seeds)]
        return seconds_of(command, env, directory)


@contextlib.contextmanager
def two_dask_workers() -> Iterator[str]:
    """Run a scheduler and two workers, as course/replicate/cluster.py says; gives the scheduler's address."""
    from distributed import Client

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address, dask = f"tcp://127.0.0.1:{port}", [sys.executable, "-m", "dask"]
    here = ["--host", "127.0.0.1", "--no-dashboard"]
    nowhere = subprocess.DEVNULL
    with TemporaryDirectory() as directory, contextlib.ExitStack() as running:
        for command in (
            [*dask, "scheduler", *here, "--port", str(port)],
            [*dask, "worker", address, *here, "--nworkers", "2", "--nthreads", "1"],
        ):
            process = subprocess.Popen(
                command, env=environment(), cwd=directory, stdin=nowhere, stdout=nowhere, stderr=nowhere
            )
            running.callback(process.wait)
            running.callback(process.terminate)
            time.sleep(3)
        with Client(address, timeout=30) as client:
            client.wait_for_workers(2, timeout=60)
        yield address


def tell(what: str, seconds: float, verdict: str = "") -> None:
    """Print a line of the result."""
    print(f"  {what:<22} {seconds:7.1f} s   {verdict}", flush=True)


def main() -> None:
    """Time the lessons that the command line names."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("lessons", nargs="+", metavar="LESSON")
    arguments.add_argument("--seeds", type=int, default=6)
    arguments.add_argument("--data", choices=DATA, default="auto")
    arguments.add_argument("--no-dask", action="store_true", help="leave Dask out")
    options = arguments.parse_args()
    for lesson in catalogue.find(options.lessons):
        measured = lesson, options.seeds, options.data
        print(f"{lesson.stem}, {options.seeds} seeds, data {options.data}, {cores()} cores", flush=True)
        local = side_by_side(*measured)
        tell("replicate", local)
        for threads in sorted({1, cores()}):
            seconds = in_turn(*measured, threads)
            ratio = seconds / local
            held = "bar held" if ratio >= IN_TURN_BAR else "BAR MISSED"
            tell(f"in turn, {threads} thread{'s' if threads > 1 else ''}", seconds, f"{ratio:.2f} ×, {held}")
        if not options.no_dask:
            with two_dask_workers() as address:
                seconds = side_by_side(*measured, address)
            ratio = seconds / local
            held = "bar held" if ratio <= DASK_BAR else "BAR MISSED"
            tell("two Dask workers", seconds, f"{ratio:.2f} × replicate's time, {held}")
    if hasattr(os, "getloadavg"):
        print(f"load of the machine in the last minute: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
