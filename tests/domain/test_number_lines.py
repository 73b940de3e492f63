"""Lines of a pasted list, as notes, mails and spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.number_lines import parted_line, split_line
from wardoffice.domain.tracking_numbers import typed_number

PLACE = "100 N Oakley Ave"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"


@pytest.mark.parametrize(
    "line",
    [
        f"SR26-00000009 {PLACE}",
        f"1. SR26-00000009 {PLACE}",
        f"(2) SR26-00000009, {PLACE}",
        f"* 26-00000009: {PLACE}",
        f"{PLACE} SR26-00000009",
        f"{PLACE}\tSR26-00000009",
        f"{PLACE} - 2600000009",
        f"SR 26-00000009 {PLACE}",
        f"SR #26-00000009 {PLACE}",
        f"#26-00000009 {PLACE}",
        f"No. 26-00000009 {PLACE}",
        f"sr26 00000009 | {PLACE}",
        f"00000009 {PLACE}",
        f"{PLACE} (SR26-00000009)",
        f"[SR26-00000009] {PLACE}",
        f'"SR26-00000009", {PLACE}',
        f"\N{LEFT DOUBLE QUOTATION MARK}SR26-00000009\N{RIGHT DOUBLE QUOTATION MARK} {PLACE}",
        f"\ufeffSR26-00000009\u200b\u00a0{PLACE}",
        f"SR\u00a026-0000\u200b0009 {PLACE}",
        f"SR26 - 00000009 {PLACE}",
        f"SR26/00000009 {PLACE}",
        *(f"SR26{dash}00000009 {PLACE}" for dash in DASHES),
        *(f"{PLACE} {dash} 26{dash}00000009" for dash in DASHES),
    ],
)
def test_the_number_of_a_line_is_found_wherever_it_stands(line: str) -> None:
    number, address = split_line(line, chicago=True)
    assert (typed_number(number, 2026, chicago=True), address) == ("SR26-00000009", PLACE)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (f"101005544321 {PLACE}", ("101005544321", PLACE)),
        (f"1. 101005544321 {PLACE}", ("101005544321", PLACE)),
        (f"{PLACE}, 101005544321", ("101005544321", PLACE)),
        (f"#101005544321 {PLACE}", ("101005544321", PLACE)),
        (f"638 {PLACE}", ("638", PLACE)),
        ("5f3a9-c1", ("5f3a9-c1", "")),
        ("2024.00123", ("2024.00123", "")),
        ("(101005544321)", ("101005544321", "")),
        (f"16\u201300012345 {PLACE}", ("16-00012345", PLACE)),
        ("hello there", ("hello there", "")),
    ],
)
def test_in_another_city_it_is_the_longest_number_or_the_first(line: str, parts: tuple[str, str]) -> None:
    assert split_line(line, chicago=False) == parts


OTHER_PLACE = "200 W Leavitt St"
ONE, TWO = "SR26-00000067", "SR26-00000068"


@pytest.mark.parametrize(
    "line",
    [
        f"{ONE}, {TWO}",
        f"{ONE} {TWO}",
        f"{ONE},{TWO}",
        f"{ONE} and {TWO}",
        f"{ONE}; {TWO};",
        f"{ONE} / {TWO}",
        f"1. {ONE} & {TWO}",
        "26-00000067, 26-00000068",
        "2600000067 2600000068",
        "00000067, 00000068",
        f"{ONE}, 26-00000068",
        f"{ONE}, 2600000068",
        f"{ONE}, 00000068",
        f"({ONE}) ({TWO})",
        f"Potholes: {ONE}, {TWO}",
        f"{ONE}, {TWO} ({ONE})",
        "SR26\u201100000067\u00a0SR26\u201100000068",
    ],
)
def test_several_numbers_on_one_line_are_several_lines_and_never_an_address(line: str) -> None:
    parts = [split_line(each, chicago=True) for each in parted_line(line, chicago=True)]
    assert [typed_number(number, 2026, chicago=True) for number, _ in parts] == [ONE, TWO]
    assert [address for _, address in parts] == ["", ""]


@pytest.mark.parametrize(
    "line",
    [
        f"{ONE} {PLACE}, {TWO} {OTHER_PLACE}",
        f"{PLACE} {ONE}, {OTHER_PLACE} {TWO}",
        f"- {ONE}: {PLACE}; {TWO}: {OTHER_PLACE}",
        f"{PLACE} ({ONE}) and {OTHER_PLACE} ({TWO})",
        f"{ONE} ({ONE}) {PLACE}, {TWO} {OTHER_PLACE}",
    ],
)
def test_each_of_several_numbers_keeps_its_own_address(line: str) -> None:
    parts = [split_line(each, chicago=True) for each in parted_line(line, chicago=True)]
    assert parts == [(ONE, PLACE), (TWO, OTHER_PLACE)]


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("101005544321, 101005544322", ["101005544321", "101005544322"]),
        ("101005544321 101005544322", ["101005544321", "101005544322"]),
        ("638, 639, 1002", ["638", "639", "1002"]),
        ("5f3a9-c1, 5f3a9-c2", ["5f3a9-c1", "5f3a9-c2"]),
        (f"101005544321 {PLACE}, 101005544322 {OTHER_PLACE}", ["101005544321", "101005544322"]),
    ],
)
def test_several_numbers_of_another_city_are_several_lines_too(line: str, numbers: list[str]) -> None:
    parts = [split_line(each, chicago=False) for each in parted_line(line, chicago=False)]
    assert [number for number, _ in parts] == numbers


@pytest.mark.parametrize(
    ("line", "chicago"),
    [
        (f"{ONE} {PLACE}", True),
        (f"{ONE} {PLACE}, IL 60625-1234", True),
        ("3125550100 SR26-00000009", True),
        ("SR26-00000009, 312-555-0100", True),
        ("SR26-00000009 20260601", True),
        (f"00000009 {PLACE}", True),
        (PLACE, True),
        ("", True),
        (f"101005544321 {PLACE}", False),
        ("101005544321, 312-555-0100, Ana", False),
        (f"638 {PLACE}", False),
        ("hello there", False),
        ("2024.00123", False),
    ],
)
def test_a_telephone_a_day_or_a_house_is_no_second_number(line: str, *, chicago: bool) -> None:
    assert parted_line(line, chicago=chicago) == (line,)


@given(st.text(max_size=60) | st.text("SR26-0123456789 ,;&and", max_size=60), st.booleans())
def test_whatever_is_pasted_is_parted_without_a_fault_and_without_a_number_more(
    line: str,
    chicago: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    parts = parted_line(line, chicago=chicago)
    assert parts
    assert sum(map(len, parts)) <= len(line)


def test_a_line_without_a_number_stays_whole() -> None:
    assert split_line(PLACE, chicago=True) == (PLACE, "")


def test_a_telephone_beside_the_number_is_not_taken_for_it() -> None:
    assert split_line("3125550100 SR26-00000009", chicago=True)[0] == "SR26-00000009"


@given(st.text(max_size=60), st.booleans())
def test_whatever_is_pasted_is_taken_apart_without_a_fault(line: str, chicago: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    number, address = split_line(line, chicago=chicago)
    assert len(number) + len(address) <= len(line) + 1
