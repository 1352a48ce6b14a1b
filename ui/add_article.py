"""The box that takes a new article: pasted, or as files."""

from collections.abc import Callable, Iterator, Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ingest import Article, ArticleAssistantError, read_bytes, read_text
from ingest.read import KINDS, LARGEST
from ui import shelf
from ui.render import error_html


@st.dialog("Add an article", width="medium")
def add_article() -> None:
    """Take text or files into the library and open the first; what cannot be read is told, and nothing typed is lost."""
    with st.form("add", border=False):
        title = st.text_input("Title", placeholder="Left empty, it is made from the first sentence")
        text = st.text_area(
            "Text", height=220, placeholder="Paste the article here; Markdown front matter may state its date"
        )
        files = st.file_uploader(
            "or files", type=list(KINDS), accept_multiple_files=True, max_upload_size=LARGEST // 1_000_000
        )
        wanted = st.form_submit_button("Add", type="primary")
    if not wanted:
        return
    if not text.strip() and not files:
        st.html(error_html("There is nothing to add yet. Paste a text or choose a file."))
        return
    try:
        articles = list(given(text, title, files))
        added = shelf.library().add(articles, progress_bar())
    except ArticleAssistantError as error:
        st.html(error_html(str(error)))
        return
    st.session_state["opened"] = added[0].article.id
    st.rerun()


def progress_bar() -> Callable[[int, int], None]:
    """A bar that grows with the sentences and passages of the article in hand."""
    bar = st.progress(0.0, "Reading…")

    def show(done: int, total: int) -> None:
        bar.progress(done / total, "Reading…")

    return show


def given(text: str, title: str, files: Sequence[UploadedFile]) -> Iterator[Article]:
    """Every article in the box, the pasted one first. Raises ArticleNotReadable."""
    if text.strip():
        yield read_text(text, title=title, kind="markdown" if text.startswith("---\n") else "text")
    for file in files:
        yield read_bytes(file.getvalue(), name=file.name)
