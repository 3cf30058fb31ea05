"""Where tasks run: on this machine's cores, or on the workers of a Dask cluster that is already running.

A cluster is started by hand, in a clone that is set up on each machine, where `course` can be imported:
    dask scheduler
    dask worker tcp://HOST:8786 --nworkers CORES --nthreads 1
A worker runs as many tasks at a time as it has threads. A task whose worker dies is given to another one, and
the lesson ends with its worker (guard.py). A task under which four workers died (Dask's
allowed-failures) has failed: it would take the others down, too.
"""

import asyncio
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import NamedTuple

from course.replicate import task
from course.settings import cores, environment
from utils.evidence import versions

PATIENCE = 3  # seconds for a scheduler to answer


class Pool(NamedTuple):
    """`submit` takes what task.run takes after the batch; `slots` says how many tasks run at a time now."""

    submit: Callable[..., Future]
    slots: Callable[[], int]


class Stopped(Exception):
    """Replicate can't begin or go on; the message says why and what to do."""


@contextmanager
def local(batch: str) -> Iterator[Pool]:
    """Gives a pool of this machine's cores; afterwards none of its tasks is left running."""
    size = cores()
    executor = ThreadPoolExecutor(size)  # these threads only wait for processes
    try:
        yield Pool(partial(executor.submit, task.run, batch), lambda: size)
    finally:
        task.stop(batch)
        executor.shutdown(cancel_futures=True)


@contextmanager
def cluster(address: str, batch: str, codes: dict[str, str], data: str) -> Iterator[Pool]:
    """Gives a pool of a cluster's workers; afterwards none of its tasks is left running.

    address: the scheduler's, such as tcp://host:8786. codes: the lessons with the digests of their code, and
    data: "mnist" or "builtin", which every worker must have. Raises Stopped.
    """
    client = connect(address)
    try:
        _check(client, address, codes, data)
        submit = partial(client.get_executor(pure=False).submit, run_here, batch)
        yield Pool(submit, partial(_threads, client))
    finally:
        with suppress(Exception):  # a scheduler that is gone can't pass it on
            client.run(task.stop, batch, on_error="ignore")
        client.close(timeout=PATIENCE)


def connect(address: str):
    """Returns a client of the cluster whose scheduler has this address; raises Stopped if none answers."""
    from distributed import Client  # here, because it takes a second

    for name in ("distributed", "distributed.client", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is said in a sentence of ours
    try:
        return Client(address, timeout=PATIENCE)
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise Stopped(
            f"No Dask scheduler answers at {address} ({reason}): start one, or correct the address."
        ) from None


def _threads(client):
    try:
        return sum(client.nthreads().values())
    except OSError:  # a connection that broke shows in the futures
        return 1


def run_here(*arguments) -> dict:
    """Runs a task on a worker; returns what task.run returns, with the worker's address."""
    from distributed import get_worker

    return task.run(*arguments) | {"worker": get_worker().address}


async def objections(codes: dict[str, str], data: str, ours: dict[str, str]) -> list[str]:
    """Returns what keeps the machine it runs on from running tasks: other code, other versions, no MNIST."""
    found = [problem for lesson, code in codes.items() if (problem := task.out_of_step(lesson, code))]
    theirs = comparable(versions())
    if theirs != ours:
        found.append(f"it has {named(theirs)}, but replicate was started under {named(ours)}")
    if data == "mnist":
        script = [sys.executable, "-c", "from utils import data; data.load('mnist')"]
        # In a thread, so that the worker goes on answering.
        loaded = await asyncio.to_thread(
            subprocess.run,
            script,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=environment(),
        )
        if loaded.returncode:
            found.append(task.last_words(loaded.stderr))
    return found


def comparable(found: dict[str, str]) -> dict[str, str]:
    """Returns versions by name, Python's without its last number, which doesn't change results."""
    return found | {"python": ".".join(found["python"].split(".")[:2])}


def named(found: dict[str, str]) -> str:
    """Returns versions by name as words."""
    return ", ".join(f"{name} {version}" for name, version in found.items())


def _check(client, address, codes, data):
    """Asks every worker whether it can run the tasks; raises Stopped with what keeps it from that."""
    try:
        client.run_on_scheduler(named, {})  # tasks pass through it, so it has to import the course, too
    except Exception as error:
        raise Stopped(f"The scheduler at {address} can't take part: {_why(error)}") from None
    answers = client.run(objections, codes, data, comparable(versions()), on_error="return")
    if not answers:
        raise Stopped(f"The scheduler at {address} has no workers: start some with `dask worker`.")
    problems = []
    for worker, answer in sorted(answers.items()):
        if isinstance(answer, Exception):
            answer = [_why(answer)]
        problems += [f"Worker {worker} can't take part: {problem}" for problem in answer]
    if problems:
        raise Stopped("\n".join(problems))


def _why(error):
    if "No module named" in str(error):  # Dask may wrap a ModuleNotFoundError
        return "it can't import the course: start it from a clone that is set up"
    return f"{type(error).__name__}: {error}"
