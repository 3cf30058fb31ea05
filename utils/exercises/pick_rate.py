"""What `checks.pick_rate` holds an answer against: range tests with and without a blow-up, and the usual
mistakes."""

import numpy as np

NAN, INF = float("nan"), float("inf")


def inputs():
    """Return many tuples (rates, losses), the shortest first: without a blow-up, with NaN, with infinity,
    with a loss that falls again after the blow-up, with the lowest loss in the first place."""
    found = [
        ([0.01, 0.1, 1.0, 10.0, 100.0], [1.1, 0.9, 0.5, 7.0, NAN]),
        ([0.001, 0.01, 0.1, 1.0], [1.2, 1.0, 0.6, 0.8]),
        ([0.003, 0.03, 0.3, 3.0, 30.0], [1.1, 0.7, 0.9, 40.0, 0.2]),
        ([0.002, 0.02, 0.2, 2.0, 20.0], [1.1, 1.0, 0.4, NAN, 0.1]),
        ([0.001, 0.01, 0.1, 1.0, 10.0], [1.0, 1.3, 1.6, 5.0, NAN]),
        ([0.01, 0.1, 1.0, 10.0, 100.0], [1.1, 0.8, 1.9, 0.3, INF]),
        ([0.5, 5.0, 50.0], [1.1, NAN, NAN]),
    ]
    rng = np.random.default_rng(0)
    for length in (8, 12, 20, 30):
        for ending in ("none", "nan", "high", "falls again"):
            rates = np.geomspace(10.0 ** -rng.integers(3, 6), 10.0 ** rng.integers(0, 3), length)
            low = int(rng.integers(length // 3, length - 3))
            losses = 1.1 - 0.9 * np.minimum(np.arange(length) / low, 1) + rng.uniform(0, 0.1, length)
            losses[low + 1 :] += 0.2
            after = {"none": losses[low + 2], "nan": NAN, "high": 9.0, "falls again": 0.01}[ending]
            if ending == "falls again":
                losses[low + 1] = 5.0
            losses[low + 2 :] = after
            found.append((rates.tolist(), losses.round(4).tolist()))
    return found


def counted(losses):
    """Return how many losses come before the blow-up."""
    for place, loss in enumerate(losses):
        if np.isnan(loss) or loss > 2 * losses[0]:
            return place
    return len(losses)


def rate(rates, losses):
    """Return a tenth of the rate with the lowest loss before the blow-up."""
    return rates[lowest(losses)] / 10


def lowest(losses):
    return int(np.argmin(losses[: counted(losses)]))


MISTAKES = [  # (pick_rate with the mistake, the message that names it)
    (
        lambda rates, losses: rates[lowest(losses)],
        "That is the rate of the lowest loss itself, too close to the wall. Take a tenth of it.",
    ),
    (
        lambda rates, losses: rates[lowest(losses)] * 10,
        "It goes up from the lowest loss by a factor of ten, into the wall. Go down.",
    ),
    (
        lambda rates, losses: lowest(losses),
        "That is a place in the list. Which rate stands there?",
    ),
    (
        lambda rates, losses: lowest(losses) / 10,
        "It takes a tenth of the place in the list. Take a tenth of the rate that stands there.",
    ),
    (
        lambda rates, losses: min(losses[: counted(losses)]),
        "That is the lowest loss. Which rate had it?",
    ),
    (
        lambda rates, losses: min(losses[: counted(losses)]) / 10,
        "It takes a tenth of the lowest loss. Take a tenth of its rate.",
    ),
    (
        lambda rates, losses: rates[-1] / 10,
        "It always takes the last rate. Where is the loss lowest before the blow-up?",
    ),
    (
        lambda rates, losses: rates[counted(losses) - 1] / 10,
        "It takes the last rate before the blow-up, where the loss may be rising. Where is it lowest?",
    ),
    (
        lambda rates, losses: rates[counted(losses) - 1],
        "It takes the largest rate that didn't blow up: the edge itself. Take a tenth of the best one.",
    ),
    (
        lambda rates, losses: rates[min(counted(losses), len(rates) - 1)] / 10,
        "It takes a tenth of the rate where the loss blew up. Take that of the lowest loss before.",
    ),
    (
        lambda rates, losses: rates[int(np.argmin(losses))] / 10,
        "To `np.argmin`, NaN is the smallest number of all. Leave out the blow-up and all after it first.",
    ),
    (
        lambda rates, losses: rates[int(np.nanargmin(losses))] / 10,
        "It leaves out NaN, but not what comes after the blow-up: a low loss there is an accident.",
    ),
    (
        lambda rates, losses: rates[int(np.argmin(losses[: _first(losses, np.isnan)]))] / 10,
        "It stops at NaN only. A loss more than twice the first one is a blow-up, too.",
    ),
    (
        lambda rates, losses: (
            rates[int(np.nanargmin(losses[: _first(losses, lambda loss: loss > 2 * losses[0])]))] / 10
        ),
        "It stops at a high loss only. NaN is a blow-up too, but no comparison with NaN is ever true.",
    ),
    (
        lambda rates, losses: rates[max(lowest(losses) - 1, 0)],
        "It goes back by one place. That isn't always a factor of ten: divide the rate.",
    ),
    (
        lambda rates, losses: rates[int(np.argmax(losses[: counted(losses)]))] / 10,
        "It looks for the highest loss. The lowest is the best.",
    ),
]


def _first(losses, is_end):
    return next((place for place, loss in enumerate(losses) if is_end(loss)), len(losses))
