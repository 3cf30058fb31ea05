"""What lessons import: images, the trial, exercises, plots. Importing it does not import TensorFlow."""

import os

# TensorFlow reads this when it is first imported. Left alone, it greets a beginner with lines about
# its build that look like errors; real errors still come through as Python exceptions.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
