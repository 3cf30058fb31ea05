"""The list of lessons, their headers, and the digest of their code."""

import pytest

from course import catalogue

# What newer Pythons parse into other trees (f-strings, definitions), and the rest.
SAMPLE = '''
"""A docstring."""
from dataclasses import dataclass
import numpy as np

@dataclass(frozen=True)
class Arm(object):
    name: str = "sorted"
    seeds: tuple = ()

def accuracy(model, *images, scale: float = 1 / 255, **more) -> float:
    """Say it."""
    x, y = images
    text = f"{scale!r:>{8}} of {len(x):,}" f" and {y=}" "" f"{x:}" f"{x:>{y}.{y}}"
    lots = 1_000_000 + 1e-3 + 0x1F + 2j
    try:
        with open(text) as file, file as again:
            return [a @ b for a in x if a is not None for b in y][..., ::2]
    except* ValueError:
        pass
    match x:
        case {"a": 1, **rest} | [rest, *_] if rest:
            yield from (lambda *, k=None: k)(k=True)
    assert (n := 3) not in {1: 2}, "no"
    nothing = None, [], (), "ä", """two
lines"""
'''
SAMPLE_DIGEST = "4fe5bb436694915b5a6d99ed75c34953d1245f539f63a7c3a677ae7794494f4c"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of three lessons without content."""
    monkeypatch.setattr(catalogue, "LESSONS", tmp_path)
    for name in ("10_last", "00_start", "02_next"):
        (tmp_path / f"{name}.py").write_text("")
    (tmp_path / "notes.py").write_text("")
    return tmp_path


def names(paths):
    return [path.stem for path in paths]


def test_lessons_come_in_order_and_nothing_else_does(course):
    assert names(catalogue.lessons()) == ["00_start", "02_next", "10_last"]


@pytest.mark.parametrize("name", ["2", "02", "02_next"])
def test_a_lesson_is_found_by_number_or_name(course, name):
    assert names(catalogue.find([name])) == ["02_next"]


def test_several_are_found_once_each_and_in_order(course):
    assert names(catalogue.find(["10", "0", "00_start"])) == ["00_start", "10_last"]
    assert catalogue.find([]) == catalogue.lessons()


@pytest.mark.parametrize("name", ["3", "2_next", "002", "start", "", "notes", "../00_start"])
def test_an_unknown_lesson_is_one_sentence(course, name):
    with pytest.raises(SystemExit, match=r"There is no lesson called .*: 00_start, 02_next, 10_last\.$"):
        catalogue.find(["02", name])


def test_the_digest_is_the_same_on_every_python():
    assert catalogue.code_digest(SAMPLE) == SAMPLE_DIGEST


def test_the_digest_ignores_comments_markdown_and_layout():
    one = "# %% [markdown]\n# Some text\n# %%\nx = f(1,\n      'a')\n"
    two = '# %% [markdown]\n# Other text\n\n# %% tags=["exercise"]\n\nx = f(1, "a")  # a remark\n'
    assert catalogue.code_digest(one) == catalogue.code_digest(two)


@pytest.mark.parametrize(
    "changed",
    ["f(2, 'a')", "f(1, 'b')", "f(1, None)", "f(1)", "g(1, 'a')", "f(1.0, 'a')", "f(1, b'a')", "f(1, f'a')"],
)
def test_the_digest_sees_every_change_of_code(changed):
    assert catalogue.code_digest("f(1, 'a')") != catalogue.code_digest(changed)


def test_a_lesson_that_starts_a_run_is_measured(course):
    (course / "02_next.py").write_text("run = trial.start('02_next', digits)\n")
    (course / "10_last.py").write_text("# run = trial.start('10_last', digits)\n")
    assert names(catalogue.measured()) == ["02_next"]


HEADER = """# ---
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# course:
#   title: "A dense network: first steps"
#   minutes: 30
# ---
# %%
# course:
#   title: not this
"""


def test_metadata_reads_the_header(tmp_path):
    lesson = tmp_path / "01_a.py"
    lesson.write_text(HEADER, encoding="utf-8")
    assert catalogue.metadata(lesson) == {"title": "A dense network: first steps", "minutes": 30}


def test_metadata_is_yaml(tmp_path):
    lesson = tmp_path / "01_a.py"
    lesson.write_text(HEADER.replace("30", "30  # of a person's\n#   finding: >\n#     No: two\n#     lines"))
    assert catalogue.metadata(lesson)["minutes"] == 30
    assert catalogue.metadata(lesson)["finding"].strip() == "No: two lines"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "import numpy\n",
        "# ---\n# only text\n# ---\n",
        HEADER.replace("# course:", "# curse:", 1),
        HEADER.replace(" 30", ""),
        HEADER.replace(" 30", " [30]"),
        HEADER.replace(" 30", " 30: 40"),
        HEADER.replace(" 30", " Yes"),  # which YAML takes for a truth value
    ],
)
def test_a_bad_header_is_one_sentence_that_names_the_file(tmp_path, text):
    lesson = tmp_path / "01_a.py"
    lesson.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="01_a.py.*header"):
        catalogue.metadata(lesson)


def test_every_lesson_has_a_title_and_minutes():
    assert catalogue.lessons()
    for lesson in catalogue.lessons():
        header = catalogue.metadata(lesson)
        assert isinstance(header["title"], str)
        assert isinstance(header["minutes"], int)
