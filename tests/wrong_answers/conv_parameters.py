"""Wrong answers to lesson 03's exercise as learners write them, with words that each must be told."""

import numpy as np

ATTEMPTS = [
    (lambda kernel, channels, filters: kernel**2 * channels * filters, "weights only"),
    (lambda kernel, channels, filters: kernel * channels * filters + filters, "square"),
    (lambda kernel, channels, filters: kernel**2 * filters + filters, "channel that comes in"),
    (lambda kernel, channels, filters: (kernel**2 + 1) * channels * filters, "each channel a bias"),
    (lambda kernel, channels, filters: kernel**2 * channels * filters + 1, "one bias for the whole"),
    (lambda kernel, channels, filters: kernel**2 * channels + 1, "counts one filter"),
    (lambda kernel, channels, filters: 28 * 28 * kernel**2 * filters, "For ("),
    (lambda kernel, channels, filters: f"{kernel**2 * channels * filters + filters}", "it is text"),
    (lambda kernel, channels, filters: np.float16(kernel**2 * channels * filters + filters), "For ("),
]
