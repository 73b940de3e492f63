"""What rows are painted with is made once, and anew for another look, text size or screen."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractItemModel, QRect
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem

from tests.builders_queue import now, queue_row
from wardoffice.domain.queue import QueueRow
from wardoffice.gui.queue.delegate import QueueDelegate
from wardoffice.gui.queue.model import ROW_ROLE
from wardoffice.gui.queue.row_look import ICON_PIXELS, RowLook
from wardoffice.gui.theme import DARK, LIGHT

_WIDE, _TALL = 400, 58
_CHICAGO = ZoneInfo("America/Chicago")


def _one(row: QueueRow | None) -> QStandardItemModel:
    """A list of a row that was read, or is still waited for."""
    model, item = QStandardItemModel(), QStandardItem()
    item.setData(row, ROW_ROLE)
    model.appendRow(item)
    return model


def _painted(
    delegate: QueueDelegate, model: QAbstractItemModel, *, wide: int = _WIDE, selected: bool = False
) -> QImage:
    image = QImage(wide, _TALL, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("magenta"))
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, wide, _TALL)
    if selected:
        option.state |= QStyle.StateFlag.State_Selected
    painter = QPainter(image)
    delegate.paint(painter, option, model.index(0, 0))
    painter.end()
    return image


def _delegate() -> QueueDelegate:
    return QueueDelegate(now, _CHICAGO, "Ana L.")


def test_a_look_fits_its_palette_font_and_screen_only(qapp: QApplication) -> None:
    font = QFont(qapp.font())
    larger = QFont(font)
    larger.setPointSizeF(font.pointSizeF() * 1.5)
    look = RowLook(LIGHT, font, 1.0)

    assert look.fits(LIGHT, font, 1.0)
    assert not look.fits(DARK, font, 1.0)
    assert not look.fits(LIGHT, larger, 1.0)
    assert not look.fits(LIGHT, font, 2.0)


def test_badges_leave_room_for_the_title_and_never_cover_the_age(qapp: QApplication) -> None:
    long = now() - timedelta(days=30)
    dangerous = queue_row(
        1, "Building Violation", safety=True, opened_at=long, owed_since=long, last_word_at=long
    )
    other_age = replace(dangerous, last_word_at=now() - timedelta(days=44))  # as wide
    said = _delegate().words(dangerous)
    assert len(said.badges) == 2
    tight, wide = 300, 700
    for room in (tight, wide):
        first, second = (_painted(_delegate(), _one(row), wide=room) for row in (dangerous, other_age))
        changed = [
            x for x in range(room) if any(first.pixel(x, y) != second.pixel(x, y) for y in range(_TALL // 2))
        ]
        assert changed, "the age is painted"
        edge = min(changed)
        ground = first.pixel(edge - 2, 6)
        assert all(first.pixel(x, _TALL // 4) == ground for x in range(edge - 6, edge)), "nothing reaches it"


def test_an_icon_is_as_sharp_as_the_screen_and_made_once(qapp: QApplication) -> None:
    look = RowLook(LIGHT, qapp.font(), 2.0)

    icon = look.icon("mdi6.tree-outline", LIGHT.quiet)

    assert icon.width() == 2 * ICON_PIXELS
    assert icon.devicePixelRatio() == 2.0
    assert look.icon("mdi6.tree-outline", LIGHT.quiet) is icon
    assert look.icon("mdi6.tree-outline", LIGHT.danger).cacheKey() != icon.cacheKey()


def test_a_waiting_row_is_drawn_to_the_width_it_has_now(qapp: QApplication) -> None:
    delegate, waiting = _delegate(), _one(None)

    first, wider = _painted(delegate, waiting), _painted(delegate, waiting, wide=2 * _WIDE)

    assert first == _painted(_delegate(), waiting)
    assert wider == _painted(_delegate(), waiting, wide=2 * _WIDE)
    assert wider.pixelColor(2 * _WIDE - 1, _TALL // 2) != QColor("magenta")


def test_a_waiting_row_shows_that_it_is_selected(qapp: QApplication) -> None:
    delegate, waiting = _delegate(), _one(None)
    plain = _painted(delegate, waiting)

    chosen = _painted(delegate, waiting, selected=True)

    assert chosen.pixelColor(0, 0) == QColor(LIGHT.accent)
    assert _painted(delegate, waiting) == plain


def test_a_row_that_was_read_takes_the_place_of_the_waiting_one(qapp: QApplication) -> None:
    delegate = _delegate()

    assert _painted(delegate, _one(None)) != _painted(delegate, _one(queue_row(1)))
