"""What looks at an exercise and answers in words.

Each check tries the learner's function on many inputs and compares it with a reference. If it agrees with
one of the usual mistakes on all of them, the answer names that mistake; else it shows one input on which
the function is off.
"""

import copy
from typing import NamedTuple

import numpy as np

from utils import exercises


class Answer(NamedTuple):
    """What a check found: state is "right", "wrong" or "untried"; message is one or two sentences for the
    learner."""

    state: str
    message: str

    def __repr__(self):
        opening = {"right": "Right.", "wrong": "Not yet.", "untried": "Not tried yet."}[self.state]
        return f"{opening} {self.message}"


def accuracy(attempt):
    """Check lesson 00's accuracy(predicted, actual): two (n,) arrays of labels to a share from 0 to 1."""
    rng = np.random.default_rng(0)
    inputs = [(np.array([1, 2, 3, 4]), np.array([1, 2, 3, 9]))]
    inputs += [(rng.integers(0, 3, n), rng.integers(0, 3, n)) for n in (1, 5, 12, 40, 200)]
    mistakes = [
        (lambda p, a: np.sum(p == a), "It counts the right answers. Divide by how many answers there are."),
        (lambda p, a: 100 * np.mean(p == a), "It gives a percentage. The accuracy is a share from 0 to 1."),
        (lambda p, a: np.mean(p != a), "It gives the share of wrong answers, which is the error rate."),
        (lambda p, a: p == a, "It gives an answer for each digit. One number for all of them is asked for."),
        (
            lambda p, a: np.mean(np.abs(p - a)),
            "It subtracts the labels, as if 9 for 1 were worse than 2 for 1.",
        ),
        (lambda p, a: float(np.all(p == a)), "It asks whether all answers are right. Ask for the share."),
    ]
    praise = "That is the number that Keras prints as accuracy."
    return _examine(attempt, lambda p, a: np.mean(p == a), inputs, mistakes, praise)


def prepare(attempt):
    """Check lesson 02's prepare(images): uint8 (n, 28, 28) to float (n, 784) from 0 to 1, row by row."""
    rng = np.random.default_rng(0)
    inputs = [(rng.integers(0, 256, (n, 28, 28), dtype=np.uint8),) for n in (1, 2, 7, 50)]
    mistakes = [
        (
            lambda x: x.reshape(len(x), 784),
            "The shape is right, but the values go to 255. Make 255 become 1.",
        ),
        (
            lambda x: x / 255,
            "The values are right, but each image is still a square. Lay its rows end to end.",
        ),
        (
            lambda x: x.reshape(len(x), 784).T / 255,
            "Images and pixels changed places: a row per image, please.",
        ),
        (lambda x: x.transpose(0, 2, 1).reshape(len(x), 784) / 255, "It lays columns end to end, not rows."),
        (lambda x: x.reshape(-1) / 255, "All images ended in one long row. Keep one row per image."),
        (lambda x: x.reshape(len(x), 784) // 255, "// throws away all that is below 1. Use /."),
        (
            lambda x: x.reshape(len(x), 784) / 256,
            "Divided by 256, full ink never reaches 1: 255 is the largest.",
        ),
    ]
    praise = "One row of 784 numbers from 0 to 1 for each image."
    return _examine(attempt, lambda x: x.reshape(len(x), 784) / 255, inputs, mistakes, praise)


def dense_parameters(attempt):
    """Check lesson 02's dense_parameters(inputs, units): the count of weights and biases of a dense layer."""
    inputs = [(784, 256), (256, 128), (128, 10), (1, 1), (5, 2), (2, 5), (300, 7)]
    mistakes = [
        (lambda i, u: i * u, "It counts the weights only. Each unit also has a bias."),
        (lambda i, u: i * u + i, "It gives each input a bias. The biases belong to the units."),
        (lambda i, u: i * u + 1, "It adds one bias for the whole layer. Each unit has its own."),
        (lambda i, u: i + u, "It adds inputs and units. Every input is joined to every unit: multiply."),
        (lambda i, u: i * u + i + u, "It counts biases for inputs and units both. Only the units have them."),
    ]
    praise = "A weight for each pair of input and unit, and a bias for each unit."
    return _examine(attempt, lambda i, u: i * u + u, inputs, mistakes, praise)


def conv_parameters(attempt):
    """Check lesson 03's conv_parameters(kernel, channels, filters): the count of weights and biases of a 2-D
    convolution with square kernels."""
    inputs = [(3, 1, 32), (5, 1, 16), (3, 32, 64), (1, 3, 2), (2, 3, 5), (7, 3, 1), (4, 6, 9)]
    mistakes = [
        (lambda k, c, f: k * k * c * f, "It counts the weights only. Each filter also has a bias."),
        (lambda k, c, f: k * c * f + f, "A kernel is a square: count its side times its side."),
        (
            lambda k, c, f: k * k * f + f,
            "It forgets that a filter has a kernel for each channel that comes in.",
        ),
        (
            lambda k, c, f: k * k * c * f + c * f,
            "It gives each channel a bias. A filter adds only one in the end.",
        ),
        (lambda k, c, f: k * k * c * f + 1, "It adds one bias for the whole layer. Each filter has its own."),
        (lambda k, c, f: k * k * c + 1, "It counts one filter. There are as many as `filters` says."),
    ]
    praise = "The size of the image is not in it: the same few weights look everywhere."
    return _examine(attempt, lambda k, c, f: k * k * c * f + f, inputs, mistakes, praise)


def conv2d(attempt):
    """Check lesson 04's conv2d(image, kernel, stride, padding): Keras's convolution of a 2-D image with a 2-D
    kernel; stride a whole number, padding "valid" or "same"."""
    inputs, mistakes = exercises.conv2d.inputs(), exercises.conv2d.MISTAKES
    praise = f"Equal to Keras on {len(inputs)} combinations of image, kernel, stride and padding."
    return _examine(attempt, exercises.conv2d.by_keras, inputs, mistakes, praise)


def max_pool(attempt):
    """Check lesson 05's max_pool(picture, size, stride): a 2-D array to the largest number of each window."""
    inputs, mistakes = exercises.max_pool.inputs(), exercises.max_pool.MISTAKES
    praise = f"Tried on {len(inputs)} pictures: sizes that don't fit, strides unlike the size, all negative."
    return _examine(attempt, exercises.max_pool.pool, inputs, mistakes, praise)


def early_stopping(attempt):
    """Check lesson 06's early_stopping(losses, patience): a list of validation losses, one per epoch, to two
    epochs counted from 1, the one that training stops after and the one whose weights are restored."""
    inputs, mistakes = exercises.early_stopping.inputs(), exercises.early_stopping.MISTAKES
    praise = f"Tried on {len(inputs)} lists of losses; on each, Keras stops and restores as yours does."
    return _examine(attempt, exercises.early_stopping.stopping, inputs, mistakes, praise)


def parameters_in(attempt):
    """Check lesson 07's parameters_in(path): the path of a .weights.h5 file to the count of its network's
    numbers."""
    inputs = [(path,) for path in exercises.parameters_in.FILES]
    praise = f"All {len(inputs)} files counted, and closed again."
    with exercises.parameters_in.folder_with_files():
        answer = _examine(
            attempt, exercises.parameters_in.total, inputs, exercises.parameters_in.MISTAKES, praise
        )
        if answer.state == "right" and exercises.parameters_in.left_open():
            return Answer("wrong", "The number is right, but it leaves the file open. Open it with `with`.")
    return answer


def parameters_reached(attempt):
    """Check lesson 11's parameters_reached(reads, parameters, output): {layer: [layers it reads]}, {layer:
    its count of parameters} and a layer's name, to the count of all parameters that this layer depends on."""
    inputs, mistakes = exercises.parameters_reached.inputs(), exercises.parameters_reached.MISTAKES
    praise = f"Tried on {len(inputs)} networks: with dead ends, with branches that meet, in any order."
    return _examine(attempt, exercises.parameters_reached.total, inputs, mistakes, praise)


def pick_rate(attempt):
    """Check lesson 15's pick_rate(rates, losses): the rates of a range test, rising, and the loss at each, to
    a tenth of the rate with the lowest loss before the blow-up."""
    inputs, mistakes = exercises.pick_rate.inputs(), exercises.pick_rate.MISTAKES
    praise = f"Tried on {len(inputs)} range tests: with NaN, with infinity, with a loss that falls again."
    return _examine(attempt, exercises.pick_rate.rate, inputs, mistakes, praise)


def macro_recall(attempt):
    """Check lesson 09's macro_recall(predicted, actual): two (n,) arrays of labels to the mean, over the
    classes in `actual`, of the share of each class that was recognised."""
    inputs, mistakes = exercises.macro_recall.inputs(), exercises.macro_recall.MISTAKES
    praise = "Each class counts once. In scikit-learn it is called balanced accuracy."
    return _examine(attempt, exercises.macro_recall.reference, inputs, mistakes, praise)


def stratified_split(attempt):
    """Check lesson 08's stratified_split(labels, share, rng): labels (n,) and the share of each class to
    two arrays of indices, for training and for validation."""
    inputs, seen = exercises.stratified_split.inputs(), []
    praise = f"Tried on {len(inputs)} sets of labels: each class gives its share, however small or late."
    judge = exercises.stratified_split.judged(attempt, seen)
    answer = _examine(judge, lambda labels, share: 0, inputs, [], praise)
    if answer.message.startswith("For ("):
        return Answer("wrong", exercises.stratified_split.message(seen))
    return answer


def read_line(attempt):
    """Check lesson 10's read_line(boxes, space): a list of (left, right, digit) in any order, and how many
    columns of paper may lie within a number, to the list of numbers from left to right."""
    inputs, mistakes = exercises.read_line.inputs(), exercises.read_line.MISTAKES
    praise = f"Tried on {len(inputs)} lines: out of order, overlapping, with gaps of exactly `space`, empty."
    answer = _examine(attempt, exercises.read_line.lines, inputs, mistakes, praise)
    if answer.state == "right" and exercises.read_line.gives_text(attempt):
        return Answer("wrong", "It spells them right, but as text: '42' can't be added to. Return numbers.")
    return answer


def dead_logits(attempt):
    """Check lesson 14's dead_logits(logits): a 2-D array, images by classes, of what comes before a ReLU, to
    the numbers of the classes that are above 0 for no image."""
    inputs, mistakes = exercises.dead_logits.inputs(), exercises.dead_logits.MISTAKES
    praise = f"Tried on {len(inputs)} arrays: none dead, all dead, logits of exactly 0."
    return _examine(attempt, exercises.dead_logits.dead, inputs, mistakes, praise)


def interval(attempt):
    """Check lesson 12's interval(right, n): two counts to the ends of Wilson's 95 % interval, (low, high)."""
    inputs, mistakes = exercises.interval.inputs(), exercises.interval.MISTAKES
    praise = f"Tried on {len(inputs)} counts, none and all right among them: never below 0, never above 1."
    return _examine(attempt, exercises.interval.wilson, inputs, mistakes, praise)


def _examine(attempt, reference, inputs, mistakes, praise):
    """Compare a function with the reference on every input (a tuple of arguments); return an Answer.

    mistakes: (a function with the mistake, the message that names it). A wrong attempt that agrees with one
    everywhere gets its message.
    """
    if attempt is ... or attempt is None:
        return Answer("untried", "Write your code where the dots are, and run the cell again.")
    if not callable(attempt):
        this = _brief(attempt)
        return Answer(
            "wrong", f"Hand over the function itself, by its name without brackets; this is {this}."
        )
    found = []
    for arguments in inputs:
        try:
            found.append(attempt(*map(copy.deepcopy, arguments)))
        except Exception as error:  # noqa: BLE001 - whatever a half-done answer raises, the learner gets a sentence
            return Answer("wrong", f"It stopped on {_show(arguments)} with {type(error).__name__}: {error}")
    if all(value is None or value is ... for value in found):
        return Answer(
            "untried", "Write your code where the dots are (with a return), and run the cell again."
        )
    expected = [reference(*arguments) for arguments in inputs]
    if _agree(found, expected):
        return Answer("right", praise)
    for mistake, message in mistakes:
        if _agree(found, [mistake(*arguments) for arguments in inputs]):
            return Answer("wrong", message)
    wrong = next(i for i in range(len(inputs)) if not _agree(found[i : i + 1], expected[i : i + 1]))
    return Answer(
        "wrong", f"For {_show(inputs[wrong])} it gives {_brief(found[wrong])}, not {_brief(expected[wrong])}."
    )


def _agree(found, expected):
    """Return whether two lists hold the same numbers in the same shapes, to float32's precision."""
    for one, other in zip(found, expected, strict=True):
        try:
            one, other = np.asarray(one, float), np.asarray(other, float)
        except Exception:  # noqa: BLE001 - what can't become numbers isn't the number that was asked for
            return False
        if one.shape != other.shape or not np.allclose(one, other, rtol=1e-5, atol=1e-6):
            return False
    return True


def _show(arguments):
    return "(" + ", ".join(_brief(argument) for argument in arguments) + ")"


def _brief(value):
    """Describe a value in a few words: a small one by its digits, a large array by its shape and range."""
    if isinstance(value, np.ndarray) and value.size > 8 and value.dtype.kind in "biuf":
        return f"an array of shape {value.shape} from {value.min():.3g} to {value.max():.3g}"
    try:
        return " ".join(str(value.tolist() if isinstance(value, np.ndarray | np.generic) else value).split())[
            :60
        ]
    except Exception:  # noqa: BLE001 - an object that can't be shown still has a type
        return f"an object of type {type(value).__name__}"
