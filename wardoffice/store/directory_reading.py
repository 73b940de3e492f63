"""Reads the directory: departments, their people, and how long each takes to answer."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.address_lint import tells_of_address
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.departments import DepartmentPersonView, DepartmentView
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.outgoing import MAYBE_THERE, OutboxState, RecipientState
from wardoffice.store.tables import (
    Case,
    Department,
    DepartmentPerson,
    Forward,
    Message,
    OutboxMessage,
    OutboxRecipient,
)
from wardoffice.store.visibility import hidden_cases

_DAY_SECONDS = 86_400
_FOR_GOOD = 500  # RFC 5321, section 4.2.1


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """How a department answers: days from asking to its first answer of each forward that has one.

    ``waiting`` are the open problems it was asked about and did not answer, each once.
    """

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
    root = aliased(Case)
    asked: Select[int | None, datetime, datetime | None, int, CaseStatus, OutboxState | None] = (
        select(
            Forward.department_id,
            Forward.created_at,
            Forward.answered_at,
            root.id,
            root.status,
            OutboxMessage.state,
        )
        .join(Case, Case.id == Forward.case_id)
        .join(root, root.id == func.coalesce(Case.root_id, Case.id))
        .outerjoin(OutboxMessage, OutboxMessage.id == Forward.outbox_id)
        .where(
            Forward.chase_of_id.is_(None),
            Forward.withdrawn_at.is_(None),
            Forward.case_id.not_in(hidden_cases(session, actor)),
        )
    )
    if department_id is not None:
        asked = asked.where(Forward.department_id == department_id)
    days: dict[int, list[float]] = defaultdict(list)
    last: dict[int, datetime] = {}
    waiting: dict[int, set[int]] = defaultdict(set)
    for key, sent, answered, root_id, status, state in session.execute(asked):
        if key is None:
            continue
        if answered is None:
            if is_owed(status, state):
                waiting[key].add(root_id)
        else:
            days[key].append(days_between(sent, answered))
            last[key] = max(answered, last.get(key, answered))
    return {
        key: AnswerTimes(tuple(days[key]), last.get(key), len(waiting[key]))
        for key in {*days.keys(), *waiting.keys()}
    }


def is_owed(status: CaseStatus, state: OutboxState | None) -> bool:
    """Whether an answer is waited for: the problem is open, and they were told of it or may have the mail."""
    return status is CaseStatus.OPEN and (state is None or state in MAYBE_THERE)


def days_between(sent: datetime, answered: datetime) -> float:
    """How many days an answer took; none where clocks disagree."""
    return max(0.0, (answered - sent).total_seconds()) / _DAY_SECONDS


def domains_in_use(session: Session) -> frozenset[str]:
    """The domains of the addresses on the list."""
    addresses = session.scalars(
        select(DepartmentPerson.email)
        .join(Department, Department.id == DepartmentPerson.department_id)
        .where(DepartmentPerson.withdrawn_at.is_(None), Department.withdrawn_at.is_(None))
    )
    return frozenset(each.rpartition("@")[2].casefold() for each in addresses if "@" in each)


def bounced_before(session: Session, addresses: Iterable[str]) -> frozenset[str]:
    """Which of these addresses, folded, mail came back from: the program's own, or one of a mail program.

    Only what was about that very address counts: a mail that was refused as a whole has no code beside any.
    """
    asked = {each.strip().casefold() for each in addresses} - {""}
    if not asked:
        return frozenset()
    lowered, bounced = func.lower(OutboxRecipient.address), RecipientState.BOUNCED
    about_one = and_(OutboxRecipient.state == RecipientState.REFUSED, OutboxRecipient.code >= _FOR_GOOD)
    ours = session.execute(
        select(lowered, OutboxRecipient.state, OutboxRecipient.code, OutboxRecipient.answer).where(
            lowered.in_(asked), or_(OutboxRecipient.state == bounced, about_one)
        )
    )
    found = {
        address
        for address, state, code, answer in ours
        if tells_of_address(answer if state is bounced else f"{code} {answer}")
    }
    told = select(Message.recipients, Message.kind_reason).where(Message.kind == MessageKind.BOUNCE)
    for people, why in session.execute(told):
        if tells_of_address(why):
            found |= asked & {address.casefold() for _, address in people}
    return frozenset(found)


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
