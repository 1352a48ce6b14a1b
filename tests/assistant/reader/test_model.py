from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import answer, reader
from assistant.reader import model
from assistant.reader.model import LONGEST_SPAN, OVERLAP, best_span, network, windows
from ingest import Article, Library, NetworkUnusable

SENTENCES = ("The council closed the bridge on Monday.", "A ferry carries 300 people a day.", "Apples are cheap.")


@given(st.lists(st.integers(0, 200), min_size=1, max_size=60))
def test_windows_cover_every_sentence_in_order_and_hold_what_fits(lengths: list[int]) -> None:
    made = list(windows(lengths, 280))

    assert {place for window in made for place in window} == set(range(len(lengths)))
    assert all(sum(lengths[place] for place in window) <= 280 or len(window) == 1 for window in made)
    assert [window.start for window in made] == sorted({window.start for window in made})
    for before, after in pairwise(made):
        assert sum(lengths[place] for place in range(after.start, before.stop)) <= OVERLAP


@given(st.integers(1, 80).flatmap(lambda size: st.lists(st.floats(-9, 9), min_size=3 * size, max_size=3 * size)))
def test_the_best_span_is_the_best_of_all(values: list[float]) -> None:
    logits = np.array(values, np.float32).reshape(-1, 3)
    score, start, end = best_span(logits)
    pairs = [(a, b) for a in range(len(logits)) for b in range(a, min(len(logits), a + LONGEST_SPAN))]

    assert (start, end) in pairs
    assert score == pytest.approx(max(float(logits[a, 0] + logits[b, 1]) for a, b in pairs), abs=1e-4)


def test_the_sentence_that_answers_scores_best_and_its_words_are_named() -> None:
    seen = network().read("How many people does the ferry carry a day?", SENTENCES)

    assert seen.words.argmax() == 1
    start, end = seen.spans[1]
    assert "300" in SENTENCES[1][start:end]


def test_what_was_not_wanted_is_not_read() -> None:
    long = tuple(f"Sentence {n} is about nothing at all in particular, {'really ' * 20}." for n in range(60))
    seen = network().read("Who?", long, frozenset({0}))

    assert seen.words[0] > model.UNREAD
    assert seen.words[-1] == model.UNREAD


def test_a_damaged_network_is_told_and_the_rest_still_answers(
    article: Article, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "WEIGHTS_SHA256", "0" * 64)
    network.cache_clear()
    reader.notice.cache_clear()
    try:
        with pytest.raises(NetworkUnusable):
            network()
        answered = answer("How many people does the ferry carry?", article=article, library=library)
    finally:
        monkeypatch.undo()
        network.cache_clear()
        reader.notice.cache_clear()

    assert "300 people" in answered.text
    assert "is damaged" in answered.notice
    assert "right less often" in answered.notice
    assert answered.highlight is None
