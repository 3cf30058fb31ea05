"""`python3 -m course …`: one short function per command, which imports what it needs itself."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from course import catalogue, settings
from course.settings import ROOT
from course.setup import bootstrap

JUPYTER = ROOT / "course" / "jupyter"


def lab(options) -> int:
    """set up if needed, then open JupyterLab on the first lesson"""
    bootstrap.enter()
    os.chdir(ROOT)
    os.environ.update(settings.environment(data=options.data))
    # JupyterLab's defaults, changed in course/jupyter: a beginner's first sight is no question about news.
    inherited = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [str(JUPYTER), inherited]))
    from jupyterlab.labapp import LabApp

    arguments = [
        f"--ServerApp.root_dir={ROOT}",
        "--ServerApp.allow_root=True",  # whoever starts it in a container often has no other user
        f"--LabApp.default_url=/lab/tree/notebooks/{catalogue.lessons()[0].stem}.ipynb",
        # No calls to the internet for news, new versions or extensions.
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    LabApp.launch_instance(arguments + (["--no-browser"] if options.no_browser else []))
    return 0


def test(options) -> int:
    """set up if needed, then run every test (with LESSON: those lessons' only)"""
    lessons = catalogue.find(options.lessons)
    bootstrap.enter()
    command = [sys.executable, "-m", "pytest", "tests"]
    command += [f"notebooks/{lesson.stem}.ipynb" for lesson in lessons]
    command += ["--nbval-lax", f"--nbval-cell-timeout={settings.CELL_SECONDS}"]
    command += ["-n", str(settings.cores()), "--dist", "loadfile"]
    if options.lessons:
        command += ["-k", " or ".join(lesson.stem for lesson in lessons)]
    env = settings.environment(data=options.data, seed=1, threads=1, strict=True)
    return subprocess.run(command, cwd=ROOT, env=env).returncode


def run(options) -> int:
    """execute lessons, print a line each, write each as one HTML file to build/"""
    lessons = catalogue.find(options.lessons)
    bootstrap.enter()
    from course.publish import execute

    return execute.run(lessons, options.data)


def build(options) -> int:
    """regenerate notebooks/, the README's table and the board"""
    lessons = catalogue.find(options.lessons)
    bootstrap.enter()
    from course.publish import board, editions

    return editions.build(lessons, options.check) | board.build(options.check)


def replicate(options) -> int:
    """run lessons over seeds and rewrite course/evidence/"""
    lessons = catalogue.find(options.lessons)
    bootstrap.enter()
    from course import replicate

    measured = [lesson for lesson in catalogue.measured() if lesson in lessons]
    for lesson in lessons:
        if lesson not in measured:
            print(f"{lesson.stem} is the same in every run: there is nothing to measure.")
    return replicate.replicate(measured, options.seeds, options.data, options.scheduler)


def doctor(options) -> int:
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
    for name in ("lab", "test", "run", "replicate"):
        made[name].add_argument(
            "--data",
            choices=settings.DATA,
            help="MNIST, the built-in handwriting, or MNIST if it can be had (auto, the default)",
        )
    made["lab"].add_argument("--no-browser", action="store_true", help="only print the address to open")
    made["build"].add_argument("--check", action="store_true", help="only say whether they are in step")
    made["replicate"].add_argument("--seeds", type=_positive, default=20, help="how many (default: 20)")
    made["replicate"].add_argument("--scheduler", metavar="tcp://HOST:PORT", help="a running Dask cluster")
    return top


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} should be a whole number, 1 or more")
    return int(text)


def main() -> int:
    """Runs the command in sys.argv and returns its exit code. What a user got wrong ends in one sentence."""
    options = parser().parse_args()
    if options.command is None:
        parser().print_help()
        return 0
    if os.environ.get("COURSE_MNIST"):  # given from here; kernels and workers start elsewhere
        os.environ["COURSE_MNIST"] = os.path.abspath(os.environ["COURSE_MNIST"])
    if getattr(options, "data", "") is None:
        options.data = os.environ.get("COURSE_DATA") or "auto"
        if options.data not in settings.DATA:
            parser().error(f"COURSE_DATA is {options.data!r}; set it to one of {', '.join(settings.DATA)}")
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
