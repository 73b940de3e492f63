"""Reads the problems of the office that a department is told of, or tells of."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus
from wardoffice.store.tables import Case, Forward, QueueEntry, Request, ServiceRecord
from wardoffice.store.visibility import visible


def open_cases(session: Session, actor: Actor, case_ids: Collection[int] | None = None) -> list[Case]:
    """The open problems of ours the actor may see: danger first, then urgent ones, then the oldest.

    With ``case_ids`` those of them, ours or only watched. Restricted ones stay out: these leave the office.
    """
    asked = _open(actor)
    if case_ids is None:
        return list(session.scalars(asked.where(QueueEntry.ours)))
    return list(session.scalars(asked.where(Case.id.in_(_roots(session, case_ids)))))


def open_addresses(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """The same of ours that have an address: id and address only, as there may be tens of thousands."""
    asked = _open(actor).where(QueueEntry.ours, Case.address != "").order_by(None)
    return [(row.id, row.address) for row in session.execute(asked.with_only_columns(Case.id, Case.address))]


def open_cases_of(session: Session, actor: Actor, codes: Collection[str], department_id: int) -> list[Case]:
    """The same of ours that are of these types, or that the department was asked about."""
    waits = select(Case.root_id).where(
        Case.id.in_(
            select(Forward.case_id).where(
                Forward.department_id == department_id,
                Forward.answered_at.is_(None),
                Forward.withdrawn_at.is_(None),
            )
        )
    )
    theirs = or_(Case.service_code.in_(codes), Case.id.in_(waits))
    return list(session.scalars(_open(actor).where(QueueEntry.ours, theirs)))


def cases_named(
    session: Session, actor: Actor, ours: Collection[str], city: str, of_city: Collection[str]
) -> list[Case]:
    """The problems of ours, open or finished, that have one of our numbers or of the ``city``'s.

    A number of what was put together since finds the problem it stands under.
    """
    root_id = func.coalesce(Case.root_id, Case.id)
    named = select(root_id).where(Case.number.in_(ours), Case.withdrawn_at.is_(None))
    recorded = (
        select(root_id)
        .join(Request, Request.case_id == Case.id)
        .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
        .where(
            ServiceRecord.city == city,
            ServiceRecord.number.in_(of_city),
            Request.withdrawn_at.is_(None),
            Case.withdrawn_at.is_(None),
        )
    )
    roots = {each for asked in (named, recorded) for each in session.scalars(asked)}
    return list(
        session.scalars(
            select(Case)
            .join(QueueEntry, QueueEntry.case_id == Case.id)
            .where(Case.id.in_(roots), QueueEntry.ours, visible(actor))
            .order_by(Case.id)
        )
    )


def our_numbers(session: Session, root_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """By root: the numbers of all that was put together under it, its own first."""
    rows = session.execute(
        select(Case.root_id, Case.number)
        .where(Case.root_id.in_(root_ids))
        .order_by(Case.id != Case.root_id, Case.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for root_id, number in rows:
        if root_id is not None:
            found[root_id].append(number)
    return {root_id: tuple(some) for root_id, some in found.items()}


def departments_asked(session: Session, root_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """By root: the departments that were asked about it, whether they answered or not."""
    rows = session.execute(
        select(Case.root_id, Forward.department_id)
        .join(Case, Case.id == Forward.case_id)
        .where(Case.root_id.in_(root_ids), Forward.withdrawn_at.is_(None), Forward.department_id.is_not(None))
    )
    found: dict[int, set[int]] = defaultdict(set)
    for root_id, department_id in rows:
        if root_id is not None and department_id is not None:
            found[root_id].add(department_id)
    return {root_id: frozenset(some) for root_id, some in found.items()}


def last_asked(session: Session, department_id: int) -> dict[int, datetime]:
    """By root: when the department was asked last of all that it has not answered."""
    asked = (
        select(Case.root_id, func.max(Forward.created_at))
        .join(Case, Case.id == Forward.case_id)
        .where(
            Forward.department_id == department_id,
            Forward.answered_at.is_(None),
            Forward.withdrawn_at.is_(None),
        )
        .group_by(Case.root_id)
    )
    return {root_id: at for root_id, at in session.execute(asked) if root_id is not None and at is not None}


def waiting_forwards(session: Session, department_id: int, root_id: int) -> list[Forward]:
    """The forwards of a problem that a department has not answered, the oldest first."""
    return list(
        session.scalars(
            select(Forward)
            .join(Case, Case.id == Forward.case_id)
            .where(
                Case.root_id == root_id,
                Forward.department_id == department_id,
                Forward.answered_at.is_(None),
                Forward.withdrawn_at.is_(None),
            )
            .order_by(Forward.id)
        )
    )


def city_numbers(session: Session, root_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """By root: the city's numbers of these problems, the newest first."""
    rows = session.execute(
        select(Case.root_id, ServiceRecord.number)
        .join(Request, Request.case_id == Case.id)
        .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
        .where(Case.root_id.in_(root_ids), Request.withdrawn_at.is_(None))
        .order_by(ServiceRecord.requested_at.desc())
    )
    found: dict[int, list[str]] = defaultdict(list)
    for root_id, number in rows:
        if root_id is not None:
            found[root_id].append(number)
    return {root_id: tuple(dict.fromkeys(some)) for root_id, some in found.items()}


def _open(actor: Actor) -> Select[Case]:
    return (
        select(Case)
        .join(QueueEntry, QueueEntry.case_id == Case.id)
        .where(QueueEntry.status == CaseStatus.OPEN, visible(actor), QueueEntry.restricted.is_(False))
        .order_by(QueueEntry.safety.desc(), QueueEntry.urgent.desc(), Case.opened_at, Case.id)
    )


def _roots(session: Session, case_ids: Collection[int]) -> list[int]:
    rows = session.scalars(select(func.coalesce(Case.root_id, Case.id)).where(Case.id.in_(case_ids)))
    return list(rows)
