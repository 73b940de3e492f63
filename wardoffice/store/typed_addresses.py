"""Reads who was written to at an address that is on no list: what they owe, and how they answer."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.store.directory_reading import AnswerTimes, days_between, is_owed
from wardoffice.store.forward_chains import first_addresses
from wardoffice.store.tables import (
    Case,
    Department,
    DepartmentPerson,
    Forward,
    OutboxMessage,
    OutboxRecipient,
)
from wardoffice.store.visibility import hidden_cases


def typed_addresses(session: Session, actor: Actor) -> dict[str, AnswerTimes]:
    """How each such address answers, in small letters, by name; a chase is no other question."""
    first = (
        select(OutboxRecipient.outbox_id, func.min(OutboxRecipient.id).label("id"))
        .group_by(OutboxRecipient.outbox_id)
        .subquery()
    )
    address = func.lower(OutboxRecipient.address)
    root = aliased(Case)
    rows = session.execute(
        select(address, Forward.created_at, Forward.answered_at, root.id, root.status, OutboxMessage.state)
        .join(Case, Case.id == Forward.case_id)
        .join(root, root.id == func.coalesce(Case.root_id, Case.id))
        .join(OutboxMessage, OutboxMessage.id == Forward.outbox_id)
        .join(first, first.c.outbox_id == Forward.outbox_id)
        .join(OutboxRecipient, OutboxRecipient.id == first.c.id)
        .where(
            Forward.department_id.is_(None),
            Forward.chase_of_id.is_(None),
            Forward.withdrawn_at.is_(None),
            Forward.case_id.not_in(hidden_cases(session, actor)),
            address.not_in(_listed()),
        )
        .order_by(address)
    )
    days: dict[str, list[float]] = defaultdict(list)
    last: dict[str, datetime] = {}
    waiting: dict[str, set[int]] = {}
    for who, sent, answered, root_id, status, state in rows:
        owed = waiting.setdefault(who, set())
        if answered is None:
            if is_owed(status, state):
                owed.add(root_id)
        else:
            days[who].append(days_between(sent, answered))
            last[who] = max(answered, last.get(who, answered))
    return {who: AnswerTimes(tuple(days[who]), last.get(who), len(owed)) for who, owed in waiting.items()}


def unlisted_addresses(session: Session, outbox_ids: Collection[int | None]) -> dict[int | None, str]:
    """By mail whom it is for, in small letters; who is on the list of a department is not among them."""
    wanted = [each for each in outbox_ids if each is not None]
    if not wanted:
        return {}
    typed = first_addresses(session, wanted)
    listed = set(session.scalars(_listed().where(func.lower(DepartmentPerson.email).in_(typed.values()))))
    return {outbox_id: address for outbox_id, address in typed.items() if address not in listed}


def _listed() -> Select[str]:
    """The addresses on the lists of departments, in small letters."""
    return (
        select(func.lower(DepartmentPerson.email))
        .join(Department, Department.id == DepartmentPerson.department_id)
        .where(DepartmentPerson.withdrawn_at.is_(None), Department.withdrawn_at.is_(None))
    )
