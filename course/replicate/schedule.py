"""Gives a pool all tasks, and takes what comes back until there is no more."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait

from course.replicate import progress
from course.replicate.pool import Pool, Stopped
from course.replicate.progress import Failure
from course.replicate.task import Outcome, Task

GIVE_UP_AFTER = 3  # a lesson whose first tasks all fail in the same way won't do better with other seeds
POLL_SECONDS = 1  # lets Ctrl-C through on Windows


def run_all(
    pool: Pool, tasks: Sequence[Task], total: int, take: Callable[[Task, Outcome], None]
) -> list[Failure]:
    """Run tasks, the last ones of `total`, print a line each, and return what went wrong.

    take: called with each task and its outcome; keeps it, or raises ValueError with what is wrong about it.
    Raises Stopped if the pool is no more.
    """
    waiting = {pool.submit(task): task for task in tasks}
    seconds: dict[Task, float] = {}  # of those that went well
    failures: list[Failure] = []
    deserted = False
    while waiting:
        finished = wait(waiting, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED).done
        if not finished and deserted != (pool.slots() == 0):
            deserted = not deserted
            print("No worker is left: waiting." if deserted else "A worker is there again.", flush=True)
        for future in finished:
            task, outcome = waiting.pop(future), outcome_of(future)
            try:
                take(task, outcome)  # before a line says that it is done
            except ValueError as wrong:
                print(progress.failed(task, outcome, str(wrong)), flush=True)
                failures.append(Failure(task.name, str(wrong), task.seed, outcome.worker))
                if _is_hopeless(task, failures, seconds):
                    _drop(waiting, task.lesson)
                continue
            seconds[task] = outcome.seconds
            to_go = sum(seconds.values()) / len(seconds) * len(waiting) / max(pool.slots(), 1)
            print(progress.done(task, outcome, total - len(waiting), total, to_go), flush=True)
    return failures


def outcome_of(future: Future[Outcome]) -> Outcome:
    """Return the outcome of a task that is over. Raises Stopped if the pool gave it up."""
    if future.cancelled():
        raise Stopped("The connection to the scheduler broke. What is done is kept: run it again.")
    error = future.exception()
    if error is None:
        return future.result()
    return Outcome(0.0, failure=f"{type(error).__name__}: {error}".splitlines()[0])


def _is_hopeless(task: Task, failures: Sequence[Failure], seconds: dict[Task, float]) -> bool:
    """Return whether a task's lesson has only failed so far, and that in one way, often enough."""
    alike = [one for one in failures if (one.lesson, one.sentence) == (task.name, failures[-1].sentence)]
    return len(alike) >= GIVE_UP_AFTER and not any(one.lesson == task.lesson for one in seconds)


def _drop(waiting: dict[Future[Outcome], Task], lesson: str) -> None:
    """Cancel those of a lesson's tasks that haven't begun."""
    for future in [future for future, task in waiting.items() if task.lesson == lesson]:
        if future.cancel():
            del waiting[future]
