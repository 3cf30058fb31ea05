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
#   minutes: 25
#   question: What must a network be given before it can read?
#   finding: "Training, on labels that belong to their images: {{mean: accuracy, trained}}, against {{mean: accuracy, untrained}} untrained and {{mean: accuracy, shuffled labels}} with shuffled labels. True names they needn't be: with every label one too high it reads {{mean: accuracy, neighbours' names, test too}}, counted by those names."
#   board: "shuffled labels"
# ---

# %% [markdown]
# # 00 Start here
#
# **You will** train a network that reads handwritten digits, and learn how lessons go: predict, run, compare.
#
# **You need** a little Python: read the words, skim the code. **It takes** 25 minutes; the computer needs half a minute
# of them. Numbers in the text are from {{runs}} recorded runs on MNIST, a collection of digits; yours will differ.
#
# From top to bottom, click into each cell and press Shift+Enter. You can't break anything.

# %% [markdown]
# ## The report
#
# In 2022 an article trained a network on MNIST, and it named 9,836 of 10,000 test digits correctly: an *accuracy* of
# 0.9836 (reported). Isn't that higher, it asked, than the network of the day before? One run against one. Its author's
# notebook holds the same network with 0.9805 (reported): 31 digits fewer.
#
# Why 31? A network learns by many small corrections, each after a *batch* of digits. Article and notebook both say ten rounds through all
# the training digits. The article prints a batch of 64, and its log agrees: 60,000 / 64 makes 938 corrections a round. The
# notebook has 128. (So has the listing that closes the article. And the curve it draws ends on other numbers than
# its log: the article itself shows more than one run.) And a network
# starts from random numbers: even the same training ends differently each time. Batch, luck, or something unprinted:
# two numbers can't tell.
#
# So we change **one thing** and compare many runs. We practise on a large difference: what must a network be given before it
# can read? Then we come back to the 31. (The article's reason was another one, convolution: lesson 03 tries that.)

# %% [markdown]
# ## Your prediction
#
# Trained on images with *labels* (which digit it is), a network will read over 90 of 100 new digits. A second one gets
# the same images, but the labels are shuffled among them. How many of 100 will that one name correctly? Run the cell and click;
# a wrong guess is fine.

# %%
from utils import trial

my_guess = trial.guess("a) about 10", "b) about 50", "c) about 90")
my_guess

# %% [markdown]
# Now the tools, in a few seconds. Keras trains our networks.

# %%
import numpy as np

from utils import exercises, plots
from utils.images import data
from utils.quiet import keras  # elsewhere: import keras

# %% [markdown]
# ## The scene
#
# See which *seed* you got, the number that all chance in your run grows from, and which digits: MNIST, or, where that
# can't be had, our built-in handwriting, whose numbers differ a little.

# %%
digits = data.load()
run = trial.start("00_start_here", digits, guess=my_guess)

# %% [markdown]
# Some, with their labels.

# %%
plots.show_images(digits.x_train[:20], titles=digits.y_train[:20])

# %% [markdown]
# Twenty digits, white on black. To the computer they are squares of numbers. How many, how large?

# %% tags=["nbval-check-output"]
print("to learn from:", digits.x_train.shape)
print("to test with: ", digits.x_test.shape)
print("from", digits.x_train.min(), "for paper to", digits.x_train.max(), "for full ink")

# %% [markdown]
# 60,000 images of 28 by 28 numbers, and 10,000 for the test. The first 10,000 are plenty today. Networks like
# small numbers, so we divide: full ink becomes 1.

# %%
x_train = digits.x_train[:10000].astype("float32") / 255
y_train = digits.y_train[:10000]
x_test = digits.x_test.astype("float32") / 255

# %% [markdown]
# A small network: 28 × 28 = 784 numbers go in, 128 *units* mix them, and ten come out, its *belief* in each digit.
# Don't stop at each word; lesson 01 will.


# %%
def build():
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten()])
    model.add(keras.layers.Dense(128, activation="relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    loss = "sparse_categorical_crossentropy"
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    return model


# %% [markdown]
# `run.record` notes the network's accuracy, the share of test digits that it names correctly. First *untrained*, with the random
# numbers it starts from. What do you expect? (`evaluate` corrects nothing; 500 is how many it marks at once, and `[1]`
# picks the accuracy.)


# %%
def score(network, labels=digits.y_test):
    return network.evaluate(x_test, labels, batch_size=500, verbose=0)[1]


def keep(name, network, labels=digits.y_test):
    run.record("accuracy", name, score(network, labels))
    print(f"{name}: accuracy {run.recorded['accuracy'][name]:.3f} on the test digits")


untrained = build()
keep("untrained", untrained)

# %% [markdown]
# About one in ten, by luck; in the recorded runs {{range: accuracy, untrained}}.
#
# Now train. `fit` shows it 64 digits with their labels, corrects its numbers a little, takes the next 64, and so on,
# four times through all (four *epochs*). 10,000 / 64 makes 157 batches, rounded up. `accuracy` in its lines is on the
# digits it learns from; `loss` can wait until lesson 01.

# %%
trained = build()
trained.fit(x_train, y_train, epochs=4, batch_size=64, verbose=2)
keep("trained", trained)

# %% [markdown]
# The same again. Only the luck differs: the numbers at the start, the order of the digits. How far apart do the two end?

# %%
again = build()
again.fit(x_train, y_train, epochs=4, batch_size=64, verbose=0)
apart = abs(score(again) - score(trained))
run.record("apart", "one recipe, twice", apart)
print(f"{score(trained):.4f} and {score(again):.4f} are {apart:.4f} apart")

# %% [markdown]
# Ten test digits that it misread; its answer is its largest belief. Can you read them?

# %%
beliefs = trained.predict(x_test, batch_size=500, verbose=0)
answers = beliefs.argmax(axis=1)
misread = np.flatnonzero(answers != digits.y_test)[:10]
misread = misread[beliefs[misread].max(axis=1).argsort()]  # the least sure first
titles = [f"{digits.y_test[i]}, not {answers[i]}" for i in misread]
plots.show_images(digits.x_test[misread], titles=titles)

# %% [markdown]
# Above each digit stand its label and the network's answer; the surest is last. Now all ten beliefs for three of them.

# %%
some = misread[[0, len(misread) // 2, -1]]
plots.show_beliefs(digits.x_test[some], beliefs[some], digits.y_test[some])

# %% [markdown]
# Below each digit stand its ten beliefs, which add up to 1; the label's bar is hatched. On the left the belief is divided,
# on the right most of it went to one wrong digit. Being sure isn't being right.

# %% [markdown]
# ## The suspects
#
# Why does it read now? *The labels taught it*; or *it got used to digits*, labels or not. An *effect* is accuracy with a
# change minus accuracy without. How large must it be to matter? That is our *ruler*, laid down **before** we measure:
#
# - For reading, `0.1`, what blind guessing earns: to lose less leaves the reading standing.
# - For the 31 digits, `0.003`: a smaller effect can't explain all of them by itself.
#
# Before each cell below, say: will the accuracy change by more than its ruler?
#
# *Shuffled labels*: only one in ten images still has its true label, by luck. The images, the number of corrections and how
# often each label occurs stay as they were.

# %%
shuffled = build()
shuffled.fit(x_train, np.random.permutation(y_train), epochs=4, batch_size=64, verbose=2)
keep("shuffled labels", shuffled)

# %% [markdown]
# Must labels be *true*? Call each digit by the next one's name: 0 is called 1, …, and 9, for want of a ten, 0. See two
# accuracies: by the true names, and with the test digits renamed too.

# %%
renamed = build()
renamed.fit(x_train, (y_train + 1) % 10, epochs=4, batch_size=64, verbose=2)
keep("neighbours' names", renamed)
keep("neighbours' names, test too", renamed, (digits.y_test + 1) % 10)

# %% [markdown]
# Our suspect for the 31 is the batch: the article's network, ten epochs on all 60,000, 64 or 128 at a time (with
# 128, half as many corrections: that belongs to this change). That takes minutes, so the cell below doesn't train here: you get five recorded runs. What is new in it is lesson 03's.


# %%
def the_articles():
    images = digits.x_train.astype("float32") / 255
    for size, figure in ((64, 0.9836), (128, 0.9805)):
        model = keras.Sequential([keras.Input((28, 28)), keras.layers.Reshape((28, 28, 1))])
        model.add(keras.layers.Conv2D(32, 3, padding="same", activation="relu"))
        model.add(keras.layers.MaxPooling2D(2))
        model.add(keras.layers.Flatten())
        model.add(keras.layers.Dense(16, activation="relu"))
        model.add(keras.layers.Dense(10, activation="softmax"))
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(images, digits.y_train, epochs=10, batch_size=size, verbose=0)
        run.record("accuracy", f"article, {size} at a time", score(model), reported=figure)


run.long(the_articles, minutes=2)

# %% [markdown]
# ## The findings
#
# Each recipe is an *arm*, measured once in each run. (Both rows of neighbours' names are one network,
# marked once by the true names, once by the neighbours'.)
#
# {{table: accuracy}}
#
# `.lowers` and the like are our claims; the recorded runs decide whether they stand.

# %%
reads = run.question("What must it be given?", "accuracy", reference="trained", matters=0.1)
reads.lowers("untrained", "shuffled labels", "neighbours' names")
reads.does_not_matter("neighbours' names, test too")

small = run.question(
    "Is it the batch?", "accuracy", reference="article, 128 at a time", matters=0.003
)
small.not_proven("article, 64 at a time")

# %% [markdown]
# In the picture each row is an effect. Rings are recorded runs, the bold mark is their mean, the diamond is you, a cross
# what was reported. The line is the *interval* where the mean of ever more runs should lie: it is made so that in 99
# of 100 lessons all intervals should be right. The hatched stripe is the ruler.
#
# - All of the interval beyond the stripe: the change **raises** or **lowers** the accuracy.
# - All of it inside: the change **doesn't matter**.
# - Anything else: **not proven**.

# %%
run.report(
    answer="a",
    because="Nothing in an image told it which label would come, so it had nothing to read by.",
)

# %% [markdown]
# Read one row: without training the accuracy is {{gap: accuracy, trained | accuracy, untrained}} lower, and the whole line
# lies beyond the stripe: **lowers**. The last column says how often a single run would point the wrong way. Where there
# is no effect, about half of them do.
#
# Seeing the same digits just as often wasn't enough: on shuffled labels this network, trained this way, names {{mean: accuracy,
# shuffled labels}} of the test digits correctly, about what guessing earns. (Images *without* labels may still teach
# something. We didn't ask.)
#
# Labels one name on taught it just as much, by our ruler: {{mean: accuracy, neighbours' names, test too}} with the test
# renamed. By the true names it is {{mean: accuracy, neighbours' names}}, *worse* than guessing: it reads, but answers in
# other names, so only a misreading can hit the true one. Labels needn't be true. But they must
# *go with what is in the image*: one kind of digit, one name. With one true label in ten and the rest by chance, it learned
# no reading that showed on new digits.
#
# And the 31 digits? With 64 at a time the article's network reached {{mean: accuracy, article, 64 at a time}}, with 128
# {{mean: accuracy, article, 128 at a time}}; the line in the picture is so long that 31 digits are still possible. That is
# what *not proven* means: it doesn't mean no. But look how far runs of *one* recipe can lie apart, with nothing changed but
# luck: {{range: accuracy, article, 128 at a time}} with 128. (With 64 it is {{range: accuracy, article, 64 at a time}}; but
# five runs say little about a spread.) So two single runs can't settle 31 digits. Nor have we explained them: the article's
# 0.9836 (reported) lies among ours, the notebook's 0.9805 (reported) below all ten. Lesson 03 trains
# that recipe five times more, and one of these runs ends lower still: luck can do it. (Our small network, trained for a shorter time, ended {{mean: apart, one recipe, twice}} apart on average.)

# %% [markdown]
# ## Your turn
#
# **1.** Write `accuracy`: in what share of places, from 0 to 1, do two equally long arrays of labels agree? (`np.mean`
# counts True as 1.)


# %% tags=["exercise"]
def accuracy(predicted, actual):
    ### BEGIN SOLUTION
    return np.mean(predicted == actual)
    ### END SOLUTION


exercises.check("accuracy", accuracy)

# %% [markdown]
# **2. Diagnose.** Ann's `fit` climbs to 95 of 100, but her test says none. Ben's climbs to 17, his test says 10. What
# is wrong with their labels?
#
# <details><summary>The answer</summary>
#
# Ann's network reads, but her digits have other names in the test than in training; mere guessing would earn 10. Ben's
# labels don't go with what is in his images: his network learned some by heart, which is no help with new digits.
#
# </details>
#
# **3. Your suspect**, if you have time. Choose **one** change: learn from the first 100 digits only (cut images and labels
# alike, by `[:100]`), or for a single epoch. Say what you expect, then fill in `my_change`.


# %%
def as_it_was():
    network = build()
    network.fit(x_train, y_train, epochs=4, batch_size=64, verbose=0)
    return score(network)


def my_change():
    # Write the lines of as_it_was() here, with one thing changed.
    ...


run.try_out(reads, "my change", my_change, as_it_was)

# %% [markdown]
# Your suspect has its own row, judged from three pairs by the ruler for reading. It is coarse: a single epoch costs
# some digits, perhaps fewer than the ruler's; and three pairs may leave even a real effect not proven. What else moved with your change?
#
# <details><summary>The answer</summary>
#
# The number of corrections: 4 × 2 = 8, or 157, instead of 628.
#
# </details>

# %% [markdown] tags=["instructor"]
# **For instructors.** Collect the room's trained accuracies.

# %% [markdown]
# ## What remains
#
# - How many labels may be wrong before it can't read? And if 64 at a time helps, is it by more corrections? We didn't try.
# - Does the article's network beat the day before's? Lesson 03 trains both.

# %% [markdown]
# ## Take away
#
# - Ours read because labelled examples corrected it: *supervised learning*.
# - To learn what a thing does, take it away, or spoil it, and change nothing else: an *ablation*.
# - Runs end differently. One can show a large effect; a small one takes many. Either needs a ruler laid down beforehand.
#
# **Next:** [01 How a network learns](01_how_a_network_learns.ipynb): what `fit` does, by hand.
#
# *Sources.* Day 4 of "learn AI in 30 days" (2022), its author's
# [notebooks](https://github.com/AUSTIN2526/learn-AI-in-30-days). MNIST: Y. LeCun and others.
