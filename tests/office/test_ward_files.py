"""The office keeps each map of wards whole, under the day it came into force."""

from datetime import date
from pathlib import Path

import pytest

from tests.geo.test_ward_files import shapefile_parts, zipped
from tests.geo.test_wards import FEATURES, feature, ring, write
from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.places import Point
from wardoffice.office.ward_files import keep_wards, read_wards

HERE = Point(41.81, -87.65)
NEW = date(2023, 5, 15)


def test_maps_of_several_days_are_kept_side_by_side(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    old = write(tmp_path / "old.geojson", [feature(5, "Polygon", [ring(-87.7, 41.8, -87.6, 41.9)])])
    keep_wards(folder, old, date(2015, 5, 18))
    kept = keep_wards(folder, zipped(tmp_path / "new.zip", shapefile_parts(FEATURES)), NEW)
    assert kept.wards == (2, 10)
    wards = read_wards(folder)
    assert wards.begins == (date(2015, 5, 18), NEW)
    assert (wards.ward_of(HERE, date(2020, 1, 1)), wards.ward_of(HERE, NEW)) == (5, 2)


def test_a_map_without_a_day_is_the_one_the_office_had_before(tmp_path: Path) -> None:
    keep_wards(tmp_path, write(tmp_path / "some.geojson", FEATURES))
    assert (tmp_path / "wards.geojson").exists()
    assert read_wards(tmp_path).ward_of(HERE, NEW) == 2
    assert read_wards(tmp_path / "nothing").in_force(NEW) is None


def test_a_map_that_cannot_be_used_leaves_the_kept_one_alone_p8(tmp_path: Path) -> None:
    keep_wards(tmp_path, write(tmp_path / "some.geojson", FEATURES), NEW)
    kept = (tmp_path / "wards-2023-05-15.geojson").read_bytes()
    with pytest.raises(UnreadableError, match=r"bad\.geojson"):
        keep_wards(tmp_path, write(tmp_path / "bad.geojson", []), NEW)
    assert (tmp_path / "wards-2023-05-15.geojson").read_bytes() == kept


def test_a_kept_map_named_by_no_day_there_is_is_said_in_words_p8(tmp_path: Path) -> None:
    write(tmp_path / "wards-2023-02-30.geojson", FEATURES)
    with pytest.raises(UnreadableError, match="wards-2023-02-30") as caught:
        read_wards(tmp_path)
    assert caught.value.next_step
