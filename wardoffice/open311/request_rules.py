"""What the fields of a service request mean: the rules that both readers of requests share.

Fields: GeoReport v2 (https://wiki.open311.org/GeoReport_v2/#get-service-requests) and the extensions of
Chicago, Boston, FixMyStreet and Klarschiff.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityNote, CityStatus
from wardoffice.open311.context import Bounds
from wardoffice.open311.drafts import PointDraft
from wardoffice.open311.repairs import Repair
from wardoffice.open311.values import Values

Record = dict[str, object]
STATUSES = {"open": CityStatus.OPEN, "closed": CityStatus.CLOSED}
"""GeoReport's own two words."""
_LAST_WARD = 999
_DIGITS = re.compile(r"[0-9]{1,3}(?![0-9])")
_EARTH: Bounds = (-90.0, -180.0, 90.0, 180.0)
_WEB = ("http://", "https://")
_ADDRESS = re.compile("https?://", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;|]+(?=https?://)", re.IGNORECASE)


def status_of(written: str, values: Values) -> CityStatus:
    """The status a city's word stands for; any but GeoReport's own two words is counted as a repair."""
    status = STATUSES.get(written)
    if status is not None:
        return status
    status = STATUSES.get(written.lower())
    if status is not None:
        values.status_case += 1
        return status
    values.repairs[Repair.STATUS_OTHER] += 1
    return CityStatus.UNKNOWN


def closed_at_of(
    stated: object, status: CityStatus, notes: Iterable[CityNote], values: Values
) -> datetime | None:
    """When the city closed it, if it says so; an open request that was closed once has no such time."""
    if status is not CityStatus.CLOSED:
        return None
    if stated:
        return values.past(stated)
    last = None
    for note in notes:
        if note.kind == "closed" and note.at is not None and (last is None or note.at > last):
            last = note.at
    return last


def address_id_of(right: object, misspelt: object, values: Values) -> str:
    """The city's id of an address, which some cities write under ``adress_id``."""
    if right is None and misspelt is not None:
        values.repairs[Repair.ADDRESS_ID_KEY] += 1
        return values.code(misspelt)
    return values.code(right)


def zipcode_of(value: object, values: Values) -> str:
    """A ZIP code keeps its five digits (02109); San Francisco writes 0 for none."""
    code = value.strip() if type(value) is str else values.code(value)
    return "" if code == "0" else code


def point_of(lat: object, long: object, values: Values) -> Point | None:
    """The point in WGS84 degrees, or None: empty, 0/0, no place on earth, or far outside the city.

    A slip of the city's (a lost sign, one coordinate 0) must not stand above its address (P2).
    """
    if type(lat) is str and type(long) is str:
        try:
            lat, long = float(lat), float(long)
        except ValueError:
            return _odd_point(lat, long, values)
        values.degrees_as_text += 2
    if type(lat) is float and type(long) is float and values.bounds is not None:
        south, west, north, east = values.bounds
        if south <= lat <= north and west <= long <= east and (lat or long):
            point = PointDraft()
            point.lat = lat
            point.long = long
            point.__class__ = Point
            return point  # type: ignore[no-any-return]
    return _odd_point(lat, long, values)


def _odd_point(lat: object, long: object, values: Values) -> Point | None:
    north, east = values.degrees(lat), values.degrees(long)
    if north is None or east is None:
        if north is not east:
            values.repairs[Repair.POINT_HALF] += 1
        return None
    point = Point(north, east)
    bounds = values.bounds if values.bounds is not None else _EARTH
    if _within(bounds, north, east) and point.is_valid():
        return point
    turned = Point(east, north)
    if turned.is_valid() and _within(bounds if point.is_valid() else _around(bounds), east, north):
        values.repairs[Repair.POINT_SWAPPED] += 1
        return turned
    if not point.is_valid():
        values.repairs[Repair.POINT_ZERO if north == east == 0 else Repair.POINT_RANGE] += 1
        return None
    if _within(_around(bounds), north, east):
        return point
    values.repairs[Repair.POINT_FAR] += 1
    return None


def _around(bounds: Bounds) -> Bounds:
    """The bounds and half their size more on every side: a city's file may draw them tightly."""
    south, west, north, east = bounds
    high, wide = (north - south) / 2, (east - west) / 2
    return south - high, west - wide, north + high, east + wide


def _within(bounds: Bounds, lat: float, long: float) -> bool:
    south, west, north, east = bounds
    return south <= lat <= north and west <= long <= east


def ward_of(record: object, path: tuple[str, ...], values: Values) -> int | None:
    """The city's own ward at a path of nested keys; None where there is no such path or nothing in it."""
    if not path:
        return None
    value = record
    for key in path:
        value = value.get(key) if type(value) is dict else values.record(value).get(key)
    if value is None or value == "":
        return None
    if type(value) is str and value in values.wards:
        return values.wards[value]
    written = value if type(value) is str else values.code(value)
    found = _DIGITS.search(written)
    ward = int(found[0]) if found else 0
    if 0 < ward <= _LAST_WARD:
        values.wards[written] = ward
        return ward
    values.repairs[Repair.WARD_UNKNOWN] += 1
    return None


def media_of(found: object, media: object, more: Record, values: Values) -> tuple[str, ...]:
    """The web addresses of a request's pictures.

    From ``media_url``, ``media`` (GeoReport v2.1) and the extended attributes: each is kept or counted.
    """
    urls = [each for each in (found, media) if each]
    if "photos" in more or "media_urls" in more:
        urls += [more.get("photos"), more.get("media_urls")]
    if not urls:
        return ()
    return _web_addresses(urls, values)


def _web_addresses(urls: list[object], values: Values) -> tuple[str, ...]:
    addresses: dict[str, None] = {}
    waiting: list[object] = list(reversed(urls))
    while waiting:
        each = waiting.pop()
        if type(each) is str:
            _add_addresses(each, addresses, values)
        elif type(each) is list:
            values.repairs[Repair.MEDIA_SHAPE] += 1
            waiting.extend(reversed(each))
        elif type(each) is dict:
            values.repairs[Repair.MEDIA_SHAPE] += 1
            waiting.extend(reversed(_of_one_picture(each, values)))
    return tuple(addresses)


def _add_addresses(written: str, addresses: dict[str, None], values: Values) -> None:
    parts = _BETWEEN.split(written.strip()) if "://" in written else [written.strip()]
    if len(parts) > 1:
        values.repairs[Repair.MEDIA_SEVERAL] += 1
    for part in parts:
        if part.lower().startswith(_WEB):
            addresses[part] = None
        elif part:
            values.repairs[Repair.MEDIA_SCHEME] += 1


def _of_one_picture(found: Record, values: Values) -> list[object]:
    """A picture's address; whatever is in it, where no key says which. Its thumbnail is no second picture."""
    for key in ("url", "media_url"):
        if found.get(key):
            beside: list[object] = [each for name, each in found.items() if name != key]
            while beside:
                each = beside.pop()
                if type(each) is str and _ADDRESS.search(each):
                    values.repairs[Repair.MEDIA_BESIDE] += len(_ADDRESS.findall(each))
                elif type(each) is list:
                    beside.extend(each)
                elif type(each) is dict:
                    beside.extend(each.values())
            return [found[key]]
    return list(found.values())


def attributes_of(found: object, values: Values) -> tuple[tuple[str, str], ...]:
    """Answers to the city's questions, as (question, answer) pairs in the order they came."""
    if not found:
        return ()
    if type(found) is dict and not _is_one_answer(found):
        return tuple(
            [
                (name, value.strip() if type(value) is str else _answer(value, values))
                for name, value in found.items()
            ]
        )
    pairs: list[tuple[str, str]] = []
    for each in values.items(found, "attribute"):
        if type(each) is not dict:
            pairs.append(("", values.text(each)))
            continue
        get = each.get
        name = values.code(get("code") or get("key")) or values.text(get("name") or get("label"))
        pairs.append((name, _answer(get("value") if "value" in each else get("values"), values)))
    return tuple(pairs)


def _is_one_answer(found: Record) -> bool:
    return "attribute" in found or (
        "value" in found and any(key in found for key in ("code", "name", "label"))
    )


def _answer(value: object, values: Values) -> str:
    """Numbers and several answers to one question (multivaluelist) are normal here, so they are no repair."""
    if type(value) is list:
        return ", ".join(_answer(each, values) if type(each) is int else values.text(each) for each in value)
    return values.code(value) if type(value) is int else values.text(value)
