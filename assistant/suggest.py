"""Questions to begin with: made from sentences of the article, and kept only where the reader answers with that sentence."""

import re
from collections.abc import Iterator

from assistant import reader
from assistant.followup import POINTS_BACK
from assistant.retrieve import within_article
from ingest import Article, Library

ABOUT = "What is this article about?"
SUGGESTIONS = 3
TRIED = 12
"""How many are put to the reader at most; each takes it as long as a question that a user asks."""
LONGEST = 90
"""Characters of a question that is read at a glance."""

_NAME = r"(?:[A-Z][\w’'-]+ ){1,6}[A-Z][\w’'-]+"
_SAYS = r"said|says|warned|complained|argued|denied|announced|claimed|defended|accused|welcomed|insisted|promised|added"
_COUNTED = r"(?:hundreds|thousands|millions|\d[\d,.]*(?: (?:thousand|million|billion))?)"
_STATE = r"are|were|have|had|remain|remained|live|lived|died|voted|signed|fled|took part"
PATTERNS = (
    (re.compile(rf"\b(?P<who>{_NAME})(?:, [^,.]+,)? (?:{_SAYS})\b"), "What did {who} say?"),
    (re.compile(rf"\b(?P<who>{_NAME}), (?:an?|the|who) [a-z][^,.]+[,.]"), "Who is {who}?"),
    (re.compile(rf"\b[Tt](?P<who>he [a-z]+(?: [a-z]+){{0,2}}), {_NAME},"), "Who is t{who}?"),
    (
        re.compile(
            rf"\b{_COUNTED} (?P<what>(?:[a-z]+ ){{0,2}}(?:[a-z]{{3,}}s|people) (?:{_STATE})\b(?: [\w’'-]+){{0,6}})(?=[,.;])"
        ),
        "How many {what}?",
    ),
)


def suggestions(article: Article, library: Library) -> tuple[str, ...]:
    """At most SUGGESTIONS questions that *article* answers, the general one first, no two of a kind."""
    chosen: dict[str, tuple[float, str]] = {}
    for kind, question, number in list(candidates(article))[:TRIED]:
        vector = library.embedder.embed([question])[0]
        reply = reader.read(question, question, vector, [within_article(article, vector, library)], library)
        sentence = article.sentences[number]
        if not reply.answered or not any(one.start <= sentence.start < one.end for one in reply.citations):
            continue
        chosen[kind] = max(chosen.get(kind, (0.0, "")), (reply.confidence or 0.0, question))
    best = sorted(chosen.values(), reverse=True)[: SUGGESTIONS - 1]
    return ABOUT, *(question for _, question in best)


def candidates(article: Article) -> Iterator[tuple[str, str, int]]:
    """Kind, question and the number of the sentence it is made from."""
    seen = set()
    for number, sentence in enumerate(article.sentences):
        text = " ".join(article.quote(sentence).split())
        for pattern, wording in PATTERNS:
            for found in pattern.finditer(text):
                question = wording.format(**found.groupdict())
                if question not in seen and len(question) <= LONGEST and not POINTS_BACK.search(question):
                    seen.add(question)
                    yield wording, question, number
