"""Typed into the city's own program: the copy card beside it, and the number it gave at the end."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.submissions import Fit, FormValues, NumberFinding, SubmissionForm
from wardoffice.gui.dialogs.frame import field_label
from wardoffice.gui.dialogs.working import WorkingQuestion, endless_bar
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.submit.contact_box import ContactBox
from wardoffice.gui.submit.copy_card import CardFields
from wardoffice.gui.submit.number_box import NumberBox, link_words
from wardoffice.gui.submit.port import SubmitDesk
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import banner, label, row
from wardoffice.language import text

_SIZE = (720, 600)


class TypedDialog(WorkingQuestion):
    """Keys 1 to 9, 0 and then letters copy a field, Enter looks the number up and links it.

    It stays above the city's program. ``noted`` carries the Changes of a number that was linked. ``begun``
    is a form that was read and filled in before; without one it is read.
    """

    noted = Signal(object)

    def __init__(
        self,
        case_id: int,
        title: str,
        *,
        desk: SubmitDesk,
        tasks: TaskRunner,
        actor: Actor,
        begun: tuple[SubmissionForm, FormValues] | None = None,
        parent: QWidget | None,
    ) -> None:
        super().__init__(text("Type it into 311"), title, text("Look it up"), parent, size=_SIZE)
        self.setObjectName("typedDialog")
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self._case_id, self._desk, self._tasks, self._actor = case_id, desk, tasks, actor
        self._begun = begun
        self.fields = CardFields()
        """The card."""
        self.fields.add_keys(self)
        self.fields.copied.connect(self._say)
        self._said = label("", "quiet", wrap=False)
        self._bar = endless_bar(text("Reading the city's questions"))
        self._trouble = banner("", Tone.WAITING)
        self._trouble.hide()
        self.contact = ContactBox()
        """Whose contact goes into the city's form."""
        self.contact.changed.connect(self._show_card)
        self.number = NumberBox(self._look, tasks)
        """The number 311 gave."""
        self.number.found.connect(self._found)
        self.leave_button.setText(text("Close"))
        self.leave_button.setAccessibleName(text("Close"))
        self.take_does(self._take)
        self._build()
        self._found(None)
        self.fill_height()

    @property
    def said(self) -> str:
        """What was copied last, or what failed."""
        return self._trouble.text() if not self._trouble.isHidden() else self._said.text()

    def start(self, *, at_number: bool = False) -> None:
        """Open it; ``at_number`` for somebody who has the number already."""
        self.open()
        if self._begun is not None:
            self._show(self._begun)
        else:
            self._read()
        if at_number:
            self.number.typed.setFocus()
        else:
            self.take_button.setFocus()

    def done(self, result: int) -> None:
        """Stop what is still being asked."""
        self.number.leave()
        super().done(result)

    def _read(self) -> None:
        job = self.begin(blocks=False)
        prepare = partial(self._desk.forms.prepare, self._actor, self._case_id, None, cancelled=job.cancelled)
        self._tasks.submit(
            Lane.CITY_ASK,
            lambda: _with_values(prepare()),
            owner=self,
            done=self._show,
            failed=self._fail,
            job=job,
        )

    def _show(self, begun: tuple[SubmissionForm, FormValues]) -> None:
        self.end()
        self._begun = begun
        self._bar.hide()
        form, values = begun
        self._trouble.show_word(form.untold, Tone.WAITING)
        self._trouble.setVisible(bool(form.untold))
        self.contact.show_form(form, values.contact, values.contact_id)
        self._show_card()

    def _fail(self, error: WardOfficeError) -> None:
        self.end()
        self._bar.hide()
        self._trouble.show_word(str(error), Tone.DANGER)
        self._trouble.show()

    def _show_card(self) -> None:
        if self._begun is None:
            return
        form, values = self._begun
        contact, contact_id = self.contact.chosen()
        self.fields.show_card(
            self._desk.forms.card(form, replace(values, contact=contact, contact_id=contact_id))
        )

    def _look(self, typed: str, cancelled: Callable[[], bool]) -> NumberFinding:
        return self._desk.numbers.look_up(self._actor, self._case_id, typed, cancelled)

    def _found(self, finding: NumberFinding | None) -> None:
        self.offer(link_words(finding))

    def _take(self) -> None:
        finding = self.number.finding
        if finding is None or finding.fit is Fit.UNUSABLE:
            self.number.look_up()
            return
        contact, contact_id = self.contact.chosen()
        note = partial(
            self._desk.numbers.note_number, self._actor, self._case_id, finding.number, contact, contact_id
        )
        self.take_button.setEnabled(False)
        self._tasks.submit(Lane.WRITE, note, owner=self, done=self._linked, failed=self._fail)

    def _linked(self, changes: Changes) -> None:
        self.accept()
        self.noted.emit(changes)

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._said.setAccessibleName(words)

    def _build(self) -> None:
        whole = KeyButton(text("Copy the whole card"), icon="mdi6.content-copy", of=PlaceKey.CARD_ALL)
        whole.clicked.connect(self.fields.copy_all)
        card = Card(text("For the fields of the city's program"))
        card.body.addWidget(self._bar)
        card.body.addWidget(self.fields, 1)
        card.body.addLayout(row(self._said, whole, stretch_after=0))
        self.body.addWidget(self._trouble)
        self.body.addWidget(card, 1)
        self.body.addWidget(field_label(text("Whose contact goes to 311"), self.contact.box))
        self.body.addWidget(self.contact)
        number = Card(text("I have the number"))
        number.body.addWidget(self.number)
        self.body.addWidget(number)
        PlaceShortcut(PlaceKey.CARD_NUMBER, self, self.number.typed.setFocus)


def _with_values(form: SubmissionForm) -> tuple[SubmissionForm, FormValues]:
    return form, form.values
