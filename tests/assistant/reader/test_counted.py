import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import answer
from assistant.reader.counted import with_counted
from ingest import Library, read_text


def widened(text: str, words: str) -> str:
    start = text.index(words)
    return text[start : with_counted(text, start, start + len(words))]


@pytest.mark.parametrize(
    ("text", "words", "counted"),
    [
        ("About 1,250 jobs will go.", "About 1,250", "About 1,250 jobs"),
        ("Some 420 people are spending the night.", "420", "420 people"),
        ("It cost 2.4 million pounds.", "2.4", "2.4 million pounds"),
        ("The route takes 17 minutes.", "17", "17 minutes"),
        ("Prices fell by 12% in May.", "12", "12%"),
        ("Prices fell by 12 per cent.", "12", "12 per cent"),
        ("A fence of 40 km was built.", "40", "40 km"),
        ("Seven pupils were hurt.", "Seven", "Seven pupils"),
        ("Sixteen of the 28 countries agreed.", "Sixteen of the 28", "Sixteen of the 28 countries"),
        ("Sixteen pupils were hurt.", "Sixteen", "Sixteen pupils"),
        ("Twenty-one boats sank.", "Twenty-one", "Twenty-one boats"),
        ("It cost 2.4 million.", "2.4", "2.4 million"),
        ("It cost 1.3 trillion dollars.", "1.3", "1.3 trillion dollars"),
        ("Two dozen people came.", "Two", "Two dozen people"),
        ("Some 420\u00a0people slept there.", "420", "420\u00a0people"),
    ],
)
def test_a_figure_goes_with_what_it_counts(text: str, words: str, counted: str) -> None:
    assert widened(text, words) == counted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Three have been made.", "Three"),
        ("Nine were rescued.", "Nine"),
        ("He asked for 31 million under its plan.", "31 million"),
        ("Of the 12 this is the last.", "12"),
        ("The mayor, 51, resigned.", "51"),
        ("There were 71 votes parties cast.", "71 votes"),
        ("They came in 2019. Shops closed.", "2019"),
        ("Since 2019 teachers have been paid more.", "2019"),
        ("Only one lives there.", "one"),
        ("There were 12 previous owners.", "12"),
        ("They found 400 homeless families.", "400"),
        ("It went at 12 km/h.", "12"),
        ("Tests of 14 weeks-old calves.", "14"),
        ("It is 40.", "40"),
        ("A 14-year-old girl won.", "14"),
    ],
)
def test_nothing_is_added_where_the_figure_ends_or_something_else_follows(text: str, words: str) -> None:
    assert widened(text, words) == words


@given(st.text(alphabet="ab 1,%-spmilonkcdrthu.", max_size=40), st.data())
def test_words_only_grow_and_stay_within_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    added = text[end : with_counted(text, start, end)]
    assert not added or (added[0] in " %" and not text[end + len(added) :][:1].isalnum())


def test_the_highlight_of_a_figure_holds_what_it_counts(tmp_path_factory: pytest.TempPathFactory) -> None:
    text = "The town opened a shelter on Monday. Around 420 people slept there in the first night, the mayor said."
    with Library.open(tmp_path_factory.mktemp("counted")) as library:
        found = answer("How many people slept in the shelter?", article=read_text(text), library=library)

    assert found.highlight is not None
    assert found.highlight.text.endswith("420 people")
    assert text[found.highlight.start : found.highlight.end] == found.highlight.text
