"""What rows of the queue are painted with, made once for a look and a text size.

A row is painted while a sync needs the processor too, and a list is many rows: what can be made before, is.
"""

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPixmap

from wardoffice.gui.icons import icon_of
from wardoffice.gui.theme import Palette

ICON_PIXELS = 18
_BADGE_SCALE = 0.85


class RowLook:
    """Fonts, their measures, colours and icons for one palette, font and pixel ratio."""

    def __init__(self, colours: Palette, font: QFont, ratio: float) -> None:
        self.colours = colours
        self.font = QFont(font)
        self.ratio = ratio
        self.strong = QFont(font)
        self.strong.setWeight(QFont.Weight.DemiBold)
        self.small = QFont(self.strong)
        self.small.setPointSizeF(font.pointSizeF() * _BADGE_SCALE)
        self.plain_measures = QFontMetrics(self.font)
        self.strong_measures = QFontMetrics(self.strong)
        self.small_measures = QFontMetrics(self.small)
        self._inks: dict[str, QColor] = {}
        self._icons: dict[tuple[str, str], QPixmap] = {}

    def fits(self, colours: Palette, font: QFont, ratio: float) -> bool:
        """Whether it was made for these."""
        return self.colours is colours and self.ratio == ratio and self.font == font

    def ink(self, colour: str) -> QColor:
        """A colour of the palette; not to be changed."""
        made = self._inks.get(colour)
        if made is None:
            made = self._inks[colour] = QColor(colour)
        return made

    def icon(self, name: str, colour: str) -> QPixmap:
        """An icon in a colour, 18 pixels wide and high on a screen of ratio 1."""
        made = self._icons.get((name, colour))
        if made is None:
            icon = icon_of(name, color=colour)
            made = self._icons[name, colour] = icon.pixmap(QSize(ICON_PIXELS, ICON_PIXELS), self.ratio)
        return made
