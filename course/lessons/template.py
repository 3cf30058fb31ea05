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
#   title: A template
#   minutes: 5
#   question: What is on trial, as a question?
#   verdict: What came out, in one sentence.
# ---

# %% [markdown]
# # A template for lessons
#
# **You will** see every part that a lesson has, with a very small trial inside. Copy this file, and read
# `course/WRITING.md` beside it.
#
# **You need** nothing. **It takes** 5 minutes of yours and 10 seconds of the computer's.

# %% [markdown]
# ## The report
#
# What somebody saw, in our words, with their figures, each marked: 0.82 (reported). Here: a reader of
# digits that compares each digit with ten average digits was right that often, and people said that it had
# seen too few examples.

# %% [markdown]
# ## Your prediction
#
# Would more examples help? a) yes, b) no

# %%
my_guess = ""

# %% [markdown]
# The tools, the guess, the digits, the seed. A lesson that trains with Keras imports it here, before
# `evidence.start`, which seeds it.

# %%
import numpy as np

from utils import checks, evidence, plots, predictions
from utils.images import data

predictions.keep("template", my_guess)
digits = data.load()
run = evidence.start("template", digits)

# %% [markdown]
# ## The scene
#
# Facts that are the same in every run stand in cells marked like this one. Their output is stored, and the
# tests compare it.

# %%
# NBVAL_CHECK_OUTPUT
print(digits.x_train.shape)

# %% [markdown]
# Define a function, then use it. It averages the images of each digit.


# %%
def average_digits(count):
    chosen = np.random.default_rng(run.seed).choice(60000, count, replace=False)
    x, y = digits.x_train[chosen], digits.y_train[chosen]
    return np.stack([x[y == digit].mean(axis=0) for digit in range(10)])


plots.show_images(average_digits(6000), titles=range(10))

# %% [markdown]
# Ten blurred digits, 0 to 9: each the mean of some hundred. A new digit gets the name of the one it differs
# from least.

# %% [markdown]
# ## The suspects
#
# One controlled change: the number of examples, everything else equal.


# %%
def accuracy(averages, x=digits.x_test[:2000], y=digits.y_test[:2000]):
    x = x.reshape(len(x), 1, 784).astype("float32")
    distance = np.linalg.norm(x - averages.reshape(10, 784).astype("float32"), axis=2)
    return np.mean(distance.argmin(axis=1) == y)


run.record("accuracy, 6,000 examples", accuracy(average_digits(6000)))
run.record("accuracy, 60,000 examples", accuracy(average_digits(60000)))
run.record("accuracy, averages shuffled", accuracy(average_digits(6000)[::-1]))

# %% [markdown]
# ## The verdict
#
# An innocent suspect is an equivalence; what does matter is its broken twin.

# %%
predictions.recall("template")
run.same(
    "ten times the examples: no cure",
    a="accuracy, 6,000 examples",
    b="accuracy, 60,000 examples",
    within=0.05,
    guilty="accuracy, averages shuffled",
)
run.report()

# %% [markdown]
# ## Your turn
#
# Every exercise has a check in `utils/checks.py`, and every check has its wrong answers in
# `tests/test_checks.py`.
#
# <details><summary>A hint</summary>
#
# Hints stand in `details`, so that nobody reads them by accident.
#
# </details>


# %% tags=["exercise"]
def share(predicted, actual):
    ### BEGIN SOLUTION
    return np.mean(predicted == actual)
    ### END SOLUTION


checks.accuracy(share)

# %% [markdown] tags=["instructor"]
# **For instructors.** What to ask the class, what goes wrong, how long it takes. Only the instructor
# edition has this.

# %% [markdown]
# ## Take away
#
# - Three sentences that a learner should remember in a year.
# - Numbers in them come from recorded runs, as placeholders.
# - Then the next lesson, and the sources.
