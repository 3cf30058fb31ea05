"""For pytest, over tests/ and notebooks/ alike: closes four holes of nbval (0.11).

nbval passes silently over a checked cell without a stored output, over an unknown magic and over a cell that
should raise an exception and doesn't; and when a kernel dies, it waits out the whole cell timeout. Over a
notebook without code it passes, too. Each of these is a failure here.

This file stands at the root because hooks in tests/ would not see notebooks/.
"""

import ast
import math
import time
from collections.abc import Generator
from queue import Empty
from typing import Any

import pytest

try:
    import nbval.plugin
except ImportError:  # set-up's own tests run before anything is installed
    nbval = None

collect_ignore = ["tests/broken.ipynb"]  # it fails on purpose; tests/test_nbval.py names it
POLL_SECONDS = 1
# As course/publish/outputs.py stores outputs: what is the same on every machine.
NOT_STORED = ("stderr", "text/html")


class KernelDied(Exception):
    """The kernel ended while a cell ran."""


if nbval:

    class WatchedKernel(nbval.plugin.RunningKernel):
        """nbval's kernel, with its death noticed at once instead of at the end of the cell's time."""

        def get_message(self, stream: str, timeout: float | None = None) -> dict[str, Any]:
            """Return the kernel's next message. Raises Empty after `timeout` seconds, KernelDied."""
            deadline = time.monotonic() + (math.inf if timeout is None else timeout)
            while True:
                left = deadline - time.monotonic()
                try:
                    return super().get_message(stream, timeout=max(0, min(POLL_SECONDS, left)))
                except Empty:
                    if not self.is_alive():
                        raise KernelDied from None
                    if left <= POLL_SECONDS:
                        raise

    nbval.plugin.RunningKernel = WatchedKernel


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let `-k lesson_04` find the tests that are marked `lesson("04")`."""
    for mark in item.iter_markers("lesson"):
        item.extra_keyword_matches.update(f"lesson_{number}" for number in mark.args)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """Fail a notebook in which there is nothing to run."""
    report = yield
    if nbval and isinstance(collector, nbval.plugin.IPyNbFile) and report.passed and not report.result:
        report.outcome = "failed"
        report.longrepr = f"{collector.path.name} has no code cell: there is nothing to run in it."
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a cell for what nbval lets pass."""
    if not (nbval and isinstance(item, nbval.plugin.IPyNbCell)):
        return (yield)
    _must_have_its_output(item)
    _must_be_plain_python(item)
    item.parent.skip_compare = tuple({*item.parent.skip_compare, *NOT_STORED})
    try:
        result = yield
    except KernelDied:
        item.parent.kernel.stop()  # closes what is left of it: nbval does so only while it lives
        item.parent.timed_out = True  # nbval's way to expect the failure of the cells that follow
        item.raise_cell_error("The kernel died while this cell ran.")
    _must_have_raised(item)
    return result


def _must_have_its_output(item: Any) -> None:
    if item.options["check"] and (not item.cell.outputs or item.cell.execution_count is None):
        item.raise_cell_error(
            "Marked to have its output checked, but no output is stored: build the notebook."
        )


def _must_be_plain_python(item: Any) -> None:
    """Magics and shell commands are no Python, so neither kernel nor script could both run the lesson."""
    try:
        tree = compile(item.cell.source, "cell", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError as error:
        item.raise_cell_error(f"Not plain Python (a magic?), line {error.lineno}: {error.text!r}")
    if any(isinstance(node, ast.Name) and node.id == "get_ipython" for node in ast.walk(tree)):
        item.raise_cell_error(
            "A magic called through get_ipython(): lessons also run as scripts, without IPython."
        )


def _must_have_raised(item: Any) -> None:
    raised = any(output.output_type == "error" for output in item.test_outputs or [])
    if item.options["check_exception"] and not raised:
        item.raise_cell_error("Marked as raising an exception, but it raised none.")
