# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# course:
#   title: Whole numbers or digits?
#   minutes: 40
#   question: Should a network read 27 as one picture, or cut it into a 2 and a 7?
#   verdict: "It depends on the paper between them. Apart, digits win: {{mnist mean: accuracy apart, digits}} against {{mnist mean: accuracy apart, whole numbers}}, and they read 61 to 99 as well. Touching, cutting collapses: {{mnist mean: accuracy touching, digits}} against {{mnist mean: accuracy touching, whole numbers}}."
# ---

# %% [markdown]
# # 10 Whole numbers or digits?
#
# **You will** read two-digit numbers in two ways, with one network that knows 61 numbers by sight and with
# one that knows ten digits and a pair of scissors, and see each of them win and each of them fail.
#
# **You need** [lesson 09](09_a_score_that_lies.ipynb). **It takes** 40 minutes of yours and about 30
# seconds of the computer's.

# %% [markdown]
# ## The report
#
# Back to the forum of lessons 08 and 09. Its poster wants to read handwritten numbers from 0 to 99 and has
# images for 0 to 60 only, some of them rare: 48 of the number 56. So the network has 61 outputs, one for
# each number.
#
# At the end of the thread, somebody objects: trained this way, it can't *scale*. Find the places of the
# digits first, or cut them out as text recognition has always done, and let a network read single digits.
#
# The poster answers that hands don't write like that. Digits touch; somebody writes 2000 in a single
# stroke. Cutting had been tried: first *erosion*, which makes the strokes thinner so that touching ones
# come apart, then the search for connected pieces of ink. The result was middling. The plan now is to
# collect more images, and see whether that helps.
#
# Nobody in the thread gave numbers for either way. Who was right?

# %% [markdown]
# ## Your prediction
#
# Two digits overlap by four columns of pixels. You can still read them. Which way reads more such numbers
# between 10 and 60 correctly?
#
# a) the network for whole numbers, b) cutting and reading digit by digit, c) about the same
#
# Put your letter between the quotes.

# %%
my_guess = ""

# %% [markdown]
# Tools, guess, digits, seed. New is scikit-image (`skimage`), which has the scissors.

# %%
import numpy as np
from skimage.measure import label, regionprops
from skimage.morphology import erosion
from skimage.segmentation import expand_labels

from utils import evidence, exercises, plots, predictions
from utils.images import data, handwriting, numbers
from utils.quiet import keras

predictions.keep("10_whole_numbers_or_digits", my_guess)
digits = data.load()
run = evidence.start("10_whole_numbers_or_digits", digits)
rng = np.random.default_rng(run.seed)

# %% [markdown]
# ## The scene
#
# ### Numbers that move together
#
# `numbers.write` puts two digits side by side on a page of 48 by 48 pixels, the size of the forum's images.
# We choose how many columns of paper lie between them. Below 0 they overlap (but never by more than half of
# the narrower one, so that a 1 stays on its side).


# %%
def write(first, last, copies, gap, images=digits.x_test, labels=digits.y_test):
    values = np.tile(np.arange(first, last + 1), copies)
    return numbers.write(values, images, labels, rng, gap), values


GAPS = [-6, -4, -2, 0, 2, 4]
sample = numbers.write([27] * 6, *digits[3:], np.random.default_rng(4), GAPS)
plots.show_images(sample, titles=GAPS, columns=6, size=1.3)

# %% [markdown]
# Six times 27, each with other digits, from an overlap of 6 columns to 4 columns of paper. You read all of
# them, I guess. From 0 on, the digits share no column; at 2 and 4 there is paper between them.

# %% [markdown]
# ### First way: whole numbers
#
# This is the forum's network as its code has it, leaving out its two dropout layers, which would need more
# epochs than we have time for. The only thing to choose is the number of outputs.


# %%
def build(outputs):
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Rescaling(1 / 255)])
    model.add(keras.layers.Conv2D(16, 9, padding="same", activation="relu"))
    model.add(keras.layers.MaxPooling2D(5))
    model.add(keras.layers.Conv2D(32, 5, padding="same", activation="relu"))
    model.add(keras.layers.MaxPooling2D(2))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(256, activation="relu"))
    model.add(keras.layers.Dense(512, activation="relu"))
    model.add(keras.layers.Dense(outputs, activation="softmax"))
    return model


# %% [markdown]
# The forum counted 210,045 parameters. Check it, and see how much of that is due to 61 outputs.

# %% tags=["nbval-check-output"]
for outputs in (61, 10):
    print(f"{outputs} outputs: {build(outputs).count_params():,} parameters")

# %% [markdown]
# Training is the same for all networks of this lesson: ten epochs, with a learning rate that falls.


# %%
def train(model, images, labels):
    steps = 10 * int(np.ceil(len(images) / 100))
    rate = keras.optimizers.schedules.CosineDecay(
        0.0003, steps - steps // 5, warmup_target=0.003, warmup_steps=steps // 5
    )
    adam, loss = keras.optimizers.Adam(rate), "sparse_categorical_crossentropy"
    model.compile(adam, loss, metrics=["accuracy"], steps_per_execution=16)
    model.fit(images[..., None], labels, batch_size=100, epochs=10, verbose=0)
    return model


# %% [markdown]
# It gets 50 images of each number from 0 to 60, about what the forum has of its rarest, with every gap from
# -6 to 4 among them. As in the forum, the pages are shrunk to 28 by 28 pixels.

# %%
gaps = rng.integers(-6, 5, 61 * 50)
pages, values = write(0, 60, 50, gaps, digits.x_train, digits.y_train)
whole = train(build(61), numbers.shrink(pages), values)
print(f"trained on {len(pages):,} images of numbers")

# %% [markdown]
# To read a page is to shrink it and take the output that believes most in itself.


# %%
def read_whole(pages, model=whole):
    return np.argmax(model(numbers.shrink(pages)[..., None]), axis=1)


# %% [markdown]
# ### Second way: cut, then read digits
#
# *Connected components* are pieces of ink: two pixels belong to the same piece if a path of inked pixels
# leads from one to the other, corner to corner included. `label` gives each piece a number of its own.
# Here are the same two digits with a gap of 2 and of -2. How many pieces will each page have?

# %%
two = []
for gap in (2, -2):
    two += [*numbers.write([27], *digits[3:], np.random.default_rng(4), gap)]
labelled = [label(page > 64, connectivity=2) for page in two]
plots.show_images([two[0], labelled[0], two[1], labelled[1]], columns=4, size=1.6)
print("pieces:", *(pieces.max() for pieces in labelled))

# %% [markdown]
# From left to right: a page with paper between the digits, and its pieces, two of them, each in a grey of
# its own; then the page where the digits touch, and its pieces. There is one.
#
# `cut` takes each piece from the page, from left to right, and normalises it as MNIST's digits were. Pieces
# below 10 pixels are dust.


# %%
def cut(page, pieces):
    found = [piece for piece in regionprops(pieces) if piece.area >= 10]
    found.sort(key=lambda piece: piece.bbox[1])
    return [
        handwriting.normalise(np.where(piece.image, page[piece.slice], 0).astype("uint8"))
        for piece in found
    ]


plots.show_images(cut(two[0], labelled[0]) + cut(two[1], labelled[1]), columns=3)

# %% [markdown]
# Three "digits": a 2, a 7, and a thing that is neither. Whatever name the reader gives to the third, the
# number will be wrong.
#
# The reader of digits is the same network with 10 outputs, trained on as many images: 3,050 single digits.

# %%
few = rng.permutation(60000)[:3050]
reader = train(build(10), digits.x_train[few], digits.y_train[few])
accuracy = reader.evaluate(digits.x_test[..., None], digits.y_test, 500, verbose=0)[1]
run.record("accuracy on single digits", accuracy)
print(f"single digits: {accuracy:.4f}")

# %% [markdown]
# Now cut all pages, let the reader name every piece, and write the names side by side. A page without any
# piece is read as -1, which is no number.


# %%
def find_pieces(page):
    return label(page > 64, connectivity=2)


def read_digits(pages, find=find_pieces):
    found = [cut(page, find(page)) for page in pages]
    every = np.array([piece for each in found for piece in each])[..., None]
    names = iter(np.argmax(reader(every), axis=1))
    return np.array([int("".join(str(next(names)) for _ in each) or -1) for each in found])


# %% [markdown]
# ### Side by side
#
# The test: the numbers 10 to 60, so that there are always two digits, at each of the six gaps; and 61 to
# 99, which the first network has never seen. A curve has one accuracy for each gap; we also keep two means,
# *apart* (gaps 2 and 4) and *touching* (-2, -4, -6).

# %%
known = [write(10, 60, 6, gap) for gap in GAPS]
new = [write(61, 99, 6, gap) for gap in GAPS]


def measure(name, read, tests=known):
    curve = np.array([np.mean(read(pages) == values) for pages, values in tests])
    run.record(f"accuracy by gap, {name}", curve)
    run.record(f"accuracy apart, {name}", curve[4:].mean())
    run.record(f"accuracy touching, {name}", curve[:3].mean())
    print(f"apart {curve[4:].mean():.3f}, touching {curve[:3].mean():.3f}: {name}")


# %% [markdown]
# Where do you expect the two to meet?

# %%
measure("whole numbers", read_whole)
measure("digits", read_digits)
names = ["accuracy by gap, whole numbers", "accuracy by gap, digits"]
plots.show_curves(run, names, "columns of paper between the digits", "accuracy", xs=GAPS)

# %% [markdown]
# The line of the whole numbers falls gently to the left: {{mean: accuracy apart, whole numbers}} apart and
# {{mean: accuracy touching, whole numbers}} touching. The line of the digits is a cliff. To the right it
# stands above the other, at {{mean: accuracy apart, digits}}; it drops as soon as ink meets ink, to {{mean:
# accuracy touching, digits}} as a mean of the three overlaps.

# %% [markdown]
# ## The suspects
#
# ### "Whole numbers can't scale"
#
# The forum wants 0 to 99. What does each way make of 61 to 99?

# %%
measure("whole numbers, 61 to 99", read_whole, new)
measure("digits, 61 to 99", read_digits, new)
pages, values = new[-1]
answers = read_whole(pages)
run.record("share of second digits right, 61 to 99", np.mean(answers % 10 == values % 10))
print("61 to 99, read as whole numbers:", *answers[:39])

# %% [markdown]
# Exactly none right as whole numbers: the largest thing this network can say is 60. What it says instead is
# not silly: with 4 columns of paper, the second digit was right in a share of {{mean: share of second
# digits right, 61 to 99}} as a mean over the recorded runs. But an output that doesn't exist can't win.
#
# The reader of digits has never seen a 61 either, nor a 27: it has seen no number at all. Apart, it reads
# 61 to 99 as well as the others, at {{mean: accuracy apart, digits, 61 to 99}}.
#
# And the price of *adding* the missing outputs? Count the images, at 50 for each class.

# %% tags=["nbval-check-output"]
for largest in (9, 60, 99, 999, 9999):
    classes = largest + 1
    print(f"0 to {largest:4}: whole {classes * 50:7,} images, digits {10 * 50:3}")

# %% [markdown]
# Each further digit of the number costs the first way ten times the images, and the second way nothing.
# That is what "scale" means. It shows already at this size: apart, with equally many images, the digits
# were ahead in {{wins: accuracy apart, digits | accuracy apart, whole numbers}} recorded runs, by {{gap:
# accuracy apart, digits | accuracy apart, whole numbers}}.

# %% [markdown]
# ### "Handwriting joins the digits"
#
# So far we pushed digits together. A hand does something else: it doesn't lift the pen. For that we need
# strokes, not pixels, so these numbers are drawn in the built-in handwriting, whatever your digits are.
# `numbers.pen` can leave the pen on the paper between the end of the first digit and the start of the
# second. All else is equal.

# %%
values = np.tile(np.arange(10, 61), 6)
lifted, joined = (numbers.pen(values, run.seed, joined=on) for on in (False, True))
plots.show_images([*lifted[10:18], *joined[10:18]], titles=[*values[10:18]] * 2, columns=8)

# %% [markdown]
# Eight numbers, 20 to 27: above with the pen lifted, below with a line from the end of one digit to the
# start of the next. Neither network has ever seen such a line. Which one will mind?

# %%
for name, read in [("whole numbers", read_whole), ("digits", read_digits)]:
    for way, drawn in [("lifted", lifted), ("joined", joined)]:
        accuracy = np.mean(read(drawn) == values)
        run.record(f"accuracy with the pen {way}, {name}", accuracy)
        print(f"{accuracy:.3f}  {name}, pen {way}")

# %% [markdown]
# One line takes the digits from {{mean: accuracy with the pen lifted, digits}} to {{mean: accuracy with the
# pen joined, digits}}: one piece of ink is one digit to them, and the numbers have two. The whole numbers
# fall as well, from {{mean: accuracy with the pen lifted, whole numbers}} to {{mean: accuracy with the pen
# joined, whole numbers}}: nobody showed them such lines. But they read many of them, for they were never
# told where a digit ends.
#
# And joined numbers from 61 to 99? There both ways fail.

# %%
values = np.arange(61, 100)
joined = numbers.pen(values, run.seed, joined=True)
for name, read in [("whole numbers", read_whole), ("digits", read_digits)]:
    print(f"{np.sum(read(joined) == values)} of {len(values)} right: {name}")

# %% [markdown]
# ### "Erosion helps"
#
# Erosion keeps a pixel only if all of a small square around it is ink, here the smallest square there is, 2
# by 2. Thin bridges vanish. Then the pieces are found, and each grows back by one pixel, so that the reader
# sees digits of the usual weight.


# %%
def find_eroded(page):
    thinner = erosion(page > 64, np.ones((2, 2)))
    return expand_labels(label(thinner, connectivity=2), 1)


shown = [known[2][0][16], known[5][0][33]]
views = [[page, page > 64, erosion(page > 64, np.ones((2, 2)))] for page in shown]
plots.show_images([view for each in views for view in each], columns=6, size=1.3)

# %% [markdown]
# Two numbers: 26, whose digits overlap by two columns, and 43 with paper between. Each is shown as it is,
# as ink or no ink, and eroded. Look at the thinnest strokes in the eroded ones.

# %%
measure("digits, eroded", lambda pages: read_digits(pages, find_eroded))
names += ["accuracy by gap, digits, eroded"]
plots.show_curves(run, names, "columns of paper between the digits", "accuracy", xs=GAPS)

# %% [markdown]
# The third line is the eroded one. Touching, it gains {{gap: accuracy touching, digits, eroded | accuracy
# touching, digits}} on average; apart, it loses {{gap: accuracy apart, digits | accuracy apart, digits,
# eroded}}. Erosion cuts wherever ink is thin. The place where two digits meet is often thick, and thin is
# the upstroke of a 4, the neck of a 2: it breaks what was whole.
#
# "Middling", said the poster, and we agree. It is a matter of size, though: on larger scans a stroke is
# many pixels wide, and such a small square would probably break less.

# %% [markdown]
# ### "More training images cure it"
#
# The poster's own plan. Twice the images for the whole numbers, 100 of each, in the same ten epochs. (So it
# also takes twice as many steps, as the poster's would.)

# %%
gaps = rng.integers(-6, 5, 61 * 100)
pages, values = write(0, 60, 100, gaps, digits.x_train, digits.y_train)
twice = train(build(61), numbers.shrink(pages), values)
measure("whole numbers, twice", lambda pages: read_whole(pages, twice))
measure("whole numbers, twice, 61 to 99", lambda pages: read_whole(pages, twice), new)

# %% [markdown]
# The plan works where the network has an output: {{gap: accuracy touching, whole numbers, twice | accuracy
# touching, whole numbers}} more when digits touch, the images and the longer training together. For 61 to 99
# it changes nothing.

# %% [markdown]
# ## The verdict
#
# First the scaling.

# %%
predictions.recall("10_whole_numbers_or_digits")
run.contrast(
    "61 to 99, apart: only digits can be read",
    better="accuracy apart, digits, 61 to 99",
    worse="accuracy apart, whole numbers, 61 to 99",
    by=0.5,
)
run.same(
    "twice the images: no cure for 61 to 99",
    a="accuracy apart, whole numbers, 61 to 99",
    b="accuracy apart, whole numbers, twice, 61 to 99",
    within=0.05,
    guilty="accuracy apart, digits, 61 to 99",
)

# %% [markdown]
# Then what more images do help with.

# %%
whole_touching = "accuracy touching, whole numbers"
digits_touching = "accuracy touching, digits"
run.average(
    "twice the images help with 10 to 60",
    better="accuracy touching, whole numbers, twice",
    worse=whole_touching,
)

# %% [markdown]
# Now the two halves of "cutting is better".

# %%
run.average(
    "apart, digits are ahead",
    better="accuracy apart, digits",
    worse="accuracy apart, whole numbers",
)
run.contrast(
    "touching, whole numbers win", better=whole_touching, worse=digits_touching, by=0.3
)

# %% [markdown]
# The pen's line.

# %%
run.contrast(
    "joined by the pen, whole numbers win",
    better="accuracy with the pen joined, whole numbers",
    worse="accuracy with the pen joined, digits",
    by=0.2,
)

# %% [markdown]
# Last, the two sides of erosion.

# %%
run.same(
    "erosion: no cure for touching digits",
    a=digits_touching,
    b="accuracy touching, digits, eroded",
    within=0.15,
    guilty=whole_touching,
)
run.average(
    "erosion costs digits that lie apart",
    better="accuracy apart, digits",
    worse="accuracy apart, digits, eroded",
)

# %% [markdown]
# And the report.

# %%
run.report()

# %% [markdown]
# Both were right, each about another kind of number. "It can't scale" holds: without an output there is no
# answer, and outputs cost images. "Handwriting joins the digits" holds as well: where digits touch, the
# whole numbers were read in {{mean: accuracy touching, whole numbers}} of the cases and the cut ones in
# {{mean: accuracy touching, digits}}; with the pen joined, in {{mean: accuracy with the pen joined, whole
# numbers}} and {{mean: accuracy with the pen joined, digits}}. Erosion is no bridge between the two. And
# collecting more images helps with what has an output, in {{wins: accuracy touching, whole numbers, twice |
# accuracy touching, whole numbers}} recorded runs.
#
# What neither can do is a joined 73. Here the objection had one more idea, which we did not try: let a
# network find the places of the digits, instead of scissors that look at ink alone. Readers built that way
# look along the number, as a convolution does, and say at each place which digit is there, if any. They
# know ten digits, and need no cuts.

# %% [markdown]
# ## Your turn
#
# Digits scale even beyond one number: a whole line of them can be read. Write `read_line`. `boxes` is a
# list of `(left, right, digit)`, one for each piece, with its first and last column and the name that the
# reader gave it. They come in the order in which `label` found them, which is from top to bottom. Where
# more than `space` columns of paper lie between a digit and the one to its left, a new number begins.
# Return the list of numbers, from left to right.
#
# `read_line([(30, 38, 7), (0, 8, 4), (10, 17, 2)], 5)` is `[42, 7]`: one column of paper lies between 4 and
# 2 (column 9), twelve between 2 and 7.
#
# <details><summary>A hint</summary>
#
# `sorted(boxes)` brings tuples into the order of their first entry. Then keep the numbers found so far in a
# list: a digit either begins a new one or is hung onto the last.
#
# </details>
#
# <details><summary>Another hint</summary>
#
# Hanging a digit onto a number moves all its digits one place to the left: 4 becomes 42 as `4 * 10 + 2`.
# Between columns 8 and 10 lies one column, not two.
#
# </details>


# %% tags=["exercise"]
def read_line(boxes, space):
    ### BEGIN SOLUTION
    found, end = [], None
    for left, right, digit in sorted(boxes):
        if end is None or left - end - 1 > space:
            found.append(digit)
        else:
            found[-1] = found[-1] * 10 + digit
        end = right
    return found
    ### END SOLUTION


exercises.check("read_line", read_line)

# %% [markdown] tags=["instructor"]
# **For instructors.** Let the class split into two parties before the first curve, one for each side of the
# thread, and let each name a number on which the other must fail. 73 and a joined 27 come quickly, a joined
# 73 a bit later: it is the best moment of the lesson. While the networks train, count how many classes a
# postcode of five digits has. Questions that come: "why does the line of the digits fall already at 0?"
# There the columns only just don't overlap, so slanted ink may touch, corner to corner. "Isn't the erosion
# unfair?" Try other thresholds than 64, and squares of 1 by 2: some are kinder, none comes near the whole
# numbers where digits touch. "Why not train on joined numbers too?" Let them: `numbers.pen(…, joined=True)`
# draws as many as they like. In the exercise most errors are a gap
# that is one column off, and a last number that never reaches the list.

# %% [markdown]
# ## Take away
#
# - A class for every answer can't scale: each answer needs its own images, and an answer without an output
#   is never given.
# - Cutting scales, but it decides before anybody has read: where ink touches, one wrong cut spoils the
#   number, and no reader behind it can mend that.
# - "Better" needs its condition: sweep what the quarrel is about, here the gap, and see who wins where.
#
# **Next:** [11 Black on white](11_black_on_white.ipynb) shows a good network the same digits in black ink
# on white paper.
#
# *Sources.* The forum's thread (2018) with all its comments; the objection is by tay2510, the answer by
# jikker. Reading numbers without cutting them: Y. LeCun and others, "Gradient-based learning applied to
# document recognition" (1998).
