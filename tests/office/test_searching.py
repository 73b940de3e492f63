"""A search finds what people mean, on both databases, and never what they may not see."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.messages import Channel
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.search_words import SearchWordsError
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.searching import Searching
from wardoffice.office.triage import Triage

CHICAGO = ZoneInfo("America/Chicago")
DAMEN = Point(41.969, -87.679)
NOON = datetime(2026, 6, 1, 17, tzinfo=UTC)


@pytest.fixture
def ana(office: OfficeBuilder) -> Actor:
    return office.staff("Ana Ruiz", Role.MANAGER)


@pytest.fixture
def queue(office: OfficeBuilder) -> Queue:
    places = {"4800 N Damen": DAMEN}
    return Queue(office.store, 1, Searching(lambda: NOON, CHICAGO, places.get))


def found(
    queue: Queue, actor: Actor, said: str, first: int | None = None, sort: SortBy = SortBy.NEWEST
) -> list[int]:
    return list(queue.ids(actor, View.ALL, QueueFilter(words=said), sort, first))


def test_a_phone_number_is_found_however_it_is_typed(office: OfficeBuilder, queue: Queue, ana: Actor) -> None:
    caller = office.mail("Hole", contact_id=office.contact("Ed Park", phone="+17735550142"))
    written = office.mail("Call me at (773) 555-0142 please")
    office.mail("Other", contact_id=office.contact("Al", phone="+13125559999"))
    for typed in (
        "773-555-0142",
        "(773) 555-0142",
        "7735550142",
        "+1 773 555 0142",
        "555-0142",
        "773.555.0142",
    ):
        assert found(queue, ana, typed) == [written.case_id, caller.case_id], typed
    assert found(queue, ana, "7735550") == [written.case_id, caller.case_id]


def test_a_number_is_found_in_one_piece_and_with_its_signs(
    office: OfficeBuilder, queue: Queue, ana: Actor
) -> None:
    recorded = office.city_record(number="SR26-00112233")
    office.mail("SR26-00119999 was closed")
    for typed in (
        "SR26-00112233",
        "26-00112233",
        "2600112233",
        "sr2600112233",
        "number:26-001122",
        "number:SR26001",
    ):
        assert found(queue, ana, typed) == [recorded.case_id], typed
    number = queue.rows(ana, [recorded.case_id])[recorded.case_id].number
    assert found(queue, ana, f"number:{number.replace('-', '')}") == [recorded.case_id]


def test_slips_in_names_of_streets_and_people_are_forgiven(
    office: OfficeBuilder, queue: Queue, ana: Actor
) -> None:
    street = office.mail("Hole", address="4512 N Kedzie Ave")
    person = office.mail("Light", contact_id=office.contact("Guadalupe Hernandez"))
    assert found(queue, ana, "kedize") == [street.case_id]
    assert found(queue, ana, "4512 kedz") == [street.case_id]
    assert found(queue, ana, "Guadelupe") == [person.case_id]
    assert found(queue, ana, "hernandes") == [person.case_id]
    assert found(queue, ana, "herna") == [person.case_id]
    assert found(queue, ana, "zzzzzz") == []


def test_slips_are_forgiven_in_names_only(office: OfficeBuilder, queue: Queue, ana: Actor) -> None:
    office.mail("A crater in the street", address="4512 N Kedzie Ave")
    assert found(queue, ana, "cratre") == []


def test_from_finds_who_told_and_not_who_is_named(office: OfficeBuilder, queue: Queue, ana: Actor) -> None:
    told = office.mail("Hole", contact_id=office.contact("Amundsen School", email="desk@school.example"))
    office.mail("The hole is next to the school")
    assert found(queue, ana, "from:school") == [told.case_id]
    assert found(queue, ana, "from:amun hole") == [told.case_id]
    assert told.case_id not in found(queue, ana, "hole -from:school")
    assert len(found(queue, ana, "hole -from:school")) == 1


def test_a_phrase_is_found_word_by_word(office: OfficeBuilder, queue: Queue, ana: Actor) -> None:
    office.mail("water main under the deep street")
    deep = office.mail("deep water main")
    assert found(queue, ana, '"water main"') == [deep.case_id, deep.case_id - 1]
    assert found(queue, ana, '"deep water"') == [deep.case_id]


def test_operators_narrow_and_a_minus_turns_them_round(
    office: OfficeBuilder, queue: Queue, ana: Actor
) -> None:
    office.service_type("PH", "Pothole in Street")
    office.service_type("GR", "Graffiti Removal")
    hole = office.mail("Hole", service_code="PH", point=DAMEN, received_at=NOON - timedelta(days=20))
    wall = office.mail("Wall", service_code="GR", channel=Channel.VOICEMAIL, received_at=NOON)
    Triage(office.store, placing(lambda _: 1)).assign(ana, [wall.case_id], ana.staff_id)
    both = [wall.case_id, hole.case_id]
    for said, expected in {
        "type:pothole": [hole.case_id],
        "type:pothole type:graffiti": both,
        "-type:pothole": [wall.case_id],
        "status:open": both,
        "status:finished": [],
        "before:14d": [hole.case_id],
        "after:2026-06-01": [wall.case_id],
        "channel:voicemail": [wall.case_id],
        "-channel:voicemail": [hole.case_id],
        "assigned:me": [wall.case_id],
        "assigned:ruiz": [wall.case_id],
        "assigned:nobody": [hole.case_id],
        'near:"4800 N Damen"': [hole.case_id],
        "has:place": [hole.case_id],
        "-has:place": [wall.case_id],
        "has:owed": both,
        "has:photo": [],
        "has:sent": [],
        "told:2": [],
        "type:nonsense": [],
        "city:not": both,
    }.items():
        assert found(queue, ana, said) == expected, said


def test_has_photo_note_and_number_look_at_the_facts(office: OfficeBuilder, queue: Queue, ana: Actor) -> None:
    told, recorded = office.mail("Hole"), office.city_record()
    office.photo(told.case_id)
    Triage(office.store, placing(lambda _: 1)).note(ana, recorded.case_id, "Crew was there")
    assert found(queue, ana, "has:photo") == [told.case_id]
    assert found(queue, ana, "has:photo -has:sent") == [told.case_id]
    assert found(queue, ana, "has:note") == [recorded.case_id]
    assert found(queue, ana, "has:number") == [recorded.case_id]
    assert found(queue, ana, "crew") == [recorded.case_id]


def test_days_begin_at_midnight_of_the_city(office: OfficeBuilder, queue: Queue, ana: Actor) -> None:
    """June 1 begins at 05:00 UTC in Chicago."""
    before = office.mail("Late", received_at=datetime(2026, 6, 1, 4, 59, tzinfo=UTC))
    after = office.mail("Early", received_at=datetime(2026, 6, 1, 5, tzinfo=UTC))
    assert found(queue, ana, "before:2026-06-01") == [before.case_id]
    assert found(queue, ana, "after:2026-06-01") == [after.case_id]


def test_a_place_nobody_knows_is_refused_in_words(queue: Queue, ana: Actor) -> None:
    with pytest.raises(SearchWordsError, match="1 Nowhere"):
        found(queue, ana, 'near:"1 Nowhere"')


def test_what_was_put_together_is_found_under_its_root_and_apart_again(
    office: OfficeBuilder, queue: Queue, ana: Actor
) -> None:
    one, other = office.mail("crater"), office.mail("sinkhole")
    merging = Merging(office.store)
    merging.merge(ana, [one.case_id, other.case_id], one.case_id)
    assert found(queue, ana, "sinkhole") == [one.case_id]
    merging.unmerge(ana, other.case_id)
    assert found(queue, ana, "sinkhole") == [other.case_id]


def test_the_newest_day_comes_first_whatever_was_filed_first(
    office: OfficeBuilder, queue: Queue, ana: Actor
) -> None:
    """The year before is read after the newest months: ids say nothing of days."""
    new = office.mail("hole", received_at=NOON)
    old = office.mail("hole", received_at=NOON - timedelta(days=300))
    newer = office.mail("hole", received_at=NOON + timedelta(days=1))
    order = [newer.case_id, new.case_id, old.case_id]
    assert found(queue, ana, "hole") == order
    assert found(queue, ana, "ho", first=2) == order[:2]
    assert found(queue, ana, "hole", sort=SortBy.OLDEST) == order[::-1]


def test_a_search_never_shows_a_restricted_matter(office: OfficeBuilder, queue: Queue, ana: Actor) -> None:
    told = office.mail("secret matter", contact_id=office.contact("Zebulon Quark"))
    office.restrict(told.case_id, ana)
    other = office.staff("Bo Lind")
    for said in ("secret", '"secret matter"', "from:zebulon", "zebulom", "type:x -has:photo secret"):
        assert told.case_id not in found(queue, other, said), said
    assert found(queue, ana, "secret") == [told.case_id]


def test_nothing_that_is_typed_breaks_the_index(office: OfficeBuilder, queue: Queue, ana: Actor) -> None:
    """P8."""
    office.mail("hole")
    for said in (
        '"',
        "*",
        "a AND b OR NOT (",
        "^x",
        "col : y",
        "near(a b)",
        "'",
        "--",
        "\x00",
        "ÄÖ ł",
        "&|!",
    ):
        assert isinstance(found(queue, ana, said), list), said
