"""What `replicate` says while it runs and at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from course.replicate.task import Outcome, Task


@dataclass(frozen=True)
class Failure:
    """What went wrong with a lesson: with one of its runs, or with putting them together."""

    lesson: str
    sentence: str
    seed: int | None = None
    worker: str | None = None


def done(task: Task, outcome: Outcome, number: int, total: int, seconds_to_go: float) -> str:
    """Return the line for a run that is done, the `number`-th of `total`."""
    left = f", about {_short(seconds_to_go)} to go" if number < total else ""
    return f"{_begun(task, outcome)}  ({number} of {total}{left})"


def failed(task: Task, outcome: Outcome, sentence: str) -> str:
    """Return the line for a run that failed."""
    return f"{_begun(task, outcome)}  failed: {sentence}"


def summary(failures: Sequence[Failure], data: str) -> list[str]:
    """Return sentences on all that failed, runs that failed alike in one, and on what becomes of the evidence."""
    sentences = []
    for lesson, sentence in dict.fromkeys((failure.lesson, failure.sentence) for failure in failures):
        alike = [one for one in failures if (one.lesson, one.sentence) == (lesson, sentence)]
        seeds = sorted(one.seed for one in alike if one.seed is not None)
        which = f" seed{'s' if len(seeds) > 1 else ''} {', '.join(map(str, seeds))}" if seeds else ""
        workers = ", ".join(sorted({one.worker for one in alike if one.worker}))
        sentences.append(f"{lesson} {data}{which}{' on ' + workers if workers else ''}: {sentence}")
    for lesson in dict.fromkeys(failure.lesson for failure in failures):
        sentences.append(f"The evidence of {lesson} is not renewed. What is done is kept.")
    return sentences


def _begun(task: Task, outcome: Outcome) -> str:
    line = f"{task.name} {task.data} seed {task.seed}  {outcome.seconds:.1f} s"
    return f"{line}  on {outcome.worker}" if outcome.worker else line


def _short(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds > 90 else f"{seconds:.0f} s"
