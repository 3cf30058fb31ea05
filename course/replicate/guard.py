"""Runs a Python script, and ends it when whoever asked for it goes away: `python guard.py SCRIPT`.

Standard input is a pipe into which nobody writes. It ends when its other end is closed, on purpose or because
the process that held it was killed, and that is so on every system. Standard library only.
"""

import os
import signal
import subprocess
import sys
import threading


def main(script: str) -> int:
    """Runs `script` and returns its exit code; one that a signal ended has 128 + the signal's number."""
    # Ctrl-C reaches every process of a terminal. What becomes of the script is for its owner to decide.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen([sys.executable, script], stdin=subprocess.DEVNULL)

    def end_with_the_pipe():
        os.read(0, 1)
        child.kill()

    threading.Thread(target=end_with_the_pipe, daemon=True).start()
    code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    os._exit(main(sys.argv[1]))  # without waiting for the thread, which is still reading
