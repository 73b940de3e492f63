"""Looking for what was sent: whether all of a type was read, whatever the city does with pages (P3)."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest

from tests.posting_city import PostingCity
from wardoffice.domain.errors import CityTooMuchError
from wardoffice.domain.service_requests import Window
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.desk_client import DeskClient

NOW = datetime(2026, 7, 1, 14, tzinfo=UTC)
A_PAGE = 3


class PagingCity(PostingCity):
    """Gives ``A_PAGE`` requests a page; the same ones on every page where it ``repeats``."""

    repeats = False

    def _look_up(self, path: str, arguments: dict[str, str]) -> object:
        if path != "/requests.json":
            return super()._look_up(path, arguments)
        first = 0 if self.repeats else (int(arguments.get("page", "1")) - 1) * A_PAGE
        return self.made[first : first + A_PAGE]


@pytest.fixture
def city() -> Iterator[PagingCity]:
    with PagingCity(NOW) as running:
        yield running


def has(city: PagingCity, count: int) -> None:
    city.made = [
        {"service_request_id": f"SR26-{number:08d}", "status": "open", "service_code": "PHF"}
        for number in range(count)
    ]


def read(city: PagingCity, *, whole: bool, paging: bool = True) -> int:
    profile = CityProfile(
        key="loopback",
        name="Loopback",
        base_url=city.url,
        timezone="America/Chicago",
        paging=paging,
        page_size=A_PAGE,
        max_page_size=A_PAGE,
    )
    with closing(DeskClient(profile, None, lambda: NOW)) as desk:
        return sum(len(page.requests) for page in desk.like("PHF", Window(NOW, NOW), whole=whole))


@pytest.mark.parametrize("count", [0, 1, A_PAGE, 19 * A_PAGE])
def test_all_pages_to_the_end_are_the_whole(city: PagingCity, count: int) -> None:
    has(city, count)
    assert read(city, whole=True) == count


def test_more_pages_than_are_read_are_not_taken_for_the_whole(city: PagingCity) -> None:
    has(city, 30 * A_PAGE)
    with pytest.raises(CityTooMuchError):
        read(city, whole=True)
    assert read(city, whole=False) == 20 * A_PAGE


@pytest.mark.parametrize(("count", "is_whole"), [(A_PAGE - 1, True), (A_PAGE, False)])
def test_a_full_page_that_comes_again_is_not_taken_for_the_whole(
    city: PagingCity, count: int, *, is_whole: bool
) -> None:
    has(city, count)
    city.repeats = True
    if is_whole:
        assert read(city, whole=True) == count
    else:
        with pytest.raises(CityTooMuchError):
            read(city, whole=True)


@pytest.mark.parametrize(("count", "is_whole"), [(A_PAGE - 1, True), (A_PAGE, False)])
def test_a_city_without_pages_gives_the_whole_where_it_gives_less_than_it_could(
    city: PagingCity, count: int, *, is_whole: bool
) -> None:
    has(city, count)
    city.repeats = True
    if is_whole:
        assert read(city, whole=True, paging=False) == count
    else:
        with pytest.raises(CityTooMuchError):
            read(city, whole=True, paging=False)
