"""What goes out, person by person, word for word; every word can be changed before it goes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from wardoffice.domain.letter_texts import FilledLetter
from wardoffice.domain.replying import ReplyPreview, ReplyTo, ReplyWay
from wardoffice.gui.answer.words import letter_language, way_words
from wardoffice.gui.dialogs.frame import field_label
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.elided import ElidedLabel
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import banner, facts, label, link, row
from wardoffice.language import text


@dataclass(frozen=True, slots=True)
class Changed:
    """The words of a person's message where staff changed them."""

    subject: str
    body: str


class ShownMessages(QWidget):
    """Pages through the messages; ``changed`` says that words of one were changed, or put back."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._previews: tuple[ReplyPreview, ...] = ()
        self._changes: dict[int, Changed] = {}
        self._at = 0
        self._who, self._how = ElidedLabel(), label("", "quiet")
        self._who.setProperty("role", "strong")
        self._before = KeyButton(text("Previous"), of=PlaceKey.REPLY_PREVIOUS)
        self._after = KeyButton(text("Next"), of=PlaceKey.REPLY_NEXT)
        self._before.clicked.connect(lambda: self.step(-1))
        self._after.clicked.connect(lambda: self.step(1))
        self._gaps = banner("", Tone.WAITING)
        self.subject = QLineEdit()
        self.body = QPlainTextEdit()
        self.body.setTabChangesFocus(True)
        self.english = QPlainTextEdit()
        self.english.setReadOnly(True)
        self.english.setTabChangesFocus(True)
        self.subject.textEdited.connect(self._keep)
        self.body.textChanged.connect(self._keep)
        self._back = link(text("Put the text back as it was"))
        self._back.clicked.connect(self._put_back)
        self._empty = EmptyState(
            "mdi6.email-edit-outline", text("Nobody is ticked"), text("Tick who gets it, on the left.")
        )
        self._english_label = field_label(text("The same in English, for you"), self.english)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._page())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is missing anywhere, each once; a call needs nothing."""
        found = (each for preview in self._previews if _is_sent(preview) for each in preview.letter.gaps)
        return tuple(dict.fromkeys(found))

    def with_changes(self, to: ReplyTo) -> ReplyTo:
        """A choice with the words that staff changed for this person."""
        changed = self._changes.get(to.contact_id)
        return to if changed is None else replace(to, subject=changed.subject, body=changed.body)

    @property
    def letters(self) -> dict[int, FilledLetter]:
        """What is shown for each person."""
        return {each.to.contact_id: each.letter for each in self._previews}

    def put_changes(self, to: ReplyTo) -> None:
        """Take the words that staff changed for this person before."""
        if to.subject is not None and to.body is not None:
            self._changes[to.contact_id] = Changed(to.subject, to.body)

    def change_over(self, changes: dict[int, Changed]) -> dict[int, Changed]:
        """Show another text with the changes of its own; what was changed in the one before."""
        before, self._changes = self._changes, changes
        return before

    @property
    def has_changes(self) -> bool:
        """Whether somebody wrote anything here."""
        return bool(self._changes)

    def show_previews(self, previews: Sequence[ReplyPreview]) -> None:
        """Show other messages, staying with the person who is shown."""
        shown = self._previews[self._at].to.contact_id if self._previews else None
        self._previews = tuple(previews)
        ids = [each.to.contact_id for each in self._previews]
        self._at = ids.index(shown) if shown in ids else 0
        self._show()

    def step(self, by: int) -> None:
        """Go to the next or previous person."""
        if self._previews:
            self._at = (self._at + by) % len(self._previews)
            self._show()

    def _page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = row(self._who, self._before, self._after)
        head.setStretch(0, 1)
        column.addLayout(head)
        column.addWidget(self._how)
        column.addWidget(self._gaps)
        column.addWidget(field_label(text("Subject"), self.subject))
        column.addWidget(self.subject)
        column.addWidget(field_label(text("What they read"), self.body))
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(self.body, 1)
        self._aside = QWidget()
        aside = QVBoxLayout(self._aside)
        aside.setContentsMargins(0, 0, 0, 0)
        aside.addWidget(self._english_label)
        aside.addWidget(self.english, 1)
        column.addLayout(beside, 3)
        column.addWidget(self._aside, 2)
        column.addWidget(self._back)
        return page

    def _show(self) -> None:
        self._stack.setCurrentIndex(1 if self._previews else 0)
        if not self._previews:
            return
        preview = self._previews[self._at]
        several = len(self._previews) > 1
        place = text("{number} of {count}", number=self._at + 1, count=len(self._previews)) if several else ""
        language = letter_language(preview.to.language)
        self._who.setText(preview.name)
        self._how.setText(facts((way_words(preview.to.way), language, place)))
        self._how.setAccessibleName(self._how.text())
        self._before.setVisible(several)
        self._after.setVisible(several)
        gaps = preview.letter.gaps if _is_sent(preview) else ()
        self._gaps.setVisible(bool(gaps))
        said = text(
            "Still missing, marked ⟨ ⟩ in the text: {gaps}. "
            "Write it there, or close this and say it of the problem.",
            gaps=", ".join(gaps),
        )
        self._gaps.show_word(said, Tone.WAITING)
        with QSignalBlocker(self.subject), QSignalBlocker(self.body):
            if self.subject.text() != preview.letter.subject:
                self.subject.setText(preview.letter.subject)
            if self.body.toPlainText() != preview.letter.body:
                self.body.setPlainText(preview.letter.body)
        self._aside.setVisible(preview.english is not None)
        self.english.setPlainText(preview.english.body if preview.english is not None else "")
        self._back.setVisible(preview.to.contact_id in self._changes)

    def _keep(self) -> None:
        preview = self._previews[self._at]
        self._changes[preview.to.contact_id] = Changed(self.subject.text(), self.body.toPlainText())
        self._back.show()
        self.changed.emit()

    def _put_back(self) -> None:
        self._changes.pop(self._previews[self._at].to.contact_id, None)
        self.changed.emit()


def _is_sent(preview: ReplyPreview) -> bool:
    return preview.to.way is not ReplyWay.CALL
