"""Hybrid score + what the network says → the probability that a sentence answers."""

import numpy as np

from assistant.reader.hybrid import Scores, logistic
from assistant.reader.model import UNREAD, Reading

WEIGHTS = {"hybrid": 0.0089, "hybrid below the best": 0.2993, "words": 0.3175}
BIAS = -0.2333
"""Fitted by `calibrate` on what was held back; on articles not fitted on, the first of some 40 sentences is right for
93.8 % of the questions of SQuAD 2.0 and 80.9 % of those of 87 reports."""


def features(hybrid: Scores, reading: Reading) -> Scores:
    """What WEIGHTS weigh, by its names: shape (sentences, features)."""
    below = hybrid - hybrid.max()  # tells which sentence answers; how high the best is, less of whether it does
    return np.column_stack((hybrid, below, reading.words))


def combine(hybrid: Scores, reading: Reading) -> Scores:
    """The probability for each sentence, from its *hybrid* logit and its *reading*."""
    logits = features(hybrid, reading) @ np.array(list(WEIGHTS.values())) + BIAS
    return logistic(np.where(reading.words > UNREAD, logits, -np.inf))
