"""`python -m assistant QUESTION`: the answer with its sources, as text or as JSON."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict

from dotenv import find_dotenv, load_dotenv

from assistant import Answer, Citation, answer
from ingest import ArticleAssistantError

EXIT_NOT_ANSWERED = 2
"""Tells a script that the article does not say; 1 is an error."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers one question; returns 0 when answered, 2 when the article does not say, 1 on an error."""
    parser = argparse.ArgumentParser(
        prog="python -m assistant", description="Ask an article, and get the answer with the passage that proves it."
    )
    parser.add_argument("question")
    parser.add_argument("--article", metavar="ARTICLE", help="id, title or path; without it the whole library is asked")
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    asked = parser.parse_args(arguments)
    load_dotenv(find_dotenv(usecwd=True))
    try:
        answered = answer(asked.question, article=asked.article)
    except ArticleAssistantError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    try:
        print(as_json(answered) if asked.json else as_text(answered), flush=True)
    except BrokenPipeError:  # `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0 if answered.answered else EXIT_NOT_ANSWERED


def as_json(answered: Answer) -> str:
    """The whole answer, its dates in ISO form."""
    return json.dumps(asdict(answered), ensure_ascii=False, indent=2, default=str)


def as_text(answered: Answer) -> str:
    """The answer, what to know about it, and each source on lines of its own."""
    parts = [answered.text]
    parts += [f"Unsupported: {s.text} ({s.why})" for s in answered.sentences if s.support == "unsupported"]
    parts += [answered.notice] if answered.notice else []
    sources = answered.citations or answered.closest
    if sources:
        heading = "Sources" if answered.citations else "What comes closest"
        parts.append("\n".join([f"{heading}:", *(_source(source) for source in sources)]))
    return "\n\n".join(parts)


def _source(citation: Citation) -> str:
    facts = [citation.title, citation.author, str(citation.published or ""), citation.url]
    place = f"characters {citation.start}–{citation.end}"
    return f"  [{citation.mark}] “{citation.quote}”\n      {' · '.join(fact for fact in [*facts, place] if fact)}"


if __name__ == "__main__":
    sys.exit(main())
