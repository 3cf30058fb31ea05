"""A recorded run, repeated: exactly on the same machine, within the joint band elsewhere."""

import copy

import pytest

from utils.trial import replay
from utils.trial.evidence import Evidence
from utils.trial.replay import ReplayFailed

VERSIONS = {"python": "3.11.7", "keras": "3.15.1"}
ABOUT = {"processor": ["A processor"], "threads": 1, "versions": {"python": "3.11", "keras": "3.15.1"}}
RECORDED = {
    "accuracy": {"as it was": [0.9, 0.91, 0.89, 0.9, 0.92] * 2, "long": [0.95] * 5 + [None] * 5},
    "loss": {"training": [[0.5, 0.25], [0.5, 0.2], [0.4, 0.2], [0.4, 0.2], [0.4, 0.2]] * 2},
    "time": {"a batch": [0.1] * 10},
}
RECORD = {
    "lesson": "00_made", "data": "mnist", "seed": 1, "threads": 1, "processor": "A processor", "versions": VERSIONS,
    "recorded": {"accuracy": {"as it was": 0.9000000001}, "loss": {"training": [0.5, 0.25]}, "time": {"a batch": 7.0}},
}  # fmt: skip


@pytest.fixture
def recorded():
    timed = frozenset({("time", "a batch")})
    return Evidence("00_made", "mnist", tuple(range(1, 11)), copy.deepcopy(RECORDED), {}, timed, ABOUT)


def changed(measure, arm, value, **about):
    record = copy.deepcopy(RECORD) | about
    record["recorded"][measure][arm] = value
    return record


def test_the_same_run_is_repeated(recorded):
    replay.check(RECORD, recorded)


@pytest.mark.parametrize(
    "record, says",
    [
        (changed("accuracy", "as it was", 0.90001), "accuracy, as it was: 0.90001 instead of 0.9"),
        (changed("loss", "training", [0.5, 0.250001]), "loss, training: 0.250001 instead of 0.25 at point 2"),
        (changed("loss", "training", [0.5]), "loss, training: 1 points instead of 2"),
        (changed("accuracy", "new", 0.9), "accuracy, new: not in the evidence"),
        (RECORD | {"recorded": {**RECORD["recorded"], "loss": {}}}, "loss, training: not measured"),
    ],
)
def test_any_number_that_differs_is_told(recorded, record, says):
    with pytest.raises(ReplayFailed, match=says):
        replay.check(record, recorded)


@pytest.mark.parametrize(
    "about",
    [{"processor": "Another"}, {"threads": 2}, {"versions": VERSIONS | {"keras": "3.16.0"}}],
    ids=["processor", "threads", "versions"],
)
def test_elsewhere_the_joint_band_decides(recorded, about):
    replay.check(changed("accuracy", "as it was", 0.94, **about), recorded)
    with pytest.raises(ReplayFailed, match="accuracy, as it was: 0.5"):
        replay.check(changed("accuracy", "as it was", 0.5, **about), recorded)


def test_pythons_last_number_is_no_difference(recorded):
    record = RECORD | {"versions": VERSIONS | {"python": "3.11.12"}}
    assert replay.is_same_machine(record, recorded)


def test_without_evidence_for_the_seed_there_is_nothing_to_compare(recorded):
    replay.check(changed("accuracy", "as it was", 0.1, seed=99), recorded)
    replay.check(changed("accuracy", "as it was", 0.1), None)
