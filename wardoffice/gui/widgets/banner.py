"""A line over the lists: an icon, what happened, the rest of it, and what can be done."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from wardoffice.gui.icons import icon_of
from wardoffice.gui.theme import Palette, palette_of
from wardoffice.gui.widgets.parts import label

_ICON_PIXELS = 20


class Banner(QFrame):
    """Hidden until it has something to say; ``tone`` picks the icon's colour of each look."""

    def __init__(
        self,
        icon: str,
        tone: Callable[[Palette], str],
        button: QAbstractButton,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon_name, self._tone = icon, tone
        self._icon = QLabel()
        self._happened = label("", "strong")
        self._rest = label("")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._happened)
        words.addWidget(self._rest)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(12)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(button)
        self.hide()

    @property
    def words(self) -> str:
        """What it says, or nothing while it is hidden."""
        return self.accessibleName() if not self.isHidden() else ""

    def say(self, happened: str, rest: str) -> None:
        """Show what happened; and what is safe and what to do."""
        self._happened.setText(happened)
        self._rest.setText(rest)
        self.setAccessibleName(f"{happened} {rest}")
        self._draw()
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the colours of another look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        icon = icon_of(self._icon_name, color=self._tone(palette_of(self)))
        self._icon.setPixmap(icon.pixmap(_ICON_PIXELS, _ICON_PIXELS))
