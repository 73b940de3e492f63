"""Which addresses of a mail become problems of their own, of which kind, and which mails stay whole."""

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import placing
from wardoffice.domain.places import Point
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.office.problems_told import ProblemsTold
from wardoffice.office.service_families import service_families

POTHOLE, LIGHT, RATS = "pothole", "street light", "rodents"


def streets() -> PlaceFinder:
    """Three streets north to south and two that cross them."""
    long_of = {"DAMEN": -87.679, "WOLCOTT": -87.676, "PAULINA": -87.672}
    lat_of = {"LAWRENCE": 41.9685, "WILSON": 41.965}
    norths = [
        (f"{number} N {name} AVE", Point(41.96 + (number - 4800) * 2e-5, long))
        for name, long in long_of.items()
        for number in range(4500, 5300, 20)
    ]
    wests = [
        (f"{number} W {name} AVE", Point(lat, -87.679 + (1950 - number) * 2e-5))
        for name, lat in lat_of.items()
        for number in range(1500, 2400, 20)
    ]
    return PlaceFinder([*norths, *wests])


FINDER = streets()
KNOWN = ProblemsTold(replace(placing(), finder=lambda: FINDER), service_families())
UNKNOWN = ProblemsTold(placing(), service_families())
BOTH = pytest.mark.parametrize("problems", [KNOWN, UNKNOWN], ids=["known streets", "no streets yet"])
HOUSES = ("4800 N Damen Ave", "4820 N Damen Ave", "4900 N Wolcott Ave")
LISTED = "\n".join(HOUSES)


@pytest.mark.parametrize(
    "hostile",
    [
        f"{LISTED}\n\n" + "Same here:\n- x y\n" * 1_200,
        "Potholes " + "and holes " * 900 + ":\n" + "- 4800 N Damen Ave\n" * 500,
        "4800 N Damen Ave. " * 1_000,
        "\n" * 20_000,
    ],
    ids=[
        "headings that say the same",
        "a long heading of many",
        "one address again and again",
        "empty lines",
    ],
)
def test_a_mail_that_is_made_to_be_slow_is_no_work_for_minutes(hostile: str) -> None:
    """What is said of headings is worked out once. Half a minute of the processor would be as telling."""
    began = process_time()
    KNOWN.parts(hostile[:20_000])
    KNOWN.places(hostile[:20_000])
    assert process_time() - began < 30


def told(problems: ProblemsTold, said: str) -> list[tuple[str, str]]:
    """The address and kind of each problem; none where the mail is one problem."""
    found = problems.parts(said)
    return [(each.address, each.family) for each in found] if len(found) > 1 else []


def of(kind: str, *addresses: str) -> list[tuple[str, str]]:
    return [(each, kind) for each in addresses]


@BOTH
@pytest.mark.parametrize(
    "second",
    [
        "\n\nAnd the street lights are out at:\n5000 N Paulina Ave\n5020 N Paulina Ave\n\nThanks",
        "\n\nStreet lights out\n5000 N Paulina Ave\n5020 N Paulina Ave\n\nThanks,\nAna",
        "\nStreet lights out:\n5000 N Paulina Ave\n5020 N Paulina Ave",
    ],
)
def test_each_of_two_lists_has_the_kind_that_stands_above_it(problems: ProblemsTold, second: str) -> None:
    found = told(problems, f"Potholes at these addresses:\n{LISTED}{second}")
    assert found == of(POTHOLE, *HOUSES) + of(LIGHT, "5000 N Paulina Ave", "5020 N Paulina Ave")


@BOTH
def test_two_lists_with_marks_have_each_their_kind(problems: ProblemsTold) -> None:
    one, two, three = HOUSES
    said = f"Potholes:\n1. {one}\n2. {two}\n\nStreet lights out:\n1. {three}\n2. 5000 N Paulina Ave"
    assert told(problems, said) == of(POTHOLE, one, two) + of(LIGHT, three, "5000 N Paulina Ave")


@BOTH
def test_a_mark_above_addresses_is_their_heading(problems: ProblemsTold) -> None:
    said = f"1. Potholes:\n{LISTED}\n2. Rats:\n5000 N Paulina Ave\n5020 N Paulina Ave"
    rats = of(RATS, "5000 N Paulina Ave", "5020 N Paulina Ave")
    assert told(problems, said) == of(POTHOLE, *HOUSES) + rats


@BOTH
@pytest.mark.parametrize("between", ["and around the corner", "(these are deep)", "Around the corner too"])
def test_a_line_between_addresses_belongs_to_the_one_above(problems: ProblemsTold, between: str) -> None:
    more = ("5000 N Paulina Ave", "5020 N Paulina Ave", "5040 N Paulina Ave")
    said = f"Potholes:\n{LISTED}\n{between}\n" + "\n".join(more)
    assert told(problems, said) == of(POTHOLE, *HOUSES, *more)
    assert between in problems.parts(said)[2].words


@BOTH
def test_an_item_that_goes_on_in_the_next_line_is_kept(problems: ProblemsTold) -> None:
    said = (
        f"Potholes at these places:\n5000 N Paulina Ave (deep one, by the bus stop\nand the school)\n{LISTED}"
    )
    assert told(problems, said) == of(POTHOLE, "5000 N Paulina Ave", *HOUSES)
    assert problems.parts(said)[0].words.endswith("(deep one, by the bus stop\nand the school)")


@BOTH
def test_a_problem_told_beside_a_list_is_one_more(problems: ProblemsTold) -> None:
    listed = "\n- ".join(HOUSES)
    said = f"The street light at 5000 N Paulina Ave is out.\n\nAlso potholes at:\n- {listed}"
    assert told(problems, said) == of(LIGHT, "5000 N Paulina Ave") + of(POTHOLE, *HOUSES)


@BOTH
def test_the_sender_below_a_list_is_no_problem(problems: ProblemsTold) -> None:
    for sign in ("\n\nThanks,\nAna Lopez\n5000 N Paulina Ave", "\nthanks\n5000 N Paulina Ave"):
        assert told(problems, f"Potholes:\n{LISTED}{sign}") == of(POTHOLE, *HOUSES)


@BOTH
@pytest.mark.parametrize("mark", ["{}.", "{})", "#{}", "{} -", "{}-", "-", "*"])
def test_every_usual_mark_begins_an_item(problems: ProblemsTold, mark: str) -> None:
    lines = "\n".join(f"{mark.format(at)} {each}" for at, each in enumerate(HOUSES, start=1))
    assert told(problems, f"Potholes:\n{lines}") == of(POTHOLE, *HOUSES)


@BOTH
def test_letters_begin_items_too(problems: ProblemsTold) -> None:
    lines = "\n".join(f"{mark} {each}" for mark, each in zip(("a)", "b)", "(c)"), HOUSES, strict=True))
    assert told(problems, f"Potholes:\n{lines}") == of(POTHOLE, *HOUSES)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("4800-4812 N Damen Ave", "4900-4912 N Damen Ave", "5000-5012 N Damen Ave"), None),
        (
            ("4800 block of N Damen", "4900 block of N Damen", "5000 block of N Damen"),
            "4800 block of N Damen Ave",
        ),
        (("Damen & Lawrence", "Damen & Wilson", "Wolcott & Wilson"), "N Damen Ave & W Lawrence Ave"),
    ],
)
def test_stretches_blocks_and_corners_are_listed_as_houses_are(
    lines: tuple[str, ...], found: str | None
) -> None:
    said = "Potholes:\n" + "\n".join(lines)
    assert told(UNKNOWN, said) == of(POTHOLE, *lines)
    known = told(KNOWN, said)
    assert len(known) == len(lines)
    assert found is None or known[0] == (found, POTHOLE)


@BOTH
@pytest.mark.parametrize(
    "said",
    [
        "There are potholes at {}, {} and {}.",
        "Dear all,\n\nThere are potholes at {}, {},\n{}. They are deep!\n\nThanks, Ana, 5100 N Paulina Ave",
        "Potholes: {}; {}; {}",
        "Potholes at {} (deep), {} by the school; and {}. Please hurry.",
        "Potholes: {}, Chicago, IL 60640; {}, Chicago, IL; {}, Chicago",
        "I want to report potholes. They are at {}, {}, and {}.",
        "{}, {} and {} are full of potholes.",
        "Hay baches en {}, {} y {}. Gracias",
    ],
)
def test_addresses_in_a_row_take_the_kind_of_their_sentence(problems: ProblemsTold, said: str) -> None:
    assert told(problems, said.format(*HOUSES)) == of(POTHOLE, *HOUSES)


@BOTH
def test_a_sentence_may_tell_of_several_kinds(problems: ProblemsTold) -> None:
    one, two, three = HOUSES
    said = f"Potholes at {one} and {two}, rats at {three} and a street light out at 5000 N Paulina Ave."
    assert told(problems, said) == [
        *of(POTHOLE, one, two),
        (three, RATS),
        ("5000 N Paulina Ave", LIGHT),
    ]


@BOTH
def test_rows_of_addresses_stand_in_items_too(problems: ProblemsTold) -> None:
    said = "1. Potholes at {}, {} and {}. They are deep.\n2. Rats at 5000 N Paulina Ave".format(*HOUSES)
    assert told(problems, said) == [*of(POTHOLE, *HOUSES), ("5000 N Paulina Ave", RATS)]


@BOTH
@pytest.mark.parametrize(
    "said",
    [
        "There is a pothole between 4800 and 4812 N Damen Ave. I live at 4900 N Wolcott Ave.",
        "There is a pothole between 4800 N Damen Ave and 4820 N Damen Ave, near 4810 N Damen Ave.",
        "There is a pothole at 4800 N Damen Ave, next to 4820 N Damen Ave and 4840 N Damen Ave.",
        "My neighbors at 4800 N Damen Ave, 4820 N Damen Ave and 4840 N Damen Ave all saw the pothole.",
        "4800 N Damen Ave, 4820 N Damen Ave, 4840 N Damen Ave: all see the pothole at 4860 N Damen Ave.",
        "I own 4800 N Damen Ave, 4820 N Damen Ave and 4840 N Damen Ave. Please call me.",
        "I live at 4900 N Wolcott Ave, work at 1900 W Wilson Ave and saw a pothole at 4800 N Damen Ave.",
        "There is a pothole at 4800 N Damen Ave.\n\nThanks,\nAna\n4900 N Wolcott Ave\nChicago, IL 60640",
    ],
)
def test_addresses_in_passing_split_nothing(problems: ProblemsTold, said: str) -> None:
    assert told(problems, said) == []


def test_the_name_of_a_street_is_no_kind_of_problem() -> None:
    assert told(UNKNOWN, "Potholes:\n- 1673 N Saltonway Ave\n- 1700 N Saltonway Ave") == of(
        POTHOLE, "1673 N Saltonway Ave", "1700 N Saltonway Ave"
    )


@given(
    st.lists(st.integers(4500, 5299), min_size=3, max_size=40, unique=True),
    st.sampled_from(["\n", "\n\n", ", ", "; ", ",\n", "\n- ", " and "]),
)
def test_no_address_of_a_list_is_lost(numbers: list[int], between: str) -> None:
    houses = [f"{each} N Damen Ave" for each in numbers]
    assert told(KNOWN, "Potholes:" + between.lstrip(",; and") + " " + between.join(houses)) == of(
        POTHOLE, *houses
    )
