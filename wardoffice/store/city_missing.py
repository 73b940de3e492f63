"""Records that leave the city's list, go on under another number, or come back: flagged, never dropped."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, case, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from wardoffice.domain.service_requests import Window
from wardoffice.store.batches import batches
from wardoffice.store.recorder import FieldEvent
from wardoffice.store.tables import (
    Action,
    Case,
    Event,
    PortalRecord,
    QueueEntry,
    Request,
    ServiceAlias,
    ServiceNote,
    ServiceRecord,
)
from wardoffice.store.unit_of_work import UnitOfWork

_EDGE = timedelta(days=1)
"""At the ends of what was read: a city may take the times we ask about in another zone."""

_OURS = frozenset({"id", "city", "number", "first_seen_at", "missing_since", "now_number", "former_ward"})
_TOLD = tuple(column.name for column in ServiceRecord.__table__.columns if column.name not in _OURS)


def not_in_list(
    session: Session, city: str, whole: Sequence[Window], seen: Collection[str], most: int
) -> list[str]:
    """Numbers of records here that a list read whole did not hold, those not asked about for longest first.

    Records that only the portal told of were never in it.
    """
    if not whole:
        return []
    spans = [
        ServiceRecord.requested_at.between(span.start + _EDGE, span.end - _EDGE) for span in _joined(whole)
    ]
    only_portal = exists().where(
        PortalRecord.city == ServiceRecord.city,
        PortalRecord.number == ServiceRecord.number,
        PortalRecord.city_status.is_(None),
    )
    known = session.scalars(
        select(ServiceRecord.number)
        .where(
            ServiceRecord.city == city,
            ServiceRecord.missing_since.is_(None),
            or_(*spans),
            ~only_portal,
        )
        .order_by(ServiceRecord.last_seen_at, ServiceRecord.number)
    )
    found = []
    for number in known:
        if number not in seen:
            found.append(number)
            if len(found) >= most:
                break
    return found


def mark_missing(work: UnitOfWork, city: str, number: str) -> None:
    """Flag a record that the city has no longer; it goes on as another one where that has its token."""
    record = _record(work.session, city, number)
    if record is None:
        return
    other = work.session.scalar(
        select(ServiceRecord.number).where(
            ServiceRecord.city == city,
            ServiceRecord.token == record.token,
            ServiceRecord.token != "",
            ServiceRecord.id != record.id,
            ServiceRecord.missing_since.is_(None),
        )
    )
    if other is not None:
        renumber(work, city, number, other)
        return
    _flag(work, record, "missing_since", work.now)


def mark_there(work: UnitOfWork, city: str, numbers: Collection[str]) -> None:
    """Take back the flag of records that the city tells of again."""
    for some in batches(set(numbers)):
        for record in work.session.scalars(
            select(ServiceRecord).where(
                ServiceRecord.city == city,
                ServiceRecord.number.in_(some),
                ServiceRecord.missing_since.is_not(None),
                ServiceRecord.now_number == "",
            )
        ):
            _flag(work, record, "missing_since", None)


def asked_about(session: Session, city: str, number: str, now: datetime) -> None:
    """The city knows a record that its list did not hold: others are asked about before it is again."""
    session.execute(
        update(ServiceRecord)
        .where(ServiceRecord.city == city, ServiceRecord.number == number)
        .values(last_seen_at=now)
        .execution_options(synchronize_session=False)
    )


def renumber(work: UnitOfWork, city: str, old: str, new: str) -> None:
    """The city goes on with a record under another number, which finds it from now on, as the old one does.

    Where that number was filed by itself meanwhile, what hung on the old one gets what the city tells now,
    and the case made for the new one is withdrawn, unless somebody did something about it.
    """
    session = work.session
    record, other = _record(session, city, old), _record(session, city, new)
    if record is None or old == new:
        return
    if other is None:
        _flag(work, record, "number", new)
    elif _is_untouched(session, other):
        _take_over(work, record, other)
    else:
        _flag(work, record, "missing_since", work.now)
        _flag(work, record, "now_number", new)
        return
    session.add(ServiceAlias(city=city, number=old, service_record_id=record.id))
    session.flush()


def note_ward_move(session: Session, record_id: int, before: int | None, now: int | None) -> None:
    """Remember in which ward a record lay before the city moved it; back there, that is forgotten."""
    if before is None or before == now:
        return
    session.execute(
        update(ServiceRecord)
        .where(ServiceRecord.id == record_id)
        .values(former_ward=case((ServiceRecord.former_ward == now, None), else_=before))
        .execution_options(synchronize_session=False)
    )


def former_numbers(session: Session, record_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The numbers these records had before, by record."""
    found: dict[int, tuple[str, ...]] = {}
    for record_id, number in session.execute(
        select(ServiceAlias.service_record_id, ServiceAlias.number)
        .where(ServiceAlias.service_record_id.in_(record_ids))
        .order_by(ServiceAlias.id)
    ):
        found[record_id] = (*found.get(record_id, ()), number)
    return found


def _joined(whole: Sequence[Window]) -> list[Window]:
    """Windows that touch, as one."""
    joined: list[Window] = []
    for window in sorted(whole, key=lambda each: each.start):
        if joined and joined[-1].end >= window.start:
            joined[-1] = Window(joined[-1].start, max(joined[-1].end, window.end))
        else:
            joined.append(window)
    return joined


def _take_over(work: UnitOfWork, record: ServiceRecord, other: ServiceRecord) -> None:
    """Both are one request: the one that was here first goes on with all that the city told of the other."""
    session = work.session
    old, new = record.number, other.number
    other.number = f"{old[:-1]}\n"  # numbers are unique, so they change places in two steps
    session.flush()
    _flag(work, record, "number", new)
    for name in _TOLD:
        setattr(record, name, getattr(other, name))
    session.flush()
    other.number, other.now_number, other.missing_since = old, new, work.now
    session.execute(delete(ServiceNote).where(ServiceNote.service_record_id == record.id))
    session.execute(
        update(ServiceNote)
        .where(ServiceNote.service_record_id == other.id)
        .values(service_record_id=record.id)
        .execution_options(synchronize_session=False)
    )
    for request in session.scalars(select(Request).where(Request.service_record_id == other.id)):
        request.withdrawn_at = work.now
        session.get_one(Case, request.case_id).withdrawn_at = work.now
    session.flush()


def _is_untouched(session: Session, record: ServiceRecord) -> bool:
    """Whether a record stands in a watched case of its own that nobody did anything about."""
    home = _home(session, record.id)
    if home is None:
        return True
    by_a_person = exists().where(
        Event.case_id == home, Action.id == Event.action_id, Action.staff_id.is_not(None)
    )
    alone = exists().where(QueueEntry.case_id == home, QueueEntry.ours.is_(False), QueueEntry.requests == 1)
    below = exists().where(Case.merged_into == home)
    return bool(session.scalar(select(and_(alone, ~by_a_person, ~below))))


def _record(session: Session, city: str, number: str) -> ServiceRecord | None:
    return session.scalar(
        select(ServiceRecord).where(ServiceRecord.city == city, ServiceRecord.number == number)
    )


def _home(session: Session, record_id: int) -> int | None:
    return session.scalar(select(Request.case_id).where(Request.service_record_id == record_id))


def _flag(work: UnitOfWork, record: ServiceRecord, name: str, value: datetime | str | None) -> None:
    """Set a column, and tell the history of the case."""
    before = getattr(record, name)
    if before == value:
        return
    setattr(record, name, value)
    home = _home(work.session, record.id)
    if home is not None:
        work.touch([home])
    work.recorder.events.append(
        FieldEvent(
            home, ServiceRecord.__tablename__, record.id, name, _said(name, before), _said(name, value)
        )
    )
    work.session.flush()


def _said(name: str, value: datetime | str | None) -> str | None:
    """A value as the history tells it: that a record is missing, not since when, which the line says."""
    if name == "missing_since":
        return "yes" if value is None else "no"
    return value if isinstance(value, str) else None
