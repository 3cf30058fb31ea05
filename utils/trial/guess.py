"""The learner's prediction: a choice to click, or a letter to type where nothing can be clicked.

What was clicked stays on the learner's disk in my/guesses/, one file for each set of choices, so that running the
cell again, or all cells in a new kernel, doesn't forget it. Measured and tested runs, those for handouts among
them, neither find it nor leave one.
"""

import contextlib
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from utils.files import read_json, write_whole
from utils.trial import places

MOST = 10_000  # bytes of a file in my/guesses/
# What was clicked in this kernel: enough until it ends where nothing can be written.
_clicked: dict[tuple[str, ...], str] = {}


@dataclass
class Guess:
    """What a learner may predict, and what they chose so far ("" for nothing yet)."""

    choices: tuple[str, ...]  # each begins with its letter: "a) nothing"
    letter: str = ""
    widget: Any = field(default=None, repr=False, compare=False)

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters that can be chosen."""
        return tuple(choice[0] for choice in self.choices)

    def _ipython_display_(self) -> None:
        """Show buttons where the page can, else say how to type the letter."""
        from IPython.display import display

        self.widget = self.widget or self._buttons()
        typed = "\n".join(
            [*self.choices, f'(No buttons here? Type your letter: my_guess = "{self.letters[0]}".)']
        )
        view = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
        # Both in one output: a page without widgets (paper, GitHub, a plain viewer) shows the sentence.
        display({"application/vnd.jupyter.widget-view+json": view, "text/plain": typed}, raw=True)

    def _buttons(self) -> Any:
        import ipywidgets

        chosen = [choice for choice in self.choices if choice[0] == self.letter]
        buttons = ipywidgets.RadioButtons(
            options=self.choices,
            value=chosen[0] if chosen else None,
            layout=ipywidgets.Layout(width="max-content", max_width="100%"),
        )
        buttons.observe(self._choose, names="value")
        return buttons

    def _choose(self, change: dict[str, Any]) -> None:
        self.letter = change["new"][0] if change["new"] else ""
        _clicked[self.choices] = self.letter
        path = _file(self.choices)
        if path:
            with contextlib.suppress(OSError):  # a read-only clone teaches all the same
                write_whole(
                    path, json.dumps([*self.choices, self.letter], indent=1, ensure_ascii=False) + "\n"
                )


def guess(*choices: str) -> Guess:
    """Return a Guess among `choices`, each a text that begins with a letter of its own: "a) nothing". As the
    last line of a cell it shows buttons. Raises ValueError if the letters are not different."""
    if len({choice[:1] for choice in choices}) != len(choices) or any(
        choice[1:2] != ")" for choice in choices
    ):
        raise ValueError('Each choice needs a letter of its own, as in "a) nothing", "b) a little".')
    return Guess(choices, _clicked.get(choices) or _kept(choices))


def _kept(choices: tuple[str, ...]) -> str:
    """Return the letter that was clicked in an earlier kernel; "" if none was, or the file is damaged."""
    path = _file(choices)
    try:
        *there, letter = read_json(path, MOST) if path else [""]
    except (OSError, ValueError, TypeError):
        return ""
    return letter if there == [*choices] and letter in [choice[0] for choice in choices] else ""


def _file(choices: tuple[str, ...]) -> Path | None:
    folder = places.own_guesses()
    name = hashlib.sha256("\n".join(choices).encode("utf-8")).hexdigest()[:16]
    return folder / f"{name}.json" if folder else None


def taken(given: Any) -> Guess:
    """Return what was handed to `trial.start` as a Guess: one already, a letter that was typed, or nothing."""
    return given if isinstance(given, Guess) else Guess((), str(given or "").strip().lower()[:1])


def answered(guessed: Guess, answer: str, because: str) -> str:
    """Return what a learner reads when the answer is known, in one or two sentences.

    Raises ValueError if the answer is none of the choices."""
    if guessed.choices and answer not in guessed.letters:
        raise ValueError(f'The answer "{answer}" is none of the choices {", ".join(guessed.letters)}.')
    if not guessed.letter:
        return f"You made no prediction this time. The answer is **{answer}**: {because}"
    if guessed.letter == answer:
        return f"You predicted **{answer}**, and that is right: {because}"
    return f"You predicted **{guessed.letter}**. The answer is **{answer}**: {because}"
