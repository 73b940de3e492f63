"""Suggestions say why and are never made again once a person said no (P4, P5)."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event, func, select

from tests.builders import OfficeBuilder, placing
from tests.comparing import comparing
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import FinishReason, SplitPart
from wardoffice.domain.letters import letter_of
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityStatus
from wardoffice.domain.split_proposal import Telling
from wardoffice.office.duplicates import Duplicates
from wardoffice.office.likely_same import MOST
from wardoffice.office.merging import Merging
from wardoffice.office.splitting import Splitting
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.letters import keep_marks
from wardoffice.store.tables import NotSame, ServiceRecord
from wardoffice.store.told_places import keep_told_places

HERE = Point(41.9, -87.7)
METRE = 1 / 111_195
LETTER = """As a neighbor I ask you to vote against the zoning change for the corner lot. The street cannot
carry more cars, the school next door has no room for more children, and nobody asked the people who live
here what they think of it. Please say in public how you will vote and why you will vote that way."""


@pytest.fixture
def duplicates(office: OfficeBuilder) -> Duplicates:
    return Duplicates(office.store, comparing())


def north(metres: float) -> Point:
    return Point(HERE.lat + metres * METRE, HERE.long)


def suggested(duplicates: Duplicates, actor: Actor, case_id: int) -> list[int]:
    return [each.case_id for each in duplicates.suggest(actor, case_id)]


def test_the_same_type_at_the_same_spot_is_almost_surely_the_same_and_says_why(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    where = "4853 S Wood St"
    one = office.mail("Deep pothole", point=HERE, service_code="PHF", address=where).case_id
    record = office.city_record("SR26-00000009", point=north(5), service_code="PHF", address=where.upper())
    other = record.case_id
    (found,) = duplicates.suggest(ana, one)
    assert found.case_id == other
    assert found.strong
    assert found.reasons
    assert found.tracking_numbers == ("SR26-00000009",)
    assert suggested(duplicates, ana, other) == [one]


def test_what_is_far_or_told_of_something_else_is_not_suggested_and_what_is_done_says_so(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    one = office.mail("Pothole", point=HERE, service_code="PHF").case_id
    office.mail("Pothole", point=north(500), service_code="PHF")
    office.mail("Graffiti", point=north(5), service_code="GRAF")
    done = office.mail("Pothole", point=north(5), service_code="PHF", owed=False).case_id
    assert suggested(duplicates, ana, one) == [done]
    Triage(office.store, placing(lambda _: 1)).finish(ana, [done], FinishReason.SEEN_DONE)
    (found,) = duplicates.suggest(ana, one)
    assert "we are done with that one" in found.reasons


def test_a_house_is_looked_at_before_the_busy_corner_next_to_it(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    where, corner = "4853 S Wood St", "S Wood St & W 48th St"
    one = office.mail("Pothole", point=HERE, service_code="PHF", address=where).case_id
    before = office.store.now() - timedelta(days=2)
    other = office.city_record(point=north(5), service_code="PHF", address=where, requested_at=before)
    for _ in range(300):
        office.city_record(point=north(60), service_code="PHF", address=corner)
    assert other.case_id in suggested(duplicates, ana, one)


def test_at_most_five_are_suggested(office: OfficeBuilder, duplicates: Duplicates, ana: Actor) -> None:
    cases = [office.mail("Pothole", point=north(n), service_code="PHF").case_id for n in range(MOST + 3)]
    assert len(suggested(duplicates, ana, cases[0])) == MOST


def test_not_the_same_is_remembered_through_merges_and_unmerges_until_it_is_taken_back(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    """P4: for good, per pair of requests, in whichever cases these stand."""
    merging = Merging(office.store)
    one, other, third = (office.mail("Pothole", point=north(n), service_code="PHF").case_id for n in range(3))
    changes = duplicates.not_same(ana, one, other)
    assert changes.cases == {one, other}
    assert suggested(duplicates, ana, one) == [third]
    assert suggested(duplicates, ana, other) == [third]
    merging.merge(ana, [other, third], third)
    assert suggested(duplicates, ana, one) == []
    merging.unmerge(ana, other)
    assert suggested(duplicates, ana, one) == [third]
    Undoing(office.store).undo(ana, changes.action_id)
    assert set(suggested(duplicates, ana, one)) == {other, third}
    duplicates.not_same(ana, other, one)
    assert suggested(duplicates, ana, one) == [third]


def test_what_a_person_pulled_apart_is_not_suggested_again_and_what_was_put_together_by_a_slip_is(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    """P4: who says "another problem after all" need not say it a second time."""
    merging, undoing = Merging(office.store), Undoing(office.store)
    one, other, third = (office.mail("Pothole", point=north(n), service_code="PHF").case_id for n in range(3))
    merging.merge(ana, [one, other], one)
    undoing.undo(ana)
    assert set(suggested(duplicates, ana, one)) == {other, third}
    merging.merge(ana, [other, third], other)
    merging.merge(ana, [one, other], one)
    merging.unmerge(ana, other)
    assert suggested(duplicates, ana, one) == []
    assert duplicates.said_not_same(ana, [one, other]) == {(one, other)}
    merging.unmerge(ana, third)
    assert [suggested(duplicates, ana, each) for each in (one, other, third)] == [[], [], []]
    undoing.undo(ana)
    undoing.undo(ana)
    assert duplicates.said_not_same(ana, [one, other, third]) == set()
    undoing.redo(ana)
    assert duplicates.said_not_same(ana, [one, other, third]) == {(one, other)}


def test_what_is_not_the_same_as_the_whole_is_not_suggested_for_a_part_that_is_split_off(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    """P4: each place a mail tells of was compared, whichever part of it keeps the place in the list."""
    told = office.mail("Rats in the alley, and a pothole", point=north(0), service_code="PHF")
    other, third = (office.mail("Pothole", point=north(n), service_code="PHF").case_id for n in (1, 2))
    duplicates.not_same(ana, told.case_id, other)
    splitting, undoing = Splitting(office.store, placing()), Undoing(office.store)
    parts = [SplitPart("Rats"), SplitPart("Pothole", service_code="PHF")]
    before = set(suggested(duplicates, ana, third))
    split = splitting.split(ana, told.request_ids[0], parts)
    (born,) = split.cases - {told.case_id}
    Triage(office.store, placing()).set_place(ana, born, "", north(0))
    assert suggested(duplicates, ana, born) == [third]
    assert duplicates.said_not_same(ana, [born, other, told.case_id]) == {
        (told.case_id, other),
        (told.case_id, born),
        (other, born),
    }
    undoing.undo(ana)
    undoing.undo(ana)
    assert set(suggested(duplicates, ana, third)) == before
    assert duplicates.said_not_same(ana, [told.case_id, other]) == {(told.case_id, other)}


def test_two_that_were_pulled_out_of_a_wrong_one_may_still_be_the_same(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    merging = Merging(office.store)
    wrong, one, other = (office.mail("Pothole", point=north(n), service_code="PHF").case_id for n in range(3))
    merging.merge(ana, [wrong, one, other], wrong)
    merging.unmerge(ana, one)
    merging.unmerge(ana, other)
    assert suggested(duplicates, ana, one) == [other]
    assert suggested(duplicates, ana, wrong) == []
    assert duplicates.said_not_same(ana, [wrong, one, other]) == {(wrong, one), (wrong, other)}
    office.restrict(wrong, office.staff("Named"))
    assert duplicates.said_not_same(ana, [wrong, one, other]) == set(), "of what she may not see"


def test_a_restricted_case_is_suggested_only_to_who_may_see_it(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    named = office.staff("Named")
    one, secret = (office.mail("Pothole", point=north(n), service_code="PHF").case_id for n in range(2))
    office.restrict(secret, named)
    assert suggested(duplicates, ana, one) == []
    assert suggested(duplicates, named, one) == [secret]
    assert suggested(duplicates, ana, secret) == []


def test_a_mail_of_several_places_is_looked_around_at_each_of_them_from_both_sides(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    far = north(900)
    told = office.mail("A pothole here, and graffiti on the wall there", point=HERE)
    part = Telling("Graffiti on the wall", "100 N Elm St", far, "graffiti")
    with office.store.writing() as session:
        keep_told_places(session, told.request_ids[0], [part, Telling("no point", "1 N Oak St")])
    there = office.city_record(
        "SR26-00000009", point=far, service_name="Graffiti Removal", address="100 N Elm St"
    )
    (found,) = duplicates.suggest(ana, told.case_id)
    assert found.case_id == there.case_id
    assert found.reasons[0] == "same address"
    assert found.reasons[-1] == "told with other problems in one message: split it first"
    assert suggested(duplicates, ana, there.case_id) == [told.case_id]


def test_what_was_split_is_looked_for_at_its_parts_alone(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    far = north(900)
    told = office.mail("Graffiti on the wall", "A pothole", point=HERE)
    with office.store.writing() as session:
        keep_told_places(session, told.request_ids[0], [Telling("Graffiti", "100 N Elm St", far, "graffiti")])
    there = office.city_record("SR26-00000009", point=far, service_name="Graffiti Removal").case_id
    assert there not in suggested(duplicates, ana, told.case_ids[0])
    assert suggested(duplicates, ana, there) == []


def test_a_corner_may_mean_the_block_that_begins_there(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    corner = office.mail(
        "Street light out", point=HERE, service_code="SFD", address="S Wood St & W 48th St"
    ).case_id
    along, across = (
        office.city_record(number, point=north(90), service_code="SFD", address=address).case_id
        for number, address in (("SR26-00000001", "4853 S Wood St"), ("SR26-00000002", "4853 S Paulina St"))
    )
    assert suggested(duplicates, ana, corner) == [along]
    assert suggested(duplicates, ana, along) == [corner]
    assert suggested(duplicates, ana, across) == []


def test_who_told_it_is_among_the_reasons(office: OfficeBuilder, duplicates: Duplicates, ana: Actor) -> None:
    jan, eva = office.contact("Jan"), office.contact("Eva")
    where = "4853 S Wood St"
    one, _again, other = (
        office.mail("Sinkhole", point=HERE, address=where, service_code="PBE", contact_id=who).case_id
        for who in (jan, jan, eva)
    )
    reasons = {each.case_id: each.reasons for each in duplicates.suggest(ana, other)}
    assert reasons[one] == (
        "same address",
        "same day",
        "same type",
        "both say “sinkhole”",
        "different senders",
    )
    assert "told by the same person" in {
        word for each in duplicates.suggest(ana, one) for word in each.reasons
    }


def test_nearly_the_same_letter_is_suggested_wherever_it_was_filed(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    one, other = (office.mail(LETTER, contact_id=office.contact()) for _ in range(2))
    with office.store.writing() as session:
        for told in (one, other):
            letter = letter_of(LETTER)
            assert letter is not None
            keep_marks(session, told.message_id, letter)
    (found,) = duplicates.suggest(ana, one.case_id)
    assert (found.case_id, found.strong) == (other.case_id, True)
    assert found.reasons[0] == "nearly word for word the same letter"
    duplicates.not_same(ana, one.case_id, other.case_id)
    assert suggested(duplicates, ana, one.case_id) == []


def test_another_type_at_the_same_spot_is_never_almost_surely_the_same(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    where = "4853 S Wood St"
    office.service_type("PHF", "Pothole in Street Complaint")
    office.service_type("PHB", "Alley Pothole Complaint")
    one = office.mail("Hole", point=HERE, service_code="PHF", address=where).case_id
    other = office.mail("Hole", point=HERE, service_code="PHB", address=where).case_id
    (found,) = duplicates.suggest(ana, one)
    assert (found.case_id, found.strong) == (other, False)
    assert "same kind of problem" in found.reasons


def test_not_the_same_holds_for_whatever_joins_either_side_later(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    """P4: kept for good, also for later members of the case, and for them alone only where it was said."""
    merging = Merging(office.store)
    one, other, new, newer = (
        office.mail("Pothole", point=north(n), service_code="PHF").case_id for n in range(4)
    )
    duplicates.not_same(ana, one, other)
    merging.merge(ana, [one, new], one)
    merging.merge(ana, [other, newer], other)
    assert suggested(duplicates, ana, one) == []
    assert suggested(duplicates, ana, other) == []
    merging.unmerge(ana, new)
    assert suggested(duplicates, ana, one) == [], "nor what was pulled apart from it"
    assert suggested(duplicates, ana, new) == [other]
    with office.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(NotSame)) == 2


def test_a_case_without_a_point_is_found_by_the_address_of_a_record(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    placed = office.city_record(
        "SR26-00000009", point=HERE, service_code="PHF", address="4853 S WOOD ST"
    ).case_id
    unplaced = [
        office.mail("Pothole", service_code="PHF", address="4853 S Wood St").case_id for _ in range(2)
    ]
    with office.store.writing() as session:
        for record in session.scalars(select(ServiceRecord)):
            record.address_key = "4853 S WOOD ST"
    assert set(suggested(duplicates, ana, unplaced[0])) == {placed, unplaced[1]}


WHERE = "4853 S Wood St"


def test_what_311_closed_is_suggested_to_who_tells_it_again_minutes_or_weeks_later(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    office.service_type("PHF", "Pothole in Street Complaint")
    closed = office.city_record(
        "SR26-00000009",
        point=HERE,
        service_code="PHF",
        service_name="Pothole in Street Complaint",
        address=WHERE,
        requested_at=office.store.now() - timedelta(days=4),
    )
    office.city_says(closed, CityStatus.CLOSED)
    for later in (timedelta(minutes=5), timedelta(days=1), timedelta(days=50)):
        again = office.mail(
            "311 closed it, still there",
            point=HERE,
            service_code="PHF",
            address=WHERE,
            received_at=office.store.now() + later,
        ).case_id
        found = {each.case_id: each for each in duplicates.suggest(ana, again)}
        assert not found[closed.case_id].strong
        assert "311 had closed the first by then" in found[closed.case_id].reasons
        assert again in suggested(duplicates, ana, closed.case_id)


def test_what_we_had_finished_is_suggested_to_who_tells_it_afterwards(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    done = office.mail("Pothole", point=HERE, service_code="PHF", address=WHERE, owed=False).case_id
    Triage(office.store, placing(lambda _: 1)).finish(ana, [done], FinishReason.SEEN_DONE)
    again = office.mail(
        "Pothole",
        point=HERE,
        service_code="PHF",
        address=WHERE,
        received_at=office.store.now() + timedelta(days=2),
    ).case_id
    (found,) = duplicates.suggest(ana, again)
    assert (found.case_id, found.strong) == (done, False)
    assert "we are done with that one" in found.reasons
    (back,) = duplicates.suggest(ana, done)
    assert "we were done with the first by then" in back.reasons


def test_two_flats_of_one_house_are_never_almost_surely_one_problem(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    office.service_type("HEAT", "No Heat Complaint")
    one = office.mail("There is no heat", point=HERE, service_code="HEAT", address=f"{WHERE} Apt 2F").case_id
    office.mail("There is no heat", point=HERE, service_code="HEAT", address=f"{WHERE} Apt 3R")
    (found,) = duplicates.suggest(ana, one)
    assert not found.strong
    assert "another unit" in found.reasons


def test_no_word_is_quoted_that_was_not_written_by_both(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    """P5: the why is true. What a type is called, nobody said."""
    office.service_type("PHF", "Pothole in Street Complaint")
    tell = partial(office.mail, point=HERE, service_code="PHF", address=WHERE)
    one = tell("Car tire damaged by huge crater, please fix").case_id
    silent = office.city_record(
        "SR26-00000009",
        point=HERE,
        service_code="PHF",
        service_name="Pothole in Street Complaint",
        address=WHERE,
    ).case_id
    other = tell("Bonjour madame, la chaussee est defoncee").case_id
    found = {each.case_id: each.reasons for each in duplicates.suggest(ana, one)}
    assert set(found) == {silent, other}
    for reasons in found.values():
        assert "same type" in reasons
        assert not [each for each in reasons if each.startswith("both say")]


def test_the_words_quoted_are_those_that_name_the_problem_then_those_that_few_around_say(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    tell = partial(office.mail, point=HERE, service_code="PHF", address=WHERE)
    one = tell("Cars swerve at the crossing around a sinkhole by Hanley").case_id
    other = tell("A sinkhole! Hanley saw it, and cars at the crossing").case_id
    tell("All cars slow at the crossing")
    reasons = {each.case_id: each.reasons for each in duplicates.suggest(ana, one)}[other]
    assert "both say “sinkhole”, “hanley”" in reasons


def test_the_same_point_is_the_first_of_many_around_it(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    one, exact = (office.mail("Pothole", point=HERE, service_code="PHF").case_id for _ in range(2))
    off = [office.mail("Pothole", point=north(n), service_code="PHF").case_id for n in (18, 6, 12, 9, 15)]
    by_metres = [off[1], off[3], off[2], off[4]]
    assert suggested(duplicates, ana, one) == [exact, *by_metres]


def test_next_door_numbers_told_in_the_same_words_may_be_one_problem(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    office.service_type("PHF", "Pothole in Street Complaint")
    said = "Huge sinkhole swallowing cars in front of the house"
    one = office.mail(said, point=HERE, service_code="PHF", address=WHERE).case_id
    near = office.mail(said, point=north(4), service_code="PHF", address="4851 S Wood St").case_id
    office.mail("Please fix it", point=north(4), service_code="PHF", address="4855 S Wood St")
    (found,) = duplicates.suggest(ana, one)
    assert (found.case_id, found.strong) == (near, False)
    assert "another house number" in found.reasons


@pytest.mark.parametrize(("days", "at"), [(0, (0, WHERE)), (8, (0, WHERE)), (0, (5, "")), (3, (15, ""))])
def test_a_pothole_that_is_a_sewer_cave_in_is_found_across_types(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor, days: int, at: tuple[int, str]
) -> None:
    metres, address = at
    office.service_type("PHF", "Pothole in Street Complaint")
    name = "Sewer Cave-In Inspection Request"
    office.service_type("SEW", name)
    one = office.mail("There is a hole in the street", point=HERE, service_code="PHF", address=WHERE).case_id
    record = office.city_record(
        point=north(metres),
        service_code="SEW",
        service_name=name,
        address=address,
        requested_at=office.store.now() - timedelta(days=days),
    )
    (found,) = duplicates.suggest(ana, one)
    assert (found.case_id, found.strong) == (record.case_id, False)
    assert "another type that people choose for the same" in found.reasons


def test_all_pairs_of_two_large_problems_are_kept_by_a_few_statements_and_taken_back_and_said_again(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    """While they are written everybody else's action waits."""
    merging, store = Merging(office.store), office.store
    some, others = ([office.mail().case_id for _ in range(6)] for _ in range(2))
    for each in (some, others):
        merging.merge(ana, each, each[0])
    asked: list[str] = []
    event.listen(store._write, "before_cursor_execute", lambda *args: asked.append(args[2]))
    duplicates.not_same(ana, some[0], others[0])
    assert len(asked) < 36
    assert _pairs(office) == (36, 0)
    Undoing(store).undo(ana)
    assert _pairs(office) == (36, 36)
    duplicates.not_same(ana, others[0], some[0])
    assert _pairs(office) == (36, 0)


def _pairs(office: OfficeBuilder) -> tuple[int, int]:
    """How many are kept, and how many of them were taken back."""
    with office.store.reading() as session:
        counted = select(func.count(NotSame.id), func.count(NotSame.withdrawn_at))
        kept, withdrawn = session.execute(counted).one()
        return kept, withdrawn
