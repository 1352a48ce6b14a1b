from dataclasses import replace

from assistant import Answer, Turn, answer
from assistant.values import with_offline
from ingest import Article, Library, read_text
from ui.chat import CHANGED, Exchange, as_it_stands, turns, words_in

TEXT = "The council closed the bridge on Monday. A ferry carries 300 people a day. The ferry is old."


def asked(isolated_library: Library) -> tuple[Article, Answer]:
    article = read_text(TEXT)
    return article, answer("How many people does the ferry carry a day?", article=article, library=isolated_library)


def test_an_answer_about_an_unchanged_article_stands() -> None:
    with Library.open() as library:
        article, given = asked(library)

        assert as_it_stands(given, lambda _: article) is given
        assert as_it_stands(given, lambda _: replace(article, version=2)) is given


def test_a_quote_that_moved_is_followed_with_its_words() -> None:
    with Library.open() as library:
        _, given = asked(library)
    later = replace(read_text(f"A new first sentence. {TEXT}"), version=2)
    stands = as_it_stands(given, lambda _: later)

    assert stands.citations
    assert all(later.text[one.start : one.end] == one.quote for one in stands.citations)
    assert stands.highlight
    assert later.text[stands.highlight.start : stands.highlight.end] == stands.highlight.text
    assert CHANGED in stands.notice


def test_a_quote_that_is_gone_or_no_longer_unique_has_no_citation() -> None:
    with Library.open() as library:
        _, given = asked(library)

    assert as_it_stands(given, lambda _: read_text("Everything is different now.")).citations == ()
    twice = as_it_stands(given, lambda _: read_text(f"First of all. {TEXT} And again: {TEXT}"))
    assert twice.citations == ()
    assert twice.text == given.text, "what was said stays said"


def test_the_answer_that_stands_beside_one_that_broke_off_is_followed_too() -> None:
    with Library.open() as library:
        _, beside = asked(library)
    later = replace(read_text(f"A new first sentence. {TEXT}"), version=2)
    broken = Answer(question=beside.question, text="It carries", answered=True, complete=False, offline=beside)
    stands = as_it_stands(broken, lambda _: later)

    assert stands.offline
    assert [later.text[one.start : one.end] == one.quote for one in stands.offline.citations] == [True]


def test_an_article_that_was_removed_leaves_no_citation() -> None:
    with Library.open() as library:
        _, given = asked(library)

    assert as_it_stands(given, lambda _: None).citations == ()


def test_only_what_was_answered_is_history() -> None:
    whole = Answer(question="Who?", text="Ada.", answered=True)
    chat = [Exchange("Who?", whole, running=False), Exchange("Why?", whole), Exchange("When?", error="Busy.")]

    assert turns(chat) == (Turn("Who?", "Ada."),)


def test_the_words_that_answer_are_of_the_article_that_their_mark_cites_alone() -> None:
    with Library.open() as library:
        article, given = asked(library)

    assert given.highlight
    assert words_in(given, article.id) == (given.highlight.start, given.highlight.end)
    elsewhere = tuple(replace(one, article_id="another", mark=one.mark + 1) for one in given.citations)
    of_both = replace(given, citations=(*given.citations, *elsewhere))
    assert words_in(of_both, "another") is None
    assert words_in(replace(given, highlight=None), article.id) is None


def test_beside_an_answer_that_broke_off_stands_the_offline_reader_s() -> None:
    spare = Answer(question="?", text="whole", answered=True)
    broken = Answer(question="?", text="bro", answered=True, complete=False, offline=spare)

    assert list(with_offline([None, broken, spare])) == [broken, spare, spare]
