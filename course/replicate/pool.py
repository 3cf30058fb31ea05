"""Where tasks run: what a pool is, and the one of this machine's cores. The other one is in cluster.py."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from course import settings
from course.replicate import processes, task


@dataclass(frozen=True)
class Pool:
    """`submit` takes a Task, and the Future that it returns gives the Outcome; `slots` says how many tasks run at a
    time now."""

    submit: Callable[[task.Task], Future[task.Outcome]]
    slots: Callable[[], int]


class Stopped(Exception):
    """Replicate can't begin or go on; the message says why and what to do."""


@contextmanager
def local(batch: str) -> Iterator[Pool]:
    """Give a pool of as many processes as this machine has cores and memory for; afterwards none is left running."""
    size = settings.processes()
    executor = ThreadPoolExecutor(size)  # these threads only wait for processes
    try:
        yield Pool(lambda one: executor.submit(task.run, batch, one), lambda: size)
    finally:
        processes.stop(batch)
        executor.shutdown(cancel_futures=True)
