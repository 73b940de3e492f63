"""Where the city's records lie: by their point, else their address, else the city's own ward field (P2).

A record belongs to the ward its point was in on the day it was made: an import of old years is judged by the
boundaries then in force. Where its problem lies today is told beside it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from wardoffice.domain.places import PlaceSource, Point
from wardoffice.domain.service_requests import CityStatus, ServiceRequest
from wardoffice.domain.wards import WardLookup, WardPlace
from wardoffice.store.address_book import point_at
from wardoffice.store.city_values import PlacedRequest
from wardoffice.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class WardPlacing:
    """How records are placed: ``ward`` is ours, ``zone`` the city's, in whose days they were made."""

    ward: int
    wards: WardLookup
    normalise: Callable[[str], str]
    zone: tzinfo

    def ward_of(self, point: Point) -> int | None:
        """The ward of a point today."""
        return self.wards.places_of([point])[0].ward

    def is_ours(self, placed: PlacedRequest) -> bool:
        """Whether a record was made in our ward, or is open and lies in it today."""
        today = placed.today.ward if placed.today is not None else placed.ward
        is_open = placed.request.status is not CityStatus.CLOSED
        return self.ward in ({placed.ward, today} if is_open else {placed.ward})

    def place(self, work: UnitOfWork, requests: Sequence[ServiceRequest]) -> list[PlacedRequest]:
        """Place these records, in their order."""
        keys = [self.normalise(each.address) for each in requests]
        found = [_point(work, each, key) for each, key in zip(requests, keys, strict=True)]
        points = [point for point, _ in found if point is not None]
        days = [
            self._day(request, work)
            for request, (point, _) in zip(requests, found, strict=True)
            if point is not None
        ]
        today = iter(self.wards.places_of(points))
        then = iter(self.wards.wards_then(points, days))
        known = self.wards.known
        return [
            _named(request, key, None, None)
            if point is None
            else _lies(PlacedRequest(request, point, source, next(then), key, next(today)), known=known)
            for request, key, (point, source) in zip(requests, keys, found, strict=True)
        ]

    def _day(self, request: ServiceRequest, work: UnitOfWork) -> date:
        return (request.requested_at or work.now).astimezone(self.zone).date()


def _point(work: UnitOfWork, request: ServiceRequest, key: str) -> tuple[Point | None, PlaceSource]:
    if request.point is not None and request.point.is_valid():
        return request.point, PlaceSource.CITY
    return point_at(work.session, key), PlaceSource.ADDRESS_IN_TEXT


def _lies(placed: PlacedRequest, *, known: bool) -> PlacedRequest:
    """A record with a point; where the maps do not have it, the city's own ward field is better than none."""
    request, today = placed.request, placed.today
    if placed.ward is not None:
        return placed
    if request.ward or not known:
        return _named(request, placed.address_key, placed.place, today)
    # There may be no map of its day: then the map of today is the nearest.
    return replace(placed, ward=today.ward if today is not None else None)


def _named(request: ServiceRequest, key: str, point: Point | None, today: WardPlace | None) -> PlacedRequest:
    """A record placed by the ward the city itself names, if any."""
    if request.ward:
        here = today if today is not None and today.ward is not None else None
        return PlacedRequest(request, point, PlaceSource.WARD_FIELD, request.ward, key, here)
    return PlacedRequest(request, point, PlaceSource.NONE, None, key)
