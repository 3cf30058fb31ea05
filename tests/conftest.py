"""Fixtures that several files of tests share."""

import shutil

import damaged_own
import pytest


@pytest.fixture(scope="session")
def _whole_clone(tmp_path_factory):
    """A clone with evidence, two runs of the learner's, a guess and an answer in a copy."""
    root = tmp_path_factory.mktemp("whole")
    damaged_own.clone(root)
    return root


@pytest.fixture
def clone(_whole_clone, tmp_path):
    """A copy of it, in which lessons are at home, to be damaged."""
    root = shutil.copytree(_whole_clone, tmp_path / "clone")
    with damaged_own.at_home(root):
        yield root
