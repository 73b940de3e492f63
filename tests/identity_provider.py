"""A made-up identity provider on loopback: OAuth 2.0 with PKCE (RFC 6749, 7636), OpenID discovery,
introspection (RFC 7662). It speaks TLS with a certificate for localhost, as msal wants it; introspection is
also answered without, as Dovecot asks it.
"""

import base64
import hashlib
import itertools
import json
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from tests.dovecot import write_certificate


@dataclass
class Grant:
    user: str
    challenge: str = ""
    redirect_uri: str = ""
    nonce: str = ""


@dataclass
class IdentityProvider:
    """``user`` is who signs in on its page. Tokens are made up and counted, so that a test can name them."""

    folder: Path
    user: str = "ward25"
    url: str = ""
    plain_url: str = ""
    codes: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    """Active access tokens, and whose they are."""

    refreshes: dict[str, str] = field(default_factory=dict)
    """Refresh tokens that are good, and whose they are."""

    asked: list[dict[str, str]] = field(default_factory=list)
    """Every form that came to the token endpoint."""

    page_error: str = ""
    """What the sign-in page answers instead of a code."""

    down: bool = False
    seconds: int = 3600
    rotates: bool = True
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def certificates(self) -> str:
        return str(self.folder / "cert.pem")

    def expire_all(self) -> None:
        """No access token that was given is good any more."""
        self.tokens.clear()

    def revoke_all(self) -> None:
        """Somebody must sign in again."""
        self.tokens.clear()
        self.refreshes.clear()

    def browse(self, address: str) -> bool:
        """Be the browser and the person in it: open the page, sign in, follow it back."""
        context = ssl.create_default_context(cafile=self.certificates)

        def follow() -> None:
            try:
                with urllib.request.urlopen(address, context=context, timeout=10) as page:
                    form = page.read().decode() if page.headers.get_content_type() == "text/plain" else ""
                if form:
                    where, _, sent = form.partition(" ")
                    urllib.request.urlopen(where, sent.encode(), timeout=10).close()
            except urllib.error.URLError:
                return

        threading.Thread(target=follow, daemon=True).start()
        return True

    def authorize(self, query: dict[str, str]) -> str:
        """What the browser brings back."""
        back = {"state": query["state"]}
        if self.page_error:
            back["error"] = self.page_error
        else:
            code = f"code-{next(self._numbers)}"
            assert query["code_challenge_method"] == "S256"
            self.codes[code] = Grant(
                self.user, query["code_challenge"], query["redirect_uri"], query.get("nonce", "")
            )
            back["code"] = code
        return urlencode(back)

    def grant(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The token endpoint's answer."""
        self.asked.append(form)
        if self.down:
            return 503, {"error": "temporarily_unavailable"}
        if form["grant_type"] == "refresh_token":
            user = self.refreshes.get(form["refresh_token"])
            if user is None:
                return 400, {"error": "invalid_grant", "error_description": "The refresh token is gone."}
            return 200, self._answer(user, form, "", refresh=self.rotates)
        grant = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if grant is None or grant.challenge != proof or grant.redirect_uri != form["redirect_uri"]:
            return 400, {"error": "invalid_grant", "error_description": "No such code."}
        return 200, self._answer(grant.user, form, grant.nonce, refresh=True)

    def introspect(self, token: str) -> dict[str, Any]:
        user = self.tokens.get(token)
        return {"active": user is not None, "user": user or "", "scope": "mail"}

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": f"{self.url}/made-up/v2.0",
            "authorization_endpoint": f"{self.url}/made-up/authorize",
            "token_endpoint": f"{self.url}/made-up/token",
        }

    def _answer(self, user: str, form: dict[str, str], nonce: str, *, refresh: bool) -> dict[str, Any]:
        number = next(self._numbers)
        token = f"access-{number}-" + "x" * 1500  # as long as real ones
        self.tokens[token] = user
        answer: dict[str, Any] = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": self.seconds,
            "scope": form.get("scope", ""),
        }
        if refresh:
            answer["refresh_token"] = f"refresh-{number}-" + "y" * 1000
            self.refreshes[answer["refresh_token"]] = user
        if form.get("client_info"):  # what Microsoft's library asks for, to tell accounts apart
            claims = {
                "iss": f"{self.url}/made-up/v2.0",
                "sub": user,
                "oid": user,
                "tid": "made-up",
                "aud": form["client_id"],
                "iat": int(time.time()),
                "exp": int(time.time()) + 3600,
                "preferred_username": user,
                **({"nonce": nonce} if nonce else {}),
            }
            answer["id_token"] = ".".join([_packed({"alg": "none"}), _packed(claims), ""])
            answer["client_info"] = _packed({"uid": user, "utid": "made-up"})
        return answer


def _packed(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    provider: IdentityProvider

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust the certificate hangs up; the test sees it at its own end."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.endswith("openid-configuration"):
            self._say(200, self.server.provider.configuration())
            return
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        where, back = query["redirect_uri"], self.server.provider.authorize(query)
        if query.get("response_mode") == "form_post":
            # A real page holds a form that sends itself; our browser is told where and what in plain text.
            self._send(200, f"{where} {back}".encode(), "text/plain")
            return
        self.send_response(302)
        self.send_header("Location", f"{where}/?{back}")
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        if self.path.startswith("/introspect"):
            self._say(200, self.server.provider.introspect(form.get("token", "")))
        else:
            self._say(*self.server.provider.grant(form))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
        """Quietly."""

    def _say(self, status: int, answer: dict[str, Any]) -> None:
        self._send(status, json.dumps(answer).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def identity_provider(folder: Path) -> Iterator[IdentityProvider]:
    """One for as long as the block lasts; ``folder`` gets its certificate."""
    write_certificate(folder)
    provider = IdentityProvider(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    servers = []
    for tls in (True, False):
        server = _Server(("127.0.0.1", 0), _Handler)
        server.provider = provider
        if tls:
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
            provider.url = f"https://localhost:{server.server_port}"
        else:
            provider.plain_url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        servers.append((server, thread))
    try:
        yield provider
    finally:
        for server, thread in servers:
            server.shutdown()
            thread.join()
            server.server_close()
