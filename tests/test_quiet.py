"""What libraries write past Python is turned away, Python's own words and exceptions are not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from utils import quiet

ROOT = Path(quiet.__file__).resolve().parents[1]


def test_only_what_is_written_inside_is_turned_away(capfd):
    print("before", file=sys.stderr)
    with quiet.silence():
        os.write(2, b"from C\n")
    print("after", file=sys.stderr)
    assert capfd.readouterr().err == "before\nafter\n"


def test_an_exception_passes_and_the_stream_is_back(capfd):
    with pytest.raises(KeyError), quiet.silence():
        raise KeyError("mine")
    os.write(2, b"heard\n")
    assert capfd.readouterr().err == "heard\n"


@pytest.mark.parametrize(
    "without",
    ["sys.stderr = None", "sys.stderr.close()", "os.close(2)", "os.close(2); sys.stderr = None"],
)
def test_without_an_error_stream_the_block_runs(without):
    code = f"import os, sys; from utils.quiet import silence; {without}\nwith silence(): print('ran')\nprint('left')"
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert out.stdout == "ran\nleft\n"


def test_keras_comes_when_it_is_asked_for_and_without_a_word(tmp_path):
    (tmp_path / "keras.json").write_text("[]")  # damaged: Keras alone would stop at it
    code = (
        "import sys; from utils import quiet; print('keras' in sys.modules); "
        "from utils.quiet import keras; print(keras is sys.modules['keras'])"
    )
    env = {name: value for name, value in os.environ.items() if name != "TF_CPP_MIN_LOG_LEVEL"}
    env["KERAS_HOME"] = str(tmp_path)
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)
    assert (out.stdout, out.stderr) == ("False\nTrue\n", "")
    with pytest.raises(AttributeError, match="'torch'"):
        _ = quiet.torch
