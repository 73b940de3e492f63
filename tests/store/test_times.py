"""Times are aware UTC inside, whatever the database keeps."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from tests.builders import OfficeBuilder
from wardoffice.store.tables import Lease


@pytest.mark.parametrize("hours", [-6, 0, 5.5])
def test_a_time_of_any_zone_comes_back_as_the_same_moment_in_utc(office: OfficeBuilder, hours: float) -> None:
    moment = datetime(2026, 3, 8, 1, 59, 59, 123456, tzinfo=timezone(timedelta(hours=hours)))
    told = office.mail("Pothole", received_at=moment)
    kept = office.case(told.case_id).opened_at
    assert kept == moment
    assert kept.utcoffset() == timedelta(0)
    assert kept.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(office: OfficeBuilder) -> None:
    naive = datetime(2026, 3, 8, 1, 59)  # noqa: DTZ001 - the mistake that must not pass
    with (
        pytest.raises(StatementError, match="without a zone"),
        office.store.writing() as session,
    ):
        session.add(Lease(name="sync", holder="x", taken_at=naive, expires_at=naive))
    with office.read() as session:
        assert session.get(Lease, "sync") is None


def test_a_time_without_a_zone_is_refused_as_a_condition_too(office: OfficeBuilder) -> None:
    from sqlalchemy import select

    naive = datetime(2026, 3, 8)  # noqa: DTZ001 - the mistake that must not pass
    with pytest.raises(StatementError, match="without a zone"), office.read() as session:
        session.scalars(select(Lease).where(Lease.expires_at < naive)).all()
