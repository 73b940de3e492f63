"""What became of a request in the city's list, in the words of the card."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.builders_case_view import NOW, a_city_record
from wardoffice.gui.case.list_words import list_words
from wardoffice.gui.case.moments import Moments

MOMENTS = Moments(ZoneInfo("America/Chicago"), lambda: NOW)


def test_a_request_in_its_place_needs_no_words() -> None:
    assert list_words(a_city_record(), MOMENTS) == ()


def test_a_request_that_left_the_list_says_since_when_and_that_it_is_kept() -> None:
    since = NOW - timedelta(days=2)
    (said,) = list_words(a_city_record(missing_since=since), MOMENTS)
    assert said == f"No longer in the city's list since {MOMENTS.day(since)}. What it last said is kept here."


def test_a_request_that_goes_on_under_another_number_names_it() -> None:
    said = list_words(a_city_record(missing_since=NOW, now_number="SR26-2"), MOMENTS)
    assert said == ("The city goes on with it under the number SR26-2.",)


def test_former_numbers_and_the_ward_it_was_moved_from_are_said() -> None:
    record = a_city_record(former_numbers=("26-1", "26-2"), former_ward=46)
    assert list_words(record, MOMENTS) == (
        "Its number was 26-1, 26-2 before.",
        "The city moved it from ward 46 to ward 47.",
    )
