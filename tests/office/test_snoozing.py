"""Snoozed: out of the lists until a day or until new word comes, back by itself; never what is dangerous."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.builders import MAIL, OfficeBuilder, placing
from tests.databases import Clock, open_store
from tests.rebuilding import rebuild_entries
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import AnswerWay, FinishReason
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.service_requests import CityStatus
from wardoffice.domain.snoozing import snooze_days, wake_time
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.snoozing import Snoozing
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing

CHICAGO = ZoneInfo("America/Chicago")
JULY_9 = date(2026, 7, 9)


@pytest.fixture
def snoozing(office: OfficeBuilder) -> Snoozing:
    return Snoozing(office.store, CHICAGO)


def views(office: OfficeBuilder, actor: Actor, case_id: int) -> set[View]:
    """The views that show a case, less ALL, which shows every one; counts must say the same (P7)."""
    queue = Queue(office.store)
    lists = {view: list(queue.ids(actor, view, QueueFilter(), SortBy.URGENCY)) for view in View}
    assert {view: len(ids) for view, ids in lists.items()} == queue.counts(actor)
    return {view for view, ids in lists.items() if case_id in ids and view is not View.ALL}


def test_snoozed_it_is_in_no_other_list_and_the_map_follows(
    office: OfficeBuilder, snoozing: Snoozing, ana: Actor
) -> None:
    case_id = office.mail("Stump").case_id
    Triage(office.store, placing()).assign(ana, [case_id], ana.staff_id)
    assert views(office, ana, case_id) == {View.TO_US, View.MINE}
    changes = snoozing.snooze(ana, [case_id], JULY_9)
    assert changes.label == "Snoozed until 7/9/2026"
    assert views(office, ana, case_id) == {View.SNOOZED}
    assert Queue(office.store).rows(ana, [case_id])[case_id].snoozed_until == wake_time(JULY_9, CHICAGO)


def test_it_wakes_by_itself_when_the_day_begins_in_the_city(tmp_path: Path, migrated_file: Path) -> None:
    clock = Clock()
    (tmp_path / "office.sqlite").write_bytes(migrated_file.read_bytes())
    with open_store(tmp_path, now=clock) as store:
        office = OfficeBuilder(store)
        ana, case_id = office.staff("Ana Ruiz"), office.mail("Stump").case_id
        Snoozing(store, CHICAGO).snooze(ana, [case_id], date(2026, 7, 2))
        clock.now = wake_time(date(2026, 7, 2), CHICAGO).replace(hour=4, minute=59)
        assert views(office, ana, case_id) == {View.SNOOZED}
        clock.now = wake_time(date(2026, 7, 2), CHICAGO)
        assert views(office, ana, case_id) == {View.TO_US}


def test_the_next_end_is_the_earliest_of_those_that_are_asleep_and_may_be_seen(
    office: OfficeBuilder, snoozing: Snoozing, ana: Actor
) -> None:
    assert snoozing.next_end(ana) is None
    sooner, later = office.mail("Stump").case_id, office.mail("Curb").case_id
    snoozing.snooze(ana, [sooner], JULY_9)
    snoozing.snooze(ana, [later], date(2026, 7, 20))
    assert snoozing.next_end(ana) == wake_time(JULY_9, CHICAGO)
    office.restrict(sooner, office.staff("Bo"))
    assert snoozing.next_end(ana) == wake_time(date(2026, 7, 20), CHICAGO)
    snoozing.wake(ana, [later])
    assert snoozing.next_end(ana) is None


@pytest.mark.parametrize("news", ["message", "request", "danger", "closed"])
def test_new_word_wakes_it(office: OfficeBuilder, snoozing: Snoozing, ana: Actor, news: str) -> None:
    """P6: nobody who writes waits for the end of a snooze."""
    told = office.mail("Stump")
    recorded = office.city_record(case_id=told.case_id)
    snoozing.snooze(ana, [told.case_id], JULY_9)
    assert views(office, ana, told.case_id) == {View.SNOOZED}
    happens: dict[str, Callable[[], object]] = {
        "message": lambda: office.reply(told.case_id),
        "request": lambda: Merging(office.store).merge(ana, [told.case_id, office.mail("New").case_id]),
        "danger": lambda: tell_of_danger(office, told.case_id),
        "closed": lambda: office.city_says(recorded, CityStatus.CLOSED),
    }
    happens[news]()
    assert View.SNOOZED not in views(office, ana, told.case_id)
    assert views(office, ana, told.case_id)


def test_what_was_known_when_it_was_snoozed_does_not_wake_it(
    office: OfficeBuilder, snoozing: Snoozing, ana: Actor
) -> None:
    told = office.mail("Stump", contact_id=office.contact())
    office.reply(told.case_id)
    recorded = office.city_record(case_id=told.case_id, status=CityStatus.CLOSED)
    snoozing.snooze(ana, [told.case_id], JULY_9)
    office.city_says(recorded, CityStatus.CLOSED)
    Triage(office.store, placing()).log_answer(
        ana, told.case_id, [told.contact_id or 0], AnswerWay.CALLED, ""
    )
    assert views(office, ana, told.case_id) == {View.SNOOZED}
    with office.store.writing() as session:
        rebuild_entries(session)
    assert views(office, ana, told.case_id) == {View.SNOOZED}


def test_finished_and_woken_by_hand_and_undone(office: OfficeBuilder, snoozing: Snoozing, ana: Actor) -> None:
    case_id, undoing = office.mail("Stump").case_id, Undoing(office.store)
    snoozing.snooze(ana, [case_id], JULY_9)
    undoing.undo(ana)
    assert views(office, ana, case_id) == {View.TO_US}
    undoing.redo(ana)
    snoozing.wake(ana, [case_id])
    assert views(office, ana, case_id) == {View.TO_US}
    undoing.undo(ana)
    assert views(office, ana, case_id) == {View.SNOOZED}
    Triage(office.store, placing()).finish(ana, [case_id], FinishReason.NO_ACTION)
    assert views(office, ana, case_id) == {View.TO_US}, "somebody is owed an answer still"


def test_danger_what_is_finished_and_a_day_gone_by_are_refused(
    office: OfficeBuilder, snoozing: Snoozing, ana: Actor
) -> None:
    case_id, triage = office.mail("Wires down", safety_words="wires").case_id, Triage(office.store, placing())
    calm = office.mail("Stump").case_id
    with pytest.raises(CannotDoError, match="danger"):
        snoozing.snooze(ana, [calm, case_id], JULY_9)
    for day in (date(2026, 7, 1), date(2027, 7, 3)):
        with pytest.raises(CannotDoError, match="next twelve months"):
            snoozing.snooze(ana, [calm], day)
    triage.finish(ana, [calm], FinishReason.NO_ACTION)
    with pytest.raises(CannotDoError, match="already finished"):
        snoozing.snooze(ana, [calm], JULY_9)


def test_the_days_offered_are_after_today_and_each_stands_once() -> None:
    for today in (date(2026, 7, number) for number in range(1, 15)):
        days = [each.day for each in snooze_days(today)]
        assert days == sorted(set(days))
        assert days[0] > today
        assert any(each.weekday() == 0 for each in days)


def tell_of_danger(office: OfficeBuilder, case_id: int) -> None:
    with office.store.unit_of_work(MAIL, ActionKind.MAIL_INTAKE) as work:
        case = work.case(case_id)
        case.safety_words, case.safety_at = "sparking", work.now
