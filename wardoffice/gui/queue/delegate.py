"""How a row of the queue is painted: two lines, an icon, badges, and two words at the right."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import qtawesome
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from wardoffice.domain.queue import QueueRow
from wardoffice.gui.queue.model import ROW_ROLE
from wardoffice.gui.queue.row_keeper import RowTrouble
from wardoffice.gui.queue.words import RowWords, row_words
from wardoffice.gui.theme import Palette, palette_of
from wardoffice.gui.widgets.badge import Tone
from wardoffice.language import text

_EDGE = 16
_GAP = 8
_PADDING = 8
_ICON_BOX = 32
_ICON_PIXELS = 18
_BADGE_PADDING = 6
_BADGE_SCALE = 0.85
_BADGES = 2
_BAR = 3


class QueueDelegate(QStyledItemDelegate):
    """Paints rows for the person named ``me``; ``clock`` answers the time in aware UTC."""

    def __init__(
        self, clock: Callable[[], datetime], zone: ZoneInfo, me: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._zone = zone
        self._me = me

    def words(self, row: QueueRow) -> RowWords:
        """What the row says now."""
        return row_words(row, self._clock(), self._zone, self._me)

    @staticmethod
    def height(font: QFont) -> int:
        """How tall a row is in that font."""
        return 2 * QFontMetrics(font).height() + 2 * _PADDING + 6

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As wide as there is room, as tall as two lines."""
        return QSize(0, self.height(option.font))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one row."""
        widget: QWidget = option.widget
        colours = palette_of(widget)
        row = index.data(ROW_ROLE)
        if row is None:
            _paint_waiting(painter, option, colours)
            return
        words = _trouble_words(row) if isinstance(row, RowTrouble) else self.words(row)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, option, colours, alarming=words.alarming)
        area = option.rect.adjusted(_EDGE, _PADDING, -_EDGE, -_PADDING)
        _paint_icon(painter, area, words, colours)
        area.setLeft(area.left() + _ICON_BOX + 12)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        _paint_lines(painter, area, words, colours, option.font, selected=selected)
        painter.restore()


class FactDelegate(QStyledItemDelegate):
    """Paints a fact in a column of its own, on the ground of its row."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one fact."""
        colours = palette_of(option.widget)
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(option.rect, QColor(colours.accent_wash if selected else colours.surface))
        bottom = QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1)
        painter.fillRect(bottom, QColor(colours.line))
        area = option.rect.adjusted(_GAP, 0, -_GAP, 0)
        said = QFontMetrics(option.font).elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.setFont(option.font)
        painter.setPen(QColor(colours.text))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, said)
        painter.restore()


def _trouble_words(trouble: RowTrouble) -> RowWords:
    return RowWords(
        icon="mdi6.file-alert-outline",
        title=text("Could not be read"),
        badges=(),
        place_line=trouble.words,
        when="",
        whose="",
        alarming=False,
    )


def _paint_waiting(painter: QPainter, option: QStyleOptionViewItem, colours: Palette) -> None:
    """Where the words of a row will stand once it is read."""
    painter.save()
    _paint_ground(painter, option, colours, alarming=False)
    area = option.rect.adjusted(_EDGE, _PADDING, -_EDGE, -_PADDING)
    tall = QFontMetrics(option.font).ascent() // 2
    left, wide = area.left() + _ICON_BOX + 12, area.width() // 2
    for top in (area.top() + area.height() // 4, area.top() + 3 * area.height() // 4):
        painter.fillRect(QRect(left, top - tall // 2, wide, tall), QColor(colours.raised))
        wide = wide * 2 // 3
    painter.restore()


def _paint_ground(
    painter: QPainter, option: QStyleOptionViewItem, colours: Palette, *, alarming: bool
) -> None:
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    ground = colours.accent_wash if selected else colours.danger_wash if alarming else colours.surface
    painter.fillRect(option.rect, QColor(ground))
    bottom = QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1)
    painter.fillRect(bottom, QColor(colours.line))
    if selected:
        bar = QColor(colours.danger if alarming else colours.accent)
        painter.fillRect(QRect(option.rect.left(), option.rect.top(), _BAR, option.rect.height()), bar)
    if option.state & QStyle.StateFlag.State_HasFocus and not selected:
        painter.setPen(QColor(colours.accent))
        painter.drawRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -1.5))


def _paint_icon(painter: QPainter, area: QRect, words: RowWords, colours: Palette) -> None:
    box = QRectF(area.left(), area.top() + (area.height() - _ICON_BOX) / 2, _ICON_BOX, _ICON_BOX)
    painter.setPen(QColor(colours.line))
    painter.setBrush(QColor(colours.raised))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
    inner = QRect(0, 0, _ICON_PIXELS, _ICON_PIXELS)
    inner.moveCenter(box.center().toPoint())
    ink = colours.danger if words.alarming else colours.quiet
    qtawesome.icon(words.icon, color=ink).paint(painter, inner)


def _paint_lines(
    painter: QPainter, area: QRect, words: RowWords, colours: Palette, font: QFont, *, selected: bool
) -> None:
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    plain, bold = QFontMetrics(font), QFontMetrics(strong)
    upper_room = area.width() - plain.horizontalAdvance(words.when) - 2 * _GAP
    lower_room = area.width() - plain.horizontalAdvance(words.whose) - 2 * _GAP
    upper = QRect(area.left(), area.top(), area.width(), area.height() // 2)
    lower = QRect(area.left(), upper.bottom() + 1, area.width(), area.height() - upper.height())
    aligned = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.setFont(font)
    painter.setPen(QColor(colours.quiet))
    painter.drawText(upper, aligned, words.when)
    painter.drawText(lower, aligned, words.whose)
    line = plain.elidedText(words.place_line, Qt.TextElideMode.ElideRight, lower_room)
    painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, line)
    small = QFont(strong)
    small.setPointSizeF(font.pointSizeF() * _BADGE_SCALE)
    badges = words.badges[:_BADGES]
    taken = sum(_badge_width(small, each) + _GAP for each, _ in badges)
    title = bold.elidedText(words.title, Qt.TextElideMode.ElideRight, max(upper_room - taken, 60))
    painter.setFont(strong)
    painter.setPen(QColor(colours.danger if words.alarming else colours.text))
    painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, title)
    left = area.left() + bold.horizontalAdvance(title) + _GAP
    for each, tone in badges:
        wide = _badge_width(small, each)
        painter.setFont(small)
        place = QRect(left, upper.top(), wide, upper.height())
        ink, wash = tone_colours(tone, colours)
        # A danger's wash is the ground of an alarming row: there it would be no badge at all.
        lost = words.alarming and tone is Tone.DANGER and not selected
        _paint_badge(painter, place, each, ink, colours.surface if lost else wash)
        left += wide + _GAP


def _badge_width(font: QFont, words: str) -> int:
    return QFontMetrics(font).horizontalAdvance(words) + 2 * _BADGE_PADDING


def _paint_badge(painter: QPainter, area: QRect, words: str, ink: str, wash: str) -> None:
    tall = painter.fontMetrics().height() + 2
    box = QRectF(area.left(), area.top() + (area.height() - tall) / 2, area.width(), tall)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(wash))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def tone_colours(tone: Tone, colours: Palette) -> tuple[str, str]:
    """The ink and the wash of a tone."""
    return {
        Tone.ACCENT: (colours.accent, colours.accent_wash),
        Tone.DONE: (colours.done, colours.done_wash),
        Tone.WAITING: (colours.waiting, colours.waiting_wash),
        Tone.DANGER: (colours.danger, colours.danger_wash),
        Tone.CHECK: (colours.check, colours.check_wash),
        Tone.QUIET: (colours.quiet, colours.raised),
    }[tone]
