"""Rows of the city's open-data portal as its SODA API gives them: a JSON list of objects of texts.

Source: the SODA 2.1 documentation (https://dev.socrata.com/docs/). A field without a value is absent.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wardoffice.domain.errors import CityAnswerError, CityRefusedError
from wardoffice.domain.portal import PortalPage, PortalRow
from wardoffice.domain.service_requests import Refusal
from wardoffice.domain.tracking_numbers import is_usable, normal_number
from wardoffice.language import text
from wardoffice.open311.context import WireContext
from wardoffice.open311.document import excerpt, nothing_usable
from wardoffice.open311.json_wire import JsonTroubleError, read_json
from wardoffice.open311.portal_columns import is_more, names_of, street_of
from wardoffice.open311.repairs import Repair, Repairs
from wardoffice.open311.request_rules import point_of, ward_of
from wardoffice.open311.values import Values

_FINE = 200
_PORTALS_OWN = ":"
_LONGEST_EXCERPT = 120
_FIELDS_OF_A_REQUEST = ("service_name", "status", "requested", "address", "ward")


def read_rows(body: bytes, status: int, context: WireContext) -> PortalPage:
    """The rows of an answer; one without a number is a refusal.

    Raises CityRefusedError for an error of the portal, CityAnswerError for what is no answer of it, or holds
    neither a row that can be used nor one that is a request without a number.
    """
    values = Values(context, Counter())
    found = _records(body, status, values.repairs)
    rows: list[PortalRow] = []
    refusals: list[Refusal] = []
    for each in found:
        row = _row(each, values) if isinstance(each, dict) else None
        if row is None:
            refusals.append(_refusal(each, context))
        else:
            rows.append(row)
    if refusals and not rows and not any(each.is_request for each in refusals):
        raise nothing_usable(refusals)
    return PortalPage(tuple(rows), tuple(refusals), values.counted(), len(found), _texts(found[-1:]))


def read_counts(body: bytes, status: int, context: WireContext) -> Counter[str]:
    """How many ``requests`` there are of each ``sr_short_code``; raises what ``read_rows`` raises."""
    values = Values(context, Counter())
    counts: Counter[str] = Counter()
    for each in _records(body, status, values.repairs):
        if isinstance(each, dict):
            counts[values.code(each.get("sr_short_code")).upper()] += values.whole(each.get("requests")) or 0
    return counts


def _records(body: bytes, status: int, repairs: Repairs) -> list[Any]:
    found: Any
    try:
        found = read_json(body, lambda: _decoded(body, repairs), repairs)
    except JsonTroubleError as trouble:
        found, reason = None, trouble.detail
    else:
        reason = type(found).__name__
    if status != _FINE or (isinstance(found, dict) and found.get("error")):
        raise _refused(found, status)
    if not isinstance(found, list):
        raise CityAnswerError(
            text("The answer of the city's data portal cannot be read ({reason}).", reason=reason),
            text("Nothing was changed; all that was read before is kept."),
            text("It will be tried again. If it goes on, tell the city's data portal."),
        )
    return found


def _decoded(body: bytes, repairs: Repairs) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        repairs[Repair.CHARSET] += 1
        return body.decode("cp1252", "replace")


def _refusal(found: object, context: WireContext) -> Refusal:
    get = _getter(_in_capitals(found if isinstance(found, dict) else {}))
    scratch = Values(context, Counter())  # nothing of it is used: nothing is mended
    return Refusal(
        text("A row of the portal has no usable number."),
        excerpt(str(found))[:_LONGEST_EXCERPT],
        is_request=sum(bool(get(each)) for each in _FIELDS_OF_A_REQUEST) > 1,
        city=context.city,
        told_at=scratch.date(get("requested")),
        service_name=scratch.text(get("service_name")),
        address=scratch.text(get("address")),
    )


def _in_capitals(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name.upper(): value for name, value in record.items()}


def _getter(said: Mapping[str, Any]) -> Callable[[str], Any]:
    return lambda meaning: _first(said, names_of(meaning))


def _first(said: Mapping[str, Any], names: Sequence[str]) -> object:
    return next((said[name] for name in names if name in said), None)


def _row(record: dict[str, Any], values: Values) -> PortalRow | None:
    said = _in_capitals(record)
    get = _getter(said)
    number = normal_number(values.code(get("number")))
    if not is_usable(number):
        return None
    word = values.text
    lat, long = get("lat"), get("long")
    if lat in (None, "") and long in (None, ""):
        lat, long = _located(said.get("LOCATION"))
    status = word(get("status"))
    return PortalRow(
        number=number,
        service_name=word(get("service_name")),
        service_code=values.code(get("service_code")),
        agency=word(get("agency")),
        status=status,
        origin=word(get("origin")),
        address=word(get("address")) or street_of(lambda names: values.code(_first(said, names))),
        zipcode=values.code(get("zipcode")),
        legacy_number=values.code(get("legacy_number")),
        parent_number=values.code(get("parent_number")),
        requested_at=values.past(get("requested")),
        updated_at=values.past(get("updated")),
        closed_at=values.past(get("closed")),
        ward=ward_of({"ward": get("ward")}, ("ward",), values),
        duplicate=values.flag(get("duplicate")) or "- dup" in status.lower(),
        point=point_of(lat, long, values),
        more=_more(said, values),
    )


def _more(said: Mapping[str, Any], values: Values) -> dict[str, str]:
    """What a row says beside the fields of a request; lists and objects are the portal's own workings."""
    told = (
        (name.lower(), str(value).lower() if isinstance(value, bool) else values.text(value))
        for name, value in said.items()
        if is_more(name) and not name.startswith(_PORTALS_OWN) and isinstance(value, str | int | float)
    )
    return {name: value for name, value in told if value}


def _texts(last: list[Any]) -> dict[str, str]:
    """The fields of a record that are texts, each as it is written: what the next page is asked for by."""
    return {
        name: value
        for record in last
        if isinstance(record, dict)
        for name, value in record.items()
        if isinstance(value, str)
    }


def _located(location: object) -> tuple[object, object]:
    """Latitude and longitude of a location: the portal's old object, or GeoJSON (RFC 7946, section 3.1.1)."""
    if not isinstance(location, dict):
        return None, None
    coordinates = location.get("coordinates")
    if isinstance(coordinates, list) and len(coordinates) > 1:
        return coordinates[1], coordinates[0]
    return location.get("latitude"), location.get("longitude")


def _refused(found: object, status: int) -> CityRefusedError:
    said = found if isinstance(found, dict) else {}
    words = excerpt(str(said.get("message") or said.get("code") or text("error {status}", status=status)))
    code = str(said.get("code") or "")
    return CityRefusedError(
        text("The city's data portal refused: {words}.", words=words.rstrip(".")),
        status,
        [code] if code else [],
        text("Nothing was changed; all that was read before is kept."),
        text("It will be tried again later. If it goes on, check the app token of the portal."),
    )
