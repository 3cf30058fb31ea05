"""How often a check on one run would err, estimated from recorded runs.

Method. Seeds are independent draws, so a quantity measured over n seeds predicts the next draw by Student's
t: with mean m and standard deviation s, the next value is m + s * sqrt(1 + 1/n) * T, T having n - 1 degrees
of freedom (Geisser, "Predictive Inference", 1993). The difference of two fresh runs of the same arm is s *
sqrt(2) * T. Since a tail can be heavier than the normal distribution's, no estimate may be lower than the
rate that was seen in the recorded runs themselves.
"""

import numpy as np
from scipy.special import stdtr, stdtrit


def below(values, bound):
    """Return the estimated probability, 0 to 1, that the next draw is below `bound`. values: (n,), n >= 2."""
    values = _checked(values)
    spread = values.std(ddof=1) * np.sqrt(1 + 1 / len(values))
    seen = float(np.mean(values < bound))
    if spread == 0:
        return seen
    return max(seen, float(stdtr(len(values) - 1, (bound - values.mean()) / spread)))


def noise_reaches(values, margin):
    """Return the estimated probability, 0 to 1, that one run of an arm beats another run of the same arm by
    at least `margin` (> 0). values: (n,) floats, one per seed."""
    values = _checked(values)
    gaps = values[:, None] - values[None, :]
    seen = float(np.sum(gaps >= margin) / (len(values) * (len(values) - 1)))
    spread = values.std(ddof=1) * np.sqrt(2)
    if spread == 0:
        return seen
    return max(seen, float(stdtr(len(values) - 1, -margin / spread)))


def outside(values, margin):
    """Return the estimated probability, 0 to 1, that the next draw is `margin` (> 0) or more away from 0."""
    values = _checked(values)
    beyond = np.nextafter(-margin, 0)  # `below` is strict; a draw of exactly the margin counts as outside
    return min(1.0, below(values, beyond) + below(-values, beyond))


def inside(values, margin):
    """Return an upper estimate of the probability, 0 to 1, that the next draw is less than `margin` away
    from 0."""
    values = _checked(values)
    return min(below(values, margin), below(-values, margin))


def prediction_band(values, level=0.99):
    """Return (low, high): where the next draw falls with probability `level`, never narrower than what was
    seen."""
    values = _checked(values)
    reach = (
        float(stdtrit(len(values) - 1, (1 + level) / 2)) * values.std(ddof=1) * np.sqrt(1 + 1 / len(values))
    )
    return min(values.min(), values.mean() - reach), max(values.max(), values.mean() + reach)


def mean_interval(values, level=0.99):
    """Return (low, high): Student's confidence interval for the mean that the values (n,) were drawn
    around."""
    values = _checked(values)
    reach = float(stdtrit(len(values) - 1, (1 + level) / 2)) * values.std(ddof=1) / np.sqrt(len(values))
    return values.mean() - reach, values.mean() + reach


def _checked(values):
    values = np.asarray(values, float)
    if values.ndim != 1 or len(values) < 2:
        raise ValueError(
            f"An error rate needs a value for each of at least two seeds, not an array of {values.shape}."
        )
    return values
