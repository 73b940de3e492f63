"""Keeps, beside the place of each case, the ward it lies in and another ward that is near.

What a person or a city said of the place is theirs; the ward of a known point follows from it and from the
boundaries in force, so it is written here, whatever set the point: a mail, a person, a merge, an undo.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.places import Point
from wardoffice.domain.wards import PlacesOf, WardMoves, WardPlace
from wardoffice.store.batches import batches
from wardoffice.store.tables import Case

DERIVED = ("ward", "border_ward", "border_metres")
"""Columns of a case that follow from its point."""
_PORTION = 2_000
_WRITE = (
    update(Case.__table__)
    .where(Case.__table__.c.id == bindparam("case_id"))
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


def place_again(
    session: Session, ours: int, places_of: PlacesOf, beat: Callable[[], None] = lambda: None
) -> WardMoves:
    """Place every case anew after the boundaries changed; says which open roots moved out of ours or into it.

    ``beat`` is called between portions.
    """
    out, into = [], []
    for rows in _portions(session):
        beat()
        places = places_of([Point(row.lat, row.long) for row in rows])
        values = []
        for row, place in zip(rows, places, strict=True):
            moved = row.ward is not None and place.ward != row.ward
            before = row.ward if moved else row.ward_before if row.ward_before != place.ward else None
            if (place.ward, place.border_ward, place.border_metres, before) != (
                row.ward,
                row.border_ward,
                row.border_metres,
                row.ward_before,
            ):
                values.append(_values(row.id, place, place.ward, before))
            if moved and row.status is CaseStatus.OPEN and row.root_id in {None, row.id}:
                if row.ward == ours:
                    out.append(row.id)
                elif place.ward == ours:
                    into.append(row.id)
        _write(session, values)
    return WardMoves(tuple(out), tuple(into))


def _places() -> Any:  # noqa: ANN401 - ten columns of mixed types
    return select(
        Case.id,
        Case.lat,
        Case.long,
        Case.ward,
        Case.border_ward,
        Case.border_metres,
        Case.ward_before,
        Case.status,
        Case.root_id,
    )


def _portions(session: Session) -> Iterator[tuple[Any, ...]]:
    placed = _places().where(Case.lat.is_not(None), Case.long.is_not(None), Case.withdrawn_at.is_(None))
    last = 0
    while rows := session.execute(placed.where(Case.id > last).order_by(Case.id).limit(_PORTION)).all():
        yield tuple(rows)
        last = rows[-1].id


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
