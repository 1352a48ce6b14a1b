from hypothesis import given
from hypothesis import strategies as st

from ingest.words import MOST_TERMS, search_terms


def test_what_a_question_is_about_is_looked_for() -> None:
    terms = set(search_terms("How many hostages are held in Gaza?"))

    assert terms >= {"hostages", "held", "gaza"}
    assert terms.isdisjoint({"are", "in"})


def test_a_question_of_small_words_alone_is_looked_for_as_it_is() -> None:
    assert search_terms("Who is it?")


@given(st.text())
def test_no_text_yields_a_term_that_full_text_search_would_take_for_a_command(text: str) -> None:
    terms = search_terms(text)

    assert len(terms) <= MOST_TERMS
    assert all('"' not in term for term in terms)
    assert len(set(terms)) == len(terms)
