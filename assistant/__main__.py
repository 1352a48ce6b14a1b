"""`python -m assistant QUESTION`: the answer with its sources, as text or as JSON; `… verify FILE` checks saved ones."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from assistant import Answer, Citation, RecordNotIntact, drafts, verify
from ingest import ArticleAssistantError
from ingest.settings import load_settings

EXIT_NOT_ANSWERED = 2
"""Tells a script that the article does not say; 1 is an error."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers one question; returns 0 when answered, 2 when the article does not say, 1 on an error."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["verify"] and len(given) == 2:  # noqa: PLR2004 - the word and a file
        return check(Path(given[1]))
    parser = _Parser(
        prog="python -m assistant",
        description="Ask an article, and get the answer with the passage that proves it.",
        epilog="`python -m assistant verify FILE` checks answers that were saved with their proof.",
    )
    parser.add_argument("question")
    parser.add_argument("--article", metavar="ARTICLE", help="id, title or path; without it the whole library is asked")
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    asked = parser.parse_args(given)
    try:
        load_settings()
        answered = wait(drafts(asked.question, article=asked.article))
    except ArticleAssistantError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    _say(as_json(answered) if asked.json else as_text(answered))
    return 0 if answered.answered else EXIT_NOT_ANSWERED


class _Parser(argparse.ArgumentParser):
    """Ends with 1 where it does not understand: 2 would say that the article does not say."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(1, f"error: {message}\n")


def _say(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:  # `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def wait(growing: Iterator[Answer]) -> Answer:
    """The last of the drafts; what is waited for meanwhile is told on a terminal."""
    terminal = sys.stderr.isatty()
    for draft in growing:
        if terminal and draft.waiting:
            print(f"\r\x1b[K{draft.waiting}", end="", file=sys.stderr, flush=True)
        last = draft
    if terminal:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return last


def check(path: Path) -> int:
    """Say whether a record is as it was saved and every citation in it exact; returns 0, or 1 where not."""
    try:
        kept = verify(path.read_bytes().decode())
    except (OSError, UnicodeDecodeError) as error:
        print(f"error: {path} cannot be read as a record: {error}.", file=sys.stderr)
        return 1
    except RecordNotIntact as error:
        print(f"error: {path}: {error}", file=sys.stderr)
        return 1
    cited = sum(len(one.citations) + len(one.closest) for one in kept.answers)
    _say(f"{path} is intact: answers {len(kept.answers)}, citations {cited}, articles {len(kept.articles)}.")
    return 0


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
    if answered.offline:
        parts += ["The offline reader answers:", as_text(answered.offline)]
    return "\n\n".join(parts)


def _source(citation: Citation) -> str:
    facts = [citation.title, citation.author, str(citation.published or ""), citation.url]
    place = f"characters {citation.start}–{citation.end}"
    return f"  [{citation.mark}] “{citation.quote}”\n      {' · '.join(fact for fact in [*facts, place] if fact)}"


if __name__ == "__main__":
    sys.exit(main())
