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
#   title: How a network learns
#   minutes: 70
#   question: Why did the playground's network turn into NaN, and what is a step of training?
#   finding: "A weight steps against its slope, by the rate times the slope. Beyond a rate that can be worked out, each step overshoots by more than it corrects: the playground's network, rebuilt, was lost in 20 of 20 trainings at its rate of 1, and in none at a fifth of that. Errors with a small bound cured it as well."
# ---

# %% [markdown]
# # 01 How a network learns
#
# **You will** train a network without any library for networks: first one weight, by hand, then 7,850 that
# read digits. You will know what a slope, a step, a batch and an epoch are, and how a loss becomes NaN.
#
# **You need** [lesson 00](00_start_here.ipynb) and some NumPy. **It takes** 70 minutes of yours and about
# 20 seconds of the computer's.

# %% [markdown]
# ## The report
#
# In TensorFlow's playground you can train a small network in the browser, for instance to tell from a point's two
# coordinates how high a tilted plane stands there. In April 2016 somebody reported that with certain settings it
# "breaks entirely", giving NaN, "not a number": eight units, one point at a time, and a *learning rate* of 1.
#
# A reader answered: the learning rate looks too high; below 0.3 (reported) it seems to work. A maintainer agreed,
# called it expected, and gave a reason: the last unit passes on a plain sum, which has no bound, so the slope of
# its error has none either; with too high a rate the network then escapes.
#
# You needn't know these words yet: rate, slope, error. We build them up from one number, and then try the
# explanation on the playground's network, rebuilt.

# %% [markdown]
# ## Your prediction
#
# A walker in thick fog wants to get to the bottom of a valley. She feels how steep the ground is: in this
# valley, always 8 times her distance from the bottom. Each step takes her downhill, by `0.05` times the slope. So
# a step covers `0.4` of the distance, and she arrives after many of them. Now she takes steps of `0.3` times the
# slope. What happens to her?

# %%
from utils import trial

my_guess = trial.guess(
    "a) she arrives sooner",
    "b) she jumps from side to side, and gets nearer",
    "c) she jumps from side to side, and gets farther away",
)
my_guess

# %% [markdown]
# The tools. No Keras until we compare with it.

# %%
import matplotlib.pyplot as plt
import numpy as np

from utils import diagrams, exercises, plots
from utils.images import data

# %% [markdown]
# ## The scene
#
# ### One unit
#
# A *unit* multiplies each input by its own *weight*, adds everything up, adds one more number, its *bias*, and
# passes the sum on if it is above zero, else zero. (That cut is called *ReLU*.) Here is one with three inputs.
# Work out what it passes on before you run the cell.

# %% tags=["nbval-check-output"]
inputs, weights, bias = np.array([0.5, 0.0, 1.0]), np.array([0.8, -0.3, 0.4]), -0.6
total = inputs @ weights + bias  # @ multiplies pair by pair and adds up
print(f"0.5 × 0.8 + 0 × -0.3 + 1 × 0.4 - 0.6 = {total:.1f}")

# %% [markdown]
# The same as a drawing: follow each input along its line.

# %%
diagrams.show_unit(inputs, weights, bias)

# %% [markdown]
# Inputs on the left, a weight on each line, the sum in the middle, what is passed on at the right. With
# a bias of -1 the sum would be below zero, and nothing would be passed on.
#
# Units that share their inputs are a *layer*, and layers in a row are a *network*. How many weights has this one?

# %%
diagrams.show_network((3, 4, 2), ("inputs", "hidden units", "outputs"))

# %% [markdown]
# Three columns of circles; each line is a weight, so 3 × 4 + 4 × 2 = 20 of them. A layer between inputs and outputs
# is called *hidden*. Weights and biases together are the network's *parameters*: training changes these, and
# nothing else.

# %% [markdown]
# ### One weight, downhill
#
# Take the smallest network: one input, one weight, no bias and no cut. The input is 2, and the output should be
# 6. How wrong is it? Subtract, and square: the *squared error*, our *loss*. You see at once that the weight should
# be 3. The network can't see that; it can only measure. Start at `0.5`, and nudge the weight a little.


# %% tags=["nbval-check-output"]
def loss_at(weight):
    return (2 * weight - 6) ** 2


change = loss_at(0.5 + 0.001) - loss_at(0.5)
print(f"loss {loss_at(0.5):.0f}; if the weight grows by 0.001, it changes by {change:.3f}")

# %% [markdown]
# It falls by 20 times as much as the weight grew. That is the *slope*: -20. A larger weight means a smaller loss,
# so the weight must go up. A step always goes *against* the slope, by the slope times a small number, the
# *learning rate*. Then measure again, where you are now.
#
# There is a way without nudging. The error is 2 × weight − 6, which is 2 × (weight − 3). The slope of a square is
# twice what was squared, and the input adds a factor of 2: together 8 × (weight − 3).


# %% tags=["nbval-check-output"]
def walk(rate, weight=0.5, steps=5):
    places = [weight]
    for _ in range(steps):
        slope = 8 * (places[-1] - 3)
        places.append(places[-1] - rate * slope)
    return places


print(*(f"{place:.2f}" for place in walk(rate=0.05)))

# %% [markdown]
# The weight comes nearer to 3, and the steps shrink, because the slope does. This is *gradient descent*, and
# nearly all that "training" means. Now larger rates. Start at the square, and look where each step lands.

# %%
walks = {f"rate {rate}": walk(rate) for rate in (0.05, 0.2, 0.3)}
diagrams.show_descent(loss_at, walks, low=-4, high=10)

# %% [markdown]
# The same loss curve three times, its bottom at 3. At `0.05` the walk slides down one side. At `0.2` each step crosses to
# the other side, and lands lower. At `0.3` it lands *higher*, where it is steeper, so the next step is longer
# still, and soon leaves the picture: it *diverges*. The border is at 2/8, or `0.25`: there a step covers twice the
# distance, and lands as far away as it began.

# %%
trial.answer(
    my_guess,
    "c",
    "0.3 × 8 is 2.4 times the distance, so each step lands 1.4 times as far away.",
)

# %% [markdown]
# What does a computer say when that goes on? Keras uses numbers of 32 bits as a rule; `np.float32` makes one. (`errstate`
# only keeps NumPy's warnings off the page.)

# %% tags=["nbval-check-output"]
with np.errstate(over="ignore", invalid="ignore"):
    places = walk(rate=0.3, weight=np.float32(0.5), steps=300)
for step in (1, 10, 100, 255, 256, 257):
    print(f"after {step:3} steps: {places[step]:.3g}")

# %% [markdown]
# The largest 32-bit number is about 3e38, a 3 with 38 zeros. A slope beyond it becomes `inf`, infinity, and
# then infinity minus infinity is no number: `nan`.

# %% [markdown]
# ### Two weights: a map
#
# With two weights the loss is a landscape. Forty examples, each with two inputs, the second one always small. All
# slopes together, one for each weight, are the *gradient*. (`.T` swaps rows and columns, so that `@` adds up over the
# examples.)

# %%
draw = np.random.default_rng(1)
examples = draw.uniform(-1, 1, (40, 2)) * [1, 0.25]
targets = examples @ [1, 3] + draw.normal(0, 0.1, 40)  # the right weights are about 1 and 3


def loss_of_two(pair):
    return np.mean((examples @ pair - targets) ** 2)


def gradient(pair, rows=range(40)):
    difference = examples[rows] @ pair - targets[rows]
    return 2 * examples[rows].T @ difference / len(difference)


# %% [markdown]
# Plain descent first, then with *momentum*: each step keeps a part of the one before, like a ball that rolls.


# %%
def descend(momentum=0.0, steps=25):
    path, step = [np.array([3.0, -1.0])], 0.0
    for _ in range(steps):
        step = momentum * step - 1.0 * gradient(path[-1])  # the rate is 1
        path.append(path[-1] + step)
    return path


walks = {"plain": descend(), "momentum 0.8": descend(0.8)}
diagrams.show_map(loss_of_two, walks, across=(-1, 4), up=(-1.5, 5))

# %% [markdown]
# Lines of equal loss, as on a hiking map: a valley, steep from left to right, gentle from bottom to top. Plain
# descent drops into it and creeps. The ball swings across, but builds up speed along the valley.
#
# *Adam* goes another way. It averages the last slopes of each weight, and divides by the size that they usually have,
# so that gentle directions get steps as long as steep ones.

# %%
path, mean, square = [np.array([3.0, -1.0])], 0.0, 0.0
for count in range(1, 41):
    slopes = gradient(path[-1])
    mean = 0.9 * mean + 0.1 * slopes  # of the last ten or so
    square = 0.999 * square + 0.001 * slopes**2
    usual = np.sqrt(
        square / (1 - 0.999**count)
    )  # both start at 0; the brackets make up for it
    path.append(path[-1] - 0.3 * mean / (1 - 0.9**count) / usual)
walks = {"plain": descend(steps=40), "Adam": path}
diagrams.show_map(loss_of_two, walks, across=(-1, 4), up=(-1.5, 5))

# %% [markdown]
# At first both weights move equally fast, so Adam cuts the corner. It overshoots, turns, and comes back. Such ways to
# step are called *optimisers*. The pictures show how they move, not which is best: each has its own best rate.

# %% [markdown]
# ### Batches and epochs
#
# Each step above looked at all 40 examples. With 60,000 digits that would be slow, so a step takes a few of
# them, a *batch*, and uses the slopes of those few. One pass through all examples is an *epoch*. Here are three
# epochs of eight steps, five examples each, in a new order (`permutation`) each time.

# %%
path = [np.array([3.0, -1.0])]
for _ in range(3):
    for batch in draw.permutation(40).reshape(8, 5):  # the places of five examples
        path.append(path[-1] - gradient(path[-1], batch))
walks = {"24 steps, all examples": descend(steps=24), "24 steps, 5 examples each": path}
diagrams.show_map(loss_of_two, walks, across=(-1, 4), up=(-1.5, 5))

# %% [markdown]
# The walk by batches trembles, because five examples give only a rough slope. It goes the same way, and
# looks at an eighth as many examples. This is *stochastic gradient descent*.

# %% [markdown]
# ### Through two units: the chain rule
#
# How do we find a weight's slope when another unit stands between it and the loss? Follow a small change from
# link to link: x → hidden → output → loss.

# %% tags=["nbval-check-output"]
x, one, two, target = 2.0, 0.5, 3.0, 5.0  # an input, two weights, and what should come out
hidden = x * one
output = hidden * two
print("if weight one grows a little, hidden grows", x, "times as much")
print("if hidden grows, the output grows", two, "times as much")
print("if the output grows, the loss grows", 2 * (output - target), "times as much")
print("so the slope of weight one is", x * two * 2 * (output - target))

# %% [markdown]
# The slopes of the links multiply: that is the *chain rule*. Check it by nudging.

# %% tags=["nbval-check-output"]
before = (x * one * two - target) ** 2
after = (x * (one + 0.000001) * two - target) ** 2
print(f"by nudging: {(after - before) / 0.000001:.2f}")

# %% [markdown]
# So one walk backwards, from the loss to the inputs, gives every weight its slope; where paths meet, their slopes add
# up. That is *backpropagation*. Where
# ReLU cut a sum to zero, its link has the slope 0: for this example, the weights into that unit don't move.

# %% [markdown]
# ### Now digits
#
# One layer: 784 pixels, ten units, one for each digit. Each image becomes a row of 784 numbers from 0 to 1.
# `np.eye(10)[label]` is a row of ten numbers with a 1 at the label's place, the answer that we want (*one-hot*).

# %%
digits = data.load()
x_train = digits.x_train.reshape(60000, 784).astype("float32") / 255
x_test = digits.x_test.reshape(10000, 784).astype("float32") / 255
wanted = np.eye(10, dtype="float32")[digits.y_train]
print(digits.y_train[0], "->", wanted[0])

# %% [markdown]
# Ten sums can be anything. *Softmax* turns them into ten positive numbers that add up to 1, the network's
# *beliefs*: raise e to each sum, and divide by their total. The loss is minus the logarithm of the belief in the
# true digit: sure and right costs nothing, sure and wrong costs a lot.


# %% tags=["nbval-check-output"]
def softmax(sums):
    # Less the largest sum: the beliefs stay the same, and no power becomes inf.
    powers = np.exp(sums - sums.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)  # axis=-1: within each row


sums = np.array([1.0, 2.0, 0.0])
print(*softmax(sums).round(2))

# %% [markdown]
# Three beliefs; the largest sum has the largest. Now let 0 be the true digit, and nudge each of the three sums.

# %% tags=["nbval-check-output"]
for place in range(3):
    nudged = sums + 0.000001 * np.eye(3)[place]
    change = -np.log(softmax(nudged)[0]) + np.log(softmax(sums)[0])
    print(f"slope of sum {place}: {change / 0.000001:.2f}")

# %% [markdown]
# Compare them with the beliefs. The slope of each sum is **belief minus wanted**: less 1 for the true digit, the
# belief itself for the others. Too much belief pushes a sum down, too little pulls it up. By the chain rule, a weight's
# slope is that times its pixel. For a batch, `.T @` does this for every image and adds up; then we divide by how
# many there were.


# %%
def digit_step(weights, biases, rows, rate):
    beliefs = softmax(
        x_train[rows] @ weights + biases
    )  # (128, 784) @ (784, 10) gives (128, 10)
    error = beliefs - wanted[rows]
    weights -= rate * x_train[rows].T @ error / len(rows)  # (784, 128) @ (128, 10)
    biases -= rate * error.mean(axis=0)
    return -np.log(beliefs[wanted[rows] == 1]).mean()  # the loss


# %% [markdown]
# Three epochs. All weights start at 0; after one step the ten units differ, because each has its own digit to find.
# Watch the loss.

# %%
weights, biases = np.zeros((784, 10), "float32"), np.zeros(10, "float32")
draw, losses = np.random.default_rng(0), []
for _ in range(3):
    order = draw.permutation(60000)
    for start in range(0, 60000, 128):
        losses.append(digit_step(weights, biases, order[start : start + 128], rate=0.3))
plt.figure(figsize=(7, 2.5))
plt.plot(losses, linewidth=0.7)
plt.xlabel("step")
plt.ylabel("loss of the batch")
plt.show()

# %% [markdown]
# A curve that falls steeply for some hundred steps, then slowly; each batch is a little easier or harder than the
# last, so it trembles. It began at `2.3`: minus the logarithm of a tenth, the loss of knowing nothing. How well
# does it read digits that it has never seen? Its answer is the place of the largest sum (`argmax`).

# %%
answers = (x_test @ weights + biases).argmax(axis=1)
print(f"accuracy: {np.mean(answers == digits.y_test):.3f}")

# %% [markdown]
# About nine in ten, with a few lines of NumPy. (Such a network is called *softmax regression*.) What did it learn? Lay the 784
# weights of each unit out as an image: bright where ink speaks for its digit, dark where it speaks against it.

# %%
plots.show_images(weights.T.reshape(10, 28, 28), titles=range(10))

# %% [markdown]
# Ten images; the 0 is the clearest, dark in the middle, where no 0 has ink. Grey at the rim is a weight of 0:
# a pixel that is always 0 makes the slope 0, so its weight never moved.

# %% [markdown]
# ### And Keras?
#
# Does Keras get the same slopes? Give a layer of Keras our weights, and let it walk backwards from the loss of 128
# digits.

# %%
from utils.quiet import keras

layer = keras.layers.Dense(10, activation="softmax")
layer.build((None, 784))
layer.set_weights([weights, biases])

# %% [markdown]
# Keras leaves the walk backwards to TensorFlow: its *tape* notes each step forwards. Look at the largest difference.

# %%
import tensorflow as tf

with tf.GradientTape() as tape:
    keras_loss = keras.losses.CategoricalCrossentropy()(wanted[:128], layer(x_train[:128]))
theirs = tape.gradient(keras_loss, layer.kernel).numpy()
ours = x_train[:128].T @ (softmax(x_train[:128] @ weights + biases) - wanted[:128]) / 128
assert np.allclose(ours, theirs, atol=0.00001)
print(
    f"largest slope {abs(ours).max():.3f}, largest difference {abs(ours - theirs).max():.9f}"
)

# %% [markdown]
# 7,840 slopes, the same as ours but for rounding. `fit` in lesson 00 runs the same loop, with Adam for the step.

# %% [markdown]
# ## The suspects
#
# Back to the playground: two coordinates, eight hidden units, one output. Instead of ReLU the units use *tanh*, a
# soft S between -1 and 1. Its slope is 1 − tanh².

# %%
diagrams.show_network((2, 8, 1), ("coordinates", "hidden units", "output"))

# %% [markdown]
# Sixteen lines, then eight; each unit also has a bias. To keep the code short, a bias is the weight of an input that
# is always 1. One step: forwards, backwards, and down. (`-=` changes the arrays that were handed over. `back` comes
# first, because it needs the old weights.)


# %%
def step(first, second, point, target, rate, bound):
    hidden = np.append(np.tanh(first @ point), 1)  # eight units, and a 1 for the bias
    error = second @ hidden - target  # the slope of half the squared error
    error = np.clip(error, -bound, bound)  # not in the playground; for later
    # Back through the weights, then through tanh:
    back = error * second[:8] * (1 - hidden[:8] ** 2)
    second -= rate * error * hidden
    first -= rate * np.outer(back, point)  # outer: each of back times each of point


# %% [markdown]
# Now 600 points, noisy as in the report, and five epochs of single points. `play` returns the loss, measured so that
# always answering 0 has a loss of 1; the noise leaves about `0.2` even to the best.


# %%
def play(rate, seed, bound=np.inf):  # an infinite bound is none
    draw = np.random.default_rng(seed)
    points = draw.uniform(-6, 6, (600, 2))
    targets = (points + draw.uniform(-3, 3, (600, 2))).sum(axis=1) / 10
    points = np.column_stack([points, np.ones(600)])  # the 1 for the biases
    first, second = draw.uniform(-0.5, 0.5, (8, 3)), draw.uniform(-0.5, 0.5, 9)
    for _ in range(5):
        for row in draw.permutation(600):
            step(first, second, points[row], targets[row], rate, bound)
    outputs = np.tanh(points @ first.T) @ second[:8] + second[8]
    return np.mean((outputs - targets) ** 2) / np.mean(targets**2)


# %% [markdown]
# First only the rate changes. Where should it become too large? In the valley a step covered 8 × rate of the distance,
# and the border was 2/8. Here, a step of `second` covers, for its point, the rate times the sum of `hidden` squared:
# at most 9, for eight tanh and a 1. So expect trouble beyond 2/9, or `0.22`. For each rate, twenty trainings, each
# from other random weights and points. *Lost* means NaN, or worse than always answering 0.


# %%
def twenty(name, **settings):
    with np.errstate(over="ignore", invalid="ignore"):
        losses = np.array([play(seed=seed, **settings) for seed in range(20)])
    lost = np.isnan(losses) | (losses > 1)  # | means or
    typical = np.median(losses[~lost]) if not lost.all() else np.nan  # ~ means not
    print(
        f"{name:18} NaN in {np.isnan(losses).sum():2}, lost {lost.sum():2} of 20", end="  "
    )
    print(f"typical loss of the others {typical:.2f}")


for rate in (1.0, 0.3, 0.25, 0.2, 0.1):
    twenty(f"rate {rate}", rate=rate)

# %% [markdown]
# At the reported rate our rebuilt network ends in NaN every time. Near `0.25` the first are lost, on their way to
# NaN; at `0.2` none is. (Where all are lost, there are no others, so their loss is NaN, too.) The guide of 2/9 was right, and the reader had a good eye.
#
# Now keep the rate of 1, and take away the other half of the maintainer's reason: bound the error, and so the slope.
# With errors of at most 1, no weight can reach infinity in 3,000 steps; that is arithmetic. But does it learn?

# %%
for bound in (1.0, 0.1):
    twenty(f"rate 1, bound {bound}", rate=1.0, bound=bound)

# %% [markdown]
# ## The findings
#
# With a bound of 1 there is no NaN, and nothing learned either: every training is lost. With a bound of `0.1` none
# is. So a bound prevents infinity, but what makes training work is a step short enough, and a step has two factors:
# a lower rate shortens it, and so does a smaller slope. The reader and the maintainer were both right, about one
# thing.

# %% [markdown]
# ## Your turn
#
# **1.** Write `unit`, which returns what a unit with ReLU passes on. `inputs` and `weights` are arrays of equal
# length.


# %% tags=["exercise"]
def unit(inputs, weights, bias):
    ### BEGIN SOLUTION
    return max(inputs @ weights + bias, 0)
    ### END SOLUTION


exercises.check("unit", unit)

# %% [markdown]
# **2.** Write `cross_entropy`, which is the usual name of our loss for digits. From beliefs (an array that adds up to 1)
# and the true label it returns minus the logarithm (`np.log`) of the belief in that label.


# %% tags=["exercise"]
def cross_entropy(beliefs, label):
    ### BEGIN SOLUTION
    return -np.log(beliefs[label])
    ### END SOLUTION


exercises.check("cross_entropy", cross_entropy)

# %% [markdown]
# **3.** Write `roll`: one weight that goes downhill with momentum. `slope` is a function that gives the slope at
# a weight. Each step is `momentum` times the step before, minus `rate` times the slope. The first has no step
# before it. Return the weight after so many steps.
#
# <details><summary>A hint</summary>
#
# Two lines in a loop: the first makes the new step from the old one, the second adds it to the weight.
#
# </details>


# %% tags=["exercise"]
def roll(slope, start, rate, momentum, steps):
    ### BEGIN SOLUTION
    weight, step = start, 0
    for _ in range(steps):
        step = momentum * step - rate * slope(weight)
        weight = weight + step
    return weight
    ### END SOLUTION


exercises.check("roll", roll)

# %% [markdown]
# **4. Diagnose.** Three trainings print these losses (squared errors), step by step. Which rate was too small,
# which too large, which about right?
#
# - A: `0.50, 0.499, 0.498, 0.497, 0.496`
# - B: `0.50, 4.1, 98, 2400, …, inf, nan`
# - C: `0.50, 0.31, 0.20, 0.14, 0.11`
#
# <details><summary>The answer</summary>
#
# A creeps: too small (or something blocks the slope; lesson 15 shows what that may be). B lands higher with each
# step: too large. C is about right.
#
# </details>
#
# **5. Your suspect.** Choose one change to the training on digits, predict what the loss will do, and copy the
# cell that trained with it. A rate of 100? A batch of 1,000? All weights 1 at the start?
#
# <details><summary>What we saw</summary>
#
# At a rate of 100 nearly every batch has a loss of `inf`, because some belief in a true digit is rounded to 0. Yet no
# weight becomes NaN, and it still reads most digits: belief minus wanted is between -1 and 1, and so is a pixel, so a
# step moves no weight by more than the
# rate. Equal weights at the start change nothing: all ten sums grow alike, and softmax only looks at differences.
#
# </details>

# %% [markdown] tags=["instructor"]
# **For instructors.** Do the walk of one weight on the board with the class, a step for each row of seats: rate
# `0.05`, then `0.3`. In a first hour the maps can be skipped; in a second, let pairs look for the rate at which
# `play` begins to fail.

# %% [markdown]
# ## What remains
#
# - The guide of 2/9 looks at the last layer and one point only, while all weights move. We tried it on no other network.
# - Two later reports (playground issues #77 and #208) have NaN under other settings: a strong weight decay, many layers. We
#   didn't try those.
# - A bound on the error is not what people use. They bound the whole gradient (*gradient clipping*), or lower the rate.

# %% [markdown]
# ## Take away
#
# - A network learns by moving each weight against its slope: *gradient descent*. The chain rule gives all slopes
#   in one walk backwards: *backpropagation*.
# - A step is the *learning rate* times the slope. Too small a rate creeps; too large a rate *diverges*, and can end
#   in NaN where nothing bounds the slope.
# - A *batch* is what one step looks at, an *epoch* one pass through everything, an *optimiser* a way to step.
#
# **Next:** [02 A dense network](02_a_dense_network.ipynb) puts two hidden layers on trial.
#
# *Sources.* TensorFlow playground, issue #3 (2016). Backpropagation: D. Rumelhart, G. Hinton, R. Williams (1986).
# Adam: D. Kingma, J. Ba (2015).
