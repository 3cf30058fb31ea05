"""The end of a lesson: for each question a picture and a table, the learner's guess answered, and one sentence on
where their run lies."""

from utils.trial import kept, picture, table
from utils.trial.band import Band
from utils.trial.effects import effects
from utils.trial.evidence import Evidence
from utils.trial.guess import Guess, answered, taken
from utils.trial.measured import Measured
from utils.trial.question import Question, asked_about


def answer(guess: Guess | str, answer: str, because: str) -> None:
    """Show whether a prediction was right, and why. Raises ValueError if the answer is none of the choices."""
    display(answered(taken(guess), answer, because))


def show(run: Measured, answer: str) -> None:
    """Show everything that the recorded runs say about this run's questions, and where it lies among them."""
    recorded, earlier = run.comparable_evidence(), kept.earlier(run)
    found = effects(run.questions, recorded) if recorded else []
    for question in run.questions:
        of_question = [effect for effect in found if effect.question is question]
        display(heading(question))
        if of_question:
            picture.show(of_question, picture.own_effects(run.recorded, of_question), earlier, recorded)
        display(table.markdown(question, of_question, run.recorded))
    told = reported_in_words(run)
    if told:
        display(told)
    display(answer)
    display(closing(run))


def heading(question: Question) -> str:
    """Return the question with its ruler, as Markdown."""
    against = question.reference if isinstance(question.reference, str) else f"{question.reference:g}"
    return (
        f"**{question.text}** Measured: {question.measure}, against *{against}*. "
        f"What matters: {question.matters:g} or more."
    )


def reported_in_words(run: Measured) -> str:
    """Return what other people published for numbers of this lesson, beside this run's; "" if nothing."""
    told = []
    for measure, arms in (run.evidence.reported if run.evidence else run.reported).items():
        for arm, value in arms.items():
            own = run.recorded.get(measure, {}).get(arm)
            beside = f" (this run: {own:.4g})" if isinstance(own, float) else ""
            told.append(f"{measure}, {arm}: {value:.4g}{beside}")
    return f"What was reported: {'; '.join(told)}." if told else ""


def closing(run: Measured) -> str:
    """Return what a learner should know about their run, in one to three sentences."""
    if run.lacking():
        return f"This run lacks {'; '.join(run.lacking())}: run the lesson from its first cell, for a run that counts."
    if run.edited:
        return (
            "You ran some cells again, so your numbers are shown, but this run isn't kept among your runs: for one "
            "that counts, choose Restart Kernel and Run All Cells."
        )
    recorded = run.comparable_evidence()
    if recorded is None:
        return "There are no recorded runs of this lesson here, so nothing to compare with."
    count, new = len(recorded.seeds), _newer_than(recorded, run.questions)
    if new:
        return (
            f"The {count} recorded runs lack {'; '.join(new)}: the lesson has changed since they were made."
        )
    band = Band(recorded, run.questions)
    outside = [
        f"{measure}, {arm}: {value:.4g}"
        for measure, arms in run.recorded.items()
        for arm, value in arms.items()
        if band.is_outside(measure, arm, value)
    ]
    if not outside:
        return (
            f"Your run (seed {run.seed}) is the diamond. All its numbers lie in the range of the {count} recorded "
            "runs or near it."
        )
    return (
        f"Your run (seed {run.seed}) is the diamond. Far outside of the {count} recorded runs: "
        f"{'; '.join(outside)}. That happens to fewer than 1 honest run in 50. Look at what you changed in the "
        "cells, and at the package versions (`python3 -m course doctor`); then run the lesson again."
    )


def _newer_than(recorded: Evidence, questions: list[Question]) -> list[str]:
    """Return the arms that questions ask about and the recorded runs don't have."""
    asked = asked_about(questions)
    return sorted(f"{measure}, {arm}" for measure, arm in asked if not recorded.has(measure, arm))


def display(text: str) -> None:
    """Show Markdown in a notebook, plain text elsewhere."""
    try:
        from IPython import get_ipython
        from IPython.display import Markdown
        from IPython.display import display as show_rich
    except ImportError:
        print(text)
        return
    if get_ipython() is None:
        print(text)
    else:
        show_rich(Markdown(text))
