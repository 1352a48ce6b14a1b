"""The questions written for the sample articles, and what counts as right."""

import json
from pathlib import Path

from assistant import Answer, answer
from ingest import Article, Library
from ingest.samples import sample_articles

from .scorecard import Figure

_WRITTEN = json.loads(Path(__file__).with_name("questions.json").read_text(encoding="utf-8"))
SETS: list[tuple[Article, list[tuple[str, str]]]] = [
    (
        article,
        [*map(tuple, _WRITTEN[key]["answerable"]), *((question, "") for question in _WRITTEN[key]["unanswerable"])],
    )
    for article, key in zip(sample_articles(), ("security-council", "ferry"), strict=True)
]
"""Each article with its questions and the words that the right sentence holds; empty where the article does not say."""
FOLLOW_UPS: list[tuple[Article, list[tuple[str, str, str]]]] = [
    (article, [(first, question, gold) for first, question, gold in _WRITTEN[key]["follow-ups"]])
    for article, key in zip(sample_articles(), ("security-council", "ferry"), strict=True)
]
"""Each article with a question, one that goes on from it, and the words that the right sentence for that one holds."""


def first_is_right(reply: Answer, gold: str) -> bool:
    """Whether the sentence that the reader found best holds *gold*; before it may stand one that it leans on."""
    if not reply.answered:
        return False
    mark = reply.highlight.mark if reply.highlight else 1
    return gold in reply.citations[mark - 1].quote


def figures(home: Path) -> list[Figure]:
    """The questions written for the sample articles."""
    right = declined = exact = cited = answerable = unanswerable = 0
    with Library.open(home) as library:
        for article, questions in SETS:
            for question, gold in questions:
                reply = answer(question, article=article, library=library)
                for one in (*reply.citations, *reply.closest):
                    cited += 1
                    exact += article.text[one.start : one.end] == one.quote
                if gold:
                    answerable += 1
                    right += first_is_right(reply, gold)
                else:
                    unanswerable += 1
                    declined += not reply.answered
    return [
        Figure(
            "sample articles: answered with the right sentence", right / answerable, 0.90, f"{answerable} questions"
        ),
        Figure(
            "sample articles: declined what they do not say", declined / unanswerable, 0.90, f"{unanswerable} questions"
        ),
        Figure("citations that are exactly their span", exact / cited, 1.0, f"{cited} citations"),
    ]
