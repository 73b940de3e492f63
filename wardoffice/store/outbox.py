"""The outbox's queue: what is due, what is being sent, and what became of it. Submissions; mail uses it too.

Claiming is the machinery's own transaction, committed before the first byte leaves (P3). What
the city answered is written in a unit of work, with its line of history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from wardoffice.domain.likely_ours import Traces
from wardoffice.domain.outgoing import WAITING, OutboxKind, OutboxState
from wardoffice.domain.service_requests import ServiceDefinition
from wardoffice.domain.tracking_numbers import spellings
from wardoffice.store.outbox_hold import outbox_held
from wardoffice.store.point_reading import point_of
from wardoffice.store.service_definitions import definition_of
from wardoffice.store.tables import OutboxMessage, ServiceRecord, Submission
from wardoffice.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A submission as the sender needs it: ``fields`` are the form's, in order.

    ``asked`` are the city's questions as they were when it was filled in, None where nobody knows them.
    """

    submission_id: int
    outbox_id: int
    case_id: int
    city: str
    service_code: str
    answer_kind: str
    fields: tuple[tuple[str, str], ...]
    traces: Traces
    token: str
    attempts: int
    polls: int
    sent_at: datetime | None
    poll_until: datetime | None
    asked: ServiceDefinition | None = None


def left_in_the_middle(session: Session, city: str) -> list[Outgoing]:
    """Submissions found in ``sending`` by whoever holds the city's lease: who sent them is gone."""
    return _read(session, and_(OutboxMessage.state == OutboxState.SENDING, Submission.city == city))


def due_to_send(session: Session, city: str, now: datetime) -> list[Outgoing]:
    """What waits and may go now, the oldest first."""
    return _read(
        session,
        and_(
            OutboxMessage.state.in_(WAITING),
            OutboxMessage.withdrawn_at.is_(None),
            OutboxMessage.not_before <= now,
            Submission.city == city,
        ),
    )


def due_to_ask(session: Session, city: str, now: datetime) -> list[Outgoing]:
    """Those with a token whose number is to be asked for, and those of unknown fate to be looked for."""
    return _read(
        session,
        and_(
            OutboxMessage.state.in_((OutboxState.SENT, OutboxState.UNKNOWN)),
            Submission.withdrawn_at.is_(None),
            Submission.number == "",
            Submission.next_poll_at <= now,
            Submission.city == city,
        ),
    )


def next_due(session: Session, city: str) -> datetime | None:
    """When the sender has something to do next, None while there is nothing.

    What waits has no time to go at while all is held; what left is asked for all the same.
    """
    waits = (
        select(func.min(OutboxMessage.not_before))
        .join(Submission, Submission.outbox_id == OutboxMessage.id)
        .where(
            OutboxMessage.state.in_(WAITING), OutboxMessage.withdrawn_at.is_(None), Submission.city == city
        )
    )
    waiting = session.scalar(waits) if outbox_held(session) is None else None
    asked = session.scalar(
        select(func.min(Submission.next_poll_at)).where(
            Submission.city == city, Submission.withdrawn_at.is_(None), Submission.number == ""
        )
    )
    return min((each for each in (waiting, asked) if each is not None), default=None)


def claim(session: Session, outgoing: Outgoing, now: datetime) -> bool:
    """Mark that it is being sent, unless it was taken back, or everything was held, a moment ago."""
    sent = session.get_one(OutboxMessage, outgoing.outbox_id)
    if sent.state not in WAITING or sent.withdrawn_at is not None or outbox_held(session) is not None:
        return False
    sent.state = OutboxState.SENDING
    sent.attempts += 1
    sent.trouble = ""
    session.get_one(Submission, outgoing.submission_id).sent_at = now
    return True


def put_back(
    session: Session, outgoing: Outgoing, state: OutboxState, not_before: datetime, why: str
) -> None:
    """Nothing of it left: it waits again, until ``not_before``."""
    sent = session.get_one(OutboxMessage, outgoing.outbox_id)
    if sent.state is OutboxState.SENDING:
        sent.state, sent.not_before, sent.trouble = state, not_before, why
        session.get_one(Submission, outgoing.submission_id).sent_at = None


def rows_of(work: UnitOfWork, outgoing: Outgoing) -> tuple[OutboxMessage, Submission]:
    """The two rows of a submission, to write what became of it."""
    return (
        work.session.get_one(OutboxMessage, outgoing.outbox_id),
        work.session.get_one(Submission, outgoing.submission_id),
    )


def note_asking(
    session: Session,
    submission_id: int,
    *,
    next_at: datetime | None,
    looked: str = "",
    looked_at: datetime | None = None,
) -> None:
    """It was asked for or looked for in vain; ``looked`` says what was found, "" leaves what was said.

    ``looked_at`` is when all that can be it was read; None where that failed, which leaves what is known.
    """
    submission = session.get_one(Submission, submission_id)
    submission.polls += 1
    submission.next_poll_at = next_at
    submission.looked = looked or submission.looked
    submission.looked_at = looked_at or submission.looked_at


def is_taken_up(session: Session, submission_id: int) -> bool:
    """Whether a later submission takes the place of this one; nobody else makes one until we commit."""
    session.execute(select(Submission.id).where(Submission.id == submission_id).with_for_update())
    later = select(Submission.id).where(
        Submission.again_of_id == submission_id, Submission.withdrawn_at.is_(None)
    )
    return session.scalar(later.limit(1)) is not None


def record_of(session: Session, submission_id: int) -> int | None:
    """The city's record a submission became, None as long as none is known."""
    return session.scalar(select(Submission.service_record_id).where(Submission.id == submission_id))


def is_record(session: Session, submission: Submission, number: str) -> bool:
    """Whether the record the submission has is the one with this number."""
    record = session.get(ServiceRecord, submission.service_record_id)
    return record is not None and number in spellings(record.number)


def outgoing_of(session: Session, outbox_id: int) -> Outgoing | None:
    """One submission of the outbox."""
    found = _read(session, OutboxMessage.id == outbox_id)
    return found[0] if found else None


def _read(session: Session, condition: ColumnElement[bool]) -> list[Outgoing]:
    rows = session.execute(
        select(Submission, OutboxMessage)
        .join(OutboxMessage, OutboxMessage.id == Submission.outbox_id)
        .where(OutboxMessage.kind == OutboxKind.SUBMISSION, condition)
        .order_by(OutboxMessage.not_before, OutboxMessage.id)
    )
    return [
        Outgoing(
            row.id,
            sent.id,
            row.case_id,
            row.city,
            row.service_code,
            row.answer_kind,
            _fields(row.payload.get("fields", ())),
            Traces(point_of(row.lat, row.long), row.address_key, row.description),
            row.token,
            sent.attempts,
            row.polls,
            row.sent_at,
            row.poll_until,
            definition_of(row.service_code, asked)
            if (asked := row.payload.get("asked")) is not None
            else None,
        )
        for row, sent in rows
    ]


def _fields(kept: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in kept)
