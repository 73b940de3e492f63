"""The directory a city's file starts: who owns which type, and nobody's address made up for a real city."""

import csv
from pathlib import Path

import msgspec
import pytest

from wardoffice.domain.departments import BodyKind
from wardoffice.domain.errors import SettingsError
from wardoffice.open311.cities import city_keys, load_city

_OWNERS = {
    "Streets and Sanitation": "dss",
    "CDOT - Department of Transportation": "cdot",
    "DWM - Department of Water Management": "dwm",
    "DOB - Buildings": "dob",
    "BACP - Business Affairs and Consumer Protection": "bacp",
    "Health": "cdph",
    "Animal Care and Control": "animal-care",
}


def test_every_type_the_city_publishes_an_owner_of_has_it_here(test_data: Path) -> None:
    owners = {code: each.key for each in load_city("chicago").listed_departments() for code in each.types}
    with (test_data / "catalogue" / "chicago-sr-types-2026.csv").open(encoding="utf-8") as file:
        published = list(csv.DictReader(file))
    for row in published:
        wanted = _OWNERS.get(row["owner_department"])
        if wanted is None:
            continue
        assert owners[row["sr_short_code"]].startswith(wanted), row
        if row["open311_service_code_2023"]:
            assert owners[row["open311_service_code_2023"]] == owners[row["sr_short_code"]]


def test_chicago_lists_the_bodies_that_are_not_the_city_s_with_a_number_to_give() -> None:
    listed = load_city("chicago").listed_departments()
    assert {each.body for each in listed} >= set(BodyKind) - {BodyKind.NEIGHBOUR}
    missing = {each.key for each in listed if not each.body.is_city and not each.public_phone}
    assert missing <= {"cook-county", "cook-county-roads", "divvy-scooters"}
    assert all(each.source for each in listed if each.types or each.roads)


@pytest.mark.parametrize("key", city_keys())
def test_people_and_addresses_are_listed_for_made_up_cities_only(key: str) -> None:
    people = [person for each in load_city(key).listed_departments() for person in each.people]
    if key == "practice":
        assert people
        assert all(each.email.endswith(".example") and "-555-01" in each.phone for each in people)
    else:
        assert people == []


@pytest.mark.parametrize(
    ("directory", "why"),
    [
        ([{"key": "a", "name": "A"}, {"key": "a", "name": "B"}], "two departments have the key a"),
        (
            [{"key": "a", "name": "A", "types": ["PHF"]}, {"key": "b", "name": "B", "types": ["PHF"]}],
            "a and b both own PHF",
        ),
        ([{"key": "a", "name": "A", "body": "moon"}], "moon"),
        ([{"key": "a", "name": "A", "roads": [{"street": "N. Cicero!", "known_as": "50"}]}], "street"),
    ],
)
def test_a_directory_that_contradicts_itself_is_named(
    tmp_path: Path, directory: list[dict[str, object]], why: str
) -> None:
    city = {"key": "x", "name": "X", "base_url": "http://x.example", "timezone": "America/Chicago"}
    path = tmp_path / "x.json"
    path.write_bytes(msgspec.json.encode({**city, "directory": directory}))
    with pytest.raises(SettingsError) as found:
        load_city(path)
    assert why in str(found.value)
