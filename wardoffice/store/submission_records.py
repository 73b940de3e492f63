"""Gives a submission the city's record of it, and takes it away again.

Three ways lead here: the record comes and its number or token is a submission's (rules 1 and 2 of filing, in
ARCHITECTURE), it only fits by type, place and time (rule 3, "probably ours"), or the number becomes known
when the record is here already.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.outgoing import OutboxState, SubmissionWay
from wardoffice.domain.places import PlaceSource, metres_between, shown_address
from wardoffice.store.fitting import fit
from wardoffice.store.not_same import say_not_same
from wardoffice.store.numbers import take_numbers
from wardoffice.store.point_reading import point_of
from wardoffice.store.tables import Case, OutboxMessage, Request, ServiceRecord, Submission
from wardoffice.store.unit_of_work import UnitOfWork

_FAR_METRES = 300.0
"""A typed number whose record lies farther off is asked about: two digits may have changed places."""


def take_record(
    session: Session, submission: Submission, record: ServiceRecord, now: datetime, *, guessed: bool
) -> None:
    """File that the record is what the submission became.

    ``guessed`` is rule 3. A number that staff typed before anybody could look it up is doubted where type or
    place differ. A guess that turns out wrong must have been parted before.
    """
    submission.service_record_id = record.id
    if submission.way is SubmissionWay.TYPED:
        submission.number = record.number  # as the city spells it
        if submission.answered_at is None:
            submission.probable = _differs(submission, record)
            submission.answered_at = None if submission.probable else now
    else:
        submission.probable = guessed
        if not guessed:
            submission.number = record.number
            submission.answered_at = submission.answered_at or now
    if not (guessed and submission.token):
        submission.next_poll_at = None
    sent = _outbox_of(session, submission)
    # One that is being sent right now settles itself; a process that died over it is seen to by the sender.
    if sent is not None and sent.state is OutboxState.UNKNOWN:
        sent.state, sent.settled_at = OutboxState.SENT, now


def release_record(session: Session, submission: Submission) -> None:
    """Take the record away; one of which the city said nothing itself is of unknown fate again."""
    submission.service_record_id = None
    submission.probable = False
    sent = _outbox_of(session, submission)
    if sent is not None and submission.answered_at is None and sent.state is OutboxState.SENT:
        sent.state, sent.settled_at = OutboxState.UNKNOWN, None


def record_request(session: Session, record_id: int) -> Request | None:
    """The request that holds a record, wherever it is filed."""
    return session.scalar(select(Request).where(Request.service_record_id == record_id))


def give_own_case(work: UnitOfWork, record: ServiceRecord, request: Request) -> Case:
    """Move a record's request out of the case it was filed in, into a watched case of its own (rule 4)."""
    (number,) = take_numbers(work.session, work.now)
    case = work.add(
        fit(
            Case(
                number=number,
                title=record.service_name,
                service_code=record.service_code,
                lat=record.lat,
                long=record.long,
                address=shown_address(record.address),
                place_source=PlaceSource.CITY if record.lat is not None else PlaceSource.NONE,
                ward=record.ward_by_polygon or record.ward,
                opened_at=record.requested_at or work.now,
            )
        )
    )
    request.case_id = case.id
    return case


def _outbox_of(session: Session, submission: Submission) -> OutboxMessage | None:
    return session.get(OutboxMessage, submission.outbox_id) if submission.outbox_id is not None else None


def _differs(submission: Submission, record: ServiceRecord) -> bool:
    here, there = point_of(submission.lat, submission.long), point_of(record.lat, record.long)
    far = here is not None and there is not None and metres_between(here, there) > _FAR_METRES
    return far or bool(
        submission.service_code and record.service_code and submission.service_code != record.service_code
    )


def keep_apart(work: UnitOfWork, submission: Submission, record_id: int) -> None:
    """Remember for good that a record is not what the submission was made for."""
    theirs = record_request(work.session, record_id)
    if theirs is None or submission.request_id is None or submission.request_id == theirs.id:
        return
    say_not_same(work, [submission.request_id], [theirs.id])
