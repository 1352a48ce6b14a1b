import pytest

from assistant.reader.context import said_by

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
