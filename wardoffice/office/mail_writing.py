"""Puts a mail into the outbox: rendered first, then committed with the action that sends it (P3).

Nothing renders it again: whoever tries twice sends the same bytes under the same Message-ID.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.outgoing import OutboxKind, OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import RECALL, Addressee, OfficeAddress, OutgoingMail
from wardoffice.domain.ports import Cancelled
from wardoffice.language import text
from wardoffice.mail.addresses import sound_address
from wardoffice.mail.composing import new_message_id, subject_of
from wardoffice.office.mail_rendering import DraftedMail, RenderingJob, draft_mail, render_mail
from wardoffice.store.files import KeptFile
from wardoffice.store.fitting import fit
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment, OutboxMessage, OutboxRecipient, StoredFile
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.system.pool import Done, Failed, ParsingPool

T = TypeVar("T")

_AT_ONCE = 8
"""Mails that stand rendered in memory at one time: each may be as large as the server takes."""


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A mail whose bytes are kept: ``at`` (aware UTC) and ``message_id`` stand in them."""

    mail: OutgoingMail
    message_id: str
    subject: str
    raw: KeptFile
    at: datetime
    to: tuple[Addressee, ...]

    @property
    def size(self) -> int:
        """How many bytes go over the line."""
        return self.raw.size


class MailWriting:
    """Renders mails of the office and queues them; ``office`` is None where no address is set up."""

    def __init__(self, store: Store, office: OfficeAddress | None) -> None:
        self._store = store
        self._office = office

    @property
    def office(self) -> OfficeAddress | None:
        """Who mails come from, None where the settings name no address."""
        return self._office

    def render(self, mail: OutgoingMail) -> RenderedMail:
        """Make the bytes that go out, and keep them; raises CannotDoError where it cannot be sent to anybody.

        Works outside of any transaction: pictures are megabytes.
        """
        job = self._job(mail)
        return _rendered(job, self._store.files.keep(render_mail(job)))

    def render_all(self, mails: Sequence[OutgoingMail], pool: ParsingPool) -> list[RenderedMail]:
        """The same for several, in worker processes and several at once."""
        jobs = [self._job(mail) for mail in mails]
        kept: list[KeptFile] = []
        for start in range(0, len(jobs), _AT_ONCE):
            kept += self._store.files.keep_all(_values(pool.run(render_mail, jobs[start : start + _AT_ONCE])))
        return [_rendered(job, file) for job, file in zip(jobs, kept, strict=True)]

    def draft(self, mail: OutgoingMail) -> DraftedMail:
        """The mail as it would go out now, but for what is in its files: to look at before pressing Send.

        Kept nowhere. Raises CannotDoError as ``render`` does.
        """
        return draft_mail(self._job(mail))

    def draft_all(
        self, mails: Sequence[OutgoingMail], pool: ParsingPool, cancelled: Cancelled
    ) -> list[DraftedMail]:
        """The same for several, in worker processes; one alone waits for no worker."""
        if len(mails) <= 1:
            return [self.draft(mail) for mail in mails]
        return _values(pool.run(draft_mail, [self._job(mail) for mail in mails], cancelled))

    def queue(self, work: UnitOfWork, rendered: RenderedMail, *, wait: timedelta = RECALL) -> OutboxMessage:
        """Put it into the outbox, inside the action that sends it; it goes after ``wait``."""
        mail = rendered.mail
        if work.session.get(StoredFile, rendered.raw.sha256) is None:
            work.add(
                StoredFile(
                    sha256=rendered.raw.sha256,
                    size=rendered.raw.size,
                    media_type="message/rfc822",
                    created_at=work.now,
                )
            )
        message = work.add(
            fit(
                OutboxMessage(
                    kind=OutboxKind.MAIL,
                    state=OutboxState.QUEUED,
                    case_id=mail.case_id,
                    message_id=rendered.message_id,
                    rendered_sha256=rendered.raw.sha256,
                    subject=rendered.subject,
                    not_before=work.now + wait,
                    created_at=work.now,
                    purpose=mail.purpose,
                    staff_id=work.actor.staff_id,
                    wish=dict(mail.wish),
                )
            )
        )
        for each in rendered.to:
            work.add(
                fit(
                    OutboxRecipient(
                        outbox_id=message.id,
                        contact_id=each.contact_id,
                        address=each.address,
                        name=each.name,
                        state=RecipientState.PENDING,
                    )
                )
            )
        self._keep_files(work, message.id, mail)
        return message

    def _keep_files(self, work: UnitOfWork, outbox_id: int, mail: OutgoingMail) -> None:
        for position, each in enumerate(mail.files):
            if work.session.get(StoredFile, each.sha256) is None:
                size = self._store.files.path(each.sha256).stat().st_size
                work.add(
                    StoredFile(sha256=each.sha256, size=size, media_type=each.media_type, created_at=work.now)
                )
            work.add(
                fit(
                    Attachment(
                        sha256=each.sha256,
                        outbox_id=outbox_id,
                        filename=each.name,
                        position=position,
                        created_at=work.now,
                    )
                )
            )

    def _job(self, mail: OutgoingMail) -> RenderingJob:
        """What a worker needs for a mail; raises CannotDoError where it cannot be sent to anybody."""
        office = self._require_office()
        _singly(mail.to)
        files = tuple(self._store.files.path(each.sha256) for each in mail.files)
        return RenderingJob(mail, office, new_message_id(office), self._store.now(), files)

    def _require_office(self) -> OfficeAddress:
        if self._office is None:
            raise CannotDoError(
                text("The office has no mail address to send from."),
                text("Nothing was sent."),
                text("Set office.email, or sending.address, in the settings."),
            )
        return self._office


def _rendered(job: RenderingJob, raw: KeptFile) -> RenderedMail:
    subject = subject_of(job.mail, job.office)
    return RenderedMail(job.mail, job.message_id, subject, raw, job.at, _singly(job.mail.to))


def _values(results: Sequence[Done[T] | Failed]) -> list[T]:
    """What the workers made; raises the first error."""
    values: list[T] = []
    for result in results:
        if isinstance(result, Failed):
            raise result.error
        values.append(result.value)
    return values


def _singly(to: tuple[Addressee, ...]) -> tuple[Addressee, ...]:
    """Each address once, as it is written to; raises CannotDoError for a wrong one, and for nobody."""
    found: dict[str, Addressee] = {}
    for each in to:
        address = sound_address(each.address)
        found.setdefault(address.casefold(), Addressee(address, each.name, each.contact_id))
    if not found:
        raise CannotDoError(
            text("It is sent to nobody."), text("Nothing was sent."), text("Choose who gets it.")
        )
    return tuple(found.values())
