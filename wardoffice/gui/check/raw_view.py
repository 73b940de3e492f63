"""A mail as the server gave it: bytes shown as plain text, and nothing done with them."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from wardoffice.domain.errors import UnreadableError
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import label, row
from wardoffice.language import text

_AT_MOST = 200_000  # bytes: enough for headers and text; the rest are pictures in base64


def read_raw(path: Path) -> str:
    """The beginning of a raw mail as text; raises UnreadableError where the file is gone. Any thread."""
    try:
        with path.open("rb") as file:
            content = file.read(_AT_MOST + 1)
    except OSError as error:
        raise UnreadableError(
            text("The mail's file could not be opened: {reason}.", reason=error.strerror or str(error)),
            text("The mail is still on the server."),
            text("Try again; if it happens again, look whether the data folder is there."),
        ) from error
    words = content[:_AT_MOST].decode("utf-8", "replace")
    # NUL would end the text for some widgets.
    return words.replace("\x00", "\ufffd") + ("\n…" if len(content) > _AT_MOST else "")


class RawView(QDialog):
    """Plain text to read and copy. HTML in it stays text, addresses in it are not followed (P8)."""

    def __init__(self, title: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(text("The mail as it came"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 640)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setPlainText(words)
        self._text.setAccessibleName(text("The mail as it came"))
        close = KeyButton(text("Close"), text("Esc"), primary=True)
        close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(label(title, "heading"))
        column.addWidget(self._text, 1)
        foot = row(close)
        foot.insertStretch(0, 1)
        column.addLayout(foot)

    @property
    def words(self) -> str:
        """What it shows."""
        return self._text.toPlainText()
