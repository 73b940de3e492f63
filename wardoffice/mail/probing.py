"""Looks at the office inbox: signs in and out again, and reads nothing."""

import time

from wardoffice.domain.errors import MailboxError, SignInRefusedError
from wardoffice.domain.hosts import is_this_machine
from wardoffice.domain.ports import Cancelled, Mailbox
from wardoffice.domain.watching import Answered, EndpointAddress, EndpointKind, Outcome
from wardoffice.mail.stopping import aborting_when


class MailEndpoint:
    """A mailbox; implements the ``Endpoint`` port. ``mailbox`` is one nobody else reads from."""

    def __init__(self, mailbox: Mailbox, host: str, port: int, *, tls: bool) -> None:
        self._mailbox = mailbox
        self.tls = (host, port) if tls else None
        self.address = EndpointAddress(
            f"mail:{mailbox.account}",
            EndpointKind.MAIL,
            mailbox.account,
            f"{host}:{port}",
            encrypted=tls,
            here=is_this_machine(host),
        )

    def look(self, cancelled: Cancelled) -> Answered:
        """Sign in; raises CancelledError when stopped, SecretsError where its password cannot be had."""
        began = time.monotonic()
        with aborting_when(cancelled, self._mailbox.abort):
            try:
                with self._mailbox.connect():
                    took = round((time.monotonic() - began) * 1000)
            except SignInRefusedError as trouble:
                return Answered(Outcome.ERRORS, failed=1, trouble=str(trouble))
            except MailboxError as trouble:
                return Answered(Outcome.DOWN, failed=1, trouble=str(trouble))
        return Answered(Outcome.UP, milliseconds=took)
