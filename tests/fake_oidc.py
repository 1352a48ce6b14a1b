"""A small OpenID Connect provider on loopback: it lets in whoever `provider.user` names, without a question.

`with Provider() as provider:` and then `provider.secrets(address)` is what Streamlit's `secrets.toml` holds.
"""

import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "article-assistant"


@dataclass
class Provider:
    user: str = "ada"

    def __enter__(self) -> Self:
        provider = self
        self.key = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
        self.nonces: dict[str, tuple[str, str]] = {}

        class Handler(_Handler):
            pass

        Handler.provider = provider
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def secrets(self, address: str) -> str:
        return (
            f'[auth]\nredirect_uri = "{address}/oauth2callback"\ncookie_secret = "{"secret" * 6}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "secret"\n'
            f'server_metadata_url = "{self.issuer}/.well-known/openid-configuration"\n'
        )


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay quiet."""

    def do_GET(self) -> None:
        issuer = self.provider.issuer
        path, asked = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        if path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        elif path == "/keys":
            self._json({"keys": [self.provider.key.as_dict(private=False)]})
        elif path == "/authorize":
            code = f"code{len(self.provider.nonces)}"
            self.provider.nonces[code] = (asked.get("nonce", [""])[0], self.provider.user)
            back = urlencode({"code": code, "state": asked["state"][0]})
            self.send_response(302)
            self.send_header("location", f"{asked['redirect_uri'][0]}?{back}")
            self.end_headers()
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        nonce, user = self.provider.nonces[body["code"][0]]
        now = int(time.time())
        claims = {"iss": self.provider.issuer, "sub": user, "aud": CLIENT, "iat": now, "exp": now + 3600}
        claims |= {"nonce": nonce, "name": f"{user.title()} *Reed*", "email": f"{user}@example.org"}
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.provider.key)
        self._json({"access_token": "access", "token_type": "Bearer", "expires_in": 3600, "id_token": token})

    def _json(self, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
