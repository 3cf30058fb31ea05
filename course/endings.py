"""How a command ends: by itself, by Ctrl-C or another signal, for a mistake, or since nobody hears it any more.

Standard library only, and nothing newer than Python 3.8.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # no system has all of them
UNDISTURBED = 10  # seconds that a command gets to clean up, however often Ctrl-C is pressed
NOBODY_LISTENS = 141  # a shell's number for a command that a closed pipe has ended


def guarded(command: Callable[[], int]) -> int:
    """Return the exit code of a command, whose standard streams may be closed and which signals may interrupt. What a
    user got wrong is a ValueError, an OSError or a SystemExit, and ends in one sentence."""
    open_streams()
    heed_signals()
    try:
        try:
            return command()
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt as interruption:
        say("Interrupted.")
        return exit_code(interruption)
    except BrokenPipeError:  # `| head` has seen enough, which is no mistake
        return NOBODY_LISTENS
    except (ValueError, OSError) as error:  # about data, evidence and lessons, a sentence each; a full disk
        if sys.flags.dev_mode:  # python3 -X dev -m course …: with the traceback
            raise
        say(f"Error: {error}")
        return 1
    finally:
        for name in _heeded():
            signal.signal(name, signal.SIG_IGN)  # nothing is left to be interrupted
        if _is_unheard():  # Python would try once more, and complain
            point_nowhere(sys.stdout.fileno())


def say(sentence: str) -> None:
    """Tell the user, apart from what the command itself prints, if there is anybody."""
    with contextlib.suppress(OSError, ValueError):
        print(sentence, file=sys.stderr, flush=True)


def exit_code(interruption: KeyboardInterrupt) -> int:
    """Return the exit code of a command that was interrupted, which tells a shell the signal."""
    return 128 + signal_of(interruption)


def signal_of(interruption: KeyboardInterrupt) -> int:
    """Return the number of the signal that has interrupted a command."""
    return int(interruption.args[0]) if interruption.args else signal.SIGINT


def open_streams() -> None:
    """Make every standard stream that is closed lead nowhere. Else print() may fail, and the next file to be opened
    would become standard output, for this process's children too."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        with contextlib.suppress(OSError):
            os.fstat(number)
            continue
        point_nowhere(number)
        setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def heed_signals() -> None:
    """Let Ctrl-C and the signals that end a process raise KeyboardInterrupt, with the signal's number, in the main
    thread. What then cleans up is left undisturbed: those that follow at once do nothing."""
    last = -float("inf")

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal last
        if time.monotonic() - last > UNDISTURBED:
            last = time.monotonic()
            raise KeyboardInterrupt(number)

    for name in _heeded():
        signal.signal(name, interrupt)


def _heeded() -> list[signal.Signals]:
    """Return the signals that a command heeds: not those that whoever started it (`nohup`) has it ignore."""
    known = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
    return [number for number in known if signal.getsignal(number) != signal.SIG_IGN]


def _is_unheard() -> bool:
    """Return whether what was printed can't be written."""
    try:
        sys.stdout.flush()
    except OSError:
        return True
    return False


def point_nowhere(number: int) -> None:
    """Let a file descriptor lead nowhere, for this process's children too."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere == number:
        os.set_inheritable(number, True)
    else:
        os.dup2(nowhere, number)
        os.close(nowhere)
