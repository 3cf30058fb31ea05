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
#   minutes: 20
#   question: Is it the training that makes a network read, and is it the labels?
#   finding: "Both. Accuracy untrained: {{mean: accuracy, untrained}}; trained: {{mean: accuracy, trained}}; trained on shuffled labels: {{mean: accuracy, shuffled labels}}."
#   board: "trained"
# ---

# %% [markdown]
# # 00 Start here
#
# **You will** train your first network that reads handwritten digits, and learn how every lesson of this
# course goes: predict, run, compare with recorded runs.
#
# **You need** some Python. **It takes** 20 minutes of yours and about 15 seconds of the computer's.
#
# To run a cell, click into it and press Shift+Enter. The cells build on each other, so go from top to
# bottom. You can't break anything: any cell may be run again. (In later lessons a network may be trained
# further if its `fit` is run twice. "Restart Kernel" in the Kernel menu begins afresh.)
#
# Numbers in the text are from {{runs}} recorded runs on MNIST, the best known collection of handwritten
# digits; yours will differ a little.

# %% [markdown]
# ## The report
#
# An article trains a network on handwritten digits (a convolutional one; today's is simpler), prints an
# accuracy of 0.9836 (reported), and explains why it is so good. A notebook by the same author holds the
# same network with 0.9805 (reported). Where does the difference come from? The notebook shows the network
# 128 digits at a time. The article itself has both: 64 where it explains and prints its figure, 128 in its
# full listing. But a network also starts from random numbers, so that even the same training ends a little
# differently each time. From two numbers nobody can tell which of the two it was.
#
# Then what does one run prove? In this course no explanation is believed because it sounds right. It is put
# on trial: we change **one thing**, train again, compare, and hold the result against many recorded runs.
# Yours becomes one more among them.

# %% [markdown]
# ## Your prediction
#
# A fresh network has never seen a digit; its inner numbers are random. Shown 100 digits, how many will it
# name correctly before any training?
#
# Run the cell and click. Where no buttons show, type your letter instead: `my_guess = "a"`. It stays on your
# computer, and guessing wrong is fine.

# %%
from utils import trial

my_guess = trial.guess("a) none", "b) about 10", "c) about 50")
my_guess

# %% [markdown]
# The next cell fetches the tools. Keras, the library that trains our networks, takes a few seconds.
# (Elsewhere you would write `import keras`; `utils.quiet` only keeps its start-up messages off the page.)

# %%
import numpy as np

from utils import exercises, plots
from utils.images import data
from utils.quiet import keras

# %% [markdown]
# ## The scene
#
# Now the digits, and your run. `trial.start` takes your guess and picks a fresh *seed*, the number that all
# randomness of this run grows from. Read what it prints: the seed, and whether you got MNIST or our built-in
# handwriting, which needs no download.

# %%
digits = data.load()
run = trial.start("00_start_here", digits, guess=my_guess)

# %% [markdown]
# Look at some of them, each with its *label*: the digit that its writer meant.

# %%
plots.show_images(digits.x_train[:20], titles=digits.y_train[:20])

# %% [markdown]
# Twenty digits by different hands, white ink on black. To the computer, each is a square of numbers. See
# how many there are, and how large the numbers get.

# %% tags=["nbval-check-output"]
print("to learn from:", digits.x_train.shape)
print("to test with: ", digits.x_test.shape)
print("from", digits.x_train.min(), "for paper to", digits.x_train.max(), "for full ink")

# %% [markdown]
# 60,000 images of 28 by 28 numbers to learn from, and 10,000 others for the test. The first 10,000 of the
# 60,000 are plenty for today. Networks like small numbers, so we divide: paper is 0, ink is 1.

# %%
x_train = digits.x_train[:10000].astype("float32") / 255
y_train = digits.y_train[:10000]
x_test = digits.x_test.astype("float32") / 255

# %% [markdown]
# Here is a small network. The 784 numbers of an image go in, 128 *units* mix them, and ten numbers come
# out, one for each digit: the network's *belief* that it sees this one. Don't stop at each word: lessons 01
# and 02 take this cell apart.


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
# correctly: 1 would be all of them. `run.record` writes it down. Compare it with your guess.

# %%
untrained = build()
run.record("accuracy", "untrained", untrained.evaluate(x_test, digits.y_test, verbose=0)[1])
print(f"untrained: {run.recorded['accuracy']['untrained']:.3f}")

# %% [markdown]
# Now train: `fit` shows it the 10,000 digits with their labels, four times over (four *epochs*). Watch the
# accuracy climb from line to line.

# %%
trained = build()
trained.fit(x_train, y_train, epochs=4, batch_size=64, verbose=2)
run.record("accuracy", "trained", trained.evaluate(x_test, digits.y_test, verbose=0)[1])
print(f"trained, on digits it never saw: {run.recorded['accuracy']['trained']:.3f}")

# %% [markdown]
# A number hides what goes wrong, so look at ten digits that it misread. For each test digit, `predict`
# gives the ten beliefs; the largest is the network's answer.

# %%
beliefs = trained.predict(x_test, batch_size=500, verbose=0)
answers = beliefs.argmax(axis=1)
misread = np.flatnonzero(answers != digits.y_test)[:10]
titles = [f"{answers[i]}, not {digits.y_test[i]}" for i in misread]
plots.show_images(digits.x_test[misread], titles=titles)
print("how sure it was:", *(f"{belief:.0%}" for belief in beliefs[misread].max(axis=1)))

# %% [markdown]
# Ten misread test digits, above each the network's answer and the label; the line below says how sure it
# was of its answer. Which of these mistakes could have been yours? And which of them was it sure of?

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
    "accuracy",
    "shuffled labels",
    shuffled.evaluate(x_test, digits.y_test, verbose=0)[1],
)
print(f"trained on shuffled labels: {run.recorded['accuracy']['shuffled labels']:.3f}")

# %% [markdown]
# In the recorded runs it gets {{range: accuracy, shuffled labels}}, scattered around the one in ten that
# guessing gets. It saw every image as often as the other network did, and yet on new digits it does no
# better than a network that has seen nothing. That doesn't mean that images without labels teach nothing;
# only that they don't teach the names.

# %% [markdown]
# ## The findings
#
# Each network above is an *arm*: one recipe. An *effect* is what one change does: the accuracy with it
# minus the accuracy without it. How large must an effect be to matter? Whoever asks has to say it
# **before** anybody looks. Guessing names 10 of 100 digits; unless a change brings at least as many again,
# nobody would say that it makes the network read. So our *ruler* is 10 more of 100. It was laid down
# before these runs were recorded, and stands here only because it gives your prediction away.
#
# The next cell asks the question, with its ruler, and says what the lesson found. If the recorded runs
# said anything else, the course's own tests would fail.

# %%
reads = run.question("What makes it read?", "accuracy", reference="untrained", matters=0.1)
reads.raises("trained")
reads.raises("trained", against="shuffled labels")
reads.does_not_matter("shuffled labels")

# %% [markdown]
# Each effect gets one of four findings. From the recorded runs we work out an *interval* in which the mean
# effect should lie, wide enough that in 99 of 100 lessons all intervals hold the truth: that of new seeds,
# on the same test digits. If the whole interval lies beyond the ruler, the change **raises** the accuracy
# (or **lowers** it). If all of it is smaller than the ruler, the change **doesn't matter**. In every other
# case it is **not proven**; where the direction is sure all the same, and only the size isn't, the table
# says so.
#
# Below, each row is an effect. Each faint ring is one recorded run, the bold mark their mean, the line
# through it the interval. The hatched stripe is too small to matter. The diamond is your run.

# %%
run.report(
    answer="b",
    because="There are ten digits to choose from, and nothing in a random network points to the right one.",
)

# %% [markdown]
# Over the recorded runs, the untrained network scored {{range: accuracy, untrained}}, the trained one
# {{range: accuracy, trained}}, and the one with shuffled labels {{range: accuracy, shuffled labels}}. So
# no run equals another, and yet the effect is so large that every one of them shows it: training makes it
# read, if the labels are true.
#
# The table's last column says how far one run tells: how often a single run would show the effect with the
# *other sign*, and how often it would lead to another finding. For shuffled labels the sign is a toss-up.
# That they *don't matter* means here: trained with them, a network can't read, as it couldn't untrained.
# They move the accuracy by fewer than 10 of 100.
#
# If you like, choose "Restart Kernel and Run All Cells" from the Kernel menu: a new seed, a new diamond,
# your earlier one in grey.

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


exercises.check("accuracy", accuracy)

# %% [markdown] tags=["instructor"]
# **For instructors.** Let the class predict before anyone runs a cell, by a show of hands: most beginners
# say "none". Then ask why "about one in ten" is what a die with ten sides gets. Collect the trained
# accuracies of the room on the board: thirty seeds, thirty numbers, and nobody is wrong. That is the course
# in five minutes.

# %% [markdown]
# ## What remains
#
# Whether 64 digits at a time or chance made 0.9836 (reported) out of 0.9805 (reported) is still open: that
# network wasn't trained here. Lesson 03 trains it for a shorter time, in another way, and shows how far
# apart such runs end. And every network of this lesson was tested on the same 10,000 digits; how much
# another 10,000 would change is one more thing that a number hides.

# %% [markdown]
# ## Take away
#
# - A network reads because labelled examples shaped it; untrained, or taught with shuffled labels, it does
#   no better than guessing.
# - Every run ends a little differently. One run can show an effect as large as today's, but not one as
#   small as that difference. For that it takes many.
# - An explanation counts when one controlled change tests it, by a ruler that was there before the result.
#
# **Next:** [01 How a network learns](01_how_a_network_learns.ipynb): what `fit` does, by hand.
#
# *Sources.* The two reported accuracies: day 4 of a series of articles, "learn AI in 30 days" (2022), and
# its author's notebooks. MNIST: Y. LeCun, C. Cortes, C. Burges.
