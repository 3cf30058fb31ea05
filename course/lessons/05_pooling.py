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
#   title: Pooling
#   minutes: 35
#   question: Does max pooling remove noise, make training faster and forgive a shift?
#   verdict: "Faster, yes: one pool cuts the time of a batch to {{mnist mean: time per batch, one max pool}} of what it was. Noise, no: averages bear specks better. Shifts, a little: at 3 pixels, two pools lift {{mnist mean: accuracy at 3 px, no pool}} to {{mnist mean: accuracy at 3 px, two max pools}}."
# ---

# %% [markdown]
# # 05 Pooling
#
# **You will** shrink pictures in three ways by hand, know what each of them forgets, and measure which of
# the good things that are said about max pooling are true.
#
# **You need** [lesson 04](04_convolution_padding_and_stride.ipynb). **It takes** 35 minutes of yours and
# about 45 seconds of the computer's.

# %% [markdown]
# ## The report
#
# After its convolution, the series of articles puts a *max pooling*, which makes 14 by 14 numbers out of 28
# by 28. It keeps only the largest value of each little range. So, the article goes on, it gets hold of the
# features, it removes noise, and since it shrinks the array, it speeds up the computing.
#
# Textbooks often add one more: a network with pooling doesn't mind if a digit is shifted by a few pixels.
# In lesson 03 the CNN had one pool, and a shift of 3 pixels hurt it less than the dense network. Was that
# the pool?

# %% [markdown]
# ## Your prediction
#
# Which of these will stand up best in a trial?
#
# a) max pooling removes noise, b) it makes training faster, c) it makes a network bear shifts of a few
# pixels
#
# Put your letter between the quotes.

# %%
my_guess = ""

# %% [markdown]
# Tools, guess, digits, seed. A fifth of the training digits is enough here.

# %%
import time

import numpy as np

from utils import checks, evidence, plots, predictions
from utils.images import data
from utils.quiet import keras

predictions.keep("05_pooling", my_guess)
digits = data.load()
run = evidence.start("05_pooling", digits)
x_train, y_train = digits.x_train[:12000, ..., None], digits.y_train[:12000]

# %% [markdown]
# ## The scene
#
# ### Three ways to shrink
#
# Cut a picture of 4 by 4 into *cells* of 2 by 2, and keep one number of each. Which one? Three usual
# answers: the largest (*max pooling*), the mean (*average pooling*), or always the one in the same corner.
# Cover the output and do the upper right cell in your head.

# %%
# NBVAL_CHECK_OUTPUT
picture = np.array([[1, 3, 0, 2], [4, 2, 1, 1], [0, 1, 9, 7], [2, 0, 8, 6]])
cells = picture.reshape(2, 2, 2, 2)  # row of cells, row in the cell; the same for columns
print(picture)
print("largest:", *cells.max(axis=(1, 3)))
print("mean:   ", *cells.mean(axis=(1, 3)))
print("corner: ", *picture[1::2, 1::2])

# %% [markdown]
# Each time 16 numbers became 4. Nothing is learned here: pooling has no weights. Now the same with Keras,
# on a digit of 28 by 28. Is every number equal?


# %%
# NBVAL_CHECK_OUTPUT
def by_keras(layer, picture):
    return layer(picture[None, :, :, None].astype("float32")).numpy()[0, :, :, 0]


digit = digits.x_test[0]
cells = digit.reshape(14, 2, 14, 2)
largest, mean = cells.max(axis=(1, 3)), cells.mean(axis=(1, 3))
print(largest.shape, np.array_equal(by_keras(keras.layers.MaxPooling2D(2), digit), largest))
print(mean.shape, np.array_equal(by_keras(keras.layers.AveragePooling2D(2), digit), mean))

# %% [markdown]
# And who keeps always the same corner? You know it already: a convolution with a stride of 2. Here is one
# kernel with a stride of 1 and with a stride of 2. See how the second result sits in the first.

# %%
# NBVAL_CHECK_OUTPUT
edges = np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]], "float32")
responses = []
for stride in (1, 2):
    layer = keras.layers.Conv2D(1, 3, stride, padding="same", use_bias=False)
    layer.build((None, 28, 28, 1))
    layer.set_weights([edges[:, :, None, None]])
    responses.append(by_keras(layer, digit))
print(responses[1].shape, np.array_equal(responses[1], responses[0][1::2, 1::2]))

# %% [markdown]
# Of each cell it computes the lower right number, and never learns what the other three would have been.
# That saves work. What it costs, we'll see.

# %% [markdown]
# ### When the cells don't fit
#
# A pool moves by its own size unless you tell it otherwise. So how many cells of 5 by 5 fit into 28 by 28?
# Predict the third line.

# %%
# NBVAL_CHECK_OUTPUT
for size in (2, 3, 5, 6):
    small = by_keras(keras.layers.MaxPooling2D(size), digit)
    unread = 28 - size * len(small)
    print(f"pool {size}: {small.shape}, rows and columns nobody looks at: {unread}")

# %% [markdown]
# It is the rule of lesson 04: (28 − 5) / 5, rounded down, + 1 = 5. Keras doesn't complain; the last 3 rows
# and columns are never read. Don't believe it: paint them full of ink.

# %%
# NBVAL_CHECK_OUTPUT
painted = digit.copy()
painted[25:], painted[:, 25:] = 255, 255
pool = keras.layers.MaxPooling2D(5)
print("the same picture:", np.array_equal(painted, digit))
print("the same result: ", np.array_equal(by_keras(pool, painted), by_keras(pool, digit)))

# %% [markdown]
# MNIST's digits have little but paper there. In a photograph cropped tightly, it may be what you came for.

# %% [markdown]
# ### Two pictures, one result
#
# What does max pooling throw away? Turn each cell of 2 by 2 upside down and left to right: every pixel
# stays in its cell and changes its place in it. Will you see it? Will the pool?

# %%
turned = cells[:, ::-1, :, ::-1].reshape(28, 28)
pooled = by_keras(keras.layers.MaxPooling2D(2), turned)
titles = ["digit", "turned", "pooled", "turned and pooled"]
plots.show_images([digit, turned, largest, pooled], titles, columns=4, size=1.6)

# %% [markdown]
# The strokes of the second digit are frayed like a torn paper; the two pooled pictures, 14 by 14, look the
# same. Are they?

# %%
# NBVAL_CHECK_OUTPUT
print("the same picture:", np.array_equal(digit, turned))
print("the same result: ", np.array_equal(largest, pooled))

# %% [markdown]
# To the last number. So max pooling keeps *how strong* and forgets *where in the cell*, and also how many
# of the four were strong. (Average pooling can't tell these two apart either, for their means are the
# same.)

# %% [markdown]
# ### What a dot tells of shifts
#
# Forgetting where could be a virtue: a dot that moves within its cell is not noticed. How often does it
# stay in it? Put a dot at each of 24 places in a row of 28, move it by 1 to 4 pixels, and count how many
# pooled rows remain equal. Two pools in turn make cells of 4. Predict the last line.


# %%
# NBVAL_CHECK_OUTPUT
dots = np.eye(28, dtype=int)


def unnoticed(shift, pools):
    pooled = dots.reshape(28, -1, 2**pools).max(axis=2)
    return sum(np.array_equal(pooled[p], pooled[p + shift]) for p in range(24))


print("shifted by      1  2  3  4 pixels")
for pools in (0, 1, 2):
    counts = [unnoticed(shift, pools) for shift in (1, 2, 3, 4)]
    print(f"{pools} pools:       ", *(f"{count:2}" for count in counts), "of 24 unnoticed")

# %% [markdown]
# One pool forgives a shift of 1 in half of the cases, and a shift of 2 never. Two pools forgive 3 pixels
# once in four. And a digit has many dots, which all have to stay. Would you still bet on c)?

# %% [markdown]
# ## The suspects
#
# ### "It makes a network bear shifts"
#
# Networks that differ in one thing only: two convolutions with 8 and 16 kernels, after each of them a pool
# or none, then two dense layers.


# %%
def build(kernels=(8, 16), pools=(), strides=1, collect=keras.layers.Flatten):
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Rescaling(1 / 255)])
    for place, count in enumerate(kernels):
        model.add(keras.layers.Conv2D(count, 3, strides, "same", activation="relu"))
        if place < len(pools):
            model.add(pools[place](2))
    model.add(collect())
    model.add(keras.layers.Dense(32, activation="relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model


# %% [markdown]
# Three of them have no, one and two pools. Two more for comparison: pooling also *shrinks*, so that the
# dense layer behind has fewer places to look at. Strides of 2 shrink as much without any pool. And the last
# one has no convolution, only the dense layers. Compare the third line and the fourth.

# %%
# NBVAL_CHECK_OUTPUT
Max, Average = keras.layers.MaxPooling2D, keras.layers.AveragePooling2D
models = {
    "no pool": build(),
    "one max pool": build(pools=[Max]),
    "two max pools": build(pools=[Max, Max]),
    "two strides": build(strides=2),
    "no convolution": build(kernels=()),
}
for name, model in models.items():
    places = model.layers[-4].output.shape[1:]
    print(f"{name:15}{places!s:14}numbers to learn: {model.count_params():6}")

# %% [markdown]
# Two pools and two strides leave 7 by 7 places of 16 maps each, and the same 26,698 numbers to learn: the
# only difference is which of four numbers is kept.
#
# All train alike, with the rate of lesson 02 that rises and then falls to zero.


# %%
def train(model, epochs=3):
    steps = epochs * int(np.ceil(len(x_train) / 128))
    rising = steps // 5
    rate = keras.optimizers.schedules.CosineDecay(
        0.0006, steps - rising, warmup_target=0.012, warmup_steps=rising
    )
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    model.fit(x_train, y_train, batch_size=128, epochs=epochs, verbose=0)


# %% [markdown]
# The tests: all 10,000 digits in their place; and every tenth of them, shifted by 1 to 4 pixels to the
# right, left, down and up.

# %%
tests = [(digits.x_test[..., None], digits.y_test)]
some, labels = digits.x_test[::10, ..., None], digits.y_test[::10]
for pixels in range(1, 5):
    ways = [(pixels, 0), (-pixels, 0), (0, pixels), (0, -pixels)]
    moved = np.concatenate([data.shift(some, right, down) for right, down in ways])
    tests.append((moved, np.tile(labels, 4)))


def score(model, images, labels):
    return model.evaluate(images, labels, batch_size=500, verbose=0)[1]


# %% [markdown]
# A trial trains a network, and keeps its accuracy at each shift.


# %%
def trial(name, model, epochs=3):
    train(model, epochs)
    curve = [score(model, *test) for test in tests]
    run.record(f"accuracy by shift, {name}", curve)
    run.record(f"accuracy, {name}", curve[0])
    run.record(f"accuracy at 3 px, {name}", curve[3])
    print(f"{name:26}", *(f"{accuracy:.3f}" for accuracy in curve))


print(f"{'shift in pixels:':26}     0     1     2     3     4")
for name, model in models.items():
    trial(name, model)

# %% [markdown]
# The same as curves, with the bands of the recorded runs behind yours. Look how far apart they are, and in
# which order.

# %%
curves = [f"accuracy by shift, {name}" for name in models]
plots.show_curves(run, curves, "shift in pixels", "accuracy", xs=range(5))

# %% [markdown]
# All five lines fall. At 3 pixels, as means over the recorded runs, the dense layers alone are at {{mean:
# accuracy at 3 px, no convolution}}. Convolutions without any pool lift that to {{mean: accuracy at 3 px,
# no pool}}, one pool to {{mean: accuracy at 3 px, one max pool}}, two pools to {{mean: accuracy at 3 px,
# two max pools}}. So the lead of lesson 03's CNN was most likely the work of its convolution, and hardly of
# its pool. Pools add a little; nobody would call it tolerant.
#
# Shrinking alone makes it worse: with strides it is {{mean: accuracy at 3 px, two strides}}. Strides are
# cheaper, though. What if they get as long as the pools, five epochs for three?

# %%
patient = build(strides=2)
trial("two strides, five epochs", patient, epochs=5)

# %% [markdown]
# Five epochs give back most of what strides had lost with the digits in their place, but shifted by 3
# pixels the network stayed behind two pools in {{wins: accuracy at 3 px, two max pools | accuracy at 3 px,
# two strides, five epochs}} recorded runs. So there is more to a pool than its shrinking.

# %% [markdown]
# ### Must it be the largest?
#
# One change: two average pools in the place of two max pools.

# %%
models["two average pools"] = build(pools=[Average, Average])
trial("two average pools", models["two average pools"])

# %% [markdown]
# In the recorded runs, average pools reach {{mean: accuracy, two average pools}} with the digits in their
# place, max pools {{mean: accuracy, two max pools}}: the largest is the better one to get hold of a
# feature. At a shift of 3 pixels it is {{mean: accuracy at 3 px, two average pools}} against {{mean:
# accuracy at 3 px, two max pools}}; both are ahead of the strides that were trained as long. A stride
# leaves it to chance which of the four responses counts, and a shift turns up another one. In a pool all
# four have a say.

# %% [markdown]
# ### What would make it bear shifts?
#
# The dot has told us: a shift can go unnoticed only if the cell is larger. Then make the cell as large as
# the map. `GlobalMaxPooling2D` keeps one number of each of the 16 maps: the largest, wherever it was. One
# change again: it stands where `Flatten` stood.

# %%
everywhere = build(pools=[Max, Max], collect=keras.layers.GlobalMaxPooling2D)
print(everywhere.count_params(), "numbers to learn")
trial("one pool over all", everywhere)

# %% [markdown]
# What does it gain, and what does it pay?

# %%
curves = [
    "accuracy by shift, no pool",
    "accuracy by shift, one pool over all",
    "accuracy by shift, two max pools",
]
plots.show_curves(run, curves, "shift in pixels", "accuracy", xs=range(5))

# %% [markdown]
# One line falls far more slowly and crosses the others. With the digits in their place it is the worst,
# {{mean: accuracy, one pool over all}} against {{mean: accuracy, two max pools}} for two pools; at 3 pixels
# it is by far the best, {{mean: accuracy at 3 px, one pool over all}} against {{mean: accuracy at 3 px, two
# max pools}}. Its 16 numbers say what there is in a digit, and not where; but where the loop sits helps to
# tell a 6 from a 9. What forgives every shift can't use the place.

# %% [markdown]
# ### "It removes noise"
#
# Begin without a network. Take noise alone: numbers around 0, as often above as below, with a spread (the
# standard deviation) of 1. What becomes of it if you keep the largest of four, or their mean?

# %%
# NBVAL_CHECK_OUTPUT
noise = np.random.default_rng(0).normal(0, 1, (100000, 4))
for name, kept in [("as it is", noise), ("largest", noise.max(1)), ("mean", noise.mean(1))]:
    print(f"{name:9} middle {abs(kept.mean()):.1f}   spread {kept.std():.1f}")

# %% [markdown]
# The mean of four halves the spread. The largest of four keeps most of it, and moves the middle up by a
# whole spread: the paper turns grey. Next, *specks*: one pixel in twenty becomes full ink, anywhere. And
# *gaps*: one pixel in twenty becomes paper. How many are left after one pool, and after two?

# %%
# NBVAL_CHECK_OUTPUT
for cell in (1, 4, 16):
    specks, gaps = 1 - (1 - 1 / 20) ** cell, (1 / 20) ** cell
    print(f"largest of {cell:2}: specks {100 * specks:4.1f} %   gaps {100 * gaps:6.4f} %")

# %% [markdown]
# One speck is enough to fill its cell: 5 pixels in a hundred become more than 18 cells in a hundred. A gap
# survives only if all four pixels of its cell are gaps. See both on a digit, with more gaps, one pixel in
# five.


# %%
def sprinkle(images, share, ink, rng):
    return np.where(rng.random(images.shape) < share, np.uint8(ink), images)


rng = np.random.default_rng(run.seed)
rows = []
for noisy in (sprinkle(digit, 1 / 20, 255, rng), sprinkle(digit, 1 / 5, 0, rng)):
    rows += [noisy, by_keras(Max(2), noisy), by_keras(Average(2), noisy)]
plots.show_images(rows, ["noisy", "largest", "mean"] * 2, columns=3, size=1.6)

# %% [markdown]
# Above, a digit with specks: the maximum makes of each a square of full ink, the mean a pale one. Below, a
# digit with gaps: the maximum closes nearly all, the mean leaves the stroke pale and dappled. So the answer
# depends on the noise. Gaps it fills; bright specks it spreads.
#
# But a network pools the maps of its convolutions, not pixels. So ask the networks, which never saw noise
# in training: specks, gaps, and *grain* (every pixel darker or lighter at random).

# %%
some, labels = digits.x_test[::5, ..., None], digits.y_test[::5]
grain = np.clip(some + rng.normal(0, 100, some.shape), 0, 255).astype("uint8")
noisy_digits = {
    "specks": sprinkle(some, 1 / 20, 255, rng),
    "gaps": sprinkle(some, 1 / 5, 0, rng),
    "grain": grain,
}
first = [images[0, ..., 0] for images in noisy_digits.values()]
plots.show_images(first, list(noisy_digits), columns=3, size=1.6)

# %% [markdown]
# The same digit with specks, with gaps, with grain: you read it each time. And they?

# %%
print(f"{'':18}", *(f"{noise:8}" for noise in noisy_digits))
for name in ("no pool", "two max pools", "two average pools"):
    scores = [score(models[name], images, labels) for images in noisy_digits.values()]
    for noise, accuracy in zip(noisy_digits, scores, strict=True):
        run.record(f"accuracy, {noise}, {name}", accuracy)
    print(f"{name:18}", *(f"{accuracy:<8.3f}" for accuracy in scores))

# %% [markdown]
# On MNIST, as means over the recorded runs:
#
# - specks: {{mnist mean: accuracy, specks, no pool}} without a pool, {{mnist mean: accuracy, specks, two
#   max pools}} with max pools, {{mnist mean: accuracy, specks, two average pools}} with average pools;
# - gaps: {{mnist mean: accuracy, gaps, no pool}}, {{mnist mean: accuracy, gaps, two max pools}}, {{mnist
#   mean: accuracy, gaps, two average pools}};
# - grain: {{mnist mean: accuracy, grain, no pool}}, {{mnist mean: accuracy, grain, two max pools}}, {{mnist
#   mean: accuracy, grain, two average pools}}.
#
# Single runs swing widely: without a pool, specks leave {{mnist range: accuracy, specks, no pool}}. But
# even with gaps, which it fills so well in a picture, max pooling has hardly a lead over no pool at all.

# %% [markdown]
# ### "It makes training faster"
#
# First count. A convolution multiplies at every place, kernel by kernel; a dense layer once for each
# weight. How many products does one image take?


# %%
# NBVAL_CHECK_OUTPUT
def products(layer):
    places = np.prod(layer.output.shape[1:-1])  # 1 for a dense layer
    return int(places * np.prod(layer.kernel.shape))


for name in ("no pool", "one max pool", "two max pools", "two strides"):
    counts = [products(layer) for layer in models[name].layers if layer.weights]
    print(f"{name:14}", *(f"{count:7}" for count in counts), f"   together {sum(counts):8}")

# %% [markdown]
# Each line has four layers: two convolutions, two dense ones. The first pool takes nothing off the first
# convolution, which comes before it, but three quarters off all that comes next: 28 products of every 100
# are left. The second pool finds little to save.
#
# Now the clock. To be fair, the networks take turns, 16 batches each; we count only the seconds in which
# the processor worked for us, leave the first turn out and take the middle of six. (Their learning rate has
# fallen to zero, so they learn nothing more.) Will it be 28 of every 100?


# %%
def seconds(model):
    start = time.process_time()
    model.fit(x_train[:2048], y_train[:2048], batch_size=128, verbose=0)
    return time.process_time() - start


names = ["no pool", "one max pool", "two max pools", "two strides"]
taken = [[seconds(models[name]) for name in names] for _ in range(7)]
typical = np.median(taken[1:], axis=0)
for name, share in zip(names, typical / typical[0], strict=True):
    run.record(f"time per batch, {name}", share)
plots.show_bars(names, 1000 * typical / 16, "milliseconds for a batch of 128 images")

# %% [markdown]
# Four bars, the longest without a pool. In the recorded runs one pool takes {{mean: time per batch, one max
# pool}} of that time, two take {{mean: time per batch, two max pools}}, strides {{mean: time per batch, two
# strides}}. Less is saved than the products promised, for comparing numbers and moving them about takes
# time, too, and the second pool saves next to nothing. Strides save most: they don't compute first what
# they would then throw away.

# %% [markdown]
# ## The verdict
#
# First the shifts. What convolution does shows in any single run; what pools add is smaller than the swings
# between runs, so the recorded ones decide, on average.

# %%
predictions.recall("05_pooling")
no_pool, two_pools = "accuracy at 3 px, no pool", "accuracy at 3 px, two max pools"
run.contrast(
    "convolution bears a shift better, without any pool",
    better=no_pool,
    worse="accuracy at 3 px, no convolution",
    by=0.11,
)
run.average("two pools add a little", better=two_pools, worse=no_pool)
over_all = "accuracy at 3 px, one pool over all"
run.average("one pool over all adds far more", better=over_all, worse=two_pools)

# %% [markdown]
# Then the features and the noise: the largest against the mean.

# %%
run.average(
    "the largest gets the features better than the mean",
    better="accuracy, two max pools",
    worse="accuracy, two average pools",
)
run.average(
    "the mean bears specks better than the largest",
    better="accuracy, specks, two average pools",
    worse="accuracy, specks, two max pools",
)

# %% [markdown]
# And the clock, with a look at what the speed costs.

# %%
run.contrast(
    "one pool makes training faster",
    better="time per batch, no pool",
    worse="time per batch, one max pool",
    by=0.25,
)
run.same(
    "and costs no accuracy",
    a="accuracy, no pool",
    b="accuracy, one max pool",
    within=0.02,
    guilty="accuracy, one pool over all",
)
run.report()

# %% [markdown]
# Statement by statement:
#
# - *It gets hold of the features.* Yes: max pools were ahead of average pools in {{wins: accuracy, two max
#   pools | accuracy, two average pools}} recorded runs, by {{gap: accuracy, two max pools | accuracy, two
#   average pools}} on average.
# - *It removes noise.* No. It fills gaps, but it spreads specks; with the mean in its place, accuracy among
#   specks is higher by {{gap: accuracy, specks, two average pools | accuracy, specks, two max pools}}.
# - *It raises the speed.* Yes, and it costs no accuracy after as many epochs. If you put your letter on b),
#   you were right.
# - *It forgives shifts.* A little. Without any pool, a shift of 3 pixels costs {{gap: accuracy, no pool |
#   accuracy at 3 px, no pool}}. One pool makes that smaller by {{gap: accuracy at 3 px, one max pool |
#   accuracy at 3 px, no pool}}, two by {{gap: accuracy at 3 px, two max pools | accuracy at 3 px, no
#   pool}}. Their cells are small; a digit is large, and it moves with all its strokes.

# %% [markdown]
# ## Your turn
#
# Write `max_pool` for a picture of any height and width (an array of two axes): windows of `size` by `size`
# pixels, moved by `stride`; windows that would stick out are left out, as Keras does. `size` and `stride`
# may differ, and numbers may be negative: behind a convolution without ReLU they are.
#
# <details><summary>A hint</summary>
#
# Lesson 04's formula says how many windows fit: (height − size) // stride + 1. Window number 3 begins at
# row 3 × stride.
#
# </details>
#
# <details><summary>Another hint</summary>
#
# `picture[top : top + size, left : left + size].max()` is one number of the result. Two loops do the rest.
#
# </details>


# %% tags=["exercise"]
def max_pool(picture, size, stride):
    ### BEGIN SOLUTION
    rows = (picture.shape[0] - size) // stride + 1
    columns = (picture.shape[1] - size) // stride + 1
    result = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            top, left = row * stride, column * stride
            result[row, column] = picture[top : top + size, left : left + size].max()
    return result
    ### END SOLUTION


checks.max_pool(max_pool)

# %% [markdown] tags=["instructor"]
# **For instructors.** Deal out the 4 by 4 picture on paper first, one third of the class for each way to
# shrink. The dot is the moment to slow down: let them move a coin on squared paper and say when a cell of 2
# notices. Most will have bet on c); ask afterwards which experiment would settle it. A common question:
# "does lesson 03's CNN owe its tolerance to its pool?" Compare the lines "no pool" and "one max pool": the
# larger part comes from convolution itself, from the same kernels looking everywhere. If the exercise goes
# wrong, it is mostly the range that stops one window early, or a maximum that starts from 0.

# %% [markdown]
# ## Take away
#
# - A max pool keeps how strong and forgets where: different pictures, one result. What doesn't fit into
#   whole cells is never looked at.
# - It makes a network faster at no cost in accuracy, and it is no filter for noise: it closes gaps and
#   spreads specks.
# - One or two pools forgive a shift only a little. What forgives it entirely can't use the place any more.
#
# **Next:** [06 Overfitting curves](06_overfitting_curves.ipynb) asks when to stop training.
#
# *Sources.* Day 4 of the series of articles "learn AI in 30 days" (2022). Strides in the place of pools: J.
# Springenberg and others, "Striving for simplicity: the all convolutional net" (2014). Why small shifts
# still matter: R. Zhang, "Making convolutional networks shift-invariant again" (2019).
