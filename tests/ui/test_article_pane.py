import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import read_text
from ui.article_pane import Place, blocks, pressed

TEXT = st.text(st.sampled_from("aB. \n\t😀“”!é"), min_size=1).map(lambda text: f"Word {text} end.")


@given(TEXT, st.data())
def test_the_pieces_joined_are_the_text_and_every_span_is_a_run_of_pieces(text: str, data: st.DataObject) -> None:
    article = read_text(text)
    place = st.integers(0, len(article.text))
    span = tuple(sorted((data.draw(place), data.draw(place))))
    made = blocks(article, [(span[0], span[1])])
    pieces = [piece for block in made for piece in (*block["pieces"], block["gap"])]

    assert "".join(piece[2] for piece in pieces) == article.text
    assert all(article.text[start:end] == shown for start, end, shown in pieces)
    for start, end in [(s.start, s.end) for s in article.sentences]:
        inside = [piece for piece in pieces if start <= piece[0] and piece[1] <= end]
        assert "".join(piece[2] for piece in inside) == article.text[start:end]


def test_a_short_line_without_a_stop_is_a_headline() -> None:
    article = read_text("What it says\n\nThe bridge is closed.\n\nwho knows")

    assert [block["headline"] for block in blocks(article)] == [True, False, False]


def test_a_pressed_chip_says_where_it_points_to() -> None:
    assert pressed("0123456789ab-7-28") == Place("0123456789ab", (7, 28))
    assert pressed("0123456789ab-7-28-9-12") == Place("0123456789ab", (7, 28), (9, 12))


@given(st.text())
def test_anything_else_that_the_browser_says_is_nothing(said: str) -> None:
    found = pressed(said)
    assert found is None or "-" in said


@pytest.mark.parametrize("said", ["", "a", "a-1", "a-1-2-3", "a-1-x", "a-1--2", "a-1-2-3-4-5", "a-²-3"])
def test_what_is_no_place_is_nothing(said: str) -> None:
    assert pressed(said) is None
