"""`python -m ingest SOURCE…`: add articles to the library; other commands keep it."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from tqdm import tqdm

from ingest import ArticleAssistantError, ArticleNotReadable, Change, Library, Listing, diff, sources
from ingest.batch import Outcome, add_all
from ingest.settings import load_settings
from ingest.stop import Stop

EPILOG = """\
also: python -m ingest feed URL            the articles of a feed (RSS, Atom) or a sitemap, the newest ones
      python -m ingest list                every article: id, date, title, version, passages
      python -m ingest edit ARTICLE        correct its title, author, date or address
      python -m ingest diff ARTICLE        what changed between two of its versions
      python -m ingest remove ARTICLE…     forget articles, by id, title, path or address
      python -m ingest doctor              check everything, and say the cure of what is wrong
      python -m ingest rebuild             make the vector index again from the library
      python -m ingest backup FILE         keep the whole library in one file, also while it is in use
      python -m ingest restore FILE        bring it back
      each with --help
"""
_SHOWN = 20
"""Sources up to which those that are unchanged are named too."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0, 1 if anything failed, 130 or 143 when stopped."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = COMMANDS.get(words[0], _add) if words else _add
    try:
        load_settings()
        return command(words[1:] if words and words[0] in COMMANDS else words)
    except ArticleAssistantError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `… list | head`
        _print_no_more()
        return 0


def _print_no_more() -> None:
    """To a reader that went away; at the end Python would complain of what is still to be printed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser(name: str, description: str, epilog: str = "") -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        prog=f"python -m ingest {name}".rstrip(),
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _add(words: list[str]) -> int:
    parser = _parser("", "Add articles to the library.", EPILOG)
    parser.add_argument(
        "sources", nargs="*", metavar="SOURCE", help="a file, a folder, a web address, or - for standard input"
    )
    parser.add_argument("--list", metavar="FILE", help="a file with one address or path a line")
    parser.add_argument("--password", default="", help="opens a PDF that is protected")
    _allow_hosts(parser)
    given = parser.parse_args(words)
    paths = [*given.sources, *(_listed(given.list) if given.list else [])]
    if not paths:
        parser.error("name a SOURCE, or a --list of them")
    return _add_all(paths, password=given.password, allow_hosts=given.allow_host)


def _allow_hosts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="HOST",
        help="fetch from this host though it is inside this machine or its network",
    )


def _listed(path: str) -> list[str]:
    """The lines of a file that name a source; `#` begins a remark."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"The list {path!r} cannot be read ({error}). Check the path."
        raise ArticleNotReadable(message) from error
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _feed(words: list[str]) -> int:
    parser = _parser("feed", "Add the articles that a feed (RSS, Atom) or a sitemap names; robots.txt is respected.")
    parser.add_argument("url", metavar="URL", help="of the feed, the sitemap, or a page that names its feed")
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="so many at most, the newest first (20)")
    _allow_hosts(parser)
    given = parser.parse_args(words)
    from ingest.feeds import Robots, links

    found = links(given.url, max(given.limit, 1), allow_hosts=given.allow_host)
    return _add_all(found, allow_hosts=given.allow_host, before=Robots(given.allow_host).pause)


def _add_all(
    paths: Sequence[str],
    *,
    password: str = "",
    allow_hosts: Iterable[str] = (),
    before: Callable[[str, Callable[[float], None]], None] = lambda *_: None,
) -> int:
    outcomes: list[Outcome] = []
    found: list[str] = []
    for path in paths:
        try:
            found += sources([path])
        except ArticleNotReadable as error:
            outcomes.append(Outcome(source=path, status="failed", reason=str(error)))
    found = list(dict.fromkeys(found))
    refused = len(outcomes)
    bar = tqdm(total=len(found), unit="article", delay=0.5, disable=not sys.stderr.isatty(), dynamic_ncols=True)

    def report(outcome: Outcome) -> None:
        outcomes.append(outcome)
        bar.update()
        if outcome.listing and (outcome.status != "unchanged" or len(found) <= _SHOWN):
            with bar.external_write_mode():
                _print(_line(outcome, outcome.listing))

    def progress(done: int, total: int) -> None:
        bar.set_postfix_str(f"{done}/{total} sentences and passages")

    with bar, Library.open() as library, Stop() as stop:
        add_all(
            library,
            found,
            report,
            password=password,
            allow_hosts=allow_hosts,
            stopped=stop,
            progress=progress,
            before=before,
        )
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    for outcome in failed:
        print(f"error: {outcome.reason}", file=sys.stderr)
    if len(outcomes) > 1 or stop():
        for status in ("added", "updated", "unchanged", "failed"):
            print(f"{status:<10}{sum(outcome.status == status for outcome in outcomes):>7}")
    if stop():
        left = len(found) + refused - len(outcomes)
        print(f"stopped; {left} not begun: the same command goes on there", file=sys.stderr)
    return stop.exit_code or (1 if failed else 0)


def _print(line: str) -> None:
    try:
        print(line, flush=True)
    except BrokenPipeError:  # `… | head`: the rest is added all the same
        _print_no_more()


def _line(outcome: Outcome, article: Listing) -> str:
    size = f"{article.sentences} sentences, {article.passages} passages"
    also = (
        "" if outcome.source == "-" or len(article.sources) == 1 else f"; {len(article.sources)} sources have this text"
    )
    near = "".join(f"; {one.share:.0%} also in {one.title} ({one.id})" for one in outcome.near[:3])
    return f"{outcome.status}  {article.id}  {article.title}  (version {article.version}, {size}{also}{near})"


def _list(words: list[str]) -> int:
    _parser("list", "Every article: id, date, title, version, passages.").parse_args(words)
    with Library.open() as library:
        for one in library.listings():
            published = one.published.isoformat() if one.published else "no date   "
            print(f"{one.id}  {published}  {one.title}  (version {one.version}, {one.passages} passages)")
    return 0


def _edit(words: list[str]) -> int:
    parser = _parser("edit", "Correct what is known of an article; an empty value says that there is none.")
    parser.add_argument("article", metavar="ARTICLE", help="its id, title, path or address")
    for fact in ("title", "author", "site", "language"):
        parser.add_argument(f"--{fact}")
    parser.add_argument("--date", metavar="DAY", help="of publication, as 2024-03-26")
    parser.add_argument("--url", help="its address on the web")
    given = parser.parse_args(words)
    with Library.open() as library:
        id_ = library.find(given.article).id
        article = library.edit(
            id_,
            title=given.title,
            author=given.author,
            published=given.date,
            url=given.url,
            site=given.site,
            language=given.language,
        )
    day = f"{article.published} ({article.published_evidence})" if article.published else ""
    facts = {
        "title": article.title,
        "author": article.author,
        "date": day,
        "site": article.site,
        "address": article.url,
        "language": article.language,
        "source": article.source,
        "fetched": _shown(article.origin.fetched),
        "words": f"{article.words:,}",
        "sha256": article.sha256,
    }
    for name, value in facts.items():
        print(f"{name:<9} {value}".rstrip())
    return 0


def _shown(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC") if moment else ""


def _diff(words: list[str]) -> int:
    parser = _parser("diff", "What changed between two versions of an article; changed numbers stand between » and «.")
    parser.add_argument("article", metavar="ARTICLE", help="its id, title, path or address")
    parser.add_argument("--old", type=int, metavar="N", help="the version before (the last but one)")
    parser.add_argument("--new", type=int, metavar="N", help="the version after (the newest)")
    given = parser.parse_args(words)
    with Library.open() as library:
        id_ = library.find(given.article).id
        new = library.article(id_, given.new)
        old = library.article(id_, max(1, new.version - 1) if given.old is None else given.old)
        versions = {one.number: one for one in library.versions(id_)}
    for sign, article in (("-", old), ("+", new)):
        version = versions[article.version]
        print(
            f"{sign} version {version.number}  {_shown(version.added)}  {version.words:,} words  {version.title}".rstrip()
        )
    for change in diff(old, new):
        print()
        _print_change(change)
    return 0


def _print_change(change: Change) -> None:
    if change.old:
        print(f"- {_marked(change.old, [old for old, _ in change.numbers])}")
    if change.new:
        print(f"+ {_marked(change.new, [new for _, new in change.numbers])}")


def _marked(sentence: str, numbers: Sequence[str]) -> str:
    """*sentence* with these *numbers* pointed at, in their order."""
    done, rest = "", sentence
    for number in filter(None, numbers):
        before, found, after = rest.partition(number)
        if found:
            done, rest = f"{done}{before}»{number}«", after
    return done + rest


def _remove(words: list[str]) -> int:
    parser = _parser("remove", "Forget articles, with all their versions.")
    parser.add_argument("articles", nargs="+", metavar="ARTICLE", help="an id, title, path or address")
    with Library.open() as library:
        for name in parser.parse_args(words).articles:
            article = library.find(name)
            library.remove(article.id)
            print(f"removed  {article.id}  {article.title}")
    return 0


def _rebuild(words: list[str]) -> int:
    _parser("rebuild", "Make the vector index again from the library, without embedding anything.").parse_args(words)
    with Library.open() as library:
        print(f"rebuilt the vector index: {library.rebuild()} passages")
    return 0


def _doctor(words: list[str]) -> int:
    _parser("doctor", "Check everything, and say the cure of what is wrong.").parse_args(words)
    from ingest.doctor import examine

    findings = list(examine())
    for finding in findings:
        print(f"{'ok  ' if finding.sound else 'BAD '} {finding.what}: {finding.found}")
        if not finding.sound:
            print(f"     {finding.cure}")
    return 0 if all(finding.sound for finding in findings) else 1


def _backup(words: list[str]) -> int:
    parser = _parser("backup", "Keep the whole library in one file; others may use it meanwhile.")
    parser.add_argument("file", metavar="FILE", type=Path)
    from ingest.backup import backup

    given = parser.parse_args(words)
    count = backup(given.file)
    print(f"kept {count} articles in {given.file}")
    return 0


def _restore(words: list[str]) -> int:
    parser = _parser("restore", "Bring a library back; the one that is there is kept beside it under another name.")
    parser.add_argument("file", metavar="FILE", type=Path)
    from ingest.backup import restore

    count, aside = restore(parser.parse_args(words).file)
    print(f"restored {count} articles" + (f"; the library that was there is now {aside}" if aside else ""))
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "feed": _feed,
    "list": _list,
    "edit": _edit,
    "diff": _diff,
    "remove": _remove,
    "rebuild": _rebuild,
    "doctor": _doctor,
    "backup": _backup,
    "restore": _restore,
}
"""The first word of a command; a file of that name is given as `./list`."""


if __name__ == "__main__":
    sys.exit(main())
