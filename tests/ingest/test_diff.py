from hypothesis import given
from hypothesis import strategies as st

from ingest import Change, diff, read_text


def changes(old: str, new: str) -> tuple[Change, ...]:
    return diff(read_text(old), read_text(new))


def test_a_changed_number_stands_out() -> None:
    (change,) = changes(
        "It rained. The ferry carries 300 people a day.", "It rained. The ferry carries 250 people a day."
    )

    assert change == Change(
        kind="changed",
        old="The ferry carries 300 people a day.",
        new="The ferry carries 250 people a day.",
        old_sentence=1,
        new_sentence=1,
        numbers=(("300", "250"),),
    )


def test_added_and_removed_sentences_are_told_apart_from_changed_ones() -> None:
    found = changes(
        "One thing is so. It rained all day in town. The end.",
        "It rained all night in town. A new thing came. The end.",
    )

    assert [(one.kind, one.old, one.new) for one in found] == [
        ("removed", "One thing is so.", ""),
        ("changed", "It rained all day in town.", "It rained all night in town."),
        ("added", "", "A new thing came."),
    ]


def test_the_same_text_has_no_change() -> None:
    assert changes("It rained. It stopped.", "It rained.\n\nIt stopped.") == ()


def test_numbers_that_came_or_went_are_shown_too() -> None:
    (change,) = changes("It cost £5.40 to cross the bridge.", "It cost £6.20 to cross the bridge, up 12%.")

    assert change.numbers == (("£5.40", "£6.20"), ("", "12%"))


SENTENCES = st.lists(
    st.sampled_from(["It rained.", "It rained hard.", "Nobody came.", "A ship sank.", "The end."]),
    min_size=1,
    max_size=12,
)


@given(SENTENCES, SENTENCES)
def test_the_changes_make_the_new_text_from_the_old(before: list[str], after: list[str]) -> None:
    old, new = read_text(" ".join(before)), read_text(" ".join(after))
    found = diff(old, new)

    gone = {one.old_sentence for one in found if one.old_sentence is not None}
    come = {one.new_sentence for one in found if one.new_sentence is not None}
    kept = [old.quote(one) for one in old.sentences if one.number not in gone]
    assert kept == [new.quote(one) for one in new.sentences if one.number not in come]
    assert all(one.old == old.quote(old.sentences[one.old_sentence]) for one in found if one.old_sentence is not None)
    assert all(one.new == new.quote(new.sentences[one.new_sentence]) for one in found if one.new_sentence is not None)
