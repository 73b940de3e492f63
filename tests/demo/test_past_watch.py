"""The practice office was open before: its looks and lists are there once, and thinned like any office's."""

from tests.builders_queue import MARIA
from tests.builders_watching import CITY, MAILBOX, PORTAL
from wardoffice.demo.catalogue import services
from wardoffice.demo.past_watch import plant_watching
from wardoffice.domain.service_list import ServiceChangeKind
from wardoffice.office.service_list import ServiceList
from wardoffice.store.probes import probes
from wardoffice.store.service_types import store_service_types
from wardoffice.store.store import Store


def test_two_weeks_of_looks_are_planted_once(sqlite_store: Store) -> None:
    for _ in range(2):
        plant_watching(sqlite_store, "practice", (CITY, MAILBOX, PORTAL))
    with sqlite_store.reading() as session:
        for address in (CITY, MAILBOX, PORTAL):
            looked = probes(session, address.key, sqlite_store.now().replace(year=2000))
            assert len(looked) == 540
            assert {each.up for each in looked} == ({True, False} if address is CITY else {True})


def test_the_first_sync_finds_a_changed_list(sqlite_store: Store) -> None:
    plant_watching(sqlite_store, "practice", (CITY,))
    with sqlite_store.writing() as session:
        listed = [each.as_type for each in services()]
        store_service_types(session, "practice", listed, sqlite_store.now())
    news = ServiceList(sqlite_store, "practice", None).news(MARIA)
    kinds = {each.change.kind for each in news.lines}
    assert kinds == set(ServiceChangeKind) - {ServiceChangeKind.BACK}
    new = {each.change.kind for each in news.lines if each.seen_at is None}
    assert new == {ServiceChangeKind.GONE, ServiceChangeKind.RENAMED, ServiceChangeKind.QUESTIONS}


def test_an_office_without_endpoints_has_no_past(sqlite_store: Store) -> None:
    plant_watching(sqlite_store, "practice", ())
    assert ServiceList(sqlite_store, "practice", None).news(MARIA).count == 0
