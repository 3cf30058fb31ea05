"""An mnist.npz that is damaged, hostile or no file at all: one sentence, at once, and in little memory."""

import os
import time
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import mnist_damages
import numpy as np
import pytest
from test_data import bare, small_mnist  # noqa: F401 - fixtures

from utils.images import data


def told(path):
    """The sentence with which a named file is refused; "" if it holds the digits. Nothing else is said."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            digits = data.read_mnist(path, "The file named in COURSE_MNIST")
        except data.DataError as error:
            message = str(error)
            assert message.startswith("The file named in COURSE_MNIST") and message.endswith("own data.")
            assert message.isprintable() and len(message) < 800
            assert "pickle" not in message and "Error" not in message
            return message
    assert data.digest(digits) == data.mnist_digest()
    return ""


@pytest.mark.parametrize("first", range(0, 90, 30))
def test_random_damage_is_one_sentence(small_mnist, capfd, first):  # noqa: F811
    path, _ = small_mnist
    whole = path.read_bytes()
    for seed in range(first, first + 30):
        path.write_bytes(whole)
        way = mnist_damages.damage(path, seed)
        began = time.monotonic()
        try:
            told(path)
        except BaseException as error:
            error.add_note(f"seed {seed}: {way}")
            raise
        assert time.monotonic() - began < 3, f"seed {seed}: {way}"
        mnist_damages.heal(path)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("claimed", [None, (12, 28, 28)])
def test_a_file_that_would_unpack_to_very_much_is_not_unpacked(small_mnist, claimed):  # noqa: F811
    path, _ = small_mnist
    mnist_damages.bomb(path, 100, claimed)
    assert path.stat().st_size < 150_000
    tracemalloc.start()
    try:
        assert told(path)
        assert tracemalloc.get_traced_memory()[1] < 5e6
    finally:
        tracemalloc.stop()


def test_an_array_on_its_own_under_the_name_is_refused(small_mnist):  # noqa: F811
    path, arrays = small_mnist
    with path.open("wb") as file:
        np.save(file, arrays["x_train"])
    assert "no zip file" in told(path)


def test_arrays_in_columns_are_the_same_digits(small_mnist):  # noqa: F811
    path, arrays = small_mnist
    np.savez(path, **{name: np.asfortranarray(array) for name, array in arrays.items()})
    assert told(path) == ""


def test_another_way_to_pack_is_named(small_mnist):  # noqa: F811
    path, _ = small_mnist
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    assert "x_train is packed otherwise than NumPy packs" in told(path)


def test_a_folder_is_called_one(tmp_path):
    assert ", is a folder. " in told(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "mnist.npz")
    assert "is no ordinary file" in told(tmp_path / "mnist.npz")


def test_odd_paths_are_told(tmp_path):
    circle = tmp_path / "circle.npz"
    circle.symlink_to(circle)
    assert "can't be read (" in told(circle)
    assert "can't be read (" in told(tmp_path / ("x" * 300))
    assert "can't be read (" in told(tmp_path / "mnist\0.npz")
    assert "is not there" in told(tmp_path / "in two\nlines\udcff.npz")
    assert "is not there" in told(Path(*["/", *["far"] * 300]))


def test_a_file_that_may_not_be_read_is_told(small_mnist, monkeypatch):  # noqa: F811
    path, _ = small_mnist

    def refused(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "stat", refused)  # as in a folder that may not be entered; root may all
    assert "can't be read (Permission denied)" in told(path)
