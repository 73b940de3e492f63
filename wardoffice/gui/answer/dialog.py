"""Reply: who gets an answer, what it says, and exactly what leaves."""

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.replying import ReplyChoice, ReplyForm, ReplyKind, ReplyPreview, ReplyWay
from wardoffice.gui.answer.people import PeopleToAnswer
from wardoffice.gui.answer.port import ReplyOffice
from wardoffice.gui.answer.shown import ShownMessages
from wardoffice.gui.answer.words import field_words, kind_words, letter_language
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.dialogs.frame import field_label
from wardoffice.gui.dialogs.working import WorkingQuestion
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.parts import banner, clear, label
from wardoffice.language import plural, text

_SIZE = (1040, 560)
_LEFT = 372  # pixels
_PAUSE_MILLISECONDS = 200
_LINES_HEIGHT = 64
_ONE_LINE = frozenset({"body", "body_phone", "told_on"})


class ReplyDialog(WorkingQuestion):
    """Ctrl+Enter sends. ``sent`` carries the Changes; nothing leaves before that.

    ``begun`` is what was written before, such as in a mail that was taken back to be changed.
    """

    sent = Signal(object)

    def __init__(
        self,
        form: ReplyForm,
        *,
        office: ReplyOffice,
        tasks: TaskRunner,
        actor: Actor,
        moments: Moments,
        begun: ReplyChoice | None = None,
        parent: QWidget | None,
    ) -> None:
        super().__init__(text("Reply"), form.title, text("Send"), parent, size=_SIZE, writes=True)
        self.setObjectName("replyDialog")
        self._form, self._office = form, office
        self._tasks, self._actor = tasks, actor
        self._fields: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._written = False
        self.kinds = QComboBox()
        for each in ReplyKind:
            self.kinds.addItem(kind_words(each), each.value)
        self.kinds.setCurrentIndex(list(ReplyKind).index(begun.kind if begun else form.suggested))
        self._doubt = banner("", Tone.WAITING)
        self.people = PeopleToAnswer(moments)
        self.people.show_form(form, self.kind)
        self.shown = ShownMessages()
        self._error = banner("", Tone.DANGER)
        self._error.hide()
        self._own = QVBoxLayout()
        self._own.setSpacing(4)
        self._unapproved = QVBoxLayout()
        whole = QHBoxLayout()
        whole.setSpacing(20)
        whole.addWidget(self._left())
        whole.addWidget(self.shown, 1)
        self.body.addWidget(self._error)
        self.body.addLayout(whole, 1)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._preview)
        self.kinds.currentIndexChanged.connect(lambda _at: self._choose_kind())
        self.people.changed.connect(self._changed)
        self.shown.changed.connect(self._preview)
        QShortcut(QKeySequence("Alt+Left"), self, partial(self.shown.step, -1))
        QShortcut(QKeySequence("Alt+Right"), self, partial(self.shown.step, 1))
        self.take_does(self._send)
        self._show_kind()
        if begun is not None:
            self._put(begun)
        self.fill_height()

    @property
    def kind(self) -> ReplyKind:
        """What kind of answer is chosen."""
        return ReplyKind(str(self.kinds.currentData()))

    @property
    def said(self) -> str:
        """The error that is shown, or what is doubted."""
        return next((each.text() for each in (self._error, self._doubt) if not each.isHidden()), "")

    def field(self, name: str) -> QLineEdit | QPlainTextEdit:
        """A field that staff write."""
        return self._fields[name]

    def start(self) -> None:
        """Open it, with what would go now."""
        self.open()
        self._preview()
        next(iter(self._fields.values())).setFocus()

    def choice(self) -> ReplyChoice:
        """What is chosen and written so far."""
        to = tuple(self.shown.with_changes(each) for each in self.people.chosen())
        fields = {name: _words(field) for name, field in self._fields.items()}
        return ReplyChoice(self.kind, to, {**fields, "sender": self._actor.name})

    def show_error(self, error: WardOfficeError) -> None:
        """Say above what failed; everything stays as it was written."""
        self._error.show_word(str(error), Tone.DANGER)
        self._error.show()

    def _put(self, begun: ReplyChoice) -> None:
        """Show what was written before, to whom it was to go."""
        for name, field in self._fields.items():
            words = begun.fields.get(name, "")
            field.setText(words) if isinstance(field, QLineEdit) else field.setPlainText(words)
        self.people.choose(begun.to)
        for each in begun.to:
            self.shown.put_changes(each)

    def _left(self) -> QWidget:
        left = QWidget()
        left.setFixedWidth(_LEFT)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(field_label(text("Message"), self.kinds))
        column.addWidget(self.kinds)
        column.addWidget(self._doubt)
        column.addLayout(self._own)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(text("Who gets it"))
        scroll.setWidget(self.people)
        column.addWidget(label(text("Who gets it, each singly"), "small"))
        column.addWidget(scroll, 1)
        column.addLayout(self._unapproved)
        return left

    def _choose_kind(self) -> None:
        self.shown.forget_changes()
        self._show_kind()
        self.people.follow(self.kind)

    def _show_kind(self) -> None:
        doubt = self._form.doubts.get(self.kind, "")
        self._doubt.show_word(doubt, Tone.WAITING)
        self._doubt.setVisible(bool(doubt))
        clear(self._unapproved)
        waiting = self._form.waiting_for_approval.get(self.kind, ())
        if waiting:
            names = ", ".join(letter_language(each) for each in waiting)
            words = text("{languages}: once somebody who speaks it has approved the texts", languages=names)
            self._unapproved.addWidget(label(words, "small"))
        clear(self._own)
        self._fields = {}
        for name in (*self._form.asked_for(self.kind), "note"):
            field = QLineEdit() if name in _ONE_LINE else _lines()
            field.textChanged.connect(self._typed)
            self._own.addWidget(field_label(field_words(name), field))
            self._own.addWidget(field)
            self._fields[name] = field

    def _typed(self) -> None:
        self._written = True
        self._changed()

    def _changed(self) -> None:
        self._pause.start()
        self._offer()

    def _preview(self) -> None:
        self._pause.stop()
        self._tasks.submit(
            Lane.QUERY,
            partial(self._office.preview, self._actor, self._form.case_id, self.choice()),
            owner=self,
            done=self._show,
            failed=self.show_error,
            topic="reply",
        )

    def _show(self, previews: tuple[ReplyPreview, ...]) -> None:
        self.shown.show_previews(previews)
        self._offer()

    def _offer(self) -> None:
        chosen = self.people.chosen()
        mails = sum(each.way is ReplyWay.MAIL for each in chosen)
        if mails == len(chosen):
            words = plural("Send to one person", "Send to {count} people", len(chosen))
        else:
            words = plural("Tell one person", "Tell {count} people", len(chosen))
        self.offer(words if chosen else text("Send"))
        if not self.waiting:
            self.take_button.setEnabled(bool(chosen) and not self.shown.gaps)

    def _send(self) -> None:
        if self.waiting or self._pause.isActive():
            return
        self._error.hide()
        job = self.begin()
        send = partial(self._office.send, self._actor, self._form.case_id, self.choice(), job.cancelled)
        self._tasks.submit(
            Lane.WRITE, send, owner=self, done=self._done_sending, failed=self._fail_sending, job=job
        )

    def _done_sending(self, changes: Changes) -> None:
        self.end()
        self.accept()
        self.sent.emit(changes)

    def _fail_sending(self, error: WardOfficeError) -> None:
        self.end()
        self._offer()
        self.show_error(error)

    def _holds_words(self) -> bool:
        return self.shown.has_changes or (
            self._written and any(_words(each) for each in self._fields.values())
        )


def _lines() -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setFixedHeight(_LINES_HEIGHT)
    return field


def _words(field: QLineEdit | QPlainTextEdit) -> str:
    words = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
    return words.strip()
