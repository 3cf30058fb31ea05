"""Wrong answers to lesson 15's exercise as learners write them, with words that each must be told."""

import math

import numpy as np


def before_blow_up(losses):
    kept = []
    for loss in losses:
        if math.isnan(loss) or loss > 2 * losses[0]:
            return kept
        kept.append(loss)
    return kept


def place(losses):
    kept = before_blow_up(losses)
    return kept.index(min(kept))


def lowest_itself(rates, losses):
    return rates[place(losses)]


def up(rates, losses):
    return 10 * rates[place(losses)]


def index(rates, losses):
    return place(losses)


def tenth_of_index(rates, losses):
    return place(losses) / 10


def the_loss(rates, losses):
    return min(before_blow_up(losses))


def tenth_of_the_loss(rates, losses):
    return 0.1 * min(before_blow_up(losses))


def last_rate(rates, losses):
    return max(rates) / 10


def last_before(rates, losses):
    return rates[len(before_blow_up(losses)) - 1] / 10


def edge(rates, losses):
    return rates[: len(before_blow_up(losses))][-1]


def of_the_blow_up(rates, losses):
    end = len(before_blow_up(losses))
    return rates[min(end, len(rates) - 1)] / 10


def argmin(rates, losses):
    return rates[np.argmin(losses)] / 10


def nanargmin(rates, losses):
    return rates[np.nanargmin(losses)] / 10


def stops_at_nan(rates, losses):
    best = 0
    for here, loss in enumerate(losses):
        if np.isnan(loss):
            break
        if loss < losses[best]:
            best = here
    return rates[best] / 10


def stops_when_high(rates, losses):
    best = 0
    for here, loss in enumerate(losses):
        if loss > 2 * losses[0]:
            break
        if loss < losses[best]:
            best = here
    return rates[best] / 10


def one_place_back(rates, losses):
    return rates[max(0, place(losses) - 1)]


def highest(rates, losses):
    kept = before_blow_up(losses)
    return rates[kept.index(max(kept))] / 10


def by_heart(rates, losses):
    return 0.1


def beyond_the_end(rates, losses):
    here = 0
    while losses[here + 1] <= 2 * losses[0]:
        here += 1
    return rates[here] / 10


def stops_when(is_high, is_lower=lambda loss, best: loss < best):
    """Return an answer whose blow-up is NaN or what is_high(loss, the first loss) says."""

    def pick(rates, losses):
        best = 0
        for here, loss in enumerate(losses):
            if math.isnan(loss) or is_high(loss, losses[0]):
                break
            if is_lower(loss, losses[best]):
                best = here
        return rates[best] / 10

    return pick


def as_text(rates, losses):
    return str(rates[place(losses)] / 10)


ATTEMPTS = [
    (lowest_itself, "lowest loss itself"),
    (up, "goes up"),
    (index, "a place in the list"),
    (tenth_of_index, "tenth of the place"),
    (the_loss, "That is the lowest loss"),
    (tenth_of_the_loss, "tenth of the lowest loss"),
    (last_rate, "always takes the last rate"),
    (last_before, "last rate before the blow-up"),
    (edge, "the edge itself"),
    (of_the_blow_up, "where the loss blew up"),
    (argmin, "np.argmin"),
    (nanargmin, "is an accident"),
    (stops_at_nan, "stops at NaN only"),
    (stops_when_high, "stops at a high loss only"),
    (one_place_back, "back by one place"),
    (highest, "highest loss"),
    (by_heart, "For ("),
    (beyond_the_end, "stopped on"),
    (stops_when(lambda loss, first: loss >= 2 * first), "exactly twice"),
    (stops_when(lambda loss, first: loss > 2), "twice the *first loss*"),
    (stops_when(lambda loss, first: loss > 2 * first, lambda loss, best: loss <= best), "the later one"),
    (stops_when(lambda loss, first: loss > 4.9), "For ("),
    (stops_when(lambda loss, first: loss > 3 * first), "For ("),
    (stops_when(lambda loss, first: loss > 1.8 * first), "For ("),
    (stops_when(lambda loss, first: loss > first + 1), "For ("),
    (stops_when(lambda loss, first: loss > 2.01 * first), "For ("),
    (stops_when(lambda loss, first: loss > 1.98 * first), "For ("),
    (as_text, "it is text"),
]
