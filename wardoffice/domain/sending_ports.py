"""What a way out for the office's mail must look like: implemented in ``mail``, by fakes in tests."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from wardoffice.domain.outgoing_mail import RecipientAnswer

Finishing = Callable[[Sequence[RecipientAnswer]], None]
"""Called with what was said of each recipient, once all of a mail but its last line is over there."""


class SendSession(Protocol):
    """One open, signed-in connection to a server that sends mail (SMTP, RFC 5321)."""

    @property
    def size_limit(self) -> int | None:
        """The most bytes of a mail, as the server says (RFC 1870); None where it does not."""
        ...

    def hand_over(
        self, sender: str, recipients: Sequence[str], raw: bytes, finishing: Finishing
    ) -> Sequence[RecipientAnswer]:
        """Hand over these bytes once, and give what was said of each recipient.

        Where none of them was accepted, nothing was handed over. Else ``finishing`` is called when the whole
        body is over there, before the line that ends it is sent: whatever is raised until it returned means
        that the mail did not leave. Raises MailNotSentError or MailRefusedError for the mail as a whole, and
        MailFateUnknownError only after ``finishing``.
        """
        ...


class MailSender(Protocol):
    """A way out for the office's mail."""

    @property
    def account(self) -> str:
        """Its name for people and for the keyring: user@host."""
        ...

    def connect(self) -> AbstractContextManager[SendSession]:
        """Connect and sign in; raises MailNotSentError or SignInRefusedError."""
        ...

    def abort(self) -> None:
        """From any thread: end what is under way, which then raises CancelledError. Never waits."""
        ...


class SentCopies(Protocol):
    """The folders of a mailbox where the provider, or we, keep what was sent."""

    def look(self, message_ids: Collection[str]) -> frozenset[str] | None:
        """Those of these Message-IDs that lie there; None where no folder of sent mail is known.

        Raises MailboxUnreachableError, SignInRefusedError, or CancelledError.
        """
        ...

    def keep(self, raw: bytes, message_id: str, at: datetime) -> bool:
        """Put a mail sent at ``at`` (aware UTC) there as seen, unless it is there; False where there is none.

        Raises as ``look`` does.
        """
        ...

    def abort(self) -> None:
        """From any thread: end what is under way, which then raises CancelledError. Never waits."""
        ...
