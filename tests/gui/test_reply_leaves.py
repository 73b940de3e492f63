"""Until an answer has left nothing says that somebody was answered, and a click takes it back (P6)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.gui.case_pages import shown_words
from tests.gui.practice_pages import PracticePage
from tests.gui.real_window import own_office, window_of
from wardoffice.bootstrap.office import Office
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.replying import ReplyWay
from wardoffice.gui.answer.dialog import ReplyDialog
from wardoffice.gui.queue.words import row_words
from wardoffice.store.tables import Action, Contact, OutboxMessage

_SECONDS = re.compile(r"(?:goes|leaves) in (\d+) s")


@dataclass(slots=True)
class Desk:
    """The window, on the one problem that Rosa told of by mail."""

    office: Office
    page: PracticePage
    qtbot: QtBot

    def reply(self, way: ReplyWay = ReplyWay.MAIL) -> None:
        """Thank Rosa, in this way."""
        window = self.page.office.window
        self.page.office.answers.reply()
        self.qtbot.waitUntil(lambda: any(each.is_shown for each in window.findChildren(ReplyDialog)))
        dialog = next(each for each in window.findChildren(ReplyDialog) if each.isVisible())
        row = dialog.people._rows[0]
        row.way.setCurrentIndex(row.way.findData(way.value))
        self.qtbot.waitUntil(lambda: dialog.is_shown and dialog.take_button.isEnabled())
        QTest.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)
        self.page.settle()

    def states(self) -> list[OutboxState]:
        """How the mails stand."""
        with self.office.store.reading() as session:
            return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))

    def bar(self) -> str:
        """What the bar at the bottom says."""
        return " ".join(shown_words(self.page.office.notifier))

    def pane(self) -> str:
        """What the case says."""
        return " ".join(shown_words(self.page.office.pane))

    def line(self) -> str:
        """What the line of the list says."""
        queue = self.page.office.queue
        (row,) = queue.selected_rows()
        now, zone = self.office.store.now(), ZoneInfo("America/Chicago")
        return row_words(row, now, zone, self.office.actor.name).sentence()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with own_office(tmp_path / "office") as office:
        built = OfficeBuilder(office.store)
        built.service_type("POT", "Pothole")
        rosa = built.contact("Rosa Vega", "rosa@home.example")
        built.mail("A hole", contact_id=rosa, address="4800 N Damen Ave", service_code="POT")
        with window_of(office, qtbot, monkeypatch) as page:
            yield Desk(office, page, qtbot)


def _counts_down(desk: Desk, said: Callable[[], str]) -> None:
    """Wait until less time is left than now."""

    def seconds() -> int:
        found = _SECONDS.search(said())
        return int(found[1]) if found else -1

    first = seconds()
    assert 0 < first <= 15
    desk.qtbot.waitUntil(lambda: 0 < seconds() < first)


def test_an_answer_counts_down_at_the_bottom_with_a_button_that_takes_it_back(desk: Desk) -> None:
    desk.reply()
    assert desk.bar().startswith("Answer to one person: by mail It goes in ")
    assert "Take it back" in desk.bar()
    _counts_down(desk, desk.bar)
    take_back = next(
        each
        for each in desk.page.office.notifier.findChildren(QAbstractButton)
        if each.text() == "Take it back"
    )
    QTest.mouseClick(take_back, Qt.MouseButton.LeftButton)
    desk.page.settle()
    assert desk.states() == [OutboxState.WITHDRAWN]
    assert "It goes in" not in desk.bar()
    assert "Owed an answer since" in desk.pane()


def test_nothing_says_that_she_was_answered_before_her_mail_has_left(desk: Desk) -> None:
    desk.reply()
    assert "Answer leaves in " in desk.pane()
    assert "1 answer has not gone yet" in desk.pane()
    assert "answer waits in the outbox" in desk.line()
    for each in (desk.pane(), desk.line()):
        assert "Everyone answered" not in each
        assert "Answered " not in each
        assert "answered " not in each
    _counts_down(desk, desk.pane)


def test_a_letter_is_one_to_post_until_somebody_posted_it(desk: Desk) -> None:
    with desk.office.store.writing() as session:
        session.scalars(select(Contact)).one().address = "4812 N Damen Ave, Chicago, IL 60625"
    desk.reply(ReplyWay.LETTER)
    assert desk.page.said() == "Answer to one person: a letter to post"
    assert "It goes in" not in desk.bar()
    assert "Owed an answer since" in desk.pane()
    assert "· Letter to post" in desk.pane()
    assert "1 letter to post" in desk.pane()
    assert "letter to post" in desk.line()


def test_the_sender_looks_at_once_for_what_was_queued_or_queued_again(desk: Desk) -> None:
    """It knows by itself only of what waited when it looked last."""
    outgoing = desk.page.office.outgoing
    runs: list[None] = []
    waits: list[None] = []
    outgoing.runner.ended.connect(lambda: runs.append(None))
    outgoing.keeper.something_waits.connect(lambda: waits.append(None))
    desk.reply()
    desk.qtbot.waitUntil(lambda: bool(runs) and len(waits) == 1)
    desk.page.key("Ctrl+Z")
    assert desk.states() == [OutboxState.WITHDRAWN]
    desk.page.key("Ctrl+Shift+Z")
    assert desk.states() == [OutboxState.QUEUED]
    desk.qtbot.waitUntil(lambda: len(waits) == 2)


def test_while_everything_is_held_no_answer_is_counted_down_and_taking_the_hold_back_lets_it_go(
    desk: Desk,
) -> None:
    """P6: it counted down to an hour that did not come; and what an undo let go, nobody sent."""
    outgoing = desk.page.office.outgoing
    waits: list[None] = []
    outgoing.settling.hold(on=True)
    desk.qtbot.waitUntil(lambda: outgoing.view.hold.text() == "Let everything go")
    desk.reply()
    assert "everything in the outbox is held" in desk.bar()
    assert "It goes in" not in desk.bar()
    assert "Answer leaves in" not in desk.pane()
    assert "nswer waits in the outbox" in desk.pane()
    outgoing.keeper.something_waits.connect(lambda: waits.append(None))
    desk.office.undoing.undo(desk.office.actor, _held_by(desk))
    outgoing.keeper.refresh()
    desk.qtbot.waitUntil(lambda: bool(waits))


def _held_by(desk: Desk) -> int:
    """The action that held everything."""
    with desk.office.store.reading() as session:
        held = select(Action.id).where(Action.kind == ActionKind.HOLD_OUTBOX)
        return session.scalars(held.order_by(Action.id.desc())).first() or 0
