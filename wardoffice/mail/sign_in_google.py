"""Signing in at Google: authorization code with PKCE in the system's browser, by the library Authlib.

The office registers a desktop app of its own in Google Cloud, with the scope ``https://mail.google.com/``;
Google gives such an app a secret, which is none to whoever has the program, and is kept in the keyring still.
(Google, "OAuth 2.0 for Mobile & Desktop Apps".)
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from wardoffice.domain.ports import Cancelled
from wardoffice.mail.sign_in_browser import OpenPage, loopback_page, show_page
from wardoffice.mail.sign_in_tokens import (
    ASK_SECONDS,
    asking,
    kept_answer,
    no_client_id,
    no_token,
    not_installed,
    provider_away,
    sign_in_again,
)

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

AUTHORIZE = "https://accounts.google.com/o/oauth2/v2/auth"
TOKEN = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
SCOPE = "https://mail.google.com/"
_NAME = "Google"
_EARLY_SECONDS = 120.0
"""A token that ends this soon is renewed before it is used."""

_VERIFIER_LENGTH = 64  # characters, of the 43 to 128 that RFC 7636 allows


class GoogleTokens:
    """Implements TokenProvider; what is kept is the last token answer as JSON.

    ``app_secret`` gives the app's secret, "" where it has none. ``user`` is offered on the sign-in page.
    ``certificates`` is a file of certificates to trust instead of the usual ones.
    """

    name = _NAME

    def __init__(
        self,
        client_id: str,
        app_secret: Callable[[], str],
        user: str,
        *,
        authorize: str = AUTHORIZE,
        token: str = TOKEN,
        certificates: str | None = None,
    ) -> None:
        self._client_id = client_id
        self._app_secret = app_secret
        self._user = user
        self._authorize = authorize
        self._token = token
        # Told with each request: a session's own word yields to the environment's.
        self._verify = certificates or True

    def token(self, kept: str, *, fresh: bool) -> tuple[str, str]:
        """See TokenProvider."""
        self._require_app()
        known = _known(kept)
        if not fresh and known.get("expires_at", 0) - _EARLY_SECONDS > time.time():
            return known["access_token"], kept
        with self._session("") as session:
            got = session.refresh_token(
                self._token, refresh_token=known["refresh_token"], verify=self._verify
            )
            # Google gives the long-lived one only at the first time.
            return _access(got), json.dumps({**known, **got})

    def ask(self, open_page: OpenPage, cancelled: Cancelled) -> str:
        """See TokenProvider."""
        with loopback_page() as page, self._session(page.address) as session:
            from authlib.common.security import generate_token

            verifier = generate_token(_VERIFIER_LENGTH)
            address, state = session.create_authorization_url(
                self._authorize,
                code_verifier=verifier,
                access_type="offline",
                prompt="consent select_account",
                login_hint=self._user,
            )
            show_page(open_page, address)
            answer = page.wait(state, cancelled)
            if "code" not in answer:
                raise sign_in_again(_NAME, answer.get("error_description") or answer["error"])
            got = session.fetch_token(
                self._token, code=answer["code"], code_verifier=verifier, verify=self._verify
            )
            if not got.get("refresh_token"):
                raise sign_in_again(_NAME, "no refresh_token")
            _access(got)
            return json.dumps(got)

    def _require_app(self) -> None:
        if not self._client_id:
            raise no_client_id(_NAME)

    @contextmanager
    def _session(self, redirect: str) -> "Iterator[OAuth2Session]":
        self._require_app()
        try:
            from authlib.integrations.base_client import OAuthError
            from authlib.integrations.requests_client import OAuth2Session
        except ImportError as missing:
            raise not_installed(_NAME, "google") from missing
        secret = self._app_secret()
        with (
            asking(_NAME),
            OAuth2Session(
                self._client_id,
                secret or None,
                # In the body, where Google documents it.
                token_endpoint_auth_method="client_secret_post" if secret else "none",
                scope=SCOPE,
                redirect_uri=redirect or None,
                code_challenge_method="S256",
                default_timeout=ASK_SECONDS,
            ) as session,
        ):
            try:
                yield session
            except OAuthError as refused:
                raise no_token(_NAME, refused.error, refused.description) from refused


def _known(kept: str) -> dict[str, Any]:
    known = kept_answer(_NAME, kept)
    if not known.get("refresh_token"):
        raise sign_in_again(_NAME, "")
    return {"access_token": "", **known}


def _access(got: dict[str, Any]) -> str:
    token = got.get("access_token")
    if not isinstance(token, str) or not token:
        raise provider_away(_NAME, "no access_token")
    return token
