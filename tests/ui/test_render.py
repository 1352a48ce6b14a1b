from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Answer, AnswerSentence, Citation, Highlight, Usage
from ui.chat import Exchange
from ui.render import (
    again_html,
    answer_html,
    answerer_html,
    error_html,
    exchange_html,
    facts_line,
    notice_html,
    welcome_html,
)
from ui.sources import Source

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> $a$b$ :red[x] & \"quoted\" 'single' [2] http://evil.test"
)


def citation(mark: int = 1, quote: str = "The bridge is closed.", **facts: str) -> Citation:
    given = {"article_id": "a" * 12, "title": "Bridge", "author": "", "url": "", **facts}
    return Citation(mark=mark, version=1, published=date(2025, 3, 4), start=7, end=7 + len(quote), quote=quote, **given)


def quoted(quote: str) -> Answer:
    sentence = AnswerSentence(text=f"{quote} [1]", marks=(1,), support="quoted", why="")
    return Answer(
        question="Why?", text=sentence.text, answered=True, citations=(citation(quote=quote),), sentences=(sentence,)
    )


OURS = set("article h3 h4 div p a span strong section details summary ol li q footer button input".split())  # noqa: SIM905


class Reading(HTMLParser):
    """The tags of some HTML, and the text that a reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_quoted_answer_shows_its_text_once_with_a_chip_for_its_mark() -> None:
    read = Reading(answer_html(quoted("The bridge is closed.")))

    assert read.text == (
        "The bridge is closed. 1Source · Bridge · 4 March 20251The bridge is closed.Quoted by the offline reader"
    )
    chip, again = [attributes for tag, attributes in read.tags if tag == "a"]
    assert chip["href"] == again["href"] == "#cite-aaaaaaaaaaaa-7-28"
    assert chip["data-quote"] == "The bridge is closed."
    assert chip["data-from"] == "Bridge · 4 March 2025"
    (folded,) = [attributes for tag, attributes in read.tags if tag == "details"]
    assert "open" not in folded


def test_of_all_articles_the_one_that_is_cited_is_named() -> None:
    read = Reading(answer_html(quoted("The bridge is closed."), of_all=True))

    assert read.text.endswith("Quoted by the offline reader from “Bridge”")


def test_the_words_that_answer_are_stronger_and_their_place_is_in_the_chip() -> None:
    answer = quoted("The  bridge\nis closed. The bridge is old.")
    words = Highlight(mark=1, start=34, end=47, text="bridge is old")
    html = answer_html(
        replace(
            answer,
            text="The bridge is closed. The bridge is old. [1]",
            sentences=(
                AnswerSentence(
                    text="The bridge is closed. The bridge is old. [1]", marks=(1,), support="quoted", why=""
                ),
            ),
            highlight=words,
        )
    )

    assert "The bridge is closed. The <strong>bridge is old</strong>." in html
    assert 'href="#cite-aaaaaaaaaaaa-7-48-34-47"' in html


def test_a_written_answer_lists_the_quotes_it_rests_on() -> None:
    sentence = AnswerSentence(text="It is shut [1].", marks=(1,), support="supported", why="")
    answer = Answer(
        question="?", text=sentence.text, answered=True, citations=(citation(),), sentences=(sentence,), answerer="gpt"
    )

    read = Reading(answer_html(answer, source_of=lambda _: Source("https://a.test/#:~:text=x", "The card")))
    assert read.text == (
        "It is shut 1.Source · Bridge · 4 March 20251The bridge is closed.Live pageCopy citationWritten by gpt"
    )
    assert ("details", {"class": "sources", "open": None}) in read.tags
    assert ("button", {"type": "button", "data-copy": "The card"}) in read.tags
    assert [attributes["href"] for tag, attributes in read.tags if "target" in attributes] == [
        "https://a.test/#:~:text=x"
    ]


@pytest.mark.parametrize(
    ("usage", "took"),
    [
        (None, ""),
        (Usage(tokens_in=1200, tokens_out=34), " · 1,234 tokens"),
        (Usage(tokens_in=1200, tokens_out=34, cost=0.00123), " · 1,234 tokens · $0.0012"),
        (Usage(tokens_in=2, tokens_out=1, cost=0.0000003), " · 3 tokens · under $0.0001"),
    ],
)
def test_a_written_answer_says_what_it_took(usage: Usage | None, took: str) -> None:
    sentence = AnswerSentence(text="It is shut.", marks=(), support="supported", why="")
    answer = Answer(question="?", text=sentence.text, answered=True, sentences=(sentence,), answerer="gpt", usage=usage)

    assert Reading(answer_html(answer)).text == f"It is shut.Written by gpt{took}"


def test_an_unsupported_sentence_says_so_once_the_answer_is_whole() -> None:
    sentence = AnswerSentence(text="It fell.", marks=(), support="unsupported", why="No quote is cited.")
    whole = Answer(question="?", text="It fell.", answered=True, sentences=(sentence,), answerer="gpt")
    growing = Answer(
        question="?", text="It fell.", answered=True, sentences=(sentence,), answerer="gpt", complete=False
    )

    assert "Not supported: No quote is cited." in Reading(answer_html(whole)).text
    assert Reading(answer_html(growing)).text == "It fell."


def test_what_the_article_does_not_say_comes_with_what_is_closest() -> None:
    answer = Answer(question="?", text="The article does not say.", answered=False, closest=(citation(),))

    assert Reading(answer_html(answer)).text == (
        "The article does not say.What comes closest · Bridge · 4 March 20251The bridge is closed."
    )


def test_quotes_from_several_articles_name_theirs() -> None:
    other = citation(2, "Apples are cheap.", article_id="b" * 12, title="Apples")
    answer = Answer(question="?", text="Nobody says.", answered=False, closest=(citation(), other))

    assert "Apples · 4 March 2025" in Reading(answer_html(answer)).text


def test_a_notice_is_shown() -> None:
    answer = Answer(question="?", text="Nobody says.", answered=False, notice="The server is busy.")

    assert Reading(answer_html(answer)).text.endswith("The server is busy.")


@given(st.one_of(st.just(HOSTILE), st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)))
def test_text_is_shown_letter_for_letter_and_never_as_markup(text: str) -> None:
    for html in (
        exchange_html(Exchange(text, error=text, running=False)),
        exchange_html(Exchange(text, quoted(text), running=False, verdict="poor", word=text)),
        exchange_html(Exchange(text, replace(quoted(text), waiting=text, notice=text)), working=True),
        again_html(0, others=[("model", text)]),
        notice_html(text),
        error_html(text),
        welcome_html(text),
        answerer_html(text),
    ):
        read = Reading(html)
        assert text in read.text
        assert {tag for tag, _ in read.tags} <= OURS
        assert not [name for _, attributes in read.tags for name in attributes if name.startswith("on")]


def test_a_line_of_spaces_stays_one() -> None:
    assert "\n" not in error_html("a\n \n  b\r\nc")
    assert Reading(error_html("a\n \n  b\r\nc")).text == "a\n \n  b\r\nc"


def test_a_verdict_is_shown_with_its_word() -> None:
    read = Reading(exchange_html(Exchange("?", quoted("Yes."), running=False, verdict="poor", word='"so"'), number=3))

    pressed = {str(a["data-do"]): a["aria-pressed"] for tag, a in read.tags if tag == "button"}
    assert pressed == {"good 3": "false", "poor 3": "true"}
    (word,) = [attributes for tag, attributes in read.tags if tag == "input"]
    assert word["value"] == '"so"'
    assert word["data-word"] == "3"


def test_the_offline_answer_stands_beside_one_that_broke_off() -> None:
    broken = Answer(
        question="?", text="It", answered=True, complete=False, notice="It broke off.", offline=quoted("It is shut.")
    )

    assert "What the offline reader findsIt is shut. 1" in Reading(answer_html(broken)).text


@pytest.mark.parametrize(
    ("exchange", "working", "says"),
    [
        (Exchange("Why?"), True, "Why?Reading the article…"),
        (Exchange("Why?"), False, "Why?Stopped. Ask again for the whole answer."),
        (Exchange("Why?", error="Busy.", running=False), False, "Why?Busy."),
    ],
)
def test_an_exchange_says_how_far_it_came(exchange: Exchange, working: bool, says: str) -> None:  # noqa: FBT001
    assert Reading(exchange_html(exchange, working=working)).text == says


def test_facts_that_are_not_known_leave_no_gap() -> None:
    assert facts_line("Bridge", "", None) == "Bridge"
    assert facts_line("Bridge", "Ada", date(2025, 3, 4)) == "Bridge · Ada · 4 March 2025"
