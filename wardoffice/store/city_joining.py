"""Joins a case to the record it was made for: the one merge the program makes by itself (P5).

A phone-in that staff typed into 311 has a case of its own; the city's record may be read before its number
is known here, and then stands in a watched case. It is the same request told twice by ourselves. A person
can pull both apart again, and they stay apart. Where the record stands with anything else, nothing is merged:
that would put two problems together that nobody said are one.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, and_, exists, func, literal, or_, select, true
from sqlalchemy.orm import Session

from wardoffice.domain.outgoing import SubmissionWay
from wardoffice.domain.tracking_numbers import spellings
from wardoffice.store.submission_records import give_own_case, record_request, take_record
from wardoffice.store.tables import Case, Request, ServiceRecord, Submission
from wardoffice.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """A submission and the record that has its number or token."""

    submission_id: int
    record_id: int


def own_records(session: Session, city: str, number: str = "") -> tuple[OwnRecord, ...]:
    """Submissions whose record, or the one with this number, is here and was not filed with them."""
    same = or_(_same_number(), and_(Submission.token != "", Submission.token == ServiceRecord.token))
    found = session.execute(
        select(Submission.id, ServiceRecord.id)
        .join(ServiceRecord, and_(ServiceRecord.city == Submission.city, same))
        .where(
            Submission.city == city,
            Submission.withdrawn_at.is_(None),
            or_(Submission.service_record_id.is_(None), Submission.service_record_id != ServiceRecord.id),
            ServiceRecord.now_number == "",
        )
        .where(ServiceRecord.number.in_(spellings(number)) if number else true())
        .order_by(Submission.id, ServiceRecord.id)
    )
    return tuple(OwnRecord(*pair) for pair in found)


def join_own_record(work: UnitOfWork, pair: OwnRecord) -> None:
    """Give the submission its record, and put the record's watched case under the case it was made for."""
    submission = work.session.get_one(Submission, pair.submission_id)
    record = work.session.get_one(ServiceRecord, pair.record_id)
    _part_wrong_guess(work, submission)
    said = submission.answered_at is not None
    take_record(work.session, submission, record, work.now, guessed=False)
    root = place_own_record(work, submission)
    if root is not None:
        work.details.update(count=1, number=root.number, given={})
    elif submission.way is SubmissionWay.TYPED and not said and _stands_elsewhere(work.session, submission):
        submission.probable, submission.answered_at = True, None


def place_own_record(work: UnitOfWork, submission: Submission) -> Case | None:
    """Merge the case that holds nothing but the submission's record; the root it went to, or None.

    Nothing is merged while it is doubted that the record is the submission's.
    """
    if submission.probable or submission.service_record_id is None:
        return None
    request = record_request(work.session, submission.service_record_id)
    if request is None:
        return None
    root = _root(work.session, submission)
    watched = work.session.get_one(Case, request.case_id)
    if watched.merged_into is not None or watched.id == root.id or _holds_more(work.session, request):
        return None  # filed there already, a person put it somewhere, or it is a problem of its own
    watched.merged_into = root.id
    return root


def _same_number() -> ColumnElement[bool]:
    """The same number, or Chicago's other spelling of it where the submission has no record for sure."""
    given, told = Submission.number, ServiceRecord.number
    unsure = or_(
        Submission.service_record_id.is_(None),
        and_(Submission.probable, Submission.way != SubmissionWay.TYPED),
    )
    other = or_(
        and_(given.like("__-________"), told == literal("SR", String()).concat(given)),
        and_(given.like("SR__-________"), told == func.substr(given, 3)),
    )
    return or_(and_(given != "", given == told), and_(unsure, other))


def _root(session: Session, submission: Submission) -> Case:
    told = session.get_one(Case, submission.case_id)
    return session.get_one(Case, told.root_id or told.id)


def _holds_more(session: Session, request: Request) -> bool:
    """Whether the case of a record's request holds anything besides it."""
    case_id = request.case_id
    more = (
        exists().where(Request.case_id == case_id, Request.id != request.id, Request.withdrawn_at.is_(None)),
        exists().where(Case.root_id == case_id, Case.id != case_id),
        exists().where(Submission.case_id == case_id, Submission.withdrawn_at.is_(None)),
    )
    return bool(session.scalar(select(or_(*more))))


def _stands_elsewhere(session: Session, submission: Submission) -> bool:
    """Whether its record is part of another problem than the submission."""
    there = session.scalar(
        select(func.coalesce(Case.root_id, Case.id))
        .join(Request, Request.case_id == Case.id)
        .where(Request.service_record_id == submission.service_record_id)
    )
    return there is not None and there != _root(session, submission).id


def _part_wrong_guess(work: UnitOfWork, submission: Submission) -> None:
    """A record that was only probably the submission's is not, now that its number is known to be another."""
    if not submission.probable or submission.service_record_id is None:
        return
    record = work.session.get_one(ServiceRecord, submission.service_record_id)
    request = record_request(work.session, record.id)
    if request is not None and request.case_id == submission.case_id:
        give_own_case(work, record, request)
    submission.probable = False
