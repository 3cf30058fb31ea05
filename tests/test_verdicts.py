"""Every verdict of every lesson against its recorded runs: fresh, calibrated, and failing when broken."""

import functools

import numpy as np
import pytest

from course import catalogue
from utils import evidence, verdicts
from utils.images import data

SEEDS = {"mnist": 20, "builtin": 10}  # at least so many stand behind a verdict
EACH, TOGETHER = 0.01, 0.05  # how often one check, and all of the course together, may err

FILES = [(path.stem, name) for path in catalogue.measured() for name in SEEDS]
VERDICTS = [
    pytest.param(lesson, name, verdict, id=f"{lesson}-{name}-{verdict['claim']}")
    for lesson, name in FILES
    if (recorded := evidence.read(lesson, name))
    for verdict in recorded["verdicts"]
]


@functools.cache
def builtin_digest():
    return data.digest(data.builtin())


@pytest.mark.parametrize(("lesson", "name"), FILES)
def test_the_evidence_is_of_this_code_and_this_data(lesson, name):
    recorded = evidence.read(lesson, name)
    assert recorded, f"no evidence: run python3 -m course replicate {lesson[:2]} --data {name}"
    code = catalogue.code_digest(catalogue.find([lesson])[0].read_text(encoding="utf-8"))
    renew = f"the evidence is stale: run python3 -m course replicate {lesson[:2]} --data {name}"
    assert recorded["code_sha256"] == code, renew
    assert recorded["data_sha256"] == (data.mnist_digest() if name == "mnist" else builtin_digest()), renew
    assert len(recorded["seeds"]) >= SEEDS[name] and len(set(recorded["seeds"])) == len(recorded["seeds"])
    for values in recorded["recorded"].values():
        assert len(values) == len(recorded["seeds"])


def test_evidence_belongs_to_a_lesson_that_measures():
    there = {path.name for path in evidence.EVIDENCE.glob("*.json")}
    assert there == {f"{lesson}.{name}.json" for lesson, name in FILES}


@pytest.mark.parametrize(("lesson", "name", "verdict"), VERDICTS)
def test_a_verdict_is_calibrated(lesson, name, verdict):
    missed, noise = verdicts.rates(verdict, evidence.read(lesson, name))
    assert missed <= EACH, f"one run would miss it in {missed:.2%} of cases"
    assert noise <= EACH, f"noise alone would reach the margin in {noise:.2%} of cases"


@pytest.mark.parametrize("name", SEEDS)
def test_all_verdicts_together_seldom_miss(name):
    misses = [
        verdicts.rates(p.values[2], evidence.read(*p.values[:2]))[0] for p in VERDICTS if p.values[1] == name
    ]
    assert misses and sum(misses) <= TOGETHER


@pytest.mark.parametrize(("lesson", "name", "verdict"), VERDICTS)
def test_a_verdict_holds_in_all_recorded_runs_and_its_broken_twins_in_none(lesson, name, verdict):
    recorded = evidence.read(lesson, name)
    for seed in range(len(recorded["seeds"])):
        own = {arm: recorded["recorded"][arm][seed] for arm in verdicts.arms(verdict)}
        assert not verdicts.missed(verdict, own, recorded)
        for twin in broken_twins(verdict):
            assert verdicts.missed(twin, own, recorded), f"{twin} held, seed {recorded['seeds'][seed]}"


def broken_twins(verdict):
    """Return the verdict with its arms swapped (`same`: the guilty one for b) and with one arm twice."""
    if verdict["kind"] == "same":
        return [{**verdict, "b": verdict["guilty"]}, {**verdict, "guilty": verdict["a"]}]
    better, worse = verdict["better"], verdict["worse"]
    swapped = {**verdict, "better": worse, "worse": better}
    return [swapped, {**verdict, "worse": better}, {**verdict, "better": worse}]


@pytest.mark.parametrize(("lesson", "name", "verdict"), VERDICTS)
def test_a_broken_twin_turns_a_strict_run_red(lesson, name, verdict, monkeypatch):
    monkeypatch.setenv("COURSE_STRICT", "1")
    recorded = evidence.read(lesson, name)
    run = evidence.Run(lesson, name, "", 1, 1, 0.0, False)
    run.recorded = {arm: float(np.mean(recorded["recorded"][arm])) for arm in verdicts.arms(verdict)}
    judge = getattr(run, verdict["kind"])
    rest = {key: value for key, value in verdict.items() if key not in ("kind", "claim")}
    judge(verdict["claim"], **rest)
    for number, twin in enumerate(broken_twins(verdict)):
        rest = {key: value for key, value in twin.items() if key not in ("kind", "claim")}
        with pytest.raises(evidence.VerdictFailed):
            judge(f"broken twin {number}", **rest)


def test_freshness_follows_the_code_and_not_the_prose():
    source = catalogue.lessons()[0].read_text(encoding="utf-8")
    digest = catalogue.code_digest(source)
    assert (
        catalogue.code_digest(source.replace("# ", "#   ", 40) + "\n# %% [markdown]\n# More prose.\n")
        == digest
    )
    assert catalogue.code_digest(source.replace("epochs=4", "epochs=5", 1)) != digest
