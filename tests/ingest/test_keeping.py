"""What the library keeps of an article over the years: corrections, versions, sources, and a removal undone."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from ingest import ArticleNotFound, FactNotUsable, Library, Origin, read_bytes, read_text

from .conftest import Letters

BRIDGE = "The council closed the bridge on Monday. It has fourteen cracks.\n\nA ferry carries 300 people a day."
AGENCY = " ".join(f"The agency reported fact number {n} about the flood in the valley." for n in range(10))


def test_a_correction_stands_in_every_version_and_over_a_new_reading(library: Library) -> None:
    first = library.add([read_bytes(BRIDGE.encode(), name="b.txt")])[0].article
    corrected = library.edit(
        first.id, title="The bridge", author="Ann Lee", published=date(2024, 3, 26), url="https://a.example/b"
    )

    assert (corrected.title, corrected.title_is_made, corrected.author) == ("The bridge", False, "Ann Lee")
    assert (corrected.published, corrected.published_evidence) == (date(2024, 3, 26), "by hand")
    again = library.edit(first.id, site="The Gazette", language="de-AT")
    assert (again.site, again.language, again.title) == ("The Gazette", "de", "The bridge")
    assert (corrected.text, corrected.version) == (first.text, 1), "no citation becomes stale"
    assert library.add([read_bytes(BRIDGE.encode(), name="b.txt")])[0].status == "unchanged"
    second = library.add([read_bytes(f"{BRIDGE} It rained.".encode(), name="b.txt")])[0].article
    assert (second.version, second.title) == (2, "The bridge")
    assert library.article(first.id, 1).author == "Ann Lee"
    (listing,) = library.listings()
    assert (listing.title, listing.url, listing.published_evidence) == ("The bridge", "https://a.example/b", "by hand")
    assert library.find("the bridge").id == first.id


def test_a_fact_can_be_taken_out(library: Library) -> None:
    article = library.add([read_text("By: Ann Lee\nDate: 26 March 2024\n\nIt rained.")])[0].article
    assert article.published

    assert library.edit(article.id, published="", author="").published is None
    assert library.listings()[0].author == ""


@pytest.mark.parametrize(
    "facts",
    [
        {"title": " "},
        {"published": "yesterday"},
        {"published": (datetime.now(UTC) + timedelta(days=3)).date().isoformat()},
        {"url": "javascript:alert(1)"},
        {"language": "English"},
    ],
)
def test_a_correction_that_is_none_is_refused_and_changes_nothing(library: Library, facts: dict[str, str]) -> None:
    article = library.add([read_text(BRIDGE)])[0].article

    with pytest.raises(FactNotUsable):
        library.edit(article.id, **facts)
    assert library.article(article.id) == article


def test_a_correction_is_kept_without_what_is_no_text(library: Library) -> None:
    article = library.add([read_text(BRIDGE)])[0].article
    corrected = library.edit(article.id, title="The\udce9 bridge\x00", url="https://a.example/\udce9b")

    assert (corrected.title, corrected.url) == ("The bridge", "https://a.example/b")


def test_the_versions_are_listed(library: Library) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    id_ = library.add([read_bytes(BRIDGE.encode(), name="b.txt")])[0].article.id
    library.add([read_bytes(b"It rained.", name="b.txt")])
    first, second = library.versions(id_)

    assert (first.number, first.words, second.number, second.words) == (1, 18, 2, 2)
    assert first.sha256 == library.article(id_, 1).sha256
    assert second.added is not None
    assert second.added > before
    with pytest.raises(ArticleNotFound):
        library.versions("none")


def test_a_removal_is_undone_exactly_and_nothing_is_embedded(library: Library, letters: Letters) -> None:
    id_ = library.add([read_bytes(BRIDGE.encode(), name="b.txt")])[0].article.id
    library.add([read_bytes(f"{BRIDGE} Zebras zigzag.".encode(), name="b.txt"), read_text("Kayaks float.")])
    library.edit(id_, author="Ann Lee")
    before = [library.article(id_, 1), library.article(id_, 2), library.listings(), library.versions(id_)]
    removed = library.remove(id_)
    library.add([read_text("Another article takes the free place in the tables.")])
    library.remove(library.listings()[-1].id)
    letters.embedded.clear()
    library.put_back(removed)

    assert [library.article(id_, 1), library.article(id_, 2), library.listings(), library.versions(id_)] == before
    assert letters.embedded == []
    assert library.search_words("zebras", 1)[0].article_id == id_
    assert library.search_vectors(library.embedder.embed(["zebras zigzag"])[0], 1)[0].article_id == id_
    assert library._indexing.agrees(library._passage_count())


def test_putting_back_what_is_there_again_changes_nothing(library: Library) -> None:
    article = library.add([read_bytes(BRIDGE.encode(), name="b.txt")])[0].article
    removed = library.remove(article.id)
    library.add([read_bytes(b"It rained.", name="b.txt")])
    library.put_back(removed)

    assert library.article(article.id).text == "It rained."


def test_removing_an_article_keeps_the_vectors_that_others_need(library: Library, letters: Letters) -> None:
    shared = library.add([read_text("It rained. Zebras came."), read_text("It rained. Kayaks came.")])
    library.remove(shared[0].article.id)
    letters.embedded.clear()

    library._vectors.cache_clear()
    assert library.sentence_vectors(shared[1].article).shape == (2, 26)
    assert letters.embedded == []


def test_the_same_text_from_two_sources_is_one_article(library: Library) -> None:
    first = library.add([read_bytes(BRIDGE.encode(), name="a.txt")])[0]
    again = library.add([read_bytes(BRIDGE.encode(), name="b.txt")])[0]

    assert (again.status, again.article.id) == ("unchanged", first.article.id)
    (listing,) = library.listings()
    assert listing.sources == ("a.txt", "b.txt")
    assert library.find("b.txt").id == first.article.id


def test_a_second_source_that_changes_becomes_an_article_of_its_own(library: Library) -> None:
    library.add([read_bytes(BRIDGE.encode(), name=name) for name in ("a.txt", "b.txt")])
    other = library.add([read_bytes(b"Something else altogether.", name="b.txt")])[0]

    assert other.status == "added"
    assert [one.sources for one in library.listings()] == [("a.txt",), ("b.txt",)]


def test_a_near_duplicate_is_told_and_not_merged(library: Library) -> None:
    agency = library.add([read_text(AGENCY, title="Agency")])[0]
    copy = library.add([read_text(f"{AGENCY} Our own reporter was there.", title="Paper")])[0]
    long = " ".join(f"A report of our own says this and that of case {n}." for n in range(9))
    other = library.add([read_text(f"{long} {AGENCY.partition('. ')[0]}.")])[0]

    assert (agency.near, other.near) == ((), ())
    assert copy.status == "added"
    (near,) = copy.near
    assert (near.id, near.title) == (agency.article.id, "Agency")
    assert near.share > 0.9
    assert len(library.listings()) == 3


def test_what_is_current_is_known_by_its_source(library: Library) -> None:
    article = replace(read_bytes(BRIDGE.encode(), name="b.txt"), origin=Origin(fingerprint="f", etag='"1"'))
    library.add([article])
    generation = library.generation

    assert library.current("b.txt") == (article.id, Origin(fingerprint="f", etag='"1"'))
    assert library.current("c.txt") is None
    library.add([article])
    assert library.generation == generation


def test_a_library_of_the_first_release_is_brought_up_to_date(isolated: Path, letters: Letters) -> None:
    old = sqlite3.connect(isolated / "library.sqlite3")
    old.executescript(files("ingest").joinpath("schema/1.sql").read_text(encoding="utf-8"))
    article = read_bytes(BRIDGE.encode(), name="b.txt")
    old.execute("insert into meta values ('generation', '1'), ('embedder', 'letters')")
    old.execute("insert into article values (?, 1, 1)", (article.id,))
    old.execute(
        "insert into version values (?, 1, ?, ?, ?, 1, '', '2024-03-26', '', 'b.txt', 18)",
        (article.id, article.text, article.sha256, article.title),
    )
    old.execute("insert into sentence values (?, 1, 0, 0, 40, x'00')", (article.id,))
    old.execute("insert into passage values (1, ?, 1, 0, 0, 40, 0, 0, x'00')", (article.id,))
    old.execute("pragma user_version = 1")
    old.commit()
    old.close()
    with Library.open(isolated, embedder=letters) as library:
        (listing,) = library.listings()
        assert (listing.title, listing.published, listing.sources) == (article.title, date(2024, 3, 26), ("b.txt",))
        assert (listing.added, listing.site, listing.published_evidence) == (None, "", "")
        assert library.generation == library._indexing.generation == 1
        assert library.edit(article.id, title="The bridge").title == "The bridge"
    with Library.open(isolated, embedder=letters) as library:
        assert library.find("The bridge").id == article.id
