"""The chat page, read top to bottom: choose what to ask, read, ask, and what can be done with an answer."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant import OFFLINE, Citation, drafts, model_name
from assistant.chain import LONGEST_QUESTION
from assistant.values import with_offline
from ingest import Article, ArticleAssistantError, Library, Listing
from ui import answering, people, shelf
from ui.add_article import add_article
from ui.article_details import article_details
from ui.article_pane import Shown, Span, article_pane
from ui.chat import Exchange, as_it_stands, failed, turns, words_in
from ui.chats import Chats
from ui.chats_menu import chats_menu, open_chat
from ui.choose import choose
from ui.gestures import Gesture, heard
from ui.render import again_html, answerer_html, error_html, exchange_html, label, stop_html, welcome_html
from ui.scope import ALL, ids_in
from ui.sign_in import sign_in, who
from ui.sources import Source, source
from ui.undo import undo_bar

HERE = Path(__file__).parent
SHOWN = 25
"""Exchanges that are drawn at first, and at each step back: a long chat stays as quick as a short one."""


@dataclass(frozen=True, slots=True)
class Open:
    """The chat on the page."""

    id: str
    scope: str
    count: int
    """How many exchanges it has; the next one's number."""
    exchanges: dict[int, Exchange]
    """Number → exchange of those that are drawn, with each citation where its quote stands now."""
    kept: Chats
    library: Library

    @property
    def key(self) -> answering.Chat:
        """What its running answer is known by."""
        return self.library.home, self.id

    def as_kept(self, number: int) -> Exchange | None:
        """One exchange as it was given, not as it stands now; None for a new one."""
        return self.kept.load(self.id, number).get(number)

    def save(self, number: int, exchange: Exchange) -> None:
        """Keep one exchange."""
        self.kept.save(self.id, self.scope, number, exchange)


def page() -> None:
    """Draw everything once; Streamlit calls this again after each thing the reader does."""
    st.set_page_config("Article Assistant", page_icon="📰", layout="wide")
    st.html(HERE / "page.css")
    try:
        if not people.signed_in():
            sign_in()
            return
        listings = shelf.library().listings()
    except ArticleAssistantError as error:
        st.html(error_html(str(error)))
        return
    with st.container(key="head", horizontal=True, vertical_alignment="center"):
        read = '<button type="button" data-read>Read</button>' if listings else ""
        st.html(f"<h1>Article Assistant</h1>{read}", width="content")
        scope = choose(listings) if listings else None
        details = bool(scope) and st.button("Details", key="details")
        if scope:
            chats_menu(scope)
        if st.button("Add an article"):
            add_article()
        who()
    undo_bar()
    did = heard()
    if scope is None:
        st.html(welcome_html(""))
        return
    chat = opened(scope)
    if did:
        chat = act(did, chat)
    left, right = st.columns([6, 7], gap="medium")
    with right:
        article = read_along(chat, listings)
    if details:
        article_details(article.id)
    with left:
        converse(chat, listings)


def converse(chat: Open, listings: tuple[Listing, ...]) -> None:
    """The chat, and the box to go on with it; while an answer grows it is followed to its end."""
    running = answering.running(chat.key)
    draw = partial(exchange_html, of_all=len(ids_in(chat.scope)) != 1, source_of=source_of)
    with st.container(key="chat", height=600, border=False, autoscroll=True):
        first = min(chat.exchanges, default=0)
        if first and st.button(f"Show {min(first, SHOWN)} earlier questions", key="earlier", type="tertiary"):
            st.session_state[f"earlier {chat.id}"] = chat.count - first + SHOWN
            st.rerun()
        for number, exchange in chat.exchanges.items():
            if not (running and running.number == number):
                st.html(draw(exchange, number=number))
        place = st.empty()
        last = chat.exchanges.get(chat.count - 1)
        if last and not running:
            if st.session_state.get("edited") == (chat.id, chat.count - 1):
                edit(last, chat)
            else:
                st.html(again_html(chat.count - 1, others=others(last)))
    with st.container(key="stop"):
        stop = st.empty()
    asks = "Ask about this article" if len(ids_in(chat.scope)) == 1 else "Ask about these articles"
    question = st.chat_input(asks, key="question", submit_mode="disable", max_chars=LONGEST_QUESTION)
    st.html(answerer_html(model_name()))
    if asked := question or st.session_state.pop("suggested", None):
        ask(asked, chat)
        running = answering.running(chat.key)
    if running:
        stop.html(stop_html(running.number))
        watch(running, place, partial(draw, number=running.number))
    if asked or running:
        st.rerun()
    if not chat.exchanges:
        with place.container(horizontal_alignment="center"):
            welcome(chat.scope, listings)


def opened(scope: str) -> Open:
    """The chat in the address, or a new one: as it was kept, its citations where they stand in their articles now."""
    id_, kept = open_chat(scope), shelf.chats()
    count = kept.count(id_)
    first = max(0, count - st.session_state.get(f"earlier {id_}", SHOWN))
    current = cache(shelf.current)
    exchanges = {
        number: replace(one, answer=as_it_stands(one.answer, current)) if one.answer else one
        for number, one in kept.load(id_, first).items()
    }
    return Open(id_, scope, count, exchanges, kept, shelf.library())


def ask(question: str, chat: Open, *, number: int | None = None, model: str | None = None) -> None:
    """Begin to answer *question*, as the next of *chat* or in place of the one at *number*."""
    number = chat.count if number is None else number
    st.session_state.pop("pressed", None)
    st.session_state.pop("edited", None)
    before = turns(one for n, one in chat.exchanges.items() if n < number)
    ids = ids_in(chat.scope)
    try:
        articles = [chat.library.article(id_) for id_ in ids]
        shelf.count_question()
    except ArticleAssistantError as error:
        chat.save(number, failed(question, chat.as_kept(number), str(error)))
        return
    asked = None if chat.scope == ALL else articles[0] if len(articles) == 1 else articles
    growing = drafts(question, article=asked, history=before, model=model, library=chat.library)
    answering.start(chat.key, number, Exchange(question), growing, partial(chat.save, number), old=chat.as_kept(number))


def watch(running: answering.Running, place: DeltaGenerator, draw: partial[str]) -> None:
    """Draw the growing exchange at *place* until it ends; leaving early does not end it."""
    exchange = running.exchange
    while not running.over:
        place.html(draw(exchange, working=True))
        exchange = running.newer(exchange)


def act(did: Gesture, chat: Open) -> Open:
    """Do what the reader asked of an exchange; returns the chat after it."""
    exchange = chat.exchanges.get(did.number)
    if exchange is None:
        return chat
    if did.name == "stop":
        if (running := answering.running(chat.key)) and running.number == did.number:
            running.stop()
    elif answering.running(chat.key):
        return chat
    elif did.name in {"good", "poor", "word"}:
        chat.save(did.number, judged(chat.as_kept(did.number) or exchange, did))
    elif did.number != chat.count - 1:
        return chat
    elif did.name == "edit":
        st.session_state["edited"] = (chat.id, did.number)
    else:
        ask(exchange.question, chat, number=did.number, model=OFFLINE if did.name == "offline" else None)
    return opened(chat.scope)


def judged(exchange: Exchange, did: Gesture) -> Exchange:
    """*exchange* with the reader's verdict; the same one again takes it back."""
    if did.name == "word":
        return replace(exchange, word=" ".join(did.text.split()))
    if exchange.verdict == did.name:
        return replace(exchange, verdict="", word="")
    return replace(exchange, verdict="good" if did.name == "good" else "poor")


def others(last: Exchange) -> list[tuple[str, str]]:
    """Who else could answer, as a gesture and its words: the model or the offline reader."""
    name = model_name()
    if not name:
        return []
    offline = last.answer is not None and last.answer.answerer == OFFLINE
    return [("model", f"Ask {name}")] if offline else [("offline", "Ask the offline reader")]


def edit(last: Exchange, chat: Open) -> None:
    """The last question as a box; asked again, its answer takes the place of the old one."""
    with st.form("edit", border=False):
        question = st.text_area("Edit the question", last.question, max_chars=LONGEST_QUESTION)
        with st.container(horizontal=True):
            wanted = st.form_submit_button("Ask", type="primary")
            left = st.form_submit_button("Cancel", type="tertiary")
    asked = wanted and question.strip()
    if asked:
        ask(question, chat, number=chat.count - 1)
    if asked or left:
        st.session_state.pop("edited", None)
        st.rerun()


def read_along(chat: Open, listings: tuple[Listing, ...]) -> Article:
    """The article beside the chat: of several, the one whose chip was pressed, else the one that was cited last."""
    ids = ids_in(chat.scope)
    of_chat, pressed = st.session_state.get("pressed", ("", None))
    cited: tuple[str, Shown | None] = newest(chat) or (ids[0] if ids else "", None)
    if pressed and of_chat == chat.id and shelf.current(pressed.article_id):
        cited = pressed.article_id, Shown(str(pressed), (pressed.span,), pressed.words, comes=True)
    id_of_cited, shown = cited
    only = ids[0] if len(ids) == 1 else id_of_cited
    article = shelf.current(only) or chat.library.article(listings[0].id)
    if pressed_now := article_pane(article, spans=spans(chat, article.id), shown=shown):
        st.session_state["pressed"] = (chat.id, pressed_now)
        st.rerun()
    return article


def welcome(scope: str, listings: tuple[Listing, ...]) -> None:
    """What there is to do, and a few questions to begin with."""
    ids = ids_in(scope)
    article = shelf.current(ids[0]) if len(ids) == 1 else None
    st.html(welcome_html(article.title if article else f"{len(ids) or f'all {len(listings)}'} articles"))
    for question in shelf.suggested(article, shelf.library()) if article else ():
        if st.button(label(question), type="secondary", key=f"suggested {question}"):
            st.session_state["suggested"] = question
            st.rerun()


def spans(chat: Open, article_id: str) -> set[Span]:
    """Every place of that article that a chip of *chat* points at."""
    found: set[Span] = set()
    for answer in with_offline(one.answer for one in chat.exchanges.values()):
        cited = [one for one in (*answer.citations, *answer.closest) if one.article_id == article_id]
        found |= {(one.start, one.end) for one in cited}
        if words := words_in(answer, article_id):
            found.add(words)
    return found


def newest(chat: Open) -> tuple[str, Shown] | None:
    """The article that the last answer cites first, and what it cites there: the article moves to it by itself."""
    last = chat.exchanges.get(chat.count - 1)
    if not last or not last.answer or not last.answer.citations:
        return None
    answer = last.answer
    first = answer.citations[0].article_id
    cited = tuple((one.start, one.end) for one in answer.citations if one.article_id == first)
    return first, Shown(f"{chat.id} {chat.count} {hash(answer)}", cited, words_in(answer, first))


def source_of(citation: Citation) -> Source:
    """Where *citation* can be checked outside."""
    return source(citation, shelf.as_cited(citation.article_id, citation.version), date.today())  # noqa: DTZ011 - the reader's day


page()
