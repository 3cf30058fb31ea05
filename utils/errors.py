"""Errors and warnings that a learner is meant to meet: shown where they come, missed where they don't."""

import contextlib
import textwrap
import warnings
from collections.abc import Iterator

WIDTH = 92  # characters; a notebook's cell shows about so many
LINES = 12


@contextlib.contextmanager
def expected(kind: type[Exception], saying: str) -> Iterator[None]:
    """Run the block below `with`, which must raise an error; print its name and message, and go on.

    kind: the class of the error. saying: words that its message must hold. Raises AssertionError if nothing
    is raised. An error of another class or without those words goes through: it isn't the one to be shown.
    """
    try:
        yield
    except kind as error:
        message = str(error)
        if saying not in message:
            raise
        print(_shown(f"{type(error).__name__}: {message}"))
    else:
        raise AssertionError(
            f"The text says that {kind.__name__} comes here, and nothing came: did the cell change?"
        )


@contextlib.contextmanager
def warned(saying: str) -> Iterator[None]:
    """Run the block below `with`, which must give a UserWarning; print it, not in red, and go on.

    saying: words that its message must hold. Raises AssertionError if no such warning comes.
    """
    with warnings.catch_warnings(record=True, action="always", category=UserWarning) as caught:
        yield
    messages = [str(each.message) for each in caught if saying in str(each.message)]
    if not messages:
        raise AssertionError("The text says that a warning comes here, and none came: did the cell change?")
    print(_shown(f"UserWarning: {messages[0]}"))


def _shown(text: str) -> str:
    wrapped = [part for line in text.splitlines() for part in textwrap.wrap(line, WIDTH) or [""]]
    return "\n".join(wrapped if len(wrapped) <= LINES else [*wrapped[:LINES], "…"])
