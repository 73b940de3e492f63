"""What stands where there is nothing to show."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from wardoffice.gui.icons import icon_of
from wardoffice.gui.theme import palette_of

_ICON_PIXELS = 40
_WORDS_WIDTH = 420


class EmptyState(QWidget):
    """An icon, what is not here, and what would bring it. ``icon`` is a qtawesome name."""

    def __init__(self, icon: str, title: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._picture = QLabel()
        self._title = QLabel()
        self._title.setProperty("role", "strong")
        self._words = QLabel()
        self._words.setProperty("role", "quiet")
        self._words.setWordWrap(True)
        self._words.setMaximumWidth(_WORDS_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(1)
        for label in (self._picture, self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.say(title, words)
        self._draw()

    def say(self, title: str, words: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._words.setText(words)
        # A wrapped label asks for a narrow column unless it is told how wide a line may be.
        wide = self._words.fontMetrics().horizontalAdvance(words)
        room = min(_WORDS_WIDTH, wide + 8)
        self._words.setMinimumWidth(room)
        # Nor does it ask for the height of all its lines where other words stood before.
        self._words.setMinimumHeight(max(0, self._words.heightForWidth(room)))
        self._words.setVisible(bool(words))
        self.setAccessibleName(" ".join(part for part in (title, words) if part))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the colours of another look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        icon = icon_of(self._icon, color=palette_of(self).quiet)
        self._picture.setPixmap(icon.pixmap(_ICON_PIXELS, _ICON_PIXELS))
