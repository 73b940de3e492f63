"""Finds the case a record of the city belongs to because the office itself asked for it.

The first that holds (ARCHITECTURE, filing): (1) a submission with its number or token; (2) a number a person
typed, which is a submission typed by staff; (3) a submission the city may have, whose number is not known, of
the same type, from 10 minutes before to 7 days after it, within 30 m or at the same address
(``domain.likely_ours``).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy import false as sql_false
from sqlalchemy.orm import Session

from wardoffice.domain.likely_ours import Traces, may_be_one
from wardoffice.domain.outgoing import MAYBE_THERE
from wardoffice.domain.tracking_numbers import spellings
from wardoffice.store.among import among
from wardoffice.store.point_reading import point_of
from wardoffice.store.submission_records import take_record
from wardoffice.store.tables import OutboxMessage, ServiceRecord, Submission

_OURS_BEFORE = timedelta(minutes=10)
_OURS_AFTER = timedelta(days=7)


class NewRecord(NamedTuple):
    """What of a record that was just stored tells whether it is the office's own."""

    id: int
    city: str
    number: str
    token: str
    service_code: str
    requested_at: datetime | None
    traces: Traces


def submitted_homes(session: Session, records: Sequence[NewRecord], now: datetime) -> list[int | None]:
    """For each record the case it belongs to, or None; a submission that is found takes its record."""
    if not _any_sent(session, records):
        return [None] * len(records)
    return [_home(session, record, now) for record in records]


def _sent_at() -> ColumnElement[Any]:
    return func.coalesce(Submission.sent_at, Submission.created_at)


def _waiting() -> ColumnElement[bool]:
    """The city may have it, and its number is not known. What waits or was refused has no record there."""
    elsewhere = select(OutboxMessage.id).where(
        OutboxMessage.id == Submission.outbox_id, OutboxMessage.state.not_in(MAYBE_THERE)
    )
    return and_(
        Submission.service_record_id.is_(None),
        Submission.number == "",
        Submission.withdrawn_at.is_(None),
        ~elsewhere.exists(),
    )


def _any_sent(session: Session, records: Sequence[NewRecord]) -> bool:
    """Whether any of these can be the office's own at all: one question, where each record would ask two."""
    if not records:
        return False
    times = [record.requested_at for record in records if record.requested_at is not None]
    in_time = (
        _sent_at().between(min(times) - _OURS_AFTER, max(times) + _OURS_BEFORE) if times else sql_false()
    )
    sent = select(Submission.id).where(
        Submission.city == records[0].city,
        Submission.withdrawn_at.is_(None),
        or_(
            and_(_waiting(), in_time),
            among(Submission.number, [each for record in records for each in spellings(record.number)]),
            among(Submission.token, [record.token for record in records if record.token]),
        ),
    )
    return session.scalar(sent.limit(1)) is not None


def _home(session: Session, record: NewRecord, now: datetime) -> int | None:
    unsure = or_(Submission.service_record_id.is_(None), Submission.probable)
    named = or_(
        Submission.number == record.number,
        and_(Submission.number.in_(spellings(record.number)), unsure),
        (Submission.token == record.token) if record.token else Submission.id.is_(None),
    )
    submission = session.scalar(
        select(Submission)
        .where(Submission.city == record.city, Submission.withdrawn_at.is_(None), named)
        .order_by(Submission.service_record_id.is_not(None), Submission.id)
        .limit(1)
    )
    if submission is not None and submission.probable and submission.service_record_id is not None:
        return None  # another was guessed: the join that follows the reading parts it and puts this one there
    guessed = submission is None
    if submission is None and record.requested_at is not None:
        submission = _likely_ours(session, record, record.requested_at)
    if submission is None:
        return None
    take_record(session, submission, session.get_one(ServiceRecord, record.id), now, guessed=guessed)
    session.flush()  # the next record of this page must not find it waiting still
    return submission.case_id


def _likely_ours(session: Session, record: NewRecord, requested_at: datetime) -> Submission | None:
    waiting = session.scalars(
        select(Submission)
        .where(
            Submission.city == record.city,
            Submission.service_code == record.service_code,
            _waiting(),
            _sent_at().between(requested_at - _OURS_AFTER, requested_at + _OURS_BEFORE),
        )
        .order_by(_sent_at(), Submission.id)
    )
    for submission in waiting:
        sent = Traces(
            point_of(submission.lat, submission.long), submission.address_key, submission.description
        )
        if may_be_one(sent, record.traces):
            return submission
    return None
