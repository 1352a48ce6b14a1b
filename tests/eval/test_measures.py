import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from .measures import auc, calibration_error, coverage_curve, exact_match, token_f1


def test_case_articles_and_punctuation_do_not_count() -> None:
    assert exact_match("The Bridge.", "bridge")
    assert token_f1("the old bridge", "old bridge") == 1
    assert token_f1("old bridge", "new bridge") == pytest.approx(0.5)
    assert token_f1("ferry", "bridge") == 0


@given(st.lists(st.floats(0, 1), min_size=1), st.lists(st.floats(0, 1), min_size=1))
def test_auc_is_the_share_of_pairs_in_order(positive: list[float], negative: list[float]) -> None:
    pairs = [(p > n) + (p == n) / 2 for p in positive for n in negative]

    assert auc(positive, negative) == pytest.approx(np.mean(pairs))


def test_precision_over_coverage_begins_with_the_surest() -> None:
    assert coverage_curve([0.2, 0.9, 0.5], [False, True, True]).tolist() == pytest.approx([1, 1, 2 / 3])


def test_a_calibrated_answerer_has_no_error() -> None:
    assert calibration_error([0.5, 0.5], [True, False]) == pytest.approx(0)
    assert calibration_error([0.95, 0.95], [False, False]) == pytest.approx(0.95)
