"""A person's hands: keys and clicks for the window's own widgets.

Each is delivered by the event loop a moment later and never from the step that asks for it: a key may open
a question that runs an event loop of its own, in which the next steps must go on.
"""

from collections import deque
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QDialog, QMenu, QWidget

_AGAIN_MILLISECONDS = 20
_NO_KEY = Qt.KeyboardModifier.NoModifier


class Hands:
    """Works in one window and in the questions and menus over it."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._asked: deque[Callable[[], None]] = deque()

    @property
    def still(self) -> bool:
        """Whether everything asked for was delivered."""
        return not self._asked

    @property
    def front(self) -> QWidget:
        """What takes keys and clicks now: a menu, a question, or the window."""
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self._window

    def question(self) -> QDialog | None:
        """The question that is open."""
        front = QApplication.activeModalWidget()
        return front if isinstance(front, QDialog) else None

    def menu(self) -> QMenu | None:
        """The menu that is open."""
        front = QApplication.activePopupWidget()
        return front if isinstance(front, QMenu) else None

    def press(self, *keys: str) -> None:
        """Press keys one after the other: "J", "Ctrl+Z", "Return"."""
        for key in keys:
            self._soon(partial(self._press, key))

    def write(self, words: str) -> None:
        """Type words where the focus is."""
        self._soon(partial(self._write, words))

    def click(self, widget: QWidget) -> None:
        """Click the middle of a widget."""
        self._soon(lambda: QTest.mouseClick(widget, Qt.MouseButton.LeftButton))

    def click_row(self, table: QAbstractItemView, index: QModelIndex, *, more: bool = False) -> None:
        """Click a row of a list; ``more`` adds it to what is selected."""

        def click() -> None:
            table.scrollTo(index)
            spot: QPoint = table.visualRect(index).center()
            modifier = Qt.KeyboardModifier.ControlModifier if more else _NO_KEY
            QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, spot)

        self._soon(click)

    def button(self, name: str, place: QWidget | None = None) -> QAbstractButton | None:
        """The button of that accessible name that can be clicked now."""
        for each in (place or self.front).findChildren(QAbstractButton):
            if each.accessibleName() == name and each.isVisible() and each.isEnabled():
                return each
        return None

    def _soon(self, do: Callable[[], None]) -> None:
        self._asked.append(do)
        QTimer.singleShot(0, self._window, self._deliver)

    def _deliver(self) -> None:
        front = QApplication.activeModalWidget() or self._window
        if QApplication.activeWindow() is None or not self._has_activity(front):
            # A browser that starts in the window takes its activity away, and without a window manager nobody
            # gives it back to the question below one that was closed; keys go nowhere without it.
            front.activateWindow()
            QTimer.singleShot(_AGAIN_MILLISECONDS, self._window, self._deliver)
            return
        # Taken out first: what it opens may stay open while the tour goes on.
        self._asked.popleft()()

    @staticmethod
    def _has_activity(front: QWidget) -> bool:
        return front.isActiveWindow() or QApplication.activePopupWidget() is not None

    def _press(self, key: str) -> None:
        target = self._target()
        if len(key) == 1:
            QTest.keyClicks(target, key.lower())
        else:
            QTest.keySequence(target, QKeySequence(key))

    def _write(self, words: str) -> None:
        # QTest knows the keys of ASCII only, and people type "Muñoz".
        target = self._target()
        for letter in words:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QCoreApplication.sendEvent(target, QKeyEvent(kind, 0, _NO_KEY, letter))

    def _target(self) -> QWidget:
        if (menu := self.menu()) is not None:
            return menu
        focused = QApplication.focusWidget()
        front = self.front
        inside = focused is not None and (focused is front or front.isAncestorOf(focused))
        return focused if focused is not None and inside else front
