"""Reads incidents: what stands under them, who told of them, and what may belong to them.

Problems that the actor may not see are left out of every list and count, and so is an incident of whose own
problem that holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.incidents import (
    EARLIER,
    Caller,
    IncidentCaseView,
    IncidentLine,
    Ring,
)
from wardoffice.domain.people import FollowUpKind, PointKind
from wardoffice.domain.places import Point
from wardoffice.domain.queue import Desk, QueueRow
from wardoffice.language import text
from wardoffice.store.answers_under_way import under_way_by_person
from wardoffice.store.incident_names import incident_in_sight
from wardoffice.store.queue_reading import queue_rows
from wardoffice.store.tables import (
    Case,
    Contact,
    ContactPoint,
    FollowUp,
    Incident,
    IncidentCase,
    Message,
    QueueEntry,
    Request,
)
from wardoffice.store.visibility import visible

_MOST_PROPOSED = 200


def live_incident(session: Session, actor: Actor, incident_id: int) -> Incident | None:
    """An incident that was not taken back, if the actor may know of it."""
    return session.scalar(
        select(Incident).where(
            Incident.id == incident_id, Incident.withdrawn_at.is_(None), incident_in_sight(actor)
        )
    )


def membership(session: Session, incident_id: int, case_id: int) -> IncidentCase | None:
    """What was said of this case and this incident, also if it was taken back."""
    return session.scalar(
        select(IncidentCase).where(IncidentCase.incident_id == incident_id, IncidentCase.case_id == case_id)
    )


def members_under(session: Session, incident_id: int, root_id: int) -> list[IncidentCase]:
    """What stands under an incident of the cases under this root."""
    return list(
        session.scalars(
            select(IncidentCase)
            .join(Case, Case.id == IncidentCase.case_id)
            .where(
                IncidentCase.incident_id == incident_id,
                Case.root_id == root_id,
                IncidentCase.part,
                IncidentCase.withdrawn_at.is_(None),
            )
        )
    )


def incident_roots(session: Session, actor: Actor, row: Incident) -> list[int]:
    """The roots under an incident that the actor may see, its own problem first."""
    under = select(IncidentCase.case_id).where(
        IncidentCase.incident_id == row.id, IncidentCase.part, IncidentCase.withdrawn_at.is_(None)
    )
    found = session.scalars(
        select(Case.root_id)
        .join(QueueEntry, QueueEntry.case_id == Case.root_id)
        .where(or_(Case.id == row.case_id, Case.id.in_(under)), Case.withdrawn_at.is_(None), visible(actor))
        .order_by(Case.id != row.case_id, Case.opened_at, Case.id)
    )
    return [each for each in dict.fromkeys(found) if each is not None]


def incident_homes(session: Session, actor: Actor, row: Incident) -> list[int]:
    """All cases under an incident that the actor may see, with those that were put together into them."""
    roots = incident_roots(session, actor, row)
    return list(session.scalars(select(Case.id).where(Case.root_id.in_(roots), Case.withdrawn_at.is_(None))))


def incident_lines(session: Session, actor: Actor) -> tuple[IncidentLine, ...]:
    """All the actor may know of, those that go on first, the newest before the older."""
    rows = session.scalars(
        select(Incident)
        .where(Incident.withdrawn_at.is_(None), incident_in_sight(actor))
        .order_by(Incident.ended_at.is_not(None), Incident.began_at.desc(), Incident.id.desc())
    ).all()
    lines = []
    for row in rows:
        roots = incident_roots(session, actor, row)
        people = callers(session, roots)
        lines.append(
            IncidentLine(
                row.id,
                row.name,
                row.began_at,
                row.ended_at,
                cases=len(roots),
                people=len(people),
                owed=sum(each.owed_since is not None for each in people),
            )
        )
    return tuple(lines)


def incident_cases(session: Session, actor: Actor, roots: Sequence[int]) -> tuple[IncidentCaseView, ...]:
    """These roots as a list shows them."""
    rows = queue_rows(session, actor, roots)
    return tuple(_case_view(rows[root]) for root in roots if root in rows)


def may_belong(
    session: Session, actor: Actor, row: Incident, ring: Ring
) -> list[tuple[IncidentCaseView, Point]]:
    """Problems in the box around the area and in the time of an incident, each with its place.

    Those of which somebody said already whether they belong to it are not among them.
    """
    if not ring:
        return []
    said = (
        select(Case.root_id)
        .join(IncidentCase, IncidentCase.case_id == Case.id)
        .where(IncidentCase.incident_id == row.id, IncidentCase.withdrawn_at.is_(None))
    )
    own = select(Case.root_id).where(Case.id == row.case_id)
    lats, longs = [each.lat for each in ring], [each.long for each in ring]
    conditions = [
        visible(actor),
        QueueEntry.lat.between(min(lats), max(lats)),
        QueueEntry.long.between(min(longs), max(longs)),
        QueueEntry.opened_at >= row.began_at - EARLIER,
        QueueEntry.desk.not_in([Desk.FINISHED, Desk.WATCHED_CLOSED]),
        QueueEntry.case_id.not_in(said),
        QueueEntry.case_id.not_in(own),
    ]
    if row.ended_at is not None:
        conditions.append(QueueEntry.opened_at <= row.ended_at)
    ids = session.scalars(
        select(QueueEntry.case_id)
        .where(*conditions)
        .order_by(QueueEntry.opened_at, QueueEntry.case_id)
        .limit(_MOST_PROPOSED)
    ).all()
    rows = queue_rows(session, actor, ids)
    found = []
    for each in ids:
        shown = rows.get(each)
        if shown is not None and shown.point is not None:
            since = shown.opened_at >= row.began_at
            why = (
                text("In its area, told since it began")
                if since
                else text("In its area, told shortly before")
            )
            found.append((_case_view(shown, why), shown.point))
    return found


def callers(session: Session, roots: Sequence[int]) -> tuple[Caller, ...]:
    """Who told of these problems, in the order they first did."""
    told = session.execute(
        select(Message.contact_id, Message.id, Message.received_at)
        .join(Request, Request.message_id == Message.id)
        .join(Case, Case.id == Request.case_id)
        .where(
            Case.root_id.in_(roots),
            Case.withdrawn_at.is_(None),
            Request.withdrawn_at.is_(None),
            Message.contact_id.is_not(None),
        )
        .order_by(Message.received_at, Message.id)
    ).all()
    first: dict[int, datetime] = {}
    for contact_id, _, at in told:
        if contact_id is not None:
            first.setdefault(contact_id, at)
    owed, answered = _exchanges(session, roots, [message_id for _, message_id, _ in told])
    points, under_way = _points(session, first), under_way_by_person(session, roots)
    people = {each.id: each for each in session.scalars(select(Contact).where(Contact.id.in_(list(first))))}
    return tuple(
        Caller(
            contact_id,
            people[contact_id].name,
            points[contact_id].get(PointKind.PHONE, ""),
            points[contact_id].get(PointKind.EMAIL, ""),
            called_at,
            owed.get(contact_id),
            answered.get(contact_id),
            people[contact_id].language,
            under_way.get(contact_id),
        )
        for contact_id, called_at in first.items()
    )


def roots_told_by(session: Session, roots: Sequence[int], contact_id: int) -> list[int]:
    """Of these roots, those this person told of."""
    found = session.scalars(
        select(Case.root_id)
        .join(Request, Request.case_id == Case.id)
        .join(Message, Message.id == Request.message_id)
        .where(Case.root_id.in_(roots), Message.contact_id == contact_id, Request.withdrawn_at.is_(None))
    )
    told = set(found)
    return [root for root in roots if root in told]


def _exchanges(
    session: Session, roots: Sequence[int], message_ids: Sequence[int]
) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """Since when each person is owed an answer, and when each was answered last."""
    homes = select(Case.id).where(Case.root_id.in_(roots))
    owed: dict[int, datetime] = {}
    answered: dict[int, datetime] = {}
    for row in session.scalars(
        select(FollowUp)
        .where(
            or_(FollowUp.case_id.in_(homes), FollowUp.message_id.in_(message_ids)),
            FollowUp.contact_id.is_not(None),
            FollowUp.withdrawn_at.is_(None),
        )
        .order_by(FollowUp.created_at)
    ):
        if row.contact_id is None:
            continue
        if row.kind is FollowUpKind.ANSWER:
            answered[row.contact_id] = row.created_at
        elif row.done_at is None:
            owed.setdefault(row.contact_id, row.created_at)
    return owed, answered


def _points(session: Session, contact_ids: Iterable[int]) -> dict[int, dict[PointKind, str]]:
    points: dict[int, dict[PointKind, str]] = defaultdict(dict)
    found = session.scalars(
        select(ContactPoint).where(ContactPoint.contact_id.in_(list(contact_ids))).order_by(ContactPoint.id)
    )
    for each in found:
        points[each.contact_id].setdefault(each.kind, each.shown)
    return points


def _case_view(row: QueueRow, why: str = "") -> IncidentCaseView:
    return IncidentCaseView(
        row.case_id, row.number, row.title, row.address, row.status, row.opened_at, row.people, why
    )
