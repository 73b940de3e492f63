"""A city's numbers in the words of a mail."""

import pytest

from wardoffice.domain.tracking_numbers import CityNumbers, told_number, typed_number

CHICAGO = CityNumbers("chicago", chicago=True)
BOSTON = CityNumbers("boston")


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("RE: sr2600000001 and 26-00000002", ("SR26-00000001", "26-00000002")),
        ("SR26-00000001, again SR26-00000001", ("SR26-00000001",)),
        ("Call 312 744 5000 about 4812 N Damen", ()),
        ("one of 123456", ()),
        ("SR26\u201300000001, 26\u201100000002", ("SR26-00000001", "26-00000002")),
        ("\u201cSR26-0000\u200b0001\u201d", ("SR26-00000001",)),
    ],
)
def test_chicagos_numbers_are_read_in_every_spelling(words: str, numbers: tuple[str, ...]) -> None:
    assert CHICAGO.named_in(words) == numbers


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("Re: your report 101004567890", ("101004567890",)),
        ("Case 1234567890 is closed", ("1234567890",)),
        ("#1234: graffiti at 4812 Main St", ("1234",)),
        ("Re: 16-00012345, thank you", ("16-00012345",)),
        ("SR-204511?", ("SR-204511",)),
        ("4812 Main St, 02134", ()),
        ("16\u201100012345", ("16-00012345",)),
        ("nothing", ()),
    ],
)
def test_another_citys_numbers_stay_as_they_are_written(words: str, numbers: tuple[str, ...]) -> None:
    """Ten digits get no hyphen where no city puts one."""
    assert BOSTON.named_in(words) == numbers


@pytest.mark.parametrize(
    "written",
    [
        *(f"SR26{dash}01879950" for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"),
        "(SR26-01879950)",
        "\u201cSR26-01879950\u201d",
        "'26-01879950'",
        "\ufeffSR26-0187\u200b9950",
        "SR\u00a026-01879950",
        "\uff33\uff3226-01879950",
    ],
)
def test_a_pasted_number_is_the_same_whatever_signs_it_came_with(written: str) -> None:
    assert typed_number(written, 2026, chicago=True) == "SR26-01879950"
    assert typed_number(written, 2026, chicago=False) in {"SR26-01879950", "26-01879950"}


def test_a_number_the_city_gives_is_the_same_with_another_dash() -> None:
    assert told_number("SR26\u201101879950", chicago=True) == "SR26-01879950"


@pytest.mark.parametrize("written", ["SR#26-01879950", "SR: 26-01879950", "SR-26-01879950"])
def test_a_sign_between_the_letters_and_the_year_says_nothing(written: str) -> None:
    assert typed_number(written, 2026, chicago=True) == "SR26-01879950"
