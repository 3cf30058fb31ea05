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
#   minutes: 40
#   question: What does a convolution compute, and how many numbers come out?
#   finding: "Multiply first, then add, and a window of 3 has 26 places in 28 pixels. A stride that doesn't divide is no error, but leaves pixels unread; at stride 2, `same` may pad one side only."
# ---

# %% [markdown]
# # 04 Convolution, padding and stride
#
# **You will** compute convolutions by hand until they equal Keras's to the last digit, and know for any
# picture, kernel and stride how many numbers come out, and which pixels nobody looked at.
#
# **You need** [lesson 03](03_from_dense_to_convolutional.ipynb). **It takes** 40 minutes of yours and about
# 15 seconds of the computer's, most of them for loading Keras.

# %% [markdown]
# ## The report
#
# How do you tell a picture of an X from a picture of an A? The series of articles draws a box around a
# piece of each and notes: at the upper left, the X's stroke goes from upper left to lower right, the A's
# from upper right to lower left. A box that slides over a picture and asks for a stroke: that is the whole
# idea of a convolution, and it is well told.
#
# Then come the details, and with them two statements to test:
#
# 1. The pixels in the box are first added up, then multiplied by the kernel.
# 2. A picture of 28 by 28, a kernel of 3 by 3 and a *stride* (the step of the box) of 1 make 28/1 × 28/1 =
#    28 × 28 numbers.
#
# A third is heard elsewhere. CNN Explainer, a fine instrument in the browser, turns red and stops at a
# stride that doesn't fit. The lecture notes of Stanford's CS231n call such a setting invalid, too, and add
# that a library might also crop the picture. The fourth was claimed by nobody; it is what the word `same`
# seems to promise:
#
# 3. A stride that doesn't divide is invalid.
# 4. `same` puts the same frame of zeros on all four sides.
#
# Nothing is trained in this lesson. Whatever is claimed can be counted, so one counter-example settles it.

# %% [markdown]
# ## Your prediction
#
# A picture of 28 by 28, a kernel of 3 by 3, a stride of 2, no padding. How many numbers are in a row of the
# result?
#
# Click your answer. Where there are no buttons, type its letter in the last line: `my_guess = "b"`.

# %%
from utils import trial

my_guess = trial.guess("a) 14", "b) 13", "c) none: Keras stops with an error")
my_guess

# %% [markdown]
# The tools: NumPy, and no Keras yet.

# %%
import numpy as np

from utils import errors, exercises, plots
from utils.images import handwriting

# %% [markdown]
# ## The scene
#
# ### Two letters
#
# An X and an A of 7 by 7 pixels: 1 is ink, 0 is paper. Follow the strokes at the upper left of each.

# %% tags=["nbval-check-output"]
drawn = [
    "#.....#   ...#...",
    ".#...#.   ..#.#..",
    "..#.#..   .#...#.",
    "...#...   #.....#",
    "..#.#..   #######",
    ".#...#.   #.....#",
    "#.....#   #.....#",
]
both = np.array([[pixel == "#" for pixel in row] for row in drawn], "float32")
letter_x, letter_a = both[:, :7], both[:, 10:]
print("X:", letter_x.shape, " A:", letter_a.shape)

# %% [markdown]
# ### One window, one kernel, one number
#
# Take the *window* of 3 by 3 pixels at the very upper left of the X. Lay a *kernel* on it, nine weights
# that draw the stroke we look for. Multiply each pixel with the weight that lies on it; then add up the
# nine products.

# %% tags=["nbval-check-output"]
stroke = np.eye(3, dtype="float32")
window = letter_x[:3, :3]
print(window * stroke)
print("one number:", (window * stroke).sum())

# %% [markdown]
# Three pixels of ink met three weights of 1: the sum is 3, the best match there is. Now the same place in
# the A. Guess the number first.

# %% tags=["nbval-check-output"]
window = letter_a[:3, :3]
print(window)
print("one number:", (window * stroke).sum())

# %% [markdown]
# There is ink in this window, but none of it lies under a weight of 1. The kernel asks "is there ink *along
# my stroke*?", and the answer is 0.
#
# ### Slide it
#
# The same for every place that the window can take, row by row. Look for the 3s in the X.


# %% tags=["nbval-check-output"]
def convolve(image, kernel):
    height, width = kernel.shape
    rows = image.shape[0] - height + 1
    columns = image.shape[1] - width + 1
    result = np.zeros((rows, columns), "float32")
    for row in range(rows):
        for column in range(columns):
            window = image[row : row + height, column : column + width]
            result[row, column] = (window * kernel).sum()
    return result


print(convolve(letter_x, stroke))

# %% [markdown]
# The 3s lie where the X's long stroke runs from upper left to lower right. And a picture of 7 by 7 has
# become a *map* of 5 by 5: a window of 3 has five places in seven pixels. Keep that in mind.
#
# ### X or A?
#
# Both letters, and the map of each. (`np.pad` draws a dark margin around them, so that they stand out from
# the page.)

# %%
maps = [convolve(letter, stroke) for letter in (letter_x, letter_a)]
pictures = [np.pad(picture, 1) for picture in (letter_x, letter_a, *maps)]
plots.show_images(pictures, titles=["X", "A", "map of X", "map of A"], columns=4)

# %% [markdown]
# In the map of the X five bright squares run from corner to corner. In the map of the A the two brightest
# are at the upper right, where the A's right leg runs the same way. So what tells the letters apart?

# %% tags=["nbval-check-output"]
for name, response in zip("XA", maps, strict=True):
    upper_left = response[:2, :2]
    print(name, "strongest anywhere:", response.max(), " upper left:", upper_left.max())

# %% [markdown]
# Anywhere in the picture: 3 and 3, a draw. At the upper left: 3 against 1. The article was right, place
# included. Here we chose kernel and place; a network learns both, the kernel in its convolution, the place
# in the layers behind.
#
# ### Now Keras
#
# NumPy was enough so far. Keras takes some seconds to load, and then wants more axes: images have (how
# many, rows, columns, colours), kernels (rows, columns, colours, filters). Rows come first, so a picture's
# height comes before its width. In square brackets, `None` makes a new axis, of length 1. `valid` means: no
# padding. Does the layer give our map?


# %% tags=["nbval-check-output"]
from utils.quiet import keras


def by_keras(image, kernel, stride=1, padding="valid"):
    layer = keras.layers.Conv2D(1, kernel.shape, stride, padding, use_bias=False)
    layer.build((None, *image.shape, 1))
    layer.set_weights([kernel[:, :, None, None]])
    return layer(image[None, :, :, None]).numpy()[0, :, :, 0]


print(np.array_equal(by_keras(letter_x, stroke), maps[0]))

# %% [markdown]
# Equal, all 25 numbers. Now a whole digit, an 8 of our built-in handwriting, and a stricter kernel: ink
# beside the stroke counts against it. The weights add up to 0, so an even surface gives nothing.

# %% tags=["nbval-check-output"]
digit = handwriting.digits(2, seed=3)[0][1].astype("float32")
strict = 3 * stroke - 1
print(strict)
print(np.array_equal(by_keras(digit, strict), convolve(digit, strict)))

# %% [markdown]
# Equal again, in every number of the map. Look which strokes of the 8 light up.

# %%
plots.show_images([digit, convolve(digit, strict)], columns=2)

# %% [markdown]
# On the left the 8, on the right its map. Two strokes light up, at the left of the upper loop and at the
# lower left of the other: both run from upper left to lower right. Close beside them it is dark; the even
# grey around the digit is 0.
#
# ### To the last digit
#
# Pixels and weights were whole numbers. Now take random ones with many digits after the point. Are the two
# maps still equal?

# %%
rng = np.random.default_rng(3)
noise = rng.random((28, 28), dtype="float32")
weights = rng.normal(size=(3, 3)).astype("float32")
ours, theirs = convolve(noise, weights), by_keras(noise, weights)
print("equal:", np.array_equal(ours, theirs))
print("numbers that differ:", np.sum(ours != theirs), "of", ours.size)
print("largest difference:", np.abs(ours - theirs).max())

# %% [markdown]
# Nearly. Who is wrong? Nobody: a `float32` keeps 24 binary digits, about seven decimal ones, and every sum
# is rounded to them. So the order of adding matters, and Keras needn't add in ours. Here are the same three
# numbers, added in two orders; then the large one is taken away, so that you see what is left.

# %% tags=["nbval-check-output"]
large, one = np.float32(2**24), np.float32(1)
print((large + one) + one - large)
print(large + (one + one) - large)

# %% [markdown]
# A single 1 is too small to be noticed, twice; two of them together are not. In the whole-number maps no
# sum was that large, so nothing was ever rounded.
#
# Both are right, as far as `float32` can be. So compare such numbers with `np.allclose`, not with `==`.
#
# ### Which way round?
#
# Mathematicians give the kernel half a turn before they slide it. Does Keras? The smallest picture that
# tells: a single dot. And a kernel in which each weight is another number.

# %% tags=["nbval-check-output"]
dot = np.zeros((5, 5), "float32")
dot[2, 2] = 1
numbers = np.arange(1, 10, dtype="float32").reshape(3, 3)
print(by_keras(dot, numbers))

# %% [markdown]
# The map is turned, so the kernel was not: the first window has the dot at its lower right, under the 9. A
# mathematician's convolution would have turned the kernel and printed 1 to 9 in order. What Keras computes
# is called *cross-correlation*; a network that learns its weights doesn't mind, but a kernel copied from a
# book on image processing may need half a turn.
#
# ### Several channels, several kernels
#
# A colour picture has three *channels*: red, green, blue. Then a filter has a kernel for each; their maps
# and the filter's bias are added up. Two filters make two maps. See whether Keras agrees.

# %% tags=["nbval-check-output"]
colours = rng.integers(0, 256, (5, 5, 3)).astype("float32")
kernels = rng.integers(-2, 3, (3, 3, 3, 2)).astype("float32")
biases = np.array([10, -10], "float32")
result = np.zeros((3, 3, 2), "float32") + biases
for number in range(2):
    for channel in range(3):
        kernel = kernels[:, :, channel, number]
        result[:, :, number] += convolve(colours[:, :, channel], kernel)
layer = keras.layers.Conv2D(2, 3)
layer.build((None, 5, 5, 3))
layer.set_weights([kernels, biases])
print(result.shape, np.array_equal(layer(colours[None])[0], result))

# %% [markdown]
# Three channels went in, two maps came out: channels are added up and gone. In lesson 03 you counted such
# weights: height × width × channels × filters, and a bias for each filter. Does it matter how the window
# moves? Predict the last column before you run.

# %% tags=["nbval-check-output"]
settings = [(3, 1, "valid"), (3, 1, "same"), (3, 2, "same"), ((5, 2), 1, "valid")]
for size, stride, padding in settings:
    layer = keras.layers.Conv2D(32, size, stride, padding)
    shape = layer(np.zeros((1, 28, 28, 3), "float32")).shape[1:]
    print(f"{size!s:7}stride {stride} {padding:6}{shape!s:14}{layer.count_params():4}")

# %% [markdown]
# Three times 896, that is 3 × 3 × 3 × 32 + 32, and then 5 × 2 × 3 × 32 + 32 = 992. Stride and padding don't
# cost a single weight. What they change is how many numbers come out.

# %% [markdown]
# ## The suspects
#
# ### "Add up the window, then multiply by the kernel"
#
# Taken by the word, one sum times nine weights is nine numbers, not one. Suppose that they are added up as
# well. Then two windows are enough: the stroke, and its mirror image.

# %% tags=["nbval-check-output"]
mirror = stroke[:, ::-1]
for name, window in [("stroke", stroke), ("mirror image", mirror)]:
    as_said = (window.sum() * stroke).sum()
    print(f"{name:13}added first: {as_said}   multiplied first: {(window * stroke).sum()}")

# %% [markdown]
# Added first, both give 9, and so does *any* window with three pixels of ink: a sum doesn't tell where the
# ink was. The X's stroke and the A's would be the same. Multiplied first, the stroke gives 3, its mirror
# image 1. Two verbs changed places in a sentence, and everything hangs on their order.

# %% [markdown]
# ### "28/1 × 28/1 = 28 × 28"
#
# Count the places. The window's first pixel can lie on pixel 0, 1, 2 … as long as its last one is still in
# the picture. Then ask Keras.

# %% tags=["nbval-check-output"]
places = [first for first in range(28) if first + 3 <= 28]
print(len(places), "places, from pixel", places[0], "to pixel", places[-1])
print("Keras:", by_keras(digit, strict).shape)

# %% [markdown]
# 28 − 3 + 1 = 26. The formula 28/1 forgets that the window has a width. The article notices it in its next
# sentence: after 26 steps the window leaves the picture, and what is outside is filled up with zeros. Its
# network does use `same`, so 28 × 28 is what comes out; only the reason is another. Compare both paddings
# for kernels of several sizes. Which column gives 28/1?

# %% tags=["nbval-check-output"]
for side in (1, 2, 3, 5, 28):
    kernel = np.ones((side, side), "float32")
    valid, same = by_keras(digit, kernel), by_keras(digit, kernel, padding="same")
    print(f"kernel {side:2}  valid {valid.shape!s:9} same {same.shape}")

# %% [markdown]
# `valid`: the size minus the kernel, plus 1. `same`, at stride 1: the size that went in, whatever the
# kernel. For a kernel of 3, `same` is our own loop on a picture with one more row or column of zeros on
# each side:

# %% tags=["nbval-check-output"]
framed = np.pad(digit, 1)
print(np.array_equal(convolve(framed, strict), by_keras(digit, strict, padding="same")))

# %% [markdown]
# Zeros aren't nothing, though. Here every pixel is 1 and every weight is 1, so the map should be even. Look
# at its border.

# %% tags=["nbval-check-output"]
ones = np.ones((5, 5), "float32")
print(by_keras(ones, np.ones((3, 3), "float32"), padding="same"))

# %% [markdown]
# In a corner only four of nine weights meet a pixel, the others meet zeros. A digit in the middle of its
# picture doesn't mind. In a photograph, `same` draws an edge where the picture ends.

# %% [markdown]
# ### "A stride that doesn't divide is invalid"
#
# With a stride of 2 the window jumps two pixels at a time. From its first place to the last possible one
# there are 28 − 3 = 25 pixels to go, and 2 doesn't divide 25. This is your prediction.

# %% tags=["nbval-check-output"]
for stride in range(1, 6):
    shape = by_keras(digit, strict, stride).shape
    print(f"stride {stride}: 25/{stride} = {25 / stride:5.2f} jumps, map {shape}")

# %% [markdown]
# No error: Keras rounds the jumps down, in effect crops the picture, and adds the first place. 25/2 is
# `12.5`, so 12 jumps and 13 numbers. That is the formula for `valid`, with any stride:
#
# > numbers in a row = (size − kernel) / stride, rounded down, + 1
#
# Here is the 8 and its maps with strides of 1, 2 and 3.

# %%
smaller = [by_keras(digit, strict, stride) for stride in (1, 2, 3)]
plots.show_images(
    [digit, *smaller], titles=["28 by 28", "26 by 26", "13 by 13", "9 by 9"], columns=4
)

# %% [markdown]
# From 26 to 13 to 9 squares a side: the two bright strokes shrink to a few squares, and it takes some
# imagination to see an 8 in the last map.
#
# But the warning has a true core. What happens to the rest that the rounding drops? Count how many windows
# read each pixel of a row.


# %% tags=["nbval-check-output"]
def readings(size, kernel, stride):
    count = np.zeros(size, int)
    for first in range(0, size - kernel + 1, stride):
        count[first : first + kernel] += 1
    return count


for size, kernel, stride in [(7, 3, 2), (8, 3, 2), (4, 3, 2), (8, 2, 3)]:
    print(f"size {size}, kernel {kernel}, stride {stride}:", readings(size, kernel, stride))

# %% [markdown]
# 2 divides 7 − 3, and every pixel is read. At size 8 the last pixel is read by nobody, and 4 is the
# smallest size in which that happens to this kernel. (The last line is another matter: a stride larger than
# the kernel leaves gaps everywhere, even though 3 divides 8 − 2.)
#
# Does Keras really never look there? Fill the last row and the last column of the 8 with ink, and compare.

# %% tags=["nbval-check-output"]
spoilt = digit.copy()
spoilt[-1, :] = spoilt[:, -1] = 255
for stride in (1, 2, 3):
    before, after = (by_keras(image, strict, stride) for image in (digit, spoilt))
    print(f"stride {stride}: the map is the same: {np.array_equal(before, after)}")

# %% [markdown]
# With strides of 2 and 3 nothing changes: the ink was never seen. So such a stride is valid, and the last
# pixels at the right and below stay unread. Whether that matters depends on your pictures.
#
# What Keras does call an error is a window that fits nowhere.

# %%
with errors.expected(ValueError, saying="zero or negative"):
    by_keras(digit[:2, :2], strict)

# %% [markdown]
# ### "`same` puts the same frame on all four sides"
#
# At stride 1 and with a kernel of 3 it did. Now stride 2. Number the pixels of a small picture by row and
# column, and take a kernel that copies the middle of its window. Then each number of the map says where its
# window was.

# %% tags=["nbval-check-output"]
pixels = np.add.outer(10 * np.arange(6), np.arange(6)).astype("float32")
print(pixels)
middle = np.zeros((3, 3), "float32")
middle[1, 1] = 1

# %% [markdown]
# Once with `same`, once with a frame of our own on all sides. Compare the upper left corners.

# %% tags=["nbval-check-output"]
lopsided = by_keras(pixels, middle, 2, "same")
print("same:", lopsided, "a frame on all sides:", sep="\n")
print(by_keras(np.pad(pixels, 1), middle, 2))

# %% [markdown]
# Both maps are 3 by 3, so no shape gives the difference away. With a frame on all sides the first window
# sits around pixel 00. With `same` it sits around pixel 11: there is no zero above it, and none to the
# left.
#
# Keras counts like this, for rows and columns each (the rule is TensorFlow's):
#
# > 1. numbers in a row = size / stride, rounded *up*
# > 2. missing zeros = (numbers − 1) × stride + kernel − size, or 0 if that is less
# > 3. half of them go before, half after; an odd one goes *after*
#
# For 28, 3 and 2 that is 14 numbers, and 13 × 2 + 3 − 28 = 1 zero: none before, one after. Check it on the
# 8, with each way of placing zeros.

# %% tags=["nbval-check-output"]
same = by_keras(digit, strict, 2, "same")
for zeros in [(1, 1), (1, 0), (0, 1)]:
    other = by_keras(np.pad(digit, zeros), strict, 2)
    equal = np.array_equal(other, same)
    print(f"{zeros[0]} before, {zeros[1]} after: {other.shape}, equal to same: {equal}")

# %% [markdown]
# Three maps of 14 by 14, and only one is that of `same`. It matters when weights are taken from one library
# to another: PyTorch's `padding=1` puts zeros on both sides, so there they look one pixel further up and
# left. The shapes agree, and nothing complains.

# %% [markdown]
# ## The findings
#
# If you predicted **b**, you were right: from the first place, 12 whole jumps of two pixels fit into 25,
# and 12 jumps make 13 numbers. **a**, 14, is what `same` would give; and **c** isn't so, for Keras rounds
# down where others stop.
#
# And here are the statements, each beside what was computed.

# %% tags=["nbval-check-output"]
sums = [int((window * stroke).sum()) for window in (stroke, mirror)]
for statement, said, found in [
    ("add first: a stroke, its mirror image", [9, 9], sums),
    ("28/1 x 28/1, no padding", (28, 28), by_keras(digit, strict).shape),
    ("28/1 x 28/1, same", (28, 28), by_keras(digit, strict, 1, "same").shape),
    ("stride 2, no padding", "invalid", by_keras(digit, strict, 2).shape),
    ("same, stride 2: the first window is at", 0, int(lopsided[0, 0])),
]:
    print(f"{statement:39} said: {said!s:9} found: {found}")

# %% [markdown]
# Read the table from the top. Adding first can't see a stroke. 28/1 needs zeros around the picture, which
# the article did supply. With a stride that doesn't divide, the number of jumps is rounded down. And the
# frame of `same` may be lopsided: its first window sits around pixel 11, not around pixel 0.

# %% [markdown]
# ## Your turn
#
# Write `conv2d`: the convolution of one picture (rows, columns) with one kernel (height, width), for any
# whole `stride`, and with `padding` either `"valid"` or `"same"`. It gives what Keras gives; the check
# compares the two on pictures, kernels and strides of many sizes, and knows the usual mistakes. `convolve`
# from above is a good start, and you may call it.
#
# <details><summary>A hint for the stride</summary>
#
# Leave `same` for later. With `valid`, which rows can a window start on? `range(start, stop, step)` has a
# step.
#
# </details>
#
# <details><summary>A hint for same</summary>
#
# `same` is `valid` on a picture with zeros around it. Compute the missing zeros by the rule above, for rows
# and columns each. `np.pad(image, [(above, below), (left, right)])` puts them there.
#
# </details>


# %% tags=["exercise"]
def conv2d(image, kernel, stride, padding):
    ### BEGIN SOLUTION
    if padding == "same":
        numbers = np.ceil(np.divide(image.shape, stride)).astype(int)
        missing = np.maximum((numbers - 1) * stride + kernel.shape - image.shape, 0)
        image = np.pad(image, [(zeros // 2, zeros - zeros // 2) for zeros in missing])
    height, width = kernel.shape
    last_row, last_column = np.subtract(image.shape, kernel.shape)
    rows, columns = range(0, last_row + 1, stride), range(0, last_column + 1, stride)
    windows = [[image[r : r + height, c : c + width] for c in columns] for r in rows]
    return (np.array(windows) * kernel).sum(axis=(2, 3))
    ### END SOLUTION


exercises.check("conv2d", conv2d)

# %% [markdown] tags=["instructor"]
# **For instructors.** Do the first window on the board, with chalk: nine products, one sum. Then let the
# class vote on the A before anybody runs the cell. The lesson has a natural break before "The suspects"
# (about 20 minutes), and the exercise takes 10 to 20 more. Nearly everyone gets `valid` with a stride; the
# zeros of `same` are the hard part. Send them back to the picture with numbered pixels: which pixel must
# the first window sit around? Common errors: `//` where the rule says *up*, and a count of zeros below
# 0, which a stride larger than the kernel can give (then `np.pad` stops).
#
# A good question for the fast ones: slice the stride-1 map of `same` with `[::2, ::2]`. For which sizes is
# that what Keras gives at stride 2? (For odd ones, with a kernel of 3.)

# %% [markdown]
# ## What remains
#
# All of this is arithmetic; what it does to a network that learns is left open. The article says that
# padding prevents trouble with arrays of unequal size. We met no such trouble: `valid` makes a smaller map,
# and Keras fits the next layer to it. Whether the zeros help or hurt, at the border or anywhere, would take
# a training with each.

# %% [markdown]
# ## Take away
#
# - One window, one kernel, one number: multiply first, then add. The order of adding shows in the last
#   digits of a `float32`, and nowhere else.
# - `valid`: (size − kernel) / stride, rounded down, + 1; what the rounding drops is never read. `same`:
#   size / stride, rounded up.
# - `same` adds as few zeros as it can, and the odd one goes after. Two maps of the same shape can have
#   looked at different pixels.
#
# **Next:** [05 Pooling](05_pooling.ipynb): what is kept, and what is lost, when a map shrinks.
#
# *Sources.* Day 4 of the series of articles "learn AI in 30 days" (2022). CNN Explainer: Z. Wang and
# others, "CNN Explainer: learning convolutional neural networks with interactive visualization" (2020).
# Lecture notes of Stanford's CS231n, "Convolutional networks". What `same` means elsewhere: issues #3867 of
# pytorch/pytorch and #25 of taehoonlee/tensornets on GitHub. All of it drawn: V. Dumoulin and F. Visin, "A
# guide to convolution arithmetic for deep learning" (2016).
