"""Reads what steps depend on, for the problems they are to be done to."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.letter_steps import KnownDepartments
from wardoffice.domain.people import FollowUpKind
from wardoffice.domain.steps import CaseFacts, Names
from wardoffice.store.service_types import gone_types, service_names
from wardoffice.store.tables import (
    Case,
    Department,
    DepartmentPerson,
    FollowUp,
    QueueEntry,
    Request,
    Staff,
)
from wardoffice.store.tag_reading import tags_of
from wardoffice.store.visibility import visible


def step_facts(
    session: Session, actor: Actor, case_ids: Sequence[int], now: datetime, zone: ZoneInfo
) -> tuple[CaseFacts, ...]:
    """The facts of these problems, in their order; one the actor may not see, or that is gone, has none."""
    found = session.execute(
        select(Case, QueueEntry)
        .join(QueueEntry, QueueEntry.case_id == Case.id)
        .where(Case.id.in_(case_ids), visible(actor))
    ).all()
    rows = {case.id: (case, entry) for case, entry in found}
    ids = [each for each in dict.fromkeys(case_ids) if each in rows]
    names, tags, owed = service_names(session), tags_of(session, ids), owed_people(session, ids)
    facts = []
    for each in ids:
        case, entry = rows[each]
        people = owed.get(each, set())
        facts.append(
            CaseFacts(
                case_id=each,
                number=case.number,
                title=names.get(case.service_code) or case.title,
                address=case.address,
                status=case.status,
                ours=entry.ours,
                safety=entry.safety,
                urgent=case.urgent,
                assignee_id=case.assignee_id,
                service_code=case.service_code,
                tags=tags.get(each, ()),
                snoozed_until=_still(entry.snoozed_until, now, zone),
                owed=len(people - {None}),
                unknown=len(people & {None}),
            )
        )
    return tuple(facts)


def owed_people(session: Session, root_ids: Sequence[int]) -> dict[int, set[int | None]]:
    """Who is owed an answer in each of these problems; None for somebody nobody knows."""
    owed: dict[int, set[int | None]] = defaultdict(set)
    standing = (
        FollowUp.kind != FollowUpKind.ANSWER,
        FollowUp.done_at.is_(None),
        FollowUp.withdrawn_at.is_(None),
    )
    here = (Case.root_id.in_(root_ids), Case.withdrawn_at.is_(None))
    about = select(Case.root_id, FollowUp.contact_id).where(*here, *standing)
    of_mails = (
        about.join(Request, Request.case_id == Case.id)
        .join(FollowUp, FollowUp.message_id == Request.message_id)
        .where(Request.withdrawn_at.is_(None))
    )
    for statement in (about.join(FollowUp, FollowUp.case_id == Case.id), of_mails):
        for root_id, contact_id in session.execute(statement):
            owed[root_id or 0].add(contact_id)
    return owed


def step_names(session: Session, actor: Actor, today: date) -> Names:
    """What the values of steps are called."""
    people = session.execute(select(Staff.id, Staff.name, Staff.active).order_by(Staff.name)).all()
    staff = {staff_id: name for staff_id, name, _ in people}
    former = frozenset(staff_id for staff_id, _, active in people if not active)
    return Names(
        service_names(session),
        staff,
        actor.staff_id,
        today,
        former,
        gone_types(session),
        _departments(session),
    )


def _departments(session: Session) -> KnownDepartments:
    rows = session.execute(
        select(Department.id, Department.name, Department.withdrawn_at).order_by(func.lower(Department.name))
    ).all()
    reached = session.scalars(
        select(DepartmentPerson.department_id)
        .where(DepartmentPerson.withdrawn_at.is_(None), DepartmentPerson.email != "")
        .distinct()
    ).all()
    names = {department_id: name for department_id, name, _ in rows}
    gone = frozenset(department_id for department_id, _, withdrawn_at in rows if withdrawn_at is not None)
    return KnownDepartments(names, gone, frozenset(names) - frozenset(reached))


def _still(until: datetime | None, now: datetime, zone: ZoneInfo) -> date | None:
    return until.astimezone(zone).date() if until is not None and until > now else None
