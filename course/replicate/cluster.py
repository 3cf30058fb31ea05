"""Tasks on the workers of a Dask cluster that is already running.

A cluster is started by hand, in a clone that is set up on each machine, where `course` can be imported and the
package `distributed` is installed; course/WRITING.md has the commands, and says who can reach it then. A worker runs
as many tasks at a time as it has threads. A task whose worker dies is given to another one, and the lesson ends with
its worker (runner.py). A task under which four workers died (Dask's allowed-failures) has failed: it would take the
others down, too. Lessons end with the client as well, however that ends.
"""

import asyncio
import dataclasses
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from course.replicate import processes, task
from course.replicate.pool import Pool, Stopped
from course.replicate.store import named
from utils.trial.evidence import comparable

PATIENCE = 3  # seconds for a scheduler to answer


@contextmanager
def cluster(address: str, batch: str, codes: Mapping[str, str], data: str) -> Iterator[Pool]:
    """Give a pool of a cluster's workers; afterwards none of its tasks is left running.

    address: the scheduler's, such as tcp://host:8786. codes: the lessons with the digests of their code, and
    data: "mnist" or "builtin", which every worker must have. Raises Stopped.
    """
    client = connect(address)
    try:
        _check(client, address, codes, data)
        client.register_plugin(_stopper(batch, client.id))
        submit = partial(client.get_executor(pure=False).submit, run_here, batch)
        yield Pool(submit, partial(_threads, client))
    finally:
        with suppress(Exception):  # a scheduler that is gone can't pass it on
            client.run(processes.stop, batch, on_error="ignore")
        client.close(timeout=PATIENCE)


def connect(address: str) -> Any:
    """Return a client of the cluster whose scheduler has this address; raises Stopped if none answers."""
    try:
        from distributed import Client  # here: it takes a second, and learners don't have it
    except ImportError:
        raise Stopped(
            "A cluster needs the package `distributed`, which isn't installed here: install it (pyproject.toml "
            "says which version), or leave --scheduler out."
        ) from None
    for name in ("distributed", "distributed.client", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is said in a sentence of ours
    try:
        return Client(address, timeout=PATIENCE)
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise Stopped(
            f"No Dask scheduler answers at {address} ({reason}): start one, or correct the address."
        ) from None


def _stopper(batch: str, owner: str) -> Any:
    """Return a plugin for the scheduler that ends a batch's lessons on all workers when their client goes away: Dask
    then forgets its tasks, but a thread that has begun one runs on."""
    from distributed.diagnostics.plugin import SchedulerPlugin

    class Stopper(SchedulerPlugin):
        name = f"course-{batch}"

        def remove_client(self, scheduler: Any, client: str) -> None:
            if client == owner:
                scheduler.loop.add_callback(_stop_everywhere, scheduler, batch)

    return Stopper()


async def _stop_everywhere(scheduler: Any, batch: str) -> None:
    """End a batch's lessons on all workers, and forget its plugin."""
    from distributed.protocol.pickle import dumps

    call = {"op": "run", "function": dumps(processes.stop), "args": dumps((batch,))}
    await scheduler.broadcast(msg=call, on_error="ignore")
    scheduler.remove_plugin(name=f"course-{batch}")


def run_here(batch: str, one: task.Task) -> task.Outcome:
    """Run a task on a worker; return its outcome, with the worker's address."""
    from distributed import get_worker

    return dataclasses.replace(task.run(batch, one), worker=get_worker().address)


async def objections(codes: Mapping[str, str], data: str, ours: dict[str, str]) -> list[str]:
    """Return what keeps the machine it runs on from running tasks: other code, other versions, no MNIST."""
    # Here, since the scheduler imports this module, too, and has no use for what they import.
    from utils.images.data import DataError, load
    from utils.trial.machine import versions

    found = []
    for lesson, code in codes.items():
        try:
            task.must_be_in_step(lesson, code)
        except task.Failed as problem:
            found.append(str(problem))
    theirs = comparable(versions())
    if theirs != ours:
        found.append(f"it has {named(theirs)}, but replicate was started under {named(ours)}")
    if data == "mnist":
        try:
            await asyncio.to_thread(load, "mnist")  # in a thread, so that the worker goes on answering
        except DataError as problem:
            found.append(str(problem))
    return found


def _threads(client: Any) -> int:
    try:
        return sum(client.nthreads().values())
    except OSError:  # a connection that broke shows in the futures
        return 1


def _check(client: Any, address: str, codes: Mapping[str, str], data: str) -> None:
    """Ask every worker whether it can run the tasks; raise Stopped with what keeps it from that."""
    from utils.trial.machine import versions

    try:
        client.run_on_scheduler(named, {})  # tasks pass through it, so it has to import the course, too
    except Exception as error:
        raise Stopped(f"The scheduler at {address} can't take part: {_why(error)}") from None
    answers = client.run(objections, dict(codes), data, comparable(versions()), on_error="return")
    if not answers:
        raise Stopped(f"The scheduler at {address} has no workers: start some with `dask worker`.")
    problems = []
    for worker, answer in sorted(answers.items()):
        if isinstance(answer, Exception):
            answer = [_why(answer)]
        problems += [f"Worker {worker} can't take part: {problem}" for problem in answer]
    if problems:
        raise Stopped("\n".join(problems))


def _why(error: Exception) -> str:
    if "No module named" in str(error):  # Dask may wrap a ModuleNotFoundError
        return "it can't import the course: start it from a clone that is set up"
    return f"{type(error).__name__}: {error}"
