"""`python3 -m course …`: one short function per command, which imports what it needs itself."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from course import catalogue, settings
from course.replicate import LONG_SEEDS
from course.settings import ROOT
from course.setup import bootstrap

DATA_HELP = "MNIST, the built-in handwriting, or MNIST if it can be had"


def lab(options: argparse.Namespace) -> int:
    """set up if needed, then open JupyterLab on your copies of the lessons, in my/lessons/"""
    bootstrap.enter()
    from course import desk

    os.chdir(ROOT)
    os.environ.update(settings.environment(data=options.data))
    desk.open_lab(options.passed)
    return 0


def test(options: argparse.Namespace) -> int:
    """set up if needed, then run every test (with LESSON: those lessons' only)"""
    lessons = catalogue.find(options.lessons)
    bootstrap.enter(dev=True)
    sources = options.data or [None]
    units = [*_pytest(settings.processes()), "tests"]
    if options.lessons:  # a test of each lesson has its name in its own; those of one lesson: see conftest.py
        units += ["-k", " or ".join(f"{lesson.stem} or lesson_{lesson.stem[:2]}" for lesson in lessons)]
    failed = subprocess.run(units, cwd=ROOT, env=settings.environment(data=sources[0])).returncode
    notebooks = _pytest(min(settings.processes(), len(lessons)))
    notebooks += [f"notebooks/{lesson.stem}.ipynb" for lesson in lessons]
    notebooks += ["--nbval-lax", f"--nbval-cell-timeout={settings.CELL_SECONDS}"]
    for data in sources:
        env = settings.environment(data=data, seed=1, threads=1, strict=True)
        failed = subprocess.run(notebooks, cwd=ROOT, env=env).returncode or failed
    return failed


def _pytest(processes: int) -> list[str]:
    """Return the command that tests with so many processes."""
    spread = ["-n", str(processes), "--dist", "loadfile"] if processes > 1 else []
    return [sys.executable, "-m", "pytest", *spread]


def run(options: argparse.Namespace) -> int:
    """execute lessons, print a line each, write each as one HTML file to build/"""
    lessons = catalogue.find(options.lessons)
    bootstrap.enter()
    from course.publish import execute

    return execute.run(lessons, options.data)


def build(options: argparse.Namespace) -> int:
    """write notebooks/ anew, build/instructor/ (solutions and notes), the README's table and the board"""
    lessons = catalogue.find(options.lessons)
    bootstrap.enter()
    from course.publish import board, editions

    return editions.build(lessons, options.check) | board.build(options.check)


def replicate(options: argparse.Namespace) -> int:
    """run lessons over seeds and rewrite course/evidence/"""
    lessons = catalogue.find(options.lessons)
    bootstrap.enter(dev=options.scheduler is not None)  # Dask is no learner's
    from course.replicate import command

    measured = [lesson for lesson in catalogue.measured() if lesson in lessons]
    for lesson in lessons:
        if lesson not in measured:
            print(f"{lesson.stem} is the same in every run: there is nothing to measure.")
    if not measured:
        return 0
    return command.replicate(measured, options.seeds, options.data or "auto", options.scheduler)


def doctor(options: argparse.Namespace) -> int:
    """say what is in order and what to do, a line per check"""
    from course.setup import doctor

    return doctor.main()


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="python3 -m course", description="Digits on Trial: the course's commands."
    )
    commands = top.add_subparsers(metavar="COMMAND", dest="command")
    made = {}
    for function in (lab, test, run, build, replicate, doctor):
        name = function.__name__
        made[name] = commands.add_parser(name, help=function.__doc__, description=function.__doc__)
        made[name].set_defaults(function=function)
    for name in ("test", "run", "build", "replicate"):
        made[name].add_argument(
            "lessons", nargs="*", metavar="LESSON", help="7, 07 or its whole name (default: all)"
        )
    for name in ("lab", "run", "replicate"):
        made[name].add_argument("--data", choices=settings.DATA, help=f"{DATA_HELP} (auto, the default)")
    made["test"].add_argument(
        "--data", choices=settings.DATA, action="append", help=f"{DATA_HELP}; twice: notebooks run on both"
    )
    passed_on = "Other options go to JupyterLab: --no-browser, for instance, or --ServerApp.port=9999."
    made["lab"].epilog = passed_on
    made["build"].add_argument("--check", action="store_true", help="only say whether they are in step")
    made["replicate"].add_argument(
        "--seeds",
        type=_positive,
        default=20,
        help=f"how many (default: 20); the first {LONG_SEEDS} include a lesson's long arms, and a run that is kept "
        "without them is done again",
    )
    made["replicate"].add_argument("--scheduler", metavar="tcp://HOST:PORT", help="a running Dask cluster")
    return top


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} should be a whole number, 1 or more")
    return int(text)


def main() -> int:
    """Run the command in sys.argv and return its exit code. What a user got wrong ends in one sentence."""
    options, passed = parser().parse_known_args()
    if passed and not (options.command == "lab" and passed[0].startswith("-")):
        parser().error(f"unrecognized arguments: {' '.join(passed)}")
    options.passed = passed
    if options.command is None:
        parser().print_help()
        return 0
    if os.environ.get("COURSE_MNIST"):  # given from here; kernels and workers start elsewhere
        os.environ["COURSE_MNIST"] = os.path.abspath(os.environ["COURSE_MNIST"])
    try:
        return options.function(options)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    except (ValueError, OSError) as error:  # about data, evidence and lessons, a sentence each; a full disk
        if sys.flags.dev_mode:  # python3 -X dev -m course …: with the traceback
            raise
        print(f"Error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
