"""The place of a problem on the screen: how it is known, where it may be as well, what is odd of photos."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_case, a_message, a_photo
from tests.gui.case_pages import CasePanePage, moments
from tests.gui.inline_tasks import InlineTasks
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.place_choices import PlaceChoice
from wardoffice.domain.places import Place, PlaceSource, Point
from wardoffice.gui.case.next_step import next_step
from wardoffice.gui.case.pane import CasePane

HERE = Point(41.968, -87.679)
AWAY = Point(41.980, -87.679)
APART = Place(HERE, "4812 N Damen Ave", PlaceSource.PHOTO, 8.0, ("1200 W Grove St",), 900.0)


def _fail(error: Exception) -> None:
    raise AssertionError(error)


@pytest.fixture
def page(qtbot: QtBot) -> CasePanePage:
    pane = CasePane(InlineTasks(_fail), moments(), looks_up=True)
    qtbot.addWidget(pane)
    pane.resize(760, 760)
    with qtbot.waitExposed(pane):
        pane.show()
    return CasePanePage(pane)


def chosen(page: CasePanePage, view: CaseView, words: str) -> list[PlaceChoice]:
    taken: list[PlaceChoice] = []
    page.pane.place_chosen.connect(taken.append)
    page.show(view)
    page.press(f"Set the place: {words}")
    return taken


def test_a_photo_and_words_that_differ_are_both_shown_and_flagged(page: CasePanePage) -> None:
    """P5: a person says which is meant."""
    page.show(a_case(place=APART))
    assert (
        "Two places: the photo was taken at 4812 N Damen Ave, the words say 1200 W Grove St, 0.6 miles from "
        "there."
    ) in page.words
    assert "place from the photo, within about 25 feet" in page.named("caseFacts")
    assert chosen(page, a_case(place=APART), "1200 W Grove St") == [
        PlaceChoice("1200 W Grove St", "1200 W Grove St")
    ]


def test_each_place_that_fits_alike_is_a_click_away(page: CasePanePage) -> None:
    either = Place(
        None, "4718 Hale Ave", PlaceSource.ADDRESS_IN_TEXT, None, ("4718 N Hale Ave", "4718 S Hale Ave")
    )
    view = a_case(place=either)
    assert [each.address for each in chosen(page, view, "4718 S Hale Ave")] == ["4718 S Hale Ave"]
    assert "Is it one of these?" in page.words


def test_where_a_photo_was_taken_is_offered_where_no_place_is_known(page: CasePanePage) -> None:
    photo = a_photo(1, Path("hole.jpg"), filename="IMG_1.jpg", point=AWAY)
    view = a_case(place=Place(), attachments=(photo,))
    assert [each.point for each in chosen(page, view, "Where IMG_1.jpg was taken")] == [AWAY]


def test_a_place_all_agree_on_asks_nothing(page: CasePanePage) -> None:
    page.show(a_case())
    assert "Is it one of these?" not in page.words
    assert "Or is it here?" not in page.words
    assert "Look the address up online" not in page.words


def test_an_address_nobody_knows_can_be_looked_up_where_that_is_switched_on(
    page: CasePanePage, qtbot: QtBot
) -> None:
    asked: list[int] = []
    page.pane.look_up_asked.connect(asked.append)
    unknown = Place(None, "12 Nowhere Ave", PlaceSource.ADDRESS_IN_TEXT)
    view = a_case(place=unknown)
    page.show(view)
    page.press("Look the address up online")
    assert asked == [view.case_id]
    off = CasePane(InlineTasks(_fail), moments())
    qtbot.addWidget(off)
    other = CasePanePage(off)
    other.show(view)
    assert "Look the address up online" not in other.words


def test_what_is_odd_of_photos_is_said_once_with_the_photos_it_is_true_of(page: CasePanePage) -> None:
    old = "Taken 60 days before it came."
    photos = [a_photo(n, Path(f"{n}.jpg"), filename=f"IMG_{n}.jpg", doubts=(old,)) for n in (1, 2)]
    page.show(a_case(attachments=tuple(photos)))
    assert f"IMG_1.jpg, IMG_2.jpg: {old}" in page.words


def test_what_was_odd_of_a_mail_stands_below_it(page: CasePanePage) -> None:
    doubt = (
        "The mail says it was sent on 1/1/1970, but it came on 11/23/2026: its sender's clock may be wrong."
    )
    page.show(a_case(messages=(a_message(troubles=(doubt,)),)))
    assert doubt in page.words


def test_which_of_two_places_it_is_is_a_step_of_its_own() -> None:
    steps = [
        next_step(a_case(place=place, people=(), city=()), moments()).words
        for place in (APART, Place(None, "4718 Hale Ave", PlaceSource.ADDRESS_IN_TEXT, None, ("a", "b")))
    ]
    assert steps == ["Say which of two places it is", "Find out where it is"]


def test_the_streets_on_both_sides_are_said_below_the_address(page: CasePanePage) -> None:
    place = Place(HERE, "4664 N Morrow St", PlaceSource.ADDRESS_IN_TEXT)
    page.show(a_case(place=place, between=("Lombard", "Grove")))
    assert "4664 N Morrow St\nbetween Lombard and Grove" in page.words
    page.show(a_case(place=place))
    assert "between" not in page.words
