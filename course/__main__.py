"""`python3 -m course`: the commands are in commands.py. This file is written so that Python 2.7 can read it, to say
which Python is needed; pyproject.toml knows that.
"""

import importlib
import io
import os
import re
import sys

OLD = "The course needs Python 3.%s to 3.%d, and this is Python %d.%d: start it with one of those."

if __name__ == "__main__":
    if sys.version_info < (3, 8):  # noqa: UP036  (what the commands need, even to look for a Python that suits)
        root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        with io.open(os.path.join(root, "pyproject.toml"), encoding="utf-8") as file:  # noqa: UP020
            asked = re.search(r'^requires-python = ">=3\.(\d+),<3\.(\d+)"', file.read(), re.MULTILINE)
        sys.exit(OLD % (asked.group(1), int(asked.group(2)) - 1, sys.version_info[0], sys.version_info[1]))
    from course.endings import guarded

    # Inside: the commands may be interrupted while they are imported, too.
    sys.exit(guarded(lambda: importlib.import_module("course.commands").main()))
