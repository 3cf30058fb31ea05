"""The operating system's locks on files. Standard library only, and Python 3.8 or newer: the set-up uses them, too."""

from __future__ import annotations

import sys
from typing import IO, Any

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def try_to_lock(file: IO[Any]) -> bool:
    """Lock an open file without waiting; return False if another process has it. The lock ends with the file, or
    with the process, however that ends."""
    try:
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some network drives have no locks at all; waiting for them would last for ever.
        return not (sys.platform == "win32" or isinstance(error, BlockingIOError))
    return True
