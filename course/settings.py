"""Where the clone is, the environment variables a lesson listens to, and what this machine allows.

Standard library only, except where it says so.

| variable | what it says |
| --- | --- |
| COURSE_HOME | the root of the clone, where evidence and the learner's own runs are |
| COURSE_MNIST | an mnist.npz to use |
| COURSE_DATA | auto, mnist or builtin |
| COURSE_SEED | the seed of a run (fresh and printed without it) |
| COURSE_THREADS | how many threads a run may use (1 without it) |
| COURSE_LONG | 1: long arms are run, too |
| COURSE_STRICT | 1: a run that can't be what it should be is an exception; it leaves nothing among the learner's own |
| COURSE_RECORD | the file into which a run writes its record; it leaves nothing among the learner's own |
"""

from __future__ import annotations

import math
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ("auto", "mnist", "builtin")  # what --data may say; a lesson itself checks COURSE_DATA
WHOLE = ("COURSE_SEED", "COURSE_THREADS")  # what must be whole numbers
SWITCHES = ("COURSE_STRICT", "COURSE_LONG")  # what is 1, or nothing
CELL_SECONDS = 600  # ten times what a whole lesson may take: only a cell that hangs gets here
LESSON_MEMORY = 1.2e9  # bytes that a lesson may take
CGROUP = Path("/sys/fs/cgroup")  # where Linux says what a container may use


def check() -> None:
    """Raise ValueError with one sentence where something is set to what it can't be, so that nothing which was asked
    for is passed over in silence. What is set to nothing isn't set. (Which data there are, utils/images/data.py says.)
    """
    for name in WHOLE:
        if not (os.environ.get(name) or "1").isdecimal():
            raise ValueError(f"{name} is {os.environ[name]!r}: set it to a whole number, or to nothing.")
    for name in SWITCHES:
        if os.environ.get(name) not in (None, "", "1"):
            raise ValueError(f"{name} is {os.environ[name]!r}: set it to 1, or to nothing.")
    try:
        Path.home()
    except RuntimeError:  # Jupyter, Keras and Matplotlib each keep files there, and fail without a clear word
        raise ValueError(
            "No home folder is known, since HOME isn't set and the system has no account for this user: set HOME to a "
            "folder that can be written."
        ) from None


def environment(
    data: str | None = None,
    seed: int | str | None = None,
    threads: int | None = None,
    strict: bool = False,
    record: Path | None = None,
    long: bool = False,
) -> dict[str, str]:
    """Return the environment for a child process: this one's, with what is given added.

    data is "auto", "mnist" or "builtin". What is None (or False) stays as it is in this process's
    environment.
    """
    env = dict(os.environ)
    given = {
        "COURSE_HOME": ROOT,
        "COURSE_DATA": data,
        "COURSE_SEED": seed,
        "COURSE_THREADS": threads,
        "COURSE_STRICT": "1" if strict else None,
        "COURSE_RECORD": record,
        "COURSE_LONG": "1" if long else None,
    }
    env.update({name: str(value) for name, value in given.items() if value is not None})
    inherited = env.get("PYTHONPATH")
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), inherited] if inherited else [str(ROOT)])
    env["PYTHONUTF8"] = "1"
    env["TF_CPP_MIN_LOG_LEVEL"] = "3"
    # A "python3" kernel that the user once installed elsewhere must not stand in for this environment's.
    env["JUPYTER_PREFER_ENV_PATH"] = "1"
    return env


def cores() -> int:
    """Return how many cores this process may use: it may be given fewer than there are, and its container's
    quota may pay for fewer still."""
    count = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):  # Linux
        count = len(os.sched_getaffinity(0))
    quota = _cgroup("cpu.max") or _cgroup("cpu/cpu.cfs_quota_us") + _cgroup("cpu/cpu.cfs_period_us")
    if len(quota) == 2 and quota[0] not in ("max", "-1"):  # microseconds, in each period of so many
        count = min(count, math.ceil(int(quota[0]) / int(quota[1])))
    return count


def processes() -> int:
    """Return how many lessons may run side by side: one for each core, if the memory suffices. Only the
    course's own environment can tell the memory."""
    free = free_memory()
    return cores() if free is None else max(1, min(cores(), int(free / LESSON_MEMORY)))


def free_memory() -> int | None:
    """Return the bytes that programs could still get, the container's limit respected; None where psutil,
    from the course's environment, isn't there to tell."""
    try:
        import psutil
    except ImportError:
        return None
    free = psutil.virtual_memory().available
    limit = _cgroup("memory.max") or _cgroup("memory/memory.limit_in_bytes")
    return free if limit in ([], ["max"]) else min(free, int(limit[0]))


def _cgroup(name: str) -> list[str]:
    """Return the words in a file about this container; none where there is no such file (version 1 of these
    files has other names than version 2, and most systems have neither)."""
    try:
        return (CGROUP / name).read_text(encoding="ascii").split()
    except OSError:
        return []
