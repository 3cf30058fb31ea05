"""One constant changed somewhere, and the tests turn red: in the images, in Keras, in the evidence.

Each runs in a copy of the clone, on the built-in handwriting, where the change was made.
"""

import json
import os
import shutil
import subprocess
import sys

import pytest

from course.settings import ROOT, environment

LESSON = "00_start_here"


@pytest.fixture
def copy(tmp_path):
    """A copy of what the tests need."""
    for folder in ("course", "utils", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path in [*ROOT.glob("*.lock"), ROOT / "pyproject.toml", ROOT / "conftest.py", ROOT / "README.md"]:
        shutil.copy(path, tmp_path)
    return tmp_path


def change(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path.name} has changed: name another constant here"
    path.write_text(text.replace(before, after), encoding="utf-8")


def in_copy(copy, command, **more):
    env = environment(data="builtin", seed=1, threads=1, strict=True)
    env |= {"PYTHONPATH": str(copy), "COURSE_HOME": str(copy), "MPLBACKEND": "Agg", **more}
    return subprocess.run(
        [sys.executable, *command], cwd=copy, env=env, capture_output=True, text=True, encoding="utf-8"
    )


def lesson(copy, before_it=""):
    script = f"import runpy\n{before_it}\nrunpy.run_path('course/lessons/{LESSON}.py', run_name='__main__')"
    return in_copy(copy, ["-c", script])


def unit(copy, *names):
    return in_copy(copy, ["-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *names])


def test_an_unchanged_copy_passes(copy):
    done = lesson(copy)
    assert done.returncode == 0, done.stderr
    done = unit(copy, "tests/test_findings.py", "-k", f"versions and {LESSON}")
    assert done.returncode == 0, done.stdout
    done = unit(copy, "tests/test_data.py", "-k", "shift")
    assert done.returncode == 0, done.stdout


def test_a_pens_width(copy):
    path = copy / "utils" / "images" / "handwriting.py"
    change(path, "SOFT = 1.25", "SOFT = 1.5")
    done = lesson(copy)
    assert done.returncode and "ReplayFailed: 00_start_here, builtin, seed 1 differs" in done.stderr


def test_what_comes_in_with_a_shift(copy):
    change(copy / "utils" / "images" / "transforms.py", "np.zeros_like(images)", "np.ones_like(images)")
    done = unit(copy, "tests/test_data.py", "-k", "shift")
    assert done.returncode == 1 and "test_shift" in done.stdout


def test_an_initialiser_of_keras(copy):
    worse = "from utils.quiet import keras; keras.initializers.GlorotUniform.__call__ = "
    worse += (
        "lambda self, shape, dtype=None, **_: 3 * keras.random.normal(shape, dtype=dtype, seed=self.seed)"
    )
    done = lesson(copy, worse)
    assert done.returncode and "ReplayFailed" in done.stderr


@pytest.mark.parametrize("name", ["keras", "numpy", "tensorflow"])
def test_a_version_in_the_evidence(copy, name):
    path = copy / "course" / "evidence" / f"{LESSON}.builtin.json"
    written = json.loads(path.read_text(encoding="utf-8"))
    written["versions"][name] += ".1"
    path.write_text(json.dumps(written), encoding="utf-8")
    done = unit(copy, "tests/test_findings.py", "-k", f"versions and {LESSON}")
    assert done.returncode == 1 and f"{name} is another" in done.stdout, os.linesep.join(
        done.stdout.splitlines()[-9:]
    )
