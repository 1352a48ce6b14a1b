"""The bar that says what was just removed, and puts it back."""

from collections.abc import Callable

import streamlit as st

from ingest import ArticleAssistantError
from ui.render import error_html, notice_html


def offer_undo(says: str, put_back: Callable[[], object]) -> None:
    """Show *says* from the next drawing on, with a button that calls *put_back*."""
    st.session_state["undo"] = (says, put_back)


def undo_bar() -> None:
    """What was removed last, until it is put back or the bar is closed."""
    if "undo" not in st.session_state:
        return
    says, put_back = st.session_state["undo"]
    with st.container(key="undo", horizontal=True, vertical_alignment="center"):
        st.html(notice_html(says), width="content")
        undone, closed = st.button("Undo", type="primary"), st.button("Close", type="tertiary")
    if undone:
        try:
            put_back()
        except ArticleAssistantError as error:
            st.html(error_html(str(error)))
            return
    if undone or closed:
        del st.session_state["undo"]
        st.rerun()
