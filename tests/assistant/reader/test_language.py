import pytest

from assistant import answer
from ingest import Library, read_text

GERMAN = (
    "Die Brücke von Harrow bleibt bis zum Frühjahr geschlossen. Die Ingenieure fanden Risse in zwei Pfeilern.\n\n"
    "Die Bürgermeisterin Ada Reed sagte, die Reparatur koste vier Millionen Euro. Fähren fahren jede Stunde."
)


@pytest.mark.parametrize(
    "question", ["Was kostet die Reparatur?", "Who won the football match?", "What is this article about?"]
)
def test_of_an_article_in_another_language_the_reader_says_that_it_learnt_english(
    question: str, library: Library
) -> None:
    answered = answer(question, article=read_text(GERMAN), library=library)

    assert "in another language (de)" in answered.notice


def test_of_an_english_article_and_of_one_too_short_to_tell_it_says_nothing(library: Library) -> None:
    for text in ("The bridge is closed until spring. Engineers found cracks in two of its piers.", "Ja. Nein."):
        assert answer("What is closed?", article=read_text(text), library=library).notice == ""
