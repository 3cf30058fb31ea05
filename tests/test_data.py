"""MNIST from a file, Keras's cache or a download, and the built-in handwriting in its place."""

import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from utils.images import data, handwriting

ROOT = Path(data.__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """No MNIST anywhere: no variable names it, and Keras's cache is empty."""
    for name in ("COURSE_MNIST", "COURSE_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))


@pytest.fixture
def small_mnist(monkeypatch, tmp_path):
    """A whole file in MNIST's form, with 20 built-in digits, whose sums `data` takes for MNIST's."""
    x, y = handwriting.digits(20, 5)
    arrays = {"x_train": x[:12], "y_train": y[:12], "x_test": x[12:], "y_test": y[12:]}
    sums = {name: (a.shape, hashlib.sha256(a.tobytes()).hexdigest()) for name, a in arrays.items()}
    monkeypatch.setattr(data, "MNIST_ARRAYS", sums)
    path = tmp_path / "mnist.npz"
    np.savez_compressed(path, **arrays)
    return path, arrays


def test_a_named_file_is_used(small_mnist, monkeypatch):
    path, arrays = small_mnist
    monkeypatch.setenv("COURSE_MNIST", str(path))
    digits = data.load()
    assert digits.name == "mnist"
    assert np.array_equal(digits.x_test, arrays["x_test"])


def _cut(path):
    path.write_bytes(path.read_bytes()[:-400])


def _no_zip(path):
    path.write_text("<html>404</html>")


def _empty(path):
    path.write_bytes(b"")


def _one_byte(path):
    with np.load(path) as file:
        arrays = dict(file)
    arrays["x_train"][3, 14, 14] ^= 1
    np.savez_compressed(path, **arrays)


def _lacks_labels(path):
    with np.load(path) as file:
        arrays = dict(file)
    del arrays["y_test"]
    np.savez(path, **arrays)


def _other_shape(path):
    with np.load(path) as file:
        arrays = dict(file)
    arrays["x_train"] = arrays["x_train"][1:]
    np.savez(path, **arrays)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (_cut, "not a whole mnist.npz"),
        (_no_zip, "not a whole mnist.npz"),
        (_empty, "not a whole mnist.npz"),
        (_one_byte, "x_train has the SHA-256"),
        (_lacks_labels, "y_test"),
        (_other_shape, "x_train should be uint8 (12, 28, 28), but is uint8 (11, 28, 28)"),
        (os.remove, "is not there"),
    ],
)
@pytest.mark.parametrize("source", ["auto", "mnist"])
def test_a_named_file_with_damage_is_an_error(small_mnist, monkeypatch, damage, says, source):
    path, _ = small_mnist
    monkeypatch.setenv("COURSE_MNIST", str(path))
    damage(path)
    with pytest.raises(data.DataError) as raised:
        data.load(source)
    message = str(raised.value)
    assert says in message and str(path) in message and "COURSE_MNIST" in message
    assert "\n" not in message


def test_keras_cache_is_used_without_a_download(small_mnist, monkeypatch, tmp_path):
    path, arrays = small_mnist
    cache = tmp_path / "keras" / "datasets" / "mnist.npz"
    cache.parent.mkdir(parents=True)
    cache.write_bytes(path.read_bytes())
    monkeypatch.setattr(data, "download", lambda cache: pytest.fail("it was downloaded"))
    assert np.array_equal(data.load("mnist").x_train, arrays["x_train"])


def test_without_mnist_one_sentence_says_what_is_used(monkeypatch, capsys):
    monkeypatch.setattr(data, "download", lambda cache: "it could not be downloaded")
    monkeypatch.setattr(data, "builtin", lambda: "the built-in handwriting's digits")
    assert data.load() == "the built-in handwriting's digits"
    said = capsys.readouterr().out
    assert "built-in handwriting" in said and "COURSE_MNIST" in said and said.count("\n") == 1


def test_mnist_that_was_asked_for_is_not_replaced(monkeypatch):
    monkeypatch.setattr(data, "download", lambda cache: "it could not be downloaded")
    with pytest.raises(data.DataError, match="MNIST was asked for"):
        data.load("mnist")


def test_a_damaged_cache_is_told(monkeypatch, tmp_path, capsys):
    cache = tmp_path / "keras" / "datasets" / "mnist.npz"
    cache.parent.mkdir(parents=True)
    cache.write_text("half a file")
    monkeypatch.setattr(data, "download", lambda cache: "it could not be downloaded")
    monkeypatch.setattr(data, "builtin", lambda: None)
    data.load()
    assert f"{cache} is damaged" in capsys.readouterr().out


def test_a_network_that_swallows_everything_is_given_up():
    """A server on this machine that takes the connection and never says a word, met by Keras for real."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        script = (
            "import sys, time, keras\n"
            "from utils import data\n"
            "get_file = keras.utils.get_file\n"
            "module = sys.modules[keras.datasets.mnist.load_data.__module__]\n"
            f"address = 'http://127.0.0.1:{server.getsockname()[1]}/mnist.npz'\n"
            "module.get_file = lambda fname, origin, **rest: get_file(fname, origin=address, **rest)\n"
            "data.PATIENCE = 1\n"
            "began = time.monotonic()\n"
            "print('why', data.download(data.keras_cache()))\n"
            "print('took', time.monotonic() - began)\n"
        )
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        for name in ("http_proxy", "HTTP_PROXY"):
            env.pop(name, None)
        taker = threading.Thread(target=lambda: [server.accept(), time.sleep(5)], daemon=True)
        taker.start()
        out = subprocess.run(
            [sys.executable, "-c", script], env=env, text=True, capture_output=True, timeout=60
        )
    assert "why" in out.stdout, out.stderr
    told = dict(line.split(" ", 1) for line in out.stdout.splitlines() if line.startswith(("why", "took")))
    assert "no answer" in told["why"] or "could not be downloaded" in told["why"]
    assert float(told["took"]) < 5


def test_an_unknown_source_is_an_error():
    with pytest.raises(data.DataError, match="choose"):
        data.load("emnist")


def test_course_data_decides_what_auto_is(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "builtin")
    monkeypatch.setattr(data, "builtin", lambda: "built in")
    assert data.load() == "built in"


def test_the_digest_follows_every_array():
    x, y = handwriting.digits(10, 1)
    digits = data.Digits("builtin", x[:6], y[:6], x[6:], y[6:])
    assert data.digest(digits) == data.digest(digits._replace(name="other"))
    assert data.digest(digits) != data.digest(digits._replace(y_test=y[6:] + 1))


def test_mnists_digest_is_known_without_the_file(small_mnist, monkeypatch):
    path, _ = small_mnist
    monkeypatch.setenv("COURSE_MNIST", str(path))
    assert data.digest(data.load()) == data.mnist_digest()


def test_shift_moves_right_and_down_and_brings_paper_in():
    image = np.arange(12, dtype=np.uint8).reshape(1, 3, 4) + 1
    moved = data.shift(image, right=1, down=-1)
    assert moved.tolist() == [[[0, 5, 6, 7], [0, 9, 10, 11], [0, 0, 0, 0]]]
    assert np.array_equal(data.shift(image), image)
    with pytest.raises(ValueError, match="leaves nothing"):
        data.shift(image, right=4)


def test_permute_pixels_is_one_order_for_all_images():
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28, 1), dtype=np.uint8)
    moved = data.permute_pixels(images, seed=4)
    assert moved.shape == images.shape and not np.array_equal(moved, images)
    assert np.array_equal(moved[1:2], data.permute_pixels(images[1:2], seed=4))
    assert np.array_equal(np.sort(moved[0], axis=None), np.sort(images[0], axis=None))


def test_coloured_puts_each_image_into_one_of_three_colours():
    images = np.random.default_rng(0).integers(1, 256, (90, 28, 28), dtype=np.uint8)
    painted = data.coloured(images, np.random.default_rng(1))
    assert painted.shape == (90, 28, 28, 3) and painted.dtype == np.uint8
    assert np.array_equal(painted.sum(axis=3), images)
    assert np.all(np.sum(painted.any(axis=(1, 2)), axis=1) == 1)
    assert np.all(np.sum(painted.any(axis=(1, 2)), axis=0) > 15)
    assert np.array_equal(painted, data.coloured(images, np.random.default_rng(1)))
    assert data.coloured(images[:0], np.random.default_rng(1)).shape == (0, 28, 28, 3)


def test_importing_utils_leaves_tensorflow_alone():
    script = "import sys; from utils import checks, data, evidence, plots; print('tensorflow' in sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
        capture_output=True,
        check=True,
    )
    assert out.stdout.strip() == "False"
