"""The US Census Bureau's geocoder: one address to its points, asked only when a person wants it.

Source: Census Geocoder API, "Locations" by one-line address
(https://geocoding.geo.census.gov/geocoder/Geocoding_Services_API.html). It needs no key, places a house
between the ends of its block, and is asked for nothing but the address.
"""

import msgspec

from wardoffice.domain.errors import CityAnswerError, CityUnreachableError
from wardoffice.domain.places import AddressPoint, Point
from wardoffice.domain.ports import Cancelled
from wardoffice.language import text
from wardoffice.open311.fetching import Fetcher, Limits

CENSUS = "https://geocoding.geo.census.gov/geocoder"
_BENCHMARK = "Public_AR_Current"
_FINE = 200
_LIMITS = Limits(connect_seconds=8, read_seconds=12, whole_seconds=20, most_bytes=1_000_000)
_MOST = 10


class _Coordinates(msgspec.Struct):
    x: float
    y: float


class _Match(msgspec.Struct):
    coordinates: _Coordinates
    address: str = msgspec.field(name="matchedAddress", default="")


class _Result(msgspec.Struct):
    matches: list[_Match] = msgspec.field(name="addressMatches", default_factory=list)


class _Answer(msgspec.Struct):
    result: _Result


class CensusGeocoder:
    """Implements the ``Geocoder`` port over HTTP. One connection for each question."""

    def __init__(self, base_url: str = CENSUS, limits: Limits = _LIMITS) -> None:
        self._base_url = base_url
        self._limits = limits

    def find(self, address: str, cancelled: Cancelled) -> tuple[AddressPoint, ...]:
        """The places of an address with city and state, the likeliest first; none where it knows none.

        Raises CityUnreachableError (no answer in time), CityAnswerError (an answer that is none), and
        CancelledError soon after ``cancelled``.
        """
        fetcher = Fetcher(self._limits, cancelled)
        try:
            answer = fetcher.get(
                f"{self._base_url}/locations/onelineaddress",
                {"address": address, "benchmark": _BENCHMARK, "format": "json"},
            )
        except CityUnreachableError as trouble:
            raise CityUnreachableError(
                text("The Census Bureau's address service did not answer, or not in time."),
                text("Nothing was changed."),
                text("Try again later, or set the place on the map or by a corner near by."),
            ) from trouble
        finally:
            fetcher.close()
        if answer.status != _FINE:
            raise _no_answer(str(answer.status))
        try:
            found = msgspec.json.decode(answer.body, type=_Answer)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as trouble:
            raise _no_answer(str(trouble)) from trouble
        points = (
            (each.address, Point(each.coordinates.y, each.coordinates.x)) for each in found.result.matches
        )
        return tuple(AddressPoint(said, point) for said, point in points if point.is_valid())[:_MOST]


def _no_answer(detail: str) -> CityAnswerError:
    return CityAnswerError(
        text("The Census Bureau's address service gave no usable answer ({detail}).", detail=detail),
        text("Nothing was changed."),
        text("Try again later, or set the place on the map or by a corner near by."),
    )
