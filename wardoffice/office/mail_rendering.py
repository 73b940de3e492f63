"""What worker processes do with many mails that are to leave.

Megabytes of base64 would hold up the window, and so would writing fifty heads and reading them back (P10).
"""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from wardoffice.domain.outgoing_mail import OfficeAddress, OutgoingMail
from wardoffice.mail.composing import compose


@dataclass(frozen=True, slots=True)
class RenderingJob:
    """A mail, its Message-ID and hour (aware UTC), and where each of its files lies, in their order."""

    mail: OutgoingMail
    office: OfficeAddress
    message_id: str
    at: datetime
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class DraftedMail:
    """What whoever gets a mail reads of it, from its own bytes; ``size`` is without what is in its files."""

    sender: str
    to: str
    subject: str
    text: str
    size: int


def draft_mail(job: RenderingJob) -> DraftedMail:
    """The mail as it would go out, but for what is in its files, read back."""
    raw = compose(job.mail, job.office, job.message_id, job.at, lambda _file: b"")
    shown = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    body = shown.get_body(("plain",))
    return DraftedMail(
        sender=str(shown["From"]),
        to=str(shown["To"]),
        subject=str(shown["Subject"]),
        text=str(body.get_content()) if body is not None else "",
        size=len(raw),
    )


def render_mail(job: RenderingJob) -> bytes:
    """The bytes that go out."""
    content = dict(zip(job.mail.files, job.files, strict=True))
    return compose(job.mail, job.office, job.message_id, job.at, lambda each: content[each].read_bytes())
