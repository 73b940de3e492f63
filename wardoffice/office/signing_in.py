"""A person signs in to a mailbox: with a password, or on the provider's page in the browser.

What was typed is tried at the mail server before it is kept. Afterwards the mailbox wants nothing any more,
and the next reading goes on where the last one ended.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.mailboxes import SignInWay
from wardoffice.domain.ports import Cancelled, Secrets
from wardoffice.language import text
from wardoffice.mail.sign_in import PasswordSignIn, SignIn
from wardoffice.mail.sign_in_browser import OpenPage
from wardoffice.mail.sign_in_tokens import TokenSignIn
from wardoffice.mail.stopping import aborting_when
from wardoffice.office.mailboxes import Mailboxes


class SignInPlace(Protocol):
    """A server that one signs in to: a mailbox, or what sends mail."""

    def connect(self) -> AbstractContextManager[object]:
        """Sign in; raises MailboxError, or CancelledError after ``abort``."""
        ...

    def abort(self) -> None:
        """From any thread: end what is under way. Never waits."""
        ...


@dataclass(frozen=True, slots=True)
class MailDoor:
    """How one mailbox, or what sends mail, is got into.

    ``sign_in`` is what all who use it share, ``place`` makes one that signs in by another, and ``secret``
    names its password in the keyring.
    """

    account: str
    way: SignInWay
    sign_in: PasswordSignIn | TokenSignIn
    place: Callable[[SignIn], SignInPlace]
    secret: str


class SigningIn:
    """Signs in to the mailboxes that are set up; ``told`` is told the account somebody signed in to."""

    def __init__(
        self,
        mailboxes: Mailboxes | None,
        doors: Sequence[MailDoor],
        secrets: Secrets,
        told: Callable[[str], None] = lambda _account: None,
    ) -> None:
        self._mailboxes = mailboxes
        self._told = told
        self._doors = {door.account: door for door in doors}
        self._secrets = secrets

    @property
    def accounts(self) -> tuple[tuple[str, SignInWay], ...]:
        """Every mailbox and how one signs in to it, in the order of the settings."""
        return tuple((door.account, door.way) for door in self._doors.values())

    def numbered(self, number: int) -> tuple[str, SignInWay]:
        """The so-many-th mailbox, counted from 1 as in the settings; CannotDoError where there is none."""
        if not 1 <= number <= len(self._doors):
            raise CannotDoError(
                text("There is no mailbox {number} in the settings.", number=number),
                text("Nothing was changed."),
                text("“wardoffice config list” names those there are."),
            )
        return self.accounts[number - 1]

    def with_password(self, actor: Actor, account: str, password: str, cancelled: Cancelled) -> None:
        """Try a password, and keep it in the keyring if the server takes it.

        Raises SignInRefusedError, MailboxUnreachableError, SecretsError, CancelledError, or CannotDoError for
        a mailbox that takes no password.
        """
        require(actor, Doing.SYNC)
        door = self._door(account)
        if not isinstance(door.sign_in, PasswordSignIn):
            raise _other_way(account)
        self._secrets.get(door.secret)  # where there is no keyring, say so before the server is asked
        self._try(door, PasswordSignIn(account, lambda: password), cancelled)
        self._secrets.put(door.secret, password)
        door.sign_in.forget_refusals()
        self._signed_in(account)

    def in_browser(self, actor: Actor, account: str, open_page: OpenPage, cancelled: Cancelled) -> None:
        """Let the provider ask in the browser, keep its tokens in the keyring, and try them.

        Raises what ``with_password`` does, SettingsError too.
        """
        require(actor, Doing.SYNC)
        door = self._door(account)
        if not isinstance(door.sign_in, TokenSignIn):
            raise _other_way(account)
        door.sign_in.sign_in(open_page, cancelled)
        self._try(door, door.sign_in, cancelled)
        self._signed_in(account)

    def _door(self, account: str) -> MailDoor:
        try:
            return self._doors[account]
        except KeyError:
            raise CannotDoError(
                text("There is no mailbox {account} in the settings.", account=account),
                text("Nothing was changed."),
            ) from None

    def _try(self, door: MailDoor, sign_in: SignIn, cancelled: Cancelled) -> None:
        place = door.place(sign_in)
        with aborting_when(cancelled, place.abort), place.connect():
            pass

    def _signed_in(self, account: str) -> None:
        if self._mailboxes is not None:
            self._mailboxes.signed_in(account)
        self._told(account)


def _other_way(account: str) -> CannotDoError:
    return CannotDoError(
        text("One signs in to the mailbox {account} in another way.", account=account),
        text("Nothing was changed."),
        text("“mail.sign_in” in the settings says how."),
    )
