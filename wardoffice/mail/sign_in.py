"""What a mailbox is signed in to with: a password, or a token that a provider gives for a while.

A refused sign-in is no mail's fault and is not repeated at once: providers lock an account after a few wrong
passwords, and Dovecot answers ever more slowly.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from wardoffice.domain.errors import SignInRefusedError
from wardoffice.language import text

QUIET_SECONDS = 3600.0
"""How long the same password or token is not tried again after it was refused."""


@dataclass(frozen=True, slots=True)
class Password:
    """A password or app password."""

    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BearerToken:
    """An access token for SASL XOAUTH2."""

    words: str = field(repr=False)


Credential = Password | BearerToken


class XOauth2:
    """Answers a server's SASL challenges, as imaplib asks: first the token, then nothing.

    The server tells why it refuses in a second challenge, and says NO only after an empty answer to it
    (Google, "The SASL XOAUTH2 Mechanism").
    """

    def __init__(self, user: str, token: str) -> None:
        self._answer = f"user={user}\x01auth=Bearer {token}\x01\x01".encode()

    def __call__(self, _challenge: bytes) -> bytes:
        """The answer to the next challenge."""
        answer, self._answer = self._answer, b""
        return answer


class SignIn(Protocol):
    """What a mailbox is signed in to with, one object for all who connect to it. Safe from any thread."""

    def credential(self) -> Credential:
        """What to try.

        Raises SignInRefusedError where a person must sign in, SecretsError without a keyring, and
        MailboxUnreachableError where the provider of tokens does not answer.
        """
        ...

    def renewed(self, refused: Credential) -> Credential | None:
        """What to try once more at once, or None; raises as ``credential`` does."""
        ...

    def refused(self, credential: Credential, error: SignInRefusedError) -> None:
        """The server would not take it, and it is not tried again for a while."""
        ...


class Refusals:
    """Remembers what was refused last, so that it is not tried again within QUIET_SECONDS."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: tuple[Credential, SignInRefusedError, float] | None = None

    def remember(self, credential: Credential, error: SignInRefusedError) -> None:
        """This was refused just now."""
        self._last = credential, error, self._clock()

    def check(self, credential: Credential) -> None:
        """Raises the refusal of this very credential, if it is fresh."""
        last = self._last
        if last is not None and last[0] == credential and self._clock() - last[2] < QUIET_SECONDS:
            raise SignInRefusedError(last[1].happened, last[1].safe, last[1].next_step)

    def forget(self) -> None:
        """Try anew: a person signed in."""
        self._last = None


class PasswordSignIn:
    """A password or app password; ``source`` gives it, "" where there is none, and may raise SecretsError."""

    def __init__(
        self, account: str, source: Callable[[], str], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._account = account
        self._source = source
        self._refusals = Refusals(clock)

    def credential(self) -> Credential:
        """The password; see SignIn."""
        password = Password(self._source())
        if not password.words:
            raise SignInRefusedError(
                text(
                    "The password of the mailbox {account} is not known on this computer.",
                    account=self._account,
                ),
                text("The mail server was not asked; no mail is lost or changed."),
                text("Sign in to the mailbox."),
            )
        self._refusals.check(password)
        return password

    def renewed(self, refused: Credential) -> Credential | None:  # noqa: ARG002 - the port's own name
        """There is only the one."""
        return None

    def refused(self, credential: Credential, error: SignInRefusedError) -> None:
        """See SignIn."""
        self._refusals.remember(credential, error)

    def forget_refusals(self) -> None:
        """A person says that it is right: try it again."""
        self._refusals.forget()
