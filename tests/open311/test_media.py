"""The city's own pictures: taken within limits, and only from where the city said (P8)."""

import threading
from collections.abc import Iterator

import pytest

from tests.open311.city_server import CityServer, cut, drip, endless, redirect, reply, stall
from wardoffice.domain.errors import (
    CancelledError,
    CityAnswerError,
    CityRefusedError,
    CityUnreachableError,
    SettingsError,
)
from wardoffice.open311.fetching import Limits
from wardoffice.open311.media import CityMedia

MEDIA = CityMedia(Limits(connect_seconds=2, read_seconds=0.3, whole_seconds=0.8, most_bytes=100_000))
PICTURE = b"\x89PNG..."


@pytest.fixture
def city() -> Iterator[CityServer]:
    with CityServer() as server:
        yield server


def never() -> bool:
    return False


def test_what_is_at_the_address_is_given_as_it_is(city: CityServer) -> None:
    city.on("/media/1.jpg", reply(PICTURE, 200, "image/jpeg"))
    assert MEDIA.fetch(f"{city.url}/media/1.jpg", never) == PICTURE


def test_a_photo_that_was_taken_down_is_refused_in_words(city: CityServer) -> None:
    with pytest.raises(CityRefusedError, match=r"does not give its photo \(error 404\)"):
        MEDIA.fetch(f"{city.url}/media/gone.jpg", never)


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (endless(PICTURE * 1000), CityAnswerError),
        (redirect("file:///etc/passwd"), CityAnswerError),
        (redirect("http://elsewhere.example/1.jpg"), CityAnswerError),
        (stall(), CityUnreachableError),
        (drip(PICTURE * 1000, 0.1), CityUnreachableError),
        (cut(PICTURE, 3), CityUnreachableError),
    ],
)
def test_a_hostile_answer_ends_in_words_within_the_limits(
    city: CityServer, behaviour: object, error: type[Exception]
) -> None:
    city.on("/media/1.jpg", behaviour)  # type: ignore[arg-type]  # one of the server's behaviours
    with pytest.raises(error):
        MEDIA.fetch(f"{city.url}/media/1.jpg", never)


def test_an_address_that_cannot_be_one_is_refused() -> None:
    with pytest.raises((SettingsError, CityUnreachableError)):
        MEDIA.fetch("http://[half", never)
    with pytest.raises((SettingsError, CityUnreachableError)):
        MEDIA.fetch("file:///etc/passwd", never)


def test_somebody_who_stops_it_is_heard_at_once(city: CityServer) -> None:
    city.on("/media/1.jpg", stall())
    stop = threading.Event()
    stop.set()
    with pytest.raises(CancelledError):
        MEDIA.fetch(f"{city.url}/media/1.jpg", stop.is_set)
