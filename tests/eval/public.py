"""Question sets as articles and questions about them; only what the network was never trained on."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.reader.examples import SQUAD2_HELD_BACK, rows
from ingest import Article, read_text

REPORTS = Path(__file__).with_name("reports.jsonl")
"""As `assistant/reader/reports.jsonl`, of other hands and about other events. Nothing was fitted on it, but its
figures were seen when the network and the way of fitting were chosen."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an article."""

    question: str
    article: Article
    answers: tuple[str, ...] = ()
    """Every wording that counts as right; empty where the article does not say."""
    places: tuple[tuple[int, int], ...] = ()
    """Where each of them stands in the article."""


@dataclass(frozen=True, slots=True)
class Long:
    """An article of SQuAD 2.0 as a whole, and each of its paragraphs as an article of its own."""

    whole: Article
    paragraphs: dict[str, Article]
    starts: dict[str, int]
    """Where each paragraph begins in the whole."""


def squad2(folder: Path) -> tuple[list[Asked], list[Asked]]:
    """Every question of the held-back articles: asked of the whole article, and of its paragraph alone."""
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows(folder, "squad2_paragraphs"):
        if row["title"] in SQUAD2_HELD_BACK:
            texts[row["title"]][row["id"]] = row["text"]
    articles = {title: _long(parts) for title, parts in texts.items()}
    of_whole, of_paragraph = [], []
    for row in rows(folder, "squad2_qa"):
        title = row["doc_id"].rpartition("#")[0]
        if title not in articles:
            continue
        long = articles[title]
        answers = tuple(answer["text"] for answer in row["answers"])
        starts = [answer["answer_start"] for answer in row["answers"]]
        places = tuple((start, start + len(text)) for start, text in zip(starts, answers, strict=True))
        before = long.starts[row["doc_id"]]
        moved = tuple((start + before, end + before) for start, end in places)
        of_whole.append(Asked(row["question"], long.whole, answers, moved))
        of_paragraph.append(Asked(row["question"], long.paragraphs[row["doc_id"]], answers, places))
    return of_whole, of_paragraph


def _long(parts: dict[str, str]) -> Long:
    starts, place = {}, 0
    for id_, text in parts.items():
        starts[id_] = place
        place += len(text) + 2
    whole = read_text("\n\n".join(parts.values()))
    paragraphs = {id_: read_text(text) for id_, text in parts.items()}
    checked = all(whole.text[starts[id_] :].startswith(text) for id_, text in parts.items())
    assert checked, "cleaning moved the text"
    return Long(whole, paragraphs, starts)


def reports() -> list[Asked]:
    """Every question of the news reports that were written to measure on."""
    asked = []
    for report in map(json.loads, REPORTS.read_text(encoding="utf-8").splitlines()):
        article = read_text(report["text"], title=report["title"])
        assert article.text == report["text"], "cleaning moved the text"
        for row in report["questions"]:
            answers = (row["answer"],) if row["answer"] else ()
            places = ((row["start"], row["start"] + len(row["answer"])),) if row["answer"] else ()
            asked.append(Asked(row["question"], article, answers, places))
    return asked


def of_another_article(asked: list[Asked]) -> Iterator[Asked]:
    """The answerable questions of *asked*, each put to the next article."""
    articles = list({one.article.id: one.article for one in asked}.values())
    for one in asked:
        if one.answers:
            place = next(n for n, article in enumerate(articles) if article.id == one.article.id)
            yield Asked(one.question, articles[(place + 1) % len(articles)])
