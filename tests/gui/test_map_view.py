"""The map widget: made after the first paint, fed in batches, and in words where there is no browser."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_case
from tests.gui.case_pages import a_point, moments, shown_words
from tests.gui.inline_tasks import InlineTasks
from tests.gui.map_pages import MapBeside
from wardoffice.domain.places import Place, Point
from wardoffice.domain.queue import MapPoint
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.map.view import MapView, rows_of
from wardoffice.gui.theme import LEAST_POINTS
from wardoffice.office.map_marks import danger_mark, marked
from wardoffice.office.map_page import TileProvider


class FakeWeb(QWidget):
    """A browser that writes down what it is told."""

    ready = Signal()
    clicked = Signal(int)
    area_drawn = Signal(object)
    left = Signal()
    broken = Signal()
    sized = Signal(int, int)
    moved = Signal(float, float, float)

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []
        self.calls: list[tuple[object, ...]] = []
        self.rests = 0

    def rest(self) -> None:
        self.rests += 1

    def open_page(self, path: Path) -> None:
        self.opened.append(path)

    def call(self, function: str, *arguments: object) -> None:
        self.calls.append((function, *arguments))

    def named(self, function: str) -> list[tuple[object, ...]]:
        return [each for each in self.calls if each[0] == function]


def _fail(error: Exception) -> None:
    raise AssertionError(error)


@pytest.fixture
def web(qapp: object) -> FakeWeb:
    return FakeWeb()


@pytest.fixture
def view(qtbot: QtBot, web: FakeWeb) -> MapView:
    """Painted once, with its page open and ready."""
    made = MapView(make=lambda _tiles: web)  # type: ignore[arg-type, return-value]  # a browser of the same shape
    qtbot.addWidget(made)
    made.load(Path("map.html"))
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: bool(web.opened))
    web.ready.emit()
    return made


def test_the_browser_is_not_made_before_the_first_paint(qtbot: QtBot, web: FakeWeb) -> None:
    """P10: the first web view is made after the first paint."""
    made: list[TileProvider | None] = []

    def make(tiles: TileProvider | None) -> FakeWeb:
        made.append(tiles)
        return web

    view = MapView(make=make)  # type: ignore[arg-type]  # a browser of the same shape
    qtbot.addWidget(view)
    view.load(Path("map.html"))
    view.show_points((a_point(1),))
    assert made == []

    view.show()
    qtbot.waitUntil(lambda: web.opened == [Path("map.html")])
    assert made == [None]


def test_what_was_shown_too_early_is_drawn_when_the_page_is_ready(
    qtbot: QtBot, view: MapView, web: FakeWeb
) -> None:
    view.show_points((a_point(1), a_point(2)))
    view.focus(a_point(2))

    qtbot.waitUntil(lambda: ("focusCase", 2) in web.calls)
    assert web.named("showCases")[-1] == ("showCases", rows_of(marked((a_point(1), a_point(2))), 0, 9), False)


def test_twenty_thousand_points_go_over_in_batches(qtbot: QtBot, view: MapView, web: FakeWeb) -> None:
    """P10: no step on the GUI thread over 50 ms."""
    web.calls.clear()
    view.show_points(tuple(a_point(number) for number in range(20_000)))

    qtbot.waitUntil(lambda: len(web.named("showCases")) == 20)
    batches = [len(each[1]) for each in web.named("showCases")]  # type: ignore[arg-type]
    assert set(batches) == {1_000}
    assert [each[2] for each in web.named("showCases")] == [False] + [True] * 19


def test_a_newer_list_takes_the_place_of_one_that_is_still_going_over(
    qtbot: QtBot, view: MapView, web: FakeWeb
) -> None:
    view.show_points(tuple(a_point(number) for number in range(5_000)))
    view.show_points((a_point(7),))

    qtbot.waitUntil(lambda: ("showCases", rows_of(marked((a_point(7),)), 0, 9), False) in web.calls)
    assert web.named("showCases")[-1] == ("showCases", rows_of(marked((a_point(7),)), 0, 9), False)


def test_focusing_a_case_that_is_not_drawn_draws_it(qtbot: QtBot, view: MapView, web: FakeWeb) -> None:
    view.show_points((a_point(1),))
    view.focus(a_point(9))

    qtbot.waitUntil(lambda: ("focusCase", 9) in web.calls)
    assert web.named("showCases")[-1] == ("showCases", rows_of(marked((a_point(1), a_point(9))), 0, 9), False)


def test_a_click_on_the_map_names_the_case(qtbot: QtBot, view: MapView, web: FakeWeb) -> None:
    with qtbot.waitSignal(view.clicked) as clicked:
        web.clicked.emit(42)
    assert clicked.args == [42]


def test_an_area_and_escape_are_passed_on(qtbot: QtBot, view: MapView, web: FakeWeb) -> None:
    corners = (Point(41.9, -87.7), Point(42.0, -87.7), Point(42.0, -87.6))
    with qtbot.waitSignal(view.area_drawn) as drawn:
        web.area_drawn.emit(corners)
    assert drawn.args == [corners]
    with qtbot.waitSignal(view.left):
        web.left.emit()


def test_what_it_was_told_is_told_again_to_a_browser_that_was_started_anew(
    qtbot: QtBot, view: MapView, web: FakeWeb
) -> None:
    view.show_density("never")
    view.show_boundaries("both")
    view.select([4, 2])
    view.mark_open(2)
    web.broken.emit()
    web.calls.clear()

    web.ready.emit()

    looks = {"setDark", "setTextScale", "tellSize"}
    assert [each for each in web.calls if each[0] not in looks][:4] == [
        ("setHeatMode", "never"),
        ("showBoundaries", "both"),
        ("selectCases", [4, 2]),
        ("markCase", 2),
    ]


def test_it_fits_once_the_page_says_that_it_was_drawn_in_this_size(view: MapView, web: FakeWeb) -> None:
    """A picture taken before shows a map of the size before, and a bare rim."""
    seen = [view.fitted]
    web.sized.emit(web.width(), web.height())
    seen.append(view.fitted)
    view.resize(view.width() + 100, view.height())
    seen.append(view.fitted)
    web.sized.emit(web.width(), web.height())
    seen.append(view.fitted)
    assert seen == [False, True, False, True]


def test_its_text_is_as_large_as_all_other_text(view: MapView, web: FakeWeb) -> None:
    """Street names, counts and the words at a mark are the page's own, which knows nothing of the system."""
    ((_, scale),) = web.named("setTextScale")
    assert isinstance(scale, float)
    assert scale >= 1
    font = QFont(view.font())
    font.setPointSizeF(LEAST_POINTS * 2)
    view.setFont(font)
    assert web.named("setTextScale")[-1] == ("setTextScale", 2.0)


def test_without_a_browser_it_says_so_and_what_still_works(qtbot: QtBot) -> None:
    def missing(_tiles: TileProvider | None) -> FakeWeb:
        raise ImportError

    view = MapView(make=missing)  # type: ignore[arg-type]  # it never makes one
    qtbot.addWidget(view)
    view.load(Path("map.html"))
    view.show()

    qtbot.waitUntil(lambda: "Everything else works." in view.words)
    view.show_points((a_point(1),))
    view.focus(a_point(1))


def test_nothing_is_told_to_a_page_that_is_still_being_loaded_in_the_place_of_another(
    qtbot: QtBot, view: MapView, web: FakeWeb
) -> None:
    view.show_points(tuple(a_point(number) for number in range(3_000)))
    view.load(Path("other.html"))
    web.calls.clear()
    view.show_points((a_point(1),))
    view.show_density("never")
    assert web.calls == []
    assert not view.drawn
    assert "being drawn" in view.words

    web.ready.emit()
    qtbot.waitUntil(lambda: view.drawn)
    assert ("setHeatMode", "never") in web.calls
    assert len(web.named("showCases")) == 1


def test_a_browser_that_dies_is_told_and_can_be_started_again(
    qtbot: QtBot, view: MapView, web: FakeWeb
) -> None:
    view.show_points((a_point(1),))
    web.broken.emit()
    assert "Nothing is lost" in view.words
    web.calls.clear()

    again = next(
        each for each in view.findChildren(QWidget) if each.accessibleName() == "" and _is_again(each)
    )
    QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    assert len(web.opened) == 2
    web.ready.emit()
    qtbot.waitUntil(lambda: web.named("showCases") != [])
    assert view.words == ""


def _is_again(widget: QWidget) -> bool:
    return getattr(widget, "text", str)() == "Draw the map again"


@given(
    st.lists(
        st.builds(
            a_point,
            st.integers(1, 10**9),
            ours=st.booleans(),
            safety=st.booleans(),
            title=st.text(max_size=40),
        ),
        max_size=20,
        unique_by=lambda each: each.case_id,
    )
)
def test_every_point_goes_over_once_with_its_place_its_words_and_its_mark(points: list[MapPoint]) -> None:
    shown = marked(tuple(points))
    rows = rows_of(shown, 0, len(points))
    assert sorted(row[0] for row in rows) == sorted(each.case_id for each in points)  # type: ignore[type-var]
    by_id = {each.case_id: each for each in points}
    for case_id, lat, long, which, number, title, _address in rows:
        point = by_id[case_id]  # type: ignore[index]
        assert (lat, long, number) == (point.point.lat, point.point.long, point.number)
        assert title == point.title
        assert isinstance(which, int)
        assert (shown.marks[which] == danger_mark()) is point.safety


def test_the_case_panes_small_map_shows_the_case_among_what_is_near(qtbot: QtBot) -> None:
    port = MapBeside()
    pane = CasePane(InlineTasks(_fail), moments(), port)
    qtbot.addWidget(pane)
    pane.show()
    pane.show_case(a_case())
    pane.show_near((a_point(1), a_point(5)))

    assert [each.case_id for each in port.points] == [5, 1]
    assert port.focused is not None
    assert port.focused.case_id == 1
    with qtbot.waitSignal(pane.case_asked) as asked:
        port.clicked.emit(5)
    assert asked.args == [5]


def test_a_case_without_a_place_hides_the_small_map_and_says_why(qtbot: QtBot) -> None:
    port = MapBeside()
    pane = CasePane(InlineTasks(_fail), moments(), port)
    qtbot.addWidget(pane)
    pane.show()
    pane.show_case(a_case(place=Place()))

    assert port.isHidden()
    assert port.focused is None
    assert "No address and no point known." in shown_words(pane)


def test_a_map_behind_another_rests_and_is_drawn_anew_once_it_is_seen(
    qtbot: QtBot, view: MapView, web: FakeWeb
) -> None:
    view.show_points((a_point(1),))
    qtbot.waitUntil(lambda: view.drawn)
    view.rest()
    view.hide()
    view.show()
    assert not view._resting.isActive(), "who looks at it again soon finds it as it was"

    view.hide()
    view.rest()
    view._resting.setInterval(0)
    qtbot.waitUntil(lambda: web.rests == 1)
    view.load(Path("newer.html"))
    view.show_points((a_point(1), a_point(2)))
    assert web.opened == [Path("map.html")], "nothing is read for a map that nobody sees"

    web.calls.clear()
    view.show()
    qtbot.waitUntil(lambda: web.opened == [Path("map.html"), Path("newer.html")])
    web.ready.emit()
    qtbot.waitUntil(lambda: view.drawn)
    assert web.named("showCases")[-1] == ("showCases", rows_of(marked((a_point(1), a_point(2))), 0, 9), False)


def test_what_a_person_drew_and_looked_at_stands_again_on_a_page_that_was_made_anew(
    web: FakeWeb, view: MapView
) -> None:
    """The bar goes on saying that those in the area are selected."""
    web.area_drawn.emit((Point(41.95, -87.68), Point(41.96, -87.68), Point(41.96, -87.67)))
    web.moved.emit(41.955, -87.675, 18.0)
    view.load(Path("learnt a street.html"))
    web.calls.clear()
    web.ready.emit()
    assert web.named("showArea") == [("showArea", [[41.95, -87.68], [41.96, -87.68], [41.96, -87.67]])]
    assert web.named("showView") == [("showView", 41.955, -87.675, 18.0)]
    view.clear_area()
    web.calls.clear()
    web.ready.emit()
    assert web.named("showArea") == []
