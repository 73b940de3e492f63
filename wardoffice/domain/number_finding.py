"""Whether a 311 number belongs to a problem: what it is, where it is, and when it was asked for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from wardoffice.domain.distances import distance_words
from wardoffice.domain.places import Point, metres_between, shown_address
from wardoffice.domain.submissions import Fit, NumberFinding
from wardoffice.language import plural, text

_FAR_METRES = 150.0
"""About a block: the city puts a request on the nearest address, staff on the map."""

_OLD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a problem is, to compare a number with; ``service_code`` and ``address_key`` may be ""."""

    case_id: int
    case_number: str
    service_code: str
    service_name: str
    point: Point | None
    address_key: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A record of the city under a number; ``case_id`` is the root it stands under, None where it is in none.

    ``submitted_for`` is the number of the case another submission made it for, "" for none.
    """

    number: str
    service_code: str
    service_name: str
    address: str
    address_key: str
    point: Point | None
    requested_at: datetime | None
    case_id: int | None = None
    case_number: str = ""
    submitted_for: str = ""


@dataclass(frozen=True, slots=True)
class Unseen:
    """A number that cannot be looked at yet: why, and the case it is noted for already, "" for none."""

    why: str
    submitted_for: str = ""


def compare(typed: str, asked: Asked, found: Found, zone: ZoneInfo) -> NumberFinding:
    """What the number turned out to be; it fits where nothing differs."""
    differences = [each for each in _differences(asked, found) if each]
    place = shown_address(found.address) or text("a place that is not named")
    values = {"type": found.service_name or text("a request"), "place": place}
    words = (
        text("This is {type} at {place}, asked for on {day}.", day=_day(found.requested_at, zone), **values)
        if found.requested_at is not None
        else text("This is {type} at {place}.", **values)
    )
    return NumberFinding(
        typed,
        found.number,
        Fit.DIFFERS if differences else Fit.FITS,
        words,
        tuple(differences),
        found.case_id,
        found.case_number,
        found.service_name,
        place,
        found.requested_at,
    )


def not_seen(typed: str, asked: Asked, number: str, unseen: Unseen) -> NumberFinding:
    """A number that cannot be looked at yet; what speaks against it already is said."""
    words = text("{why} It is checked as soon as 311 shows it.", why=unseen.why)
    taken = _taken(asked, unseen.submitted_for)
    return NumberFinding(typed, number, Fit.NOT_SEEN, words, (taken,) if taken else ())


def unusable(typed: str) -> NumberFinding:
    """What was typed is no number."""
    return NumberFinding(typed, "", Fit.UNUSABLE, text("“{typed}” is no 311 number.", typed=typed.strip()))


def _differences(asked: Asked, found: Found) -> tuple[str, ...]:
    return (
        _other_type(asked, found),
        _other_place(asked, found),
        _other_time(asked, found),
        _taken(asked, found.submitted_for),
    )


def _other_type(asked: Asked, found: Found) -> str:
    same = found.service_code == asked.service_code or (
        found.service_name.casefold() == asked.service_name.casefold()
    )
    if not asked.service_code or not found.service_name or same:
        return ""
    return text("The problem is “{asked}”, the number is “{found}”.",
                asked=asked.service_name or asked.service_code, found=found.service_name)  # fmt: skip


def _other_place(asked: Asked, found: Found) -> str:
    if asked.point is not None and found.point is not None:
        metres = metres_between(asked.point, found.point)
        return "" if metres <= _FAR_METRES else text("It lies {far} away.", far=distance_words(metres))
    if asked.address_key and found.address_key and asked.address_key != found.address_key:
        return text("It is at {place}.", place=shown_address(found.address))
    return ""


def _other_time(asked: Asked, found: Found) -> str:
    if found.requested_at is None or found.requested_at >= asked.opened_at - _OLD:
        return ""
    return plural(
        "It was asked for one day before the problem came to us.",
        "It was asked for {count} days before the problem came to us.",
        (asked.opened_at - found.requested_at).days,
    )


def _taken(asked: Asked, submitted_for: str) -> str:
    if submitted_for and submitted_for != asked.case_number:
        return text("It is noted for {number} already.", number=submitted_for)
    return ""


def _day(moment: datetime, zone: ZoneInfo) -> str:
    local: date = moment.astimezone(zone).date()
    return f"{local:%b} {local.day}, {local.year}"
