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
#   minutes: 40
#   question: Are convolutional networks more accurate, and why can't one run tell?
#   verdict: "Per epoch and on average, {{mnist mean: accuracy, convolutional}} against {{mnist mean: accuracy, dense}}; given as long to compute, the dense network draws level. What convolution adds is an eye for neighbours: shifts hurt it less."
# ---

# %% [markdown]
# # 03 From dense to convolutional
#
# **You will** build a convolutional network (a CNN) with less than half the parameters of the dense one,
# train it to the accuracy that an article reported, and find out what convolution really buys.
#
# **You need** [lesson 02](02_a_dense_network.ipynb). **It takes** 40 minutes of yours and about 45 seconds
# of the computer's.

# %% [markdown]
# ## The report
#
# After its dense network, the series of articles builds a CNN, trains it for ten epochs, prints an accuracy
# of 0.9836 (reported), and asks: isn't that higher than what the DNN got?
#
# It is. But the author's own notebooks hold the dense network at 0.9762 (reported) and 0.9784 (reported) at
# its last epoch, at 0.9820 (reported) at its best, and the CNN at 0.9805 (reported). Sorted by size, the
# two networks overlap. So is the CNN better, or was it luck?

# %% [markdown]
# ## Your prediction
#
# In lesson 02 a fixed permutation of all pixels did not disturb the dense network. What will it do to a
# CNN?
#
# a) nothing either, b) hurt it a little, c) make it guess
#
# Put your letter between the quotes.

# %%
my_guess = ""

# %% [markdown]
# Tools, guess, digits, seed. A CNN wants to know the *colours* too, so each image gets one more axis: 28 by
# 28 pixels, 1 colour.

# %%
import numpy as np

from utils import checks, evidence, plots, predictions
from utils.images import data
from utils.quiet import keras

predictions.keep("03_from_dense_to_convolutional", my_guess)
digits = data.load()
run = evidence.start("03_from_dense_to_convolutional", digits)
x_train, y_train = digits.x_train[..., None], digits.y_train
x_test, y_test = digits.x_test[..., None], digits.y_test

# %% [markdown]
# ## The scene
#
# A dense unit has its own weight for each of 784 places. A *convolution* has a little square of weights,
# the *kernel*, here 3 by 3, and slides it over the image: at every place it multiplies, adds up, and writes
# one number. The same nine weights look everywhere. Here is one kernel at work; look at which edges light
# up.

# %%
kernel = np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]], "float32")
convolve = keras.layers.Conv2D(1, 3, padding="same", use_bias=False)
convolve.build((None, 28, 28, 1))
convolve.set_weights([kernel[:, :, None, None]])
response = convolve(x_test[:5].astype("float32"))[..., 0]
plots.show_images([*x_test[:5, :, :, 0], *response], columns=5)

# %% [markdown]
# Above five digits, below what the kernel wrote: bright where ink lies above and paper below, dark where it
# is the other way round, grey where nothing changes. It found lower and upper edges, wherever they are.
# `padding="same"` puts a frame of zeros around the image, so that the result has 28 by 28 places too.
#
# We chose these nine weights. A network learns its own, and not one kernel but 32. Then *max pooling* keeps
# the strongest of each 2 by 2 square, `Flatten` lays everything out in a row, and two dense layers decide.


# %%
def build_cnn():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )


# %% [markdown]
# That is the article's network. Follow an image through it: the shape after each layer, and how many
# numbers the layer learns. The first column, `None`, stands for any number of images.

# %%
# NBVAL_CHECK_OUTPUT
cnn = build_cnn()
for layer in cnn.layers:
    print(f"{type(layer).__name__:13}{layer.output.shape!s:21}{layer.count_params():7}")
print(f"{'together':34}{cnn.count_params():7}")

# %% [markdown]
# 100,858, as published, and nearly all in the first dense layer: the convolution learns just 320. For
# comparison, the dense network of lesson 02, with its 235,146.


# %%
def build_dense():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Flatten(),
            keras.layers.Dense(256, activation="relu"),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )


# %% [markdown]
# Both are trained alike, with the learning rate of lesson 02 that rises and then falls to zero. `peak` is
# its highest value, and the CNN gets the larger one.


# %%
def train(model, peak, images=x_train, epochs=2):
    steps = epochs * int(np.ceil(len(images) / 128))
    rising = steps // 5
    rate = keras.optimizers.schedules.CosineDecay(
        peak / 20, steps - rising, warmup_target=peak, warmup_steps=rising
    )
    optimizer = keras.optimizers.Adam(rate)
    model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, y_train, batch_size=128, epochs=epochs, verbose=2)


def score(model, images=x_test):
    return model.evaluate(images, y_test[: len(images)], batch_size=500, verbose=0)[1]


# %% [markdown]
# Two epochs for the CNN. The article took ten; see how far two go with a falling rate.

# %%
train(cnn, peak=0.015)
run.record("accuracy, convolutional", score(cnn))
print(f"the CNN on the test digits: {score(cnn):.4f}")

# %% [markdown]
# In the recorded runs: {{range: accuracy, convolutional}}. On MNIST that is the article's 0.9836
# (reported), in a fifth of its epochs.

# %% [markdown]
# ## The suspects
#
# ### Is it more accurate, or lucky?
#
# The dense network, as many epochs. Compare the two accuracies, and think: would you bet that the order
# stays the same with another seed?

# %%
dense = build_dense()
train(dense, peak=0.004)
run.record("accuracy, dense", score(dense))
print(f"the dense network on the test digits: {score(dense):.4f}")

# %% [markdown]
# An epoch of the CNN costs more arithmetic, though. What if the dense network may compute for about as
# long: six epochs instead of two?

# %%
patient = build_dense()
train(patient, peak=0.004, epochs=6)
run.record("accuracy, dense, six epochs", score(patient))
print(f"the dense network after six epochs: {score(patient):.4f}")

# %% [markdown]
# ### Does it use what lies beside what?
#
# Permute the pixels, as in lesson 02, for training and test alike. Each image keeps all its values, but a
# kernel no longer finds neighbours in its window.

# %%
permuted = build_cnn()
train(permuted, peak=0.015, images=data.permute_pixels(x_train, seed=1))
accuracy = score(permuted, data.permute_pixels(x_test, seed=1))
run.record("accuracy, convolutional, pixels permuted", accuracy)
print(f"trained and tested on permuted digits: {accuracy:.4f}")

# %% [markdown]
# ### Does it bear a shift better?
#
# Move 5,000 test digits by 3 pixels in each of four directions, and ask both networks. See how far apart
# they are.

# %%
steps = [(3, 0), (-3, 0), (0, 3), (0, -3)]
for name, model in [("convolutional", cnn), ("dense", dense)]:
    scores = [score(model, data.shift(x_test[:5000], *step)) for step in steps]
    run.record(f"accuracy, {name}, shifted by 3 pixels", np.mean(scores))
    print(f"{name:14}right, left, down, up:", *(f"{value:.3f}" for value in scores))

# %% [markdown]
# The CNN suffers too: behind the pooling stands a dense layer with a weight for each place. But it suffers
# less.

# %% [markdown]
# ### Are its kernels learned detectors?
#
# Here are the 32 kernels after training, each 3 by 3, bright for positive weights. Look for edges: bright
# on one side, dark on the other.

# %%
kernels, biases = cnn.layers[1].get_weights()
plots.show_images(kernels[:, :, 0].transpose(2, 0, 1), columns=16)

# %% [markdown]
# 32 little patterns: many have a bright and a dark side, at some slant, like the edge finder we made by
# hand. But beware: people see patterns in noise as well. So test it. Put random kernels of the same size
# into the trained network and leave everything else as it is; do that five times.

# %%
rng = np.random.default_rng(run.seed)
scores = []
for _ in range(5):
    cnn.layers[1].set_weights([rng.normal(0, kernels.std(), kernels.shape), biases])
    scores.append(score(cnn, x_test[:2000]))
cnn.layers[1].set_weights([kernels, biases])
run.record("accuracy, kernels swapped for random ones", np.mean(scores))
print("with random kernels:", *(f"{value:.3f}" for value in scores))

# %% [markdown]
# So the layers behind rely on just these kernels. Did the kernels have to be *learned*, or could any do, if
# the layers behind may learn to live with them? One controlled change: freeze the kernels as they were
# born, at random, and train all the rest.

# %%
frozen = build_cnn()
frozen.layers[1].trainable = False
train(frozen, peak=0.015)
run.record("accuracy, random kernels, frozen", score(frozen))
print(f"random kernels, the rest trained: {score(frozen):.4f}")

# %% [markdown]
# Surprised? Random kernels do most of the work. Learning them adds the last bit.

# %% [markdown]
# ## The verdict
#
# Small differences are judged on average over the recorded runs, large ones in your run as well.

# %%
predictions.recall("03_from_dense_to_convolutional")
convolutional = "accuracy, convolutional"
permuted_pixels = "accuracy, convolutional, pixels permuted"
run.average(
    "the CNN is ahead after as many epochs", better=convolutional, worse="accuracy, dense"
)
run.same(
    "given about as long, the dense network draws level",
    a=convolutional,
    b="accuracy, dense, six epochs",
    within=0.006,
    guilty=permuted_pixels,
)
run.average("permuted pixels hurt the CNN", better=convolutional, worse=permuted_pixels)

# %% [markdown]
# What it sees in shapes, and what its kernels are worth:

# %%
run.contrast(
    "a shift hurts the CNN less",
    better="accuracy, convolutional, shifted by 3 pixels",
    worse="accuracy, dense, shifted by 3 pixels",
    by=0.08,
)
run.contrast(
    "the trained CNN relies on its kernels",
    better=convolutional,
    worse="accuracy, kernels swapped for random ones",
    by=0.35,
)
frozen_kernels = "accuracy, random kernels, frozen"
run.average("learned kernels beat random ones", better=convolutional, worse=frozen_kernels)

# %% [markdown]
# Now the report: every mark is a recorded run, the black diamond yours.

# %%
run.report()

# %% [markdown]
# Look at the first picture. After as many epochs the CNN was ahead of the dense network in {{wins:
# accuracy, convolutional | accuracy, dense}} recorded runs, by {{gap: accuracy, convolutional | accuracy,
# dense}} on average, with less than half the parameters. That is what pairs of runs can show that are equal
# in everything but the network and the learning rate that suits it. Single runs of *one* network, the CNN,
# end anywhere from {{range: accuracy, convolutional}}. The figures in the report, 0.9820 (reported) against
# 0.9805 (reported), lie closer together than that: there one run could not tell.
#
# The second picture may surprise you. Given about as long to compute, the dense network reached {{range:
# accuracy, dense, six epochs}}, and the CNN was ahead of it in {{wins: accuracy, convolutional | accuracy,
# dense, six epochs}} runs. So here convolution doesn't buy an accuracy that a dense network can't have.
# What it buys is in the other pictures: it uses that pixels have neighbours, so permuting them costs it
# {{gap: accuracy, convolutional | accuracy, convolutional, pixels permuted}}, and it bears a shift better,
# by {{gap: accuracy, convolutional, shifted by 3 pixels | accuracy, dense, shifted by 3 pixels}}. That pays
# as soon as digits aren't as neatly centred as these.

# %% [markdown]
# ## Your turn
#
# Write `conv_parameters`: how many numbers does a convolution learn? `kernel` is the side of its square
# kernel, `channels` how many colours (or maps) come in, `filters` how many maps go out. For the layer
# above, 3, 1 and 32, it is 320.
#
# <details><summary>A hint</summary>
#
# A filter has one square of weights for *each* channel that comes in, adds everything up, and then adds its
# one bias.
#
# </details>


# %% tags=["exercise"]
def conv_parameters(kernel, channels, filters):
    ### BEGIN SOLUTION
    return kernel * kernel * channels * filters + filters
    ### END SOLUTION


checks.conv_parameters(conv_parameters)

# %% [markdown] tags=["instructor"]
# **For instructors.** Have everybody write their two accuracies (CNN and dense) on the board before the
# verdict. With a room of thirty, someone's dense network comes close to someone else's CNN, and the
# question "why can't one run tell?" answers itself. The frozen kernels are a good second surprise: ask what
# "learned features" means after that.

# %% [markdown]
# ## Take away
#
# - A convolution looks everywhere with the same few weights: 320 of them here, where a dense layer needs
#   thousands.
# - Two networks this close are ranked by many pairs of runs, equal in all but one thing; not by one run
#   each.
# - What a CNN knows, and a dense network doesn't, is that pixels have neighbours.
#
# **Next:** [04 Convolution, padding and stride](04_convolution_padding_and_stride.ipynb) does it by hand.
#
# *Sources.* Day 4 of the series of articles "learn AI in 30 days" (2022) and its author's notebooks. Random
# kernels that do well: K. Jarrett and others, "What is the best multi-stage architecture for object
# recognition?" (2009).
