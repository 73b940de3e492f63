"""Reads what a typed number is compared with, and links it to the record that is here already."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.number_finding import Asked, Found
from wardoffice.domain.tracking_numbers import spellings
from wardoffice.store.city_joining import OwnRecord, join_own_record
from wardoffice.store.city_numbers import record_of_number, root_of_number
from wardoffice.store.point_reading import point_of
from wardoffice.store.service_types import service_names
from wardoffice.store.submission_form import root_and_homes
from wardoffice.store.tables import Case, Request, Submission
from wardoffice.store.unit_of_work import UnitOfWork


def asked_of(session: Session, actor: Actor, case_id: int, normalise: Callable[[str], str]) -> Asked:
    """A problem as a number is compared with it; raises CannotDoError where the actor sees none."""
    case, _ = root_and_homes(session, actor, case_id)
    name = service_names(session).get(case.service_code, "")
    return Asked(
        case.id,
        case.number,
        case.service_code,
        name,
        point_of(case.lat, case.long),
        normalise(case.address),
        case.opened_at,
    )


def found_of(session: Session, city: str, number: str) -> Found | None:
    """The record under a number, as it is here."""
    record = record_of_number(session, city, number)
    if record is None:
        return None
    root_id = root_of_number(session, city, number)
    case = session.get(Case, root_id) if root_id is not None else None
    return Found(
        record.number,
        record.service_code,
        record.service_name,
        record.address,
        record.address_key,
        point_of(record.lat, record.long),
        record.requested_at,
        root_id,
        case.number if case is not None else "",
        submitted_for(session, city, record.number),
    )


def submitted_for(session: Session, city: str, number: str) -> str:
    """The number of a case this 311 number is noted for, "" for none."""
    root = aliased(Case)
    return (
        session.scalar(
            select(root.number)
            .join(Case, Case.root_id == root.id)
            .join(Submission, Submission.case_id == Case.id)
            .where(
                Submission.city == city,
                Submission.number.in_(spellings(number)),
                Submission.withdrawn_at.is_(None),
            )
            .order_by(Submission.id)
            .limit(1)
        )
        or ""
    )


def noted_on(session: Session, city: str, number: str, case_id: int) -> bool:
    """Whether this number is a submission's of the problem already."""
    statement = (
        select(Submission.id)
        .join(Case, Case.id == Submission.case_id)
        .where(
            Submission.city == city,
            Submission.number.in_(spellings(number)),
            Submission.withdrawn_at.is_(None),
            Case.root_id == case_id,
        )
    )
    return session.scalar(statement.limit(1)) is not None


def request_of(session: Session, case_id: int) -> int | None:
    """What somebody told us that has its home in the case, the first where there are several."""
    return session.scalar(
        select(Request.id)
        .where(Request.case_id == case_id, Request.withdrawn_at.is_(None), Request.message_id.is_not(None))
        .order_by(Request.id)
        .limit(1)
    )


def take_noted_record(work: UnitOfWork, submission: Submission, case: Case) -> None:
    """Where the record is here, it is this problem's from now on: a person said so."""
    record = record_of_number(work.session, submission.city, submission.number)
    if record is None:
        return
    submission.number = record.number
    submission.answered_at = work.now
    details = dict(work.details)
    join_own_record(work, OwnRecord(submission.id, record.id))
    work.details.clear()
    work.details.update(details)
    work.touch([case.id])
