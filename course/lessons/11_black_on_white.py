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
#   title: Black on white
#   minutes: 40
#   question: Why can't a network trained on white digits read black ones, and what cures it?
#   finding: "Trained on 2,000 digits it isn't blind but misled: it reads {{mean: accuracy, inverted}} of inverted ones, fewer than a guesser would. Learning both polarities cures it, and so do outlines. That twice the images of one polarity matter isn't proven."
#   board: "inverted, twice the images"
# ---

# %% [markdown]
# # 11 Black on white
#
# **You will** turn MNIST's white digits into black ones, watch a good network fail on them, see what a first
# layer makes of both, and try four cures, two of them without any training.
#
# **You need** [lesson 10](10_whole_numbers_or_digits.ipynb). **It takes** 40 minutes of yours and about 40
# seconds of the computer's.
#
# Numbers in the text are from {{runs}} recorded runs on MNIST; yours will differ a little.

# %% [markdown]
# ## The report
#
# A blog asks: why doesn't my CNN read the digits that I write? Its author starts with an observation. MNIST
# shows light digits on black, while people write dark on white. So every image gets an inverted twin:
# 140,000 pictures instead of 70,000. Of these, 80 % (reported) train a network with a colour input, 28 by
# 28 by 3. On the rest it reaches 98 % (reported).
#
# Then come 50 digits on real paper, and 76 % (reported). Those wait for lesson 12. First we test the idea
# at the start: do you need the twins, why, and what do they cost? The blog trains on 112,000 pictures and
# keeps the network of its fifth epoch; we take five epochs too, but 4,000 pictures at most, so that six
# networks fit into a minute.

# %% [markdown]
# ## Your prediction
#
# A network learns from 2,000 digits of MNIST alone and reads more than 90 of 100 test digits. Now invert the
# test digits: every shape stays, dark and light change places. How many of 100 will it read?
#
# Click your answer. Where there are no buttons, type its letter in the last line: `my_guess = "b"`.

# %%
from utils import trial

my_guess = trial.guess(
    "a) nearly as many as before",
    "b) about half",
    "c) about 10, like somebody who guesses blindly",
    "d) clearly fewer than somebody who guesses blindly",
)
my_guess

# %% [markdown]
# The tools, the digits, and a run with your guess and a seed. 4,000 digits are drawn to train on; the test
# takes 2,000.

# %%
import matplotlib.pyplot as plt
import numpy as np

from utils import exercises, plots
from utils.images import data
from utils.quiet import keras

digits = data.load()
run = trial.start("11_black_on_white", digits, guess=my_guess)
chosen = np.random.default_rng(run.seed).permutation(60000)[:4000]
x, y = digits.x_train[chosen], digits.y_train[chosen]
x_test, y_test = digits.x_test[:2000], digits.y_test[:2000]

# %% [markdown]
# ## The scene
#
# ### A digit and its inverse
#
# Ink is 255 and paper 0, so inverting is one subtraction. Does the lower row look any harder to you?

# %%
plots.show_images([*x_test[:10], *(255 - x_test[:10])])

# %% [markdown]
# Ten digits, white on black, and below them the same ten, black on white. *Polarity* is the word for which
# of the two is the bright one. You read both without noticing.

# %% [markdown]
# ### The network as published
#
# Here is the blog's network as its explanation writes it. (`Rescaling` is ours: it divides by 255.) What
# stands in brackets at the end of a line is what the layer reads. Read the last lines closely.

# %%
layers = keras.layers
inputs = keras.Input((28, 28, 3))
layer0 = layers.Rescaling(1 / 255)(inputs)
layer1 = layers.Conv2D(8, 3, activation="relu")(layer0)
layer2 = layers.MaxPooling2D(2)(layer1)
layer3 = layers.Conv2D(16, 3, activation="relu")(layer2)
layer4 = layers.MaxPooling2D(2)(layer3)
layer5 = layers.Conv2D(32, 3, activation="relu")(layer4)
layer6 = layers.Flatten()(layer5)
layer7 = layers.Dense(128, activation="relu")(layer6)
outputs = layers.Dense(10, activation="softmax")(layer6)
published = keras.Model(inputs, outputs)

# %% [markdown]
# `published.summary()` shows a table with a row for each layer. This is the same in brief. Which layer of
# the code has no row?

# %% tags=["nbval-check-output"]
for layer in published.layers:
    print(f"{type(layer).__name__:13}{layer.output.shape!s:21}{layer.count_params():6}")
print(f"{'together':34}{published.count_params():6}")

# %% [markdown]
# `Dense(128)` is missing. The last layer reads `layer6`, so nothing reads `layer7`, and Keras keeps what the
# output depends on and drops the rest. No error, no warning: only the summary tells. You will come back to
# this in your exercise.
#
# We keep the network as explained. The function builds it fresh, for pictures of 3 colours or of 1.


# %%
def build(colours):
    return keras.Sequential(
        [
            keras.Input((28, 28, colours)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(8, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(32, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


# %% [markdown]
# A grey picture becomes a colour picture by giving red, green and blue the same numbers: `np.repeat` writes
# each of them three times. All networks of this lesson are trained alike, with a learning rate that falls
# to zero.


# %%
def coloured(images, colours=3):
    return np.repeat(images[..., None], colours, axis=3)


def train(images, labels, colours=3):
    model = build(colours)
    falling = keras.optimizers.schedules.CosineDecay(0.006, 5 * len(images) // 50)
    adam = keras.optimizers.Adam(falling)
    model.compile(adam, "sparse_categorical_crossentropy", steps_per_execution=16)
    model.fit(coloured(images, colours), labels, batch_size=50, epochs=5, verbose=0)
    return model


# %% [markdown]
# And all are scored alike: calling a model on pictures gives ten beliefs for each, and its answer is the
# digit with the strongest. (In four parts, which takes less memory.)


# %%
def answers(model, images):
    pictures = coloured(images, model.input_shape[-1])
    beliefs = [np.array(model(part)) for part in np.array_split(pictures, 4)]
    return np.concatenate(beliefs).argmax(axis=1)


def score(name, model, images, reported=None):
    share = np.mean(answers(model, images) == y_test)
    run.record("accuracy", name, share, reported=reported)
    print(f"{share:.3f}  {name}")


# %% [markdown]
# Train on 2,000 digits as they come, white on black. Then 2,000 test digits, as they come and inverted.

# %%
network = train(x[:2000], y[:2000])
score("as trained", network, x_test)
score("inverted", network, 255 - x_test)

# %% [markdown]
# From {{mean: accuracy, as trained}} to {{mean: accuracy, inverted}}, on average. Somebody who guesses
# blindly gets one in ten. What does the network say instead?

# %%
plots.show_images(255 - x_test[:10], titles=answers(network, 255 - x_test[:10]))

# %% [markdown]
# Ten black digits, above each the network's answer: nearly all wrong, and often the same few digits again
# and again.

# %% [markdown]
# ## The suspects
#
# ### Too few images?
#
# The usual advice is more data. So twice as many: 4,000 digits, all white on black.

# %%
more = train(x, y)
score("inverted, twice the images", more, 255 - x_test)

# %% [markdown]
# Better: {{mean: accuracy, inverted, twice the images}} on average, after {{mean: accuracy, inverted}}, and no
# longer fewer than a guesser. Keep the question open until the findings: one doubling is a small step.

# %% [markdown]
# ### Does it take colours?
#
# The blog's network reads three colours. Perhaps that input bears inversion better, or worse, than a grey
# one? The same 2,000 digits, one colour.

# %%
one_colour = train(x[:2000], y[:2000], colours=1)
score("inverted, one colour", one_colour, 255 - x_test)

# %% [markdown]
# About as few. And for colours that are equal, what a network can compute is the same: a kernel multiplies
# red, green and blue, the same number three times, by three weights. One weight, their sum, does as much.
# Put the sums into a grey network and compare the beliefs.

# %% tags=["nbval-check-output"]
kernels, *others = network.get_weights()
grey = build(colours=1)
grey.set_weights([kernels.sum(axis=2, keepdims=True), *others])
print("kernels:", kernels.shape, "->", grey.get_weights()[0].shape)
one, three = grey(coloured(x_test[:500], 1)), network(coloured(x_test[:500]))
print("equal beliefs:", np.allclose(one, three, atol=0.001))

# %% [markdown]
# ### What the first layer makes of an edge
#
# Now look at the first layer, with the smallest picture that shows the trouble: one row of seven pixels,
# with a stroke in the middle, and its inverse. A kernel of three numbers slides along. Before you run it,
# work out on paper what `-1 0 1` gives, and what ReLU leaves of that: it keeps what is above zero.


# %% tags=["nbval-check-output"]
row = np.array([0, 0, 1, 1, 1, 0, 0])
for kernel in [(-1, 0, 1), (1, 1, 1)]:
    print("kernel", *kernel)
    for name, pixels in [("stroke", row), ("inverse", 1 - row)]:
        sums = np.correlate(pixels, kernel)
        print(f"{name:>8}", *pixels, " sums", sums, " after ReLU", np.maximum(sums, 0))

# %% [markdown]
# The first kernel, as bars. Could you take the upper right picture for the lower right one?

# %%
figure, axes = plt.subplots(2, 3, figsize=(7, 3), sharey=True, layout="constrained")
for line, name, pixels in zip(axes, ("stroke", "inverse"), (row, 1 - row), strict=True):
    sums = np.correlate(pixels, (-1, 0, 1))
    steps = {"pixels": pixels, "sums": sums, "after ReLU": np.maximum(sums, 0)}
    for axis, (step, heights) in zip(line, steps.items(), strict=True):
        axis.bar(np.arange(len(heights)), heights, color="#0072B2")
        axis.axhline(0, color="black", linewidth=0.8)
        axis.set(title=f"{name}: {step}", xticks=[])
plt.show()
plt.close(figure)

# %% [markdown]
# Above the stroke, below its inverse. In the middle the sums, positive where it gets brighter; below they are
# the same with the *sign flipped*. On the right what is left after ReLU: the stroke's left side above, its
# right side below, and not one place in common.
#
# The second kernel, `1 1 1`, adds up. On black paper every kernel gives 0, so that only its bias is left. On
# white paper this one gives 3: where nothing was, there is something now.
#
# Place by place, the sums of a picture and of its inverse always add up to the sum of the kernel, here 0 and
# 3. So is it the ReLU? There is reason for doubt: a network of one layer and softmax has none, and its ten
# sums for an inverse are constants minus its ten sums for the digit, so what spoke for a digit speaks against
# it.
#
# Now the same on a digit, with the kernel of lesson 03. (Keras writes its kernels as height, width, colours
# in, maps out; hence the two `None`.)

# %%
edge = np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]], "float32")[:, :, None, None]
for_lower_edges = layers.Conv2D(1, 3, use_bias=False)
for_lower_edges.build((None, 28, 28, 1))
for_lower_edges.set_weights([edge])
shown = []
for digit in (x_test[0], 255 - x_test[0]):
    sums = np.array(for_lower_edges(digit[None, :, :, None].astype("float32")))[0, :, :, 0]
    shown += [digit, sums, np.maximum(sums, 0)]
plots.show_images(shown, titles=["image", "sums", "after ReLU"] * 2, columns=3, size=1.3)

# %% [markdown]
# Above: a white digit, its sums, and what ReLU leaves of them, its *lower* edges. Below: the same digit in
# black. Its sums are the photographic negative of those above, and ReLU leaves the *upper* edges.
#
# That was a kernel of ours. Here are the eight maps that your network's own first layer makes of this
# digit. The layers behind it were trained on maps like those of the upper row. Compare each with the one
# below it.

# %%
rescale, convolve = network.layers[:2]
pair = coloured(np.stack([x_test[0], 255 - x_test[0]]))
maps = np.array(convolve(rescale(pair)))
plots.show_images([*maps[0].transpose(2, 0, 1), *maps[1].transpose(2, 0, 1)], columns=8)

# %% [markdown]
# Above, eight maps of the white digit: strokes and sides of strokes, bright on dark. Below, the same eight
# for the black digit: other sides are bright, and in some maps the paper is. (Each map is stretched from its
# darkest to its brightest place.)

# %% [markdown]
# ### The paper, or the sign of the ink?
#
# Inverting changes two things at once: strokes become darker than their paper, and the paper is 1 instead of
# 0. Which one does the harm? No camera can separate them; arithmetic nearly can. `255 - ink` is `-ink`, which
# flips every edge on black paper, plus 255, which brightens everything and leaves the edges alone. One at a
# time, for all three networks that have learned white digits only:

# %%
ink = x_test.astype("float32")
for name, pictures in [("bright paper only", ink + 255), ("flipped edges only", -ink)]:
    networks = [network, more, one_colour]
    scores = [np.mean(answers(each, pictures) == y_test) for each in networks]
    run.record("accuracy", name, np.mean(scores))
    print(f"{name:18}", *(f"{value:.3f}" for value in scores))

# %% [markdown]
# As means over the three networks, {{mean: accuracy, bright paper only}} are still read on bright paper with
# the edges as they were, and {{mean: accuracy, flipped edges only}} with flipped edges on black paper. Both
# cost digits, flipping more; but the harm of each isn't measured cleanly. Neither kind of picture lies within
# what these networks have seen: inside a stroke, too, `-ink` is darker and `ink + 255` brighter than any
# pixel in training.

# %% [markdown]
# ### Turn over one layer
#
# What should the first layer compute on an inverse, to give what it gave on the original? Remember the
# constant: sums of the inverse = kernel's sum minus sums of the original. So give every kernel the opposite
# sign, and add its old sum to its bias. No training, 224 numbers changed of 8,922.

# %%
kernels, biases, *others = network.get_weights()
turned = build(colours=3)
turned.set_weights([-kernels, biases + kernels.sum(axis=(0, 1, 2)), *others])
score("inverted, first layer turned", turned, 255 - x_test)

# %% [markdown]
# As many as in the beginning. That had to come out: it is arithmetic, and true for any first layer that
# multiplies and adds. So it is a proof and no finding.

# %% tags=["nbval-check-output"]
black, white = turned(coloured(255 - x_test[:500])), network(coloured(x_test[:500]))
print("equal beliefs:", np.allclose(black, white, atol=0.001))

# %% [markdown]
# The new layer undoes the `255 -`, no more. Where in the network the digits get lost, it doesn't tell.

# %% [markdown]
# ### Both polarities
#
# Now the blog's cure: each of the 2,000 digits and its twin. From here on we test on a mixture, as the blog
# did: 1,000 digits as they come, the next 1,000 inverted. First the network from above, then the cure.

# %%
mixture = np.concatenate([x_test[:1000], 255 - x_test[1000:]])
score("mixture, white digits learned", network, mixture)
both = train(np.concatenate([x[:2000], 255 - x[:2000]]), np.concatenate([y[:2000]] * 2))
score("mixture, both learned", both, mixture, reported=0.98)
score("inverted, both learned", both, 255 - x_test)

# %% [markdown]
# Cured: {{mean: accuracy, mixture, both learned}}, against {{mean: accuracy, mixture, white digits
# learned}}, from as many pictures as in "twice the images". Adding changed copies of the training images is
# called *data augmentation*.
#
# The blog's 98 % (reported) comes from many more pictures. It may also flatter: the blog doesn't say how it
# drew its validation digits, and of 140,000 pictures split at random, most of those in validation have
# their own twin in the training. Ours are test digits, whose twins no network has seen.
#
# What does the cure cost? With twins the training has twice as many steps. So let the number of images stay
# 2,000, half of them inverted, and test on white digits only, which the network from the beginning read
# well.

# %%
half = train(np.concatenate([x[:1000], 255 - x[1000:2000]]), y[:2000])
score("white digits, half learned inverted", half, x_test)

# %% [markdown]
# Compare with "as trained": {{gap: accuracy, as trained | accuracy, white digits, half learned inverted}}
# less on average. Half the white examples are gone, and the others share their kernels with inverted ones.

# %% [markdown]
# ### Turn the picture
#
# Why teach a network what one subtraction can do? If the paper is bright, invert. Where is paper, for sure?
# In the corners. So look at the mean of the four:


# %% tags=["nbval-check-output"]
def white_on_black(images):
    corners = images[:, [0, 0, -1, -1], [0, -1, 0, -1]].mean(axis=1)
    return np.where(corners[:, None, None] > 127, 255 - images, images)


restored = white_on_black(mixture)
print("all digits white on black again:", np.array_equal(restored, x_test))

# %% [markdown]
# All 2,000 are what they were. So the network from the beginning, which has never seen an inverted digit,
# reads the mixture exactly as well as it read MNIST:

# %%
score("mixture, turned by its corners", network, restored)

# %% [markdown]
# That is a proof again. It holds as long as the corners are paper and the paper is clearly dark or bright.
# With a shadow in the corner, or on grey paper, the rule starts to guess.

# %% [markdown]
# ### A picture without polarity
#
# Third idea: feed the network something that inverting doesn't change (something *invariant*). How *steep* is
# the picture at each pixel, never mind whether up or down? Along the row `0 0 4 4` the slopes are 0 2 2 0,
# along its inverse `4 4 0 0` they are 0 −2 −2 0. `np.gradient` gives the slopes downwards and to the
# right, and `np.hypot` the length of both together, which has no sign.


# %% tags=["nbval-check-output"]
def steepness(images):
    return np.hypot(*np.gradient(images.astype("float32"), axis=(1, 2)))


same = np.array_equal(steepness(x_test), steepness(255 - x_test))
print("the same for a digit and its inverse:", same)

# %% [markdown]
# Equal, number for number. See what the network will see.

# %%
plots.show_images([*steepness(x_test[:10]), *steepness(255 - x_test[:10])])

# %% [markdown]
# Outlines of ten digits, twice the same. It learns from the outlines of 2,000 white digits, and is tested
# on the mixture.

# %%
outlines = train(steepness(x[:2000]), y[:2000])
score("mixture, outlines learned", outlines, steepness(mixture))

# %% [markdown]
# {{mean: accuracy, mixture, outlines learned}} on average, with no inverted digit in its training, and no
# corner that had to be paper.

# %% [markdown]
# ## The findings
#
# Each question has its ruler, laid down before measuring. The first is your prediction. Of 2,000 digits,
# somebody who guesses blindly gets 200 right, give or take 13. Whoever gets 40 fewer doesn't guess any more,
# so what matters is `0.02`.

# %%
blind = run.question("Is it blind, or misled?", "accuracy", reference=0.1, matters=0.02)
blind.lowers("inverted", builtin="not proven")

# %% [markdown]
# What brings the digits back? One digit in twenty more is worth another training to somebody whose writing
# isn't read; for less nobody trains anew. So `0.05`, for cures and for innocents. The last line asks which
# half of inverting does more harm, as a mean of three networks and not measured cleanly.

# %%
back = run.question(
    "What brings inverted digits back?", "accuracy", reference="inverted", matters=0.05
)
back.not_proven("inverted, twice the images")
back.does_not_matter("inverted, one colour", builtin="not proven")
back.raises("inverted, both learned")
back.raises(
    "mixture, both learned",
    "mixture, outlines learned",
    against="mixture, white digits learned",
)
back.lowers("flipped edges only", against="bright paper only")

# %% [markdown]
# And the cost. This network reads 93 to 94 of 100, so one more misread in a hundred is about a sixth more
# errors: `0.01`.

# %%
cost = run.question(
    "What do half the white digits cost, with inverted ones in their place?",
    "accuracy",
    reference="as trained",
    matters=0.01,
)
cost.lowers("white digits, half learned inverted", builtin="not proven")

# %% [markdown]
# Now the report: your run among the recorded ones.

# %%
run.report(
    answer="d",
    because="A guesser is right by chance; this network of 2,000 digits sees something in an inverted "
    "digit, and mostly it speaks for another one. On the built-in handwriting it does so on average, which "
    "its fewer runs don't prove. What 60,000 digits do is open.",
)

# %% [markdown]
# In the second picture the twins and the outlines lie far to the right, and one colour on the line of no
# effect. Twice the images lie a little to the right of it: {{gap: accuracy, inverted, twice the images |
# accuracy, inverted}} on average, in {{wins: accuracy, inverted, twice the images | accuracy, inverted}} runs
# more than before. Whether that is as much as one digit in twenty isn't proven. The lowest line is the
# flipped sign: it cost these three networks far more than bright paper, with the reservation made above.
#
# {{table: accuracy | as trained | inverted | inverted, twice the images | inverted, one colour | inverted,
# both learned | mixture, both learned | mixture, outlines learned}}
#
# So the blog's first step was right. This network didn't learn shapes as such: it learned them in one
# polarity, and what it knows misleads it in the other. Which cure is best depends on what you know. Twins
# need no knowledge about the picture, but more training, or a price on white digits. Turning the picture
# needs no training, but must know what is paper. Outlines need a network trained on outlines, and it reads a
# few digits fewer (not tested).

# %% [markdown]
# ## Your turn
#
# The published network lost a layer without a word. Write the function that would have noticed:
# `parameters_reached` says how many parameters an output depends on. It gets three things:
#
# - `reads`, a dictionary: for each layer, the list of layers that it reads;
# - `parameters`, a dictionary: for each layer, how many numbers it learns;
# - `output`, the name of a layer.
#
# It adds up the parameters of `output`, of the layers that `output` reads, of those that they read, and so
# on. Each layer counts once, even if two others read it. The blog's network ends like this:
#
# ```python
# reads = {..., "layer6": ["layer5"], "layer7": ["layer6"], "outputs": ["layer6"]}
# ```
#
# There the answer is 8,922. With `outputs` reading `layer7` it would be 44,314.
#
# <details><summary>A hint</summary>
#
# Keep two lists: the layers you have found, and those you still have to visit. At the start only `output`
# is waiting. Take one that waits; if you haven't found it before, note it, and let all that it reads wait
# too.
#
# </details>


# %% tags=["exercise"]
def parameters_reached(reads, parameters, output):
    ### BEGIN SOLUTION
    found, waiting = [], [output]
    while waiting:
        layer = waiting.pop()
        if layer not in found:
            found.append(layer)
            waiting.extend(reads[layer])
    return sum(parameters[layer] for layer in found)
    ### END SOLUTION


exercises.check("parameters_reached", parameters_reached)

# %% [markdown] tags=["instructor"]
# **For instructors.** About 40 minutes; the row of seven pixels deserves ten of them. Let everybody fill in
# the four lines on paper before the cell runs, and ask: where exactly is something lost? (Not in the sums.)
# Then ask for the new weights of the first layer before you show them; somebody will forget the bias, and it
# is worth trying what happens. (It is exact because these convolutions have no padding; with `same`, the
# frame of zeros would stay black.) Usual wrong turn: "the paper is bright, so everything saturates". The
# cell with bright paper only answers that: harmful, but less so, as far as that can be measured.
#
# On the blog's validation let them write the test: score twins of training digits against twins of fresh
# ones. And "what if I train on outlines of photographs?" is a good bridge to lesson 12.

# %% [markdown]
# ## What remains
#
# Is it the ReLU? We took it away nowhere. More images: we doubled once, and whether 60,000 leave a network
# below a guesser is open. Fewer white examples, or shared kernels? 1,000 white digits alone would tell.
# Flipped or bright: both lie outside what was trained, so that the harm of each isn't measured cleanly. And
# our cured network reads {{mean: accuracy, mixture, both learned}} of the mixture, not 98 % (reported): it
# has seen a small part of the blog's pictures.

# %% [markdown]
# ## Take away
#
# - Our network knew the polarity that it was shown. With 2,000 digits it was misled on the other and read
#   fewer than a guesser, with 4,000 no longer; what 60,000 do is open.
# - Show it both (*data augmentation*), or bring every picture into the polarity it knows, or feed it
#   something that inverting doesn't change (*invariance*).
# - Read the summary: a layer that nothing reads is dropped without a word.
#
# **Next:** [12 Why doesn't it read my handwriting?](12_why_not_my_handwriting.ipynb) carries the cure to
# photographs of paper.
#
# *Sources.* A blog, in Chinese, on why a convolutional network doesn't read the author's own digits. On
# networks that know shapes in one polarity only: H. Hosseini and others, "On the limitation of
# convolutional neural networks in recognizing negative images" (2017). Kernels that come in pairs of
# opposite sign: W. Shang and others, "Understanding and improving convolutional neural networks via
# concatenated rectified linear units" (2016).
