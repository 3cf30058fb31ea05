"""Damaged MNIST files and caches, and first downloads side by side.

    python3 tests/benchmarks/bench_damage.py MNIST.npz [how many damages] [how many lessons]

in the project's environment; some ten minutes for 200 and 8. Each damage meets a named file, and then a Keras
cache that half of the time can be downloaded again. All have to give MNIST, the built-in handwriting with one
sentence, or one sentence. Each try is a forked process (not on Windows); the memory is the most that it has had,
libraries included. Then lessons start together, with an empty cache and a server that takes 15 seconds, by a real
Keras; the server counts what is asked of it. Nothing is kept of MNIST.
"""

import collections
import contextlib
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import mnist_damages  # noqa: E402 - lies in tests/

from utils.images import data  # noqa: E402

BAR_SECONDS, BAR_MB = 3, 600
GIANT = 2000  # megabytes that the largest file would unpack to
LESSON = """
import sys
from utils.quiet import keras
get_file = keras.utils.get_file
module = sys.modules[keras.datasets.mnist.load_data.__module__]
module.get_file = lambda fname, origin, file_hash: get_file(fname, origin=sys.argv[1])
from utils.images import data
print("ready", flush=True)
sys.stdin.readline()
print(data.load().name, flush=True)
"""


def as_named(path: Path) -> str:
    """Return what comes of a named file: a sentence, or the name of the digits."""
    try:
        return data.read_mnist(path, "The file named in COURSE_MNIST").name
    except data.DataError as error:
        return f"told: {error}"


def as_cache(path: Path, whole: Path | None) -> str:
    """Return what comes of it in a lesson; `whole` is what a download would bring, None without a network."""

    def fetch(keras: object, cache: Path, patience: float) -> None:
        if whole is None:
            raise data.Unavailable("it could not be downloaded")
        shutil.copyfile(whole, f"{cache}.new")
        os.replace(f"{cache}.new", cache)

    sys.modules["utils.quiet"] = SimpleNamespace(keras=None)  # type: ignore[assignment]
    data.fetching.fetch = fetch
    data.builtin = lambda: SimpleNamespace(name="builtin")  # type: ignore[assignment]
    os.environ["KERAS_HOME"] = str(path.parent.parent)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        name = data.load().name
    if said.getvalue().count("\n") > 1 or (name == "builtin" and not said.getvalue()):
        raise AssertionError(said.getvalue())
    return name + (f", told: {said.getvalue()}" if said.getvalue() else "")


def measured(read, *args) -> tuple[str, float, float]:
    """Return what reading gave, the seconds, and the megabytes that a process of its own took at most."""
    inlet, outlet = os.pipe()
    child = os.fork()
    if not child:
        began = time.perf_counter()
        try:
            outcome = read(*args)
        except BaseException:
            outcome = "TRACEBACK " + traceback.format_exc(limit=-1)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        with os.fdopen(outlet, "w") as file:
            json.dump([outcome, time.perf_counter() - began, peak / 1e6], file)
        os._exit(0)
    os.close(outlet)
    with os.fdopen(inlet) as file:
        result = json.load(file)
    os.waitpid(child, 0)
    return tuple(result)


def campaign(name: str, whole: Path, path: Path, count: int, read) -> bool:
    """Damage `path` in `count` ways and more, read it each time, and print a table; return whether all is well."""
    outcomes: collections.Counter[str] = collections.Counter()
    slowest = largest = 0.0
    extremes = [
        lambda: mnist_damages.bomb(path, GIANT),
        lambda: mnist_damages.bomb(path, GIANT, (60000, 28, 28)),
    ]
    for seed in range(count + len(extremes)):
        mnist_damages.heal(path)
        if seed < count:
            shutil.copyfile(whole, path)
            way = mnist_damages.damage(path, seed)
        else:
            extremes[seed - count]()
            way = f"{GIANT} MB"
        outcome, seconds, megabytes = measured(read, path, seed)
        slowest, largest = max(slowest, seconds), max(largest, megabytes)
        kind = outcome.split(":")[0].split(" ")[0] if "TRACEBACK" in outcome else outcome.split(": ")[0]
        outcomes[kind] += 1
        if "TRACEBACK" in outcome or "pickle" in outcome or seconds > BAR_SECONDS or megabytes > BAR_MB:
            outcomes["FAILED"] += 1
            print(f"  {name} {seed} ({way}): {seconds:.1f} s, {megabytes:.0f} MB, {outcome[-300:]}")
    mnist_damages.heal(path)
    print(f"{name}: {dict(outcomes)}; at most {slowest:.1f} s and {largest:.0f} MB")
    return not outcomes["FAILED"]


def side_by_side(whole: Path, folder: Path, lessons: int) -> bool:
    """Start lessons together with an empty cache; print what they got; return whether one download was enough."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "KERAS_HOME": str(folder / "home"), "no_proxy": "*"}
    env.pop("COURSE_MNIST", None)
    with mnist_damages.slow_server(whole, 15) as (address, asked):
        command = [sys.executable, "-c", LESSON, address]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        started = [subprocess.Popen(command, env=env, text=True, cwd=ROOT, **pipes) for _ in range(lessons)]
        for process in started:
            while process.stdout.readline() != "ready\n":
                pass
        began = time.monotonic()
        for process in started:
            process.stdin.write("\n")
            process.stdin.flush()
        names = [process.communicate()[0].splitlines()[-1] for process in started]
    left = sorted(file.name for file in (folder / "home").rglob("*") if file.is_file())
    found = dict(collections.Counter(names))
    print(
        f"{lessons} lessons: {found}, {len(asked)} downloads, {time.monotonic() - began:.0f} s; kept: {left}"
    )
    return names == ["mnist"] * lessons and len(asked) == 1


def main() -> int:
    """Run both campaigns; return 1 if anything failed, else 0."""
    if len(sys.argv) < 2 or not Path(sys.argv[1]).is_file():
        raise SystemExit(__doc__)
    whole = Path(sys.argv[1]).absolute()
    count, lessons = (int(number) for number in [*sys.argv[2:], "200", "8"][:2])
    for name in ("COURSE_MNIST", "COURSE_DATA"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        cache = folder / "keras" / "datasets" / "mnist.npz"
        cache.parent.mkdir(parents=True)
        results = [
            campaign("named file", whole, folder / "mnist.npz", count, lambda path, _: as_named(path)),
            campaign(
                "cache", whole, cache, count, lambda path, seed: as_cache(path, whole if seed % 2 else None)
            ),
            side_by_side(whole, folder, lessons),
        ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
