"""One city and one inbox for all tests that only look."""

from datetime import UTC, datetime

import pytest

from wardoffice.demo.city import MadeUpCity, make_city
from wardoffice.demo.mails import RawMail, build_mails

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
SEED = 51


@pytest.fixture(scope="session")
def city() -> MadeUpCity:
    return make_city(SEED, NOW)


@pytest.fixture(scope="session")
def inbox(city: MadeUpCity) -> tuple[RawMail, ...]:
    return build_mails(city.mails)
