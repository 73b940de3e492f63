"""The history of the office in a dialog: read by the page, taken back from, problems opened from."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.office_history import HistoryFilter, HistoryPage
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.desk import Desk
from wardoffice.gui.history.dialog import HistoryDialog
from wardoffice.gui.keys import ActionId
from wardoffice.gui.tasks import Lane


class HistoryActions(QObject):
    """``case_asked`` carries the id of a problem that was chosen in the history."""

    case_asked = Signal(int)

    def __init__(self, acting: Acting, desk: Desk) -> None:
        super().__init__()
        self._acting, self._history, self._queue = acting, desk.history, desk.queue

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {ActionId.HISTORY: self.show}

    def show(self) -> None:
        """Open the history over the window."""
        self._acting.dialogs.show_history(self._open)

    def _open(self, moments: Moments, parent: QWidget | None) -> HistoryDialog:
        acting = self._acting
        dialog = HistoryDialog(acting.actor, moments, parent)
        dialog.page_asked.connect(partial(self._read_newest, dialog))
        dialog.more_asked.connect(partial(self._read_more, dialog))
        dialog.undo_asked.connect(acting.undo_action)
        dialog.case_asked.connect(self.case_asked)
        acting.changed.connect(dialog.ask_again)
        dialog.finished.connect(lambda _code: dialog.deleteLater())
        staff = partial(self._queue.staff, acting.actor)
        acting.tasks.submit(Lane.QUERY, staff, owner=dialog, done=dialog.filters.know, topic="staff")
        dialog.open()
        dialog.ask()
        return dialog

    def _read_newest(self, dialog: HistoryDialog, asked: HistoryFilter, down_to: int | None) -> None:
        self._read(dialog, dialog.show_page, asked, None, down_to)

    def _read_more(self, dialog: HistoryDialog, asked: HistoryFilter, before: int) -> None:
        self._read(dialog, dialog.add_page, asked, before, None)

    def _read(
        self,
        dialog: HistoryDialog,
        done: Callable[[HistoryFilter, HistoryPage], None],
        asked: HistoryFilter,
        before: int | None,
        down_to: int | None,
    ) -> None:
        acting = self._acting
        acting.tasks.submit(
            Lane.QUERY,
            partial(self._history.history, acting.actor, asked, before, down_to),
            owner=dialog,
            done=partial(done, asked),
            topic="history",
        )
