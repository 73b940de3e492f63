"""The map's screen: how many it shows, what the marks mean, what is selected on it and done with it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from tests.builders_queue import MARIA
from tests.fakes import FakeOffice
from tests.gui.case_pages import a_point
from tests.gui.inline_tasks import InlineTasks
from tests.gui.late_tasks import LateTasks
from tests.gui.map_pages import MapBeside
from tests.gui.pages import desk_of
from wardoffice.domain.errors import StoreBusyError, WardOfficeError
from wardoffice.domain.places import Point
from wardoffice.domain.queue import Desk, QueueFilter, View
from wardoffice.gui.map import keeper as map_keeper
from wardoffice.gui.map.keeper import MapKeeper
from wardoffice.gui.map.screen import MapScreen
from wardoffice.gui.notify import Notifier
from wardoffice.gui.queue.filters import FilterBar
from wardoffice.office.density import Density
from wardoffice.office.map_marks import marked

AROUND_ALL = (Point(41, -88), Point(43, -88), Point(43, -87), Point(41, -87))


class OnThree:
    """A list of everything, with the cursor on the third case."""

    def __init__(self) -> None:
        self.filters = FilterBar()
        self.filters.ask(View.ALL, QueueFilter())

    def current_id(self) -> int:
        return 3


def _fail(error: WardOfficeError) -> None:
    raise AssertionError(error)


@pytest.fixture
def port(qapp: object) -> MapBeside:
    return MapBeside()


@pytest.fixture
def screen(qtbot: QtBot, port: MapBeside) -> MapScreen:
    made = MapScreen(port)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def office() -> FakeOffice:
    return FakeOffice()


@pytest.fixture
def keeper(screen: MapScreen, office: FakeOffice) -> MapKeeper:
    made = MapKeeper(
        screen,
        desk_of(office),
        OnThree(),
        tasks=InlineTasks(_fail),
        notifier=Notifier(),
        actor=MARIA,
    )
    made.setParent(screen)
    return made


def _choose(screen: MapScreen, name: str, key: str) -> None:
    box = next(each for each in screen.findChildren(QComboBox) if each.accessibleName() == name)
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def _button(screen: MapScreen, words: str) -> QPushButton:
    return next(each for each in screen.findChildren(QPushButton) if each.text() == words)


def test_it_says_how_many_it_shows_and_how_many_it_cannot(screen: MapScreen) -> None:
    assert screen.count_words == "No problem with a known place in this list."
    two = marked((a_point(1), a_point(2)))

    screen.show_marked(two, Density(), limit=500)
    assert screen.count_words == "2 problems with a known place"
    screen.show_marked(two, Density(), limit=2)
    assert screen.count_words == "The 2 most urgent problems of the list that have a place."
    screen.show_marked(two, Density(), limit=500, without=52)
    assert screen.count_words == "2 problems with a known place · 52 without a known place"
    screen.show_marked(marked(()), Density(), limit=500, without=1)
    assert screen.count_words == "No problem with a known place in this list. · 1 without a known place"


def test_it_says_which_list_it_shows(screen: MapScreen, office: FakeOffice) -> None:
    listed = OnThree()
    tasks, desk = InlineTasks(_fail), desk_of(office)
    keeper = MapKeeper(screen, desk, listed, tasks=tasks, notifier=Notifier(), actor=MARIA)
    keeper.setParent(screen)
    keeper.read()
    assert screen.list_words == "All"
    listed.filters.ask(View.TO_US, QueueFilter(words="pothole", urgent=True))
    keeper.read()
    assert screen.list_words == "To us · with “pothole” · urgent"


def test_a_list_that_fits_on_the_map_is_counted_for_those_without_a_place(
    screen: MapScreen, keeper: MapKeeper, office: FakeOffice
) -> None:
    placed = [each for each in office.known if office.known[each].point is not None]
    office.known[placed[0]] = replace(office.known[placed[0]], point=None)
    without = sum(row.point is None for row in office.known.values())
    keeper.read()
    assert screen.count_words.endswith(f"{without} without a known place")
    assert office.asked("count") == [View.ALL]


def test_a_list_of_which_the_map_shows_the_first_is_not_counted(
    screen: MapScreen, keeper: MapKeeper, office: FakeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P10: counting half a million for words that are not said took longer than the map."""
    monkeypatch.setattr(map_keeper, "MOST_POINTS", 2)
    keeper.read()
    assert screen.count_words == "The 2 most urgent problems of the list that have a place."
    assert office.asked("count") == []


def test_the_legend_names_the_marks_that_are_there_and_counts_them(screen: MapScreen) -> None:
    points = (a_point(1), a_point(2), a_point(3, safety=True), a_point(4, desk=Desk.FINISHED))
    screen.show_marked(marked(points), Density())

    assert screen.legend_words == ("Danger · 1", "To us · 2", "We are done · 1", "Open in the queue")


def test_a_click_on_the_map_names_the_case(qtbot: QtBot, screen: MapScreen, port: MapBeside) -> None:
    with qtbot.waitSignal(screen.case_chosen) as chosen:
        port.clicked.emit(2)
    assert chosen.args == [2]


def test_the_marks_tell_the_type_when_asked_to(
    screen: MapScreen, port: MapBeside, keeper: MapKeeper, office: FakeOffice
) -> None:
    keeper.read()
    assert "To us" in screen.legend_words[0] + screen.legend_words[1]
    shown = {each.case_id for each in port.points}

    _choose(screen, "Marks tell", "type")

    types = {row.title for row in office.known.values()}
    named = {words.partition(" · ")[0] for words in screen.legend_words}
    assert named & types
    assert {each.case_id for each in port.points} == shown


def test_another_choice_of_marks_while_a_list_is_read_leaves_the_map_on_the_new_list(
    screen: MapScreen, port: MapBeside, office: FakeOffice
) -> None:
    tasks, listed = LateTasks(), OnThree()
    keeper = MapKeeper(screen, desk_of(office), listed, tasks=tasks, notifier=Notifier(), actor=MARIA)
    keeper.setParent(screen)
    keeper.read()
    tasks.come()
    listed.filters.ask(View.TO_US, QueueFilter())
    keeper.read()

    _choose(screen, "Marks tell", "type")
    tasks.come()

    assert screen.list_words == "To us"
    named = {words.partition(" · ")[0] for words in screen.legend_words}
    assert named & {row.title for row in office.known.values()}


def test_after_a_list_that_could_not_be_read_the_marks_that_are_there_can_still_tell_the_type(
    screen: MapScreen, office: FakeOffice, notifier: Notifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreBusyError("Somebody else is writing.")

    tasks = InlineTasks(_fail)
    keeper = MapKeeper(screen, desk_of(office), OnThree(), tasks=tasks, notifier=notifier, actor=MARIA)
    keeper.setParent(screen)
    keeper.read()
    monkeypatch.setattr(office, "map_points", fail)
    keeper.read()
    assert notifier.accessibleName() == "Somebody else is writing."
    notifier.close_one()

    _choose(screen, "Marks tell", "type")

    named = {words.partition(" · ")[0] for words in screen.legend_words}
    assert named & {row.title for row in office.known.values()}


def test_density_and_boundaries_are_the_persons_choice(screen: MapScreen, port: MapBeside) -> None:
    _choose(screen, "Density", "never")
    assert port.mode == "never"

    box = next(each for each in screen.findChildren(QComboBox) if each.accessibleName() == "Boundaries")
    assert box.isHidden()
    screen.name_boundaries("Since May 15, 2023", "Before May 15, 2023")
    assert not box.isHidden()
    assert box.itemText(1) == "Before May 15, 2023"
    _choose(screen, "Boundaries", "both")
    assert port.boundaries == "both"


def test_the_case_that_is_open_in_the_queue_is_marked(port: MapBeside, keeper: MapKeeper) -> None:
    keeper.read()
    assert port.opened == 3


def test_what_lies_in_a_drawn_area_is_selected_and_its_rows_are_known(
    screen: MapScreen, port: MapBeside, keeper: MapKeeper, office: FakeOffice
) -> None:
    keeper.read()
    _button(screen, "Draw an area").click()
    told = [port.drawing]
    port.draw(*AROUND_ALL)
    told.append(port.drawing)

    assert told == [True, False]
    placed = {each.case_id for each in port.points}
    assert set(keeper.selected_ids()) == placed
    assert {row.case_id for row in keeper.selected_rows()} == placed
    assert set(port.selected) == placed
    assert screen.selected.isVisible()
    assert screen.selected.count == len(placed)
    assert keeper.ring == AROUND_ALL


def test_an_area_around_nothing_selects_nothing(
    screen: MapScreen, port: MapBeside, keeper: MapKeeper
) -> None:
    keeper.read()
    port.draw(Point(10, 10), Point(11, 10), Point(11, 11))

    assert keeper.selected_ids() == ()
    assert screen.selected.isHidden()


def test_all_in_view_is_selected_without_a_mouse(
    screen: MapScreen, port: MapBeside, keeper: MapKeeper
) -> None:
    keeper.read()
    QTest.keyClick(_button(screen, "Select all in view"), Qt.Key.Key_Space)

    assert set(keeper.selected_ids()) == {each.case_id for each in port.points}


def test_what_left_the_list_is_not_selected_any_more(
    port: MapBeside, keeper: MapKeeper, office: FakeOffice
) -> None:
    keeper.read()
    port.draw(*AROUND_ALL)
    gone = keeper.selected_ids()[0]
    del office.known[gone]

    keeper.read()

    assert keeper.selected_ids()
    assert gone not in keeper.selected_ids()


def test_escape_steps_out_of_drawing_then_of_the_selection_then_of_the_map(
    qtbot: QtBot, screen: MapScreen, port: MapBeside, keeper: MapKeeper
) -> None:
    keeper.read()
    port.draw(*AROUND_ALL)
    screen.draw_area()

    port.left.emit()
    assert not port.drawing
    assert keeper.selected_ids()

    port.left.emit()
    assert keeper.selected_ids() == ()
    assert port.cleared == 1

    with qtbot.waitSignal(screen.left):
        port.left.emit()
