"""Signing in by a provider's tokens: kept in the keyring, renewed quietly, got by a person in the browser."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from wardoffice.domain.errors import (
    MailboxError,
    MailboxUnreachableError,
    SettingsError,
    SignInRefusedError,
)
from wardoffice.domain.ports import Cancelled, Secrets
from wardoffice.language import text
from wardoffice.mail.sign_in import BearerToken, Credential, Refusals
from wardoffice.mail.sign_in_browser import OpenPage

_NOT_NOW = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
"""Errors of a provider that pass by themselves (RFC 6749, section 4.1.2.1; RFC 8628, section 3.5)."""

ASK_SECONDS = 15.0
"""How long a provider may take to answer one question."""


class TokenProvider(Protocol):
    """Who gives the tokens. ``kept`` is what it wants kept between two questions; it holds secrets."""

    @property
    def name(self) -> str:
        """Its name, as people know it."""
        ...

    def token(self, kept: str, *, fresh: bool) -> tuple[str, str]:
        """An access token, and what is to be kept from now on; ``fresh`` takes none that was given before.

        Raises SignInRefusedError where a person must sign in again, MailboxUnreachableError where it does
        not answer, SettingsError where what the office brings is missing.
        """
        ...

    def ask(self, open_page: OpenPage, cancelled: Cancelled) -> str:
        """Let a person sign in in the browser; returns what is to be kept. Raises as ``token`` does."""
        ...


class TokenSignIn:
    """Implements SignIn by a provider's tokens; they live under ``secret`` in ``secrets``, nowhere else."""

    def __init__(
        self,
        account: str,
        provider: TokenProvider,
        secrets: Secrets,
        secret: str,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account = account
        self._provider = provider
        self._secrets = secrets
        self._secret = secret
        self._refusals = Refusals(clock)
        self._turn = threading.Lock()

    def credential(self) -> Credential:
        """A token that should be good; see SignIn."""
        token = self._token(fresh=False)
        self._refusals.check(token)
        return token

    def renewed(self, refused: Credential) -> Credential | None:
        """A token newer than the refused one: another thread may have renewed it already."""
        token = self._token(fresh=False)
        return token if token != refused else self._token(fresh=True)

    def refused(self, credential: Credential, error: SignInRefusedError) -> None:
        """See SignIn."""
        self._refusals.remember(credential, error)

    def sign_in(self, open_page: OpenPage, cancelled: Cancelled) -> None:
        """Let a person sign in in the browser and keep what comes of it; raises as TokenProvider.ask does."""
        self._secrets.get(self._secret)  # where there is no keyring, say so before anybody types a password
        kept = self._provider.ask(open_page, cancelled)
        with self._turn:
            self._secrets.put(self._secret, kept)
        self._refusals.forget()

    def _token(self, *, fresh: bool) -> BearerToken:
        with self._turn:
            kept = self._secrets.get(self._secret)
            if not kept:
                raise self._nobody_yet()
            token, keep = self._provider.token(kept, fresh=fresh)
            if keep != kept:
                self._secrets.put(self._secret, keep)
        return BearerToken(token)

    def _nobody_yet(self) -> SignInRefusedError:
        return SignInRefusedError(
            text(
                "Nobody has signed in to the mailbox {account} at {provider} yet.",
                account=self._account,
                provider=self._provider.name,
            ),
            text("The mail server was not asked; no mail is lost or changed."),
            text("Sign in to the mailbox."),
        )


@contextmanager
def asking(provider: str, *failures: type[Exception]) -> Iterator[None]:
    """Ask a provider inside this: ``failures`` of its library and of the network are told as no answer."""
    try:
        yield
    except MailboxError:
        raise
    except Exception as trouble:
        if not isinstance(trouble, (OSError, ValueError, *failures)):  # the errors of requests are OSErrors
            raise
        raise provider_away(provider, str(trouble)) from trouble


def no_token(provider: str, error: str, reason: str) -> SignInRefusedError | MailboxUnreachableError:
    """What it means that a provider answers with an ``error`` (RFC 6749, section 5.2) and its ``reason``."""
    told = provider_away if error in _NOT_NOW else sign_in_again
    return told(provider, reason or error)


def kept_answer(provider: str, kept: str) -> dict[str, Any]:
    """What was kept between two questions; raises SignInRefusedError where that is no JSON object."""
    try:
        known = json.loads(kept)
    except ValueError as unreadable:
        raise sign_in_again(provider, "") from unreadable
    if not isinstance(known, dict):
        raise sign_in_again(provider, "")
    return known


def sign_in_again(provider: str, reason: str) -> SignInRefusedError:
    """The provider gives no token without a person; ``reason`` is in its own words."""
    return SignInRefusedError(
        text("{provider} wants you to sign in to the mailbox again.", provider=provider),
        text("No mail was read or changed."),
        text("Sign in to the mailbox. {reason}", reason=_bracketed(reason)).strip(),
    )


def provider_away(provider: str, reason: str) -> MailboxUnreachableError:
    """The provider did not answer as it should."""
    return MailboxUnreachableError(
        text("The sign-in service of {provider} does not answer.", provider=provider),
        text("No mail is lost or changed; what was read so far is kept."),
        text("The program tries again by itself. {reason}", reason=_bracketed(reason)).strip(),
    )


def not_installed(provider: str, extra: str) -> SettingsError:
    """A library that this way of signing in needs is not there."""
    return SettingsError(
        text(
            "This Ward Office was installed without what signing in at {provider} needs.", provider=provider
        ),
        text("No mail was read or changed."),
        text("Install it with “pip install wardoffice[{extra}]”, or use an app password.", extra=extra),
    )


def no_client_id(provider: str) -> SettingsError:
    """The office has not said by which app of its own it signs in."""
    return SettingsError(
        text("The settings name no app of the office at {provider}.", provider=provider),
        text("No mail was read or changed."),
        text("Register an app there and say its id: wardoffice config set mail.client_id ID"),
    )


_LONGEST_REASON = 200


def _bracketed(reason: str) -> str:
    words = " ".join(reason.split())[:_LONGEST_REASON]
    return f"({words})" if words else ""
