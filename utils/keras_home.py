"""Keras's folder, and Keras without the user's own settings, which would change what a lesson measures.

Keras is set up by a file, keras.json, and by variables whose names begin with KERAS_. Another backend is not
installed here; another type of float or order of axes makes other networks; a damaged keras.json keeps Keras from
starting. So Keras is imported with a folder of its own, below the user's, and without these variables.
"""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from utils.files import UnreadableError, read_json, shown

OURS = "digits-on-trial"  # the folder, which Keras gives a keras.json of its own
LARGEST = 100_000  # bytes of a keras.json; usually some 100
STANDARD = {
    "backend": "tensorflow",
    "floatx": "float32",
    "epsilon": 1e-7,
    "image_data_format": "channels_last",
    "nnx_enabled": False,
}


def home() -> Path:
    """Return the folder in which Keras keeps the user's files, whether or not it is there."""
    folder = os.path.expanduser(os.environ.get("KERAS_HOME") or os.path.join("~", ".keras"))
    return elsewhere() if folder.startswith("~") else Path(folder).absolute()  # some users have no home


def elsewhere() -> Path:
    """Return the folder that Keras takes where it can't write into its own."""
    return Path("/tmp" if os.path.isdir("/tmp") else tempfile.gettempdir(), ".keras")


def can_be_written(folder: Path) -> bool:
    """Return whether files can be put into a folder, which is made where it isn't there."""
    nearest = next((one for one in (folder, *folder.parents) if os.path.lexists(one)), folder)
    return os.path.isdir(nearest) and os.access(nearest, os.W_OK | os.X_OK)


def import_keras() -> Any:
    """Return Keras as the lessons use it. Raises ImportError if it was imported before with another backend."""
    own = str(home() / OURS)
    theirs = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("KERAS_")}
    os.environ["KERAS_HOME"] = own
    try:
        import keras
    finally:
        del os.environ["KERAS_HOME"]
        os.environ.update(theirs)
    # It may have been imported before, by what Jupyter runs first (its profile's startup folder) or by the learner.
    if keras.config.backend() != STANDARD["backend"]:
        raise ImportError(
            f"Keras was imported before the lesson did, with {keras.config.backend()}, but lessons use TensorFlow: "
            "restart the kernel and import Keras from utils.quiet first."
        )
    keras.config.set_floatx(STANDARD["floatx"])
    keras.config.set_epsilon(STANDARD["epsilon"])
    keras.config.set_image_data_format(STANDARD["image_data_format"])
    keras.config.set_dtype_policy(STANDARD["floatx"])
    return keras


def left_aside() -> list[str]:
    """Return a sentence for each of the user's own settings that would change Keras, if lessons heeded them."""
    path, found = home() / "keras.json", []
    try:
        asked = read_json(path, LARGEST)
        found = [
            _aside(f"{shown(path)} asks for", name, asked.get(name, STANDARD[name])) for name in STANDARD
        ]
    except FileNotFoundError:
        pass
    except (UnreadableError, AttributeError):
        found = [f"{shown(path)} can't be read as Keras's settings; lessons do without it"]
    variables = [name for name in sorted(os.environ) if name.startswith("KERAS_") and name != "KERAS_HOME"]
    found += [_aside("the environment sets", name, os.environ[name]) for name in variables]
    return [sentence for sentence in found if sentence]


def _aside(who: str, name: str, value: Any) -> str:
    """Return what to say of one setting: nothing where it is as lessons have it."""
    wanted = STANDARD.get(name.removeprefix("KERAS_").lower())
    if value == wanted:
        return ""
    ours = "lessons do without it" if wanted is None else f"lessons use {wanted}"
    return f"{who} {name} {json.dumps(value)[:50]}; {ours}"
