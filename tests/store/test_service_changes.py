"""The city's list of services: its changes are noted with their day, and the office says what it has seen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from wardoffice.domain.service_list import ServiceChangeKind
from wardoffice.domain.service_requests import (
    AttributeChoice,
    ServiceAttribute,
    ServiceDefinition,
    ServiceType,
)
from wardoffice.store.service_changes import count_changes, mark_seen, note_changes, service_changes
from wardoffice.store.service_definitions import (
    keep_definition,
    kept_definition,
    note_untold,
    stale_definitions,
)
from wardoffice.store.service_types import store_service_types
from wardoffice.store.store import Store

NOW = datetime(2026, 11, 21, 17, 40, tzinfo=UTC)
WEEK = timedelta(days=7)
POTHOLE = ServiceType("P", "Pothole in Street", has_definition=True, groups=("Streets",))
TREE = ServiceType("T", "Tree Trim", has_definition=True)
WHERE = ServiceAttribute("WHERE", "singlevaluelist", "Where?", choices=(AttributeChoice("C", "Curb"),))


def _read(store: Store, *types: ServiceType, days: int = 0) -> list[tuple[ServiceChangeKind, str]]:
    with store.writing() as session:
        store_service_types(session, "chicago", types, NOW + timedelta(days=days))
        return [(each.change.kind, each.change.code) for each in service_changes(session, "chicago", 10)]


def test_the_first_list_of_a_city_is_no_change(store: Store) -> None:
    assert _read(store, POTHOLE, TREE) == []


def test_a_type_that_goes_and_comes_back_is_noted_each_time_newest_first(store: Store) -> None:
    _read(store, POTHOLE, TREE)
    _read(store, POTHOLE, days=1)
    _read(store, POTHOLE, days=2)
    assert _read(store, POTHOLE, TREE, days=3) == [
        (ServiceChangeKind.BACK, "T"),
        (ServiceChangeKind.GONE, "T"),
    ]
    with store.reading() as session:
        assert service_changes(session, "boston", 10) == ()


def test_an_empty_list_is_a_broken_answer_and_changes_nothing(store: Store) -> None:
    """P2: what the city does not say is not taken for a word of it."""
    _read(store, POTHOLE, TREE)
    assert _read(store, days=1) == []
    assert _read(store, POTHOLE, TREE, days=2) == []


def test_a_name_too_long_for_its_column_is_not_new_at_every_reading(store: Store) -> None:
    long = replace(TREE, name="Tree\0 " + "trim " * 100, code="T" * 300)
    _read(store, long)
    assert _read(store, long, days=1) == []


def test_what_was_seen_stays_seen_and_what_comes_after_is_new(store: Store) -> None:
    _read(store, POTHOLE, TREE)
    _read(store, POTHOLE, days=1)
    with store.writing() as session:
        shown = service_changes(session, "chicago", 10)
    _read(store, replace(POTHOLE, name="Pothole"), days=2)
    with store.writing() as session:
        mark_seen(session, "chicago", shown[0].change_id, NOW)
        assert count_changes(session, "chicago") == (2, 1)
        assert [each.seen_at is None for each in service_changes(session, "chicago", 10)] == [True, False]


def test_a_definition_comes_back_as_the_city_told_it_and_its_changes_are_returned(store: Store) -> None:
    _read(store, POTHOLE)
    first = ServiceDefinition("P", (WHERE,))
    with store.writing() as session:
        assert kept_definition(session, "chicago", "P") is None
        assert keep_definition(session, "chicago", first, NOW) == ()
        kept = kept_definition(session, "chicago", "P")
        assert kept is not None
        assert (kept.definition, kept.read_at) == (first, NOW)
        later = ServiceDefinition("P", (replace(WHERE, required=True),))
        changes = keep_definition(session, "chicago", later, NOW + WEEK)
        note_changes(session, "chicago", changes, NOW + WEEK)
        assert [each.change.name for each in service_changes(session, "chicago", 10)] == ["Pothole in Street"]


def test_definitions_never_read_come_before_old_ones_and_one_that_failed_waits_its_turn(store: Store) -> None:
    _read(store, POTHOLE, TREE, ServiceType("R", "Rats", has_definition=True), ServiceType("X", "Other"))

    def stale(days: int) -> list[str]:
        with store.reading() as session:
            return list(stale_definitions(session, "chicago", NOW + timedelta(days=days), WEEK, 10))

    assert stale(0) == ["P", "R", "T"]
    with store.writing() as session:
        note_untold(session, "chicago", "P", NOW)
        keep_definition(session, "chicago", ServiceDefinition("R", ()), NOW + timedelta(hours=1))
        assert kept_definition(session, "chicago", "P") is None
    assert stale(1) == ["T"]
    assert stale(8) == ["T", "P", "R"]
    with store.writing() as session:
        keep_definition(session, "chicago", ServiceDefinition("P", (WHERE,)), NOW)
        assert kept_definition(session, "chicago", "P") is not None
        note_untold(session, "chicago", "P", NOW + WEEK)
        assert kept_definition(session, "chicago", "P") is not None, "an old word is better than none"
