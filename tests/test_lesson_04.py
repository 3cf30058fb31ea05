"""Lesson 04 starts without TensorFlow, and the check of its exercise stands on Keras itself."""

import subprocess
import sys

import numpy as np
import wrong_answers

from course.catalogue import LESSONS
from course.settings import environment
from utils import checks, exercises

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


def test_without_a_mistake_the_checks_convolution_is_that_of_keras():
    for arguments in exercises.conv2d.inputs():
        ours, theirs = exercises.conv2d.convolve(*arguments), exercises.conv2d.by_keras(*arguments)
        assert np.array_equal(ours, theirs), arguments


def test_every_mistake_that_the_check_knows_is_made_by_a_wrong_answer():
    told = {checks.conv2d(attempt).message for attempt, _ in wrong_answers.conv2d.ATTEMPTS}
    assert {message for _, message in exercises.conv2d.MISTAKES} <= told
