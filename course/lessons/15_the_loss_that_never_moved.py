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
#   title: The loss that never moved
#   minutes: 40
#   question: The loss rose once and then never changed again. What was it?
#   finding: "The log found a learning rate too high, and that can do it: at a hundredth of the rate our network goes from {{mean: accuracy, rate of 10}} to {{mean: accuracy, rate of 0.1}}. Zero weights and unscaled inputs pin it at a third as well; few images with wrong labels don't."
#   board: "rate of 0.1"
# ---

# %% [markdown]
# # 15 The loss that never moved
#
# **You will** freeze a network, find out what exactly has stopped moving inside it, tell causes of a standing
# loss apart by its first steps, and measure which learning rate a network can bear.
#
# **You need** [lesson 14](14_colour_is_not_the_culprit.ipynb). **It takes** 40 minutes of yours and about
# 25 seconds of the computer's.
#
# Numbers in the text are from {{runs}} recorded runs on MNIST; yours will differ a little.

# %% [markdown]
# ## The report
#
# A student keeps a log of two months with deep learning, in 2016. They take VGG16, a large network that
# others have trained, fill its last layers, the dense ones, with random numbers from -0.1 (reported) to
# 0.1 (reported), and train it. The accuracy stays at that of blind guessing: with three classes, 0.33
# (reported). The loss goes up after one epoch, and then it does not change any more. At all.
#
# They look for the cause for a long time. That they didn't find it they put down to knowing too little, and
# to Keras, which hides so much of what it does; in the end they move on to Caffe. In brackets the log adds
# what they found a month later: the learning rate was too high. With a lower one the network began to learn.
#
# Many people who train networks have met such a loss. Can a rate do that, and can one see it in a minute?

# %% [markdown]
# ## Your prediction
#
# Here are four ways to spoil the training of a network with three classes, each alone. Three of them leave
# it at about a third, no better than guessing. Which one doesn't?
#
# Click your answer. Where there are no buttons, type its letter in the last line: `my_guess = "b"`.

# %%
from utils import trial

my_guess = trial.guess(
    "a) a learning rate a hundred times as high as one that works",
    "b) 300 images instead of 3,000, three labels in ten drawn at random",
    "c) all weights zero at the start",
    "d) inputs from 0 to 255 instead of 0 to 1",
)
my_guess

# %% [markdown]
# The tools, the digits, and a run with your guess and a seed.

# %%
import matplotlib.pyplot as plt
import numpy as np

from utils import exercises
from utils.images import data
from utils.quiet import keras

digits = data.load()
run = trial.start("15_the_loss_that_never_moved", digits, guess=my_guess)

# %% [markdown]
# ## The scene
#
# ### Three classes
#
# Zeros, ones and twos, 1,000 of each to train on, 300 of each to test with. So blind guessing is right in
# exactly a third.


# %% tags=["nbval-check-output"]
def three_classes(images, labels, count):
    chosen = [np.flatnonzero(labels == digit)[:count] for digit in (0, 1, 2)]
    chosen = np.random.default_rng(1).permutation(np.concatenate(chosen))
    return images[chosen][..., None], labels[chosen]


x, y = three_classes(digits.x_train, digits.y_train, 1000)
x_test, y_test = three_classes(digits.x_test, digits.y_test, 300)
print(x.shape, "of each class:", np.bincount(y))

# %% [markdown]
# ### The loss as it was computed in 2016
#
# The loss is minus the logarithm of the belief in the true class (lesson 02). The logarithm of 0 is minus
# infinity, and so the Keras of those days, on Theano, *clipped* each belief first: whatever lay below
# `1e-7` counted as `1e-7`. Here is that loss, written by hand.


# %%
def in_the_true_class(labels, beliefs):
    one_hot = keras.ops.one_hot(keras.ops.cast(labels, "int32"), 3)
    return keras.ops.sum(one_hot * beliefs, axis=-1)


def as_in_2016(labels, beliefs):
    beliefs = keras.ops.clip(beliefs, 1e-7, 1 - 1e-7)
    return -keras.ops.log(in_the_true_class(labels, beliefs))


# %% [markdown]
# Then three dense layers, as at the end of VGG16 but much narrower. Every network of this lesson is born
# from the same seed, so that two of them differ in the one thing we change.


# %%
def build(optimizer, loss=as_in_2016, weights="glorot_uniform", scale=1 / 255):
    run.reseed()
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Rescaling(scale)])
    model.add(keras.layers.Flatten())
    for units, activation in [(64, "relu"), (64, "relu"), (3, "softmax")]:
        model.add(keras.layers.Dense(units, activation, kernel_initializer=weights))
    model.compile(optimizer, loss, metrics=["accuracy"], steps_per_execution=12)
    return model


# %% [markdown]
# ### Frozen
#
# The optimiser is SGD, *stochastic gradient descent*, the plainest there is. The *gradient* says for each
# weight how fast the loss would rise if that weight grew; SGD moves each weight against its gradient, by
# the learning rate times the gradient. A usual rate is `0.01`. The log doesn't say which rate it had, nor
# which optimiser. We take 10. Watch both columns.

# %%
frozen = build(keras.optimizers.SGD(10.0))
history = frozen.fit(x, y, batch_size=50, epochs=5, verbose=2).history

# %% [markdown]
# There it is. After the first epoch the loss goes up, and then it stands still, to the last digit. The
# accuracy is a third. And the number at which the loss stands tells something. Say a network is entirely
# sure, of the *same* class for every image. One third of the images cost nothing. Two thirds have a belief of
# 0 in their true class, clipped to `1e-7`.

# %% tags=["nbval-check-output"]
print(f"{2 / 3 * -np.log(1e-7):.3f}")

# %% [markdown]
# Compare with your loss. So let's ask the network itself: what does it say to three test images?

# %%
print(np.array(frozen(x_test[:3])).round(3))

# %% [markdown]
# One row for each image, one column for each class. We ask that of every network to come, and work out
# its accuracy and its loss on the test digits.


# %%
def ask(model):
    beliefs = np.array(model(x_test))
    loss = -np.log(np.clip(beliefs[np.arange(900), y_test], 1e-7, 1))
    return np.mean(beliefs.argmax(axis=1) == y_test), np.mean(loss)


# %% [markdown]
# Every suspect goes through the same: its loss before the first step, then five epochs, then its accuracy.

# %%
first_losses = {}


def train(name, model, images=x, labels=y):
    first_losses[name] = ask(model)[1]
    losses = model.fit(images, labels, batch_size=50, epochs=5, verbose=0).history["loss"]
    accuracy = ask(model)[0]
    run.record("accuracy", name, accuracy)
    print(f"{name}: loss {first_losses[name]:.4g} before, accuracy {accuracy:.4f} after")
    print("loss in each epoch:", *(f"{loss:.4g}" for loss in losses))
    return losses


# %% [markdown]
# First the cure that the log found: the same network with a lower rate, here a hundredth.

# %%
healthy = build(keras.optimizers.SGD(0.1))
losses = train("rate of 0.1", healthy)
run.record("loss", "rate of 0.1", losses)
run.record("loss", "rate of 10", history["loss"])
run.record("accuracy", "rate of 10", ask(frozen)[0], reported=0.33)

# %% [markdown]
# Both losses, epoch by epoch. Which one stands still?

# %%
run.show_curves(["rate of 10", "rate of 0.1"], measure="loss", xlabel="epoch")

# %% [markdown]
# Above, a rise from the first epoch to the second and then a flat line near eleven; below, a line that
# falls to nearly nothing. On the test digits the two rates end at {{mean: accuracy, rate of 10}} and
# {{mean: accuracy, rate of 0.1}}. So a rate too high *can* do all that the log tells, and a lower one cures
# it.

# %% [markdown]
# ## The suspects
#
# ### When did it happen?
#
# An epoch has 60 steps, and Keras prints one mean. Look closer: the loss of each of the first eight
# batches, for both rates. How many steps does it take to ruin a network?


# %%
def first_steps(rate):
    model = build(keras.optimizers.SGD(rate))
    losses = []
    for start in range(0, 400, 50):
        model.reset_metrics()
        batch = slice(start, start + 50)
        losses.append(model.train_on_batch(x[batch], y[batch])[0])
    return losses


run.record("loss of a batch", "rate of 10", first_steps(10.0))
run.record("loss of a batch", "rate of 0.1", first_steps(0.1))

# %% [markdown]
# Each point is measured *before* the step that its batch makes.

# %%
run.show_curves(["rate of 10", "rate of 0.1"], measure="loss of a batch", xlabel="step")

# %% [markdown]
# Both start at the same place, a little above 1. The lower line sinks gently. The upper one leaps within
# the first steps to the height of being sure and wrong. So the first epoch's loss is a mean over a few
# harmless batches and many ruined ones, and that is why it was *lower* than the rest.

# %% [markdown]
# ### What stands still?
#
# Why doesn't it come back? Each network has 54,595 numbers. Count how many of them change in one more
# epoch.


# %%
def moving(model):
    before = model.get_weights()
    model.fit(x, y, batch_size=50, verbose=0)
    after = model.get_weights()
    return sum(np.sum(one != other) for one, other in zip(before, after, strict=True))


for name, model in [("rate of 10", frozen), ("rate of 0.1", healthy)]:
    run.record("numbers that move", name, moving(model))
    print(f"{run.recorded['numbers that move'][name]:6.0f} numbers move, {name}")

# %% [markdown]
# In the frozen one nothing moves, or next to nothing. (In the healthy one a part rests as well: weights that
# begin at a pixel which is always paper.) The reason is the clip: a belief of 0 counts as `1e-7`, and a
# belief a little larger would count as `1e-7` too. Draw it, and beside it the ReLU, which is flat as well.

# %%
belief, total = np.geomspace(1e-10, 1, 200), np.linspace(-2, 2, 200)
figure, (left, right) = plt.subplots(1, 2, figsize=(7, 2.6), layout="constrained")
left.plot(belief, -np.log(np.maximum(belief, 1e-7)), color="black")
left.set(xscale="log", xlabel="belief in the true class", ylabel="loss, clipped")
left.axvspan(1e-10, 1e-7, color="#E69F00", alpha=0.5, hatch="//")
right.plot(total, np.maximum(total, 0), color="black")
right.set(xlabel="sum in a unit", ylabel="after ReLU")
right.axvspan(-2, 0, color="#E69F00", alpha=0.5, hatch="//")
plt.show()
plt.close(figure)

# %% [markdown]
# Two curves, each with its flat part hatched: on the left beliefs below `1e-7`, on the right sums below 0.
# Where a change makes no difference, the gradient is 0, and a step of 10 times 0 is 0. The softmax is
# *saturated*: pushed so far to one side that it no longer answers to a push. The right-hand curve's turn
# comes next.

# %% [markdown]
# ### Could it have been the software?
#
# Today's Keras doesn't take the logarithm of a clipped belief. It goes one step back, to the logits (lesson
# 14), and computes the same loss from them, so that a saturated softmax still has a gradient. One change:
# today's loss, the rate still 10.

# %%
today = "sparse_categorical_crossentropy"
modern = build(keras.optimizers.SGD(10.0), loss=today)
train("rate of 10, today's loss", modern)
still = moving(modern)
run.record("numbers that move", "rate of 10, today's loss", still)
print(f"{still} numbers move")

# %% [markdown]
# A third again, though the loss looks different: an enormous first epoch, then a low number that wanders
# about. And a few numbers still move. Which ones? Count the *dead* units of the last hidden layer: those that
# are at zero for every test digit.


# %%
def dead_units(model):
    output = x_test
    for layer in model.layers[:-1]:
        output = layer(output)
    return np.mean(~(np.array(output) > 0).any(axis=0))


unborn = build(keras.optimizers.SGD(10.0))
for name, model in [("untrained", unborn), ("0.1", healthy), ("10, today's loss", modern)]:
    run.record("dead units", name, dead_units(model))
    print(f"{run.recorded['dead units'][name]:.2f} of the units dead, {name}")

# %% [markdown]
# Before training hardly any unit is dead. With the rate of 10 and today's loss it is {{mean: dead units,
# 10, today's loss}} of them on average. Their sums lie so far below zero that no image brings them back, and
# through a ReLU at zero no gradient comes. What still moves, if all are dead, is the three biases behind
# them, which don't look at the image.

# %% [markdown]
# ### Is the rate too low?
#
# A rate far too low leaves the loss nearly where it was, too. Take `0.0003`, and look at the second digit
# after the decimal point.

# %%
crawling = train("rate of 0.0003", build(keras.optimizers.SGD(0.0003)))
for name, losses in [("rate of 0.0003", crawling), ("rate of 10", history["loss"])]:
    falls = np.diff(losses) < -0.001
    run.record("epochs in which the loss fell", name, falls.sum())
    print(f"the loss fell {falls.sum()} times after the first epoch, {name}")

# %% [markdown]
# It crawls, and it falls. In five epochs it has brought the accuracy to {{mean: accuracy, rate of 0.0003}}.
# With the rate of 10 waiting is in vain. A crawling network needs a higher rate or patience; a standing one
# must be built anew, perhaps with a lower rate.

# %% [markdown]
# ### Is it the data?
#
# Too few images, or wrong labels? Take both at once: 300 images, and three labels in ten replaced by a
# random one. The rate is the good one, `0.1`.

# %%
rng = np.random.default_rng(run.seed)
wrong = rng.random(300) < 0.3
poor = np.where(wrong, rng.integers(0, 3, 300), y[:300])
losses = train("poor data", build(keras.optimizers.SGD(0.1)), x[:300], poor)

# %% [markdown]
# Even such data give {{mean: accuracy, poor data}}: somewhat worse, and far from a third. (Labels that are
# *all* random leave a network guessing, as in lesson 00.)

# %% [markdown]
# ### Is it the initialisation?
#
# The student filled the layers with random numbers between two bounds, instead of using what Keras does by
# itself (`glorot_uniform`: the wider the layer, the smaller the numbers). We try these bounds, and, as a
# counter-example, a start with all weights zero. The rate is `0.1` for both.

# %%
uniform = keras.initializers.RandomUniform(-0.1, 0.1)
losses = train("the log's weights", build(keras.optimizers.SGD(0.1), weights=uniform))
losses = train("zero weights", build(keras.optimizers.SGD(0.1), weights="zeros"))

# %% [markdown]
# The log's numbers do no harm here: {{mean: accuracy, the log's weights}}. But how large are they, for layers
# as wide as these, and for those of VGG16? Compare the bound of `0.1` with the one that Keras would take.

# %% tags=["nbval-check-output"]
for name, widths in [("here", (784, 64, 64, 3)), ("VGG16", (25088, 4096, 4096, 3))]:
    pairs = zip(widths[:-1], widths[1:], strict=True)
    times = [0.1 / np.sqrt(6 / (before + after)) for before, after in pairs]
    print(f"{name:6}", *(f"{each:.1f} times" for each in times))

# %% [markdown]
# In VGG16 each layer starts with numbers several times too large, and their effects multiply. So our trial
# clears such numbers in narrow layers only.
#
# Zeros are another matter. The accuracy is a third, the loss stands still, and no learning rate helps: if all
# weights are zero, every hidden unit gives 0, every gradient of a weight is 0, and any rate times 0 is 0. But
# the report's loss rises first; this one never does. And look at the number at which it stands.

# %% tags=["nbval-check-output"]
print(f"a belief of one third in each class: loss {np.log(3):.4f}")

# %% [markdown]
# That network isn't sure of one class. It has never taken sides.

# %% [markdown]
# ### Is it the scale of the inputs?
#
# Forget the division by 255, and each pixel is up to 255 instead of up to 1. The rate stays at `0.1`.

# %%
losses = train("inputs to 255", build(keras.optimizers.SGD(0.1), scale=1.0))

# %% [markdown]
# It stays at a third as well: {{mean: accuracy, inputs to 255}} on average. (Now and then a network freezes
# while it can still tell one class from the others, and stands at two thirds.) Two explanations offer
# themselves. With inputs 255 times as large, each gradient of the first layer is that much larger, and so is
# the step: a rate too high. Or many beliefs lie beyond the clip before any step: look at the first loss. A
# lower rate on such inputs would tell; we haven't run it.

# %% [markdown]
# ### One look
#
# Four networks; three of them end at a third, or near it. Compare their losses *before the first step*.

# %%
first_losses["rate of 10"] = ask(unborn)[1]
for name in ["rate of 0.1", "rate of 10", "zero weights", "inputs to 255"]:
    first, final = first_losses[name], run.recorded["accuracy"][name]
    print(f"first loss {first:7.4f}, accuracy in the end {final:.4f}: {name}")
run.record("first loss", "rate of 10", first_losses["rate of 10"])
run.record("first loss", "inputs to 255", first_losses["inputs to 255"])

# %% [markdown]
# That splits off two of them. Rates of `0.1` and 10 begin alike, and it takes the first steps to tell them.
# In our four cases of trouble:
#
# - *Exactly the logarithm of the number of classes, and it stays there:* all beliefs are equal. Look at the
#   initialisation, or for a layer that passes nothing on.
# - *Far above it,* here {{mean: first loss, inputs to 255}}: sure and wrong before any training. Look at
#   the scale of the inputs, or for weights that are too large.
# - *Near it, not on it, and it leaps in the first steps:* the start was sound. Look at the learning rate.
# - *Near it, not on it, and it crawls in the first epochs:* the rate is too low.

# %% [markdown]
# ### Is it the optimiser?
#
# Adam, which other lessons used, adapts the step of each weight: it divides the gradient by its usual
# size, so that the rate alone says how far a weight moves. Does Adam bear any rate? We try rates over six
# powers of ten with both, with today's loss, three epochs each. To save time the same network is put back
# to its birth each time, and so is what the optimiser remembers.


# %%
def sweep(optimizer):
    model, answers = build(optimizer, loss=today), []
    born = model.get_weights()
    for rate in rates:
        model.set_weights(born)
        for variable in optimizer.variables:
            variable.assign(keras.ops.zeros_like(variable))
        optimizer.learning_rate = rate
        model.fit(x, y, batch_size=50, epochs=3, verbose=0)
        answers.append(ask(model))
    return np.transpose(answers)


# %% [markdown]
# A row for each rate. Where does each optimiser begin to learn, and where does it break?

# %%
rates = [0.00001, 0.0001, 0.001, 0.01, 0.1, 1.0, 10.0]
for name, optimizer in [("SGD", keras.optimizers.SGD()), ("Adam", keras.optimizers.Adam())]:
    accuracies, losses = sweep(optimizer)
    run.record("accuracy", name, accuracies)
    run.record("accuracy", f"{name} at 0.0001", accuracies[1])
    run.record("loss", f"{name} at 0.0001", losses[1])
pairs = zip(run.recorded["accuracy"]["SGD"], run.recorded["accuracy"]["Adam"], strict=True)
for rate, (sgd, adam) in zip(rates, pairs, strict=True):
    print(f"rate {rate:8g}: SGD {sgd:.3f}, Adam {adam:.3f}")

# %% [markdown]
# The same as a figure. Along the bottom, -4 stands for a rate of `0.0001`, 0 for a rate of 1.

# %%
label = "decimal logarithm of the learning rate"
run.show_curves(["SGD", "Adam"], measure="accuracy", xlabel=label, xs=np.arange(-5, 2))

# %% [markdown]
# Two hills, and Adam's begins far to the left of SGD's: at -4 it is up at {{mean: accuracy, Adam at
# 0.0001}}, while SGD stands at {{mean: accuracy, SGD at 0.0001}}. Both come down on the right, and on that
# slope a rate that worked once may not work again. Stay away from the edge.

# %% [markdown]
# ### A rate, measured
#
# Trying rates costs many trainings. The *range test* needs one epoch: start with a tiny rate, make it a
# little larger with each step, and write down the loss. Here are 60 steps over six powers of ten.

# %%
tried = np.geomspace(0.0001, 100, 61)[:60]
tester, losses = build(keras.optimizers.SGD(), loss=today), []
for step, rate in enumerate(tried):
    tester.optimizer.learning_rate = float(rate)
    tester.reset_metrics()
    batch = slice(50 * step, 50 * step + 50)
    losses.append(tester.train_on_batch(x[batch], y[batch])[0])

# %% [markdown]
# Single batches are noisy, so we take the mean of five neighbours. Losses above 3, and those that aren't
# numbers any more, are drawn at 3.

# %%
limited = np.fmin(losses, 3)
smooth = np.convolve(np.pad(limited, 2, mode="edge"), np.full(5, 0.2), mode="valid")
figure, axis = plt.subplots(figsize=(6, 3), layout="constrained")
axis.plot(tried, limited, "o", color="0.6", label="a batch")
axis.plot(tried, smooth, color="black", label="mean of five")
axis.set(xscale="log", xlabel="learning rate", ylabel="loss")
axis.legend(frameon=False)
plt.show()

# %% [markdown]
# From left to right: flat, because the rate is too low to matter; a slope, where the network learns; a
# valley; then a wall, where it blows up. Behind the wall the line may come down once more, to about the
# logarithm of 3: there the units have died. The bottom of the valley is too close to the wall, and a rule
# of thumb takes a tenth of that rate.

# %%
picked = float(tried[np.argmin(smooth)] / 10)
run.record("rate", "picked by the range test", picked)
losses = train("rate picked", build(keras.optimizers.SGD(picked), loss=today))
print(f"the range test picked a rate of {picked:.3g}")

# %% [markdown]
# In the recorded runs it picked {{range: rate, picked by the range test}}, and the networks trained with it
# reached {{mean: accuracy, rate picked}}, about as much as `rate of 0.1`. (Those had the loss of 2016, these
# have today's, so that the two differ in more than the rate.)

# %% [markdown]
# ### "NaN": is that a bug?
#
# Turn a rate up still further and everything may become `NaN`, *not a number*. Somebody reported that of an
# online playground as a bug. It is how computers answer when arithmetic has no answer.

# %% tags=["nbval-check-output"]
infinity = np.array(np.inf)
with np.errstate(all="ignore"):
    print("minus the logarithm of 0:  ", -np.log(np.array(0.0)))
    print("infinity minus infinity:   ", infinity - infinity)
    print("0 times infinity:          ", 0 * infinity)
    print("NaN plus 1:                ", np.array(np.nan) + 1)

# %% [markdown]
# The last line is why it spreads: whatever touches a NaN becomes one. Two ways into it: a logarithm without a
# clip, at our rate of 10, and today's Keras loss at a rate of a million. How much of the weights is NaN after
# one epoch?


# %%
def not_clipped(labels, beliefs):
    return -keras.ops.log(in_the_true_class(labels, beliefs))


for name, loss, rate in [("no clip", not_clipped, 10.0), ("a million", today, 1e6)]:
    model = build(keras.optimizers.SGD(rate), loss)
    losses = model.fit(x, y, batch_size=50, verbose=0).history["loss"]
    share = np.mean(np.concatenate([np.isnan(w).ravel() for w in model.get_weights()]))
    run.record("share of weights that are NaN", name, share)
    print(f"{name}: loss {losses[0]}, {share:.2f} NaN, accuracy {ask(model)[0]:.4f}")

# %% [markdown]
# All of them. Keras goes on training and even prints an accuracy: of three NaN, the first is taken for the
# largest, so every image is called a 0, and a third of them are. A callback makes Keras stop instead:

# %%
stopper = keras.callbacks.TerminateOnNaN()
stopped = model.fit(x, y, batch_size=50, epochs=5, verbose=0, callbacks=[stopper])
print("epochs begun:", len(stopped.history["loss"]), "of 5")

# %% [markdown]
# It stops in the first epoch, and that saves time, not the network: build it anew, with a lower rate.

# %% [markdown]
# ## The findings
#
# The ruler, laid down before measuring. The student sat at 33 of 100 (reported). Anything that reads ten more
# would have been a lead, and anything that takes ten away from a healthy network is a suspect: `0.1`. First
# what frees a network with a rate of 10, then what does harm at a rate of `0.1`.

# %%
pinned = run.question(
    "What pins it at a third?", "accuracy", reference="rate of 10", matters=0.1
)
pinned.raises("rate of 0.1")
pinned.does_not_matter("rate of 10, today's loss")
pinned.lowers("zero weights", "inputs to 255", against="rate of 0.1")
pinned.does_not_matter("poor data", "the log's weights", against="rate of 0.1")
pinned.raises("Adam at 0.0001", against="SGD at 0.0001")

# %% [markdown]
# Then the loss: of the four epochs after the first, in how many does it fall? One is the least that somebody
# who reads the output can see.

# %%
falls = run.question(
    "Does the loss still fall?", "epochs in which the loss fell", reference=0, matters=1
)
falls.raises("rate of 0.0003")
falls.does_not_matter("rate of 10")

# %% [markdown]
# And the first loss. It has no rate yet: read `rate of 10` as "untrained, inputs to 1". A sound start lies
# near the logarithm of 3, which is `1.1`; as much again on top is seen at a glance.

# %%
tells = run.question(
    "Does the first loss tell?", "first loss", reference="rate of 10", matters=1.1
)
tells.raises("inputs to 255")

# %% [markdown]
# Now the report: your run among the recorded ones.

# %%
run.report(
    answer="b",
    because="Few images and wrong labels leave the gradient alive, so the network learns what most labels "
    "say. The other three stop the gradient, or start without one.",
)

# %% [markdown]
# In the first picture the lower rate lies on the right, zero weights and unscaled inputs as far on the left,
# and near the line those that make no difference of `0.1`: poor data, the log's numbers (in narrow layers),
# and today's loss. Adam is judged at `0.0001` only, and the same rate is no like-for-like: SGD has hardly
# begun there. In the second picture all runs agree, so that its intervals have no width; certainty they
# aren't. The log, statement by statement:
#
# - *The learning rate was too high.* It may have been: with a hundredth of it, and nothing else changed, our
#   network went from {{mean: accuracy, rate of 10}} to {{mean: accuracy, rate of 0.1}}.
# - *The loss rises after an epoch and never changes again.* With the loss of that time, yes: the softmax is
#   saturated, the clip has no slope, and next to nothing moves.
# - *Keras hides too much of what it does.* There is something in it: the clip can't be seen from outside. But
#   three looks show that a network stands, and since when: the loss before the first step, the beliefs for
#   three images, the weights before and after an epoch.

# %% [markdown]
# ## Your turn
#
# Write `pick_rate`: it takes the rates of a range test, rising, and the loss at each. Walk from left to
# right. The first loss that is NaN, or more than twice the very first loss, is the *blow-up*: it and all
# that come after it don't count. Among the losses before it, find the lowest (the first, if several are
# equally low), and return a **tenth of its rate**. If nothing blows up, all losses count. For the rates
# `[0.01, 0.1, 1, 10, 100]` and the losses `[1.1, 0.9, 0.5, 7, nan]` it is `0.1`.
#
# <details><summary>A hint</summary>
#
# `nan > 2` is `False`, and so is every other comparison with NaN, even `nan == nan`. `np.isnan` knows it.
#
# </details>
#
# <details><summary>Another hint</summary>
#
# A loop over the losses that stops (`break`) at the blow-up can remember the best place so far.
#
# </details>


# %% tags=["exercise"]
def pick_rate(rates, losses):
    ### BEGIN SOLUTION
    best = 0
    for place, loss in enumerate(losses):
        if np.isnan(loss) or loss > 2 * losses[0]:
            break
        if loss < losses[best]:
            best = place
    return rates[best] / 10
    ### END SOLUTION


exercises.check("pick_rate", pick_rate)

# %% [markdown] tags=["instructor"]
# **For instructors.** Show the frozen fit first, without a word about rates, and collect guesses: the room
# will name the data, the labels, the software. Then let each group get *one* number from the network to
# test its guess. The loss of `10.745` is worth five minutes: who can say from this number alone what the
# network answers? (Two thirds of minus the logarithm of `1e-7`.) Common trouble: people lower the rate of a
# network that is already frozen and go on training it. Nothing happens, because zero gradients stay zero:
# build it anew. A good question for the quick: why is the loss with today's Keras not constant to the last
# digit? (Three biases still move, by 10 times a gradient that doesn't vanish.) And in the exercise it is
# mostly `np.argmin`, which takes NaN for the smallest number.

# %% [markdown]
# ## What remains
#
# The log names neither rate nor optimiser. A rate of 10 on three narrow layers is a *possible* mechanism, a
# thousand times the usual rate; in VGG16, whose wide layers began with numbers far too large for them, a much
# lower rate may do the same. Then the student's random numbers would be accomplices; we haven't tried it. Nor
# have we lowered the rate on unscaled inputs, which would show whether they are "a rate too high" or
# something else.

# %% [markdown]
# ## Take away
#
# - In our four cases, a loss that leapt in the first steps and then stood still meant a learning rate too
#   high. One that crawls is still moving: raise the rate, or wait.
# - Before you train for long, look at three things: the loss before the first step (near the logarithm of the
#   number of classes?), the beliefs for a few images, and how many weights move. Where softmax or ReLU is
#   *saturated*, no gradient comes through.
# - A rate can be measured: raise it step by step, find where the loss is lowest, and stay a factor of ten
#   below. NaN is most often no bug, but a rate far too high or the logarithm of 0.
#
# **Next:** Part III is to come. Until then, [start again from the first lesson](00_start_here.ipynb) and see
# which curves you read differently now.
#
# *Sources.* The log of two months of deep learning (2016), its part on Keras. How Keras on Theano
# clipped: `keras/backend/theano_backend.py` of those years. A NaN reported as broken: tensorflow/playground,
# issue 208. The range test: L. Smith, "Cyclical learning rates for training neural networks" (2017).
# Initialisation: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
# networks" (2010).
