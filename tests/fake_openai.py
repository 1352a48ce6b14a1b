"""A small OpenAI-compatible server on loopback that answers, or fails, as the address says.

`with Fake() as fake:` and then `OPENAI_BASE_URL = fake.url("429")`. `fake.says` holds the text it answers with;
`fake.requests` what it was asked.
"""

import io
import json
import select
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from string import ascii_lowercase
from typing import Any, Self


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


FAULTS: dict[str, tuple[int, str | None, str]] = {
    "401": (401, "invalid_api_key", "Incorrect API key provided: sk-secret."),
    "403": (403, "unsupported_country_region_territory", "Country not supported"),
    "404": (404, "model_not_found", "The model does not exist"),
    "400": (400, None, "Unsupported value: temperature"),
    "context": (400, "context_length_exceeded", "This model's maximum context length is 8192 tokens."),
    "llama": (
        *(400, None, "request (9000 tokens) exceeds the available context size (512 tokens), try increasing it"),
    ),
    "vllm": (400, None, "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens."),
    "overflow": (400, None, "The prompt exceeds the context window."),
    "422": (422, None, "Unprocessable"),
    "429": (429, "rate_limit_exceeded", "Rate limit reached"),
    "quota": (429, "insufficient_quota", "You exceeded your current quota"),
    "500": (500, None, "boom"),
    "503": (503, None, "overloaded"),
}
"""Scenario → status, code and message of its error."""
ODD = {
    "number": b"5",
    "nochoice": b'{"choices": [null]}',
    "deep": b"[" * 100_000,
}
"""Scenario → the JSON, not of the protocol, that comes in the middle of an answer."""
PACE = {"endless": 0.001, "paced": 0.01}
"""Seconds between two words."""
ENDINGS = {"length": "length", "filter": "content_filter"}


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    """So many may connect in the same moment."""


@dataclass
class Fake:
    says: str = "The cabinet approved the deal [s1]."
    queue: list[str] = field(default_factory=list)
    """What it says first, one answer after the other."""
    requests: list[Request] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set when a client went away in the middle of an answer."""
    stop_waiting: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        fake = self

        class Handler(_Handler):
            pass

        Handler.fake = fake
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_waiting.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, scenario: str = "ok") -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/{scenario}/v1"


class _Handler(BaseHTTPRequestHandler):
    fake: Fake
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay quiet."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.fake.requests.append(Request(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        scenario = self.path.split("/")[1]
        self.close_connection = True
        if scenario in FAULTS:
            status, code, message = FAULTS[scenario]
            self._send(status, json.dumps({"error": {"message": message, "type": "error", "code": code}}))
        elif scenario.startswith("busy") and len(self.fake.requests) == 1:
            self._send(429, json.dumps({"error": {"message": "busy"}}), retry_after=scenario.removeprefix("busy"))
        elif scenario.startswith("reads") and len(json.dumps(body)) > int(scenario.removeprefix("reads")):
            self._send(400, json.dumps({"error": {"message": "maximum context length is 2100 tokens"}}))
        elif scenario == "500once" and len(self.fake.requests) == 1:
            self._send(500, "{}")
        elif scenario in {"html", "404html"}:
            self._send(200 if scenario == "html" else 404, "<html>Sign in</html>", "text/html")
        elif scenario == "reset":
            self._reset()
        elif self.path.endswith("/embeddings"):
            letters = ascii_lowercase[:13] if scenario == "short" else ascii_lowercase
            self._send(200, json.dumps({"object": "list", "data": _vectors(body["input"], letters)}))
        elif scenario == "hang":
            self._wait_for_the_client()
        else:
            self._stream(scenario, usage=bool((body.get("stream_options") or {}).get("include_usage")))

    def _stream(self, scenario: str, *, usage: bool) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        says = self.fake.queue.pop(0) if self.fake.queue else self.fake.says
        words = [] if scenario in {"nochoices", "empty"} else says.split(" ")
        if scenario == "nochoices":
            self._event({"choices": []})
        if scenario in {"endless", "flood"}:
            words *= 100_000
        try:
            for number, word in enumerate(words):
                if number == 2 and not self._goes_on(scenario):
                    return
                self._event(_chunk({"content": word if number == 0 else f" {word}"}))
                time.sleep(PACE.get(scenario, 0))
        except OSError:
            self.fake.hung_up.set()
            return
        if scenario == "unended":
            self._raw(b"")
            return
        if scenario != "nochoices":
            self._event(_chunk({}, ENDINGS.get(scenario, "stop")))
        if usage:
            cached = {"prompt_tokens_details": {"cached_tokens": 4}}
            counted = {"prompt_tokens": 10, "completion_tokens": 9, "total_tokens": 19, **cached}
            self._event({"choices": [], "usage": counted})
        self._raw(b"data: [DONE]\n\n")
        self._raw(b"")

    def _goes_on(self, scenario: str) -> bool:
        if scenario == "midreset":
            self._reset()
        elif scenario == "midend":
            self._raw(b"")
        elif scenario in {"stall", "rest"}:
            self.fake.stop_waiting.wait(30)
            return scenario == "rest"
        elif scenario == "kept":
            while True:  # until the client goes away
                self._raw(b": keepalive\n\n")
                time.sleep(0.05)
        elif scenario == "badjson":
            self._raw(b'data: {"choices": [{"ind\n\n')
        elif scenario in ODD:
            self._raw(b"data: " + ODD[scenario] + b"\n\n")
        elif scenario == "miderror":
            self._raw(b'data: {"error": {"message": "boom", "type": "server_error", "code": null}}\n\n')
        else:
            return True
        return False

    def _wait_for_the_client(self) -> None:
        """Say nothing until the client goes away."""
        while not self.fake.stop_waiting.is_set():
            if select.select([self.connection], [], [], 0.02)[0] and not self.connection.recv(1):
                self.fake.hung_up.set()
                return

    def _event(self, facts: dict[str, Any]) -> None:
        shared = {"id": "c1", "object": "chat.completion.chunk", "created": 0, "model": "fake"}
        self._raw(b"data: " + json.dumps({**shared, **facts}).encode() + b"\n\n")

    def _raw(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _send(self, status: int, text: str, kind: str = "application/json", retry_after: str = "") -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        if retry_after:
            self.send_header("retry-after", retry_after)
        self.end_headers()
        self.wfile.write(data)

    def _reset(self) -> None:
        """Close so that the client sees a reset, not an end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.wfile = io.BytesIO()  # what is still flushed goes nowhere


def _chunk(delta: dict[str, Any], ended_by: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": ended_by}]}


def _vectors(texts: list[str], letters: str) -> list[dict[str, Any]]:
    """How often each of *letters* stands in each text: like texts have like vectors."""
    return [
        {"object": "embedding", "index": number, "embedding": [text.lower().count(letter) + 0.01 for letter in letters]}
        for number, text in enumerate(texts)
    ]
