"""Replicate on a real Dask cluster: its scheduler and workers are processes here, on 127.0.0.1."""

import asyncio
import contextlib
import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest
import tiny_lessons
from tiny_lessons import NOW, living, pids, runs, write_lesson

from course.replicate.cluster import objections
from course.replicate.command import measure, replicate
from course.settings import ROOT, environment
from utils.trial.evidence import comparable
from utils.trial.machine import versions

pytest.importorskip("distributed")

LOOPBACK = ("--host", "127.0.0.1", "--no-dashboard")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def started(*arguments, **variables):
    """Runs `python -m …` in the background, for as long as the test needs it."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, "-m", *arguments], env=environment() | variables, **quiet)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def worker(address, directory, name, **variables):
    where = ("--local-directory", str(directory / name), "--name", name)
    alone = ("--nthreads", "1", "--no-nanny")
    with started("distributed.cli.dask_worker", address, *LOOPBACK, *alone, *where, **variables) as process:
        yield process


def wait_for_port(port):
    deadline = time.monotonic() + 60
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < deadline, "the scheduler didn't start"
            time.sleep(0.1)


@pytest.fixture
def scheduler():
    port = free_port()
    with started("distributed.cli.dask_scheduler", *LOOPBACK, "--port", str(port)):
        wait_for_port(port)
        yield f"tcp://127.0.0.1:{port}"


def wait_for_workers(address, number):
    from distributed import Client

    with Client(address, timeout=10) as client:
        client.wait_for_workers(number, timeout=60)
        return {info["name"]: where for where, info in client.scheduler_info()["workers"].items()}


def evidence_of(directory):
    evidence = json.loads((directory / "evidence" / "91_tiny.builtin.json").read_text(encoding="utf-8"))
    del evidence["seconds"], evidence["processor"]
    return evidence


def test_a_worker_that_is_killed_costs_nothing_but_time(tmp_path, scheduler):
    lesson = write_lesson(tmp_path, "time.sleep(0.3)\n")
    with worker(scheduler, tmp_path, "one"), worker(scheduler, tmp_path, "two") as second:
        addresses = wait_for_workers(scheduler, 2)
        process = tiny_lessons.start(tmp_path, [lesson], 12, scheduler)
        lines = [process.stdout.readline()]
        while not all(any(address in line for line in lines) for address in addresses.values()):
            lines.append(process.stdout.readline())
            assert lines[-1], process.stderr.read()
        children = []
        while not children:  # until it has begun another lesson
            children = [child.pid for child in psutil.Process(second.pid).children(recursive=True)]
        second.kill()
        assert not living(children)
        rest, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    lines += rest.splitlines(keepends=True)
    assert len(lines) == 12 and "(12 of 12)" in lines[-1]
    assert addresses["one"] in lines[-1] and addresses["two"] not in lines[-1]
    assert sorted(set(runs(tmp_path))) == list(range(1, 13))
    assert len(runs(tmp_path)) <= 13

    local = tmp_path / "local"
    assert measure([lesson], 12, NOW, None, local / "kept", local / "evidence") == 0
    assert evidence_of(tmp_path) == evidence_of(local)


@pytest.mark.skipif(os.name == "nt", reason="Windows can't send Ctrl-C to one process only")
def test_interrupt_ends_the_lessons_on_the_workers(tmp_path, scheduler):
    lesson = write_lesson(tmp_path, "time.sleep(0 if seed == 1 else 60)\n")
    with worker(scheduler, tmp_path, "one"):
        wait_for_workers(scheduler, 1)
        process = tiny_lessons.start(tmp_path, [lesson], 4, scheduler)
        process.stdout.readline()
        while len(runs(tmp_path)) < 2:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        errors = process.communicate(timeout=60)[1]
        assert errors == "\nInterrupted. What is done is kept: the same command goes on from there.\n"
        assert not living(pids(tmp_path)) and runs(tmp_path) == [1, 2]


def test_a_client_that_is_killed_leaves_no_lesson_running_on_the_workers(tmp_path, scheduler):
    lesson = write_lesson(tmp_path, "time.sleep(300)\n")
    with worker(scheduler, tmp_path, "one"):
        wait_for_workers(scheduler, 1)
        process = tiny_lessons.start(tmp_path, [lesson], 4, scheduler)
        while not runs(tmp_path):
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        process.kill()
        process.communicate()
        assert not living(pids(tmp_path)) and len(runs(tmp_path)) == 1
        assert evidence_after_that(tmp_path, scheduler)["seeds"] == [1]


def evidence_after_that(directory, scheduler):
    """The same workers go on to do what another client asks for."""
    lesson = write_lesson(directory)
    assert measure([lesson], 1, NOW, scheduler, directory / "kept", directory / "evidence") == 0
    return evidence_of(directory)


def documented() -> list[list[str]]:
    """The commands in course/WRITING.md that start a scheduler and its workers, as words."""
    lines = (ROOT / "course" / "WRITING.md").read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line.startswith("    dask ")]


def listening(process) -> set[str]:
    """The addresses that a process and its children listen at, as soon as there are some."""
    deadline = time.monotonic() + 60
    while True:
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        sockets = [socket for one in family for socket in one.net_connections("inet")]
        found = {socket.laddr.ip for socket in sockets if socket.status == psutil.CONN_LISTEN}
        if found:
            return found
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.2)


def test_a_cluster_that_is_started_as_documented_can_be_reached_from_its_own_machine_only(tmp_path):
    port, web = free_port(), free_port()
    free = {"CORES": "1", "8787": str(web), "8786": str(port)}
    commands = []
    for command in documented():
        for name, value in free.items():
            command = [word.replace(name, value) for word in command]
        commands.append(command[1:])
    scheduling, working = commands
    with started("dask", *scheduling, "--port", str(port)) as process:
        wait_for_port(port)
        wait_for_port(web)
        assert listening(process) == {"127.0.0.1"}
        with started("dask", *working, "--local-directory", str(tmp_path)) as workers:
            wait_for_workers(f"tcp://127.0.0.1:{port}", 1)
            assert listening(workers) == {"127.0.0.1"}


def test_a_worker_without_the_data_is_named_before_anything_runs(tmp_path, scheduler, capsys):
    lesson, missing = write_lesson(tmp_path), tmp_path / "mnist.npz"
    call = (
        [lesson],
        2,
        dataclasses.replace(NOW, data="mnist"),
        scheduler,
        tmp_path / "kept",
        tmp_path / "evidence",
    )
    assert measure(*call) == 1
    assert (
        capsys.readouterr().err
        == f"The scheduler at {scheduler} has no workers: start some with `dask worker`.\n"
    )
    with worker(scheduler, tmp_path, "one", COURSE_MNIST=str(missing)):
        address = wait_for_workers(scheduler, 1)["one"]
        assert measure(*call) == 1
    errors = capsys.readouterr().err
    assert errors.startswith(f"Worker {address} can't take part: ") and str(missing) in errors
    assert errors.count("\n") == 1
    assert runs(tmp_path) == []


def test_a_machine_with_other_code_or_versions_says_so(tmp_path):
    lesson, gone = write_lesson(tmp_path), tmp_path / "92_gone.py"
    ours = comparable(versions())
    found = asyncio.run(objections({str(lesson): "0" * 64, str(gone): "0" * 64}, "builtin", ours))
    assert found == [
        f"the code of {lesson} is not the one that replicate started with",
        f"there is no {gone}",
    ]
    found = asyncio.run(objections({}, "builtin", ours | {"numpy": "1.0"}))
    assert len(found) == 1 and "numpy 1.0" in found[0]


def test_a_scheduler_that_is_not_there_is_said_within_ten_seconds():
    address = f"tcp://127.0.0.1:{free_port()}"
    script = (
        "import sys, time\nfrom course.replicate.command import replicate\nbegun = time.monotonic()\n"
        "code = replicate([], 2, 'builtin', sys.argv[1])\n"
        "sys.exit(code if time.monotonic() - begun < 10 else 2)"
    )
    process = subprocess.run(
        [sys.executable, "-c", script, address], capture_output=True, text=True, env=environment()
    )
    assert (process.returncode, process.stdout) == (1, "")
    assert process.stderr.startswith(f"No Dask scheduler answers at {address} (")
    assert process.stderr.count("\n") == 1


def test_an_address_that_is_none(capsys):
    assert replicate([], 2, "builtin", "nonsense://127.0.0.1") == 1
    assert capsys.readouterr().err.startswith("No Dask scheduler answers at nonsense://127.0.0.1 (")


def test_without_the_package_a_sentence_says_so(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert replicate([], 2, "builtin", "tcp://127.0.0.1:8786") == 1
    assert capsys.readouterr().err.startswith("A cluster needs the package `distributed`, which isn't")
