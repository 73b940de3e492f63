"""To 311: the city's form for one problem, from reading its questions to the outbox."""

from collections.abc import Sequence
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.ports import Clock
from wardoffice.domain.service_requests import ServiceType
from wardoffice.domain.submissions import FormProblem, FormValues, SubmissionForm
from wardoffice.gui.dialogs.working import WorkingQuestion, endless_bar
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.submit.form import SubmitForm
from wardoffice.gui.submit.port import FormOffice
from wardoffice.gui.submit.type_pick import ask_service_type
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import banner, facts, label
from wardoffice.language import plural, text

_SIZE = (900, 560)


class SubmitDialog(WorkingQuestion):
    """Reads the form by itself once it is open; Ctrl+Enter sends, or tries again what failed.

    ``corrects`` is a refused submission that this one takes the place of.
    ``sent`` carries the Changes of the submission, ``copy_card_asked`` the FormValues typed so far,
    ``this_one`` the NearRequest that is this very problem. What is typed stays until one of them.
    """

    sent = Signal(object)
    copy_card_asked = Signal(object)
    this_one = Signal(object)

    def __init__(
        self,
        case_id: int,
        title: str,
        *,
        office: FormOffice,
        types: Sequence[ServiceType],
        tasks: TaskRunner,
        actor: Actor,
        zone: ZoneInfo,
        clock: Clock,
        corrects: int | None = None,
        parent: QWidget | None,
    ) -> None:
        super().__init__(text("To 311"), title, text("Send to 311"), parent, size=_SIZE, writes=True)
        self.setObjectName("submitDialog")
        self._case_id, self._office, self._types = case_id, office, tuple(types)
        self._tasks, self._actor, self._corrects = tasks, actor, corrects
        self._code: str | None = None
        self._kept: FormValues | None = None
        self._empty: FormValues | None = None
        waits = EmptyState(
            "mdi6.cloud-search-outline",
            text("Reading the city's questions …"),
            text("What is typed stays. Esc leaves without sending."),
        )
        self._waits_page = _with_bar(waits)
        self._failed = EmptyState("mdi6.cloud-alert-outline", "", "")
        self.form = SubmitForm(zone, clock)
        """The form, once it was read."""
        self._stack = QStackedWidget()
        for page in (self._waits_page, self._failed, self.form):
            self._stack.addWidget(page)
        self._error = banner("", Tone.DANGER)
        self._error.hide()
        self.body.addWidget(self._error)
        self.body.addWidget(self._stack, 1)
        self._said = label("", "problem")
        self._said.setMinimumWidth(0)
        self.buttons.insertWidget(0, self._said, 6)
        self.copy_button = KeyButton(text("Type it into 311 yourself"), of=PlaceKey.FORM_CARD)
        PlaceShortcut(PlaceKey.FORM_CARD, self, self.copy_button.click)
        self.copy_button.clicked.connect(lambda: self.copy_card_asked.emit(self.form.values()))
        self.buttons.insertWidget(self.buttons.indexOf(self.leave_button), self.copy_button)
        self.take_does(self._take)
        self.form.type_asked.connect(self._ask_type)
        self.form.this_one.connect(self.this_one)
        self.fill_height()

    @property
    def said(self) -> str:
        """The sentence beside the buttons, or the error above the form."""
        return self._error.text() if not self._error.isHidden() else self._said.text()

    def start(self) -> None:
        """Open it, and read the form."""
        self.open()
        self._read(self._code)

    def show_error(self, error: WardOfficeError) -> None:
        """Say above the form what failed; everything typed stays."""
        self._error.show_word(str(error), Tone.DANGER)
        self._error.show()

    def _take(self) -> None:
        if self._stack.currentWidget() is self._failed:
            self._read(self._code)
        elif self._stack.currentWidget() is self.form:
            self._send()

    def _read(self, code: str | None) -> None:
        self._code = code
        self._error.hide()
        self._say("")
        self._stack.setCurrentWidget(self._waits_page)
        job = self.begin()
        prepare = partial(
            self._office.prepare,
            self._actor,
            self._case_id,
            code,
            corrects=self._corrects,
            cancelled=job.cancelled,
        )
        self._tasks.submit(
            Lane.CITY_ASK, prepare, owner=self, done=self._show, failed=self._fail_reading, job=job
        )

    def _show(self, form: SubmissionForm) -> None:
        self._words.setText(facts((form.case_number, form.values.address)))
        self._words.show()
        self.form.show_form(form, self._kept)
        if self._kept is None:
            self.form.show_problems(form.refused)
        self._empty = self._empty or self.form.values()
        self._stack.setCurrentWidget(self.form)
        self._end(text("Send to 311"))
        self.form.begin()

    def _fail_reading(self, error: WardOfficeError) -> None:
        self._failed.say(error.happened, " ".join(part for part in (error.safe, error.next_step) if part))
        self._stack.setCurrentWidget(self._failed)
        self._end(text("Try again"))
        self.take_button.setFocus()

    def _ask_type(self) -> None:
        now = self.form.values().service_code
        chosen = ask_service_type(self._types, now, self)
        if chosen is not None and chosen != now:
            self._kept = self.form.typed()
            self._read(chosen)

    def _send(self) -> None:
        form = self.form.form
        if form is None or self.waiting:
            return
        values = self.form.values()
        self._error.hide()
        problems = self._office.problems(form, values)
        self.form.show_problems(problems)
        self._say(problem_words(problems))
        if problems:
            return
        self._tasks.submit(
            Lane.WRITE,
            partial(self._office.submit, self._actor, form, values),
            owner=self,
            done=self._done_sending,
            failed=self._fail_sending,
            job=self.begin(),
        )

    def _done_sending(self, changes: Changes) -> None:
        self.end()
        self.accept()
        self.sent.emit(changes)

    def _fail_sending(self, error: WardOfficeError) -> None:
        self._end(text("Send to 311"))
        self.show_error(error)

    def _end(self, offer: str) -> None:
        self.end()
        self.offer(offer)
        shown = self.form.form
        cannot = self._stack.currentWidget() is self.form and shown is not None and bool(shown.trouble)
        self.take_button.setEnabled(not cannot)

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._said.setAccessibleName(words)

    def _holds_words(self) -> bool:
        return self._empty is not None and self.form.values() != self._empty


def problem_words(problems: Sequence[FormProblem]) -> str:
    """Everything that is wrong in one sentence; a single problem is said as it is."""
    if len(problems) <= 1:
        return problems[0].sentence if problems else ""
    return plural(
        "{count} thing is missing or wrong.",
        "{count} things are missing or wrong: each is said below its field.",
        len(problems),
    )


def _with_bar(waits: EmptyState) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(waits, 1)
    column.addWidget(endless_bar(text("Reading the city's questions")))
    return page
