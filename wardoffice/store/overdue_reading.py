"""Reads what departments were asked and have not answered by the day it was due."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.following_up import AskedLine
from wardoffice.domain.outgoing import OutboxState
from wardoffice.store.asked_reading import city_numbers
from wardoffice.store.forward_chains import first_addresses
from wardoffice.store.service_types import service_names
from wardoffice.store.tables import Case, Forward, OutboxMessage
from wardoffice.store.visibility import hidden_cases, restricted_below

_LEFT = (OutboxState.SENT, OutboxState.UNKNOWN, OutboxState.FINISHING)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked: a department of the directory, or whoever reads mail at an address."""

    department_id: int | None
    address: str = ""


def asked_lines(
    session: Session, actor: Actor, now: datetime | None, *, forward_ids: Collection[int] | None = None
) -> dict[Asked, list[AskedLine]]:
    """By whom was asked: the open problems they did not answer about, past their day, the oldest first.

    Each problem once, however often it was sent to them. Without ``now`` all they did not answer, due or not;
    with ``forward_ids`` those that begin with one of these. What never left is none.
    """
    again = aliased(Forward)
    chases = (
        select(
            again.chase_of_id.label("of_id"),
            func.max(again.created_at).label("last_at"),
            func.max(again.due_at).label("due_at"),
            func.count().label("times"),
        )
        .where(again.chase_of_id.is_not(None), again.withdrawn_at.is_(None))
        .group_by(again.chase_of_id)
        .subquery()
    )
    root = aliased(Case)
    asked: Select[Forward, Case, datetime | None, datetime | None, int | None] = (
        select(Forward, root, chases.c.last_at, chases.c.due_at, chases.c.times)
        .join(Case, Case.id == Forward.case_id)
        .join(root, root.id == func.coalesce(Case.root_id, Case.id))
        .outerjoin(chases, chases.c.of_id == Forward.id)
        .outerjoin(OutboxMessage, OutboxMessage.id == Forward.outbox_id)
        .where(
            or_(Forward.department_id.is_not(None), Forward.outbox_id.is_not(None)),
            Forward.chase_of_id.is_(None),
            Forward.answered_at.is_(None),
            Forward.withdrawn_at.is_(None),
            or_(OutboxMessage.id.is_(None), OutboxMessage.state.in_(_LEFT)),
            root.status == CaseStatus.OPEN,
            root.withdrawn_at.is_(None),
            # These go out by the dozen, and what is restricted goes only where somebody ticked it.
            ~restricted_below(root.id),
            Forward.case_id.not_in(hidden_cases(session, actor)),
        )
        .order_by(Forward.created_at, Forward.id)
    )
    rows = session.execute(asked).all()
    typed = first_addresses(session, {row[0].outbox_id for row in rows if row[0].department_id is None})
    names, numbers = service_names(session), city_numbers(session, {row[1].id for row in rows})
    found: dict[Asked, dict[int, AskedLine]] = defaultdict(dict)
    for forward, case, last_at, chased_due, times in rows:
        if forward.department_id is not None:
            who = Asked(forward.department_id)
        elif forward.outbox_id in typed:
            who = Asked(None, typed[forward.outbox_id])
        else:
            continue
        line = AskedLine(
            forward_id=forward.id,
            case_id=case.id,
            number=case.number,
            what=names.get(case.service_code, ""),
            place=case.address,
            numbers=numbers.get(case.id, ()),
            asked_at=forward.created_at,
            due_at=max(each for each in (forward.due_at, chased_due, forward.created_at) if each),
            asked_again_at=last_at,
            times=times or 0,
        )
        first = found[who].get(case.id)
        found[who][case.id] = line if first is None else first.with_later(line)
    wanted = {
        who: [each for each in some.values() if _is_wanted(each, now, forward_ids)]
        for who, some in found.items()
    }
    return {who: some for who, some in wanted.items() if some}


def _is_wanted(line: AskedLine, now: datetime | None, forward_ids: Collection[int] | None) -> bool:
    if forward_ids is not None:
        return line.forward_id in forward_ids
    return now is None or line.due_at <= now
