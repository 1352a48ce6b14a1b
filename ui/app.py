"""The chat page, read top to bottom: choose an article, read it, ask it, add another."""

from pathlib import Path

import streamlit as st

from assistant import drafts, model_name
from ingest import Article, ArticleAssistantError
from ui import shelf
from ui.add_article import add_article
from ui.article_pane import Shown, article_pane
from ui.chat import Exchange, turns
from ui.follow import follow
from ui.render import answerer_html, error_html, exchange_html, welcome_html

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
        article = choose_article() if listings else None
        if st.button("Add an article"):
            add_article()
    if article is None:
        st.html(welcome_html(""))
        return
    chat: list[Exchange] = st.session_state.setdefault("chats", {}).setdefault(article.id, [])
    left, right = st.columns([6, 7], gap="medium")
    with right:
        article_pane(article, spans=spans(chat), shown=newest(chat, article))
    with left:
        with st.container(key="chat", height=600, border=False, autoscroll=True):
            if not chat and not st.session_state.get("question"):
                st.html(welcome_html(article.title))
            for exchange in chat:
                st.html(exchange_html(exchange))
            place = st.empty()
        question = st.chat_input("Ask about this article", key="question", submit_mode="stop")
        st.html(answerer_html(model_name()))
        if question:
            chat.append(Exchange(question))
            reply(chat, article, place)
            st.rerun()


def choose_article() -> Article:
    """The article that the reader chose; its id stands in the address, so that a link opens it again."""
    listings = shelf.library().listings()
    known = {one.id: one for one in listings}
    if "added" in st.session_state:
        st.session_state["article"] = st.session_state.pop("added")
    if st.session_state.get("article") not in known:
        st.session_state["article"] = shelf.first_shown(listings, st.query_params.get("article"))
    chosen = st.selectbox(
        "Article",
        list(known),
        key="article",
        format_func=lambda id_: shelf.label(known[id_]),
        label_visibility="collapsed",
    )
    st.query_params["article"] = chosen
    return shelf.library().article(chosen)


def reply(chat: list[Exchange], article: Article, place: st.delta_generator.DeltaGenerator) -> None:
    """Answer the last question of *chat*, drawing each draft at *place*; stopped, its draft stays."""
    question, history = chat[-1].question, turns(chat[:-1])
    try:
        for draft in follow(drafts(question, article=article, history=history, library=shelf.library())):
            if draft is not None:
                chat[-1] = Exchange(question, draft)
            place.html(exchange_html(chat[-1], working=True))
        chat[-1] = Exchange(question, chat[-1].answer, running=False)
    except ArticleAssistantError as error:
        chat[-1] = Exchange(question, error=str(error), running=False)


def spans(chat: list[Exchange]) -> set[tuple[int, int]]:
    """Every place that a chip of *chat* points at."""
    answers = (one.answer for one in chat if one.answer)
    return {(cited.start, cited.end) for answer in answers for cited in (*answer.citations, *answer.closest)}


def newest(chat: list[Exchange], article: Article) -> Shown | None:
    """What the last answer cites: the article moves there by itself."""
    answer = chat[-1].answer if chat else None
    if not answer or not answer.citations:
        return None
    return Shown(f"{article.id} {len(chat)}", tuple((cited.start, cited.end) for cited in answer.citations))


page()
