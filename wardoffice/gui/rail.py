"""The screens of the program, one under the other at the left edge."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from wardoffice.gui.icons import icon_of
from wardoffice.gui.theme import palette_of
from wardoffice.gui.widgets.badge import Badge, Tone
from wardoffice.gui.widgets.tip import tip_words

_LEAST_WIDTH = 88
_BOLD = 8  # pixels: the word of the chosen one is bold, and wider than it tells before
_ICON = QSize(22, 22)
_MANY = 100


@dataclass(frozen=True, slots=True)
class RailItem:
    """A screen: its key in code, its words, and its icon (a qtawesome name)."""

    key: str
    words: str
    icon: str
    shortcut: str


class Rail(QWidget):
    """``chosen`` carries the place of the screen, from 0."""

    chosen = Signal(int)

    def __init__(self, items: Sequence[RailItem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._items = tuple(items)
        self._buttons: list[QToolButton] = []
        self._counts: list[_Count] = []
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 8)
        layout.setSpacing(4)
        for number, item in enumerate(items):
            button = QToolButton()
            button.setObjectName(f"rail-{item.key}")
            button.setText(item.words)
            button.setAccessibleName(item.words.replace("\n", " "))
            button.setCheckable(True)
            button.setIconSize(_ICON)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.clicked.connect(lambda _checked=False, number=number: self.chosen.emit(number))
            group.addButton(button)
            layout.addWidget(button)
            self._buttons.append(button)
            self._counts.append(_Count(button))
        layout.addStretch(1)
        self._shown_keys = [item.shortcut for item in items]
        self.use_keys([(item.shortcut,) for item in items])
        self._fit()
        self._draw()

    def show_chosen(self, number: int) -> None:
        """Mark the screen that is shown."""
        self._buttons[number].setChecked(True)
        self._draw()

    def use_keys(self, keys: Sequence[Sequence[str]]) -> None:
        """Let each button, in their order, listen to the first of its keys; to none where it has none."""
        self._shown_keys = [next(iter(each), "") for each in keys]
        for at, button in enumerate(self._buttons):
            button.setShortcut(self._shown_keys[at])
            self._tip(at)

    def _tip(self, at: int) -> None:
        name, key = self._buttons[at].accessibleName(), self._shown_keys[at]
        self._buttons[at].setToolTip(tip_words(f"{name} ({key})" if key else name))

    def show_count(self, key: str, count: int, words: str) -> None:
        """Show at a screen how many things wait for a person there, and say so in words; 0 shows nothing."""
        at = [item.key for item in self._items].index(key)
        item, button = self._items[at], self._buttons[at]
        name = item.words.replace("\n", " ")
        button.setAccessibleName(f"{name}: {words}" if count else name)
        self._tip(at)
        self._counts[at].show_count(count)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colours of another look, and fit another text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        elif event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and hasattr(self, "_items"):
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the words in the font the style gives them, known only now."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Be as wide as the widest word, and all buttons with it."""
        width = max([_LEAST_WIDTH, *(each.sizeHint().width() + _BOLD for each in self._buttons)])
        self.setFixedWidth(width)
        for button, count in zip(self._buttons, self._counts, strict=True):
            button.setFixedWidth(width)
            count.move(width // 2 + 6, 2)

    def _draw(self) -> None:
        colours = palette_of(self)
        for item, button in zip(self._items, self._buttons, strict=True):
            ink = colours.accent if button.isChecked() else colours.quiet
            button.setIcon(icon_of(item.icon, color=ink))


class _Count(Badge):
    """A number at the upper right of a button's icon; its words are the button's."""

    def __init__(self, button: QToolButton) -> None:
        super().__init__("", Tone.DANGER, button)
        self._button = button
        self.setProperty("role", "count")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_count(self, count: int) -> None:
        """Show another number."""
        self.show_word(f"{count:,}" if count < _MANY else f"{_MANY - 1}+", Tone.DANGER)
        self.setAccessibleName("")
        self.adjustSize()
        self.move(self._button.width() // 2 + 6, 2)
        self.setVisible(count > 0)
