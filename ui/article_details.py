"""The box about one article: its facts, which can be put right, its versions and what changed, and its removal."""

from datetime import date
from functools import partial
from itertools import pairwise

import streamlit as st

from ingest import Article, ArticleAssistantError, Library, diff
from ui import shelf
from ui.render import diff_html, error_html, facts_html
from ui.undo import offer_undo

EARLIEST = date(1500, 1, 1)
LONGEST = 500
"""Characters of a title or byline."""


@st.dialog("About this article", width="medium")
def article_details(id_: str) -> None:
    """Show what is known about the article, and take what the reader knows better."""
    library = shelf.library()
    try:
        article = library.article(id_)
        put_right(article, library)
        versions(article, library)
        if st.button("Remove this article"):
            removed = library.remove(id_)
            offer_undo(f"Removed “{article.title}” from the library.", partial(library.put_back, removed))
            st.rerun()
    except ArticleAssistantError as error:
        st.html(error_html(str(error)))


def put_right(article: Article, library: Library) -> None:
    """The facts, to be corrected. Raises FactNotUsable."""
    with st.form("facts", border=False):
        title = st.text_input("Title", article.title, max_chars=LONGEST)
        left, right = st.columns(2)
        author = left.text_input("Byline", article.author, max_chars=LONGEST)
        published = right.date_input("Published", article.published, min_value=EARLIEST, format="YYYY-MM-DD")
        url = st.text_input("Address", article.url, placeholder="https://…")
        wanted = st.form_submit_button("Save", type="primary")
    st.html(facts_html(article))
    if wanted:
        library.edit(article.id, title=title, author=author, published=published or "", url=url)
        st.rerun()


def versions(article: Article, library: Library) -> None:
    """What each version changed in the one before it."""
    numbers = [one.number for one in library.versions(article.id)]
    if len(numbers) < 2:  # noqa: PLR2004 - nothing to compare
        return
    before = {later: earlier for earlier, later in pairwise(numbers)}
    shown = st.selectbox(
        "What changed", sorted(before, reverse=True), format_func=lambda number: f"In version {number}"
    )
    st.html(diff_html(diff(library.article(article.id, before[shown]), library.article(article.id, shown))))
