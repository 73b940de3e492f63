"""Where a camera says it was: believed only when every number makes sense."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL.ExifTags import GPS
from PIL.TiffImagePlugin import IFDRational

from tests.photos.pictures import WESTERN_AND_LELAND, exif, saved
from wardoffice.photos.exif import gps_point
from wardoffice.photos.reading import read_picture


def block(
    lat: object = (41, 58, 1), north: object = "N", long: object = (87, 41, 20), west: object = "W"
) -> dict[int, object]:
    return {
        GPS.GPSLatitude: lat,
        GPS.GPSLatitudeRef: north,
        GPS.GPSLongitude: long,
        GPS.GPSLongitudeRef: west,
    }


def test_seconds_may_be_left_out_where_minutes_carry_the_fraction() -> None:
    point = gps_point(block(lat=(41.0, 58.02), long=(87.0, 41.34)))
    assert point is not None
    assert point.lat == pytest.approx(41.967)
    assert point.long == pytest.approx(-87.689)


@pytest.mark.parametrize("lat", [(41, 57, 60), (41, 57, 60.0), (41, 58, 0), (41, 57, IFDRational(60, 1))])
def test_sixty_seconds_are_the_next_minute(lat: object) -> None:
    point = gps_point(block(lat=lat))
    assert point is not None
    assert point.lat == pytest.approx(41 + 58 / 60)


def test_sixty_minutes_are_the_next_degree() -> None:
    assert gps_point(block(lat=(40, 60, 0))) == gps_point(block(lat=(41, 0, 0)))


@pytest.mark.parametrize(("north", "west"), [("North", "West"), ("NORTH\0", "west"), (b"N\0", b"W\0")])
def test_a_direction_may_be_written_out(north: object, west: object) -> None:
    assert gps_point(block(north=north, west=west)) == gps_point(block())


def test_south_and_east_have_their_signs() -> None:
    point = gps_point(block(north="S\0", west="e"))
    assert point is not None
    assert point.lat < 0 < point.long


@pytest.mark.parametrize(
    "tags",
    [
        {},
        block(lat=(0, 0, 0), long=(0, 0, 0)),
        block(lat=(IFDRational(0, 0),) * 3),
        block(lat=(float("nan"), 0, 0)),
        block(lat=(float("inf"), 0, 0)),
        block(north="\0\0"),
        block(north="X"),
        block(west=None),
        block(north="W", west="N"),
        block(north="NOPE"),
        block(lat=(41, 60.01, 0)),
        block(lat=(41, 58, 60.01)),
        block(lat=(90, 0, 60)),
        block(lat=(-41, 58, 0)),
        block(lat=(91, 0, 0)),
        block(lat=(90, 30, 0)),
        block(long=(181, 0, 0)),
        block(lat=()),
        block(lat=(1, 2, 3, 4)),
        block(lat="41"),
        block(lat=41.9),
        block(lat=(None, 1, 2)),
    ],
)
def test_a_location_that_makes_no_sense_is_none(tags: dict[int, object]) -> None:
    assert gps_point(tags) is None


@given(
    st.dictionaries(st.integers(0, 6), st.one_of(st.none(), st.text(), st.floats(), st.tuples(st.floats())))
)
def test_any_block_gives_a_valid_point_or_none(tags: dict[int, object]) -> None:
    point = gps_point(tags)
    assert point is None or point.is_valid()


@given(st.floats(0, 89.9), st.floats(0, 179.9))
def test_any_place_comes_back_as_it_was(lat: float, long: float) -> None:
    def parts(angle: float) -> tuple[float, float]:
        return (float(int(angle)), min((angle - int(angle)) * 60, 59.9999999))

    point = gps_point(block(lat=parts(lat), long=parts(long)))
    if point is not None:
        assert point.lat == pytest.approx(lat, abs=1e-6)
        assert point.long == pytest.approx(-long, abs=1e-6)
    else:
        assert lat == long == 0


def test_a_block_that_says_nothing_is_told_of(tmp_path: Path) -> None:
    nowhere = block(lat=(0, 0, 0), long=(0, 0, 0))
    empty = read_picture(saved(tmp_path / "empty.jpg", exif=exif(gps=nowhere)))
    assert empty.point is None
    assert "no usable location" in empty.gps_trouble
    without = read_picture(saved(tmp_path / "without.jpg"))
    assert (without.point, without.gps_trouble) == (None, "")


def test_a_camera_that_was_still_looking_for_its_place_says_so(tmp_path: Path) -> None:
    searching = read_picture(saved(tmp_path / "a.jpg", exif=exif(gps={GPS.GPSStatus: "V"})))
    assert (searching.point, "looking" in searching.gps_trouble) == (None, True)


@pytest.mark.parametrize(
    ("told", "metres"), [(12.5, 12.5), (0.0, 1.0), (99_999.0, None), (IFDRational(0, 0), None), (None, None)]
)
def test_how_far_off_a_camera_may_be_is_what_it_says_itself(
    tmp_path: Path, told: object, metres: float | None
) -> None:
    more = {} if told is None else {GPS.GPSHPositioningError: told}
    facts = read_picture(saved(tmp_path / "a.jpg", exif=exif(gps=WESTERN_AND_LELAND | more)))
    assert facts.point is not None
    assert facts.gps_metres == metres


@pytest.mark.parametrize(("day", "odd"), [("2026:11:01", False), ("2026:11:04", False), ("2026:05:01", True)])
def test_a_clock_and_a_gps_of_two_days_are_told_of(tmp_path: Path, day: str, odd: bool) -> None:  # noqa: FBT001 - a column of the table
    tags = exif(gps=WESTERN_AND_LELAND | {GPS.GPSDateStamp: day}, taken="2026:11:02 23:30:00")
    assert bool(read_picture(saved(tmp_path / "a.jpg", exif=tags)).clock_trouble) is odd


@pytest.mark.parametrize(
    "taken", ["0000:00:00 00:00:00", "1970:01:01 00:00:00", "yesterday", "    ", "2026:13:40 1:1:1"]
)
def test_a_clock_that_was_never_set_gives_no_time(tmp_path: Path, taken: str) -> None:
    assert read_picture(saved(tmp_path / "a.jpg", exif=exif(taken=taken))).taken_at is None
