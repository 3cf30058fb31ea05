"""Plausible wrong answers to each exercise, with the words that the check's message should have."""

from wrong_answers import (
    conv2d,
    dead_logits,
    early_stopping,
    interval,
    macro_recall,
    max_pool,
    parameters_in,
    parameters_reached,
    pick_rate,
    read_line,
    stratified_split,
)

__all__ = [
    "conv2d",
    "dead_logits",
    "early_stopping",
    "interval",
    "macro_recall",
    "max_pool",
    "parameters_in",
    "parameters_reached",
    "pick_rate",
    "read_line",
    "stratified_split",
]
