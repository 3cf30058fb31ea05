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
#   minutes: 45
#   question: Should a network read 27 as one picture, or cut it into a 2 and a 7?
#   finding: "It depends on the paper between them. Apart, digits lead ({{mean: accuracy apart, digits}} against {{mean: accuracy apart, whole numbers}}), and 61 to 99 are read as well. Touching, cutting along connected ink fails: {{mean: accuracy touching, digits}} against {{mean: accuracy touching, whole numbers}}."
#   board: "whole numbers"
# ---

# %% [markdown]
# # 10 Whole numbers or digits?
#
# **You will** read two-digit numbers in two ways, with one network that knows 61 numbers by sight and with
# one that knows ten digits and a pair of scissors, and see each of them win and each of them fail.
#
# **You need** [lesson 09](09_a_score_that_lies.ipynb). **It takes** 45 minutes of yours and about 30
# seconds of the computer's.
#
# Numbers in the text are from {{runs}} recorded runs on MNIST; yours will differ a little.

# %% [markdown]
# ## The report
#
# Back to the forum of lessons 08 and 09. Its poster wants to read handwritten numbers from 0 to 99 and has
# images for 0 to 60 only, some of them rare: 48 of the number 56. So the network has 61 outputs, one for
# each number.
#
# At the end of the thread, somebody objects: trained this way, it can't *scale*. Let one network find the
# places of the digits, as in *object detection* (a "region proposal network"), and a second one name them;
# or cut the digits out as text recognition has always done, and let a network read single digits.
#
# The poster thanks them, and answers that hands don't write like that. Digits touch; somebody writes 2000
# in a single stroke. Cutting had been tried: first *erosion*, which makes the strokes thinner so that
# touching ones come apart, then the search for connected pieces of ink. The result was middling. The plan
# now is to collect more images, and see whether that helps.
#
# Nobody in the thread gave numbers for either way. Who was right?

# %% [markdown]
# ## Your prediction
#
# Two digits overlap by two, four or six columns of pixels. You can still read them. Which way reads more
# such numbers between 10 and 60 correctly?
#
# Click your answer. Where there are no buttons, type its letter in the last line: `my_guess = "b"`.

# %%
from utils import trial

my_guess = trial.guess(
    "a) the network for whole numbers, by at least one number in twenty",
    "b) cutting and reading digit by digit, by at least one in twenty",
    "c) there is less than that between them",
)
my_guess

# %% [markdown]
# The tools, the digits, a run with your guess and a seed. New is scikit-image (`skimage`), which has the
# scissors.

# %%
import numpy as np
from skimage.measure import label, regionprops
from skimage.morphology import erosion
from skimage.segmentation import expand_labels

from utils import exercises, plots
from utils.images import data, handwriting, numbers
from utils.quiet import keras

digits = data.load()
run = trial.start("10_whole_numbers_or_digits", digits, guess=my_guess)
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
# Training is the same for all networks of this lesson: ten epochs, with a learning rate that rises, then
# falls.


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
# To read a page is to shrink it and to take the number that the network believes in most.


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
run.record("accuracy on single digits", "digits", accuracy)
print(f"single digits: {accuracy:.4f}")

# %% [markdown]
# Now cut all pages and let the reader name every piece. It gives the names in one long row, which is split
# where a page ends; the names of a page, side by side, are its number. A page without any piece is read as
# -1, which is no number.


# %%
def find_pieces(page):
    return label(page > 64, connectivity=2)


def read_digits(pages, find=find_pieces):
    found = [cut(page, find(page)) for page in pages]
    every = np.array([piece for each in found for piece in each])[..., None]
    names = np.argmax(reader(every), axis=1).astype(str)
    ends = np.cumsum([len(each) for each in found])[:-1]
    return np.array([int("".join(of_page) or "-1") for of_page in np.split(names, ends)])


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
    run.record("accuracy by gap", name, curve)
    run.record("accuracy apart", name, curve[4:].mean())
    run.record("accuracy touching", name, curve[:3].mean())
    print(f"apart {curve[4:].mean():.3f}, touching {curve[:3].mean():.3f}: {name}")


# %% [markdown]
# Where do you expect the two to meet?

# %%
measure("whole numbers", read_whole)
measure("digits", read_digits)
arms, between = ["whole numbers", "digits"], "columns of paper between the digits"
run.show_curves(arms, measure="accuracy by gap", xlabel=between, xs=GAPS)

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
run.record("share of second digits right", "61 to 99", np.mean(answers % 10 == values % 10))
print("61 to 99, read as whole numbers:", *answers[:39])

# %% [markdown]
# Exactly none is right as a whole number: the largest thing this network can say is 60, and an answer
# without an output is never given. What it says instead is not silly. With 4 columns of paper, the second
# digit was right in a share of {{mean: share of second digits right, 61 to 99}} over the recorded runs.
#
# The reader of digits has never seen a 61 either, nor a 27: it has seen no number at all. Apart, it reads
# {{mean: accuracy apart, digits, 61 to 99}} of 61 to 99.
#
# And the price of *adding* the missing outputs? Count the images, at 50 for each class.

# %% tags=["nbval-check-output"]
for largest in (9, 60, 99, 999, 9999):
    classes = largest + 1
    print(f"0 to {largest:4}: whole {classes * 50:7,} images, digits {10 * 50:3}")

# %% [markdown]
# Each further digit of the number costs the first way ten times the images. That is what "scale" means. The
# second way needs no further images, but it pays otherwise: a number is right only if all its digits are.
# If each is read as well as a single digit was, and independently of the others, the chances multiply.

# %%
for length in (1, 2, 3, 4):
    print(
        f"{length} digits: {accuracy:.3f} to the power of {length} is {accuracy**length:.3f}"
    )

# %% [markdown]
# Compare the second line with the accuracy apart of this run: what is left of the difference are cuts that
# went wrong, and whatever else makes a written number harder than a single digit.

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
        run.record(f"accuracy with the pen {way}", name, accuracy)
        print(f"{accuracy:.3f}  {name}, pen {way}")

# %% [markdown]
# One line takes the digits from {{mean: accuracy with the pen lifted, digits}} to {{mean: accuracy with the
# pen joined, digits}}: one piece of ink is one digit to them, and the numbers have two. The whole numbers
# fall as well, from {{mean: accuracy with the pen lifted, whole numbers}} to {{mean: accuracy with the pen
# joined, whole numbers}}: nobody showed them such lines. But they still read about half.
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
arms += ["digits, eroded"]
run.show_curves(arms, measure="accuracy by gap", xlabel=between, xs=GAPS)

# %% [markdown]
# The third line is the eroded one. Touching, it gains {{gap: accuracy touching, digits, eroded | accuracy
# touching, digits}} on average; apart, it loses {{gap: accuracy apart, digits | accuracy apart, digits,
# eroded}}. Erosion cuts wherever ink is thin. The place where two digits meet is often thick, and thin is
# the upstroke of a 4 or the neck of a 2: what was whole may break.
#
# "Middling", said the poster, and we agree. It may be a matter of size: on larger scans a stroke is many
# pixels wide, and such a small square would probably break less.

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
# touching, whole numbers}} more when digits touch, the images and the longer training together. For 61 to
# 99 it can change nothing, and that needs no trial:

# %% tags=["nbval-check-output"]
for name in ("whole numbers, 61 to 99", "whole numbers, twice, 61 to 99"):
    print(f"{name}: at best {max(run.recorded['accuracy by gap'][name])}")

# %% [markdown]
# ## The findings
#
# The ruler for all of them: one number in twenty, `0.05`. Whoever has a reader of numbers wouldn't build
# another one for less. First the numbers whose digits lie apart: known ones, and 61 to 99.

# %%
apart = run.question(
    "Apart: which way reads more?",
    "accuracy apart",
    reference="whole numbers",
    matters=0.05,
)
apart.raises("digits")
apart.not_proven("whole numbers, twice", builtin="raises")
apart.lowers("digits, eroded", against="digits")
apart.does_not_matter("digits, 61 to 99", against="digits")
apart.raises("digits, 61 to 99", against="whole numbers, 61 to 99")

# %% [markdown]
# Then the numbers whose digits touch.

# %%
touching = run.question(
    "Touching: which way reads more?",
    "accuracy touching",
    reference="digits",
    matters=0.05,
)
touching.raises("whole numbers")
touching.does_not_matter("digits, eroded", builtin="not proven")
touching.raises("whole numbers, twice", against="whole numbers")

# %% [markdown]
# And those joined by the pen's line.

# %%
pen = run.question(
    "Joined: which way reads more?",
    "accuracy with the pen joined",
    reference="digits",
    matters=0.05,
)
pen.raises("whole numbers")

# %% [markdown]
# Now the report: your run among the recorded ones.

# %%
run.report(
    answer="a",
    because="Where ink touches ink, these scissors find a single piece, and a reader of digits gives it a "
    "single name.",
)

# %% [markdown]
# In the first picture the digits lead, and 61 to 99 are read as well as the known numbers, by the one way
# that can read them. That twice the images help the whole numbers is sure; whether by as much as one in
# twenty isn't proven on MNIST. Erosion costs {{gap: accuracy apart, digits | accuracy apart, digits, eroded}}.
#
# The second and the third are the other side. Where digits touch, the whole numbers are ahead by {{gap:
# accuracy touching, whole numbers | accuracy touching, digits}}, and with the pen joined by {{gap: accuracy
# with the pen joined, whole numbers | accuracy with the pen joined, digits}}. Erosion's gain is real and
# small, too small to matter on MNIST. Twice the images do help, where there is an output.
#
# So both were right, each about another kind of number. "It can't scale" holds: without an output there is
# no answer, and outputs cost images. "Handwriting joins the digits" holds as well, against scissors of this
# simple kind.

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
# unfair?" Try other thresholds than 64, and squares of 1 by 2; some are kinder. "Why not train on joined
# numbers too?" Let them: `numbers.pen(…, joined=True)` draws as many as they like. In the exercise most
# errors are a gap that is one column off, and a last number that never reaches the list.

# %% [markdown]
# ## What remains
#
# Neither way reads a joined 73, and nobody here has tried 2000 in one stroke. The objection's first idea,
# a network that finds the places of the digits, we did not try; readers built that way look along the
# number and say at each place which digit is there, if any.
#
# The scissors had no chance to be clever. They know connected ink only; a usual next step is to split a
# piece that is too wide at its thinnest column. Nor are 61 classes the only way to read whole: a network
# can have two outputs, one softmax for the tens and one for the ones. With our images its tens would never
# meet a 7, 8 or 9, and 73 would remain out of reach. Both are left to try.
#
# Apart, "digits lead" holds for these two readers. The digits keep their full size and are centred anew,
# while whole numbers shrink from 48 to 28 pixels and train on overlaps more often than not; twice the
# images close much of the gap.

# %% [markdown]
# ## Take away
#
# - A class for every answer can't scale: each answer needs its own images, and an answer without an output
#   is never given.
# - Cutting (*segmentation*) scales, but it decides before anybody has read: where ink touches, one wrong
#   cut spoils the number, and no reader behind it can mend that.
# - "Better" needs its condition: sweep what the quarrel is about, here the gap, and see who wins where.
#
# **Next:** [11 Black on white](11_black_on_white.ipynb) shows a good network the same digits in black ink
# on white paper.
#
# *Sources.* The forum's thread (2018) with all its comments; the objection is by tay2510, the answer by
# jikker. Reading numbers without cutting them: Y. LeCun and others, "Gradient-based learning applied to
# document recognition" (1998).
