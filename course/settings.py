"""Where the clone is, and the environment variables a lesson listens to. Standard library only.

| variable | what it says |
| --- | --- |
| COURSE_MNIST | an mnist.npz to use |
| COURSE_DATA | auto, mnist or builtin |
| COURSE_SEED | the seed of a run (fresh and printed without it) |
| COURSE_THREADS | how many threads a run may use |
| COURSE_STRICT | 1: a verdict that fails is an exception |
| COURSE_RECORD | the file into which a run writes its record |
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ("auto", "mnist", "builtin")  # what COURSE_DATA and --data may say
CELL_SECONDS = 600  # ten times what a whole lesson may take: only a cell that hangs gets here


def environment(data=None, seed=None, threads=None, strict=False, record=None) -> dict[str, str]:
    """The environment for a child process: this one's, with what is given added.

    data is "auto", "mnist" or "builtin"; seed and threads are ints; strict a bool; record a path. What is
    None (or False) stays as it is in this process's environment.
    """
    env = dict(os.environ)
    given = {
        "COURSE_DATA": data,
        "COURSE_SEED": seed,
        "COURSE_THREADS": threads,
        "COURSE_STRICT": "1" if strict else None,
        "COURSE_RECORD": record,
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
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # Linux: containers and batch systems may allow fewer than there are
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
