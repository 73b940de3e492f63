"""Places in what people write, by the addresses the city has already placed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.geo.grid_city import corner, house, known_addresses
from wardoffice.domain.places import Point, metres_between
from wardoffice.geo.address_index import AddressIndex, Found
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.geo.street_names import StreetName, house_and_street, street_name

FINDER = PlaceFinder(known_addresses())


def found(said: str) -> list[tuple[str, str]]:
    """What was said, and the address it was taken for."""
    return [(each.said, each.found.address) for each in FINDER.places_in(said)]


@pytest.mark.parametrize(
    ("said", "as_written", "address"),
    [
        ("There are rats at 4718 N. Hale Avenue, please help", "4718 N. Hale Avenue", "4718 N HALE AVE"),
        ("4718 n hale, apt 3", "4718 n hale", "4718 N HALE AVE"),
        ("the alley behind 4718 Morrow", "4718 Morrow", "4718 N MORROW ST"),
        ("2114 W. 47th St.", "2114 W. 47th St.", "2114 W 47TH ST"),
        ("4701-4711 N Irving Park", "4701-4711 N Irving Park", "4701 N IRVING PARK AVE"),
        ("2110 W Lombrd Ave", "2110 W Lombrd Ave", "2110 W LOMBARD AVE"),
        ("2110 W King Dr", "2110 W King Dr", "2110 W DR ADA KING JR DR"),
        ("1234 N May St", "", ""),
        ("huge hole on the 4700 block of N Hale", "4700 block of N Hale", "4700 block of N HALE AVE"),
        ("47 hundred block of Morrow Street", "", ""),
        ("rats at 4718 N.\nHale Avenue, please", "4718 N.\nHale Avenue", "4718 N HALE AVE"),
        ("rats at 4718\nN. Hale Avenue", "4718\nN. Hale Avenue", "4718 N HALE AVE"),
        ("the 4700 block of N\r\nHale", "4700 block of N\r\nHale", "4700 block of N HALE AVE"),
        ("4718 N Hale\nMorrow is dark too", "4718 N Hale", "4718 N HALE AVE"),
        ("4718 N.\n\nHale was here", "", ""),
        ("4,718 N Hale", "4,718 N Hale", "4718 N HALE AVE"),
        ("4.718 N Hale", "4.718 N Hale", "4718 N HALE AVE"),
        ("4,701-4,711 N Irving Park", "4,701-4,711 N Irving Park", "4701 N IRVING PARK AVE"),
        ("the 4,700 block of N Hale", "4,700 block of N Hale", "4700 block of N HALE AVE"),
        ("a hole that cost me $4,718 Hale", "", ""),
        ("4718N Hale Ave", "4718N Hale Ave", "4718 N HALE AVE"),
        ("4718n. hale", "4718n. hale", "4718 N HALE AVE"),
        ("4718North Hale", "4718North Hale", "4718 N HALE AVE"),
        ("4718N.Hale", "4718N.Hale", "4718 N HALE AVE"),
        ("4718 N.Hale Ave", "4718 N.Hale Ave", "4718 N HALE AVE"),
        ("2114W 47th St", "2114W 47th St", "2114 W 47TH ST"),
        ("4718A N Hale", "4718A N Hale", "4718 N HALE AVE"),
        ("4718 1/2 N Hale", "4718 1/2 N Hale", "4718 N HALE AVE"),
        ("4718\u00bd N Hale", "4718\u00bd N Hale", "4718 N HALE AVE"),
        ("apt 2 4718 N Hale", "4718 N Hale", "4718 N HALE AVE"),
        ("4718 No. Hale", "4718 No. Hale", "4718 N HALE AVE"),
        ("4701 N IrvingPark", "4701 N IrvingPark", "4701 N IRVING PARK AVE"),
        ("corner of Morrow and Lom bard", "Morrow and Lom bard", "N MORROW ST & W LOMBARD AVE"),
        ("corner of Morrow and Lombard", "Morrow and Lombard", "N MORROW ST & W LOMBARD AVE"),
        ("pothole at morrow and lombard", "morrow and lombard", "N MORROW ST & W LOMBARD AVE"),
        ("Irving Park/Grove: light out", "Irving Park/Grove", "N IRVING PARK AVE & W GROVE ST"),
        ("at 47th and Kent", "47th and Kent", "W 47TH ST & N KENT AVE"),
        ("en la esquina de Morrow y Lombard", "Morrow y Lombard", "N MORROW ST & W LOMBARD AVE"),
        ("na rogu Morrow i Lombard", "Morrow i Lombard", "N MORROW ST & W LOMBARD AVE"),
        (
            "Morrow between Grove and Lombard is dark",
            "Morrow between Grove and Lombard",
            "N MORROW ST between W GROVE ST and W LOMBARD AVE",
        ),
    ],
)
def test_a_place_is_found_however_it_is_written(said: str, as_written: str, address: str) -> None:
    assert found(said) == ([(as_written, address)] if address else [])


@pytest.mark.parametrize(
    "said",
    [
        "I have lived here 20 years and may move",
        "in 2011 Hale Street was closed",
        "Call me at 773-555-4718 or after 5 May",
        "We like the grove and the morrow",
        "3 Grove trees fell",
        "4718 people live here",
        "",
    ],
)
def test_words_that_only_look_like_streets_are_no_places(said: str) -> None:
    assert found(said) == []


def test_twelve_addresses_in_one_mail_are_twelve_places_in_their_order() -> None:
    numbers = [4310 + 20 * each for each in range(12)]
    said = "Lights are out:\n" + "\n".join(f"- {number} N Morrow St" for number in numbers)
    assert [address for _, address in found(said)] == [f"{number} N MORROW ST" for number in numbers]


def test_a_direction_that_was_left_out_is_said_with_the_other_place_it_may_be() -> None:
    (place,) = FINDER.places_in("4718 Hale Ave")
    assert place.found.others
    assert {place.found.address, *place.found.others} == {"4718 N HALE AVE", "4718 S HALE AVE"}


def test_of_two_such_places_the_one_in_the_ward_is_taken() -> None:
    (place,) = FINDER.places_in("4718 Hale Ave", prefers=lambda point: point.lat < corner(0, 0).lat)
    assert (place.found.address, place.found.others) == ("4718 S HALE AVE", ())


@given(st.integers(4000, 5500), st.sampled_from(["N HALE AVE", "N MORROW ST", "N KENT AVE"]))
def test_every_house_of_a_known_street_is_found_on_its_own_side(number: int, street: str) -> None:
    (place,) = FINDER.places_in(f"{number} {street}")
    off = metres_between(place.found.point, house(f"{number} {street}"))
    assert off < 5
    assert off <= place.found.metres


def test_a_number_beyond_those_known_is_carried_on_by_the_citys_grid() -> None:
    (place,) = FINDER.places_in("5990 N Morrow St")
    assert place.found.how is Found.BEYOND
    assert metres_between(place.found.point, house("5990 N MORROW ST")) < place.found.metres


def test_a_number_a_mile_and_more_beyond_is_nowhere() -> None:
    assert found("6350 N Morrow St") != []
    assert found("6410 N Morrow St") == []
    assert found("8990 N Kent Ave") == []


def test_a_corner_is_where_the_streets_meet() -> None:
    (place,) = FINDER.places_in("Morrow & Lombard")
    assert metres_between(place.found.point, corner(2100, 4700)) < 15


def test_one_record_the_city_put_far_away_moves_no_house() -> None:
    wrong = [*known_addresses(), ("4735 N MORROW ST", Point(41.70, -87.60))]
    (place,) = PlaceFinder(wrong).places_in("4736 N Morrow St")
    assert metres_between(place.found.point, house("4736 N MORROW ST")) < 20


def test_an_address_without_its_type_is_of_the_street_beside_it() -> None:
    known = [*known_addresses(), ("4735 N MORROW", house("4735 N MORROW ST"))]
    assert StreetName("MORROW", "N") not in AddressIndex(known).streets


def test_the_nearest_address_to_a_point_comes_with_the_streets_that_cross() -> None:
    near = FINDER.near(house("4664 N MORROW ST"), 60)
    assert near is not None
    assert near.address.endswith("N MORROW ST")
    assert near.metres < 20


def test_a_point_far_from_any_address_has_none() -> None:
    assert FINDER.near(Point(42.5, -87.65), 60) is None


def test_nothing_known_finds_nothing() -> None:
    empty = PlaceFinder([])
    assert empty.places_in("4718 N Hale Ave") == ()
    assert empty.near(Point(41.9, -87.65), 100) is None


@given(st.text(st.sampled_from("4718 N HaleMorw &/,.\n and at of block betwn\u00a0"), max_size=80))
def test_any_text_is_read_and_what_is_found_stands_in_it(said: str) -> None:
    last = 0
    for place in FINDER.places_in(said):
        assert said[place.start :].startswith(place.said)
        assert place.start >= last
        last = place.start + len(place.said)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("S WOOD ST", StreetName("WOOD", "S", "ST")),
        ("W 47TH ST", StreetName("47", "W", "ST")),
        ("47", StreetName("47")),
        ("N LAKE SHORE DR W", StreetName("LAKE SHORE DR W", "N")),
        ("W NORTH AVE", StreetName("NORTH", "W", "AVE")),
        ("BROADWAY", StreetName("BROADWAY")),
        ("", None),
    ],
)
def test_the_name_of_a_street_is_taken_apart(words: str, name: StreetName | None) -> None:
    assert street_name(words) == name


def test_numbered_streets_are_written_as_they_are_spoken() -> None:
    said = [
        str(StreetName(number, "W", "ST")) for number in ("1", "2", "3", "11", "12", "13", "47", "101", "111")
    ]
    endings = ["1ST", "2ND", "3RD", "11TH", "12TH", "13TH", "47TH", "101ST", "111TH"]
    assert said == [f"W {each} ST" for each in endings]


def test_the_number_of_a_house_is_told_from_its_street() -> None:
    assert house_and_street("828-848 N HALE AVE") == (828, StreetName("HALE", "N", "AVE"))
    assert house_and_street("N HALE AVE") is None


@pytest.mark.parametrize(
    ("address", "crossing"),
    [
        ("4664 N Morrow St", {"LOMBARD", "GROVE"}),
        ("4600 block of N Morrow", {"LOMBARD", "GROVE"}),
        ("N Morrow St & W Lombard Ave", set()),
        ("4664 N Nowhere St", set()),
        ("", set()),
    ],
)
def test_a_house_lies_between_two_streets_that_cross_its_own(address: str, crossing: set[str]) -> None:
    assert set(FINDER.between(house("4664 N MORROW ST"), address)) == crossing
    assert FINDER.between(Point(42.5, -87.65), address) == ()
