"""Reply: who gets an answer, what it says, and exactly what leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QTimer, Signal
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
from wardoffice.domain.replying import (
    ASKED_FOR,
    ReplyChoice,
    ReplyForm,
    ReplyKind,
    ReplyPreview,
    ReplyWay,
    SeenReply,
    reply_words,
)
from wardoffice.gui.answer.people import PeopleToAnswer
from wardoffice.gui.answer.port import ReplyOffice
from wardoffice.gui.answer.shown import Changed, ShownMessages
from wardoffice.gui.answer.words import field_words, letter_language
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.dialogs.frame import field_label
from wardoffice.gui.dialogs.working import WorkingQuestion
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.parts import banner, clear, label
from wardoffice.language import plural, text

_SIZE = (1040, 560)
_LEFT = 372  # pixels
_PAUSE_MILLISECONDS = 200
_LINES_HEIGHT = 64
_ONE_LINE = frozenset({"body", "body_phone", "told_on"})


@dataclass(frozen=True, slots=True)
class _Begun:
    """What was written for one kind of answer: its fields, and by person the words that were changed."""

    fields: dict[str, str]
    changes: dict[int, Changed]


class ReplyDialog(WorkingQuestion):
    """Ctrl+Enter sends; nothing leaves before. ``sent`` carries the Changes, and whether any goes by mail.

    ``begun`` is what was written before, such as in a mail that was taken back to be changed.
    """

    sent = Signal(object, bool)

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
        self._left: dict[ReplyKind, _Begun] = {}
        self._looked_at: ReplyChoice | None = None
        self.kinds = QComboBox()
        for each in ReplyKind:
            self.kinds.addItem(reply_words(each), each.value)
        self.kinds.setCurrentIndex(list(ReplyKind).index(begun.kind if begun else form.suggested))
        self._doubt = banner("", Tone.WAITING)
        self._shown_kind = self.kind
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
        whole.addWidget(self._left_side())
        whole.addWidget(self.shown, 1)
        self.body.addWidget(self._error)
        self.body.addLayout(whole, 1)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._preview)
        self.kinds.currentIndexChanged.connect(lambda _at: self._choose_kind())
        self.people.changed.connect(self._changed)
        self.shown.changed.connect(self._preview)
        PlaceShortcut(PlaceKey.REPLY_PREVIOUS, self, partial(self.shown.step, -1), repeats=True)
        PlaceShortcut(PlaceKey.REPLY_NEXT, self, partial(self.shown.step, 1), repeats=True)
        self.take_does(self._send)
        # What was asked for then may be known by now: it was written all the same.
        own = ASKED_FOR[begun.kind] if begun else ()
        self._show_kind([each for each in own if begun and begun.fields.get(each)])
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

    @property
    def is_shown(self) -> bool:
        """Whether all that would go stands there to be read; what is written into a message always does."""
        choice, looked_at = self.choice(), self._looked_at
        if looked_at is None or (looked_at.kind, looked_at.fields) != (choice.kind, choice.fields):
            return False
        return all(each in looked_at.to or each.body is not None for each in choice.to)

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
        self._put_fields(begun.fields)
        self.people.choose(begun.to)
        for each in begun.to:
            self.shown.put_changes(each)

    def _put_fields(self, words: Mapping[str, str]) -> None:
        for name, field in self._fields.items():
            said = words.get(name, "")
            field.setText(said) if isinstance(field, QLineEdit) else field.setPlainText(said)

    def _left_side(self) -> QWidget:
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
        """Show what was written for this kind; what was for the one before is kept until that is chosen."""
        fields = {name: _words(field) for name, field in self._fields.items()}
        begun = self._left.pop(self.kind, _Begun({}, {}))
        self._left[self._shown_kind] = _Begun(fields, self.shown.change_over(begun.changes))
        self._shown_kind = self.kind
        self._show_kind([name for name, words in begun.fields.items() if words])
        self._put_fields(begun.fields)
        self.people.follow(self.kind)

    def _show_kind(self, also: Sequence[str] = ()) -> None:
        """Show the fields of the kind, and ``also`` those that were written in before."""
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
        for name in dict.fromkeys((*self._form.asked_for(self.kind), *also, "note")):
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
        choice = self.choice()
        self._tasks.submit(
            Lane.QUERY,
            partial(self._office.preview, self._actor, self._form.case_id, choice),
            owner=self,
            done=partial(self._show, choice),
            failed=self.show_error,
            topic="reply",
        )

    def _show(self, choice: ReplyChoice, previews: tuple[ReplyPreview, ...]) -> None:
        self._looked_at = choice
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
            lacks = bool(self.shown.gaps) or self.people.lacks_address
            self.take_button.setEnabled(bool(chosen) and not lacks)

    def _send(self) -> None:
        if self.waiting or self._pause.isActive():
            return
        if not self.is_shown:
            self._preview()
            return
        choice = self.choice()
        self._error.hide()
        job = self.begin()
        choice = replace(choice, seen=SeenReply(self.shown.letters, self._form.newest_answer))
        send = partial(self._office.send, self._actor, self._form.case_id, choice, job.cancelled)
        self._tasks.submit(
            Lane.WRITE,
            send,
            owner=self,
            done=partial(self._done_sending, any(each.way is ReplyWay.MAIL for each in choice.to)),
            failed=self._fail_sending,
            job=job,
        )

    def _done_sending(self, by_mail: bool, changes: Changes) -> None:  # noqa: FBT001 - bound beforehand
        self.end()
        self.accept()
        self.sent.emit(changes, by_mail)

    def _fail_sending(self, error: WardOfficeError) -> None:
        self.end()
        self._offer()
        self.show_error(error)
        # What we know may have changed since: who was answered, and what would be said.
        begin = partial(self._office.begin, self._actor, self._form.case_id)
        self._tasks.submit(Lane.QUERY, begin, owner=self, done=self._look_anew, failed=self.show_error)

    def _look_anew(self, form: ReplyForm) -> None:
        chosen = self.people.chosen()
        self._form = form
        self.people.show_form(form, self.kind)
        self.people.choose(chosen)
        self._preview()

    def _holds_words(self) -> bool:
        written = self._written and any(_words(each) for each in self._fields.values())
        left = any(each.changes or any(each.fields.values()) for each in self._left.values())
        return self.shown.has_changes or written or left


def _lines() -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setFixedHeight(_LINES_HEIGHT)
    return field


def _words(field: QLineEdit | QPlainTextEdit) -> str:
    words = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
    return words.strip()
