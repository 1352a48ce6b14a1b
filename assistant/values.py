"""The values that come out: an answer, its sentences, its citations; and the turns that went before it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from ingest import Article, Sentence

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
    from langchain_core.messages.ai import UsageMetadata
    from langchain_core.messages.content import Citation as LangChainCitation

OFFLINE = "offline reader"
"""The answerer that needs no model; as the *model* of a question it answers even where the environment names one."""

Support = Literal["quoted", "supported", "unsupported"]
"""How an answer's sentence stands to its citations: word for word, backed by them, or not backed."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that an answer may rest on, with its article."""

    article: Article
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A quote with its place: `quote` is `article.text[start:end]`, re-checked when it was made."""

    mark: int
    """The number of its `[1]` in the answer, from 1."""
    article_id: str
    version: int
    title: str
    author: str
    published: date | None
    url: str
    start: int
    """In code points of the article's text."""
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """The words inside a citation that answer: `text` is `article.text[start:end]`."""

    mark: int
    """Of the citation they stand in."""
    start: int
    """In code points of the article's text."""
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSentence:
    """A sentence of an answer, and whether the article backs it."""

    text: str
    """As it stands in `Answer.text`, marks included."""
    marks: tuple[int, ...]
    support: Support
    why: str
    """The reason in words: what is quoted, or what the cited quotes lack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a model's answer took, as its server counts it."""

    tokens_in: int
    tokens_out: int
    tokens_cached: int = 0
    """Of those that went in, read from the server's prompt cache."""
    cost: float | None = None
    """In US dollars; None where no price is known."""

    def as_metadata(self) -> "UsageMetadata":
        """As LangChain counts it."""
        from langchain_core.messages.ai import InputTokenDetails, UsageMetadata

        return UsageMetadata(
            input_tokens=self.tokens_in,
            output_tokens=self.tokens_out,
            total_tokens=self.tokens_in + self.tokens_out,
            input_token_details=InputTokenDetails(cache_read=self.tokens_cached),
        )

    def __add__(self, other: "Usage") -> "Usage":
        """Of two requests together."""
        known = self.cost is not None and other.cost is not None
        return Usage(
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
            tokens_cached=self.tokens_cached + other.tokens_cached,
            cost=(self.cost or 0) + (other.cost or 0) if known else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """How long it took, in seconds from the question."""

    retrieval: float
    """Until the sentences that can answer were found."""
    first_token: float | None = None
    """Until a model's first words; None where the offline reader answers."""
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as it stands: the last one of `drafts()` is complete."""

    question: str
    text: str
    """Plain text with marks such as `[1]`."""
    answered: bool
    """False when the article does not say; then `closest` holds what comes nearest."""
    citations: tuple[Citation, ...] = ()
    """In the order of their marks."""
    sentences: tuple[AnswerSentence, ...] = ()
    closest: tuple[Citation, ...] = ()
    highlight: Highlight | None = None
    """The very words that answer, where they are one run of words in one citation."""
    confidence: float | None = None
    """The offline reader's probability that the best sentence answers, also where it is too low to say so."""
    answerer: str = OFFLINE
    """`OFFLINE`, or the name of the model that wrote the text."""
    complete: bool = True
    """False while it grows, and when a model broke off."""
    reading: str = ""
    """The question as it was read, where that is not as it was asked: what it points back to stands in brackets."""
    notice: str = ""
    """What the reader should know about how it was made: why a model did not answer, or that the article addresses it."""
    waiting: str = ""
    """In a draft, what is being waited for, such as `The server is busy. Trying again in 12 s.`; else empty."""
    offline: "Answer | None" = None
    """The offline reader's answer, beside a model's that broke off."""
    usage: Usage | None = None
    """None where no model answered, or its server does not count."""
    timings: Timings | None = field(default=None, compare=False)

    def to_message(self) -> "AIMessage":
        """As LangChain's message: one text block, with a standard citation for each mark of each sentence.

        `start_index` and `end_index` are the sentence's in the message's text; `cited_text` is the quote, whose place
        in the article (`article_id`, `version`, `start`, `end`, `published`) stands under `extras`.
        """
        from langchain_core.messages import AIMessage
        from langchain_core.messages.content import create_text_block

        block = create_text_block(self.text, annotations=list(self._annotations()))
        return AIMessage(
            content_blocks=[block],
            response_metadata={"model_name": self.answerer},
            usage_metadata=self.usage.as_metadata() if self.usage else None,
        )

    def _annotations(self) -> "Iterator[LangChainCitation]":
        from langchain_core.messages.content import create_citation

        end = 0
        for sentence in self.sentences:
            start = self.text.find(sentence.text, end)
            end = start + len(sentence.text)
            for citation in (self.citations[mark - 1] for mark in sentence.marks):
                yield create_citation(
                    url=citation.url or None,
                    title=citation.title,
                    start_index=start,
                    end_index=end,
                    cited_text=citation.quote,
                    article_id=citation.article_id,
                    version=citation.version,
                    start=citation.start,
                    end=citation.end,
                    published=citation.published.isoformat() if citation.published else None,
                )


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the chat, with its answer's text."""

    question: str
    answer: str
    citations: tuple[Citation, ...] = ()
    """What that answer rests on: it stays a candidate for a question that points back."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, and the turns before it."""

    text: str
    history: tuple[Turn, ...] = ()


def with_offline(answers: Iterable[Answer | None]) -> Iterator[Answer]:
    """Those of *answers* that there are, and after one that broke off the offline reader's."""
    for answer in answers:
        if answer:
            yield answer
            yield from with_offline([answer.offline])


def joined(*notices: str) -> str:
    """One notice of several."""
    return " ".join(one for one in notices if one)
