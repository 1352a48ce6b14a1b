"""The chats there are: one is open, the others can be opened, saved and forgotten."""

from dataclasses import replace
from functools import cache

import streamlit as st

from assistant import Answer, record
from assistant.record import as_markdown
from ui import shelf
from ui.chat import Exchange, as_it_stands
from ui.chats import new_id
from ui.render import label
from ui.shelf import ALL


def open_chat(scope: str) -> str:
    """The id of the chat to show: the one in the address, the one last open about *scope*, or a new one."""
    opened: dict[str, str] = st.session_state.setdefault("chats", {})
    asked = st.query_params.get("chat", "")
    if shelf.chats().article_of(asked) == scope:
        opened[scope] = asked
    id_ = opened.setdefault(scope, new_id())
    st.query_params["chat"] = id_
    return id_


def kept_chat(id_: str) -> list[Exchange]:
    """A chat as it was kept, its citations where they stand in their articles now."""
    current = cache(shelf.current)
    kept = shelf.chats().load(id_)
    return [replace(one, answer=as_it_stands(one.answer, current)) if one.answer else one for one in kept]


def chats_menu(scope: str) -> None:
    """The open chat to save; the others to open or to forget, or a new one to begin."""
    with st.popover("Chats"):
        with st.container(horizontal=True):
            if st.button("New chat", type="primary"):
                st.session_state.setdefault("chats", {})[scope] = new_id()
                st.query_params.pop("chat", None)
                st.rerun()
            if answers := [one.answer for one in kept_chat(open_chat(scope)) if one.answer and not one.running]:
                save_buttons(answers)
        for one in shelf.chats().recent([ALL, *(listing.id for listing in shelf.library().listings())]):
            with st.container(key=f"kept {one.id}", horizontal=True, vertical_alignment="center"):
                if st.button(label(one.question), key=f"open {one.id}", type="tertiary", width="stretch"):
                    st.session_state["opened"] = one.article_id
                    st.query_params["chat"] = one.id
                    st.rerun()
                if st.button("Forget", key=f"forget {one.id}", help="Delete this chat for good"):
                    shelf.chats().delete(one.id)
                    st.rerun()


def save_buttons(answers: list[Answer]) -> None:
    """The open chat as a file: to read, or with its proof."""
    ids = dict.fromkeys(cited.article_id for one in answers for cited in (*one.citations, *one.closest))
    articles = [article for id_ in ids if (article := shelf.current(id_))]
    st.download_button("Save to read", as_markdown(answers, articles), "answers.md", "text/markdown")
    proof = "Holds the articles too; `python -m assistant verify FILE` checks it"
    st.download_button("Save with proof", record(answers, articles), "answers.json", "application/json", help=proof)
