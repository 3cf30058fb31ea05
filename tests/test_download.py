"""First downloads: one for all lessons that start together, none in the way of the next, and kept where it can be."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from mnist_damages import slow_server
from test_data import ROOT, bare, small_mnist  # noqa: F401 - fixtures

from utils.images import data

# A lesson's start with a Keras that only downloads, as the real one does: importing that takes seconds.
# tests/benchmarks/bench_damage.py does the same with the real one.
LESSON = """
import contextlib, json, os, sys, time, types, urllib.request
from pathlib import Path
address, arrays, patience = sys.argv[1], json.loads(sys.argv[2]), float(sys.argv[3])

def load_data(name):
    home = Path(os.environ["KERAS_HOME"])
    with contextlib.suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)  # as the real one does when it is imported
    folder = (home if os.access(home, os.W_OK) else Path(os.environ["ELSEWHERE"])) / "datasets"
    folder.mkdir(parents=True, exist_ok=True)
    urllib.request.urlretrieve(address, folder / name)

keras = types.SimpleNamespace(datasets=types.SimpleNamespace(mnist=types.SimpleNamespace(load_data=load_data)))
sys.modules["utils.quiet"] = types.SimpleNamespace(keras=keras)
sys.modules["utils.images.handwriting"] = types.SimpleNamespace()  # it takes a second to import, too
from utils.images import data
data.MNIST_ARRAYS = {name: (tuple(shape), digest) for name, (shape, digest) in arrays.items()}
data.PATIENCE = patience
data.builtin = lambda: types.SimpleNamespace(name="builtin")
if os.environ.get("ELSEWHERE"):
    from utils import keras_home
    keras_home.elsewhere = lambda: Path(os.environ["ELSEWHERE"])
print("ready", flush=True)
sys.stdin.readline()
began = time.monotonic()
print(data.load().name, time.monotonic() - began, flush=True)
"""


@pytest.fixture
def lessons(tmp_path):
    """Starts lessons in processes of their own: each is ready, and loads its digits when it is told."""
    running = []

    def start(address, patience=2.0, **environment):
        command = [sys.executable, "-c", LESSON, address, json.dumps(data.MNIST_ARRAYS), str(patience)]
        env = os.environ | {"PYTHONPATH": str(ROOT), "no_proxy": "*"} | environment
        running.append(
            subprocess.Popen(command, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        )
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def with_ballast(path):
    """Make an mnist.npz so large that it comes in many blocks."""
    with np.load(path) as file:
        np.savez(path, ballast=np.random.default_rng(0).bytes(600_000), **file)


def told_to_load(*processes):
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()


def wait_for(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def outcome(process):
    """The digits that a lesson has got, the seconds that it took, and what it said."""
    *said, last = process.communicate(timeout=60)[0].splitlines()
    name, seconds = last.split()
    return name, float(seconds), "\n".join(said)


def in_the_cache(tmp_path):
    return sorted(file.name for file in (tmp_path / "keras").rglob("*") if file.is_file())


def test_eight_lessons_that_start_together_download_once(small_mnist, tmp_path, lessons):  # noqa: F811
    path, _ = small_mnist
    with_ballast(path)
    with slow_server(path, 3) as (address, asked):
        started = [lessons(address) for _ in range(8)]
        told_to_load(*started)
        found = [outcome(process) for process in started]
    assert [name for name, _, _ in found] == ["mnist"] * 8
    assert len(asked) == 1
    assert not any(said for _, _, said in found)
    assert in_the_cache(tmp_path) == ["download.lock", "mnist.npz"]


def test_a_killed_download_blocks_nobody_and_leaves_nothing(small_mnist, tmp_path, lessons):  # noqa: F811
    path, _ = small_mnist
    with slow_server(path, 0.2, stop_after=0.5) as (address, asked):
        first = lessons(address, patience=60)
        told_to_load(first)
        wait_for(lambda: list((tmp_path / "keras").rglob("*.partial.npz")))
        first.kill()
        second = lessons(address)
        told_to_load(second)
        assert outcome(second)[0] == "mnist"
    assert len(asked) == 2
    assert in_the_cache(tmp_path) == ["download.lock", "mnist.npz"]


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="nothing stops a process here")
def test_a_download_that_stands_still_is_not_waited_for(small_mnist, lessons):  # noqa: F811
    path, _ = small_mnist
    with slow_server(path, 0.2, stop_after=0.5) as (address, asked):
        first, second = lessons(address, patience=60), lessons(address, patience=1)
        told_to_load(first)
        wait_for(lambda: asked)
        first.send_signal(signal.SIGSTOP)
        told_to_load(second)
        name, seconds, said = outcome(second)
    assert (name, len(asked)) == ("builtin", 1)
    assert seconds < 3
    assert "another download of it brought nothing for 1.0 seconds" in said and "\n" not in said


def test_a_damaged_copy_is_downloaded_again_and_said(small_mnist, tmp_path, lessons):  # noqa: F811
    path, _ = small_mnist
    cache = tmp_path / "keras" / "datasets" / "mnist.npz"
    cache.parent.mkdir(parents=True)
    cache.write_bytes(path.read_bytes()[:-400])
    with slow_server(path, 0) as (address, _):
        lesson = lessons(address)
        told_to_load(lesson)
        name, _, said = outcome(lesson)
    assert (name, said) == ("mnist", f"Keras's copy in {cache} is damaged; it was downloaded again.")
    assert cache.read_bytes() == path.read_bytes()


def test_where_keras_cannot_write_it_is_kept_where_keras_then_writes(small_mnist, tmp_path, lessons):  # noqa: F811
    path, _ = small_mnist
    (tmp_path / "file").touch()
    places = {"KERAS_HOME": str(tmp_path / "file" / "keras"), "ELSEWHERE": str(tmp_path / "elsewhere")}
    with slow_server(path, 0) as (address, asked):
        for _ in range(2):
            lesson = lessons(address, **places)
            told_to_load(lesson)
            assert outcome(lesson)[0] == "mnist"
    assert len(asked) == 1
    assert (tmp_path / "elsewhere" / "datasets" / "mnist.npz").read_bytes() == path.read_bytes()


def test_a_folder_in_place_of_the_copy_is_told_and_stays(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "keras" / "datasets" / "mnist.npz"
    folder.mkdir(parents=True)
    (folder / "mine").touch()
    monkeypatch.setattr(data, "builtin", lambda: "built in")
    assert data.load() == "built in"
    said = capsys.readouterr().out
    assert f"{folder} is a folder, and {folder} is no ordinary file, so move it away" in said
    assert said.count("\n") == 1
    assert (folder / "mine").exists()
    with pytest.raises(data.DataError, match="move it away"):
        data.load("mnist")


def test_a_user_without_a_home_has_a_cache_all_the_same(monkeypatch):
    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as it answers where there is none
    assert data.keras_cache().is_absolute() and "~" not in str(data.keras_cache())
    assert data.origin()
