"""Who is at the page. Without sign-in everybody who can reach it shares one library; with it each person has their own.

A person's articles and chats are a folder of their own, so no address, id or file name leads into another's.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit as st

from ingest.errors import SettingsNotUsable
from ingest.home import home_folder


@cache  # where there is no such file, Streamlit looks for it each time, and this is asked many times a drawing
def sign_in_is_on() -> bool:
    """Whether Streamlit's `secrets.toml` names an identity provider under `[auth]`, as it stood at the start.

    Raises SettingsNotUsable where it cannot be read: who wrote one did not mean to let everybody in.
    """
    try:
        return "auth" in st.secrets
    except (OSError, UnicodeDecodeError) as error:
        broken = next((path for path in st.get_option("secrets.files") if Path(path).exists()), None)
        if broken is None:
            return False
        message = f"{broken} cannot be read ({error}). Correct it, or remove it to let everybody in without signing in."
        raise SettingsNotUsable(message) from error


def signed_in() -> bool:
    """Whether this visitor may see a library: anybody where sign-in is off."""
    return not sign_in_is_on() or bool(st.user.get("is_logged_in"))


def name() -> str:
    """What to call the person; empty where sign-in is off."""
    return str(st.user.get("name") or st.user.get("email") or st.user.get("sub") or "") if sign_in_is_on() else ""


def home() -> Path:
    """The folder of this visitor's library and chats."""
    shared = home_folder()
    return shared / "people" / person(str(st.user["iss"]), str(st.user["sub"])) if sign_in_is_on() else shared


def person(issuer: str, subject: str) -> str:
    """The name of a person's folder. An identity provider's *subject* is unique and never given to another."""
    return sha256(f"{issuer}\n{subject}".encode()).hexdigest()[:32]
