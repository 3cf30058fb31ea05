"""Set-up by `python3 -m course` against a bare `python -m venv` and `pip install -r requirements.lock`.

    python3 tests/benchmarks/bench_setup.py [--before REVISION] [--rounds 3]

by a Python outside every virtual environment, with the network or a full pip cache, on a quiet machine. All ways
install into new folders from the same pip cache, which a first, untimed set-up fills; they take turns, so that a
busy moment of the machine doesn't meet only one of them. The untimed set-up is killed in the middle and repeated:
the repeat has to succeed. --before also times the set-up of an older revision of this repository.

Printed for each way: seconds; those of them in which a processor was at work, which a busy machine disturbs
least; megabytes on the disk; and the seconds that Keras takes to import afterwards, since a set-up could leave
work to the first lesson.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BAR = 1.1
SET_UP = [sys.executable, "-c", "from course.setup import bootstrap; bootstrap.set_up()"]
WITH_TESTS = [sys.executable, "-c", "from course.setup import bootstrap; bootstrap.set_up(dev=True)"]
IMPORT = "import time; began = time.time(); import keras; print(time.time() - began)"


def clone_here(folder: Path) -> Path:
    """Make a fresh clone of what is here: what git would have, without what commands made."""
    unwanted = shutil.ignore_patterns(
        ".git", ".venv*", "build", "my", "__pycache__", ".*_cache", "*.egg-info", "*.npz"
    )
    return Path(shutil.copytree(ROOT, folder, ignore=unwanted))


def clone_of(revision: str, folder: Path) -> Path:
    """Make a fresh clone of an older revision."""
    folder.mkdir()
    archive = subprocess.run(["git", "archive", revision], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    subprocess.run(["tar", "-x"], cwd=folder, input=archive.stdout, check=True)
    return folder


def python_of(environment: Path) -> Path:
    """Return the Python of an environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def installed(environment: Path) -> int:
    """Return how many packages pip has put into an environment so far."""
    folders = "lib/*/site-packages/*.dist-info", "Lib/site-packages/*.dist-info"
    return len({path.name for folder in folders for path in environment.glob(folder)})


def killed_then_repeated(folder: Path) -> None:
    """Kill a set-up while pip installs, then run the same command again; exits if that doesn't recover."""
    clone = clone_here(folder)
    process = subprocess.Popen(SET_UP, cwd=clone)
    packages, unfinished = clone / ".venv", clone / ".venv-next"
    while installed(unfinished) < 30:
        if process.poll() is not None:
            raise SystemExit("The set-up ended before it could be killed.")
        time.sleep(0.2)
    process.kill()
    process.wait()
    print(f"--- killed with {installed(unfinished)} packages installed; again:", flush=True)
    stamp = packages / "course-stamp"
    if list(clone.glob(".venv*/course-stamp")):
        raise SystemExit("What was half-made bears a stamp.")
    subprocess.run(SET_UP, cwd=clone)
    if not stamp.exists():
        raise SystemExit("The second set-up left no stamp.")
    subprocess.run([python_of(packages), "-m", "pip", "check"], check=True)
    subprocess.run(WITH_TESTS, cwd=clone, check=True)
    subprocess.run([python_of(packages), "-m", "pip", "check"], check=True)


def ours(make_clone: Callable[[Path], Path], folder: Path) -> Path:
    """Set up a clone as every command does first; return its environment."""
    make_clone(folder)
    subprocess.run(SET_UP, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder / ".venv"


def bare(folder: Path) -> Path:
    """Run the two commands that anyone would type; return the environment."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    install = [python_of(folder), "-m", "pip", "install", "-r", ROOT / "requirements.lock"]
    subprocess.run(install, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder


def measured(way: Callable[[Path], Path], folder: Path) -> list[float]:
    """Return the four numbers of one set-up, and remove what it made."""
    start, before = time.time(), os.times()
    environment = way(folder)
    seconds, after = time.time() - start, os.times()
    at_work = sum(after[2:4]) - sum(before[2:4])  # of the processes it has started; 0 on Windows
    numbers = [seconds, at_work, megabytes(environment), seconds_to_import(environment)]
    shutil.rmtree(folder)
    return numbers


def megabytes(folder: Path) -> float:
    """Return what a folder takes on the disk."""
    sizes = (path.lstat() for path in folder.rglob("*"))
    return sum(getattr(size, "st_blocks", size.st_size / 512) * 512 for size in sizes) / 2**20


def seconds_to_import(environment: Path) -> float:
    """Return how long a fresh process takes to import Keras, the first time in this environment."""
    done = subprocess.run([python_of(environment), "-c", IMPORT], capture_output=True, check=True)
    return float(done.stdout)


def main() -> int:
    """Run everything and print a line a way; return 1 if the bar is missed."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--before", metavar="REVISION", help="also time the set-up of this revision")
    options.add_argument("--rounds", type=int, default=3)
    options = options.parse_args()
    if sys.prefix != sys.base_prefix:
        raise SystemExit("Run this by a Python outside every virtual environment.")
    ways = {"venv and pip": bare, "python3 -m course": partial(ours, clone_here)}
    if options.before:
        ways[f"before ({options.before})"] = partial(ours, partial(clone_of, options.before))
    figures = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve()
        killed_then_repeated(folder / "killed")
        shutil.rmtree(folder / "killed")
        for number in range(options.rounds):
            for name in list(ways)[:: -1 if number % 2 else 1]:
                figures[name].append(measured(ways[name], folder / "timed"))
                print(f"{name}: {figures[name][-1][0]:.1f} s", flush=True)
    columns = ("set-up", "at work", "on disk", "Keras import")
    print(f"\n{f'middle of {options.rounds}':24}" + "".join(f"{column:>14}" for column in columns))
    middle = {
        name: [statistics.median(row) for row in zip(*rows, strict=True)] for name, rows in figures.items()
    }
    for name, (seconds, at_work, size, first) in middle.items():
        print(f"{name:24}{seconds:12.1f} s{at_work:12.1f} s{size:11.0f} MB{first:12.1f} s")
    ratio = middle["python3 -m course"][0] / middle["venv and pip"][0]
    print(f"python3 -m course / venv and pip: {ratio:.2f} (asked: at most {BAR})")
    return 0 if ratio <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
