"""What every question looks like: a title, a few words, the answer, two buttons."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import banner
from wardoffice.language import text

_WIDTH = 480
_THROWN = 2  # beside QDialog's own 0 and 1


class Question(QDialog):
    """Enter takes the answer (Ctrl+Enter where Enter writes a line), Esc leaves.

    One that ``writes`` holds words nobody has kept yet: leaving it asks before they are thrown away.
    ``beware`` says in danger's colour why a habit must not answer: no button is filled then, and Enter alone
    takes nothing.
    """

    def __init__(
        self,
        title: str,
        words: str,
        take: str,
        parent: QWidget | None,
        *,
        writes: bool = False,
        beware: str = "",
    ) -> None:
        super().__init__(parent)
        self._writes = writes
        meant = writes or bool(beware)  # Enter is no answer by itself
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setMinimumWidth(_WIDTH)
        heading = QLabel(title)
        heading.setProperty("role", "title")
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setWordWrap(True)
        self._words = QLabel(words)
        self._words.setProperty("role", "quiet")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        if beware:
            self.body.addWidget(banner(beware, Tone.DANGER))
        self.take_button = KeyButton(take, "Ctrl+Enter" if meant else "Enter", primary=not beware)
        self.take_button.clicked.connect(self.accept)
        self.leave_button = KeyButton(text("Cancel"), "Esc")
        self.leave_button.clicked.connect(self.reject)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.leave_button)
        self.buttons.addWidget(self.take_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(heading)
        layout.addWidget(self._words)
        self._words.setVisible(bool(words))  # before it has its place it would come up as a window
        layout.addLayout(self.body, 1)
        layout.addLayout(self.buttons)
        for key in (
            ("Ctrl+Return", "Ctrl+Enter") if meant else ("Return", "Enter", "Ctrl+Return", "Ctrl+Enter")
        ):
            QShortcut(QKeySequence(key), self, self.take_button.click)

    def asked(self) -> bool:
        """Ask; whether the person took an answer."""
        try:
            return self.exec() == QDialog.DialogCode.Accepted
        finally:
            self.deleteLater()

    def reject(self) -> None:
        """Leave, unless there are typed words that the person would rather keep."""
        if not self._writes or not self._holds_words() or ThrowAway(self).agreed():
            super().reject()

    def _holds_words(self) -> bool:
        lines = (each.text() for each in self.findChildren(QLineEdit) if not each.isReadOnly())
        texts = (each.toPlainText() for each in self.findChildren(QPlainTextEdit) if not each.isReadOnly())
        return any(words.strip() for words in (*lines, *texts))


class ThrowAway(Question):
    """Whether typed words may go. Enter and Esc both keep them: a habit must not cost them.

    ``words`` say why they would go.
    """

    def __init__(self, parent: QWidget, words: str = "") -> None:
        words = words or text("It was not saved.")
        super().__init__(text("Throw away what you typed?"), words, text("Keep writing"), parent)
        throw = KeyButton(text("Throw away"), "Del")
        throw.clicked.connect(partial(self.done, _THROWN))
        QShortcut(QKeySequence("Del"), self, throw.click)
        self.buttons.replaceWidget(self.leave_button, throw)
        self.leave_button.hide()
        self.take_button.setFocus()

    def agreed(self) -> bool:
        """Ask; whether the words may go."""
        try:
            return self.exec() == _THROWN
        finally:
            self.deleteLater()


def field_label(words: str, field: QWidget) -> QLabel:
    """A label above a field, which names the field for a screen reader as well."""
    label = QLabel(words)
    label.setProperty("role", "small")
    label.setBuddy(field)
    field.setAccessibleName(words)
    return label
