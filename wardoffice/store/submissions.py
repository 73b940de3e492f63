"""Reads submissions as a case shows them, and what the form of the next one must know."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.outgoing import OutboxState, SubmissionWay
from wardoffice.domain.people import PointKind
from wardoffice.domain.pictures import Rank
from wardoffice.domain.places import Point, metres_between
from wardoffice.domain.service_requests import CityStatus
from wardoffice.domain.submissions import (
    FormContact,
    NearRequest,
    SubmissionState,
    SubmissionView,
    contact_words,
    submission_state,
    submission_words,
)
from wardoffice.language import text
from wardoffice.store.queue_reading import point_of, service_names
from wardoffice.store.tables import (
    Attachment,
    Case,
    Contact,
    ContactPoint,
    Message,
    OutboxMessage,
    QueueEntry,
    Request,
    ServiceRecord,
    ServiceTypeRow,
    Staff,
    Submission,
)
from wardoffice.store.visibility import visible

NEAR_METRES = 60.0
"""Around a problem: an open request of the same type here is probably the same."""

_METRES_PER_DEGREE = 111_195.0  # of latitude: the mean radius times pi/180


def submissions_of(session: Session, case_ids: Collection[int]) -> tuple[SubmissionView, ...]:
    """The submissions filed in these cases, the newest first."""
    record = aliased(ServiceRecord)
    rows = session.execute(
        select(Submission, OutboxMessage, record.number, Staff.name, Contact.name)
        .outerjoin(OutboxMessage, OutboxMessage.id == Submission.outbox_id)
        .outerjoin(record, record.id == Submission.service_record_id)
        .outerjoin(Staff, Staff.id == Submission.staff_id)
        .outerjoin(Contact, Contact.id == Submission.contact_id)
        .where(Submission.case_id.in_(case_ids))
        .order_by(Submission.created_at.desc(), Submission.id.desc())
    ).all()
    names = service_names(session)
    return tuple(submission_view(*row, names=names) for row in rows)


def submission_view(
    row: Submission,
    sent: OutboxMessage | None,
    record_number: str | None,
    staff: str | None,
    resident: str | None,
    *,
    names: Mapping[str, str],
) -> SubmissionView:
    """A row as a case shows it."""
    known = row.number or (record_number or "")
    state = submission_state(
        sent.state if sent is not None else None,
        number=known,
        token=row.token,
        token_open=row.next_poll_at is not None,
        withdrawn=row.withdrawn_at is not None,
    )
    return SubmissionView(
        submission_id=row.id,
        case_id=row.case_id,
        outbox_id=row.outbox_id,
        way=row.way,
        state=state,
        service_code=row.service_code,
        service_name=names.get(row.service_code, row.service_code),
        number=known,
        token=row.token,
        by=staff or "",
        created_at=row.created_at,
        sent_at=row.sent_at,
        next_at=sent.not_before if sent and sent.state is OutboxState.RETRY else row.next_poll_at,
        words=_words(row, state, known),
        trouble=sent.trouble if sent is not None else "",
        next_step=next_step(row, state),
        probable_number=known if row.probable else "",
        duplicate_of=row.duplicate_of,
        contact=row.contact,
        contact_words=contact_words(row.contact, resident or ""),
        notice=row.notice,
        reason=row.reason,
        polls=row.polls,
        token_until=row.poll_until,
    )


def next_step(row: Submission, state: SubmissionState) -> str:
    """What a person can do about it, "" for nothing."""
    if state is SubmissionState.UNKNOWN:
        return text("It is looked for in 311. If you know that it went, say so; else it can be sent again.")
    if state is SubmissionState.NO_NUMBER and row.token:
        return text(
            "Ask 311 for the number of {token}, or type the number when you have it.", token=row.token
        )
    return ""


def _words(row: Submission, state: SubmissionState, known: str) -> str:
    if row.probable:
        return (
            text("{number} is another type or place: is the number right?", number=known)
            if row.way is SubmissionWay.TYPED
            else text("Probably {number}: the same type, place and time. Say whether it is.", number=known)
        )
    if state is SubmissionState.NO_NUMBER and row.token:
        return text("311 has it, but gave no number in the time it usually takes.")
    if state is SubmissionState.UNKNOWN and row.looked:
        return row.looked
    return submission_words(state)


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What is known of a problem that a form begins with. ``told`` are the words people told it in."""

    case_id: int
    case_number: str
    title: str
    service_code: str
    address: str
    point: Point | None
    request_id: int | None
    told: tuple[str, ...]
    contacts: tuple[FormContact, ...]
    media_urls: tuple[str, ...]
    photos: int
    opened_at: datetime


def form_facts(session: Session, case: Case, homes: Sequence[int]) -> FormFacts:
    """The facts of a root case and all that was put together with it; ``homes`` holds the root too."""
    requests = session.scalars(
        select(Request)
        .where(Request.case_id.in_(homes), Request.withdrawn_at.is_(None), Request.message_id.is_not(None))
        .order_by(Request.case_id != case.id, Request.created_at, Request.id)
    ).all()
    urls = session.scalars(
        select(ServiceRecord.media_urls)
        .join(Request, Request.service_record_id == ServiceRecord.id)
        .where(Request.case_id.in_(homes), Request.withdrawn_at.is_(None))
    )
    photos = session.scalars(
        select(Attachment.sha256)
        .where(
            Attachment.case_id.in_(homes), Attachment.withdrawn_at.is_(None), Attachment.rank == Rank.PHOTO
        )
        .distinct()
    ).all()
    return FormFacts(
        case.id,
        case.number,
        case.title,
        case.service_code,
        case.address,
        point_of(case.lat, case.long),
        next((each.id for each in requests if each.case_id == case.id), None),
        tuple(dict.fromkeys(each.description.strip() for each in requests if each.description.strip())),
        _contacts(session, [each.message_id for each in requests if each.message_id is not None]),
        tuple(dict.fromkeys(url for some in urls for url in some)),
        len(photos),
        case.opened_at,
    )


def near_requests(
    session: Session, actor: Actor, *, city: str, service_code: str, point: Point | None, homes: Sequence[int]
) -> tuple[NearRequest, ...]:
    """Open 311 requests of this type near the point, and those open on the problem itself; the nearest first.

    Only what the actor may see.
    """
    root = aliased(Case)
    found = []
    of_type = (ServiceRecord.city == city, ServiceRecord.status != CityStatus.CLOSED)
    statement = (
        select(ServiceRecord, root.id, root.number, Request.case_id)
        .join(Request, Request.service_record_id == ServiceRecord.id)
        .join(Case, Case.id == Request.case_id)
        .join(root, root.id == Case.root_id)
        .join(QueueEntry, QueueEntry.case_id == root.id)
        .where(*of_type, Request.withdrawn_at.is_(None), visible(actor))
    )
    rows = list(session.execute(statement.where(Request.case_id.in_(homes))))
    if point is not None and service_code:
        of_code = (ServiceRecord.service_code == service_code, Request.case_id.not_in(homes))
        rows += session.execute(statement.where(_around(point), *of_code))
    for record, case_id, number, home in rows:
        there = point_of(record.lat, record.long)
        metres = metres_between(point, there) if point is not None and there is not None else None
        ours = home in homes
        if not ours and (metres is None or metres > NEAR_METRES):
            continue
        found.append(
            NearRequest(
                record.number,
                record.service_name,
                record.address,
                metres,
                record.requested_at,
                case_id,
                number,
                ours,
            )
        )
    return tuple(sorted(found, key=lambda each: (not each.ours, each.metres or 0.0, each.number)))


def service_type(session: Session, city: str, code: str) -> ServiceTypeRow | None:
    """The entry of the Service List, also one that is gone."""
    return session.scalar(
        select(ServiceTypeRow).where(ServiceTypeRow.city == city, ServiceTypeRow.code == code)
    )


def _around(point: Point) -> ColumnElement[bool]:
    high = NEAR_METRES / _METRES_PER_DEGREE
    wide = high / max(cos(radians(point.lat)), 0.01)
    return and_(
        ServiceRecord.lat.between(point.lat - high, point.lat + high),
        ServiceRecord.long.between(point.long - wide, point.long + wide),
    )


def _contacts(session: Session, message_ids: Sequence[int]) -> tuple[FormContact, ...]:
    people = session.scalars(
        select(Contact)
        .join(Message, Message.contact_id == Contact.id)
        .where(Message.id.in_(message_ids))
        .order_by(Message.received_at)
    ).all()
    points: dict[tuple[int, PointKind], str] = {}
    for each in session.scalars(
        select(ContactPoint).where(ContactPoint.contact_id.in_([person.id for person in people]))
    ):
        points.setdefault((each.contact_id, each.kind), each.shown)
    return tuple(
        dict.fromkeys(
            FormContact(
                person.id,
                person.name,
                points.get((person.id, PointKind.EMAIL), ""),
                points.get((person.id, PointKind.PHONE), ""),
            )
            for person in people
        )
    )
