"""Makes .venv from requirements.lock where that is needed, and re-runs the command inside it.

Standard library only, and nothing newer than Python 3.8: any Python must be able to say which one is needed.

An environment is trusted only with a stamp, which is written last: a set-up that was interrupted anywhere
leaves none, and the next one starts clean. What tests and clusters need besides (requirements-dev.lock, "dev")
is added to it when a command first asks for it, and has a stamp of its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NoReturn

from course.settings import ROOT
from course.setup.packages import DEV_LOCK, LOCK, satisfied
from course.setup.pythons import WINDOWS, choose_python, probe

VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "course-stamp"
DEV_STAMP = VENV / "course-stamp-dev"
NEEDED_DISK = 2.5e9  # bytes: 2 GB of environment, and the downloads while they are unpacked
# pip's resolver has nothing to do (--no-deps): the locks are whole. Nor does pip compile what it installs:
# FIRST_START does that to the part that is used, in less time and with less disk.
PIP_INSTALL = ["-I", "-m", "pip", "--disable-pip-version-check", "install", "--no-deps", "--no-compile"]
PIP_INSTALL += ["--require-hashes", "--only-binary", ":all:"]

# The course's packages are found wherever a notebook is opened: .venv's Python reads this line when it starts.
# It is code in plain ASCII because how a path would be decoded differs from one Python to the next.
# Then everything that lessons wait for is imported once, which compiles it, and shows that it works here.
FIRST_START = """
import pathlib, sys, sysconfig
add_root = f"import sys; sys.path.append({sys.argv[1]!a})"
pathlib.Path(sysconfig.get_path("purelib"), "digits-on-trial.pth").write_text(add_root + "\\n", encoding="ascii")
exec(add_root)
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


def enter(dev: bool = False) -> None:
    """Return if this process runs in an environment that has what the course needs (dev: tests and clusters
    too); else make one and re-run the command in it. Exits with one sentence where that can't be done."""
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    if inside and stamped(sys.version_info[:2], dev):
        return
    if not inside and satisfied():
        if dev and not satisfied(dev):
            raise SystemExit(
                "The environment you are in lacks what tests and clusters need besides: run `python -m pip "
                f"install --no-deps -r {DEV_LOCK.name}` in it, then this again."
            )
        return
    if inside or not ready(dev):
        set_up(dev)
    rerun([str(PYTHON), "-m", "course", *sys.argv[1:]])


def ready(dev: bool = False) -> bool:
    """Return whether .venv was made to the end, from the locks that are here now, and its Python still runs."""
    if not STAMP.is_file():
        return False
    about = probe([str(PYTHON)])
    return about is not None and stamped(about["version"], dev)


def stamped(version: Sequence[int], dev: bool = False) -> bool:
    """Return whether .venv bears the stamps of the locks that are here now, for Python `version` (major, minor)."""
    try:
        return all(
            stamp.read_text(encoding="utf-8") == digest(version, lock)
            for stamp, lock in ((STAMP, LOCK), (DEV_STAMP, DEV_LOCK))[: 1 + dev]
        )
    except (OSError, UnicodeDecodeError):
        return False


def digest(version: Sequence[int], lock: Path) -> str:
    """Return the SHA-256 (hex) of all that a lock's packages depend on; the clone's place too, since an
    environment can't be moved."""
    total = hashlib.sha256()
    for part in (lock.read_bytes(), bytes(version[:2]), os.fsencode(str(ROOT))):
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def set_up(dev: bool = False) -> None:
    """Make .venv complete, or wait while another process does. Exits with one sentence if that fails."""
    try:
        with sole_set_up() as lock_file:
            if not ready():
                create_venv(choose_python(), lock_file)
            if dev and not ready(dev):
                add_dev(lock_file)
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


def try_to_lock(file: IO[str]) -> bool:
    """Lock an open file without waiting; return False if another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some network drives have no locks at all; waiting for them would last for ever.
        return not (WINDOWS or isinstance(error, BlockingIOError))
    return True


def create_venv(python: str, lock_file: int) -> None:
    """Make .venv for learners with the given Python. Whatever goes wrong, nothing of it stays behind."""
    if VENV.exists():
        say("Removing .venv, which is unfinished or out of date.")
        with contextlib.suppress(FileNotFoundError):
            STAMP.unlink()  # first, so that a half-removed environment can't be trusted either
        shutil.rmtree(VENV)
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_DISK:
        raise SystemExit(
            f"Set-up needs {NEEDED_DISK / 1e9:.1f} GB of disk space, and {ROOT} has {free / 1e9:.1f} GB."
        )
    say("Setting up the course in .venv, once: about 450 MB are downloaded, and 2 GB of disk used.")
    try:
        run_step([python, "-I", "-m", "venv", str(VENV)], lock_file, NOT_INSTALLED.format(lock=LOCK.name))
        install(LOCK, lock_file)
        run_step([str(PYTHON), "-I", "-c", FIRST_START, str(ROOT)], lock_file, NOT_STARTING)
        write_stamp(STAMP, LOCK)
    except BaseException:
        clear()
        raise
    say("Set-up is done.")


def add_dev(lock_file: int) -> None:
    """Add to .venv what tests and clusters need. The lock of these has no package that a learner's has, so an
    interrupted addition does no harm to lessons; the next one replaces whatever it left (--force-reinstall)."""
    say("Adding to .venv what tests and clusters need: about 30 MB are downloaded, and 100 MB of disk used.")
    install(DEV_LOCK, lock_file, "--force-reinstall")
    write_stamp(DEV_STAMP, DEV_LOCK)


def install(lock: Path, lock_file: int, *options: str) -> None:
    """Let pip install what `lock` pins."""
    command = [str(PYTHON), *PIP_INSTALL, *options, "-r", str(lock)]
    run_step(command, lock_file, NOT_INSTALLED.format(lock=lock.name))


def write_stamp(stamp: Path, lock: Path) -> None:
    """Mark .venv as having what `lock` says: all at once, by a change of name."""
    about = probe([str(PYTHON)])
    if about is None:
        raise SystemExit(f"Set-up made {PYTHON}, but that doesn't start.")
    unfinished = stamp.with_suffix(".new")
    unfinished.write_text(digest(about["version"], lock), encoding="utf-8")
    os.replace(unfinished, stamp)


def clear() -> None:
    """Remove an unfinished .venv. More than once, since what Ctrl-C has stopped (venv and pip start processes
    of their own, which this one can't wait for) may still be writing its last files there."""
    for _ in range(25):
        shutil.rmtree(VENV, ignore_errors=True)
        time.sleep(0.2)
        if not VENV.exists():
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


def say(sentence: str) -> None:
    """Tell the user, apart from what the command itself prints."""
    print(sentence, file=sys.stderr, flush=True)
