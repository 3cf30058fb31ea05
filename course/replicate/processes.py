"""The processes in which lessons run: those of runner.py, started, kept between tasks, and ended.

All tasks of one call of `replicate` are a batch; `stop` ends a batch's lessons in this process, whichever threads
wait for them.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from course.settings import environment

RUNNER = Path(__file__).with_name("runner.py")
ONE_THREAD = {
    name: "1"
    for name in (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
    )
}
# What a measured lesson must not inherit: who tests or records at the same time, and what Dask tells its workers'
# memory, which makes TensorFlow ask the system for each of its arrays anew.
NOT_INHERITED = ("COURSE_STRICT", "COURSE_SEED", "COURSE_RECORD", "COURSE_LONG", "MALLOC_TRIM_THRESHOLD_")


class BatchStopped(Exception):
    """The batch is to end, so no more of its lessons begin."""


@dataclass(frozen=True, eq=False)
class Runner:
    """A process of runner.py, with both of its pipes."""

    process: subprocess.Popen[bytes]
    orders: IO[bytes]
    answers: IO[bytes]


_lock = threading.Lock()
_runners: dict[str, set[Runner]] = defaultdict(set)  # of each batch, those that live
_resting: dict[str, list[Runner]] = defaultdict(list)  # those of them without a task
_stopped: set[str] = set()  # batches that are to end


def carry_out(batch: str, data: str, order: dict[str, Any]) -> int:
    """Have a lesson run by one of the batch's runners; return its exit code, below 0 if a signal ended it.

    data: "mnist" or "builtin", the same for all of a batch. order: what runner.py takes. Raises BatchStopped.
    """
    with _lock:
        if batch in _stopped:
            raise BatchStopped("it was stopped")
        runner = _rested(batch) or _started(batch, data)
        with contextlib.suppress(OSError):  # it died just now, which the answer will say
            runner.orders.write(json.dumps(order).encode() + b"\n")
    answer = runner.answers.readline()
    with _lock:
        if answer and batch not in _stopped:
            _resting[batch].append(runner)
    if answer:
        return int(answer)
    code = runner.process.wait()  # it ran the lesson itself, or something ended it
    with _lock:
        _runners[batch].discard(runner)
        runner.orders.close()
    runner.answers.close()
    return code


def stop(batch: str) -> None:
    """End the batch's lessons in this process, and let no more of them begin."""
    with _lock:
        _stopped.add(batch)
        for runner in _runners.pop(batch, ()):
            runner.orders.close()
        at_rest = _resting.pop(batch, ())
    for runner in at_rest:  # whoever waits for a lesson sees to the others
        runner.process.wait()
        runner.answers.close()


def can_fork() -> bool:
    """Return whether a process that has imported TensorFlow can be copied here, and its copy's end be watched:
    on Linux. Elsewhere every lesson has a fresh process."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


def _rested(batch: str) -> Runner | None:
    """Return a runner of the batch that has no task, if there is one; drop those that ended meanwhile."""
    while _resting[batch]:
        runner = _resting[batch].pop()
        if runner.process.poll() is None:
            return runner
        _runners[batch].discard(runner)
    return None


def _started(batch: str, data: str) -> Runner:
    """Start a runner for the batch's lessons and return it."""
    env = environment(data=data, threads=1) | ONE_THREAD | {"MPLBACKEND": "Agg", "PYTHONHASHSEED": "0"}
    for name in NOT_INHERITED:
        env.pop(name, None)
    # -P: the folder of runner.py is not where a lesson looks for modules.
    command = [sys.executable, "-P", str(RUNNER), *(["--fork"] if can_fork() else [])]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    process = subprocess.Popen(command, env=env, bufsize=0, stdin=pipe, stdout=pipe, stderr=nowhere)
    assert process.stdin and process.stdout  # since they are pipes
    runner = Runner(process, process.stdin, process.stdout)
    _runners[batch].add(runner)
    return runner
