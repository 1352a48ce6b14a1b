"""The chats there are: find one, open, name, save or delete it, or begin a new one."""

from functools import partial

import streamlit as st

from assistant import Answer, record
from assistant.record import as_markdown
from assistant.values import with_offline
from ingest import Article, ArticleNotFound, Library
from ui import answering, shelf
from ui.chats import LONGEST_NAME, Chats, Kept, new_id
from ui.render import label
from ui.saved_page import saved_page
from ui.scope import is_known
from ui.undo import offer_undo


def open_chat(scope: str) -> str:
    """The id of the chat to show: the one in the address, the one last open about *scope*, or a new one.

    Both stand in the address from now on, so that a link opens them again, and the way back leads through them.
    """
    opened: dict[str, str] = st.session_state.setdefault("chats", {})
    asked = st.query_params.get("chat", "")
    if shelf.chats().scope_of(asked) == scope:
        opened[scope] = asked
    id_ = opened.setdefault(scope, new_id())
    st.session_state["scope"] = scope
    st.query_params.update(article=scope, chat=id_)
    return id_


def chats_menu(scope: str) -> None:
    """The open chat to save; the others to find and open, or a new one to begin. Made when it is opened."""
    menu = st.popover("Chats", key="chats-menu", on_change="rerun")
    if not menu.open:
        return
    chats, library = shelf.chats(), shelf.library()
    with menu:
        open_id = open_chat(scope)
        with st.container(horizontal=True):
            if st.button("New chat", type="primary"):
                st.session_state.setdefault("chats", {})[scope] = st.query_params["chat"] = new_id()
                st.rerun()
            if chats.count(open_id):
                save_buttons(chats, library, open_id)
        words = st.text_input(
            "Find a chat", placeholder="Find a chat by its name, questions or answers", label_visibility="collapsed"
        )
        known = [listing.id for listing in library.listings()]
        listed = [one for one in chats.recent(words) if is_known(one.scope, known)]
        for one in listed:
            with st.container(key=f"kept {one.id}", horizontal=True, vertical_alignment="center"):
                item(one, chats, is_open=one.id == open_id)
        if not listed:
            st.html(f'<p class="facts">{"No chat holds these words." if words else "No chat is kept yet."}</p>')


def item(one: Kept, chats: Chats, *, is_open: bool) -> None:
    """A chat in the list."""
    if st.session_state.get("renamed") == one.id:
        with (
            st.form(f"naming {one.id}", border=False),
            st.container(horizontal=True, vertical_alignment="center"),
        ):
            name = st.text_input(
                "Name", one.name, max_chars=LONGEST_NAME, key=f"name {one.id}", label_visibility="collapsed"
            )
            kept = st.form_submit_button("Keep", key=f"rename {one.id}")
        if kept:
            chats.rename(one.id, name)
            del st.session_state["renamed"]
            st.rerun()
        return
    shown = label(one.name)
    if st.button(f"**{shown}**" if is_open else shown, key=f"open {one.id}", type="tertiary", width="stretch"):
        st.query_params.update(article=one.scope, chat=one.id)
        st.rerun()
    if st.button("Rename", key=f"renames {one.id}", type="tertiary"):
        st.session_state["renamed"] = one.id
        st.rerun()
    if st.button("Delete", key=f"delete {one.id}", type="tertiary"):
        if running := answering.running((shelf.library().home, one.id)):
            running.stop()  # before, for it is then kept once more
        if forgotten := chats.delete(one.id):
            forget(one)
            offer_undo(f"Deleted the chat “{one.name}”.", partial(chats.put_back, forgotten))
        st.rerun()


def forget(one: Kept) -> None:
    """Let the page go on with a new chat where this one was open: it may be put back, and must not be in its own way."""
    opened: dict[str, str] = st.session_state.setdefault("chats", {})
    if opened.get(one.scope) == one.id:
        del opened[one.scope]
    if st.query_params.get("chat") == one.id:
        del st.query_params["chat"]


def save_buttons(chats: Chats, library: Library, id_: str) -> None:
    """The open chat as a file, made when it is asked for: to read, or with its proof."""
    proof = "Holds the articles too; `python -m assistant verify FILE` checks it"
    ways = (
        ("Save as page", as_page, "answers.html", "text/html", proof),
        ("Save with proof", as_record, "answers.json", "application/json", proof),
        ("Save to read", as_text, "answers.md", "text/markdown", None),
    )
    for name, make, file, kind, tells in ways:
        st.download_button(
            name, partial(make, chats, library, id_), file, kind, on_click="ignore", help=tells, type="tertiary"
        )


def as_page(chats: Chats, library: Library, id_: str) -> str:
    """The chat as one page that anybody can open, and that can be checked."""
    answers, articles = cited(chats, library, id_)
    return saved_page(answers, articles)


def as_record(chats: Chats, library: Library, id_: str) -> str:
    """The chat as a record."""
    return record(*cited(chats, library, id_))


def as_text(chats: Chats, library: Library, id_: str) -> str:
    """The chat as Markdown."""
    return as_markdown(*cited(chats, library, id_))


def cited(chats: Chats, library: Library, id_: str) -> tuple[list[Answer], list[Article]]:
    """Every whole answer of a chat as it was given, and the very versions of the articles it cites.

    An answer about a version that is no longer kept cannot be proved and is left out.
    """
    answers: list[Answer] = []
    articles: dict[tuple[str, int], Article] = {}
    for exchange in chats.load(id_).values():
        answer = exchange.answer
        if not answer or exchange.running:
            continue
        try:
            found = {
                (one.article_id, one.version): library.article(one.article_id, one.version)
                for each in with_offline([answer])
                for one in (*each.citations, *each.closest)
            }
        except ArticleNotFound:
            continue
        answers.append(answer)
        articles |= found
    return answers, list(articles.values())
