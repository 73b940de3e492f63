"""Joins a case to the record it was made for: the one merge the program makes by itself (DESIGN section 5).

A phone-in that staff typed into 311 has a case of its own; the city's record may be read before its number
is known here, and then stands in a watched case. It is the same request told twice by ourselves. A person
can pull both apart again, and they stay apart.
"""

from dataclasses import dataclass

from sqlalchemy import and_, or_, select, true
from sqlalchemy.orm import Session

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
    same = or_(
        and_(Submission.number != "", Submission.number == ServiceRecord.number),
        and_(Submission.token != "", Submission.token == ServiceRecord.token),
    )
    found = session.execute(
        select(Submission.id, ServiceRecord.id)
        .join(ServiceRecord, and_(ServiceRecord.city == Submission.city, same))
        .where(
            Submission.city == city,
            Submission.withdrawn_at.is_(None),
            or_(Submission.service_record_id.is_(None), Submission.service_record_id != ServiceRecord.id),
            ServiceRecord.now_number == "",
        )
        .where(ServiceRecord.number == number if number else true())
        .order_by(Submission.id, ServiceRecord.id)
    )
    return tuple(OwnRecord(*pair) for pair in found)


def join_own_record(work: UnitOfWork, pair: OwnRecord) -> None:
    """Put the watched case of the record under the case it was submitted for."""
    submission = work.session.get_one(Submission, pair.submission_id)
    record = work.session.get_one(ServiceRecord, pair.record_id)
    _part_wrong_guess(work, submission)
    take_record(work.session, submission, record, work.now, guessed=False)
    home = work.session.scalar(select(Request.case_id).where(Request.service_record_id == pair.record_id))
    if home is None:
        return
    told = work.session.get_one(Case, submission.case_id)
    root = work.session.get_one(Case, told.root_id or told.id)
    watched = work.session.get_one(Case, home)
    if watched.merged_into is not None or watched.id == root.id:
        return  # filed there already, or a person put it somewhere: only a root is merged
    work.details.update(count=1, number=root.number, given={})
    watched.merged_into = root.id


def _part_wrong_guess(work: UnitOfWork, submission: Submission) -> None:
    """A record that was only probably the submission's is not, now that its number is known to be another."""
    if not submission.probable or submission.service_record_id is None:
        return
    record = work.session.get_one(ServiceRecord, submission.service_record_id)
    request = record_request(work.session, record.id)
    if request is not None and request.case_id == submission.case_id:
        give_own_case(work, record, request)
    submission.probable = False
