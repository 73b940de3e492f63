"""The year before: once, newest first, in the background, and the same end wherever it was stopped."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from tests.builders import OfficeBuilder
from tests.databases import Clock
from tests.gathering import CITY, NOW, PROGRAM, WARD, city_sync, never, no_progress, record
from tests.office.reading_city import forward
from tests.office.year_city import FakePortal, NumberedCity, city_year, row
from wardoffice.domain.errors import CancelledError, CityRefusedError, LeaseHeldError
from wardoffice.domain.portal import Difference, PortalRow
from wardoffice.domain.queue import View
from wardoffice.domain.service_requests import CityStatus
from wardoffice.domain.year import YearSource, YearState, YearStep
from wardoffice.office.city_year import CityYear
from wardoffice.office.queue import Queue
from wardoffice.office.two_sources import TwoSources
from wardoffice.store.city_findings import read_findings, save_findings
from wardoffice.store.leases import lease
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, PortalRecord, ServiceRecord

pytestmark = pytest.mark.long


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def year_of_rows() -> FakePortal:
    """One row a week of the ward, one of the next ward, and a call a month that nobody works on."""
    weeks = [row(f"SR25-{week:08}", days_ago(7 * week + 1)) for week in range(1, 56)]
    calls = [row(f"SR25-9{month:07}", days_ago(30 * month + 3), service_code="311IOC") for month in range(12)]
    return FakePortal([*weeks, row("SR25-80000001", days_ago(40), ward=32), *calls])


def numbers(store: Store) -> set[str]:
    with store.reading() as session:
        return set(session.scalars(select(ServiceRecord.number)))


def first_sync(store: Store, city: NumberedCity) -> None:
    city_sync(store, city).run(PROGRAM, no_progress, never)


def test_before_the_first_sync_nothing_is_asked(store: Store) -> None:
    portal = year_of_rows()
    year = city_year(store, NumberedCity(), portal)
    assert not year.due(PROGRAM)
    assert year.advance(PROGRAM, no_progress, never) == YearState()
    assert portal.asked == []


def test_the_wards_year_comes_from_the_portal_newest_month_first_and_once(store: Store) -> None:
    portal, city = year_of_rows(), NumberedCity()
    first_sync(store, city)
    asked_before = len(city.asked)
    year = city_year(store, city, portal)
    state = year.run(PROGRAM, no_progress, never)
    assert (state.step, state.source, state.share) == (YearStep.DONE, YearSource.PORTAL, 1.0)
    assert numbers(store) == {f"SR25-{week:08}" for week in range(1, 52)}
    assert (state.new, state.left_out) == (51, {"311IOC": 12})
    starts = [window.start for window, _, _ in portal.asked]
    assert starts == sorted(starts, reverse=True)
    assert len(starts) == 13
    assert {ward for _, ward, _ in portal.asked} == {WARD}
    # Nothing is left between two months, nor before the first and after the last.
    spans = [window for window, _, _ in portal.asked]
    assert all(newer.start == older.end for newer, older in pairwise(spans))
    assert spans[0].end - spans[-1].start == timedelta(days=365)
    assert not year.due(PROGRAM)
    year.run(PROGRAM, no_progress, never)
    assert (len(portal.asked), len(city.asked)) == (13, asked_before)


@pytest.mark.parametrize("killed_at", [0, 1, 7, 20, 25])
def test_stopped_or_killed_anywhere_it_goes_on_and_ends_the_same(store: Store, killed_at: int) -> None:
    """P3: pages that were filed stay, and the piece that was cut off is read again."""
    portal, city = year_of_rows(), NumberedCity()
    first_sync(store, city)

    def die(page: int) -> bool:
        if page == killed_at:
            portal.fails = lambda _: False
            raise KeyboardInterrupt
        return False

    portal.fails = die
    with pytest.raises(KeyboardInterrupt):
        city_year(store, city, portal).run(PROGRAM, no_progress, never)
    state = city_year(store, city, portal).run(PROGRAM, no_progress, never)
    assert (state.step, state.left_out) == (YearStep.DONE, {"311IOC": 12})
    assert numbers(store) == {f"SR25-{week:08}" for week in range(1, 52)}


def test_it_stops_at_the_next_page_and_says_how_far_it_is(sqlite_store: Store) -> None:
    portal, city = year_of_rows(), NumberedCity()
    first_sync(sqlite_store, city)
    year = city_year(sqlite_store, city, portal)
    year.advance(PROGRAM, no_progress, never)
    state = year.state(PROGRAM)
    assert state.step is YearStep.WINDOWS
    assert state.back_to == datetime(2026, 7, 1, 5, tzinfo=UTC)
    with pytest.raises(CancelledError):
        year.run(PROGRAM, no_progress, lambda: portal.given > 6)
    assert portal.given == 7
    stopped = year.state(PROGRAM)
    assert stopped.back_to is not None
    assert stopped.back_to < state.back_to
    assert 0 < stopped.share < 1


def test_progress_counts_the_records_of_the_whole_run(sqlite_store: Store) -> None:
    counted: list[int] = []
    first_sync(sqlite_store, NumberedCity())
    city_year(sqlite_store, NumberedCity(), year_of_rows()).run(
        PROGRAM, lambda done, _total: counted.append(done), never
    )
    assert counted == sorted(counted)
    assert counted[-1] == 51


def test_a_city_without_a_portal_is_read_back_by_days(store: Store) -> None:
    """P2: its bad record is a gap of the year, which keeps no later reading of the feed back."""
    old = [record(f"SR25-{day:08}", requested_at=days_ago(day + 0.5)) for day in range(91, 380, 9)]
    city = NumberedCity(old, bad={"SR25-00000100"})
    first_sync(store, city)
    year = city_year(store, city, None)
    state = year.run(PROGRAM, no_progress, never)
    assert (state.step, state.source, state.gaps) == (YearStep.DONE, YearSource.CITY, 1)
    expected = {each.number for each in old if each.requested_at and each.requested_at > days_ago(365)}
    assert numbers(store) == expected - {"SR25-00000100"}
    asked = len(city.asked)
    city_sync(store, city).run(PROGRAM, no_progress, never)
    assert min(window.start for window, *_ in city.asked[asked:]) >= days_ago(91)
    assert not year.due(PROGRAM)
    clock = store.now
    assert isinstance(clock, Clock)
    clock.forward(days=1)
    city.bad.clear()
    assert year.due(PROGRAM)
    state = year.run(PROGRAM, no_progress, never)
    assert (state.gaps, year.due(PROGRAM)) == (0, False)
    assert "SR25-00000100" in numbers(store)


def test_a_portal_that_never_answers_is_given_up_for_the_feed(sqlite_store: Store) -> None:
    city = NumberedCity([record("SR26-00000001", requested_at=days_ago(100))])
    portal = FakePortal(fails=lambda _: True)
    first_sync(sqlite_store, city)
    year = city_year(sqlite_store, city, portal)
    once = year.advance(PROGRAM, no_progress, never)
    assert (once.failures, once.source) == (1, YearSource.PORTAL)
    assert "portal did not answer" in once.trouble
    state = year.run(PROGRAM, no_progress, never)
    assert (state.step, state.source, state.trouble) == (YearStep.DONE, YearSource.CITY, "")
    assert len(portal.asked) == 3
    assert numbers(sqlite_store) == {"SR26-00000001"}


def test_a_portal_that_breaks_off_for_once_goes_on_where_it_was(sqlite_store: Store) -> None:
    portal, city = year_of_rows(), NumberedCity()
    first_sync(sqlite_store, city)

    def once(page: int) -> bool:
        if page == 9:
            portal.fails = lambda _: False
            return True
        return False

    portal.fails = once
    state = city_year(sqlite_store, city, portal).run(PROGRAM, no_progress, never)
    assert (state.step, state.source, len(portal.asked)) == (YearStep.DONE, YearSource.PORTAL, 14)


def test_what_the_portal_calls_open_is_asked_of_311_by_number(store: Store) -> None:
    opened = [row(f"SR25-{each:08}", days_ago(200 + each), status="Open") for each in range(5)]
    young = row("SR26-00000001", days_ago(10), status="Open")
    told = [
        record("SR25-00000000", requested_at=days_ago(200), updated_at=days_ago(2), description="deep"),
        record(
            "SR25-00000001",
            requested_at=days_ago(201),
            updated_at=days_ago(3),
            status=CityStatus.CLOSED,
            closed_at=days_ago(3),
        ),
    ]
    city = NumberedCity(told)
    first_sync(store, city)
    state = city_year(store, city, FakePortal([*opened, young])).run(PROGRAM, no_progress, never)
    assert (state.asked, state.answered) == (5, 2)
    assert [len(some) for some in city.numbers] == [2, 2, 1]
    counts = TwoSources(store, CITY).counts(PROGRAM).counts
    assert counts[Difference.OPEN_ON_PORTAL] == 1
    assert counts[Difference.SAME] == 1
    assert counts[Difference.ONLY_ON_PORTAL] == 4
    with store.reading() as session:
        assert session.scalar(
            select(ServiceRecord.description).where(ServiceRecord.number == opened[0].number)
        )


def test_numbers_whose_answer_fails_are_asked_in_halves(sqlite_store: Store) -> None:
    opened = [row(f"SR25-{each:08}", days_ago(200 + each), status="Open") for each in range(4)]
    known = [record(each.number, requested_at=each.requested_at, updated_at=NOW) for each in opened]
    city = NumberedCity(known, bad={"SR25-00000002"})
    first_sync(sqlite_store, city)
    state = city_year(sqlite_store, city, FakePortal(opened), at_once=4).run(PROGRAM, no_progress, never)
    assert (state.step, state.asked, state.answered) == (YearStep.DONE, 4, 3)


def test_a_city_that_takes_no_numbers_is_not_asked(sqlite_store: Store) -> None:
    city = NumberedCity()
    first_sync(sqlite_store, city)
    portal = FakePortal([row("SR25-00000001", days_ago(200), status="Open")])
    state = city_year(sqlite_store, city, portal, at_once=0).run(PROGRAM, no_progress, never)
    assert (state.step, state.asked, city.numbers) == (YearStep.DONE, 0, [])


def test_a_city_that_refuses_numbers_is_left_for_the_next_time(sqlite_store: Store) -> None:
    city = NumberedCity(bad={"SR25-00000001"}, trouble=lambda: CityRefusedError("Not now.", 503))
    first_sync(sqlite_store, city)
    portal = FakePortal([row("SR25-00000001", days_ago(200), status="Open")])
    year = city_year(sqlite_store, city, portal)
    state = year.run(PROGRAM, no_progress, never)
    assert (state.step, state.failures, len(city.numbers)) == (YearStep.ASKING, 3, 3)
    city.bad.clear()
    assert year.run(PROGRAM, no_progress, never).step is YearStep.DONE


@pytest.mark.parametrize("with_portal", [True, False])
def test_the_year_is_history_and_fills_no_list_of_work(sqlite_store: Store, *, with_portal: bool) -> None:
    """Neither words of danger nor three at a spot make a matter of ours of what is long past."""
    danger = [
        record(f"SR25-0000100{each}", requested_at=days_ago(100 + each), description="gas leak, sparks")
        for each in range(4)
    ]
    portal = year_of_rows()
    portal.rows += [row(f"SR25-0000100{each}", days_ago(100 + each), status="Open") for each in range(4)]
    city = NumberedCity(danger)
    first_sync(sqlite_store, city)
    city_year(sqlite_store, city, portal if with_portal else None).run(PROGRAM, no_progress, never)
    assert {each.number for each in danger} <= numbers(sqlite_store)
    with sqlite_store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Case).where(Case.rule != "")) == 0
    counts = Queue(sqlite_store, WARD).counts(OfficeBuilder(sqlite_store).staff())
    assert {view for view, count in counts.items() if count} == {View.NEW_IN_311, View.ALL}
    assert counts[View.NEW_IN_311] == 4


def test_once_a_day_the_portal_is_asked_what_changed_since(sqlite_store: Store) -> None:
    portal, city = year_of_rows(), NumberedCity()
    first_sync(sqlite_store, city)
    year = city_year(sqlite_store, city, portal)
    year.run(PROGRAM, no_progress, never)
    clock = sqlite_store.now
    assert isinstance(clock, Clock)
    clock.forward(days=1)
    portal.rows.append(row("SR26-00000077", clock.now - timedelta(hours=5)))
    assert year.due(PROGRAM)
    year.run(PROGRAM, no_progress, never)
    assert "SR26-00000077" in numbers(sqlite_store)
    assert portal.asked[-1][2]
    assert not year.due(PROGRAM)


@pytest.mark.parametrize(
    ("others", "later"),
    [((row("SR26-00000001", days_ago(9)),), days_ago(5)), ((), days_ago(60))],
    ids=["beside others it is left out", "alone it says nothing, and the year is asked for again"],
)
def test_a_row_dated_in_the_future_says_nothing_of_how_far_the_portal_has_told(
    sqlite_store: Store, others: tuple[PortalRow, ...], later: datetime
) -> None:
    """P2: the portal publishes days late; what it tells next is older than our now."""
    ahead = row("SR26-00000002", days_ago(9), updated_at=NOW + timedelta(days=400))
    portal = FakePortal([*others, ahead])
    city = NumberedCity()
    first_sync(sqlite_store, city)
    year = city_year(sqlite_store, city, portal)
    year.run(PROGRAM, no_progress, never)
    forward(sqlite_store, days=1.1)
    portal.rows.append(row("SR26-00000003", later))
    year.run(PROGRAM, no_progress, never)
    assert numbers(sqlite_store) == {each.number for each in portal.rows}


def test_another_ward_has_a_year_of_its_own(sqlite_store: Store) -> None:
    portal, city = year_of_rows(), NumberedCity()
    first_sync(sqlite_store, city)
    city_year(sqlite_store, city, portal).run(PROGRAM, no_progress, never)
    assert city_year(sqlite_store, city, portal, ward=32).state(PROGRAM) == YearState()


def test_two_programs_do_not_read_the_year_at_once(sqlite_store: Store) -> None:
    city = NumberedCity()
    first_sync(sqlite_store, city)
    with lease(sqlite_store, f"311 {CITY} year"), pytest.raises(LeaseHeldError):
        city_year(sqlite_store, city, year_of_rows()).advance(PROGRAM, no_progress, never)


def test_a_request_of_the_first_days_keeps_what_only_311_told(sqlite_store: Store) -> None:
    city = NumberedCity([record("SR26-00000001", description="deep", requested_at=days_ago(5))])
    first_sync(sqlite_store, city)
    portal = FakePortal([row("SR26-00000001", days_ago(5), updated_at=days_ago(0.1))])
    year: CityYear = city_year(sqlite_store, city, portal)
    year.run(PROGRAM, no_progress, never)
    with sqlite_store.reading() as session:
        told = session.scalars(select(ServiceRecord)).one()
        assert (told.description, told.status) == ("deep", CityStatus.CLOSED)
        assert session.scalar(select(func.count()).select_from(PortalRecord)) == 1


def test_a_311_system_that_asked_us_to_stay_away_is_not_asked_for_its_year(sqlite_store: Store) -> None:
    city = NumberedCity([record("SR26-00000001", requested_at=days_ago(100))])
    first_sync(sqlite_store, city)
    clock = sqlite_store.now
    assert isinstance(clock, Clock)
    with sqlite_store.writing() as session:
        found = read_findings(session, CITY)
        save_findings(session, CITY, replace(found, ask_from=clock.now + timedelta(hours=1)))
    year = city_year(sqlite_store, city, None)
    asked = len(city.asked)
    assert not year.due(PROGRAM)
    year.run(PROGRAM, no_progress, never)
    assert len(city.asked) == asked
    clock.forward(hours=2)
    assert year.run(PROGRAM, no_progress, never).step is YearStep.DONE


def test_a_portal_that_wants_to_be_left_alone_is_not_given_up(sqlite_store: Store) -> None:
    def busy() -> CityRefusedError:
        error = CityRefusedError("Not now.", 429)
        error.retry_after = 600.0
        return error

    portal, city = year_of_rows(), NumberedCity()
    portal.trouble, portal.fails = busy, lambda page: page == 4
    first_sync(sqlite_store, city)
    year = city_year(sqlite_store, city, portal)
    for _ in range(4):
        state = year.run(PROGRAM, no_progress, never)
    assert (state.source, state.failures) == (YearSource.PORTAL, 0)
    assert "Not now." in state.trouble
    portal.fails = lambda _: False
    assert year.run(PROGRAM, no_progress, never).step is YearStep.DONE
