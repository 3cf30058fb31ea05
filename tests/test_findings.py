"""Every declared finding of every lesson against its recorded runs: fresh, true on both collections, and false when
the runs are broken."""

import copy
import dataclasses
import functools
import re
import tomllib

import numpy as np
import pytest

from course import catalogue, judgement
from course.settings import ROOT
from utils.images import data
from utils.trial import effects, evidence
from utils.trial.effects import LOWERS, NO_MATTER, RAISES

SEEDS = {"mnist": 20, "builtin": 10}  # at least so many stand behind a finding
LONG_SEEDS = 5  # and so many behind one about a long arm
FILES = [(path, name) for path in catalogue.measured() for name in SEEDS]
IDS = [f"{path.stem}-{name}" for path, name in FILES]


@functools.cache
def digest(name):
    return data.digest(data.builtin()) if name == "builtin" else data.mnist_digest()


@functools.cache
def judged(path, name):
    return judgement.judged(path, name)


@functools.cache
def locked():
    """The versions in the lock, by name."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("requirements*.lock")))
    return {
        name.lower(): version for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)
    }


@pytest.mark.parametrize(("path", "name"), FILES, ids=IDS)
def test_the_evidence_is_of_this_code_data_and_these_versions(path, name):
    recorded = evidence.load(catalogue.evidence_file(path.stem, name))
    renew = f"run python3 -m course replicate {path.stem[:2]} --data {name}"
    assert recorded, f"no evidence: {renew}"
    code = catalogue.code_digest(path.read_text(encoding="utf-8"))
    assert recorded.about["code_sha256"] == code, f"the lesson's code was changed: {renew}"
    assert recorded.about["data_sha256"] == digest(name), f"the digits are others: {renew}"
    for package, version in recorded.about["versions"].items():
        if package != "python":
            assert version == (locked().get(package) or locked()[f"{package}-cpu"]), (
                f"{package} is another: {renew}"
            )
    assert len(set(recorded.seeds)) == len(recorded.seeds) >= SEEDS[name]
    assert 1 in recorded.seeds, "the tests repeat seed 1"


@pytest.mark.parametrize(("path", "name"), FILES, ids=IDS)
def test_every_arm_was_run_often_enough(path, name):
    recorded = evidence.load(catalogue.evidence_file(path.stem, name))
    for measure in recorded.table:
        for arm in recorded.arms(measure):
            enough = LONG_SEEDS if recorded.is_long(measure, arm) else SEEDS[name]
            assert len(recorded.values(measure, arm)) >= enough, (measure, arm)


def test_only_these_recorded_runs_still_repeat_one_order_of_images():
    """They were measured before `trial.start` drew a new one in every epoch. 08 and 14 train single epochs."""
    sources = {path.stem[:2]: path.read_text(encoding="utf-8") for path in catalogue.measured()}
    assert {number for number, source in sources.items() if "one_order=True)" in source} == {"08", "09", "14"}


def test_evidence_belongs_to_a_lesson_that_measures():
    there = {path.name for path in (ROOT / "course" / "evidence").glob("*.json")}
    assert there == {f"{path.stem}.{name}.json" for path, name in FILES}


@pytest.mark.parametrize(("path", "name"), FILES, ids=IDS)
def test_what_a_lesson_declares_is_what_its_evidence_says(path, name):
    wrong = [
        f'"{effect.question.text}" {effect.arm} against {effect.against}: declared "{declared.on(name)}", but '
        f"{effect.mean:+.4g} ({effect.low:+.4g} to {effect.high:+.4g}), ruler {effect.question.matters:g}: "
        f'"{effect.finding}"'
        for declared, effect in judged(path, name)
        if declared.on(name) != effect.finding
    ]
    assert judged(path, name) and not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", catalogue.measured(), ids=lambda path: path.stem)
def test_a_lesson_ends_in_an_answer(path):
    read = judgement.read(path)
    assert len(read.choices) >= 2 and read.answer in read.choices


# Broken twins: with other runs in the place of a declared finding's arm, another finding must come out.


def found(path, name, index, arms_of):
    """The finding at `index` when the recorded arms of its measure are those that `arms_of(arms, effect)` returns."""
    recorded = evidence.load(catalogue.evidence_file(path.stem, name))
    effect = judged(path, name)[index][1]
    table = copy.deepcopy(recorded.table)
    table[effect.question.measure] = arms_of(table[effect.question.measure], effect)
    questions = judgement.read(path).questions
    return effects.effects(questions, dataclasses.replace(recorded, table=table))[index].finding


def decided(path, name):
    return [i for i, (_, effect) in enumerate(judged(path, name)) if effect.finding in (RAISES, LOWERS)]


@pytest.mark.parametrize(("path", "name"), FILES, ids=IDS)
def test_arms_swapped_or_one_arm_twice_change_what_is_declared(path, name):
    def swapped(arms, effect):
        if isinstance(effect.against, str):
            return arms | {effect.arm: arms[effect.against], effect.against: arms[effect.arm]}
        return arms | {effect.arm: [None if v is None else 2 * effect.against - v for v in arms[effect.arm]]}

    def the_same_twice(arms, effect):
        nothing = [None if v is None else effect.against for v in arms[effect.arm]]
        return arms | {effect.arm: arms[effect.against] if isinstance(effect.against, str) else nothing}

    assert decided(path, name), "no lesson is without a finding"
    for index in decided(path, name):
        declared = judged(path, name)[index][0].on(name)
        assert found(path, name, index, swapped) != declared
        assert found(path, name, index, the_same_twice) != declared


@pytest.mark.parametrize(("path", "name"), FILES, ids=IDS)
def test_a_guilty_arm_in_an_innocents_place_changes_what_is_declared(path, name):
    """Where a question has both: the runs of a guilty arm stand in for those of an innocent one."""
    for index, (declared, effect) in enumerate(judged(path, name)):
        if effect.finding != NO_MATTER:
            continue
        rivals = [judged(path, name)[other][1] for other in decided(path, name)]
        for rival in rivals:
            if (rival.question.text, rival.against) == (effect.question.text, effect.against):
                guilty = found(
                    path, name, index, lambda arms, one, arm=rival.arm: arms | {one.arm: arms[arm]}
                )
                assert guilty != declared.on(name), (effect.arm, rival.arm)


def test_freshness_follows_what_is_measured_and_not_the_words_or_the_ruler():
    source = catalogue.lessons()[0].read_text(encoding="utf-8")
    code = catalogue.code_digest(source)
    words = source.replace("# ", "#   ", 40) + "\n# %% [markdown]\n# More prose.\n"
    assert catalogue.code_digest(words) == code
    assert catalogue.code_digest(re.sub(r"matters=[\d.]+", "matters=0.77", source)) == code
    assert catalogue.code_digest(source.replace("epochs=4", "epochs=5", 1)) != code


def test_the_lock_and_pyproject_name_the_same_keras():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert any(line.startswith("keras") for line in wanted) and "keras" in locked()
    assert np.__version__ == locked()["numpy"]
