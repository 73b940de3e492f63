"""What a worker process does with a mail that is to leave: megabytes of base64 would hold up the window."""

from dataclasses import dataclass
from datetime import datetime
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


def render_mail(job: RenderingJob) -> bytes:
    """The bytes that go out."""
    content = dict(zip(job.mail.files, job.files, strict=True))
    return compose(job.mail, job.office, job.message_id, job.at, lambda each: content[each].read_bytes())
