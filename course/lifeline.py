"""How no process outlives the one that started it, however that ends.

    python -m course.lifeline MODULE ARGUMENTS…        as `python -m MODULE ARGUMENTS…`, on a lifeline

Standard input of such a process is a pipe, its lifeline: it ends when its owner closes it, on purpose or because it
was killed, and that is so on every system. Then the process ends itself and all that it has started. pytest and the
kernels of `run` are started so; the processes of `replicate`, runner.py, take their lifelines themselves.

An owner in turn ends all that is left of what it has started. On Linux that includes those whose own parents were
killed: it adopts them.
"""

import contextlib
import ctypes
import os
import runpy
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from course import endings

PR_SET_CHILD_SUBREAPER = 36
LAST_WORDS = 10  # seconds that a process gets to say what it has done so far, after Ctrl-C
LOOK_SECONDS = 1


@contextlib.contextmanager
def owning() -> Iterator[None]:
    """For as long as the block runs, own what this process starts: at its end nothing of that is left running."""
    _adopt(True)
    try:
        yield
    finally:
        end_descendants()
        _adopt(False)


def run(module: str, arguments: list[str], folder: os.PathLike[str], environment: dict[str, str]) -> int:
    """Run `python -m module` on a lifeline, in a folder; return its exit code, below 0 if a signal ended it."""
    command = [sys.executable, "-m", __name__, module, *arguments]
    with owning(), subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.PIPE) as process:
        try:
            while (code := _code(process, LOOK_SECONDS)) is None:
                _bury_adopted(process.pid)
            return code
        except KeyboardInterrupt as interruption:
            if endings.signal_of(interruption) == signal.SIGINT:  # Ctrl-C, which has reached the process, too
                _code(process, LAST_WORDS)
            end_descendants()
            raise


@contextlib.contextmanager
def new() -> Iterator[int]:
    """Give the file descriptor of a lifeline, to become a process's standard input; it ends with the block."""
    line, held = os.pipe()
    try:
        yield line
    finally:
        os.close(held)
        os.close(line)


def take() -> int:
    """Return a file descriptor for this process's lifeline, and let standard input lead nowhere."""
    line = os.dup(0)
    endings.point_nowhere(0)
    return line


def hang_on(line: int) -> None:
    """End this process, whatever it does, and all that it has started, when its lifeline ends."""
    threading.Thread(target=_end_with, args=(line,), daemon=True).start()


def end_descendants() -> None:
    """End all that this process has started, and what those have, and wait until they compute no more."""
    import psutil  # here, where it is needed: a process of `replicate` has to start fast

    left = psutil.Process().children(recursive=True)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    deadline = time.monotonic() + LAST_WORDS
    while left and time.monotonic() < deadline:
        time.sleep(0.01)
        left = [process for process in left if _is_alive(process)]


def _is_alive(process: Any) -> bool:
    """Return whether a process runs; one whose end nobody has taken note of yet doesn't."""
    import psutil

    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _adopt(whether: bool) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, int(whether))


def _end_with(line: int) -> None:
    os.read(line, 1)
    for stream in (1, 2):  # while they end one after the other, they would complain of each other
        endings.point_nowhere(stream)
    end_descendants()
    os._exit(1)


def _code(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """Return a process's exit code; None if it hasn't one after so many seconds."""
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None


def _bury_adopted(own: int) -> None:
    """Take note of the ends of adopted processes, without which the system would keep an entry for each."""
    import psutil

    adopted = [process for process in psutil.Process().children() if process.pid != own]
    psutil.wait_procs(adopted, timeout=0)


def main() -> int:
    """Run the module that is named in sys.argv."""
    hang_on(take())
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    return 0


if __name__ == "__main__":
    sys.exit(endings.guarded(main))
