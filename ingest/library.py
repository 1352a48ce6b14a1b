"""The library: every version of every article, with its sentences, passages, words and vectors, in one SQLite file.

SQLite is the truth; the vector index is made from it and made again whenever the two disagree. One process writes at
a time, any number read. An article is written whole, in one transaction, or not at all.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from ingest import chroma_server, schema, writes
from ingest.article import Article, Origin, Passage, Sentence
from ingest.chroma_server import IndexAwayError, ServedIndex
from ingest.corrections import usable
from ingest.database import Database, explained
from ingest.embed import Embedder, Vectors
from ingest.entries import Added, Hit, Listing, Removed, Version
from ingest.errors import (
    ArticleNotFound,
    IndexUnreachable,
    LibraryBusy,
    LibraryUnusable,
)
from ingest.faults import faults
from ingest.following import Follower
from ingest.home import home_folder, refuse_emptied
from ingest.indexing import Indexing
from ingest.keys import passage_key, text_key
from ingest.near import near_to, twin_of
from ingest.read.files import source_name
from ingest.rows import listings, loaded, moment, rows_of, stated, vectors_of
from ingest.served import chosen_id, embedder
from ingest.vectors import IndexDamagedError
from ingest.words import search_terms

PATIENCE = 10.0
"""Seconds to wait for another writer before giving up."""
STEP = 100
"""Texts of a long article between two steps of the progress bar."""
CACHED = 32
"""Articles, and their vectors, kept in memory: 32 long reports take about 20 MB."""


def _raise(error: Exception) -> None:
    raise error


class Library:
    """All articles of one home folder; open it with `Library.open()`. Several threads may share one."""

    def __init__(self, home: Path, given: Embedder | None, database: Database) -> None:
        self.home = home
        self._embedder = given
        self._embedder_id = given.id if given else chosen_id()
        self._database = database
        self._indexing = Indexing(home, database, self._embedder_id)
        self._writer = FileLock(home / "write.lock", timeout=PATIENCE)
        self._cached_generation = -1
        self._count = cache(self._load_count)
        self._article = lru_cache(CACHED)(partial(loaded, database))
        self._vectors = lru_cache(CACHED)(self._load_vectors)

    @classmethod
    def open(cls, home: Path | None = None, *, embedder: Embedder | None = None) -> Self:
        """The library in *home*, made if there is none.

        *home* is by default what `ASSISTANT_HOME` names, else this system's folder for user data. Raises
        LibraryUnusable if it cannot be read or written, is damaged, or was made by a newer release or another embedder, and
        SettingsNotUsable for the folder of somebody unknown.
        """
        home = home_folder(home)
        with explained(home):
            home.mkdir(parents=True, exist_ok=True)
            refuse_emptied(home)
            database = Database(home / "library.sqlite3")
            try:
                library = cls(home, embedder, database)
                library._prepare()
            except BaseException:
                database.close()
                raise
        return library

    def close(self) -> None:
        """Let go of all files."""
        with self._database.lock:
            self._indexing.index.close()
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def embedder(self) -> Embedder:
        """Makes the vectors; loaded at its first use."""
        if self._embedder is None:
            kept = self._database.maybe_one("select value from vector where embedder = ? limit 1", self._embedder_id)
            self._embedder = embedder(self._embedder_id, vectors_of(kept).shape[1] if kept else None)
        return self._embedder

    @property
    def generation(self) -> int:
        """Counts the changes; 0 in a library that never held an article."""
        return int(self._database.one("select value from meta where key = 'generation'")[0])

    def add(self, articles: Iterable[Article], progress: Callable[[int, int], None] | None = None) -> list[Added]:
        """Keep *articles*, each whole or not at all; a changed one becomes a new version of the same id.

        A text that another article has already makes no second one: its source becomes one more of that article's.
        *progress* is called with how many texts of the article in hand have their vector, and how many it has.
        Raises LibraryBusy while another process writes, LibraryUnusable when the disk is full or damaged; what was
        acknowledged before that is kept.
        """
        added: list[Added] = []
        self.add_each(articles, added.append, progress)
        return added

    def add_each(
        self,
        articles: Iterable[Article],
        kept: Callable[[Added], None],
        progress: Callable[[int, int], None] | None = None,
        failed: Callable[[Exception], None] = _raise,
    ) -> None:
        """As `add`, and *kept* is called with each article as soon as it is safe on the disk.

        What keeps one from being written is told to *failed* in its turn, which by default raises it, and the next is
        taken. While one article is written the vectors of the next are made.
        """
        with self._writing():
            follower = self._follower()
            pending: _Planned | None = None

            def finish() -> None:
                nonlocal pending
                if pending:
                    done, pending = pending, None
                    try:
                        one, gone = self._write(done, progress)
                    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                        failed(error)
                        return
                    follower.change(gone, one.article)
                    kept(one)

            try:
                for article in articles:
                    if pending and pending.touches(article):
                        finish()
                    try:
                        planned = self._plan(article)
                    except Exception as error:  # noqa: BLE001 - likewise
                        finish()
                        failed(error)
                        continue
                    finish()
                    if isinstance(planned, Added):
                        kept(planned)
                    else:
                        pending = planned
                finish()
            except BaseException:
                finish()  # what came before a failure is kept
                raise
            finally:
                follower.finish(self._indexing.generation)
            follower.tell()

    def listings(self) -> tuple[Listing, ...]:
        """Every article's newest version, in the order they were first added."""
        return listings(self._database)

    def listing(self, id_: str) -> Listing:
        """One article's newest version. Raises ArticleNotFound."""
        if found := listings(self._database, "where a.id = ?", id_):
            return found[0]
        raise ArticleNotFound(_no_such(id_))

    def versions(self, id_: str) -> tuple[Version, ...]:
        """All versions of an article, the oldest first. Raises ArticleNotFound."""
        rows = self._database.all(
            "select number, sha256, added, title, words from version where article = ? order by number", id_
        )
        if not rows:
            raise ArticleNotFound(_no_such(id_))
        return tuple(
            Version(number=number, sha256=digest, added=moment(added), title=title, words=words)
            for number, digest, added, title, words in rows
        )

    def current(self, source: str) -> tuple[str, Origin] | None:
        """The id of the article whose newest version was read from *source* last, and how it came in; else None."""
        row = self._database.maybe_one(
            """select s.article, s.fingerprint, s.etag, s.last_modified from source s
               join article a on a.id = s.article and a.version = s.version where s.name = ?""",
            source,
        )
        if row is None or source in writes.UNNAMED:
            return None
        return row[0], Origin(fingerprint=row[1], etag=row[2], last_modified=row[3])

    def article(self, id_: str, version: int | None = None) -> Article:
        """The newest or the given *version*. Raises ArticleNotFound."""
        with self._database.lock:
            self._forget_if_changed()
            if version is None:
                row = self._database.maybe_one("select version from article where id = ?", id_)
                if row is None:
                    raise ArticleNotFound(_no_such(id_))
                version = int(row[0])
            return self._article(id_, version)

    def find(self, name: str) -> Article:
        """The article with this id, the beginning of one, title, path or URL. Raises ArticleNotFound."""
        listings = self.listings()
        source = source_name(name)
        ways: tuple[Callable[[Listing], bool], ...] = (
            lambda one: one.id == name,
            lambda one: one.title.casefold() == name.strip().casefold(),
            lambda one: name in (one.url, *one.sources) or source in one.sources,
            lambda one: one.id.startswith(name.lower()),
        )
        for fits in ways if name else ():  # every article begins with nothing, and many have no address
            found = [one for one in listings if fits(one)]
            if len(found) == 1:
                return self.article(found[0].id)
            if found:
                ids = ", ".join(one.id for one in found)
                message = f"{name!r} is the name of {len(found)} articles. Choose one by its id: {ids}."
                raise ArticleNotFound(message)
        known = ", ".join(f"{one.title!r} ({one.id})" for one in listings[:5])
        more = f" and {len(listings) - 5} more" if len(listings) > 5 else ""  # noqa: PLR2004 - what fits on a line
        cure = f"There are {known}{more}." if known else "The library is empty: add one with `python -m ingest FILE`."
        message = f"No article is called {name!r}. {cure}"
        raise ArticleNotFound(message)

    def edit(  # noqa: PLR0913 - each fact by its name
        self,
        id_: str,
        *,
        title: str | None = None,
        author: str | None = None,
        published: date | str | None = None,
        url: str | None = None,
        site: str | None = None,
        language: str | None = None,
    ) -> Article:
        """Correct what is known of an article, in all its versions; returns it as it then is.

        None leaves a fact as it is, an empty string says that there is none. The text stays the same, so no citation
        becomes stale; what the source says is kept, and a later reading of it does not undo a correction.
        Raises ArticleNotFound, and FactNotUsable for a title that is empty, a day that is none or to come, and what is
        no address or language.
        """
        given = {
            "title": title,
            "author": author,
            "published": published,
            "url": url,
            "site": site,
            "language": language,
        }
        corrections = {fact: usable(fact, value) for fact, value in given.items() if value is not None}
        with self._writing():
            self.listing(id_)
            with self._database.transaction():
                self._database.run_many(
                    "insert or replace into correction values (?, ?, ?)",
                    [(id_, fact, value) for fact, value in corrections.items()],
                )
                self._next_generation()
        return self.article(id_)

    def remove(self, id_: str) -> Removed:
        """Forget an article, all its versions and their vectors; what is returned can be put back. Raises ArticleNotFound."""
        with self._writing():
            follower = self._follower()
            article = self.article(id_)
            removed = Removed(article, rows_of(self._database, id_))
            gone = [passage_key(id_, passage.number) for passage in article.passages]
            with self._database.transaction():
                writes.delete(self._database, removed)
                self._next_generation(passages=True)
            follower.change(gone, None)
            follower.finish(self._indexing.generation)
        return removed

    def put_back(self, removed: Removed) -> None:
        """Undo a removal exactly: all versions, under the same id, without embedding anything.

        Does nothing if the library has an article of that id again.
        """
        id_ = removed.article.id
        with self._writing():
            follower = self._follower()
            if self._database.maybe_one("select 1 from article where id = ?", id_):
                return
            with self._database.transaction():
                writes.insert_again(self._database, removed)
                self._next_generation(passages=True)
            follower.change([], removed.article)
            follower.finish(self._indexing.generation)

    def rebuild(self) -> int:
        """Make the vector index again from the stored vectors, embedding nothing twice; returns how many it holds.

        Raises IndexUnreachable if the server of the index is away.
        """
        with self._writing():
            try:
                self._indexing.rebuild()
            except IndexAwayError as error:
                message = f"The index cannot be made: {error}. See CHROMA_URL, and try again."
                raise IndexUnreachable(message) from error
            return self._passage_count()

    def faults(self) -> list[str]:
        """What is wrong with the library's file, in words; nothing if it is sound. Reads all of it."""
        return faults(self._database, self._passage_count())

    def index_faults(self) -> list[str]:
        """How the vector index disagrees with the library, in words. Raises IndexUnreachable if its server is away."""
        return self._indexing.faults(self._passage_count())

    def sentence_vectors(self, article: Article) -> Vectors:
        """One row for each sentence, in order; those the library does not hold are made at once."""
        return self._vectors_of(article, "sentence")

    def passage_vectors(self, article: Article) -> Vectors:
        """One row for each passage, in order; those the library does not hold are made at once."""
        return self._vectors_of(article, "passage")

    def search_words(self, query: str, limit: int) -> list[Hit]:
        """The newest versions' passages that hold words of *query*, by BM25, best first."""
        terms = search_terms(query)
        if not terms:
            return []
        match = " OR ".join(f'"{term}"' for term in terms)
        rows = self._database.all(
            """select p.article, p.number, w.rank from words w join passage p on p.rowid = w.rowid
               where words match ? order by w.rank limit ?""",
            match,
            limit,
        )
        return [Hit(article, number, -rank) for article, number, rank in rows]

    def search_vectors(self, vector: Vectors, limit: int) -> list[Hit]:
        """The newest versions' passages most like *vector* (shape (dimensions,)), by cosine, best first.

        Answered from the vector index, made again first if it disagrees with the library; exactly, from the library
        itself, while another process is writing.
        """
        with self._database.lock:
            count = self._passage_count()
            if not count:
                return []
            limit = min(limit, count)
            try:
                if not self._indexing.agrees(count):
                    with self._writing(patience=0):
                        self._indexing.mend(count)
                return self._indexing.search(vector, limit)
            except (LibraryBusy, LibraryUnusable, IndexDamagedError):
                return self._indexing.search_exactly(vector, limit)

    # --- writing

    def _plan(self, article: Article) -> "Added | _Planned":
        """What is to be done with an article, its vectors being made already; or that it is here unchanged."""
        row = self._database.maybe_one("select version from article where id = ?", article.id)
        old = stated(self._database, article.id, row[0]) if row else None
        twin = twin_of(self._database, article) if old is None else article.id if _same(old, article) else None
        if twin:
            self._keep_source(article, twin)
            return Added(self.article(twin), "unchanged")
        article = replace(article, version=old.version + 1 if old else 1)
        spans: tuple[Sentence | Passage, ...] = (*article.sentences, *article.passages)
        texts = {text_key(text): text for text in map(article.quote, spans)}
        missing = writes.without_vector(self._database, self.embedder.id, texts)
        return _Planned(article, old, missing, self.embedder.stream([text for _, text in missing]))

    def _write(self, planned: "_Planned", progress: Callable[[int, int], None] | None) -> tuple[Added, list[str]]:
        """Write one article; also the keys of the passages that its new version no longer has."""
        article, old = planned.article, planned.old
        vectors: list[tuple[bytes, NDArray[np.float32]]] = []
        for (key, _), row in zip(planned.missing, planned.rows, strict=True):
            vectors.append((key, row))
            if progress and (len(vectors) % STEP == 0 or len(vectors) == len(planned.missing)):
                progress(len(vectors), len(planned.missing))
        near = near_to(self._database, article)
        with self._database.transaction():
            writes.insert_vectors(self._database, self.embedder.id, vectors)
            writes.insert(self._database, article)
            self._next_generation(passages=True)
        gone = [passage_key(old.id, passage.number) for passage in old.passages[len(article.passages) :]] if old else []
        return Added(self.article(article.id), "updated" if old else "added", near), gone

    def _keep_source(self, article: Article, twin: str) -> None:
        """See that the library knows where the text it has was read from too; nothing is written if it does."""
        version = int(self._database.one("select version from article where id = ?", twin)[0])
        origin = article.origin
        row = self._database.maybe_one("select * from source where name = ? and article = ?", article.source, twin)
        if row != (article.source, twin, version, origin.fingerprint, origin.etag, origin.last_modified):
            with self._database.transaction():
                writes.insert_source(self._database, article, twin, version)
                if row is None:
                    self._next_generation()

    def _follower(self) -> Follower:
        return self._indexing.follower(self._passage_count(), self.passage_vectors)

    # --- reading

    def _vectors_of(self, article: Article, kind: Literal["sentence", "passage"]) -> Vectors:
        with self._database.lock:
            self._forget_if_changed()
            kept = self._database.maybe_one(
                "select 1 from version where article = ? and number = ? and sha256 = ?",
                *(article.id, article.version, article.sha256),
            )
            if kept:
                return self._vectors(article.id, article.version, kind)
        spans: Sequence[Sentence | Passage] = article.sentences if kind == "sentence" else article.passages
        return self.embedder.embed([article.quote(span) for span in spans])

    def _load_vectors(self, id_: str, version: int, kind: Literal["sentence", "passage"]) -> Vectors:
        rows = self._database.all(
            f"""select v.value from {kind} s left join vector v on v.sha256 = s.sha256 and v.embedder = ?
                where s.article = ? and s.version = ? order by s.number""",  # noqa: S608 - one of two names of ours
            *(self.embedder.id, id_, version),
        )
        if all(value for (value,) in rows):
            return vectors_of(value for (value,) in rows)
        article = self._article(id_, version)
        return self.embedder.embed([article.quote(span) for span in getattr(article, f"{kind}s")])

    def _passage_count(self) -> int:
        with self._database.lock:
            self._forget_if_changed()
            return self._count()

    def _load_count(self) -> int:
        return int(
            self._database.one(
                "select count(*) from passage p join article a on a.id = p.article and a.version = p.version"
            )[0]
        )

    def _forget_if_changed(self) -> None:
        generation = self.generation
        if generation != self._cached_generation:
            self._article.cache_clear()
            self._vectors.cache_clear()
            self._count.cache_clear()
            self._cached_generation = generation

    # --- SQLite

    def _prepare(self) -> None:
        """Make the tables, bring those of an older release up to date, or see whether they are ours."""
        version = schema.version(self._database)
        if version < schema.NEWEST:
            with self._writing():
                schema.bring_up(self._database, self._embedder_id)
        elif version > schema.NEWEST:
            message = f"The library in {self.home} was made by a newer release. Update Article Assistant."
            raise LibraryUnusable(message)
        made_with = self._database.one("select value from meta where key = 'embedder'")[0]
        if made_with != self._embedder_id:
            message = (
                f"The library in {self.home} was made with the embedder {made_with!r}, and this is {self._embedder_id!r}. "
                "Set ASSISTANT_EMBEDDINGS as it was, or ASSISTANT_HOME to another folder and ingest the articles there."
            )
            raise LibraryUnusable(message)
        if server := chroma_server.place():
            name = self._database.one("select value from meta where key = 'library'")[0]
            self._indexing.index = ServedIndex(server, name)

    def _next_generation(self, *, passages: bool = False) -> None:
        self._database.run("update meta set value = value + 1 where key = 'generation'")
        if passages:
            self._database.run(
                "update meta set value = (select value from meta where key = 'generation') where key = 'indexed'"
            )

    @contextmanager
    def _writing(self, patience: float = PATIENCE) -> Iterator[None]:
        """Hold the writer lock. Raises LibraryBusy when another process does not let go of it within *patience*."""
        with self._database.lock:
            with explained(self.home):
                try:
                    self._writer.acquire(timeout=patience)
                except Timeout as error:
                    message = f"Another process is writing to the library in {self.home}. Try again when it is done."
                    raise LibraryBusy(message) from error
            try:
                yield
            finally:
                self._writer.release()


@dataclass(frozen=True, slots=True)
class _Planned:
    """An article that will be written when its vectors are made."""

    article: Article
    old: Article | None
    missing: list[tuple[bytes, str]]
    rows: Iterator[NDArray[np.float32]]
    """A vector for each that is missing."""

    def touches(self, article: Article) -> bool:
        """Whether what is to be done with *article* depends on this one."""
        return self.article.id == article.id or self.article.sha256 == article.sha256


def _no_such(id_: str) -> str:
    return f"No article of the library has the id {id_!r}. `python -m ingest list` shows all."


def _same(old: Article, new: Article) -> bool:
    """Whether a text and all that is known about it are unchanged; how it was split is the old one's matter."""
    ours = replace(new, version=old.version, sentences=old.sentences, passages=old.passages)
    return ours == old
