"""Where the recorded runs and the learner's own things are: told by the environment, else found from where we work.

This package is used by lessons wherever they are opened, so it doesn't know its own clone. COURSE_HOME names
the clone's root; without it, the root is the nearest folder, from the working directory upward, that holds
`course/evidence`. Outside of any clone there are no recorded runs, and nothing is kept.

A run that is measured or tested has nothing to do with the learner's own: it finds none and leaves none.
"""

import os
from pathlib import Path


def home() -> Path | None:
    """Return the clone's root, or None where there is none."""
    named = os.environ.get("COURSE_HOME")
    if named:
        return Path(named)
    try:
        here = Path.cwd()
    except OSError:  # it was deleted
        return None
    # os.path, since Path.is_dir raises where a folder may not be looked into.
    evidence = Path("course", "evidence")
    return next((folder for folder in (here, *here.parents) if os.path.isdir(folder / evidence)), None)


def evidence_file(lesson: str, data: str) -> Path | None:
    """Return where the evidence of `lesson` on `data` ("mnist" or "builtin") is, if there is a clone; the
    file may be missing."""
    root = home()
    return root / "course" / "evidence" / f"{lesson}.{data}.json" if root else None


def own_runs(lesson: str, data: str) -> Path | None:
    """Return the folder for the learner's own runs of `lesson` on `data`, which may be missing; None where runs
    aren't the learner's."""
    return _own("runs", f"{lesson}.{data}")


def own_guesses() -> Path | None:
    """Return the folder for the learner's predictions, which may be missing; None where runs aren't the
    learner's."""
    return _own("guesses")


def is_own_run() -> bool:
    """Return whether runs here are the learner's: neither measured (COURSE_RECORD) nor tested (COURSE_STRICT)."""
    return not os.environ.get("COURSE_RECORD") and os.environ.get("COURSE_STRICT") != "1"


def _own(*names: str) -> Path | None:
    root = home() if is_own_run() else None
    return root.joinpath("my", *names) if root else None
