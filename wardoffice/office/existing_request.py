"""Which request the city means when it refuses one as a duplicate: the one it names, else the nearest."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from wardoffice.domain.errors import CityError, CityRefusedError
from wardoffice.domain.places import Point, metres_between
from wardoffice.domain.ports import CityDesk
from wardoffice.domain.service_requests import CityStatus, Window
from wardoffice.domain.tracking_numbers import normal_number, spellings
from wardoffice.store.noted_numbers import found_of
from wardoffice.store.outbox import Outgoing
from wardoffice.store.store import Store
from wardoffice.store.submission_form import NEAR_METRES, nearest_open

_OPEN_DAYS = timedelta(days=89)
_MOST_ASKED = 4
_SURE = re.compile(r"(?:SR)?\d{2}-\d{8}|SR\d{10}", re.IGNORECASE)
"""What is written as only a number of a request is."""

_Told = tuple[str, str, Point | None]
"""A request's number, type code and place."""


def existing_request(
    store: Store, city: str, desk: CityDesk, each: Outgoing, named: Sequence[str], *, chicago: bool
) -> str:
    """The number of the request the city has already, as its record has it; "" where it is not found.

    A number in the city's words counts where there is such a request, here or in 311, one of the same type
    and near before others: a day or a telephone number in the sentence is no request. One that can be
    nothing else is kept unseen. Without any it is the nearest open one of the type, here or in 311. Only
    where the city writes its numbers as Chicago does (``chicago``) are they looked for in other spellings.
    """
    ways = {number: _ways(number) if chicago else (number,) for number in named}
    known = [found for some in ways.values() if (found := _here(store, city, some)) is not None]
    shown = known or list(_in_city(desk, list(ways.values())))
    if shown:
        return min(shown, key=lambda told: _unlike(each, told))[0]
    sure = next((normal_number(number) for number in named if chicago and _SURE.fullmatch(number)), "")
    return sure or _nearest(store, city, desk, each)


def _ways(number: str) -> tuple[str, ...]:
    """A number as it is written, and in Chicago's other spellings."""
    return tuple(dict.fromkeys((number, *spellings(normal_number(number)))))


def _here(store: Store, city: str, ways: Sequence[str]) -> _Told | None:
    with store.reading() as session:
        found = next((each for way in ways if (each := found_of(session, city, way)) is not None), None)
    return (found.number, found.service_code, found.point) if found is not None else None


def _in_city(desk: CityDesk, named: Sequence[Sequence[str]]) -> Iterator[_Told]:
    """What 311 shows under these numbers: as they are written, else in another spelling."""
    for ways in named[:_MOST_ASKED]:
        for written in ways:
            try:
                told = desk.request(written)
            except CityRefusedError:
                continue
            except CityError:  # it is only looked for; the sentence stands without it
                return
            yield told.number, told.service_code, told.point
            break


def _unlike(each: Outgoing, told: _Told) -> tuple[bool, float]:
    _, service_code, point = told
    far = (
        metres_between(point, each.traces.point)
        if point is not None and each.traces.point is not None
        else float("inf")
    )
    return service_code != each.service_code, far


def _nearest(store: Store, city: str, desk: CityDesk, each: Outgoing) -> str:
    if each.traces.point is None:
        return ""
    with store.reading() as session:
        known = nearest_open(session, city, each.service_code, each.traces.point)
    if known:
        return known
    now = store.now()
    try:
        pages = desk.like(each.service_code, Window(now - _OPEN_DAYS, now))
    except CityError:  # it is only looked for; the sentence stands without it
        return ""
    near = [
        (metres_between(told.point, each.traces.point), told.number)
        for page in pages
        for told in page.requests
        if told.point is not None
        and told.service_code == each.service_code
        and told.status is not CityStatus.CLOSED
    ]
    metres, number = min(near, default=(NEAR_METRES + 1, ""))
    return number if metres <= NEAR_METRES else ""
