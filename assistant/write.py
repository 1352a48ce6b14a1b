"""A model's answer while it grows: asked with what fits it, cited as it comes, and what stands in where it fails."""

import time
from collections.abc import Generator
from dataclasses import replace

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig

from assistant import reader
from assistant.citations import cite
from assistant.errors import ContextExceeded, ModelFailed
from assistant.evidence import evidence
from assistant.model import learn, shown_name, stream, tokens_read
from assistant.prompt import messages
from assistant.retrieve import Found
from assistant.rewrite import rewritten
from assistant.strict import strict, wanted
from assistant.values import Answer, Question, Usage, joined
from ingest import Library

SHRINKINGS = 3
"""How often a prompt that is too long is sent shorter: by what the server says it reads, or by a third."""

Drafts = Generator[Answer, None, tuple[Answer, float | None]]
"""Drafts, and at their end the whole answer and when, by the monotonic clock, its first words came."""


def write(found: Found, library: Library, model: BaseChatModel, config: RunnableConfig) -> Drafts:
    """The model's answer; the offline reader's where the model gives none, and beside it where it breaks off."""
    first: float | None = None
    last = _draft(found.question, model)
    try:
        tokens = tokens_read(model)
        for tries_left in reversed(range(SHRINKINGS)):
            writing = _asked(found, library, model, config, tokens)
            try:
                for draft in writing:
                    last = replace(draft, reading=found.read_as)
                    first = first or (time.monotonic() if last.text else None)
                    if not last.complete:
                        yield last
                break
            except ContextExceeded as failure:
                if not tries_left or last.text:
                    raise
                tokens = min(failure.tokens or tokens, tokens * 2 // 3)
                learn(model, tokens)
    except ModelFailed as failure:
        if not last.text:
            return read_offline(found, library, str(failure)), None
        spare = read_offline(found, library)
        notice = joined(f"This answer is incomplete. {failure}", last.notice)
        return replace(last, complete=False, waiting="", offline=spare, notice=notice), first
    if not last.answered:
        nearest = read_offline(found, library)
        last = replace(last, closest=nearest.citations or nearest.closest)
    return last, first


def rewrite(
    question: Question, model: BaseChatModel, config: RunnableConfig
) -> Generator[Answer, None, tuple[str, Usage | None]]:
    """The question as the model puts it to stand alone, at the end, empty where that cannot be used; and what it took."""
    usage: Usage | None = None
    for item in rewritten(question.text, question.history, model, config):
        if isinstance(item, str):
            return item, usage
        usage = item.usage or usage
        yield replace(_draft(question, model), waiting=item.waiting)
    return "", usage


def read_offline(found: Found, library: Library, failure: str = "") -> Answer:
    """The offline reader's answer; with a *failure* it says why no model answers."""
    read = reader.read(found.question.text, found.reading, found.vector, found.candidates, library)
    told = f"{failure} The offline reader answers instead." if failure else ""
    return replace(read, reading=found.read_as, notice=joined(told, read.notice))


def _asked(
    found: Found, library: Library, model: BaseChatModel, config: RunnableConfig, tokens: int
) -> Generator[Answer, None, None]:
    """Drafts of one request; the last is complete."""
    shown = evidence(found, library, tokens)
    if not shown:
        message = f"This language model reads about {tokens:,} tokens, too few for the question and any of the article."
        raise ContextExceeded(message)
    prompt = messages(found.question.text, shown, found.question.history)
    name, text = shown_name(model), ""
    usage: Usage | None = None
    draft = _draft(found.question, model)
    keep = strict if wanted() else lambda answer: answer
    for piece in stream(model, prompt, config):
        usage = piece.usage or usage
        if piece.text:
            text += piece.text
            draft = keep(cite(found.question.text, text, shown, answerer=name, complete=False))
        yield replace(draft, waiting=piece.waiting)
    whole = cite(found.question.text, text, shown, answerer=name, complete=True)
    yield replace(keep(whole), usage=usage)


def _draft(question: Question, model: BaseChatModel) -> Answer:
    """Nothing yet."""
    return Answer(question=question.text, text="", answered=False, answerer=shown_name(model), complete=False)
