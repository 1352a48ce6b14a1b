"""The way of one question: it stands alone → candidates → the reader's or the model's answer → citations, re-checked."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeAlias, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from assistant import reader
from assistant.citations import cite
from assistant.errors import ModelFailed, QuestionNotUsable
from assistant.followup import standalone
from assistant.model import chat_model, model_name, stream_text
from assistant.prompt import messages
from assistant.retrieve import Candidates, PassageRetriever, within_articles, within_library
from assistant.values import OFFLINE, Answer, Evidence, Turn
from ingest import Article, ArticleNotFound, Library, Vectors, read

LONGEST_QUESTION = 2_000
"""In characters: some 400 words, eight times what the embedder reads."""
EVIDENCE_CHARACTERS = 60_000
"""How much article text a model is shown, about 15,000 tokens: a long report whole, within what every current model reads."""


Asked: TypeAlias = Article | str | Sequence[Article | str] | None
"""An article, the id, title or path of one, several of these, or None for the whole library."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, and the turns before it."""

    text: str
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A question with all that can answer it."""

    question: Question
    reading: str
    """The question as it is read: standing alone."""
    vector: Vectors
    """Of the reading: shape (dimensions,)."""
    candidates: tuple[Candidates, ...]
    """Nearest article first."""


def answer(
    question: str,
    *,
    article: Asked = None,
    history: Sequence[Turn] = (),
    model: BaseChatModel | str | None = None,
    library: Library | None = None,
) -> Answer:
    """The last of `drafts()`: the whole answer."""
    *_, last = drafts(question, article=article, history=history, model=model, library=library)
    return last


def drafts(
    question: str,
    *,
    article: Asked = None,
    history: Sequence[Turn] = (),
    model: BaseChatModel | str | None = None,
    library: Library | None = None,
) -> Iterator[Answer]:
    """The answer as it grows; the last one is whole.

    *article* is an article, or the id, title or path of one, or a sequence of these; a path is added to the library
    first. Without it the whole library is asked. *model* is a LangChain chat model, a name such as `gpt-5-mini`, or
    `OFFLINE`; without it the one that the environment names answers, else the offline reader.

    While a model's server is busy or silent, drafts come all the same, several a second, whose `waiting` says what is
    being waited for. Closing the iterator ends the wait, and the connection, at once.

    Raises ArticleAssistantError where the user can put something right. A model that fails does not raise: the
    offline reader answers and `Answer.notice` says why.
    """
    yield from chain(article=article, model=model, library=library).stream(Question(question, tuple(history)))


def chain(
    *,
    article: Asked = None,
    model: BaseChatModel | str | None = None,
    library: Library | None = None,
) -> Runnable[Question | str, Answer]:
    """The same as a LangChain Runnable, for `invoke`, `ainvoke`, `stream`, callbacks and tracing."""

    def find(asked: Question | str, config: RunnableConfig) -> Found:
        question = _usable(asked if isinstance(asked, Question) else Question(asked))
        shelf = library or _library()
        reading = standalone(question.text, question.history)
        vector = shelf.embedder.embed([reading])[0]
        if article is None:
            if not shelf.generation or not shelf.listings():
                message = "The library is empty. Add an article first: `python -m ingest FILE`."
                raise ArticleNotFound(message)
            documents = PassageRetriever(library=shelf).invoke(reading, config)
            candidates = within_library(documents, shelf)
        else:
            candidates = within_articles([_article(one, shelf) for one in _each(article)], vector, shelf)
        return Found(question, reading, vector, tuple(candidates))

    def respond(found: Found, config: RunnableConfig) -> Iterator[Answer]:
        shelf = library or _library()
        offline = model == OFFLINE or (model is None and model_name() is None)
        grown = iter([_read(found, shelf)]) if offline else _written(found, shelf, model, config)
        for draft in grown:
            yield replace(draft, reading=found.reading if found.reading != found.question.text else "")

    # LangChain runs a generator that takes a config, and forgets it among the kinds of function it declares.
    growing = cast("Callable[[Found], Iterator[Answer]]", respond)
    steps: Runnable[Question | str, Answer] = RunnableLambda(find) | RunnableLambda(growing)
    return steps.with_config(run_name="article_assistant")


def warm_up(library: Library) -> None:
    """Load now what the first question would wait for; nothing is asked and nothing is sent."""
    library.embedder.embed(["Ready?"])
    reader.notice()
    if model_name():
        with suppress(ModelFailed):  # it is told where the question is answered
            chat_model()


def _usable(question: Question) -> Question:
    text = question.text.encode(errors="replace").decode().strip()  # half a surrogate pair is no character
    if not text:
        message = "The question is empty. Ask something about the article."
        raise QuestionNotUsable(message)
    if len(text) > LONGEST_QUESTION:
        message = f"The question has {len(text):,} characters. Ask in at most {LONGEST_QUESTION:,}."
        raise QuestionNotUsable(message)
    return replace(question, text=text)


@cache
def _library() -> Library:
    return Library.open()


def _each(asked: Article | str | Sequence[Article | str]) -> Sequence[Article | str]:
    several = [asked] if isinstance(asked, Article | str) else list(asked)
    if not several:
        message = "No article is chosen. Choose one at least, or ask the whole library."
        raise ArticleNotFound(message)
    return several


def _article(asked: Article | str, library: Library) -> Article:
    if isinstance(asked, Article):
        return asked
    if Path(asked).is_file():
        return library.add([read(asked)])[0].article
    return library.find(asked)


def _read(found: Found, library: Library) -> Answer:
    return reader.read(found.question.text, found.reading, found.vector, found.candidates, library)


def _written(
    found: Found, library: Library, model: BaseChatModel | str | None, config: RunnableConfig
) -> Iterator[Answer]:
    """The model's answer while it grows; the offline reader's where the model gives none."""
    evidence = _evidence(found, library)
    prompt = messages(found.question.text, evidence, found.question.history)
    last: Answer | None = None
    try:
        chat = model if isinstance(model, BaseChatModel) else chat_model(model)
        name = str(getattr(chat, "model_name", "") or chat.get_name())
        text = ""
        for piece in stream_text(chat, prompt, config):
            text += piece
            last = cite(found.question.text, text, evidence, answerer=name, complete=False)
            yield last
    except ModelFailed as failure:
        if last and last.citations:
            yield replace(last, notice=f"This answer is incomplete. {failure}")
        else:
            yield replace(_read(found, library), notice=f"{failure} The offline reader answers instead.")
        return
    whole = cite(found.question.text, text, evidence, answerer=name, complete=True)
    if not whole.answered:
        nearest = _read(found, library)
        whole = replace(whole, closest=nearest.citations or nearest.closest)
    yield whole


def _evidence(found: Found, library: Library) -> tuple[Evidence, ...]:
    """The sentences shown to a model, in their order: all that fit, else those the reader ranks first."""
    in_order = [Evidence(one.article, one.article.sentences[n]) for one in found.candidates for n in one.numbers]
    if sum(one.sentence.end - one.sentence.start for one in in_order) <= EVIDENCE_CHARACTERS:
        return tuple(in_order)
    chosen: set[tuple[str, int]] = set()
    characters = 0
    for one in reader.rank(found.reading, found.vector, found.candidates, library):
        characters += one.sentence.end - one.sentence.start
        if characters > EVIDENCE_CHARACTERS:
            break
        chosen.add((one.article.id, one.sentence.number))
    return tuple(one for one in in_order if (one.article.id, one.sentence.number) in chosen)
