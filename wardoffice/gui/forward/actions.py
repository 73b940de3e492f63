"""To a department, by key and button."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.changes import Changes
from wardoffice.domain.forward_wish import wish_of
from wardoffice.domain.forwarding import ForwardForm, ForwardWish
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.actions.at_once import few_enough
from wardoffice.gui.forward.dialog import DRAFT, ForwardDialog
from wardoffice.gui.forward.port import ForwardDesk
from wardoffice.gui.keys import ActionId
from wardoffice.language import text

MOST_SENT_ON = 100
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
        if case_ids and self.few_enough(len(case_ids)):
            self.open_for(case_ids)

    def few_enough(self, count: int) -> bool:
        """Whether so many may be sent on at once; where not, it is said."""
        return few_enough(count, self._acting.notifier, most=MOST_SENT_ON, safe=text("Nothing was sent."))

    def open_for(
        self,
        case_ids: Sequence[int],
        begun: Mapping[str, Any] | None = None,
        *,
        department_id: int | None = None,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Open the dialog for these problems; ``begun`` are the values of a mail taken back.

        ``department_id`` is who is chosen, None for whom the dialog chooses; ``then`` comes once the mail was
        sent or left.
        """
        first = self._acting.first if begun is None else self._acting.open_again
        first(partial(self._read, case_ids, begun), partial(self._open, department_id, then))

    def _read(
        self, case_ids: Sequence[int], begun: Mapping[str, Any] | None
    ) -> tuple[ForwardForm, dict[str, Any], ForwardWish | None]:
        actor = self._acting.actor
        form = self._desk.forms.prepare(actor, case_ids)
        if begun is None:
            return form, self._desk.drafts.all(actor).get(DRAFT, {}), None
        return form, {}, wish_of(begun, [each.case_id for each in form.cases])

    def _open(
        self,
        department_id: int | None,
        then: Callable[[], None],
        read: tuple[ForwardForm, dict[str, Any], ForwardWish | None],
    ) -> None:
        form, begun, wish = read
        dialog = ForwardDialog(
            form,
            begun,
            wish,
            desk=self._desk,
            tasks=self._acting.tasks,
            actor=self._acting.actor,
            parent=self._window(),
        )
        dialog.sent.connect(self._sent)
        dialog.sent.connect(lambda _changes: then())
        dialog.rejected.connect(then)
        if department_id is not None:
            dialog.choices.choose_department(department_id)
        dialog.start()

    def _sent(self, changes: Changes) -> None:
        self._acting.tell_leaving(changes)
        self.queued.emit()
