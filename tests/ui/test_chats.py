from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import Answer, AnswerSentence, Citation, Highlight
from ingest import LibraryUnusable
from ui.chat import Exchange
from ui.chats import Chats, Kept, new_id

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    opened = Chats(tmp_path)
    yield opened
    opened.close()


@given(said=st.tuples(TEXT, TEXT, TEXT), published=st.none() | st.dates(), confidence=st.none() | st.floats(0, 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_an_exchange_comes_back_as_it_was_kept(
    said: tuple[str, str, str], published: date | None, confidence: float | None, chats: Chats
) -> None:
    question, text, error = said
    cited = Citation(
        mark=1,
        article_id="a",
        version=2,
        title=text,
        author="",
        published=published,
        url="",
        start=0,
        end=1,
        quote=text,
    )
    answer = Answer(
        question=question,
        text=text,
        answered=True,
        citations=(cited,),
        sentences=(AnswerSentence(text=text, marks=(1,), support="quoted", why=""),),
        highlight=Highlight(mark=1, start=0, end=1, text=text),
        confidence=confidence,
    )
    kept = Exchange(question, answer, error, running=False)
    id_ = new_id()
    chats.save(id_, "a", 0, kept)

    assert chats.load(id_) == {0: kept}


def test_a_chat_is_kept_in_its_order_and_known_by_its_first_question(chats: Chats) -> None:
    first, second = new_id(), new_id()
    chats.save(first, "bridge", 0, Exchange("Why?"))
    chats.save(first, "bridge", 1, Exchange("And when?"))
    chats.save(first, "bridge", 1, Exchange("And when?", error="Busy.", running=False))
    chats.save(second, "ferry", 0, Exchange("Who?"))

    assert [one.question for one in chats.load(first).values()] == ["Why?", "And when?"]
    assert list(chats.load(first, 1)) == [1]
    assert chats.count(first) == 2
    assert chats.load(first)[1].error == "Busy."
    assert {(one.id, one.name) for one in chats.recent()} == {(first, "Why?"), (second, "Who?")}
    assert [one.id for one in chats.recent("wHo")] == [second]
    assert chats.scope_of(first) == "bridge"


def test_a_deleted_chat_is_gone_and_can_be_put_back_whole(chats: Chats) -> None:
    id_ = new_id()
    chats.save(id_, "bridge", 0, Exchange("Why?", verdict="poor", word="Too short"))
    chats.rename(id_, "  The  bridge ")
    kept = chats.load(id_)
    forgotten = chats.delete(id_)
    assert forgotten
    assert (chats.load(id_), chats.scope_of(id_), chats.recent(), chats.count(id_)) == ({}, None, [], 0)
    assert chats.delete(id_) is None

    chats.put_back(forgotten)
    assert chats.load(id_) == kept
    assert chats.recent() == [Kept(id_, "bridge", "The bridge")]


def test_what_is_asked_under_the_id_of_a_deleted_chat_is_not_lost_when_that_is_put_back(chats: Chats) -> None:
    id_ = new_id()
    chats.save(id_, "bridge", 0, Exchange("Why?"))
    chats.rename(id_, "The bridge")
    forgotten = chats.delete(id_)
    assert forgotten
    chats.save(id_, "bridge", 0, Exchange("And when?"))
    chats.put_back(forgotten)

    assert [one.question for one in chats.load(id_).values()] == ["And when?"]
    (other,) = [one for one in chats.recent() if one.id != id_]
    assert other.name == "The bridge"
    assert [one.question for one in chats.load(other.id).values()] == ["Why?"]


def test_a_chat_without_its_name_is_known_by_its_first_question_again(chats: Chats) -> None:
    chats.save("a", "bridge", 0, Exchange("Why?"))
    chats.rename("a", "The bridge")
    chats.rename("a", " ")

    assert [one.name for one in chats.recent()] == ["Why?"]


def test_two_programs_see_the_same_chats(chats: Chats, tmp_path: Path) -> None:
    other = Chats(tmp_path)
    other.save("a", "bridge", 0, Exchange("Why?"))
    other.close()

    assert [one.question for one in chats.load("a").values()] == ["Why?"]


def test_what_cannot_be_read_is_left_out(chats: Chats) -> None:
    chats.save("a", "bridge", 0, Exchange("Why?"))
    chats._database.run("insert into exchange values ('a', 1, '{')")

    assert [one.question for one in chats.load("a").values()] == ["Why?"]


def test_a_damaged_file_is_told_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "chats.sqlite3").write_bytes(b"no database" * 999)

    with pytest.raises(LibraryUnusable, match="cannot be used"):
        Chats(tmp_path)
