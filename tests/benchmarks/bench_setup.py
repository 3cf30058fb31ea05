"""Set-up by `python3 -m course` against a bare `python -m venv` and `pip install -r requirements.lock`.

Run by hand, with the network or a full pip cache: python tests/benchmarks/bench_setup.py

Both install into new folders from the same pip cache, which a first, untimed set-up fills; they take turns,
so that a busy moment of the machine doesn't meet only one of them. The untimed set-up is killed in the middle
and repeated: the repeat has to succeed.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3
SET_UP = [sys.executable, "-m", "course", "build", "--check"]


def copy_of_clone(folder: Path) -> Path:
    """A fresh clone: what git would have, without environments, caches and what commands made."""
    unwanted = shutil.ignore_patterns(
        ".git", ".venv*", "build", "my", "__pycache__", ".*_cache", "*.egg-info", "*.npz"
    )
    return Path(shutil.copytree(ROOT, folder, ignore=unwanted))


def installed(environment: Path) -> int:
    """How many packages pip has put into an environment so far."""
    folders = "lib/*/site-packages/*.dist-info", "Lib/site-packages/*.dist-info"
    return len({path.name for folder in folders for path in environment.glob(folder)})


def killed_then_repeated(folder: Path) -> None:
    """Kill a set-up while pip installs, then run the same command again; raises if that doesn't recover."""
    clone = copy_of_clone(folder)
    process = subprocess.Popen(SET_UP, cwd=clone)
    packages = clone / ".venv"
    while installed(packages) < 30:
        if process.poll() is not None:
            raise SystemExit("The set-up ended before it could be killed.")
        time.sleep(0.2)
    process.kill()
    process.wait()
    print(f"--- killed with {installed(packages)} packages installed; again:", flush=True)
    stamp = packages / "course-stamp"
    if stamp.exists():
        raise SystemExit("The half-made .venv bears a stamp.")
    subprocess.run(SET_UP, cwd=clone)
    if not stamp.exists():
        raise SystemExit("The second set-up left no stamp.")
    python = next(
        path for path in (packages / "bin/python", packages / "Scripts/python.exe") if path.exists()
    )
    subprocess.run([python, "-m", "pip", "check"], check=True)


def ours(folder: Path) -> float:
    """Seconds from the command to the end of the set-up, which the stamp marks."""
    clone = copy_of_clone(folder)
    start = time.time()
    subprocess.run(SET_UP, cwd=clone, stdout=subprocess.DEVNULL)
    return (clone / ".venv" / "course-stamp").stat().st_mtime - start


def bare(folder: Path) -> float:
    """Seconds for the two commands that anyone would type."""
    start = time.time()
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    lock = ROOT / "requirements.lock"
    subprocess.run([python, "-m", "pip", "install", "-r", lock], check=True, stdout=subprocess.DEVNULL)
    return time.time() - start


def main() -> None:
    if sys.prefix != sys.base_prefix:
        raise SystemExit("Run this by a Python outside every virtual environment.")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place).resolve()
        killed_then_repeated(folder / "killed")
        shutil.rmtree(folder / "killed")
        times = {bare: [], ours: []}
        for number in range(ROUNDS):
            for way in (bare, ours) if number % 2 else (ours, bare):
                times[way].append(way(folder / "timed"))
                shutil.rmtree(folder / "timed")
    for way, name in ((bare, "venv and pip"), (ours, "python3 -m course")):
        print(f"{name}: " + ", ".join(f"{seconds:.1f}" for seconds in times[way]) + " s")
    ratio = statistics.median(times[ours]) / statistics.median(times[bare])
    print(f"ratio of the medians: {ratio:.2f} (at most 1.15)")


if __name__ == "__main__":
    main()
