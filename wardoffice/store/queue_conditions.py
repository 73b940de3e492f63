"""Which problems a view of the queue shows, narrowed as somebody asked, and in which order."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, not_, or_, select, union_all
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.queue import Desk, QueueFilter, SortBy, View, WardFilter
from wardoffice.store.places_near import in_box
from wardoffice.store.search_conditions import asked_conditions
from wardoffice.store.search_matching import has_words, unwanted_words
from wardoffice.store.snoozed import asleep, awake
from wardoffice.store.sought import Sought
from wardoffice.store.tables import Case, Message, MessageLink, QueueEntry, Request
from wardoffice.store.tag_reading import is_tagged
from wardoffice.store.visibility import visible

_OWN_ORDER = frozenset({View.NEW_IN_311, View.SNOOZED})

DESKS = {
    View.TO_US: Desk.TO_US,
    View.REALLY_DONE: Desk.REALLY_DONE,
    View.WAITING_ON_CITY: Desk.WAITING_ON_CITY,
    View.NEW_IN_311: Desk.WATCHED_OPEN,
}
"""The desk that a view shows, of those views that show one."""


def as_asked(session: Session, actor: Actor, sought: Sought) -> list[ColumnElement[bool]]:
    """The conditions of the operators that were typed, and of what is not wanted."""
    typed = asked_conditions(session, sought.query, actor, in_box)
    unwanted = unwanted_words(session, sought.query, sought.names)
    return typed + [not_(has_words(session, each)) for each in unwanted]


def is_shown(
    actor: Actor, view: View, narrowed: QueueFilter, now: datetime, ours: int = 0
) -> ColumnElement[bool]:
    """The condition of a narrowed view for this actor; ``ours`` is our ward."""
    conditions = [visible(actor), *_in_view(actor, view, now)]
    if narrowed.urgent:
        conditions.append(QueueEntry.urgent.is_(True))
    if narrowed.tag:
        conditions.append(is_tagged(narrowed.tag))
    if narrowed.status is not None:
        conditions.append(QueueEntry.status == narrowed.status)
    if narrowed.service_code is not None:
        conditions.append(QueueEntry.service_code == narrowed.service_code)
    if narrowed.channel is not None:
        # Between blanks: "voicemail" ends in "mail".
        spaced = literal(" ").concat(QueueEntry.channels)
        conditions.append(spaced.contains(f" {narrowed.channel.value} "))
    if narrowed.assignee_id is not None:
        conditions.append(
            QueueEntry.assignee_id == narrowed.assignee_id
            if narrowed.assignee_id
            else QueueEntry.assignee_id.is_(None)
        )
    conditions += _of_mails(narrowed)
    if narrowed.wards is not None:
        conditions.append(_lies(narrowed.wards, ours))
    return and_(*conditions)


def in_order(view: View, sort: SortBy) -> list[Any]:
    """By what a view is sorted."""
    newest = [QueueEntry.opened_at.desc(), QueueEntry.case_id.desc()]
    if sort is SortBy.URGENCY and view in _OWN_ORDER:
        return newest if view is View.NEW_IN_311 else [QueueEntry.snoozed_until, QueueEntry.case_id]
    match sort:
        case SortBy.URGENCY:
            return [QueueEntry.rank, QueueEntry.rank_at, QueueEntry.case_id]
        case SortBy.NEWEST:
            return newest
        case SortBy.OLDEST:
            return [QueueEntry.opened_at, QueueEntry.case_id]
        case SortBy.PLACE:
            return [QueueEntry.address, QueueEntry.case_id]
        case SortBy.TYPE:
            return [QueueEntry.service_code, QueueEntry.rank, QueueEntry.rank_at, QueueEntry.case_id]


def _in_view(actor: Actor, view: View, now: datetime) -> list[ColumnElement[bool]]:
    if view is View.ALL:
        return []
    if view is View.SNOOZED:
        return [asleep(now)]
    if view is View.MINE:
        return [QueueEntry.assignee_id == actor.staff_id, QueueEntry.status == CaseStatus.OPEN, awake(now)]
    return [QueueEntry.desk == DESKS[view], awake(now)]


def _of_mails(narrowed: QueueFilter) -> list[ColumnElement[bool]]:
    wanted = []
    if narrowed.kind is not None:
        wanted.append(Message.kind == narrowed.kind)
    if narrowed.doubted:
        wanted.append(Message.sender_doubt != "")
    return [_has_mail(each) for each in wanted]


def _has_mail(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """That such a mail told of the problem, or came to it."""
    found = [
        select(Case.root_id)
        .join(source, source.case_id == Case.id)
        .join(Message, Message.id == source.message_id)
        .where(which, source.withdrawn_at.is_(None))
        for source in (Request, MessageLink)
    ]
    return QueueEntry.case_id.in_(union_all(*found))


def _lies(wards: WardFilter, ours: int) -> ColumnElement[bool]:
    """A condition on the open cases themselves: too rare a question for a column of the queue's own."""
    lies = {
        WardFilter.ELSEWHERE: Case.ward != ours,
        WardFilter.BORDER: Case.border_ward.is_not(None),
        WardFilter.MOVED: and_(
            Case.ward_before.is_not(None), or_(Case.ward_before == ours, Case.ward == ours)
        ),
    }[wards]
    here = and_(Case.id == QueueEntry.case_id, Case.status == CaseStatus.OPEN, lies)
    return select(Case.id).where(here).correlate(QueueEntry).exists()
