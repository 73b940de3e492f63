"""What the made-up city's open-data portal publishes: a year of requests, a day late, now and then amiss.

As with a real one, it calls some completed that the 311 system still has open, holds a few that 311 does not
tell of and lacks a few others, and more than half of what it counts is nobody's work in a ward.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from wardoffice.demo.dice import chance, die
from wardoffice.demo.elders import YEAR_DAYS
from wardoffice.demo.lives import CITY_ZONE, CREW_CHANNEL, number_for
from wardoffice.demo.streets import NORTH_NEIGHBOUR, PRACTICE_WARD, WEST_NEIGHBOUR, addresses
from wardoffice.domain.service_requests import CityStatus, ServiceRequest

Row = dict[str, Any]
LAG = timedelta(days=1)
_DONE_ON_PORTAL = 0.06
_NOT_LISTED = 0.01
_ONLY_HERE = 3
_ORIGINS = {
    "phone": "Phone Call",
    "web": "Internet",
    "open311": "Mobile Device",
    "alderman": "Alderman's Office",
    CREW_CHANNEL: "Generated In House",
}
_DESK = "311 City Services"
_WORKLESS = (
    ("311IOC", "311 INFORMATION ONLY CALL", PRACTICE_WARD, 2),
    ("AVN", "Aircraft Noise Complaint", PRACTICE_WARD, 1),
    ("AVN", "Aircraft Noise Complaint", WEST_NEIGHBOUR, 1),
    ("311IOC", "311 INFORMATION ONLY CALL", NORTH_NEIGHBOUR, 1),
)


def row_of(
    seed: int, record: ServiceRequest, published_at: datetime, others_wait: frozenset[str] = frozenset()
) -> Row | None:
    """A request as the portal lists it, or None where it lists it not (yet).

    One whose duplicates wait for it (``others_wait``) is never called completed while 311 has it open.
    """
    made, changed = record.requested_at, record.updated_at
    if made is None or changed is None or made > published_at:
        return None
    rng = die(seed, "portal", record.number)
    if chance(rng, _NOT_LISTED):
        return None
    status, closed = record.status, record.closed_at
    if changed > published_at:  # what it says is a day old
        status, closed, changed = CityStatus.OPEN, None, made
    if status is CityStatus.OPEN and chance(rng, _DONE_ON_PORTAL) and record.number not in others_wait:
        status, closed = CityStatus.CLOSED, published_at - timedelta(hours=rng.randrange(2, 60))
        closed = changed = max(closed, made, changed)
    row = _row(record.number, record.service_name, _short(record.service_code), made, record.ward)
    row |= {
        "status": "Completed" if status is CityStatus.CLOSED else "Open",
        "owner_department": record.agency,
        "created_department": record.agency if record.channel == CREW_CHANNEL else _DESK,
        "origin": _ORIGINS.get(record.channel, "Internet"),
        "last_modified_date": _local(changed),
        "street_address": record.address.partition(",")[0],
        "zip_code": record.zipcode,
        "duplicate": record.duplicate,
    }
    if closed is not None:
        row["closed_date"] = _local(closed)
    if record.parent_number:
        row["parent_sr_number"] = record.parent_number
    if record.point is not None and record.point.is_valid():
        row |= {"latitude": f"{record.point.lat:.9f}", "longitude": f"{record.point.long:.9f}"}
    return {name: value for name, value in row.items() if value not in ("", None)}


def other_rows(seed: int, now: datetime) -> list[Row]:
    """What only the portal has: a few requests, and a year of what is nobody's work in a ward."""
    today = now.astimezone(CITY_ZONE).date()
    rows = [
        _workless(seed, today - timedelta(days=back), place, number)
        for back in range(2, YEAR_DAYS)
        for place in range(len(_WORKLESS))
        for number in range(_WORKLESS[place][3])
    ]
    homes = addresses(PRACTICE_WARD)
    for each in range(_ONLY_HERE):
        rng = die(seed, "portal only", each)
        made = now - LAG - timedelta(days=rng.randrange(4, 60), seconds=rng.randrange(3600))
        home = rng.choice(homes)
        row = _row(_number(made, 70 + each), "Alley Pothole Complaint", "PHB", made, PRACTICE_WARD)
        row |= {
            "status": "Open",
            "owner_department": "CDOT - Department of Transportation",
            "origin": "Internet",
            "last_modified_date": row["created_date"],
            "street_address": home.line.upper(),
            "latitude": f"{home.point.lat:.9f}",
            "longitude": f"{home.point.long:.9f}",
        }
        rows.append(row)
    return rows


def _workless(seed: int, day: date, place: int, number: int) -> Row:
    code, name, ward, _ = _WORKLESS[place]
    rng = die(seed, "workless", day.isoformat(), place, number)
    made = datetime.combine(day, time(rng.randrange(24), rng.randrange(60), rng.randrange(60)), CITY_ZONE)
    row = _row(_number(made, 10 * place + number), name, code, made, ward)
    return row | {"status": "Completed", "last_modified_date": row["created_date"], "origin": "Phone Call"}


def _row(number: str, name: str, code: str, made: datetime, ward: int | None) -> Row:
    row = {"sr_number": number, "sr_type": name, "sr_short_code": code, "created_date": _local(made)}
    return row | {"ward": str(ward)} if ward else row


def _number(made: datetime, place: int) -> str:
    """A number no request of the 311 system has: those count seconds of the year, up to 31,708,800."""
    local = made.astimezone(CITY_ZONE)
    return (
        f"{number_for(made)[:5]}{90_000_000 + place * 100_000 + local.timetuple().tm_yday * 24 + local.hour}"
    )


def _short(code: str) -> str:
    """The portal's own code of a type, which is another than the 311 system's."""
    return f"P{code[-3:].upper()}"


def _local(moment: datetime) -> str:
    return moment.astimezone(CITY_ZONE).strftime("%Y-%m-%dT%H:%M:%S.000")
