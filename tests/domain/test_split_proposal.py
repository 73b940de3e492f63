"""How a text comes apart into problems, and to which each photo belongs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.places import Point
from wardoffice.domain.split_proposal import Telling, deal_photos, problems_of
from wardoffice.domain.text_parting import pieces
from wardoffice.geo.address_finding import find_address
from wardoffice.office.service_families import service_families

HERE, THERE = Point(41.95, -87.68), Point(41.96, -87.69)


def problems(said: str) -> list[tuple[str, str]]:
    """The address and kind of each problem a text seems to tell of; none where it is one."""
    parting, found = pieces(said)
    kinds = service_families()
    tellings = [
        Telling(
            each.words,
            find_address(each.words),
            family=next(iter(kinds.told_in(each.words)), ""),
            listed=each.listed,
        )
        for each in found
    ]
    told = problems_of(parting, tellings)
    return [(each.address, each.family) for each in told] if len(told) > 1 else []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (
            (
                "Hello,\n1. Pothole at 4812 N Damen Ave\n2) Street light out at 4900 N Wolcott Ave\n"
                "3. Rats behind 2000 W Ainslie St\n\nThanks, Ana, 4755 N Clark St"
            ),
            [
                ("4812 N Damen Ave", "pothole"),
                ("4900 N Wolcott Ave", "street light"),
                ("2000 W Ainslie St", "rodents"),
            ],
        ),
        (
            "Hello,\n\nThe streetlight is out at 4812 N Damen Ave.\n\nRats run in our alley.\n\nBob",
            [("4812 N Damen Ave", "street light"), ("", "rodents")],
        ),
        (
            "There is a pothole at 4812 N Damen Ave. It is deep. Also rats at 4900 N Wolcott Ave.",
            [("4812 N Damen Ave", "pothole"), ("4900 N Wolcott Ave", "rodents")],
        ),
        (
            "Hay un bache en 4812 N Damen Ave. También hay ratas en el callejon.",
            [("4812 N Damen Ave", "pothole"), ("", "rodents")],
        ),
        (
            "Pothole at 4812 N Damen Ave.\nThe same at 4900 N Wolcott Ave.",
            [("4812 N Damen Ave", "pothole"), ("4900 N Wolcott Ave", "pothole")],
        ),
    ],
)
def test_several_problems_are_told_apart(said: str, found: list[tuple[str, str]]) -> None:
    assert problems(said) == found


@pytest.mark.parametrize(
    "said",
    [
        "There is a pothole in front of 4812 N Damen Ave. It has been there a month. My car tire popped!",
        "The tree fell and took the street light with it at 4812 N Damen Ave.",
        "There is a pothole at 4812 N Damen Ave.\n\nThank you,\nAna Lopez\n4755 N Clark St",
        "- Ana\n- Bob",
        "",
    ],
)
def test_one_problem_is_left_whole(said: str) -> None:
    assert problems(said) == []


@given(st.text(), st.text())
def test_no_text_is_too_odd(one: str, other: str) -> None:
    assert all(address or kind for address, kind in problems(f"1. {one} pothole\n2. {other} rats"))


def test_photos_go_to_the_problem_they_were_taken_at() -> None:
    parts = (Telling("a", "A", HERE), Telling("b", "B", THERE))
    assert deal_photos([(1, THERE), (2, HERE), (3, HERE)], parts) == ((2, 3), (1,))


def test_photos_without_a_point_go_in_their_order_where_they_are_as_many() -> None:
    parts = (Telling("a"), Telling("b", "B", THERE), Telling("c"))
    assert deal_photos([(1, None), (2, THERE), (3, None)], parts) == ((1,), (2,), (3,))
    assert deal_photos([(1, None)], parts[:2]) == ((), ())


@given(st.lists(st.sampled_from([None, HERE, THERE]), max_size=6), st.integers(1, 4))
def test_no_photo_is_dealt_out_twice(points: list[Point | None], count: int) -> None:
    parts = [Telling(str(number), "", HERE if number % 2 else THERE) for number in range(count)]
    dealt = deal_photos(list(enumerate(points)), parts)
    shown = [photo for part in dealt for photo in part]
    assert len(dealt) == count
    assert len(shown) == len(set(shown))
