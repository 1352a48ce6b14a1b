"""The way of one question: it stands alone → candidates → the reader's or the model's answer → citations, re-checked."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeAlias, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from assistant import reader
from assistant.addressed import addressed
from assistant.errors import ModelFailed, QuestionNotUsable
from assistant.followup import standalone
from assistant.log import log
from assistant.model import chat_model, model_name
from assistant.retrieve import Found, PassageRetriever, with_earlier, within_articles, within_library
from assistant.values import OFFLINE, Answer, Question, Timings, Turn, Usage, joined
from assistant.write import read_offline, rewrite, write
from ingest import Article, ArticleNotFound, Library, read

LONGEST_QUESTION = 2_000
"""In characters: some 400 words, eight times what the embedder reads."""

Asked: TypeAlias = Article | str | Sequence[Article | str] | None
"""An article, the id, title or path of one, several of these, or None for the whole library."""


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
) -> Generator[Answer, None, None]:
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

    def find(put: tuple[Question, str], config: RunnableConfig) -> Found:
        question, reading = put
        shelf = library or _library()
        vector = shelf.embedder.embed([reading])[0]
        if article is None:
            if not shelf.generation or not shelf.listings():
                message = "The library is empty. Add an article first: `python -m ingest FILE`."
                raise ArticleNotFound(message)
            documents = PassageRetriever(library=shelf).invoke(reading, config)
            candidates = within_library(documents, shelf)
        else:
            candidates = within_articles([_article(one, shelf) for one in _each(article)], vector, shelf)
        if question.history and reading != question.text:
            cited = question.history[-1].citations
            candidates = with_earlier(candidates, cited, shelf, elsewhere=article is None)
        return Found(question, reading, vector, tuple(candidates))

    finding: Runnable[tuple[Question, str], Found] = RunnableLambda(find)

    def respond(asked: Question | str, config: RunnableConfig) -> Iterator[Answer]:
        began = time.monotonic()
        question = _usable(asked if isinstance(asked, Question) else Question(asked))
        chat, failure = _chat(model)
        reading = standalone(question.text, question.history)
        before: Usage | None = None
        if chat and reading != question.text:
            try:
                put, before = yield from rewrite(question, chat, config)
                reading = put or reading
            except ModelFailed as error:
                chat, failure = None, str(error)
        found = finding.invoke((question, reading), config)
        retrieval = time.monotonic() - began
        shelf = library or _library()
        first: float | None = None
        if chat:
            whole, first = yield from write(found, shelf, chat, config)
        else:
            whole = read_offline(found, shelf, failure)
        if whole.usage and before:
            whole = replace(whole, usage=whole.usage + before)
        timings = Timings(retrieval=retrieval, first_token=first and first - began, total=time.monotonic() - began)
        whole = replace(
            whole, notice=joined(whole.notice, addressed(one.article for one in found.candidates)), timings=timings
        )
        log(whole)
        yield whole

    # LangChain runs a generator that takes a config, and forgets it among the kinds of function it declares.
    growing = cast("Callable[[Question | str], Iterator[Answer]]", respond)
    steps: Runnable[Question | str, Answer] = RunnableLambda(growing)
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
    if _is_file(asked):
        return library.add([read(asked)])[0].article
    return library.find(asked)


def _is_file(asked: str) -> bool:
    try:
        return Path(asked).is_file()
    except OSError:  # a title can be longer than a file's name
        return False


def _chat(model: BaseChatModel | str | None) -> tuple[BaseChatModel | None, str]:
    """The model that is to answer, if any, and why it is none though one is asked for."""
    if model == OFFLINE or (model is None and model_name() is None):
        return None, ""
    try:
        return (model if isinstance(model, BaseChatModel) else chat_model(model)), ""
    except ModelFailed as failure:
        return None, str(failure)
