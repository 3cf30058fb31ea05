"""The commands of `python3 -m course`: one short function each, which imports what it needs itself.

Nothing newer than Python 3.8 until the course's environment is entered: any such Python must be able to look for one
that suits.
"""

from __future__ import annotations

import argparse
import os

from course import catalogue, settings
from course.replicate import LONG_SEEDS
from course.settings import ROOT
from course.setup import bootstrap

ADDRESS = "tcp://HOST:PORT"
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
    from course import lifeline

    sources = options.data or [None]
    units = [*_spread(settings.processes()), "tests"]
    if options.lessons:  # a test of each lesson has its name in its own; those of one lesson: see conftest.py
        units += ["-k", " or ".join(f"{lesson.stem} or lesson_{lesson.stem[:2]}" for lesson in lessons)]
    failed = lifeline.run("pytest", units, ROOT, settings.environment(data=sources[0]))
    notebooks = _spread(min(settings.processes(), len(lessons)))
    notebooks += [f"notebooks/{lesson.stem}.ipynb" for lesson in lessons]
    notebooks += ["--nbval-lax", f"--nbval-cell-timeout={settings.CELL_SECONDS}"]
    for data in sources:
        env = settings.environment(data=data, seed=1, threads=1, strict=True)
        failed = lifeline.run("pytest", notebooks, ROOT, env) or failed
    return failed


def _spread(processes: int) -> list[str]:
    """Return the options that have pytest spread its tests over so many processes."""
    return ["-n", str(processes), "--dist", "loadfile"] if processes > 1 else []


def run(options: argparse.Namespace) -> int:
    """execute lessons, print a line each, write each as one HTML file to build/"""
    lessons = catalogue.find(options.lessons)
    bootstrap.enter()
    from course import lifeline
    from course.publish import execute

    with lifeline.owning():
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
    measured = [lesson for lesson in catalogue.measured() if lesson in lessons]
    for lesson in lessons:
        if lesson not in measured:
            print(f"{lesson.stem} is the same in every run: there is nothing to measure.")
    if not measured:
        return 0
    from course import lifeline
    from course.replicate import command

    with lifeline.owning():
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
    made["replicate"].add_argument(
        "--scheduler", type=_address, metavar=ADDRESS, help="a running Dask cluster"
    )
    return top


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} should be a whole number, 1 or more")
    return int(text)


def _address(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError(
            f"{text!r} should be the address of a Dask scheduler, such as {ADDRESS}"
        )
    return text


def main() -> int:
    """Run the command in sys.argv and return its exit code; endings.py says what may be raised instead."""
    options, passed = parser().parse_known_args()
    if passed and not (options.command == "lab" and passed[0].startswith("-")):
        parser().error(f"unrecognized arguments: {' '.join(passed)}")
    options.passed = passed
    if options.command is None:
        print(parser().format_help(), end="")  # print_help() is silent if that fails
        return 0
    settings.check()
    if os.environ.get("COURSE_MNIST"):  # given from here; kernels and workers start elsewhere
        os.environ["COURSE_MNIST"] = os.path.abspath(os.environ["COURSE_MNIST"])
    return options.function(options)
