"""A city's numbers in the words of a mail."""

import pytest

from wardoffice.domain.tracking_numbers import CityNumbers

CHICAGO = CityNumbers("chicago", chicago=True)
BOSTON = CityNumbers("boston")


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("RE: sr2600000001 and 26-00000002", ("SR26-00000001", "26-00000002")),
        ("SR26-00000001, again SR26-00000001", ("SR26-00000001",)),
        ("Call 312 744 5000 about 4812 N Damen", ()),
        ("one of 123456", ()),
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
        ("nothing", ()),
    ],
)
def test_another_citys_numbers_stay_as_they_are_written(words: str, numbers: tuple[str, ...]) -> None:
    """Ten digits get no hyphen where no city puts one."""
    assert BOSTON.named_in(words) == numbers
