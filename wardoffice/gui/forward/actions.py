"""To a department, by key and button."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.forwarding import ForwardForm
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.forward.dialog import DRAFT, ForwardDialog
from wardoffice.gui.forward.port import ForwardDesk
from wardoffice.gui.keys import ActionId
from wardoffice.language import text

MOST_AT_ONCE = 100
"""Problems that are sent on at once: each is read and shown before anything goes."""


class ForwardActions(QObject):
    """Sends the selected problems on. ``queued`` comes when there is something new to send.

    ``window`` gives what the dialog stands over.
    """

    queued = Signal()

    def __init__(self, desk: ForwardDesk, acting: Acting, *, window: Callable[[], QWidget]) -> None:
        super().__init__()
        self._desk, self._acting, self._window = desk, acting, window

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {ActionId.FORWARD: self.forward}

    def forward(self) -> None:
        """Open the dialog for the selected problems."""
        case_ids = self._acting.selection.selected_ids()
        if len(case_ids) > MOST_AT_ONCE:
            self._acting.notifier.error(
                CannotDoError(
                    text("More than {count} problems are selected.", count=MOST_AT_ONCE),
                    text("Nothing was sent."),
                    text("Select fewer, or narrow the list first."),
                )
            )
        elif case_ids:
            self.open_for(case_ids)

    def open_for(self, case_ids: Sequence[int], begun: Mapping[str, Any] | None = None) -> None:
        """Open the dialog for these problems; ``begun`` is what was written in a mail taken back."""
        self._acting.first(partial(self._read, case_ids, begun), self._open)

    def _read(
        self, case_ids: Sequence[int], begun: Mapping[str, Any] | None
    ) -> tuple[ForwardForm, dict[str, Any]]:
        actor = self._acting.actor
        form = self._desk.forms.prepare(actor, case_ids)
        return form, dict(begun) if begun else self._desk.drafts.all(actor).get(DRAFT, {})

    def _open(self, read: tuple[ForwardForm, dict[str, Any]]) -> None:
        form, begun = read
        dialog = ForwardDialog(
            form,
            begun,
            desk=self._desk,
            tasks=self._acting.tasks,
            actor=self._acting.actor,
            parent=self._window(),
        )
        dialog.sent.connect(self._sent)
        dialog.start()

    def _sent(self, changes: Changes) -> None:
        self._acting.tell_leaving(changes)
        self.queued.emit()
