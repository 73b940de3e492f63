"""A search finds what people mean, on both databases, and never what they may not see."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.builders import MAIL, OfficeBuilder, placing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import AnswerWay
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import Channel
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.search_words import SearchWordsError
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.searching import Searching
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.people import contact_of

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


@pytest.mark.parametrize(
    "written",
    [
        "773\N{NO-BREAK SPACE}555\N{NO-BREAK SPACE}0142",
        "(773)\N{NO-BREAK SPACE}555-0142",
        "773\N{NON-BREAKING HYPHEN}555\N{NON-BREAKING HYPHEN}0142",
        "773\N{EN DASH}555\N{EN DASH}0142",
        "\u202a(773) 555-0142\u202c",  # as copied from a phone's contacts
        "773/555-0142",
        "773_555_0142",
        "773-555-0142x12",
        "773 555 0142 ext. 12",
        "tel:773-555-0142",
        "cell: (773)555-0142",
        "001-773-555-0142",
    ],
)
def test_a_phone_number_is_found_however_it_stands_in_a_mail(
    office: OfficeBuilder, queue: Queue, ana: Actor, written: str
) -> None:
    caller = office.mail("Hole", contact_id=office.contact("Ed Park", phone="+17735550142"))
    mail = office.mail(f"Call me, {written} is best")
    both = [mail.case_id, caller.case_id]
    assert found(queue, ana, "7735550142") == both
    assert found(queue, ana, "555-0142") == both
    assert caller.case_id in found(queue, ana, written)


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


def test_a_minus_leaves_out_what_has_the_word_or_the_phrase(
    office: OfficeBuilder, queue: Queue, ana: Actor
) -> None:
    pothole = office.mail("Pothole, deep water in it", address="12 S Oak St").case_id
    water = office.mail("Water is deep under the bridge").case_id
    light = office.mail("Light out, call 773-555-0142").case_id
    for said, expected in {
        "-pothole": [light, water],
        "-potholes": [light, water],
        "-Pot": [light, water],
        "water -pothole": [water],
        "-pothole -light": [water],
        '-"deep water"': [light, water],
        'water -"deep water"': [water],
        "-street": [light, water],
        "-pothole water -bridge": [],
        "-p": [light, water, pothole],
        "-has:photo -pothole": [light, water],
        "773-555-0142": [light],
        "773 -555-0142": [light],
        "-": [light, water, pothole],
    }.items():
        assert found(queue, ana, said) == expected, said
        assert found(queue, ana, said, sort=SortBy.OLDEST) == expected[::-1], said
        assert queue.count(ana, View.ALL, QueueFilter(words=said)) == len(expected), said


def test_nobody_is_left_out_for_a_slip_in_what_is_turned_away(
    office: OfficeBuilder, queue: Queue, ana: Actor
) -> None:
    told = office.mail("Hole", address="4512 N Kedzie Ave").case_id
    assert found(queue, ana, "-kedzie") == []
    assert found(queue, ana, "-kedize") == [told]


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


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("4384 W Hollowbrine St", "4384 West Hollowbrine Street"),
        ("4384 West Hollowbrine Street", "4384 w hollowbrine st"),
        ("2 N Logan Blvd", "north logan boulevard"),
        ("2 North Logan Boulevard", "n logan blvd"),
        ("12 S Oak Rd", "12 South Oak Road"),
        ("12 South Oak Road", "12 s oak rd"),
    ],
)
def test_an_address_is_found_in_full_and_in_short(
    office: OfficeBuilder, queue: Queue, ana: Actor, written: str, asked: str
) -> None:
    """P2: who does not find the problem that was told of before files it a second time."""
    told = office.mail("Hole", address=written)
    in_words = office.mail(f"There is a hole at {written}, again")
    office.mail("Hole", address="9 E Westgate Station")
    assert found(queue, ana, asked) == [in_words.case_id, told.case_id]
    for sort in (SortBy.NEWEST, SortBy.URGENCY):
        assert set(found(queue, ana, asked, 1, sort)) <= {in_words.case_id, told.case_id}


def test_a_short_direction_is_a_whole_word(office: OfficeBuilder, queue: Queue, ana: Actor) -> None:
    office.mail("Water in the basement", address="9 S Oak Ave")
    assert found(queue, ana, "west oak") == []
    assert found(queue, ana, "no oak") == []


def test_who_looks_for_several_finds_one_but_not_another_name(
    office: OfficeBuilder, queue: Queue, ana: Actor
) -> None:
    one = office.mail("A pothole near the branch library", address="1 S Oak Ave")
    assert found(queue, ana, "potholes") == [one.case_id]
    assert found(queue, ana, "branches pothole") == [one.case_id]
    several = office.mail("Three potholes", address="2 S Oak Ave")
    assert set(found(queue, ana, "potholes")) == {one.case_id, several.case_id}
    office.mail("Light", contact_id=office.contact("William Rowe"))
    williams = office.mail("Light", contact_id=office.contact("Rosa Williams"))
    assert found(queue, ana, "williams") == [williams.case_id]


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
        "type:potholes": [hole.case_id],
        "type:pothole type:graffiti": both,
        "-type:pothole": [wall.case_id],
        "status:open": both,
        "status:finished": [],
        "before:14d": [hole.case_id],
        "has:forwarded": [],
        "after:2026-06-01": [wall.case_id],
        "channel:voicemail": [wall.case_id],
        "-channel:voicemail": [hole.case_id],
        "assigned:me": [wall.case_id],
        "assigned:ruiz": [wall.case_id],
        "assigned:nobody": [hole.case_id],
        "assigned:unassigned": [hole.case_id],
        'near:"4800 N Damen"': [hole.case_id],
        "has:place": [hole.case_id],
        "-has:place": [wall.case_id],
        "has:owed": both,
        "has:photo": [],
        "has:sent": [],
        "told:2": [],
        "city:not": both,
    }.items():
        assert found(queue, ana, said) == expected, said


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("type:potoles", "no type \u201cpotoles\u201d"),
        ("assigned:zzz", "is called \u201czzz\u201d"),
    ],
)
def test_a_type_or_name_that_does_not_exist_is_refused_in_words_and_not_answered_with_nothing(
    office: OfficeBuilder, queue: Queue, ana: Actor, said: str, refused: str
) -> None:
    office.service_type("PH", "Pothole in Street")
    office.mail("Hole", service_code="PH")
    with pytest.raises(SearchWordsError, match=refused):
        found(queue, ana, said)
    with pytest.raises(SearchWordsError, match=refused):
        queue.count(ana, View.ALL, QueueFilter(words=said))


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
    office.service_type("PH", "Hole")
    told = office.mail("secret matter", service_code="PH", contact_id=office.contact("Zebulon Quark"))
    office.restrict(told.case_id, ana)
    other = office.staff("Bo Lind")
    for said in ("secret", '"secret matter"', "from:zebulon", "zebulom", "type:hole -has:photo secret"):
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
        '-"',
        '-""',
        "-AND -x -(",
        "-xy " * 2_000,
        "\x00",
        "ÄÖ ł",
        "&|!",
    ):
        assert isinstance(found(queue, ana, said), list), said


def test_what_somebody_told_earlier_is_found_by_the_name_and_phone_that_are_learned_later(
    office: OfficeBuilder, queue: Queue, ana: Actor
) -> None:
    first = office.contact("rosa@x.example", "rosa@x.example")
    told = office.mail("Rats", contact_id=first).case_id
    written = office.mail("Stump").case_id
    office.reply(written, contact_id=first)
    office.mail("Another person's")
    with office.store.unit_of_work(MAIL, ActionKind.MAIL_INTAKE) as work:
        known = contact_of(
            work.session, work.now, name="Rosa Delgado", address="rosa@x.example", phone="+17735550177"
        )
        assert known is not None
        assert known.id == first
    assert work.changes.cases == {told, written}, "its row and pane show the name, too"
    later = office.mail("Paint", contact_id=first).case_id
    for words in ("delgado", "773-555-0177", 'from:"Rosa Delgado"', "from:5550177"):
        assert set(found(queue, ana, words)) == {told, written, later}, words


def test_slips_in_who_told_are_forgiven(office: OfficeBuilder, queue: Queue, ana: Actor) -> None:
    told = office.mail("Rats", contact_id=office.contact("Rosa Gonzalez")).case_id
    office.mail("Rats, says Rosa Gonzalez")
    assert found(queue, ana, "from:gonzales") == [told]
    assert told not in found(queue, ana, "-from:gonzalez")
    assert told in found(queue, ana, "-from:gonzales"), "nobody is left out for a slip"


def test_what_the_office_said_is_found_until_it_is_taken_back(
    office: OfficeBuilder, queue: Queue, ana: Actor
) -> None:
    rosa = office.contact("Rosa Gonzalez")
    told = office.mail("Rats", contact_id=rosa).case_id
    triage, undoing = Triage(office.store, placing()), Undoing(office.store)
    triage.log_answer(ana, told, [rosa], AnswerWay.CALLED, "The xylophone crew comes on Friday")
    assert found(queue, ana, "xylophone crew") == [told]
    undoing.undo(ana)
    assert found(queue, ana, "xylophone") == []
    assert found(queue, ana, "rats") == [told]
