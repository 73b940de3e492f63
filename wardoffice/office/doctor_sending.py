"""The check-up of the way out: whether the server that sends mail lets us in, and how much it takes."""

import time
from collections.abc import Iterator

from wardoffice.domain.errors import MailboxError, SecretsError
from wardoffice.domain.health import Finding, ok, problem, warning
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.sending_ports import MailSender
from wardoffice.language import text
from wardoffice.mail.stopping import aborting_when

_SMALL = 10_000_000
"""Below so many bytes a mail with three photos is cut short."""


def check_sending(sender: MailSender, cancelled: Cancelled) -> Iterator[Finding]:
    """Connect, encrypt and sign in as for sending; no mail is sent."""
    began = time.monotonic()
    try:
        with aborting_when(cancelled, sender.abort), sender.connect() as session:
            took, limit = round((time.monotonic() - began) * 1000), session.size_limit
    except (MailboxError, SecretsError) as trouble:
        yield problem(
            "sending",
            text("Mail cannot be sent by {name}: {why}", name=sender.account, why=trouble.happened),
            trouble.next_step,
        )
        return
    size = text("of any size") if limit is None else text("up to {size:.0f} MB", size=limit / 1e6)
    yield ok(
        "sending",
        text(
            "Mail can be sent by {name}, {size}: {time} ms.", name=sender.account, size=size, time=f"{took:,}"
        ),
    )
    if limit is not None and limit < _SMALL:
        yield warning(
            "sending",
            text("The server takes small mails only: photos are made smaller, or fewer are sent."),
            text("Ask the mail provider for a higher limit."),
        )
