"""For pytest, over tests/ and notebooks/ alike: closes four holes of nbval (0.11).

nbval passes silently over a marked cell without a stored output, over an unknown magic and over a cell that
should raise an exception and doesn't; and when a kernel dies, it waits out the whole cell timeout. Over a
notebook without code it passes, too. Each of these is a failure here.

This file stands at the root because hooks in tests/ would not see notebooks/.
"""

import ast
import time
from queue import Empty

import pytest

try:
    from nbval.plugin import IPyNbCell, IPyNbFile
except ImportError:  # set-up's own tests run before anything is installed
    IPyNbCell = IPyNbFile = ()

collect_ignore = ["tests/broken.ipynb"]  # it fails on purpose; tests/test_nbval.py names it
POLL_SECONDS = 1
NOT_STORED = (
    "stderr",
    "text/html",
)  # as course/publish/editions.py stores outputs: what is the same on every machine


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if isinstance(collector, IPyNbFile) and report.passed and not report.result:
        report.outcome = "failed"
        report.longrepr = f"{collector.path.name} has no code cell: there is nothing to run in it."
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if not isinstance(item, IPyNbCell):
        return (yield)
    _must_have_its_output(item)
    _must_be_plain_python(item)
    item.parent.skip_compare = tuple({*item.parent.skip_compare, *NOT_STORED})
    kernel = item.parent.kernel
    read = type(kernel).get_message.__get__(kernel)
    kernel.get_message = lambda stream, timeout=None: _watched(item, read, stream, timeout)
    result = yield
    _must_have_raised(item)
    return result


def _must_have_its_output(item):
    if item.options["check"] and (not item.cell.outputs or item.cell.execution_count is None):
        item.raise_cell_error(
            "Marked to have its output checked, but no output is stored: build the notebook."
        )


def _must_be_plain_python(item):
    """Magics and shell commands are no Python, so neither kernel nor script could both run the lesson."""
    try:
        tree = compile(item.cell.source, "cell", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError as error:
        item.raise_cell_error(f"Not plain Python (a magic?), line {error.lineno}: {error.text!r}")
    if any(isinstance(node, ast.Name) and node.id == "get_ipython" for node in ast.walk(tree)):
        item.raise_cell_error(
            "A magic called through get_ipython(): lessons also run as scripts, without IPython."
        )


def _must_have_raised(item):
    raised = any(output.output_type == "error" for output in item.test_outputs or [])
    if item.options["check_exception"] and not raised:
        item.raise_cell_error("Marked as raising an exception, but it raised none.")


def _watched(item, read, stream, timeout):
    """Read the kernel's next message as nbval does, but give up as soon as the kernel is dead."""
    deadline = time.monotonic() + timeout
    while True:
        left = deadline - time.monotonic()
        try:
            return read(stream, timeout=max(0, min(POLL_SECONDS, left)))
        except Empty:
            if not item.parent.kernel.is_alive():
                item.parent.kernel.stop()  # closes what is left of it: nbval does so only while it lives
                item.parent.timed_out = True  # nbval's way to expect the failure of the cells that follow
                item.raise_cell_error("The kernel died while this cell ran.")
            if left <= POLL_SECONDS:
                raise
