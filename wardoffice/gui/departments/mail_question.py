"""A mail to a department, exactly as it will leave, beside what goes into it."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.following_up import DepartmentMail
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.departments.mail_wish import NOBODY, Asked, Wish
from wardoffice.gui.dialogs.frame import field_label
from wardoffice.gui.dialogs.working import WorkingQuestion, endless_bar
from wardoffice.gui.forward.photo_pick import PhotoPick
from wardoffice.gui.forward.picture_strip import PictureStrip
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.elided import ElidedCheckBox
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.parts import PlainText, banner, label, line
from wardoffice.language import text

_SIZE, _LEFT = (920, 560), 320
_SIZE_WITH_PHOTOS, _LEFT_WITH_PHOTOS = (1080, 600), 400
_WORDS_HEIGHT = 96
_REST = 350  # milliseconds after the last change
_TEXT_HEIGHT = 2_000


Make = Callable[[Wish, Progress, Cancelled], DepartmentMail]
"""Makes the mail of a wish; where it has photos, it tells how many are ready."""


class MailQuestion(WorkingQuestion):
    """``sent`` carries the Changes of the queued mail, ``called`` those of a call that was written down.

    It closes once that is done: what cannot be written stays here, with every word of it.
    What is shown is what goes: each change makes the mail anew, and only the one that is shown can be sent.
    """

    sent = Signal(object)
    called = Signal(object)

    def __init__(
        self,
        asked: Asked,
        make: Make,
        send: Callable[[DepartmentMail], Changes],
        *,
        call: Callable[[Wish], Changes] | None = None,
        tasks: TaskRunner,
        parent: QWidget | None,
    ) -> None:
        size = _SIZE_WITH_PHOTOS if asked.photos else _SIZE
        super().__init__(asked.title, asked.words, text("Send"), parent, size=size, writes=True)
        self._asked, self._make, self._send, self._tasks = asked, make, send, tasks
        self._call = call
        self._mail: DepartmentMail | None = None
        self._boxes: list[tuple[int, QCheckBox]] = []
        self.receiver, self.note = QComboBox(), label("", "strong", selectable=True)
        self.words, self.day = QPlainTextEdit(), QDateEdit()
        self.by_phone = QCheckBox(text("I called them instead"))
        pictures = Pictures(tasks)
        self.photos, self.pictures = PhotoPick(pictures), PictureStrip(pictures)
        self._bar: QProgressBar = endless_bar(text("Making the mail ready"))
        self._trouble, self._left = banner("", Tone.DANGER), banner("", Tone.CHECK)
        self.head, self.text = label("", "small", selectable=True), PlainText("", _TEXT_HEIGHT)
        self.text.setAccessibleName(text("The text of the mail"))
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._look)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        self._chosen = self._choices()
        columns.addWidget(self._chosen)
        columns.addWidget(self._shown(), 1)
        self.body.addLayout(columns, 1)
        self.take_does(self._take)
        self._say_note()
        self.fill_height()
        chosen = self.receiver.currentData() != NOBODY
        (self.words if chosen else self.receiver).setFocus()

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
        ticked = tuple(each for each, box in self._boxes if box.isChecked())
        day = self.day.date()
        return Wish(
            int(self.receiver.currentData()),
            (*ticked, *self.photos.photo_ids()),
            self.words.toPlainText().strip(),
            date(day.year(), day.month(), day.day()),
        )

    def _choices(self) -> QWidget:
        left = QWidget()
        left.setFixedWidth(_LEFT_WITH_PHOTOS if self._asked.photos else _LEFT)
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
        self.by_phone.toggled.connect(self._change)
        column.addWidget(self.by_phone)
        self.by_phone.setVisible(self._call is not None)
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(_WORDS_HEIGHT)
        self.words.setPlainText(self._asked.typed)
        self.words.textChanged.connect(self._change)
        column.addWidget(field_label(text("Your words (may stay empty)"), self.words))
        column.addWidget(self.words)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("M/d/yyyy")
        if self._asked.look_on is not None:
            first, earliest = self._asked.look_on, self._asked.earliest
            if earliest is not None:
                self.day.setMinimumDate(QDate(earliest.year, earliest.month, earliest.day))
            self.day.setDate(QDate(first.year, first.month, first.day))
            column.addWidget(field_label(text("Look for their answer on"), self.day))
            column.addWidget(self.day)
            self.day.dateChanged.connect(self._change)
        if self._asked.ticks:
            column.addWidget(label(self._asked.ticks_name, "small"))
            column.addWidget(_scrolled(self._ticks()), 1)
        if self._asked.photos:
            words = field_label(text("Photos that go along: Space picks"), self.photos)
            words.setText(text("Photos: copies without location, large ones smaller"))
            column.addWidget(words)
        column.addWidget(self.photos)
        self.photos.show_photos(self._asked.photos)
        self.photos.picked.connect(self._change)
        column.addStretch(0 if self._asked.ticks else 1)
        return left

    def _ticks(self) -> QWidget:
        listed = QWidget()
        rows = QVBoxLayout(listed)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        for each, words in self._asked.ticks:
            box = ElidedCheckBox(words)
            box.setChecked(each not in self._asked.unticked)
            box.toggled.connect(self._change)
            rows.addWidget(box)
            self._boxes.append((each, box))
        rows.addStretch(1)
        return listed

    def _shown(self) -> QWidget:
        paper = Card()
        self._rule = line()
        for widget in (self.head, self._rule, self.text):
            paper.body.addWidget(widget)
        paper.body.addStretch(1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for each in (self._bar, self._trouble, self._left):
            each.hide()
            column.addWidget(each)
        self._paper = _scrolled(paper)
        self._paper.setAccessibleName(text("The mail as it will leave"))
        self._empty = EmptyState(
            "mdi6.email-outline",
            text("No mail to look at"),
            text("It stands here once nothing above keeps it."),
        )
        self._empty.hide()
        column.addWidget(self._paper, 1)
        column.addWidget(self._empty, 1)
        self.pictures.hide()
        column.addWidget(self.pictures)
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
        self._rest.stop()
        wish = self.wish()
        if wish.department_id == NOBODY:
            self._show_nobody()
            return
        if self.by_phone.isChecked():
            self._show_call()
            return
        self.offer(text("Send"))
        job = self.begin()
        self._bar.setRange(0, 0)
        self._bar.setVisible(bool(self._asked.photos))
        told = self._tasks.relayed(self, self._told)
        self._tasks.submit(
            Lane.PREPARE if self._asked.photos else Lane.QUERY,
            lambda: self._make(wish, partial(told, "photos"), job.cancelled),
            owner=self,
            done=partial(self._show, wish),
            failed=partial(self._fail_looking, wish),
            job=job,
            topic="department mail",
        )

    def _told(self, _what: str, done: int, total: int | None) -> None:
        self._bar.setRange(0, total or 0)
        self._bar.setValue(done)

    def _show(self, wish: Wish, mail: DepartmentMail) -> None:
        if self._rest.isActive() or wish != self.wish():
            return  # a newer one is on its way
        self.end()
        self._bar.hide()
        self._mail = mail
        self._show_paper(there=True)
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
        self._rule.show()
        self.text.show_words(mail.text.strip(), _TEXT_HEIGHT)
        if mail.gaps:
            words = text("Still missing, marked ⟨ ⟩ in the text: {gaps}.", gaps=", ".join(mail.gaps))
            self._warn(words)
        elif mail.too_large:
            self._warn(text("The mail is larger than the mail server takes."))
        left = [*mail.left, *(f"{each.name}: {each.note}" for each in mail.pictures if each.note)]
        self._left.show_word("\n".join(left), Tone.CHECK)
        self._left.setVisible(bool(left))
        self.pictures.show_pictures(mail.pictures)
        self.take_button.setEnabled(mail.can_go)

    def _show_paper(self, *, there: bool) -> None:
        self._paper.setVisible(there)
        self._empty.setVisible(not there)

    def _show_nobody(self) -> None:
        self._show_no_mail()
        self._trouble.show_word(text("Choose who gets it."), Tone.CHECK)
        self._trouble.show()

    def _show_call(self) -> None:
        self.end()
        self._show_paper(there=True)
        self._trouble.hide()
        self._left.hide()
        self.offer(text("Write it down"))
        self.head.setText(text("Nothing is sent: this notes that you called them."))
        self.head.setAccessibleName(self.head.text())
        self._rule.hide()
        self.text.show_words("", _TEXT_HEIGHT)

    def _fail_looking(self, wish: Wish, error: WardOfficeError) -> None:
        if not self._rest.isActive() and wish == self.wish():
            self._fail(error)

    def _fail(self, error: WardOfficeError) -> None:
        self._show_no_mail()
        self._warn(" ".join(part for part in (error.happened, error.next_step) if part))

    def _show_no_mail(self) -> None:
        self.end()
        self._bar.hide()
        self._mail = None
        self._show_paper(there=False)
        self.pictures.show_pictures(())
        self.head.setText("")
        self.text.show_words("", _TEXT_HEIGHT)
        self.take_button.setEnabled(False)

    def _warn(self, words: str) -> None:
        self._trouble.show_word(words, Tone.DANGER)
        self._trouble.show()

    def _take(self) -> None:
        if self.by_phone.isChecked():
            self._take_call()
            return
        mail = self._mail
        if mail is None or self.waiting:
            return
        job = self.begin()
        self._tasks.submit(
            Lane.WRITE, lambda: self._send(mail), owner=self, done=self._gone, failed=self._fail, job=job
        )

    def _take_call(self) -> None:
        call, wish = self._call, self.wish()
        if call is None or self.waiting:
            return
        job = self.begin()
        self._trouble.hide()
        self._chosen.setEnabled(False)  # a word more would stand in no note
        self._tasks.submit(
            Lane.WRITE,
            lambda: call(wish),
            owner=self,
            done=self._noted,
            failed=self._fail_noting,
            job=job,
        )

    def _noted(self, changes: Changes) -> None:
        self.end()
        self.called.emit(changes)
        self.accept()

    def _fail_noting(self, error: WardOfficeError) -> None:
        self.end()
        self._chosen.setEnabled(True)
        self.words.setFocus()
        self._warn(" ".join(part for part in (error.happened, error.next_step) if part))

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
