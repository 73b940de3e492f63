"""The real window on a real office, by keys alone: questions are answered by keys as well."""

from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from tests.gui.pages import WindowPage
from wardoffice.domain.case_view import CaseView, Suggestion
from wardoffice.gui.office_window import OfficeWindow
from wardoffice.gui.tasks import Tasks

_LOOK_MILLISECONDS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """How a question is answered: what its title ``asks``, what is typed, and the keys pressed then."""

    asks: str
    typed: str = ""
    keys: tuple[str, ...] = ("Return",)


class Typist(QObject):
    """Answers the questions as they come up, each once, in their order."""

    def __init__(self, answers: tuple[Answer, ...]) -> None:
        super().__init__()
        self._left = deque(answers)
        self._before: QDialog | None = None
        self.wrong: list[str] = []
        """Questions that were not those foreseen; they are left."""
        self._timer = QTimer(self, interval=_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    @property
    def done(self) -> bool:
        """Whether all were asked and answered, and none is open."""
        return not self._left and QApplication.activeModalWidget() is None

    def stop(self) -> None:
        """Answer nothing more."""
        self._timer.stop()

    def _look(self) -> None:
        question = QApplication.activeModalWidget()
        if not isinstance(question, QDialog) or question is self._before:
            return
        if not question.isActiveWindow():
            question.activateWindow()
            return
        self._before = question
        answer = self._left.popleft() if self._left else Answer("nothing")
        if answer.asks not in question.windowTitle():
            self.wrong.append(question.windowTitle())
            question.reject()
            return
        QTest.keyClicks(QApplication.focusWidget() or question, answer.typed)
        for key in answer.keys:
            QTest.keySequence(QApplication.focusWidget() or question, QKeySequence(key))


class PracticePage(WindowPage):
    """Drives one window of the practice ward's office, and waits until what it asked for is shown."""

    def __init__(self, office_window: OfficeWindow, tasks: Tasks, qtbot: QtBot) -> None:
        super().__init__(office_window)
        self._tasks = tasks
        self._qtbot = qtbot

    @property
    def case(self) -> CaseView:
        """The problem that is shown."""
        view = self.office.pane.view
        assert view is not None
        return view

    @property
    def suggested(self) -> tuple[Suggestion, ...]:
        """What may be the same as the problem that is shown."""
        return self.office.pane.suggestions

    def beside(self, other: OfficeWindow) -> "PracticePage":
        """The page of another window on the same lanes, with the keyboard."""
        page = PracticePage(other, self._tasks, self._qtbot)
        page.come_to_front()
        return page

    def come_to_front(self) -> None:
        """Take the keyboard, with the focus in the list."""
        self._activate()
        self.office.queue.table.setFocus()

    def settle(self) -> None:
        """Wait until nothing is read or written, and the pane shows what the list is on."""
        self._qtbot.waitUntil(self._is_settled)

    def key(self, *keys: str) -> str:
        """Press keys that ask nothing, and wait; what the bar at the bottom says then."""
        return self.ask(keys)

    def ask(self, keys: tuple[str, ...], *answers: Answer) -> str:
        """Press keys, answer what is asked, and wait; what the bar at the bottom says then."""
        self._activate()
        typist = Typist(answers)
        try:
            for key in keys:
                QTest.keySequence(self._target(), QKeySequence(key))
            self._qtbot.waitUntil(lambda: typist.done and self._is_settled())
        finally:
            typist.stop()
        assert typist.wrong == []
        return self.said()

    def tags_offered(self) -> list[str]:
        """The tags that the list can be narrowed to."""
        return [each.name for each in self.office.queue.filters._tags]

    def go_down_to_suggestions(self, most: int = 40, *, apart_from: frozenset[int] = frozenset()) -> None:
        """Down the list by J until the problem that is shown may be the same as another."""
        for _ in range(most):
            if self.suggested and self.case.case_id not in apart_from:
                return
            self.key("J")
        raise AssertionError("nothing in the list looks like something else")

    def go_down_to_one_who_waits(self, most: int = 40) -> None:
        """Down the list by J until the problem that is shown is one that somebody is owed an answer on."""
        for _ in range(most):
            if any(each.owed_since for each in self.case.people):
                return
            self.key("J")
        raise AssertionError("nobody waits for an answer")

    def _activate(self) -> None:
        # Without a window manager nobody gives the keyboard back when a question has closed.
        self.office.window.activateWindow()
        self._qtbot.waitUntil(self.office.window.isActiveWindow)

    def _is_settled(self) -> bool:
        office = self.office
        shown = office.pane.view.case_id if office.pane.view is not None else None
        return self._tasks.idle and not office.follower.resting and shown == office.queue.current_id()
