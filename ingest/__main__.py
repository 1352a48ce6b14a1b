"""`python -m ingest SOURCE…`: add articles to the library; `list`, `remove` and `rebuild` keep it."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from dotenv import find_dotenv, load_dotenv
from tqdm import tqdm

from ingest import Added, Article, ArticleAssistantError, ArticleNotReadable, Library, read, sources

EPILOG = """\
also: python -m ingest list              every article: id, date, title, version, passages
      python -m ingest remove ARTICLE…   forget articles, by id, title or path
      python -m ingest rebuild           make the vector index again from the library
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0, 1 if anything failed, 130 when interrupted."""
    load_dotenv(find_dotenv(usecwd=True))
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except ArticleAssistantError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `… list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(words: list[str]) -> int:
    match words:
        case ["list"]:
            return _list()
        case ["remove", _, *_]:
            return _remove(words[1:])
        case ["rebuild"]:
            return _rebuild()
        case _:
            return _add(_parser().parse_args(words).sources)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Add articles to the library.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="a file, a folder, or - for standard input")
    return parser


def _add(paths: Sequence[str]) -> int:
    failures: list[str] = []
    found: list[str] = []
    for path in paths:
        try:
            found += sources([path])
        except ArticleNotReadable as error:
            failures.append(str(error))
    bar = tqdm(total=len(found), unit="article", delay=0.5, disable=not sys.stderr.isatty())

    def articles() -> Iterator[Article]:
        """One at a time; a source that cannot be read does not stop the rest."""
        for source in found:
            try:
                yield read(source)
            except ArticleNotReadable as error:
                failures.append(str(error))
            bar.update()

    with bar, Library.open() as library:
        added = library.add(
            articles(), lambda done, total: bar.set_postfix_str(f"{done}/{total} sentences and passages")
        )
    for one in added:
        print(_line(one))
    for failure in failures:
        print(f"error: {failure}", file=sys.stderr)
    if len(added) + len(failures) > 1:
        counts = Counter(one.status for one in added)
        summary = [f"{counts[status]} {status}" for status in ("added", "updated", "unchanged")]
        print(", ".join([*summary, f"{len(failures)} failed"]))
    return 1 if failures else 0


def _line(one: Added) -> str:
    article = one.article
    size = f"{len(article.sentences)} sentences, {len(article.passages)} passages"
    return f"{one.status}  {article.id}  {article.title}  (version {article.version}, {size})"


def _list() -> int:
    with Library.open() as library:
        for one in library.listings():
            published = one.published.isoformat() if one.published else "no date   "
            print(f"{one.id}  {published}  {one.title}  (version {one.version}, {one.passages} passages)")
    return 0


def _remove(names: Sequence[str]) -> int:
    with Library.open() as library:
        for name in names:
            article = library.find(name)
            library.remove(article.id)
            print(f"removed  {article.id}  {article.title}")
    return 0


def _rebuild() -> int:
    with Library.open() as library:
        print(f"rebuilt the vector index: {library.rebuild()} passages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
