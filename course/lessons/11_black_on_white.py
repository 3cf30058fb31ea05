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
#   verdict: "It learned which side of an edge is bright, and ReLU cuts off the other side: {{mnist mean: accuracy, inverted}} of inverted digits are read. Not more images but both polarities cure it; so does turning over one layer, or the picture."
# ---

# %% [markdown]
# # 11 Black on white
#
# **You will** turn MNIST's white digits into black ones, watch a good network fail on them, find the place
# in it where they get lost, and try four cures, two of them without any training.
#
# **You need** [lesson 10](10_whole_numbers_or_digits.ipynb). **It takes** 40 minutes of yours and about 25
# seconds of the computer's.

# %% [markdown]
# ## The report
#
# A blog asks: why doesn't my CNN read the digits that I write? Its author starts with an observation. MNIST
# shows light digits on black, while people write dark on white. So every image gets an inverted twin:
# 140,000 pictures instead of 70,000. Of these, 80 % (reported) train a network with a colour input, 28 by
# 28 by 3. On the rest it reaches 98 % (reported).
#
# Then come 50 digits on real paper, and 76 % (reported). Those wait for lesson 12. First we test the idea
# at the start, which is a good one: do you need the twins, why, and what do they cost?

# %% [markdown]
# ## Your prediction
#
# A network learns from MNIST alone and reads more than 90 of 100 test digits. Now invert the test digits:
# every shape stays, dark and light change places. How many of 100 will it read?
#
# a) nearly as many, b) about half, c) about as many as a blind guesser
#
# Put your letter between the quotes.

# %%
my_guess = ""

# %% [markdown]
# Tools, guess, digits, seed.

# %%
import numpy as np

from utils import evidence, exercises, plots, predictions
from utils.images import data
from utils.quiet import keras

predictions.keep("11_black_on_white", my_guess)
digits = data.load()
run = evidence.start("11_black_on_white", digits)
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
# Here is the blog's network, layer by layer and with its names. (`Rescaling` is ours: it divides by 255.)
# Each call in brackets says what a layer reads. Read the last lines closely.

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
# `Dense(128)` is missing. The last line of the code reads `layer6`, so nothing reads `layer7`, and Keras
# keeps what the output depends on and drops the rest. No error, no warning: only the summary tells. It
# happens to all of us, and that is what summaries are for. You will come back to this in your exercise.
#
# We keep the network as it really was. The function builds it fresh, for pictures of 3 colours or of 1.


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
# digit with the strongest. (In four parts, to spare memory.)


# %%
def answers(model, images):
    pictures = coloured(images, model.input_shape[-1])
    beliefs = [np.array(model(part)) for part in np.array_split(pictures, 4)]
    return np.concatenate(beliefs).argmax(axis=1)


def score(name, model, images):
    run.record(f"accuracy, {name}", np.mean(answers(model, images) == y_test))
    print(f"{run.recorded[f'accuracy, {name}']:.3f}  {name}")


# %% [markdown]
# Train on 2,000 digits as they come, white on black. Then 2,000 test digits, as they come and inverted.

# %%
network = train(x[:2000], y[:2000])
score("as trained", network, x_test)
score("inverted", network, 255 - x_test)

# %% [markdown]
# From {{mean: accuracy, as trained}} to {{mean: accuracy, inverted}}, as means over the recorded runs. A
# blind guesser gets one in ten; most runs stay below even that ({{range: accuracy, inverted}}). What does
# the network say instead?

# %%
plots.show_images(255 - x_test[:10], titles=answers(network, 255 - x_test[:10]))

# %% [markdown]
# Ten black digits, above each the network's answer: nearly all wrong, and often the same few digits again
# and again. It isn't guessing. It sees something, and misreads it.

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
# Somewhat better, and far from cured: {{mean: accuracy, inverted, twice the images}} over the recorded runs,
# after {{mean: accuracy, inverted}}. More of one kind tells little about the other.

# %% [markdown]
# ### Does it take colours?
#
# The blog's network reads three colours. Perhaps that input bears inversion better, or worse, than a grey
# one? The same 2,000 digits, one colour.

# %%
one_colour = train(x[:2000], y[:2000], colours=1)
score("inverted, one colour", one_colour, 255 - x_test)

# %% [markdown]
# No. And for colours that are equal, it *can't* matter: a kernel multiplies red, green and blue, the same
# number three times, by three weights. One weight, their sum, does the same. Put the sums into a grey
# network and compare the beliefs.

# %% tags=["nbval-check-output"]
kernels, *others = network.get_weights()
grey = build(colours=1)
grey.set_weights([kernels.sum(axis=2, keepdims=True), *others])
print("kernels:", kernels.shape, "->", grey.get_weights()[0].shape)
one, three = grey(coloured(x_test[:500], 1)), network(coloured(x_test[:500]))
print("equal beliefs:", np.allclose(one, three, atol=0.001))

# %% [markdown]
# ### What ReLU leaves of an edge
#
# Now look at the first layer, with the smallest picture that shows the trouble: one row of seven pixels,
# with a stroke in the middle, and its inverse. A kernel of three numbers slides along. Before you run it,
# work out on paper what `-1 0 1` gives, and what ReLU leaves of that.


# %% tags=["nbval-check-output"]
row = np.array([0, 0, 1, 1, 1, 0, 0])
for kernel in [(-1, 0, 1), (1, 1, 1)]:
    print("kernel", *kernel)
    for name, pixels in [("stroke", row), ("inverse", 1 - row)]:
        sums = np.correlate(pixels, kernel)
        print(f"{name:>8}", *pixels, " sums", sums, " after ReLU", np.maximum(sums, 0))

# %% [markdown]
# The first kernel looks for places where it gets brighter. The stroke has one on its left, the inverse on
# its right. The sums are the same numbers with the *sign flipped*, so nothing is lost yet. Then ReLU cuts
# off what is below zero, and the two have not one place left in common.
#
# The second kernel adds up. On black paper every kernel gives 0, so that only its bias is left. On white
# paper this one gives 3: where there was silence, the paper now speaks.
#
# And one thing more, for later: place by place, the sums of a picture and of its inverse always add up to
# the sum of the kernel, here 0 and 3. Now the same on a digit, with the kernel of lesson 03. (Keras writes
# its kernels as height, width, colours in, maps out; hence the two `None`.)

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
# black. Its sums are the photographic negative of those above, and ReLU leaves the *upper* edges. The
# layers behind were trained on maps like the upper one.
#
# That was a kernel of ours. Here are the eight maps that your network's own first layer makes of this
# digit. Compare each with the one below it.

# %%
rescale, convolve = network.layers[:2]
pair = coloured(np.stack([x_test[0], 255 - x_test[0]]))
maps = np.array(convolve(rescale(pair)))
plots.show_images([*maps[0].transpose(2, 0, 1), *maps[1].transpose(2, 0, 1)], columns=8)

# %% [markdown]
# Above, eight maps of the white digit: strokes and sides of strokes, bright on dark. Below, the same eight
# for the black digit: other sides light up, and in some maps the paper does. (Each map is stretched from
# its darkest to its brightest place. A map without any pattern is the same number everywhere.)

# %% [markdown]
# ### The paper, or the edges?
#
# Inverting changes two things at once: the edges flip, and the paper is 1 instead of 0. Which one does the
# harm? No camera can separate them, but arithmetic can. `255 - ink` is `-ink`, which flips the edges on
# black paper, plus 255, which brightens the paper and leaves the edges alone. One at a time, for all three
# networks that have learned white digits only:

# %%
ink = x_test.astype("float32")
for name, pictures in [("bright paper only", ink + 255), ("flipped edges only", -ink)]:
    networks = [network, more, one_colour]
    scores = [np.mean(answers(each, pictures) == y_test) for each in networks]
    run.record(f"accuracy, {name}", np.mean(scores))
    print(f"{name:18}", *(f"{value:.3f}" for value in scores))

# %% [markdown]
# Both do harm, and the flipped edges do more. As means over the three networks and the recorded runs,
# {{mean: accuracy, bright paper only}} are still read on bright paper with the edges as they were, and
# {{mean: accuracy, flipped edges only}} with flipped edges on paper as black as ever.

# %% [markdown]
# ### Turn over one layer
#
# If the first layer is where it happens, mending it there must be enough. What should it compute on an
# inverse, to give what it gave on the original? Remember the constant: sums of the inverse = kernel's sum
# minus sums of the original. So give every kernel the opposite sign, and add its old sum to its bias. No
# training, 224 numbers changed of 8,922.

# %%
kernels, biases, *others = network.get_weights()
turned = build(colours=3)
turned.set_weights([-kernels, biases + kernels.sum(axis=(0, 1, 2)), *others])
score("inverted, first layer turned", turned, 255 - x_test)

# %% [markdown]
# All that the network knew about shapes was still there. It only looked at them through a layer made for
# one polarity.

# %% [markdown]
# ### Both polarities
#
# Now the blog's cure: each of the 2,000 digits and its twin. From here on we test on a mixture, as the blog
# did: 1,000 digits as they come, the next 1,000 inverted. First the network from above, then the cure.

# %%
mixture = np.concatenate([x_test[:1000], 255 - x_test[1000:]])
score("mixture, white digits learned", network, mixture)
both = train(np.concatenate([x[:2000], 255 - x[:2000]]), np.concatenate([y[:2000]] * 2))
reads = np.mean(answers(both, mixture) == y_test)
run.record("accuracy, mixture, both learned", reads, reported=0.98)
print(f"{reads:.3f}  mixture, both learned")
score("inverted, both learned", both, 255 - x_test)

# %% [markdown]
# Cured: {{mean: accuracy, mixture, both learned}}, against {{mean: accuracy, mixture, white digits
# learned}}. The blog's 98 % (reported) comes from 112,000 pictures, ours from 4,000: as many as in "twice
# the images", and what a difference.
#
# What does it cost? With twins the training takes twice as long. So let the number of images stay 2,000,
# half of them inverted, and test on white digits only, which the network from the beginning read well.

# %%
half = train(np.concatenate([x[:1000], 255 - x[1000:2000]]), y[:2000])
score("white digits, half learned inverted", half, x_test)

# %% [markdown]
# Compare with "as trained": sharing costs {{gap: accuracy, as trained | accuracy, white digits, half
# learned inverted}} on average. The same few kernels now have two jobs, with half the examples for each.

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
# So the network from the beginning, which has never seen an inverted digit, reads the mixture as if it were
# MNIST:

# %%
score("mixture, turned by its corners", network, restored)

# %% [markdown]
# Free, and perfect, as long as the corners are paper and the paper is clearly dark or bright. With a shadow
# in the corner, or on grey paper, the rule starts to guess. Keep that for lesson 12.

# %% [markdown]
# ### A picture without polarity
#
# Third idea: feed the network something that inverting doesn't change. How *steep* is the picture at each
# pixel, never mind whether up or down? `np.gradient` gives the slope downwards and to the right, and
# `np.hypot` the length of both together. Are the two rows below really the same?


# %% tags=["nbval-check-output"]
def steepness(images):
    return np.hypot(*np.gradient(images.astype("float32"), axis=(1, 2)))


same = np.array_equal(steepness(x_test), steepness(255 - x_test))
print("the same for a digit and its inverse:", same)

# %% [markdown]
# Equal, number for number: a slope of -3 is as steep as one of 3. See what the network will see.

# %%
plots.show_images([*steepness(x_test[:10]), *steepness(255 - x_test[:10])])

# %% [markdown]
# Outlines of ten digits, twice the same. It learns from the outlines of 2,000 white digits, and is tested
# on the mixture.

# %%
outlines = train(steepness(x[:2000]), y[:2000])
score("mixture, outlines learned", outlines, steepness(mixture))

# %% [markdown]
# {{mean: accuracy, mixture, outlines learned}}, with no inverted digit in its training, and no corner that
# had to be paper.

# %% [markdown]
# ## The verdict
#
# First the two that were innocent, the edges, and the mended layer.

# %%
predictions.recall("11_black_on_white")
inverted, twins = "accuracy, inverted", "accuracy, inverted, both learned"
for claim, suspect in [
    ("twice the images: no cure", "accuracy, inverted, twice the images"),
    ("one colour or three: no cure", "accuracy, inverted, one colour"),
]:
    run.same(claim, a=inverted, b=suspect, within=0.55, guilty=twins)
paper, edges = "accuracy, bright paper only", "accuracy, flipped edges only"
run.average("flipped edges do more harm than bright paper", better=paper, worse=edges)
trained = "accuracy, as trained"
turned_layer = "accuracy, inverted, first layer turned"
claim = "turning one layer over mends it"
run.same(claim, a=trained, b=turned_layer, within=0.02, guilty=inverted)

# %% [markdown]
# Then the other cures, and what the twins cost.

# %%
white, both_learned = (
    f"accuracy, mixture, {name} learned" for name in ("white digits", "both")
)
run.contrast("both polarities cure it", better=both_learned, worse=white, by=0.2)
corners = "accuracy, mixture, turned by its corners"
claim = "turning pictures by their corners mends it"
run.same(claim, a=trained, b=corners, within=0.02, guilty=white)
shapes = "accuracy, mixture, outlines learned"
run.contrast("outlines cure it", better=shapes, worse=white, by=0.2)
shared = "accuracy, white digits, half learned inverted"
run.average("as many images in both polarities cost", better=trained, worse=shared)
run.report()

# %% [markdown]
# Read the pictures from above. Twice the images of one polarity, or one colour instead of three: the first
# two marks stay far on the left, and only the twins go to the right. "Turning one layer over" and "turning
# pictures" have two arms in the very same place: they give back all that inverting took.
#
# So the blog's first step was right, and here is why. A network doesn't learn shapes as such. Its first
# layer learns what an edge looks like *in its training images*, and there one side was always the bright
# one. On bright paper alone the mean was {{mean: accuracy, bright paper only}}, with flipped edges alone
# {{mean: accuracy, flipped edges only}}; the edges did more harm in {{wins: accuracy, bright paper only |
# accuracy, flipped edges only}} recorded runs.
#
# Which cure is best? Twins need no knowledge about the picture, but a larger training, or a price: {{gap:
# accuracy, as trained | accuracy, white digits, half learned inverted}} on white digits if the number of
# images stays the same. Turning the picture costs nothing, but must know what is paper. Outlines know
# neither and still reach {{mean: accuracy, mixture, outlines learned}}; what they throw away is which side
# of a line was the ink.

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
# the four lines on paper before the cell runs, and ask: where exactly is the information lost? (Not in the
# sums.) Then ask for the new weights of the first layer before you show them; somebody will forget the
# bias, and it is worth trying what happens. (It is exact because these convolutions have no padding; with
# `same`, the frame of zeros would stay black.) Usual wrong turn: "the paper is bright, so everything
# saturates". The cell with bright paper only answers that: harmful, but less so.
#
# A sharp student may ask about the blog's validation: if 140,000 pictures are split at random, the twin of
# most validation digits was in the training. The blog doesn't say how it split. Let them write the test:
# score twins of training digits against twins of fresh ones. And "what if I train on outlines of
# photographs?" is a good bridge to lesson 12.

# %% [markdown]
# ## Take away
#
# - An edge and its inverse differ by a sign, and ReLU keeps only one sign. So a network knows the polarity
#   that it was shown, and more images of that polarity teach it little about the other.
# - Show it both, or bring every picture into the polarity it knows, or feed it something that has none.
#   Turning over its first layer gave back all that was lost.
# - Read the summary: a layer that nothing reads is dropped without a word.
#
# **Next:** [12 Why not my handwriting?](12_why_not_my_handwriting.ipynb) carries the cure to photographs of
# paper.
#
# *Sources.* A blog, in Chinese, on why a convolutional network doesn't read the author's own digits. On
# networks that know shapes in one polarity only: H. Hosseini and others, "On the limitation of
# convolutional neural networks in recognizing negative images" (2017). Kernels that come in pairs of
# opposite sign: W. Shang and others, "Understanding and improving convolutional neural networks via
# concatenated rectified linear units" (2016).
