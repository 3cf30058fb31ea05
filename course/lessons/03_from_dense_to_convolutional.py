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
#   title: From dense to convolutional
#   minutes: 65
#   question: What does a convolution add to a dense network, and which of its layers learn?
#   finding: "As published, ten epochs each, the article's CNN reads {{mean: accuracy, convolutional, as published}}, the dense network {{mean: accuracy, dense, as published}}. Two convolutions, with a fifth of its parameters, reach {{mean: accuracy, two convolutions}} in two epochs, and {{mean: accuracy, two convolutions, seven epochs}} in seven. With frozen kernels the article's CNN still reads {{mean: accuracy, frozen kernels, as published}}."
#   board: "two convolutions | dense, six epochs"
# ---

# %% [markdown]
# # 03 From dense to convolutional
#
# **You will** build a convolutional network (a CNN), look through its windows, and find out what it adds to a dense
# one, and which of its layers learn.
#
# **You need** [lesson 02](02_a_dense_network.ipynb). **It takes** 65 minutes of yours and about a minute of
# the computer's. Numbers in the text are from {{runs}} recorded runs on MNIST, those of long arms from fewer; yours
# will differ a little.

# %% [markdown]
# ## The report
#
# However you tune a DNN, the series of articles says, its accuracy stops rising: that is all the algorithm can do. So it adds "only three layers", convolution, pooling and flattening, and gets a CNN. (The dense part also shrinks,
# from 256 and 128 units to 16.) After ten epochs it shows 0.9836 (reported), higher than the DNN's, it says. The author's notebooks end at 0.9805 (reported) for the
# CNN, on 0.9762 (reported) and 0.9784 (reported) for the DNN.
#
# And where does a CNN learn? The two layers in front extract and strengthen *features*, it says; only in the
# dense part comes "the real process of learning" (「到了這層才是真正學習的過程」).
#
# **What we repeat.** Both networks, ten epochs each, as long arms, measured beforehand. Yours are shorter.

# %% [markdown]
# ## Your prediction
#
# Our second CNN will have two halves:
#
# ```
# image -> little windows slide over it, -> dense layers, as in -> ten
#          making new images of it          lesson 02              beliefs
#          (3,424 parameters)               (17,098)
# ```
#
# All parameters start at random. Suppose the dense half **stays** as it was born, and only the windows learn, for two
# epochs. Of 100 test digits, how many does it read?

# %%
from utils import trial

my_guess = trial.guess("a) about 10, it guesses", "b) about 50", "c) more than 90")
my_guess

# %% [markdown]
# The tools, the digits and the seed. A CNN needs an axis for *colours*, too: indexing with `None` adds one of length 1.

# %%
import time

import numpy as np

from utils import diagrams, exercises, plots
from utils.images import data, transforms
from utils.quiet import keras

layers, pool = keras.layers, keras.layers.MaxPooling2D
digits = data.load()
run = trial.start("03_from_dense_to_convolutional", digits, guess=my_guess)
x_train, y_train = digits.x_train[..., None], digits.y_train
x_test, y_test = digits.x_test[..., None], digits.y_test
print(digits.x_train.shape, "->", x_train.shape)

# %% [markdown]
# ## The scene
#
# ### A window
#
# How do you tell an X from an A? Draw a box around a piece of each, says the article: at the upper left, the X's
# stroke falls, the A's rises. So look through a *window* of 3 by 3 pixels for a falling stroke. Its nine weights are a
# *kernel*: multiply each pixel by the weight that lies on it, then add up. What will the A give?

# %%
x_rows = "#.....#", ".#...#.", "..#.#..", "...#...", "..#.#..", ".#...#.", "#.....#"
a_rows = "...#...", "..#.#..", ".#...#.", "#.....#", "#######", "#.....#", "#.....#"
letter_x = np.array([list(row) for row in x_rows]) == "#"
letter_a = np.array([list(row) for row in a_rows]) == "#"
diagrams.show_window({"X": letter_x, "A": letter_a}, kernel=np.eye(3))

# %% [markdown]
# Each row shows a letter with its window, the pixels in it (1 is ink), the kernel, and the products. The X's stroke
# lies on the kernel's and gives 3; the A's lies beside it and gives 0.
#
# Now slide a window over whole digits. Each place gives a number; together they make a *map*. This kernel adds the ink
# of its upper row and subtracts that of its lower one.

# %%
edge = np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]], "float32")
convolve = layers.Conv2D(1, 3, padding="same", use_bias=False)
convolve.build((None, 28, 28, 1))
convolve.set_weights([edge[:, :, None, None]])
response = convolve(x_test[:5].astype("float32"))[..., 0]
plots.show_images(x_test[:5, :, :, 0], columns=5)
plots.show_images(np.asarray(response), columns=5)

# %% [markdown]
# The maps are bright along the lower edges of strokes, dark along the upper ones, grey where nothing changes.
# (`padding="same"` frames the digit with zeros, so that the map has 28 by 28 places, too.)
#
# The kernel is the same everywhere. Compare with a dense layer, on a row of six pixels:

# %%
diagrams.show_sharing()

# %% [markdown]
# On the left each line is a weight of its own. On the right a unit sees only three neighbours, and all units share
# three weights. The article's convolution has 32 kernels with a bias each: 320 parameters. How many weights would a
# dense layer need for these 32 maps?

# %% tags=["nbval-check-output"]
print(f"{784 * 28 * 28 * 32:,}")

# %% [markdown]
# ### Three networks
#
# A network is a front (a list of layers), `Flatten`, which lays all maps out in a row, and a dense part.


# %%
def conv(maps, side, padding="valid"):
    return layers.Conv2D(maps, side, padding=padding, activation="relu")


def stack(front, widths):
    begin = [keras.Input((28, 28, 1)), layers.Rescaling(1 / 255)]
    hidden = [layers.Dense(width, activation="relu") for width in widths]
    output = layers.Dense(10, activation="softmax")
    return keras.Sequential([*begin, *front, layers.Flatten(), *hidden, output])


# %% [markdown]
# The dense network of lesson 02; the article's CNN; and one with two convolutions, a small cousin of LeNet-5.
# *Max pooling* keeps the strongest number of each 2 by 2 square; `valid` means no frame of zeros. The second
# convolution looks at all eight maps of the first at once.


# %%
def build_dense():
    return stack([], [256, 128])


def build_cnn(widths=(16,)):
    return stack([conv(32, 3, "same"), pool(2)], widths)


def build_two(widths=(64,)):
    return stack([conv(8, 5), pool(2), conv(16, 5), pool(2)], widths)


# %% [markdown]
# Follow an image through the article's CNN: shapes (`None`: any number of images) and parameters.

# %% tags=["nbval-check-output"]
for layer in build_cnn().layers:
    print(f"{type(layer).__name__:13}{layer.output.shape!s:21}{layer.count_params():7}")

# %% [markdown]
# Nearly all of the 100,858 parameters are in the first dense layer. With two convolutions it is 20,522 in all; lesson 02's
# dense network has 235,146.
#
# How much of the image reaches one number of a map? That is its *receptive field*, a square: here its upper row, left
# column and side.

# %%
one = {"convolution": (12, 12, 3), "pooling": (12, 12, 4)}
two = {"pooling": (12, 12, 6), "second convolution": (8, 8, 14), "its pooling": (8, 8, 16)}
diagrams.show_fields(x_test[0, :, :, 0], {"article's CNN": one, "two convolutions": two})

# %% [markdown]
# Squares on a digit: behind the article's pooling a number sees 4 by 4 pixels, a piece of a stroke, behind two
# convolutions 16 by 16: a loop, a corner, half a digit.

# %% [markdown]
# ## The suspects
#
# ### Better, or trained for longer?
#
# One recipe for all: 128 digits a step, and a rate that rises to its peak for a fifth of the steps, then falls. The
# peak, `0.008`, and two convolutions' widths were found for the CNNs, on 10,000 training digits set aside. The clock counts what the
# processor does for us, after a first epoch in which TensorFlow prepares.


# %%
def train(model, epochs=2, peak=0.008):
    steps = epochs * int(np.ceil(60000 / 128))
    rising = steps // 5
    rate = keras.optimizers.schedules.CosineDecay(
        peak / 20, steps - rising, warmup_target=peak, warmup_steps=rising
    )
    adam, loss = keras.optimizers.Adam(rate), "sparse_categorical_crossentropy"
    model.compile(adam, loss, metrics=["accuracy"], steps_per_execution=67)
    model.fit(x_train, y_train, batch_size=128, verbose=0)
    start = time.process_time()
    model.fit(x_train, y_train, batch_size=128, epochs=epochs - 1, verbose=0)
    return (time.process_time() - start) / (epochs - 1)


# %% [markdown]
# One function tests a network, the next one records it.


# %%
def score(model, images=x_test):
    return model.evaluate(images, y_test[: len(images)], batch_size=500, verbose=0)[1]


def note(name, model, reported=None):
    accuracy = score(model)
    run.record("accuracy", name, accuracy, reported)
    print(f"{accuracy:.4f}  {name}")


# %% [markdown]
# And a third does everything for one arm.

# %%
seconds = {}  # of an epoch


def try_arm(name, model, epochs=2):
    seconds[name] = train(model, epochs)
    note(name, model)
    return model


# %% [markdown]
# Two epochs for each CNN, and for *no convolution*: the article's CNN without convolution and pooling. The dense
# network of lesson 02 gets six. Which comes out best?

# %%
cnn = try_arm("convolutional", build_cnn())
deep = try_arm("two convolutions", build_two())
try_arm("no convolution", stack([], [16]))
patient = try_arm("dense, six epochs", build_dense(), epochs=6)

# %% [markdown]
# Is six to two fair? See how many dense epochs fit into the time of a CNN's two.

# %%
for name in "convolutional", "two convolutions":
    epochs = 2 * seconds[name] / seconds["dense, six epochs"]
    run.record("dense epochs in the same time", name, epochs, timed=True)
    print(f"{epochs:.1f} dense epochs in the time of {name}")

# %% [markdown]
# Is that what arithmetic would say? For one image the dense network multiplies as often as it has weights, the CNN's
# kernels at each of 784 places:

# %% tags=["nbval-check-output"]
dense = 784 * 256 + 256 * 128 + 128 * 10
convolutional = 784 * 9 * 32 + 6272 * 16 + 16 * 10
print(f"{dense:,} and {convolutional:,}: {convolutional / dense:.1f} times as many")

# %% [markdown]
# By this count two CNN epochs are hardly three dense ones; the clock said more. So measure.
#
# ### What does the trained CNN see?
#
# Its 32 maps of one test digit, then the 32 kernels that made them.

# %%
kernels, biases = cnn.layers[1].get_weights()
maps = np.asarray(cnn.layers[1](x_test[:1].astype("float32") / 255))[0]
maps = maps / (maps.max((0, 1)) + 1e-6)  # each on its own scale
squares = kernels[:, :, 0] / np.abs(kernels).max((0, 1, 2))
plots.show_images(maps.transpose(2, 0, 1), columns=16)
plots.show_images(squares.transpose(2, 0, 1), columns=16)

# %% [markdown]
# Above, 32 versions of one digit, bright at some edges or along some strokes: its *features*. Below, squares of nine
# weights, many bright on one side and dark on the other. (Untrained ones can look so, too.)
#
# ### Which layers learn?
#
# Put random kernels into the trained network and test it on 2,000 digits; then, as a control, its *own* kernels in
# another order. How much harm does each do?

# %%
measure = "accuracy on 2,000 digits"
rng = np.random.default_rng(run.seed)
noise, order = rng.normal(0, kernels.std(), kernels.shape), rng.permutation(32)
for name, change in {
    "random kernels put in": [noise, biases],
    "own kernels in another order": [kernels[..., order], biases[order]],
    "convolutional": [kernels, biases],  # as it was
}.items():
    cnn.layers[1].set_weights(change)
    accuracy = score(cnn, x_test[:2000])
    run.record(measure, name, accuracy)
    print(f"{accuracy:.3f}  {name}")

# %% [markdown]
# Both do harm: the dense part relies on *which* map arrives where. A swap tells little.
# Instead take the learning away: *freeze* one half as it was born, weights and biases, and let the other learn. (The
# dense half includes the output layer.)


# %%
def freeze(kind, model):
    for layer in model.layers:
        layer.trainable = not isinstance(layer, kind)
    return model


for name, model in {
    "frozen kernels": freeze(layers.Conv2D, build_cnn()),
    "two convolutions, frozen dense part": freeze(layers.Dense, build_two()),
}.items():
    try_arm(name, model)

# %% [markdown]
# The last line answers your prediction.
#
# ### And a shift?
#
# Move 2,000 test digits by 3 pixels, to each side in turn. Which network will lose least?

# %%
moves = [(0, 0), (3, 0), (-3, 0), (0, 3), (0, -3)]
networks = {"convolutional": cnn, "two convolutions": deep, "dense, six epochs": patient}
for name, model in networks.items():
    still, *moved = [score(model, transforms.shift(x_test[:2000], *move)) for move in moves]
    run.record(measure, name, still)
    run.record(measure, f"{name}, shifted", np.mean(moved))
    print(f"{still:.3f} unmoved, {np.mean(moved):.3f} shifted: {name}")

# %% [markdown]
# All suffer.
#
# ### Long arms
#
# As published: ten epochs at a constant rate. The article's text has batches of 64, its full listing has 128, like the
# dense network's; we run both. Then the dense network gets fifty epochs, and the CNN frozen kernels.


# %%
def publish(name, model, batch_size=128, epochs=10, reported=None):
    adam, loss = keras.optimizers.Adam(), "sparse_categorical_crossentropy"
    model.compile(adam, loss, metrics=["accuracy"], steps_per_execution=67)
    model.fit(x_train, y_train, batch_size=batch_size, epochs=epochs, verbose=0)
    note(f"{name}, as published", model, reported)


# %% [markdown]
# The five arms:


# %%
def as_published():
    publish("batch 64", build_cnn(), batch_size=64, reported=0.9836)
    publish("convolutional", build_cnn(), reported=0.9805)
    publish("dense", build_dense(), reported=0.9784)
    publish("dense, fifty epochs", build_dense(), epochs=50)
    publish("frozen kernels", freeze(layers.Conv2D, build_cnn()))


run.long(as_published, minutes=4)

# %% [markdown]
# By our recipe: two convolutions for seven epochs, and without the second one; a stronger opponent, a dense network
# with *dropout* (lesson 02), the best of four on 10,000 training digits set aside; and more frozen halves.


# %%
def other_settings():
    try_arm("two convolutions, seven epochs", build_two(), epochs=7)
    try_arm("no second convolution", stack([conv(8, 5), pool(2), pool(2)], [64]))
    hidden = layers.Dense(256, activation="relu")
    tuned = stack([layers.Flatten(), hidden, layers.Dropout(0.2)], [128])
    try_arm("dense, tuned", tuned, epochs=6)
    try_arm("frozen dense part", freeze(layers.Dense, build_cnn()))
    frozen = freeze(layers.Conv2D, build_two())
    try_arm("two convolutions, frozen kernels", frozen)
    narrow = freeze(layers.Dense, build_two([16]))
    try_arm("two convolutions, frozen dense part, 16 units", narrow)


run.long(other_settings, minutes=1)

# %% [markdown]
# ## The findings
#
# Two epochs by our recipe, unless the name says more; *as published*: ten at a constant rate, batches of 128.
#
# {{table: accuracy}}
#
# **The ruler** is `0.002`: for fewer than 20 digits in 10,000 we wouldn't rebuild a network. (Lesson 02's `0.005`, the
# article's lead, would leave two convolutions not proven.)

# %%
better = run.question(
    "Is a CNN better?", "accuracy", reference="dense, six epochs", matters=0.002
)
better.does_not_matter("convolutional", builtin="not proven")
better.raises("two convolutions", builtin="not proven")
better.not_proven("convolutional, as published", against="dense, as published")
better.not_proven(
    "convolutional, as published", against="dense, fifty epochs, as published"
)

# %% [markdown]
# Did two CNN epochs cost more than six dense ones? One more or less we take as no difference.

# %%
cost = run.question("Longer?", "dense epochs in the same time", reference=6, matters=1)
cost.raises("convolutional")

# %% [markdown]
# For the halves `0.002` again: a half that can be frozen at a smaller loss needn't learn.

# %%
learns = run.question(
    "Which half learns?", "accuracy", reference="two convolutions", matters=0.002
)
learns.lowers("two convolutions, frozen kernels", "two convolutions, frozen dense part")
learns.lowers("frozen kernels", against="convolutional")

# %% [markdown]
# For shifts `0.05`, one digit in 20: for less we would rather move the training digits, as lesson 02 does.

# %%
shift = run.question(
    "Moved by 3 pixels?",
    "accuracy on 2,000 digits",
    reference="dense, six epochs, shifted",
    matters=0.05,
)
shift.raises("two convolutions, shifted")

# %% [markdown]
# Rings are recorded runs, the diamond is yours, a cross the effect between reported figures.

# %%
run.report(
    answer="c", because="Two layers of kernels learn maps that 64 random units can read."
)

# %% [markdown]
# **Better?** Before 16 dense units, convolution and pooling lift {{mean: accuracy, no convolution}} to {{mean: accuracy,
# convolutional}}; with untrained kernels it is {{mean: accuracy, frozen kernels}}, so most of the lift needs no learning
# there. But 256 and 128 units on bare pixels reach {{mean: accuracy, dense, six epochs}} in six epochs, and in less processor time:
# two CNN epochs cost {{mean: dense epochs in the same time, convolutional}} dense ones.
#
# As published the CNN reads {{mean: accuracy, convolutional, as published}}, the dense network {{mean: accuracy, dense,
# as published}}, in fifty epochs {{mean: accuracy, dense, fifty epochs, as published}}. The article's figures for the CNN
# lie within our runs, the DNN's within lesson 02's twenty. Five runs don't settle whether a lead of {{gap: accuracy, convolutional,
# as published | accuracy, dense, as published}} is worth a new network.
#
# Two convolutions do better: {{mean: accuracy, two convolutions}} in two epochs, as costly as {{mean: dense epochs in the
# same time, two convolutions}} dense ones; {{mean: accuracy, two convolutions, seven epochs}} in seven. Without the second
# it is {{mean: accuracy, no second convolution}}. The best of four dense networks was no better: {{mean: accuracy,
# dense, tuned}}.
#
# **Which half learns?** For its own network the article has a point: frozen kernels leave {{mean: accuracy, frozen
# kernels}}, a frozen dense part {{mean: accuracy, frozen dense part}}. Yet learned kernels add {{gap: accuracy,
# convolutional | accuracy, frozen kernels}}, and in ten epochs, as published, still {{gap: accuracy, convolutional, as
# published | accuracy, frozen kernels, as published}}.
#
# With two convolutions both halves matter, though either *can* learn alone: a frozen dense part leaves {{mean: accuracy, two
# convolutions, frozen dense part}}, frozen kernels {{mean: accuracy, two convolutions, frozen kernels}}. Width isn't all: 16 random units, like the article's, still leave {{mean: accuracy, two convolutions, frozen dense part, 16 units}}. Perhaps the parameters in front count: 320 there, 3,424 here.
#
# **Shifted** by 3 pixels, two convolutions read {{mean: accuracy on 2,000 digits, two convolutions, shifted}}, the article's
# CNN {{mean: accuracy on 2,000 digits, convolutional, shifted}}, the dense network {{mean: accuracy on 2,000 digits, dense,
# six epochs, shifted}}.

# %% [markdown]
# ## Your turn
#
# **1. A number.** 16 kernels of 5 by 5 look at images in three colours. How many parameters? (Each has a square of
# weights for *each* colour, and one bias.)
#
# <details><summary>The answer</summary>
#
# 5 × 5 × 3 × 16 + 16 = 1,216.
#
# </details>
#
# **2. A function.** Now for any layer: `kernel` is a side, `channels` how many colours or maps come in, `filters` (a kernel
# with its bias) how many maps go out.


# %% tags=["exercise"]
def conv_parameters(kernel, channels, filters):
    ### BEGIN SOLUTION
    return kernel * kernel * channels * filters + filters
    ### END SOLUTION


exercises.check("conv_parameters", conv_parameters)

# %% [markdown]
# **3. A diagnosis.** Three people copied the article's CNN (100,858 parameters), each with one slip. They count
# 401,914, 87,034 and 101,370. What did each do?
#
# <details><summary>The answers</summary>
#
# The first forgot the pooling: four times as many numbers reach the dense part. The second forgot `padding="same"`:
# 26 by 26 places, 13 by 13 after pooling. The third has kernels of 5 by 5.
#
# </details>
#
# **4. Your suspect.** What makes two convolutions so good? Copy the lines of `small` into `my_change`, with one change
# (kernels of 3, more maps …), and say what you expect. `try_out` trains both three times.


# %%
def small():
    model = stack([conv(8, 5), pool(2), conv(16, 5), pool(2)], [64])
    train(model)
    return score(model)


def my_change():
    # The lines of small(), with one thing changed.
    ...


run.try_out(better, "my change", my_change, small)

# %% [markdown] tags=["instructor"]
# **For instructors.** Let the class bet on the frozen half; then ask why it ruins the article's CNN.

# %% [markdown]
# ## What remains
#
# - We never put a convolution before 256 and 128 units: our answer is for the article's CNN as a whole, its small dense
#   part included. And our two CNNs differ in more than the second convolution.
# - Freezing shows what one half *can* do beside a random one, not who does what when both learn.
# - Peak and widths were found for CNNs, in one to four runs each; lesson 02's dense network preferred `0.004`.
# - Lesson 02's best dense network trained on moved digits; none did here.

# %% [markdown]
# ## Take away
#
# - A convolution looks everywhere with the same few weights (*weight sharing*), at neighbours only: a built-in
#   assumption, an *inductive bias*. A second one has a larger *receptive field*.
# - A lead holds at a budget: name epochs, seconds, machine, parameters.
# - Kernels learn, too (*feature learning*). Random ones (*random features*) already go a long way.
#
# **Next:** [04 Convolution, padding and stride](04_convolution_padding_and_stride.ipynb) does it by hand.
#
# *Sources.* Day 4 of "learn AI in 30 days" (2022) and its author's notebooks. Random kernels: K. Jarrett and others,
# "What is the best multi-stage architecture for object recognition?" (2009). LeNet-5: Y. LeCun and others (1998).
