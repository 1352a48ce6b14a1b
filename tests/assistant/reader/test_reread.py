import numpy as np
import pytest

from assistant.reader.model import network
from assistant.reader.reread import READ_AGAIN, READ_WHOLE, read_twice

QUESTION = "How many people does the ferry carry a day?"
ARTICLE = (
    *("The council closed the bridge on Monday.", "A ferry carries 300 people a day.", "Apples are cheap."),
    *("The ferry left late.", "Nobody was hurt.", "The mayor is 51.", "It rained.", "The bank lent 4 million."),
)


def test_only_the_likeliest_are_read_twice_and_their_score_is_the_mean() -> None:
    once, twice = network().read(QUESTION, ARTICLE), read_twice(QUESTION, ARTICLE, np.zeros(len(ARTICLE)))
    again = network().read(QUESTION, ARTICLE[:3])

    assert int((once.words != twice.words).sum()) == READ_AGAIN
    assert twice.words.argmax() == 1
    assert twice.words[1] == pytest.approx((once.words[1] + again.words[1]) / 2)
    assert twice.spans[1] == again.spans[1]


def test_the_first_and_the_last_sentence_are_read_again_with_the_neighbour_they_have() -> None:
    for texts in (("A ferry carries 300 people a day.", *ARTICLE[2:]), (*ARTICLE[2:], ARTICLE[1])):
        twice = read_twice(QUESTION, texts, np.zeros(len(texts)))
        place = texts.index(ARTICLE[1])
        start, end = twice.spans[place]

        assert twice.words.argmax() == place
        assert "300" in texts[place][start:end]


def test_of_a_long_article_a_sentence_is_found_by_its_hybrid_score() -> None:
    filler = [f"Sentence {n} is about nothing at all in particular, {'really ' * 20}." for n in range(2 * READ_WHOLE)]
    texts = [*filler, ARTICLE[1]]
    hybrid = np.r_[np.zeros(len(filler)), 5.0]

    assert read_twice(QUESTION, texts, hybrid).words.argmax() == len(filler)
