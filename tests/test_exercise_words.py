"""What a check says of inputs and answers, always in what they differ, and what its inputs bring to light."""

import itertools

import numpy as np
import pytest
from scipy.signal import correlate2d
from wrong_answers import stratified_split as splits

from utils import exercises
from utils.exercises import conv2d
from utils.exercises.exercise import agree, contrast, describe


class Pair:
    def __str__(self):
        return "(1, 1)"


LONG = list(range(30))
DIFFERENT = [
    ("(1, 1)", (1, 1), "'(1, 1)', not (1, 1)"),
    (Pair(), (1, 1), "(1, 1), of type Pair, not (1, 1)"),
    (4, 6, "4, not 6"),
    ([1.0, 2.0], [1.0, 3.0], "[1.0, 2.0], not [1.0, 3.0]"),
    (np.array([LONG]), np.array([[*LONG[:-1], 7]]), "29 at place [0, 29], not 7"),
    (LONG, [*LONG[:-1], 7], "29 at place [29], not 7"),
    (LONG, LONG[:-1], "an answer of shape (30,), not (29,)"),
    (
        np.zeros((1, 784)),
        np.zeros((784,)),
        "an array of shape (1, 784) from 0 to 0, not an array of shape (784,)",
    ),
    (np.full((3, 3), 0.123456), np.full((3, 3), 0.123457 + 2e-6), "0.123456 at place [0, 0], not 0.123459"),
    ([-1e6] * 8, [-1234567.8901234] * 8, "-1e+06 at place [0], not -1.23457e+06"),
    (np.full(9, np.nan), np.ones(9), "nan at place [0], not 1"),
    ([[1, 2], [3]], [[1, 2], [3, 4]], "[[1, 2], [3]], not [[1, 2], [3, 4]]"),
]


@pytest.mark.parametrize(("given", "asked", "words"), DIFFERENT, ids=range(len(DIFFERENT)))
def test_two_answers_that_differ_are_told_apart(given, asked, words):
    assert not agree(given, asked)
    assert contrast(given, asked).startswith(words)


def an_answer(rng):
    """Return a random answer of any size and kind, alike enough to others to be taken for them."""
    shape = rng.integers(1, 5, rng.integers(0, 4))
    values = rng.choice([0, 1, 0.5, 0.50001, 1e6, 1e6 + 1, np.nan], shape)
    kinds = [
        lambda a: a,
        lambda a: a.tolist(),
        lambda a: a.astype("float32"),
        lambda a: str(a),
        lambda a: a > 0.5,
    ]
    return rng.choice(kinds)(values)


def test_no_message_ever_says_x_not_x():
    rng = np.random.default_rng(0)
    differing = 0
    for _ in range(3000):
        given, asked = (
            an_answer(rng),
            np.nan_to_num(rng.choice([0.0, 1.0, 0.50002], rng.integers(1, 5, rng.integers(0, 4)))),
        )
        if not agree(given, asked):
            differing += 1
            words, _, wanted = contrast(given, asked).partition(", not ")
            assert words != wanted and len(words) < 100 and len(wanted) < 100
    assert differing > 2000


def test_what_is_cut_shows_that_it_is():
    assert describe(LONG).endswith("…") and len(describe(LONG)) == 60
    assert describe("much " * 100, length=20) == "'much much much muc…"


def test_answers_of_other_libraries_are_described_as_arrays():
    class Tensor:
        def __array__(self, *_, **__):
            return np.arange(9.0)

    assert describe(Tensor()) == "an array of shape (9,) from 0 to 8"


def test_a_split_with_the_same_number_from_each_class_is_told_so():
    assert "the same number" in exercises.check("stratified_split", splits.nearly_same_for_all).message


def test_a_split_that_does_not_draw_one_of_the_classes_ignores_rng():
    assert "Whatever `rng` is" in exercises.check("stratified_split", splits.last_class_not_drawn).message


@pytest.mark.parametrize("worst", [1, 10, 1e3, 1e6, 1e9])
def test_losses_may_be_larger_than_any_that_a_search_would_begin_with(worst):
    def starts_from(losses, patience):
        lowest, best = worst, 1
        for epoch, loss in enumerate(losses, 1):
            if loss < lowest:
                lowest, best = loss, epoch
            elif epoch - best >= patience:
                return epoch, best
        return len(losses), best

    assert exercises.check("early_stopping", starts_from).state == "wrong"


@pytest.mark.parametrize("digits", range(1, 7))
def test_losses_differ_by_less_than_any_rounding(digits):
    def rounds(losses, patience):
        best = 1
        for epoch, loss in enumerate(losses, 1):
            if round(loss, digits) < round(losses[best - 1], digits):
                best = epoch
            elif epoch - best >= patience:
                return epoch, best
        return len(losses), best

    assert exercises.check("early_stopping", rounds).state == "wrong"


@pytest.mark.parametrize("lowest", [-1, -10, -1e3, -1e6, -1e9])
def test_a_picture_may_lie_below_any_number_that_a_maximum_would_begin_with(lowest):
    right = exercises.load("max_pool").reference
    assert exercises.check("max_pool", lambda *window: np.maximum(right(*window), lowest)).state == "wrong"


@pytest.mark.parametrize("kind", ["int", "int8", "float16"])
@pytest.mark.parametrize("name", ["conv2d", "max_pool"])
def test_an_array_of_the_wrong_kind_of_numbers_is_wrong(name, kind):
    right = exercises.load(name).reference
    with np.errstate(all="ignore"):  # NumPy warns of numbers that are too large for it
        assert exercises.check(name, lambda *given: right(*given).astype(kind)).state == "wrong"


@pytest.mark.parametrize("digits", range(5))
def test_nothing_of_a_convolution_may_be_rounded(digits):
    right = conv2d.convolve

    def rounds_image(image, *rest):
        return right(image.round(digits), *rest)

    def rounds_kernel(image, kernel, *rest):
        return right(image, kernel.round(digits), *rest)

    def rounds_result(*given):
        return right(*given).round(digits)

    for attempt in (rounds_image, rounds_kernel, rounds_result):
        assert exercises.check("conv2d", attempt).state == "wrong"


def convolved_by_scipy(image, kernel, stride, padding):
    if padding == "same":
        missing = [
            max((-(-size // stride) - 1) * stride + side - size, 0)
            for size, side in zip(image.shape, kernel.shape, strict=True)
        ]
        image = np.pad(image, [(zeros // 2, zeros - zeros // 2) for zeros in missing])
    return correlate2d(image, kernel, "valid")[::stride, ::stride]


def convolved_in_lists(*given):
    return convolved_by_scipy(*given).astype(float).tolist()


def stopped_by_numpy(losses, patience):
    best = np.array([np.argmin(losses[: place + 1]) for place in range(len(losses))])
    used_up = np.flatnonzero(np.arange(len(losses)) - best >= patience)
    stop = used_up[0] if used_up.size else len(losses) - 1
    return np.array([stop + 1, best[stop] + 1])


def stopped_by_counting(losses, patience):
    lowest, best, waited = float("inf"), 0, 0
    epoch = 0
    while epoch < len(losses) and waited < patience:
        waited += 1
        if losses[epoch] < lowest:
            lowest, best, waited = losses[epoch], epoch + 1, 0
        epoch += 1
    return [epoch, best]


def split_in_lists(labels, share, rng):
    order, training, validation = rng.permutation(len(labels)).tolist(), [], []
    for label in set(labels.tolist()):
        places = [place for place in order if labels[place] == label]
        count = max(1, round(share * len(places)))
        validation += places[:count]
        training += places[count:]
    return training, validation


def split_by_choice(labels, share, rng):
    drawn = [
        rng.choice(np.flatnonzero(labels == label), max(1, round(share * count)), replace=False)
        for label, count in zip(*np.unique(labels, return_counts=True), strict=True)
    ]
    return np.delete(np.arange(len(labels)), np.concatenate(drawn)), np.sort(np.concatenate(drawn))


def read_as_text(boxes, space):
    text, end = "", None
    for left, right, digit in sorted(boxes, key=lambda box: box[0]):
        text += " " * (end is not None and left - end > space + 1) + str(digit)
        end = right
    return [int(number) for number in text.split()]


def read_by_groups(boxes, space):
    boxes = sorted(boxes)
    gaps = [right[0] - left[1] - 1 for left, right in itertools.pairwise(boxes)]
    group = np.cumsum([0, *(gap > space for gap in gaps)])
    digits = np.array([box[2] for box in boxes])
    return [int("".join(map(str, digits[group == number]))) for number in np.unique(group)] if boxes else []


@pytest.mark.parametrize(
    ("name", "attempt"),
    [
        ("conv2d", convolved_by_scipy),
        ("conv2d", convolved_in_lists),
        ("early_stopping", stopped_by_numpy),
        ("early_stopping", stopped_by_counting),
        ("stratified_split", split_in_lists),
        ("stratified_split", split_by_choice),
        ("read_line", read_as_text),
        ("read_line", read_by_groups),
    ],
)
def test_a_right_answer_in_another_style_is_right(name, attempt):
    assert exercises.check(name, attempt).state == "right"
