"""A button that shows the key that does the same."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from wardoffice.gui.icons import icon_of
from wardoffice.gui.keys_in_use import KeysInUse, default_keys, keys_in_use, shown_key
from wardoffice.gui.theme import palette_of

_GAP = 8
_ICON_PIXELS = 16
_CAP_PADDING = 4
_CAP_SCALE = 0.85


class KeyButton(QPushButton):
    """Words, an optional icon (a qtawesome name), and the key in a small cap. ``primary`` fills it.

    The key is only shown: what listens to it is the action behind the button. ``of`` names one that a person
    may change (an ``ActionId`` or a ``PlaceKey``), and the cap shows the key of now; ``key`` is one nobody
    changes.
    """

    def __init__(
        self,
        text: str,
        key: str = "",
        icon: str = "",
        *,
        of: str = "",
        primary: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._of = of
        self._in_use: KeysInUse | None = None
        self._key = _cap_of(default_keys(of)) if of else key
        self._icon_name = icon
        self._primary = primary
        self.setProperty("primary", primary)
        self.setAutoDefault(False)
        self.setAccessibleName(text)
        if self._key:
            self.setAccessibleDescription(self._key)

    @property
    def key(self) -> str:
        """The key in the cap."""
        self._follow()
        return self._key

    def set_primary(self, *, primary: bool) -> None:
        """Make it the one filled button, or an ordinary one."""
        self._primary = primary
        self.setProperty("primary", primary)
        self.style().unpolish(self)
        self.style().polish(self)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the words, the icon and the cap."""
        self._follow()
        hint = super().sizeHint()
        extra = (_ICON_PIXELS + _GAP if self._icon_name else 0) + (
            self._cap_width() + _GAP if self._key else 0
        )
        return QSize(hint.width() + extra, hint.height())

    def minimumSizeHint(self) -> QSize:
        """The same as the size it asks for: its words are never cut."""
        return self.sizeHint()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the key of now, whichever window it came to stand in."""
        self._follow()
        super().showEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame by the style, and what is in it by hand."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        colours = palette_of(self)
        ink = colours.quiet if not self.isEnabled() else colours.on_accent if self._primary else colours.text
        self._paint_inside(painter, QColor(ink))

    def _follow(self) -> None:
        if not self._of or self._in_use is not None:
            return
        self._in_use = keys_in_use(self)
        if self._in_use is not None:
            self._in_use.changed.connect(self._show_key)
            self._show_key()

    def _show_key(self) -> None:
        key = _cap_of(self._in_use.keys(self._of)) if self._in_use is not None else self._key
        if key != self._key:
            self._key = key
            self.setAccessibleDescription(key)
            self.updateGeometry()
            self.update()

    def _paint_inside(self, painter: QPainter, ink: QColor) -> None:
        words = self.fontMetrics().horizontalAdvance(self.text())
        whole = words
        whole += _ICON_PIXELS + (_GAP if self.text() else 0) if self._icon_name else 0
        whole += self._cap_width() + _GAP if self._key else 0
        left = (self.width() - whole) // 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._icon_name:
            box = QRect(left, (self.height() - _ICON_PIXELS) // 2, _ICON_PIXELS, _ICON_PIXELS)
            icon_of(self._icon_name, color=ink.name()).paint(painter, box)
            left += _ICON_PIXELS + _GAP
        painter.setPen(ink)
        painter.setFont(self.font())
        painter.drawText(QRect(left, 0, words + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._key:
            self._paint_cap(painter, left + words + _GAP, ink)

    def _paint_cap(self, painter: QPainter, left: int, ink: QColor) -> None:
        font = self._cap_font()
        tall = QFontMetrics(font).height() + 2
        box = QRectF(left + 0.5, (self.height() - tall) // 2 + 0.5, self._cap_width() - 1, tall - 1)
        painter.setPen(ink if self._primary else QColor(palette_of(self).line))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(font)
        painter.setPen(ink if self._primary else QColor(palette_of(self).quiet))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key)

    def _cap_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * _CAP_SCALE)
        font.setWeight(QFont.Weight.Normal)
        return font

    def _cap_width(self) -> int:
        metrics = QFontMetrics(self._cap_font())
        return max(metrics.horizontalAdvance(self._key) + 2 * _CAP_PADDING, metrics.height() + 2)


def _cap_of(keys: tuple[str, ...]) -> str:
    return shown_key(keys[0]) if keys else ""
