from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant import answer
from ingest import Article, ArticleNotReadable, Library, read_text
from ingest.embed import BundledEmbedder
from ui.adding import Adding


def to_its_end(adding: Adding) -> Adding:
    while not adding.wait():
        pass
    return adding


def test_what_can_be_read_is_added_and_the_rest_is_told(isolated: Path) -> None:
    def unreadable() -> Article:
        message = "'x.txt' holds no text."
        raise ArticleNotReadable(message)

    adding = to_its_end(
        Adding(isolated, [("x.txt", unreadable), ("bridge", lambda: read_text("The bridge has 14 cracks."))])
    )

    assert adding.failed == ["'x.txt' holds no text."]
    assert [one.article.title for one in adding.added] == ["The bridge has 14 cracks."]
    with Library.open(isolated) as library:
        assert [one.title for one in library.listings()] == ["The bridge has 14 cracks."]


def test_a_fault_of_ours_is_told_and_the_rest_is_added(isolated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unforeseen(*_: object) -> Article:
        message = "no such thing"
        raise TypeError(message)

    adding = to_its_end(
        Adding(isolated, [("x.txt", unforeseen), ("bridge", lambda: read_text("The bridge has 14 cracks."))])
    )
    told = "could not be added, by a fault of ours (TypeError: no such thing). Please report it."
    assert adding.failed == [f"'x.txt' {told}"]
    assert [one.article.title for one in adding.added] == ["The bridge has 14 cracks."]

    monkeypatch.setattr(Library, "open", unforeseen)
    adding = to_its_end(Adding(isolated, [("bridge", lambda: read_text("The bridge has 15 cracks."))]))
    assert adding.failed == [f"What you chose {told}"]


def test_an_article_being_embedded_keeps_nobody_from_an_answer(isolated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedding, go_on = Event(), Event()
    with Library.open(isolated) as library:
        library.add([read_text("The bridge has 14 cracks. A ferry sails.")])
        article = library.article(library.listings()[0].id)
        stream = BundledEmbedder.stream

        def slow(self: BundledEmbedder, texts: Iterable[str]) -> Iterator[NDArray[np.float32]]:
            embedding.set()
            go_on.wait(60)
            return stream(self, texts)

        monkeypatch.setattr(BundledEmbedder, "stream", slow)
        adding = Adding(isolated, [("lighthouse", lambda: read_text("The lighthouse has 199 steps."))])
        assert embedding.wait(60)
        try:
            assert "14 cracks" in answer("How many cracks does the bridge have?", article=article, library=library).text
            assert "14 cracks" in answer("How many cracks does the bridge have?", library=library).text
            assert not adding.wait(), "it is still being added"
        finally:
            go_on.set()
        assert to_its_end(adding).failed == []
        assert len(library.listings()) == 2
        assert "199 steps" in answer("How many steps does the lighthouse have?", library=library).text
