"""A second window for a second screen: another list and problem, or the map, of the same office."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, Qt

from wardoffice.gui.office_window import OfficeWindow


class SecondWindow(QObject):
    """Opens one beside the first, made by ``make``, and keeps both showing the same.

    Closing it leaves the first; closing the first closes both. Reading 311 and the mail stays with the first.
    """

    def __init__(self, first: OfficeWindow, make: Callable[[], OfficeWindow]) -> None:
        super().__init__(first.window)
        self._first = first
        self._make = make
        self._second: OfficeWindow | None = None
        first.personal.second_asked.connect(self.open)
        first.window.closing.connect(self._close)

    @property
    def window(self) -> OfficeWindow | None:
        """The second window while it is open."""
        second = self._second
        return second if second is not None and shiboken6.isValid(second) else None

    def open(self) -> None:
        """Open it, or bring it to the front."""
        second = self.window
        if second is None:
            second = self._second = self._make()
            second.window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._connect(self._first, second)
            second.window.show()
            second.start()
        second.window.raise_()
        second.window.activateWindow()

    def _connect(self, first: OfficeWindow, second: OfficeWindow) -> None:
        for one, other in ((first, second), (second, first)):
            one.acting.done.connect(other.acting.hear)
            one.outgoing.sent.connect(other.acting.hear)
            one.sync.ended.connect(other.read_again)
            # A person has one set of keys and of presets, in whichever window they chose them.
            one.personal.keys_of.kept.connect(other.personal.keys_of.use)
            one.personal.saved.presets_chosen.connect(other.personal.saved.refresh)
            # What came for the outbox is no action, and is not heard of with the problems.
            one.sync.ended.connect(other.outgoing.keeper.refresh)
        second.personal.second_asked.connect(first.window.activateWindow)

    def _close(self) -> None:
        second = self.window
        if second is not None:
            second.window.close()
