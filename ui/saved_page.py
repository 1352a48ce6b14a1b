"""A chat as one page for anybody: the answers, the articles they cite, and the record that `verify` checks.

It needs no script and loads nothing. A chip leads to its quote, which the page marks in the article below.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from assistant import Answer, Citation
from assistant.record import record, seal
from assistant.values import with_offline
from ingest import Article
from ui.article_pane import Span, blocks
from ui.render import answer_html, escape, facts_line, question_html
from ui.sources import Source, is_web, source


def saved_page(answers: Sequence[Answer], articles: Sequence[Article]) -> str:
    """*answers* with the *articles* they cite, as HTML whose every byte `verify` checks."""
    by_version = {(one.id, one.version): one for one in articles}

    def source_of(citation: Citation) -> Source:
        return source(citation, by_version.get((citation.article_id, citation.version)), date.today())  # noqa: DTZ011

    shown = "".join(question_html(one.question) + answer_html(one, source_of=source_of) for one in answers)
    read = "".join(_article(one, answers) for one in articles)
    kept = json.dumps(json.loads(record(answers, articles)), ensure_ascii=False, indent=1).replace("<", "\\u003c")
    title = escape(answers[0].question if answers else "Answers")
    return seal(
        f"""<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="sha256_of_this_file" content="{"0" * 64}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_style()}{_targets(answers)}</style>
<main><p class="facts">Saved by Article Assistant. <code>python -m assistant verify FILE</code> checks this page: that no
byte of it has changed, and that each quote stands in its article where it says.</p>
{shown}</main>
{read}
<script type="application/json" id="record">
{kept}
</script>
</html>
"""
    )


def _article(article: Article, answers: Sequence[Answer]) -> str:
    """The article, with a place to go to for each span that is cited."""
    cited = _spans(answers, article)
    pieces = []
    for block in blocks(article, (span for one in cited for span in one)):
        tag = "h3" if block["headline"] else "p"
        inner = "".join(_piece(piece, cited) for piece in (*block["pieces"], block["gap"]))
        pieces.append(f'<{tag} class="block" dir="auto">{inner}</{tag}>')
    facts = escape(facts_line("", article.author, article.published))
    link = (
        f'<br><a href="{escape(article.url)}" rel="noopener noreferrer">{escape(article.url)}</a>'
        if is_web(article.url)
        else ""
    )
    checksum = f"Version {article.version}, SHA-256 of the text {article.sha256}"
    return (
        f'<article class="read"><h2 dir="auto">{escape(article.title)}</h2>'
        f'<p class="facts" dir="auto">{facts}{link}<br>{checksum}</p>{"".join(pieces)}</article>'
    )


def _piece(piece: tuple[int, int, str], cited: dict[tuple[Span, ...], str]) -> str:
    start, end, text = piece
    at = "".join(f'<a id="{name}"></a>' for spans, name in cited.items() if start < end and spans[0][0] == start)
    names = " ".join(
        name for spans, name in cited.items() if start < end and spans[0][0] <= start and end <= spans[0][1]
    )
    return f'{at}<mark class="{names}">{escape(text)}</mark>' if names else at + escape(text)


def _spans(answers: Iterable[Answer], article: Article) -> dict[tuple[Span, ...], str]:
    """Each cited span, with the words that answer, to the name that its chip leads to."""
    found: dict[tuple[Span, ...], str] = {}
    for answer in with_offline(answers):
        for one in (*answer.citations, *answer.closest):
            if (one.article_id, one.version) == (article.id, article.version):
                words = answer.highlight
                exact = ((words.start, words.end),) if words and words.mark == one.mark else ()
                for spans in {((one.start, one.end),), ((one.start, one.end), *exact)}:
                    found[spans] = "-".join(("cite", article.id, *(str(place) for span in spans for place in span)))
    return found


def _targets(answers: Sequence[Answer]) -> str:
    """The rule that marks a quote once its chip is followed."""
    names = {
        "-".join(("cite", one.article_id, str(one.start), str(one.end)))
        for a in with_offline(answers)
        for one in (*a.citations, *a.closest)
    }
    return "".join(
        f'body:has([id^="{name}"]:target) [class*="{name}"]{{background:var(--found)}}' for name in sorted(names)
    )


@cache
def _style() -> str:
    return files("ui").joinpath("saved_page.css").read_text(encoding="utf-8")
