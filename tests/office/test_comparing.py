"""What was told is made comparable, and a model that cannot be used is refused in words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.comparing import comparing
from wardoffice.assets import resource
from wardoffice.domain.errors import SettingsError
from wardoffice.domain.tellings import Telling
from wardoffice.office.comparing import read_model
from wardoffice.office.service_families import read_families

NOON = datetime(2026, 9, 1, 17, tzinfo=UTC)


def test_two_spellings_of_one_address_are_one_and_its_unit_is_kept_apart() -> None:
    one = comparing().prepared(Telling(1, None, "4853 South Wood Street, Apt. 2", NOON), "")
    other = comparing().prepared(Telling(2, None, "4853 S Wood St #3", NOON), "")
    assert one.address == other.address == "4853 S WOOD ST"
    assert (one.unit, other.unit) == ("apt 2", "3")


@pytest.mark.parametrize(
    ("type_name", "words", "family"),
    [
        ("Street Light Out Complaint", "there is a pothole", "street light"),
        ("", "Luz del callejón apagada", "street light"),
        ("", "Stray Animal Complaint", "animals"),
        ("Something The City Made Up", "pothole", ""),
        ("", "Good morning", ""),
    ],
)
def test_the_kind_is_known_by_the_type_and_without_one_by_the_words(
    type_name: str, words: str, family: str
) -> None:
    assert comparing().prepared(Telling(1, None, "", NOON, words=words), type_name).family == family


@pytest.mark.parametrize(
    ("found", "put"),
    [
        ("same_address = ", "samme_address = "),
        ("maybe = 0.05", "maybe = 5"),
        ("[weights]", "[weights"),
        ("", ""),
    ],
)
def test_a_model_that_cannot_be_used_is_refused_in_words(tmp_path: Path, found: str, put: str) -> None:
    path = tmp_path / "duplicates.toml"
    whole = resource("duplicates.toml").read_text("utf-8")
    path.write_text(whole.replace(found, put) if found else "", "utf-8")
    with pytest.raises(SettingsError, match=r"duplicates\.toml"):
        read_model(path)


def test_kin_that_no_kind_is_called_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "service_families.toml"
    whole = resource("service_families.toml").read_text("utf-8")
    path.write_text(whole.replace('kin = ["cave-in"', 'kin = ["cavein"'), "utf-8")
    with pytest.raises(SettingsError, match="no kind is called cavein"):
        read_families(path)
