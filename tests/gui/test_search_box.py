"""The search box offers what may be typed, and says what it does not understand."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gui.pages import WindowPage
from wardoffice.domain.queue import SortBy
from wardoffice.domain.search_offers import Known, search_offers
from wardoffice.gui.search_box import SearchBox

KNOWN = Known(types=("Pothole in Street", "Street Light Out"), staff=("Ana Ruiz",), tags=("block party",))


def labels(said: str) -> list[str]:
    return [each.label for each in search_offers(said, KNOWN)]


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("st", ["status:"]),
        ("hole cha", ["channel:"]),
        ("-ha", ["-has:", "-ha"]),
        ("hole -pothole", ["-pothole"]),
        ("status:", ["status:open", "status:finished"]),
        ("type:str", ['type:"Pothole in Street"', 'type:"Street Light Out"']),
        ("assigned:", ["assigned:me", "assigned:nobody", 'assigned:"Ana Ruiz"']),
        ("tag:pa", ['tag:"block party"']),
        ('near:"4800 N Damen" has:ph', ["has:photo"]),
        ("status:open", []),
        ("h", []),
        ("hole", []),
        ("http://x", []),
    ],
)
def test_what_exists_is_offered_for_the_part_that_is_typed(said: str, offered: list[str]) -> None:
    assert labels(said) == offered


def test_a_minus_before_a_word_says_what_it_does() -> None:
    (offer,) = search_offers("hole -pothole", KNOWN)
    assert (offer.words, offer.said) == ("without this word", "hole -pothole ")


def test_an_offer_that_is_taken_keeps_what_stood_before_it() -> None:
    (offer,) = search_offers('hole near:"4800 N Damen" has:ph', KNOWN)
    assert offer.said == 'hole near:"4800 N Damen" has:photo '


def test_down_and_enter_take_an_offer(qtbot: QtBot) -> None:
    box = SearchBox()
    qtbot.addWidget(box)
    with qtbot.waitExposed(box):
        box.show()
    box.know(KNOWN)
    box.setFocus()
    QTest.keyClicks(box, "status:")
    assert box.offered() == ("status:open", "status:finished")
    popup = box.completer().popup()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert box.text() == "status:open "
    box.put_away()


def test_the_values_of_the_office_are_offered_in_the_window(page: WindowPage) -> None:
    page.press("/")
    QTest.keyClicks(page.office.top.box, "assigned:")
    assert "assigned:nobody" in page.office.top.box.offered()
    assert len(page.office.top.box.offered()) > 2
    page.office.top.box.put_away()


def test_what_is_not_understood_is_said_and_the_list_stays(page: WindowPage) -> None:
    """P8."""
    before, counted = page.titles(), page.list_line()
    page.search("status:closed")
    assert page.titles() == before
    assert page.list_line() == counted
    said = page.office.queue.filters.trouble
    assert "Not searched" in said
    assert "open, finished" in said
    page.search("status:open")
    assert page.office.queue.filters.trouble == ""


def test_a_search_that_failed_is_not_saved_as_a_list(page: WindowPage) -> None:
    page.search("status:opne")
    page.office.personal.saved.save()
    assert "could not be searched for" in page.said()


def test_what_is_searched_for_comes_newest_first_unless_another_order_is_chosen(page: WindowPage) -> None:
    orders = [page.office.queue.filters.order]

    def search(words: str) -> None:
        page.search(words)
        orders.append(page.office.queue.filters.order)

    search("wilson")
    page.office.queue.filters.sort_by(SortBy.OLDEST)
    search("berteau")
    page.office.top.box.clear()
    orders.append(page.office.queue.filters.order)
    search("wilson")
    assert orders == [SortBy.URGENCY, SortBy.NEWEST, SortBy.OLDEST, SortBy.URGENCY, SortBy.NEWEST]
