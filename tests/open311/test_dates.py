"""Dates of every form become the right moment, and questions ask for more rather than less."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.open311.context import WireContext
from wardoffice.open311.dates import read_date, write_date
from wardoffice.open311.repairs import Repairs
from wardoffice.open311.values import Values

CHICAGO = ZoneInfo("America/Chicago")
ODD = "date in an unusual form"
EPOCH = "date written as seconds or milliseconds"
NO_T = "date and time of day without T between them"
NO_ZONE = "date without time zone read in the city's zone"


def read(value: object) -> tuple[datetime | None, dict[str, int]]:
    repairs: Repairs = Counter()
    moment = read_date(value, CHICAGO, repairs)
    return moment, dict(repairs)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("1994-11-05T08:15:30-05:00", datetime(1994, 11, 5, 13, 15, 30, tzinfo=UTC)),
        ("1994-11-05T13:15:30Z", datetime(1994, 11, 5, 13, 15, 30, tzinfo=UTC)),
        ("2026-01-02T03:04:05.123456789Z", datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
        ("2026-01-02T03:04:05+0200", datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)),
    ],
)
def test_dates_as_the_specification_wants_them_need_no_repair(written: str, moment: datetime) -> None:
    assert read(written) == (moment, {})


@pytest.mark.parametrize(
    ("written", "moment", "kind"),
    [
        ("2026-01-02 03:04:05.97", datetime(2026, 1, 2, 9, 4, 5, 970000, tzinfo=UTC), NO_ZONE),
        ("2026-07-02T03:04:05", datetime(2026, 7, 2, 8, 4, 5, tzinfo=UTC), NO_ZONE),
        ("2026-01-02", datetime(2026, 1, 2, 6, tzinfo=UTC), "date without time of day read as midnight"),
        ("20260102", datetime(2026, 1, 2, 6, tzinfo=UTC), "date without time of day read as midnight"),
        ("1772438400", datetime(2026, 3, 2, 8, tzinfo=UTC), "date written as seconds or milliseconds"),
        (1772438400, datetime(2026, 3, 2, 8, tzinfo=UTC), "date written as seconds or milliseconds"),
        (1772438400000.0, datetime(2026, 3, 2, 8, tzinfo=UTC), "date written as seconds or milliseconds"),
        ("07/30/2026 12:01:00 AM", datetime(2026, 7, 30, 5, 1, tzinfo=UTC), "date in an unusual form"),
        ("07/30/2026", datetime(2026, 7, 30, 5, tzinfo=UTC), "date in an unusual form"),
        ("2026-07-30 05:01:00 UTC", datetime(2026, 7, 30, 5, 1, tzinfo=UTC), "date in an unusual form"),
        ("2026-07-30T05:01:00 -0500", datetime(2026, 7, 30, 10, 1, tzinfo=UTC), None),
        ("Thu, 30 Jul 2026 05:01:00 GMT", datetime(2026, 7, 30, 5, 1, tzinfo=UTC), "date in an unusual form"),
        ("2026-06-01t10:00:00z", datetime(2026, 6, 1, 10, tzinfo=UTC), "date in an unusual form"),
        ("2026-06-01T10:00:00.5CDT", datetime(2026, 6, 1, 15, 0, 0, 500000, tzinfo=UTC), ODD),
        ("2026-12-01 10:00:00 cst", datetime(2026, 12, 1, 16, tzinfo=UTC), ODD),
        ("06/01/2026 3:04 PM EST", datetime(2026, 6, 1, 20, 4, tzinfo=UTC), ODD),
        ("2026-06-01T10:00:00-05:00[America/Chicago]", datetime(2026, 6, 1, 15, tzinfo=UTC), ODD),
        ("2026-06-01T10:00:00z[America/Chicago][u-ca=iso8601]", datetime(2026, 6, 1, 10, tzinfo=UTC), ODD),
        ("/Date(1717236000000)/", datetime(2024, 6, 1, 10, tzinfo=UTC), EPOCH),
        ("/Date(1717236000000-0500)/", datetime(2024, 6, 1, 10, tzinfo=UTC), EPOCH),
        (20260601, datetime(2026, 6, 1, 5, tzinfo=UTC), "date without time of day read as midnight"),
        (20260601.0, datetime(2026, 6, 1, 5, tzinfo=UTC), "date without time of day read as midnight"),
        (20260601153000, datetime(2026, 6, 1, 20, 30, tzinfo=UTC), ODD),
        ("2026-06-01 10:00:00-05:00", datetime(2026, 6, 1, 15, tzinfo=UTC), NO_T),
        ("2026-06-01 10:00:00Z", datetime(2026, 6, 1, 10, tzinfo=UTC), NO_T),
        # The first of the two 01:30 of the night when the clocks go back.
        ("2026-11-01T01:30:00", datetime(2026, 11, 1, 6, 30, tzinfo=UTC), NO_ZONE),
    ],
)
def test_other_forms_are_read_and_counted(written: object, moment: datetime, kind: str | None) -> None:
    found, repairs = read(written)
    assert found == moment
    assert kind is None or repairs[kind] == 1


@pytest.mark.parametrize("value", [None, "", "   "])
def test_no_date_is_no_repair(value: object) -> None:
    assert read(value) == (None, {})


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        "2026-13-45",
        "2026-06-01T10:00:00[Mars/Olympus]",
        20261399,
        "/Date(x)/",
        "x" * 100_000,
        True,
        float("nan"),
        10**30,
        "99999999999999999999",
        {},
        b"x",
    ],
)
def test_an_unreadable_date_is_left_empty_and_counted(value: object) -> None:
    assert read(value) == (None, {"date that cannot be read left empty": 1})


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("2026-06-01 10:00:00-05:00", {NO_T: 1}),
        ("2026-06-01 10:00:00.25Z", {NO_T: 1}),
        ("2026-06-01t10:00:00Z", {ODD: 1}),
        ("2026-06-01T10:00:00-05:00", {}),
    ],
)
def test_a_value_mended_in_a_record_is_counted_whichever_way_it_is_read(
    written: str, kinds: dict[str, int]
) -> None:
    context = WireContext("chicago", CHICAGO, datetime(2026, 7, 1, tzinfo=UTC))
    for read_it in (Values.date, Values.past):
        values = Values(context, Counter())
        assert read_it(values, written) is not None
        assert values.counted() == kinds


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00", "9999-12-31T23:59:59Z", "1899-12-30"])
def test_a_date_that_only_stands_for_nothing_is_left_empty(value: str) -> None:
    moment, repairs = read(value)
    assert moment is None
    assert repairs["date outside 1970 to 2100 left empty"] == 1


@given(st.one_of(st.text(), st.integers(), st.floats(), st.datetimes().map(str), st.none(), st.booleans()))
def test_any_value_is_a_moment_in_utc_or_nothing(value: object) -> None:
    moment, _ = read(value)
    assert moment is None or moment.utcoffset() == timedelta(0)


MOMENTS = st.integers(946_684_800_000, 3_786_912_000_000).map(
    lambda milliseconds: datetime.fromtimestamp(milliseconds / 1000, UTC)
)


@given(MOMENTS, st.sampled_from(["utc", "offset", "local"]))
def test_a_question_never_asks_for_less_than_its_window_p2(moment: datetime, style: str) -> None:
    """However a city reads an ambiguous local time, the window is never smaller than meant."""
    for end in (False, True):
        written = write_date(moment, style, CHICAGO, end=end)
        assert "." not in written
        naive = datetime.fromisoformat(written)
        local = [naive.replace(tzinfo=CHICAGO, fold=fold) for fold in (0, 1)]
        readings = [naive] if naive.tzinfo else local
        for read_back in readings:
            if end:
                assert read_back.astimezone(UTC) >= moment
            else:
                assert read_back.astimezone(UTC) <= moment
            assert abs(read_back.astimezone(UTC) - moment) < timedelta(hours=2, seconds=2)


def test_the_three_styles_of_a_question() -> None:
    moment = datetime(2026, 3, 2, 14, 15, 0, 1, tzinfo=UTC)
    assert write_date(moment, "utc", CHICAGO) == "2026-03-02T14:15:00Z"
    assert write_date(moment, "utc", CHICAGO, end=True) == "2026-03-02T14:15:01Z"
    assert write_date(moment, "offset", CHICAGO) == "2026-03-02T08:15:00-06:00"
    assert write_date(moment, "local", CHICAGO) == "2026-03-02T08:15:00"
