"""Two spellings of one address get one form; two addresses keep two."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wardoffice.geo.addresses import normalise


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("4853 S. Wood St.", "4853 S WOOD ST"),
        ("828-848 North Washtenaw Avenue, Chicago, IL 60622, USA", "828-848 N WASHTENAW AVE"),
        ("1200 W 81ST ST, CHICAGO, IL, 60620", "1200 W 81ST ST"),
        ("1200 west 81st street chicago illinois 60620-1234", "1200 W 81ST ST"),
        ("6501 N NEVA AVE", "6501 N NEVA AVE"),
        ("1601 West North Avenue, Apt 3B, Chicago", "1601 W NORTH AVE"),
        ("3 North Ave #2", "3 NORTH AVE"),
        ("1 N State St, Suite 400, Chicago IL 60602", "1 N STATE ST"),
        ("1010 W 35th Pl, 2nd Fl", "1010 W 35TH PL"),
        ("2714 N Kedzie Blvd. Rear", "2714 N KEDZIE BLVD"),
        ("100 S Unit St", "100 S UNIT ST"),
        ("10 W Chicago Ave, Chicago", "10 W CHICAGO AVE"),
        ("4000 N Lake Shore Drive West", "4000 N LAKE SHORE DR W"),
        ("2000 S Avenue O", "2000 S AVENUE O"),
        ("0123 W Fulton Market", "123 W FULTON MARKET"),
        ("828-828 N Racine Ave", "828 N RACINE AVE"),
        ("123 1/2 N May St", "123 N MAY ST"),
        ("4853 S WOOD", "4853 S WOOD"),
        ("4853S. Wood St", "4853 S WOOD ST"),
        ("4853S S Wood St", "4853S S WOOD ST"),
        ("4,853 S. Wood St", "4853 S WOOD ST"),
        ("W 47th St & S Wood St", "S WOOD ST & W 47TH ST"),
        ("S. Wood Street / W. 47th Street", "S WOOD ST & W 47TH ST"),
        ("Intersection of S Wood St and W 47th St", "S WOOD ST & W 47TH ST"),
        ("2200 N O\u2019Brien St", "2200 N OBRIEN ST"),
        ("  Chicago, IL ", ""),
        ("", ""),
    ],
)
def test_an_address_has_one_form(written: str, form: str) -> None:
    assert normalise(written) == form


def test_the_city_to_drop_can_be_another() -> None:
    assert normalise("10 Main St, Evanston, IL", city="Evanston") == "10 MAIN ST"


@pytest.mark.parametrize(
    ("one", "other"),
    [("10 N May St", "10 S May St"), ("10 N May St", "10 N May Ave"), ("10 N May", "100 N May")],
)
def test_different_addresses_stay_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


WORDS = st.sampled_from(
    [
        "4853",
        "12",
        "S.",
        "South",
        "W",
        "NORTH",
        "Ave",
        "Avenue",
        "Street",
        "St.",
        "Blvd",
        ",",
        "#",
        "&",
        "/",
        "and",
        "at",
        "Apt",
        "3B",
        "Unit",
        "Fl",
        "2nd",
        "Floor",
        "Chicago",
        "IL",
        "60622",
        "USA",
        "Wood",
        "May",
        "Intersection",
        "of",
        "Corner",
        "Near",
        "Rear",
        "1/2",
        "828-848",
        "The",
        "-",
        ".",
        "Illinois",
    ]
)


@given(st.one_of(st.text(), st.lists(WORDS, max_size=10).map(" ".join)))
@settings(max_examples=500)
@example("NEAR THE CORNER OF NEAR A")
def test_a_normal_form_stays_as_it_is(written: str) -> None:
    form = normalise(written)
    assert normalise(form) == form
    assert form == form.strip()
