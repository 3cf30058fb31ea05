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
#   title: Pooling
#   minutes: 60
#   question: Does max pooling get at features, remove noise, save time and help with a shift?
#   finding: "At the article's own budget its network reads {{mean: accuracy, max pool, as published}} with its pool and {{mean: accuracy, no pool, as published}} without. Noise the pool doesn't remove: of digits with specks the network keeps {{mean: kept after specks, max pool, as published}}, without a pool {{mean: kept after specks, no pool, as published}}. One pool over the whole map does help with a shift by 3 pixels: {{mean: kept after 3 px, one pool over all}} are kept, by its twin without it {{mean: kept after 3 px, flattened}}."
#   board: "max pool | no pool"
# ---

# %% [markdown]
# # 05 Pooling
#
# **You will** take a max pool apart, and find out which of its promises it keeps.
#
# **You need** [lesson 04](04_convolution_padding_and_stride.ipynb). **It takes** 60 minutes of yours and about 50
# seconds of the computer's. Numbers in the text are from {{runs}} recorded runs on MNIST; yours will differ a little.

# %% [markdown]
# ## The report
#
# Behind its convolution the article has maps of 28 by 28. Then comes *max pooling*: only the largest value of the
# chosen range is kept, it says, and 28 by 28 become 14 by 14. So one can effectively get the features and remove noise
# (「可以有效的取得特徵、並移除雜訊」), and since the array shrinks, computation speeds up. The network reaches 0.9836
# (reported).
#
# Three promises, and no CNN without a pool to hold them against. Textbooks add a fourth: behind a pool, a small shift
# changes little.
#
# **What we repeat.** The article's network with and without its pool, on all digits for ten epochs (its own budget), as
# a long arm. You train on a sixth of the digits for three epochs.

# %% [markdown]
# ## Your prediction
#
# A max pool reads four numbers and keeps the largest. Put in its place a layer that always keeps the upper left one,
# and throws three away *unread*. The network stays as large, and trains as long. Of 100 test digits, how many more will
# it misread?

# %%
from utils import trial

my_guess = trial.guess("a) fewer than 3", "b) about 10", "c) more than 30")
my_guess

# %% [markdown]
# The tools, the digits and the seed.

# %%
import time

import numpy as np

from utils import diagrams, exercises, plots
from utils.images import data, transforms
from utils.quiet import keras

layers = keras.layers
Max, Average = layers.MaxPooling2D, layers.AveragePooling2D
digits = data.load()
run = trial.start("05_pooling", digits, guess=my_guess)
x_train, x_test, y_test = digits.x_train[..., None], digits.x_test[..., None], digits.y_test

# %% [markdown]
# ## The scene
#
# ### A pool by hand
#
# Cut a picture into *cells* of 2 by 2, and keep one number of each. Cover the right half, and find the largest.

# %%
picture = np.array([[1, 3, 0, 2], [4, 2, 1, 1], [0, 1, 7, 9], [2, 0, 8, 6]])
diagrams.show_pool(picture, size=2)

# %% [markdown]
# Four cells, in each the largest ringed; then what three rules leave. A pool has no weights. Does Keras agree? (`[row::2, column::2]` is
# the same corner of every cell.)


# %% tags=["nbval-check-output"]
def by_keras(layer, picture):
    return layer(picture[None, :, :, None].astype("float32")).numpy()[0, :, :, 0]


corners = [picture[row::2, column::2] for row in (0, 1) for column in (0, 1)]
print(np.array_equal(by_keras(Max(2), picture), np.max(corners, axis=0)))
print(np.array_equal(by_keras(Average(2), picture), np.mean(corners, axis=0)))
print(np.array_equal(by_keras(Max(1, strides=2), picture), corners[0]))

# %% [markdown]
# The third line is your prediction's: a pool of one number that moves on by two.
#
# ### Two parts
#
# A max pool takes the *largest*, and it *shrinks*. Either can be had alone: here is a row of eight numbers, and above it
# what comes out. Count the upper circles.

# %%
diagrams.show_pooled_rows()

# %% [markdown]
# Four panels. *No pool*: eight stay eight. *Largest only*: each is the larger of two, and there are still eight.
# *Shrinking only*: four, and nobody reads the crossed ones. The *max pool* does both.
#
# ### What the largest forgets
#
# Turn each cell of a digit upside down and left to right. Will you see it? Will the pool?

# %%
digit = digits.x_test[0]
turned = np.empty_like(digit)
for row, column in np.ndindex(2, 2):
    turned[row::2, column::2] = digit[1 - row :: 2, 1 - column :: 2]
pooled = [by_keras(Max(2), picture).astype("uint8") for picture in (digit, turned)]
titles = "digit", "turned", "pooled", "turned, pooled"
plots.show_images([digit, turned, *pooled], titles, columns=4, size=1.6)
print("the same pooled picture:", np.array_equal(*pooled))

# %% [markdown]
# The second is frayed; pooled, both are the same. The largest keeps *how strong*, and forgets *where in the cell*.
#
# That could help when digits shift. Put a dot at each of 28 places, a row for each, and pool the rows once and twice.
# Where neighbouring rows look alike, a shift goes unnoticed.

# %%
dots = np.eye(28)
once = np.maximum(dots[:, ::2], dots[:, 1::2])
twice = np.maximum(once[:, ::2], once[:, 1::2])
plots.show_images([dots, once, twice], ["no pool", "one", "two"], columns=3, size=2)

# %% [markdown]
# Three stairs, with steps one, two and four rows high. Behind one pool half of all shifts by 1 pixel go unnoticed, of
# shifts by 2 or 3 none: that takes larger cells. And a digit has many dots, which must *all* stay in theirs.
#
# ### What the largest does to noise
#
# Which noise the article doesn't say; we take the scanner's. (Ink is white here.) *Specks*: one pixel in twenty becomes
# full ink. *Gaps*: one in five becomes paper. *Grain*: each goes up or down at random. Strengths were set by eye.


# %%
rng = np.random.default_rng(run.seed)


def noisy(images):
    drawn, grain = rng.random(images.shape), rng.normal(0, 100, images.shape)
    specks = np.where(drawn < 1 / 20, np.uint8(255), images)
    gaps = np.where(drawn < 1 / 5, np.uint8(0), images)
    return specks, gaps, np.clip(images + grain, 0, 255).astype("uint8")


rows = []
for one in noisy(digit):
    rows += [one, by_keras(Max(2), one), by_keras(Average(2), one)]
plots.show_images(rows, ["noisy", "largest", "mean"] * 3, columns=3, size=1.6)

# %% [markdown]
# Rows: specks, gaps, grain. Of every speck the largest makes a square of full ink, so five in 100 pixels become nearly
# 19 in 100 cells. Gaps it closes, unless a whole cell is gaps. Grain becomes a grey veil.
#
# On images it depends on the noise. But a network pools *maps*, and learns around its pool: that takes a trial.

# %% [markdown]
# ## The suspects
#
# ### One network, four ways
#
# One of these stands in the pool's place, the mean in a long arm.


# %%
def pooling(kind):
    return {
        "no pool": [],
        "largest only": [Max(2, strides=1, padding="same")],
        "shrinking only": [Max(1, strides=2)],
        "max pool": [Max(2)],
        "average pool": [Average(2)],
    }[kind]


KINDS = "no pool", "largest only", "shrinking only", "max pool"

# %% [markdown]
# The network around it is lesson 03's. Which of the four are equally large?


# %% tags=["nbval-check-output"]
def conv(maps, side, padding="same", strides=1):
    return layers.Conv2D(maps, side, strides, padding, activation="relu")


def stack(*middle):
    start = [keras.Input((28, 28, 1)), layers.Rescaling(1 / 255)]
    return keras.Sequential([*start, *middle, layers.Dense(10, activation="softmax")])


def article(kind, strides=1):
    dense = layers.Flatten(), layers.Dense(16, activation="relu")
    return stack(conv(32, 3, strides=strides), *pooling(kind), *dense)


print(*(f"{kind}: {article(kind).count_params():,} parameters" for kind in KINDS), sep="\n")

# %% [markdown]
# The article's promise is pool against no pool, but a pooled network also has a
# quarter of the parameters. *Largest only* against *no pool* is one change at equal size, and so is *max pool* against
# *shrinking only*.
#
# The recipe is lesson 03's: a rate that rises, then falls. Its peak, `0.016`, was the best of three for each of seven
# networks, on 10,000 training digits set aside; twice as much changed little in three.


# %%
def train(model, images=x_train[:10000], epochs=3, rate=None):
    steps = epochs * int(np.ceil(len(images) / 128))
    rising = steps // 5
    falling = keras.optimizers.schedules.CosineDecay(
        0.0008, steps - rising, warmup_target=0.016, warmup_steps=rising
    )
    model.compile(keras.optimizers.Adam(rate or falling), "sparse_categorical_crossentropy")
    labels = digits.y_train[: len(images)]
    model.fit(images, labels, batch_size=128, epochs=epochs, verbose=0)


# %% [markdown]
# The tests: every fifth test digit, shifted (a quarter of them to each side) or noisy, as none was in training.

# %%
some, changes = x_test[::5], {}
for pixels in (1, 2, 3):
    changes[f"{pixels} px"] = some.copy()
    for start, (right, down) in enumerate([(1, 0), (-1, 0), (0, 1), (0, -1)]):
        moved = transforms.shift(some[start::4], pixels * right, pixels * down)
        changes[f"{pixels} px"][start::4] = moved
changes["specks"], changes["gaps"], changes["grain"] = noisy(some)
plots.show_images([images[0, ..., 0] for images in changes.values()], list(changes), 6)

# %% [markdown]
# One digit six times: one to three pixels to the right, then with specks, gaps and grain. To be fair to networks that
# read worse in place, we count what share a network *keeps* of the digits that it reads in place.


# %%
def answers(model, images):
    return model.predict(images, batch_size=500, verbose=0).argmax(axis=1)


def examine(model):
    right = answers(model, x_test) == y_test
    shares = {"in place": right.mean()}
    for change, images in changes.items():
        shares[change] = (answers(model, images) == y_test[::5])[right[::5]].mean()
    return shares


# %% [markdown]
# Train, examine, record under a name:


# %%
def try_arm(name, model, reported=None, **settings):
    train(model, **settings)
    shares = examine(model)
    run.record("accuracy", name, shares["in place"], reported)
    for change in changes:
        run.record(f"kept after {change}", name, shares[change])
    run.record("kept by shift", name, [1, *list(shares.values())[1:4]])
    print(*(f"{share:6.3f}" for share in shares.values()), "", name)
    return model


# %% [markdown]
# Compare first with last, then the pairs of equal size.

# %%
print(*(f"{change:>6}" for change in ("place", *changes)))
networks = {}
for kind in KINDS:
    run.reseed()
    networks[kind] = try_arm(kind, article(kind))
run.show_curves(KINDS, measure="kept by shift", xlabel="shift in pixels", xs=range(4))

# %% [markdown]
# A curve for each network. All start at 1 and fall together. Which columns of the table part the networks most?
#
# ### One pool over all
#
# Within its cell a dot may move. So make the cell as large as the map! `GlobalMaxPooling2D` keeps one number of each
# map, its largest, wherever it was. If you shuffle the numbers of each column, it can't tell:

# %% tags=["nbval-check-output"]
maps = np.random.default_rng(5).random((1, 7, 7, 3))  # one image, 7 by 7 places, 3 maps
shuffled = np.random.default_rng(6).permuted(maps, axis=1)
over_all = layers.GlobalMaxPooling2D()
print(np.array_equal(over_all(maps), over_all(shuffled)))

# %% [markdown]
# Behind three convolutions each number sees 24 by 24 pixels, more than a bit of a stroke. The twin has `Flatten`
# instead, and fewer maps, so that both have about 13,500 parameters.


# %%
def deep(maps, collect):
    return stack(conv(8, 5), Max(2), conv(16, 5), Max(2), conv(maps, 3), collect)


run.reseed()
try_arm("flattened", deep(16, layers.Flatten()))
run.reseed()
try_arm("one pool over all", deep(64, layers.GlobalMaxPooling2D()))
twins = "flattened", "one pool over all"
run.show_curves(twins, measure="kept by shift", xlabel="shift in pixels", xs=range(4))

# %% [markdown]
# Two curves; the pool over all stays nearer to the top. Now compare the last column, grain.
#
# ### "Computation speeds up"
#
# First count. Each number of a map takes 9 products in the convolution, and 16 in the dense layer if the pool leaves
# it.

# %% tags=["nbval-check-output"]
print(f"no pool:  {28 * 28 * 32 * 9:,} + {28 * 28 * 32 * 16:,}")
print(f"max pool: {28 * 28 * 32 * 9:,} + {14 * 14 * 32 * 16:,}")

# %% [markdown]
# In front of the pool nothing is saved, behind it three quarters: 52 products of 100 are left. Will the clock agree (in
# processor seconds)? One more opponent: with a *stride* of 2 the convolution doesn't even compute what *shrinking only*
# throws away.

# %%
networks["stride 2"] = article("no pool", strides=2)
train(networks["stride 2"], x_train[:1280], epochs=1)


def seconds(model):
    start = time.process_time()
    model.fit(x_train[:1280], digits.y_train[:1280], batch_size=128, verbose=0)
    return time.process_time() - start


# %% [markdown]
# Look at the max pool's bar, then at those of the two that only shrink.

# %%
taken = [[seconds(model) for model in networks.values()] for _ in range(4)]
shares = np.median(taken[1:], axis=0) / np.median(taken[1:], axis=0)[0]
for name, share in zip(networks, shares, strict=True):
    run.record("time", name, share, timed=True)
plots.show_bars(list(networks), shares, "training time per batch (no pool = 1)")

# %% [markdown]
# Five bars, the longest for *largest only*: taking the largest costs time itself. The shortest is the stride's.
#
# ### Long arms
#
# The article's own budget: all digits, ten epochs, a constant rate, batches of 128 as in its full listing. (0.9805
# (reported) is its author's notebook.)


# %%
def as_published():
    settings = {"images": x_train, "epochs": 10, "rate": 0.001}
    for kind, reported in {"no pool": None, "max pool": 0.9805}.items():
        try_arm(f"{kind}, as published", article(kind), reported, **settings)


run.long(as_published, minutes=3)

# %% [markdown]
# What friends of pools would ask for: the mean; training *on* noise, each kind on a third of the digits; lesson 03's
# two convolutions. For the pool over all: as many maps flattened; a *mean* over all.


# %%
def opponents():
    dirty = x_train[:10000].copy()
    for i in range(3):
        dirty[i::3] = noisy(dirty[i::3])[i]
    try_arm("average pool", article("average pool"))
    for kind in ("no pool", "max pool"):
        try_arm(f"{kind}, on noise", article(kind), images=dirty)
        maps = conv(8, 5, "valid"), *pooling(kind), conv(16, 5, "valid"), *pooling(kind)
        dense = layers.Flatten(), layers.Dense(64, activation="relu")
        try_arm(f"{kind}, two convolutions", stack(*maps, *dense))
    try_arm("64 maps, flattened", deep(64, layers.Flatten()))
    try_arm("64 maps, mean over all", deep(64, layers.GlobalAveragePooling2D()))


run.long(opponents, minutes=1)

# %% [markdown]
# ## The findings
#
# What each network reads in place:
#
# {{table: accuracy}}
#
# And of that it keeps, with specks, with grain, and shifted by 3 pixels:
#
# {{table: kept after specks}}
#
# {{table: kept after grain}}
#
# {{table: kept after 3 px}}
#
# **The rulers.** For reading `0.005`: by about that much 0.9836 (reported) leads the dense network's 0.9784 (reported),
# and that convinced the article. For your prediction `0.03`, the border of answer a.

# %%
more = run.question("More?", "accuracy", reference="no pool, as published", matters=0.005)
more.not_proven("max pool, as published")
unread = run.question("Three unread?", "accuracy", reference="max pool", matters=0.03)
unread.does_not_matter("shrinking only")

# %% [markdown]
# For noise and shifts `0.05`, as in lesson 03: who gains fewer than 5 in 100 looks for another remedy.

# %%
specks = run.question("Specks?", "kept after specks", reference="no pool", matters=0.05)
specks.lowers("max pool", "largest only")
specks.lowers("max pool", against="shrinking only")
specks.lowers("max pool, as published", against="no pool, as published")

# %% [markdown]
# The same ruler for a shift: by 1 pixel, which a cell of 2 by 2 can hide, and by 3, as in lesson 03.

# %%
near = run.question("1 pixel?", "kept after 1 px", reference="no pool", matters=0.05)
near.does_not_matter("max pool")
far = run.question("3 pixels?", "kept after 3 px", reference="flattened", matters=0.05)
far.not_proven("max pool", against="no pool")
far.raises("one pool over all")

# %% [markdown]
# The count promises that nearly half of the time is saved. If it is less than half of that, `0.25`, the promise fails.

# %%
faster = run.question("Does it save time?", "time", reference=1, matters=0.25)
faster.does_not_matter("max pool")

# %% [markdown]
# The report answers your prediction.

# %%
run.report(answer="a", because="One number of each cell tells the network nearly as much.")

# %% [markdown]
# **Features?** At its own budget the article's network reads {{mean: accuracy, max pool, as published}} with its pool,
# {{mean: accuracy, no pool, as published}} without. What it saves is three quarters of the parameters.
#
# **Noise?** The pool makes specks worse, and that is the largest's doing: in both pairs of equal size it harms. Nor does
# it help with gaps: it keeps {{mean: kept after gaps, max pool}}, without a pool {{mean: kept after gaps, no pool}}.
# Trained on noise, or with two convolutions, a pool hardly matters to specks (first table).
#
# **Time?** Little: the convolution in front costs most.
#
# **A shift?** By 1 pixel there is little to gain. At 3 pixels one pool adds {{gap: kept after 3 px, max pool | kept after 3
# px, no pool}}, two, with two convolutions, {{gap: kept after 3 px, max pool, two convolutions | kept after 3 px, no
# pool, two convolutions}}, one over all {{gap: kept after 3 px, one pool over all | kept after 3 px, flattened}}. There,
# more maps flattened gain less, a mean nearly as much (third table). The price is in grain.

# %% [markdown]
# ## Your turn
#
# **1. A number.** Give the article's network a pool of 5 by 5. How many rows of a map does nobody look at? How many
# parameters does the network have?
#
# <details><summary>The answer</summary>
#
# Five cells fit into 28 rows, 3 are left over. 5 × 5 × 32 = 800 numbers reach 16 units: 320 + 12,816 + 170 = 13,306.
#
# </details>
#
# **2. A function.** Write `max_pool` for an array of any height and width: windows of `size` by `size`, moved by
# `stride`, none of them sticking out. Numbers may be negative.
#
# <details><summary>A hint</summary>
#
# (height − size) // stride + 1 windows fit, one below the other.
#
# </details>


# %% tags=["exercise"]
def max_pool(picture, size, stride):
    ### BEGIN SOLUTION
    rows, columns = ((length - size) // stride + 1 for length in picture.shape)
    result = np.zeros((rows, columns))
    for row, column in np.ndindex(rows, columns):
        top, left = row * stride, column * stride
        result[row, column] = picture[top : top + size, left : left + size].max()
    return result
    ### END SOLUTION


exercises.check("max_pool", max_pool)

# %% [markdown]
# **3. A diagnosis.** What would you change first?
#
# - A: a network with a max pool reads scans well, until the glass gets dusty (white dots on black).
# - B: a network ending in `GlobalMaxPooling2D` should say in which corner a digit lies, and guesses.
#
# <details><summary>The answer</summary>
#
# A: the largest spreads dots; train on dusty scans, or try a stride. B: the pool forgets where; `Flatten` keeps it.
#
# </details>
#
# **4. Your suspect.** What keeps more digits with specks: another pool, larger kernels, more units? Write the lines of
# `as_it_was` into `my_change`, one thing changed, and say what you expect (a minute).


# %%
def as_it_was():
    model = article("max pool")
    train(model)
    return examine(model)["specks"]


def my_change(): ...  # the lines of as_it_was(), with one thing changed


run.try_out(specks, "my change", my_change, as_it_was)

# %% [markdown] tags=["instructor"]
# **For instructors.** Slow down at the four panels: which pairs differ in one thing?

# %% [markdown]
# ## What remains
#
# - Why the largest does so much harm inside a network we haven't shown. Each noise had one strength.
# - Behind a max pool a number sees 4 by 4 pixels, behind *shrinking only* 3 by 3.
# - The peak was found on MNIST, by one run each. Long arms rest on five runs; all share 10,000 test digits.

# %% [markdown]
# ## Take away
#
# - A max pool takes the largest and shrinks (*downsampling*). To know which part does what, take one away: an
#   *ablation*.
# - The largest forgets where, and seeks the extreme, specks too.
# - *Translation invariance* grows with the cell: little by 2 by 2, much by *global pooling*.
#
# **Next:** [06 Overfitting curves](06_overfitting_curves.ipynb) asks when to stop training.
#
# *Sources.* Day 4 of "learn AI in 30 days" (2022). Invariance: I. Goodfellow and others,
# "Deep Learning" (2016), chapter 9. Strides for pools: J. Springenberg and others, "Striving for simplicity" (2014). A
# mean over all: M. Lin and others, "Network in network" (2013).
