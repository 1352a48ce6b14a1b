import time
from pathlib import Path

import pytest

from assistant import answer
from assistant.suggest import ABOUT, SUGGESTIONS, candidates, suggestions
from ingest import Article, Library, read_text
from ingest.samples import sample_articles


@pytest.fixture
def library(isolated: Path) -> Library:
    return Library.open(isolated)


@pytest.mark.parametrize("article", sample_articles(), ids=lambda article: article.title)
def test_every_suggested_question_is_answered_with_the_sentence_it_is_made_from(
    article: Article, library: Library
) -> None:
    made_from = {question: number for _, question, number in candidates(article)}
    suggested = suggestions(article, library)

    assert suggested[0] == ABOUT
    assert 1 < len(suggested) <= SUGGESTIONS
    for question in suggested:
        reply = answer(question, article=article, library=library)
        assert reply.answered
        if question != ABOUT:
            assert article.sentences[made_from[question]].start in {one.start for one in reply.citations}


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("At noon John Kirby, a spokesman, said it rained.", "What did John Kirby say?"),
        ("Rain fell on John Kirby, a spokesman for the town.", "Who is John Kirby?"),
        ("Then the defence minister, Yoav Gallant, went home.", "Who is the defence minister?"),
        ("About 1.5 million people live in the city, they say.", "How many people live in the city?"),
    ],
)
def test_a_question_is_made_from(text: str, question: str) -> None:
    assert question in [made for _, made, _ in candidates(read_text(text))]


def test_a_question_that_points_back_is_not_made() -> None:
    assert not list(candidates(read_text("More than 300 people have been killed in Gaza since then.")))


def test_an_article_of_capitals_is_read_at_once() -> None:
    began = time.process_time()
    assert not list(candidates(read_text("Aa " * 20_000)))
    assert time.process_time() - began < 5


def test_an_article_that_suggests_nothing_can_still_be_asked_what_it_is_about(library: Library) -> None:
    assert suggestions(read_text("it rained."), library) == (ABOUT,)
