"""The learner's run among the recorded ones: start, record, contrast, same, average, report.

A verdict compares paired arms of one run: two trainings that differ in one controlled change. Its margin
comes with two error rates, estimated from the recorded runs (utils/error_rates.py): how often a true
verdict would be missed by one run, and how often the margin would be reached by seed noise alone.
"""

import json
import os
import platform
import random
import secrets
import sys
import time
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from utils import report, verdicts
from utils.files import write_whole
from utils.images import data

ROOT = Path(__file__).resolve().parents[1]
EVIDENCE = ROOT / "course" / "evidence"
OWN_RUNS = ROOT / "my" / "runs"
VERSIONED = ("numpy", "keras", "tensorflow")


class VerdictFailed(AssertionError):
    """A verdict did not hold in a run under test (COURSE_STRICT=1)."""


@dataclass
class Run:
    """One run of a lesson. Made by `start`; filled by its methods; shown and closed by `report`."""

    lesson: str
    data: str
    data_sha256: str
    seed: int
    threads: int
    started: float
    keras_seeded: bool
    recorded: dict = field(default_factory=dict)
    reported: dict = field(default_factory=dict)
    verdicts: list = field(default_factory=list)

    def record(self, name, value, reported=None):
        """Keep a number, or a sequence of numbers (a curve), under a name that is unique in the lesson.
        reported: the number that somebody published for the same thing, to be marked beside ours."""
        if name in self.recorded:
            raise ValueError(
                f'"{name}" was recorded already: run the lesson from its first cell, or use another name.'
            )
        self.recorded[name] = _plain(name, value)
        if reported is not None:
            self.reported[name] = _plain(name, reported)

    def contrast(self, claim, *, better, worse, by):
        """Claim that in any run one arm beats the other by at least `by` (> 0). Arms are names of recorded
        numbers."""
        if by <= 0:
            raise ValueError(f'The contrast "{claim}" needs a margin above 0, not {by}.')
        self._judge({"claim": claim, "kind": "contrast", "by": by, "better": better, "worse": worse})

    def same(self, claim, *, a, b, within, guilty):
        """Claim that in any run the arms `a` and `b` differ by less than `within` (> 0): the change between
        them is innocent. `guilty` is the arm with a change that does matter: it must differ from `a` by
        `within` or more."""
        if within <= 0:
            raise ValueError(f'The equivalence "{claim}" needs a margin above 0, not {within}.')
        self._judge({"claim": claim, "kind": "same", "within": within, "a": a, "b": b, "guilty": guilty})

    def average(self, claim, *, better, worse):
        """Claim that one arm beats the other on average, where single runs can go either way. The recorded
        runs decide: the 99 % interval of the mean paired difference must lie above 0."""
        self._judge({"claim": claim, "kind": "average", "better": better, "worse": worse})

    def report(self):
        """Show this run among the recorded ones, one figure and one table, and keep it for the next
        report."""
        if "keras" in sys.modules and not self.keras_seeded:
            raise RuntimeError(
                "Keras was imported after evidence.start, so its weights had no seed: import it before."
            )
        own, earlier = self.as_dict(), own_runs(self.lesson, self.data)
        record = os.environ.get("COURSE_RECORD")
        if record:
            write_json(Path(record), own)
        report.show(own, read(self.lesson, self.data), earlier)
        if not record and not strict():
            write_json(OWN_RUNS / f"{self.lesson}.{self.data}.json", [*earlier, own])

    def as_dict(self):
        """Return the run as plain data, ready for JSON."""
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
            "verdicts": self.verdicts,
        }

    def _judge(self, verdict):
        claim = verdict["claim"]
        if any(other["claim"] == claim for other in self.verdicts):
            raise ValueError(
                f'"{claim}" was judged already: run the lesson from its first cell, or reword one of them.'
            )
        for arm in verdicts.arms(verdict):
            if not isinstance(self.recorded.get(arm), float):
                raise ValueError(
                    f'"{claim}" needs a number recorded under "{arm}": call run.record for it first.'
                )
        self.verdicts.append(verdict)
        missed = verdicts.missed(verdict, self.recorded, read(self.lesson, self.data))
        if missed and strict():
            raise VerdictFailed(
                f'{self.lesson}, seed {self.seed}, {self.data}: "{claim}" did not hold: {missed}.'
            )


def start(lesson, digits):
    """Open a run of a lesson on `digits` (a `Digits`): seed Python, NumPy and Keras, fix the threads.

    The seed is COURSE_SEED, else a fresh one, printed so that the run can be repeated on the same processor,
    thread count and versions. The threads are COURSE_THREADS, else 1 as in the recorded runs: networks this
    small gain little or nothing by a second one. TensorFlow takes the threads up if it hasn't computed yet.
    Raises ValueError if one of the two isn't a whole number.
    """
    seed = _whole("COURSE_SEED", secrets.randbelow(2**31))
    threads = _whole("COURSE_THREADS", 1)
    for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        os.environ[name] = str(threads)
    random.seed(seed)
    np.random.seed(seed)
    keras = sys.modules.get("keras")
    if keras:
        keras.utils.set_random_seed(seed)
    source = "MNIST" if digits.name == "mnist" else "the built-in handwriting"
    print(f"This run has seed {seed} and works on {source}.")
    return Run(
        lesson, digits.name, data.digest(digits), seed, threads, time.perf_counter(), keras is not None
    )


def read(lesson, data_name):
    """Return the recorded runs of a lesson on "mnist" or "builtin" as a dict, or None where there are none
    yet."""
    path = EVIDENCE / f"{lesson}.{data_name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def own_runs(lesson, data_name):
    """Return the learner's earlier runs of a lesson as a list of dicts; a damaged file counts as none."""
    path = OWN_RUNS / f"{lesson}.{data_name}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []


def held(record):
    """Return (verdicts held, all verdicts) of one run as a dict."""
    recorded = read(record["lesson"], record["data"])
    missed = [verdicts.missed(verdict, record["recorded"], recorded) for verdict in record["verdicts"]]
    return missed.count(""), len(missed)


def strict():
    """Return whether the lesson runs under test, where a verdict that fails is an error."""
    return os.environ.get("COURSE_STRICT") == "1"


def write_json(path, value):
    """Write a value as JSON, whole or not at all."""
    write_whole(path, json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def versions():
    """Return the versions that a run depends on, by name."""
    found = {"python": platform.python_version()}
    for name in VERSIONED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # Linux has tensorflow-cpu, conda and macOS have tensorflow
            found[name] = version(f"{name}-cpu")
    return found


def processor():
    """Return the processor's name as far as the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _whole(variable, otherwise):
    text = os.environ.get(variable)
    if not text:
        return otherwise
    if not text.isdecimal():
        raise ValueError(f"{variable} must be a whole number, not {text!r}.")
    return int(text)


def _plain(name, value):
    array = np.asarray(value, float)
    if array.ndim > 1 or not np.all(np.isfinite(array)):
        raise ValueError(f'"{name}" must be a finite number or a sequence of them, not {value!r}.')
    return array.tolist()
