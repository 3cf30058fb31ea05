"""Signals to commands at any moment and at any level.

    nice python3 tests/benchmarks/bench_signals.py [how many]

in the project's environment. Each time one of `run`, `test` and `replicate` is started in a small clone (that of
tests/test_signals.py), and after a while that is drawn at random it gets a signal, or three of them quickly; now and
then a process that it has started is killed before. Then nothing that it started may be left, and it may have said
one sentence, and no traceback. pytest's own words at Ctrl-C don't count.
"""

import collections
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from test_signals import make_clone  # noqa: E402 - lies in tests/

LONGEST = 12  # seconds until the signal
GRACE = 20  # seconds until nothing may be left: Jupyter's kernels look for their owner once a second
COMMANDS = {"run": ["run", "1"], "test": ["test", "1"], "replicate": ["replicate", "3", "--data", "builtin"]}
MEASURED = "from utils import trial\nimport time\ntime.sleep(300)\nrun = trial.start('03_measured', None)\n"
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGKILL")


def living(token: str) -> list[str]:
    """The processes that have inherited a token, as their commands."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get("BENCH_TOKEN") == token:
                found.append(" ".join(process.cmdline())[-80:])
        except psutil.Error:
            continue
    return found


def attack(root: Path, command: list[str], name: str, inner: bool, times: int, after: float) -> str:
    """Start a command and send it signals; return what was wrong, "" for nothing."""
    token = f"{os.getpid()} {time.monotonic()}"
    process = subprocess.Popen(
        [sys.executable, "-m", "course", *command],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root), "BENCH_TOKEN": token},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(after)
    if inner and (children := psutil.Process(process.pid).children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            random.choice(children).kill()
        time.sleep(1)
    for _ in range(times):
        if process.poll() is None and name == "SIGINT":  # as from a terminal
            os.killpg(process.pid, signal.SIGINT)
        elif process.poll() is None:
            process.send_signal(getattr(signal, name))
        time.sleep(0.1)
    try:
        said = process.communicate(timeout=60)[1]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return "didn't end"
    deadline = time.monotonic() + GRACE
    while (left := living(token)) and time.monotonic() < deadline:
        time.sleep(0.1)
    if left:
        return f"left {left}"
    return f"said {said!r}" if "Traceback" in said or len(said.strip().splitlines()) > 1 else ""


def main() -> None:
    random.seed(1)
    count = int(sys.argv[1]) if sys.argv[1:] else 40
    wrong, tried = collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        root = make_clone(Path(folder))
        (root / "course" / "lessons" / "03_measured.py").write_text(MEASURED)
        for number in range(count):
            command, name = random.choice(sorted(COMMANDS)), random.choice(SIGNALS)
            inner, times, after = random.random() < 0.3, random.choice((1, 3)), random.uniform(0.2, LONGEST)
            kind = f"{command:10} {'inner, then ' if inner else ''}{name}"
            tried[kind] += 1
            if problem := attack(root, COMMANDS[command], name, inner, times, after):
                wrong[kind] += 1
                print(f"{number}: {kind} ×{times} after {after:.2f} s: {problem}", flush=True)
    print(f"\n{'':34} tried wrong")
    for kind in sorted(tried):
        print(f"{kind:34} {tried[kind]:5} {wrong[kind]:5}")
    print(f"{'all':34} {sum(tried.values()):5} {sum(wrong.values()):5}")


if __name__ == "__main__":
    main()
