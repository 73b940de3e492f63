"""Places for the city's records that came without one, from addresses learned since."""

from collections.abc import Callable

from sqlalchemy import select

from wardoffice.domain.places import PlaceSource, Point
from wardoffice.store.address_book import point_at
from wardoffice.store.tables import Case, Request, ServiceRecord
from wardoffice.store.unit_of_work import UnitOfWork

_UNPLACED = frozenset({PlaceSource.NONE, PlaceSource.WARD_FIELD})


def place_by_address(
    work: UnitOfWork, city: str, ward_of: Callable[[Point], int | None] | None
) -> dict[str, int | None]:
    """Place the records that have no point at the address of another; returns their wards by number.

    So a place depends neither on the order in which records came, nor on where a reading was interrupted.
    """
    waiting = work.session.execute(
        select(ServiceRecord, Case)
        .outerjoin(Request, Request.service_record_id == ServiceRecord.id)
        .outerjoin(Case, Case.id == Request.case_id)
        .where(ServiceRecord.city == city, ServiceRecord.lat.is_(None), ServiceRecord.address_key != "")
        .order_by(ServiceRecord.id)
    )
    placed = {}
    for record, case in waiting.all():
        point = point_at(work.session, record.address_key)
        if point is None:
            continue
        record.lat, record.long = point.lat, point.long
        if ward_of is not None:
            record.ward_by_polygon = ward_of(point)
        if case is not None:
            work.touch([case.id])
            give_place(case, point, record.ward_by_polygon, PlaceSource.ADDRESS_IN_TEXT)
        placed[record.number] = record.ward_by_polygon
    return placed


def give_place(case: Case, point: Point, ward: int | None, source: PlaceSource) -> None:
    """Put a case where its record is, while nobody knows its place; what a person set is never touched."""
    if case.lat is None and case.place_source in _UNPLACED:
        case.lat, case.long = point.lat, point.long
        case.ward, case.place_source = ward, source
