"""What a child process is told, and how many of them this machine allows."""

import os
from types import SimpleNamespace

import psutil
import pytest

from course import settings


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine of eight cores with 5 GB free, whose container says what the test writes into a folder."""
    monkeypatch.setattr(settings, "CGROUP", tmp_path)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(8)), raising=False)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=5_000_000_000))
    return tmp_path


def say(folder, name, text):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text)


def test_without_a_container_there_are_all_cores(machine):
    assert settings.cores() == 8


@pytest.mark.parametrize(
    ("quota", "cores"),
    [
        ("max 100000", 8),
        ("200000 100000", 2),
        ("150000 100000", 2),
        ("10000 100000", 1),
        ("9900000 100000", 8),
    ],
)
def test_a_containers_quota_is_respected(machine, quota, cores):
    say(machine, "cpu.max", quota + "\n")
    assert settings.cores() == cores


@pytest.mark.parametrize(("quota", "cores"), [("-1", 8), ("300000", 3)])
def test_so_is_that_of_an_older_linux(machine, quota, cores):
    say(machine, "cpu/cpu.cfs_quota_us", quota + "\n")
    say(machine, "cpu/cpu.cfs_period_us", "100000\n")
    assert settings.cores() == cores


@pytest.mark.parametrize(
    ("name", "limit", "processes"),
    [
        ("memory.max", "max", 4),
        ("memory.max", "3000000000", 2),
        ("memory.max", "500000000", 1),
        ("memory/memory.limit_in_bytes", "9223372036854771712", 4),
        ("memory/memory.limit_in_bytes", "3000000000", 2),
    ],
)
def test_no_more_lessons_run_than_memory_holds(machine, name, limit, processes):
    say(machine, name, limit + "\n")
    assert settings.processes() == processes


def test_no_more_lessons_run_than_there_are_cores(machine):
    say(machine, "cpu.max", "200000 100000")
    assert settings.processes() == 2


def test_a_child_is_told_what_is_given_and_where_the_clone_is(monkeypatch, tmp_path):
    for name in ("COURSE_SEED", "COURSE_STRICT", "COURSE_LONG", "COURSE_RECORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COURSE_DATA", "mnist")
    env = settings.environment(seed=3, long=True, record=tmp_path / "record.json")
    assert env["COURSE_HOME"] == str(settings.ROOT)
    told = {name: env.get(f"COURSE_{name}") for name in ("DATA", "SEED", "STRICT", "LONG", "RECORD")}
    assert told == {
        "DATA": "mnist",
        "SEED": "3",
        "STRICT": None,
        "LONG": "1",
        "RECORD": str(tmp_path / "record.json"),
    }
