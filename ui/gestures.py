"""What the page hears beside Streamlit's own widgets: the small buttons of an answer, previews, copies, keys.

They are plain HTML, because a widget for each answer makes a long chat slow, and any press on one ends what runs.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from ui.chat import LONGEST_WORD

KNOWN = frozenset({"again", "edit", "offline", "model", "good", "poor", "word", "stop"})


@dataclass(frozen=True, slots=True)
class Gesture:
    """What the reader did with an exchange."""

    name: str
    number: int
    """Of the exchange in its chat, from 0."""
    text: str = ""
    """What was typed, if anything."""


def heard() -> Gesture | None:
    """What the reader did since the page was last drawn; draws nothing to see."""
    with st.container(key="gestures", width="content"):
        did = _component()(key="gestures-heard", on_did_change=lambda: None, data={"words": LONGEST_WORD})
    return parsed(str(did.get("did") or ""))


def parsed(said: str) -> Gesture | None:
    """What the browser says, `<name> <number>[ <text>]`; None for anything else."""
    name, _, rest = said.partition(" ")
    number, _, text = rest.partition(" ")
    if name not in KNOWN or not (number.isascii() and number.isdecimal() and len(number) < 7):  # noqa: PLR2004 - a chat
        return None
    return Gesture(name, int(number), text[:LONGEST_WORD])


@cache
def _component() -> ComponentRenderer:
    js = files("ui").joinpath("gestures.js").read_text(encoding="utf-8")
    html = '<div class="gestures">\n</div>'
    return st.components.v2.component("gestures", html=html, js=js, isolate_styles=False)
