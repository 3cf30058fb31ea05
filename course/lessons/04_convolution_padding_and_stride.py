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
#   title: Convolution, padding and stride
#   minutes: 60
#   question: How many places has a convolution's window, and what does padding bring?
#   finding: "With equal kernels, padding adds a rim of places and changes nothing else. With four layers on closely cropped digits a network reads {{mean: accuracy, four layers, same}} with it, {{mean: accuracy, four layers, valid}} without. Padding with a coarser pool, and so no parameter more, still gains {{gap: accuracy, same, pool of 3 | accuracy, four layers, valid}}; more maps without padding gain {{gap: accuracy, valid, more maps | accuracy, four layers, valid}}. In the article's own network two epochs show nothing that matters."
#   board: "four layers, same"
# ---

# %% [markdown]
# # 04 Convolution, padding and stride
#
# **You will** compute convolutions by hand, know how many numbers come out, and put padding on trial.
#
# **You need** [lesson 03](03_from_dense_to_convolutional.ipynb). **It takes** 60 minutes of yours and about a minute
# of the computer's. Numbers in the text are from {{runs}} recorded runs on MNIST; yours will differ a little.

# %% [markdown]
# ## The report
#
# In the article's window the values are first added up, it says, then multiplied by the kernel; then the window moves
# on, by its *stride*.
#
# How many numbers come out? 28 by 28 pixels, a kernel of 3 by 3 and a stride of 1 make 28/1 × 28/1 = 28 × 28. But at
# the 26th move the window leaves the picture. So the outside is filled with zeros (*zero padding*), which prevents the
# trouble of arrays of unequal size.
#
# Its network pads (`padding="same"`), and its log ends on 0.9836 (reported). It never tries one without.

# %% [markdown]
# ## Your prediction
#
# The article's CNN has one convolution of 3 by 3, a pool, 16 dense units, ten outputs. `same` becomes `valid`, no padding.
# What happens, in two epochs on 20,000 digits?

# %%
from utils import trial

my_guess = trial.guess(
    "a) Keras stops: the sizes don't fit",
    "b) it learns, but misreads at least 3 more of every 1,000 test digits",
    "c) it learns, and reads about as well",
    "d) it learns, and misreads at least 3 fewer of every 1,000",
)
my_guess

# %% [markdown]
# The tools; no Keras yet.

# %%
import numpy as np

from utils import diagrams, errors, exercises, plots
from utils.images import data

# %% [markdown]
# ## The scene
#
# ### Slide it
#
# Lesson 03 laid a kernel on one place of an X. Here it goes to every place: multiply each pixel by the weight that
# lies on it, and add up. This kernel asks for a falling stroke. Where will a 3 be?


# %% tags=["nbval-check-output"]
def convolve(image, kernel):
    height, width = kernel.shape
    rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
    result = np.zeros((rows, columns), "float32")
    for row in range(rows):
        for column in range(columns):
            window = image[row : row + height, column : column + width]
            result[row, column] = (window * kernel).sum()
    return result


stroke = np.eye(3, dtype="float32")
letter_x = np.maximum(np.eye(7), np.eye(7)[::-1])
print(convolve(letter_x, stroke))

# %% [markdown]
# The 3s lie along the X's falling stroke. And 7 by 7 pixels have become a *map* of 5 by 5 numbers.
#
# ### Add first, or multiply first?
#
# Take the article at its word: add up the window, then multiply the sum by each weight (and add those up). Does that
# tell a stroke from its mirror image?

# %% tags=["nbval-check-output"]
for name, window in [("stroke", stroke), ("mirror image", stroke[::-1])]:
    as_said = (window.sum() * stroke).sum()
    multiplied = (window * stroke).sum()
    print(f"{name:13}added first: {as_said:.0f}  multiplied first: {multiplied:.0f}")

# %% [markdown]
# No: added first, any window with three pixels of ink gives 9. So multiply first. Does Keras?

# %%
from utils.quiet import keras

digits, layers, pool = data.load(), keras.layers, keras.layers.MaxPooling2D
run = trial.start("04_convolution_padding_and_stride", digits, guess=my_guess)

# %% [markdown]
# A Keras layer is born with random weights; we put our kernel in their place. (Each `None` adds an axis that Keras
# wants.) For an 8 and a stricter kernel, 2 on the stroke and −1 beside it: are both maps equal?


# %% tags=["nbval-check-output"]
def by_keras(image, kernel, stride=1, padding="valid"):
    layer = layers.Conv2D(1, kernel.shape, stride, padding, use_bias=False)
    layer.build((None, *image.shape, 1))
    layer.set_weights([kernel[:, :, None, None]])
    return layer(image[None, :, :, None]).numpy()[0, :, :, 0]


digit = digits.x_test[digits.y_test == 8][0].astype("float32")
strict = 3 * stroke - 1
print("equal:", np.array_equal(by_keras(digit, strict), convolve(digit, strict)))

# %% [markdown]
# Equal. The map, with ReLU on it:

# %%
response = np.maximum(by_keras(digit, strict), 0)
plots.show_images([digit / 255, response / response.max()], columns=2, size=1.6)

# %% [markdown]
# The 8, and its map: brightest where strokes fall from upper left to lower right. (For
# mathematicians a convolution turns the kernel round first; this is a *cross-correlation*.)
#
# ### How many places?
#
# A row of 8 pixels, a window of 3, a stride of 1 or 2, no zeros before or after. Count before you read the titles.

# %%
diagrams.show_places({"stride 1": (8, 3, 1, 0, 0), "stride 2": (8, 3, 2, 0, 0)})

# %% [markdown]
# A bar for each place: 6 at stride 1, 3 at stride 2, where no window reads the hatched pixel. From its first place
# the window can move by 8 − 3 = 5 pixels. So, without padding (`valid`):
#
# > places in a row = (size − kernel) / stride, rounded down, + 1
#
# Work it out for 28 pixels first.

# %% tags=["nbval-check-output"]
for stride in (1, 2, 3, 4):
    places = len(by_keras(digit, strict, stride))
    print(f"stride {stride}: 25 / {stride} = {25 / stride:5.2f}, places: {places}")

# %% [markdown]
# At stride 1, 26 places, so 25 moves: the 26th leaves the picture. A division that doesn't come
# out even is rounded in silence. Fill the last row and
# column with ink: does Keras see them?

# %% tags=["nbval-check-output"]
spoilt = digit.copy()
spoilt[-1, :] = spoilt[:, -1] = 255
for stride in (1, 2, 3):
    maps = [by_keras(image, strict, stride) for image in (digit, spoilt)]
    print(f"stride {stride}: the same map: {np.array_equal(*maps)}")

# %% [markdown]
# Not at strides 2 and 3: Keras crops.
#
# ### Zeros around it
#
# `same` puts zeros around the picture. Count again.

# %%
diagrams.show_places({"same, stride 1": (8, 3, 1, 1, 1), "same, stride 2": (8, 3, 2, 0, 1)})

# %% [markdown]
# Dashed boxes are zeros. At stride 1, one on each side gives as many places as pixels; at stride 2 one is enough. The
# rule for `same`, the article's 28/1:
#
# > places in a row = size / stride, rounded *up*, whatever the kernel
#
# Is `same` just our loop on a framed picture? And what do the zeros do to an even surface?

# %% tags=["nbval-check-output"]
framed = convolve(np.pad(digit, 1), strict)
print("equal:", np.array_equal(framed, by_keras(digit, strict, padding="same")))
print(by_keras(np.ones((5, 5)), np.ones((3, 3)), padding="same"))

# %% [markdown]
# It is. But an even surface gets a rim: in a corner four of nine weights meet a pixel.
#
# **A first exercise.** Write both rules as one function: how many places are in a row? `padding` is `"valid"` or
# `"same"`. (`//` rounds down, `math.ceil` up.)

# %% tags=["exercise"]
import math


def output_size(size, kernel, stride, padding):
    ### BEGIN SOLUTION
    if padding == "same":
        return math.ceil(size / stride)
    return (size - kernel) // stride + 1
    ### END SOLUTION


exercises.check("output_size", output_size)

# %% [markdown]
# ### Layer upon layer
#
# A second convolution slides over the first one's map. How many pixels reach one of its numbers, its *receptive
# field*? Follow the lines down.

# %%
diagrams.show_reach({"strides 1, 1": [(3, 1), (3, 1)], "strides 2, 1": [(3, 2), (3, 1)]})

# %% [markdown]
# One number at the top, three below it, then 5 pixels, since neighbours share two. With a first stride of 2 they share
# one, and it sees 7.
#
# The other way round: in how many ways does a *pixel* of 20 by 20 reach the map behind four layers? Begin up there
# with a 1 for each number; a layer down, each place adds up the counts of all windows that cover it. (`convolve`
# takes two off a row. Under `valid` lie two more places: hence a frame of 2. Under `same` as many: 1.)


# %%
def ways(padding, side=20, depth=4):
    numbers, frame = (side, 1) if padding == "same" else (side - 2 * depth, 2)
    counts = np.ones((numbers, numbers))
    for _ in range(depth):
        counts = convolve(np.pad(counts, frame), np.ones((3, 3)))
    print(f"{padding}: a corner {counts[0, 0]:.0f}, the middle {counts[10, 10]:.0f}")
    return counts


plots.show_images([ways("valid"), ways("same")], ["valid", "same"], columns=2, size=1.8)

# %% [markdown]
# Without padding the rim is nearly black: few ways lead on from there. With it even corners have many. CS231n, a
# Stanford course, says: padding improves performance; without it borders would be "washed away" too quickly. Our count
# fits that.
#
# And in the middle? Compare the two maps behind four layers.

# %% tags=["nbval-check-output"]
behind = {"valid": digit, "same": digit}
for padding in behind:
    for _ in range(4):
        behind[padding] = by_keras(behind[padding], strict, padding=padding)
    print(padding, behind[padding].shape)
print("equal:", np.array_equal(behind["same"][4:-4, 4:-4], behind["valid"]))

# %% [markdown]
# With equal kernels the map of `valid` *is* the middle of that of `same`: all that padding adds is a rim of places around
# it, here four wide. That rim goes on trial.

# %% [markdown]
# ## The suspects
#
# ### Does anything stop?
#
# The article's CNN, with its 32 maps, with each word. Compare shapes and parameters.


# %% tags=["nbval-check-output"]
def build(padding, side=28, maps=(32,), square=2):
    start = [keras.Input((side, side, 1)), layers.Rescaling(1 / 255)]
    convs = [layers.Conv2D(m, 3, padding=padding, activation="relu") for m in maps]
    dense = layers.Dense(16, activation="relu"), layers.Dense(10, activation="softmax")
    return keras.Sequential([*start, *convs, pool(square), layers.Flatten(), *dense])


for padding in ("same", "valid"):
    print(padding)
    for layer in build(padding).layers[1:-1]:
        kind, shape = type(layer).__name__, str(layer.output.shape)
        print(f"  {kind:13}{shape:21}{layer.count_params():7}")

# %% [markdown]
# Nothing stops: the dense layer takes what it gets, 6,272 numbers or 5,408, and each unit has a weight for each. So
# one word also changes the parameters.
#
# Where would sizes be trouble? Each `valid` layer takes off two pixels: 13 leave 2, too few for a window. Try one more; then add a map to
# its picture.

# %%
with errors.expected(ValueError, saying="negative"):
    build("valid", maps=[1] * 14)
with errors.expected(ValueError, saying="shapes"):
    print(digit + by_keras(digit, strict))

# %% [markdown]
# There the article has a point.
#
# ### Does it read worse?
#
# By CS231n's reason `valid` should suffer most with several layers, and with ink at the rim. So we also build four layers
# (of eight maps, to save time) for digits cropped to 20 by 20. How many have ink in their outermost pixels? We train on a third of
# the digits.

# %%
whole = digits.x_train[:20000], digits.x_test
cropped = tuple(images[:, 4:24, 4:24] for images in whole)
plots.show_images(cropped[1][:8], columns=8)
for name, (images, _) in {"whole": whole, "cropped": cropped}.items():
    inked = images.copy()
    inked[:, 1:-1, 1:-1] = 0
    print(f"{name}: {inked.any(axis=(1, 2)).mean():.2f} have ink in the outermost pixels")

# %% [markdown]
# Eight digits that fill their frames. Few whole digits have ink on the outermost line; most cropped ones do.
#
# The recipe is lesson 03's: two epochs, 128 digits a step, a rate that rises to `0.008` and falls.


# %%
def train(model, images, epochs=2, peak=0.008):
    steps = epochs * math.ceil(len(images) / 128)
    rate = keras.optimizers.schedules.CosineDecay(
        peak / 20, steps - steps // 5, warmup_target=peak, warmup_steps=steps // 5
    )
    adam, labels = keras.optimizers.Adam(rate), digits.y_train[: len(images)]
    model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(images[..., None], labels, batch_size=128, epochs=epochs, verbose=0)


def score(model, tests):
    return model.evaluate(tests[..., None], digits.y_test, batch_size=500, verbose=0)[1]


# %% [markdown]
# Each arm starts from the same seed. First the article's CNN.


# %%
def try_arm(name, padding, maps, pictures, square=2, epochs=2):
    run.reseed()
    images, tests = pictures
    model = build(padding, images.shape[1], maps, square)
    train(model, images, epochs)
    accuracy, size = score(model, tests), model.count_params()
    run.record("accuracy", name, accuracy)
    print(f"{accuracy:.4f}, {size:6} parameters  {name}")


for padding in ("same", "valid"):
    try_arm(f"one layer, {padding}", padding, [32], whole)

# %% [markdown]
# Now four layers of eight maps, on cropped digits. From the second layer on, a kernel reads all eight maps at once: 3 × 3 ×
# 8 weights and a bias.

# %%
for padding in ("same", "valid"):
    try_arm(f"four layers, {padding}", padding, [8, 8, 8, 8], cropped)

# %% [markdown]
# The rim brings at least two things:
#
# - *a view*: windows centred on the outermost pixels;
# - *room*: 10 × 10 × 8 = 800 numbers behind the pool instead of 6 × 6 × 8 = 288, and so more parameters.
#
# Take them apart. The view without room: `same` with a pool of 3 by 3 leaves 288 numbers, and exactly the parameters
# of `valid`. Room without the view: `valid` with 22 maps in its last layer leaves 792. Which will help?

# %%
try_arm("same, pool of 3", "same", [8, 8, 8, 8], cropped, square=3)
try_arm("valid, more maps", "valid", [8, 8, 8, 22], cropped)

# %% [markdown]
# ### Long arms
#
# The article's budget: all digits, ten epochs, a constant rate, batches of 64 (128 in its
# full listing).


# %%
def as_published():
    for padding, told in [("same", 0.9836), ("valid", None)]:
        run.reseed()
        model = build(padding)
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        images, labels = digits.x_train[..., None], digits.y_train
        model.fit(images, labels, batch_size=64, epochs=10, verbose=0)
        accuracy = score(model, digits.x_test)
        run.record("accuracy", f"as published, {padding}", accuracy, reported=told)


run.long(as_published, minutes=2)

# %% [markdown]
# And four layers with one thing changed: whole digits; one layer of the four; six epochs;
# *one* frame of zeros, four wide, instead of new ones in each layer.


# %%
def other_settings():
    four_maps = [8, 8, 8, 8]
    for padding in ("same", "valid"):
        try_arm(f"whole digits, {padding}", padding, four_maps, whole)
        try_arm(f"a single layer, {padding}", padding, [8], cropped)
        try_arm(f"six epochs, {padding}", padding, four_maps, cropped, epochs=6)
    framed = [np.pad(images, [(0, 0), (4, 4), (4, 4)]) for images in cropped]
    try_arm("valid, framed once", "valid", four_maps, framed)


run.long(other_settings, minutes=2)

# %% [markdown]
# ## The findings
#
# The recorded accuracies; from "as published" on, long arms:
#
# {{table: accuracy}}
#
# **The ruler.** `0.003`, 3 digits in 1,000: of postcodes of five digits it spoils at most 15 in 1,000. For less we
# wouldn't trouble to write `same`.

# %%
one = run.question(
    "In the article's CNN?", "accuracy", reference="one layer, valid", matters=0.003
)
one.does_not_matter("one layer, same")
one.not_proven("as published, same", against="as published, valid")

# %% [markdown]
# The same ruler for four layers.

# %%
four = run.question(
    "In four layers, cropped?", "accuracy", reference="four layers, valid", matters=0.003
)
four.raises("four layers, same", "valid, more maps")
four.raises("same, pool of 3", builtin="not proven")
four.not_proven("whole digits, same", against="whole digits, valid")
four.not_proven("a single layer, same", against="a single layer, valid")
four.not_proven("six epochs, same", against="six epochs, valid")
four.not_proven("valid, framed once")

# %% [markdown]
# Rings: recorded runs; diamond: yours.

# %%
run.report(
    answer="c",
    because="The dense part takes what it gets. In two epochs on 20,000 digits padding doesn't matter; in the article's ten that isn't proven.",
)

# %% [markdown]
# **In the article's CNN** the sizes give no trouble. In two epochs on a third of the digits padding doesn't matter ({{gap:
# accuracy, one layer, same | accuracy, one layer, valid}}). At the article's own budget `same` reaches {{mean: accuracy, as
# published, same}}, and the article has 0.9836 (reported). There it is ahead by {{gap: accuracy, as published, same |
# accuracy, as published, valid}}, in {{wins: accuracy, as published, same | accuracy, as published, valid}} runs; five runs
# exclude neither our ruler nor 0.
#
# **In four layers**, on cropped digits, it is worth {{gap: accuracy, four layers, same | accuracy, four layers, valid}}. With
# the coarser pool `same` still gains {{gap: accuracy, same, pool of 3 | accuracy, four layers, valid}}, with exactly the
# parameters of `valid`. With more maps `valid` gains {{gap: accuracy, valid, more maps | accuracy, four layers, valid}}, with
# no zero, and corners as far behind the middle as before: the rim isn't the only help.
#
# **With one thing changed** nothing is proven; five runs are few. Padding came out at {{gap: accuracy, whole digits, same |
# accuracy, whole digits, valid}} on whole digits, {{gap: accuracy, a single layer, same | accuracy, a single layer,
# valid}} in a single layer, {{gap: accuracy, six epochs, same | accuracy, six epochs, valid}} in six epochs. A single
# frame around the cropped digits gave `valid` {{mean: accuracy, valid, framed once}}, like whole digits, {{mean: accuracy,
# whole digits, valid}}: it nearly makes them whole again. MNIST's pictures come padded.

# %% [markdown]
# ## Your turn
#
# **1. Numbers.** 64 by 64 pixels, three `valid` layers of 3 by 3, the first at stride 2. How many places are in a row
# of each map? How many pixels in a row reach one number of the last?
#
# <details><summary>The answers</summary>
#
# 31, 29, 27. One number sees 3 of the map before, 5 of the first. Five windows there are four steps of 2, and the last is 3
# wide: 2 × 4 + 3 = 11 pixels.
#
# </details>
#
# **2. A diagnosis.** Three people put a kernel of 5 by 5 on 28 by 28 pixels. Their maps are 14, 12 and 28 wide. What
# are padding and stride, and who overlooks pixels?
#
# <details><summary>The answers</summary>
#
# `same` at stride 2; `valid` at stride 2; `same` at stride 1. The second: 23 / 2 is rounded down.
#
# </details>
#
# **3. A function.** Write `conv2d`: one picture (rows, columns), one kernel (height, width), any `stride`. Begin with
# `"valid"`; the check says when it is right. For `"same"` Keras does this, for rows and for columns:
#
# 1. places = size / stride, rounded up
# 2. missing zeros = (places − 1) × stride + kernel − size, or 0 if that is negative
# 3. half of them go before, half after; an odd one goes *after*
#
# <details><summary>Hints</summary>
#
# `range(start, stop, step)` gives the rows on which windows start. `same` is `valid` on a framed picture:
# `np.pad(image, [(above, below), (left, right)])`.
#
# </details>


# %% tags=["exercise"]
def conv2d(image, kernel, stride, padding):
    ### BEGIN SOLUTION
    if padding == "same":
        places = np.ceil(np.divide(image.shape, stride)).astype(int)
        missing = np.maximum((places - 1) * stride + kernel.shape - image.shape, 0)
        image = np.pad(image, [(zeros // 2, zeros - zeros // 2) for zeros in missing])
    height, width = kernel.shape
    last_row, last_column = np.subtract(image.shape, kernel.shape)
    rows, columns = range(0, last_row + 1, stride), range(0, last_column + 1, stride)
    windows = [[image[r : r + height, c : c + width] for c in columns] for r in rows]
    return (np.array(windows) * kernel).sum(axis=(2, 3))
    ### END SOLUTION


exercises.check("conv2d", conv2d)

# %% [markdown]
# **4. Your suspect.** What else helps `valid`? Copy the lines of `as_it_was` into `my_change`, with one
# change (three layers, more maps in the first …), and say what you expect.


# %%
def as_it_was():
    model = build("valid", 20, [8, 8, 8, 8])
    train(model, cropped[0])
    return score(model, cropped[1])


def my_change():
    # The lines of as_it_was(), with one thing changed.
    ...


run.try_out(four, "my change", my_change, as_it_was)

# %% [markdown] tags=["instructor"]
# **For instructors.** In `conv2d` the hard part is `same`: `//` where the rule says *up*, and zeros below 0.

# %% [markdown]
# ## What remains
#
# - A pool of 3 is coarser and reads 18 of 20 places: half the rim below and on the right is lost. More maps are more
#   kernels. Neither arm is view or room alone, and zeros also mark the edges. On the built-in digits the coarser pool's
#   gain isn't proven.
# - From the article's CNN to four layers, depth, crop and maps change together. The rate's peak is lesson 03's, for another
#   network.

# %% [markdown]
# ## Take away
#
# - One window, one number: multiply, then add. Without *padding* (`valid`) a row has (size − kernel) / *stride*,
#   rounded down, + 1 places; with it (`same`), size / stride, rounded up.
# - Padding adds a rim: view and room. In two epochs it helped four layers on cropped digits, and didn't matter in the
#   article's CNN.
#
# **Next:** [05 Pooling](05_pooling.ipynb): what is kept, and what is lost, when a map shrinks.
#
# *Sources.* Day 4 of "learn AI in 30 days" (2022). CS231n, "Convolutional networks". V. Dumoulin, F. Visin, "A guide
# to convolution arithmetic for deep learning" (2016).
