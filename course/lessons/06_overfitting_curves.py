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
#   title: Overfitting curves
#   minutes: 50
#   question: Is the article's network at its best after five or six epochs?
#   finding: "Two lists by its author have their lowest test loss in the 8th and the 10th epoch; our runs, of twenty epochs, in epoch {{range: lowest epoch, batches of 128}}. And messy labels aren't a case of underfitting here: of every five labels one was wrong, and of those a small network learned {{mean: by heart, 1,000 digits}} by heart."
#   board: "4,000 digits, 10 epochs"
# ---

# %% [markdown]
# # 06 Overfitting curves
#
# **You will** read a training's two loss curves, say what their numbers are made of, and tell four cases apart.
#
# **You need** [lesson 05](05_pooling.ipynb). **It takes** 50 minutes of yours and about 40 seconds of the computer's.
# Numbers in the text are from {{runs}} recorded runs on MNIST; yours will differ a little.

# %% [markdown]
# ## The report
#
# How good is a trained network? The article of lesson 03 draws its loss, epoch by epoch, on training digits and on test
# digits, and reads three things off the two curves:
#
# - *Overfitting*: training data are learned too well, and others are read badly. The training loss falls, the test loss
#   stays or even rises.
# - *Underfitting*: the regularity is missed, usually because parameters are too few, the structure is too simple or the
#   data too messy. The test loss never catches up with the training loss.
# - Here the 5th or 6th epoch is best.
#
# Earlier it shows a training's last line: loss 0.0424 (reported) at accuracy 0.9973 (reported). In the test it is
# 0.1313 (reported) at 0.9836 (reported). Its lists end elsewhere, so that was another run. Is it odd?

# %% [markdown]
# ## Your prediction
#
# A network learns 1,000 digits. Its loss on new digits falls, turns and climbs, till it is about a sixth *above* its
# lowest. How many new digits does it misread then, compared with that lowest point?

# %%
from utils import trial

my_guess = trial.guess("a) about a sixth more", "b) twice as many", "c) as many, or fewer")
my_guess

# %% [markdown]
# Tools, digits, seed.

# %%
import numpy as np

from utils import diagrams, exercises, plots
from utils.images import data
from utils.quiet import keras

layers = keras.layers
digits = data.load()
run = trial.start("06_overfitting_curves", digits, guess=my_guess)
rng = np.random.default_rng(run.seed)

# %% [markdown]
# ## The scene
#
# ### Three piles
#
# Whoever picks the best of many epochs by some digits picks luck, too: *selection bias*. So keep a pile that nothing is
# chosen by. What does each pile decide?

# %%
diagrams.show_piles({"training": "weights", "watched": "choices", "sealed": "nothing"})

# %% [markdown]
# Three piles. The *watched* one is usually called *validation*: it sets no weight, but you choose by it. We cut the
# test digits in two for it, and take 4,000 training digits for small trials.

# %%
order = rng.permutation(10000)
x_watched, x_sealed = np.split(digits.x_test[order], 2)
y_watched, y_sealed = np.split(digits.y_test[order], 2)
few = rng.permutation(60000)[:4000]
x_few, y_few = digits.x_train[few], digits.y_train[few]

# %% [markdown]
# ### A thousand digits
#
# For small trials, a dense network with one hidden layer, at five times Adam's usual rate, so that you needn't wait.
# (`*middle` takes any number of layers.)


# %%
def stack(*middle, rate=0.005, metrics=()):
    start = keras.Input((28, 28)), layers.Rescaling(1 / 255)
    model = keras.Sequential([*start, *middle, layers.Dense(10, activation="softmax")])
    adam, loss = keras.optimizers.Adam(rate), "sparse_categorical_crossentropy"
    model.compile(adam, loss, metrics=["accuracy", *metrics], steps_per_execution=10)
    return model


def build(units=256, dropout=0.0):
    run.reseed()  # all networks start from the same random numbers
    hidden = layers.Dense(units, activation="relu")
    return stack(layers.Flatten(), hidden, layers.Dropout(dropout))


# %% [markdown]
# `study` trains, watches, and keeps the weights of every epoch: Keras *calls back* a function of ours at its end. `ask`
# returns beliefs.


# %%
def study(model, x, y, epochs=40, batch=100, watched=(x_watched, y_watched)):
    weights, watch = [], {"validation_data": watched, "validation_batch_size": 500}
    keep = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, log: weights.append(model.get_weights())
    )
    log = model.fit(x, y, batch, epochs, verbose=0, callbacks=[keep], **watch).history
    return log, weights


def ask(model, images, training=False):
    return np.asarray(model(images.astype("float32"), training=training))


# %% [markdown]
# Find the lowest point of each curve.

# %%
wide = build()
clean, weights = study(wide, x_few[:1000], y_few[:1000])
run.record("loss", "training", clean["loss"][1::2])  # of every second epoch
run.record("loss", "watched", clean["val_loss"][1::2])
run.show_curves(["training", "watched"], measure="loss", xlabel="epoch", xs=range(2, 41, 2))

# %% [markdown]
# The training loss falls nearly to 0. The watched loss turns early and climbs gently, and a gap opens. It is the mark
# of overfitting: what was learned *generalises* badly.
#
# Does the climb mean more mistakes? Take the weights of two moments: the lowest watched loss and the last epoch.
# Nothing is left to choose: open the seal.


# %%
def judge(kind, model, log, weights):
    beliefs = {}
    for moment, epoch in (("lowest", np.argmin(log["val_loss"])), ("last", -1)):
        model.set_weights(weights[epoch])
        beliefs[moment] = ask(model, x_watched), ask(model, x_sealed)
        misread = np.mean(beliefs[moment][1].argmax(axis=1) != y_sealed)
        run.record("misread", kind + moment, misread)
        print(f"{misread:.4f} misread  {kind + moment}")
    return beliefs


beliefs = judge("", wide, clean, weights)

# %% [markdown]
# Two shares of the sealed digits. To see where the loss comes from, ask what each digit costs: `-log` of the belief in
# its true label (the brackets pick that belief). The loss is their mean. Sort them: where do the lines part?


# %%
def cost(beliefs, labels):
    return -np.log(np.maximum(beliefs[np.arange(len(labels)), labels], 1e-30))


costs = {moment: cost(sealed, y_sealed) for moment, (_, sealed) in beliefs.items()}
plots.show_sorted(costs, "sealed digits, the dearest first", "cost", most=1000)

# %% [markdown]
# At the left the last epoch's is higher: a few hundred digits cost more. Has the network grown surer of all its answers,
# the wrong ones included?
#
# Then taking sureness away must bring the loss down again. Take a root of all beliefs, and scale them to add up to 1:
# the square root makes `0.75` and `0.25` of `0.9` and `0.1`. The largest stays the largest, so no answer changes. Do it
# at both moments, since any network may profit, each with the root that suits the watched pile best.


# %%
def milder(beliefs, root):
    powers = np.maximum(beliefs, 1e-30) ** (1 / root)
    return powers / powers.sum(axis=1, keepdims=True)


mild = {}
for moment, (seen, sealed) in beliefs.items():
    losses = {r: cost(milder(seen, r), y_watched).mean() for r in (1, 1.5, 2, 3, 4)}
    mild[moment] = cost(milder(sealed, min(losses, key=losses.get)), y_sealed)
    print(f"{costs[moment].mean():.3f}, milder {mild[moment].mean():.3f}  {moment}")
run.record("climb", "as it is", costs["last"].mean() - costs["lowest"].mean())
run.record("climb", "milder", mild["last"].mean() - mild["lowest"].mean())

# %% [markdown]
# From lowest to last, is there still a climb?
#
# ### Training above validation?
#
# A gap can have the wrong sign, too. Keras prints a training loss that is a *running mean* over the epoch, early
# batches included, and has dropout on (lesson 02). Take away the first, then the second. Read along the lines.

# %%
print("printed, after it, dropout off, watched; dropout, epoch")
for dropout in (0.0, 0.5):
    model = build(dropout=dropout)
    for epoch in range(1, 9):
        printed = model.fit(x_few, y_few, batch_size=100, verbose=0).history["loss"][0]
        if epoch in (1, 8):
            on = cost(ask(model, x_few, training=True), y_few).mean()
            off = cost(ask(model, x_few), y_few).mean()
            new = cost(ask(model, x_watched), y_watched).mean()
            row = {"printed": printed, "after it": on, "dropout off": off, "watched": new}
            print(*(f"{loss:.3f}" for loss in row.values()), " ", dropout, epoch)
            for name, loss in row.items():
                run.record(f"loss, dropout {dropout}", f"epoch {epoch}, {name}", loss)

# %% [markdown]
# In the first epoch the running mean does most, dropout or not. In the eighth, dropout has its share as well. Measured
# alike, in the last two columns, training isn't above.

# %% [markdown]
# ## The suspects
#
# ### "Too few parameters"
#
# Four hidden units get all 60,000 digits, till hardly anything is gained. Their opponent has 256, and a quarter of the
# epochs. Where do both end?

# %%
everything = digits.x_train, digits.y_train
small, _ = study(build(4), *everything, epochs=20, batch=500)
rival, _ = study(build(256), *everything, epochs=5, batch=500)
run.record("training loss", "4 units", small["loss"][-1])
run.record("training loss", "256 units", rival["loss"][-1])
run.record("watched loss", "4 units", small["val_loss"][-1])
run.record("fall", "4 units, last five epochs", small["loss"][14] - small["loss"][19])
plots.show_pairs({"4 units": small, "256 units": rival}, top=2.4)

# %% [markdown]
# Two pairs. On the left both curves flatten high up and close together: underfitting. On the right both go far below.
#
# ### "Too messy data"
#
# Every fifth label is now wrong: one kind of mess. Will the wide network fail to learn the wrong ones?

# %%
y_messy = y_few.copy()
y_messy[::5] = (y_few[::5] + rng.integers(1, 10, 800)) % 10  # 1 to 9 further: another digit
plots.show_images(x_few[:10], titles=y_messy[:10])

# %% [markdown]
# Ten digits and their labels; the first and the sixth are wrong. Of all *wrong* labels, how many does a network give
# back, *by heart*? The control learned the right labels. Then 4,000 digits: for as many epochs, and for a quarter: as
# many steps as with 1,000.


# %%
def by_heart(model, count):
    return np.mean(ask(model, x_few[:count:5]).argmax(axis=1) == y_messy[:count:5])


model = build()
messy, weights = study(model, x_few[:1000], y_messy[:1000])
run.record("by heart", "right labels", by_heart(wide, 1000))
run.record("by heart", "1,000 digits", by_heart(model, 1000))
for epochs in (40, 10):
    larger = build()
    study(larger, x_few, y_messy, epochs)
    run.record("by heart", f"4,000 digits, {epochs} epochs", by_heart(larger, 4000))
print(run.recorded["by heart"])
_ = judge("wrong labels, ", model, messy, weights)

# %% [markdown]
# Not missed: learned. More digits don't prevent it; meeting each less often does. And here (the seal opened again,
# nothing chosen by it) the last epoch misreads more.
#
# ### "The 5th or 6th epoch is best"
#
# The article's list, and one from its author's notebook (the closing listing's code, batches of 128). Which three are
# lowest in the test?

# %% tags=["nbval-check-output"]
lists = {
    "article": "1690 1051 0805 0656 0661 0531 0534 0528 0583 0546",
    "notebook": "2004 1262 1027 0924 0742 0718 0669 0668 0622 0605",
}
told = {name: [int(loss) / 10000 for loss in row.split()] for name, row in lists.items()}
for name, losses in told.items():
    print(f"{name}: epochs", *np.argsort(losses)[:3] + 1)

# %% [markdown]
# The article's 5th isn't among them. But its figure counts from 0, as `plt.plot` does with a list: what stands over 5
# and 6 there are the 6th and 7th, which are. The notebook's list falls to its end.
#
# A turn, or a valley with bumps? The article's network (batches of 128) goes on to the 20th epoch: a long arm, measured
# beforehand.


# %%
def by_output(labels, beliefs):  # another way to count, for later
    labels = keras.ops.reshape(keras.ops.cast(labels, "int32"), (-1,))
    return keras.metrics.binary_accuracy(keras.ops.one_hot(labels, 10), beliefs)


def article(batch, epochs):
    run.reseed()
    maps = layers.Conv2D(32, 3, padding="same", activation="relu")
    rest = layers.MaxPooling2D(2), layers.Flatten(), layers.Dense(16, activation="relu")
    model = stack(layers.Reshape((28, 28, 1)), maps, *rest, rate=0.001, metrics=[by_output])
    return study(model, *everything, epochs, batch, (digits.x_test, digits.y_test))[0]


# %% [markdown]
# ### The odd line
#
# Suppose right answers cost nothing. Then a loss, divided by the share of mistakes, is what a mistake costs. Which
# lines are odd?

# %% tags=["nbval-check-output"]
print(f"notebook: training {0.0465 / (1 - 0.9860):.1f}, test {0.0605 / (1 - 0.9805):.1f}")
print(f"odd line: training {0.0424 / (1 - 0.9973):.1f}, test {0.1313 / (1 - 0.9836):.1f}")

# %% [markdown]
# A cost of 3 is a belief of `0.05` in the truth; 15.7 (reported) is one of less than a millionth, in the *average*
# mistake.
#
# Two suspects for the training half. Its listing has batches of 64. Or mistakes were counted *by output*: ten answers
# for each digit, yes or no. A misread digit mostly has two wrong: a fifth of a mistake. Which accuracy goes with a
# training loss of 0.0424 (reported), by either count? (`interp` reads it off between two epochs.)


# %%
def as_published():
    for batch, epochs in ((128, 20), (64, 10)):
        log, name = article(batch, epochs), f"batches of {batch}"
        run.record("loss, 60,000 digits", f"training, {name}", log["loss"])
        run.record("loss, 60,000 digits", f"test, {name}", log["val_loss"])
        run.record("lowest epoch", name, 1 + np.argmin(log["val_loss"]))
        run.record("test loss, epoch 10", name, log["val_loss"][9])
        for arm, key in ((name, "accuracy"), (f"{name}, by output", "by_output")):
            right = np.interp(-0.0424, -np.array(log["loss"]), log[key])
            run.record("accuracy at that loss", arm, right)
        if epochs == 20:
            misread = 1 - np.array(log["val_accuracy"])
            run.record("late misread", "epochs 6 and 7", misread[5:7].mean())
            run.record("late misread", "epochs 16 to 20", misread[15:].mean())


# %% [markdown]
# Thin lines are recorded runs, black points the two lists. Where do the test losses turn?

# %%
run.long(as_published, minutes=3)
names = [f"{pile}, batches of 128" for pile in ("training", "test")]
run.show_long(names, measure="loss, 60,000 digits", xlabel="epoch", top=0.25, reported=told)

# %% [markdown]
# The training losses fall to the end. The test losses come down into a wide valley with bumps.

# %% [markdown]
# ## The findings
#
# {{table: misread}}
#
# {{table: climb}}
#
# {{table: by heart}}
#
# {{table: accuracy at that loss}}
#
# {{table: late misread}}
#
# **Mistakes.** About a tenth are misread; a sixth more would be 16 in 1,000. A ruler of 10 tells that from none.
# **Losses.** Less than `0.03` hardly shows in a figure of such curves.

# %%
more = run.question("More mistakes?", "misread", reference="lowest", matters=0.01)
more.does_not_matter("last")
more.raises("wrong labels, last", against="wrong labels, lowest")
sure = run.question("Less of a climb?", "climb", reference="as it is", matters=0.03)
sure.lowers("milder")
why = run.question("Why?", "loss, dropout 0.5", reference="epoch 1, printed", matters=0.03)
why.lowers("epoch 1, after it")
why.lowers("epoch 1, dropout off", against="epoch 1, after it")

# %% [markdown]
# **Learning.** A training loss higher by `0.2` is a fifth less belief in the labels. By heart: one wrong label in five.
# **60,000 digits.** Twenty in 10,000, a tenth of those misread, would be worth choosing an epoch for: `0.002`. The odd
# line misreads 27 in 10,000; a count that misses it by twenty doesn't explain it.

# %%
under = run.question("Not learned?", "training loss", reference="256 units", matters=0.2)
under.raises("4 units")
heart = run.question("Less by heart?", "by heart", reference="1,000 digits", matters=0.2)
heart.does_not_matter("4,000 digits, 40 epochs")
heart.lowers("4,000 digits, 10 epochs")
pays = run.question("Stop?", "late misread", reference="epochs 6 and 7", matters=0.002)
pays.not_proven("epochs 16 to 20")
odd = run.question("Odd?", "accuracy at that loss", reference=0.9973, matters=0.002)
odd.lowers("batches of 64")
odd.does_not_matter("batches of 64, by output")

# %% [markdown]
# Rings: recorded runs; diamond: yours.

# %%
run.report(
    answer="c", because="Mistakes grew surer, not more: milder, it no longer climbs."
)

# %% [markdown]
# The article, statement by statement:
#
# - *Overfitting: the test loss stays or rises.* Yes. *So others are read badly*: count the mistakes as well. With wrong
#   labels they rose by {{gap: misread, wrong labels, last | misread, wrong labels, lowest}}; with right ones they
#   didn't, though the loss climbed. The author's second dense log (lesson 02) has that: test loss 0.0672
#   (reported) in the sixth epoch, 0.0845 (reported) in the tenth, and 0.9784 (reported) read in both.
# - *Underfitting: too few parameters.* Yes: four units end at {{mean: training loss, 4 units}}, and the last five
#   epochs brought {{mean: fall, 4 units, last five epochs}}. *Too messy data*: wrong labels were learned by heart,
#   which is overfitting. Messy images and structures we didn't try.
# - *Then the test loss never catches up.* No mark of it: four units' watched loss, {{mean: watched loss, 4 units}}, is
#   close to training. A wide gap is overfitting's.
# - *The 5th or 6th epoch is best.* As its axis counts, a fair reading of one run. Another was lowest in the 10th, ours
#   in epoch {{range: lowest epoch, batches of 128}}.
# - *The odd line.* Its training half fits a count by output, not batches of 64. But the article's code counts by digit,
#   and one mistyped figure (`0.9873`) would do: ours is {{mean: accuracy at that loss, batches of 64}}. The test half
#   stays odd: ours is {{range: test loss, epoch 10, batches of 64}}.

# %% [markdown]
# ## Your turn
#
# **1. A number.** Loss `0.06`, accuracy `0.98`: what does a mistake cost, if right answers cost nothing?
#
# <details><summary>The answer</summary>
#
# `0.06 / 0.02`, which is 3: an ordinary line.
#
# </details>
#
# **2. A function.** *Early stopping* ends a training once its lowest watched loss hasn't been beaten for `patience`
# epochs in a row, and restores the best weights. Write `early_stopping`: given watched losses, one an epoch, and a
# patience of at least 1, return two epochs, counted from 1: the last one trained, and the best. If the list ends first,
# its end is the last. For `[0.5, 0.4, 0.6, 0.5, 0.7, 0.3]` and a patience of 3 it is `(5, 2)`.
#
# <details><summary>A hint</summary>
#
# Go through `enumerate(losses, 1)`; remember the best epoch. Only *lower* is better. How far behind is it?
#
# </details>


# %% tags=["exercise"]
def early_stopping(losses, patience):
    ### BEGIN SOLUTION
    best = 1
    for epoch, loss in enumerate(losses, 1):
        if loss < losses[best - 1]:
            best = epoch
        elif epoch - best >= patience:
            return epoch, best
    return len(losses), best
    ### END SOLUTION


exercises.check("early_stopping", early_stopping)

# %% [markdown]
# (In Keras: `EarlyStopping(patience=3, restore_best_weights=True)`; without the second, you get the last weights.)
#
# **3. A diagnosis.** What is wrong in each pair, if anything? What would you do?

# %%
lost = x_watched, np.where(np.arange(5000) % 2, y_watched, y_watched[::-1])
dropped, _ = study(build(dropout=0.5), x_few, y_messy, epochs=16)
bug, _ = study(build(), x_few[:1000], y_few[:1000], epochs=10, watched=lost)
plots.show_pairs({"A": small, "B": messy, "C": dropped, "D": bug}, top=8)

# %% [markdown]
# <details><summary>The answers</summary>
#
# A: flat, high and close: underfitting. More units. B: training low, watched far above and climbing: overfitting. Stop
# earlier, dropout; look at the labels. C: training *above* watched: dropout is on, and a fifth of the training labels
# are wrong. Nothing to cure in the curves. D: watched is worse than guessing from the start: look for a bug. (Every
# second label was another digit's.)
#
# </details>
#
# **4. Your suspect.** What else keeps wrong labels from being learned by heart? Change **one** thing, and say what you
# expect.


# %%
def as_it_was():
    model = build()
    study(model, x_few[:1000], y_messy[:1000])
    return by_heart(model, 1000)


def my_change():
    # The lines of as_it_was(), with one thing changed.
    ...


run.try_out(heart, "my change", my_change, as_it_was)

# %% [markdown] tags=["instructor"]
# **For instructors.** Selection bias: thirty people call ten coins each; the best call again.

# %% [markdown]
# ## What remains
#
# - Five long runs can't say whether choosing an epoch pays, nor how much it flatters to choose by the test digits.
# - Ours are small: very large networks can improve again beyond the turn (*double descent*).

# %% [markdown]
# ## Take away
#
# - Both curves high, flat and close: *underfitting*. Training low and watched far above: *overfitting*. Measure both
#   alike before you compare.
# - A climbing loss can be surer mistakes instead of more: look at both. Surer beliefs than right answers are bad
#   *calibration*.
# - Train on one pile, choose by another (*validation*), believe a third: choosing brings *selection bias*.
#
# **Next:** [07 Saving and loading](07_saving_and_loading.ipynb) puts a trained network into a file.
#
# *Sources.* Day 4 of "learn AI in 30 days" (2022), its author's
# [notebooks](https://github.com/AUSTIN2526/learn-AI-in-30-days). Stopping: L. Prechelt (1998). Labels by heart: C.
# Zhang and others (2017). Sureness: C. Guo and others (2017).
