"""Makes .venv from requirements.lock where that is needed, and re-runs the command inside it.

Standard library only, and nothing newer than Python 3.8: any Python must be able to say which one is needed.

How a new environment takes the place of the last: see course/setup/environment.py. What tests and clusters need
besides (requirements-dev.lock, "dev") is added to it when a command first asks for it, and has a stamp of its own.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from course.endings import say
from course.settings import ROOT
from course.setup import environment
from course.setup.environment import NEXT, STAMPS, VENV, python_of
from course.setup.packages import DEV_LOCK, LOCK, satisfied
from course.setup.pythons import WINDOWS, choose_python
from utils.locks import try_to_lock

NEEDED_DISK = 2.5e9  # bytes: 2 GB of environment, and the downloads while they are unpacked
ENTERED = "course-entered"  # python -X …: the command was re-run in an environment that is as good as it gets
# pip's resolver has nothing to do (--no-deps): the locks are whole. Nor does pip compile what it installs:
# FIRST_START does that to the part that is used, in less time and with less disk.
PIP_INSTALL = ["-I", "-m", "pip", "--disable-pip-version-check", "install", "--no-deps", "--no-compile"]
PIP_INSTALL += ["--require-hashes", "--only-binary", ":all:"]

# The course's packages are found wherever a notebook is opened: .venv's Python reads this line when it starts.
# It says where the clone is as seen from there, so that the clone may be moved.
ADD_ROOT = """
import os, pathlib, sys, sysconfig
here = pathlib.Path(sysconfig.get_path("purelib"))
(here / "digits-on-trial.pth").write_text(os.path.relpath(sys.argv[1], here) + "\\n", encoding="ascii")
"""
# Everything that lessons wait for is imported once, which compiles it, and shows that it works here.
FIRST_START = """
import sys
sys.path.append(sys.argv[1])
import ipykernel.kernelapp, ipywidgets, jupyterlab.labapp, matplotlib.pyplot, skimage.measure, sklearn.linear_model
from utils.quiet import keras
"""

NOT_INSTALLED = (
    "Set-up failed for the reason above. If it was the network, run the same command again; what was "
    "downloaded is kept. Without any network: run `pip download -r {lock} -d wheels` on a connected "
    "computer of the same kind; here, set PIP_NO_INDEX=1 and PIP_FIND_LINKS to that folder."
)
NOT_STARTING = (
    "Set-up failed: the packages are installed, but don't start, for the reason above. TensorFlow needs a "
    "processor with AVX, and on Windows the Microsoft Visual C++ Redistributable."
)
NOT_OURS = (
    "{where} lacks what tests and clusters need besides: run `python -m pip install --no-deps "
    f"-r {DEV_LOCK.name}` in it, then this again."
)


def enter(dev: bool = False) -> None:
    """Return if this process runs in an environment that has what the course needs (dev: tests and clusters
    too); else see that there is one and re-run the command in it. Exits with one sentence where that can't be
    done."""
    if ENTERED in sys._xoptions:
        return
    inside = os.path.realpath(sys.prefix) == os.path.realpath(VENV)
    own = not (inside and environment.has_stamps(VENV))  # conda's, or another that no set-up made
    if own and satisfied():
        if dev and not satisfied(dev):
            raise SystemExit(NOT_OURS.format(where="The environment you are in"))
        return
    if environment.leftovers() or not environment.ready(VENV, dev):
        set_up_or_go_on(dev)
    elif inside:
        return
    rerun([str(python_of(VENV)), "-X", ENTERED, "-m", "course", *sys.argv[1:]])


def set_up_or_go_on(dev: bool) -> None:
    """Make .venv complete. If that fails and the .venv that is there will do, say so; else exit with one
    sentence."""
    try:
        set_up(dev)
    except SystemExit as reason:
        interrupted = isinstance(reason.code, int)
        if interrupted or not environment.venv_is("satisfied", dev):
            raise
        if not environment.in_order(dev):
            say(f"{reason} Meanwhile the older .venv is used: it has what pyproject.toml asks for.")


def set_up(dev: bool = False) -> None:
    """Make .venv complete, or wait while another process does. Exits with one sentence if that fails; .venv is
    then what it was."""
    try:
        with sole_set_up() as lock_file:
            if environment.leftovers():
                say("Clearing up after a set-up that didn't come to its end.")
                environment.tidy()
            if not environment.in_order():
                replace_venv(lock_file)
            if dev and not environment.in_order(dev):
                add_dev(lock_file)
            if environment.has_stamps(VENV, dev) and not environment.ready(VENV, dev):
                settle(VENV, lock_file, list(STAMPS)[: 1 + dev])
    except KeyboardInterrupt:
        say("Set-up was interrupted; the same command starts it again, with what was downloaded so far.")
        sys.exit(130)
    except OSError as error:
        raise SystemExit(
            f"Set-up can't write in {ROOT} ({error}): make room, allow writing, or close what uses .venv."
        ) from None


@contextlib.contextmanager
def sole_set_up() -> Iterator[int]:
    """Hold .venv.lock, waiting for it if need be; give its file descriptor. The operating system lets go of
    it when the process ends, however it ends."""
    with open(ROOT / ".venv.lock", "a") as file:
        announced = False
        while not try_to_lock(file):
            if not announced:
                say("Another set-up is at work in this folder; waiting for it to end.")
                announced = True
            time.sleep(0.5)
        yield file.fileno()


def replace_venv(lock_file: int) -> None:
    """Put a new environment in the place of .venv, which isn't in order."""
    obstacle = environment.in_the_way()
    if obstacle:
        raise SystemExit(obstacle)
    if not environment.ready(NEXT):  # else it was complete when the last set-up was killed
        create(choose_python(), lock_file)
    environment.take_place()
    say("Set-up is done.")


def create(python: str, lock_file: int) -> None:
    """Make NEXT for learners with the given Python. Whatever goes wrong, nothing of it stays behind."""
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_DISK:
        raise SystemExit(
            f"Set-up needs {NEEDED_DISK / 1e9:.1f} GB of disk space, and {ROOT} has {free / 1e9:.1f} GB."
        )
    say("Setting up the course in .venv, once: about 450 MB are downloaded, and 2 GB of disk used.")
    making = [python, "-I", "-m", "venv", "--prompt", VENV.name, str(NEXT)]
    try:
        run_step(making, lock_file, NOT_INSTALLED.format(lock=LOCK.name))
        install(NEXT, LOCK, lock_file)
        run_step([str(python_of(NEXT)), "-I", "-c", FIRST_START, str(ROOT)], lock_file, NOT_STARTING)
        environment.say_later_name(NEXT)
        settle(NEXT, lock_file, list(STAMPS)[:1])
    except BaseException:
        clear()
        raise


def settle(folder: Path, lock_file: int, stamps: list[str]) -> None:
    """Have an environment that is as the locks say find the course, and bear the stamps."""
    add_root = [str(python_of(folder)), "-I", "-c", ADD_ROOT, str(ROOT)]
    run_step(add_root, lock_file, f"Set-up failed: {folder} can't be written to, for the reason above.")
    for name in stamps:
        environment.write_stamp(folder, name)


def add_dev(lock_file: int) -> None:
    """Add to .venv what tests and clusters need. The lock of these has no package that a learner's has, so an
    interrupted addition does no harm to lessons; the next one replaces whatever it left (--force-reinstall)."""
    if not environment.has_stamps(VENV):
        raise SystemExit(NOT_OURS.format(where=VENV))
    say("Adding to .venv what tests and clusters need: about 30 MB are downloaded, and 100 MB of disk used.")
    with contextlib.suppress(FileNotFoundError):
        (VENV / list(STAMPS)[1]).unlink()  # until all of it is there
    install(VENV, DEV_LOCK, lock_file, "--force-reinstall")
    environment.write_stamp(VENV, list(STAMPS)[1])


def install(folder: Path, lock: Path, lock_file: int, *options: str) -> None:
    """Let pip install what `lock` pins."""
    command = [str(python_of(folder)), *PIP_INSTALL, *options, "-r", str(lock)]
    run_step(command, lock_file, NOT_INSTALLED.format(lock=lock.name))


def clear() -> None:
    """Remove an unfinished NEXT. More than once, since what Ctrl-C has stopped (venv and pip start processes
    of their own, which this one can't wait for) may still be writing its last files there."""
    for _ in range(25):
        shutil.rmtree(NEXT, ignore_errors=True)
        time.sleep(0.2)
        if not NEXT.exists():
            return


def run_step(command: list[str], lock_file: int, on_failure: str) -> None:
    """Run one step of the set-up, its output shown. Exits with the sentence `on_failure` if it fails.

    The step's process keeps the lock too: should this one be killed, the next set-up waits for its orphan to
    end.
    """
    environment = dict(os.environ, PIP_USER="0")  # a user's own pip.conf may say --user, which .venv can't
    kept_open = () if WINDOWS else (lock_file,)
    with subprocess.Popen(command, env=environment, pass_fds=kept_open) as process:
        try:
            failed = process.wait()
        except BaseException:  # Ctrl-C reaches the step too; it is given time to stop its own children
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            raise
        finally:
            process.kill()  # which does nothing to a process that has ended
    if failed:
        raise SystemExit(on_failure)


def rerun(command: list[str]) -> NoReturn:
    """Go on as `command`; never returns."""
    if WINDOWS:  # where exec would return to the prompt before the command has ended
        with contextlib.suppress(KeyboardInterrupt):
            sys.exit(subprocess.run(command).returncode)
        sys.exit(130)
    sys.stdout.flush()
    os.execv(command[0], command)
