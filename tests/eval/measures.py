"""The figures: what is right, and how well confidence tells it."""

import re
import string
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def exact_match(said: str, right: str) -> bool:
    """Equal but for case, punctuation and articles, as the SQuAD evaluation has it (Rajpurkar et al., 2016)."""
    return _words(said) == _words(right)


def token_f1(said: str, right: str) -> float:
    """The harmonic mean of word precision and recall, as the SQuAD evaluation has it."""
    ours, theirs = _words(said), _words(right)
    shared = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * shared / (len(ours) + len(theirs)) if shared else float(ours == theirs)


def _words(text: str) -> list[str]:
    plain = "".join(character for character in text.lower() if character not in string.punctuation)
    return re.sub(r"\b(?:a|an|the)\b", " ", plain).split()


def auc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """How often a positive scores above a negative; 0.5 is chance."""
    both = np.concatenate([positive, negative])
    order = both.argsort(kind="stable")
    ranks = np.empty(len(both))
    ranks[order] = np.arange(1, len(both) + 1)
    for value in np.unique(both):
        ranks[both == value] = ranks[both == value].mean()
    ours = ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2
    return float(ours / (len(positive) * len(negative)))


def coverage_curve(confidence: Sequence[float], right: Sequence[bool]) -> NDArray[np.float64]:
    """Precision of the most confident first n answers, for each n: shape (answers,)."""
    order = np.argsort(-np.asarray(confidence), kind="stable")
    curve: NDArray[np.float64] = np.cumsum(np.asarray(right, np.float64)[order]) / np.arange(1, len(order) + 1)
    return curve


def calibration_error(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """The mean distance between confidence and precision, over *bins* of equal width (Guo et al., 2017)."""
    said, true = np.asarray(confidence), np.asarray(right, np.float64)
    places = np.minimum((said * bins).astype(int), bins - 1)
    parts = [places == place for place in range(bins)]
    return float(sum(abs(said[part].mean() - true[part].mean()) * part.mean() for part in parts if part.any()))
