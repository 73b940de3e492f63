"""Reads the directory: departments, their people, and how long each takes to answer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.departments import DepartmentPersonView, DepartmentView
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.outgoing import RecipientState
from wardoffice.store.tables import (
    Department,
    DepartmentPerson,
    Forward,
    Message,
    OutboxMessage,
    OutboxRecipient,
)
from wardoffice.store.visibility import hidden_cases

_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """How a department answers: days from asking to its first answer of each forward that has one."""

    days: tuple[float, ...] = ()
    last_at: datetime | None = None
    waiting: int = 0

    @property
    def median_days(self) -> float | None:
        """What half of the answers took at most, None before the first."""
        return median(self.days) if self.days else None


def departments(session: Session, actor: Actor) -> tuple[DepartmentView, ...]:
    """All that are on the list: the city's first, each kind by name."""
    rows = session.scalars(
        select(Department).where(Department.withdrawn_at.is_(None)).order_by(func.lower(Department.name))
    ).all()
    people = _people(session, [row.id for row in rows])
    times = answer_times(session, actor)
    views = (_view(row, people[row.id], times.get(row.id, AnswerTimes())) for row in rows)
    return tuple(sorted(views, key=lambda each: not each.body.is_city))


def department(session: Session, actor: Actor, department_id: int) -> DepartmentView | None:
    """One of them, also where it was taken off the list."""
    row = session.get(Department, department_id)
    if row is None:
        return None
    times = answer_times(session, actor, department_id)
    return _view(row, _people(session, [row.id])[row.id], times.get(row.id, AnswerTimes()))


def answer_times(session: Session, actor: Actor, department_id: int | None = None) -> dict[int, AnswerTimes]:
    """How each department answers, by its id; a chase is no other question, and what was taken back none."""
    asked = select(Forward.department_id, Forward.created_at, Forward.answered_at).where(
        Forward.chase_of_id.is_(None),
        Forward.withdrawn_at.is_(None),
        Forward.case_id.not_in(hidden_cases(session, actor)),
    )
    if department_id is not None:
        asked = asked.where(Forward.department_id == department_id)
    days: dict[int, list[float]] = defaultdict(list)
    last: dict[int, datetime] = {}
    waiting: dict[int, int] = defaultdict(int)
    for key, sent, answered in session.execute(asked):
        if key is None:
            continue
        if answered is None:
            waiting[key] += 1
        else:
            days[key].append(max(0.0, (answered - sent).total_seconds()) / _DAY_SECONDS)
            last[key] = max(answered, last.get(key, answered))
    return {
        key: AnswerTimes(tuple(days[key]), last.get(key), waiting[key])
        for key in {*days.keys(), *waiting.keys()}
    }


def domains_in_use(session: Session) -> frozenset[str]:
    """The domains of the addresses on the list."""
    addresses = session.scalars(
        select(DepartmentPerson.email)
        .join(Department, Department.id == DepartmentPerson.department_id)
        .where(DepartmentPerson.withdrawn_at.is_(None), Department.withdrawn_at.is_(None))
    )
    return frozenset(each.rpartition("@")[2].casefold() for each in addresses if "@" in each)


def bounced_before(session: Session, addresses: Iterable[str]) -> frozenset[str]:
    """Which of these addresses, folded, mail came back from: the program's own, or one of a mail program."""
    asked = {each.strip().casefold() for each in addresses} - {""}
    if not asked:
        return frozenset()
    ours = session.scalars(
        select(func.lower(OutboxRecipient.address))
        .join(OutboxMessage, OutboxMessage.id == OutboxRecipient.outbox_id)
        .where(
            func.lower(OutboxRecipient.address).in_(asked),
            OutboxRecipient.state.in_([RecipientState.BOUNCED, RecipientState.REFUSED]),
        )
    )
    told = session.scalars(select(Message.recipients).where(Message.kind == MessageKind.BOUNCE))
    from_programs = {address.casefold() for some in told for _, address in some}
    return frozenset(set(ours) | (asked & from_programs))


def _people(session: Session, ids: Iterable[int]) -> dict[int, list[DepartmentPersonView]]:
    found: dict[int, list[DepartmentPersonView]] = defaultdict(list)
    rows = session.scalars(
        select(DepartmentPerson)
        .where(DepartmentPerson.department_id.in_(list(ids)), DepartmentPerson.withdrawn_at.is_(None))
        .order_by(DepartmentPerson.is_backup, DepartmentPerson.position, DepartmentPerson.id)
    )
    for row in rows:
        found[row.department_id].append(
            DepartmentPersonView(
                row.id, row.contact_id, row.name, row.email, row.phone, row.role, row.is_backup
            )
        )
    return found


def _view(row: Department, people: Iterable[DepartmentPersonView], times: AnswerTimes) -> DepartmentView:
    return DepartmentView(
        department_id=row.id,
        key=row.key,
        name=row.name,
        body=row.body,
        phone=row.phone,
        public_phone=row.public_phone,
        hours=row.hours,
        form=row.form,
        note=row.note,
        people=tuple(people),
        last_answer_at=times.last_at,
        median_days=times.median_days,
        answers=len(times.days),
        waiting=times.waiting,
    )
