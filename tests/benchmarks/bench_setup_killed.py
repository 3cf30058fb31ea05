"""Kill a set-up at moments spread over it while an older environment is in use: does the older one still work?

    python3 tests/benchmarks/bench_setup_killed.py [--moments 20]

by a Python outside every virtual environment, on Linux or macOS, with the network or a full pip cache. A clone is set
up. Then again and again its lock pins a newer version of one package, a set-up is started, and killed (SIGKILL), in
turn alone and with all that it has started. After each kill, and with the lock that the environment was made from,
nothing in .venv may have changed, Keras has to start in it, and the doctor has to find every package; after the last,
a lesson has to run. At the end a set-up isn't killed: the newer environment has to take the place.
"""

import argparse
import contextlib
import hashlib
import itertools
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from bench_setup import SET_UP, clone_here, python_of

PACKAGE = "six"  # small, and asked for by no range of ours
DOCTOR = [sys.executable, "-m", "course", "doctor"]
LESSON = [sys.executable, "-m", "course", "run", "3", "--data", "builtin"]


def pin_newer(clone: Path, wheels: Path, number: int) -> None:
    """Write a wheel of a version that nobody has yet, out of the installed one, and pin it in the clone's lock."""
    version, module = f"{1000 + number}.0", next((clone / ".venv").glob(f"lib/*/site-packages/{PACKAGE}.py"))
    path, about = wheels / f"{PACKAGE}-{version}-py3-none-any.whl", f"{PACKAGE}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as file:
        file.write(module, module.name)
        file.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: {version}\n")
        file.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{about}/RECORD", "")
    pin = f"{PACKAGE}=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"
    lock = clone / "requirements.lock"
    entry = rf"^{PACKAGE}==.*\n(    --hash=.*\n)+"
    text, count = re.subn(
        entry, pin.replace("\\", r"\\"), lock.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert count == 1
    lock.write_text(text, encoding="utf-8")


def content(environment: Path) -> dict[Path, int]:
    """Return {file of an environment: when it was changed, in nanoseconds}, without what Python compiles."""
    files = (path for path in environment.rglob("*") if "__pycache__" not in path.parts)
    return {path: path.lstat().st_mtime_ns for path in files if not path.is_dir()}


def faults(clone: Path) -> list[str]:
    """Return what doesn't work in the environment that is there."""
    found = []
    keras = [python_of(clone / ".venv"), "-c", "import keras; keras.layers.Dense(1)"]
    if subprocess.run(keras, capture_output=True).returncode:
        found.append("Keras")
    said = subprocess.run(DOCTOR, cwd=clone, capture_output=True, text=True).stdout
    return found if "OK   packages:" in said else [*found, "doctor"]


def killed(clone: Path, moment: float, whole: float, alone: bool) -> tuple[float, int]:
    """Start a set-up and kill it at a moment (from 0 to 1) of the seconds that a whole one takes. One that has ended
    by then was faster than thought: return the seconds that a whole one takes now, or 0 after a kill, and the group
    of what it started."""
    quiet, began = subprocess.DEVNULL, time.time()
    process = subprocess.Popen(SET_UP, cwd=clone, start_new_session=True, stdout=quiet, stderr=quiet)
    try:
        process.wait(whole * moment)
        return time.time() - began, process.pid
    except subprocess.TimeoutExpired:
        (process.kill if alone else lambda: os.killpg(process.pid, signal.SIGKILL))()
        process.wait()
        return 0, process.pid


def one(
    clone: Path, wheels: Path, number: int, moment: float, whole: float, alone: bool
) -> tuple[float, str]:
    """Kill one set-up. Return how long a whole one takes if it wasn't killed, else 0, and what is wrong
    afterwards."""
    lock = clone / "requirements.lock"
    older, before = lock.read_text(encoding="utf-8"), content(clone / ".venv")
    pin_newer(clone, wheels, number)
    now, group = killed(clone, moment, whole, alone)
    if now:
        return now, ""
    left = " ".join(sorted(path.name for path in clone.glob(".venv-*"))) or "nothing"
    found = []
    if has_package(clone, number):
        left += ", the newer in its place"
    else:
        lock.write_text(older, encoding="utf-8")
        found = [] if content(clone / ".venv") == before else ["files"]
    found += faults(clone)
    with contextlib.suppress(ProcessLookupError):  # what was left alive would keep the next one waiting
        os.killpg(group, signal.SIGKILL)
    how = "alone" if alone else "with all it started"
    print(f"{whole * moment:6.1f} s, {how}: left {left}; {', '.join(found) or 'all works'}", flush=True)
    return 0, ", ".join(found)


def has_package(clone: Path, number: int) -> bool:
    """Return whether .venv has the newer version of this number."""
    return bool(list((clone / ".venv").glob(f"lib/*/site-packages/{PACKAGE}-{1000 + number}.0.dist-info")))


def main() -> int:
    """Print a line a kill; return 1 if the older environment didn't survive each of them."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--moments", type=int, default=20)
    moments = options.parse_args().moments
    with tempfile.TemporaryDirectory() as place:
        wheels = Path(place, "wheels")
        wheels.mkdir()
        os.environ["PIP_FIND_LINKS"] = " ".join(filter(None, [os.environ.get("PIP_FIND_LINKS"), str(wheels)]))
        clone = clone_here(Path(place).resolve() / "clone")
        subprocess.run(SET_UP, cwd=clone, check=True, stdout=subprocess.DEVNULL)
        whole, numbers, failed = 1e4, itertools.count(), 0
        for kill in range(-1, moments):  # the first is left to end, which takes the time of a whole one
            while True:
                moment = (kill + 0.5) / moments if kill >= 0 else 1
                now, wrong = one(clone, wheels, next(numbers), moment, whole, alone=kill % 2 == 0)
                whole = now or whole
                if not now or kill < 0:
                    break
            failed += bool(wrong)
        print(f"{moments} kills, {failed} failures", flush=True)
        failed += bool(subprocess.run(LESSON, cwd=clone).returncode)
        number = next(numbers)
        pin_newer(clone, wheels, number)
        subprocess.run(SET_UP, cwd=clone, check=True, stdout=subprocess.DEVNULL)
        left = [path.name for path in clone.glob(".venv-*")]
        newest = has_package(clone, number)
    print(f"At the end the newest is in place: {newest}; left behind: {left or 'nothing'}")
    return 1 if failed or left or not newest else 0


if __name__ == "__main__":
    sys.exit(main())
