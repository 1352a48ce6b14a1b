"""The box about one article: what is known of it, and its removal."""

from functools import partial

import streamlit as st

from ingest import Article, ArticleAssistantError
from ui import shelf
from ui.render import error_html, facts_html
from ui.undo import offer_undo


@st.dialog("About this article", width="medium")
def article_details(article: Article) -> None:
    """Show what is known about *article*."""
    library = shelf.library()
    st.html(facts_html(article))
    if st.button("Remove this article"):
        try:
            library.remove(article.id)
        except ArticleAssistantError as error:
            st.html(error_html(str(error)))
            return
        offer_undo(f"Removed “{article.title}” from the library.", partial(library.add, [article]))
        st.rerun()
