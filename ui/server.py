"""The chat as a web server: Streamlit behind the headers that keep a page from loading or showing anything foreign."""

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def app() -> st.App:
    """The page with its headers."""
    return st.App(Path(__file__).with_name("app.py"), middleware=[Middleware(Guarded)])


class Guarded:
    """ASGI middleware: HEADERS on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


def headers() -> dict[str, str]:
    """What each response says. Components are imported from `blob:`; the page's one inline script is named by its hash."""
    policy = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "blob:", *inline_scripts()]),
        "worker-src": "'self' blob:",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    }


def inline_scripts() -> list[str]:
    """The hashes of the scripts that stand in Streamlit's own page."""
    page = files("streamlit").joinpath("static/index.html").read_text(encoding="utf-8")
    scripts: list[str] = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return [f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in scripts]
