"""Runs a notebook in a fresh kernel, watches its memory, and says in one sentence what went wrong."""

import re
import subprocess
import sys
import threading
from pathlib import Path

import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from course import lifeline
from course.settings import CELL_SECONDS

POLL_SECONDS = 0.1


class LessonFailed(Exception):
    """A lesson can't be built or stopped with an error; the message is one sentence for the author."""


def run(notebook: NotebookNode, environment: dict[str, str], folder: Path) -> int:
    """Execute `notebook` in place, in a fresh kernel with the variables `environment`, working in `folder`
    (made if it is missing); return the peak memory of the kernel and its children in bytes.

    Raises LessonFailed at the first cell that fails. An interruption (Ctrl-C) ends the kernel and goes on to
    the caller.
    """
    folder.mkdir(exist_ok=True)
    started: list[NotebookNode] = []
    errors: list[Exception] = []
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=CELL_SECONDS,
        store_widget_state=False,
        on_cell_execute=lambda cell, cell_index: started.append(cell),
        resources={"metadata": {"path": str(folder)}},
    )
    spec = client.create_kernel_manager().kernel_spec
    assert spec  # since ipykernel is here
    spec.argv = [sys.executable, "-m", lifeline.__name__, "ipykernel_launcher", "-f", "{connection_file}"]
    # In a thread: this one watches the memory, and in the main thread nbclient would take Ctrl-C for itself.
    worker = threading.Thread(target=_execute, args=(client, environment, errors), daemon=True)
    worker.start()
    peak = 0
    try:
        while worker.is_alive():
            peak = max(peak, _memory(client))
            worker.join(POLL_SECONDS)
    except KeyboardInterrupt:
        while worker.is_alive():  # the kernel may be only just starting
            for process in _processes(client):
                process.kill()
            worker.join(POLL_SECONDS)
        raise
    if errors:
        raise LessonFailed(_sentence(errors[0], started)) from errors[0]
    return peak


def _execute(client: NotebookClient, environment: dict[str, str], errors: list[Exception]) -> None:
    try:
        # What the kernel logs about itself is of no use here; what cells print to stderr is in their outputs.
        with lifeline.new() as line:
            client.execute(env=environment, stderr=subprocess.DEVNULL, stdin=line)
    except Exception as error:  # handed to the thread that waits
        errors.append(error)


def _processes(client: NotebookClient) -> list[psutil.Process]:
    """Return the kernel's process and its children, as psutil has them; [] while there is no kernel."""
    pid = getattr(getattr(client.km, "provisioner", None), "pid", None)
    if pid is None:
        return []
    try:
        kernel = psutil.Process(pid)
        return [kernel, *kernel.children(recursive=True)]
    except psutil.Error:
        return []


def _memory(client: NotebookClient) -> int:
    total = 0
    for process in _processes(client):
        try:
            total += process.memory_info().rss
        except psutil.Error:  # it ended just now
            continue
    return total


def _sentence(error: Exception, started: list[NotebookNode]) -> str:
    if not started:
        return f"the notebook could not be run: {_last_line(str(error))}"
    return f'in the cell "{first_line(started[-1].source)}": {_reason(error)}'


def _reason(error: Exception) -> str:
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {_last_line(error.evalue)}".removesuffix(": ")
    if isinstance(error, CellTimeoutError):
        return f"not done after {CELL_SECONDS} s"
    if isinstance(error, DeadKernelError):
        return "the kernel died"
    return _last_line(str(error))


def _last_line(text: str) -> str:
    lines = [line for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""


def first_line(source: str) -> str:
    """Return the first line of a cell that says something: what people know it by."""
    return next((line.strip() for line in source.splitlines() if line.strip()), "")
