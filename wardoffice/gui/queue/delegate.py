"""How a row of the queue is painted: two lines, an icon, badges, and two words at the right."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from wardoffice.domain.queue import QueueRow
from wardoffice.gui.queue.model import ROW_ROLE
from wardoffice.gui.queue.repaint import Repaint
from wardoffice.gui.queue.row_keeper import RowTrouble
from wardoffice.gui.queue.row_look import ICON_PIXELS, RowLook
from wardoffice.gui.queue.words import RowWords, row_words
from wardoffice.gui.theme import Palette, palette_of
from wardoffice.gui.widgets.badge import Tone
from wardoffice.language import text

_EDGE = 16
_GAP = 8
_PADDING = 8
_ICON_BOX = 32
_BADGE_PADDING = 6
_BADGES = 2
_LEAST_TITLE = 96  # pixels; a badge that would leave less is not painted, and still told to a screen reader
_BAR = 3
_SELECTED = QStyle.StateFlag.State_Selected
_FOCUSED = QStyle.StateFlag.State_HasFocus
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_SMOOTH = QPainter.RenderHint.Antialiasing
_ELIDED = Qt.TextElideMode.ElideRight


class QueueDelegate(QStyledItemDelegate):
    """Paints rows for the person named ``me``; ``clock`` answers the time in aware UTC."""

    def __init__(
        self, clock: Callable[[], datetime], zone: ZoneInfo, me: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._zone = zone
        self._me = me
        self._look: RowLook | None = None
        self._waiting: QPixmap | None = None
        self.repaint = Repaint()
        """What is left of the time of the repaint that is going on."""

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
        look = self._look_of(painter, option)
        rect: QRect = option.rect
        state = option.state
        selected, focused = bool(state & _SELECTED), bool(state & _FOCUSED)
        row = index.data(ROW_ROLE) if self.repaint.may_paint((index.row(), index.column())) else None
        if row is None:
            if selected or focused:
                _paint_waiting(painter, rect, look, selected=selected, focused=focused)
            else:
                painter.drawPixmap(rect.topLeft(), self._waiting_row(rect.size(), look))
            return
        words = _trouble_words(row) if isinstance(row, RowTrouble) else self.words(row)
        painter.save()
        painter.setRenderHint(_SMOOTH)
        _paint_ground(painter, rect, look, selected=selected, focused=focused, alarming=words.alarming)
        area = rect.adjusted(_EDGE, _PADDING, -_EDGE, -_PADDING)
        _paint_icon(painter, area, words, look)
        area.setLeft(area.left() + _ICON_BOX + 12)
        _paint_lines(painter, area, words, look, selected=selected)
        painter.restore()

    def _look_of(self, painter: QPainter, option: QStyleOptionViewItem) -> RowLook:
        colours, font = palette_of(option.widget), option.font
        ratio = painter.device().devicePixelRatio()
        if self._look is None or not self._look.fits(colours, font, ratio):
            self._look, self._waiting = RowLook(colours, font, ratio), None
        return self._look

    def _waiting_row(self, size: QSize, look: RowLook) -> QPixmap:
        """A row that is being read, drawn once: while somebody scrolls far, most rows are such rows."""
        if self._waiting is None or self._waiting.deviceIndependentSize() != size.toSizeF():
            self._waiting = QPixmap(size * look.ratio)
            self._waiting.setDevicePixelRatio(look.ratio)
            painter = QPainter(self._waiting)
            _paint_waiting(painter, QRect(QPoint(0, 0), size), look, selected=False, focused=False)
            painter.end()
        return self._waiting


class FactDelegate(QStyledItemDelegate):
    """Paints a fact in a column of its own, on the ground of its row."""

    def __init__(self, repaint: Repaint, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._repaint = repaint

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one fact."""
        colours = palette_of(option.widget)
        painter.save()
        selected = bool(option.state & _SELECTED)
        painter.fillRect(option.rect, QColor(colours.accent_wash if selected else colours.surface))
        bottom = QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1)
        painter.fillRect(bottom, QColor(colours.line))
        if self._repaint.may_paint((index.row(), index.column())):
            area = option.rect.adjusted(_GAP, 0, -_GAP, 0)
            said = QFontMetrics(option.font).elidedText(str(index.data()), _ELIDED, area.width())
            painter.setFont(option.font)
            painter.setPen(QColor(colours.text))
            painter.drawText(area, _LEFT, said)
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


def _paint_waiting(painter: QPainter, rect: QRect, look: RowLook, *, selected: bool, focused: bool) -> None:
    """Where the words of a row will stand once it is read."""
    painter.save()
    _paint_ground(painter, rect, look, selected=selected, focused=focused, alarming=False)
    area = rect.adjusted(_EDGE, _PADDING, -_EDGE, -_PADDING)
    tall = look.plain_measures.ascent() // 2
    left, wide = area.left() + _ICON_BOX + 12, area.width() // 2
    for top in (area.top() + area.height() // 4, area.top() + 3 * area.height() // 4):
        painter.fillRect(QRect(left, top - tall // 2, wide, tall), look.ink(look.colours.raised))
        wide = wide * 2 // 3
    painter.restore()


def _paint_ground(
    painter: QPainter, rect: QRect, look: RowLook, *, selected: bool, focused: bool, alarming: bool
) -> None:
    colours = look.colours
    ground = colours.accent_wash if selected else colours.danger_wash if alarming else colours.surface
    painter.fillRect(rect, look.ink(ground))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.ink(colours.line))
    if selected:
        bar = look.ink(colours.danger if alarming else colours.accent)
        painter.fillRect(rect.left(), rect.top(), _BAR, rect.height(), bar)
    elif focused:
        painter.setPen(look.ink(colours.accent))
        painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -1.5))


def _paint_icon(painter: QPainter, area: QRect, words: RowWords, look: RowLook) -> None:
    colours = look.colours
    left, top = area.left(), area.top() + (area.height() - _ICON_BOX) / 2
    painter.setPen(look.ink(colours.line))
    painter.setBrush(look.ink(colours.raised))
    painter.drawRoundedRect(QRectF(left + 0.5, top + 0.5, _ICON_BOX - 1, _ICON_BOX - 1), 8, 8)
    inside = (_ICON_BOX - ICON_PIXELS) // 2
    icon = look.icon(words.icon, colours.danger if words.alarming else colours.quiet)
    painter.drawPixmap(left + inside, round(top) + inside, icon)


def _paint_lines(painter: QPainter, area: QRect, words: RowWords, look: RowLook, *, selected: bool) -> None:
    colours, plain, strong = look.colours, look.plain_measures, look.strong_measures
    left, top, wide, half = area.left(), area.top(), area.width(), area.height() // 2
    upper = QRect(left, top, wide, half)
    lower = QRect(left, top + half, wide, area.height() - half)
    painter.setFont(look.font)
    painter.setPen(look.ink(colours.quiet))
    painter.drawText(upper, _RIGHT, words.when)
    painter.drawText(lower, _RIGHT, words.whose)
    room = wide - plain.horizontalAdvance(words.whose) - 2 * _GAP
    painter.drawText(lower, _LEFT, plain.elidedText(words.place_line, _ELIDED, room))
    badges = [(said, tone, _badge_width(look, said)) for said, tone in words.badges[:_BADGES]]
    room = wide - plain.horizontalAdvance(words.when) - 2 * _GAP - sum(each[2] + _GAP for each in badges)
    while len(badges) > 1 and room < _LEAST_TITLE:
        room += badges.pop()[2] + _GAP
    title = strong.elidedText(words.title, _ELIDED, max(room, 60))
    painter.setFont(look.strong)
    painter.setPen(look.ink(colours.danger if words.alarming else colours.text))
    painter.drawText(upper, _LEFT, title)
    left += strong.horizontalAdvance(title) + _GAP
    for said, tone, badge_wide in badges:
        ink, wash = tone_colours(tone, colours)
        # A danger's wash is the ground of an alarming row: there it would be no badge at all.
        lost = words.alarming and tone is Tone.DANGER and not selected
        place = QRect(left, top, badge_wide, half)
        painter.setFont(look.small)
        painter.setPen(look.ink(ink))
        painter.setBrush(look.ink(colours.surface if lost else wash))
        _paint_badge(painter, place, said, look.small_measures.height() + 2)
        left += badge_wide + _GAP


def _badge_width(look: RowLook, words: str) -> int:
    return look.small_measures.horizontalAdvance(words) + 2 * _BADGE_PADDING


def _paint_badge(painter: QPainter, area: QRect, words: str, tall: int) -> None:
    """In the pen and on the brush that are set."""
    box = QRectF(area.left(), area.top() + (area.height() - tall) / 2, area.width(), tall)
    ink = painter.pen()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(ink)
    painter.drawText(box, _CENTRE, words)


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
