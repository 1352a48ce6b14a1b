"""Signing in and out, where it is on."""

import streamlit as st

from ui import people
from ui.render import label, sign_in_html


def sign_in() -> None:
    """All there is for a visitor who is not signed in."""
    with st.container(key="sign-in", horizontal_alignment="center"):
        st.html("<h1>Article Assistant</h1>" + sign_in_html())
        st.button("Sign in", type="primary", on_click=st.login)


def who() -> None:
    """The name of the person at the page, and the way out."""
    if people.sign_in_is_on():
        with st.popover(label(people.name())):
            st.button("Sign out", on_click=st.logout)
