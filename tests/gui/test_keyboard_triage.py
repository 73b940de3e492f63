"""The triager's morning on a real office, by keyboard alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.builders import OfficeBuilder
from tests.gui.pages import WindowPage
from tests.gui.personal_pages import PersonalPage
from tests.gui.prepared_dialogs import PreparedDialogs
from tests.gui.real_window import open_real_window
from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.opening import open_office
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason
from wardoffice.domain.queue import View
from wardoffice.gui.dialogs.answers import AnswerGiven, FinishAnswer, ListName, StaffChoice
from wardoffice.gui.notify import Notifier

CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Ward:
    """A small ward: two mails about one hole, a light, a question of a school, a limb, a watched request."""

    office: Office
    hole: int
    same_hole: int
    light: int
    school: int
    closed: int
    watched: int


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    with open_office(tmp_path / "office", user="Maria") as office:
        build = OfficeBuilder(office.store)
        now = office.store.now()

        def told(words: str, name: str, hours: float, address: str = "") -> int:
            at = now - timedelta(hours=hours)
            return build.mail(words, contact_id=build.contact(name), received_at=at, address=address).case_id

        hole = told("Deep hole at the corner", "Rosa Diaz", 40, "4512 N Kedzie Ave")
        same_hole = told("Hole eats tires", "Ed Park", 30, "4512 N Kedzie Ave")
        light = told("Alley light is out", "Jan Kowalski", 20)
        school = told("Crossing guard", "Amundsen School", 10)
        closed = build.mail("Tree limb hangs", owed=False, received_at=now - timedelta(hours=5)).case_id
        watched = build.city_record(service_name="Graffiti Removal").case_id
        yield Ward(office, hole, same_hole, light, school, closed, watched)


@pytest.fixture
def desk(
    qtbot: QtBot, ward: Ward, dialogs: PreparedDialogs, notifier: Notifier, tmp_path: Path
) -> PersonalPage:
    return PersonalPage(open_real_window(qtbot, ward.office, dialogs, notifier, tmp_path))


def go_to(page: WindowPage, case_id: int) -> None:
    """Down the list by J until the cursor is on the case."""
    for _ in range(page.office.queue.model.rowCount()):
        if page.current() == case_id:
            return
        page.press("j")
    raise AssertionError(f"{case_id} is not in the list")


def test_the_inbox_is_worked_off_and_a_mistake_taken_back(
    ward: Ward, desk: PersonalPage, dialogs: PreparedDialogs
) -> None:
    page, queue = desk.page, ward.office.queue
    me = ward.office.actor
    assert page.current() == ward.hole, "the longest unanswered stands first"

    page.search("kedize")  # a slip in a street's name
    assert {row.case_id for row in page.rows()} == {ward.hole, ward.same_hole}
    page.chord(Qt.Key.Key_Escape)
    page.chord(Qt.Key.Key_A, CONTROL)
    dialogs.root = ward.hole
    page.press("m")
    assert [row.case_id for row in page.rows()] == [ward.hole]

    dialogs.staff = StaffChoice(me.staff_id)
    page.press("a")
    dialogs.words = "Cones are on their way"
    page.press("n")
    people = [person.contact_id for person in ward.office.cases.show(me, ward.hole).people]
    dialogs.given = AnswerGiven(tuple(each for each in people if each), AnswerWay.CALLED, "Cones today")
    page.press("l")
    row = queue.rows(me, [ward.hole])[ward.hole]
    assert (row.assignee, row.owed_since) == (me.name, None)

    page.press("/")
    page.office.top.box.clear()
    page.chord(Qt.Key.Key_Escape)
    go_to(page, ward.closed)
    dialogs.finish = FinishAnswer(FinishReason.SEEN_DONE, "")
    page.press("x")
    assert queue.rows(me, [ward.closed])[ward.closed].status is CaseStatus.FINISHED
    page.chord(Qt.Key.Key_Z, CONTROL)
    assert queue.rows(me, [ward.closed])[ward.closed].status is CaseStatus.OPEN


def test_what_is_looked_for_is_found_and_kept_as_a_list(
    ward: Ward, desk: PersonalPage, dialogs: PreparedDialogs
) -> None:
    page = desk.page
    desk.palette("show all keys")
    sheet = page.office.window.findChildren(type(desk.open_keys()))[-1]
    sheet.accept()
    page.search("from:school status:open")
    assert [row.case_id for row in page.rows()] == [ward.school]
    page.chord(Qt.Key.Key_Escape)
    dialogs.list_name = ListName("Schools", shared=True)
    page.chord(Qt.Key.Key_S, CONTROL)
    assert "Schools 1" in desk.lists()
    assert "Amundsen School" in desk.offered_by_palette("amundsen", found=True)
    desk.palette("list: new today")
    assert page.office.queue.filters.narrowed.words == "after:today"


def test_a_watched_request_is_taken_by_one_key(ward: Ward, desk: PersonalPage) -> None:
    page = desk.page
    desk.palette("graffiti", found=True)
    assert page.shown_case() == ward.watched
    assert page.office.queue.filters.view is View.ALL
    page.office.queue.table.setFocus()
    QTest.keyClick(page.office.queue.table, Qt.Key.Key_G)
    assert ward.office.queue.rows(ward.office.actor, [ward.watched])[ward.watched].ours
