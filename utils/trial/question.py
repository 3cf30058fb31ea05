"""A question that a lesson puts to its runs: one measure, one ruler, and a finding declared for each change."""

from dataclasses import dataclass, field

RAISES, LOWERS, NO_MATTER, NOT_PROVEN = "raises", "lowers", "doesn't matter", "not proven"
FINDINGS = (RAISES, LOWERS, NO_MATTER, NOT_PROVEN)


@dataclass(frozen=True)
class Declared:
    """What the lesson says of one change; the tests hold it against the evidence on both collections."""

    arm: str
    against: str | float
    finding: str
    builtin: str  # the finding on the built-in handwriting

    def on(self, data: str) -> str:
        """Return the declared finding on "mnist" or "builtin"."""
        return self.builtin if data == "builtin" else self.finding


@dataclass
class Question:
    """A set of effects on one measure with one ruler. Made by `run.question`."""

    text: str
    measure: str
    reference: str | float  # an arm, or the number that the measure is held against
    matters: float  # the smallest effect that would matter to who asked, in the measure's unit
    declared: list[Declared] = field(default_factory=list)

    def raises(self, *arms: str, against: str | float | None = None, builtin: str | None = None) -> None:
        """Declare that each of `arms` raises the measure, by more than `matters`.

        against: another reference for these arms. builtin: the finding on the built-in handwriting, where its
        evidence says something else: "raises", "lowers", "doesn't matter" or "not proven".
        """
        self._declare(RAISES, arms, against, builtin)

    def lowers(self, *arms: str, against: str | float | None = None, builtin: str | None = None) -> None:
        """Declare that each of `arms` lowers the measure, by more than `matters`. Keywords as for `raises`."""
        self._declare(LOWERS, arms, against, builtin)

    def does_not_matter(
        self, *arms: str, against: str | float | None = None, builtin: str | None = None
    ) -> None:
        """Declare that none of `arms` changes the measure by `matters`. Keywords as for `raises`."""
        self._declare(NO_MATTER, arms, against, builtin)

    def not_proven(self, *arms: str, against: str | float | None = None, builtin: str | None = None) -> None:
        """Declare that the recorded runs settle none of `arms`. Keywords as for `raises`."""
        self._declare(NOT_PROVEN, arms, against, builtin)

    def _declare(
        self, finding: str, arms: tuple[str, ...], against: str | float | None, builtin: str | None
    ) -> None:
        if builtin is not None and builtin not in FINDINGS:
            raise ValueError(f'builtin="{builtin}" is no finding; the four are: {", ".join(FINDINGS)}.')
        reference = self.reference if against is None else against
        new = [Declared(arm, reference, finding, builtin or finding) for arm in arms]
        named = {(one.arm, one.against) for one in new}
        # A cell that is run again declares the same again: the last word counts.
        self.declared[:] = [one for one in self.declared if (one.arm, one.against) not in named] + new


def ask(
    questions: list[Question], text: str, measure: str, *, reference: str | float, matters: float
) -> Question:
    """Add a question to `questions` and return it; one with the same text, asked in a cell that is run again, keeps its
    place and its findings. Raises ValueError unless matters > 0."""
    if not matters > 0:
        raise ValueError(f'"{text}" needs a ruler above 0, not {matters}.')
    for asked in questions:
        if asked.text == text:
            asked.measure, asked.reference, asked.matters = measure, reference, matters
            return asked
    questions.append(Question(text, measure, reference, matters))
    return questions[-1]


def asked_about(questions: list[Question]) -> set[tuple[str, str]]:
    """Return the (measure, arm) that the findings of `questions` need, references among them."""
    return {
        (question.measure, arm)
        for question in questions
        for declared in question.declared
        for arm in (declared.arm, declared.against)
        if isinstance(arm, str)
    }
