"""Finds the case a record of the city belongs to because the office itself asked for it.

The first that holds (DESIGN section 5): (1) a submission with its number or token; (2) a number a person
typed, which is a submission typed by staff; (3) an unanswered submission of the same type within 30 m, from
10 minutes before to 7 days after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.places import Point, metres_between
from wardoffice.store.queue_reading import point_of
from wardoffice.store.tables import Submission

_OURS_METRES = 30.0
_OURS_BEFORE = timedelta(minutes=10)
_OURS_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class NewRecord:
    """What of a record that was just stored tells whether it is the office's own."""

    id: int
    city: str
    number: str
    token: str
    service_code: str
    requested_at: datetime | None
    point: Point | None


def submitted_homes(session: Session, records: Sequence[NewRecord]) -> list[int | None]:
    """For each record the case it belongs to, or None; a submission that is found takes its record."""
    if not _any_sent(session, records):
        return [None] * len(records)
    return [_home(session, record) for record in records]


def _any_sent(session: Session, records: Sequence[NewRecord]) -> bool:
    """Whether any of these can be the office's own at all: one question, where each record would ask two."""
    if not records:
        return False
    waiting = and_(Submission.service_record_id.is_(None), Submission.number == "")
    sent = select(Submission.id).where(
        Submission.city == records[0].city,
        Submission.withdrawn_at.is_(None),
        or_(
            waiting,
            Submission.number.in_([record.number for record in records]),
            Submission.token.in_([record.token for record in records if record.token]),
        ),
    )
    return session.scalar(sent.limit(1)) is not None


def _home(session: Session, record: NewRecord) -> int | None:
    submission = session.scalar(
        select(Submission).where(
            Submission.city == record.city,
            Submission.withdrawn_at.is_(None),
            or_(
                Submission.number == record.number,
                (Submission.token == record.token) if record.token else Submission.id.is_(None),
            ),
        )
    )
    if submission is None and record.requested_at is not None:
        submission = _likely_ours(session, record, record.requested_at)
    if submission is None:
        return None
    submission.service_record_id = record.id
    session.flush()  # the next record of this page must not find it waiting still
    return submission.case_id


def _likely_ours(session: Session, record: NewRecord, requested_at: datetime) -> Submission | None:
    if record.point is None:
        return None
    waiting = session.scalars(
        select(Submission)
        .where(
            Submission.city == record.city,
            Submission.service_code == record.service_code,
            Submission.service_record_id.is_(None),
            Submission.number == "",
            Submission.withdrawn_at.is_(None),
            Submission.created_at.between(requested_at - _OURS_AFTER, requested_at + _OURS_BEFORE),
        )
        .order_by(Submission.created_at, Submission.id)
    )
    for submission in waiting:
        there = point_of(submission.lat, submission.long)
        if there is not None and metres_between(record.point, there) <= _OURS_METRES:
            return submission
    return None
