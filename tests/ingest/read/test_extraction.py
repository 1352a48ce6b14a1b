"""How much of an article's body is found on a page, and how little else: token F1, beside trafilatura alone."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product

import trafilatura

from ingest.read import extracted
from ingest.read.facts import Hints
from ingest.samples import sample_articles

BARS = {
    "": "",
    "a menu of links": "<nav><ul>"
    + "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(20))
    + "</ul></nav>",
    "a banner": '<div class="cookie-banner"><p>We use cookies. By staying you accept them all.</p><button>Accept</button></div>',
}
ASIDES = {
    "": "",
    "most read": '<aside class="related"><h3>Most read</h3>'
    + "".join(f'<p><a href="/m{n}">Ten ways to keep a garden tidy, part {n}</a></p>' for n in range(8))
    + "</aside>",
    "a newsletter": '<div class="newsletter"><h3>Our newsletter</h3><p>Sign up to get the news each morning.</p><form><input></form></div>',
    "comments": '<section id="comments"><h3>Comments</h3>'
    + "".join(f"<div class='comment'><p>I quite agree with number {n}, well said.</p></div>" for n in range(6))
    + "</section>",
}
BODIES = {
    "article": "<article><h1>{0}</h1>{1}</article>",
    "div": '<div class="post-content entry"><h1>{0}</h1>{1}</div>',
}
FOOT = "<footer><p>© 2024 The Gazette. All rights reserved.</p><ul><li>Terms</li><li>Privacy</li></ul></footer>"


def pages() -> Iterator[tuple[str, str]]:
    """Each article in each surrounding: its page, and its body."""
    for article, bar, body, aside in product(sample_articles(), BARS, BODIES, ASIDES):
        paragraphs = "".join(f"<p>{one}</p>" for one in article.text.split("\n") if one)
        main = BODIES[body].format(article.title, paragraphs)
        yield (
            f"<!DOCTYPE html><html lang='en'><head><title>{article.title}</title></head><body>{BARS[bar]}{main}{ASIDES[aside]}{FOOT}</body></html>",
            article.text,
        )


def f1(found: str, gold: str) -> float:
    one, other = (Counter(re.findall(r"\w+", text.lower())) for text in (found, gold))
    common = sum((one & other).values())
    return 2 * common / max(1, sum(one.values()) + sum(other.values()))


def test_a_page_s_article_is_found_at_least_as_well_as_by_trafilatura_alone() -> None:
    ours, alone = [], []
    for page, gold in pages():
        text, facts = extracted("html", page.encode(), Hints(name="a.html"))
        ours.append(f1(f"{facts.title} {text}", f"{facts.title} {gold}"))
        alone.append(f1(trafilatura.extract(page) or "", gold))

    assert len(ours) == 48
    assert sum(ours) / len(ours) > 0.98
    assert sum(ours) >= sum(alone)
    assert min(ours) > 0.9
