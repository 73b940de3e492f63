"""Two days the practice office was open before: how the endpoints answered, and what the city's list was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from wardoffice.demo.catalogue import services
from wardoffice.demo.dice import die
from wardoffice.domain.service_requests import ServiceDefinition, ServiceType
from wardoffice.domain.watching import Answered, EndpointAddress, EndpointKind, Outcome, Probe
from wardoffice.language import text
from wardoffice.store.probes import keep_probe, last_probe
from wardoffice.store.service_changes import mark_seen, note_changes, service_changes
from wardoffice.store.service_definitions import keep_definition
from wardoffice.store.service_types import store_service_types
from wardoffice.store.store import Store

_EVERY = timedelta(minutes=10)
_OPEN_HOURS = 9
_DAYS_AGO = (1, 2, 3, 6, 7, 8, 9, 10, 13, 14)
_DOWN = {1: range(14, 20), 7: range(40, 43)}
"""The looks of a day at which the city did not answer."""


def plant_watching(store: Store, city: str, endpoints: Sequence[EndpointAddress]) -> None:
    """Keep the looks of two weeks of office hours, and the older lists of services, once for each office."""
    now = store.now()
    with store.writing() as session:
        if not endpoints or last_probe(session, endpoints[0].key) is not None:
            return
        for address in endpoints:
            for probe in _looks(address, now):
                keep_probe(session, probe)
    _plant_lists(store, city, now)


def _looks(address: EndpointAddress, now: datetime) -> list[Probe]:
    made = []
    for days in reversed(_DAYS_AGO):
        closed = now - timedelta(days=days)
        for number in range(_OPEN_HOURS * 6):
            at = closed - timedelta(hours=_OPEN_HOURS) + number * _EVERY
            made.append(Probe(address.key, at, _answer(address, days, number, at)))
    return made


def _answer(address: EndpointAddress, days: int, number: int, at: datetime) -> Answered:
    dice = die(f"{address.kind} {days} {number}")
    if address.kind is EndpointKind.MAIL:
        return Answered(Outcome.UP, milliseconds=dice.randrange(60, 140))
    if address.kind is EndpointKind.PORTAL:
        return Answered(
            Outcome.UP, milliseconds=dice.randrange(200, 900), status=200, newest_at=at - timedelta(hours=20)
        )
    if number in _DOWN.get(days, ()):
        trouble = text("The 311 system did not finish its answer within {seconds} seconds.", seconds=30)
        return Answered(Outcome.DOWN, 2, 2, trouble=trouble)
    return Answered(
        Outcome.UP,
        2,
        milliseconds=dice.randrange(280, 900),
        status=200,
        services=len(services()),
        requests=dice.randrange(60, 128),
        newest_at=at - timedelta(minutes=dice.randrange(3, 40)),
    )


def _plant_lists(store: Store, city: str, now: datetime) -> None:
    """Three older lists: what differs between them and the list of today is what changed."""
    today = [each.as_type for each in services()]
    asking = next(each for each in services() if len(each.attributes) > 1)
    first, second, third = today[0], today[1], today[2]
    long_named = replace(third, name=f"{third.name} Complaint")
    moved = replace(second, groups=(text("Other requests"),))
    former = ServiceType("ROLLER", text("Roller Skate Lane Obstruction"), groups=first.groups)
    lists: tuple[tuple[int, list[ServiceType]], ...] = (
        (40, [replace(first, name=f"{first.name} (2025)"), moved, long_named, *today[3:-1], former]),
        (9, [first, moved, long_named, *today[3:-1], former]),
        (2, [first, second, long_named, *today[3:], former]),
    )
    with store.writing() as session:
        for days, listed in lists:
            store_service_types(session, city, listed, now - timedelta(days=days))
        # Somebody has looked at these; what the first sync finds, and the changed questions, are new.
        seen = max(each.change_id for each in service_changes(session, city, 100))
        mark_seen(session, city, seen, now - timedelta(days=2))
        older = ServiceDefinition(asking.code, asking.attributes[1:])
        keep_definition(session, city, older, now - timedelta(days=20))
        changed = now - timedelta(days=2)
        note_changes(session, city, keep_definition(session, city, asking.definition, changed), changed)
