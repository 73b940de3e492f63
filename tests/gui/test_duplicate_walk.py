"""The duplicate desk on a real office: it ends when nothing alike stands apart, and not before (P4, P5)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.gui.case_pages import shown_words
from tests.gui.duplicate_desk_page import DuplicateDeskPage
from tests.gui.pages import WindowPage
from tests.gui.prepared_dialogs import PreparedDialogs
from tests.gui.real_window import open_real_window
from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.opening import open_office
from wardoffice.domain.cases import CaseStatus, FinishReason
from wardoffice.domain.places import Point
from wardoffice.gui.notify import Notifier
from wardoffice.store.tables import Case

_MOST_PRESSED = 100


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path / "office", user="Maria") as made:
        yield made


Open = Callable[[], WindowPage]


@pytest.fixture
def real_page(
    qtbot: QtBot, office: Office, dialogs: PreparedDialogs, notifier: Notifier, tmp_path: Path
) -> Open:
    """Opens the window, once there is something in the list."""

    return partial(open_real_window, qtbot, office, dialogs, notifier, tmp_path)


def opened(qtbot: QtBot, page: WindowPage) -> DuplicateDeskPage:
    made = DuplicateDeskPage(page)
    qtbot.waitUntil(made.desk.isActiveWindow)
    return made


def tell(office: Office, address: str, count: int) -> list[int]:
    """That many people write of one pothole, an hour after one another."""
    build, now = OfficeBuilder(office.store), office.store.now()
    return [
        build.mail(
            "Pothole, please fix",
            address=address,
            point=Point(41.9, -87.7),
            service_code="PHF",
            received_at=now - timedelta(hours=hours),
            contact_id=build.contact(),
        ).case_id
        for hours in range(count)
    ]


def standing(office: Office, told: list[int]) -> int:
    """How many problems stand for these tellings."""
    with office.store.reading() as session:
        return len(set(session.scalars(select(Case.root_id).where(Case.id.in_(told)))))


@pytest.mark.parametrize("count", [8, 20])
def test_it_ends_only_when_all_who_told_of_one_problem_stand_together(
    qtbot: QtBot, office: Office, real_page: Open, count: int
) -> None:
    """Each telling knows its five likeliest only; what was put together is looked around anew."""
    OfficeBuilder(office.store).service_type("PHF", "Pothole in Street Complaint")
    told = tell(office, "4853 S Wood St", count)
    page = real_page()
    desk = opened(qtbot, page)
    pressed = 0
    while desk.pair() is not None and pressed < _MOST_PRESSED:
        desk.press("1")
        pressed += 1
    assert standing(office, told) == 1
    assert pressed == count - 1, "no press was for nothing"
    assert desk.empty().startswith("No two problems look the same")
    desk.take_back()
    assert standing(office, told) == 2
    desk.press("1")
    assert standing(office, told) == 1
    desk.leave()


def test_one_that_comes_up_once_another_was_said_to_differ_is_asked_too(
    qtbot: QtBot, office: Office, real_page: Open
) -> None:
    OfficeBuilder(office.store).service_type("PHF", "Pothole in Street Complaint")
    told = tell(office, "4853 S Wood St", 8)
    page = real_page()
    desk = opened(qtbot, page)
    pressed = 0
    while desk.pair() is not None and pressed < _MOST_PRESSED:
        desk.press("2")
        pressed += 1
    assert pressed == len(told) * (len(told) - 1) / 2, "every pair was asked, and once"
    assert standing(office, told) == len(told)
    desk.leave()


@pytest.mark.parametrize("finish_too", [True, False])
def test_what_was_finished_since_is_asked_about_before_it_comes_apart(
    qtbot: QtBot, office: Office, real_page: Open, dialogs: PreparedDialogs, *, finish_too: bool
) -> None:
    """A person says "finished too, or open again"; the desk took it out as open without a word."""
    OfficeBuilder(office.store).service_type("PHF", "Pothole in Street Complaint")
    told = tell(office, "4853 S Wood St", 2)
    page = real_page()
    desk = opened(qtbot, page)
    desk.press("1")
    with office.store.reading() as session:
        (root,) = set(session.scalars(select(Case.root_id).where(Case.id.in_(told))))
    assert root is not None
    office.triage.finish(office.actor, [root], FinishReason.SEEN_DONE)
    dialogs.finish_too = finish_too
    desk.take_back()
    with office.store.reading() as session:
        states = {case.id: case.status for case in session.scalars(select(Case).where(Case.id.in_(told)))}
    (other,) = set(told) - {root}
    assert states[other] is (CaseStatus.FINISHED if finish_too else CaseStatus.OPEN)
    assert standing(office, told) == 2
    desk.leave()


def test_what_was_taken_back_in_the_window_does_not_stand_before_what_was_said_earlier(
    qtbot: QtBot, office: Office, real_page: Open
) -> None:
    OfficeBuilder(office.store).service_type("PHF", "Pothole in Street Complaint")
    pairs = [tell(office, address, 2) for address in ("4853 S Wood St", "1200 N Elm St", "77 E Oak St")]
    page = real_page()
    desk = opened(qtbot, page)
    desk.press("11")
    window = page.office.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert sum(standing(office, each) for each in pairs) == 5
    desk.desk.activateWindow()
    qtbot.waitUntil(desk.desk.isActiveWindow)
    desk.take_back()
    assert any("taken back already" in each for each in shown_words(desk.desk))
    desk.take_back()
    assert sum(standing(office, each) for each in pairs) == 6
    for _ in pairs:
        desk.press("1")
    assert sum(standing(office, each) for each in pairs) == 3, "all three were asked again"
    desk.leave()
