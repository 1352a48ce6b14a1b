"""An article → the rows of the library's tables, and out of them again; each call within a transaction of the caller."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import numpy as np

from ingest.article import Article
from ingest.database import Database
from ingest.embed import Vectors
from ingest.entries import Removed
from ingest.keys import ASKED_AT_ONCE, batched, text_key

UNNAMED = ("pasted", "standard input")
"""Sources that many articles have."""


def insert(database: Database, article: Article) -> None:
    """Write a first or a further version of an article, with its words, and where it was read from; its vectors apart."""
    if article.version == 1:
        order = "(select coalesce(max(added), 0) + 1 from article)"
        database.run(f"insert into article values (?, {order}, 1)", article.id)  # noqa: S608 - a constant
    else:
        drop_words(database, article.id)
        database.run("update article set version = ? where id = ?", article.version, article.id)
    published = article.published.isoformat() if article.published else ""
    facts = (article.title, article.title_is_made, article.author, published, article.url, article.source)
    more = (article.published_evidence, article.site, article.language)
    fetched = article.origin.fetched.isoformat() if article.origin.fetched else ""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    key = (article.id, article.version)
    database.run(
        "insert into version values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(*key, article.text, article.sha256, *facts, article.words, *more, now, fetched),
    )
    database.run_many(
        "insert into sentence values (?, ?, ?, ?, ?, ?)",
        ((*key, s.number, s.start, s.end, text_key(article.quote(s))) for s in article.sentences),
    )
    for p in article.passages:
        text = article.quote(p)
        rowid = database.run(
            'insert into passage (article, version, number, start, "end", first, last, sha256)'
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            *(*key, p.number, p.start, p.end, p.first, p.last, text_key(text)),
        )
        database.run("insert into words (rowid, text) values (?, ?)", rowid, text)
    insert_source(database, article, article.id, article.version)


def insert_source(database: Database, article: Article, id_: str, version: int) -> None:
    """Write that the text of that *version* of the article *id_* was read from where *article* comes from."""
    if article.source not in UNNAMED:
        database.run("delete from source where name = ?", article.source)
    origin = article.origin
    database.run(
        "insert or replace into source values (?, ?, ?, ?, ?, ?)",
        *(article.source, id_, version, origin.fingerprint, origin.etag, origin.last_modified),
    )


def insert_vectors(database: Database, embedder: str, vectors: Iterable[tuple[bytes, Vectors]]) -> None:
    """Write the key of each text with its vector; `rows.vectors_of` reads them."""
    rows = ((embedder, key, np.asarray(vector, "<f4").tobytes()) for key, vector in vectors)
    database.run_many("insert or ignore into vector values (?, ?, ?)", rows)


def without_vector(database: Database, embedder: str, by_key: Mapping[bytes, str]) -> list[tuple[bytes, str]]:
    """The texts that have no vector of that embedder yet, each once."""
    known: set[bytes] = set()
    for keys in batched(by_key, ASKED_AT_ONCE):
        statement = f"select sha256 from vector where embedder = ? and sha256 in ({','.join('?' * len(keys))})"  # noqa: S608
        known.update(key for (key,) in database.all(statement, embedder, *keys))
    return [(key, text) for key, text in by_key.items() if key not in known]


def delete(database: Database, removed: Removed) -> None:
    """Take out every row of an article, and the vectors that no other needs."""
    drop_words(database, removed.article.id)
    database.run("delete from article where id = ?", removed.article.id)
    database.run_many(
        """delete from vector where sha256 = ?1 and not exists (select 1 from sentence where sha256 = ?1)
           and not exists (select 1 from passage where sha256 = ?1)""",
        {(key,) for _, key, _ in removed.rows["vector"]},
    )


def insert_again(database: Database, removed: Removed) -> None:
    """Write the rows of an article that was deleted as they were."""
    article = removed.article
    for table, rows in removed.rows.items():
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            database.run_many(f"insert or ignore into {table} values ({marks})", rows)  # noqa: S608 - names of ours
    for passage in article.passages:
        database.run(
            """insert into words (rowid, text)
               select rowid, ? from passage where article = ? and version = ? and number = ?""",
            *(article.quote(passage), article.id, article.version, passage.number),
        )


def drop_words(database: Database, id_: str) -> None:
    """Take an article's passages out of full-text search."""
    database.run("delete from words where rowid in (select rowid from passage where article = ?)", id_)
