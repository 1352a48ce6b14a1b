from collections import Counter
from random import Random

import numpy as np
import pytest

from assistant.reader.batches import LENGTHS, NOT_SEEN, Batch, Window, batch, batches, cut, place_of, tokens, windows
from assistant.reader.examples import Asked, Text, reports
from assistant.reader.model import QUESTION, SEPARATOR, START_OF_TEXT, WINDOW
from ingest.embed import wordpieces

QUESTIONS = list(reports())[:400]
DECODED = wordpieces()


def random(seed: int = 3) -> Random:
    return Random(seed)  # noqa: S311 - a repeatable draw, not a secret


def squeezed(text: str) -> str:
    return "".join(text.lower().split())


@pytest.fixture(scope="module")
def drawn() -> list[Window]:
    return list(windows(QUESTIONS, random(), unlabelled=True))


@pytest.fixture(scope="module")
def epoch() -> list[Batch]:
    return batches(QUESTIONS, 5, 16, unlabelled=True)


@pytest.mark.parametrize("asked", [asked for asked in QUESTIONS if asked.span][:60], ids=lambda asked: asked.question)
def test_a_window_around_an_answer_holds_its_words(asked: Asked) -> None:
    window = cut(asked, place_of(asked, random()), random())
    assert window is not None
    words = DECODED.decode(window.ids[window.start : window.end + 1])
    assert squeezed(words) == squeezed(DECODED.decode(tokens(asked.answer)[0]))
    start_of_sentence = {number: window.sentence_of.index(number) for number in set(window.sentence_of)}
    assert window.start - window.question >= start_of_sentence[window.gold[0]]


def test_a_window_is_a_question_and_whole_sentences_no_longer_than_the_network_reads(drawn: list[Window]) -> None:
    sentences = {tuple(tokens(sentence)[0]) for asked in QUESTIONS for sentence in asked.text.sentences}
    for window in drawn:
        assert window.ids[0] == START_OF_TEXT
        assert window.ids[-1] == window.ids[window.question - 1] == SEPARATOR
        assert window.question <= QUESTION + 2
        assert len(window.ids) <= WINDOW
        assert len(window.ids) == window.question + len(window.sentence_of) + 1
        text = window.ids[window.question : -1]
        for number in set(window.sentence_of):
            assert tuple(t for t, n in zip(text, window.sentence_of, strict=True) if n == number) in sentences


def test_half_of_what_is_drawn_has_no_answer_and_some_is_known_to_nobody(drawn: list[Window]) -> None:
    known = [window for window in drawn if window.known]
    assert 0.4 < sum(not window.gold for window in known) / len(known) < 0.6
    assert 0.1 < 1 - len(known) / len(drawn) < 0.3
    assert all(window.start == window.end == 0 for window in known if not window.gold)


def test_what_is_asked_of_one_place_and_has_no_answer_is_asked_there() -> None:
    text = Text("ten", tuple(f"Number {n} stands here." for n in range(200)))
    asked = Asked("Who stood there?", text, near=150)
    window = cut(asked, place_of(asked, random()), random())
    assert window is not None
    assert "150" in DECODED.decode(window.ids)
    assert window.gold == []


def test_what_has_no_answer_is_mostly_asked_where_its_words_stand() -> None:
    sentences = ["Nothing of that.", "The old harbour closed in May.", *["Another thing altogether."] * 18]
    asked = Asked("When did the old harbour reopen?", Text("harbour", tuple(sentences)))
    drawn = random()
    places = Counter(place_of(asked, drawn) for _ in range(300))
    assert 0.6 < places[1] / 300 < 0.85
    assert len(places) > 10


def test_a_sentence_too_long_to_read_gives_no_window() -> None:
    asked = Asked("What?", Text("long", ("word " * WINDOW,)))
    assert cut(asked, 0, random()) is None


def test_short_and_long_windows_are_drawn_alike(drawn: list[Window]) -> None:
    lengths = np.array([len(window.sentence_of) for window in drawn])
    assert lengths.max() <= LENGTHS[1]
    assert np.mean(lengths < np.mean(LENGTHS)) > 0.4
    assert np.mean(lengths > np.mean(LENGTHS)) > 0.2


def test_an_epoch_holds_each_window_once_and_the_same_seed_draws_the_same(epoch: list[Batch]) -> None:
    again = batches(QUESTIONS, 5, 16, unlabelled=True)
    assert all(np.array_equal(one.ids, other.ids) for one, other in zip(epoch, again, strict=True))
    other = batches(QUESTIONS, 6, 16, unlabelled=True)
    assert not all(np.array_equal(a.ids, b.ids) for a, b in zip(epoch, other, strict=False))
    rows = Counter(tuple(ids[mask]) for one in epoch for ids, mask in zip(one.ids, one.mask, strict=True))
    assert sum(len(one.known) for one in epoch) == rows.total()
    assert rows == Counter(tuple(window.ids) for window in windows(QUESTIONS, random(5), unlabelled=True))


def test_a_window_stands_in_its_row_and_what_is_behind_it_is_padding(drawn: list[Window]) -> None:
    one = batch(drawn[:16])
    for row, window in enumerate(drawn[:16]):
        length = len(window.ids)
        assert one.ids[row].tolist() == window.ids + [0] * (len(one.ids[row]) - length)
        assert one.mask[row].sum() == length
        assert one.kinds[row].sum() == length - window.question
        assert (one.starts[row], one.ends[row], one.known[row]) == (window.start, window.end, window.known)
        assert np.flatnonzero(one.wanted[row]).tolist() == ([number + 1 for number in window.gold] or [0])


def test_a_batch_says_the_same_as_its_windows(epoch: list[Batch]) -> None:
    for one in epoch:
        rows, width = one.ids.shape
        assert one.mask.shape == one.kinds.shape == one.sentence.shape == (rows, width)
        assert (one.wanted.any(axis=1)).all(), "something is always right, be it “no answer”"
        assert ((one.sentence >= 0) <= one.mask).all(), "what is padding belongs to no sentence"
        for row in range(rows):
            if one.starts[row] not in (0, NOT_SEEN):
                place = one.sentence[row, one.starts[row]]
                assert place == one.sentence[row, one.ends[row]] > 0
                assert one.wanted[row, place]
