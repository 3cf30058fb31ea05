"""How an exercise is judged, and answered in words.

A learner's function is tried on many inputs. Where it agrees with the reference on all of them, it is right.
Where it agrees with one of the usual mistakes on all of them, the answer names that mistake. Otherwise the
answer shows one input on which the function is off.
"""

import copy
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Arguments = tuple[Any, ...]  # what the learner's function is called with, once
Mistake = tuple[Callable[..., Any], str]
Fault = tuple[Callable[[list[Arguments], list[Any]], bool], str]

UNTOUCHED = "Write your code where the dots are, and run the cell again."
WITHOUT_RETURN = "Write your code where the dots are (with a return), and run the cell again."
TEXT = "It would be right, but it is text: '42' can't be added to. Return numbers."


@dataclass(frozen=True, repr=False)
class Answer:
    """What the learner is told: one to three sentences that end the cell, so they are its representation."""

    state: Literal["right", "wrong", "untried"]
    message: str

    def __repr__(self) -> str:
        opening = {"right": "Right.", "wrong": "Not yet.", "untried": "Not tried yet."}[self.state]
        return f"{opening} {self.message}"


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """A function for learners to write, and all that is known about right and wrong ways to write it.

    inputs     returns the tuples of arguments to try, the simplest first: the first one that a function
               gets wrong is shown to the learner
    reference  returns the right answer to each; None where many are right, which `faults` then judge
    mistakes   (the reference with a mistake in it, the message that names it): for a function that agrees
               with it on every input
    faults     (has_fault(inputs, answers), the message that names it), the gravest first: what else can be
               wrong with answers that agree with the reference, or that have none
    praise     a sentence for a right function; {tries} in it becomes the number of inputs
    around     returns a context in which the inputs can be used: files on disk, say
    """

    inputs: Callable[[], list[Arguments]]
    praise: str
    reference: Callable[..., Any] | None = None
    mistakes: Sequence[Mistake] = ()
    faults: Sequence[Fault] = ()
    around: Callable[[], AbstractContextManager[Any]] = nullcontext

    def check(self, attempt: Any) -> Answer:
        """Return the answer to a learner's function, or to whatever else was handed over. Never raise."""
        if _is_untouched(attempt):
            return Answer("untried", UNTOUCHED)
        if not callable(attempt):
            this = describe(attempt)
            message = f"Hand over the function itself, by its name without brackets; this is {this}."
            return Answer("wrong", message)
        with self.around():
            return self._try(attempt, self.inputs())

    def _try(self, attempt: Callable[..., Any], inputs: list[Arguments]) -> Answer:
        answers = []
        for arguments in inputs:
            try:
                answers.append(attempt(*copy.deepcopy(arguments)))
            except (
                Exception,
                SystemExit,
            ) as error:  # whatever a half-done function raises, the learner gets a sentence
                told = f"{type(error).__name__}: {describe(error, length=100)}"
                return Answer("wrong", f"It stopped on {_describe_all(arguments)} with {told}")
        if all(_is_untouched(answer) for answer in answers):
            return Answer("untried", WITHOUT_RETURN)
        objection = self._compare(inputs, answers) or self._find_fault(inputs, answers)
        if objection:
            return Answer("wrong", objection)
        return Answer("right", self.praise.format(tries=len(inputs)))

    def _compare(self, inputs: list[Arguments], answers: list[Any]) -> str | None:
        """Return how the answers differ from those of the reference; None where they agree."""
        if self.reference is None:
            return None
        expected = [self.reference(*copy.deepcopy(arguments)) for arguments in inputs]
        pairs = zip(answers, expected, strict=True)
        wrong = next((place for place, pair in enumerate(pairs) if not agree(*pair)), None)
        if wrong is None:
            return TEXT if any(map(_is_text, answers)) else None
        for mistaken, message in self.mistakes:
            if all(
                agree(answer, mistaken(*copy.deepcopy(i))) for i, answer in zip(inputs, answers, strict=True)
            ):
                return message
        given, asked = describe(answers[wrong]), describe(expected[wrong])
        return f"For {_describe_all(inputs[wrong])} it gives {given}, not {asked}."

    def _find_fault(self, inputs: list[Arguments], answers: list[Any]) -> str | None:
        return next((message for has_fault, message in self.faults if has_fault(inputs, answers)), None)


def agree(one: Any, other: Any) -> bool:
    """Return whether two answers hold the same numbers in the same shape, to float32's precision. Text that
    spells a number counts as that number."""
    try:
        one, other = np.asarray(one, float), np.asarray(other, float)
    except Exception:  # what can't become numbers isn't the number that was asked for
        return False
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-5, atol=1e-6)


def describe(value: Any, *, length: int = 60) -> str:
    """Return a value in a few words, at most `length` characters: a large array by its shape and range,
    anything else as it is written."""
    try:
        if isinstance(value, np.ndarray) and value.size > 8 and value.dtype.kind in "biuf":
            return f"an array of shape {value.shape} from {value.min():.3g} to {value.max():.3g}"
        plain = value.tolist() if isinstance(value, np.ndarray | np.generic) else value
        return " ".join(str(plain).split())[:length]
    except Exception:  # an object that can't be shown still has a type
        return f"an object of type {type(value).__name__}"


def _describe_all(arguments: Arguments) -> str:
    return "(" + ", ".join(map(describe, arguments)) + ")"


def _is_untouched(value: Any) -> bool:
    return value is None or value is ...


def _is_text(answer: Any) -> bool:
    return np.asarray(answer).dtype.kind in "US"
