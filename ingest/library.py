"""The library: every version of every article, with its sentences, passages, words and vectors, in one SQLite file.

SQLite is the truth; the vector index is made from it and made again whenever the two disagree. One process writes at
a time, any number read. An article is written whole, in one transaction, or not at all.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import numpy as np
from filelock import FileLock, Timeout
from platformdirs import user_data_path

from ingest.article import Article, Passage, Sentence
from ingest.database import Database, explained
from ingest.embed import Embedder, Vectors
from ingest.errors import ArticleNotFound, LibraryBusy, LibraryUnusable
from ingest.served import chosen_id, embedder
from ingest.vectors import Index, IndexDamagedError
from ingest.words import search_terms

SCHEMA = 1
"""The version of schema.sql, kept in `pragma user_version`."""
PATIENCE = 10.0
"""Seconds to wait for another writer before giving up."""
EMBEDDED_AT_ONCE = 256
"""Texts whose vectors are written together: about a second's work, and a step of the progress bar."""
REBUILT_AT_ONCE = 2_000
ASKED_AT_ONCE = 500
"""Values in one statement; SQLite takes 32,766."""
CACHED = 32
"""Articles, and their vectors, kept in memory: 32 long reports take about 20 MB."""

Status = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an article that was added."""

    article: Article
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An article as it stands in the list of all: the facts of its newest version."""

    id: str
    version: int
    title: str
    author: str
    published: date | None
    url: str
    source: str
    words: int
    sentences: int
    passages: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found; a higher score is better, and means nothing across kinds of search."""

    article_id: str
    passage: int
    score: float


class Library:
    """All articles of one home folder; open it with `Library.open()`. Several threads may share one."""

    def __init__(self, home: Path, given: Embedder | None, database: Database) -> None:
        self.home = home
        self._embedder = given
        self._embedder_id = given.id if given else chosen_id()
        self._database = database
        self._index = Index(home / "chroma")
        self._writer = FileLock(home / "write.lock", timeout=PATIENCE)
        self._cached_generation = -1
        self._article = lru_cache(CACHED)(self._load)
        self._vectors = lru_cache(CACHED)(self._load_vectors)

    @classmethod
    def open(cls, home: Path | None = None, *, embedder: Embedder | None = None) -> Self:
        """The library in *home*, made if there is none.

        *home* is by default what `ASSISTANT_HOME` names, else this system's folder for user data. Raises
        LibraryUnusable if it cannot be read or written, is damaged, or was made by a newer release or another embedder.
        """
        home = (home or default_home()).expanduser().absolute()
        with explained(home):
            home.mkdir(parents=True, exist_ok=True)
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
            self._index.close()
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
            self._embedder = embedder(self._embedder_id)
        return self._embedder

    @property
    def generation(self) -> int:
        """Counts the changes; 0 in a library that never held an article."""
        return int(self._database.one("select value from meta where key = 'generation'")[0])

    def add(self, articles: Iterable[Article], progress: Callable[[int, int], None] | None = None) -> list[Added]:
        """Keep *articles*, each whole or not at all; a changed one becomes a new version of the same id.

        *progress* is called with how many texts of the article in hand have their vector, and how many it has.
        Raises LibraryBusy while another process writes, LibraryUnusable when the disk is full or damaged; what was
        acknowledged before that is kept.
        """
        added: list[Added] = []
        with self._writing():
            self._mend_index()
            changed = False
            try:
                for article in articles:
                    one, gone = self._add(article, progress)
                    added.append(one)
                    if one.status != "unchanged":
                        changed = True
                        self._write_index(gone, one.article)
            finally:
                if changed:
                    self._stamp_index()
        return added

    def listings(self) -> tuple[Listing, ...]:
        """Every article's newest version, in the order they were first added."""
        rows = self._database.all(
            """select a.id, v.number, v.title, v.author, v.published, v.url, v.source, v.words,
                      (select count(*) from sentence s where s.article = a.id and s.version = a.version),
                      (select count(*) from passage p where p.article = a.id and p.version = a.version)
               from article a join version v on v.article = a.id and v.number = a.version order by a.added"""
        )
        return tuple(
            Listing(
                id=id_,
                version=version,
                title=title,
                author=author,
                published=date.fromisoformat(published) if published else None,
                url=url,
                source=source,
                words=words,
                sentences=sentences,
                passages=passages,
            )
            for id_, version, title, author, published, url, source, words, sentences, passages in rows
        )

    def article(self, id_: str, version: int | None = None) -> Article:
        """The newest or the given *version*. Raises ArticleNotFound."""
        with self._database.lock:
            self._forget_if_changed()
            if version is None:
                row = self._database.maybe_one("select version from article where id = ?", id_)
                if row is None:
                    message = f"No article of the library has the id {id_!r}. `python -m ingest list` shows all."
                    raise ArticleNotFound(message)
                version = int(row[0])
            return self._article(id_, version)

    def find(self, name: str) -> Article:
        """The article with this id, the beginning of one, title, path or URL. Raises ArticleNotFound."""
        listings = self.listings()
        path = str(Path(name).absolute())
        ways: tuple[Callable[[Listing], bool], ...] = (
            lambda one: one.id == name,
            lambda one: one.title.casefold() == name.strip().casefold(),
            lambda one: name in (one.source, one.url) or path == one.source,
            lambda one: bool(name) and one.id.startswith(name.lower()),
        )
        for fits in ways:
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

    def remove(self, id_: str) -> None:
        """Forget an article, all its versions and their vectors. Raises ArticleNotFound."""
        with self._writing():
            self._mend_index()
            gone = [passage_key(id_, passage.number) for passage in self.article(id_).passages]
            with self._database.transaction():
                self._drop_words(id_)
                self._database.run("delete from article where id = ?", id_)
                self._database.run(
                    """delete from vector where sha256 not in
                       (select sha256 from sentence union all select sha256 from passage)"""
                )
                self._next_generation()
            self._write_index(gone, None)
            self._stamp_index()

    def rebuild(self) -> int:
        """Make the vector index again from the stored vectors, embedding nothing twice; returns how many it holds."""
        with self._writing():
            self._rebuild_index()
            return self._passage_count()

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
            if not self._index.agrees(self.generation, count):
                try:
                    with self._writing(patience=0):
                        self._mend_index()
                except (LibraryBusy, LibraryUnusable):
                    return self._search_exactly(vector, limit)
            try:
                found = self._index.search(vector, limit)
            except IndexDamagedError:
                return self._search_exactly(vector, limit)
            return [Hit(article, int(number), score) for key, score in found for article, number in [key.split(":")]]

    # --- writing

    def _add(self, article: Article, progress: Callable[[int, int], None] | None) -> tuple[Added, list[str]]:
        """Write one article; also the keys of the passages that its new version no longer has."""
        row = self._database.maybe_one("select version from article where id = ?", article.id)
        old = self.article(article.id) if row else None
        if old and _same(old, article):
            return Added(old, "unchanged"), []
        article = replace(article, version=old.version + 1 if old else 1)
        sentences = [article.quote(sentence) for sentence in article.sentences]
        passages = [article.quote(passage) for passage in article.passages]
        self._embed(sentences + passages, progress)
        with self._database.transaction():
            if old:
                self._drop_words(article.id)
                self._database.run("update article set version = ? where id = ?", article.version, article.id)
            else:
                order = "(select coalesce(max(added), 0) + 1 from article)"
                self._database.run(f"insert into article values (?, {order}, 1)", article.id)  # noqa: S608 - a constant
            self._insert(article)
            self._next_generation()
        gone = [passage_key(old.id, passage.number) for passage in old.passages[len(article.passages) :]] if old else []
        return Added(article, "updated" if old else "added"), gone

    def _insert(self, article: Article) -> None:
        published = article.published.isoformat() if article.published else ""
        facts = (article.title, article.title_is_made, article.author, published, article.url, article.source)
        words = len(article.text.split())
        key = (article.id, article.version)
        self._database.run(
            "insert into version values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(*key, article.text, article.sha256, *facts, words),
        )
        self._database.run_many(
            "insert into sentence values (?, ?, ?, ?, ?, ?)",
            ((*key, s.number, s.start, s.end, text_key(article.quote(s))) for s in article.sentences),
        )
        for p in article.passages:
            text = article.quote(p)
            rowid = self._database.run(
                'insert into passage (article, version, number, start, "end", first, last, sha256)'
                " values (?, ?, ?, ?, ?, ?, ?, ?)",
                *(*key, p.number, p.start, p.end, p.first, p.last, text_key(text)),
            )
            self._database.run("insert into words (rowid, text) values (?, ?)", rowid, text)

    def _drop_words(self, id_: str) -> None:
        self._database.run("delete from words where rowid in (select rowid from passage where article = ?)", id_)

    def _embed(self, texts: Sequence[str], progress: Callable[[int, int], None] | None) -> None:
        """Make and keep the vectors that *texts* still lack. They may outlive a failed add: only time is kept so."""
        by_key = {text_key(text): text for text in texts}
        known: set[bytes] = set()
        for keys in batched(by_key, ASKED_AT_ONCE):
            statement = f"select sha256 from vector where embedder = ? and sha256 in ({','.join('?' * len(keys))})"  # noqa: S608
            known.update(key for (key,) in self._database.all(statement, self.embedder.id, *keys))
        missing = [(key, text) for key, text in by_key.items() if key not in known]
        for start in range(0, len(missing), EMBEDDED_AT_ONCE):
            part = missing[start : start + EMBEDDED_AT_ONCE]
            vectors = self.embedder.embed([text for _, text in part])
            with self._database.transaction():
                self._database.run_many(
                    "insert or ignore into vector values (?, ?, ?)",
                    ((self.embedder.id, key, _blob(row)) for (key, _), row in zip(part, vectors, strict=True)),
                )
            if progress:
                progress(start + len(part), len(missing))

    # --- the vector index

    def _mend_index(self) -> None:
        if not self._index.agrees(self.generation, self._passage_count()):
            self._rebuild_index()

    def _rebuild_index(self) -> None:
        try:
            self._index.rebuild(self._indexed(), self.generation)
        except (IndexDamagedError, OSError) as error:
            message = f"The vector index in {self.home} cannot be made: {error}. Free some space or use another folder."
            raise LibraryUnusable(message) from error

    def _write_index(self, gone: Sequence[str], article: Article | None) -> None:
        """Follow a change; where that fails the index stays unstamped, and is made again before it is next used."""
        new = [passage_key(article.id, passage.number) for passage in article.passages] if article else []
        try:
            self._index.write(gone, new, self.passage_vectors(article) if article else self._rows([]))
        except IndexDamagedError:
            self._index.close()

    def _stamp_index(self) -> None:
        try:
            self._index.stamp(self.generation)
        except (IndexDamagedError, OSError):
            self._index.close()

    def _indexed(self) -> Iterator[tuple[list[str], Vectors]]:
        """The key and vector of every newest passage, in batches."""
        last = 0
        while rows := self._database.all(
            """select p.rowid, p.article, p.number, v.value from passage p
               join article a on a.id = p.article and a.version = p.version
               join vector v on v.sha256 = p.sha256 and v.embedder = ?
               where p.rowid > ? order by p.rowid limit ?""",
            self.embedder.id,
            last,
            REBUILT_AT_ONCE,
        ):
            last = rows[-1][0]
            yield (
                [passage_key(article, number) for _, article, number, _ in rows],
                self._rows(value for *_, value in rows),
            )

    def _search_exactly(self, vector: Vectors, limit: int) -> list[Hit]:
        scored = [
            (float(score), key)
            for keys, rows in self._indexed()
            for key, score in zip(keys, rows @ vector, strict=True)
        ]
        best = sorted(scored, key=lambda pair: -pair[0])[:limit]
        return [Hit(article, int(number), score) for score, key in best for article, number in [key.split(":")]]

    # --- reading

    def _load(self, id_: str, version: int) -> Article:
        row = self._database.maybe_one(
            """select text, title, title_is_made, author, published, url, source from version
               where article = ? and number = ?""",
            id_,
            version,
        )
        if row is None:
            message = f"The library has no version {version} of the article {id_!r}."
            raise ArticleNotFound(message)
        text, title, title_is_made, author, published, url, source = row
        where = "where article = ? and version = ? order by number"
        sentences = self._database.all(f'select number, start, "end" from sentence {where}', id_, version)  # noqa: S608
        passages = self._database.all(f'select number, start, "end", first, last from passage {where}', id_, version)  # noqa: S608
        return Article(
            id=id_,
            version=version,
            text=text,
            title=title,
            title_is_made=bool(title_is_made),
            author=author,
            published=date.fromisoformat(published) if published else None,
            url=url,
            source=source,
            sentences=tuple(Sentence(*one) for one in sentences),
            passages=tuple(Passage(*one) for one in passages),
        )

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
            return self._rows(value for (value,) in rows)
        article = self._article(id_, version)
        return self.embedder.embed([article.quote(span) for span in getattr(article, f"{kind}s")])

    def _passage_count(self) -> int:
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
            self._cached_generation = generation

    def _rows(self, blobs: Iterable[bytes]) -> Vectors:
        rows = list(blobs)
        return np.frombuffer(b"".join(rows), "<f4").reshape(len(rows), -1 if rows else 0)

    # --- SQLite

    def _prepare(self) -> None:
        """Make the tables, or see whether they are ours."""
        version = self._database.one("pragma user_version")[0]
        if version == 0:
            with self._writing():
                if self._database.one("pragma user_version")[0] == 0:  # nobody was quicker
                    self._create()
        elif version != SCHEMA:
            message = f"The library in {self.home} was made by a newer release. Update Article Assistant."
            raise LibraryUnusable(message)
        made_with = self._database.one("select value from meta where key = 'embedder'")[0]
        if made_with != self._embedder_id:
            message = (
                f"The library in {self.home} was made with the embedder {made_with!r}, and this is {self._embedder_id!r}. "
                "Set ASSISTANT_EMBEDDINGS as it was, or ASSISTANT_HOME to another folder and ingest the articles there."
            )
            raise LibraryUnusable(message)

    def _create(self) -> None:
        schema = files("ingest").joinpath("schema.sql").read_text(encoding="utf-8")
        with self._database.transaction():
            for statement in schema.split(";\n"):
                if statement.strip():
                    self._database.run(statement)
            self._database.run("insert into meta values ('generation', '0'), ('embedder', ?)", self._embedder_id)
            self._database.run(f"pragma user_version = {SCHEMA}")

    def _next_generation(self) -> None:
        self._database.run("update meta set value = value + 1 where key = 'generation'")

    @contextmanager
    def _writing(self, patience: float = PATIENCE) -> Iterator[None]:
        """Hold the writer lock. Raises LibraryBusy when another process does not let go of it within *patience*."""
        with self._database.lock, explained(self.home):
            try:
                self._writer.acquire(timeout=patience)
            except Timeout as error:
                message = f"Another process is writing to the library in {self.home}. Try again when it is done."
                raise LibraryBusy(message) from error
            try:
                yield
            finally:
                self._writer.release()


def default_home() -> Path:
    """The folder that `ASSISTANT_HOME` names, else this system's place for user data."""
    named = os.environ.get("ASSISTANT_HOME", "").strip()
    return Path(named) if named else user_data_path("article-assistant", appauthor=False)


def passage_key(article_id: str, number: int) -> str:
    """A passage's id in the vector index: stable over versions, so that a new one takes the old one's slot."""
    return f"{article_id}:{number}"


def text_key(text: str) -> bytes:
    """What a text's vector is kept under."""
    return sha256(text.encode()).digest()


def _same(old: Article, new: Article) -> bool:
    """Whether a text and all that is known about it are unchanged; how it was split is the old one's matter."""
    ours = replace(new, version=old.version, sentences=old.sentences, passages=old.passages)
    return ours == old


def _blob(row: Vectors) -> bytes:
    return np.asarray(row, "<f4").tobytes()


def batched(keys: Iterable[bytes], size: int) -> Iterator[tuple[bytes, ...]]:
    """*keys* in tuples of at most *size*, as itertools has it from Python 3.12 on."""
    rest = iter(keys)
    while batch := tuple(islice(rest, size)):
        yield batch
