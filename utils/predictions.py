"""What a learner expects before running a lesson. It stays on the learner's disk, in my/predictions.json."""

import json

from utils import evidence

PATH = evidence.ROOT / "my" / "predictions.json"


def keep(lesson, guess):
    """Keep a prediction (a string; empty for none yet) and say so."""
    if not guess:
        print("No prediction yet. Guess before you read on: a wrong guess teaches more than none.")
        return
    if not evidence.strict():
        evidence.write_json(PATH, {**_all(), lesson: guess})
    print(f'Noted: "{guess}". It comes back with the verdict.')


def recall(lesson):
    """Remind the learner of what they predicted."""
    guess = _all().get(lesson)
    print(f'You predicted "{guess}".' if guess else "You made no prediction this time.")


def _all():
    try:
        return json.loads(PATH.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
