"""When a mail counts from: never from a day that cannot be."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.mail_times import mail_moment
from wardoffice.domain.photo_times import photo_time_doubt

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/Chicago")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
AHEAD = datetime(2038, 1, 19, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("sent", "received", "at", "odd"),
    [
        (NOW - HOUR, NOW, NOW, ""),
        (NOW - timedelta(days=5), NOW, NOW, ""),
        (None, NOW, NOW, ""),
        (NOW - HOUR, None, NOW - HOUR, ""),
        (None, None, NOW, ""),
        (LONG_AGO, NOW, NOW, "sender's clock"),
        (AHEAD, NOW, NOW, "sender's clock"),
        (NOW - HOUR, AHEAD, NOW - HOUR, "cannot be"),
        (AHEAD, None, NOW, "cannot be"),
        (LONG_AGO, LONG_AGO, NOW, "cannot be"),
    ],
)
def test_a_mail_counts_from_when_it_came_unless_that_cannot_be(
    sent: datetime | None, received: datetime | None, at: datetime, odd: str
) -> None:
    moment = mail_moment(sent, received, NOW)
    assert moment.at == at
    assert bool(moment.doubt) is bool(odd)
    assert odd in moment.doubt


dates = st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(dates, dates)
def test_no_mail_counts_from_the_future_or_from_before_there_was_mail(
    sent: datetime | None, received: datetime | None
) -> None:
    at = mail_moment(sent, received, NOW).at
    assert at.year >= 1990
    assert at <= NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, ""),
        (0.9, ""),
        (-0.9, ""),
        (29, ""),
        (-3, "that clock is wrong"),
        (40, "Taken 40 days before it came"),
        (3_000, "an old photo, or a wrong clock"),
    ],
)
def test_the_time_of_a_photo_is_checked_against_when_it_came(days: float, said: str) -> None:
    taken = (NOW.astimezone(ZONE) - timedelta(days=days)).replace(tzinfo=None)
    doubt = photo_time_doubt(taken, NOW, ZONE)
    assert said in doubt
    assert bool(doubt) is bool(said)
