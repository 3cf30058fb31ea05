"""nbval's holes are closed: a notebook that is broken on purpose, and what every notebook must have."""

import os
import re
import shutil
import subprocess
import sys

import nbformat

from course import catalogue
from course.publish import glossary
from course.settings import ROOT

NOTEBOOKS = ROOT / "notebooks"
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadfile")


def nbval(*arguments):
    """Run pytest on notebooks in the way of `python3 -m course test`; its exit code and what it printed."""
    command = [sys.executable, "-m", "pytest", *map(str, arguments), "--nbval-lax", "--color=no"]
    command += ["-p", "no:cacheprovider"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, encoding="utf-8")
    return ended.returncode, ended.stdout


def test_all_four_faults_are_reported_at_once():
    code, printed = nbval("tests/broken.ipynb", "--nbval-cell-timeout=120", "--durations=1", *SIDE_BY_SIDE)
    assert code == 1, printed
    assert "Cell 0: Marked to have its output checked, but no output is stored" in printed
    assert "Cell 1: Not plain Python (a magic?), line 1: '%no_such_magic" in printed
    assert "Cell 2: Marked as raising an exception, but it raised none." in printed
    assert "Cell 3: The kernel died while this cell ran." in printed
    assert "4 failed, 1 xfailed" in printed
    longest = re.search(r"([\d.]+)s (?:call|setup|teardown) ", printed)
    assert float(longest[1]) < 20, printed


def test_nbval_alone_lets_them_pass():
    """If this fails, nbval has closed a hole, and the conftest.py at the root may become shorter."""
    code, printed = nbval("tests/broken.ipynb", "--noconftest", "--deselect=tests/broken.ipynb::Cell 3")
    assert code == 0, printed


def notebook(path, *sources, output=None):
    """Write a notebook of code cells; if there is an `output`, it is stored in the last one and checked."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    if output:
        cells[-1].update(outputs=[output], execution_count=1, metadata={"tags": ["nbval-check-output"]})
    kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernelspec}), path)


def test_notebooks_side_by_side(tmp_path):
    """One kernel each, for all cells; of results, the text is compared; no code at all is an error."""
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    pid = 'import os\nwith open("{}.txt", "a") as file:\n    print(os.getpid(), file=file)'
    rich = 'class Rich:\n    __repr__ = lambda self: "rich"\n    _repr_html_ = lambda self: "<b>rich</b>"'
    checked = 'import sys\nprint("a warning", file=sys.stderr)\nRich()'
    for name, text in (("same", "rich"), ("changed", "poor")):
        output = nbformat.v4.new_output("execute_result", data={"text/plain": text}, execution_count=1)
        notebook(tmp_path / f"{name}.ipynb", pid.format(name), pid.format(name), rich, checked, output=output)
    both = [tmp_path / "same.ipynb", tmp_path / "changed.ipynb"]
    code, printed = nbval(*both, f"--rootdir={tmp_path}", *SIDE_BY_SIDE)
    assert code == 1, printed
    assert "1 failed, 7 passed" in printed
    assert re.search(r"FAILED \S*changed\.ipynb::Cell 3", printed) and "Cell outputs differ" in printed
    kernels = [(tmp_path / f"{name}.txt").read_text().split() for name in ("same", "changed")]
    assert [len(pids) for pids in kernels] == [2, 2]
    assert len({pid for pids in kernels for pid in pids}) == 2
    notebook(tmp_path / "empty.ipynb")
    code, printed = nbval(tmp_path, f"--rootdir={tmp_path}", "--collect-only")
    assert code != 0
    assert "empty.ipynb has no code cell" in printed


def test_every_lesson_has_its_notebook_and_every_notebook_its_lesson():
    lessons = {path.stem for path in catalogue.lessons()}
    assert lessons, "there is no lesson in course/lessons"
    assert {path.stem for path in NOTEBOOKS.glob("*.ipynb")} == lessons | {glossary.PAGE}
