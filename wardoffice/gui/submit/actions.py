"""To 311 by key and button: the form, the copy card, the numbers, and copying a number."""

from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.ports import Clock
from wardoffice.domain.queue import QueueRow
from wardoffice.domain.service_requests import ServiceType
from wardoffice.domain.submissions import ContactChoice, FormValues, NearRequest, SubmissionForm
from wardoffice.gui.actions.acting import Selection
from wardoffice.gui.desk import QueueReading
from wardoffice.gui.keys import ActionId
from wardoffice.gui.notify import Notifier
from wardoffice.gui.same_problem_port import Merging
from wardoffice.gui.submit.dialog import SubmitDialog
from wardoffice.gui.submit.numbers_dialog import NumbersDialog
from wardoffice.gui.submit.port import SubmitDesk
from wardoffice.gui.submit.typed_dialog import TypedDialog
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.widgets.parts import facts
from wardoffice.language import text

Begun = tuple[SubmissionForm, FormValues]


class SubmitActions(QObject):
    """What goes to 311 from a problem. ``changed`` carries the Changes of each that was done.

    ``queued`` comes when there is something new to send. ``refused_of`` tells which refused submission of a
    case, if any, the next one takes the place of, ``numbers_of`` what its 311 numbers are where it is shown.
    """

    changed = Signal(object)
    queued = Signal()

    def __init__(
        self,
        desk: SubmitDesk,
        queue: QueueReading,
        merging: Merging,
        *,
        tasks: TaskRunner,
        notifier: Notifier,
        actor: Actor,
        zone: ZoneInfo,
        clock: Clock,
        selection: Selection,
        refused_of: Callable[[int], int | None],
        numbers_of: Callable[[int], tuple[str, ...]],
        window: Callable[[], QWidget],
    ) -> None:
        super().__init__()
        self._desk, self._queue, self._merging = desk, queue, merging
        self._tasks, self._notifier, self._actor = tasks, notifier, actor
        self._zone, self._clock = zone, clock
        self._selection, self._window = selection, window
        self._refused_of, self._numbers_of = refused_of, numbers_of

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {
            ActionId.SUBMIT: self.submit,
            ActionId.COPY_CARD: self.copy_card,
            ActionId.NUMBER: self.number,
            ActionId.COPY_NUMBER: self.copy_number,
        }

    def submit(self) -> None:
        """Open the city's form for the selected problem."""
        for row in self._selection.selected_rows()[:1]:
            self.open_form(row.case_id, _titled(row), corrects=self._refused_of(row.case_id))

    def correct(self, case_id: int, submission_id: int) -> None:
        """Open the form of a refused submission again, with what was sent."""
        row = next((row for row in self._selection.selected_rows() if row.case_id == case_id), None)
        self.open_form(case_id, _titled(row) if row is not None else "", corrects=submission_id)

    def open_form(self, case_id: int, title: str, *, corrects: int | None = None) -> None:
        """Open the city's form for a problem."""
        self._tasks.submit(
            Lane.QUERY,
            lambda: self._queue.service_types(self._actor),
            owner=self,
            done=partial(self._open_form, case_id, title, corrects),
            topic="types",
        )

    def copy_card(self) -> None:
        """Open the copy card of the selected problem."""
        for row in self._selection.selected_rows()[:1]:
            self._open_card(row.case_id, _titled(row))

    def number(self) -> None:
        """Note the number of the selected problem, or those of several."""
        rows = self._selection.selected_rows()
        if len(rows) > 1:
            self._ask_numbers({row.case_id: _titled(row) for row in rows})
        elif rows:
            self._open_card(rows[0].case_id, _titled(rows[0]), at_number=True)

    def copy_number(self) -> None:
        """Put the tracking numbers of the selected problems on the clipboard."""
        rows = self._selection.selected_rows()
        # One that 311 gave a moment ago is known of the case before any list brings it.
        numbers = [each for row in rows for each in self._numbers_of(row.case_id) or row.tracking_numbers]
        if numbers:
            self.copy(", ".join(dict.fromkeys(numbers)))
        else:
            self._notifier.info(text("It has no 311 number yet."))

    def copy(self, number: str) -> None:
        """Put a number on the clipboard, and say so."""
        QGuiApplication.clipboard().setText(number)
        self._notifier.info(text("Copied: {number}", number=number))

    def _open_form(
        self, case_id: int, title: str, corrects: int | None, types: tuple[ServiceType, ...]
    ) -> None:
        dialog = SubmitDialog(
            case_id,
            title,
            office=self._desk.forms,
            types=types,
            tasks=self._tasks,
            actor=self._actor,
            zone=self._zone,
            clock=self._clock,
            corrects=corrects,
            parent=self._window(),
        )
        dialog.sent.connect(self.changed)
        dialog.sent.connect(lambda _changes: self.queued.emit())
        dialog.this_one.connect(partial(self._is_this_one, dialog, case_id))
        dialog.copy_card_asked.connect(partial(self._card_instead, dialog, case_id, title))
        dialog.start()

    def _card_instead(self, dialog: SubmitDialog, case_id: int, title: str, values: FormValues) -> None:
        form = dialog.form.form
        dialog.accept()
        self._open_card(case_id, title, (form, values) if form is not None else None)

    def _is_this_one(self, dialog: SubmitDialog, case_id: int, near: NearRequest) -> None:
        merge = partial(self._merging.merge, self._actor, (case_id, near.case_id))

        def done(changes: Changes) -> None:
            dialog.accept()
            self.changed.emit(changes)

        self._tasks.submit(Lane.WRITE, merge, owner=dialog, done=done, failed=dialog.show_error)

    def _open_card(
        self, case_id: int, title: str, begun: Begun | None = None, *, at_number: bool = False
    ) -> None:
        dialog = TypedDialog(
            case_id,
            title,
            desk=self._desk,
            tasks=self._tasks,
            actor=self._actor,
            begun=begun,
            parent=self._window(),
        )
        dialog.noted.connect(self.changed)
        dialog.start(at_number=at_number)

    def _ask_numbers(self, named: dict[int, str]) -> None:
        self._tasks.submit(
            Lane.QUERY,
            partial(self._desk.forms.contact_choice, self._actor),
            owner=self,
            done=partial(self._open_numbers, named),
            topic="choice",
        )

    def _open_numbers(self, named: dict[int, str], choice: ContactChoice) -> None:
        dialog = NumbersDialog(
            named,
            office=self._desk.numbers,
            tasks=self._tasks,
            actor=self._actor,
            office_contact=self._desk.contact,
            choice=choice,
            parent=self._window(),
        )
        dialog.noted.connect(self.changed)
        dialog.open()


def _titled(row: QueueRow) -> str:
    return facts((row.number, row.title, row.address))
