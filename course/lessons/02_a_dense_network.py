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
#   title: A dense network
#   minutes: 40
#   question: Does a dense network stay stuck, however you tune it?
#   verdict: "No. Width, depth, dropout and epochs hardly move it, but a falling learning rate takes it from {{mnist mean: accuracy, six epochs}} to {{mnist mean: accuracy, six epochs and a falling rate}}. And it can't see that pixels are neighbours."
# ---

# %% [markdown]
# # 02 A dense network
#
# **You will** follow a digit from its pixels to an answer, count every number that a network learns, and
# find out what really limits a dense network, and what it can't see at all.
#
# **You need** [lesson 00](00_start_here.ipynb). **It takes** 40 minutes of yours and about 45 seconds of
# the computer's.

# %% [markdown]
# ## The report
#
# A series of articles builds a *dense* network (a DNN) for MNIST: 784 inputs, layers of 256 and 128 units,
# 10 outputs. The author's notebooks end on 0.9762 (reported) and 0.9784 (reported). The next article opens
# with a conclusion: however you adjust it, the accuracy of a DNN does not go up any more, because this is
# all that such a network can do. A convolutional network then gets 0.9836 (reported).
#
# Many people have felt stuck like that. Is it the network?

# %% [markdown]
# ## Your prediction
#
# One of these changes helps a dense network clearly, the others hardly at all. Which one?
#
# a) twice as many units, b) one more layer, c) dropout, d) twice as many epochs, e) a learning rate that
# falls to zero
#
# Put your letter between the quotes.

# %%
my_guess = ""

# %% [markdown]
# The tools, your guess, the digits, and a fresh seed for your run.

# %%
import numpy as np

from utils import checks, evidence, plots, predictions
from utils.images import data
from utils.quiet import keras

predictions.keep("02_a_dense_network", my_guess)
digits = data.load()
run = evidence.start("02_a_dense_network", digits)

# %% [markdown]
# ## The scene
#
# ### From a square to a row
#
# A dense layer takes a row of numbers. So each image, 28 rows of 28 pixels, is laid out as one row of 784.
# See what becomes of the shape.

# %%
# NBVAL_CHECK_OUTPUT
x_train = digits.x_train.reshape(60000, 784)
x_test = digits.x_test.reshape(10000, 784)
print(digits.x_train.shape, "->", x_train.shape)

# %% [markdown]
# Nothing was lost: the same numbers, in a row.

# %% [markdown]
# ### Labels, two ways
#
# The network will give ten numbers, one for each digit. A label such as 3 can be written in the same form:
# ten numbers, a 1 at place 3 and 0 elsewhere. That is *one-hot*. Look where the 1 stands.

# %%
# NBVAL_CHECK_OUTPUT
print(keras.utils.to_categorical([3], 10))

# %% [markdown]
# Keras takes labels either way. The loss called `categorical_crossentropy` wants them one-hot, its twin
# `sparse_categorical_crossentropy` takes the plain 3. They compute the same number; we use the plain
# labels.

# %% [markdown]
# ### The network, and every number in it
#
# Each of the 256 units of the first layer multiplies all 784 inputs with its own *weights*, adds them up,
# adds a *bias*, and passes the sum on if it is above zero (that cut at zero is called *ReLU*). The next
# layers do the same with what they get. The last one uses *softmax* instead: it turns ten sums into ten
# positive numbers that add up to 1.
#
# Training starts well on small numbers, so the very first step divides the ink, 0 to 255, by 255.


# %%
def build(widths=(256, 128), dropout=0.0, learning_rate=0.001):
    model = keras.Sequential([keras.Input((784,)), keras.layers.Rescaling(1 / 255)])
    for width in widths:
        model.add(keras.layers.Dense(width, activation="relu"))
        if dropout:
            model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    return model


# %% [markdown]
# `compile` ties three things to the network: the *loss* says how wrong an answer is, the *optimiser* (here
# Adam) changes the weights so that the loss falls, and the *metrics* are printed for us.
# (`steps_per_execution` changes nothing in what is learned; it saves time.) Now count what the network has
# to learn: 784 × 256 weights and 256 biases make the first line. Dividing by 255 learns nothing and is left
# out.

# %%
# NBVAL_CHECK_OUTPUT
network = build()
for layer in network.layers[1:]:
    print(f"{layer.units:4} units: {layer.count_params():7} numbers")
print(f"    together: {network.count_params():7}")

# %% [markdown]
# 235,146 numbers, just as published. Before training they are random. What does such a network say to an
# image? Look at the ten numbers, and at their sum.

# %%
belief = network.predict(x_test[:1], verbose=0)[0]
plots.show_bars(
    [str(digit) for digit in range(10)], belief, "belief of the untrained network"
)
print(f"they add up to {belief.sum():.3f}; the label is {digits.y_test[0]}")

# %% [markdown]
# Ten bars, none of them near 1: it believes a little in everything. The loss looks at one of them only, the
# bar of the true digit: it is minus the logarithm of that number. Sure and right costs nothing, sure and
# wrong costs a lot.

# %%
# NBVAL_CHECK_OUTPUT
for p in (1, 0.5, 0.1, 0.001):
    print(f"belief in the true digit {p:5}: loss {abs(np.log(p)):.3f}")

# %% [markdown]
# Keep the third line in mind: a network that knows nothing believes one tenth in each digit, and its loss
# is `2.303`. If your loss ever sticks there, it is guessing.

# %% [markdown]
# ### Batches and epochs
#
# The optimiser doesn't wait for all 60,000 images. It looks at a *batch* of 128, takes a small step that
# lowers their loss, and goes on to the next 128. Once through all images is an *epoch*. How many steps is
# that?

# %%
# NBVAL_CHECK_OUTPUT
steps_per_epoch = int(np.ceil(60000 / 128))
print(steps_per_epoch, "steps an epoch")

# %% [markdown]
# Train it for three epochs. `validation_data` makes Keras measure the test digits after each one; watch
# `val_accuracy`.

# %%
history = network.fit(
    x_train,
    digits.y_train,
    batch_size=128,
    epochs=3,
    verbose=2,
    validation_data=(x_test, digits.y_test),
)
run.record("accuracy after each epoch", history.history["val_accuracy"])
run.record("accuracy, as published", history.history["val_accuracy"][-1])

# %% [markdown]
# Your curve, with the band in which nearly all recorded runs lie behind it. A fresh seed should fall into
# it.

# %%
plots.show_curve(run, "accuracy after each epoch")
print(f"your run after three epochs: {run.recorded['accuracy, as published']:.4f}")

# %% [markdown]
# In the recorded runs the third epoch ends at {{range: accuracy, as published}}: on MNIST, close to where the
# published notebooks are. The failure is reproduced. Now for its cause.

# %% [markdown]
# ## The suspects
#
# Each suspect gets one training that differs from the one above in **one** thing. This function does it,
# and keeps the accuracy under the suspect's name.


# %%
def trial(name, model, images=x_train, epochs=3):
    model.fit(
        images, digits.y_train[: len(images)], batch_size=128, epochs=epochs, verbose=0
    )
    accuracy = model.evaluate(x_test, digits.y_test, batch_size=500, verbose=0)[1]
    run.record(name, accuracy)
    print(f"{accuracy:.4f}  {name}")


# %% [markdown]
# **Too narrow?** Twice the units in both layers.

# %%
trial("accuracy, twice the units", build(widths=(512, 256)))

# %% [markdown]
# **Too shallow?** A third hidden layer, of 64 units.

# %%
trial("accuracy, one more layer", build(widths=(256, 128, 64)))

# %% [markdown]
# **Learning by heart?** *Dropout* silences a fifth of the units at random in each step, so that none can
# rely on another.

# %%
trial("accuracy, dropout", build(dropout=0.2))

# %% [markdown]
# **Too few images?** The same network with a tenth of them shows what images are worth.

# %%
trial("accuracy, a tenth of the images", build(), images=x_train[:6000])

# %% [markdown]
# **Too short?** Six epochs instead of three.

# %%
trial("accuracy, six epochs", build(), epochs=6)

# %% [markdown]
# **Steps too large at the end?** The *learning rate* says how large a step each batch makes, and it stayed
# the same all the time. A person looking for the lowest spot of a valley walks fast first and slowly at the
# end. So: the same six epochs, with a rate that rises for one of them and then falls to zero. Here is its
# course.

# %%
falling = keras.optimizers.schedules.CosineDecay(
    0.0002,
    decay_steps=5 * steps_per_epoch,
    warmup_target=0.004,
    warmup_steps=steps_per_epoch,
)
rates = [
    float(falling(step)) for step in range(0, 6 * steps_per_epoch + 1, steps_per_epoch)
]
print(
    "learning rate at the start and after each epoch:", *(f"{rate:.4f}" for rate in rates)
)

# %% [markdown]
# And the training with it. Compare with the line "six epochs".

# %%
trial("accuracy, six epochs and a falling rate", build(learning_rate=falling), epochs=6)

# %% [markdown]
# On MNIST, the recorded runs with a falling rate end at {{mnist range: accuracy, six epochs and a falling
# rate}}: the region of the 0.9836 (reported) that a dense network was said not to reach.

# %% [markdown]
# ### What a dense network doesn't see
#
# Now something stranger. Move the pixels of every image to other places: the same random places in all
# images, for training and test alike. To you the digits are gone. Will the network notice?

# %%
order = np.random.default_rng(1).permutation(784)
plots.show_images(x_test[:10, order].reshape(-1, 28, 28), titles=digits.y_test[:10])

# %% [markdown]
# Ten digits turned into noise, above each its label. Train a fresh network on digits like these, then test
# it on digits permuted in the same way; and test the network from the beginning on them too, which was
# trained on whole digits.

# %%
permuted = build()
permuted.fit(x_train[:, order], digits.y_train, batch_size=128, epochs=3, verbose=0)
accuracy = permuted.evaluate(x_test[:, order], digits.y_test, batch_size=500, verbose=0)[1]
run.record("accuracy, pixels permuted", accuracy)
surprised = network.evaluate(x_test[:, order], digits.y_test, batch_size=500, verbose=0)[1]
run.record("accuracy, permuted in the test only", surprised)
print(f"trained and tested on permuted digits: {accuracy:.4f}")
print(f"permuted in the test only:             {surprised:.4f}")

# %% [markdown]
# It doesn't notice. A unit adds up 784 products, and a sum doesn't care about order: no weight knows which
# pixels are neighbours. You read by shape, the dense network by a list of places.
#
# So what if a digit isn't in its place? Shift the test digits by 3 pixels. You would hardly see it.

# %%
steps = [(3, 0), (-3, 0), (0, 3), (0, -3)]
shifted = [data.shift(digits.x_test, *step).reshape(10000, 784) for step in steps]
plots.show_images([digits.x_test[0], *(s[0].reshape(28, 28) for s in shifted)], columns=5)
scores = [network.evaluate(s, digits.y_test, batch_size=500, verbose=0)[1] for s in shifted]
run.record("accuracy, shifted by 3 pixels", np.mean(scores))
print("right, left, down, up:", *(f"{score:.3f}" for score in scores))

# %% [markdown]
# The first picture is the digit in its place; then right, left, down and up. Read as easily as before by
# you, and a large part is misread by the network: {{range: accuracy, shifted by 3 pixels}} over the
# recorded runs, as a mean over the four directions.

# %% [markdown]
# ## The verdict
#
# An innocent suspect has to be *equal*: with and without it, the accuracy differs by less than `0.015`,
# while a change known to matter (a tenth of the images) differs by more.

# %%
predictions.recall("02_a_dense_network")
published, tenth = "accuracy, as published", "accuracy, a tenth of the images"
for claim, suspect in [
    ("twice the units: no cure", "accuracy, twice the units"),
    ("one more layer: no cure", "accuracy, one more layer"),
    ("dropout: no cure", "accuracy, dropout"),
    ("twice the epochs: no cure", "accuracy, six epochs"),
]:
    run.same(claim, a=published, b=suspect, within=0.015, guilty=tenth)

# %% [markdown]
# The falling rate gains less than the `0.015` that we just called equal, so it is looked at on a finer
# scale: on *average* over the recorded runs. The table counts in how many of them it would have been
# missed. The two strange experiments are large enough for any single run.

# %%
run.average(
    "a falling learning rate lifts it",
    better="accuracy, six epochs and a falling rate",
    worse="accuracy, six epochs",
)

# %% [markdown]
# And what it doesn't see; then the report.

# %%
run.same(
    "it doesn't notice permuted pixels",
    a=published,
    b="accuracy, pixels permuted",
    within=0.015,
    guilty="accuracy, permuted in the test only",
)
run.contrast(
    "a shift by 3 pixels ruins it",
    better=published,
    worse="accuracy, shifted by 3 pixels",
    by=0.25,
)
run.report()

# %% [markdown]
# Each row is one arm, each mark one recorded run, your run the black diamond. Read the rows in pairs.
# Doubling the units moves the mean by {{gap: accuracy, twice the units | accuracy, as published}}, one more
# layer by {{gap: accuracy, one more layer | accuracy, as published}}, dropout by {{gap: accuracy, dropout |
# accuracy, as published}}. The falling rate adds {{gap: accuracy, six epochs and a falling rate | accuracy,
# six epochs}}, and it was ahead in {{wins: accuracy, six epochs and a falling rate | accuracy, six epochs}}
# recorded runs.
#
# So the article felt something true: turning the usual knobs does little. But the conclusion, that a dense
# network can do no better, doesn't hold. Nobody had turned the right one.

# %% [markdown]
# ## Your turn
#
# **1.** Write `prepare`: it takes images, uint8 of shape (n, 28, 28), and returns one row of 784 numbers
# from 0 to 1 for each, whatever n is.
#
# <details><summary>A hint</summary>
#
# `images.reshape(a, b)` lays numbers out anew. How many rows do you need? `len(images)` knows.
#
# </details>


# %% tags=["exercise"]
def prepare(images):
    ### BEGIN SOLUTION
    return images.reshape(len(images), 784).astype("float32") / 255
    ### END SOLUTION


checks.prepare(prepare)

# %% [markdown]
# **2.** Write `dense_parameters`: how many numbers does a dense layer learn, given the number of its inputs
# and of its units? Check yourself: three calls should add up to 235,146.
#
# <details><summary>A hint</summary>
#
# Every unit has one weight for each input, and one bias.
#
# </details>


# %% tags=["exercise"]
def dense_parameters(inputs, units):
    ### BEGIN SOLUTION
    return inputs * units + units
    ### END SOLUTION


checks.dense_parameters(dense_parameters)

# %% [markdown] tags=["instructor"]
# **For instructors.** The permutation is the moment to slow down. Show the ten noise pictures first and let
# the class bet: most bet against the network. Then ask what a unit would have to know to notice. Common
# question: "isn't the test set used for choosing here?" Yes: the curve looks at test digits, and lesson 06
# puts that on trial.

# %% [markdown]
# ## Take away
#
# - A dense network is a list of weights for a list of pixels: 235,146 numbers, and no idea of what lies
#   beside what.
# - Width, depth, dropout and more epochs hardly moved it; a learning rate that falls did. "Stuck" was a
#   matter of training.
# - Permuted pixels don't disturb it, a small shift does: it learns places, not shapes.
#
# **Next:** [03 From dense to convolutional](03_from_dense_to_convolutional.ipynb) gives the network an eye
# for neighbours.
#
# *Sources.* Days 3 and 4 of the series of articles "learn AI in 30 days" (2022) and its author's notebooks.
# Learning rates that rise and then fall: L. Smith, "Super-convergence" (2018). Dropout: N. Srivastava and
# others (2014).
