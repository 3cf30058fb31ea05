"""Wrong answers to lesson 06's exercise as learners write them, with words that each must be told."""

import numpy as np


def right(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch + 1, best + 1
    return len(losses), best + 1


def from_zero(losses, patience):
    return tuple(epoch - 1 for epoch in right(losses, patience))


def half_from_zero(losses, patience):
    stop, _ = right(losses, patience)
    return stop, int(np.argmin(losses[:stop]))


def swapped(losses, patience):
    return right(losses, patience)[::-1]


def last_weights(losses, patience):
    return [right(losses, patience)[0]] * 2


def the_loss_itself(losses, patience):
    stop = right(losses, patience)[0]
    return stop, min(losses[:stop])


def sees_the_future(losses, patience):
    return right(losses, patience)[0], losses.index(min(losses)) + 1


def never_stops(losses, patience):
    return len(losses), losses.index(min(losses)) + 1


def behind_the_end(losses, patience):
    best = right(losses, patience)[1]
    return best + patience, best


def stop_alone(losses, patience):
    return right(losses, patience)[0]


def best_alone(losses, patience):
    return right(losses, patience)[1]


def ties_count(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss <= losses[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch + 1, best + 1
    return len(losses), best + 1


def epoch_before(losses, patience):
    best, waited = 1, 0
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 1] < losses[epoch - 2]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, best
    return len(losses), best


def highest(losses, patience):
    return right([-loss for loss in losses], patience)


def too_late(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best > patience:
            return epoch + 1, best + 1
    return len(losses), best + 1


def too_early(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if epoch and loss >= losses[best] and epoch - best >= patience - 1:
            return epoch + 1, best + 1
        if loss < losses[best]:
            best = epoch
    return len(losses), best + 1


def never_forgives(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        else:
            waited += 1
            if waited == patience:
                return epoch + 1, best + 1
    return len(losses), best + 1


def out_of_the_list(losses, patience):
    epoch = 0
    while losses[epoch] >= losses[epoch + 1]:
        epoch += 1
    return epoch + 1 + patience, epoch + 1


def no_patience(losses, patience):
    return 6, 5


ATTEMPTS = [
    (from_zero, "counts epochs from 0"),
    (half_from_zero, "best epoch is counted from 0"),
    (swapped, "changed places"),
    (last_weights, "weights of the last epoch"),
    (the_loss_itself, "Which epoch was that?"),
    (sees_the_future, "nobody trains on"),
    (never_stops, "never stops"),
    (behind_the_end, "not behind it"),
    (stop_alone, "the epoch of the stop alone"),
    (best_alone, "the best epoch alone"),
    (ties_count, "an equal loss"),
    (epoch_before, "with the epoch before"),
    (highest, "waits for the loss to rise"),
    (too_late, "one epoch too late"),
    (too_early, "one epoch too early"),
    (never_forgives, "starts the count again"),
    (out_of_the_list, "stopped on"),
    (no_patience, "For ("),
]
