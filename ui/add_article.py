"""The box that takes a new article: pasted, as files, or by its address."""

from collections.abc import Iterator
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ingest import KINDS, read, read_bytes, read_text
from ingest.read import LARGEST_OF
from ui import shelf
from ui.adding import Adding, Read
from ui.limits import TooManyArticles
from ui.render import error_html, label
from ui.sources import is_web

MOST_FILES = 20
"""At once: some minutes of work."""


@st.dialog("Add an article", width="medium")
def add_article() -> None:
    """Take text, files or an address into the library and open the first; what cannot be read is told, and nothing typed is lost."""
    with st.form("add", border=False):
        url = st.text_input("Address", placeholder="https://…")
        text = st.text_area("Text", height=180, placeholder="Paste the article here")
        title = st.text_input("Title", placeholder="Of the text; left empty, it is made from the first sentence")
        files = st.file_uploader(
            "or files",
            type=list(KINDS),
            accept_multiple_files=True,
            max_upload_size=max(LARGEST_OF.values()) // 1_000_000,
        )
        password = st.text_input("Password", type="password", placeholder="Of a PDF that needs one")
        wanted = st.form_submit_button("Add", type="primary")
    if not wanted:
        return
    sources = list(given(url.strip(), text, title, files, password))
    if refusal := refused(url.strip(), len(files), len(sources)):
        st.html(error_html(refusal))
        return
    adding = Adding(shelf.library().home, sources)
    bar = st.progress(0.0, label(adding.says))
    while not adding.wait():
        bar.progress(min(adding.share, 1.0), label(adding.says))
    bar.empty()
    if adding.added:
        st.session_state["opened"] = adding.added[0].article.id
    for failure in adding.failed:
        st.html(error_html(failure))
    if adding.failed and adding.added:
        st.button("Go on with what was added", on_click=st.rerun)
    elif not adding.failed:
        st.rerun()


def refused(url: str, files: int, sources: int) -> str:
    """Why what is in the box is not even tried; empty if it is."""
    if files > MOST_FILES:
        return f"These are {files} files. Add at most {MOST_FILES} at once."
    if url and not is_web(url):
        return f"{url!r} is no address of a web page. It begins with https:// or http://."
    if not sources:
        return "There is nothing to add yet. Give an address, paste a text or choose a file."
    try:
        shelf.see_that_there_is_room(sources)
    except TooManyArticles as error:
        return str(error)
    return ""


def given(url: str, text: str, title: str, files: list[UploadedFile], password: str) -> Iterator[tuple[str, Read]]:
    """The name of every article in the box and what reads it."""
    if url:
        yield url, partial(read, url, password=password, allow_hosts=shelf.Start.allow_hosts)
    if text.strip():
        kind = "markdown" if text.startswith("---\n") else "text"
        yield "the text", partial(read_text, text, title=title, kind=kind)
    for file in files:
        yield file.name, partial(read_bytes, file.getvalue(), name=file.name, password=password)
