"""The table below a question's picture, in words that a beginner reads without help."""

from typing import Any

import numpy as np

from utils.trial import effects as rules
from utils.trial.effects import Effect
from utils.trial.question import Question

COUNTED = ("accuracy", "recall", "share")  # measures that are shares of things which can be counted


def markdown(question: Question, found: list[Effect], own: dict[str, dict[str, Any]]) -> str:
    """Return the effects of one question as a Markdown table, the largest first.

    own: {measure: {arm: value}} of the learner's run.
    """
    if not found:
        return "No recorded runs to judge this by yet."
    lines = [
        "| change | your run | on average | finding | how far one run tells |",
        "| :-- | --: | :-- | :-- | :-- |",
    ]
    for effect in sorted(found, key=lambda effect: -effect.mean):
        mine = own_effect(effect, own)
        cells = [
            named(effect, question),
            "" if mine is None else f"{mine:+.3g}",
            in_words(effect),
            finding_in_words(effect),
            one_run(effect),
        ]
        lines.append(row(cells))
    return "\n".join(lines)


def row(cells: list[str]) -> str:
    """Return one row of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def named(effect: Effect, question: Question) -> str:
    """Return the change's name, with its reference where that isn't the question's own."""
    if effect.against == question.reference:
        return effect.arm
    return f"{effect.arm} (against {effect.against})"


def own_effect(effect: Effect, own: dict[str, dict[str, Any]]) -> float | None:
    """Return the effect in one run, or None if that run hasn't measured it."""
    arms = own.get(effect.question.measure, {})
    changed = arms.get(effect.arm)
    reference = arms.get(effect.against) if isinstance(effect.against, str) else effect.against
    if not isinstance(changed, float) or not isinstance(reference, int | float):
        return None
    return changed - reference


def in_words(effect: Effect) -> str:
    """Return the mean effect with its interval, and as a count where the measure is a share."""
    mean, low, high = (
        signed(value, (effect.high - effect.low) / 2) for value in (effect.mean, effect.low, effect.high)
    )
    span = f"{mean} ({low} to {high})"
    counted = count(effect)
    return f"{span}: {counted}" if counted else span


def signed(value: float, uncertainty: float) -> str:
    """Return a number with its sign, to two digits of its uncertainty, which is in the same unit."""
    if not np.isfinite(uncertainty):
        return f"{value:+.2g}"
    decimals = 4 if uncertainty == 0 else int(np.clip(1 - np.floor(np.log10(uncertainty)), 0, 6))
    return f"{value:+.{decimals}f}"


def count(effect: Effect) -> str:
    """Return a share's mean effect as a count of digits, such as "25 more of 10,000"; "" for other measures."""
    if not any(word in effect.question.measure for word in COUNTED) or not isinstance(effect.against, str):
        return ""
    half = (effect.high - effect.low) / 2  # no finer count than this bears
    of = 10000 if half < 0.002 else 1000 if half < 0.02 else 100
    number = round(abs(effect.mean) * of)
    return f"{number} {'more' if effect.mean > 0 else 'fewer'} of {of:,}" if number else f"none of {of:,}"


def finding_in_words(effect: Effect) -> str:
    """Return the finding as a reader sees it."""
    if effect.finding == rules.NO_MATTER:
        return "real, but too small to matter" if effect.is_real else "doesn't matter"
    if effect.finding == rules.NOT_PROVEN:
        return "not proven: the direction is sure, the size isn't" if effect.is_real else "not proven"
    return f"**{effect.finding}** it"


def one_run(effect: Effect) -> str:
    """Return how often a single run would mislead."""
    if len(effect.values) < 2:
        return ""
    runs = len(effect.values)
    few = f" ({runs} runs)" if runs < 10 else ""
    told = f"other sign: {percent(rules.other_sign(effect))}"
    side = rules.other_side(effect)
    return told + ("" if side is None else f"; other finding: {percent(side)}") + few


def percent(chance: float) -> str:
    """Return a chance, 0 to 1, as a percentage short enough for a table."""
    return "under 0.1 %" if chance < 1e-3 else f"{100 * chance:.2g} %"
