"""Rows of the library's tables → articles and listings, and all rows of one article."""

from collections.abc import Iterable
from datetime import date, datetime

import numpy as np

from ingest.article import Article, Origin, Passage, Sentence
from ingest.corrections import corrected
from ingest.database import Database
from ingest.embed import Vectors
from ingest.entries import Listing
from ingest.errors import ArticleNotFound

LARGEST = 2**63 - 1
"""The largest integer that SQLite takes; no article has so many versions."""


def listings(database: Database, where: str = "", *values: str) -> tuple[Listing, ...]:
    """The newest versions, in the order in which the articles were first added; *where* takes some of them, by `a.id`."""
    sources: dict[str, list[str]] = {}
    corrections: dict[str, dict[str, str]] = {}
    clause = "where article = ?" if where else ""
    for name, id_ in database.all(f"select name, article from source {clause}", *values):  # noqa: S608
        sources.setdefault(id_, []).append(name)
    for id_, fact, value in database.all(f"select * from correction {clause}", *values):  # noqa: S608
        corrections.setdefault(id_, {})[fact] = value
    rows = database.all(
        f"""select a.id, v.number, v.words, v.source, v.site, v.language, v.added, v.fetched,
                   v.title, v.author, v.url, v.published, v.published_evidence,
                   (select count(*) from sentence s where s.article = a.id and s.version = a.version),
                   (select count(*) from passage p where p.article = a.id and p.version = a.version)
            from article a join version v on v.article = a.id and v.number = a.version {where} order by a.added""",  # noqa: S608
        *values,
    )
    found: list[Listing] = []
    for row in rows:
        id_, version, words, source, site, language, added, fetched, title, author, url, published, evidence, *sizes = (
            row
        )
        others = sorted(name for name in sources.get(id_, []) if name != source)
        listing = Listing(
            id=id_,
            version=version,
            title=title,
            author=author,
            published=date.fromisoformat(published) if published else None,
            published_evidence=evidence,
            site=site,
            url=url,
            language=language,
            source=source,
            sources=(source, *others),
            added=moment(added),
            fetched=moment(fetched),
            words=words,
            sentences=sizes[0],
            passages=sizes[1],
        )
        found.append(corrected(listing, corrections.get(id_, {})))
    return tuple(found)


def loaded(database: Database, id_: str, version: int) -> Article:
    """As its user corrects it. Raises ArticleNotFound."""
    corrections = database.all("select fact, value from correction where article = ?", id_)
    return corrected(stated(database, id_, version), dict(corrections))


def stated(database: Database, id_: str, version: int) -> Article:
    """As its source states it. Raises ArticleNotFound."""
    row = database.maybe_one(
        """select text, title, title_is_made, author, published, published_evidence, site, url, language, source, fetched
           from version where article = ? and number = ?""",
        id_,
        min(max(version, 0), LARGEST),
    )
    if row is None:
        message = f"The library has no version {version} of the article {id_!r}."
        raise ArticleNotFound(message)
    text, title, title_is_made, author, published, evidence, site, url, language, source, fetched = row
    where = "where article = ? and version = ? order by number"
    sentences = database.all(f'select number, start, "end" from sentence {where}', id_, version)  # noqa: S608
    passages = database.all(f'select number, start, "end", first, last from passage {where}', id_, version)  # noqa: S608
    return Article(
        id=id_,
        version=version,
        text=text,
        title=title,
        title_is_made=bool(title_is_made),
        author=author,
        published=date.fromisoformat(published) if published else None,
        published_evidence=evidence,
        site=site,
        url=url,
        language=language,
        source=source,
        origin=Origin(fetched=moment(fetched)),
        sentences=tuple(Sentence(*one) for one in sentences),
        passages=tuple(Passage(*one) for one in passages),
    )


def rows_of(database: Database, id_: str) -> dict[str, tuple[tuple[object, ...], ...]]:
    """All rows of an article, in the order in which they can be inserted again."""
    tables = {
        "article": "id",
        "version": "article",
        "sentence": "article",
        "source": "article",
        "correction": "article",
    }
    rows = {
        table: tuple(database.all(f"select * from {table} where {column} = ?", id_))  # noqa: S608 - names of ours
        for table, column in tables.items()
    }
    # Without the rowids, which others may have taken when they are put back.
    passages = database.all(
        """select null, article, version, number, start, "end", first, last, sha256 from passage where article = ?""",
        id_,
    )
    vectors = database.all(
        """select * from vector where sha256 in (select sha256 from sentence where article = ?1
           union select sha256 from passage where article = ?1)""",
        id_,
    )
    return {
        **rows,
        "passage": tuple(passages),
        "vector": tuple((one, bytes(key), bytes(value)) for one, key, value in vectors),
    }


def moment(kept: str) -> datetime | None:
    """A time as the tables keep it; None if it is empty."""
    return datetime.fromisoformat(kept) if kept else None


def vectors_of(kept: Iterable[bytes]) -> Vectors:
    """Vectors as the table keeps them → one row for each."""
    rows = list(kept)
    return np.frombuffer(b"".join(rows), "<f4").reshape(len(rows), -1 if rows else 0)
