"""Dates as cities write them, made aware UTC.

GeoReport v2 asks for the W3C profile of ISO 8601 with a zone
(https://wiki.open311.org/GeoReport_v2/#datetime); cities also send dates without T, zone or time of day,
in lower case (RFC 3339, section 5.6), with the name of their zone (RFC 5322, section 4.3; RFC 9557), epoch
seconds or milliseconds, those of ASP.NET, and American or mail forms.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from math import isfinite
from zoneinfo import ZoneInfo

from wardoffice.open311.repairs import Repair, Repairs

FIRST_YEAR = 1970
LAST_YEAR = 2099
_ZONES = {
    f"{sign}{minutes // 60:02d}{colon}{minutes % 60:02d}": timedelta(
        minutes=-minutes if sign == "-" else minutes
    )
    for sign in "+-"
    for colon in (":", "")
    for minutes in range(0, 14 * 60 + 1, 15)
} | {"Z": timedelta(0)}
OFFSETS = {
    fraction + zone: ahead for zone, ahead in _ZONES.items() for fraction in ("", ".0", ".000", ".000000")
}
"""How far the zone behind a time of whole seconds is ahead of UTC, for the zones in use."""
_MILLISECONDS_FROM = 100_000_000_000  # as seconds this is the year 5138
_EPOCH_DIGITS = (10, 13)
_CALENDAR_DIGITS = (8, 14)  # 20260601 and 20260601153000; as seconds the first is a day before 1974
_END_OF_CALENDAR = 10**14
_DAY_LENGTH = len("2018-07-30")
_LONGEST = 64
_ASP_NET = re.compile(r"/Date\((-?[0-9]{1,18})(?:[+-][0-9]{4})?\)/")  # UTC; its zone is only for showing
_ZONES_OF_MAIL = {
    "UTC": 0, "UT": 0, "GMT": 0, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7,
    "PST": -8,
}  # fmt: skip
_NAMED_ZONE = re.compile(rf"(?<=[0-9 M])\s*({'|'.join(_ZONES_OF_MAIL)})\Z")
_BRACKETED_ZONE = re.compile(r"(?<=[Z0-9])(?:\[[^\[\]]*\])+\Z")
_ODD_FORMS = (
    "%Y-%m-%dT%H:%M:%S %z",
    "%Y-%m-%d %H:%M:%S %z",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%Y/%m/%d %H:%M:%S",
    "%Y%m%d%H%M%S",
)


def read_date(value: object, zone: ZoneInfo, repairs: Repairs) -> datetime | None:
    """The moment in aware UTC, or None when there is none or it cannot be read (which ``repairs`` counts).

    A date without a zone is taken in ``zone``; in the hour that a clock change repeats, the first one is
    meant.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        moment = _from_text(value.strip(), repairs)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        moment = _from_number(value, repairs)
    else:
        moment = None
    if moment is None:
        if not isinstance(value, str) or value.strip():
            repairs[Repair.DATE_UNREADABLE] += 1
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        repairs[Repair.DATE_RANGE] += 1
        return None
    if moment.tzinfo is None:
        repairs[Repair.DATE_NO_ZONE] += 1
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)


def write_date(moment: datetime, style: str, zone: ZoneInfo, *, end: bool = False) -> str:
    """A moment as an argument of a listing, whole seconds: rounded down for a start, up for an ``end``.

    ``style`` is ``utc`` (...Z), ``offset`` (the city's clock with its offset) or ``local`` (the city's clock,
    no zone, as Chicago wants it). A local time in the hour that a clock change repeats could mean two
    moments: it is moved an hour outward, so that a window asks for more rather than less.
    """
    if end and moment.microsecond:
        moment += timedelta(seconds=1)
    moment = moment.astimezone(UTC).replace(microsecond=0)
    if style == "utc":
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    local = moment.astimezone(zone)
    if style == "offset":
        return local.isoformat()
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        hour = timedelta(hours=1)
        local = (moment + hour if end else moment - hour).astimezone(zone)
    return local.replace(tzinfo=None).isoformat()


def _from_text(written: str, repairs: Repairs) -> datetime | None:
    if not written or len(written) > _LONGEST:
        return None
    if written.isascii() and written.isdigit() and len(written) in _EPOCH_DIGITS:
        return _from_epoch(int(written), repairs)
    if epoch := _ASP_NET.fullmatch(written):
        return _from_epoch(int(epoch[1]) / 1000, repairs)
    return _from_calendar(written, repairs)


def _from_calendar(written: str, repairs: Repairs) -> datetime | None:
    upper = written.upper()
    without_brackets = _BRACKETED_ZONE.sub("", upper)
    named_zone = _NAMED_ZONE.search(without_brackets)
    plain = without_brackets[: named_zone.start()] if named_zone else without_brackets
    kind = Repair.DATE_ODD if plain != written else None
    try:
        moment: datetime | None = datetime.fromisoformat(plain)
    except ValueError:
        moment, kind = _from_odd_form(plain), Repair.DATE_ODD
    else:
        kind = kind or _shortcut_of(plain)
    if moment is None or (moment.tzinfo is None and without_brackets != upper):
        return None  # the name of a zone in brackets is only told beside its offset
    if moment.tzinfo is None and named_zone:
        moment = moment.replace(tzinfo=timezone(timedelta(hours=_ZONES_OF_MAIL[named_zone[1]])))
    if kind is not None:
        repairs[kind] += 1
    return moment


def _shortcut_of(iso: str) -> Repair | None:
    if len(iso) <= _DAY_LENGTH:
        return Repair.DATE_ONLY
    return None if "T" in iso else Repair.DATE_NO_T


def _from_odd_form(written: str) -> datetime | None:
    for form in _ODD_FORMS:
        try:
            moment = datetime.strptime(written, form)  # noqa: DTZ007 - read_date gives it the city's zone
        except ValueError:
            continue
        return moment
    try:
        return parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _from_number(number: float, repairs: Repairs) -> datetime | None:
    if 0 < number < _END_OF_CALENDAR and number == int(number) and len(str(int(number))) in _CALENDAR_DIGITS:
        return _from_text(str(int(number)), repairs)
    return _from_epoch(number, repairs)


def _from_epoch(number: float, repairs: Repairs) -> datetime | None:
    if isinstance(number, float) and not isfinite(number):
        return None
    seconds = number / 1000 if abs(number) >= _MILLISECONDS_FROM else number
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
    repairs[Repair.DATE_EPOCH] += 1
    return moment
