"""Lesson to notebook: what is taken out, what is stored, and that `--check` sees every difference."""

import json
import re

import nbformat
import pytest

from course import catalogue, settings
from course.publish import editions, outputs

LESSON = """\
# ---
# jupyter:
#   jupytext: {text_representation: {extension: .py, format_name: percent}}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# course:
#   title: Shapes | and sizes
#   minutes: 5
#   question: Does size matter?
#   finding: It does.
# ---

# %% [markdown]
# # Shapes and sizes
#
# What a shape is.

# %% [markdown] tags=["instructor"]
# Ask the class for a shape first.

# %% tags=["nbval-check-output"]
print("first")
# %time is a comment
(2, 3)

# %% [markdown]
# Your turn: make it bigger.

# %% tags=["exercise"]
def bigger(shape):
    ### BEGIN SOLUTION
    secret = [side + 1 for side in shape]
    return tuple(secret)
    ### END SOLUTION


# %% [markdown]
# Your turn: make it bigger.
#
# Again.

# %%
bigger((2, 3))
"""


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A clone of the course with one lesson in it and a README; gives the lesson's path."""
    lessons = tmp_path / "course" / "lessons"
    lessons.mkdir(parents=True)
    monkeypatch.setenv("PYTHONPATH", str(settings.ROOT))
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "LESSONS", lessons)
    (tmp_path / "README.md").write_text(
        "Before\n<!-- lessons -->\n<!-- /lessons -->\nAfter\n", encoding="utf-8"
    )
    (tmp_path / "course" / "glossary.yaml").write_text("'01': {shape: how long and wide}", encoding="utf-8")
    path = lessons / "01_shapes.py"
    path.write_text(LESSON, encoding="utf-8")
    return path


@pytest.fixture
def built(house):
    """The same, built: nothing of it needs a kernel twice, so each test copies what one execution made."""
    target = settings.ROOT / "notebooks" / "01_shapes.ipynb"
    made = editions.student(house)
    checked = made.cells[1]
    checked.outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="first\n"),
        nbformat.v4.new_output("execute_result", data={"text/plain": "(2, 3)"}, execution_count=1),
    ]
    checked.execution_count = 1
    target.parent.mkdir()
    target.write_text(nbformat.writes(made) + "\n", encoding="utf-8")
    assert editions.build([house], check=False) == 0
    return house


@pytest.fixture
def no_kernel(monkeypatch):
    """Fails a test that starts a kernel where none is needed."""
    monkeypatch.setattr(editions.kernel, "run", lambda *_: pytest.fail("a kernel was started"))


def edit(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def target_text():
    return (settings.ROOT / "notebooks" / "01_shapes.ipynb").read_text(encoding="utf-8")


def test_student_gets_neither_solution_nor_notes(house):
    text = nbformat.writes(editions.student(house))
    for hidden in ("secret", "SOLUTION", "Ask the class", "minutes"):
        assert hidden not in text
    cell = editions.student(house).cells[3]
    assert cell.source == "def bigger(shape):\n    ...  # your code here"
    assert cell.metadata == {"tags": ["exercise"]}


def test_instructor_gets_both_and_the_same_ids(house):
    whole = editions.instructor(house)
    text = nbformat.writes(whole)
    assert "secret" in text and "### BEGIN SOLUTION" in text
    student_ids = [cell.id for cell in editions.student(house).cells]
    assert [cell.id for cell in whole.cells] == ["instructor-edition", *student_ids]


def test_the_instructors_edition_says_what_it_is_and_has_all_notes_at_its_top(house):
    edit(
        house,
        "\nbigger((2, 3))",
        '\nbigger((2, 3))\n\n# %% [markdown] tags=["instructor"]\n# One.\n#\n# Two.',
    )
    cells = editions.instructor(house).cells
    lines = cells[0].source.splitlines()
    assert lines[0].startswith("> **Instructor edition** of lesson 01")
    assert lines[-5:] == ["> Ask the class for a shape first.", "> ", "> One.", "> ", "> Two."]
    assert all(line.startswith(">") for line in lines)
    assert all("Ask the class" not in cell.source for cell in cells[1:])
    edit(house, ' tags=["instructor"]', "")
    assert "no notes" in editions.instructor(house).cells[0].source


def test_ids_are_the_first_words_and_survive_edits_elsewhere(house):
    expected = [
        "shapes-and-sizes",
        "print-first",
        "your-turn-make-it-bigger",
        "def-bigger-shape",
        "your-turn-make-it-bigger-2",
        "bigger-2-3",
    ]
    assert [cell.id for cell in editions.student(house).cells] == expected
    edit(house, "What a shape is.", "What a shape is, in other words.")
    edit(house, "secret", "hidden")
    edit(house, "# Your turn: make it bigger.\n\n", "# Now you.\n\n")
    expected[2], expected[4] = "now-you", "your-turn-make-it-bigger"
    assert [cell.id for cell in editions.student(house).cells] == expected


@pytest.mark.parametrize("source", ["# " + "long words " * 40, "x" * 200, "…", "### Überzeugt? Naïve!"])
def test_ids_are_valid_whatever_a_cell_begins_with(house, source):
    edit(house, "# # Shapes and sizes", f"# {source}")
    edit(house, "# Ask the class for a shape first.", f"# {source}")
    ids = [cell.id for cell in editions.instructor(house).cells]
    assert all(re.fullmatch("[a-z0-9-]{1,64}", name) for name in ids)
    assert len(set(ids)) == len(ids)
    nbformat.validate(editions.instructor(house))


def test_a_comment_never_becomes_a_magic(house):
    assert "# %time is a comment" in editions.student(house).cells[1].source


def test_metadata_is_minimal(house):
    notebook = editions.student(house)
    digest = catalogue.code_digest(LESSON)
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "course": {"code_sha256": digest},
    }
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert {cell.cell_type for cell in notebook.cells} == {"markdown", "code"}


@pytest.mark.parametrize(
    "before, after, line",
    [
        ("    ### END SOLUTION\n", "", 30),
        ("    ### BEGIN SOLUTION\n", "", 32),
        ("    ### END SOLUTION\n", "    ### BEGIN SOLUTION\n", 30),
        ("### END SOLUTION", "### End solution", 33),
        ("### BEGIN SOLUTION", "# BEGIN SOLUTION here", 30),
        ("# What a shape is.", "# ### BEGIN SOLUTION", 15),
    ],
)
def test_solution_marks_out_of_balance_are_one_sentence(house, capsys, before, after, line):
    edit(house, before, after)
    with pytest.raises(ValueError, match=rf"^01_shapes\.py, line {line}: .*\.$"):
        editions.student(house)
    assert editions.build([house], check=False) == 1
    assert f"01_shapes.py, line {line}: " in capsys.readouterr().out
    assert not list(settings.ROOT.rglob("01_*.ipynb"))


def test_a_lesson_that_is_not_python_is_one_sentence(house):
    edit(house, 'print("first")', 'print("first"')
    with pytest.raises(ValueError, match=r"^01_shapes\.py, line 2\d: .*never closed\.$"):
        editions.student(house)


def test_build_executes_and_stores_the_checked_outputs_only(house, capsys):
    edit(
        house,
        "(2, 3)\n\n",
        'import sys; print("warned", file=sys.stderr, flush=True)\nprint("last")\n(2, 3)\n\n',
    )
    edit(house, "\nbigger((2, 3))", '\nprint("not stored")')
    assert editions.build([house], check=False) == 0
    assert "01_shapes  written" in capsys.readouterr().out
    assert target_text().endswith("}\n")
    made = nbformat.reads(target_text(), as_version=4)
    assert made.cells[1].metadata.tags == ["nbval-check-output"]
    assert made.cells[1].outputs == [
        {"output_type": "stream", "name": "stdout", "text": "first\nlast\n"},
        {
            "output_type": "execute_result",
            "data": {"text/plain": "(2, 3)"},
            "metadata": {},
            "execution_count": 1,
        },
    ]
    assert made.cells[5].outputs == [] and made.cells[5].execution_count is None
    assert (settings.ROOT / "build" / "instructor" / "01_shapes.ipynb").is_file()
    assert not list(settings.ROOT.rglob("*.partial"))


def test_stored_outputs_survive_prose_and_comments_without_execution(built, no_kernel):
    edit(built, "What a shape is.", "What a shape is, again.")
    edit(built, "# %time is a comment", "# another comment")
    assert editions.build([built], check=True) == 1
    assert editions.build([built], check=False) == 0
    assert "What a shape is, again." in target_text() and '"first\\n"' in target_text()
    assert editions.build([built], check=True) == 0


def test_stored_outputs_are_renewed_when_code_changes(built, capsys):
    edit(built, 'print("first")', 'print("second")')
    assert editions.build([built], check=True) == 1
    assert "was made from other code" in capsys.readouterr().out
    assert editions.build([built], check=False) == 0
    assert '"second\\n"' in target_text()
    assert editions.build([built], check=True) == 0


def test_a_checked_cell_that_fails_is_one_sentence(house, capsys):
    edit(house, 'print("first")', "1 / 0")
    assert editions.build([house], check=False) == 1
    expected = '01_shapes  in the cell "1 / 0": ZeroDivisionError: division by zero'
    assert capsys.readouterr().out.splitlines()[0] == expected
    assert not list(settings.ROOT.rglob("01_*.ipynb"))


def test_a_checked_cell_has_to_show_text():
    warning = nbformat.v4.new_output("stream", name="stderr", text="careful")
    with pytest.raises(ValueError, match="^here has the tag nbval-check-output but shows nothing to compare"):
        outputs.comparable([warning], "here")
    for kind in ("image/png", outputs.WIDGET):
        shown = nbformat.v4.new_output("display_data", data={kind: "", "text/plain": "<Figure>"})
        with pytest.raises(ValueError, match="^here shows a picture or a widget"):
            outputs.comparable([shown], "here")


def test_a_checked_cell_that_shows_nothing_is_one_sentence(house, capsys):
    edit(house, 'print("first")', "x = 1")
    edit(house, "(2, 3)\n\n", "y = 2\n\n")
    assert editions.build([house], check=False) == 1
    assert '01_shapes.py: the cell "x-1" has the tag' in capsys.readouterr().out


def spoil(**changes):
    """Change the second cell of the notebook that is there."""
    made = json.loads(target_text())
    made["cells"][1].update(changes)
    path = settings.ROOT / "notebooks" / "01_shapes.ipynb"
    path.write_text(json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def test_check_sees_a_change_by_hand_and_a_lost_output(built, no_kernel, capsys):
    spoil()
    assert editions.build([built], check=True) == 0
    spoil(source=["changed by hand"])
    before = target_text()
    assert editions.build([built], check=True) == 1
    printed = capsys.readouterr().out
    assert "01_shapes  notebooks/01_shapes.ipynb is not what the lesson makes" in printed
    assert "Run: python3 -m course build" in printed
    assert target_text() == before
    assert editions.build([built], check=False) == 0
    spoil(outputs=[], execution_count=None)
    assert editions.build([built], check=True) == 1
    assert 'has no stored output for the cell "print-first"' in capsys.readouterr().out


def test_check_sees_missing_and_stale_notebooks_and_build_removes_those(built, no_kernel, capsys):
    notebooks = settings.ROOT / "notebooks"
    stale = notebooks / "99_gone.ipynb"
    stale.write_text("{}", encoding="utf-8")
    assert editions.build([built], check=True) == 1
    assert "99_gone.ipynb  has no lesson any more" in capsys.readouterr().out
    assert editions.build([built], check=False) == 0
    assert not stale.exists()
    (notebooks / "01_shapes.ipynb").unlink()
    assert editions.build([built], check=True) == 1
    assert "has no notebooks/01_shapes.ipynb" in capsys.readouterr().out


def test_building_some_lessons_leaves_the_others_notebooks(built, no_kernel):
    other = built.with_name("02_other.py")
    other.write_text(LESSON, encoding="utf-8")
    stale = settings.ROOT / "notebooks" / "99_gone.ipynb"
    stale.write_text("{}", encoding="utf-8")
    assert editions.build([built], check=False) == 0
    assert stale.exists()


def test_a_damaged_notebook_is_built_anew(built, capsys):
    (settings.ROOT / "notebooks" / "01_shapes.ipynb").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    assert editions.build([built], check=True) == 1
    assert editions.build([built], check=False) == 0
    assert '"first\\n"' in target_text()


def test_building_twice_changes_nothing(built, no_kernel, capsys):
    capsys.readouterr()
    assert editions.build([built], check=False) == 0
    assert capsys.readouterr().out.splitlines() == [
        "01_shapes  unchanged",
        "99_glossary  unchanged",
        "README.md  unchanged",
    ]


def test_the_table_in_the_readme(built, no_kernel, capsys):
    readme = settings.ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    row = r"| [01 Shapes \| and sizes](notebooks/01_shapes.ipynb) | 5 | Does size matter? | It does. |"
    assert row in text.splitlines()
    assert text.startswith("Before\n<!-- lessons -->\n|") and text.endswith("|\n<!-- /lessons -->\nAfter\n")
    edit(built, "#   minutes: 5", "#   minutes: 6")
    assert editions.build([built], check=True) == 1
    assert "README.md  has another table of lessons" in capsys.readouterr().out
    assert editions.build([built], check=False) == 0
    assert "| 6 |" in readme.read_text(encoding="utf-8")
    readme.write_text("no marks", encoding="utf-8")
    assert editions.build([built], check=False) == 1
    assert "needs one line <!-- lessons -->" in capsys.readouterr().out


def test_placeholders_are_filled_from_the_evidence(house):
    record = {
        "lesson": "01_shapes",
        "data": "mnist",
        "seeds": [1, 2],
        "recorded": {"accuracy": {"small": [0.25, 0.5]}},
        "reported": {},
        "timed": [],
    }
    path = settings.ROOT / "course" / "evidence" / "01_shapes.mnist.json"
    path.parent.mkdir()
    path.write_text(json.dumps(record), encoding="utf-8")
    edit(house, "What a shape is.", "It took {{runs}} runs.")
    for edition in (editions.student, editions.instructor):
        assert any("It took 2 runs." in cell.source for cell in edition(house).cells)
    edit(house, "{{runs}}", "{{mean: accuracy, large}}")
    with pytest.raises(ValueError, match="01_shapes.*accuracy, large"):
        editions.student(house)


def test_a_glossary_that_was_edited_by_hand_is_out_of_step(built, no_kernel, capsys):
    page = settings.ROOT / "notebooks" / "99_glossary.ipynb"
    page.write_text(page.read_text(encoding="utf-8").replace("how long", "how far"), encoding="utf-8")
    assert editions.build([built], check=True) == 1
    assert (
        "99_glossary  notebooks/99_glossary.ipynb is not what course/glossary.yaml makes"
        in capsys.readouterr().out
    )
