"""The small pieces the cards are made of. Everything foreign is shown as plain text (P8)."""

from collections.abc import Iterable
from math import ceil

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from wardoffice.gui.widgets.badge import Badge, Tone

_BREAK_AFTER = 24  # letters of a word that has no space to break at
_ZERO_WIDTH_SPACE = "\u200b"
_NARROWEST = 48  # pixels


def label(words: str, role: str = "", *, wrap: bool = True, selectable: bool = False) -> QLabel:
    """Plain text in one of the stylesheet's roles (title, strong, quiet, small, danger)."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(_breakable(words) if wrap else words)
    made.setAccessibleName(words)
    made.setWordWrap(wrap)
    if wrap:
        made.setMinimumWidth(_NARROWEST)  # or its longest word would decide how narrow the pane can be
    if role:
        made.setProperty("role", role)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        made.setCursor(Qt.CursorShape.IBeamCursor)
    return made


def _breakable(words: str) -> str:
    """A very long word gets places to break at, or it would push the whole pane wider."""
    if len(words) <= _BREAK_AFTER or all(len(word) <= 2 * _BREAK_AFTER for word in words.split()):
        return words
    broken = []
    for word in words.split(" "):
        pieces = range(0, len(word), _BREAK_AFTER)
        long = len(word) > 2 * _BREAK_AFTER
        broken.append(_ZERO_WIDTH_SPACE.join(word[at : at + _BREAK_AFTER] for at in pieces) if long else word)
    return " ".join(broken)


def badge(words: str, tone: Tone) -> Badge:
    """A badge whose words may be foreign."""
    made = Badge("", tone)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.show_word(words, tone)
    return made


def banner(words: str, tone: Tone) -> Badge:
    """A badge as wide as the pane, with words that may wrap."""
    made = badge(words, tone)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    made.setStyleSheet("padding: 8px 12px; border-radius: 8px;")
    return made


def link(words: str, name: str = "") -> QPushButton:
    """A quiet button that reads as words; ``name`` is its accessible name where the words are too few."""
    made = QPushButton(words)
    made.setProperty("role", "link")
    made.setStyleSheet("color: palette(link); padding: 0; min-height: 0;")  # in line with the words around it
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAccessibleName(name or words)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


def line() -> QFrame:
    """A one-pixel line between two entries."""
    made = QFrame()
    made.setProperty("role", "line")
    made.setFixedHeight(1)
    return made


def row(*widgets: QWidget, stretch_after: int | None = None, spacing: int = 8) -> QHBoxLayout:
    """Widgets side by side; the room that is left goes behind the one numbered ``stretch_after``."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    for number, widget in enumerate(widgets):
        made.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        if number == stretch_after:
            made.addStretch(1)
    return made


def facts(parts: Iterable[str]) -> str:
    """The parts that are there, in one line."""
    return " · ".join(part for part in parts if part)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let Qt free it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
            inner.deleteLater()


class PlainText(QPlainTextEdit):
    """Words as somebody wrote them, to read and copy: never HTML, nothing loaded (P8).

    It is as high as its text, up to ``limit`` pixels; above that it scrolls.
    """

    def __init__(self, words: str, limit: int = 360, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limit = limit
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("background: transparent; border: none; padding: 0;")
        self.document().setDocumentMargin(0)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.show_words(words, limit)

    def show_words(self, words: str, limit: int) -> None:
        """Show another text, in at most ``limit`` pixels of height."""
        self._limit = limit
        self.setPlainText(words)
        self._fit()

    def sizeHint(self) -> QSize:
        """Room for the text as it wraps now."""
        return QSize(super().sizeHint().width(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the pane where there is nothing to scroll here."""
        if self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the keys of copying and moving; single letters are the window's."""
        if event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _text_height(self) -> float:
        """How high the text is at this width in pixels, as far as the limit.

        The document's own size counts a paragraph that was not drawn yet as one line, however it will wrap.
        """
        layout, block, height = self.document().documentLayout(), self.document().begin(), 0.0
        while block.isValid() and height <= self._limit:
            height += layout.blockBoundingRect(block).height()
            block = block.next()
        return height

    def _fit(self, *_: QObject) -> None:
        wanted = ceil(self._text_height()) + 4
        bar = (
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn
            if wanted > self._limit
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        if bar is not self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(bar)
            # While it is being shown, Qt keeps the narrower width to itself, and the words would be cut off.
            super().resizeEvent(QResizeEvent(self.viewport().size(), QSize()))
        self.setFixedHeight(max(self.fontMetrics().lineSpacing() + 4, min(wanted, self._limit)))
