"""Reads what the maps draw: the points of problems."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.places import Point
from wardoffice.domain.queue import Desk, MapPoint, QueueFilter, View
from wardoffice.store.places_near import in_box
from wardoffice.store.queue_conditions import as_asked, is_shown
from wardoffice.store.search_matching import has_words, wanted_words
from wardoffice.store.service_types import service_names
from wardoffice.store.sought import NOTHING, Sought
from wardoffice.store.tables import Case, QueueEntry
from wardoffice.store.visibility import visible

_PIECE = 1_000
"""Rows read at once: twenty thousand of them, held until the last was made, took 15 MB beside the points."""


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
    """The cases of a view that have a point, the most urgent first, at most ``limit``."""
    wanted = wanted_words(session, sought.query, sought.names)
    found = [has_words(session, wanted)] if wanted else []
    asked = as_asked(session, actor, sought)
    shown = and_(is_shown(actor, view, narrowed, now, ours), *asked, *found)
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
        .order_by(entry.rank, entry.rank_at, entry.case_id)
        .limit(limit)
        .execution_options(yield_per=_PIECE)
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
