"""What is odd about photos, and the places a person is offered for it."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.builders_case_view import NOW, a_case, a_photo
from tests.ward_boundaries import HOME, TODAY, two_wards
from wardoffice.domain.case_view import AttachmentView, CaseView
from wardoffice.domain.pictures import Rank
from wardoffice.domain.place_choices import MOST, place_choices, told_apart
from wardoffice.domain.places import Box, Place, PlaceSource, Point
from wardoffice.office.boundaries import Boundaries
from wardoffice.office.photo_doubts import PhotoDoubts
from wardoffice.office.ward_files import keep_wards

HERE = Point(41.968, -87.679)
AWAY = Point(41.980, -87.679)
CITY = Box(41.6, -87.95, 42.1, -87.5)
DOUBTS = PhotoDoubts(CITY.metres_to, ZoneInfo("America/Chicago"))


def photo(number: int = 1, **changes: object) -> AttachmentView:
    return a_photo(number, Path(f"hole-{number}.jpg"), **{"taken_at": None, **changes})


def case(
    *photos: AttachmentView, place: Place = Place(HERE, "4812 N Damen Ave", PlaceSource.CITY)
) -> CaseView:
    return a_case(attachments=photos, place=place)


def test_a_photo_from_outside_the_city_is_told_with_its_distance_and_gives_no_place() -> None:
    (seen,) = DOUBTS.on(case(photo(point=Point(48.8567, 2.3508)))).attachments
    assert seen.point is None
    assert "miles outside the city, at 48.8567, 2.3508" in seen.doubts[0]


def test_a_photo_just_over_the_border_is_believed() -> None:
    nearby = Point(42.12, -87.68)
    (seen,) = DOUBTS.on(case(photo(point=nearby), place=Place())).attachments
    assert (seen.point, seen.doubts) == (nearby, ())


def test_a_photo_far_from_the_place_says_how_far() -> None:
    near, far = DOUBTS.on(case(photo(1, point=HERE), photo(2, point=AWAY))).attachments
    assert near.doubts == ()
    assert far.doubts == ("Taken 0.8 miles from this place.",)


def test_what_was_kept_of_a_file_and_an_odd_time_are_told_too() -> None:
    old = photo(doubts=("Its clock is wrong.",), taken_at=NOW - timedelta(days=60), came_at=NOW)
    (seen,) = DOUBTS.on(case(old)).attachments
    assert seen.doubts == ("Its clock is wrong.", "Taken 59 days before it came.")


def test_photos_offer_their_places_where_none_is_known_each_spot_once() -> None:
    photos = [photo(1, point=HERE), photo(2, point=HERE), photo(3, point=AWAY), photo(4)]
    logo = photo(5, point=Point(41.9, -87.7), rank=Rank.LOGO)
    choices = place_choices(case(*photos, logo, place=Place()))
    assert [each.point for each in choices] == [HERE, AWAY]
    assert choices[0].label == "Where 2 photos were taken"


def test_what_a_person_said_is_not_asked_again() -> None:
    said = Place(HERE, "4812 N Damen Ave", PlaceSource.PERSON)
    assert place_choices(case(photo(point=AWAY), place=said)) == ()


def test_photo_and_words_that_differ_are_both_offered_until_a_person_says() -> None:
    both = Place(HERE, "4812 N Damen Ave", PlaceSource.PHOTO, None, ("1200 W Grove St",), 900.0)
    view = case(photo(point=HERE), place=both)
    assert told_apart(view)
    assert [(each.address, each.point) for each in place_choices(view)] == [
        ("4812 N Damen Ave", HERE),
        ("1200 W Grove St", None),
    ]
    assert not told_apart(case())


def test_no_more_than_a_few_places_are_offered() -> None:
    photos = [photo(number, point=Point(41.9 + number / 100, -87.7)) for number in range(MOST + 3)]
    assert len(place_choices(case(*photos, place=Place()))) == MOST


def test_a_box_measures_from_its_nearest_edge() -> None:
    assert CITY.metres_to(HERE) == 0
    assert round(CITY.metres_to(Point(42.2, -87.7)) / 1000) == 11


def test_how_far_outside_the_city_is_measured_from_its_ward_map(tmp_path: Path) -> None:
    """A city without a map is the box of its file; one of which nothing is known has no outside."""
    boundaries = Boundaries(tmp_path, lambda: TODAY)
    paris = Point(48.8567, 2.3508)
    assert boundaries.metres_outside(paris) == 0
    assert boundaries.metres_outside(paris, CITY) == CITY.metres_to(paris) > 6_000_000
    (tmp_path / "map.geojson").write_bytes(two_wards())
    keep_wards(tmp_path, tmp_path / "map.geojson")
    boundaries.reload()
    assert boundaries.metres_outside(HOME, CITY) == 0
    assert round(boundaries.metres_outside(Point(42.1, HOME.long), CITY) / 1000) == 11
