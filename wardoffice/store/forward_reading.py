"""Reads what was forwarded before, what the city was asked at the same spot, and who was written to."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.forwarding import MadeOf, Receiver, SentForward
from wardoffice.domain.outgoing import OutboxState, state_words
from wardoffice.domain.outgoing_mail import Addressee, ForwardWay, MailPurpose
from wardoffice.domain.places import Point
from wardoffice.language import text
from wardoffice.store.service_types import service_names
from wardoffice.store.tables import (
    Attachment,
    Case,
    Forward,
    OutboxMessage,
    OutboxRecipient,
    QueueEntry,
    Request,
    ServiceRecord,
)
from wardoffice.store.visibility import hidden_cases

_SPOT_DEGREES = 0.00025  # about 25 m
_MOST_EARLIER = 6
_MOST_KNOWN = 200
_NEVER_LEFT = (OutboxState.WITHDRAWN, OutboxState.REFUSED)


@dataclass(frozen=True, slots=True)
class EarlierRequest:
    """A 311 request made before at the same spot for the same thing. Times are aware UTC."""

    number: str
    service_name: str
    requested_at: datetime | None
    closed_at: datetime | None
    closing: ClosingKind
    still_open: bool


def earlier_at_spot(
    session: Session, root_id: int, *, point: Point, service_code: str, since: datetime
) -> tuple[EarlierRequest, ...]:
    """The requests of this type within some 25 m that belong to other problems, the newest first.

    Those of restricted ones are left out whoever asks: they are told to a department, in a mail that all of
    the office may read.
    """
    if not service_code:
        return ()
    rows = session.scalars(
        select(ServiceRecord)
        .join(Request, Request.service_record_id == ServiceRecord.id)
        .join(Case, Case.id == Request.case_id)
        .join(QueueEntry, QueueEntry.case_id == Case.root_id)
        .where(
            ServiceRecord.lat.between(point.lat - _SPOT_DEGREES, point.lat + _SPOT_DEGREES),
            ServiceRecord.long.between(point.long - _SPOT_DEGREES, point.long + _SPOT_DEGREES),
            ServiceRecord.service_code == service_code,
            ServiceRecord.requested_at > since,
            Request.withdrawn_at.is_(None),
            Case.root_id != root_id,
            QueueEntry.restricted.is_(False),
        )
        .order_by(ServiceRecord.requested_at.desc())
        .limit(_MOST_EARLIER)
    ).all()
    names = service_names(session)
    return tuple(
        EarlierRequest(
            row.number,
            row.service_name or names.get(row.service_code, row.service_code),
            row.requested_at,
            row.closed_at,
            row.closing,
            row.still_open,
        )
        for row in rows
    )


def sent_forwards(session: Session, root_ids: Collection[int]) -> dict[int, list[SentForward]]:
    """By root: what of it was forwarded and stands, the newest first; what never left is none."""
    rows = session.execute(
        select(Forward, Case.root_id, OutboxMessage.state)
        .join(Case, Case.id == Forward.case_id)
        .outerjoin(OutboxMessage, OutboxMessage.id == Forward.outbox_id)
        .where(
            Case.root_id.in_(root_ids),
            Forward.withdrawn_at.is_(None),
            or_(OutboxMessage.id.is_(None), OutboxMessage.state.not_in(_NEVER_LEFT)),
        )
        .order_by(Forward.created_at.desc(), Forward.id.desc())
    ).all()
    addresses = _addresses(session, {row.outbox_id for row, _, _ in rows if row.outbox_id is not None})
    found: dict[int, list[SentForward]] = defaultdict(list)
    for row, root_id, state in rows:
        found[root_id or row.case_id].append(
            SentForward(
                forward_id=row.id,
                case_id=row.case_id,
                department_id=row.department_id,
                department=row.department,
                addresses=addresses.get(row.outbox_id or 0, frozenset()),
                at=row.created_at,
                content_key=row.content_key,
                standing=text("answered")
                if row.answered_at is not None
                else state_words(state)
                if state is not None
                else "",
                state=state,
                # One without a mail of ours was written in another mail program, and read from its sent mail.
                written=row.way is ForwardWay.MAIL and state in (None, OutboxState.SENT),
            )
        )
    return found


def made_of(session: Session, case_ids: Collection[int]) -> dict[int, MadeOf]:
    """By root: what stands under these problems now, and is attached to that."""
    asked = select(func.coalesce(Case.root_id, Case.id)).where(Case.id.in_(case_ids))
    homes = session.execute(
        select(Case.root_id, Case.id).where(Case.root_id.in_(asked), Case.withdrawn_at.is_(None))
    )
    under: dict[int, set[int]] = defaultdict(set)
    for root_id, case_id in homes:
        if root_id is not None:
            under[root_id].add(case_id)
    of = {home: root_id for root_id, some in under.items() for home in some}
    files: dict[int, set[int]] = defaultdict(set)
    for attachment_id, home in session.execute(
        select(Attachment.id, Attachment.case_id).where(
            Attachment.case_id.in_(of), Attachment.withdrawn_at.is_(None), Attachment.outbox_id.is_(None)
        )
    ):
        if home is not None:
            files[of[home]].add(attachment_id)
    return {root_id: MadeOf(frozenset(some), frozenset(files[root_id])) for root_id, some in under.items()}


def standing_forwards(
    session: Session, root_ids: Collection[int], department_id: int | None, purpose: MailPurpose
) -> frozenset[int]:
    """The forwards of these problems to a department, for this purpose, that nobody took back."""
    return frozenset(
        session.scalars(
            select(Forward.id)
            .join(Case, Case.id == Forward.case_id)
            .where(
                Case.root_id.in_(root_ids),
                Forward.department_id == department_id,
                Forward.purpose == purpose,
                Forward.withdrawn_at.is_(None),
            )
        )
    )


def written_to_before(session: Session, actor: Actor) -> tuple[Receiver, ...]:
    """Whom problems were forwarded to that are in no directory, the last ones first, each address once."""
    rows = session.execute(
        select(Forward.department, OutboxRecipient.address, OutboxRecipient.name)
        .join(OutboxRecipient, OutboxRecipient.outbox_id == Forward.outbox_id)
        .where(Forward.department_id.is_(None), Forward.case_id.not_in(hidden_cases(session, actor)))
        .order_by(Forward.id.desc())
        .limit(_MOST_KNOWN)
    )
    found: dict[str, Receiver] = {}
    for department, address, name in rows:
        to = (Addressee(address, name),)
        found.setdefault(address.casefold(), Receiver(None, department or address, to, to))
    return tuple(found.values())


def digests_of(session: Session, attachment_ids: Collection[int]) -> dict[int, str]:
    """The SHA-256 of the files of these attachments, by attachment."""
    return dict(
        session.execute(
            select(Attachment.id, Attachment.sha256).where(
                Attachment.id.in_(attachment_ids), Attachment.withdrawn_at.is_(None)
            )
        ).all()
    )


def _addresses(session: Session, outbox_ids: Collection[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows: Sequence[tuple[int, str]] = [
        (outbox_id, address)
        for outbox_id, address in session.execute(
            select(OutboxRecipient.outbox_id, func.lower(OutboxRecipient.address)).where(
                OutboxRecipient.outbox_id.in_(outbox_ids)
            )
        )
    ]
    for outbox_id, address in rows:
        found[outbox_id].add(address.casefold())
    return {key: frozenset(value) for key, value in found.items()}
