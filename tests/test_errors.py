"""What shows an expected error must fail when there is none, or another one."""

import pytest

from utils import errors


def test_it_shows_the_error_and_goes_on(capsys):
    with errors.expected(ValueError, saying="an h5"):
        raise ValueError("this is not an h5 file\n" + "word " * 40)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "ValueError: this is not an h5 file" and len(lines) == 4
    assert max(map(len, lines)) <= errors.WIDTH


def test_a_long_message_is_cut(capsys):
    with errors.expected(ValueError, saying="line"):
        raise ValueError("line\n" * 40)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == errors.LINES + 1 and lines[-1] == "…"


def test_no_error_is_an_error():
    with (
        pytest.raises(AssertionError, match="ValueError comes here, and nothing came"),
        errors.expected(ValueError, saying="x"),
    ):
        pass


@pytest.mark.parametrize("error", [TypeError("this one"), ValueError("another one")])
def test_another_error_goes_through(error):
    with pytest.raises(type(error)) as raised, errors.expected(ValueError, saying="this one"):
        raise error
    assert raised.value is error
