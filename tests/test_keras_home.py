"""The user's own Keras settings change no lesson, whatever they are, and the doctor says what is left aside."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from utils import keras_home, quiet

ROOT = Path(quiet.__file__).resolve().parents[1]
ODD = {"backend": "jax", "floatx": "float16", "epsilon": 0.1, "image_data_format": "channels_first"}
SETTINGS = """
import json
from utils.quiet import keras

def settings():
    config = keras.config
    policy, format = config.dtype_policy().name, config.image_data_format()
    return [config.backend(), config.floatx(), config.epsilon(), format, policy, config.max_epochs()]

found = [settings()]
keras.config.set_dtype_policy("mixed_float16")
keras.config.set_image_data_format("channels_first")
keras.config.set_floatx("float64")
from utils.quiet import keras
found.append(settings())
print(json.dumps(found))
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("KERAS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return tmp_path


def test_what_the_user_has_set_changes_no_lesson(home, monkeypatch):
    (home / "keras.json").write_text(json.dumps(ODD))
    for name, value in {
        "KERAS_BACKEND": "torch",
        "KERAS_MAX_EPOCHS": "1",
        "TF_USE_LEGACY_KERAS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    done = subprocess.run([sys.executable, "-c", SETTINGS], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
    usual = ["tensorflow", "float32", 1e-7, "channels_last", "float32", None]
    assert json.loads(done.stdout) == [usual, usual]
    assert json.loads((home / "keras.json").read_text()) == ODD


def test_the_environment_is_the_users_again_afterwards(home, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    seen = []

    class Config:
        def __getattr__(self, name):
            return lambda *_: "jax"

    class Finder:
        def find_spec(self, name, path=None, target=None):
            if name == "keras":
                seen.append({name: os.environ[name] for name in os.environ if name.startswith("KERAS_")})

    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    monkeypatch.setattr(sys, "path", [str(home)])
    (home / "keras.py").write_text("class config:\n    backend = staticmethod(lambda: 'jax')\n")
    with pytest.raises(ImportError, match="Keras was imported before the lesson did, with jax, .* restart"):
        keras_home.import_keras()
    sys.modules.pop("keras")
    assert seen == [{"KERAS_HOME": str(home / keras_home.OURS)}]
    assert os.environ["KERAS_HOME"] == str(home) and os.environ["KERAS_BACKEND"] == "jax"


def test_what_is_left_aside_is_said(home, monkeypatch):
    assert keras_home.left_aside() == []
    (home / "keras.json").write_text(json.dumps(keras_home.STANDARD))
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    assert keras_home.left_aside() == []
    (home / "keras.json").write_text(json.dumps(ODD))
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    monkeypatch.setenv("KERAS_MAX_EPOCHS", "1")
    said = keras_home.left_aside()
    assert len(said) == 6
    assert said[0] == f'{home / "keras.json"} asks for backend "jax"; lessons use tensorflow'
    assert 'the environment sets KERAS_BACKEND "torch"; lessons use tensorflow' in said
    assert 'the environment sets KERAS_MAX_EPOCHS "1"; lessons do without it' in said


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 90_000, b"5", b"folder"])
def test_damaged_settings_are_said(home, content):
    path = home / "keras.json"
    path.mkdir() if content == b"folder" else path.write_bytes(content)
    assert keras_home.left_aside() == [f"{path} can't be read as Keras's settings; lessons do without it"]
