"""How commands end: by signals, several ones, at any level, with streams that are closed, on Pythons that are too old.

tests/benchmarks/bench_signals.py kills more of them, at more moments.
"""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest
import tiny_lessons
from tiny_lessons import NOW, living, pids, runs, write_lesson

from course.settings import ROOT, environment

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process adopt orphans")
PATIENCE = 120  # seconds: the machine may be busy

# A module that starts a process which starts a process, notes all three, and waits.
LONG = """
import os, subprocess, sys, time
def note(pid):
    open(os.path.join({folder!r}, str(pid)), "w").close()
note(os.getpid())
CHILD = "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)']); \
print(p.pid, flush=True); time.sleep(300)"
child = subprocess.Popen([sys.executable, "-c", CHILD], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
grandchild = int(child.stdout.readline())
note(child.pid)
note(grandchild)
{then}
"""
OWNER = (
    "import os, sys\nfrom pathlib import Path\nfrom course import endings, lifeline\n"
    "run = lambda: lifeline.run('long', [], Path(sys.argv[1]), dict(os.environ))\n"
    "sys.exit(endings.guarded(run))"
)


def start(command: list[str], folder: Path, **variables) -> subprocess.Popen:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.Popen(
        command,
        cwd=folder,
        env=clean | {"PYTHONPATH": str(ROOT)} | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def noted(folder: Path, number: int, process: subprocess.Popen) -> list[int]:
    """The processes that are noted in a folder, as soon as there are so many."""
    deadline = time.monotonic() + PATIENCE
    while len(found := [int(path.name) for path in folder.iterdir()]) < number:
        assert process.poll() is None and time.monotonic() < deadline, process.communicate()
        time.sleep(0.05)
    return found


def send(process: subprocess.Popen, name: str, times: int = 1) -> None:
    for _ in range(times):
        process.send_signal(getattr(signal, name))
        time.sleep(0.1)


@pytest.fixture
def long(tmp_path):
    """A process on a lifeline, which has started others, with its owner: (owner, their numbers)."""
    notes = tmp_path / "notes"
    notes.mkdir()
    (tmp_path / "long.py").write_text(LONG.format(folder=str(notes), then="time.sleep(300)"))
    owner = start([sys.executable, "-c", OWNER, str(tmp_path)], tmp_path)
    yield owner, noted(notes, 3, owner)
    owner.kill()
    owner.communicate(timeout=PATIENCE)


@posix
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGKILL"])
def test_nothing_outlives_a_command(long, name):
    owner, started = long
    send(owner, name, 3)
    out, errors = owner.communicate(timeout=PATIENCE)
    number = int(getattr(signal, name))
    if name == "SIGKILL":
        assert (owner.returncode, out, errors) == (-number, "", "")
    else:
        assert (owner.returncode, out, errors) == (128 + number, "", "Interrupted.\n")
    assert living(started) == []


@linux
@pytest.mark.parametrize("level", [1, 2])
def test_nothing_outlives_a_process_that_is_killed_in_between(long, level):
    owner, started = long
    (first,) = psutil.Process(owner.pid).children()
    chain = [first, *first.children(recursive=True)]
    assert len(chain) == 3
    if level == 2:
        chain[1].kill()
        chain[0].terminate()
    else:
        chain[0].kill()
    owner.communicate(timeout=PATIENCE)
    assert owner.returncode not in (0, None)
    assert living(started) == []


@posix
def test_ctrl_c_is_ignored_where_whoever_started_the_command_wants_that():
    code = (
        "import signal, sys; from course import endings\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "def command(): signal.raise_signal(signal.SIGHUP); print('goes on'); return 0\n"
        "sys.exit(endings.guarded(command))"
    )
    process = start([sys.executable, "-c", code], ROOT)
    assert process.communicate(timeout=PATIENCE) == ("goes on\n", "")
    assert process.returncode == 0


# --- The commands themselves, in a clone with a lesson that takes long ---


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    return make_clone(tmp_path_factory.mktemp("clone"))


def make_clone(root: Path) -> Path:
    """Make a clone and return it: lesson 01 and its test note their processes in notes/ and wait; 02 is short."""
    skipped = shutil.ignore_patterns("__pycache__", "lessons", "evidence")
    for folder in ("course", "utils"):
        shutil.copytree(ROOT / folder, root / folder, ignore=skipped)
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock", "README.md"):
        shutil.copy(ROOT / name, root)
    for folder in ("course/lessons", "course/evidence", "notebooks", "tests", "notes"):
        (root / folder).mkdir()
    waits = LONG.format(folder=str(root / "notes"), then="time.sleep(300)")
    header = "# ---\n# jupyter:\n#   kernelspec: {display_name: Python 3, language: python, name: python3}\n"
    header += "# course:\n#   title: Long\n#   minutes: 5\n# ---\n\n# %% [markdown]\n# # Long\n\n# %%\n"
    for name, code in {"01_long": waits, "02_short": "1 + 1\n"}.items():
        (root / "course" / "lessons" / f"{name}.py").write_text(header + code)
    test = "def test_01_long():\n" + "".join(f"    {line}\n" for line in waits.splitlines())
    (root / "tests" / "test_long.py").write_text(test)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(metadata=kernel), root / "notebooks" / "01_long.ipynb")
    return root


@posix
@pytest.mark.parametrize(("command", "name"), [("run", "SIGINT"), ("run", "SIGKILL"), ("test", "SIGTERM")])
def test_a_command_says_at_most_one_sentence_and_leaves_nothing(clone, command, name):
    for note in (clone / "notes").iterdir():
        note.unlink()
    process = start([sys.executable, "-m", "course", command, "1"], clone, PYTHONPATH=str(clone))
    started = noted(clone / "notes", 3, process)
    children = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
    send(process, name, 3)
    errors = process.communicate(timeout=PATIENCE)[1]
    assert errors == ("" if name == "SIGKILL" else "Interrupted.\n")
    assert process.returncode == (-signal.SIGKILL if name == "SIGKILL" else 128 + getattr(signal, name))
    assert living([*started, *children]) == []


REPLICATE = (
    "import json, sys\nfrom pathlib import Path\nfrom course import endings, lifeline\n"
    "from course.replicate.command import measure\nfrom course.replicate.store import Circumstances\n"
    "folder, now = Path(sys.argv[1]), Circumstances(**json.loads(sys.argv[2]))\n"
    "def command():\n    with lifeline.owning():\n"
    "        return measure([folder / '91_tiny.py'], 4, now, None, folder / 'kept', folder / 'evidence')\n"
    "sys.exit(endings.guarded(command))"
)


@posix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_replicate_interrupted_three_times_says_that_it_can_go_on(tmp_path, name):
    begins = "import subprocess\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
    write_lesson(tmp_path, begins + "time.sleep(300)\n")
    now = json.dumps(tiny_lessons.dataclasses.asdict(NOW))
    process = start([sys.executable, "-c", REPLICATE, str(tmp_path), now], tmp_path, **environment())
    deadline = time.monotonic() + PATIENCE
    while not runs(tmp_path):
        assert process.poll() is None and time.monotonic() < deadline, process.communicate()
        time.sleep(0.05)
    children = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
    send(process, name, 3)
    errors = process.communicate(timeout=PATIENCE)[1]
    assert errors == "\nInterrupted. What is done is kept: the same command goes on from there.\n"
    assert process.returncode == 128 + getattr(signal, name)
    assert living([*children, *pids(tmp_path)]) == []


# --- Streams ---

CLOSED = [closed for many in (1, 2, 3) for closed in itertools.combinations((0, 1, 2), many)]
# Says something on both streams, looks where a file that is opened then would go, and what a child inherits.
SPEAK = (
    "import os, subprocess, sys; from course import endings\n"
    "def command():\n"
    "    print('out', sys.stdin.read()); print('err', file=sys.stderr); sys.stdout.isatty()\n"
    "    with open(sys.argv[1], 'w') as file: assert file.fileno() > 2\n"
    "    return subprocess.run([sys.executable, '-c', 'import os; [os.fstat(n) for n in (0, 1, 2)]']).returncode\n"
    "sys.exit(endings.guarded(command))"
)


def closing(numbers) -> dict:
    """What lets subprocess start a program with streams closed, as a shell does for `>&-`."""
    return {"preexec_fn": lambda: [os.close(number) for number in numbers]}


@posix
@pytest.mark.parametrize("closed", CLOSED, ids=str)
def test_closed_streams_are_no_obstacle(tmp_path, closed):
    command = [sys.executable, "-c", SPEAK, str(tmp_path / "file")]
    done = subprocess.run(
        command, cwd=ROOT, input="", capture_output=True, text=True, **closing(closed), timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ("" if 1 in closed else "out \n")
    assert done.stderr == ("" if 2 in closed else "err\n")
    assert (tmp_path / "file").read_text() == ""


@posix
def test_a_lesson_is_run_without_any_stream(clone):
    command = [sys.executable, "-m", "course", "run", "2"]
    done = subprocess.run(command, cwd=clone, capture_output=True, **closing((0, 1, 2)), timeout=PATIENCE)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (clone / "build" / "02_short.html").is_file()


@posix
@pytest.mark.parametrize("arguments", [[], ["--help"], ["replicate", "01"]])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_nobody_who_listens_is_no_error(arguments, unbuffered):
    reader, writer = os.pipe()
    os.close(reader)
    env = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    command = [sys.executable, "-m", "course", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=writer, stderr=subprocess.PIPE, timeout=PATIENCE)
    os.close(writer)
    assert done.stderr == b""
    assert done.returncode == 141 or arguments == ["--help"]  # argparse overlooks it


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device here")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_one_sentence(unbuffered):
    env = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "course", "replicate", "01"],
            cwd=ROOT,
            env=env,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=PATIENCE,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ") and done.stderr.count("\n") == 1
