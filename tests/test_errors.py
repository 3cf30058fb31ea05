"""What shows an expected error must fail when there is none, or another one."""

import warnings

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


def test_a_warning_is_shown_and_not_in_red(capsys):
    with errors.warned(saying="half"):
        warnings.warn("something else", DeprecationWarning, stacklevel=1)
        warnings.warn("only half of it was loaded", UserWarning, stacklevel=1)
    shown = capsys.readouterr()
    assert shown.out == "UserWarning: only half of it was loaded\n" and shown.err == ""


@pytest.mark.parametrize("given", [None, "only a part"])
def test_no_warning_is_an_error(given):
    with pytest.raises(AssertionError, match="a warning comes here, and none came"):  # noqa: SIM117
        with errors.warned(saying="half"):
            if given:
                warnings.warn(given, UserWarning, stacklevel=1)


def test_an_error_goes_through_what_waits_for_a_warning():
    with pytest.raises(ValueError, match="broken"), errors.warned(saying="half"):
        raise ValueError("broken")
