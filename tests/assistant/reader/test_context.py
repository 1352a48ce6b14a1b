import pytest

from assistant.reader.context import said_by, with_antecedents

TEXTS = (
    *("Ada Reed spoke.", "“It is old.", "It leaks.", "It must go,” she said.", "Nobody answered."),
    *("It rained.", "It rained on.", "The night fell.", 'It is "perhaps" over.'),
)


@pytest.mark.parametrize(
    ("speaker", "places"),
    [("", [1, 2, 3, 8]), ("reed", [1, 2, 3]), ("ada reed", [1, 2, 3]), ("nobody", [1, 2, 3]), ("tom", [])],
)
def test_what_stands_in_quotation_marks_near_its_speaker_is_known_over_several_sentences(
    speaker: str, places: list[int]
) -> None:
    said = said_by(frozenset(speaker.split()), TEXTS)

    assert [place for place, yes in enumerate(said) if yes] == places


def test_a_sentence_that_leans_on_another_is_scored_with_it_only_where_that_one_is_before_it_in_the_article() -> None:
    texts = ("Ada Reed spoke.", "She regretted it.", "Rain fell.", "He left.")

    assert with_antecedents(texts, (4, 5, 6, 9)) == [
        "Ada Reed spoke.",
        "Ada Reed spoke. She regretted it.",
        "Rain fell.",
        "He left.",
    ]
