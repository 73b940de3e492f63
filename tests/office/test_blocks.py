"""The block view: everything on one block face, in the order of a walk."""

import pytest

from tests.builders import OfficeBuilder, placing
from tests.geo.grid_city import house, known_addresses
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.blocks import BlockView, Side
from wardoffice.domain.cases import FinishReason
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityStatus
from wardoffice.geo.addresses import normalise
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.office.block_print import row_facts
from wardoffice.office.blocks import Blocks
from wardoffice.office.case_pane import CasePane
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.triage import Triage


@pytest.fixture
def ana(office: OfficeBuilder) -> Actor:
    return office.staff("Ana Ruiz", Role.MANAGER)


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder(known_addresses())


@pytest.fixture
def blocks(office: OfficeBuilder, finder: PlaceFinder) -> Blocks:
    store = office.store
    return Blocks(store, Queue(store), CasePane(store), lambda: finder, normalise)


def _told(office: OfficeBuilder, address: str, point: Point | None = None, words: str = "Pothole") -> int:
    return office.mail(words, address=address, point=point or house(normalise(address))).case_id


def _recorded(office: OfficeBuilder, address: str) -> int:
    return office.city_record(address=address, point=house(normalise(address))).case_id


def _houses(view: BlockView) -> dict[Side, list[int | None]]:
    return {face.side: [each.house for each in face.cases] for face in view.faces}


def test_it_goes_up_the_even_numbers_and_back_down_the_odd_ones(
    office: OfficeBuilder, blocks: Blocks, ana: Actor
) -> None:
    numbers = (4811, 4830, 4802, 4895, 4850)
    first, *_ = [_told(office, f"{each} N Hale Ave") for each in numbers]
    for elsewhere in ("4901 N Hale Ave", "4711 N Hale Ave", "1812 W Grove St"):
        _told(office, elsewhere)

    view = blocks.of_case(ana, first)

    assert (view.street, view.first) == ("N Hale Ave", 4800)
    assert _houses(view) == {Side.EVEN: [4802, 4830, 4850], Side.ODD: [4895, 4811]}
    assert [face.compass for face in view.faces] == ["W", "E"]


def test_what_has_no_house_number_or_no_point_is_there_too(
    office: OfficeBuilder, blocks: Blocks, ana: Actor
) -> None:
    here = _told(office, "4811 N Hale Ave")
    corner = office.mail("Hydrant", address="N Hale Ave near the school", point=house("4820 N HALE AVE"))
    unplaced = office.mail("Light out", address="4821 North Hale Avenue")

    view = blocks.of_case(ana, here)

    assert _houses(view) == {Side.EVEN: [], Side.ODD: [4821, 4811], Side.NO_NUMBER: [None]}
    assert {each.row.case_id for each in view.cases} == {here, corner.case_id, unplaced.case_id}


def test_a_problem_with_a_point_only_is_on_the_block_of_the_nearest_house(
    office: OfficeBuilder, blocks: Blocks, ana: Actor
) -> None:
    case_id = office.mail("Hydrant", point=house("4820 N HALE AVE")).case_id

    assert blocks.of_case(ana, case_id).first == 4800


def test_the_first_problem_on_a_street_nobody_knows_is_on_a_block_by_its_number(
    office: OfficeBuilder, blocks: Blocks, ana: Actor
) -> None:
    """A new street, or a quiet one: its number says the block, and its place where to look."""
    here = Point(41.95, -87.72)
    first = office.mail("Pothole", address="3868 W Ottersmith Pl", point=here).case_id
    beside = office.mail("Light", address="3811 W Ottersmith Pl", point=Point(41.95, -87.7195)).case_id
    office.mail("Tree", address="3911 W Ottersmith Pl", point=Point(41.95, -87.7205))

    view = blocks.of_case(ana, first)

    assert (view.street, view.first) == ("W Ottersmith Pl", 3800)
    assert {each.row.case_id for each in view.cases} == {first, beside}


def test_what_is_done_is_shown_only_when_asked_for(office: OfficeBuilder, blocks: Blocks, ana: Actor) -> None:
    here = _told(office, "4811 N Hale Ave")
    done = _told(office, "4813 N Hale Ave")
    closed = office.city_record(
        status=CityStatus.CLOSED, address="4815 N Hale Ave", point=house("4815 N HALE AVE")
    )
    still = office.city_record(address="4817 N Hale Ave", point=house("4817 N HALE AVE"))
    Triage(office.store, placing(lambda _: 1)).finish(ana, [done], FinishReason.SEEN_DONE)

    def shown(*, done_too: bool) -> set[int]:
        return {each.row.case_id for each in blocks.of_case(ana, here, done_too=done_too).cases}

    assert shown(done_too=False) == {here, still.case_id}
    assert shown(done_too=True) == {here, done, closed.case_id, still.case_id}


def test_what_we_are_done_with_is_shown_while_the_city_has_it_open(
    office: OfficeBuilder, blocks: Blocks, ana: Actor
) -> None:
    """Who walks the block sees what is left to see, whoever is to mend it; and reads with whom it is."""
    ours = _told(office, "4811 N Hale Ave")
    told, watched = _told(office, "4813 N Hale Ave"), _recorded(office, "4813 N Hale Ave")
    only_there = _recorded(office, "4815 N Hale Ave")
    Merging(office.store).merge(ana, [told, watched], told)
    Triage(office.store, placing(lambda _: 1)).finish(ana, [told], FinishReason.NO_ACTION)

    shown = {each.row.case_id: each.row for each in blocks.of_case(ana, ours).cases}

    said = {case_id: tuple(row_facts(row, str)) for case_id, row in shown.items()}
    assert set(said) == {ours, told, only_there}
    assert "we are done, still open at the city" in said[told]
    assert any(each.startswith("open at the city only, since ") for each in said[only_there])
    assert any(each.startswith("since ") for each in said[ours])


def test_a_restricted_problem_is_on_no_block_for_who_may_not_see_it(
    office: OfficeBuilder, blocks: Blocks, ana: Actor
) -> None:
    here, hidden = _told(office, "4811 N Hale Ave"), _told(office, "4813 N Hale Ave")
    office.restrict(hidden, ana)
    joe = office.staff("Joe", Role.STAFF)

    assert {each.row.case_id for each in blocks.of_case(joe, here).cases} == {here}
    assert {each.row.case_id for each in blocks.of_case(ana, here).cases} == {here, hidden}


def test_where_the_block_is_not_known_it_says_what_to_do(
    office: OfficeBuilder, blocks: Blocks, ana: Actor
) -> None:
    """P8: three sentences."""
    lost = office.mail("Something somewhere").case_id
    with pytest.raises(CannotDoError, match="not known on which block") as raised:
        blocks.of_case(ana, lost)
    assert "house number" in raised.value.next_step
