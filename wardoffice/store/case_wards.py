"""Keeps, beside the place of each case, the ward it lies in and another ward that is near.

What a person or a city said of the place is theirs; the ward of a known point follows from it and from the
boundaries in force, so it is written here, whatever set the point: a mail, a person, a merge, an undo.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.places import Point
from wardoffice.domain.wards import PlacesOf, WardMoves, WardPlace
from wardoffice.store.batches import batches
from wardoffice.store.bulk import table_of
from wardoffice.store.tables import Case, QueueEntry
from wardoffice.store.visibility import visible

DERIVED = ("ward", "border_ward", "border_metres")
"""Columns of a case that follow from its point."""
_PORTION = 2_000
_CASE = table_of(Case)
_WRITE = (
    update(_CASE)
    .where(_CASE.c.id == bindparam("case_id"))
    .values({name: bindparam(f"to_{name}") for name in (*DERIVED, "ward_before")})
)


def place_cases(session: Session, case_ids: Collection[int], places_of: PlacesOf) -> None:
    """Write where these cases lie, after their point changed."""
    for some in batches(case_ids):
        rows = session.execute(_places().where(Case.id.in_(some))).all()
        places = iter(places_of([Point(row.lat, row.long) for row in rows if row.lat is not None]))
        values = []
        for row in rows:
            place = next(places) if row.lat is not None else WardPlace(row.ward)
            # A point off the map says nothing better than what the city's own ward field said.
            values.append(_values(row.id, place, place.ward or row.ward, None))
        _write(session, values)


def place_again(session: Session, after: int, places_of: PlacesOf) -> int | None:
    """Place a portion of all cases anew after the boundaries changed: those with an id beyond ``after``.

    Returns the last id of the portion, None once there are no more. Where the ward differs, the one before is
    kept, so that what moved can be told of at any later time.
    """
    placed = _places().where(Case.lat.is_not(None), Case.long.is_not(None), Case.id > after)
    rows = session.execute(placed.order_by(Case.id).limit(_PORTION)).all()
    places = places_of([Point(row.lat, row.long) for row in rows])
    values = []
    for row, place in zip(rows, places, strict=True):
        moved = row.ward is not None and place.ward != row.ward
        before = row.ward if moved else row.ward_before
        if before == place.ward:
            before = None
        new = (place.ward, place.border_ward, place.border_metres, before)
        if new != (row.ward, row.border_ward, row.border_metres, row.ward_before):
            values.append(_values(row.id, place, place.ward, before))
    _write(session, values)
    return rows[-1].id if rows else None


def ward_moves(session: Session, actor: Actor, ours: int) -> WardMoves:
    """The open roots this actor may see that new boundaries put out of our ward, and into it."""
    moved = (
        select(Case.id)
        .join(QueueEntry, QueueEntry.case_id == Case.id)
        .where(visible(actor), Case.status == CaseStatus.OPEN, Case.ward_before.is_not(None))
        .order_by(Case.id)
    )
    return WardMoves(
        tuple(session.scalars(moved.where(Case.ward_before == ours))),
        tuple(session.scalars(moved.where(Case.ward == ours))),
    )


def _places() -> Select[*tuple[Any, ...]]:
    return select(
        Case.id, Case.lat, Case.long, Case.ward, Case.border_ward, Case.border_metres, Case.ward_before
    )


def _values(case_id: int, place: WardPlace, ward: int | None, before: int | None) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "to_ward": ward,
        "to_border_ward": place.border_ward,
        "to_border_metres": place.border_metres,
        "to_ward_before": before,
    }


def _write(session: Session, values: list[dict[str, Any]]) -> None:
    if values:
        session.connection().execute(_WRITE, values)
