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
#   title: Start here
#   minutes: 10
#   question: Is it the training that makes a network read?
#   verdict: "Yes: from {{mnist mean: accuracy, untrained}} to {{mnist mean: accuracy, trained}}. With shuffled labels it learns nothing."
# ---

# %% [markdown]
# # 00 Start here
#
# **You will** train your first network that reads handwritten digits, and learn how every lesson of this
# course goes: predict, run, verdict.
#
# **You need** some Python. **It takes** 10 minutes of yours and less than 15 seconds of the computer's.
#
# To run a cell, click into it and press Shift+Enter. The cells build on each other, so go from top to
# bottom.

# %% [markdown]
# ## The report
#
# An article trains a network on handwritten digits, prints an accuracy of 0.9836 (reported), and explains
# why it is so good. A notebook by the same author holds the same network with 0.9805 (reported). Nobody
# made a mistake: a network starts from random numbers, so every training ends a little differently.
#
# But then, what does one run prove? In this course no explanation is believed because it sounds right. It
# is put on trial: we change **one thing**, train again, compare, and hold the result against many recorded
# runs. Yours becomes one more among them.

# %% [markdown]
# ## Your prediction
#
# A fresh network has never seen a digit; its inner numbers are random. Shown 100 digits, how many will it
# name correctly before any training?
#
# a) none, b) about 10, c) about 50
#
# Put your letter between the quotes. It stays on your computer, and guessing wrong is fine.

# %%
my_guess = ""

# %% [markdown]
# The next cell fetches the tools and notes your guess. Keras, the library that trains our networks, takes a
# few seconds. (Elsewhere you would write `import keras`; `utils.quiet` only keeps its start-up messages off
# the page.)

# %%
import numpy as np

from utils import checks, evidence, plots, predictions
from utils.images import data
from utils.quiet import keras

predictions.keep("00_start_here", my_guess)

# %% [markdown]
# ## The scene
#
# Now the digits. `evidence.start` opens your run: it picks a fresh *seed*, the number that all randomness
# of this run grows from, and prints it. Watch which digits you get: MNIST, the classic collection, or our
# built-in handwriting, which needs no download.

# %%
digits = data.load()
run = evidence.start("00_start_here", digits)

# %% [markdown]
# Look at some of them, each with its *label*: the digit that its writer meant.

# %%
plots.show_images(digits.x_train[:20], titles=digits.y_train[:20])

# %% [markdown]
# Twenty digits by different hands, white ink on black. To the computer, each is a square of numbers. See
# how many there are, and how large the numbers get.

# %%
# NBVAL_CHECK_OUTPUT
print("to learn from:", digits.x_train.shape)
print("to test with: ", digits.x_test.shape)
print("from", digits.x_train.min(), "for paper to", digits.x_train.max(), "for full ink")

# %% [markdown]
# 60,000 images of 28 by 28 numbers to learn from, and 10,000 others for the test. The first 10,000 are
# plenty for today. Networks like small numbers, so we divide: paper is 0, ink is 1.

# %%
x_train = digits.x_train[:10000].astype("float32") / 255
y_train = digits.y_train[:10000]
x_test = digits.x_test.astype("float32") / 255

# %% [markdown]
# Here is a small network. The 784 numbers of an image go in, 128 *units* mix them, and ten numbers come
# out: one for each digit, how much the network believes in it. Lesson 02 takes every word of this cell
# apart.


# %%
def build():
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])
    model.add(keras.layers.Dense(128, activation="relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


# %% [markdown]
# First the network as it is born, untrained. The *accuracy* is the share of test digits that it names
# correctly: 1 would be all of them. Compare it with your guess.

# %%
untrained = build()
run.record("accuracy, untrained", untrained.evaluate(x_test, digits.y_test, verbose=0)[1])
print(f"untrained: {run.recorded['accuracy, untrained']:.3f}")

# %% [markdown]
# Now train: `fit` shows it the 10,000 digits with their labels, four times over (four *epochs*). Watch the
# accuracy climb from line to line.

# %%
trained = build()
trained.fit(x_train, y_train, epochs=4, batch_size=64, verbose=2)
run.record("accuracy, trained", trained.evaluate(x_test, digits.y_test, verbose=0)[1])
print(f"trained, on digits it never saw: {run.recorded['accuracy, trained']:.3f}")

# %% [markdown]
# See what it says to ten test digits. Above each stands the network's answer.

# %%
answers = trained.predict(x_test[:10], verbose=0).argmax(axis=1)
plots.show_images(digits.x_test[:10], titles=answers)
print("answers:", *answers, "  labels:", *digits.y_test[:10])

# %% [markdown]
# Ten test digits, the network's answer above each. Compare the two rows of numbers below them: where they
# differ, it misread. Which of its mistakes could have been yours?

# %% [markdown]
# ## The suspects
#
# Why can it read now? Two explanations come to mind: *the labels taught it*, or *it got used to seeing
# digits*, and the labels matter little. They can be told apart by **one controlled change**: the same
# network, the same images, the same number of steps, but with the labels shuffled among the images. What do
# you expect?

# %%
shuffled = build()
shuffled.fit(x_train, np.random.permutation(y_train), epochs=4, batch_size=64, verbose=2)
run.record(
    "accuracy, shuffled labels", shuffled.evaluate(x_test, digits.y_test, verbose=0)[1]
)
print(f"trained on shuffled labels: {run.recorded['accuracy, shuffled labels']:.3f}")

# %% [markdown]
# About one in ten: what you get by always guessing. It saw every image as often as the other network did,
# and learned nothing about digits.

# %% [markdown]
# ## The verdict
#
# A verdict is a claim with a margin. Ours says: trained beats untrained, and true labels beat shuffled
# ones, by at least half of all test digits. In the picture below, each coloured mark is one recorded run.
# The black diamond is yours.

# %%
predictions.recall("00_start_here")
run.contrast(
    "training makes it read",
    better="accuracy, trained",
    worse="accuracy, untrained",
    by=0.5,
)
run.contrast(
    "the labels teach it",
    better="accuracy, trained",
    worse="accuracy, shuffled labels",
    by=0.5,
)
run.report()

# %% [markdown]
# Over {{runs}} recorded runs, the untrained network scored {{range: accuracy, untrained}}, the trained one
# {{range: accuracy, trained}}, and the one with shuffled labels {{range: accuracy, shuffled labels}}. So no
# run equals another, and yet the verdict held in every one of them.
#
# The table's last columns say how far to trust such a check: how often a single run would miss a true
# claim, and how often two runs *of the same network* would differ that much by luck. If you like, choose
# "Restart Kernel and Run All Cells" from the Kernel menu: a new seed, a new diamond, the old one in grey.

# %% [markdown]
# ## Your turn
#
# Accuracy is worth writing yourself once. `predicted` and `actual` are arrays of labels, equally long.
# Return the share in which they are equal, from 0 to 1. Then run the cell: the check answers at once.
#
# <details><summary>A hint</summary>
#
# `predicted == actual` is an array of True and False. Python counts True as 1 and False as 0, and `np.mean`
# takes the mean of anything.
#
# </details>


# %% tags=["exercise"]
def accuracy(predicted, actual):
    ### BEGIN SOLUTION
    return np.mean(predicted == actual)
    ### END SOLUTION


checks.accuracy(accuracy)

# %% [markdown] tags=["instructor"]
# **For instructors.** Let the class predict before anyone runs a cell, by a show of hands: most beginners
# say "none". Then ask why "about one in ten" is what a coin with ten sides gets. Collect the trained
# accuracies of the room on the board: thirty seeds, thirty numbers, and nobody is wrong. That is the course
# in five minutes.

# %% [markdown]
# ## Take away
#
# - A network reads because labelled examples shaped it; untrained, or taught with shuffled labels, it
#   guesses.
# - Every run ends a little differently, so one number proves little, and a range over many runs proves
#   more.
# - An explanation counts when one controlled change tests it, here and in the recorded runs.
#
# **Next:** [02 A dense network](02_a_dense_network.ipynb) looks inside.
#
# *Sources.* The two reported accuracies: day 4 of a series of articles, "learn AI in 30 days" (2022), and
# its author's notebooks. MNIST: Y. LeCun, C. Cortes, C. Burges.
