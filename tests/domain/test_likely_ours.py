"""When a request in the city's list may be the one the office sent (rule 3 of filing, in ARCHITECTURE)."""

import pytest

from wardoffice.domain.likely_ours import Traces, may_be_one
from wardoffice.domain.places import Point

HERE = Point(41.95, -87.68)
NEAR = Point(41.95 + 29 / 111_195, -87.68)
FAR = Point(41.95 + 31 / 111_195, -87.68)
LONG = "The light at the alley entrance has been out since the storm."


@pytest.mark.parametrize(("there", "same"), [(NEAR, True), (FAR, False)])
def test_two_points_decide_whatever_the_words_say(there: Point, *, same: bool) -> None:
    sent = Traces(HERE, "4801 N DAMEN AVE", LONG)
    assert may_be_one(sent, Traces(there, "4801 N DAMEN AVE", LONG)) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("4801 N DAMEN AVE", "4801 N DAMEN AVE", True),
        ("4801 DAMEN", "4801 N DAMEN AVE", True),
        ("4801 N DAMEN AVE", "4803 N DAMEN AVE", False),
        ("4801 N DAMEN AVE", "4801 N WOLCOTT AVE", False),
        ("4801 N DAMEN AVE", "DAMEN AVE", False),
        ("4801", "4801 N DAMEN AVE", False),
        ("DAMEN & LAWRENCE", "N DAMEN AVE & W LAWRENCE AVE", True),
        ("N DAMEN AVE & W LAWRENCE AVE", "N DAMEN AVE & W WILSON AVE", False),
        ("4801 N DAMEN AVE", "N DAMEN AVE & W LAWRENCE AVE", False),
    ],
)
@pytest.mark.parametrize("there", [None, HERE])
def test_without_a_point_the_address_decides(
    one: str, other: str, there: Point | None, *, same: bool
) -> None:
    for sent, told in [(one, other), (other, one)]:
        assert may_be_one(Traces(None, sent), Traces(there, told)) is same


@pytest.mark.parametrize(
    ("told", "same"),
    [
        (LONG, True),
        (LONG.upper() + "\nSent by the ward office", True),
        (LONG[:30], True),
        ("Pothole", False),
        ("", False),
        ("A tree fell on the garage roof in the alley.", False),
    ],
)
def test_where_one_names_no_address_its_own_words_decide(told: str, *, same: bool) -> None:
    assert may_be_one(Traces(None, "4801 N DAMEN AVE", LONG), Traces(HERE, "", told)) is same


def test_short_words_are_said_of_many_requests_and_two_addresses_outweigh_any() -> None:
    assert not may_be_one(Traces(None, "", "Pothole"), Traces(None, "", "Pothole"))
    assert not may_be_one(Traces(None, "4801 N DAMEN AVE", LONG), Traces(None, "1200 W LAWRENCE AVE", LONG))
