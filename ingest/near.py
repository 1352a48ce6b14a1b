"""Which other articles say the same, or much the same: told by the sentences that they share."""

from ingest.article import Article
from ingest.database import Database
from ingest.entries import Near
from ingest.keys import ASKED_AT_ONCE, batched, text_key

NEAR = 0.5
"""The share of one text that another must have too to be called near: an agency's report that a paper has cut and put
a paragraph to keeps more, two reports of one event share a quotation or two."""


def twin_of(database: Database, article: Article) -> str | None:
    """The id of the article whose newest version has this very text."""
    row = database.maybe_one(
        """select a.id from sentence s join article a on a.id = s.article and a.version = s.version
           join version v on v.article = a.id and v.number = a.version
           where s.sha256 = ? and v.sha256 = ? order by a.added""",
        text_key(article.quote(article.sentences[0])),
        article.sha256,
    )
    return row[0] if row else None


def near_to(database: Database, article: Article) -> tuple[Near, ...]:
    """The articles that have at least the share NEAR of their text, or of this one's, in common with it."""
    lengths = {text_key(article.quote(s)): s.end - s.start for s in article.sentences}
    shared: dict[str, int] = {}
    for keys in batched(lengths, ASKED_AT_ONCE):
        statement = (
            "select distinct s.article, s.sha256 from sentence s join article a on a.id = s.article"  # noqa: S608
            f" and a.version = s.version where s.article != ? and s.sha256 in ({','.join('?' * len(keys))})"
        )
        for id_, key in database.all(statement, article.id, *keys):
            shared[id_] = shared.get(id_, 0) + lengths[key]
    found: list[Near] = []
    whole = sum(lengths.values())
    for id_, length in sorted(shared.items(), key=lambda one: -one[1])[:20]:
        title, size = database.one(
            """select v.title, (select sum("end" - start) from sentence s where s.article = a.id and s.version = a.version)
               from article a join version v on v.article = a.id and v.number = a.version where a.id = ?""",
            id_,
        )
        share = min(1.0, length / max(1, min(whole, size)))
        if share >= NEAR:
            found.append(Near(id_, title, share))
    return tuple(sorted(found, key=lambda one: -one.share))
