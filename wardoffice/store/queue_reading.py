"""Reads the queue: ids in order, pages of rows, counts."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.messages import Channel
from wardoffice.domain.queue import QueueFilter, QueueRow, SortBy, View
from wardoffice.store.answers_under_way import under_way_by_root
from wardoffice.store.id_reading import ids_of
from wardoffice.store.incident_names import incident_names
from wardoffice.store.named_cases import numbers_named
from wardoffice.store.point_reading import point_of
from wardoffice.store.queue_conditions import DESKS, as_asked, in_order, is_shown
from wardoffice.store.search_matching import has_words, newest_first, wanted_words
from wardoffice.store.service_types import service_names
from wardoffice.store.snoozed import asleep
from wardoffice.store.sought import NOTHING, Sought
from wardoffice.store.tables import (
    Case,
    QueueEntry,
    Request,
    ServiceRecord,
    Staff,
)
from wardoffice.store.tag_reading import tags_of
from wardoffice.store.visibility import visible


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
    shown = and_(is_shown(actor, view, narrowed, now, ours), *as_asked(session, actor, sought))
    if wanted and sort is SortBy.NEWEST:
        return newest_first(session, wanted, shown, first)
    if wanted:
        shown = and_(shown, has_words(session, wanted))
    statement = select(QueueEntry.case_id).where(shown).order_by(*in_order(view, sort))
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
    shown = (is_shown(actor, view, narrowed, now, ours), *as_asked(session, actor, sought), *found)
    return session.scalar(select(func.count()).select_from(QueueEntry).where(*shown)) or 0


def queue_counts(session: Session, actor: Actor, now: datetime) -> dict[View, int]:
    """How many problems each view holds for this actor."""
    by_desk = dict(
        session.execute(
            select(QueueEntry.desk, func.count()).where(visible(actor)).group_by(QueueEntry.desk)
        ).all()
    )
    # Few are snoozed, and an index finds them: counted apart, they cost the others nothing.
    snoozed = Counter(session.scalars(select(QueueEntry.desk).where(asleep(now), visible(actor))))
    mine = session.scalar(select(func.count()).where(is_shown(actor, View.MINE, QueueFilter(), now)))
    return {
        **{view: by_desk.get(desk, 0) - snoozed.get(desk, 0) for view, desk in DESKS.items()},
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
    incidents, answers = incident_names(session, actor, ids), under_way_by_root(session, ids)
    return {
        row.case_id: replace(
            _row(row, names.get(row.service_code) or row.title, records[row.case_id], ours),
            names=named.get(row.case_id, ""),
            tags=tags.get(row.case_id, ()),
            incident=incidents[row.case_id].name if row.case_id in incidents else "",
            under_way=answers.get(row.case_id),
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
