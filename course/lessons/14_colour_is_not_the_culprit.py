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
#   title: Colour is not the culprit
#   minutes: 35
#   question: Why does a network that reads grey digits fail on coloured ones, each time differently?
#   verdict: "Not because of colour: grey digits are lost in the same way. A ReLU before softmax silences whole digits, and each costs its tenth. Without it: {{mnist mean: accuracy, colour, logits free}} instead of {{mnist mean: accuracy, colour, as asked}}."
# ---

# %% [markdown]
# # 14 Colour is not the culprit
#
# **You will** find out why a network lost a different part of its digits with every start, count its dead
# classes, see a gradient that is exactly zero, and tell which half of a good answer does the work.
#
# **You need** [lesson 12](12_why_not_my_handwriting.ipynb). **It takes** 35 minutes of yours and about 30
# seconds of the computer's.

# %% [markdown]
# ## The report
#
# Somebody paints every MNIST digit in pure red, green or blue, and trains a small convolutional network on
# them. On the grey digits it was right in 95 % (reported); on the coloured ones in 30–70 % (reported),
# depending on how the weights happened to start. They look for a cause with care: does some colour go with
# some digit? No, the colours are spread evenly. Are some colours or digits overrepresented among the
# errors? No. And colour shouldn't matter here at all. What is missing?
#
# The accepted answer changes two things at once: it takes away a ReLU that stands before softmax, and it
# puts ReLUs into the convolutions, which had none. It wonders why the grey digits went well, and says that
# it can't be sure.
#
# So we have four suspects: the colour, the convolutions without a ReLU, the ReLU before softmax, and the
# start.

# %% [markdown]
# ## Your prediction
#
# Take the network exactly as it was asked about, and give it grey digits instead of coloured ones. What
# happens?
#
# a) it is fine again, b) it improves, but only half the way, c) it fails as before
#
# Put your letter between the quotes.

# %%
my_guess = ""

# %% [markdown]
# Tools, guess, digits, seed.

# %%
import matplotlib.pyplot as plt
import numpy as np

from utils import errors, evidence, exercises, plots, predictions
from utils.images import data, transforms
from utils.quiet import keras

predictions.keep("14_colour_is_not_the_culprit", my_guess)
digits = data.load()
run = evidence.start("14_colour_is_not_the_culprit", digits)

# %% [markdown]
# ## The scene
#
# A coloured image has three numbers per pixel: how much red, green and blue. `transforms.coloured` puts the
# ink of each digit into one of the three, drawn at random, and leaves zeros in the other two. Look at the
# shape.

# %%
rng = np.random.default_rng(run.seed)
chosen = rng.choice(60000, 3000, replace=False)
y_train, y_test = digits.y_train[chosen], digits.y_test[:1000]
grey = digits.x_train[chosen][..., None], digits.x_test[:1000][..., None]
colour = [transforms.coloured(x[..., 0], rng) for x in grey]
plots.show_images(colour[1][:10], titles=y_test[:10])
print("grey:", grey[0].shape, " coloured:", colour[0].shape)

# %% [markdown]
# Ten digits on black, each in red, green or blue, above each its label. `grey` and `colour` each hold a
# pair: images to train on, and images to test with. We take 3,000 and train for one epoch; the question
# took 60,000 and 25. You will see that the failure is there from the first epoch.
#
# ### The network that was asked about
#
# Two convolutions without a ReLU, two poolings, ten units with a ReLU, then softmax. Two things differ from
# the question: 32 filters instead of 64, for speed, and the ReLU of the last ten units is written as a
# layer of its own, which computes the same. So we can look at the numbers before it. Ten numbers that are
# about to enter softmax are called *logits*: one for each digit, the largest wins.


# %%
def build(channels, convolutions=None, last="relu"):
    layers = keras.layers
    model = keras.Sequential([keras.Input((28, 28, channels)), layers.Rescaling(1 / 255)])
    model.add(layers.Conv2D(32, 3, padding="same", activation=convolutions))
    model.add(layers.MaxPooling2D(2))
    model.add(layers.Conv2D(32, 3, padding="same", activation=convolutions))
    model.add(layers.MaxPooling2D(2, padding="same"))
    model.add(layers.Flatten())
    model.add(layers.Dense(10, name="logits"))
    if last == "relu":
        model.add(layers.ReLU())
    model.add(layers.Softmax())
    return model


# %% [markdown]
# ### Two slips on the way
#
# The code of the question can't have run as it stands. Its loss is `categorical_crossentropy`, and its
# labels are plain numbers. From lesson 02 you know what that loss wants instead. Read the two shapes at the
# end of Keras's message.

# %% tags=["nbval-check-output"]
network = build(3)
network.compile("rmsprop", loss="categorical_crossentropy")
with errors.expected(ValueError, saying="must have the same rank"):
    network.fit(colour[0], y_train, batch_size=12, verbose=0)

# %% [markdown]
# `target` is what it got, 12 labels; `output` what the network gives, 12 rows of 10. Either make the labels
# one-hot, or take `sparse_categorical_crossentropy`, as we do. This slip is loud, so it can't be the cause
# of a low accuracy.
#
# The other slip is in `model.build(train_images.shape)`: it tells the network how many images there are,
# where only the shape of *one* belongs. Does Keras 3 mind? Build for 60000 images, then ask about five.

# %% tags=["nbval-check-output"]
small = keras.Sequential([keras.layers.Conv2D(4, 3), keras.layers.Flatten()])
small.build((60000, 28, 28, 3))
print("it was built for", small.input_shape)
print("it takes        ", small.predict(colour[0][:5], verbose=0).shape)

# %% [markdown]
# It doesn't mind: the 60000 stands in the summary, and has no other effect. `(None, 28, 28, 3)` would be
# the right thing to say. What Keras does mind is a missing axis. MNIST's grey images have no axis for the
# colour.

# %% tags=["nbval-check-output"]
small = keras.Sequential([keras.layers.Conv2D(4, 3, name="first"), keras.layers.Flatten()])
with errors.expected(ValueError, saying="expected min_ndim=4, found ndim=3"):
    small.build(digits.x_train.shape)

# %% [markdown]
# It wants four axes (images, rows, columns, colours) and found three. So the grey run of the question
# wasn't made by these very lines with grey images put in: something in them was different, and we don't
# know what.
#
# ### Three starts
#
# Now `trial`, our instrument. It trains a few networks that differ in nothing but their start, and prints
# two numbers for each: the accuracy, and the recall of its *worst digit*, the share that it finds of the
# digit it reads worst. If it finds less than a tenth of that one, we say that the network *loses a digit*.


# %%
def trial(name, images, convolutions=None, last="relu", optimizer="rmsprop", networks=2):
    train, test = images
    seen = []
    for _ in range(networks):
        model = build(train.shape[-1], convolutions, last)
        model.compile(optimizer, "sparse_categorical_crossentropy", steps_per_execution=16)
        model.fit(train, y_train, batch_size=12, verbose=0)
        seen.append(look(model, test, y_test))
        print(*(f"{seen[-1][what]:.3f}" for what in ("accuracy", "worst digit")), name)
    reported = 0.95 if name == "grey, as asked" else None
    run.record(f"accuracy, {name}", np.mean([one["accuracy"] for one in seen]), reported)
    worst = np.array([one["worst digit"] for one in seen])
    run.record(f"worst digit, {name}", worst.mean())
    run.record(f"networks that lose a digit, {name}", np.mean(worst < 0.1))
    return seen


# %% [markdown]
# And `look`, which does the looking: the logits of the test digits (a row of ten each), what the network
# answers, and how often it is right, for all digits and for each.


# %%
def look(model, images, labels):
    watched = [model.get_layer("logits").output, model.outputs[0]]
    watcher = keras.Model(model.inputs[0], watched)
    parts = [watcher(images[start : start + 250]) for start in range(0, len(images), 250)]
    logits, belief = (np.concatenate(each) for each in zip(*parts, strict=True))
    right = belief.argmax(axis=1) == labels
    recalls = [right[labels == digit].mean() for digit in range(10)]
    return {
        "model": model,
        "logits": logits,
        "recalls": recalls,
        "accuracy": right.mean(),
        "worst digit": min(recalls),
    }


# %% [markdown]
# Train three networks, as asked. Compare the three lines.

# %%
as_asked = trial("colour, as asked", colour, networks=3)
accuracies = [one["accuracy"] for one in as_asked]
run.record("accuracy, colour, as asked, lowest of three", min(accuracies), reported=0.30)
run.record("accuracy, colour, as asked, highest of three", max(accuracies), reported=0.70)

# %% [markdown]
# There it is: low, and different each time. In the recorded runs the lowest of three was {{range: accuracy,
# colour, as asked, lowest of three}}, the highest {{range: accuracy, colour, as asked, highest of three}}.
#
# ### A digit without a voice
#
# The worst digit is the clue. How does the worst of the three share its recall among the ten digits?

# %%
worst = min(as_asked, key=lambda one: one["accuracy"])
plots.show_bars(
    [str(digit) for digit in range(10)], worst["recalls"], "recall of each digit"
)

# %% [markdown]
# Ten bars, one per digit. It isn't that all are half as long as they should be: some are long, and some are
# zero. The network doesn't read everything badly; it leaves out whole digits. Now look in front of the
# ReLU. For how many of the thousand test digits is each logit above 0?

# %%
above = np.mean(worst["logits"] > 0, axis=0)
plots.show_bars([str(digit) for digit in range(10)], above, "share with this logit above 0")
print("never above 0:", *np.flatnonzero(above == 0))

# %% [markdown]
# Ten bars again. Where one is 0, the logit of that digit lies below zero for *every* image, those of its
# own digit included, and the ReLU makes 0 of it. Such a class is *dead*. It has the same 0 to say to each
# image, so it can't win.
#
# With one odd exception: if all ten numbers are 0, nobody wins, and `argmax` names the first.

# %% tags=["nbval-check-output"]
print("of ten equal numbers, the answer is", np.zeros(10).argmax())

# %% [markdown]
# So digit 0 may be dead and yet be read, by the courtesy of a tie. If your network's 0 does well, that can
# be why.
#
# ### Why it stays dead
#
# A network learns by the *gradient*, which says for each weight how the loss would change if that weight
# changed a bit. Below zero a ReLU is flat: change the weights of a dead class a bit, and out comes the same
# zero. What should their gradient be, then? Compute it over 300 training digits, and look at the largest in
# each class.

# %%
import tensorflow as tf

few, model = colour[0][:300], worst["model"]
with tf.GradientTape() as tape:
    loss = keras.losses.sparse_categorical_crossentropy(y_train[:300], model(few))
gradient = np.abs(tape.gradient(loss, model.get_layer("logits").kernel))
dead = look(model, few, y_train[:300])["logits"].max(axis=0) <= 0
for digit in range(10):
    print(f"{digit}: {gradient[:, digit].max():8.3g}", "  dead" if dead[digit] else "")

# %% [markdown]
# 1,568 weights lead to each logit. In the living classes some of them are asked to change; in a dead class
# not a single one is. Is that gradient small, or is it exactly zero?

# %% tags=["nbval-check-output"]
print("dead classes have a gradient of exactly zero:", np.all(gradient[:, dead] == 0))

# %% [markdown]
# Exactly zero, and no optimiser can do anything with that. Nine of ten images push a logit down, because
# they show another digit; only images of its own digit pull it up. A logit that was pushed below zero for
# all of those is pulled by nobody any more. All it can hope for is a change in the convolutions, made for
# the sake of other digits, that lifts it by chance.
#
# ## The suspects
#
# Each suspect gets networks that differ from those above in **one** thing.
#
# ### The ReLU before softmax
#
# Leave the logits alone: take that one ReLU away, and nothing else. Colour and linear convolutions stay.
# Three networks again; compare the three lines with each other, too.

# %%
free = trial("colour, logits free", colour, last=None, networks=3)

# %% [markdown]
# One layer less, and every digit is read: on average {{mean: accuracy, colour, logits free}}, where it was
# {{mean: accuracy, colour, as asked}}, and {{mean: worst digit, colour, logits free}} of the worst digit. A
# logit below zero is no harm as such: softmax turns it into a small positive belief, which has a slope
# everywhere.
#
# ### The colour
#
# Now your prediction. The network as asked, ReLU and all, on grey digits, with the others in the room: the
# same without the ReLU.

# %%
grey_as_asked = trial("grey, as asked", grey)
grey_free = trial("grey, logits free", grey, last=None, networks=1)

# %% [markdown]
# Grey digits are lost as well: {{mean: accuracy, grey, as asked}} with the ReLU, {{mean: accuracy, grey,
# logits free}} without. Colour costs a little, because three colours have to be learned from as many
# images. It doesn't silence anybody.
#
# ### The convolutions without a ReLU
#
# The second half of the accepted answer. Give the convolutions their ReLU and leave the one before softmax
# where it is; then do both, as the answer says.

# %%
half = trial("colour, ReLU in the convolutions", colour, convolutions="relu")
both = trial("colour, both changes", colour, convolutions="relu", last=None, networks=1)

# %% [markdown]
# The first change alone cures nothing. And beside the other change it moves the accuracy by {{gap:
# accuracy, colour, both changes | accuracy, colour, logits free}} on average, which is little. The answer
# fears that without it the network is one large linear function; but max pooling isn't linear, so it never
# was.
#
# Two of the eight combinations are missing: grey digits with these convolutions. Guess both, then run.

# %%
grey_half = trial("grey, ReLU in the convolutions", grey, convolutions="relu")
grey_both = trial("grey, both changes", grey, convolutions="relu", last=None, networks=1)

# %% [markdown]
# ### The optimiser
#
# Perhaps RMSprop takes too rude a first step, and Adam would spare the logits? As asked, but with Adam.

# %%
adam = trial("colour, Adam", colour, optimizer="adam")

# %% [markdown]
# ### The start
#
# Last suspect: the random weights. They can't be the cause alone, since without the ReLU three networks are
# nearly alike. Compare how far the three were apart, with and without it.

# %%
for name, three in [("as asked", as_asked), ("logits free", free)]:
    values = [one["accuracy"] for one in three]
    run.record(f"spread of three, {name}", max(values) - min(values))
    print(f"{name:12} from {min(values):.3f} to {max(values):.3f}")

# %% [markdown]
# The start decides *which* classes fall below zero; the ReLU makes it last. With it the best and the worst
# of three lie {{mean: spread of three, as asked}} apart, without it {{mean: spread of three, logits free}}.
#
# ### What a dead class costs
#
# Put the nine networks with the ReLU and RMSprop into one picture: dead classes against accuracy. The
# dashed line says what you would expect if each dead class cost its tenth, and nothing else went wrong.

# %%
networks = [*as_asked, *grey_as_asked, *half, *grey_half]
dead = np.array([one["logits"].max(axis=0) <= 0 for one in networks])
accuracy = [one["accuracy"] for one in networks]
figure, axis = plt.subplots(figsize=(6, 3.5), layout="constrained")
axis.plot([0, 10], [1, 0], "--", color="0.5", label="a tenth for each dead class")
axis.plot(dead.sum(axis=1), accuracy, "D", color="black", label="your networks")
axis.set(xlabel="dead classes", ylabel="accuracy", xticks=range(11))
axis.legend(frameon=False)
plt.show()

# %% [markdown]
# A falling cloud along a falling line, from 1 at no dead class to 0 at ten: the more classes are dead, the
# lower the accuracy. Points below the line have classes that are as good as dead: their logit wakes for a
# stray image now and then, hardly for their own digit. Points above it mostly owe that to the tie that
# helps the 0.
#
# A number for it: the recall of dead and of living classes. Digit 0 is left out, because of the tie.

# %%
recalls = np.array([one["recalls"] for one in networks])[:, 1:]
run.record("recall, dead classes", recalls[dead[:, 1:]].mean())
run.record("recall, living classes", recalls[~dead[:, 1:]].mean())
run.record("dead classes, ReLU on the logits", dead.sum(axis=1).mean())
run.record("accuracy, luckiest with the ReLU", max(accuracy))
run.record("accuracy, nine with the ReLU", np.mean(accuracy))
print(f"recall of dead classes {run.recorded['recall, dead classes']:.3f}")
print(f"recall of living ones  {run.recorded['recall, living classes']:.3f}")

# %% [markdown]
# And why did grey seem to work? Look how far your points lie apart. These nine networks have {{mean: dead
# classes, ReLU on the logits}} dead classes on average, and the luckiest of nine was right in {{range:
# accuracy, luckiest with the ReLU}}. Whoever trains one network on grey digits and one on coloured ones
# compares two draws of a lottery. But no luck of ours comes to 95 % (reported), and you saw that the lines
# as they stand can't even be built for grey images. So something else was probably different in the grey
# run, and we don't know what.
#
# ## The verdict
# The ReLU first: how many of the three networks lose a digit, with it and without? And is it the dead
# classes that are lost?

# %%
predictions.recall("14_colour_is_not_the_culprit")
cured, nine = "accuracy, colour, logits free", "accuracy, nine with the ReLU"
run.contrast(
    "the ReLU before softmax loses whole digits",
    better="networks that lose a digit, colour, as asked",
    worse="networks that lose a digit, colour, logits free",
    by=0.5,
)
run.contrast(
    "dead classes are not read, living ones are",
    better="recall, living classes",
    worse="recall, dead classes",
    by=0.4,
)

# %% [markdown]
# Colour is innocent if grey and coloured digits are read alike once that ReLU is gone. The other half of
# the answer is innocent if it changes nothing then. What does matter, the ReLU on the logits, stands beside
# them as the mean of its nine networks.

# %%
run.same(
    "colour: innocent", a=cured, b="accuracy, grey, logits free", within=0.12, guilty=nine
)
run.average(
    "grey fails too", better="accuracy, grey, logits free", worse="accuracy, grey, as asked"
)
run.same(
    "convolutions without a ReLU: innocent",
    a=cured,
    b="accuracy, colour, both changes",
    within=0.12,
    guilty=nine,
)

# %% [markdown]
# Two that are no cure, and the start as an accomplice.

# %%
losing = "networks that lose a digit, colour, "
for claim, suspect in [
    ("a ReLU in the convolutions: no cure", "ReLU in the convolutions"),
    ("Adam: no cure", "Adam"),
]:
    run.contrast(claim, better=losing + suspect, worse=losing + "logits free", by=0.5)
run.average(
    "the start decides more with the ReLU",
    better="spread of three, as asked",
    worse="spread of three, logits free",
)
run.report()

# %% [markdown]
# In each row a mark is a recorded run, the black diamond yours, a cross what was reported. Of the coloured
# networks as asked, a share of {{mean: networks that lose a digit, colour, as asked}} lost a digit; after
# one ReLU was taken away, {{mean: networks that lose a digit, colour, logits free}}. A ReLU in the
# convolutions or another optimiser left that share at {{mean: networks that lose a digit, colour, ReLU in
# the convolutions}} and {{mean: networks that lose a digit, colour, Adam}}. Living classes are read in
# {{mean: recall, living classes}} of the cases, dead ones in {{mean: recall, dead classes}}.
#
# So the accepted answer is right in its first half, and its first half is enough. Two changes made at once
# can't tell which of them helped.

# %% [markdown]
# ## Your turn
#
# **1.** Write `dead_logits`: it takes logits as they are in front of the ReLU, an array with a row for each
# image and a column for each class, and returns the numbers of the dead classes in rising order, for
# instance `[2, 5]`. Dead is a class whose logit is above 0 for no image at all.
#
# <details><summary>A hint</summary>
#
# What is the largest number in each column? `logits.max(axis=...)` with the axis that should disappear.
#
# </details>
#
# <details><summary>Another one</summary>
#
# `np.flatnonzero` turns an array of True and False into the places of the True.
#
# </details>


# %% tags=["exercise"]
def dead_logits(logits):
    ### BEGIN SOLUTION
    return np.flatnonzero(logits.max(axis=0) <= 0)
    ### END SOLUTION


exercises.check("dead_logits", dead_logits)

# %% [markdown]
# **2.** Would patience have helped? In `trial`, give `fit` more epochs, say `epochs=20`. Predict what
# happens to the dead classes, then run the lesson again from its first cell. (It takes a few minutes.)

# %% [markdown] tags=["instructor"]
# **For instructors.** Let everybody write on the board which digits their three networks lost: each table
# has lost others. Ask what a class of thirty would have concluded from one run each. The tie that reads the
# 0 is worth a minute: somebody will have a dead 0 with a good recall and think that the text is wrong.
# Common question: "but ReLU is everywhere, why does it do no harm there?" In a hidden layer a dead unit is
# one of many; in the last layer it is the only voice that its digit has.

# %% [markdown]
# ## Take away
#
# - Softmax wants its ten numbers as they are. A ReLU in front of it can silence a digit for good, because
#   below zero its gradient is exactly zero.
# - When accuracy is low, look at each class. Ten bars told in a second what one percentage had hidden.
# - Change one thing at a time, and start more than once: a cure of two parts doesn't say which part cured,
#   and one run of a lottery says nothing about its odds.
#
# **Next:** [15 The loss that never moved](15_the_loss_that_never_moved.ipynb).
#
# *Sources.* "Why does a CNN model struggle to classify coloured MNIST?", a question with its accepted
# answer on Stack Overflow (2022), number 72965428. Units that die: L. Lu and others, "Dying ReLU and
# initialization" (2019).
