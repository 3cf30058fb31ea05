"""Wrong answers to lesson 10's exercise as learners write them, with words that each must be told."""


def groups(boxes, space):
    """The digits of each number on the line, as lists, as they should be."""
    found, end = [], None
    for left, right, digit in sorted(boxes):
        if end is not None and left - end - 1 <= space:
            found[-1].append(digit)
        else:
            found.append([digit])
        end = right
    return found


def spell(digits):
    return int("".join(map(str, digits)))


def with_rule(boxes, wide, order=sorted):
    """Number by number; `wide(left, right, before_left, before_right)` says where a new one begins."""
    found, before = [], None
    for left, right, digit in order(boxes):
        if before is not None and not wide(left, right, *before):
            found[-1] = found[-1] * 10 + digit
        else:
            found.append(digit)
        before = left, right
    return found


def as_found(boxes, space):
    return with_rule(boxes, lambda left, right, low, high: left - high - 1 > space, order=list)


def by_right(boxes, space):
    by = lambda boxes: sorted(boxes, key=lambda box: box[1])  # noqa: E731
    return with_rule(boxes, lambda left, right, low, high: left - high - 1 > space, order=by)


def by_digit(boxes, space):
    by = lambda boxes: sorted(boxes, key=lambda box: box[-1])  # noqa: E731
    return with_rule(boxes, lambda left, right, low, high: left - high - 1 > space, order=by)


def widest_first(boxes, space):
    by = lambda boxes: sorted(boxes, key=lambda box: box[1] - box[0], reverse=True)  # noqa: E731
    return with_rule(boxes, lambda left, right, low, high: left - high - 1 > space, order=by)


def right_to_left(boxes, space):
    return [spell(digits) for digits in reversed(groups(boxes, space))]


def backwards(boxes, space):
    return [sum(digit * 10**place for place, digit in enumerate(digits)) for digits in groups(boxes, space)]


def added_up(boxes, space):
    return [sum(digits) for digits in groups(boxes, space)]


def first_digits(boxes, space):
    return [digits[0] for digits in groups(boxes, space)]


def last_digits(boxes, space):
    return [digits[-1] for digits in groups(boxes, space)]


def counted(boxes, space):
    return [len(digits) for digits in groups(boxes, space)]


def one_by_one(boxes, space):
    return [box[2] for box in sorted(boxes)]


def one_number(boxes, space):
    return [spell(box[2] for box in sorted(boxes))] if boxes else []


def fence_posts(boxes, space):
    return with_rule(boxes, lambda left, right, low, high: left - high > space)


def left_to_left(boxes, space):
    return with_rule(boxes, lambda left, right, low, high: left - low > space)


def other_way_round(boxes, space):
    return with_rule(boxes, lambda left, right, low, high: left - high - 1 <= space)


def forgets_the_last(boxes, space):
    found, number, end = [], 0, None
    for left, right, digit in sorted(boxes):
        if end is not None and left - end - 1 > space:
            found.append(number)
            number = 0
        number, end = number * 10 + digit, right
    return found


def first_number(boxes, space):
    return [spell(digits) for digits in groups(boxes, space)[:1]]


def as_strings(boxes, space):
    return ["".join(map(str, digits)) for digits in groups(boxes, space)]


def as_text(boxes, space):
    return " ".join(str(spell(digits)) for digits in groups(boxes, space))


def lists_of_digits(boxes, space):
    return groups(boxes, space)


def without_boxes(boxes, space):
    end = sorted(boxes)[0][1]
    return [end]


def the_example(boxes, space):
    return [42, 7]


ATTEMPTS = [
    (as_found, "in the order of `label`"),
    (by_right, "where boxes end"),
    (by_digit, "the digits themselves in order"),
    (widest_first, "the widest box"),
    (right_to_left, "from right to left"),
    (backwards, "backwards"),
    (added_up, "adds the digits"),
    (first_digits, "the first digit of each number"),
    (last_digits, "the last digit of each number"),
    (counted, "counts the digits"),
    (one_by_one, "a number of each digit"),
    (one_number, "one number of the whole line"),
    (fence_posts, "one column off"),
    (left_to_left, "left edge to left edge"),
    (other_way_round, "the other way round"),
    (forgets_the_last, "The last number is missing"),
    (first_number, "stops after the first number"),
    (as_strings, "it is text"),
    (as_text, "For ("),
    (lists_of_digits, "For ("),
    (without_boxes, "stopped on ([]"),
    (the_example, "For ("),
]
