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
#   title: A digit that goes missing
#   minutes: 35
#   question: Why does a network that reads grey digits fail on coloured ones, each time differently?
#   finding: "A ReLU before softmax silences whole digits. Without it {{mean: accuracy, colour, logits free}} of coloured digits are read, instead of {{mean: accuracy, colour, as asked}}; grey digits are lost in the same way. All this after a single epoch on 3,000 images."
#   board: "colour, logits free"
# ---

# %% [markdown]
# # 14 A digit that goes missing
#
# **You will** find out why a network lost a different part of its digits with every start, count its dead
# classes, see a gradient that is exactly zero, and tell which half of a good answer does the work.
#
# **You need** [lesson 12](12_why_not_my_handwriting.ipynb). **It takes** 35 minutes of yours and about 30
# seconds of the computer's.
#
# Numbers in the text are from {{runs}} recorded runs on MNIST; yours will differ a little.

# %% [markdown]
# ## The report
#
# Somebody paints every MNIST digit in pure red, green or blue, and trains a small convolutional network on
# them. On the grey digits it was right in 95 % (reported); on the coloured ones in 30–70 % (reported),
# depending on how the weights happened to start. They look for a cause with care: does some colour go with
# some digit? No, the colours are spread evenly. Are some colours or digits overrepresented among the errors?
# It seems not. And since a kernel of `Conv2D` is given by two numbers, they think, a model shouldn't take
# account of colour at all. What is missing?
#
# The accepted answer changes two things: the ReLU that stands before softmax should go, and the
# convolutions, which had none, might gain by one; otherwise the network is one large linear function. Why
# the grey digits went well it can't say for sure: perhaps they are simple enough, perhaps few of the numbers
# before that ReLU were negative.
#
# So we have four suspects: the colour, the convolutions without a ReLU, the ReLU before softmax, and the
# start.

# %% [markdown]
# ## Your prediction
#
# Two changes in one answer. Make each of them alone, for coloured digits. Which one brings the accuracy
# back?
#
# Click your answer. Where there are no buttons, type its letter in the last line: `my_guess = "b"`.

# %%
from utils import trial

my_guess = trial.guess(
    "a) taking away the ReLU before softmax",
    "b) putting ReLUs into the convolutions",
    "c) either of them alone",
    "d) neither of them alone: it takes both",
)
my_guess

# %% [markdown]
# The tools, the digits, and a run with your guess and a seed. (`one_order=True` leaves `fit` the order that
# Keras gives it after a seed, as in our recorded runs. Each training here has one epoch, so none is
# repeated.)

# %%
import matplotlib.pyplot as plt
import numpy as np

from utils import errors, exercises, plots
from utils.images import data, transforms
from utils.quiet import keras

digits = data.load()
run = trial.start("14_colour_is_not_the_culprit", digits, guess=my_guess, one_order=True)

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
# took 60,000 and 25. So we look at the first 250 steps of the 125,000 that it took.
#
# ### The network that was asked about
#
# Two convolutions without a ReLU (*linear* ones: they only multiply and add), two poolings, ten units with a
# ReLU, then softmax. Two things differ from the question: 32 filters instead of 64, for speed, and the ReLU
# of the last ten units is written as a layer of its own, which computes the same. So we can look at the
# numbers before it: the ten sums of the last dense layer, one for each digit. They are called *logits*.


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
# ### One slip and one trap
#
# The loss of the question is `categorical_crossentropy`, and we aren't shown what its labels,
# `train_numbers`, are. If they were plain numbers, this would happen. Read the two shapes at the end of
# Keras's message.

# %% tags=["nbval-check-output"]
network = build(3)
network.compile("rmsprop", loss="categorical_crossentropy")
with errors.expected(ValueError, saying="must have the same rank"):
    network.fit(colour[0], y_train, batch_size=12, verbose=0)

# %% [markdown]
# `target` is what it got, 12 labels; `output` what the network gives, 12 rows of 10. Either make the labels
# one-hot, as theirs may well have been, or take `sparse_categorical_crossentropy`, as we do. This trap is
# loud, so it can't be the cause of a low accuracy.
#
# The slip is in `model.build(train_images.shape)`: it tells the network how many images there are, where only
# the shape of *one* belongs. Does Keras 3 mind? Build for 60000 images, then ask about five.

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
# It wants four axes (images, rows, columns, colours) and found three. For the grey run, whose lines the
# question doesn't show, one added axis is enough.
#
# ### Three starts
#
# Now `train`, our instrument. It trains a few networks that differ in nothing but their start, and prints
# two numbers for each: the accuracy, and the recall of its *worst digit*, the share that it finds of the
# digit it reads worst. If it finds less than a tenth of that one, we say that the network *loses a digit*.


# %%
def train(name, images, convolutions=None, last="relu", optimizer="rmsprop", networks=2):
    train_on, test_on = images
    seen = []
    for _ in range(networks):
        model = build(train_on.shape[-1], convolutions, last)
        model.compile(optimizer, "sparse_categorical_crossentropy", steps_per_execution=16)
        model.fit(train_on, y_train, batch_size=12, verbose=0)
        seen.append(look(model, test_on, y_test))
        print(*(f"{seen[-1][what]:.3f}" for what in ("accuracy", "worst digit")), name)
    reported = 0.95 if name == "grey, as asked" else None
    run.record("accuracy", name, np.mean([one["accuracy"] for one in seen]), reported)
    worst = np.array([one["worst digit"] for one in seen])
    run.record("worst digit", name, worst.mean())
    run.record("networks that lose a digit", name, np.mean(worst < 0.1))
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
as_asked = train("colour, as asked", colour, networks=3)
accuracies = [one["accuracy"] for one in as_asked]
run.record("accuracy", "colour, as asked, lowest of three", min(accuracies))
run.record("accuracy", "colour, as asked, highest of three", max(accuracies))

# %% [markdown]
# There it is: low, and different each time. In the recorded runs the lowest of three was {{range: accuracy,
# colour, as asked, lowest of three}}, the highest {{range: accuracy, colour, as asked, highest of three}}.
# (The question says 30–70 % (reported), and doesn't say of how many trainings.)
#
# ### A digit without a voice
#
# The worst digit is the clue. In the worst of the three, which digits are found, and which aren't?

# %%
worst = min(as_asked, key=lambda one: one["accuracy"])
plots.show_bars(
    [str(digit) for digit in range(10)], worst["recalls"], "recall of each digit"
)

# %% [markdown]
# Ten bars, one per digit: some are long, and some are zero. The network doesn't read everything badly; it
# leaves out whole digits. Now look in front of the ReLU. For how many of the thousand test digits is each
# logit above 0?

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
# So digit 0 may be dead and yet be read, when there is a tie.
#
# ### What a dead class can learn
#
# A network learns by the *gradient*, which says for each weight how the loss would change if that weight
# changed a bit. Below zero a ReLU is flat: change the weights of a dead class a bit, and out comes the same
# zero. What should their gradient be, then? Compute it over 300 training digits, and look at the largest in
# each class. (`GradientTape` takes down what is computed, so that TensorFlow can work out the gradient.)

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
# they show another digit; only images of its own digit pull it up. A logit that is below zero for all of
# those is pulled by nobody any more. All it can hope for is a change in the convolutions, made for the sake
# of other digits, that lifts it by chance.
#
# ## The suspects
#
# Each suspect gets networks that differ from those above in **one** thing.
#
# ### The ReLU before softmax
#
# Leave the logits alone: take that one ReLU away. Colour and linear convolutions stay. Compare the three
# networks.

# %%
free = train("colour, logits free", colour, last=None, networks=3)

# %% [markdown]
# One layer less, and every digit is read: on average {{mean: accuracy, colour, logits free}}, where it was
# {{mean: accuracy, colour, as asked}}, and {{mean: worst digit, colour, logits free}} of the worst digit. A
# logit below zero is no harm as such: softmax turns it into a small positive belief, which has a slope
# everywhere.
#
# ### The colour
#
# First a word to the asker's thought. A kernel is called 3 by 3 by its sides, and it is deeper than that:

# %% tags=["nbval-check-output"]
kernels = as_asked[0]["model"].layers[1].get_weights()[0]
print("rows, columns, colours, kernels:", kernels.shape)

# %% [markdown]
# Nine weights for red, nine for green, nine for blue. So a network *can* take account of colour, and what it
# learns about a red 3 needn't help with a green one. Does that lose the digits? The network as asked, ReLU
# and all, on grey ones; and grey digits without the ReLU.

# %%
grey_as_asked = train("grey, as asked", grey)
grey_free = train("grey, logits free", grey, last=None, networks=1)

# %% [markdown]
# In the first 250 steps colour isn't needed for the failure: of grey digits {{mean: accuracy, grey, as
# asked}} are read with the ReLU, {{mean: accuracy, grey, logits free}} without.
#
# ### The convolutions without a ReLU
#
# The second half of the accepted answer. Give the convolutions their ReLU and leave the one before softmax
# where it is; then do both, as the answer says.

# %%
half = train("colour, ReLU in the convolutions", colour, convolutions="relu")
both = train("colour, both changes", colour, convolutions="relu", last=None, networks=1)

# %% [markdown]
# Alone it doesn't bring the digits back, and beside the other change it moves the accuracy by {{gap:
# accuracy, colour, both changes | accuracy, colour, logits free}} on average. (The answer's reason was that
# the network is one large linear function without it. But max pooling isn't linear, so it never was.)
#
# Two of the eight combinations are missing: grey digits with these convolutions. Guess both, then run.

# %%
grey_half = train("grey, ReLU in the convolutions", grey, convolutions="relu")
grey_both = train("grey, both changes", grey, convolutions="relu", last=None, networks=1)

# %% [markdown]
# All eight together, your run's accuracies. Read along a row first, then down a column.

# %%
print(f"{'':38}with ReLU  without, before softmax")
for images in ("colour", "grey"):
    for convolutions, pair in {
        "linear": ("as asked", "logits free"),
        "ReLU in the": ("ReLU in the convolutions", "both changes"),
    }.items():
        two = [run.recorded["accuracy"][f"{images}, {arm}"] for arm in pair]
        print(f"{images:7}{convolutions + ' convolutions':31}{two[0]:9.3f}  {two[1]:.3f}")

# %% [markdown]
# Four rows of two. Along each row the accuracy jumps. Down the left column it is low and goes up and down
# from run to run; down the right one it hardly moves.
#
# ### The optimiser
#
# Perhaps RMSprop takes too large a first step, and Adam would spare the logits? As asked, but with Adam.

# %%
adam = train("colour, Adam", colour, optimizer="adam")

# %% [markdown]
# Adam doesn't spare them: {{mean: accuracy, colour, Adam}} on average, and each network loses a digit.
#
# ### The start
#
# Last suspect: the random weights. Compare how far the best and the worst of three were apart, with the ReLU
# and without it.

# %%
for name, three in [("as asked", as_asked), ("logits free", free)]:
    values = [one["accuracy"] for one in three]
    run.record("spread of three", name, max(values) - min(values))
    print(f"{name:12} from {min(values):.3f} to {max(values):.3f}")

# %% [markdown]
# With it the best and the worst of three lie {{mean: spread of three, as asked}} apart, without it {{mean:
# spread of three, logits free}}. So the start matters, as the question says: together with that ReLU.
#
# ### What a dead class costs
#
# Put the nine networks with the ReLU and RMSprop into one picture: dead classes against accuracy. The
# dashed line says what you would expect if each dead class cost its tenth, and nothing else went wrong.

# %%
groups = {
    "colour, as asked": as_asked,
    "grey, as asked": grey_as_asked,
    "colour, ReLU in the convolutions": half,
    "grey, ReLU in the convolutions": grey_half,
}
networks = [one for group in groups.values() for one in group]
dead = np.array([one["logits"].max(axis=0) <= 0 for one in networks])
accuracy = [one["accuracy"] for one in networks]

# %% [markdown]
# Each kind of network has a marker of its own.

# %%
figure, axis = plt.subplots(figsize=(6, 3.8), layout="constrained")
axis.plot([0, 10], [1, 0], "--", color="0.5", label="a tenth for each dead class")
for (name, group), marker in zip(groups.items(), "Dos^", strict=True):
    counts = [np.sum(one["logits"].max(axis=0) <= 0) for one in group]
    axis.plot(counts, [one["accuracy"] for one in group], marker, label=name)
axis.set(xlabel="dead classes", ylabel="accuracy", xticks=range(11))
axis.legend(frameon=False)
plt.show()
plt.close(figure)

# %% [markdown]
# A falling cloud along a falling line, from 1 at no dead class to 0 at ten: the more classes are dead, the
# lower the accuracy. Points below the line have classes that are as good as dead: their logit wakes for a
# stray image now and then, hardly for their own digit. Points above it may owe that to the tie.
#
# A number for it: the recall of dead and of living classes. Digit 0 is left out, because of the tie.

# %%
recalls = np.array([one["recalls"] for one in networks])[:, 1:]
run.record("recall", "dead classes", recalls[dead[:, 1:]].mean())
run.record("recall", "living classes", recalls[~dead[:, 1:]].mean())
run.record("dead classes", "ReLU on the logits", dead.sum(axis=1).mean())
run.record("accuracy", "luckiest with the ReLU", max(accuracy))
run.record("accuracy", "nine with the ReLU", np.mean(accuracy))
print(f"recall of living classes {run.recorded['recall']['living classes']:.3f}")

# %% [markdown]
# And of dead ones? That is no matter of luck: with its 0 a dead class never has more than class 0 has, and of
# equals the first one wins. So it is a proof and no finding.

# %% tags=["nbval-check-output"]
print("dead classes, 0 left out, are never right:", bool(np.all(recalls[dead[:, 1:]] == 0)))

# %% [markdown]
# And why did grey work? Few negative numbers, the answer guessed, and that is tested here: these nine
# networks, four of them grey (circles and triangles), have {{mean: dead classes, ReLU on the logits}} dead
# classes on average. The luckiest of nine was right in {{range: accuracy, luckiest with the ReLU}}, never in
# 95 % (reported). But the puzzle was 125,000 steps long, and we have seen 250.

# %% [markdown]
# ## The findings
#
# The ruler, laid down before measuring. What the question lost, from 95 to at most 70 of 100 (reported), is
# 25 or more. A change that moves fewer than five, a fifth of that, isn't the cause they were looking for:
# `0.05`, for what is called guilty and for what is called innocent.

# %%
back = run.question(
    "What brings the accuracy back?",
    "accuracy",
    reference="colour, as asked",
    matters=0.05,
)
back.raises("colour, logits free")
back.not_proven("grey, as asked", "colour, ReLU in the convolutions", "colour, Adam")
back.does_not_matter("grey, logits free", against="colour, logits free")
back.does_not_matter("colour, both changes", against="colour, logits free")

# %% [markdown]
# Then the lost digits, as a share of the networks of a run, held against none. Whoever trains once and finds
# a digit gone in one of ten trainings has a fault to look for; what is rarer passes for bad luck: `0.1`.

# %%
lost = run.question(
    "Which networks lose a digit?",
    "networks that lose a digit",
    reference=0,
    matters=0.1,
)
lost.raises("colour, as asked", "grey, as asked")
lost.does_not_matter("colour, logits free")

# %% [markdown]
# And the start: how far three networks lie apart, by the first ruler.

# %%
start = run.question(
    "Does the start decide?", "spread of three", reference="as asked", matters=0.05
)
start.lowers("logits free", builtin="not proven")

# %% [markdown]
# Now the report: your run among the recorded ones.

# %%
run.report(
    answer="a",
    because="A class whose logit lies below zero is silenced by that ReLU, and no gradient of its own "
    "wakes it. ReLUs in the convolutions leave that one where it is.",
)

# %% [markdown]
# In the first picture one row lies far to the right: the ReLU before softmax, taken away. Once it is gone,
# grey or coloured, with ReLUs in the convolutions or without, the accuracy is the same to within the ruler.
# While it is there, everything scatters so much that grey digits and Adam aren't proven to move the accuracy,
# or not to. For ReLUs in the convolutions a gain of the ruler's size is excluded, on both collections. None
# of the three brings the digits back:
#
# {{table: networks that lose a digit}}
#
# All runs agree, so these intervals have no width. Certainty they aren't: three networks in each of {{runs}}
# runs, all alike, still leave several per cent open.
#
# So the first half of the accepted answer is the cure here, at this small budget; beside it the second half
# does no harm. And the start decides much less once that ReLU is gone. (How much less is sure on MNIST; on
# the built-in handwriting, with fewer runs, only the direction is.)

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
# **2.** Would patience have helped? In `train`, give `fit` more epochs, say `epochs=20`. Predict what
# happens to the dead classes, then run the lesson again from its first cell. (It takes a few minutes.)

# %% [markdown] tags=["instructor"]
# **For instructors.** Let everybody write on the board which digits their three networks lost: each table
# has lost others. Ask what a class of thirty would have concluded from one run each. The tie that reads the
# 0 is worth a minute: somebody will have a dead 0 with a good recall and think that the text is wrong.
# Common question: "but ReLU is everywhere, why does it do no harm there?" In a hidden layer a dead unit is
# one of many; in the last layer it is the only voice that its digit has.

# %% [markdown]
# ## What remains
#
# We trained for 250 steps where the question took 125,000. Whether dead classes stay dead that long, whether
# a network as asked then comes to 95 % (reported) on grey digits, and what ReLUs in the convolutions are
# worth by then is open. So is how far a network learns each colour by itself: it would show if one were
# trained on red digits and tested on green ones.

# %% [markdown]
# ## Take away
#
# - Softmax wants its ten numbers as they are. A ReLU in front of it can silence a digit, because below zero
#   its gradient is exactly zero (*a dying ReLU*).
# - When accuracy is low, look at each class. Ten bars tell what one percentage hides.
# - Change one thing at a time, and start more than once: a cure of two parts doesn't say which part cured.
#
# **Next:** [15 The loss that never moved](15_the_loss_that_never_moved.ipynb) looks for what else can freeze
# a network.
#
# *Sources.* "Why does a CNN model struggle to classify coloured MNIST?", a question with its accepted
# answer on Stack Overflow (2022), number 72965428. Units that die: L. Lu and others, "Dying ReLU and
# initialization" (2019).
