"""Wrong answers to lesson 02's first exercise as learners write them, with words that each must be told."""

import numpy as np

ATTEMPTS = [
    (lambda images: images.reshape(-1, 784), "go to 255"),
    (lambda images: images / 255, "still a square"),
    (lambda images: (images.reshape(-1, 784) / 255).T, "changed places"),
    (lambda images: np.array([image.T.ravel() for image in images]) / 255, "columns end to end"),
    (lambda images: images.ravel() / 255, "one long row"),
    (lambda images: images.reshape(-1, 784) // 255, "//"),
    (lambda images: images.reshape(-1, 784) / 256, "256"),
    (lambda images: images.reshape(60000, 784) / 255, "stopped on"),
    (lambda images: images[:1].reshape(1, 784) / 255, "For ("),
]
