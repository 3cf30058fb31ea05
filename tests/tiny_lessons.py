"""Lessons of a few milliseconds, without TensorFlow, for the tests of `replicate`."""

import json
import subprocess
import sys
import time
from pathlib import Path

import psutil

from course.settings import environment

NOW = {
    "data": "builtin",
    "data_sha256": "d" * 64,
    "threads": 1,
    "versions": {"python": "3.11", "numpy": "2", "keras": "3", "tensorflow": "2"},
}

START = """
import json, os, sys, time
from pathlib import Path
began = time.perf_counter()
seed = int(os.environ["COURSE_SEED"])
(Path({log!r}) / f"{{Path(__file__).stem}} {{seed}} {{os.getpid()}}").touch()
record = {{
    "lesson": Path(__file__).stem,
    "seed": seed,
    "processor": f"processor of process {{os.getpid()}}",
    **{now!r},
    "data": os.environ["COURSE_DATA"],
    "threads": int(os.environ["COURSE_THREADS"]),
    "recorded": {{"accuracy": seed / 3, "[0, 1]": 0.5, "curve": [seed / 7, 1.0]}},
    "reported": {{"accuracy": 0.5}},
    "verdicts": [
        {{"claim": "more is more", "kind": "contrast", "by": 0.1, "better": "accuracy", "worse": "[0, 1]"}},
        {{"claim": "b is a", "kind": "same", "within": 1, "a": "[0, 1]", "b": "[0, 1]", "guilty": "curve"}},
    ],
}}
"""
END = """
record["seconds"] = time.perf_counter() - began
Path(os.environ["COURSE_RECORD"]).write_text(json.dumps(record))
"""


def write_lesson(directory: Path, middle: str = "", name: str = "91_tiny", end: str = END) -> Path:
    """Writes a lesson with the code `middle` in it; every run of it leaves a file in directory/log."""
    log = directory / "log"
    log.mkdir(exist_ok=True)
    lesson = directory / f"{name}.py"
    lesson.write_text(START.format(log=str(log), now=NOW) + middle + end, encoding="utf-8")
    return lesson


def runs(directory: Path, name: str = "91_tiny") -> list[int]:
    """The seeds with which the lesson ran so far, one for each run."""
    return sorted(int(path.name.split()[1]) for path in (directory / "log").glob(f"{name} *"))


def pids(directory: Path) -> list[int]:
    """The processes in which lessons ran so far."""
    return [int(path.name.split()[2]) for path in (directory / "log").iterdir()]


def living(processes: list[int]) -> list[int]:
    """Those of the processes that are alive; they get ten seconds to end."""
    deadline = time.monotonic() + 10
    while alive := [pid for pid in processes if _is_alive(pid)]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return alive


def _is_alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def start(
    directory: Path, lessons: list[Path], seeds: int, scheduler=None, now=NOW, **options
) -> subprocess.Popen:
    """Starts replicate in a process of its own, which keeps records and evidence in `directory`."""
    script = (
        "import json, sys\nfrom pathlib import Path\nfrom course.replicate import measure\n"
        "lessons, seeds, now, scheduler, directory = json.loads(sys.argv[1])\n"
        "sys.exit(measure([Path(one) for one in lessons], seeds, now, scheduler,"
        " Path(directory, 'kept'), Path(directory, 'evidence')))"
    )
    arguments = json.dumps([[str(one) for one in lessons], seeds, now, scheduler, str(directory)])
    return subprocess.Popen(
        [sys.executable, "-c", script, arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment(),
        **options,
    )
