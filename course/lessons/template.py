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
#   finding: What came out, in one sentence.
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
# A question that can be answered before running. Here: ten times the examples, how much more does it read?
#
# Click, or where there are no buttons type your letter: `my_guess = "b"`.

# %%
from utils import trial

my_guess = trial.guess("a) hardly more", "b) one digit in ten more", "c) nearly all")
my_guess

# %% [markdown]
# The tools, the digits, and the run with its seed. A lesson that trains with Keras imports it here, before
# `trial.start`, which seeds it.

# %%
import numpy as np

from utils import exercises, plots
from utils.images import data

digits = data.load()
run = trial.start("template", digits, guess=my_guess)

# %% [markdown]
# ## The scene
#
# Facts that are the same in every run stand in cells with the tag of this one. Their output is stored, and
# the tests compare it.

# %% tags=["nbval-check-output"]
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
# One controlled change: the number of examples, everything else equal. Each number is recorded as a measure
# and an arm.


# %%
def accuracy(averages, tested=2000):
    x = digits.x_test[:tested].reshape(tested, 1, 784).astype("float32")
    distance = np.linalg.norm(x - averages.reshape(10, 784).astype("float32"), axis=2)
    return np.mean(distance.argmin(axis=1) == digits.y_test[:tested])


run.record("accuracy", "6,000 examples", accuracy(average_digits(6000)), reported=0.82)
run.record("accuracy", "60,000 examples", accuracy(average_digits(60000)))
run.record("accuracy", "averages shuffled", accuracy(average_digits(6000)[::-1]))

# %% [markdown]
# What doesn't fit into a lesson's minute is a *long arm*, a function that records. `replicate` runs it, the
# lesson shows what it recorded, and whoever wants to wait adds `wanted=True`.


# %%
def more_test_digits():
    run.record("accuracy", "5,000 tested", accuracy(average_digits(6000), tested=5000))


run.long(more_test_digits, minutes=1)

# %% [markdown]
# ## The findings
#
# The ruler and its reason, chosen before measuring: whoever reads a page of numbers would notice one digit
# in 20, so that is the smallest effect that matters. Questions, findings and the report stand at top level
# with plain values: tools read them without running the lesson.

# %%
q = run.question(
    "Had it seen too little?", "accuracy", reference="6,000 examples", matters=0.05
)
q.does_not_matter("60,000 examples")
q.lowers("averages shuffled")

# %% [markdown]
# A picture and a table for each question, the answer to the guess, and where this run lies.

# %%
run.report(
    answer="a", because="An average of some hundred images hardly moves when more come in."
)

# %% [markdown]
# ## Your turn
#
# Every exercise is a file in `utils/exercises/`, with the mistakes that it knows.
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


exercises.check("accuracy", share)

# %% [markdown] tags=["instructor"]
# **For instructors.** What to ask the class, what goes wrong, how long it takes. Only the instructor
# edition has this.

# %% [markdown]
# ## What remains
#
# What of the report the evidence contradicts, and what it leaves open.

# %% [markdown]
# ## Take away
#
# - Three sentences that a learner should remember in a year.
# - Numbers in them come from recorded runs, as placeholders.
# - Then the next lesson, and the sources.
