"""The lesson that writers copy does what course/WRITING.md promises."""

import json
import os
import subprocess
import sys

from course import catalogue
from course.publish import editions
from course.settings import environment

TEMPLATE = catalogue.LESSONS / "template.py"


def test_it_runs_as_a_script_and_is_recorded(tmp_path):
    record = tmp_path / "record.json"
    env = environment(seed=1, threads=1, strict=True, record=record) | {"MPLBACKEND": "Agg"}
    done = subprocess.run(
        [sys.executable, str(TEMPLATE)], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    record = json.loads(record.read_text(encoding="utf-8"))
    assert record["lesson"] == "template" and set(record["recorded"]) == {"accuracy"}
    assert os.listdir(tmp_path) == ["record.json"]


def test_it_makes_both_editions():
    student, instructor = editions.student(TEMPLATE), editions.instructor(TEMPLATE)
    texts = ["\n".join(cell.source for cell in notebook.cells) for notebook in (student, instructor)]
    assert "BEGIN SOLUTION" not in texts[0] and "your code here" in texts[0] and "instructors" not in texts[0]
    assert "BEGIN SOLUTION" in texts[1] and "For instructors" in texts[1]


def test_it_has_the_parts_of_a_lesson_in_their_order():
    headings = [
        line[3:]
        for cell in editions.student(TEMPLATE).cells
        for line in cell.source.splitlines()
        if line.startswith("## ")
    ]
    anatomy = [
        "The report",
        "Your prediction",
        "The scene",
        "The suspects",
        "The findings",
        "Your turn",
        "What remains",
        "Take away",
    ]
    assert headings == anatomy
    for path in catalogue.lessons():
        text = path.read_text(encoding="utf-8")
        places = [text.index(f"# ## {heading}\n") for heading in anatomy]
        assert places == sorted(places), f"{path.name} has its parts in another order"
