"""Wrong answers to lesson 01's exercise on momentum as learners write them, with words that each must be told."""


def _with(change, start_at=None, extra=0, inside=False):
    """Return roll with another line for the step: change(step, slope, weight, rate, momentum, start)."""

    def roll(slope, start, rate, momentum, steps):
        weight, step = start if start_at is None else start_at, 0
        for _ in range(steps + extra):
            step = change(step, slope, weight, rate, momentum, start)
            weight += step
            if inside:
                return weight
        return weight

    return roll


def _right(step, slope, weight, rate, momentum, start):
    return momentum * step - rate * slope(weight)


def _keeps_the_weight(slope, start, rate, momentum, steps):
    weight = start
    for _ in range(steps):
        weight = momentum * weight - rate * slope(weight)
    return weight


def _rounds(slope, start, rate, momentum, steps):
    return round(_with(_right)(slope, start, rate, momentum, steps), 3)


ATTEMPTS = [
    (_with(lambda step, slope, weight, rate, momentum, _: momentum * step + rate * slope(weight)), "uphill"),
    (_with(lambda step, slope, weight, rate, momentum, _: -rate * slope(weight)), "plain descent"),
    (
        _with(lambda step, slope, weight, rate, momentum, _: step - rate * slope(weight)),
        "the whole step before",
    ),
    (
        _with(lambda step, slope, weight, rate, keep, _: keep * step - (1 - keep) * rate * slope(weight)),
        "less than the rate says",
    ),
    (_with(lambda step, slope, weight, rate, momentum, _: momentum * step - slope(weight)), "whole slope"),
    (
        _with(lambda step, slope, weight, rate, momentum, _: rate * (momentum * step - slope(weight))),
        "the step before by the rate",
    ),
    (
        _with(lambda step, slope, weight, rate, momentum, _: momentum * (step - rate * slope(weight))),
        "the new part by the momentum",
    ),
    (
        _with(lambda step, slope, _, rate, momentum, start: momentum * step - rate * slope(start)),
        "slope at the start",
    ),
    (_with(_right, extra=1), "too many"),
    (_with(_right, extra=-1), "too few"),
    (_with(_right, inside=True), "within the loop"),
    (_with(_right, start_at=0), "starts at 0"),
    (_keeps_the_weight, "For ("),
    (_rounds, "rounded"),
    (lambda *given: str(_with(_right)(*given)), "text"),
]
