"""Reads what the form of a submission begins with: the problem, what 311 has near it, the last choice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.people import PointKind
from wardoffice.domain.pictures import Rank
from wardoffice.domain.places import Point, metres_between
from wardoffice.domain.service_requests import CityStatus
from wardoffice.domain.submissions import (
    SERVICE,
    ContactChoice,
    FormContact,
    FormProblem,
    FormValues,
    NearRequest,
)
from wardoffice.language import text
from wardoffice.store.casework import homes_of
from wardoffice.store.facts import read_fact, write_fact
from wardoffice.store.point_reading import point_of
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
    Submission,
)
from wardoffice.store.visibility import may_see, visible

NEAR_METRES = 60.0
"""Around a problem: an open request of the same type here is probably the same."""

_METRES_PER_DEGREE = 111_195.0  # of latitude: the mean radius times pi/180


def root_and_homes(session: Session, actor: Actor, case_id: int) -> tuple[Case, list[int]]:
    """The root a case stands under, and all cases that do; raises CannotDoError where the actor sees none."""
    asked = session.get(Case, case_id)
    if asked is None or asked.withdrawn_at is not None or not may_see(session, actor, asked):
        raise CannotDoError(
            text("There is no such problem."), text("Nothing was sent."), text("Refresh the list.")
        )
    root = session.get_one(Case, asked.root_id or asked.id)
    return root, homes_of(session, root.id)


def type_of(session: Session, actor: Actor, case_id: int, corrects: int | None) -> str:
    """The type a form is made for: that of the submission it corrects, else the problem's."""
    before = session.get(Submission, corrects) if corrects is not None else None
    return (
        before.service_code if before is not None else root_and_homes(session, actor, case_id)[0].service_code
    )


def _choice_fact(actor: Actor) -> str:
    return f"contact to 311 {actor.staff_id}"


def remembered_choice(session: Session, actor: Actor, *, fallback: ContactChoice) -> ContactChoice:
    """Whose contact this person gave to 311 last; ``fallback`` at first and for the office's own."""
    kept = ContactChoice(read_fact(session, _choice_fact(actor)).value.get("contact", fallback.value))
    return fallback if kept is ContactChoice.OFFICE else kept


def remember_choice(session: Session, actor: Actor, choice: ContactChoice, now: datetime) -> None:
    """Offer the same next time."""
    write_fact(session, _choice_fact(actor), {"contact": choice.value}, now)


def first_values(
    session: Session, facts: "FormFacts", code: str, choice: ContactChoice, corrects: int | None
) -> FormValues:
    """What a form begins with: the problem's own facts, or what was sent before and refused."""
    first = next((each.contact_id for each in facts.contacts), None)
    if choice is ContactChoice.RESIDENT and first is None:
        choice = ContactChoice.NONE
    contact_id = first if choice is ContactChoice.RESIDENT else None
    before = session.get(Submission, corrects) if corrects is not None else None
    if before is not None:
        return FormValues(
            code,
            before.description,
            before.address,
            Point(before.lat, before.long) if before.lat is not None and before.long is not None else None,
            {key: tuple(given) for key, given in before.payload.get("answers", {}).items()},
            before.contact,
            before.contact_id,
            before.payload.get("media_url", ""),
            before.reason,
        )
    return FormValues(
        code,
        "\n\n".join(facts.told) or facts.title,
        facts.address,
        facts.point,
        {},
        choice,
        contact_id,
        "",
    )


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


def what_was_refused(session: Session, submission_id: int | None) -> tuple[FormProblem, ...]:
    """What the city said of a refused submission: beside each question it meant, else of the whole."""
    before = session.get(Submission, submission_id) if submission_id is not None else None
    sent = session.get(OutboxMessage, before.outbox_id) if before is not None else None
    if before is None or sent is None or not sent.trouble:
        return ()
    return tuple(FormProblem(code, sent.trouble) for code in before.payload.get("refused") or [SERVICE])


def near_requests(
    session: Session,
    actor: Actor,
    city: str,
    values: FormValues,
    homes: Sequence[int],
    *,
    address_key: str = "",
) -> tuple[NearRequest, ...]:
    """Open 311 requests of this type near the point, and those open on the problem itself; the nearest first.

    Without a point those at the same address, ``address_key`` in its comparable form. Only what the actor
    may see; ``homes`` are the cases of the problem.
    """
    point, service_code = values.point, values.service_code
    root = aliased(Case)
    found = []
    of_type = (ServiceRecord.city == city, ServiceRecord.status != CityStatus.CLOSED)
    statement = (
        select(ServiceRecord, root.id, Request.case_id)
        .join(Request, Request.service_record_id == ServiceRecord.id)
        .join(Case, Case.id == Request.case_id)
        .join(root, root.id == Case.root_id)
        .join(QueueEntry, QueueEntry.case_id == root.id)
        .where(*of_type, Request.withdrawn_at.is_(None), visible(actor))
    )
    rows = list(session.execute(statement.where(Request.case_id.in_(homes))))
    of_code = (ServiceRecord.service_code == service_code, Request.case_id.not_in(homes))
    if point is not None and service_code:
        rows += session.execute(statement.where(_around(point), *of_code))
    elif address_key and service_code:
        rows += session.execute(statement.where(ServiceRecord.address_key == address_key, *of_code))
    for record, case_id, home in rows:
        there = point_of(record.lat, record.long)
        metres = metres_between(point, there) if point is not None and there is not None else None
        ours = home in homes
        if not ours and point is not None and (metres is None or metres > NEAR_METRES):
            continue
        found.append(
            NearRequest(
                record.number,
                record.service_name,
                record.address,
                metres,
                record.requested_at,
                case_id,
                ours,
            )
        )
    return tuple(sorted(found, key=lambda each: (not each.ours, each.metres or 0.0, each.number)))


def nearest_open(session: Session, city: str, service_code: str, point: Point) -> str:
    """The number of the nearest open request of this type within NEAR_METRES, "" for none."""
    rows = session.execute(
        select(ServiceRecord.number, ServiceRecord.lat, ServiceRecord.long).where(
            ServiceRecord.city == city,
            ServiceRecord.service_code == service_code,
            ServiceRecord.status != CityStatus.CLOSED,
            _around(point),
        )
    )
    near = [
        (metres_between(point, there), number)
        for number, lat, long in rows
        if (there := point_of(lat, long)) is not None
    ]
    metres, number = min(near, default=(NEAR_METRES + 1, ""))
    return number if metres <= NEAR_METRES else ""


@dataclass(frozen=True, slots=True)
class KnownType:
    """An entry of the Service List; ``gone`` when the city no longer has it."""

    name: str
    has_definition: bool
    answer_kind: str
    gone: bool


def service_type(session: Session, city: str, code: str) -> KnownType:
    """The entry of the Service List; one that is not known is only its code."""
    row = session.scalar(
        select(ServiceTypeRow).where(ServiceTypeRow.city == city, ServiceTypeRow.code == code)
    )
    if row is None:
        return KnownType(code, has_definition=False, answer_kind="", gone=False)
    return KnownType(row.name, row.has_definition, row.answer_kind, row.gone_at is not None)


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
