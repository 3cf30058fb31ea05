"""Executes lessons as a learner finds them, prints a line for each, and leaves a handout of each in build/."""

import os
import sys
import time
from pathlib import Path

from course import catalogue, judgement, settings
from course.publish import editions, handout, kernel
from course.publish.kernel import LessonFailed
from utils.files import write_if_changed
from utils.trial import evidence


def run(lessons: list[Path], data: str | None) -> int:
    """Execute `lessons` in turn on `data` ("auto", "mnist", "builtin"; None: as COURSE_DATA says).

    Each lesson is the student's edition in a fresh kernel, strict, with COURSE_SEED or else seed 1. Prints a
    line each, writes build/NN_name.html and build/index.html, and returns the exit code: 1 if a lesson failed;
    the others still run.
    """
    width = max((len(path.stem) for path in lessons), default=0)
    failed = 0
    for path in lessons:
        _say_running(path.stem)
        try:
            line = _run_one(path, data)
        except (ValueError, LessonFailed) as error:
            line = "FAILED " + str(error).removeprefix(f"{path.stem}: ")
            failed += 1
        print(f"{path.stem:{width}}  {line}", flush=True)
    write_if_changed(settings.ROOT / "build" / handout.CONTENTS, handout.contents())
    print(f"Contents: build/{handout.CONTENTS}")
    return 1 if failed else 0


def _say_running(name: str) -> None:
    if sys.stdout.isatty():
        print(f"{name}  is running …", end="\r", flush=True)


def _run_one(path: Path, data: str | None) -> str:
    page = settings.ROOT / "build" / f"{path.stem}.html"
    page.unlink(missing_ok=True)  # the page of an earlier run must not pass for this one's
    notebook = editions.student(path)
    environment = settings.environment(data=data, seed=os.environ.get("COURSE_SEED") or 1, strict=True)
    started = time.perf_counter()
    peak = kernel.run(notebook, environment, settings.ROOT / "notebooks")
    seconds = time.perf_counter() - started
    write_if_changed(page, handout.page(notebook, path))
    shown = page.relative_to(settings.ROOT).as_posix()
    return f"{seconds:5.1f} s  {peak / 1e6:5.0f} MB  {_findings(path)}  {shown}"


def _findings(path: Path) -> str:
    """Return how many of the lesson's declared findings its recorded runs bear out, on both collections."""
    if not judgement.read(path).questions:
        return "no findings"
    held = [
        declared.on(data) == effect.finding
        for data in ("mnist", "builtin")
        if evidence.load(catalogue.evidence_file(path.stem, data))
        for declared, effect in judgement.judged(path, data)
    ]
    return f"findings {sum(held)}/{len(held)}" if held else "no recorded runs"
