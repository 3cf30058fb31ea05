"""One run of a lesson: opened by `start`, filled by `record`, judged by its questions, closed by `report`."""

import os
import platform
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from utils.images import data
from utils.trial import curves, kept, report, seeds, suspect
from utils.trial.evidence import ByArm, Evidence, read
from utils.trial.guess import Guess, answered, taken
from utils.trial.question import Question, ask

VERSIONED = ("numpy", "keras", "tensorflow")


def _new_name() -> str:
    """Return a file name that sorts by time; kernels side by side get different ones."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(3)}.json"


@dataclass
class Run:
    """One run of a lesson. Made by `start`."""

    lesson: str
    data: str
    data_sha256: str
    seed: int
    threads: int
    guess: Guess
    keras_seeded: bool
    one_order: bool = False  # see `start`
    started: float = field(default_factory=time.perf_counter)
    recorded: ByArm = field(default_factory=dict)
    reported: ByArm = field(default_factory=dict)
    timed: set[tuple[str, str]] = field(default_factory=set)
    skipped_long: set[str] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)
    edited: bool = False  # something was recorded twice: no longer an honest run from top to bottom
    evidence: Evidence | None = None
    kept_as: str = field(default_factory=_new_name)

    def reseed(self) -> None:
        """Make everything random start again from the run's seed, so that what comes next starts alike."""
        seeds.seed_everything(self.seed, self.one_order)

    def record(
        self,
        measure: str,
        arm: str,
        value: float | Sequence[float] | np.ndarray,
        reported: float | None = None,
        timed: bool = False,
    ) -> None:
        """Keep a number, or a sequence of numbers (a curve), for one arm of one measure.

        reported: what somebody published for the same thing, to be marked beside ours. timed: a clock told it,
        so it may differ when the run is repeated. Recording a pair again, in a cell that is run a second time,
        overwrites it. A value that isn't finite, as a diverging training gives it, is left out with a sentence; in a
        run that is measured or tested it raises ValueError, as anything but numbers does.
        """
        value = _plain(f"{measure}, {arm}", value)
        if not np.all(np.isfinite(value)):
            self._leave_out(f'"{measure}, {arm}" came out as {value}')
            return
        if reported is not None and isinstance(value, list):
            raise ValueError(f'"{measure}, {arm}" is a curve; a reported figure stands beside a number.')
        arms = self.recorded.setdefault(measure, {})
        self.edited = self.edited or arms.get(arm, value) != value
        arms[arm] = value
        if reported is not None:
            self.reported.setdefault(measure, {})[arm] = float(reported)
        if timed:
            self.timed.add((measure, arm))

    def _leave_out(self, what: str) -> None:
        if os.environ.get("COURSE_STRICT") == "1" or os.environ.get("COURSE_RECORD"):
            raise ValueError(f"{what}, which is no finite number.")
        print(f"{what}: it is left out, and this run isn't kept among yours.")
        self.edited = True

    def lacking(self) -> list[str]:
        """Return the arms that a question asks about and this run hasn't measured, long ones left out."""
        asked = {
            (question.measure, arm)
            for question in self.questions
            for declared in question.declared
            for arm in (declared.arm, declared.against)
            if isinstance(arm, str)
        }
        known = self.evidence
        return sorted(
            f"{measure}, {arm}"
            for measure, arm in asked
            if arm not in self.recorded.get(measure, {})
            and not (known and known.has(measure, arm) and known.is_long(measure, arm))
        )

    def long(self, function: Callable[[], None], minutes: float, wanted: bool = False) -> None:
        """Run a long arm, a function that trains and records, where there is time for it.

        `course replicate` runs it; in a lesson its recorded runs are shown instead, unless `wanted`, which takes
        about `minutes`. Everything random starts anew before and after it, so that whether it ran changes nothing
        else.
        """
        name = function.__name__
        if wanted or os.environ.get("COURSE_LONG") == "1":
            seeds.seed_everything(seeds.derived(self.seed, name))
            function()
            self.skipped_long.discard(name)
        else:
            self.skipped_long.add(name)
            print(
                f"{name} takes about {minutes:g} min, so it isn't run here: the findings show its recorded runs. "
                "To run it yourself, add wanted=True."
            )
        seeds.seed_everything(seeds.derived(self.seed, f"after {name}"))

    def question(self, text: str, measure: str, *, reference: str | float, matters: float) -> Question:
        """Return a question about one measure, to which findings are declared.

        reference: the arm that changed arms are held against, or a number for a measure that is itself a
        difference, a ratio or a count. matters: the smallest effect that would matter, in the measure's unit.
        Raises ValueError unless matters > 0.
        """
        return ask(self.questions, text, measure, reference=reference, matters=matters)

    def try_out(
        self,
        question: Question,
        name: str,
        change: Callable[[], float],
        reference: Callable[[], float],
        repeats: int = 3,
    ) -> None:
        """Put a suspect of the learner's own on trial: train with the change and without it, `repeats` times,
        and show the effect among the recorded ones.

        change, reference: functions without arguments; each trains a network and returns the measured number.
        """
        if not os.environ.get("COURSE_RECORD"):  # what is measured are the lesson's own arms
            suspect.try_out(self, question, name, change, reference, repeats)
        seeds.seed_everything(
            seeds.derived(self.seed, "after a suspect")
        )  # whether it was tried changes nothing

    def show_curves(
        self, arms: Sequence[str], *, measure: str, xlabel: str, xs: Sequence[float] | None = None
    ) -> None:
        """Draw curves of this run, each with the band of the recorded runs behind it: at most five arms of one
        measure, equally long. xs: where the points lie; without it, 1, 2, 3…"""
        curves.show_curves(self, arms, measure, xlabel, xs)

    def show_counts(self, measure: str, arm: str, choices: Sequence[int], xlabel: str) -> None:
        """Draw how often each of `choices` (whole numbers, in order) came out: a circle for each recorded run, and
        this run as a black diamond."""
        curves.show_counts(self, measure, arm, choices, xlabel)

    def report(self, answer: str, because: str) -> None:
        """Show this run among the recorded ones, answer the learner's guess, and keep the run.

        answer: the letter that was right; because: why, in a sentence or two. Raises RuntimeError if Keras had no
        seed, and in a run under test (COURSE_STRICT=1) ReplayFailed if a recorded run can't be repeated.
        """
        if "keras" in sys.modules and not self.keras_seeded:
            raise RuntimeError(
                "Keras was imported after trial.start, so its weights had no seed: import it before."
            )
        report.show(self, answered(self.guess, answer, because))
        kept.close(self)

    def as_dict(self) -> dict[str, Any]:
        """Return the run as plain data, ready for JSON: what `course replicate` collects."""
        return {
            "lesson": self.lesson,
            "data": self.data,
            "data_sha256": self.data_sha256,
            "seed": self.seed,
            "threads": self.threads,
            "seconds": round(time.perf_counter() - self.started, 1),
            "processor": processor(),
            "versions": versions(),
            "recorded": self.recorded,
            "reported": self.reported,
            "timed": sorted(map(list, self.timed)),
            "skipped_long": sorted(self.skipped_long),
        }


def start(lesson: str, digits: data.Digits, guess: Guess | str = "", one_order: bool = False) -> Run:
    """Return a run of a lesson on `digits`, with Python, NumPy and Keras seeded and the threads fixed.

    lesson: its file's name, such as "02_a_dense_network". The seed is COURSE_SEED, else a fresh one, printed so that
    the run can be repeated on the same processor, threads and versions. The threads are COURSE_THREADS, else 1 as
    in the recorded runs: networks this small gain little or nothing by a second one. TensorFlow takes the threads
    up if it hasn't computed yet. one_order: let `fit` repeat one order of images in all epochs, as Keras does with a
    seed, where the recorded runs were measured so. Raises ValueError if seed or threads aren't whole numbers.
    """
    seed = _whole("COURSE_SEED", secrets.randbelow(2**31))
    threads = _whole("COURSE_THREADS", 1)
    for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        os.environ[name] = str(threads)
    seeds.seed_everything(seed, one_order)
    source = "MNIST" if digits.name == "mnist" else "the built-in handwriting"
    print(f"This run has seed {seed} and works on {source}.")
    digest, keras_seeded = data.digest(digits), "keras" in sys.modules
    run = Run(lesson, digits.name, digest, seed, threads, taken(guess), keras_seeded, one_order)
    run.evidence = read(lesson, digits.name)
    return run


def versions() -> dict[str, str]:
    """Return the versions that a run depends on, by name."""
    found = {"python": platform.python_version()}
    for name in VERSIONED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # Linux has tensorflow-cpu, conda and macOS have tensorflow
            found[name] = version(f"{name}-cpu")
    return found


def processor() -> str:
    """Return the processor's name as far as the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _whole(variable: str, otherwise: int) -> int:
    text = os.environ.get(variable)
    if not text:
        return otherwise
    if not text.isdecimal():
        raise ValueError(f"{variable} must be a whole number, not {text!r}.")
    return int(text)


def _plain(name: str, value: Any) -> float | list[float]:
    try:
        array = np.asarray(value, float)
    except (TypeError, ValueError):
        array = np.empty((0, 0))
    if array.ndim > 1:
        raise ValueError(f'"{name}" must be a number or a sequence of numbers, not {value!r}.')
    return array.tolist()
