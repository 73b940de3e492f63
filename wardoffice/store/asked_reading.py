"""Reads the open problems of the office that a department is told of, or tells of."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus
from wardoffice.store.tables import Case, Forward, QueueEntry, Request, ServiceRecord
from wardoffice.store.visibility import visible


def open_cases(
    session: Session, actor: Actor, most: int, case_ids: Collection[int] | None = None
) -> list[Case]:
    """The open problems of ours the actor may see: danger first, then urgent ones, then the oldest.

    With ``case_ids`` those of them, ours or only watched. Restricted ones stay out: these leave the office.
    """
    asked = (
        select(Case)
        .join(QueueEntry, QueueEntry.case_id == Case.id)
        .where(QueueEntry.status == CaseStatus.OPEN, visible(actor), QueueEntry.restricted.is_(False))
        .order_by(QueueEntry.safety.desc(), QueueEntry.urgent.desc(), Case.opened_at, Case.id)
        .limit(most)
    )
    asked = (
        asked.where(QueueEntry.ours)
        if case_ids is None
        else asked.where(Case.id.in_(_roots(session, case_ids)))
    )
    return list(session.scalars(asked))


def last_asked(session: Session, department_id: int | None, root_ids: Collection[int]) -> dict[int, datetime]:
    """By root: when the department was asked last and has not answered; any of them where None is given."""
    asked = (
        select(Case.root_id, func.max(Forward.created_at))
        .join(Case, Case.id == Forward.case_id)
        .where(Case.root_id.in_(root_ids), Forward.answered_at.is_(None), Forward.withdrawn_at.is_(None))
        .group_by(Case.root_id)
    )
    if department_id is not None:
        asked = asked.where(Forward.department_id == department_id)
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


def _roots(session: Session, case_ids: Collection[int]) -> list[int]:
    rows = session.scalars(select(func.coalesce(Case.root_id, Case.id)).where(Case.id.in_(case_ids)))
    return list(rows)
