"""How an exercise is judged, and answered in words.

A learner's function is tried on many inputs. Where it agrees with the reference on all of them, it is right.
Where it agrees with one of the usual mistakes on all of them, the answer names that mistake. Otherwise the
answer shows one input on which the function is off.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, MappingView, Sequence, Set
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
ROUNDED = "It would be right, but it is rounded. Return what you have calculated, as it is."
NO_LIST = (
    "It gives a {}. Make it a list, with list(…) or sorted(…): it can be looked into and calculated with."
)


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
        kinds = [type(answer).__name__ for answer in answers if _is_no_list(answer)]
        if kinds:
            return Answer("wrong", NO_LIST.format(kinds[0]))
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
            if _all_agree(answers, (mistaken(*copy.deepcopy(i)) for i in inputs)):
                return message
        if any(_all_agree(answers, [np.round(e, digits) for e in expected]) for digits in range(1, 6)):
            return ROUNDED
        return f"For {_describe_all(inputs[wrong])} it gives {contrast(answers[wrong], expected[wrong])}."

    def _find_fault(self, inputs: list[Arguments], answers: list[Any]) -> str | None:
        return next((message for has_fault, message in self.faults if has_fault(inputs, answers)), None)


def agree(one: Any, other: Any) -> bool:
    """Return whether two answers hold the same numbers in the same shape: to float32's precision, and exactly
    where the second holds whole numbers. Text that spells a number counts as that number."""
    try:
        one, other = _numbers(one), np.asarray(other)
    except Exception:  # what can't become numbers isn't the number that was asked for
        return False
    return one.shape == other.shape and bool(_are_near(one, other).all())


def _all_agree(answers: Iterable[Any], others: Iterable[Any]) -> bool:
    return all(agree(*pair) for pair in zip(answers, others, strict=True))


def _numbers(value: Any) -> np.ndarray:
    """Return an answer as an array of floats. Raise whatever NumPy does where it holds something else."""
    array = np.asarray(value)
    if array.dtype.kind == "c":
        raise TypeError("NumPy would drop the imaginary part.")
    return array.astype(float)


def _are_near(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    near: np.ndarray = (
        one == other if other.dtype.kind in "biu" else np.isclose(one, other, rtol=1e-5, atol=1e-6)
    )
    return near


def describe(value: Any, *, length: int = 60) -> str:
    """Return a value in a few words, at most `length` characters: an array of more than 8 numbers by its shape
    and range, text in quotation marks, anything else as it is written."""
    try:
        plain = np.asarray(value) if hasattr(value, "__array__") else value
        if isinstance(plain, np.ndarray):
            if plain.size > 8 and plain.dtype.kind in "biuf":
                return f"an array of shape {plain.shape} from {plain.min():.3g} to {plain.max():.3g}"
            plain = plain.tolist()
        words = " ".join((repr(plain) if isinstance(plain, str) else str(plain)).split())
        return words if len(words) <= length else words[: length - 1] + "…"
    except Exception:  # an object that can't be shown still has a type
        return f"an object of type {type(value).__name__}"


def contrast(given: Any, asked: Any) -> str:
    """Return "GIVEN, not ASKED" for two answers that don't agree, in words that show how they differ: by the
    first place where large answers of one shape do, otherwise by what `describe` says of the two, or by their
    shapes or types where it says the same."""
    words, expected = describe(given), describe(asked)
    try:
        one, other = _numbers(given), np.asarray(asked)
    except Exception:  # text, say, or lists of unequal lengths: there is no place to compare
        kind = f", of type {type(given).__name__}" if words == expected else ""
        return f"{words}{kind}, not {expected}"
    if one.shape == other.shape and (one.size > 8 or words == expected or expected.endswith("…")):
        place = tuple(np.argwhere(~_are_near(one, other))[0].tolist())
        pairs = ((f"{one[place]:.{digits}g}", f"{other[place]:.{digits}g}") for digits in (6, 17))
        found, wanted = next(pair for pair in pairs if pair[0] != pair[1])
        return f"{found} at place {list(place)}, not {wanted}"
    if words == expected:
        return f"an answer of shape {one.shape}, not {other.shape}"
    return f"{words}, not {expected}"


def _describe_all(arguments: Arguments) -> str:
    return "(" + ", ".join(map(describe, arguments)) + ")"


def _is_untouched(value: Any) -> bool:
    return value is None or value is ...


def _is_text(answer: Any) -> bool:
    array = np.asarray(answer)
    return array.dtype.kind in "US" or (
        array.dtype.kind == "O" and any(isinstance(part, str | bytes) for part in array.flat)
    )


def _is_no_list(answer: Any) -> bool:
    """Return whether an answer is a generator, a map, dict.values(), a set: what NumPy takes for one object."""
    return isinstance(answer, Iterator | MappingView | Set)
