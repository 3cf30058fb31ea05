"""Writing a file whole or not at all, and only if it changes; reading one that anybody may have damaged."""

import json
import os
import stat
from pathlib import Path
from typing import Any

LONGEST = 200  # characters of a path in a message


class UnreadableError(ValueError):
    """What lies where a JSON file should be can't be read as one; the message says why, in a few words."""


def read_json(path: Path, most: int) -> Any:
    """Return what the JSON file at `path` holds. Raises FileNotFoundError if nothing is there, UnreadableError for
    anything but a file of at most `most` bytes with JSON in it."""
    try:
        _must_be_a_file(path, most)  # before it is opened: a pipe would be waited for
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, UnreadableError):
        raise
    except RecursionError:
        raise UnreadableError("it is nested too deeply") from None
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from None
    except ValueError as error:  # no text, no JSON, a number of thousands of digits
        raise UnreadableError(str(error)) from None


def _must_be_a_file(path: Path, most: int) -> None:
    there = path.stat()
    if not stat.S_ISREG(there.st_mode):
        raise UnreadableError("it is no file")
    if there.st_size > most:
        raise UnreadableError(f"it has {there.st_size / 1e6:.0f} MB")


def write_whole(path: Path, content: str | bytes) -> None:
    """Write text (in UTF-8, line ends as they are) or bytes to `path`, making its folder if need be.

    A reader meanwhile, or after a crash, finds the old content or the new, never a part. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def write_if_changed(path: Path, text: str) -> bool:
    """Write `text` to `path` unless it stands there already; return whether it had to be written."""
    # Bytes that are no text become signs that no text of ours has, so that a damaged file is written anew.
    if path.is_file() and path.read_text(encoding="utf-8", errors="surrogateescape") == text:
        return False
    write_whole(path, text)
    return True


def shown(path: Path) -> str:
    """Return a path as a sentence can hold it: on one line, in characters that every screen has, and not too long."""
    text = str(path) if str(path).isprintable() else ascii(str(path))
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}…{text[-LONGEST // 2 :]}"
