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
#   minutes: 50
#   question: Does a training go on as if it had never stopped, if you keep the weights?
#   finding: "Not if its learning rate has fallen by then: from weights only, the next 15 batches have a loss of {{mean: loss, weights only}} instead of {{mean: loss, never stopped}}. The optimiser's memory is in the file, but isn't read. And a wrong network may take the weights without a word."
#   board: "weights only"
# ---

# %% [markdown]
# # 07 Saving and loading
#
# **You will** look inside the files in which networks are kept, find out what gets lost on the way, resume
# a training as if it had never stopped, and learn when to mistrust a file that loads without a word.
#
# **You need** [lesson 06](06_overfitting_curves.ipynb). **It takes** 50 minutes of yours and about 20
# seconds of the computer's.
#
# Numbers in the text are from {{runs}} recorded runs on MNIST; yours will differ a little.

# %% [markdown]
# ## The report
#
# The series of articles that we know from lessons 02 and 03 keeps its CNN in two ways. `model.save` writes
# `model.h5`, which `load_model` reads. `model.save_weights` writes `model_weights.h5`; for that one, the
# network has to be defined again before `load_weights`. The difference between the two, it says, is whether
# the network is inside.
#
# Others report more differences. Since 2020, people have told TensorFlow's issue tracker that a network
# they saved and loaded trains on as if it had forgotten something. So what is in such a file, and what
# comes back?

# %% [markdown]
# ## Your prediction
#
# A training is interrupted after its learning rate has fallen. All you have is what `save_weights` wrote.
# You define the same network, compile it as before, load that file, and train on. What will the loss of the
# next 15 batches be, compared with a training that was never interrupted? (At the very beginning a network
# guesses: a loss of about `2.3`.) Click, or where there are no buttons, type your letter: `my_guess = "b"`.

# %%
from utils import trial

my_guess = trial.guess(
    "a) exactly the same",
    "b) a larger one, but nothing like at the very beginning",
    "c) one as at the very beginning",
)
my_guess

# %% [markdown]
# Now the tools, the digits and the run. `zipfile` and `json` come with Python, and `h5py` reads the format in
# which Keras keeps its numbers.

# %%
import json
import logging
import tempfile
import zipfile
from pathlib import Path

import h5py
import numpy as np

from utils import errors, exercises
from utils.images import data
from utils.quiet import keras

digits = data.load()
run = trial.start("07_saving_and_loading", digits, guess=my_guess)

# %% [markdown]
# ## The scene
#
# ### A network worth keeping
#
# The article's CNN, layer by layer as in lesson 03, with its 100,858 parameters. For later, two things can
# be changed: the units of the first dense layer, and the activation.


# %%
def build(units=16, activation="relu"):
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Conv2D(32, 3, padding="same", activation=activation),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(units, activation=activation),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )


# %% [markdown]
# The learning rate falls, this time at one blow: `0.01` for the first steps, then a tenth of it. See where
# the number of those steps goes in.


# %%
def compiled(model, fall_after=100):
    rate = keras.optimizers.schedules.PiecewiseConstantDecay([fall_after], [0.01, 0.001])
    model.compile(
        keras.optimizers.Adam(rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


# %% [markdown]
# With 10,000 images in batches of 100, an epoch has 100 steps. The accuracy is taken on 5,000 test digits.

# %%
x, y = digits.x_train[:10000, ..., None], digits.y_train[:10000]
x_test, y_test = digits.x_test[:5000, ..., None], digits.y_test[:5000]


def score(model):
    answers = model.predict(x_test, batch_size=500, verbose=0).argmax(axis=1)
    return np.mean(answers == y_test)


# %% [markdown]
# We plan three epochs, the first at the high rate. After the second, somebody needs the computer: we stop.
# Watch how far it has got.

# %%
network = compiled(build())
network.fit(x, y, batch_size=100, epochs=2, verbose=2)
run.record("accuracy", "right network", score(network))
print(f"on the test digits: {score(network):.4f}")

# %% [markdown]
# ### Four files
#
# Here are four files to keep this in, in a temporary folder, which is gone when we are done. (The first two
# lines turn off messages in red: Keras calls the last format *legacy*, kept for old times' sake, and
# TensorFlow finds that we build too many networks.)

# %%
for talker in ("absl", "tensorflow"):
    logging.getLogger(talker).setLevel("ERROR")
folder = tempfile.TemporaryDirectory()
files = Path(folder.name)
network.save(files / "model.keras")
network.save_weights(files / "model.weights.h5")
(files / "model.json").write_text(network.to_json(), encoding="utf-8")
network.save(files / "model.h5")

# %% [markdown]
# A parameter takes 4 bytes. How many times the network's 100,858 parameters is each file? Guess before you
# look.

# %% tags=["nbval-check-output"]
for name in ("model.keras", "model.weights.h5", "model.json", "model.h5"):
    times = (files / name).stat().st_size / (4 * network.count_params())
    print(f"{name:17} {times:.1f} times the parameters")

# %% [markdown]
# One file has next to nothing in it, and three have three times what the network is made of, even the one
# that is called *weights*. Let us open them.
#
# ### Inside `.keras`
#
# It is an ordinary zip archive. Any zip program opens it, and so does Python. Look at the names of the
# files in it, and at what `config.json` knows.

# %% tags=["nbval-check-output"]
with zipfile.ZipFile(files / "model.keras") as archive:
    print("files:", *sorted(archive.namelist()))
    config = json.loads(archive.read("config.json"))
print("layers:", *(layer["class_name"] for layer in config["config"]["layers"]))
arguments = config["compile_config"]
print("optimiser:", arguments["optimizer"]["class_name"])
print("loss:", arguments["loss"])

# %% [markdown]
# The network as a text, and what we gave to `compile`. The numbers are in the third file, which is of the
# same kind as our `model.weights.h5`.
#
# ### Inside `.weights.h5`
#
# An *h5* file is like a folder: it has *groups*, which are like folders again, and *datasets*, which are
# arrays. `visititems` walks through all of them and calls a function with each one's name. Count the arrays
# of the network, then the others.


# %% tags=["nbval-check-output"]
def show(name, item):
    if isinstance(item, h5py.Dataset):
        print(f"{name:22} {item.shape}")


with h5py.File(files / "model.weights.h5") as file:
    file.visititems(show)

# %% [markdown]
# Six arrays below `layers` are the network: weights and biases of its three layers that learn. The other
# thirteen are the *optimiser's memory* (the field says *optimizer state*). Number 0, without a shape, is a
# counter: the steps made so far. Numbers 1 to 12 (sorted like words, 10 comes before 2) have the shapes of
# the six, each twice. For every parameter Adam keeps two running averages: which way it was pushed in the
# last steps, and how strongly. There are the three times.
#
# ### Inside the other two
#
# The JSON text has the network and the arguments of `compile`, and no array at all. The legacy file has
# groups like the ones above, and puts texts beside them, as *attributes*.

# %% tags=["nbval-check-output"]
written = json.loads((files / "model.json").read_text(encoding="utf-8"))
print("model.json:", *sorted(written))
print("optimiser in it:", written["compile_config"]["optimizer"]["class_name"])
with h5py.File(files / "model.h5") as file:
    print("model.h5, groups:", *sorted(file))
    print("model.h5, texts:", *sorted(file.attrs))

# %% [markdown]
# Here are the four as bars, in units of the network's parameters; the texts are too small to be seen.

# %%
import matplotlib.pyplot as plt

names = ["model.keras", "model.weights.h5", "model.json", "model.h5"]
figure, axis = plt.subplots(figsize=(6, 2.2), layout="constrained")
axis.barh(names, [1, 1, 0, 1], color="#0072B2", label="weights")
axis.barh(names, [2, 2, 0, 2], left=1, color="0.85", hatch="//", label="memory")
axis.set(xlabel="numbers in the file, in parameters of the network", xlim=(0, 4.3))
axis.invert_yaxis()
axis.legend(frameon=False, loc="center right")
plt.show()

# %% [markdown]
# Three bars of one part weights and two parts memory, and an empty row for the JSON text. So this is what is
# *in* the files. We will see that it isn't always what comes *out*.
#
# | | network | weights | arguments of `compile` | optimiser's memory |
# | :-- | :-- | :-- | :-- | :-- |
# | `.keras` | yes | yes | yes | yes |
# | `.weights.h5` | no | yes | no | yes |
# | `to_json` | yes | no | yes | no |
# | `.h5` (legacy) | yes | yes | yes | yes |
#
# ### There and back
#
# Load the three that have weights. Are all 100,858 parameters equal, *bit for bit*? And the answers to
# 1,000 digits? `array_equal` forgives nothing.

# %% tags=["nbval-check-output"]
from_keras = keras.models.load_model(files / "model.keras")
from_h5 = keras.models.load_model(files / "model.h5")
from_weights = build()
from_weights.load_weights(files / "model.weights.h5")
answers = network.predict(x_test[:1000], verbose=0)
back = {".keras": from_keras, ".h5": from_h5, ".weights.h5": from_weights}
for name, model in back.items():
    pairs = zip(model.get_weights(), network.get_weights(), strict=True)
    print(name, "weights equal:", all(np.array_equal(*pair) for pair in pairs))
    again = model.predict(x_test[:1000], verbose=0)
    print(name, "answers equal:", np.array_equal(again, answers))

# %% [markdown]
# For a network that will only answer from now on, the article is right: take either way, nothing is lost.

# %% [markdown]
# ## The suspects
#
# ### The article's file name
#
# With Keras 3 the article's own line stops. Read the message to its end: it says what to write instead.

# %%
with errors.expected(ValueError, saying="must end in `.weights.h5`"):
    network.save_weights(files / "model_weights.h5")

# %% [markdown]
# `model.weights.h5`, then, with a dot before *weights*. That is a matter of names. The next one isn't.
#
# ### Is the network all that is missing?
#
# Now we resume, in several ways. Each gets the same 15 batches in the same order: the first 1,500 images, as
# if the third epoch began. `train_on_batch` makes one step, and returns the loss that the batch had before
# it. First the training that never stopped: `network` is still in memory, with everything it knows.


# %%
def resume(model):
    batches = [(x[i : i + 100], y[i : i + 100]) for i in range(0, 1500, 100)]
    return np.array([float(model.train_on_batch(*batch)[0]) for batch in batches])


uninterrupted = resume(network)
run.record("loss", "never stopped", uninterrupted.mean())
print(f"never stopped: mean loss {uninterrupted.mean():.3f}")

# %% [markdown]
# Every other way is held against it, batch by batch. The *extra loss* is what the interruption costs; 0
# means that it left no trace. The `.keras` file goes first.


# %%
def cost(name):
    return run.recorded["loss"][name] - run.recorded["loss"]["never stopped"]


def measure(name, model):
    losses = resume(model)
    run.record("loss", name, losses.mean())
    run.record("extra loss so far", name, np.cumsum(losses - uninterrupted))
    print(f"{name}: mean loss {losses.mean():.3f}, extra {cost(name):.3f}")


measure("from .keras", from_keras)

# %% [markdown]
# Now the case of your prediction: the same network, compiled as before, then the weights. Keras gives a
# warning; on most screens it is one line among many. Read it slowly.

# %%
weights_only = compiled(build())
with errors.warned(saying="Skipping variable loading for optimizer"):
    weights_only.load_weights(files / "model.weights.h5")
measure("weights only", weights_only)

# %% [markdown]
# The file has the optimiser's 13 arrays, but a fresh optimiser has only its counter: it makes room for the
# averages when it sees the network for the first time, in the first batch. That is too late. So make it
# look earlier, and load again.


# %%
def restored(fall_after=100):
    model = compiled(build(), fall_after)
    model.optimizer.build(model.trainable_variables)
    model.load_weights(files / "model.weights.h5")
    return model


measure("weights and memory", restored())

# %% [markdown]
# One line, and the same file resumes as if nothing had happened. (Keras can do all this for you, while you
# train: `keras.callbacks.ModelCheckpoint` writes a file after each epoch, a *checkpoint*;
# `keras.callbacks.BackupAndRestore` also reads its own when you start `fit` again, with just this line
# first.)
#
# ### The rate, or the averages?
#
# Two things were forgotten. Without its *counter* the optimiser believes that it is at step 0, so the
# *rate* is back up at `0.01`. And it has lost its *averages*. Which of them is to blame?
#
# First suspect: only the rate. Everything is restored, but the rate stays up until step 1,000.

# %%
measure("rate back up", restored(fall_after=1000))

# %% [markdown]
# Second suspect: only the averages, and the counter that goes with them, by which Adam tells how few steps
# they are made of. `set_weights` brings no memory; a rate that falls before the first step is where it
# should be. (The article's rate never changes, so there is none to lose. Its own training we haven't run.)

# %%
forgetful = compiled(build(), fall_after=-1)
forgetful.set_weights(from_weights.get_weights())
measure("averages lost", forgetful)

# %% [markdown]
# Put the four into a square: left to right the rate changes, top to bottom the averages with their counter.
# Add up the two suspects, and compare with the corner where both meet.

# %%
print("extra loss       rate stays low   rate back up")
print(f"averages kept   {cost('from .keras'):15.3f}{cost('rate back up'):15.3f}")
print(f"averages lost   {cost('averages lost'):15.3f}{cost('weights only'):15.3f}")
run.record("cost", "both lost together", cost("weights only"))
added_up = cost("rate back up") + cost("averages lost")
run.record("cost", "each lost alone, added up", added_up)

# %% [markdown]
# In the recorded runs (the first line is the training that never stopped):
#
# {{table: loss | never stopped | averages lost | rate back up | weights only}}
#
# Added up, the two make less than what happens when they meet. Here is how the cost grows from batch to
# batch.

# %%
ways = ["from .keras", "averages lost", "rate back up", "weights only"]
run.show_curves(ways, measure="extra loss so far", xlabel="batch after resuming")

# %% [markdown]
# Four curves over 15 batches, each ending at 15 times its number in the square. From `.keras` the curve
# lies at 0, all the way. With averages lost it stays close to 0. With the rate back up it climbs, and with
# weights only it climbs most, from the second batch on.
#
# Why most together? Look at Adam's first step. It divides one average, which way a parameter was pushed, by
# the root of the other, how strongly. An optimiser that has seen a single batch has averages of one
# push, whose strength cancels out: what remains is its sign. So, by arithmetic, the first step is a whole
# rate for whatever is pushed at all. Three parameters, pushed very differently:

# %% tags=["nbval-check-output"]
fresh, pushed = keras.optimizers.Adam(0.01), keras.Variable(np.zeros(3, "float32"))
fresh.apply([np.array([100, -1, 0.01], "float32")], [pushed])
print("moved, in rates:", *(f"{moved:.3f}" for moved in pushed.numpy() / 0.01))

# %% [markdown]
# Now our network. Let both make one step at the high rate, and measure how far the 288 weights in the
# convolution's kernels move: the optimiser that remembers, and the one that doesn't.


# %%
def first_step(name, model):
    before = model.layers[1].get_weights()[0]
    model.train_on_batch(x[:100], y[:100])
    rates = np.abs(model.layers[1].get_weights()[0] - before) / 0.01
    run.record("first step in rates", name, rates[rates > 0].mean())
    print(f"{name}: a weight that moves goes {rates[rates > 0].mean():.2f} times the rate")


without_averages = compiled(build(), fall_after=1000)
without_averages.set_weights(from_weights.get_weights())
first_step("averages kept", restored(fall_after=1000))
first_step("averages lost", without_averages)

# %% [markdown]
# Nearly a full rate for each weight, where the optimiser that remembers takes {{mean: first step in rates,
# averages kept}} of it. At the high rate that is a jump. What the second batch costs can only come from
# this first step; that the rest does too isn't shown.
#
# ### Is the old format as good?
#
# According to our table, `.h5` has everything that `.keras` has. And its answers were equal. So train on
# with it.

# %%
with errors.expected(ValueError, saying="Unknown variable"):
    resume(from_h5)

# %% [markdown]
# Our version of Keras writes the averages into this file, but on loading it brings back the counter alone,
# in an optimiser that then knows none of the network's variables. You can compile the network again and
# train on: that is the case *weights only*.
#
# An aside on the same format; skip it if you like. Does saving change the network that is saved? Take three
# photographs in a row, with nothing in between, and look at the first and the last.

# %% tags=["nbval-check-output"]
sitter = restored()
for name in ("first.keras", "second.h5", "third.keras"):
    sitter.save(files / name)
print("first:", type(keras.models.load_model(files / "first.keras").optimizer).__name__)
with errors.warned(saying="Skipping variable loading for optimizer"):
    third = keras.models.load_model(files / "third.keras")
print("third:", type(third.optimizer).__name__)

# %% [markdown]
# Nobody asked for RMSprop. While it writes the legacy file, our version of Keras takes the optimiser out of
# the network's own notes on how it was compiled, and doesn't put it back. The third file is written from
# these notes, and whoever reads it gets what `compile` takes when it isn't told. A good reason to write
# `.keras`.
#
# ### Does Keras notice the wrong network?
#
# Weights are only numbers. Who makes sure that they get into the network they came from? First one that
# differs in width: 32 units in place of 16.

# %%
with errors.expected(ValueError, saying="could not be loaded"):
    build(units=32).load_weights(files / "model.weights.h5")

# %% [markdown]
# Shapes are compared. And what has no shape? You remember the network well, but was it `relu`, or
# `sigmoid`? Predict what Keras says.

# %%
other = build(activation="sigmoid")
other.load_weights(files / "model.weights.h5")
run.record("accuracy", "other activation", score(other))
print(f"on the test digits: {score(other):.4f}")

# %% [markdown]
# Nothing at all. Every number is in its place, and the network reads about as well as a guesser.
#
# When an error does come, people look for a way around it, and find `skip_mismatch=True`.

# %%
half = build(units=32)
with errors.warned(saying="could not be loaded"):
    half.load_weights(files / "model.weights.h5", skip_mismatch=True)
run.record("accuracy", "mismatch skipped", score(half))
print(f"on the test digits: {score(half):.4f}")

# %% [markdown]
# The error became a warning, and the dense layers stayed as random as they were born. That is fine for
# those who want to train these layers anew, and fatal for those who want answers. In the recorded runs:
#
# {{table: accuracy}}
#
# What helps is a receipt. Keep some answers of the network beside its weights, and compare after loading.

# %% tags=["nbval-check-output"]
names = ("right network", "other activation", "mismatch skipped")
for name, model in zip(names, (from_weights, other, half), strict=True):
    again = model.predict(x_test[:1000], verbose=0)
    print(f"{name}: answers as before: {np.allclose(again, answers, atol=1e-4)}")

# %% [markdown]
# ### May a stranger's file be loaded?
#
# Here is a harmless network. A `Lambda` layer, which takes any function of ours, divides by 255 in place of
# the `Rescaling`. Save it, and load it.

# %% tags=["nbval-check-output"]
dividing = keras.layers.Lambda(lambda image: image / 255)
last = keras.layers.Dense(10, activation="softmax")
handmade = keras.Sequential([keras.Input((28, 28)), dividing, keras.layers.Flatten(), last])
handmade.save(files / "handmade.keras")
with errors.expected(ValueError, saying="arbitrary code execution"):
    keras.models.load_model(files / "handmade.keras")

# %% [markdown]
# Keras refuses its own file. To see why, look at what was saved for this layer, and beside it at the
# `Rescaling` of our first network.

# %%
with zipfile.ZipFile(files / "handmade.keras") as archive:
    layer = json.loads(archive.read("config.json"))["config"]["layers"][1]
code = layer["config"]["function"]["config"]["code"]
print("Lambda:   ", code[:60], "…")
rescaling = config["config"]["layers"][1]["config"]
print("Rescaling:", {name: rescaling[name] for name in ("scale", "offset")})

# %% [markdown]
# The `Rescaling` is two numbers. The `Lambda` is a Python function, compiled and written as text: whoever
# loads and uses the network runs it. Ours divides. A stranger's may do all that you may do on your
# computer. So *a model file can be a program*, and deserves the same trust. In `.h5` and in JSON Keras
# refuses such a layer too; we tried. `safe_mode=False` lets it in: only for files that you wrote yourself.
#
# If you can, use layers that Keras has. If you must have a function, give it a name and register it with
# `keras.saving.register_keras_serializable()`: then the file has just the name, and the function stays in
# your own code. And from strangers take numbers only: define the network yourself, and load `.weights.h5`.

# %% [markdown]
# ## The findings
#
# All about resuming is from one rate that falls tenfold, one interruption, 15 batches. First the loss. An
# extra loss of `0.02` takes 2 of 100 off what the network believes of the true digit. Whoever resumes a
# training would hardly see less in its curve, so this is the ruler.

# %%
resuming = run.question(
    "What does an interruption cost the next 15 batches?",
    "loss",
    reference="never stopped",
    matters=0.02,
)
resuming.does_not_matter("from .keras", "weights and memory", "averages lost")
resuming.does_not_matter("rate back up", builtin="not proven")
resuming.raises("weights only")

# %% [markdown]
# Then what was forgotten: both together against the sum of each alone, by the same ruler.

# %%
together = run.question(
    "Do the two things forgotten cost more together than added up?",
    "cost",
    reference="each lost alone, added up",
    matters=0.02,
)
together.raises("both lost together")

# %% [markdown]
# And the networks that were loaded wrongly: whoever wants answers minds one more wrong in a hundred. Then
# the report.

# %%
loading = run.question(
    "Does a network that took the weights read the digits?",
    "accuracy",
    reference="right network",
    matters=0.01,
)
loading.lowers("other activation", "mismatch skipped")
run.report(
    answer="b",
    because="the weights are all there, so it doesn't begin anew; but the optimiser's memory "
    "wasn't read: its averages are lost, and with its counter at 0 the rate is up again.",
)

# %% [markdown]
# So the article's sentence holds for answering. For training on it needs a second half: what counts is
# whether the network is in the file, *and whether the optimiser's memory comes out of it*. At a rate as low
# as Adam's usual `0.001`, in our small network, lost averages cost {{gap: loss, averages lost | loss, never
# stopped}}. Where the rate has fallen, resuming from weights only costs {{gap: loss, weights only | loss,
# never stopped}}; the rate alone surely costs something, on
# MNIST too little to matter by our ruler.

# %% [markdown]
# ## Your turn
#
# Somebody sends you a `.weights.h5`. How many parameters does the network have? Write `parameters_in`: it
# takes the path of such a file and returns how many numbers its datasets below `layers` have, however deep
# they are nested. The optimiser's memory doesn't count. For the file of this lesson it would be 100,858.
#
# <details><summary>A hint</summary>
#
# `file["layers"].visititems(f)` calls `f(name, item)` for everything below `layers`, and stops early if `f`
# returns something. So let `f` put what it finds into a list. `item.size` is the count of a dataset's
# numbers; a group has none.
#
# </details>


# %% tags=["exercise"]
def parameters_in(path):
    ### BEGIN SOLUTION
    sizes = []

    def note(name, item):
        if isinstance(item, h5py.Dataset):
            sizes.append(item.size)

    with h5py.File(path) as file:
        file["layers"].visititems(note)
    return sum(sizes)
    ### END SOLUTION


exercises.check("parameters_in", parameters_in)

# %% [markdown]
# Done? Then leave the place as you found it.

# %% tags=["nbval-check-output"]
folder.cleanup()
print("files left behind:", files.exists())

# %% [markdown] tags=["instructor"]
# **For instructors.** Let the class fill in the table of the four formats *before* opening the files; most
# put "no" for the optimiser's memory in `.weights.h5`, as the name suggests. The 2 by 2 square is worth ten
# minutes at the board: two changes that harm more together than their sum is something that one-at-a-time
# testing alone would have missed. Ask who has ever resumed from a checkpoint and wondered about a bump in
# the curve.
#
# What goes wrong: running the resuming cells twice. `network` and the loaded ones have then learned from
# the batches already, and the numbers are others; run the lesson from its first cell. The slip with RMSprop
# belongs to Keras `3.15`; when a later version mends it, the cell's stored output turns the test red, and
# the section can go.

# %% [markdown]
# ## What remains
#
# - Does all that the two things forgotten cost together come from the full first step? Give the fresh
#   optimiser ten steps at a tiny rate, so that it has averages, then the high one: if the damage goes, it
#   does. We haven't run that.
# - How long the harm lasts, and what it does to the accuracy in the end, we didn't measure.
# - The reports to the issue tracker are many and differ. We tried what a file holds, not their networks.

# %% [markdown]
# ## Take away
#
# - Weights alone are enough to answer. To train on, the optimiser's memory must come out of the file too:
#   save `.keras`, or build the optimiser before `load_weights`. A file to train on from is a *checkpoint*.
# - Loading compares shapes, not what a layer does with its numbers. Keep a few answers as a receipt.
# - A model file can be a program. Don't switch `safe_mode` off for a stranger.
#
# This was the last lesson of the first part: you have built, trained, judged and kept networks that work.
#
# **Next:** [08 The split that hid a digit](08_the_split_that_hid_a_digit.ipynb) begins the second part, with
# a failure that somebody really reported.
#
# *Sources.* Day 4 of the series of articles "learn AI in 30 days" (2022). Forgotten optimisers: tensorflow
# issue 44670 (2020). Adam: D. Kingma and J. Ba (2015). Everything said about Keras was seen in version
# `3.15`; the line that takes out the optimiser is in its `keras/src/legacy/saving/saving_utils.py`.
