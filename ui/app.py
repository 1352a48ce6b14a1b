"""The chat page, read top to bottom: choose an article or all of them, read, ask, add another."""

from dataclasses import replace
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant import drafts, model_name
from ingest import Article, ArticleAssistantError, Listing
from ui import shelf
from ui.add_article import add_article
from ui.article_pane import Shown, Span, article_pane
from ui.chat import Exchange, turns
from ui.chats_menu import chats_menu, kept_chat, open_chat
from ui.follow import follow
from ui.render import answerer_html, error_html, exchange_html, label, welcome_html
from ui.shelf import ALL

HERE = Path(__file__).parent


def page() -> None:
    """Draw everything once; Streamlit calls this again after each thing the reader does."""
    st.set_page_config("Article Assistant", page_icon="📰", layout="wide")
    st.html(HERE / "page.css")
    try:
        listings = shelf.library().listings()
    except ArticleAssistantError as error:
        st.html(error_html(str(error)))
        return
    with st.container(key="head", horizontal=True, vertical_alignment="center"):
        st.html("<h1>Article Assistant</h1>", width="content")
        scope = choose(listings) if listings else None
        if scope:
            chats_menu(scope)
        if st.button("Add an article"):
            add_article()
    if scope is None:
        st.html(welcome_html(""))
        return
    id_ = open_chat(scope)
    chat = kept_chat(id_)
    left, right = st.columns([6, 7], gap="medium")
    with right:
        read_along(scope, chat, id_, listings)
    with left:
        with st.container(key="chat", height=600, border=False, autoscroll=True):
            for exchange in chat:
                st.html(exchange_html(exchange, of_all=scope == ALL))
            place = st.empty()
        asks = "Ask about all articles" if scope == ALL else "Ask about this article"
        question = st.chat_input(asks, key="question", submit_mode="stop")
        st.html(answerer_html(model_name()))
        if asked := question or st.session_state.pop("suggested", None):
            reply(asked, chat, scope, place)
            st.rerun()
        if not chat:
            with place.container(horizontal_alignment="center"):
                welcome(shelf.current(scope), listings)


def choose(listings: tuple[Listing, ...]) -> str:
    """The id of the article that the reader chose, or ALL; it stands in the address, so that a link opens it again."""
    titles = {ALL: f"All {len(listings)} articles"} if len(listings) > 1 else {}
    titles |= {one.id: shelf.label(one) for one in listings}
    if "opened" in st.session_state:
        st.session_state["article"] = st.session_state.pop("opened")
    if st.session_state.get("article") not in titles:
        of_chat = shelf.chats().article_of(st.query_params.get("chat", ""))
        known = [one.id for one in listings]
        st.session_state["article"] = shelf.first_shown(
            [*known, *titles], of_chat or st.query_params.get("article", "")
        )
    chosen: str = st.selectbox(
        "Article", list(titles), key="article", format_func=titles.__getitem__, label_visibility="collapsed"
    )
    st.query_params["article"] = chosen
    return chosen


def read_along(scope: str, chat: list[Exchange], id_: str, listings: tuple[Listing, ...]) -> None:
    """The article beside the chat: of all, the one whose chip was pressed, else the one that was cited last."""
    of_chat, pressed = st.session_state.get("pressed", ("", None))
    cited: tuple[str, Shown | None] = newest(chat, id_) or ("", None)
    if pressed and of_chat == id_ and shelf.current(pressed.article_id):
        cited = pressed.article_id, Shown(str(pressed), (pressed.span,), pressed.words, comes=True)
    id_of_cited, shown = cited
    article = shelf.current(scope if scope != ALL else id_of_cited) or shelf.library().article(listings[0].id)
    if opened := article_pane(article, spans=spans(chat, article.id), shown=shown):
        st.session_state["pressed"] = (id_, opened)
        st.rerun()


def welcome(article: Article | None, listings: tuple[Listing, ...]) -> None:
    """What there is to do, and a few questions to begin with."""
    st.html(welcome_html(article.title if article else f"all {len(listings)} articles"))
    for question in shelf.suggested(article) if article else ():
        if st.button(label(question), type="secondary", key=f"suggested {question}"):
            st.session_state["suggested"] = question
            st.rerun()


def reply(question: str, chat: list[Exchange], scope: str, place: DeltaGenerator) -> None:
    """Answer *question* after *chat*, drawing each draft at *place*; stopped, its draft is kept as it stands."""
    id_, exchange = st.query_params["chat"], Exchange(question)
    st.session_state.pop("pressed", None)
    shelf.chats().save(id_, scope, len(chat), exchange)
    try:
        article = None if scope == ALL else shelf.library().article(scope)
        for draft in follow(drafts(question, article=article, history=turns(chat), library=shelf.library())):
            exchange = Exchange(question, draft or exchange.answer)
            place.html(exchange_html(exchange, working=True, of_all=scope == ALL))
        exchange = replace(exchange, running=False)
    except ArticleAssistantError as error:
        exchange = Exchange(question, error=str(error), running=False)
    finally:
        shelf.chats().save(id_, scope, len(chat), exchange)


def spans(chat: list[Exchange], article_id: str) -> set[Span]:
    """Every place of that article that a chip of *chat* points at."""
    found: set[Span] = set()
    for answer in (one.answer for one in chat if one.answer):
        cited = [one for one in (*answer.citations, *answer.closest) if one.article_id == article_id]
        found |= {(one.start, one.end) for one in cited}
        if answer.highlight and cited:
            found.add((answer.highlight.start, answer.highlight.end))
    return found


def newest(chat: list[Exchange], id_: str) -> tuple[str, Shown] | None:
    """The article that the last answer cites first, and what it cites there: the article moves to it by itself."""
    answer = chat[-1].answer if chat else None
    if not answer or not answer.citations:
        return None
    first = answer.citations[0].article_id
    cited = tuple((one.start, one.end) for one in answer.citations if one.article_id == first)
    words = (answer.highlight.start, answer.highlight.end) if answer.highlight else None
    return first, Shown(f"{id_} {len(chat)}", cited, words)


page()
