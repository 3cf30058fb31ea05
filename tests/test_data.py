"""MNIST from a file, Keras's cache or a download, the built-in handwriting in its place, and changed images."""

import hashlib
import os
import socket
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from utils.images import data, handwriting, transforms

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


def no_download(cache):
    raise data.Unavailable("it could not be downloaded")


def test_without_mnist_one_sentence_says_what_is_used(monkeypatch, capsys):
    monkeypatch.setattr(data, "download", no_download)
    monkeypatch.setattr(data, "builtin", lambda: "the built-in handwriting's digits")
    assert data.load() == "the built-in handwriting's digits"
    said = capsys.readouterr().out
    assert "built-in handwriting" in said and "COURSE_MNIST" in said and said.count("\n") == 1


def test_mnist_that_was_asked_for_is_not_replaced(monkeypatch):
    monkeypatch.setattr(data, "download", no_download)
    with pytest.raises(data.DataError, match="MNIST was asked for, but it could not be downloaded"):
        data.load("mnist")


def test_a_damaged_cache_is_told(monkeypatch, tmp_path, capsys):
    cache = tmp_path / "keras" / "datasets" / "mnist.npz"
    cache.parent.mkdir(parents=True)
    cache.write_text("half a file")
    monkeypatch.setattr(data, "download", no_download)
    monkeypatch.setattr(data, "builtin", lambda: None)
    data.load()
    assert f"{cache} is damaged, and it could not be downloaded" in capsys.readouterr().out


def fetched(port, tmp_path):
    """What `data.download` does in a fresh process, by a real Keras, with a server on this machine as its
    internet: ["None", a new file's size or -1, seconds], the first the reason where there is one."""
    script = (
        "import sys, time, keras\n"
        "from utils.images import data\n"
        "get_file = keras.utils.get_file\n"
        "module = sys.modules[keras.datasets.mnist.load_data.__module__]\n"
        f"address = 'http://127.0.0.1:{port}/mnist.npz'\n"
        "module.get_file = lambda fname, origin, file_hash: get_file(fname, origin=address)\n"
        "data.PATIENCE = 2\n"
        "began, why = time.monotonic(), None\n"
        "try:\n"
        "    data.download(data.keras_cache())\n"
        "except data.Unavailable as reason:\n"
        "    why = reason\n"
        "took = time.monotonic() - began\n"
        "files = list(data.keras_cache().parent.glob('mnist.npz'))\n"
        "print(why, files[0].stat().st_size if files else -1, took, sep='|')\n"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT), "no_proxy": "*", "KERAS_HOME": str(tmp_path / "keras")}
    out = subprocess.run([sys.executable, "-c", script], env=env, text=True, capture_output=True, timeout=120)
    assert out.stdout, out.stderr
    why, size, took = out.stdout.splitlines()[-1].split("|")
    return why, int(size), float(took)


def test_a_download_becomes_the_cache(small_mnist, tmp_path):
    path, _ = small_mnist
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=tmp_path)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        why, size, _ = fetched(server.server_port, tmp_path)
        server.shutdown()
    assert (why, size) == ("None", path.stat().st_size)
    assert data.load("mnist").name == "mnist"  # from the cache: nothing else is here
    assert [file.name for file in (tmp_path / "keras" / "datasets").iterdir()] == ["mnist.npz"]


def test_a_network_that_swallows_everything_is_given_up(tmp_path):
    """A server that takes the connection and never says a word."""
    taken, over = [], threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        listener = threading.Thread(
            target=lambda: (taken.append(server.accept()[0]), over.wait()), daemon=True
        )
        listener.start()
        why, size, took = fetched(server.getsockname()[1], tmp_path)
        over.set()
        listener.join()
        taken[0].close()
    assert (why, size) == ("the network gave no answer for 2 seconds", -1)
    assert took < 6


def test_a_network_that_refuses_is_no_mnist(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert fetched(port, tmp_path)[:2] == ("it could not be downloaded", -1)


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


def test_arrays_are_read_only(small_mnist, monkeypatch):
    path, _ = small_mnist
    monkeypatch.setenv("COURSE_MNIST", str(path))
    with pytest.raises(ValueError, match="read-only"):
        data.load().x_train[0] = 0


def test_the_built_in_handwriting_is_drawn_once_and_read_only(monkeypatch):
    drawn = []

    def few(n, seed):
        drawn.append((n, seed))
        return np.zeros((2, 28, 28), np.uint8), np.zeros(2, np.uint8)

    monkeypatch.setattr(handwriting, "digits", few)
    data.builtin.cache_clear()
    try:
        assert data.builtin() is data.load("builtin")
        assert drawn == [(60000, data.BUILTIN_SEED), (10000, data.BUILTIN_SEED + 1)]
        with pytest.raises(ValueError, match="read-only"):
            data.builtin().y_test[0] = 1
    finally:
        data.builtin.cache_clear()


def test_shift_moves_right_and_down_and_brings_paper_in():
    image = np.arange(12, dtype=np.uint8).reshape(1, 3, 4) + 1
    moved = transforms.shift(image, right=1, down=-1)
    assert moved.tolist() == [[[0, 5, 6, 7], [0, 9, 10, 11], [0, 0, 0, 0]]]
    assert np.array_equal(transforms.shift(image), image)
    with pytest.raises(ValueError, match="leaves nothing"):
        transforms.shift(image, right=4)


def test_permute_pixels_is_one_order_for_all_images():
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28, 1), dtype=np.uint8)
    moved = transforms.permute_pixels(images, seed=4)
    assert moved.shape == images.shape and not np.array_equal(moved, images)
    assert np.array_equal(moved[1:2], transforms.permute_pixels(images[1:2], seed=4))
    assert np.array_equal(np.sort(moved[0], axis=None), np.sort(images[0], axis=None))


def test_coloured_puts_each_image_into_one_of_three_colours():
    images = np.random.default_rng(0).integers(1, 256, (90, 28, 28), dtype=np.uint8)
    painted = transforms.coloured(images, np.random.default_rng(1))
    assert painted.shape == (90, 28, 28, 3) and painted.dtype == np.uint8
    assert np.array_equal(painted.sum(axis=3), images)
    assert np.all(np.sum(painted.any(axis=(1, 2)), axis=1) == 1)
    assert np.all(np.sum(painted.any(axis=(1, 2)), axis=0) > 15)
    assert np.array_equal(painted, transforms.coloured(images, np.random.default_rng(1)))
    assert transforms.coloured(images[:0], np.random.default_rng(1)).shape == (0, 28, 28, 3)


def test_the_bytes_are_those_that_the_recorded_evidence_saw():
    x, _ = handwriting.digits(50, 2)
    changed = [
        transforms.shift(x, right=2, down=-3),
        transforms.permute_pixels(x, seed=1),
        transforms.coloured(x, np.random.default_rng(1)),
    ]
    assert [hashlib.sha256(images.tobytes()).hexdigest()[:16] for images in changed] == [
        "b86316c55faa1274",
        "a6c813baf3f49d05",
        "f2bd4d8a65ba9a0d",
    ]


def test_importing_utils_leaves_tensorflow_alone():
    script = (
        "import sys; from utils import plots, quiet; from utils.images import data, photo; "
        "print('tensorflow' in sys.modules)"
    )
    out = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
        capture_output=True,
        check=True,
    )
    assert out.stdout.strip() == "False"
