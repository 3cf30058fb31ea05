"""The joint band: honest runs are left in peace, broken ones aren't."""

import dataclasses

import numpy as np
import pytest

from course import catalogue, judgement
from utils.trial import evidence
from utils.trial.band import Band
from utils.trial.evidence import Evidence
from utils.trial.question import Question

HONEST = 2 / 100  # of honest runs at most so many may be told that something is off


def without(recorded, seed):
    """The evidence without one of its runs, and what that run recorded."""
    place = recorded.seeds.index(seed)
    own = {(m, a): values[place] for m, arms in recorded.table.items() for a, values in arms.items()}
    rest = {
        m: {a: values[:place] + values[place + 1 :] for a, values in arms.items()}
        for m, arms in recorded.table.items()
    }
    seeds = tuple(one for one in recorded.seeds if one != seed)
    return dataclasses.replace(recorded, table=rest, seeds=seeds), own


def left_out(data):
    """For each recorded run of every lesson: lesson, seed, and what lies outside the band of the others."""
    for path in catalogue.measured():
        questions = judgement.read(path).questions
        recorded = evidence.load(catalogue.evidence_file(path.stem, data))
        for seed in recorded.seeds:
            rest, own = without(recorded, seed)
            band = Band(rest, questions)
            yield (
                path.stem,
                seed,
                [(*pair, v) for pair, v in own.items() if v is not None and band.is_outside(*pair, v)],
            )


@pytest.mark.parametrize("data", ["mnist", "builtin"])
def test_few_honest_runs_are_told_that_something_may_be_off(data):
    runs = list(left_out(data))
    told = [run for run in runs if run[2]]
    print(f"{data}: {len(told)} of {len(runs)}")
    assert len(told) <= HONEST * len(runs), told


def made(values, timed=()):
    return Evidence(
        "00", "mnist", tuple(range(len(values))), {"accuracy": {"arm": values}}, {}, frozenset(timed)
    )


def test_the_band_is_the_range_widened_by_itself_and_by_what_matters():
    recorded = made([0.2, 0.25, 0.3, 0.22, 0.21, 0.2, 0.25, 0.3, 0.22])
    question = Question("?", "accuracy", 0, 0.05)
    question.raises("arm")
    assert Band(recorded).ends("accuracy", "arm") == pytest.approx((0.1, 0.4))
    assert Band(recorded, [question]).ends("accuracy", "arm") == pytest.approx((0.05, 0.45))
    assert Band(recorded, [Question("?", "loss", 0, 0.05)]).ends("accuracy", "arm") is None


def test_what_the_band_says_nothing_about():
    assert Band(made([1.0] * 8)).ends("accuracy", "arm") is None  # too few runs
    assert Band(made([1.0] * 9, [("accuracy", "arm")])).ends("accuracy", "arm") is None  # a clock's
    assert Band(made([[1.0, 2.0]] * 9)).ends("accuracy", "arm") is None  # a curve
    assert not Band(made([1.0] * 9)).is_outside("accuracy", "other", 5.0)


def test_a_broken_run_is_told():
    values = np.random.default_rng(0).normal(0.95, 0.003, 20).tolist()
    assert Band(made(values)).is_outside("accuracy", "arm", 0.85)
    assert not Band(made(values)).is_outside("accuracy", "arm", 0.942)


def test_a_number_that_never_varies_is_compared_with_the_digits_that_evidence_keeps():
    band = Band(made([0.333333] * 9))
    assert not band.is_outside("accuracy", "arm", float(np.float32(1 / 3)))
    assert band.is_outside("accuracy", "arm", 0.33334)
