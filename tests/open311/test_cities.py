"""City profiles fit their schema, and a bad one is said in words."""

import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from wardoffice.assets import resource, schema
from wardoffice.domain.errors import SettingsError
from wardoffice.open311.cities import city_keys, load_city
from wardoffice.open311.city_schema import city_schema

GOOD: dict[str, object] = {
    "key": "x",
    "name": "X",
    "base_url": "https://example.org/v2",
    "timezone": "America/Chicago",
}


def test_the_schema_file_is_what_the_profile_type_says() -> None:
    """Mend with: python -m wardoffice.open311.city_schema."""
    assert schema("city.json").read_text(encoding="utf-8") == city_schema()


def test_all_cities_of_the_plan_are_there() -> None:
    assert set(city_keys()) >= {
        "chicago",
        "chicago-test",
        "boston",
        "san-francisco",
        "washington-dc",
        "bloomington",
        "toronto",
        "generic",
    }


@pytest.mark.parametrize("key", city_keys())
def test_every_city_fits_the_schema_and_loads(key: str) -> None:
    raw = json.loads((resource("cities") / f"{key}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(json.loads(city_schema())).validate(raw)
    profile = load_city(key)
    assert profile.key == key
    assert profile.context(datetime.now(UTC)).zone.key == profile.timezone


def test_chicago_is_as_its_documentation_says() -> None:
    chicago = load_city("chicago")
    assert chicago.max_page_size == 500
    assert chicago.max_span_days == 90
    assert chicago.updated_after
    assert chicago.extensions
    assert chicago.context().ward_path == ("extended_attributes", "ward")


def test_a_city_of_ones_own_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    assert load_city(path) == load_city(str(path))
    assert load_city(path).base_url == "https://example.org/v2"
    assert load_city(path).context().ward_path == ()


def test_a_city_can_be_moved_to_another_address() -> None:
    generic = load_city("generic")
    moved = generic.at(" http://127.0.0.1:8080/open311/v2/ ")
    assert moved.base_url == "http://127.0.0.1:8080/open311/v2"
    assert moved.at(generic.base_url) == generic


@pytest.mark.parametrize("address", ["", "ftp://example.org", "https://", "example.org/v2", "http://a/b?c=d"])
def test_what_is_no_address_is_said_in_words_p8(address: str) -> None:
    with pytest.raises(SettingsError, match="not the address of a 311 system"):
        load_city("generic").at(address)


def test_an_unknown_city_is_said_in_words() -> None:
    with pytest.raises(SettingsError, match="no city “atlantis”") as caught:
        load_city("atlantis")
    assert "chicago" in caught.value.next_step


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"base_url": "file:///etc/passwd"}, "base_url"),
        ({"base_url": "https://example.org/v2/"}, "base_url"),
        ({"timezone": "Mars/Olympus"}, "unknown time zone “Mars/Olympus”"),
        ({"timezone": "../../etc/passwd"}, "unknown time zone"),
        ({"page_size": 0}, "page_size"),
        ({"page_size": 51}, "more than max_page_size"),
        ({"format": "csv"}, "format"),
        ({"pagesize": 5}, "pagesize"),
        ({"key": "Not A Key"}, "key"),
        ({"bounds": [1, 2]}, "bounds"),
        ({"bounds": [-88.0, 41.6, -87.4, 42.1]}, "no city lies there"),
        ({"bounds": [42.1, -88.0, 41.6, -87.4]}, "south must be less than north"),
        ({"bounds": [41.6, -87.4, 42.1, -88.0]}, "west less than east"),
        ({"bounds": [41.6, 42.1, -88.0, -87.4]}, "south, west, north, east"),
        ({"bounds": [0, 0, 0, 0]}, "south must be less than north"),
        ({"bounds": [410, -88, 420, -87]}, "no city lies there"),
        ({"bounds": [24.5, -125.0, 49.4, -66.9]}, "a city measures"),
        ({"bounds": [41.9, -87.7, 41.9001, -87.6999]}, "a city measures"),
    ],
)
def test_a_bad_city_file_is_said_in_words_p8(changed: dict[str, object], words: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps({**GOOD, **changed}), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_city(path)
    assert "bad.json" in caught.value.happened
    assert words in caught.value.happened
    assert caught.value.next_step


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_file_that_is_no_city_is_said_in_words_p8(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(raw)
    with pytest.raises(SettingsError):
        load_city(path)
    with pytest.raises(SettingsError):
        load_city(tmp_path / "missing.json")
