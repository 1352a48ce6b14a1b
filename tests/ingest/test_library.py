import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Thread, Timer

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ingest.library
from ingest import (
    Added,
    Article,
    ArticleNotFound,
    Library,
    LibraryBusy,
    LibraryUnusable,
    read_bytes,
    read_text,
)
from ingest.article import Passage, Sentence

from .conftest import Letters

BRIDGE = "The council closed the bridge on Monday. It has fourteen cracks.\n\nA ferry carries 300 people a day."
WORDS = st.lists(
    st.sampled_from(["bridge", "ferry", "council", "14", "“quoted”", "😀", "é", "$5", "a.m.", "Mr.", "zig"]),
    min_size=1,
    max_size=40,
)


def edited(text: str) -> Article:
    """Another text of the same source."""
    return read_bytes(text.encode(), name="bridge.txt")


def found(library: Library, query: str) -> list[str]:
    """The texts of the passages that either search brings up."""
    vector = library.embedder.embed([query])[0]
    hits = [*library.search_words(query, 10), *library.search_vectors(vector, 10)]
    articles = [(library.article(hit.article_id), hit.passage) for hit in hits]
    return [article.quote(article.passages[number]) for article, number in articles]


def test_an_article_comes_back_as_it_was_given(library: Library) -> None:
    given_in = replace(read_text(BRIDGE), author="Ada", url="https://example.org/bridge")
    (added,) = library.add([given_in])

    assert added.status == "added"
    assert added.article == given_in
    assert library.article(given_in.id) == given_in
    (listing,) = library.listings()
    assert (listing.id, listing.author, listing.version, listing.words) == (given_in.id, "Ada", 1, 18)


@given(words=WORDS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nothing_of_a_text_is_lost_on_the_way(words: list[str], library: Library) -> None:
    article = read_text(f"Start {' '.join(words)}.")
    kept = library.add([article])[0].article

    assert kept.text == article.text
    assert library.article(article.id).sentences == article.sentences
    assert library.sentence_vectors(kept).shape == (len(kept.sentences), library.embedder.dimensions)


def test_the_same_article_again_changes_nothing(library: Library, letters: Letters) -> None:
    library.add([edited(BRIDGE)])
    generation, embedded = library.generation, len(letters.embedded)

    assert library.add([edited(BRIDGE)])[0].status == "unchanged"
    assert library.generation == generation
    assert len(letters.embedded) == embedded


def test_an_edited_article_becomes_a_version_and_leaves_no_stale_passage(library: Library, letters: Letters) -> None:
    long = " ".join(f"Bridge sentence number {n} is here." for n in range(100))
    first = library.add([edited(long)])[0].article
    letters.embedded.clear()
    second = library.add([edited(f"{BRIDGE} Bridge sentence number 7 is here.")])[0]

    assert second.status == "updated"
    assert (second.article.id, second.article.version) == (first.id, 2)
    assert library.article(first.id, version=1).text == long, "the older version stays readable"
    assert set(found(library, "bridge sentence number")) <= {
        second.article.quote(passage) for passage in second.article.passages
    }
    assert "Bridge sentence number 7 is here." not in letters.embedded, "a sentence that stays is not embedded again"


def test_changed_facts_make_a_version_too(library: Library) -> None:
    library.add([edited(BRIDGE)])

    assert library.add([replace(edited(BRIDGE), author="Ada")])[0].status == "updated"
    assert library.listings()[0].author == "Ada"


def test_a_removed_article_is_found_by_nothing(library: Library) -> None:
    article = library.add([edited(BRIDGE), read_text("Apples are cheap in Kent this year.")])[0].article
    library.remove(article.id)

    assert [listing.id for listing in library.listings()] != [article.id]
    assert not any("bridge" in text for text in found(library, "bridge"))
    with pytest.raises(ArticleNotFound, match=article.id):
        library.article(article.id)


def test_an_article_is_found_by_id_its_beginning_title_and_source(library: Library) -> None:
    article = library.add([read_text(BRIDGE, title="The bridge")])[0].article

    for name in (article.id, article.id[:5], article.id[:5].upper(), "the bridge", " The bridge "):
        assert library.find(name).id == article.id


def test_no_name_is_the_name_of_no_article(library: Library) -> None:
    library.add([read_text(BRIDGE)])

    with pytest.raises(ArticleNotFound, match="No article is called ''"):
        library.find("")


def test_a_name_of_several_articles_lists_their_ids(library: Library) -> None:
    added = library.add([read_text(text, title="Same") for text in ("One thing.", "Another thing.")])

    with pytest.raises(ArticleNotFound) as caught:
        library.find("Same")
    assert all(one.article.id in str(caught.value) for one in added)


def test_the_vector_search_is_exact_search(library: Library) -> None:
    library.add(read_text(f"{word * 3} {word} bridge.") for word in ("ferry", "zebra", "quartz", "jumbo", "kayak"))
    vector = library.embedder.embed(["zebra quartz"])[0]

    nearest, exactly = library.search_vectors(vector, 5), library._indexing.search_exactly(vector, 5)

    assert [hit.article_id for hit in nearest] == [hit.article_id for hit in exactly]
    assert [hit.score for hit in nearest] == pytest.approx([hit.score for hit in exactly], abs=1e-4)


@pytest.mark.parametrize("query", ['"', "AND OR NOT", "bridge*", "a:b", "NEAR(", "😀", "x" * 10_000, "\0"])
def test_no_question_breaks_the_word_search(library: Library, query: str) -> None:
    library.add([edited(BRIDGE)])

    assert library.search_words(query, 5) is not None


def test_another_process_s_change_is_seen(library: Library, isolated: Path, letters: Letters) -> None:
    library.add([edited(BRIDGE)])
    assert found(library, "ferry")
    with Library.open(isolated, embedder=letters) as other:
        other.add([read_text("Zebras zigzag in the zoo.")])

    assert "Zebras zigzag in the zoo." in found(library, "zebras")


def test_a_second_writer_waits_and_is_then_told(
    library: Library, isolated: Path, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest.library, "PATIENCE", 0.1)
    with Library.open(isolated, embedder=letters) as other:
        other._writer.timeout = 0.1

        def articles() -> Iterator[Article]:
            yield edited(BRIDGE)
            refused: list[str] = []
            try:
                with other._writing(patience=0.1):
                    pass
            except LibraryBusy as error:
                refused.append(str(error))
            assert "Try again when it is done." in refused[0]

        library.add(articles())
        assert other.add([read_text("Zebras.")])[0].status == "added", "the lock is free again"


def test_readers_are_served_while_a_writer_works(library: Library, isolated: Path, letters: Letters) -> None:
    library.add([edited(BRIDGE)])
    with Library.open(isolated, embedder=letters) as other:

        def articles() -> Iterator[Article]:
            yield read_text("Zebras zigzag.")
            assert found(other, "bridge")

        library.add(articles())


def test_threads_share_a_library(library: Library) -> None:
    library.add([edited(BRIDGE)])
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            library.add([read_text(f"Thread {number} writes about kayaks.")])
            assert found(library, "kayaks")
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(library.listings()) == 7


def test_an_article_that_fails_half_way_leaves_nothing(library: Library) -> None:
    library.add([edited(BRIDGE)])
    broken = replace(read_text("Zebras zigzag."), sentences=(Sentence(0, 0, 5), Sentence(0, 0, 5)))

    with pytest.raises(LibraryUnusable):
        library.add([broken])
    assert len(library.listings()) == 1
    assert not any("Zebras" in text for text in found(library, "zebras"))
    assert library.add([read_text("Zebras zigzag.")])[0].status == "added"


def test_what_came_before_a_failure_is_kept(library: Library) -> None:
    def articles() -> Iterator[Article]:
        yield edited(BRIDGE)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.add(articles())
    assert len(library.listings()) == 1
    assert found(library, "ferry")


def test_a_failure_of_who_gives_or_takes_articles_is_not_blamed_on_the_library(library: Library) -> None:
    def articles() -> Iterator[Article]:
        yield read_text("It rained.")
        message = "The disk of the articles is gone."
        raise OSError(message)

    def taken(_: Added) -> None:
        raise BrokenPipeError

    with pytest.raises(OSError, match="of the articles is gone"):
        library.add(articles())
    with pytest.raises(BrokenPipeError):
        library.add_each([read_text("It snowed.")], taken)
    assert [one.title for one in library.listings()] == ["It rained.", "It snowed."]


def test_a_new_library_waits_for_who_has_its_file_in_hand(isolated: Path, letters: Letters) -> None:
    with closing(sqlite3.connect(isolated / "library.sqlite3", isolation_level=None, check_same_thread=False)) as other:
        other.execute("begin immediate")
        letting_go = Timer(0.3, other.execute, ["commit"])
        letting_go.start()

        Library.open(isolated, embedder=letters).close()
        letting_go.join()


def test_several_processes_make_one_new_library_at_once(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from ingest import Library
print("ready", flush=True)
sys.stdin.readline()
for number in range(20):
    Library.open(Path(sys.argv[1], str(number))).close()
"""
    command = [sys.executable, "-c", script, str(tmp_path)]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()

    assert [(process.communicate()[1], process.returncode) for process in processes] == [("", 0)] * 4


def test_a_killed_writer_leaves_a_whole_library(isolated: Path) -> None:
    script = """
import os, sys
from ingest import Library, read_text
kept = []
def articles():
    yield read_text("The first article is about a bridge.")
    yield read_text("The second article is about a ferry.")
    yield read_text("The third article is about a kayak.")
    assert len(kept) == 2
    os._exit(9)
Library.open().add_each(articles(), kept.append)
"""
    ran = subprocess.run([sys.executable, "-c", script], env=os.environ, check=False)
    assert ran.returncode == 9
    with Library.open(isolated) as library:
        assert len(library.listings()) == 2
        assert library.search_vectors(library.embedder.embed(["ferry"])[0], 1)[0].score > 0.3
        assert library.add([read_text("A third article.")])[0].status == "added"


@pytest.mark.parametrize("damage", [b"", b"no database at all " * 500])
def test_a_damaged_file_is_named_with_the_cure(isolated: Path, letters: Letters, damage: bytes) -> None:
    (isolated / "library.sqlite3").write_bytes(damage)
    if not damage:  # an empty file is an empty database
        Library.open(isolated, embedder=letters).close()
        return
    with pytest.raises(LibraryUnusable, match=r"cannot be used: .* Move library\.sqlite3 away"):
        Library.open(isolated, embedder=letters)


@pytest.mark.usefixtures("library")
def test_a_library_of_another_embedder_is_refused(isolated: Path) -> None:
    with pytest.raises(LibraryUnusable, match=r"'letters'.*ASSISTANT_HOME"):
        Library.open(isolated)


def test_a_library_of_a_newer_release_is_refused(library: Library, isolated: Path, letters: Letters) -> None:
    library.close()
    with sqlite3.connect(isolated / "library.sqlite3") as connection:
        connection.execute("pragma user_version = 99")
    connection.close()
    with pytest.raises(LibraryUnusable, match="newer release"):
        Library.open(isolated, embedder=letters)


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")

    with pytest.raises(LibraryUnusable, match="ASSISTANT_HOME"):
        Library.open(tmp_path / "file" / "home")


def test_a_full_disk_is_told_and_what_was_there_is_kept(library: Library) -> None:
    library.add([edited(BRIDGE)])
    pages = library._database.one("pragma page_count")[0]
    library._database.run(f"pragma max_page_count = {pages + 5}")

    with pytest.raises(LibraryUnusable, match="Free some disk space"):
        library.add([read_text(" ".join(f"Sentence {n} about zebras." for n in range(2000)))])
    library._database.run("pragma max_page_count = 1000000")
    assert [listing.sentences for listing in library.listings()] == [3]
    assert found(library, "ferry")


def test_vectors_lost_from_the_library_are_made_again(library: Library) -> None:
    article = library.add([edited(BRIDGE)])[0].article
    expected = library.sentence_vectors(article)
    library._database.run("delete from vector")
    library._vectors.cache_clear()

    assert library.sentence_vectors(article) == pytest.approx(expected)


def test_an_article_that_is_not_in_the_library_has_vectors_too(library: Library) -> None:
    article = read_text("Zebras zigzag. Kayaks float.")

    assert library.sentence_vectors(article).shape == (2, 26)
    assert library.passage_vectors(article).shape == (1, 26)


def test_an_overlong_sentence_is_found_in_each_of_its_parts(isolated: Path) -> None:
    text = f"It begins with zebras {'and more words ' * 1000} and ends with kayaks."
    with Library.open(isolated) as library:
        article = library.add([read_text(text)])[0].article
        parts = [passage for passage in article.passages if isinstance(passage, Passage)]

        assert len(parts) > 10
        assert library.search_words("kayaks", 1)[0].passage == parts[-1].number
