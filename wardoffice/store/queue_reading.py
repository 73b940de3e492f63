"""Reads the queue: ids in order, pages of rows, counts, and what the map draws."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, literal, not_, or_, select, union_all
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor, StaffMember
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.messages import Channel
from wardoffice.domain.places import Point
from wardoffice.domain.queue import Desk, MapPoint, QueueFilter, QueueRow, SortBy, View, WardFilter
from wardoffice.domain.service_requests import ServiceType
from wardoffice.store.id_reading import ids_of
from wardoffice.store.incident_names import incident_names
from wardoffice.store.named_cases import numbers_named
from wardoffice.store.places_near import in_box
from wardoffice.store.search_conditions import asked_conditions
from wardoffice.store.search_matching import has_words, newest_first, unwanted_words, wanted_words
from wardoffice.store.snoozed import asleep, awake
from wardoffice.store.sought import NOTHING, Sought
from wardoffice.store.tables import (
    Case,
    Message,
    MessageLink,
    QueueEntry,
    Request,
    ServiceRecord,
    ServiceTypeRow,
    Staff,
)
from wardoffice.store.tag_reading import is_tagged, tags_of
from wardoffice.store.visibility import visible

_OWN_ORDER = frozenset({View.NEW_IN_311, View.SNOOZED})

_DESKS = {
    View.TO_US: Desk.TO_US,
    View.REALLY_DONE: Desk.REALLY_DONE,
    View.WAITING_ON_CITY: Desk.WAITING_ON_CITY,
    View.NEW_IN_311: Desk.WATCHED_OPEN,
}


def queue_ids(
    session: Session,
    actor: Actor,
    view: View,
    narrowed: QueueFilter,
    sort: SortBy,
    *,
    first: int | None,
    now: datetime,
    ours: int = 0,
    sought: Sought = NOTHING,
) -> "array[int]":
    """Root ids of a view in order.

    ``ours`` is our ward, ``sought`` what is searched for, and ``now`` the moment at which problems are
    snoozed or not, here and below.
    """
    wanted = wanted_words(session, sought.query, sought.names)
    shown = and_(_shown(actor, view, narrowed, now, ours), *_asked(session, actor, sought))
    if wanted and sort is SortBy.NEWEST:
        return newest_first(session, wanted, shown, first)
    if wanted:
        shown = and_(shown, has_words(session, wanted))
    statement = select(QueueEntry.case_id).where(shown).order_by(*_order(view, sort))
    return ids_of(session, statement.limit(first))


def queue_count(
    session: Session,
    actor: Actor,
    view: View,
    narrowed: QueueFilter,
    *,
    now: datetime,
    ours: int = 0,
    sought: Sought = NOTHING,
) -> int:
    """How many problems a narrowed view holds for this actor."""
    wanted = wanted_words(session, sought.query, sought.names)
    found = [has_words(session, wanted)] if wanted else []
    shown = (_shown(actor, view, narrowed, now, ours), *_asked(session, actor, sought), *found)
    return session.scalar(select(func.count()).select_from(QueueEntry).where(*shown)) or 0


def queue_counts(session: Session, actor: Actor, now: datetime) -> dict[View, int]:
    """How many problems each view holds for this actor."""
    by_desk = dict(
        session.execute(
            select(QueueEntry.desk, func.count()).where(visible(actor)).group_by(QueueEntry.desk)
        ).all()
    )
    # Few are snoozed, and an index finds them: counted apart, they cost the others nothing.
    snoozed = dict(
        session.execute(
            select(QueueEntry.desk, func.count()).where(asleep(now), visible(actor)).group_by(QueueEntry.desk)
        ).all()
    )
    mine = session.scalar(select(func.count()).where(_shown(actor, View.MINE, QueueFilter(), now)))
    return {
        **{view: by_desk.get(desk, 0) - snoozed.get(desk, 0) for view, desk in _DESKS.items()},
        View.MINE: mine or 0,
        View.SNOOZED: sum(snoozed.values()),
        View.ALL: sum(by_desk.values()),
    }


_RECORDS = (
    select(Case.root_id, ServiceRecord.number, ServiceRecord.closing, ServiceRecord.closed_at)
    .join(Request, Request.case_id == Case.id)
    .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
    .where(Case.root_id.in_(bindparam("ids", expanding=True)), Request.withdrawn_at.is_(None))
    .order_by(ServiceRecord.requested_at)
)
_ROWS = (
    # Columns instead of mapped rows: half the time of a page, which is read while a person scrolls.
    select(QueueEntry.__table__, Case.number, Case.title, Case.ward, Staff.name.label("assignee"))
    .select_from(QueueEntry)
    .join(Case, Case.id == QueueEntry.case_id)
    .outerjoin(Staff, Staff.id == QueueEntry.assignee_id)
    .where(QueueEntry.case_id.in_(bindparam("ids", expanding=True)))
)


def queue_rows(session: Session, actor: Actor, ids: Sequence[int], ours: int = 0) -> dict[int, QueueRow]:
    """Rows by id; an id that is no root any more, or not for this actor, has none."""
    names = service_names(session)
    asked = {"ids": list(ids)}
    records: dict[int, list[Any]] = defaultdict(list)
    for record in session.execute(_RECORDS, asked):
        records[record.root_id].append(record)
    named, tags = numbers_named(session, actor, ids), tags_of(session, ids)
    incidents = incident_names(session, ids)
    return {
        row.case_id: replace(
            _row(row, names.get(row.service_code) or row.title, records[row.case_id], ours),
            names=named.get(row.case_id, ""),
            tags=tags.get(row.case_id, ()),
            incident=incidents[row.case_id].name if row.case_id in incidents else "",
        )
        for row in session.execute(_ROWS.where(visible(actor)), asked)
    }


def _last_closing(records: Sequence[Any]) -> ClosingKind:
    """What the last closing meant; one without a time is taken for the oldest."""
    closed = [record for record in records if record.closing.is_closed]
    dated = [record for record in closed if record.closed_at is not None]
    if dated:
        return ClosingKind(max(dated, key=lambda record: record.closed_at).closing)
    return ClosingKind(closed[-1].closing) if closed else ClosingKind.OPEN


def _row(row: Row[Any], title: str, records: Sequence[Any], ours: int) -> QueueRow:
    return QueueRow(
        case_id=row.case_id,
        number=row.number,
        title=title,
        address=row.address,
        point=point_of(row.lat, row.long),
        status=row.status,
        ours=row.ours,
        safety=row.safety,
        restricted=row.restricted,
        assignee=row.assignee or "",
        channels=tuple(Channel(word) for word in row.channels.split()),
        opened_at=row.opened_at,
        last_word_at=row.last_word_at,
        owed_since=row.owed_since,
        due_at=row.due_at,
        answered_at=row.answered_at,
        people=row.people,
        photos=row.photos,
        requests=row.requests,
        tracking_numbers=tuple(record.number for record in records),
        city_state=row.city_state,
        city_closed_at=row.city_closed_at,
        new_word=row.new_word,
        closing=_last_closing(records),
        elsewhere=row.ward if ours and row.ward != ours else None,
        urgent=row.urgent,
        snoozed_until=row.snoozed_until,
    )


def map_points(
    session: Session,
    actor: Actor,
    view: View,
    narrowed: QueueFilter,
    limit: int,
    *,
    now: datetime,
    ours: int = 0,
    sought: Sought = NOTHING,
) -> tuple[MapPoint, ...]:
    """The cases of a view that have a point, newest first, at most ``limit``."""
    wanted = wanted_words(session, sought.query, sought.names)
    found = [has_words(session, wanted)] if wanted else []
    asked = _asked(session, actor, sought)
    shown = and_(_shown(actor, view, narrowed, now, ours), *asked, *found)
    return _points(session, and_(shown, QueueEntry.lat.is_not(None)), limit)


def points_near(session: Session, actor: Actor, point: Point, metres: float) -> tuple[MapPoint, ...]:
    """The open cases in the square of ``metres`` around a point."""
    return _points(
        session,
        and_(
            visible(actor),
            in_box(point, metres),
            QueueEntry.status == CaseStatus.OPEN,
            QueueEntry.desk != Desk.WATCHED_CLOSED,
        ),
        200,
    )


def service_names(session: Session) -> dict[str, str]:
    """The names of service types by code."""
    return dict(session.execute(select(ServiceTypeRow.code, ServiceTypeRow.name)).all())


def service_types(session: Session) -> tuple[ServiceType, ...]:
    """The city's service types that are not gone, by name."""
    rows = session.scalars(
        select(ServiceTypeRow).where(ServiceTypeRow.gone_at.is_(None)).order_by(ServiceTypeRow.name)
    )
    return tuple(
        ServiceType(
            row.code,
            row.name,
            has_definition=row.has_definition,
            keywords=tuple(row.keywords),
            groups=tuple(row.groups),
        )
        for row in rows
    )


def staff_members(session: Session) -> tuple[StaffMember, ...]:
    """The active people of the office, by name."""
    rows = session.scalars(select(Staff).where(Staff.active).order_by(Staff.name))
    return tuple(StaffMember(row.id, row.name, row.role) for row in rows)


def point_of(lat: float | None, long: float | None) -> Point | None:
    """A point where both columns have a value."""
    return None if lat is None or long is None else Point(lat, long)


def _points(session: Session, shown: ColumnElement[bool], limit: int) -> tuple[MapPoint, ...]:
    names, entry = service_names(session), QueueEntry
    # Columns instead of mapped rows: twenty thousand are a third of the time.
    rows = session.execute(
        select(
            entry.case_id,
            Case.number,
            Case.title,
            entry.address,
            entry.lat,
            entry.long,
            entry.ours,
            entry.safety,
            entry.desk,
            entry.service_code,
        )
        .join(Case, Case.id == entry.case_id)
        .where(shown)
        .order_by(entry.opened_at.desc())
        .limit(limit)
    )
    return tuple(
        MapPoint(
            row.case_id,
            row.number,
            names.get(row.service_code) or row.title,
            row.address,
            point,
            row.ours,
            row.safety,
            row.desk,
            row.service_code,
        )
        for row in rows
        if (point := point_of(row.lat, row.long)) is not None
    )


def _asked(session: Session, actor: Actor, sought: Sought) -> list[ColumnElement[bool]]:
    """The conditions of the operators that were typed."""
    asked = asked_conditions(session, sought.query, actor, in_box)
    return asked + [not_(has_words(session, each)) for each in unwanted_words(sought.query)]


def _shown(
    actor: Actor, view: View, narrowed: QueueFilter, now: datetime, ours: int = 0
) -> ColumnElement[bool]:
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


def _in_view(actor: Actor, view: View, now: datetime) -> list[ColumnElement[bool]]:
    if view is View.ALL:
        return []
    if view is View.SNOOZED:
        return [asleep(now)]
    if view is View.MINE:
        return [QueueEntry.assignee_id == actor.staff_id, QueueEntry.status == CaseStatus.OPEN, awake(now)]
    return [QueueEntry.desk == _DESKS[view], awake(now)]


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


def _order(view: View, sort: SortBy) -> list[Any]:
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
