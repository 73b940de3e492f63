"""A mail to a department, exactly as it will leave, beside what goes into it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.following_up import DepartmentMail
from wardoffice.gui.dialogs.frame import field_label
from wardoffice.gui.dialogs.working import WorkingQuestion
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.parts import PlainText, banner, label
from wardoffice.language import text

_SIZE = (920, 560)
_LEFT = 320
_WORDS_HEIGHT = 96
_REST = 350  # milliseconds after the last change
_TEXT_HEIGHT = 2_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What goes into the mail: to whom, what is ticked, what stands above, when an answer is looked for."""

    department_id: int
    ticked: tuple[int, ...]
    words: str
    look_on: date


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question offers. ``receivers`` are departments by id and name, the first is chosen.

    ``ticks`` are ids with their words, ticked but for those in ``unticked``. ``look_on`` is the day offered
    to look for an answer, None where none is asked for. ``notes`` say of each department what stands under
    its name.
    """

    title: str
    words: str
    receivers: tuple[tuple[int, str], ...]
    ticks: tuple[tuple[int, str], ...] = ()
    unticked: frozenset[int] = frozenset()
    ticks_name: str = ""
    look_on: date | None = None
    notes: tuple[tuple[int, str], ...] = ()
    may_call: bool = False


class MailQuestion(WorkingQuestion):
    """``sent`` carries the Changes of the queued mail, ``called`` the Wish where they were phoned instead.

    What is shown is what goes: each change makes the mail anew, and only the one that is shown can be sent.
    """

    sent = Signal(object)
    called = Signal(object)

    def __init__(
        self,
        asked: Asked,
        make: Callable[[Wish], DepartmentMail],
        send: Callable[[DepartmentMail], Changes],
        *,
        tasks: TaskRunner,
        parent: QWidget | None,
    ) -> None:
        super().__init__(asked.title, asked.words, text("Send"), parent, size=_SIZE, writes=True)
        self._asked, self._make, self._send, self._tasks = asked, make, send, tasks
        self._mail: DepartmentMail | None = None
        self._boxes: list[tuple[int, QCheckBox]] = []
        self.receiver, self.note = QComboBox(), label("", "strong", selectable=True)
        self.words, self.day = QPlainTextEdit(), QDateEdit()
        self.by_phone = QCheckBox(text("I called them instead"))
        self._trouble, self._left = banner("", Tone.DANGER), banner("", Tone.CHECK)
        self.head, self.text = label("", "small", selectable=True), PlainText("", _TEXT_HEIGHT)
        self.text.setAccessibleName(text("The text of the mail"))
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._look)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        columns.addWidget(self._choices())
        columns.addWidget(self._shown(), 1)
        self.body.addLayout(columns, 1)
        self.take_does(self._take)
        self._say_note()
        self.fill_height()
        self.words.setFocus()

    @property
    def mail(self) -> DepartmentMail | None:
        """The mail that is shown, None while it is made."""
        return self._mail

    @property
    def trouble(self) -> str:
        """Why it cannot go as it is."""
        return "" if self._trouble.isHidden() else self._trouble.text()

    def start(self) -> None:
        """Show the dialog, and the first mail."""
        self.open()
        self._look()

    def done(self, result: int) -> None:
        """Make nothing more for a dialog nobody looks at."""
        self._rest.stop()
        super().done(result)

    def _holds_words(self) -> bool:
        return bool(self.words.toPlainText().strip())

    def wish(self) -> Wish:
        """What is chosen now."""
        chosen = tuple(each for each, box in self._boxes if box.isChecked())
        day = self.day.date()
        return Wish(
            int(self.receiver.currentData()),
            chosen,
            self.words.toPlainText().strip(),
            date(day.year(), day.month(), day.day()),
        )

    def _choices(self) -> QWidget:
        left = QWidget()
        left.setFixedWidth(_LEFT)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for department_id, name in self._asked.receivers:
            self.receiver.addItem(name, department_id)
        self.receiver.setEnabled(len(self._asked.receivers) > 1)
        self.receiver.currentIndexChanged.connect(self._say_note)
        self.receiver.currentIndexChanged.connect(self._change)
        column.addWidget(field_label(text("To"), self.receiver))
        column.addWidget(self.receiver)
        column.addWidget(self.note)
        self.by_phone.setVisible(self._asked.may_call)
        self.by_phone.toggled.connect(self._change)
        column.addWidget(self.by_phone)
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(_WORDS_HEIGHT)
        self.words.textChanged.connect(self._change)
        column.addWidget(field_label(text("Your words (may stay empty)"), self.words))
        column.addWidget(self.words)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("M/d/yyyy")
        if self._asked.look_on is not None:
            first = self._asked.look_on
            self.day.setDate(QDate(first.year, first.month, first.day))
            column.addWidget(field_label(text("Look for their answer on"), self.day))
            column.addWidget(self.day)
            self.day.dateChanged.connect(self._change)
        if self._asked.ticks:
            column.addWidget(label(self._asked.ticks_name, "small"))
            column.addWidget(_scrolled(self._ticks()), 1)
        column.addStretch(0 if self._asked.ticks else 1)
        return left

    def _ticks(self) -> QWidget:
        listed = QWidget()
        rows = QVBoxLayout(listed)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        for each, words in self._asked.ticks:
            box = QCheckBox(words.replace("&", "&&"))
            box.setAccessibleName(words)
            box.setChecked(each not in self._asked.unticked)
            box.toggled.connect(self._change)
            rows.addWidget(box)
            self._boxes.append((each, box))
        rows.addStretch(1)
        return listed

    def _shown(self) -> QWidget:
        paper = QFrame()
        paper.setProperty("role", "card")
        inside = QVBoxLayout(paper)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(8)
        inside.addWidget(self.head)
        inside.addWidget(self.text)
        inside.addStretch(1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for each in (self._trouble, self._left):
            each.hide()
            column.addWidget(each)
        area = _scrolled(paper)
        area.setAccessibleName(text("The mail as it will leave"))
        column.addWidget(area, 1)
        return right

    def _say_note(self) -> None:
        said = dict(self._asked.notes).get(self.receiver.currentData(), "")
        self.note.setText(said)
        self.note.setAccessibleName(said)
        self.note.setVisible(bool(said))

    def _change(self, *_what: object) -> None:
        self._mail = None
        self.stop()
        self.take_button.setEnabled(False)
        self._rest.start()

    def _look(self) -> None:
        """Make the mail that goes with what is chosen now."""
        if self.by_phone.isChecked():
            self._show_call()
            return
        wish = self.wish()
        self.offer(text("Send"))
        job = self.begin()
        self._tasks.submit(
            Lane.QUERY,
            lambda: self._make(wish),
            owner=self,
            done=self._show,
            failed=self._fail,
            job=job,
            topic="department mail",
        )

    def _show(self, mail: DepartmentMail) -> None:
        self.end()
        self._mail = mail
        self._trouble.hide()
        head = [
            text("From: {who}", who=mail.sender),
            text("To: {who}", who=mail.to),
            text("Subject: {words}", words=mail.subject),
        ]
        if mail.files:
            head.append(text("Files: {names}", names=", ".join(mail.files)))
        self.head.setText("\n".join(head))
        self.head.setAccessibleName(self.head.text())
        self.text.show_words(mail.text.strip(), _TEXT_HEIGHT)
        if mail.gaps:
            words = text("Still missing, marked ⟨ ⟩ in the text: {gaps}.", gaps=", ".join(mail.gaps))
            self._warn(words)
        elif mail.too_large:
            self._warn(text("The mail is larger than the mail server takes."))
        self._left.show_word("\n".join(mail.left), Tone.CHECK)
        self._left.setVisible(bool(mail.left))
        self.take_button.setEnabled(mail.can_go)

    def _show_call(self) -> None:
        self.end()
        self._trouble.hide()
        self._left.hide()
        self.offer(text("Write it down"))
        self.head.setText(text("Nothing is sent: this notes that you called them."))
        self.head.setAccessibleName(self.head.text())
        self.text.show_words("", _TEXT_HEIGHT)

    def _fail(self, error: WardOfficeError) -> None:
        self.end()
        self._mail = None
        self._warn(" ".join(part for part in (error.happened, error.next_step) if part))
        self.head.setText("")
        self.text.show_words("", _TEXT_HEIGHT)
        self.take_button.setEnabled(False)

    def _warn(self, words: str) -> None:
        self._trouble.show_word(words, Tone.DANGER)
        self._trouble.show()

    def _take(self) -> None:
        if self.by_phone.isChecked():
            self.called.emit(self.wish())
            self.accept()
            return
        mail = self._mail
        if mail is None or self.waiting:
            return
        job = self.begin()
        self._tasks.submit(
            Lane.WRITE, lambda: self._send(mail), owner=self, done=self._gone, failed=self._fail, job=job
        )

    def _gone(self, changes: Changes) -> None:
        self.end()
        self.sent.emit(changes)
        self.accept()


def _scrolled(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def first_of(receivers: Sequence[tuple[int, str]], department_id: int | None) -> tuple[tuple[int, str], ...]:
    """These departments, with one of them in front."""
    return tuple(sorted(receivers, key=lambda each: each[0] != department_id))
