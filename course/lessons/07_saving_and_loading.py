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
#   title: Saving and loading
#   minutes: 55
#   question: Does a training go on as if it had never stopped, if you keep the weights?
#   finding: "With a constant learning rate, nearly. With a falling one, no: over the batches still due the loss is {{mean: loss, weights only}} instead of {{mean: loss, never stopped}}. The rate starts over, because its place was in the optimiser's counter. Set the rate right, and the weights are nearly enough."
#   board: "weights only"
# ---

# %% [markdown]
# # 07 Saving and loading
#
# **You will** interrupt a training, look into its files, and find out what must be in them to read digits, and what
# to train on.
#
# **You need** [lesson 06](06_overfitting_curves.ipynb). **It takes** 55 minutes of yours and about 40 seconds of the
# computer's. Numbers in the text are from {{runs}} recorded runs on MNIST; yours will differ a little.

# %% [markdown]
# ## The report
#
# The series of articles keeps its CNN in two ways. `model.save` writes `model.h5`, for `load_model`. After
# `model.save_weights`, the network has to be defined again before `load_weights`. The difference, it says, is whether
# the network is in the file. The author's notebook does both, and trains no further.
#
# In 2020 somebody who does train further wrote to Keras. They stop after 15 epochs, say, save the weights, later build
# the network again, load them and train on. Then their curves of loss and accuracy, expected to be
# continuous, have a pair of spikes. (The part that we could read names neither optimiser nor rate.)

# %% [markdown]
# ## Your prediction
#
# Three people train the article's CNN with Adam. Each stops, keeps only the weights, builds and compiles the same
# network again, loads them and goes on. Ann's learning rate is always `0.001`, as in the article, Ben's always
# `0.008`. Cem's falls from `0.008` to zero during the training; it stood at a tenth when he stopped. Over all
# batches still to come, whose loss will be higher than without the stop, by more than an epoch may gain, `0.02`?

# %%
from utils import trial

my_guess = trial.guess("a) nobody's", "b) Cem's", "c) Ben's and Cem's", "d) everybody's")
my_guess

# %% [markdown]
# The tools. `h5py` reads the format in which Keras keeps numbers.

# %%
import logging
import tempfile
from pathlib import Path

import h5py
import matplotlib.pyplot as plt
import numpy as np

from utils import diagrams, errors, exercises
from utils.images import data
from utils.quiet import keras

logging.getLogger("tensorflow").setLevel("ERROR")  # no red messages

# %% [markdown]
# We shuffle once, here, and not again, so that we know which images are still to come.

# %%
digits = data.load()
run = trial.start("07_saving_and_loading", digits, guess=my_guess)
order = np.random.permutation(60000)
x, y = digits.x_train[order][..., None], digits.y_train[order]
x_test, y_test = digits.x_test[..., None], digits.y_test

# %% [markdown]
# ## The scene
#
# ### A training in two days
#
# The article's CNN, with its 100,858 parameters.


# %%
def build(activation="relu"):
    conv = keras.layers.Conv2D(32, 3, padding="same", activation=activation)
    dense, last = keras.layers.Dense(16, activation), keras.layers.Dense(10, "softmax")
    inputs, ink = keras.Input((28, 28, 1)), keras.layers.Rescaling(1 / 255)
    pool, flatten = keras.layers.MaxPooling2D(2), keras.layers.Flatten()
    return keras.Sequential([inputs, ink, conv, pool, flatten, dense, last])


# %% [markdown]
# Cem plans 600 batches of 100 images, each image once. His rate falls along a straight line to zero. Keras calls such a
# plan a *learning rate schedule*.


# %%
def line(start, steps):
    return keras.optimizers.schedules.PolynomialDecay(start, steps, end_learning_rate=0.0)


planned = line(0.008, 600)


def compiled(rate, weights=None):
    model, loss = build(), "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"])
    if weights:
        model.set_weights(weights)
    return model


# %% [markdown]
# He trains on 540 batches today and leaves 60 for tomorrow. If you train for hours, let Keras save as it goes:
# `ModelCheckpoint` writes a file after each epoch, a *checkpoint*; `BackupAndRestore` keeps one in case the training is
# cut off.

# %%
folder = tempfile.TemporaryDirectory()
files = Path(folder.name)
saver = keras.callbacks.ModelCheckpoint
whole = saver(files / "model.keras")
only_weights = saver(files / "model.weights.h5", save_weights_only=True)
backup = keras.callbacks.BackupAndRestore(files / "backup", delete_checkpoint=False)
how = {"batch_size": 100, "shuffle": False, "verbose": 0}


def trained(rate, callbacks=()):
    model = compiled(rate)
    model.fit(x[:54000], y[:54000], callbacks=[*callbacks], **how)
    return model


# %% [markdown]
# Train today's batches. How large are the files, counted in networks (4 bytes a parameter)?


# %%
def score(arm, model):
    answers = model.predict(x_test, batch_size=500, verbose=0).argmax(axis=1)
    accuracy = np.mean(answers == y_test)
    run.record("accuracy", arm, accuracy)
    print(f"{arm}: test accuracy {accuracy:.4f}")


network = trained(planned, [whole, only_weights, backup])
for file in sorted(files.rglob("*.*")):
    print(f"{file.stat().st_size / (4 * network.count_params()):.1f} ×", file.name)

# %% [markdown]
# Three files are three times as large as the network, even those called *weights*. (`latest` is `BackupAndRestore`'s.)
#
# ### Inside
#
# An *h5* file is a folder of arrays. Which of them belong to the network?


# %% tags=["nbval-check-output"]
def show(name, item):
    if isinstance(item, h5py.Dataset):
        print(f"{name:22} {item.shape}")


with h5py.File(files / "model.weights.h5") as file:
    file.visititems(show)

# %% [markdown]
# Six arrays stand below `layers`: weights and biases. The other thirteen are the optimiser's memory, its *optimizer
# state*. Number 0 is a *counter* of steps. The other twelve have the shapes of the six, each twice. Adam moves a
# parameter by the rate times its *mean slope* of late, divided by the *usual size* of its slopes (lesson 01).
#
# Four formats; `.h5` is the article's. Which parts would you expect in each?

# %%
parts = ["network", "compile", "weights", "counter", "mean slopes", "usual sizes"]
inside = {".keras": parts, ".weights.h5": parts[2:], ".json": parts[:2], ".h5": parts}
diagrams.show_files(inside)

# %% [markdown]
# Four boxes. `.keras` and `.h5` have all six parts: how the network is built, what `compile` was given, the weights, the
# memory's three. `.weights.h5` lacks the first two; `.json` (from `to_json`) has only those.
#
# ### To read digits
#
# Keep a *receipt*: a thousand answers. Then load the network, or build it and load its weights, or build it wrongly, with
# `sigmoid`. What will Keras say?


# %% tags=["nbval-check-output"]
def fits(model):
    again = model.predict(x_test[:1000], verbose=0)
    return np.allclose(again, receipt, atol=1e-4)


receipt = network.predict(x_test[:1000], verbose=0)
from_keras = keras.models.load_model(files / "model.keras")
from_weights, other = build(), build("sigmoid")
from_weights.load_weights(files / "model.weights.h5")
other.load_weights(files / "model.weights.h5")
weights = from_weights.get_weights()
print("the same answers:", fits(from_keras), fits(from_weights), fits(other))

# %% [markdown]
# Nothing: all shapes fit. Two give the same answers: to read digits, the article is right. The third doesn't. How much
# does it read?

# %%
score("sigmoid for relu", other)

# %% [markdown]
# ## The suspects
#
# Now train on. `go_on` takes the 60 batches that are *due* and returns each one's loss before its step. First the
# network that never stopped.


# %%
def go_on(model):
    batches = [(x[i : i + 100], y[i : i + 100]) for i in range(54000, 60000, 100)]
    return np.array([float(model.train_on_batch(*batch)[0]) for batch in batches])


never = go_on(network)
run.record("loss", "never stopped", never.mean())
score("never stopped", network)

# %% [markdown]
# ### Only the weights
#
# Now Cem as he did it. How many arrays has a new optimiser, and what does Keras say?


# %%
def measure(arm, model):
    losses = go_on(model)
    run.record("loss", arm, losses.mean())
    run.record("extra loss, added up", arm, np.cumsum(losses - never)[2::3])
    print(f"loss {losses.mean():.3f}, never stopped {never.mean():.3f};", end=" ")
    score(arm, model)


forgetful = compiled(planned)
print("arrays:", len(forgetful.optimizer.variables))
with errors.warned(saying="Skipping variable loading for optimizer"):
    forgetful.load_weights(files / "model.weights.h5")
measure("weights only", forgetful)

# %% [markdown]
# One, the counter. A new optimiser makes room for the other twelve only at its first batch. So the memory is in the
# file, but isn't read, and the warning is easy to miss. (If you compile *after* loading, there is none.)
#
# ### Everything
#
# So make room first, by `optimizer.build`, or load the `.keras` file. Or start the same script again:
# `BackupAndRestore` looks for its file when `fit` begins. To it, our days are two epochs, the first one done. Is the loss
# the same?


# %% tags=["nbval-check-output"]
def loaded(rate, name="model"):
    model = compiled(rate)
    model.optimizer.build(model.trainable_variables)
    model.load_weights(files / f"{name}.weights.h5")
    return model


for name, model in {".keras": from_keras, ".weights.h5, built": loaded(planned)}.items():
    print(f"{name}: the same losses: {np.allclose(go_on(model), never, atol=0.001)}")
second = compiled(planned).fit(x[54000:], y[54000:], epochs=2, callbacks=[backup], **how)
print("BackupAndRestore:", np.allclose(second.history["loss"], never.mean(), atol=0.001))

# %% [markdown]
# It is, three times.
#
# ### The rate, or the averages?
#
# Lost were the counter and both averages. Without the counter, Cem's rate starts over:

# %%
plt.figure(figsize=(6, 2.6), layout="constrained")
plt.plot([0, 600], [0.008, 0], "k-", label="as planned")
plt.plot([540, 600], [0.008, 0.0072], "r--", label="counter lost")
plt.gca().set(xlabel="step", ylabel="learning rate")
plt.legend()
plt.show()

# %% [markdown]
# A line that falls to zero, and a short dashed one, back at the top. `passing` gives a line, as steep as planned, that
# has a given rate at a given step. First all the memory, but the rate back up; then weights only, but the rate mended.


# %%
def passing(rate, step):
    slope = 0.008 / 600
    steps = step + round(rate / slope)
    return line(slope * steps, steps)


measure("rate back up", loaded(passing(0.008, step=540)))
measure("weights only, rate mended", compiled(passing(0.0008, step=0), weights))

# %% [markdown]
# How does the cost grow? Where a curve is flat, the harm is over.

# %%
ways = ["weights only, rate mended", "rate back up", "weights only"]
run.show_curves(ways, measure="extra loss, added up", xlabel="batch", xs=range(3, 61, 3))

# %% [markdown]
# With the rate mended the curve stays near zero. With the rate back up it climbs; with weights only it climbs sooner.
#
# ### Or the leap?
#
# Another explanation is plausible. At a new Adam's first batch, the mean slope is that batch's, and so is the
# usual size. Their ratio is 1 or -1, so every parameter with a slope leaps by one whole rate. Is it the leap that
# hurts? Take it away: give the new optimiser ten steps at a tiny rate, on today's last ten batches. Then it has
# averages, and the weights have hardly moved.

# %%
scout = compiled(line(1e-7, 10**9), weights)
scout.fit(x[53000:54000], y[53000:54000], **how)
scout.save_weights(files / "scout.weights.h5")
back_up_at_ten = passing(0.008, step=10)
measure("weights only, ten tiny steps first", loaded(back_up_at_ten, "scout"))

# %% [markdown]
# Is the leap really gone? Let each optimiser make one step. How far do the weights of the first dense layer move, if
# they move at all?


# %%
def draw_first_step(label, style, model):
    before = model.layers[-2].get_weights()[0]
    model.train_on_batch(x[54000:54100], y[54000:54100])
    moved = np.abs(model.layers[-2].get_weights()[0] - before).ravel() / 0.008
    moved = moved[moved > 0.001]
    plt.hist(moved, 40, range=(0, 1.05), histtype="step", ls=style, label=label)


plt.figure(figsize=(6, 2.8), layout="constrained")
draw_first_step("weights only", "-", compiled(planned, weights))
draw_first_step("ten tiny steps first", "--", loaded(back_up_at_ten, "scout"))
draw_first_step("rate back up", ":", loaded(passing(0.008, step=540)))
plt.gca().set(xlabel="length of the first step, in learning rates", ylabel="weights")
plt.legend()
plt.show()

# %% [markdown]
# Three outlines, from 0 to 1. With weights only there is a peak at 1: the leap. After ten tiny steps few weights go that
# far. Did the harm go?
#
# ### And Ann and Ben?
#
# Their rates never change; only averages can be lost.

# %%
for rate in (0.001, 0.008):
    steady = trained(rate)
    again = compiled(rate, steady.get_weights())
    run.record("loss", f"constant {rate}", go_on(steady).mean())
    run.record("loss", f"constant {rate}, weights only", go_on(again).mean())

# %% [markdown]
# ### And after seven epochs?
#
# The notebook trains for ten epochs, in batches of 128. A long arm stops after seven and compares the loss of the
# eighth, as `fit` prints it.


# %%
def eighth_epoch():
    way, falling = {"batch_size": 128, "verbose": 0}, line(0.008, 4690)
    for name, rate in {"constant": 0.001, "falling": falling}.items():
        model = compiled(rate)
        model.fit(x, y, epochs=7, **way)
        arms = {name: model, f"{name}, weights only": compiled(rate, model.get_weights())}
        if name == "falling":
            arms["falling, rate mended"] = compiled(line(0.0024, 1407), model.get_weights())
        for arm, each in arms.items():
            run.reseed()  # the same order of images for all
            loss = each.fit(x, y, **way).history["loss"][0]
            run.record("eighth epoch's loss", arm, loss)


run.long(eighth_epoch, minutes=3)

# %% [markdown]
# ## The findings
#
# {{table: loss}}
#
# {{table: eighth epoch's loss}}
#
# {{table: accuracy}}
#
# The ruler. If you go on training, you mind work that must be done again. In the author's notebook the fourth epoch
# brings the loss from 0.1169 (reported) to 0.0946 (reported), and our trainings stop around there. So a stop that
# costs `0.02` undoes an epoch.

# %%
jump = run.question("Is the loss higher?", "loss", reference="never stopped", matters=0.02)
jump.raises("weights only")
jump.raises("rate back up")
jump.does_not_matter("weights only, rate mended")
jump.does_not_matter("weights only, ten tiny steps first", against="weights only")
jump.does_not_matter("constant 0.001, weights only", against="constant 0.001")
jump.does_not_matter("constant 0.008, weights only", against="constant 0.008")

# %% [markdown]
# A later epoch gains less: the notebook's eighth goes from 0.0618 (reported) to 0.0555 (reported), so there the ruler
# is `0.006`. These rows rest on five runs.

# %%
later = run.question(
    "And in the eighth?", "eighth epoch's loss", reference="constant", matters=0.006
)
later.does_not_matter("constant, weights only")
later.raises("falling, weights only", against="falling")
later.does_not_matter("falling, rate mended", against="falling")

# %% [markdown]
# For the accuracy in the end, lesson 02's ruler: one digit in 200.

# %%
end = run.question("And in the end?", "accuracy", reference="never stopped", matters=0.005)
end.not_proven("weights only")
end.does_not_matter("weights only, rate mended")

# %% [markdown]
# Who was right?

# %%
why = "Only Cem's rate depends on the counter, so it starts over. Ann and Ben lose no more than averages."
run.report(answer="b", because=why)

# %% [markdown]
# So weights are enough to read digits, if you build the same network. To go on as if nothing had happened, the memory
# must *come out of* the file, too. With weights only Cem's loss is {{mean: loss, weights only}} instead of {{mean: loss, never stopped}};
# once the rate is mended, it is {{mean: loss, weights only, rate mended}}. Without the leap it stays up, at
# {{mean: loss, weights only, ten tiny steps first}}.
#
# At the article's constant rate weights only cost {{gap: loss, constant 0.001, weights only | loss, constant 0.001}}, and in
# the eighth epoch {{gap: eighth epoch's loss, constant, weights only | eighth epoch's loss, constant}}. So if
# the report's rate was falling, this can explain its spikes; at a constant rate we saw none so large.

# %% [markdown]
# ## Your turn
#
# **1. A number.** Plain gradient descent keeps no average; with momentum it keeps the step before. How many times the
# network's size are their `.weights.h5` files?
#
# <details><summary>The answer</summary>
#
# Once and twice, and a counter.
#
# </details>
#
# **2. Write the resume.** One thing was in no file: the order of images. After a restart `fit` draws a new one, and begins a
# half-done epoch again. But the counter is saved; let the order follow from it. In epoch `e`, counted from 0, it is
# `np.random.default_rng([seed, e]).permutation(count)`. Write `due`: from the counter, the number of images, the batch
# size and the seed, it returns the places of the images in the next batch. An epoch's last batch may be shorter: 7
# images in batches of 3 make three steps, so after 5 steps epoch 1's last image is due.
#
# <details><summary>A hint</summary>
#
# `-(-a // b)` divides and rounds up; `divmod(a, b)` gives how often b goes into a, and the rest.
#
# </details>


# %% tags=["exercise"]
def due(step, count, batch, seed):
    ### BEGIN SOLUTION
    epoch, place = divmod(step, -(-count // batch))
    order = np.random.default_rng([seed, epoch]).permutation(count)
    return order[place * batch : (place + 1) * batch]
    ### END SOLUTION


exercises.check("due", due)

# %% [markdown]
# **3. Diagnose.** Three trainings went on from a file. What was lost?
#
# - A: the loss is up, and in the log the rate is back where it began.
# - B: the accuracy is `0.1` from the first batch on; no warning came.
# - C: for half an epoch the training loss is lower than ever, then as before.
#
# <details><summary>The answer</summary>
#
# A: the memory wasn't read. B: the network is another one. C: the place in the epoch; it began again, with images
# just seen.
#
# </details>
#
# **4. Your suspect.** Before going on, change **one** thing in the optimiser: perhaps lose only the counter, by
# `model.optimizer.iterations.assign(0)`. Predict the loss; then write `as_it_was`'s lines into `my_change`, changed.


# %%
def as_it_was():
    model = trained(planned)
    return go_on(model).mean()


def my_change(): ...


run.try_out(jump, "my change", my_change, as_it_was)

# %% [markdown]
# <details><summary>May a stranger's file be loaded? And does the article's line still work?</summary>
#
# - A `Lambda` layer's function is saved as compiled code, which runs when the network is used. So *a model file can be
#   a program*. Keras refuses it unless you say `safe_mode=False`: only for your own. From strangers take `.weights.h5`.
# - `save_weights("model_weights.h5")` is an error today: the name must end in `.weights.h5`. `model.save("model.h5")`
#   works, but suffices only to answer: Keras `3.15` doesn't read the averages, and training on stops with an error.
#
# </details>

# %% [markdown] tags=["instructor"]
# **For instructors.** Let the class fill in the boxes before the file is opened, and vote before the ten tiny steps. A cell
# that goes on trains further each time it runs.

# %% [markdown]
# ## What remains
#
# - With weights only the cost comes sooner than with the rate back up. Which average is missing, we haven't told apart.
# - One network, one optimiser, one kind of schedule. `LearningRateScheduler` counts epochs instead of steps (tell `fit` its
#   `initial_epoch`); we haven't tried it.
# - The random state is in no file: with shuffling, nothing resumes bit for bit.

# %% [markdown]
# ## Take away
#
# - Weights suffice to answer. To train on, keep a *checkpoint* with the *optimizer state*, and see that it is read: `.keras`,
#   `BackupAndRestore`, or `optimizer.build` before `load_weights`.
# - With a *learning rate schedule* the counter carries the rate. If you have only weights, set the rate yourself.
# - Loading weights compares shapes only: keep a receipt.
#
# **Next:** [08 The split that hid a digit](08_the_split_that_hid_a_digit.ipynb), where somebody's failure goes on trial.
#
# *Sources.* Day 4 of "learn AI in 30 days" (2022) and its author's notebook. Keras issue 13769 (2020); like it, TensorFlow's
# 40342 (2020). Adam: D. Kingma, J. Ba (2015). Keras was `3.15`; in early 2024 `BackupAndRestore` still lost the memory
# (Keras issue 19389).
