"""Five problems in one mail: five requests, each in a case of its own, and one answer owed."""

import pytest

from tests.builders import PLACING, OfficeBuilder, placing
from tests.comparing import comparing
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import AnswerWay, SplitPart
from wardoffice.domain.errors import CannotDoError, ChangedSinceError
from wardoffice.domain.places import PlaceSource, Point
from wardoffice.office.case_pane import CasePane
from wardoffice.office.duplicates import Duplicates
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.splitting import Splitting
from wardoffice.office.tagging import Tagging
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.tables import FollowUp, Request

pytestmark = pytest.mark.sqlite


@pytest.fixture
def splitting(office: OfficeBuilder) -> Splitting:
    return Splitting(office.store, PLACING)


def test_each_part_has_its_words_place_type_and_photos(
    office: OfficeBuilder, splitting: Splitting, ana: Actor
) -> None:
    told = office.mail("Pothole and rats", address="1 A St", point=Point(41.9, -87.7))
    hole, rats = (office.photo(told.case_id, message_id=told.message_id) for _ in range(2))
    changes = splitting.split(
        ana,
        told.request_ids[0],
        [
            SplitPart("Pothole", service_code="PHF", attachment_ids=(hole,)),
            SplitPart("Rats\nbehind the garage", "9 B St", "SGG", (rats,)),
        ],
    )
    (new,) = changes.cases - {told.case_id}
    pane = CasePane(office.store)
    first, second = pane.show(ana, told.case_id), pane.show(ana, new)
    assert [each.description for each in first.requests] == ["Pothole"]
    assert [each.description for each in second.requests] == ["Rats\nbehind the garage"]
    assert second.title == "Rats"
    assert (first.service_code, second.service_code) == ("PHF", "SGG")
    assert (first.place.address, first.place.point) == ("1 A St", Point(41.9, -87.7))
    assert (second.place.address, second.place.point) == ("9 B St", None)
    assert second.place.source is PlaceSource.PERSON
    assert [each.attachment_id for each in first.attachments] == [hole]
    assert [each.attachment_id for each in second.attachments] == [rats]
    assert second.opened_at == first.opened_at
    assert {len(each.messages[0].requests) for each in (first, second)} == {2}


def test_a_photo_of_two_parts_hangs_on_both(office: OfficeBuilder, splitting: Splitting, ana: Actor) -> None:
    told = office.mail("Pothole and rats")
    photo = office.photo(told.case_id, message_id=told.message_id)
    parts = [SplitPart("Pothole", attachment_ids=(photo,)), SplitPart("Rats", attachment_ids=(photo,))]
    (new,) = splitting.split(ana, told.request_ids[0], parts).cases - {told.case_id}
    pane = CasePane(office.store)
    (here,), (there,) = (pane.show(ana, each).attachments for each in (told.case_id, new))
    assert (here.attachment_id, here.path) == (photo, there.path)
    Undoing(office.store).undo(ana)
    assert pane.show(ana, told.case_id).attachments == (here,)


def test_the_parts_are_never_suggested_as_the_same(
    office: OfficeBuilder, splitting: Splitting, ana: Actor
) -> None:
    """P4: a person just said that they are not."""
    told = office.mail("A pothole, and a second pothole", address="1 A St", service_code="PHF")
    parts = [SplitPart(f"A {which} pothole", "1 A St", "PHF") for which in ("first", "second")]
    (new,) = splitting.split(ana, told.request_ids[0], parts).cases - {told.case_id}
    duplicates = Duplicates(office.store, comparing())
    assert [*duplicates.suggest(ana, told.case_id), *duplicates.suggest(ana, new)] == []


def test_a_part_whose_words_name_an_address_the_city_knows_is_placed_there(
    office: OfficeBuilder, splitting: Splitting, ana: Actor
) -> None:
    there = Point(41.91, -87.71)
    office.city_record(address="1965 N BRAMHOLLOW AVE", point=there)
    told = office.mail("Walk around the school")
    parts = [SplitPart("Deep pothole"), SplitPart("Graffiti on the wall at 1965 N. Bramhollow Avenue")]
    (new,) = splitting.split(ana, told.request_ids[0], parts).cases - {told.case_id}
    place = CasePane(office.store).show(ana, new).place
    assert (place.address, place.source) == ("1965 N. Bramhollow Avenue", PlaceSource.ADDRESS_IN_TEXT)
    assert place.point == there


def dangers_after(
    office: OfficeBuilder, splitting: Splitting, ana: Actor, words: str, *parts: str
) -> list[str]:
    told = office.mail("A mail", safety_words=words)
    cases = splitting.split(ana, told.request_ids[0], [SplitPart(part) for part in parts]).cases
    rows = Queue(office.store).rows(ana, sorted(cases))
    said = [office.case(case).safety_words for case in sorted(cases)]
    assert [row.safety for row in rows.values()] == [bool(words) for words in said]
    assert [office.case(case).safety_at is not None for case in sorted(cases)] == [
        bool(each) for each in said
    ]
    return said


def test_the_dangerous_part_is_the_one_that_stays_dangerous(
    office: OfficeBuilder, splitting: Splitting, ana: Actor
) -> None:
    """P6: sorted last, and snoozed, the smell of gas would wait behind the pothole."""
    parts = "A pothole at the corner", "Strong smell of gas in the alley"
    assert dangers_after(office, splitting, ana, "smell of gas", *parts) == ["", "smell of gas"]


def test_danger_that_no_part_tells_of_is_not_split_away(
    office: OfficeBuilder, splitting: Splitting, ana: Actor
) -> None:
    both = "smell of gas, live wire"
    assert dangers_after(office, splitting, ana, both, "A pothole", "Rats") == [both, both]
    assert dangers_after(office, splitting, ana, both, "A pothole", "The smell of gas", "Rats") == [
        "live wire",
        "smell of gas",
        "",
    ]


def test_a_part_of_what_was_put_together_has_the_tags_of_all_of_it(
    office: OfficeBuilder, splitting: Splitting, ana: Actor
) -> None:
    root, told = office.mail("Hole"), office.mail("Pothole and a light")
    for each, tag in ((root, "school"), (told, "school"), (told, "parade")):
        Tagging(office.store).tag(ana, [each.case_id], tag)
    Merging(office.store).merge(ana, [root.case_id, told.case_id], root.case_id)
    changed = splitting.split(ana, told.request_ids[0], [SplitPart("Pothole"), SplitPart("A light")])
    (new,) = changed.cases - {root.case_id, told.case_id}
    assert Queue(office.store).rows(ana, [new])[new].tags == ("parade", "school")


def test_each_part_is_as_urgent_and_tagged_as_the_whole_was_until_the_split_is_taken_back(
    office: OfficeBuilder, splitting: Splitting, ana: Actor
) -> None:
    told = office.mail("Pothole and a smell of gas", safety_words="smell of gas")
    Triage(office.store, PLACING).set_urgent(ana, [told.case_id], urgent=True)
    Tagging(office.store).tag(ana, [told.case_id], "school")
    (new,) = splitting.split(
        ana, told.request_ids[0], [SplitPart("Pothole"), SplitPart("A smell of gas")]
    ).cases - {told.case_id}
    row = Queue(office.store).rows(ana, [new])[new]
    assert (office.case(new).urgent, row.tags) == (True, ("school",))
    Undoing(office.store).undo(ana)
    assert office.case(told.case_id).safety_words == "smell of gas"
    assert office.case(new).withdrawn_at is not None


def test_the_answer_owed_stays_one_and_is_owed_on_every_part(
    office: OfficeBuilder, splitting: Splitting, ana: Actor
) -> None:
    """P6."""
    told = office.mail("Pothole and rats", contact_id=office.contact())
    cases = splitting.split(ana, told.request_ids[0], [SplitPart("Pothole"), SplitPart("Rats")]).cases
    rows = Queue(office.store).rows(ana, sorted(cases))
    assert len(rows) == 2
    assert all(row.owed_since for row in rows.values())
    with office.read() as session:
        assert session.query(FollowUp).count() == 1
    new = max(cases)
    Triage(office.store, placing(lambda _: 1)).log_answer(
        ana, new, [told.contact_id or 0], AnswerWay.CALLED, ""
    )
    assert not any(row.owed_since for row in Queue(office.store).rows(ana, sorted(cases)).values())


def test_what_is_no_split_is_refused(office: OfficeBuilder, splitting: Splitting, ana: Actor) -> None:
    told, recorded = office.mail("Pothole and rats"), office.city_record()
    two = [SplitPart("One"), SplitPart("Two")]
    for request_id, parts in (
        (told.request_ids[0], two[:1]),
        (told.request_ids[0], [SplitPart("One"), SplitPart("  ")]),
        (recorded.request_id, two),
        (999, two),
    ):
        with pytest.raises(CannotDoError):
            splitting.split(ana, request_id, parts)
    assert CasePane(office.store).show(ana, told.case_id).requests[0].description == "Pothole and rats"


def test_a_part_is_where_its_photos_were_taken_unless_a_person_said_otherwise(
    office: OfficeBuilder, splitting: Splitting, ana: Actor
) -> None:
    hole_at, rats_at = Point(41.91, -87.7), Point(41.92, -87.71)
    told = office.mail("Pothole and rats")
    hole = office.photo(told.case_id, message_id=told.message_id, point=hole_at)
    rats = office.photo(told.case_id, message_id=told.message_id, point=rats_at)
    Triage(office.store, PLACING).set_place(ana, told.case_id, "1 A St", Point(41.9, -87.7))
    parts = [SplitPart("Pothole", attachment_ids=(hole,)), SplitPart("Rats", attachment_ids=(rats,))]
    (new,) = splitting.split(ana, told.request_ids[0], parts).cases - {told.case_id}
    pane = CasePane(office.store)
    assert pane.show(ana, told.case_id).place.point == Point(41.9, -87.7)
    place = pane.show(ana, new).place
    assert (place.point, place.source) == (rats_at, PlaceSource.PHOTO)


def test_what_an_absorbed_case_holds_is_split_and_the_case_itself_stays_as_it_was(
    office: OfficeBuilder, splitting: Splitting, ana: Actor
) -> None:
    """An absorbed case is read-only: its type and place are what they were when it is pulled apart."""
    root, told = office.mail("Pothole"), office.mail("Rats and a pothole", service_code="SGA")
    merging = Merging(office.store)
    merging.merge(ana, [root.case_id, told.case_id], root.case_id)
    Triage(office.store, PLACING).assign(ana, [root.case_id], ana.staff_id)
    parts = [SplitPart("A pothole", "9 C St", "PHF"), SplitPart("Rats", "9 B St", "SGG")]
    new = max(splitting.split(ana, told.request_ids[0], parts).cases)
    home = office.case(told.case_id)
    assert (home.service_code, home.address, home.merged_into) == ("SGA", "", root.case_id)
    assert office.row(Request, told.request_ids[0]).description == "A pothole"
    assert (office.case(new).service_code, office.case(new).assignee_id) == ("SGG", ana.staff_id)


def test_a_split_is_taken_back_whole_unless_a_part_was_worked_on(
    office: OfficeBuilder, splitting: Splitting, ana: Actor
) -> None:
    told = office.mail("Pothole and rats")
    photo = office.photo(told.case_id, message_id=told.message_id)
    parts = [SplitPart("Pothole"), SplitPart("Rats", attachment_ids=(photo,))]
    split = splitting.split(ana, told.request_ids[0], parts)
    undoing = Undoing(office.store)
    undoing.undo(ana)
    shown = CasePane(office.store).show(ana, told.case_id)
    assert [each.description for each in shown.requests] == ["Pothole and rats"]
    assert [each.attachment_id for each in shown.attachments] == [photo]
    undoing.redo(ana)
    Triage(office.store, PLACING).note(ana, max(split.cases), "somebody looked")
    with pytest.raises(ChangedSinceError):
        undoing.undo(ana, split.action_id)
