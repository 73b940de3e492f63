"""The queue: which desk a problem stands on, in which order, and how it is found."""

from array import array
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from threading import Barrier, Event
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason
from wardoffice.domain.errors import CancelledError
from wardoffice.domain.messages import Channel
from wardoffice.domain.places import Point
from wardoffice.domain.queue import CityState, QueueFilter, SortBy, View
from wardoffice.domain.service_requests import CityStatus
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.snoozing import Snoozing
from wardoffice.office.triage import Triage
from wardoffice.store import queue_reading

MONDAY = datetime(2026, 6, 1, 14, tzinfo=UTC)
_A_MOMENT = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 50000) SELECT count(*) FROM n"
)
"""A statement that runs for some milliseconds on either database."""


@pytest.fixture
def ana(office: OfficeBuilder) -> Actor:
    return office.staff("Ana Ruiz", Role.MANAGER)


@pytest.fixture
def queue(office: OfficeBuilder) -> Queue:
    return Queue(office.store)


@pytest.fixture
def triage(office: OfficeBuilder) -> Triage:
    return Triage(office.store, placing(lambda _: 1))


def ids(
    queue: Queue, actor: Actor, view: View, sort: SortBy = SortBy.URGENCY, **narrowed: object
) -> list[int]:
    return list(queue.ids(actor, view, QueueFilter(**narrowed), sort))  # type: ignore[arg-type]  # fields by name


def test_a_question_that_is_stopped_stops_no_other_that_is_read_meanwhile(
    queue: Queue, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P10: the palette and another window read lists as well."""
    reading, stopped, question = Barrier(3), Event(), object()

    def read_slowly(session: Session, *_args: object, **_named: object) -> "array[int]":
        reading.wait(20)
        while not stopped.is_set():
            session.execute(text(_A_MOMENT))
        return array("q", [1])

    monkeypatch.setattr(queue_reading, "queue_ids", read_slowly)
    ask = partial(queue.ids, ana, View.ALL, QueueFilter(), SortBy.NEWEST)
    with ThreadPoolExecutor(2) as pool:
        older, other = pool.submit(ask, owner=question), pool.submit(ask)
        reading.wait(20)
        while not older.done():  # between two statements there is nothing to stop
            queue.interrupt(question)
            Event().wait(0.001)
        stopped.set()
        with pytest.raises(CancelledError):
            older.result()
        assert list(other.result()) == [1]


def desk(queue: Queue, actor: Actor, case_id: int) -> list[View]:
    """The views that show the case, less MINE and ALL."""
    views = (View.TO_US, View.REALLY_DONE, View.WAITING_ON_CITY, View.NEW_IN_311)
    return [view for view in views if case_id in ids(queue, actor, view)]


def test_what_a_person_told_us_is_to_us_until_they_are_answered_and_it_is_finished(
    office: OfficeBuilder, queue: Queue, triage: Triage, ana: Actor
) -> None:
    """P6: finishing alone does not take somebody who is owed an answer off the list."""
    told = office.mail("Pothole", contact_id=office.contact())
    assert desk(queue, ana, told.case_id) == [View.TO_US]
    triage.finish(ana, [told.case_id], FinishReason.SEEN_DONE)
    assert desk(queue, ana, told.case_id) == [View.TO_US]
    triage.log_answer(ana, told.case_id, [told.contact_id or 0], AnswerWay.CALLED, "")
    assert desk(queue, ana, told.case_id) == []
    assert told.case_id in ids(queue, ana, View.ALL)
    assert queue.rows(ana, [told.case_id])[told.case_id].owed_since is None


def test_a_record_of_the_city_is_watched_until_somebody_takes_it(
    office: OfficeBuilder, queue: Queue, triage: Triage, ana: Actor
) -> None:
    recorded = office.city_record(service_name="Pothole")
    assert desk(queue, ana, recorded.case_id) == [View.NEW_IN_311]
    assert not queue.rows(ana, [recorded.case_id])[recorded.case_id].ours
    triage.take(ana, [recorded.case_id])
    assert desk(queue, ana, recorded.case_id) == [View.WAITING_ON_CITY]
    assert ids(queue, ana, View.MINE) == [recorded.case_id]


def test_what_the_city_closed_is_asked_about_only_where_it_is_ours(
    office: OfficeBuilder, queue: Queue, triage: Triage, ana: Actor
) -> None:
    watched, taken = office.city_record(), office.city_record()
    triage.take(ana, [taken.case_id])
    for each in (watched, taken):
        office.city_says(each, CityStatus.CLOSED)
    assert desk(queue, ana, watched.case_id) == []
    assert desk(queue, ana, taken.case_id) == [View.REALLY_DONE]
    triage.finish(ana, [taken.case_id], FinishReason.SEEN_DONE)
    assert desk(queue, ana, taken.case_id) == []
    triage.reopen(ana, [taken.case_id])
    assert desk(queue, ana, taken.case_id) == [View.REALLY_DONE]


def test_a_case_is_closed_by_the_city_only_once_all_its_requests_are(
    office: OfficeBuilder, queue: Queue, triage: Triage, ana: Actor
) -> None:
    one, other = office.city_record(), office.city_record()
    triage.take(ana, [one.case_id])
    Merging(office.store).merge(ana, [one.case_id, other.case_id], one.case_id)
    office.city_says(one, CityStatus.CLOSED)
    assert queue.rows(ana, [one.case_id])[one.case_id].city_state is CityState.OPEN
    assert desk(queue, ana, one.case_id) == [View.WAITING_ON_CITY]
    office.city_says(other, CityStatus.CLOSED)
    assert queue.rows(ana, [one.case_id])[one.case_id].city_state is CityState.CLOSED
    assert desk(queue, ana, one.case_id) == [View.REALLY_DONE]


def test_waiting_on_the_city_is_only_what_nobody_is_owed_a_word_about(
    office: OfficeBuilder, queue: Queue, triage: Triage, ana: Actor
) -> None:
    told = office.mail("Pothole", contact_id=office.contact())
    office.city_record(case_id=told.case_id)
    assert desk(queue, ana, told.case_id) == [View.TO_US]
    triage.log_answer(ana, told.case_id, [told.contact_id or 0], AnswerWay.REPLIED, "")
    assert desk(queue, ana, told.case_id) == [View.WAITING_ON_CITY]
    office.reply(told.case_id, "Still there!")
    assert desk(queue, ana, told.case_id) == [View.TO_US]


def test_a_message_on_a_finished_case_is_new_word_and_reopens_nothing(
    office: OfficeBuilder, queue: Queue, triage: Triage, ana: Actor
) -> None:
    told = office.mail("Pothole", owed=False)
    triage.finish(ana, [told.case_id], FinishReason.SEEN_DONE)
    assert desk(queue, ana, told.case_id) == []
    office.reply(told.case_id)
    row = queue.rows(ana, [told.case_id])[told.case_id]
    assert row.new_word
    assert row.status is CaseStatus.FINISHED
    assert desk(queue, ana, told.case_id) == [View.TO_US]


def test_one_answer_settles_every_problem_of_the_mail_it_answers(
    office: OfficeBuilder, queue: Queue, triage: Triage, ana: Actor
) -> None:
    """Five problems in one mail: five requests, one answer (P6)."""
    told = office.mail("Pothole", "Light out", "Graffiti", contact_id=office.contact())
    assert all(row.owed_since for row in queue.rows(ana, told.case_ids).values())
    changes = triage.log_answer(ana, told.case_ids[1], [told.contact_id or 0], AnswerWay.CALLED, "")
    assert not any(row.owed_since for row in queue.rows(ana, told.case_ids).values())
    assert changes.cases >= set(told.case_ids)


def test_danger_comes_first_then_the_longest_unanswered_then_the_oldest(
    office: OfficeBuilder, queue: Queue, ana: Actor
) -> None:
    def told(days: float, *, owed: bool = True, safety: str = "") -> int:
        at = MONDAY + timedelta(days=days)
        return office.mail(received_at=at, owed=owed, safety_words=safety).case_id

    answered_old, answered_new = told(0, owed=False), told(1, owed=False)
    owed_new, owed_old = told(3), told(2)
    gas = told(9, safety="gas smell")
    order = [gas, owed_old, owed_new, answered_old, answered_new]
    assert ids(queue, ana, View.TO_US) == order
    assert ids(queue, ana, View.TO_US, SortBy.NEWEST) == [gas, owed_new, owed_old, answered_new, answered_old]
    assert ids(queue, ana, View.TO_US, SortBy.OLDEST) == [answered_old, answered_new, owed_old, owed_new, gas]


def test_new_in_311_shows_the_newest_first_and_places_and_types_sort_by_their_words(
    office: OfficeBuilder, queue: Queue, ana: Actor
) -> None:
    old = office.city_record(requested_at=MONDAY, address="9 A St", service_code="B").case_id
    new = office.city_record(
        requested_at=MONDAY + timedelta(days=1), address="1 B St", service_code="A"
    ).case_id
    assert ids(queue, ana, View.NEW_IN_311) == [new, old]
    assert ids(queue, ana, View.NEW_IN_311, SortBy.PLACE) == [new, old]
    assert ids(queue, ana, View.NEW_IN_311, SortBy.TYPE) == [new, old]
    assert ids(queue, ana, View.NEW_IN_311, SortBy.OLDEST) == [old, new]


def test_the_first_ids_are_the_beginning_of_all_ids_even_where_everything_is_alike(
    office: OfficeBuilder, queue: Queue, ana: Actor
) -> None:
    for _ in range(3):
        office.mail(*["Pothole"] * 80, received_at=MONDAY, service_code="PHF", address="1 A St")
    for sort in SortBy:
        everything = queue.ids(ana, View.TO_US, QueueFilter(), sort)
        assert len(everything) == 240 == len(set(everything))
        assert queue.ids(ana, View.TO_US, QueueFilter(), sort, first=200) == everything[:200], sort


def test_filters_narrow_by_status_type_channel_and_assignee(
    office: OfficeBuilder, queue: Queue, triage: Triage, ana: Actor
) -> None:
    mail = office.mail("Pothole", service_code="PHF").case_id
    call = office.mail("Light", channel=Channel.CALL).case_id
    voicemail = office.mail("Rats", channel=Channel.VOICEMAIL).case_id
    city = office.city_record(service_code="PHF").case_id
    Merging(office.store).merge(ana, [call, city], call)
    triage.assign(ana, [call], ana.staff_id)
    triage.finish(ana, [voicemail], FinishReason.NO_ACTION)

    def found(**narrowed: object) -> set[int]:
        return set(ids(queue, ana, View.ALL, SortBy.URGENCY, **narrowed))

    assert found(status=CaseStatus.FINISHED) == {voicemail}
    assert found(service_code="PHF") == {mail, call}
    assert found(channel=Channel.MAIL) == {mail}
    assert found(channel=Channel.VOICEMAIL) == {voicemail}
    assert found(channel=Channel.CITY) == {call} == found(channel=Channel.CALL)
    assert found(assignee_id=ana.staff_id) == {call}
    assert found(assignee_id=0) == {mail, voicemail}


def test_what_a_person_calls_urgent_comes_after_danger_and_before_all_else(
    office: OfficeBuilder, queue: Queue, triage: Triage, ana: Actor
) -> None:
    unanswered = office.mail("Old", received_at=MONDAY - timedelta(days=9)).case_id
    calm = office.mail("Calm", owed=False).case_id
    danger = office.mail("Wires down", safety_words="wires").case_id
    both = office.mail("Owed and urgent").case_id
    triage.set_urgent(ana, [calm, both], urgent=True)
    assert ids(queue, ana, View.TO_US) == [danger, both, calm, unanswered]
    assert ids(queue, ana, View.TO_US, urgent=True) == [both, calm]
    triage.set_urgent(ana, [calm, both], urgent=False)
    assert ids(queue, ana, View.TO_US) == [danger, unanswered, both, calm]


def test_the_counts_are_the_lengths_of_the_lists(
    office: OfficeBuilder, queue: Queue, triage: Triage, ana: Actor
) -> None:
    """P7: a number opens the list it counts."""
    first, second = office.mail("One", "Two").case_ids
    triage.assign(ana, [first, second], ana.staff_id)
    Snoozing(office.store, ZoneInfo("America/Chicago")).snooze(ana, [second], date(2026, 7, 9))
    taken, closed = office.city_record().case_id, office.city_record(status=CityStatus.CLOSED).case_id
    triage.take(ana, [taken, closed])
    office.city_record()
    for view, number in queue.counts(ana).items():
        assert number == len(ids(queue, ana, view)), view
        assert number, view


def test_a_row_counts_people_photos_and_requests_of_all_that_was_put_together(
    office: OfficeBuilder, queue: Queue, ana: Actor
) -> None:
    one = office.mail("Pothole", contact_id=office.contact())
    other = office.mail("Hole in the street", contact_id=office.contact(), channel=Channel.CALL)
    city = office.city_record("SR26-01234567")
    office.photo(one.case_id, b"same")
    office.photo(other.case_id, b"same")
    office.photo(other.case_id, b"another")
    Merging(office.store).merge(ana, [one.case_id, other.case_id, city.case_id], one.case_id)
    row = queue.rows(ana, [one.case_id, other.case_id])[one.case_id]
    assert (row.people, row.photos, row.requests) == (2, 2, 3)
    assert row.tracking_numbers == ("SR26-01234567",)
    assert set(row.channels) == {Channel.MAIL, Channel.CALL, Channel.CITY}
    assert other.case_id not in queue.rows(ana, [other.case_id])


def test_the_map_has_the_most_urgent_placed_cases_of_a_view_and_what_is_near_and_open(
    office: OfficeBuilder, queue: Queue, triage: Triage, ana: Actor
) -> None:
    """Who waits longest is never left off a map that cannot hold all."""
    here = Point(41.9000, -87.7000)
    near = office.mail("Pothole", point=here, received_at=MONDAY).case_id
    far = office.mail("Light", point=Point(41.9100, -87.7000), received_at=MONDAY + timedelta(days=1)).case_id
    done = office.mail("Done", point=here, owed=False).case_id
    triage.finish(ana, [done], FinishReason.SEEN_DONE)
    office.city_record(status=CityStatus.CLOSED, point=here)
    office.mail("Nowhere")
    assert [each.case_id for each in queue.map_points(ana, View.TO_US, QueueFilter(), 10)] == [near, far]
    assert [each.case_id for each in queue.map_points(ana, View.TO_US, QueueFilter(), 1)] == [near]
    assert [each.case_id for each in queue.near(ana, here, 100)] == [near]
    assert {each.case_id for each in queue.near(ana, here, 1200)} == {near, far}


class TestSearch:
    """Words, numbers, beginnings and accents find the same on both databases."""

    def test_a_case_is_found_by(self, office: OfficeBuilder, queue: Queue, ana: Actor) -> None:
        contact = office.contact("Łukasz Kozłowska Nuñez", phone="(773) 555-0142")
        told = office.mail("A deep pothole, Straße", contact_id=contact, address="4812 N Damen Ave")
        office.city_record("SR26-00012345", case_id=told.case_id)
        office.reply(told.case_id, "my reference is 77")
        office.mail("Graffiti on the garage")
        for words in [
            "pothole",
            "POTHOLE",
            "poth",
            "deep pothole",
            "pothole deep",
            "kozlowska",
            "Kozłowska",
            "ŁUKASZ",
            "nunez",
            "Núñez",
            "damen 4812",
            "SR26-00012345",
            "00012345",
            "773 555",
            "strasse",
            "reference 77",
        ]:
            assert ids(queue, ana, View.ALL, words=words) == [told.case_id], words[:40]

    def test_what_is_not_there_is_not_found_and_signs_are_no_commands(
        self, office: OfficeBuilder, queue: Queue, ana: Actor
    ) -> None:
        office.mail("A pothole", address="4812 N Damen Ave")
        office.mail("Graffiti")
        for words in [
            "potholed",
            "pothole graffiti",
            "12345",
            "othole",
            'x" OR "pothole',
            "pothole & !deep | *",
        ]:
            assert ids(queue, ana, View.ALL, words=words) == [], words[:40]

    def test_no_words_narrow_nothing(self, office: OfficeBuilder, queue: Queue, ana: Actor) -> None:
        told = office.mail("A pothole")
        for words in ["", "  ", "!?*'\"()&|:", "%", "_"]:
            assert ids(queue, ana, View.ALL, words=words) == [told.case_id], words[:40]

    def test_anything_pasted_into_the_search_box_is_borne(
        self, office: OfficeBuilder, queue: Queue, ana: Actor
    ) -> None:
        """P8: bad input loses nothing."""
        office.mail("A pothole")
        for words in ["word " * 3000, "x" * 100_000, "\x00\ud800 nothing", "a:b -c ^d NEAR(e f)"]:
            assert ids(queue, ana, View.ALL, words=words) == [], words[:40]

    def test_a_root_is_found_by_the_words_of_all_under_it_and_the_absorbed_again_after_the_unmerge(
        self, office: OfficeBuilder, queue: Queue, ana: Actor
    ) -> None:
        root, other = office.mail("Pothole").case_id, office.mail("Crater").case_id
        merging = Merging(office.store)
        merging.merge(ana, [root, other], root)
        assert ids(queue, ana, View.ALL, words="crater") == [root]
        number = office.case(other).number
        assert ids(queue, ana, View.ALL, words=number) == [root]
        merging.unmerge(ana, other)
        assert ids(queue, ana, View.ALL, words="crater") == [other]
        assert ids(queue, ana, View.ALL, words=number) == [other]

    def test_a_note_is_found(self, office: OfficeBuilder, queue: Queue, triage: Triage, ana: Actor) -> None:
        told = office.mail("Pothole")
        triage.note(ana, told.case_id, "Spoke with the foreman")
        assert ids(queue, ana, View.ALL, words="foreman") == [told.case_id]
