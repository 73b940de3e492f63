"""Reply by key and button."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.changes import Changes
from wardoffice.domain.replying import ReplyForm, ReplyKind
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.answer.dialog import ReplyDialog
from wardoffice.gui.answer.port import AnswerDesk
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.keys import ActionId
from wardoffice.language import text


class AnswerActions(QObject):
    """Writes to the people of a problem. ``queued`` comes when there is something new to send.

    ``window`` gives what the dialog stands over.
    """

    queued = Signal()

    def __init__(
        self, desk: AnswerDesk, acting: Acting, moments: Moments, *, window: Callable[[], QWidget]
    ) -> None:
        super().__init__()
        self._desk, self._acting = desk, acting
        self._moments, self._window = moments, window

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {ActionId.REPLY: self.reply}

    def reply(self) -> None:
        """Write to the people of the selected problem."""
        case_id = self._acting.current()
        if case_id is not None:
            self.open_for(case_id)

    def open_for(self, case_id: int, kind: ReplyKind | None = None) -> None:
        """Write to the people of a problem."""
        begin = partial(self._desk.replying.begin, self._acting.actor, case_id)
        self._acting.first(begin, partial(self._open, kind))

    def _open(self, kind: ReplyKind | None, form: ReplyForm) -> None:
        if not form.people:
            self._acting.notifier.info(
                text("Nobody told us of this problem, so there is nobody to write to.")
            )
            return
        dialog = ReplyDialog(
            form,
            office=self._desk.replying,
            tasks=self._acting.tasks,
            actor=self._acting.actor,
            moments=self._moments,
            kind=kind,
            parent=self._window(),
        )
        dialog.sent.connect(self._sent)
        dialog.start()

    def _sent(self, changes: Changes) -> None:
        self._acting.tell(changes)
        self.queued.emit()
