"""Makes .venv from requirements.lock where that is needed, and re-runs the command inside it.

Standard library only, and nothing newer than Python 3.8: any Python must be able to say which one is needed.

An environment is trusted only with a stamp, which is written last: a set-up that was interrupted anywhere
leaves none, and the next one starts clean.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from course.settings import ROOT

WINDOWS = sys.platform == "win32"
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
PYPROJECT = ROOT / "pyproject.toml"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "course-stamp"
NEEDED_DISK = 3e9  # bytes: 2.2 GB of environment, and the downloads while they are unpacked
# What TensorFlow 2.21 has builds for.
MACHINES = {"linux": ("x86_64", "aarch64"), "darwin": ("arm64",), "win32": ("win-amd64",)}

# What a Python says about itself; a command that doesn't work says nothing.
PROBE = """
import importlib.util, json, platform, sys, sysconfig
print(json.dumps({
    "executable": getattr(sys, "_base_executable", None) or sys.executable,
    "version": list(sys.version_info[:2]),
    "usual": sys.implementation.name == "cpython" and sys.maxsize > 2**32
        and not sysconfig.get_config_var("Py_GIL_DISABLED"),
    # On Windows what counts is the Python: its 64-bit build also runs on ARM.
    "machine": sysconfig.get_platform() if sys.platform == "win32" else platform.machine(),
    "venv": bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")),
}))
"""


def enter() -> None:
    """Return if this process runs in an environment that has what the course needs; else make one and re-run
    the command in it. Exits with one sentence where that can't be done."""
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    if inside and stamped(sys.version_info[:2]):
        return
    if not inside and satisfied():
        return
    if inside or not ready():
        set_up()
    rerun([str(PYTHON), "-m", "course", *sys.argv[1:]])


def ready() -> bool:
    """Whether .venv was made to the end, from the files that are here now, and its Python still runs."""
    if not STAMP.is_file():
        return False
    about = probe([str(PYTHON)])
    return about is not None and stamped(about["version"])


def stamped(version) -> bool:
    """Whether .venv bears the stamp of the files that are here now, for Python `version` (major, minor)."""
    try:
        return STAMP.read_text(encoding="utf-8") == digest(version)
    except (OSError, UnicodeDecodeError):
        return False


def digest(version) -> str:
    """SHA-256 (hex) of all that an environment depends on; the clone's place too, since it can't be moved."""
    total = hashlib.sha256()
    for part in (LOCK.read_bytes(), PYPROJECT.read_bytes(), bytes(version), os.fsencode(str(ROOT))):
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def requirements() -> list[str]:
    """The direct dependencies in pyproject.toml. Needs Python 3.11."""
    import tomllib

    return tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]


def satisfied() -> bool:
    """Whether the environment that this process runs in (conda's, say) has every pinned dependency."""
    low, high = python_range()
    if not low <= sys.version_info[:2] < high:
        return False
    try:
        from packaging.requirements import Requirement
    except ImportError:
        return False
    return all(is_installed(Requirement(line)) for line in requirements())


def is_installed(requirement) -> bool:
    """Whether what a packaging Requirement asks for is here, or isn't asked for on this machine."""
    from importlib.metadata import PackageNotFoundError, version

    if requirement.marker and not requirement.marker.evaluate():
        return True
    try:
        return requirement.specifier.contains(version(requirement.name), prereleases=True)
    except PackageNotFoundError:
        return False


def python_range() -> tuple:
    """The first Python that will do and the first that won't, as (major, minor), from pyproject.toml."""
    text = PYPROJECT.read_text(encoding="utf-8")
    low, high = re.search(r'^requires-python = ">=3\.(\d+),<3\.(\d+)"', text, re.MULTILINE).groups()
    return (3, int(low)), (3, int(high))


def probe(command: list[str]):
    """What the Python that `command` starts says about itself, as a dict; None if it doesn't run."""
    try:
        # By standard input, since the batch files of some version managers take no lines as arguments.
        done = subprocess.run([*command, "-I", "-"], input=PROBE.encode(), capture_output=True, timeout=30)
        return json.loads(done.stdout.decode("utf-8"))
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def candidates() -> list[list[str]]:
    """Commands that may start a suitable Python: this one, then those on the PATH, newest first."""
    low, high = python_range()
    minors = range(high[1] - 1, low[1] - 1, -1)
    names = [f"python3.{minor}" for minor in minors] + ["python3", "python"]
    folders = [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    # Every folder, not just the first hit: a version manager's shim may stand before a Python that works.
    found = [shutil.which(name, path=folder) for name in names for folder in folders]
    launcher = [["py", f"-3.{minor}"] for minor in minors] if WINDOWS else []
    return [[sys.executable], *launcher, *([path] for path in found if path)]


def choose_python() -> str:
    """The path of a Python that can make the environment. Exits with one sentence if there is none."""
    low, high = python_range()
    without_venv = None
    for command in candidates():
        about = probe(command)
        if not (about and about["usual"] and low <= tuple(about["version"]) < high):
            continue
        if about["machine"] not in MACHINES.get(sys.platform, ()):
            continue
        if about["venv"]:
            return about["executable"]
        without_venv = without_venv or about
    if without_venv:
        name = "python3.{1}".format(*without_venv["version"])
        raise SystemExit(
            f"{name} is here, but without its venv module: install that (on Debian and Ubuntu: "
            f"apt install {name}-venv) and run this again."
        )
    machines = " or ".join(MACHINES.get(sys.platform, ("none",)))
    raise SystemExit(
        f"The course needs Python 3.{low[1]} to 3.{high[1] - 1} (64 bits, {machines}), and the PATH has "
        f"none: install Python 3.{high[1] - 1} from https://www.python.org/downloads/ and run this again."
    )


def set_up() -> None:
    """Make .venv, or wait while another process does. Exits with one sentence if that fails."""
    try:
        with only_one() as descriptor:
            if not ready():
                make(choose_python(), descriptor)
    except KeyboardInterrupt:
        say("Set-up was interrupted; the same command starts it again, with what was downloaded so far.")
        sys.exit(130)
    except OSError as error:
        raise SystemExit(
            f"Set-up can't write in {ROOT} ({error}): make room, allow writing, or close what uses .venv."
        ) from None


@contextlib.contextmanager
def only_one():
    """Hold .venv.lock, waiting for it if need be; gives its descriptor. The operating system lets go of it
    when the process ends, however it ends."""
    with open(ROOT / ".venv.lock", "a") as file:
        told = False
        while not grab(file):
            if not told:
                say("Another set-up is at work in this folder; waiting for it to end.")
                told = True
            time.sleep(0.5)
        yield file.fileno()


def grab(file) -> bool:
    """Lock an open file without waiting; False if another process has it."""
    try:
        if WINDOWS:
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


def make(python: str, descriptor: int) -> None:
    """Make .venv with the given Python. Whatever goes wrong, nothing of it stays behind."""
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
    say("Setting up the course in .venv, once: about 500 MB are downloaded, and 2.2 GB of disk used.")
    pip = [str(PYTHON), "-I", "-m", "pip", "--disable-pip-version-check", "install", "--no-deps"]
    try:
        child([python, "-I", "-m", "venv", str(VENV)], descriptor)
        child([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)], descriptor)
        child([*pip, "--quiet", "--no-build-isolation", "-e", str(ROOT)], descriptor)
        unfinished = STAMP.with_name("course-stamp.new")
        unfinished.write_text(digest(probe([str(PYTHON)])["version"]), encoding="utf-8")
        os.replace(unfinished, STAMP)
    except BaseException:
        clear()
        raise
    say("Set-up is done.")


def clear() -> None:
    """Remove an unfinished .venv. More than once, since what Ctrl-C has stopped (venv and pip start processes
    of their own, which this one can't wait for) may still be writing its last files there."""
    for _ in range(25):
        shutil.rmtree(VENV, ignore_errors=True)
        time.sleep(0.2)
        if not VENV.exists():
            return


def child(command: list[str], descriptor: int) -> None:
    """Run one step of the set-up, its output shown. Exits with one sentence if it fails.

    The child keeps the lock too: should this process be killed, the next set-up waits for its orphan to end.
    """
    environment = dict(os.environ, PIP_USER="0")  # a user's own pip.conf may say --user, which .venv can't
    passed = {} if WINDOWS else {"pass_fds": (descriptor,)}
    with subprocess.Popen(command, env=environment, **passed) as process:
        try:
            failed = process.wait()
        except BaseException:  # Ctrl-C reaches the child too; it is given time to stop its own children
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            raise
        finally:
            process.kill()  # which does nothing to a child that has ended
    if failed:
        raise SystemExit(
            "Set-up failed for the reason above. If it was the network, run the same command again; what was "
            "downloaded is kept. Without any network: run `pip download -r requirements.lock -d wheels` on a "
            "connected computer of the same kind; here, set PIP_NO_INDEX=1 and PIP_FIND_LINKS to that folder."
        )


def rerun(command: list[str]) -> None:
    """Go on as `command`; never returns."""
    if WINDOWS:  # where exec would return to the prompt before the command has ended
        with contextlib.suppress(KeyboardInterrupt):
            sys.exit(subprocess.run(command).returncode)
        sys.exit(130)
    sys.stdout.flush()
    os.execv(command[0], command)


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
