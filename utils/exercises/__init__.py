"""What utils.checks knows of each exercise: inputs to try, the reference, and the usual mistakes."""

from utils.exercises import (
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
