"""A web address → the bytes behind it, without being led anywhere it should not go.

Only http and https, only public addresses unless a host is allowed by name, and each connection goes to the very
address that was checked, so that no second look-up can change it. Proxies of the environment are not used: they would
connect to what was not checked. Everything has a limit: time, size, and the number of redirects.
"""

import re
import socket
import ssl
import time
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from functools import cache
from http import HTTPStatus
from ipaddress import ip_address
from threading import Thread
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpcore

from ingest.addresses import is_public
from ingest.article import Origin
from ingest.errors import ArticleNotReadable

AGENT = "ArticleAssistant/0.1"
SECONDS = 60.0
"""For one page, all redirects included."""
LARGEST_PAGE = 100_000_000
"""Bytes, unpacked; what a kind of file may have is less."""
_WAIT = 15.0
"""Seconds to connect, and between two pieces of an answer."""
_MOST_REDIRECTS = 10
_REDIRECTS = {301, 302, 303, 307, 308}
_SAFE = "/%:=&?~#+!$,;'@()*[]-._"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an address answered with."""

    url: str
    """After all redirects."""
    data: bytes = field(repr=False)
    charset: str
    kind: str
    """The media type, such as `text/html`."""
    fetched: datetime
    etag: str
    last_modified: str


class ServerFailed(ArticleNotReadable):
    """The server answers that the fault is its own: a status of 500 or more."""


def fetch(
    url: str,
    *,
    allow_hosts: Iterable[str] = (),
    known: Origin | None = None,
    largest: int = LARGEST_PAGE,
    cut: bool = False,
) -> Page | None:
    """The page at *url*; None if the server says that it is still as *known*.

    *allow_hosts* are fetched from whatever their address. One that has more than *largest* bytes is refused, or *cut*
    there. Raises ArticleNotReadable for every refusal, ours or theirs.
    """
    allowed = frozenset(host.strip().strip("[]").lower() for host in allow_hosts)
    deadline = time.monotonic() + SECONDS
    conditions = _conditions(known)
    place = checked(url)
    with httpcore.ConnectionPool(
        ssl_context=_tls(), network_backend=_Checked(allowed, deadline), http2=False, max_connections=1
    ) as pool:
        for _ in range(_MOST_REDIRECTS + 1):
            answer = _ask(pool, url, place, conditions=conditions, largest=largest, cut=cut)
            if isinstance(answer, Page | None):
                return answer
            place = _led(place, answer, before=url)
    message = f"{url!r} leads from page to page without end. Open it in a browser and give the address it ends at."
    raise ArticleNotReadable(message)


def _led(place: str, answer: str, *, before: str) -> str:
    """Where a redirect from *place* leads, checked as every address is."""
    try:
        url = urljoin(place, answer)
    except ValueError:  # "http://[": what is wrong with it is told where it is checked
        url = answer
    return checked(url, before=before)


def checked(url: str, *, before: str = "") -> str:
    """*url* in the form it is sent. Raises ArticleNotReadable unless it is a plain http or https address."""
    shown = before or url
    leads = f" leads to {url[:200]!r}, which" if before else ""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        name = host if ":" in host else host.encode("idna").decode()
        path, query = quote(parts.path or "/", _SAFE), quote(parts.query, _SAFE)
    except (ValueError, UnicodeError) as error:
        message = f"{shown!r}{leads} is no web address ({error}). Check it."
        raise ArticleNotReadable(message) from error
    if parts.scheme.lower() not in {"http", "https"} or not name or re.search(r"[\s\\<>\"\x00-\x20\x7f]", url.strip()):
        message = f"{shown!r}{leads} is no http or https address. Check it."
        raise ArticleNotReadable(message)
    if "@" in parts.netloc:
        message = f"{shown!r}{leads} holds a user name or a password, which is never sent. Take it out."
        raise ArticleNotReadable(message)
    netloc = (f"[{name}]" if ":" in name else name) + (f":{port}" if port else "")
    return urlunsplit((parts.scheme.lower(), netloc, path, query, ""))


def _conditions(known: Origin | None) -> list[tuple[str, str]]:
    if known is None:
        return []
    stated = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
    return [(name, value) for name, value in stated if value and value.isascii()]


@cache
def _tls() -> ssl.SSLContext:
    return httpcore.default_ssl_context()


class _Checked(httpcore.SyncBackend):
    """Connects to the addresses of a host that may be connected to, and tells of none that may not."""

    def __init__(self, allowed: frozenset[str], deadline: float) -> None:
        self._allowed = allowed
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        last: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port, _left(timeout, self._deadline)):
            left = _left(timeout, self._deadline)
            try:
                stream = super().connect_tcp(address, port, left, local_address, socket_options)
                return _Timed(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last

    def _addresses(self, host: str, port: int, seconds: float) -> Iterator[str]:
        bare = host.strip("[]")
        try:
            found = _looked_up(bare, port).result(seconds)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except (OSError, UnicodeError) as error:
            message = f"{host} is not found ({error})"
            raise httpcore.ConnectError(message) from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if bare.lower() not in self._allowed:
            for address in addresses:
                if not is_public(ip_address(address.partition("%")[0])):
                    raise _NotPublicError(host, address)
        return iter(addresses)


def _looked_up(host: str, port: int) -> Future[list[tuple[Any, ...]]]:
    """The addresses of *host*, by a thread that may be left behind: nothing ends a look-up before its time."""
    found: Future[list[tuple[Any, ...]]] = Future()

    def look_up() -> None:
        try:
            found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except Exception as error:  # noqa: BLE001 - whoever waits is told
            found.set_exception(error)

    Thread(target=look_up, name="look-up", daemon=True).start()
    return found


class _Timed(httpcore.NetworkStream):
    """A connection that is used no longer than to *deadline*, however slowly its other end sends."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, self._deadline)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, deadline: float) -> float:
    """The seconds that one step may take. Raises httpcore.TimeoutException past the *deadline*."""
    left = min(timeout or _WAIT, deadline - time.monotonic())
    if left <= 0:
        raise httpcore.TimeoutException
    return left


class _NotPublicError(Exception):
    """A host's address is one of this machine or of its network."""


def _ask(  # noqa: PLR0913 - one request is all of these
    pool: httpcore.ConnectionPool, url: str, place: str, *, conditions: list[tuple[str, str]], largest: int, cut: bool
) -> Page | str | None:
    """The page at *place*, None if it is unchanged, or where it redirects to."""
    headers = [
        ("Host", urlsplit(place).netloc),
        ("User-Agent", AGENT),
        ("Accept", "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.8"),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "close"),
        *conditions,
    ]
    timeout = {"connect": _WAIT, "read": _WAIT, "write": _WAIT, "pool": _WAIT}
    try:
        with pool.stream("GET", place, headers=headers, extensions={"timeout": timeout}) as response:
            said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            if response.status == HTTPStatus.NOT_MODIFIED and conditions:
                return None
            if response.status in _REDIRECTS and said.get("location"):
                return _utf8(said["location"])
            if response.status != HTTPStatus.OK:
                message = f"{url!r} cannot be fetched: the server answers {_status(response.status)}. Open it in a browser to see why."
                failed = response.status >= HTTPStatus.INTERNAL_SERVER_ERROR
                raise (ServerFailed if failed else ArticleNotReadable)(message)
            data = _unpacked(url, response.iter_stream(), said.get("content-encoding", ""), largest, cut=cut)
    except _NotPublicError as error:
        host, address = error.args
        message = (
            f"{url!r} is not fetched: {host} is at {address}, inside this machine or its network. "
            f"If that is meant, allow it with --allow-host {host}."
        )
        raise ArticleNotReadable(message) from error
    except httpcore.TimeoutException as error:
        message = f"{url!r} takes too long to answer. Try again later, or save the page and give the file."
        raise ArticleNotReadable(message) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as error:
        message = f"{url!r} cannot be fetched ({error or type(error).__name__}). Check the address and the connection."
        raise ArticleNotReadable(message) from error
    kind = Message()
    kind["content-type"] = said.get("content-type", "")
    try:
        charset = kind.get_param("charset", "")
    except (TypeError, ValueError):  # “charset*0=a; charset*=b”: parts that do not fit together
        charset = ""
    return Page(
        url=place,
        data=data,
        charset=charset.strip("\"' ")[:40] if isinstance(charset, str) else "",
        kind=kind.get_content_type() if said.get("content-type") else "",
        fetched=datetime.now(UTC).replace(microsecond=0),
        etag=said.get("etag", "")[:500],
        last_modified=said.get("last-modified", "")[:100],
    )


def _utf8(header: str) -> str:
    """A *header* that was taken for Latin-1, as browsers read it."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeDecodeError:
        return header


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def _unpacked(url: str, pieces: Iterable[bytes], packing: str, largest: int, *, cut: bool) -> bytes:
    """The whole answer. It is *cut*, or raises ArticleNotReadable, past the size, also where little unpacks to much."""
    ways = [way.strip().lower() for way in packing.split(",") if way.strip().lower() not in {"", "identity"}]
    if len(ways) > 1 or (ways and ways[0] not in {"gzip", "x-gzip", "deflate"}):
        message = f"{url!r} is packed as {packing[:40]!r}, which was not asked for. Save the page and give the file."
        raise ArticleNotReadable(message)
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if ways else None  # 32: gzip or zlib, as it begins
    data = bytearray()
    for piece in pieces:
        try:
            data += unpack.decompress(piece, largest + 1 - len(data)) if unpack else piece
        except zlib.error as error:
            message = f"{url!r} answers with damaged data ({error}). Try again later."
            raise ArticleNotReadable(message) from error
        if len(data) > largest or (unpack and unpack.unconsumed_tail):
            if cut:
                return bytes(data[:largest])
            message = f"{url!r} is larger than {largest // 1_000_000} MB."
            raise ArticleNotReadable(message)
        if unpack and unpack.eof:  # as browsers do: what follows would be kept, however much it is
            break
    if unpack and not unpack.eof:
        message = f"{url!r} answers with damaged data (it breaks off). Try again later."
        raise ArticleNotReadable(message)
    return bytes(data)
