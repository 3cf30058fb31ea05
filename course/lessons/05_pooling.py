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
#   minutes: 50
#   question: Does max pooling remove noise, make training faster and make a network tolerate a shift?
#   finding: "One pool cuts the computing for a batch to {{mean: time per batch, one max pool}} of what it was. Of a shift's harm, two pools take back a small part: at 3 pixels, {{mean: accuracy at 3 px, no pool}} becomes {{mean: accuracy at 3 px, two max pools}}. As for noise, on MNIST they do harm with specks, don't matter with gaps, and with grain it is open."
#   board: "specks, two max pools"
# ---

# %% [markdown]
# # 05 Pooling
#
# **You will** shrink pictures in three ways by hand, know what each of them forgets, and measure which of
# the good things that are said about max pooling are true.
#
# **You need** [lesson 04](04_convolution_padding_and_stride.ipynb). **It takes** 50 minutes of yours and
# about 45 seconds of the computer's.
#
# Numbers in the text are from {{runs}} recorded runs on MNIST; yours will differ a little.

# %% [markdown]
# ## The report
#
# After its convolution, the series of articles puts a *max pooling*, which makes 14 by 14 numbers out of 28
# by 28. It keeps only the largest value of each little range. That, the article says, is effective for
# getting at the features and for removing noise, and since the array shrinks, computing becomes faster.
#
# Textbooks often add one more promise: a network with pooling doesn't mind if a digit is shifted by a few
# pixels. In lesson 03 the CNN had one pool, and a shift of 3 pixels hurt it less than the dense network.
# Was that the pool?

# %% [markdown]
# ## Your prediction
#
# A small network without any pool has learned to read digits in their place. Shift them by 3 pixels, and it
# misreads many that it could read. Build it with two max pools and train it likewise: how much of that loss
# will they take back? Click, or where there are no buttons, type your letter: `my_guess = "b"`.

# %%
from utils import trial

my_guess = trial.guess(
    "a) nearly all of it",
    "b) about half of it",
    "c) a third of it at most",
)
my_guess

# %% [markdown]
# Now the tools, the digits and the run. A fifth of the training digits is enough here.

# %%
import time

import numpy as np

from utils import exercises, plots
from utils.images import data, transforms
from utils.quiet import keras

digits = data.load()
run = trial.start("05_pooling", digits, guess=my_guess)
x_train, y_train = digits.x_train[:12000, ..., None], digits.y_train[:12000]

# %% [markdown]
# ## The scene
#
# ### Three ways to shrink
#
# Cut a picture of 4 by 4 into *cells* of 2 by 2, and keep one number of each. Which one? Three usual
# answers: the largest (*max pooling*), the mean (*average pooling*), or always the one in the same corner.
# Cover the output and do the upper right cell in your head.

# %% tags=["nbval-check-output"]
picture = np.array([[1, 3, 0, 2], [4, 2, 1, 1], [0, 1, 9, 7], [2, 0, 8, 6]])
cells = picture.reshape(2, 2, 2, 2)  # row of cells, row in the cell; the same for columns
print(picture)
print("largest:", *cells.max(axis=(1, 3)))
print("mean:   ", *cells.mean(axis=(1, 3)))
print("corner: ", *picture[1::2, 1::2])

# %% [markdown]
# Each time 16 numbers became 4. Nothing is learned here: pooling has no weights. Now with Keras, on a
# digit. Is every number equal?


# %% tags=["nbval-check-output"]
def by_keras(layer, picture):
    return layer(picture[None, :, :, None].astype("float32")).numpy()[0, :, :, 0]


digit = digits.x_test[0]
cells = digit.reshape(14, 2, 14, 2)
largest, mean = cells.max(axis=(1, 3)), cells.mean(axis=(1, 3))
print(largest.shape, np.array_equal(by_keras(keras.layers.MaxPooling2D(2), digit), largest))
print(mean.shape, np.array_equal(by_keras(keras.layers.AveragePooling2D(2), digit), mean))

# %% [markdown]
# And who always keeps the same corner? A convolution with a stride of 2. Here is one kernel with a stride
# of 1 and of 2. See how the second result sits in the first: every second row and column of it, from the
# second on (`[1::2, 1::2]`).

# %% tags=["nbval-check-output"]
edges = np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]], "float32")
responses = []
for stride in (1, 2):
    layer = keras.layers.Conv2D(1, 3, stride, padding="same", use_bias=False)
    layer.build((None, 28, 28, 1))
    layer.set_weights([edges[:, :, None, None]])
    responses.append(by_keras(layer, digit))
print(responses[1].shape, np.array_equal(responses[1], responses[0][1::2, 1::2]))

# %% [markdown]
# Of each cell it computes the lower right number only. That saves work. What it costs, we will see.

# %% [markdown]
# ### When the cells don't fit
#
# A pool moves by its own size unless you tell it otherwise. So how many cells of 5 by 5 fit into 28 by 28?
# Predict the third line.

# %% tags=["nbval-check-output"]
for size in (2, 3, 5, 6):
    small = by_keras(keras.layers.MaxPooling2D(size), digit)
    unread = 28 - size * len(small)
    print(f"pool {size}: {small.shape}, rows and columns nobody looks at: {unread}")

# %% [markdown]
# It is the rule of lesson 04: (28 − 5) / 5, rounded down, + 1 = 5. Keras doesn't complain; the last 3 rows
# and columns are never read. Don't believe it: paint them full of ink.

# %% tags=["nbval-check-output"]
painted = digit.copy()
painted[25:], painted[:, 25:] = 255, 255
pool = keras.layers.MaxPooling2D(5)
print("the same picture:", np.array_equal(painted, digit))
print("the same result: ", np.array_equal(by_keras(pool, painted), by_keras(pool, digit)))

# %% [markdown]
# MNIST's digits have little but paper there. Other pictures may not.

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
# The second digit is frayed like torn paper; the two pooled pictures look the same. Are they?

# %% tags=["nbval-check-output"]
print("the same picture:", np.array_equal(digit, turned))
print("the same result: ", np.array_equal(largest, pooled))

# %% [markdown]
# So max pooling keeps *how strong* and forgets *where in the cell*, and also how many of the four were
# strong. (Average pooling can't tell these two apart either, for their means are the same.)

# %% [markdown]
# ### What a dot tells of shifts
#
# Forgetting where could be a virtue: a dot that moves within its cell goes unnoticed. (The field calls it
# *translation invariance*.) How often does it stay in its cell? Put a dot at each of 24 places in a row of
# 28, move it by 1 to 4 pixels, and count how many pooled rows remain equal. Two pools in turn make cells
# of 4. Predict the last line.


# %% tags=["nbval-check-output"]
dots = np.eye(28, dtype=int)


def unnoticed(shift, pools):
    pooled = dots.reshape(28, -1, 2**pools).max(axis=2)
    return sum(np.array_equal(pooled[p], pooled[p + shift]) for p in range(24))


print("shifted by      1  2  3  4 pixels")
for pools in (0, 1, 2):
    counts = [unnoticed(shift, pools) for shift in (1, 2, 3, 4)]
    print(f"{pools} pools:       ", *(f"{count:2}" for count in counts), "of 24 unnoticed")

# %% [markdown]
# One pool misses a shift of 1 in half of the cases, and a shift of 2 never. Two pools miss 3 pixels once in
# four. And a digit has many dots, which would all have to stay. Would you change your prediction?

# %% [markdown]
# ## The suspects
#
# ### "It doesn't mind a shift"
#
# Two convolutions with 8 and 16 kernels, after each a pool or none, then two dense layers. (The article has
# one pool, over 32 kernels. Shifts and noise we judge with two, over 8 and 16.)


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
# Three have no, one and two pools. Two more for comparison: pooling also *shrinks*, so that the dense layer
# has fewer places to look at. Strides of 2 shrink as much without any pool. And the last one has only the
# dense layers. Compare the third line and the fourth.

# %% tags=["nbval-check-output"]
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
# Two pools and two strides leave 7 by 7 places of 16 maps, and the same 26,698 numbers to learn. Still two
# things differ: how they shrink, and what each place sees, 10 by 10 pixels with pools, 7 by 7 with strides.
# The others differ in size as well.
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
    moved = np.concatenate([transforms.shift(some, right, down) for right, down in ways])
    tests.append((moved, np.tile(labels, 4)))


def score(model, images, labels):
    return model.evaluate(images, labels, batch_size=500, verbose=0)[1]


# %% [markdown]
# Train a network, and keep its accuracy at each shift.


# %%
def measure(name, model, epochs=3):
    train(model, epochs)
    curve = [score(model, *test) for test in tests]
    run.record("accuracy by shift", name, curve)
    run.record("accuracy", name, curve[0])
    run.record("accuracy at 3 px", name, curve[3])
    print(f"{name:26}", *(f"{accuracy:.3f}" for accuracy in curve))


print(f"{'shift in pixels:':26}     0     1     2     3     4")
for name, model in models.items():
    measure(name, model)

# %% [markdown]
# The same as curves, with the recorded runs as bands behind yours. In which order do they come?

# %%
run.show_curves(
    list(models), measure="accuracy by shift", xlabel="shift in pixels", xs=range(5)
)

# %% [markdown]
# All five lines fall. The one without a convolution is the lowest; at 3 and 4 pixels the one with two pools
# is the highest. At 3 pixels, in the recorded runs:
#
# {{table: accuracy at 3 px | no convolution | no pool | one max pool | two max pools | two strides}}
#
# Most of the difference between a dense network and one with pools is there already when convolution comes
# in without any pool (and with it 16 times the dense weights). Pools add to it. Now your prediction: what
# was lost, and what did two pools take back?

# %%
in_place, at_3 = run.recorded["accuracy"], run.recorded["accuracy at 3 px"]
print(f"lost without a pool:       {in_place['no pool'] - at_3['no pool']:.3f}")
print(f"taken back by two of them: {at_3['two max pools'] - at_3['no pool']:.3f}")

# %% [markdown]
# In the recorded runs it is {{gap: accuracy at 3 px, two max pools | accuracy at 3 px, no pool}} of {{gap:
# accuracy, no pool | accuracy at 3 px, no pool}}. Strides shrink as much and take nothing back. But strides
# are cheaper, as the clock will show below. What if they get at least as long as the pools, five epochs for
# three?

# %%
patient = build(strides=2)
measure("two strides, five epochs", patient, epochs=5)

# %% [markdown]
# Five epochs give back most of what strides had lost with the digits in their place. At 3 pixels two pools
# stay ahead, by {{gap: accuracy at 3 px, two max pools | accuracy at 3 px, two strides, five epochs}}. So
# there seems to be more to a pool than its shrinking; but the strides had five epochs against three, and
# their places see less.

# %% [markdown]
# ### Must it be the largest?
#
# Two average pools in the place of two max pools.

# %%
models["two average pools"] = build(pools=[Average, Average])
measure("two average pools", models["two average pools"])

# %% [markdown]
# With the digits in their place, the largest was ahead of the mean in {{wins: accuracy, two max pools |
# accuracy, two average pools}} recorded runs, by {{gap: accuracy, two max pools | accuracy, two average
# pools}}. With digits shifted by 3 pixels it is ahead by {{gap: accuracy at 3 px, two max pools | accuracy at
# 3 px, two average pools}}.

# %% [markdown]
# ### One pool over all
#
# The dot has told us: a shift surely goes unnoticed only if it stays within the cell. Then make the cell as
# large as the map. `GlobalMaxPooling2D` keeps one number of each of the 16 maps: the largest, wherever it
# was. It stands where `Flatten` stood.

# %%
everywhere = build(pools=[Max, Max], collect=keras.layers.GlobalMaxPooling2D)
print(everywhere.count_params(), "numbers to learn")
measure("one pool over all", everywhere)

# %% [markdown]
# What does it gain, and what does it pay?

# %%
names = ["no pool", "one pool over all", "two max pools"]
run.show_curves(names, measure="accuracy by shift", xlabel="shift in pixels", xs=range(5))

# %% [markdown]
# One line falls far more slowly and crosses the others. With the digits in their place it is the lowest,
# {{mean: accuracy, one pool over all}} against {{mean: accuracy, two max pools}} for two pools; at 3 pixels
# it is by far the highest, {{mean: accuracy at 3 px, one pool over all}}. Its 16 numbers say what there is
# in a digit, and hardly where.

# %% [markdown]
# ### "It removes noise"
#
# Begin without a network. Take noise alone: numbers around 0, as often above as below, with a spread (the
# standard deviation) of 1. What becomes of it if you keep the largest of four, or their mean?

# %% tags=["nbval-check-output"]
noise = np.random.default_rng(0).normal(0, 1, (100000, 4))
for name, kept in [("as it is", noise), ("largest", noise.max(1)), ("mean", noise.mean(1))]:
    print(f"{name:9} middle {abs(kept.mean()):.1f}   spread {kept.std():.1f}")

# %% [markdown]
# The mean of four halves the spread. The largest of four keeps most of it, and moves the middle up by a
# whole spread: the paper turns grey. Next, *specks*: one pixel in twenty becomes full ink, anywhere. And
# *gaps*: one pixel in twenty becomes paper. How many are left after one pool, and after two?

# %% tags=["nbval-check-output"]
for cell in (1, 4, 16):
    specks, gaps = 1 - (1 - 1 / 20) ** cell, (1 / 20) ** cell
    print(f"largest of {cell:2}: specks {100 * specks:4.1f} %   gaps {100 * gaps:6.4f} %")

# %% [markdown]
# One speck is enough to fill its cell: 5 pixels in a hundred become more than 18 cells in a hundred. A gap
# survives only if all four pixels of its cell are gaps. See both on a digit, with more gaps, one pixel in
# five. (`sprinkle` draws a number for each pixel, and changes those where it is below the share.)


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
# digit with gaps: the maximum closes nearly all, the mean leaves the stroke pale and dappled. So in a
# picture it depends on the noise.
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
        run.record("accuracy", f"{noise}, {name}", accuracy)
    print(f"{name:18}", *(f"{accuracy:<8.3f}" for accuracy in scores))

# %% [markdown]
# Whether a pool removes noise is a matter of *pool against no pool*. In the recorded runs:
#
# {{table: accuracy | specks, no pool | specks, two max pools | specks, two average pools | gaps, no pool | gaps, two max pools | gaps, two average pools | grain, no pool | grain, two max pools | grain, two average pools}}
#
# See how widely single runs swing, most with grain. Even with gaps, which it fills so well in a picture, max
# pooling is hardly ahead of no pool at all.

# %% [markdown]
# ### "It makes training faster"
#
# First count. A convolution multiplies at every place, kernel by kernel; a dense layer once for each
# weight. How many products does one image take?


# %% tags=["nbval-check-output"]
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
# the processor worked for us (`process_time`), leave the first turn out and take the middle of six. (Their
# learning rate has fallen to zero, so they learn nothing more.) Will it be 28 of every 100?


# %%
def seconds(model):
    start = time.process_time()
    model.fit(x_train[:2048], y_train[:2048], batch_size=128, verbose=0)
    return time.process_time() - start


names = ["no pool", "one max pool", "two max pools", "two strides"]
taken = [[seconds(models[name]) for name in names] for _ in range(7)]
typical = np.median(taken[1:], axis=0)
for name, share in zip(names, typical / typical[0], strict=True):
    run.record("time per batch", name, share, timed=True)
plots.show_bars(names, 1000 * typical / 16, "milliseconds for a batch of 128 images")

# %% [markdown]
# Four bars, the longest without a pool. In the recorded runs one pool takes {{mean: time per batch, one max
# pool}} of that time, two take {{mean: time per batch, two max pools}}, strides {{mean: time per batch, two
# strides}}. One pool saves less than the products promised: there is more to a batch. Strides save most;
# they don't compute first what would then be thrown away.

# %% [markdown]
# ## The findings
#
# First the rulers: how much would matter? One more shifted digit in fifty: for less, nobody would change a
# network that works. So the first ruler is `0.02`.

# %%
shifted = run.question(
    "Do pools help with digits shifted by 3 pixels?",
    "accuracy at 3 px",
    reference="no pool",
    matters=0.02,
)
shifted.lowers("no convolution")
shifted.raises("two max pools")
shifted.raises("two max pools", against="two strides, five epochs")
shifted.raises("one pool over all", against="two max pools")

# %% [markdown]
# Whoever has noisy digits asks likewise: one digit in fifty. Each kind of noise has its own reference.

# %%
noise = run.question(
    "Does max pooling remove noise?",
    "accuracy",
    reference="specks, no pool",
    matters=0.02,
)
noise.not_proven("specks, two max pools")
noise.does_not_matter("gaps, two max pools", against="gaps, no pool", builtin="not proven")
noise.not_proven("grain, two max pools", against="grain, no pool")
noise.raises(
    "specks, two average pools", against="specks, two max pools", builtin="not proven"
)

# %% [markdown]
# With the digits in their place, one in 200 is the ruler: for fewer, nobody would give up a faster
# training. It was made for the price of a pool; that the largest against the mean comes out *not proven*
# hangs on it.

# %%
in_their_place = run.question(
    "Does pooling cost accuracy, and must it be the largest?",
    "accuracy",
    reference="no pool",
    matters=0.005,
)
in_their_place.does_not_matter("one max pool", builtin="not proven")
in_their_place.not_proven("two max pools", against="two average pools")

# %% [markdown]
# Last the clock. The processor's time is a share of that without a pool, so it is held against 1; for less
# than a quarter of the computing, nobody would change a network.

# %%
faster = run.question(
    "Does one pool save computing?", "time per batch", reference=1, matters=0.25
)
faster.lowers("one max pool")

# %% [markdown]
# The report answers your prediction.

# %%
run.report(
    answer="c",
    because="two pools make cells of 4 by 4 pixels, in which even a single dot stays only once "
    "in four when it moves by 3; most of what a shift takes stays lost.",
)

# %% [markdown]
# Statement by statement:
#
# - *It gets at the features.* One pool is better than none by a hair, surely by less than one digit in 200
#   (on MNIST). The largest is surely better than the mean; whether by that much isn't settled.
# - *It removes noise.* On MNIST max pools don't matter with gaps, and surely do harm with specks, how much
#   isn't settled; there the mean does better than the largest. Grain is open, and with the built-in
#   handwriting all three.
# - *Computing becomes faster.* Yes: far more than a quarter of it is saved.
# - *It doesn't mind a shift.* It does. Two pools help by more than one digit in fifty, and leave most of
#   the loss. Having convolutions at all, and all that comes with them, makes a larger difference; so does
#   one pool over all.

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


exercises.check("max_pool", max_pool)

# %% [markdown] tags=["instructor"]
# **For instructors.** Deal out the 4 by 4 picture on paper first, one third of the class for each way to
# shrink. The dot is the moment to slow down: let them move a coin on squared paper and say when a cell of 2
# notices. Ask everybody who changes their prediction here why. A common question: "does lesson 03's CNN owe
# its tolerance to its pool?" Let them say which experiment would settle it: that network, trained with and
# without its pool. "No pool" and "one max pool" come near, but this is another network, and without a pool
# it has four times as many numbers to learn. If the exercise goes wrong, it is mostly the range that stops
# one window early, or a maximum that starts from 0.

# %% [markdown]
# ## What remains
#
# - The first dense layer has 401,408 weights behind convolutions without a pool, 25,088 without
#   convolutions. What is due to size, there or with pools, these networks can't tell. Untried are strides
#   that see as much as pools, at equal epochs, and lesson 03's own CNN without its pool.
# - One pool over all reads worse in place *here*: 16 narrow maps, three epochs. Large networks often pool
#   over all at their end and read well.
# - The noise was new to the networks. What pools do for a network that trains on noisy digits is open.

# %% [markdown]
# ## Take away
#
# - A max pool keeps how strong and forgets where: different pictures, one result. What doesn't fit into
#   whole cells is never looked at.
# - One pool saves much computing, at no proven cost in accuracy; max pools didn't matter with gaps, and did
#   harm with specks (both on MNIST).
# - One or two pools give a network little *translation invariance*: at 3 pixels most of the harm remains.
#   Pooling over the whole map gave far more, and in this small network it cost much with digits in place.
#
# **Next:** [06 Overfitting curves](06_overfitting_curves.ipynb) asks when to stop training.
#
# *Sources.* Day 4 of the series of articles "learn AI in 30 days" (2022). Strides in the place of pools: J.
# Springenberg and others, "Striving for simplicity: the all convolutional net" (2014). Why small shifts
# still matter: R. Zhang, "Making convolutional networks shift-invariant again" (2019).
