"""Writing a file whole or not at all, and only if it changes."""

import os
from pathlib import Path


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
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    write_whole(path, text)
    return True
