"""A clone's evidence and a learner's folder my/, damaged by seeds in every way that files get damaged, and all that
reads them. The tests take a few of these damages, benchmarks/bench_damage_own.py hundreds."""

import contextlib
import copy
import io
import json
import os
import random
import shutil
import warnings
from unittest import mock

import matplotlib.pyplot as plt
import numpy as np

from course import catalogue, desk, judgement
from course.publish import board, placeholders
from course.replicate import assemble
from utils import trial
from utils.images.data import Digits
from utils.trial import evidence

LESSON = "06_overfitting_curves"  # numbers, curves, counts and five questions
EVIDENCE = f"{LESSON}.builtin.json"
RUNS = f"my/runs/{LESSON}.builtin"
COPY = "05_pooling.ipynb"
CHOICES = ("a) nothing", "b) a little", "c) a lot")
MEGABYTES = 100
RECORDED = catalogue.evidence_file(LESSON, "builtin")
WHOLE = evidence.load(RECORDED)
COUNTED = "epoch with the lowest validation loss"


def clone(root):
    """Make a clone with the evidence of one lesson, and a learner's folder with everything it may hold."""
    folder = root / "course" / "evidence"
    folder.mkdir(parents=True)
    shutil.copy(RECORDED, folder / EVIDENCE)
    (root / "notebooks").mkdir()
    for name in ("00_start_here.ipynb", COPY):
        (root / "notebooks" / name).write_text('{"cells": []}', encoding="utf-8")
    with at_home(root):
        for _ in range(2):
            learn()
        trial.guess(*CHOICES)._choose({"new": CHOICES[1]})
    desk.lay_out(root / "notebooks", root / "my" / "lessons")
    (root / "my" / "lessons" / COPY).write_text('{"cells": ["an answer"]}', encoding="utf-8")
    (root / "my" / "photos").mkdir()


@contextlib.contextmanager
def at_home(root):
    """A learner's environment, in a kernel that was just started, with `root` as the clone."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("COURSE_")}
    with (
        mock.patch.dict(os.environ, ours | {"COURSE_HOME": str(root)}, clear=True),
        mock.patch.dict("utils.trial.guess._clicked", clear=True),
        mock.patch.object(
            catalogue, "evidence_file", lambda lesson, data: root / "course" / "evidence" / EVIDENCE
        ),
    ):
        yield


# --- Damages ---


def damage(path, seed):
    """Damage the file at `path`, or put something else in its place; return how."""
    rng = random.Random(seed)
    ways = rng.choice([BYTES, BYTES, VALUES, VALUES, VALUES, PLACES])
    name = rng.choice(sorted(ways))
    content = path.read_bytes()
    if ways is BYTES:
        path.write_bytes(ways[name](content, rng))
    elif ways is PLACES:
        path.unlink()
        ways[name](path, content)
    else:
        path.write_text(json.dumps(_changed(json.loads(content), rng, ways[name])), encoding="utf-8")
    return name


def damage_own(root, seed):
    """Damage one thing in root/my; return what and how."""
    rng = random.Random(f"own {seed}")
    my = root / "my"
    files = [
        next((root / RUNS).glob("*.json")),
        next((my / "guesses").glob("*")),
        my / "lessons" / desk.WRITTEN,
    ]
    folders = [my, my / "runs", root / RUNS, my / "guesses", my / "lessons", my / "lessons" / COPY]
    path = rng.choice(files * 3 + folders)
    what = path.relative_to(root).as_posix()
    if path in files:
        return f"{what}: {damage(path, seed)}"
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    name = rng.choice(sorted(PLACES))
    PLACES[name](path, b"")
    return f"{what}: {name}"


def _flipped(content, rng):
    changed = bytearray(content)
    for _ in range(rng.choice([1, 3, 30])):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _conflict(content, rng):
    lines = content.split(b"\n")
    at = rng.randrange(len(lines))
    return b"\n".join(
        [*lines[:at], b"<<<<<<< HEAD", *lines[at : at + 1], b"=======", b">>>>>>> theirs", *lines[at:]]
    )


BYTES = {
    "cut short": lambda content, rng: content[: rng.randrange(len(content))],
    "bytes flipped": _flipped,
    "merge conflict": _conflict,
    "noise": lambda content, rng: rng.randbytes(5000),
    "twice": lambda content, rng: content * 2,
    "UTF-16": lambda content, rng: content.decode().encode("utf-16"),
    "nested": lambda content, rng: b"[" * 100_000,
    "nested whole": lambda content, rng: b'{"recorded":' * 50_000 + b"1" + b"}" * 50_000,
    "many digits": lambda content, rng: content.replace(b"1", b"1" * 5000, 1),
    "HTML": lambda content, rng: b"<!DOCTYPE html><html>404</html>",
}
ODD = [None, True, 0, -1, 10**400, 1e308, float("nan"), float("inf"), "", "0.5", "\ud800", "a\nb", [], [[]], [[[0.5]]],
       [0.5], [None], {}, {"a": 1}, {"": {"": []}}]  # fmt: skip
VALUES = {
    "replaced": lambda inside, key, rng: inside.__setitem__(key, rng.choice(ODD)),
    "removed": lambda inside, key, rng: inside.__delitem__(key),
    "renamed": lambda inside, key, rng: _put(inside, rng.choice(["other", "", "a\nb", "\ud800"]), inside.pop(key)),
    "one more": lambda inside, key, rng: _put(inside, "another", copy.deepcopy(inside[key])),
    "in a list": lambda inside, key, rng: inside.__setitem__(key, [inside[key]]),
    "in a table": lambda inside, key, rng: inside.__setitem__(key, {"a": inside[key]}),
    "as text": lambda inside, key, rng: inside.__setitem__(key, str(inside[key])),
}  # fmt: skip


def _put(inside, key, value):
    inside.append(value) if isinstance(inside, list) else inside.__setitem__(key, value)


def _changed(found, rng, way):
    """Change one place, at any depth; near the top as often as further down."""
    if rng.random() < 0.1:
        return rng.choice(ODD)
    inside = found
    for _ in range(rng.randrange(4)):
        deeper = [
            one
            for one in (inside.values() if isinstance(inside, dict) else inside)
            if one and isinstance(one, dict | list)
        ]
        if not deeper:
            break
        inside = rng.choice(deeper)
    way(inside, rng.choice(list(inside) if isinstance(inside, dict) else range(len(inside))), rng)
    return found


def _large(path, content):
    with path.open("wb") as file:
        file.write(content)
        file.truncate(MEGABYTES * 1_000_000)


def _forbidden(path, content):
    path.write_bytes(content)
    path.chmod(0)


PLACES = {
    "a folder": lambda path, content: path.mkdir(),
    "a full folder": lambda path, content: (path / "\N{SNOWMAN} '\" x.json").mkdir(parents=True),
    "large": _large,
    "empty": lambda path, content: path.write_bytes(b""),
    "no permission": _forbidden,
    "gone": lambda path, content: None,
}
if os.name != "nt":  # where links need rights, and there are no pipes
    PLACES |= {
        "a link to itself": lambda path, content: path.symlink_to(path),
        "a link to nothing": lambda path, content: path.symlink_to(path.with_name("nothing")),
        "a link to its folder": lambda path, content: path.symlink_to(path.parent, target_is_directory=True),
        "a pipe": lambda path, content: os.mkfifo(path),
        "a device": lambda path, content: path.symlink_to("/dev/zero"),
    }


# --- What reads it ---


def learn():
    """Do what a lesson does from guess to report, and return what it prints. Warnings are errors."""
    digits = Digits("builtin", *(np.zeros((2, 28, 28), np.uint8), np.zeros(2, np.uint8)) * 2)
    with (
        contextlib.redirect_stdout(io.StringIO()) as told,
        warnings.catch_warnings(action="error"),
        mock.patch.object(plt, "show", lambda: plt.gcf().canvas.draw()),
    ):
        run = trial.start(LESSON, digits, guess=trial.guess(*CHOICES))
        for measure in WHOLE.table:
            for arm in WHOLE.arms(measure):
                run.record(measure, arm, WHOLE.values(measure, arm)[0].tolist())
        run.questions = judgement.read(catalogue.LESSONS / f"{LESSON}.py").questions
        run.show_curves(["training", "validation"], measure="loss", xlabel="epoch")
        run.show_counts(COUNTED, "as published", choices=range(1, 31), xlabel="epoch")
        run.try_out(run.questions[0], "mine", lambda: 0.5, lambda: 0.4)
        run.report(answer="b", because="So it is.")
    return told.getvalue()


def publish(root):
    """Do with the evidence what `course build`, `run` and `replicate` do, and return a sentence for each that can't:
    a text of one line. Anything but the errors that the commands tell as a sentence is raised."""
    jobs = [
        _board,
        _words,
        _tested,
        lambda: assemble.write_evidence(root / "course" / "evidence", [_record()]),
    ]
    sentences = []
    for job in jobs:
        try:
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(action="error"):
                job()
        except (ValueError, OSError, AssertionError) as error:
            sentences.append(str(error))
    return sentences


def _board():
    found = tuple(effect for _, effect in judgement.judged(catalogue.LESSONS / f"{LESSON}.py", "builtin"))
    groups = [board.Group(LESSON, "A title", found)]
    board.page_text(groups)
    board.picture(groups)


def _words():
    placeholders.fill(
        f"{{{{runs}}}} {{{{mean: {COUNTED}, as published}}}}\n\n{{{{table: test loss}}}}\n", LESSON
    )


def _tested():
    with mock.patch.dict(os.environ, {"COURSE_STRICT": "1", "COURSE_SEED": str(WHOLE.seeds[0])}):
        learn()


def _record():
    """The record of one run, as `replicate` has it."""
    recorded = {
        measure: {arm: WHOLE.values(measure, arm)[0].tolist() for arm in WHOLE.arms(measure)}
        for measure in WHOLE.table
    }
    own = {"seed": 1, "seconds": 1.0, "processor": "one", "recorded": recorded, "skipped_long": []}
    named = {"lesson": LESSON, "data": "builtin", "reported": WHOLE.reported, "timed": []}
    return WHOLE.about | named | own
