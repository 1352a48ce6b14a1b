"""`article-assistant [ARTICLE]`: starts the chat on this machine."""

import argparse
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Thread

from assistant import warm_up
from ingest import ArticleAssistantError, Library, read
from ingest.home import home_folder
from ingest.settings import load_settings
from ui import shelf
from ui.theme import THEME

CONFIG: dict[str, str | bool | int] = {
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 100,
    "browser.gatherUsageStats": False,
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,  # 0.1 s after each drawing, and every other reader waits; Python collects by itself
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "ui.hideTopBar": True,
    "logger.hideWelcomeMessage": True,
    **THEME,
}
"""How Streamlit runs: nothing is sent to anyone, no traceback reaches the page."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the chat until it is interrupted; returns 1 if it cannot start."""
    parser = argparse.ArgumentParser(prog="article-assistant", description="Start the chat in the browser.")
    parser.add_argument("article", nargs="?", metavar="ARTICLE", help="a file to add first and open on")
    parser.add_argument("--port", type=int, default=8501, help="default: %(default)s")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets other machines in; default: %(default)s")
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="HOST",
        help="let the page fetch articles from this host though it is inside this machine or its network",
    )
    shared = parser.add_argument_group("where people sign in", "what each of them may use up")
    shared.add_argument(
        "--questions-an-hour", type=int, default=shelf.Start.questions_an_hour, metavar="N", help="default: %(default)s"
    )
    shared.add_argument(
        "--articles", type=int, default=shelf.Start.articles, metavar="N", help="in a library; default: %(default)s"
    )
    given = parser.parse_args(arguments)
    try:
        load_settings()
        refuse_taken(given.host, given.port)
        library = shelf.library_in(home_folder())
        shelf.Start.allow_hosts = tuple(given.allow_host)
        shelf.Start.questions_an_hour, shelf.Start.articles = given.questions_an_hour, given.articles
        if given.article:
            shelf.Start.article_id = library.add([read(given.article)])[0].article.id
    except ArticleAssistantError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        message = f"error: the chat cannot listen on {given.host} port {given.port} ({error.strerror})."
        print(f"{message} Choose another port: `--port` here, `PORT=` with make.", file=sys.stderr)
        return 1
    Thread(target=warm, args=[library], daemon=True).start()

    from ui.server import app

    print(f"Article Assistant: http://{given.host}:{given.port}  (stop it with Ctrl+C)", flush=True)
    place: dict[str, str | bool | int] = {"server.address": given.host, "server.port": given.port}
    with suppress(KeyboardInterrupt):
        app().run(config=CONFIG | place)
    return 0


def refuse_taken(host: str, port: int) -> None:
    """Raise OSError if another program listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def warm(library: Library) -> None:
    """Load the networks while the browser loads the page; a fault shows with the first question."""
    with suppress(ArticleAssistantError):
        warm_up(library)


if __name__ == "__main__":
    sys.exit(main())
