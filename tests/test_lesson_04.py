"""Lesson 04 starts without TensorFlow, and its exercise is held against Keras itself."""

import subprocess
import sys

import numpy as np
import pytest

from course.catalogue import LESSONS
from course.settings import environment
from utils.exercises import conv2d

pytestmark = pytest.mark.lesson("04")
LESSON = LESSONS / "04_convolution_padding_and_stride.py"


def test_nothing_waits_for_tensorflow_until_keras_is_compared_with(tmp_path):
    by_hand, comparison, _ = LESSON.read_text(encoding="utf-8").partition("from utils.quiet import keras")
    assert comparison and "def convolve(" in by_hand
    script = tmp_path / "by_hand.py"
    loaded = "\nimport sys\nprint({'keras', 'tensorflow'} & set(sys.modules))\n"
    script.write_text(by_hand + loaded, encoding="utf-8")
    env = environment(strict=True) | {"MPLBACKEND": "Agg"}
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "set()"


def test_without_a_mistake_the_convolution_that_mistakes_are_made_in_is_that_of_keras():
    assert len(conv2d.inputs()) > 50
    for arguments in conv2d.inputs():
        assert np.array_equal(conv2d.convolve(*arguments), conv2d.reference(*arguments)), arguments
