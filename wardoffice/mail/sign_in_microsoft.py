"""Signing in at Microsoft 365: authorization code with PKCE in the system's browser, by the library msal.

The office registers an app of its own in Entra (public client, redirect ``http://localhost``) with the
delegated permissions IMAP.AccessAsUser.All and SMTP.Send of Office 365 Exchange Online.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from wardoffice.domain.ports import Cancelled
from wardoffice.mail.sign_in_browser import OpenPage, loopback_page, show_page
from wardoffice.mail.sign_in_tokens import (
    ASK_SECONDS,
    asking,
    kept_answer,
    no_client_id,
    no_token,
    not_installed,
)

if TYPE_CHECKING:
    from msal import PublicClientApplication, SerializableTokenCache

AUTHORITY = "https://login.microsoftonline.com"
SCOPES = ["https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send"]
_NAME = "Microsoft"


class MicrosoftTokens:
    """Implements TokenProvider; what is kept is msal's own cache.

    ``user`` is offered on the sign-in page; somebody else may sign in who may read that mailbox.
    ``certificates`` is a file of certificates to trust instead of the usual ones.
    """

    name = _NAME

    def __init__(
        self,
        client_id: str,
        tenant: str,
        user: str,
        *,
        authority: str = AUTHORITY,
        certificates: str | None = None,
    ) -> None:
        self._client_id = client_id
        self._tenant = tenant
        self._user = user
        self._authority = authority
        self._certificates = certificates

    def token(self, kept: str, *, fresh: bool) -> tuple[str, str]:
        """See TokenProvider."""
        with self._app(kept) as (app, cache):
            if fresh:
                # One that came for other scopes would stay in the cache beside it, and be found first.
                for old in list(cache.search(cache.CredentialType.ACCESS_TOKEN)):
                    cache.remove_at(old)
            accounts = app.get_accounts()
            result = app.acquire_token_silent_with_error(SCOPES, accounts[0]) if accounts else None
            return _token_of(result or {}), cache.serialize()

    def ask(self, open_page: OpenPage, cancelled: Cancelled) -> str:
        """See TokenProvider."""
        with self._app("") as (app, cache), loopback_page() as page:
            flow = app.initiate_auth_code_flow(
                SCOPES,
                redirect_uri=page.address,
                login_hint=self._user,
                prompt="select_account",
                # So the code stands in no address, which browsers keep (RFC 9700, section 4.3.1).
                response_mode="form_post",
            )
            show_page(open_page, flow["auth_uri"])
            answer = page.wait(flow["state"], cancelled)
            _token_of(app.acquire_token_by_auth_code_flow(flow, answer))
            kept: str = cache.serialize()
            return kept

    @contextmanager
    def _app(self, kept: str) -> "Iterator[tuple[PublicClientApplication, SerializableTokenCache]]":
        if not self._client_id:
            raise no_client_id(_NAME)
        try:
            import msal
            import requests
        except ImportError as missing:
            raise not_installed(_NAME, "microsoft") from missing
        cache = msal.SerializableTokenCache()
        if kept:
            kept_answer(_NAME, kept)  # msal would read anything, and ask as if nobody had signed in
            cache.deserialize(kept)
        # A discovery that fails may be any of these.
        with asking(_NAME, msal.exceptions.MsalError, RuntimeError), requests.Session() as http:
            # Told with each request: a session's own word yields to the environment's.
            verify = self._certificates or True
            http.request = partial(http.request, timeout=ASK_SECONDS, verify=verify)  # type: ignore[method-assign]
            ours = self._authority == AUTHORITY
            yield (
                msal.PublicClientApplication(
                    self._client_id,
                    authority=f"{self._authority}/{self._tenant}",
                    token_cache=cache,
                    http_client=http,
                    # Only Microsoft's own host knows the others of its name.
                    instance_discovery=None if ours else False,
                ),
                cache,
            )


def _token_of(result: dict[str, str]) -> str:
    if "access_token" in result:
        return result["access_token"]
    raise no_token(_NAME, result.get("error", ""), result.get("error_description", ""))
