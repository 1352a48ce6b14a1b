import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Answer, RecordNotIntact, answer, verify
from ingest import Article, Library, read_text
from ui.saved_page import saved_page

TEXT = (
    'The <b>mayor</b> of Harrow is Tom "Reed" & co.\n\n</script><script>alert(1)</script> The ferry carries 300 people.'
)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Answer], Article, str]:
    article = read_text(TEXT)
    with Library.open(tmp_path_factory.mktemp("home")) as library:
        library.add([article])
        answers = [answer(one, article=article, library=library) for one in ("Who is the mayor?", "Who won the match?")]
    return answers, article, saved_page(answers, [article])


def test_a_page_holds_the_record_that_is_checked(saved: tuple[list[Answer], Article, str]) -> None:
    answers, article, page = saved
    kept = verify(page)

    assert list(kept.answers) == answers
    assert kept.articles[0].text == article.text


@given(data=st.data())
def test_one_changed_byte_of_a_page_is_found(saved: tuple[list[Answer], Article, str], data: st.DataObject) -> None:
    page = saved[2].encode()
    place = data.draw(st.integers(0, len(page) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != page[place]))

    with pytest.raises((RecordNotIntact, UnicodeDecodeError)):
        verify((page[:place] + bytes([other]) + page[place + 1 :]).decode())


def test_a_page_runs_and_loads_nothing(saved: tuple[list[Answer], Article, str]) -> None:
    page = saved[2]

    assert page.count("<script") == page.count('<script type="application/json"') == 1
    assert "default-src 'none'" in page
    assert "<img" not in page
    assert "src=" not in page.replace("default-src", "").replace("style-src", "")
