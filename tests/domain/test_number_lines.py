"""Lines of a pasted list, as notes, mails and spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.number_lines import split_line
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


def test_a_line_without_a_number_stays_whole() -> None:
    assert split_line(PLACE, chicago=True) == (PLACE, "")


def test_a_telephone_beside_the_number_is_not_taken_for_it() -> None:
    assert split_line("3125550100 SR26-00000009", chicago=True)[0] == "SR26-00000009"


@given(st.text(max_size=60), st.booleans())
def test_whatever_is_pasted_is_taken_apart_without_a_fault(line: str, chicago: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    number, address = split_line(line, chicago=chicago)
    assert len(number) + len(address) <= len(line) + 1
