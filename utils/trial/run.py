"""One run of a lesson: opened by `start`, filled by `record`, judged by its questions, closed by `report`."""

import os
import secrets
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from utils.images import data
from utils.trial import curves, kept, places, report, seeds, suspect
from utils.trial.evidence import Evidence, EvidenceError, read
from utils.trial.guess import Guess, answered, taken
from utils.trial.measured import Measured
from utils.trial.question import Question, ask


@dataclass
class Run(Measured):
    """One run of a lesson, as the lesson uses it. Made by `start`."""

    def reseed(self) -> None:
        """Make everything random start again from the run's seed, so that what comes next starts alike."""
        seeds.seed_everything(self.seed, self.one_order)

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


def start(lesson: str, digits: data.Digits, guess: Guess | str = "", one_order: bool = False) -> Run:
    """Return a run of a lesson on `digits`, with Python, NumPy and Keras seeded and the threads fixed.

    lesson: its file's name, such as "02_a_dense_network". The seed is COURSE_SEED, else a fresh one, printed so that
    the run can be repeated on the same processor, threads and versions. The threads are COURSE_THREADS, else 1 as
    in the recorded runs: networks this small gain little or nothing by a second one. TensorFlow takes the threads
    up if it hasn't computed yet. one_order: let `fit` repeat one order of images in all epochs, as Keras does with a
    seed, where the recorded runs were measured so. Recorded runs that can't be read are told in a sentence; in a run
    under test they raise EvidenceError. Raises ValueError if seed or threads aren't whole numbers.
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
    run.evidence = _recorded(lesson, digits.name)
    return run


def _recorded(lesson: str, source: str) -> Evidence | None:
    """Return the recorded runs. Where they are damaged a learner is told, and has a lesson without them."""
    try:
        return read(lesson, source)
    except EvidenceError as error:
        if not places.is_own_run():
            raise
        print(f"{error} This lesson goes on without them.")
        return None


def _whole(variable: str, otherwise: int) -> int:
    text = os.environ.get(variable)
    if not text:
        return otherwise
    if not text.isdecimal():
        raise ValueError(f"{variable} must be a whole number, not {text!r}.")
    return int(text)
