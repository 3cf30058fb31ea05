"""What a lesson asks of its evidence, read from its source without running it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course import catalogue
from utils import trial
from utils.trial import effects, evidence
from utils.trial.effects import Effect
from utils.trial.question import Declared, Question, ask


@dataclass
class Judgement:
    """Stands in for a lesson's `run` while its judging statements are read."""

    questions: list[Question] = field(default_factory=list)
    answer: str = ""
    choices: tuple[str, ...] = ()  # the letters that a learner may guess

    def question(self, text: str, measure: str, *, reference: str | float, matters: float) -> Question:
        """Take a question, as `Run.question` does."""
        if any(asked.text == text for asked in self.questions):
            raise ValueError(f'"{text}" is asked twice')
        return ask(self.questions, text, measure, reference=reference, matters=matters)

    def report(self, answer: str, because: str) -> None:
        """Take the answer to the learner's guess, as `Run.report` does."""
        self.answer = answer


def read(path: Path) -> Judgement:
    """Return what the lesson at `path` asks and declares. Raises ValueError, naming the lesson, if one of its judging
    statements needs more than `run` and other questions."""
    judgement = Judgement()
    names: dict[str, Any] = {"run": judgement, "trial": trial}
    try:
        exec(catalogue.judging(path.read_text(encoding="utf-8")), names)  # the clone's own lesson
    except (NameError, TypeError, AttributeError, ValueError, SyntaxError) as error:
        raise ValueError(
            f"{path.name}: questions, findings and the report stand at top level and use nothing but `run`, other "
            f"questions and plain values ({error})."
        ) from error
    judgement.choices = names["my_guess"].letters if "my_guess" in names else ()
    return judgement


def judged(path: Path, data: str) -> list[tuple[Declared, Effect]]:
    """Return each finding that a lesson declares with the effect that the evidence on `data` ("mnist" or "builtin")
    shows. Raises ValueError if there is no evidence or an arm of it is missing."""
    recorded = evidence.load(catalogue.evidence_file(path.stem, data))
    if recorded is None:
        raise ValueError(
            f"{path.stem} has no evidence on {data}: python3 -m course replicate {path.stem[:2]} --data {data}"
        )
    questions = read(path).questions
    pairs = [(question, declared) for question in questions for declared in question.declared]
    for question, declared in pairs:
        if effects.differences(recorded, question.measure, declared.arm, declared.against) is None:
            what = f'"{question.measure}, {declared.arm}" against "{declared.against}"'
            raise ValueError(f"{path.stem}: {what} isn't in the evidence on {data}.")
    return [
        (declared, effect)
        for (_, declared), effect in zip(pairs, effects.effects(questions, recorded), strict=True)
    ]
