"""Dates as cities write them, made aware UTC.

GeoReport v2 asks for the W3C profile of ISO 8601 with a zone
(https://wiki.open311.org/GeoReport_v2/#datetime); cities also send dates without T, zone or time of day,
epoch seconds or milliseconds, and American or mail forms.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import isfinite
from zoneinfo import ZoneInfo

from wardoffice.open311.repairs import Repair, Repairs

FIRST_YEAR = 1970
LAST_YEAR = 2099
OFFSETS = {
    f"{sign}{minutes // 60:02d}:{minutes % 60:02d}": timedelta(minutes=-minutes if sign == "-" else minutes)
    for sign in "+-"
    for minutes in range(0, 14 * 60 + 1, 15)
} | {"Z": timedelta(0)}
"""How far a zone written behind a time is ahead of UTC, for the zones in use."""
_MILLISECONDS_FROM = 100_000_000_000  # as seconds this is the year 5138
_EPOCH_DIGITS = (10, 13)
_DAY_LENGTH = len("2018-07-30")
_LONGEST = 64
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
        moment = _from_epoch(value, repairs)
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
    named_zone = written.endswith((" UTC", " GMT"))
    try:
        moment = datetime.fromisoformat(f"{written[:-4]}+00:00" if named_zone else written)
    except ValueError:
        moment_or_none = _from_odd_form(written)
        if moment_or_none is not None:
            repairs[Repair.DATE_ODD] += 1
        return moment_or_none
    if named_zone:
        repairs[Repair.DATE_ODD] += 1
    if len(written) <= _DAY_LENGTH:
        repairs[Repair.DATE_ONLY] += 1
    return moment


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
