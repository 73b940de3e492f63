"""A mail that tells of several problems: how to split it is proposed, and only a person does it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import SplitPart
from wardoffice.domain.places import Point
from wardoffice.domain.split_proposal import MOST_PARTS, Telling
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.office.case_pane import CasePane
from wardoffice.office.merging import Merging
from wardoffice.office.placing import Placing
from wardoffice.office.problems_told import ProblemsTold
from wardoffice.office.service_families import service_families
from wardoffice.office.split_proposing import SplitProposing
from wardoffice.office.splitting import Splitting
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment, FollowUp, StoredFile

SAID = "1. Pothole at 4812 N Damen Ave\n2. Street light out at 4900 N Wolcott Ave"


@pytest.fixture
def proposing(store: Store) -> SplitProposing:
    return proposing_with(store, placing(lambda _point: None))


def proposing_with(store: Store, places: Placing) -> SplitProposing:
    families = service_families()
    return SplitProposing(store, ProblemsTold(places, families), families, CasePane(store))


def test_words_places_types_and_photos_are_dealt_out_and_nothing_is_done(
    store: Store, office: OfficeBuilder, ana: Actor, proposing: SplitProposing
) -> None:
    """P5."""
    office.service_type("PHF", "Pothole in Street")
    office.service_type("SFD", "Street Light Out")
    told = office.mail(SAID)
    photos = [office.photo(told.case_id, content, message_id=told.message_id) for content in (b"one", b"two")]
    (proposal,) = proposing.propose(ana, told.case_id)
    assert proposal.request_id == told.request_ids[0]
    assert proposal.parts == (
        SplitPart("Pothole at 4812 N Damen Ave", "4812 N Damen Ave", "PHF", (photos[0],)),
        SplitPart("Street light out at 4900 N Wolcott Ave", "4900 N Wolcott Ave", "SFD", (photos[1],)),
    )
    assert proposal.reason == "It tells of 2 kinds of problems at 2 places."
    assert len(CasePane(store).show(ana, told.case_id).requests) == 1


def test_what_is_proposed_can_be_taken_as_it_is_and_is_not_proposed_again(
    store: Store, office: OfficeBuilder, ana: Actor, proposing: SplitProposing
) -> None:
    """One answer stays owed, whatever it is split into."""
    told = office.mail(SAID)
    (proposal,) = proposing.propose(ana, told.case_id)
    Splitting(store, placing(lambda _point: None)).split(ana, proposal.request_id, proposal.parts)
    assert proposing.propose(ana, told.case_id) == ()
    (message,) = CasePane(store).show(ana, told.case_id).messages
    assert [each.description for each in message.requests] == [each.description for each in proposal.parts]


class Counted(ProblemsTold):
    """Remembers what was read."""

    def __init__(self) -> None:
        super().__init__(placing(lambda _point: None), service_families())
        self.read: list[str] = []

    def parts(self, said: str, code_of: Callable[[str], str] = str) -> tuple[Telling, ...]:
        self.read.append(said)
        return super().parts(said, code_of)


def test_a_letter_of_many_is_read_once_and_proposed_for_each(
    store: Store, office: OfficeBuilder, ana: Actor
) -> None:
    one, other = office.mail(SAID), office.mail(SAID)
    Merging(store).merge(ana, (one.case_id, other.case_id))
    problems = Counted()
    proposing = SplitProposing(store, problems, service_families(), CasePane(store))
    root = office.case(one.case_id).root_id or one.case_id
    proposed = proposing.propose(ana, root)
    assert {each.request_id for each in proposed} == {one.request_ids[0], other.request_ids[0]}
    assert problems.read == [SAID]


def test_one_problem_and_what_only_the_city_knows_are_left_alone(
    office: OfficeBuilder, ana: Actor, proposing: SplitProposing
) -> None:
    told = office.mail("There is a pothole at 4812 N Damen Ave. It is deep.")
    assert proposing.propose(ana, told.case_id) == ()
    assert proposing.propose(ana, office.city_record().case_id) == ()


def test_a_photo_goes_to_the_problem_it_was_taken_at(store: Store, office: OfficeBuilder, ana: Actor) -> None:
    there = Point(41.9701, -87.6771)
    told = office.mail(SAID)
    photo = office.photo(told.case_id, message_id=told.message_id)
    with store.writing() as session:
        file = session.get_one(StoredFile, session.get_one(Attachment, photo).sha256)
        file.lat, file.long = there.lat, there.long
    finder = PlaceFinder([("4900 N WOLCOTT AVE", there)])
    known = replace(placing(lambda _point: None), finder=lambda: finder)
    (proposal,) = proposing_with(store, known).propose(ana, told.case_id)
    assert [each.attachment_ids for each in proposal.parts] == [(), (photo,)]


def test_twelve_addresses_one_a_line_are_twelve_problems_of_the_kind_above_them(
    store: Store, office: OfficeBuilder, ana: Actor, proposing: SplitProposing
) -> None:
    """One answer stays owed for all of them."""
    office.service_type("PHF", "Pothole in Street")
    addresses = [f"{4800 + 12 * each} N Damen Ave" for each in range(12)]
    listed = "\n".join(addresses)
    said = f"Dear Alderman,\n\nThere are potholes at these addresses:\n{listed}\n\nThank you,\nJane Doe"
    told = office.mail(said, contact_id=office.contact())
    (proposal,) = proposing.propose(ana, told.case_id)
    assert [each.address for each in proposal.parts] == addresses
    assert {each.service_code for each in proposal.parts} == {"PHF"}
    assert proposal.parts[0].description == f"There are potholes at these addresses: {addresses[0]}"
    changes = Splitting(store, placing(lambda _point: None)).split(ana, proposal.request_id, proposal.parts)
    assert len(changes.cases) == 12
    pane = CasePane(store)
    assert {pane.show(ana, each).place.address for each in changes.cases} == set(addresses)
    with store.reading() as session:
        assert session.query(FollowUp).count() == 1


@pytest.mark.parametrize("mark", ["", "- "])
def test_what_is_more_than_fits_is_said(
    office: OfficeBuilder, ana: Actor, proposing: SplitProposing, mark: str
) -> None:
    lines = [f"{mark}{4000 + 10 * each} N Damen Ave" for each in range(MOST_PARTS + 5)]
    told = office.mail("There are potholes at these addresses:\n" + "\n".join(lines))
    (proposal,) = proposing.propose(ana, told.case_id)
    assert len(proposal.parts) == MOST_PARTS
    assert proposal.reason == (
        "It tells of 1 kind of problem at 30 places. 5 more problems are in no part: "
        "4300 N Damen Ave, 4310 N Damen Ave, 4320 N Damen Ave and others."
    )


def test_an_address_that_is_in_no_part_is_named(
    office: OfficeBuilder, ana: Actor, proposing: SplitProposing
) -> None:
    told = office.mail(f"{SAID}\n\nCall me, I live at 4755 N Clark St.")
    (proposal,) = proposing.propose(ana, told.case_id)
    assert proposal.reason == (
        "It tells of 2 kinds of problems at 2 places. 1 more address is in no part: 4755 N Clark St."
    )


@pytest.mark.parametrize("above", ["", "Please look at these:\n"])
def test_places_without_a_kind_are_counted_alone(
    office: OfficeBuilder, ana: Actor, proposing: SplitProposing, above: str
) -> None:
    told = office.mail(f"{above}4800 N Damen Ave\n4810 N Damen Ave\n4820 N Damen Ave")
    (proposal,) = proposing.propose(ana, told.case_id)
    assert proposal.reason == "It tells of 3 places."


def test_one_word_above_a_list_is_its_kind(
    office: OfficeBuilder, ana: Actor, proposing: SplitProposing
) -> None:
    office.service_type("PHF", "Pothole in Street")
    told = office.mail("Potholes:\n4800 N Damen Ave\n4810 N Damen Ave\n4820 N Damen Ave")
    (proposal,) = proposing.propose(ana, told.case_id)
    assert [each.service_code for each in proposal.parts] == ["PHF"] * 3
    assert proposal.reason == "It tells of 1 kind of problem at 3 places."


def test_the_words_that_are_in_no_part_stay_to_be_read_at_each_problem(
    store: Store, office: OfficeBuilder, ana: Actor, proposing: SplitProposing
) -> None:
    """P1: the message is shown whole with every problem that was taken out of it."""
    said = f"Dear Alderman, we met in May.\n\n{SAID}\n\nThanks, Ana. My dog is called Rex."
    told = office.mail(said)
    (proposal,) = proposing.propose(ana, told.case_id)
    changes = Splitting(store, placing(lambda _point: None)).split(ana, proposal.request_id, proposal.parts)
    shown = [CasePane(store).show(ana, case).messages for case in changes.cases]
    assert [[each.text for each in messages] for messages in shown] == [[said], [said]]
