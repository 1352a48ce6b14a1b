"""The kinds of questions people ask, on the report that ships with the package and one of its own."""

import pytest

from assistant import Answer, answer
from ingest import Article, Library, read_text
from ingest.samples import sample_articles


@pytest.fixture(scope="module")
def report() -> Article:
    return sample_articles()[0]


def ask(question: str, article: Article, library: Library) -> Answer:
    answered = answer(question, article=article, library=library)
    for one in (*answered.citations, *answered.closest):
        assert article.text[one.start : one.end] == one.quote
    if words := answered.highlight:
        assert article.text[words.start : words.end] == words.text
        cited = answered.citations[words.mark - 1]
        assert cited.start <= words.start < words.end <= cited.end
    return answered


def test_a_figure_comes_with_its_words(report: Article, library: Library) -> None:
    answered = ask("How many captives are still in Gaza?", report, library)

    assert answered.highlight
    assert "130" in answered.highlight.text
    assert answered.confidence
    assert answered.confidence > 0.3


def test_what_the_article_is_about_is_told_by_sentences_that_cover_it(report: Article, library: Library) -> None:
    answered = ask("What is this article about?", report, library)

    assert answered.answered
    assert len(answered.citations) == 3
    assert answered.citations[0].quote.startswith("The United Nations Security Council has for the first time")


def test_a_yes_or_no_question_gets_the_sentence_and_no_guess(report: Article, library: Library) -> None:
    answered = ask("Did China support the resolution?", report, library)

    assert answered.text.startswith(("The article says: ", "Yes: ", "No: ", "The article does not say"))


def test_a_day_is_told_by_the_article_s_clock(article: Article, library: Library) -> None:
    answered = ask("When did engineers say the bridge will stay closed?", article, library)

    assert answered.answered
    assert "on Monday" in answered.text


def test_words_in_quotation_marks_answer_for_who_speaks_them_and_for_nobody_else(library: Library) -> None:
    vote = read_text(
        "The council voted on Monday to close the bridge of Harrow. Mayor Ada Reed accused the engineers of haste.\n\n"
        "“Today’s vote gives the ferry company a licence to print money, and nobody else will ever profit from it.\n\n"
        "“We will go to court,” the mayor’s office said in a statement.\n\n"
        "After the vote, Reed objected that the council did not make the closure conditional on a survey.\n\n"
        "The engineers say that the arches have fourteen cracks. They were built by monks, like the church beside them."
    )
    library.add([vote])
    answered = ask("What did Reed say the vote gives the ferry company?", vote, library)
    of_nobody = ask("What did Peter Hollis say the vote gives the ferry company?", vote, library)

    assert "a licence to print money" in answered.citations[0].quote
    assert answered.confidence is not None
    assert of_nobody.confidence is not None
    assert of_nobody.confidence < answered.confidence


def test_a_question_about_something_else_is_declined_with_what_is_closest(report: Article, library: Library) -> None:
    answered = ask("Who won the football match?", report, library)

    assert not answered.answered
    assert len(answered.closest) == 3
    assert answered.confidence is not None
    assert answered.confidence < 0.1
    assert answered.highlight is None
