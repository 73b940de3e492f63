"""A place that is chosen or looked up in the real window reaches the office, and the list works on."""

from dataclasses import replace

from tests.fakes import FakeOffice
from tests.gui.pages import WindowPage
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.place_choices import PlaceChoice
from wardoffice.domain.places import Point
from wardoffice.gui.office_window import OfficeWindow

SPOT = Point(41.97, -87.68)


def test_a_place_that_is_clicked_is_set_and_can_be_undone(
    page: WindowPage, office: FakeOffice, office_window: OfficeWindow
) -> None:
    office_window.pane.place_chosen.emit(PlaceChoice("By the photo: 1 A St", "1 A St", SPOT))
    assert office.known[1].address == "1 A St"
    assert office.known[1].point == SPOT
    page.press("j")
    assert page.current() == 2


def test_looking_up_online_sets_the_place(
    page: WindowPage, office: FakeOffice, office_window: OfficeWindow
) -> None:
    office_window.pane.look_up_asked.emit(1)
    assert office.asked("look_up") == [(1,)]
    assert page.said() == "Place set to 4812 N Damen Ave"


def test_the_question_offers_the_places_it_may_be(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs, office_window: OfficeWindow
) -> None:
    shown = office.show
    either = ("4718 N Hale Ave", "4718 S Hale Ave")

    def undecided(actor: object, case_id: int) -> object:
        view = shown(actor, case_id)  # type: ignore[arg-type]  # whoever asks
        return replace(view, place=replace(view.place, point=None, others=either))

    office.show = undecided  # type: ignore[method-assign,assignment]  # a case that is not decided
    page.press("p")
    assert dialogs.questions == ["place or 4718 N Hale Ave or 4718 S Hale Ave"]
    assert office_window.pane.view is not None
