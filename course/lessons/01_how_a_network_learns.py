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
#   minutes: 50
#   question: Why did the playground's network turn into NaN, and what is a step of training?
#   finding: "Its learning rate was too high for a unit with nine inputs; how low is low enough for that unit can be worked out beforehand. Rebuilt, it ended in NaN in 20 of 20 trainings at the reported rate, and in none at a fifth of it. With a bound on its output there was no NaN, but at that rate it still did worse than always answering 0."
# ---

# %% [markdown]
# # 01 How a network learns
#
# **You will** train with nothing but NumPy: one number, then the network of a bug report, then one that reads
# digits.
#
# **You need** [lesson 00](00_start_here.ipynb) and some NumPy. **It takes** 50 minutes of yours and half a minute of
# the computer's.

# %% [markdown]
# ## The report
#
# TensorFlow's playground trains small networks in the browser. In April 2016 somebody reported settings with which it
# "breaks entirely" and shows NaN, "not a number". Among them: eight units, one example at a time, and a *learning rate* of 1.
#
# Somebody replied that the rate looks too high; below 0.3 (reported) it seems to work. A developer agreed, and added:
# nothing bounds the output, so nothing bounds a correction either; with too high a rate the network escapes.

# %% [markdown]
# ## Your prediction
#
# A walker in thick fog looks for the bottom of a valley. She feels only how steep the ground is: here, always
# 4 times her distance from the bottom. Each step goes downhill, `0.1` times that steepness, and she comes nearer and nearer.
# What if her steps are `0.6` times the steepness?

# %%
from utils import trial

my_guess = trial.guess(
    "a) she gets to the bottom sooner",
    "b) she jumps from side to side, and gets nearer",
    "c) she jumps from side to side, and gets farther away",
)
my_guess

# %% [markdown]
# The tools. (`seterr` silences warnings about huge numbers.)

# %%
import matplotlib.pyplot as plt
import numpy as np

from utils import diagrams, exercises, plots
from utils.images import data

before = np.seterr(over="ignore", invalid="ignore", divide="ignore")

# %% [markdown]
# ## The scene
#
# ### One unit
#
# A *unit* multiplies each input by a *weight*, adds everything up, and adds one more number, its *bias*. A sum above
# zero is passed on; any other becomes zero. (That cut is called *ReLU*.) Work this one out, with two biases.

# %% tags=["nbval-check-output"]
inputs, weights = np.array([0.5, 0.0, 1.0]), np.array([0.8, -0.3, 0.4])
for bias in (-0.6, -1.0):
    total = inputs @ weights + bias  # @ multiplies pair by pair and adds up
    print(f"bias {bias}: the sum is {total:.1f}, passed on: {max(total, 0):.1f}")

# %% [markdown]
# Drawn, with bias `-0.6`:

# %%
diagrams.show_unit(inputs, weights, -0.6)

# %% [markdown]
# Inputs on the left, a weight on each line, the sum, and what is passed on.
#
# Units with the same inputs make a *layer*, layers in a row a *network*. How many weights has this one?

# %%
diagrams.show_network((3, 4, 2), ("inputs", "hidden units", "outputs"))

# %% [markdown]
# Each line is a weight: 3 × 4 + 4 × 2 = 20. A layer between inputs and outputs is *hidden*.
# Weights and biases are the *parameters*: what training changes.

# %% [markdown]
# ### One weight, downhill
#
# The smallest network: one weight, no bias, no cut. Its input is 2, its output should be 6, the
# *target*. The *error* is output minus target; the *loss* is half its square. (Half cancels a 2.)
#
# You see that the weight should be 3. The network can only try: if the weight grows a tiny bit, how many times that bit
# does the loss grow? That is the *slope*. What has it to do with the error?


# %% tags=["nbval-check-output"]
def loss_at(weight):
    return (2 * weight - 6) ** 2 / 2


for weight in (0.5, 2, 3, 4):
    slope = (loss_at(weight + 0.000001) - loss_at(weight)) / 0.000001
    print(f"weight {weight}: error {2 * weight - 6:.0f}, slope {slope:.1f}")

# %% [markdown]
# The **slope is the error times the input**, here 2. Below zero it means: with a larger weight, a smaller loss. So step
# *against* it, by the slope times a small number, the *learning rate*. (This weight is the walker: its slope is 4 times
# its distance from 3.)


# %% tags=["nbval-check-output"]
def walk(rate, weight=0.5, steps=5):
    places = [weight]
    for _ in range(steps):
        error = 2 * places[-1] - 6
        places.append(places[-1] - rate * error * 2)
    return places


print(*(f"{place:.2f}" for place in walk(rate=0.1)))

# %% [markdown]
# It nears 3 in ever shorter steps. This is *gradient descent*, and nearly all that "training"
# means. Now larger rates. Each starts at the square.

# %%
walks = {f"rate {rate}": walk(rate, steps=3) for rate in (0.1, 0.4, 0.6)}
diagrams.show_descent(loss_at, walks, low=-4, high=10)

# %% [markdown]
# Three panels, each with the loss as a curve, lowest at 3. At `0.1` the walk slides down one side. At `0.4` each step crosses over and
# lands lower. At `0.6` it lands *higher*, so the next step is longer still: it *diverges*.
#
# Where is the border? A step moves the weight by rate × error × input, so the output by rate × error × input². That
# takes away **rate × input²** times the error: here `0.4`, `1.6` or `2.4` times. 1 times would land exactly; 2 times, just
# as far off on the other side. **More than 2 times, and you end farther off than you began**: the *rule of two*.

# %%
trial.answer(
    my_guess,
    "c",
    "0.6 × 4 is 2.4 times the distance, so each step lands 1.4 times as far away.",
)

# %% [markdown]
# And if she goes on?

# %% tags=["nbval-check-output"]
places = walk(rate=0.6, steps=2200)
for step in (1, 10, 100, 1000, 2105, 2106, 2107, 2108):
    print(f"after {step:4} steps: {places[step]:.3g}")

# %% [markdown]
# The largest number here is about `1.8e308`, of 309 digits. When twice the weight passes it, the error becomes
# `inf`, infinity, and the weight with it. One step on, `inf` minus `inf` is `nan`, and `nan` plus anything stays `nan`.

# %% [markdown]
# ### Through two units: the chain rule
#
# And if another unit stands between a weight and the loss? Follow a small
# change from link to link.

# %% tags=["nbval-check-output"]
x, one, two, target = 2.0, 0.5, 3.0, 5.0  # an input, two weights, and what should come out
hidden = x * one
error = hidden * two - target
print("if weight one grows a little, hidden grows", x, "times as much")
print("if hidden grows, the output grows", two, "times as much")
print("if the output grows, the loss grows", error, "times as much")
print("so the slope of weight one is", x * two * error)
more = (x * (one + 0.000001) * two - target) ** 2 / 2
print(f"by trying: {(more - error**2 / 2) / 0.000001:.1f}")

# %% [markdown]
# The links multiply: the *chain rule*. Again it is error times input, but the error came back through weight two. One walk
# backwards gives every weight its slope (*backpropagation*); all slopes together are the *gradient*. In a unit with ReLU,
# where it has cut, the link is 0, and nothing comes back.

# %% [markdown]
# ## The suspects
#
# The playground's network is to learn how high a tilted plane lies above a point, from the point's two coordinates.

# %%
diagrams.show_network((2, 8, 1), ("coordinates", "hidden units", "output"))

# %% [markdown]
# Sixteen weights, eight more, nine biases. The output is a plain sum. Hidden sums aren't cut but bent by *tanh*, a
# soft S from -1 to 1: `0.5` becomes `0.46`, 3 becomes `0.995`. In the chain rule its link is 1 − tanh²: 1 in the middle, nearly
# 0 where the S is flat.
#
# A bias is the weight of an input that is always 1. `first` has a row for each unit, so `first @ point` gives all eight
# sums. One step: forwards to the error, backwards through weights and tanh, then each weight against error times input.
# (`bounded` is for later.)


# %%
def one_step(first, second, point, target, rate, bounded):
    hidden = np.append(np.tanh(first @ point), 1)  # the units, and the 1 for the bias
    output = second @ hidden
    if bounded:
        output = np.tanh(output)
    error = output - target
    back = error * (1 - output**2) if bounded else error  # through the output's tanh
    further = back * second[:-1] * (1 - hidden[:-1] ** 2)  # with the weights as they were
    second -= rate * back * hidden
    first -= rate * np.outer(further, point)  # each of further times each of point
    return error


# %% [markdown]
# With the reported settings: 600 noisy points, one a step, five times through (five *epochs*). It returns the
# error of each step.


# %%
def play(rate, seed, units=8, bounded=False):
    draw = np.random.default_rng(seed)
    points = draw.uniform(-6, 6, (600, 2))
    targets = (points + draw.uniform(-3, 3, (600, 2))).sum(axis=1) / 10
    points = np.column_stack([points, np.ones(600)])  # the 1 for the biases
    first, second = draw.uniform(-0.5, 0.5, (units, 3)), draw.uniform(-0.5, 0.5, units + 1)
    first[:, 2] = second[-1] = 0.1  # where the playground's biases start
    rows = [*range(600)] * 5
    steps = [one_step(first, second, points[i], targets[i], rate, bounded) for i in rows]
    return np.array(steps)


# %% [markdown]
# Watch one training die, another live.

# %%
plt.figure(figsize=(7, 2.8))
for rate, style in ((1.0, "-"), (0.2, ":")):
    plt.semilogy(abs(play(rate, seed=0)[:900]), style, label=f"rate {rate}")
plt.xlabel("step")
plt.ylabel("size of the error")
plt.legend()
plt.show()

# %% [markdown]
# At rate 1 the error grows to a number of some 150 zeros, and the curve ends: a product of
# two such numbers is `inf`, and `inf` times 0 (the link where the S is flat) is NaN. The dotted line stays at the bottom.
#
# **The rate.** All weights of a unit move at once, each by its own input, and their effects add up: a step takes away
# rate × *the sum of all* input². The output unit has nine, eight tanh and the 1 of its bias, none beyond 1: together at
# most 9. So below 2/9, about `0.22`, its own steps can't carry its output farther off on that example. (A guide
# only: other examples follow, and the first layer moves, too.)
#
# Try four units, too (border 2/5), and sixteen (2/17). Each setting is trained twenty times, with other weights and points.
# How many escape (a loss of 1000 or more; NaN counts)? How many learn, that is, beat always answering 0?


# %%
def twenty(rate, **settings):
    ends = np.array([play(rate, seed, **settings)[-600:] for seed in range(20)])
    losses = (ends**2).mean(axis=1) / 2  # of each training, in its last epoch
    nan = np.isnan(losses).sum()
    escaped = 20 - (losses < 1000).sum()  # NaN is never < 1000
    learned = (losses < 0.15).sum()  # always answering 0 has a loss of 0.15
    print(f"  rate {rate:4}: NaN {nan:2}, escaped {escaped:2}, learned {learned:2} of 20")


trials = {8: (1.0, 0.3, 0.25, 0.2), 4: (0.44, 0.36, 0.2), 16: (0.2, 0.13, 0.1)}
for units, rates in trials.items():
    print(f"{units} units, border {2 / (units + 1):.3f}")
    for rate in rates:
        twenty(rate, units=units)

# %% [markdown]
# **The bound.** Now give the output the bound that it lacks: tanh, from -1 to 1. As no target passes 2, its error
# can't pass 3, and it can't escape: look at NaN and *learned*. What do you expect at 1, at `0.3`?

# %%
print("8 units, output from -1 to 1")
for rate in (1.0, 0.3, 0.2):
    twenty(rate, bounded=True)

# %% [markdown]
# ## The findings
#
# - **The rate.** At 1 all twenty end in NaN, at `0.3` most; at `0.25` and `0.2` none. For these eight units "below `0.3`" was
#   good advice.
# - **The border** moves with the units: at `0.36` four units hold, at `0.3` most of eight escape; at `0.2` eight
#   hold, most of sixteen escape. Below it none of ours escaped. Just above it four did (`0.44`), but eight (`0.25`) and
#   sixteen (`0.13`) held. And not to escape isn't to learn: see four at `0.36`.
# - **The bound.** At 1 there is no NaN, as there can't be; but none learns. At `0.3`, the rate left as it was, all twenty
#   learn, instead of four. (With the bound came its link, which shortens steps: we can't say which helped.)

# %% [markdown]
# ## The same step reads digits
#
# One layer: 784 pixels, ten units. The target is a row of ten, with 1 at the label's place (*one-hot*):
# `np.eye(10)[label]`.

# %%
digits = data.load()
x_train = digits.x_train.reshape(60000, 784).astype("float32") / 255
x_test = digits.x_test.reshape(10000, 784).astype("float32") / 255
wanted = np.eye(10, dtype="float32")[digits.y_train]
print(digits.y_train[0], "->", wanted[0])

# %% [markdown]
# *Softmax* turns ten sums into ten positive numbers that add up to 1, the *beliefs*: raise e to each sum, and divide by
# the total. The loss is minus the logarithm of the belief in the true digit (*cross-entropy*): sure and wrong costs a lot.
# With three sums, where 0 is true, compare slopes and beliefs.


# %% tags=["nbval-check-output"]
def softmax(sums):
    # Less the largest: the beliefs stay the same, and no power becomes inf.
    powers = np.exp(sums - sums.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)  # axis=-1: within each row


sums = np.array([1.0, 2.0, 0.0])
print("beliefs:", *softmax(sums).round(2))
for place in range(3):
    more = softmax(sums + 0.000001 * np.eye(3)[place])
    slope = (np.log(softmax(sums)[0]) - np.log(more[0])) / 0.000001  # the loss has a minus
    print(f"sum {place}: slope {slope:.2f}")

# %% [markdown]
# The slope is **belief minus wanted**. That is this network's error, and it has a bound! Again slope is error times
# input, now averaged over a *batch* of images. (`.T` swaps rows and columns, so that `@` adds up the batch. The rule of
# two doesn't carry over as it stands: a belief moves by at most a quarter of what its sum moves, and no error passes 1.)


# %%
def digit_step(weights, biases, rows, rate):
    beliefs = softmax(x_train[rows] @ weights + biases)
    error = beliefs - wanted[rows]
    weights -= rate * x_train[rows].T @ error / len(rows)
    biases -= rate * error.mean(axis=0)
    return -np.log((beliefs * wanted[rows]).sum(axis=1)).mean()  # the loss


# %% [markdown]
# Three epochs in batches of 128, each in a new order. Watch the loss.

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
# It falls steeply, then slowly, and trembles: some batches are harder. It begins at `2.3`, minus the logarithm of a
# tenth: the loss of knowing nothing. How many new digits does it read? What do its weights look like?

# %%
answers = (x_test @ weights + biases).argmax(axis=1)  # the place of the largest sum
print(f"accuracy: {np.mean(answers == digits.y_test):.3f}")
plots.show_images(weights.T.reshape(10, 28, 28), titles=range(10))

# %% [markdown]
# Nine in ten. Ten images, bright where ink speaks for the digit, dark where against it.
#
# Does Keras get the same slopes? TensorFlow's *tape* records the way forwards, then walks back.

# %%
from utils.quiet import keras

layer = keras.layers.Dense(10, activation="softmax")
layer.build((None, 784))
layer.set_weights([weights, biases])

# %% [markdown]
# How far apart?

# %%
import tensorflow as tf

with tf.GradientTape() as tape:
    loss = keras.losses.CategoricalCrossentropy()(wanted[:128], layer(x_train[:128]))
theirs = tape.gradient(loss, layer.kernel).numpy()
ours = x_train[:128].T @ (softmax(x_train[:128] @ weights + biases) - wanted[:128]) / 128
assert np.allclose(ours, theirs, atol=0.00001)
print(f"largest slope {abs(ours).max():.3f}, difference {abs(ours - theirs).max():.9f}")

# %% [markdown]
# 7,840 slopes, equal but for rounding.
#
# ### Other ways to step
#
# `fit` loops like that, with an *optimiser*, a way to step. *Momentum* keeps a part of the step before, like a
# rolling ball. *Adam*, lesson 00's, divides the mean of a weight's recent slopes by their usual size, so gentle directions
# get steps as long as steep ones. Two weights show it, the second with small inputs.


# %%
examples = draw.uniform(-1, 1, (40, 2)) * [1, 0.25]


def loss_of_two(pair):  # the right weights are 1 and 3
    return np.mean((examples @ (pair - [1, 3])) ** 2) / 2


def gradient(pair):
    return examples.T @ (examples @ (pair - [1, 3])) / 40


# %% [markdown]
# Momentum first. (With 0 it is plain descent.)


# %%
def ball(momentum, steps=30):
    path, step = [np.array([3.0, -1.0])], 0.0
    for _ in range(steps):
        step = momentum * step - gradient(path[-1])  # the rate is 1
        path.append(path[-1] + step)
    return path


# %% [markdown]
# Adam's two averages start at 0, too small; dividing by `1 - 0.9**count` and `1 - 0.999**count` makes up for it.


# %%
def adam(rate=0.3, steps=30):
    path, mean, square = [np.array([3.0, -1.0])], 0.0, 0.0
    for count in range(1, steps + 1):
        slopes = gradient(path[-1])
        mean = 0.9 * mean + 0.1 * slopes  # of the last ten or so
        square = 0.999 * square + 0.001 * slopes**2
        usual = np.sqrt(square / (1 - 0.999**count))
        path.append(path[-1] - rate * mean / (1 - 0.9**count) / usual)
    return path


walks = {"plain": ball(0.0), "momentum 0.8": ball(0.8), "Adam": adam()}
diagrams.show_map(loss_of_two, walks, across=(-1, 4), up=(-1.5, 5))

# %% [markdown]
# Curves of equal loss. Plain descent creeps; the ball swings, but gathers speed; Adam
# cuts the corner, and overshoots. Which is best depends on the rates.

# %% [markdown]
# ## Your turn
#
# **1.** Write `cross_entropy`: from an array of beliefs and the true label, minus the logarithm (`np.log`) of the belief in
# that label.


# %% tags=["exercise"]
def cross_entropy(beliefs, label):
    ### BEGIN SOLUTION
    return -np.log(beliefs[label])
    ### END SOLUTION


exercises.check("cross_entropy", cross_entropy)

# %% [markdown]
# **2.** Write `roll`: one weight, with momentum. `slope` is a function that gives the slope at a weight. Each step is
# `momentum` times the step before, minus `rate` times the slope; before the first there was none. Return the last weight.


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
# **3. Diagnose.** In 2017 a network whose output *had* a bound became NaN, at a rate of 0.3 (reported). But each
# step also took rate × 10 × itself away from each weight (*weight decay*). From 1, do three steps of that alone. Above
# which rate does it grow?
#
# <details><summary>The answer</summary>
#
# 1, -2, 4, -8: a step takes away 3 times the weight. The rule of two again: it grows above `0.2`; there it jumps between
# 1 and -1.
#
# </details>
#
# **4. Your suspect.** Change one thing in the training on digits, predict loss and accuracy, and run
# a copy (with other names, or restart afterwards). A rate of 100?

# %% [markdown] tags=["instructor"]
# **For instructors.** Let the class predict the border for four units.

# %% [markdown]
# ## What remains
#
# - Points, noise and first weights follow the playground's code; seeds and epochs are ours.
# - Targets beyond the bound can't be reached. People also bound the gradient itself (*gradient clipping*).

# %% [markdown]
# ## Take away
#
# - *Gradient descent*: each weight steps against its slope, error times input. *Backpropagation* brings the error back.
# - A step is the *learning rate* times the slope. If it takes away more than twice the error, one weight *diverges*, up to
#   NaN. In a network that rule is a guide.
#
# **Next:** [02 A dense network](02_a_dense_network.ipynb) puts two hidden layers on trial.
#
# *Sources.* TensorFlow playground: issues #3 (2016), #77 (2017) and its code. Backpropagation: D. Rumelhart, G. Hinton,
# R. Williams (1986). Adam: D. Kingma, J. Ba (2015).
