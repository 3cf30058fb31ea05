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
#   title: Numbers from 0 to 60, and a score that lies
#   minutes: 50
#   question: "0.17 in validation, 0.84 on the test (both reported): which score lies?"
#   verdict: "Each is true of its own images. The split hid four numbers, so validation read {{mnist mean: validation accuracy, sorted}} and the pool {{mnist mean: accuracy on the pool, sorted}}. Count each number once, on unseen images, and fill up the rare ones."
# ---

# %% [markdown]
# # 09 Numbers from 0 to 60, and a score that lies
#
# **You will** train the network of a forum thread on 61 very unequal classes, find out from two published
# figures in which order its images stood, ask of every score which images it counts, and cure the rare
# classes.
#
# **You need** [lesson 08](08_the_split_that_hid_a_digit.ipynb). **It takes** 50 minutes of yours and about
# 60 seconds of the computer's.

# %% [markdown]
# ## The report
#
# The person from lesson 08 goes on, in the same thread. The aim is to read handwritten numbers from 0 to
# 99. So far there are 37,618 images of the numbers 0 to 60, each 48 by 48 pixels and shrunk to 28 by 28,
# and they are very unequal: 3,000 images of "10", 48 of "56". For a test, 50 images of each number are
# drawn at random (of "56" all 48), 3,048 in all.
#
# | 20 epochs | validation accuracy | `evaluate` on the 3,048 |
# | :-- | --: | --: |
# | before permuting | 0.1683 (reported) | 0.842 (reported) |
# | after permuting | 0.9490 (reported) | 0.873 (reported) |
#
# By the second column there isn't much between the two, the thread says. In use there is: before permuting,
# whole numbers go wrong, all nines taken for sevens, say. In a comment the poster adds that `evaluate`
# can't be trusted: of 3,048 images 1,476 are wrong, so the accuracy should be 48 % (reported), and
# `evaluate` says 90 % (reported). Somebody answers: make three parts, training, validation and test; each
# score has its own meaning.
#
# That is good advice. What are the meanings?

# %% [markdown]
# ## Your prediction
#
# The network before permuting has 0.1683 (reported) and 0.842 (reported). Somebody writes a number
# tomorrow. Which of the two tells best whether it will be read?
#
# a) the first, b) the second, c) it depends on the number, and neither shows it
#
# Put your letter between the quotes.

# %%
my_guess = ""

# %% [markdown]
# Tools, guess, digits, seed, and a generator of random numbers that follows the seed.

# %%
import matplotlib.pyplot as plt
import numpy as np

from utils import checks, evidence, plots, predictions
from utils.images import data, numbers
from utils.quiet import keras

predictions.keep("09_a_score_that_lies", my_guess)
digits = data.load()
run = evidence.start("09_a_score_that_lies", digits)
rng = np.random.default_rng(run.seed)

# %% [markdown]
# ## The scene
#
# ### 61 classes
#
# How many images there were of 0, 1, 2 and so on, as published. Look at how fast they thin out.

# %%
# NBVAL_CHECK_OUTPUT
counts = [85, 860, 2231, 1521, 1750, 1302, 1511, 1671, 1967, 2426, 3000, 1423, 1474, 1307]
counts += [1189, 1243, 1368, 1164, 1129, 847, 790, 889, 694, 667, 693, 528, 369, 306, 222]
counts += [179, 194, 146, 192, 151, 101, 139, 100, 120, 83, 79, 107, 71, 76, 64, 66, 79]
counts += [101, 66, 59, 52, 75, 72, 91, 60, 90, 93, 48, 50, 64, 70, 54]
counts = np.array(counts)
rare = counts < 100
print(len(counts), "numbers,", counts.sum(), "images")
print(rare.sum(), "rare numbers (below 100 images) have", counts[rare].sum(), "together")

# %% [markdown]
# More than a third of the numbers share one twenty-fifth of the images. Keep that in mind.
#
# We don't have the poster's images, but we can write numbers with our digits: two side by side on a page of
# 48 by 48, then shrunk. Here are ten.

# %%
y = np.repeat(np.arange(61), counts)
pages = numbers.write(y, digits.x_train, digits.y_train, rng)
x = numbers.shrink(pages)[..., None]
some = np.searchsorted(y, [3, 10, 14, 21, 28, 35, 42, 47, 56, 60])
plots.show_images([*pages[some], *x[some, :, :, 0]], titles=[*y[some], *y[some]])
del pages

# %% [markdown]
# Above ten pages, below the same ones at 28 by 28, as the network gets them: the strokes grew pale and
# blurred, and you can still read them all.

# %% [markdown]
# ### The network
#
# Two convolutions with large kernels, 9 by 9 and 5 by 5, and hard pooling: 28 becomes 5, 5 becomes 2.


# %%
def eye():
    return [
        keras.Input((28, 28, 1)),
        keras.layers.Rescaling(1 / 255),
        keras.layers.Conv2D(16, 9, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(5),
        keras.layers.Conv2D(32, 5, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Flatten(),
    ]


# %% [markdown]
# Behind it dense layers, with more than half of their units silenced by dropout in each step.


# %%
def build(dropout=(0.6, 0.5)):
    return keras.Sequential(
        [
            *eye(),
            keras.layers.Dense(256, activation="relu"),
            keras.layers.Dropout(dropout[0]),
            keras.layers.Dense(512, activation="relu"),
            keras.layers.Dropout(dropout[1]),
            keras.layers.Dense(61, activation="softmax"),
        ]
    )


# %% [markdown]
# The thread printed the parameters of each layer: 1312, 12832, 33024, 131584 and 31293, together 210,045.
# Is this the same network?

# %%
# NBVAL_CHECK_OUTPUT
for layer in build().layers:
    if layer.count_params():
        print(f"{layer.name.split('_')[0]:7}{layer.count_params():7}")
print(f"all    {build().count_params():7}")
print("dropout layers:", sum("dropout" in layer.name for layer in build().layers))

# %% [markdown]
# Number by number. One thing differs: the printed summary shows *three* dropout layers, the code above it,
# and ours, has two. So the summary and the code in the thread come from two versions. Dropout learns no
# parameters, and no sum gives it away.

# %% [markdown]
# ### In which order?
#
# "Before permuting" the images stood in some order, and `validation_split=0.2` cut the last share off. This
# function says what a cut hides: which numbers leave no image in the training part, and how many images of
# the last 7,524 still belong to a number that was trained. No network can be right more often than that.


# %%
def hidden_by_the_split(labels, cut=30094):
    trained = np.isin(np.arange(61), labels[:cut])
    possible = trained[labels[cut:]].sum()
    print("never shown:", *np.flatnonzero(~trained))
    print(f"validation at most {possible} of {len(labels) - cut}: {possible / 7524:.4f}")
    in_pool = np.minimum(counts, 50)
    print(f"the 3,048 at most  {in_pool[trained].sum() / in_pool.sum():.4f}")


# %% [markdown]
# First the order that comes to mind, 0, 1, 2, 3 … 60. Compare what is possible with the two figures that
# were reported: 0.1683 (reported) and 0.842 (reported).

# %%
# NBVAL_CHECK_OUTPUT
cut = int(len(y) * (1 - 0.2))
print(cut, "images to train,", len(y) - cut, "to validate")
hidden_by_the_split(y)

# %% [markdown]
# The 30,094 stand in the thread's progress bar. But the rest can't be: forty numbers never shown, and both
# reported figures are *higher than any network could get*. So the images did not stand in that order.
#
# Which other one is likely? Images often come from files or folders, and those are listed by name, as text:
# 0, 1, 10, 11 … 19, 2, 20 … 9. Try that.

# %%
# NBVAL_CHECK_OUTPUT
as_text = np.argsort(y.astype(str), kind="stable")
hidden_by_the_split(y[as_text])
print("images of 6: trained", np.sum(y[as_text][:30094] == 6), "of", counts[6])

# %% [markdown]
# Now four numbers are hidden and most of a fifth one, and both figures lie a little below what is possible,
# where a good network would be. The thread doesn't tell the order. This one fits the figures; we take it as
# a hypothesis, and train.

# %% [markdown]
# ### Before permuting
#
# The thread trained for 20 epochs. We have less patience: two epochs, with smaller batches and a learning
# rate that rises and falls as in lesson 02. Everything else is as published.


# %%
def prepare(model, steps, peak=0.006):
    rising = steps // 5
    rate = keras.optimizers.schedules.CosineDecay(
        peak / 20, steps - rising, warmup_target=peak, warmup_steps=rising
    )
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=16,
    )
    return model


steps = 2 * int(np.ceil(30094 / 100))

# %% [markdown]
# Watch `val_accuracy`. (`fit` shuffles the training part, as always; lesson 08 showed that this comes too
# late.)

# %%
in_order = prepare(build(), steps)
setting = {"validation_split": 0.2, "epochs": 2, "batch_size": 100, "verbose": 2}
history = in_order.fit(x[as_text], y[as_text], **setting).history
run.record("validation accuracy, sorted", history["val_accuracy"][-1], reported=0.1683)

# %% [markdown]
# Then the thread's test: 50 images of each number, drawn from all images, 48 of "56". We call them the
# *pool*.

# %%
# NBVAL_CHECK_OUTPUT
chosen = [
    rng.choice(np.flatnonzero(y == number), min(50, counts[number]), replace=False)
    for number in range(61)
]
pool = np.concatenate(chosen)
print(len(pool), "images in the pool")

# %% [markdown]
# One score for the pool, as `evaluate` gives it:

# %%
score = in_order.evaluate(x[pool], y[pool], batch_size=500, verbose=0)[1]
run.record("accuracy on the pool, sorted", score, reported=0.84186351706)
print(f"validation {history['val_accuracy'][-1]:.4f}, pool {score:.4f}")

# %% [markdown]
# Over the recorded runs: validation {{range: validation accuracy, sorted}}, pool {{range: accuracy on the
# pool, sorted}}. The first is close to the published 0.1683 (reported), and the second comes as near to
# 0.842 (reported) as one can expect after a tenth of the epochs. So the two can be true of one network.
#
# What hides behind the second number? The *recall* of a number is the share of its images that were
# recognised. Look for zeros.


# %%
def answers(model, images):
    parts = np.array_split(images, 1 + len(images) // 250)
    return np.concatenate([np.argmax(model(part), axis=1) for part in parts])


def recall_of_each(predicted, actual):
    return np.array([np.mean(predicted[actual == n] == n) for n in range(61)])


recall = recall_of_each(answers(in_order, x[pool]), y[pool])
hidden = [7, 8, 9]
run.record("recall of 7, 8 and 9, sorted", recall[hidden].mean())
print("never recognised:", np.flatnonzero(recall == 0), " recall of 6:", recall[6])

# %% [markdown]
# Whole numbers go wrong, as the thread says, and one score over 61 numbers hides four zeros well. The 6,
# with 105 images left to learn from, does much better than nothing.
#
# What does this network take the nines for?

# %%
said, times = np.unique(answers(in_order, x[y == 9]), return_counts=True)
most = np.argsort(times)[::-1][:5]
print("answers to the nines:", *(f"{said[i]} ({times[i]} times)" for i in most))

# %% [markdown]
# Not for sevens. In this order the network never met a 7 either, and it doesn't give an answer that it
# never met. So this detail of the thread doesn't fit our hypothesis. It would fit the ten digits of lesson
# 07, where only the 9 was hidden. We can't know.

# %% [markdown]
# ## The suspects
#
# ### The split
#
# One change: permute the images before `fit`. We stop after the first epoch for a look that we need later.

# %%
order = rng.permutation(len(y))
permuted = prepare(build(), steps)
permuted.fit(x[order], y[order], **setting | {"epochs": 1})
unseen_y = np.repeat(np.arange(61), 50)
unseen = numbers.write(unseen_y, digits.x_test, digits.y_test, rng)
unseen = numbers.shrink(unseen)[..., None]
early = recall_of_each(answers(permuted, unseen), unseen_y)

# %% [markdown]
# The second epoch, and the same two scores as before.

# %%
history = permuted.fit(x[order], y[order], **setting, initial_epoch=1).history
run.record("validation accuracy, permuted", history["val_accuracy"][-1], reported=0.949)
predicted = answers(permuted, x[pool])
score = np.mean(predicted == y[pool])
run.record("accuracy on the pool, permuted", score, reported=0.873031496063)
recall = recall_of_each(predicted, y[pool])
run.record("recall of 7, 8 and 9, permuted", recall[hidden].mean())
print(f"pool {score:.4f}, recall of 7, 8 and 9: {recall[hidden].round(2)}")

# %% [markdown]
# The hidden numbers are back. And the pool's score? {{mean: accuracy on the pool, sorted}} before, {{mean:
# accuracy on the pool, permuted}} now. Four numbers are 200 of its 3,048 images, so they can't move it by
# much; and the sorted training had an advantage, for the cut at the end left it *every* image of 10 to 59.
# The thread was right to mistrust that score.

# %% [markdown]
# ### The pool: images that it has trained on
#
# The pool was drawn from *all* images. A reader of the thread noticed what that means for "56": with all
# its 48 images in the test, is it trained on at all? It is, but then on its test. How many images of the
# pool are in the training part?

# %%
known = np.isin(pool, order[:30094])
print(f"{known.sum()} of the {len(pool)} images in the pool were trained on")

# %% [markdown]
# Four of five. That is a *leak*: an examination with questions from the homework. Does it flatter this
# network? The images in `unseen` are written with test digits, 50 of each number; nothing in them was
# trained on.

# %%
later = recall_of_each(answers(permuted, unseen), unseen_y)
run.record("accuracy on unseen images, permuted", later.mean())
print(f"pool {score:.4f}, unseen images {later.mean():.4f}")

# %% [markdown]
# Hardly: this network, with its heavy dropout and two epochs, knows nothing by heart. So is a leak
# harmless? Take one that can learn by heart: the same layers without dropout, and only twelve images of
# each number, twenty times over. Its pool is drawn from what it trained on, as the thread's was.

# %%
few = np.concatenate([of_one_number[:12] for of_one_number in chosen])
by_heart = prepare(build(dropout=(0, 0)), 20 * int(np.ceil(len(few) / 32)), peak=0.003)
by_heart.fit(x[few], y[few], epochs=20, batch_size=32, verbose=0)
sets = {"its pool": (x[few], y[few]), "unseen images": (unseen, unseen_y)}
for name, (images, labels) in sets.items():
    score = np.mean(answers(by_heart, images) == labels)
    run.record(f"accuracy on {name}, by heart", score)
    print(f"learned by heart, {name}: {score:.4f}")

# %% [markdown]
# All homework solved, and the new questions are another matter. From the pool alone you can't tell the two
# cases apart. That is why the third part, the test, has to stay unseen.

# %% [markdown]
# ### The average: who counts how often?
#
# `evaluate` counts every *image* once. In a set with 50 images of each number, that is the same as counting
# every *number* once: the mean of the recalls, called *macro recall*. Check it.

# %%
# NBVAL_CHECK_OUTPUT
evaluated = permuted.evaluate(unseen, unseen_y, batch_size=500, verbose=0)[1]
print("equal within 0.001:", bool(abs(evaluated - later.mean()) < 0.001))

# %% [markdown]
# In a set that is as unequal as the training images, such as the validation part, a number with 3,000
# images counts 60 times as much as one with 50. Here are both averages of the *same* recalls, and first
# after one epoch.

# %%
for when, recalls in [("after one epoch", early), ("after two epochs", later)]:
    by_image = np.average(recalls, weights=counts)
    run.record(f"each image counts once, {when}", by_image)
    run.record(f"each number counts once, {when}", recalls.mean())
    print(f"{when}: by image {by_image:.4f}, by number {recalls.mean():.4f}")

# %% [markdown]
# Where does the difference come from? Each mark is a number, further right the ones with more images. On
# this axis equal distances multiply: from 100 to 300 it is as far as from 1000 to 3000.

# %%
figure, axis = plt.subplots(figsize=(6.5, 3.6), layout="constrained")
axis.scatter(counts, early, facecolor="none", edgecolor="#D55E00", label="one epoch")
axis.scatter(counts, later, marker="s", s=22, color="#0072B2", label="two epochs")
for n in (10, 56):
    axis.annotate(f'"{n}"', (counts[n], later[n] - 0.04), ha="center", va="top")
axis.set(xscale="log", xlabel="images of this number", ylabel="recall on unseen images")
axis.set_xticks([50, 100, 300, 1000, 3000], ["50", "100", "300", "1000", "3000"])
axis.legend(frameon=False)
plt.show()

# %% [markdown]
# On the right, with more than 1,000 images, the recall is high after one epoch already. On the left, below
# 100, many numbers are at zero or near it, and still on their way up after the second. The marked numbers
# are 10, with 3,000 images, and 56, with 48. Network and images are the same for both averages: after one
# epoch {{mean: each image counts once, after one epoch}} by image and {{mean: each number counts once,
# after one epoch}} by number.

# %% [markdown]
# ### A count by hand
#
# Now the comment. First its arithmetic: 3,048 images, 1,476 of them wrong.

# %%
# NBVAL_CHECK_OUTPUT
print(f"wrong {1476 / 3048:.4f}, right {1572 / 3048:.4f}")
for published in (0.84186351706, 0.873031496063):
    print(f"{published} of 3,048 is {published * 3048:.4f}")
largest = np.sort(counts)[::-1]
share = largest[:31].sum() / counts.sum()
print(f"the 31 most frequent numbers hold {share:.4f} of the images")

# %% [markdown]
# - 48 % (reported) is the share of the *wrong* ones. If 1,476 were wrong, the accuracy was a little above
#   one half, unless the 1,476 were the right ones.
# - Both published scores of `evaluate` are whole numbers of 3,048 images: 2,566 and 2,661 right. So
#   `evaluate` did count the pool, one by one. On the same images, with the same network, a count by hand
#   must agree with it, as in our check above.
# - So the 48 % (reported) and the 90 % (reported) belong to two sets of images, or two networks, or images
#   prepared in two ways. Which, the thread doesn't say.
#
# One network *can* have both figures. One that reads the 31 most frequent numbers and nothing else is right
# in half of the pool, and in more than nine of ten images that come in the training's proportions. Ours was
# not far from it after its first epoch. It may have been like that; we can't know. What we do know: a score
# without its set of images says nothing.

# %% [markdown]
# ### A cure? Class weights
#
# The advice you find most often: let each mistake on a rare number cost more, so that all numbers weigh the
# same in the loss. Keras takes a dictionary. A "10" weighs a fifth now, a "56" almost thirteen. The
# training part is the one from above; we cut it off ourselves this time, so the validation part isn't
# needed.

# %%
x_part, y_part = x[order[:30094]], y[order[:30094]]
weights = {number: len(y) / (61 * counts[number]) for number in range(61)}
weighted = prepare(build(), steps)
part_only = {"epochs": 2, "batch_size": 100, "verbose": 2}
weighted.fit(x_part, y_part, **part_only, class_weight=weights)
with_weights = recall_of_each(answers(weighted, unseen), unseen_y)

# %% [markdown]
# ### A cure? More images
#
# Weights shout the same 50 images louder. Other images say something new. The cheapest are the old ones
# moved by one pixel, to the right, left, down and up: four more of each image of a rare number, from the
# training part only.

# %%
x_rare, y_rare = x_part[rare[y_part]], y_part[rare[y_part]]
shifts = [data.shift(x_rare, *step) for step in [(1, 0), (-1, 0), (0, 1), (0, -1)]]
x_more, y_more = np.concatenate([x_part, *shifts]), np.concatenate([y_part, *[y_rare] * 4])
print(len(y_part), "images became", len(y_more))

# %% [markdown]
# The copies stand at the end of the arrays. A `validation_split` would have cut *them* off; a training part
# of our own is only shuffled.

# %%
filled = prepare(build(), steps=2 * int(np.ceil(len(y_more) / 100)))
filled.fit(x_more, y_more, **part_only)
with_shifts = recall_of_each(answers(filled, unseen), unseen_y)

# %% [markdown]
# Three networks side by side, on the same unseen images. Read each row from left to right: who gains, and
# who pays?

# %%
frequent = counts >= 1000
print(f"{'':14}     rare   others frequent by number by image")
networks = {"as it is": later, "weights": with_weights, "shifts": with_shifts}
for name, recalls in networks.items():
    run.record(f"recall of rare numbers, {name}", recalls[rare].mean())
    run.record(f"recall of frequent numbers, {name}", recalls[frequent].mean())
    run.record(f"recall of all numbers, {name}", recalls.mean())
    groups = [recalls[group].mean() for group in (rare, ~rare & ~frequent, frequent)]
    groups += [recalls.mean(), np.average(recalls, weights=counts)]
    print(f"{name:14}", "".join(f"{value:9.3f}" for value in groups))

# %% [markdown]
# Over the recorded runs the rare numbers stand at {{mean: recall of rare numbers, as it is}} as it is, at
# {{mean: recall of rare numbers, weights}} with weights and at {{mean: recall of rare numbers, shifts}}
# with shifted copies. The frequent numbers pay for the weights: from {{mean: recall of frequent numbers, as
# it is}} to {{mean: recall of frequent numbers, weights}}. With shifts they are at {{mean: recall of
# frequent numbers, shifts}}. Count each number once, and the three networks reach {{mean: recall of all
# numbers, as it is}}, {{mean: recall of all numbers, weights}} and {{mean: recall of all numbers, shifts}}.

# %% [markdown]
# ## The verdict
#
# First the split.

# %%
predictions.recall("09_a_score_that_lies")
run.contrast(
    "a split of sorted images ruins the validation accuracy",
    better="validation accuracy, permuted",
    worse="validation accuracy, sorted",
    by=0.5,
)
run.contrast(
    "it loses the hidden numbers altogether",
    better="recall of 7, 8 and 9, permuted",
    worse="recall of 7, 8 and 9, sorted",
    by=0.5,
)

# %% [markdown]
# Then the leak: nearly innocent here, and guilty where a network knows its images by heart.

# %%
run.same(
    "the pool's leak hardly flatters the thread's network",
    a="accuracy on unseen images, permuted",
    b="accuracy on the pool, permuted",
    within=0.08,
    guilty="accuracy on its pool, by heart",
)
run.contrast(
    "it flatters a network that learned by heart",
    better="accuracy on its pool, by heart",
    worse="accuracy on unseen images, by heart",
    by=0.12,
)

# %% [markdown]
# The two averages.

# %%
run.contrast(
    "after one epoch, by image looks far better than by number",
    better="each image counts once, after one epoch",
    worse="each number counts once, after one epoch",
    by=0.16,
)

# %% [markdown]
# And the cures: who pays for the first, who gains by the second? Both vary a good deal from run to run, so
# the recorded runs decide, on average.

# %%
run.average(
    "class weights: the frequent numbers pay",
    better="recall of frequent numbers, as it is",
    worse="recall of frequent numbers, weights",
)
run.average(
    "shifted copies lift the rare numbers",
    better="recall of rare numbers, shifts",
    worse="recall of rare numbers, as it is",
)

# %% [markdown]
# Now the report: every mark is a recorded run, the black diamond yours, the crosses the thread's.

# %%
run.report()

# %% [markdown]
# Look at the crosses first. They stand near our marks, for the validation accuracy before permuting and for
# the one after it: {{mean: validation accuracy, sorted}} and {{mean: validation accuracy, permuted}},
# against 0.1683 (reported) and 0.949 (reported). Nothing in the thread's table is strange, once one knows
# what each figure counts.
#
# The split hid 7, 8, 9 and 60. For the 7, 8 and 9 together the recall is {{mean: recall of 7, 8 and 9,
# sorted}} with it and {{mean: recall of 7, 8 and 9, permuted}} after permuting. The leak moves the pool's
# score by {{gap: accuracy on the pool, permuted | accuracy on unseen images, permuted}} only, the average
# by much more; but a network that learned by heart gains {{gap: accuracy on its pool, by heart | accuracy
# on unseen images, by heart}} by the same leak. And of the two cures, class weights made a poor bargain in
# these two epochs: they moved the rare numbers by {{gap: recall of rare numbers, weights | recall of rare
# numbers, as it is}} and the frequent ones by {{gap: recall of frequent numbers, weights | recall of
# frequent numbers, as it is}}. Shifted copies moved the rare ones by {{gap: recall of rare numbers, shifts
# | recall of rare numbers, as it is}}, in {{wins: recall of rare numbers, shifts | recall of rare numbers,
# as it is}} runs upwards.
#
# Two limits. Trained longer, the rare numbers catch up by themselves to some degree, so the gaps are those
# of two epochs, not laws. And the network with copies took a sixth more steps.

# %% [markdown]
# ## Your turn
#
# Write `macro_recall`: it takes two arrays of labels, what was predicted and what is there, and counts each
# class once. For each class that occurs in `actual`, take the share of its images that were recognised;
# return the mean of these shares. The labels can be any whole numbers.
#
# <details><summary>A hint</summary>
#
# `np.unique(actual)` gives each class once. `predicted[actual == 56]` are the answers to the images of 56.
#
# </details>
#
# <details><summary>Another hint</summary>
#
# Collect one share for each class in a list, then take `np.mean` of the list. A class that was predicted
# and isn't there has no recall: leave it out.
#
# </details>


# %% tags=["exercise"]
def macro_recall(predicted, actual):
    ### BEGIN SOLUTION
    recalls = []
    for number in np.unique(actual):
        recalls.append(np.mean(predicted[actual == number] == number))
    return np.mean(recalls)
    ### END SOLUTION


checks.macro_recall(macro_recall)

# %% [markdown] tags=["instructor"]
# **For instructors.** The hidden order is the best half hour of this lesson. Write the two reported
# figures, the cut and the counts on the board and let pairs work out, before they run anything, that 0, 1,
# 2 … 60 can't have been the order. Someone will say "as file names" if you ask how their own folder lists 2
# and 10. Insist on the word hypothesis: the figures rule one order out, they don't prove the other, and the
# nines taken for sevens speak against it.
#
# Somebody will notice that the network which learned twelve images of each number by heart reads unseen
# numbers about as well as the one with 30,000 images and dropout. Good: dropout is slow, and twelve of each
# is balanced. "By heart" says something about the pool's score, not about the network's worth.
#
# What goes wrong: people read the `same` row of the leak as "leaks are harmless". Send them back to the
# network that learned by heart. Others conclude that class weights are useless: here they are unequal by a
# factor of 60 and the training is short. Let a fast group try weights of the square root, or train for six
# epochs, and report both groups of numbers. Allow 20 minutes for the scene, 20 for the suspects, 10 for the
# exercise.

# %% [markdown]
# ## Take away
#
# - A score belongs to a set of images: ask which ones, whether the network has met them, and how often each
#   class counts.
# - One average hides zeros. Look at the recall of each class, and at what no score on that set could ever
#   reach.
# - Three parts: train on one, choose by the second, and leave the third unseen until the end. For rare
#   classes, more images beat louder ones.
#
# **Next:** [10 Whole numbers or digits](10_whole_numbers_or_digits.ipynb) asks whether 61 classes are
# needed at all.
#
# *Sources.* The second half of the forum thread (2018) and its comments. Balanced accuracy: K. Brodersen
# and others, "The balanced accuracy and its posterior distribution" (2010).
