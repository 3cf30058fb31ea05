"""A process that runs lessons for its owner, and ends, lesson and all, when its owner goes away.

    python -P runner.py [--fork]

Standard input is its lifeline (course/lifeline.py). Each line of it is an order in JSON: {"script", "directory",
"errors", "environment"}, and while that is carried out, nobody writes.

With --fork (Linux) this process imports what the lesson will import, which takes seconds, and copies itself. The
copy runs the lesson; this process answers with a line, the lesson's exit code, and is ready for the next order. It
never computes anything itself, since TensorFlow can't be copied once it has started its threads. Without --fork it
runs one lesson and ends with its exit code. Standard library only.
"""

import ast
import atexit
import contextlib
import ctypes
import json
import os
import runpy
import select
import signal
import sys
from typing import Any

from course import endings, lifeline

REST_SECONDS = 60  # without an order; the owner starts another one if need be
PR_SET_PDEATHSIG = 1


def main(fork: bool) -> None:
    """Carry out orders. Where a lesson is run, this ends the process or raises what the lesson raised."""
    # Ctrl-C reaches every process of a terminal. What becomes of the lesson is for the owner to decide.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    owner, answers = lifeline.take(), os.dup(1)
    endings.point_nowhere(1)
    order = _copied_for_an_order(owner, answers) if fork else _next_order(owner)
    os.close(answers)
    if fork:
        os.close(owner)
    else:
        lifeline.hang_on(owner)
    _run(order)


def _copied_for_an_order(owner: int, answers: int) -> dict[str, Any]:
    """Carry out orders by copies of this process, each of which gets its order returned."""
    this = os.getpid()
    while True:
        if not select.select([owner], [], [], REST_SECONDS)[0]:
            sys.exit(0)
        order = _next_order(owner)
        _prepare(order["script"])
        copy = os.fork()
        if copy == 0:
            # Should this process be killed, Linux ends the copy, too.
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != this:  # killed before that
                os._exit(1)
            return order
        os.write(answers, b"%d\n" % _end_of(copy, owner))


def _end_of(copy: int, owner: int) -> int:
    """Wait for a copy's end; return its exit code, below 0 for a signal. If the owner goes away, end both."""
    ended = os.pidfd_open(copy)
    if owner in select.select([owner, ended], [], [])[0]:
        lifeline.end_descendants()
        os._exit(1)
    os.close(ended)
    return os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])


def _next_order(owner: int) -> dict[str, Any]:
    """Return the next order; end this process if there is none."""
    line = b""
    while not line.endswith(b"\n"):
        part = os.read(owner, 65536)
        if not part:
            sys.exit(0)
        line += part
    return json.loads(line)


def _prepare(script: str) -> None:
    """Import what the lesson imports at top level, and draw the built-in handwriting if it loads digits: what
    goes wrong here goes wrong in the lesson, too, which then says so."""
    with contextlib.suppress(Exception), open(script, encoding="utf-8") as file:
        tree = ast.parse(file.read())
        for statement in tree.body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                with contextlib.suppress(Exception):
                    exec(compile(ast.Module([statement], []), script, "exec"), {})
        calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
        if "data.load" in calls and os.environ.get("COURSE_DATA") == "builtin":
            sys.modules["utils.images.data"].load("builtin")  # which keeps what it drew


def _run(order: dict[str, Any]) -> None:
    """Become the process that `python script` would be, in the order's directory and environment, and run it."""
    script = order["script"]
    os.environ.update(order["environment"])
    os.chdir(order["directory"])
    with open(order["errors"], "wb") as errors:
        os.dup2(errors.fileno(), 2)
    sys.argv[:] = [script]
    sys.path.insert(0, os.path.dirname(script))
    runpy.run_path(script, run_name="__main__")
    # What is left of a process that ends, without taking TensorFlow apart piece by piece, for which nobody waits.
    atexit._run_exitfuncs()
    os._exit(0)


if __name__ == "__main__":
    main("--fork" in sys.argv[1:])
