"""What to ask: one article, some of them, or all."""

import streamlit as st

from ingest import Listing
from ui import shelf
from ui.scope import ALL, ids_in, is_known, scope_of

SOME = "some"
"""The choice that opens a box to choose several."""


def choose(listings: tuple[Listing, ...]) -> str:
    """The scope that the reader chose, or went back to: the address is then another than the one last written."""
    known = [one.id for one in listings]
    names = {ALL: f"All {len(listings)} articles"} if len(listings) > 1 else {}
    names |= {one.id: shelf.label(one) for one in listings}
    if "opened" in st.session_state:
        st.session_state["article"] = st.session_state.pop("opened")
    elif (asked := st.query_params.get("article")) and asked != st.session_state.get("scope", asked):
        st.session_state["article"] = asked
    chosen = st.session_state.get("article")
    if chosen == SOME:
        choose_some(listings, st.session_state.get("scope", ALL))
        chosen = None
    if not chosen or not is_known(chosen, known):
        of_chat = shelf.chats().scope_of(st.query_params.get("chat", ""))
        before = st.session_state.get("scope", "")
        asked = next((one for one in (before, of_chat) if one and is_known(one, known)), "")
        st.session_state["article"] = shelf.first_shown(known, asked or st.query_params.get("article", ""))
    scope = st.session_state["article"]
    if len(ids_in(scope)) > 1:
        names |= {scope: f"{len(ids_in(scope))} articles: " + ", ".join(names[id_] for id_ in ids_in(scope))}
    if len(listings) > 2:  # noqa: PLR2004 - of two articles, some are one or all
        names |= {SOME: "Some of the articles…"}
    st.session_state["article"] = scope  # said again: the browser would go on showing the name that it had before
    chosen = st.selectbox(
        "Article", list(names), key="article", format_func=names.__getitem__, label_visibility="collapsed"
    )
    return str(chosen)


@st.dialog("Ask some of the articles")
def choose_some(listings: tuple[Listing, ...], scope: str) -> None:
    """Take two or more articles to ask at once."""
    names = {one.id: shelf.label(one) for one in listings}
    above = st.container()  # below, it would slip from under the pointer when the list closes
    chosen = st.multiselect(
        "Articles",
        list(names),
        [id_ for id_ in ids_in(scope) if id_ in names],
        format_func=names.__getitem__,
        placeholder="Choose two or more",
    )
    if above.button("Ask these", type="primary", disabled=not chosen):
        st.session_state["opened"] = scope_of(chosen)
        st.rerun()
