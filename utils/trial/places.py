"""Where the recorded runs and the learner's own are: told by the environment, else found from where we work.

This package is used by lessons wherever they are opened, so it doesn't know its own clone. COURSE_HOME names
the clone's root; without it, the root is the nearest folder, from the working directory upward, that holds
`course/evidence`. Outside of any clone there are no recorded runs, and nothing is kept.
"""

import os
from pathlib import Path


def home() -> Path | None:
    """Return the clone's root, or None where there is none."""
    named = os.environ.get("COURSE_HOME")
    if named:
        return Path(named)
    here = Path.cwd()
    return next(
        (folder for folder in (here, *here.parents) if (folder / "course" / "evidence").is_dir()), None
    )


def evidence_file(lesson: str, data: str) -> Path | None:
    """Return where the evidence of `lesson` on `data` ("mnist" or "builtin") is, if there is a clone; the
    file may be missing."""
    root = home()
    return root / "course" / "evidence" / f"{lesson}.{data}.json" if root else None


def own_runs(lesson: str, data: str) -> Path | None:
    """Return the folder for the learner's own runs of `lesson` on `data`; it may be missing."""
    root = home()
    return root / "my" / "runs" / f"{lesson}.{data}" if root else None
