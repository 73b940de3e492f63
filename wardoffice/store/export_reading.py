"""Reads everything that may leave the office as a list, row by row, in the order it came.

Rows carry the names of GeoReport's bulk specification first, then our own. Nobody gets a row of a case they
may not see; the values of the history are those of cases, requests and the city's records, never of people.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.history import describe
from wardoffice.domain.people import PointKind
from wardoffice.store.closing_graph import ClosingGraph, linked_records
from wardoffice.store.service_types import service_names
from wardoffice.store.tables import (
    Action,
    Case,
    Contact,
    ContactPoint,
    Event,
    Message,
    QueueEntry,
    Request,
    ServiceRecord,
    Staff,
)
from wardoffice.store.visibility import hidden_cases

Row = dict[str, Any]
_AT_ONCE = 500
_TOLD_ENTITIES = frozenset({"case", "request", "service_record"})
CASE_NAMES = ("kind", "ward", "assignee", "ours", "people", "photos", "tracking_numbers", "part_of")
REQUEST_NAMES = ("case", "service_code", "subject")
PEOPLE_NAMES = ("name", "email", "phone", "resident_address")
RECORD_NAMES = (
    "status",
    "service_code",
    "zipcode",
    "media_url",
    "ward",
    "duplicate",
    "parent_service_request_id",
    "closing",
    "still_open",
    "root",
    "open_follow_ons",
    "crew",
)
HISTORY_NAMES = (
    "action",
    "at",
    "who",
    "what",
    "takes_back",
    "case",
    "entity",
    "entity_id",
    "field",
    "before",
    "after",
)


def service_request_rows(session: Session, actor: Actor) -> Iterator[Row]:
    """The city's records that are here, by number; its status is ``open``, ``closed`` or ``unknown``.

    ``root`` is where a chain of duplicates ends: a record, or the number of one that is not here.
    ``open_follow_ons`` are numbers with blanks between them.
    """
    hidden = set(hidden_cases(session, actor))
    graphs = linked_records(session)
    found = session.execute(
        select(ServiceRecord, Request.case_id)
        .outerjoin(Request, Request.service_record_id == ServiceRecord.id)
        .order_by(ServiceRecord.number)
        .execution_options(yield_per=_AT_ONCE)
    )
    for record, case_id in found:
        if case_id in hidden:
            continue
        yield {
            "service_request_id": record.number,
            "requested_datetime": record.requested_at,
            "updated_datetime": record.updated_at,
            "closed_date": record.closed_at,
            "status_description": _status(record),
            "status_notes": record.status_notes,
            "source": record.channel,
            "service_name": record.service_name,
            "service_subtype": "",
            "description": record.description,
            "agency_responsible": record.agency,
            "address": record.address,
            "lat": record.lat,
            "long": record.long,
            "status": record.status.value,
            "service_code": record.service_code,
            "zipcode": record.zipcode,
            "media_url": record.media_urls[0] if len(record.media_urls) == 1 else record.media_urls or "",
            "ward": record.ward,
            "duplicate": record.duplicate,
            "parent_service_request_id": record.parent_number,
            "closing": record.closing.value,
            "still_open": record.still_open,
            "root": _root(record, graphs),
            "open_follow_ons": _open_follow_ons(record, graphs),
            "crew": record.crew,
        }


def case_rows(session: Session, actor: Actor) -> Iterator[Row]:
    """The cases by number; one that was put into another names it in ``part_of``."""
    hidden = set(hidden_cases(session, actor))
    names = service_names(session)
    numbers: dict[int | None, str] = dict(session.execute(select(Case.id, Case.number)).all())
    tracked: dict[int, list[str]] = defaultdict(list)
    for case_id, number in session.execute(
        select(Request.case_id, ServiceRecord.number)
        .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
        .where(Request.withdrawn_at.is_(None))
        .order_by(ServiceRecord.number)
    ):
        tracked[case_id].append(number)
    found = session.execute(
        select(Case, QueueEntry, Staff.name)
        .outerjoin(QueueEntry, QueueEntry.case_id == Case.id)
        .outerjoin(Staff, Staff.id == Case.assignee_id)
        .where(Case.withdrawn_at.is_(None))
        .order_by(Case.number)
        .execution_options(yield_per=_AT_ONCE)
    )
    for case, entry, assignee in found:
        if case.id in hidden:
            continue
        yield {
            "service_request_id": case.number,
            "requested_datetime": case.opened_at,
            "updated_datetime": entry.last_word_at if entry else None,
            "closed_date": case.finished_at,
            "status_description": case.status.value,
            "status_notes": case.finish_reason.value if case.finish_reason else "",
            "source": entry.channels.strip() if entry else "",
            "service_name": names.get(case.service_code, ""),
            "service_subtype": "",
            "description": case.title,
            "agency_responsible": "",
            "address": case.address,
            "lat": case.lat,
            "long": case.long,
            "kind": case.kind.value,
            "ward": case.ward,
            "assignee": assignee or "",
            "ours": bool(entry and entry.ours),
            "people": entry.people if entry else 0,
            "photos": entry.photos if entry else 0,
            "tracking_numbers": " ".join(tracked[case.id]),
            "part_of": numbers.get(case.merged_into, ""),
        }


def request_rows(session: Session, actor: Actor, *, people: bool) -> Iterator[Row]:
    """Every problem as one source told it, by the time it was told; with who told it where ``people``."""
    hidden = set(hidden_cases(session, actor))
    points = _points(session) if people else {}
    names = service_names(session)
    found = session.execute(
        select(Request, Case, Message, ServiceRecord, Contact)
        .join(Case, Case.id == Request.case_id)
        .outerjoin(Message, Message.id == Request.message_id)
        .outerjoin(ServiceRecord, ServiceRecord.id == Request.service_record_id)
        .outerjoin(Contact, Contact.id == Message.contact_id)
        .where(Request.withdrawn_at.is_(None), Case.withdrawn_at.is_(None))
        .order_by(Request.created_at, Request.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for request, case, message, record, contact in found:
        if case.id in hidden:
            continue
        row = {
            "service_request_id": record.number if record else f"{case.number}/{request.id}",
            "requested_datetime": request.created_at,
            "updated_datetime": record.updated_at if record else None,
            "closed_date": record.closed_at if record else None,
            "status_description": (record.status_text or record.status.value)
            if record
            else case.status.value,
            "status_notes": record.status_notes if record else "",
            "source": message.channel.value if message else "311",
            "service_name": record.service_name if record else names.get(case.service_code, ""),
            "service_subtype": "",
            "description": request.description,
            "agency_responsible": record.agency if record else "",
            "address": record.address if record else case.address,
            "lat": record.lat if record else case.lat,
            "long": record.long if record else case.long,
            "case": case.number,
            "service_code": record.service_code if record else case.service_code,
            "subject": message.subject if message and people else "",
        }
        if people:
            ways = points.get(contact.id, {}) if contact else {}
            row |= {
                "name": (contact.name if contact else "") or (message.sender_name if message else ""),
                "email": ways.get(PointKind.EMAIL, "") or (message.sender_address if message else ""),
                "phone": ways.get(PointKind.PHONE, ""),
                "resident_address": contact.address if contact else "",
            }
        yield row


def history_rows(session: Session, actor: Actor) -> Iterator[Row]:
    """Every field of every action, oldest first; an action on a case the actor may not see is left out."""
    hidden = hidden_cases(session, actor)
    secret = set(
        session.scalars(select(Event.action_id).where(Event.case_id.in_(hidden)).distinct()) if hidden else ()
    )
    numbers: dict[int | None, str] = dict(session.execute(select(Case.id, Case.number)).all())
    found = session.execute(
        select(Action, Event)
        .join(Event, Event.action_id == Action.id)
        .order_by(Action.id, Event.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for action, event in found:
        if action.id in secret:
            continue
        told = event.entity in _TOLD_ENTITIES
        yield {
            "action": action.id,
            "at": action.at,
            "who": action.who,
            "what": describe(action.kind, action.details),
            "takes_back": action.undo_of_id,
            "case": numbers.get(event.case_id, ""),
            "entity": event.entity,
            "entity_id": event.entity_id,
            "field": event.field,
            "before": event.before if told else None,
            "after": event.after if told else None,
        }


def _root(record: ServiceRecord, graphs: Mapping[str, ClosingGraph]) -> str:
    graph = graphs.get(record.city)
    if graph is None or not record.parent_number or record.number not in graph.nodes:
        return ""
    links, stopped_by = graph.chain(record.number)
    return stopped_by or (links[-1] if links else "")


def _open_follow_ons(record: ServiceRecord, graphs: Mapping[str, ClosingGraph]) -> str:
    graph = graphs.get(record.city)
    if graph is None or record.number not in graph.nodes:
        return ""
    return " ".join(each.number for each in graph.follow_ons(record.number) if not each.closed)


def _status(record: ServiceRecord) -> str:
    return record.status_text or record.status.value


def _points(session: Session) -> dict[int, dict[PointKind, str]]:
    points: dict[int, dict[PointKind, str]] = defaultdict(dict)
    for point in session.scalars(select(ContactPoint).order_by(ContactPoint.id)):
        points[point.contact_id].setdefault(point.kind, point.shown)
    return points
