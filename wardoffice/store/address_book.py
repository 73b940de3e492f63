"""Places by address and addresses by place, learned from the city's own records."""

from collections.abc import Iterator
from math import cos, radians

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.places import Point, metres_between
from wardoffice.store.point_reading import point_of
from wardoffice.store.tables import ServiceRecord

_PAGE = 1000
_METRES_PER_DEGREE = 111_195.0  # of latitude: the mean radius times pi/180


def point_at(session: Session, address_key: str) -> Point | None:
    """Where the city put a record with this normalised address, or None."""
    if not address_key:
        return None
    row = session.execute(
        select(ServiceRecord.lat, ServiceRecord.long)
        .where(ServiceRecord.address_key == address_key, ServiceRecord.lat.is_not(None))
        .order_by(ServiceRecord.id)
        .limit(1)
    ).first()
    return point_of(*row) if row is not None else None


def newest_record(session: Session) -> int:
    """A number that grows with the city's records; 0 before the first."""
    return session.scalar(select(func.max(ServiceRecord.id))) or 0


def known_addresses(session: Session) -> Iterator[tuple[str, Point]]:
    """The normalised addresses that the city has placed, with their points, once for every record."""
    rows = session.execute(
        select(ServiceRecord.address_key, ServiceRecord.lat, ServiceRecord.long)
        .where(ServiceRecord.address_key != "", ServiceRecord.lat.is_not(None))
        .execution_options(yield_per=_PAGE)
    )
    for key, lat, long in rows:
        point = point_of(lat, long)
        if point is not None and point.is_valid():
            yield key, point


def address_near(session: Session, point: Point, metres: float) -> str:
    """The address of the nearest record within ``metres``, or ""."""
    high = metres / _METRES_PER_DEGREE
    wide = high / max(cos(radians(point.lat)), 0.01)
    rows = session.execute(
        select(ServiceRecord.address, ServiceRecord.lat, ServiceRecord.long).where(
            ServiceRecord.lat.between(point.lat - high, point.lat + high),
            ServiceRecord.long.between(point.long - wide, point.long + wide),
            ServiceRecord.address != "",
        )
    )
    near = [
        (metres_between(point, Point(lat, long)), address)
        for address, lat, long in rows
        if lat is not None and long is not None
    ]
    distance, address = min(near, default=(metres + 1, ""))
    return address if distance <= metres else ""
