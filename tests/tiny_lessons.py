"""Lessons of a few milliseconds, without TensorFlow, for the tests of `replicate`."""

import dataclasses
import json
import subprocess
import sys
import time
from pathlib import Path

import psutil

from course.replicate.store import Circumstances
from course.settings import environment

NOW = Circumstances(
    data="builtin",
    data_sha256="d" * 64,
    threads=1,
    versions={"python": "3.11", "numpy": "2", "keras": "3", "tensorflow": "2"},
)

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
    "recorded": {{
        "accuracy": {{"as published": seed / 3, "[0, 1], twice": 0.5}},
        "loss": {{"curve": [seed / 7, 1.0]}},
    }},
    "reported": {{"accuracy": {{"as published": 0.5}}}},
    "timed": [["accuracy", "[0, 1], twice"]],
    "skipped_long": [],
}}
accuracy = record["recorded"]["accuracy"]
"""
LONG = """
if os.environ.get("COURSE_LONG") == "1":
    accuracy["ten epochs"] = seed / 9
    record["recorded"]["hours"] = {"ten epochs": 0.25}
    record["reported"]["accuracy"]["ten epochs"] = 0.75
else:
    record["skipped_long"] = ["ten_epochs"]
"""
END = """
record["seconds"] = time.perf_counter() - began
Path(os.environ["COURSE_RECORD"]).write_text(json.dumps(record))
"""


def write_lesson(directory: Path, middle: str = "", name: str = "91_tiny", end: str = END) -> Path:
    """Write a lesson with the code `middle` in it and return its path; every run of it leaves a file in
    directory/log."""
    log = directory / "log"
    log.mkdir(exist_ok=True)
    lesson = directory / f"{name}.py"
    lesson.write_text(
        START.format(log=str(log), now=dataclasses.asdict(NOW)) + middle + end, encoding="utf-8"
    )
    return lesson


def runs(directory: Path, name: str = "91_tiny") -> list[int]:
    """Return the seeds with which the lesson ran so far, one for each run."""
    return sorted(int(path.name.split()[1]) for path in (directory / "log").glob(f"{name} *"))


def pids(directory: Path) -> list[int]:
    """Return the processes in which lessons ran so far."""
    return [int(path.name.split()[2]) for path in (directory / "log").iterdir()]


def living(processes: list[int]) -> list[int]:
    """Return those of the processes that are alive; they get ten seconds to end."""
    deadline = time.monotonic() + 10
    while alive := [pid for pid in processes if _is_alive(pid)]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return alive


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def start(
    directory: Path, lessons: list[Path], seeds: int, scheduler: str | None = None, fork: bool | None = None
) -> subprocess.Popen:
    """Start replicate in a process of its own, which keeps records and evidence in `directory`.

    fork: whether lessons run in copies of a process or in fresh ones, where not as the machine does it.
    """
    script = (
        "import json, sys\nfrom pathlib import Path\nfrom course.replicate.command import measure\n"
        "from course.replicate.store import Circumstances\n"
        "lessons, seeds, now, scheduler, directory = json.loads(sys.argv[1])\n"
        f"from course.replicate import processes\nprocesses.can_fork = lambda given={fork}, can=processes.can_fork: "
        "can() if given is None else given\n"
        "sys.exit(measure([Path(one) for one in lessons], seeds, Circumstances(**now), scheduler,"
        " Path(directory, 'kept'), Path(directory, 'evidence')))"
    )
    named = [str(one) for one in lessons]
    arguments = json.dumps([named, seeds, dataclasses.asdict(NOW), scheduler, str(directory)])
    return subprocess.Popen(
        [sys.executable, "-c", script, arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment(),
    )
