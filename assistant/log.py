"""One line of JSON for each question, for whoever runs the assistant: how it was answered, what it took, how long.

Off unless `ASSISTANT_LOG` asks for it. Neither question nor article is in it, unless `ASSISTANT_LOG=text` asks for them.
"""

import json
import logging
import os
import sys
from functools import cache

from assistant.values import Answer

NAME = "assistant"
"""Of the logger: an application that has handlers of its own gets the lines there."""


def log(answer: Answer) -> None:
    """Log how *answer* came about."""
    asked_for = os.environ.get("ASSISTANT_LOG", "").strip().lower()
    if asked_for not in {"facts", "text"}:
        return
    facts: dict[str, object] = {
        "event": "answer",
        "answerer": answer.answerer,
        "answered": answer.answered,
        "complete": answer.complete,
        "citations": len(answer.citations),
        "sentences": len(answer.sentences),
        "unsupported": sum(one.support == "unsupported" for one in answer.sentences),
        "articles": sorted({one.article_id for one in answer.citations}),
    }
    if answer.usage:
        facts |= {name: getattr(answer.usage, name) for name in answer.usage.__slots__}
    if answer.timings:
        facts |= {f"seconds_{name}": _rounded(getattr(answer.timings, name)) for name in answer.timings.__slots__}
    if asked_for == "text":
        facts |= {"question": answer.question, "reading": answer.reading, "text": answer.text, "notice": answer.notice}
    _logger().info(json.dumps(facts, ensure_ascii=False))


@cache
def _logger() -> logging.Logger:
    logger = logging.getLogger(NAME)
    if not logger.hasHandlers():
        logger.addHandler(logging.StreamHandler(sys.stderr))
    logger.setLevel(logging.INFO)
    return logger


def _rounded(seconds: float | None) -> float | None:
    return seconds if seconds is None else round(seconds, 4)
