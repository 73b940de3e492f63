"""What the store knows of the conversation a mail stands in: what it answers, and who wrote about what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from wardoffice.domain.cases import CaseKind, CaseStatus
from wardoffice.domain.people import ContactKind
from wardoffice.domain.queue import CityState
from wardoffice.domain.subjects import base_subject
from wardoffice.store.mail_consequences import has_id
from wardoffice.store.tables import (
    Case,
    Contact,
    FollowUp,
    Forward,
    Message,
    OutboxMessage,
    OutboxRecipient,
    QueueEntry,
    Request,
)

_STILL_ON = timedelta(days=180)
_STILL_THANKED = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class CaseState:
    """Of the root a case stands under, what decides how word on it is taken."""

    kind: CaseKind
    finished: bool
    closed_by_city: bool


def case_state(session: Session, case_id: int) -> CaseState:
    """How the problem stands that this case is part of."""
    root = session.get_one(Case, session.get_one(Case, case_id).root_id or case_id)
    entry = session.get(QueueEntry, root.id)
    closed = entry is not None and entry.city_state is CityState.CLOSED
    return CaseState(root.kind, root.status is CaseStatus.FINISHED, closed)


def case_by_subject_and_sender(
    session: Session, subject: str, contact_id: int | None, at: datetime
) -> int | None:
    """The case this person wrote about under the same subject, the newest; never by the subject alone."""
    base = base_subject(subject)
    if contact_id is None or not base:
        return None
    for row in session.execute(_written_by(contact_id, at - _STILL_ON)):
        if base_subject(row.subject) == base:
            return int(row.case_id)
    return None


def only_case_of(session: Session, contact_id: int | None, at: datetime) -> int | None:
    """The case this person wrote about lately, where it is one problem only."""
    if contact_id is None:
        return None
    rows = session.execute(_written_by(contact_id, at - _STILL_THANKED)).all()
    return int(rows[0].case_id) if len({row.root_id for row in rows}) == 1 else None


def wrote_before(session: Session, contact_id: int | None, message_id: int) -> bool:
    """Whether this person wrote anything before this message."""
    earlier = select(Message.id).where(Message.contact_id == contact_id, Message.id < message_id).limit(1)
    return contact_id is not None and session.scalar(earlier) is not None


def answered_forward(session: Session, answered: Sequence[str]) -> Forward | None:
    """The forward to a department that a mail answers, by the Message-IDs it names."""
    return session.scalar(
        select(Forward)
        .join(OutboxMessage, OutboxMessage.id == Forward.outbox_id)
        .where(has_id([each for each in answered if each]))
        .order_by(Forward.id.desc())
        .limit(1)
    )


def forward_to(session: Session, contact_id: int | None, case_id: int) -> Forward | None:
    """The newest forward of this problem to this person of a department."""
    if contact_id is None:
        return None
    contact = session.get(Contact, contact_id)
    root = session.get_one(Case, case_id).root_id or case_id
    sent = (
        select(Forward)
        .join(Case, Case.id == Forward.case_id)
        .where(Case.root_id == root, Forward.withdrawn_at.is_(None))
        .order_by(Forward.id.desc())
        .limit(1)
    )
    if contact is None or contact.kind is not ContactKind.DEPARTMENT:
        sent = sent.where(Forward.contact_id == contact_id)
    return session.scalar(sent)


def takes_part(session: Session, contact_id: int | None, address: str, case_id: int) -> bool:
    """Whether this person told of this problem, is owed or was given word on it, or had mail about it."""
    root = session.get_one(Case, case_id).root_id or case_id
    homes = select(Case.id).where(Case.root_id == root)
    people = (
        _tellers(homes),
        select(FollowUp.contact_id).where(FollowUp.case_id.in_(homes), FollowUp.withdrawn_at.is_(None)),
        select(Forward.contact_id).where(Forward.case_id.in_(homes), Forward.withdrawn_at.is_(None)),
    )
    if contact_id is not None:
        if any(session.scalar(each.limit(1)) for each in _of(people, contact_id)):
            return True
        contact = session.get(Contact, contact_id)
        if contact is not None and contact.kind is ContactKind.DEPARTMENT:
            return True
    written_to = (
        select(OutboxRecipient.id)
        .join(OutboxMessage, OutboxMessage.id == OutboxRecipient.outbox_id)
        .where(OutboxMessage.case_id.in_(homes), func.lower(OutboxRecipient.address) == address.lower())
    )
    return bool(address) and session.scalar(written_to.limit(1)) is not None


def told_of(session: Session, contact_id: int | None, case_id: int) -> bool:
    """Whether this person told us of this problem."""
    root = session.get_one(Case, case_id).root_id or case_id
    told = _tellers(select(Case.id).where(Case.root_id == root)).where(Message.contact_id == contact_id)
    return contact_id is not None and session.scalar(told.limit(1)) is not None


def _tellers(homes: Select[int]) -> Select[int | None]:
    told = select(Message.contact_id).join(Request, Request.message_id == Message.id)
    return told.where(Request.case_id.in_(homes), Request.withdrawn_at.is_(None))


def _of(people: Sequence[Select[int | None]], contact_id: int) -> Iterator[Select[int | None]]:
    for each in people:
        (column,) = each.selected_columns
        yield each.where(column == contact_id)


def _written_by(contact_id: int, since: datetime) -> Select[str, int, int | None]:
    """Subject, case and root of what this person told of since, the newest first."""
    return (
        select(Message.subject, Request.case_id, Case.root_id)
        .join(Request, Request.message_id == Message.id)
        .join(Case, Case.id == Request.case_id)
        .where(
            Message.contact_id == contact_id,
            Message.received_at > since,
            Request.withdrawn_at.is_(None),
            Case.withdrawn_at.is_(None),
        )
        .order_by(Message.received_at.desc(), Request.position)
    )
