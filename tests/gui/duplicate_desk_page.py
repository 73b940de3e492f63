"""Drives the duplicate desk as a person does: by keys, and by what it shows."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from tests.gui.case_pages import shown_words
from tests.gui.pages import WindowPage
from wardoffice.gui.duplicate_desk.window import DuplicateDesk


class DuplicateDeskPage:
    """The desk, opened by its key from the list."""

    def __init__(self, window: WindowPage) -> None:
        window.press("d")
        desk = window.office.duplicates.shown
        assert desk is not None
        self.desk: DuplicateDesk = desk

    def press(self, key: str) -> None:
        """Press one key."""
        QTest.keyClicks(self.desk, key)

    def take_back(self) -> None:
        """Press Ctrl+Z."""
        QTest.keyClick(self.desk, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    def leave(self) -> None:
        """Press Esc."""
        QTest.keyClick(self.desk, Qt.Key.Key_Escape)

    def pauses(self) -> bool:
        """Whether it looks again in a while."""
        return any(each.isActive() for each in self.desk.keeper.findChildren(QTimer))

    def pause_ms(self) -> int:
        """How long it waits until then."""
        return max(each.interval() for each in self.desk.keeper.findChildren(QTimer))

    def wait_out(self) -> None:
        """Let the pause be over at once."""
        for each in self.desk.keeper.findChildren(QTimer):
            each.timeout.emit()

    def pair(self) -> tuple[int, int] | None:
        """The ids of the two that are shown."""
        view = self.desk.keeper.view
        return (view.left.case_id, view.right.case_id) if view is not None else None

    def says(self, *words: str) -> bool:
        """Whether all of these stand there."""
        return set(words) <= set(shown_words(self.desk))

    def all_words(self) -> str:
        """Everything that stands there."""
        return " · ".join(shown_words(self.desk))

    def empty(self) -> str:
        """What stands there where no pair is shown."""
        return self.desk.empty.accessibleName() if self.desk.stack.currentIndex() else ""
