"""What a lesson asks of its evidence, read from its source without running it."""

import pytest

from course import catalogue, judgement

LESSON = """
import expensive
my_guess = trial.guess("a) yes", "b) no")
run = trial.start("00_made", digits)
run.record("accuracy", "as it was", expensive.train())
help = run.question("Does it?", "accuracy", reference="as it was", matters=0.01)
help.raises("changed", builtin="not proven")
help.does_not_matter("same", against="changed")
print(report.question("not the run's"))
run.report(answer="b", because="so it is")
"""


@pytest.fixture
def lesson(tmp_path):
    path = tmp_path / "00_made.py"
    path.write_text(LESSON)
    return path


def test_questions_and_answer_are_read_without_running_the_lesson(lesson):
    read = judgement.read(lesson)
    (question,) = read.questions
    assert (question.text, question.measure, question.reference, question.matters) == (
        "Does it?",
        "accuracy",
        "as it was",
        0.01,
    )
    changed, same = question.declared
    assert changed.on("mnist") == "raises" and changed.on("builtin") == "not proven"
    assert (same.arm, same.against, same.on("builtin")) == ("same", "changed", "doesn't matter")
    assert read.answer == "b" and read.choices == ("a", "b")


@pytest.mark.parametrize(
    "before, after", [('"accuracy", reference', "MEASURE, reference"), ("matters=0.01", "ruler=1")]
)
def test_what_needs_the_lesson_itself_is_refused(lesson, before, after):
    lesson.write_text(LESSON.replace(before, after))
    with pytest.raises(ValueError, match="00_made.py: questions, findings and the report stand at top level"):
        judgement.read(lesson)


def test_judging_is_left_out_of_the_digest_and_measuring_is_not():
    digest = catalogue.code_digest(LESSON)
    assert (
        catalogue.code_digest(LESSON.replace("0.01", "0.5").replace('"b"', '"c"').replace("raises", "lowers"))
        == digest
    )
    assert catalogue.code_digest(LESSON.replace("train()", "train(2)")) != digest


def test_a_declaration_in_a_loop_is_refused(lesson):
    lesson.write_text(LESSON.replace('help.raises("changed"', 'for arm in "ab":\n    help.raises(arm'))
    with pytest.raises(ValueError, match="00_made.py: .*line 8: a statement that judges stands at top level"):
        judgement.read(lesson)


def test_a_finding_that_is_none_is_refused(lesson):
    lesson.write_text(LESSON.replace('builtin="not proven"', 'builtin="helps"'))
    with pytest.raises(ValueError, match='00_made.py: .*"helps" is no finding'):
        judgement.read(lesson)
