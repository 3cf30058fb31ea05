"""Wrong answers to lesson 09's exercise as learners write them, with words that each must be told."""

import numpy as np


def recall(predicted, actual, label):
    return (predicted[actual == label] == label).mean()


def right(predicted, actual):
    return np.mean([recall(predicted, actual, label) for label in set(actual)])


def accuracy(predicted, actual):
    return (predicted == actual).sum() / len(actual)


def weighted_by_size(predicted, actual):
    labels, sizes = np.unique(actual, return_counts=True)
    return np.average([recall(predicted, actual, label) for label in labels], weights=sizes)


def precision(predicted, actual):
    found = []
    for label in np.unique(actual):
        called = predicted == label
        found.append((actual[called] == label).mean() if called.any() else 0)
    return np.mean(found)


def precision_of_predicted(predicted, actual):
    return np.mean([(actual[predicted == label] == label).mean() for label in np.unique(predicted)])


def missing_as_zero(predicted, actual):
    found = []
    for label in set(predicted) | set(actual):
        there = actual == label
        found.append(recall(predicted, actual, label) if there.any() else 0)
    return np.mean(found)


def over_predicted(predicted, actual):
    return np.mean([recall(predicted, actual, n) if n in actual else 0 for n in np.unique(predicted)])


def all_numbers(predicted, actual):
    return np.mean([recall(predicted, actual, n) if n in actual else 0 for n in range(61)])


def ten_digits(predicted, actual):
    return sum(recall(predicted, actual, label) for label in set(actual)) / 10


def up_to_the_largest(predicted, actual):
    found = [recall(predicted, actual, n) if n in actual else 0 for n in range(max(actual) + 1)]
    return np.mean(found)


def by_images(predicted, actual):
    return sum(recall(predicted, actual, label) for label in set(actual)) / len(actual)


def by_all_images(predicted, actual):
    hits = [np.sum((predicted == n) & (actual == n)) / len(actual) for n in np.unique(actual)]
    return np.mean(hits)


def counted_hits(predicted, actual):
    return sum(sum(predicted[actual == n] == n) for n in set(actual)) / len(set(predicted))


def one_each(predicted, actual):
    return [recall(predicted, actual, label) for label in np.unique(actual)]


def added(predicted, actual):
    return sum(one_each(predicted, actual))


def middle(predicted, actual):
    return np.median(one_each(predicted, actual))


def worst(predicted, actual):
    return min(one_each(predicted, actual))


def best(predicted, actual):
    return max(one_each(predicted, actual))


def last(predicted, actual):
    for label in np.unique(actual):
        found = recall(predicted, actual, label)
    return found


def first(predicted, actual):
    for label in np.unique(actual):
        return recall(predicted, actual, label)


def percent(predicted, actual):
    return right(predicted, actual) * 100


def missed(predicted, actual):
    return 1 - right(predicted, actual)


def f1(predicted, actual):
    found = []
    for label in np.unique(actual):
        hits = ((predicted == label) & (actual == label)).sum()
        found.append(hits / ((predicted == label).sum() + (actual == label).sum()) * 2)
    return np.mean(found)


def not_a_number(predicted, actual):
    with np.errstate(invalid="ignore"):
        hits = np.bincount(actual[predicted == actual], minlength=61)
        return np.mean(hits / np.bincount(actual, minlength=61))


def one_argument(predicted):
    return np.mean(predicted)


ATTEMPTS = [
    (accuracy, "That is the accuracy"),
    (precision, "That is precision"),
    (precision_of_predicted, "not those predicted"),
    (missing_as_zero, "never occur, as 0"),
    (over_predicted, "goes through the classes that were predicted"),
    (all_numbers, "divides by 61"),
    (ten_digits, "as for ten digits"),
    (up_to_the_largest, "the largest label plus one"),
    (by_images, "divides by the number of images"),
    (by_all_images, "by all images"),
    (counted_hits, "adds up hits"),
    (one_each, "a recall for each class"),
    (added, "adds up the recalls"),
    (middle, "median"),
    (worst, "worst recall"),
    (best, "best recall"),
    (last, "last class only"),
    (first, "first class only"),
    (percent, "percentage"),
    (missed, "was missed"),
    (f1, "F1"),
    (not_a_number, "nan"),
    (one_argument, "stopped on"),
]
