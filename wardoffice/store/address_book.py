"""Places by address and addresses by place, learned from the city's own records."""

from math import cos, radians

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.places import Point, metres_between
from wardoffice.store.queue_reading import point_of
from wardoffice.store.tables import ServiceRecord

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
