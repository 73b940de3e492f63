"""What every question looks like: a title, a few words, the answer, two buttons."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import text

_WIDTH = 480


class Question(QDialog):
    """Enter takes the answer (Ctrl+Enter where Enter writes a line), Esc leaves."""

    def __init__(
        self, title: str, words: str, take: str, parent: QWidget | None, *, writes: bool = False
    ) -> None:
        super().__init__(parent)
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
        self._words.setVisible(bool(words))
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self.take_button = KeyButton(take, "Ctrl+Enter" if writes else "Enter", primary=True)
        self.take_button.clicked.connect(self.accept)
        self.leave_button = KeyButton(text("Cancel"), "Esc")
        self.leave_button.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.take_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(heading)
        layout.addWidget(self._words)
        layout.addLayout(self.body, 1)
        layout.addLayout(buttons)
        for key in (
            ("Ctrl+Return", "Ctrl+Enter") if writes else ("Return", "Enter", "Ctrl+Return", "Ctrl+Enter")
        ):
            QShortcut(QKeySequence(key), self, self.take_button.click)

    def asked(self) -> bool:
        """Ask; whether the person took an answer."""
        try:
            return self.exec() == QDialog.DialogCode.Accepted
        finally:
            self.deleteLater()


def field_label(words: str, field: QWidget) -> QLabel:
    """A label above a field, which names the field for a screen reader as well."""
    label = QLabel(words)
    label.setProperty("role", "small")
    label.setBuddy(field)
    field.setAccessibleName(words)
    return label
