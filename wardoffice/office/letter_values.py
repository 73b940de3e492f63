"""What a letter says of a problem, in the language of who gets it. Only facts of the problem: no person's."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta

from wardoffice.domain.case_view import CaseView, CityView
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.expected_time import ExpectedTime
from wardoffice.office.letter_templates import Value, as_named

_LOCALES = {"en": "en_US", "es": "es_US", "zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant"}
_WEEKS_FROM = 21  # days
_MONTHS_FROM = 90
_MOST_DAYS = 10_000
_STATUS = {
    ClosingKind.WORK_DONE: "done",
    ClosingKind.DUPLICATE: "duplicate",
    ClosingKind.TRANSFERRED: "transferred",
    ClosingKind.NOTHING_FOUND: "nothing found",
    ClosingKind.CANCELED: "canceled",
}
"""The closings a resident can be told in the words of a letter; what the city did not explain, staff do."""


def values_of(
    case: CaseView, expected: ExpectedTime | None, language: str, zone: ZoneInfo
) -> dict[str, Value]:
    """The fields of letters to residents that the problem itself fills."""
    numbers = numbers_of(case)
    values: dict[str, Value] = {
        "number": case.number,
        "type": as_named(case.service_name, language),
        "place": case.place.address,
        "tracking_numbers": ", ".join(numbers),
        "several_numbers": "1" if len(numbers) > 1 else "",
        **_city(case.city, language, zone),
    }
    if expected is not None and expected.half_days is not None:
        values["usual_time"] = span(expected.half_days, language)
        if expected.most_days is not None and span(expected.most_days, language) != values["usual_time"]:
            values["long_time"] = span(expected.most_days, language)
    return values


def numbers_of(case: CaseView) -> tuple[str, ...]:
    """The 311 numbers of a problem, those that go on first."""
    ordered = sorted(case.city, key=lambda each: not each.closing.still_open)
    submitted = (each.number for each in case.submissions)
    return tuple(dict.fromkeys(each for each in (*(city.number for city in ordered), *submitted) if each))


def called(name: str) -> str:
    """The name to greet somebody by: none where all that is known is how to reach them."""
    plain = name.strip()
    return "" if "@" in plain or any(each.isdigit() for each in plain) else plain


def date_words(moment: datetime, language: str, zone: ZoneInfo) -> str:
    """A day as people of that language write it."""
    return format_date(moment.astimezone(zone).date(), "long", locale=_locale(language))


def span(days: float, language: str) -> str:
    """A span of days; in weeks from three of them on, in months from three of those."""
    unit: Literal["month", "week", "day"] = "day"
    if days >= _WEEKS_FROM:
        unit = "month" if days >= _MONTHS_FROM else "week"
    whole = timedelta(days=max(1, round(days)))
    return format_timedelta(whole, granularity=unit, threshold=_MOST_DAYS, locale=_locale(language))


def _city(city: Iterable[CityView], language: str, zone: ZoneInfo) -> dict[str, Value]:
    """How it stands at the city: open as long as one of its requests is (P6)."""
    records = list(city)
    if not records:
        return {}
    if any(each.closing.still_open for each in records):
        return {"status": "open"}
    last = max(records, key=lambda each: each.closed_at.timestamp() if each.closed_at else 0)
    status = _STATUS.get(last.closing.kind, "")
    values: dict[str, Value] = {"status": status}
    if last.closed_at is not None:
        values["closed_on"] = date_words(last.closed_at, language, zone)
    if last.closing.chain is not None and last.closing.chain.root is not None:
        values["other_number"] = last.closing.chain.root.number
    return values


def _locale(language: str) -> str:
    return _LOCALES.get(language, language)
