"""Reads the history of the whole office a page at a time, by keys: as quick behind a million lines."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.history import ActionKind
from wardoffice.domain.office_history import HistoryFilter, HistoryGroup, HistoryPage, OfficeLine, kinds_of
from wardoffice.domain.undo_rules import EVERYWHERE, NOT_UNDONE_BY_HAND
from wardoffice.store.history_reading import history_lines
from wardoffice.store.tables import Action, Case, Event, FollowUp, Note
from wardoffice.store.visibility import hidden_cases


def office_history(
    session: Session, actor: Actor, asked: HistoryFilter, zone: ZoneInfo, *, before: int | None, limit: int
) -> HistoryPage:
    """At most ``limit`` actions older than ``before``; none that touched what the actor may not see.

    Of the actor's own that change every problem alike, only what they may see is told.
    """
    hidden = hidden_cases(session, actor)
    statement = select(Action).where(*_conditions(actor, asked, zone, hidden))
    if before is not None:
        statement = statement.where(Action.id < before)
    found = session.scalars(statement.order_by(Action.id.desc()).limit(limit + 1)).all()
    actions = found[:limit]
    lines = history_lines(session, actor, actions, _events(session, actions, hidden))
    touched = _cases(session, [action.id for action in actions], hidden)
    numbers = dict(
        session.execute(
            select(Case.id, Case.number).where(Case.id.in_([case_id for case_id, _ in touched.values()]))
        ).all()
    )
    page = []
    for line in lines:
        case_id, count = touched.get(line.action_id, (None, 0))
        page.append(OfficeLine(line, case_id, numbers.get(case_id or 0, ""), count))
    return HistoryPage(tuple(page), actions[-1].id if len(found) > limit else None)


def _conditions(
    actor: Actor, asked: HistoryFilter, zone: ZoneInfo, hidden: Collection[int]
) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if asked.program:
        wanted.append(Action.staff_id.is_(None))
    elif asked.staff_id is not None:
        wanted.append(Action.staff_id == asked.staff_id)
    else:
        wanted.append(Action.staff_id.is_not(None))
    if asked.group is not None:
        wanted.append(or_(Action.kind.in_(kinds_of(asked.group)), _does_by_macro(asked.group)))
    if asked.since is not None:
        wanted.append(Action.at >= _begin(asked.since, zone))
    if asked.until is not None:
        wanted.append(Action.at < _begin(asked.until + timedelta(days=1), zone))
    if hidden:
        touched = Action.id.in_(select(Event.action_id).where(Event.case_id.in_(hidden)))
        own = and_(Action.staff_id == actor.staff_id, Action.kind.in_(EVERYWHERE))
        wanted.append(or_(~touched, own))
    return wanted


def _does_by_macro(group: HistoryGroup) -> ColumnElement[bool]:
    """Whether an action is a macro one step of which did what the group is about."""
    done = {
        HistoryGroup.PEOPLE: Event.entity == FollowUp.__tablename__,
        HistoryGroup.FINISHING: Event.field.in_(("status", "snoozed_until")),
        HistoryGroup.WRITING: Event.entity == Note.__tablename__,
    }
    if group not in done:
        return false()
    step = select(Event.id).where(Event.action_id == Action.id, done[group]).exists()
    return and_(Action.kind == ActionKind.MACRO, step)


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _events(session: Session, actions: Sequence[Action], hidden: Collection[int]) -> dict[int, list[Event]]:
    """The events of these actions; of what nobody takes back, only changes of fields."""
    taken = [action.id for action in actions if action.kind not in NOT_UNDONE_BY_HAND]
    seen = or_(Event.case_id.is_(None), Event.case_id.not_in(hidden))
    came = [action.id for action in actions if action.kind in NOT_UNDONE_BY_HAND]
    events: dict[int, list[Event]] = defaultdict(list)
    for ids, fields in ((taken, []), (came, [Event.field != ""])):
        if ids:
            found = select(Event).where(Event.action_id.in_(ids), seen, *fields).order_by(Event.id)
            for event in session.scalars(found):
                events[event.action_id].append(event)
    return events


def _cases(
    session: Session, action_ids: Sequence[int], hidden: Collection[int]
) -> dict[int, tuple[int, int]]:
    """The first case each of these actions touched, and how many."""
    rows = session.execute(
        select(Event.action_id, func.min(Event.case_id), func.count(func.distinct(Event.case_id)))
        .where(Event.action_id.in_(action_ids), Event.case_id.is_not(None), Event.case_id.not_in(hidden))
        .group_by(Event.action_id)
    )
    return {action_id: (first or 0, count) for action_id, first, count in rows}
