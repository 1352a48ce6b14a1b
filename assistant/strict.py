"""Only what the article backs: an answer without its unsupported sentences, for those who ask for that."""

import os
import re
from dataclasses import replace

from assistant.values import Answer, AnswerSentence, joined

NOTHING_LEFT = "Nothing of what the language model wrote is supported by the article."

_MARK = re.compile(r"\[(\d+)\]")


def wanted() -> bool:
    """Whether `ASSISTANT_STRICT` asks for it."""
    return os.environ.get("ASSISTANT_STRICT", "").strip().lower() in {"1", "true", "yes", "on"}


def strict(answer: Answer) -> Answer:
    """*answer* with its supported sentences alone, in one paragraph, their marks counted anew; told in the notice.

    With none left it is not answered. While it grows, a sentence is held back until its marks have come.
    """
    kept = [one for one in answer.sentences if one.support != "unsupported"]
    withheld = len(answer.sentences) - len(kept)
    if not withheld:
        return answer
    if not kept:
        text = NOTHING_LEFT if answer.complete else ""
        return replace(answer, text=text, answered=False, citations=(), sentences=(), highlight=None)
    order = dict.fromkeys(mark for one in kept for mark in one.marks)
    marks = {old: new for new, old in enumerate(order, start=1)}
    sentences = tuple(_remarked(one, marks) for one in kept)
    told = f"Withheld: {withheld} of {len(answer.sentences)} sentences, which the article does not support."
    return replace(
        answer,
        text=" ".join(one.text for one in sentences),
        sentences=sentences,
        citations=tuple(replace(answer.citations[old - 1], mark=new) for old, new in marks.items()),
        highlight=replace(answer.highlight, mark=marks[answer.highlight.mark])
        if answer.highlight and answer.highlight.mark in marks
        else None,
        notice=joined(answer.notice, told if answer.complete else ""),
    )


def _remarked(sentence: AnswerSentence, marks: dict[int, int]) -> AnswerSentence:
    text = _MARK.sub(lambda mark: f"[{marks[int(mark[1])]}]" if int(mark[1]) in marks else mark[0], sentence.text)
    return replace(sentence, text=text, marks=tuple(marks[mark] for mark in sentence.marks))
