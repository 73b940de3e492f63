"""Rows of the city's open-data portal as its SODA API gives them: a JSON list of objects of texts.

Source: the SODA 2.1 documentation (https://dev.socrata.com/docs/). A field without a value is absent.
"""

from collections import Counter
from typing import Any

import msgspec

from wardoffice.domain.errors import CityAnswerError, CityRefusedError
from wardoffice.domain.places import Point
from wardoffice.domain.portal import PortalPage, PortalRow
from wardoffice.domain.service_requests import Refusal
from wardoffice.domain.tracking_numbers import is_usable, normal_number
from wardoffice.language import text
from wardoffice.open311.context import WireContext
from wardoffice.open311.document import excerpt, nothing_usable
from wardoffice.open311.portal_columns import names_of
from wardoffice.open311.values import Values

_FINE = 200
_LONGEST_EXCERPT = 120


def read_rows(body: bytes, status: int, context: WireContext) -> PortalPage:
    """The rows of an answer; one without a number is a refusal.

    Raises CityRefusedError for an error of the portal, CityAnswerError for what is no answer of it, or holds
    no row at all that can be used.
    """
    found = _records(body, status)
    values = Values(context, Counter())
    rows: list[PortalRow] = []
    refusals: list[Refusal] = []
    for each in found:
        row = _row(each, values) if isinstance(each, dict) else None
        if row is None:
            reason = text("A row of the portal has no usable number.")
            refusals.append(Refusal(reason, excerpt(str(each))[:_LONGEST_EXCERPT]))
        else:
            rows.append(row)
    if refusals and not rows:
        raise nothing_usable(refusals)
    return PortalPage(tuple(rows), tuple(refusals), dict(values.repairs), len(found))


def read_counts(body: bytes, status: int, context: WireContext) -> Counter[str]:
    """How many ``requests`` there are of each ``sr_short_code``; raises what ``read_rows`` raises."""
    values = Values(context, Counter())
    counts: Counter[str] = Counter()
    for each in _records(body, status):
        if isinstance(each, dict):
            counts[values.code(each.get("sr_short_code")).upper()] += values.whole(each.get("requests")) or 0
    return counts


def _records(body: bytes, status: int) -> list[Any]:
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as trouble:
        found, reason = None, str(trouble)
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


def _row(record: dict[str, Any], values: Values) -> PortalRow | None:
    said = {name.upper(): value for name, value in record.items()}

    def get(meaning: str) -> Any:  # noqa: ANN401 - any JSON value
        return next((said[name] for name in names_of(meaning) if name in said), None)

    number = normal_number(values.code(get("number")))
    if not is_usable(number):
        return None
    word = values.text
    lat, long = values.degrees(get("lat")), values.degrees(get("long"))
    point = Point(lat, long) if lat is not None and long is not None else None
    status = word(get("status"))
    return PortalRow(
        number=number,
        service_name=word(get("service_name")),
        service_code=values.code(get("service_code")),
        agency=word(get("agency")),
        status=status,
        origin=word(get("origin")),
        address=word(get("address")),
        zipcode=values.code(get("zipcode")),
        legacy_number=values.code(get("legacy_number")),
        parent_number=values.code(get("parent_number")),
        requested_at=values.past(get("requested")),
        updated_at=values.past(get("updated")),
        closed_at=values.past(get("closed")),
        ward=values.whole(get("ward")) or None,
        duplicate=values.flag(get("duplicate")) or "- dup" in status.lower(),
        point=point if point is not None and point.is_valid() else None,
    )


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
