"""The small widgets: nothing cut, nothing without a name."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QCursor, QHelpEvent, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QToolButton, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from wardoffice.gui.rail import Rail, RailItem
from wardoffice.gui.theme import LIGHT, Theme
from wardoffice.gui.widgets.badge import Badge, Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.elided import ElidedCheckBox, ElidedLabel
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.list_and_page import make_list, row_size
from wardoffice.gui.widgets.parts import PlainText


def test_a_key_button_tells_its_key_and_is_wide_enough_for_it(qtbot: QtBot) -> None:
    plain, keyed = KeyButton("Finish"), KeyButton("Finish", "X", "mdi6.check", primary=True)
    for button in (plain, keyed):
        qtbot.addWidget(button)
    assert (keyed.accessibleName(), keyed.accessibleDescription(), keyed.key) == ("Finish", "X", "X")
    words = keyed.fontMetrics().horizontalAdvance("Finish")
    assert keyed.sizeHint().width() > plain.sizeHint().width() > words
    assert keyed.minimumSizeHint() == keyed.sizeHint()


@pytest.mark.parametrize("points", [9, 13.5, 16])
def test_a_rail_is_as_wide_as_its_longest_word(qtbot: QtBot, points: float) -> None:
    rail = Rail([RailItem("departments", "Departments", "mdi6.tray-full", "Alt+6")])
    qtbot.addWidget(rail)
    rail.setStyleSheet(f"QToolButton {{ font-size: {points}pt; }}")
    rail.show()
    button = rail.findChild(QToolButton)
    assert isinstance(button, QToolButton)
    assert button.width() >= button.sizeHint().width()
    assert rail.width() == button.width()


@pytest.mark.parametrize("points", [9, 13.5, 16])
def test_a_row_of_a_list_holds_both_its_lines(qtbot: QtBot, points: float) -> None:
    rows = make_list("Departments")
    qtbot.addWidget(rows)
    font = rows.font()
    font.setPointSizeF(points)
    rows.setFont(font)
    assert row_size(rows).height() >= 2 * rows.fontMetrics().lineSpacing() + 8


def test_the_primary_button_is_the_filled_one(qtbot: QtBot) -> None:
    button = KeyButton("Finish", "X")
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    assert _corner_colour(button) == LIGHT.surface
    button.set_primary(primary=True)
    assert _corner_colour(button) == LIGHT.accent


def _corner_colour(button: KeyButton) -> str:
    return button.grab().toImage().pixelColor(button.width() // 2, 3).name()


@pytest.mark.parametrize("tone", list(Tone))
def test_a_badge_wears_its_tone_and_says_its_word(qtbot: QtBot, tone: Tone) -> None:
    badge = Badge("Waiting 19 d", tone)
    qtbot.addWidget(badge)
    badge.show()
    ink = LIGHT.quiet if tone is Tone.QUIET else getattr(LIGHT, tone.value)
    assert badge.palette().color(badge.foregroundRole()).name() == ink
    badge.show_word("Finished", Tone.DONE)
    assert badge.accessibleName() == badge.text() == "Finished"
    assert badge.palette().color(badge.foregroundRole()).name() == LIGHT.done


def test_a_tick_with_long_words_makes_nothing_wider_and_tells_them_all_to_whoever_rests_on_it(
    qtbot: QtBot,
) -> None:
    words = "R&D " + "Deputy Commissioner for Everything " * 5
    area, inside = QScrollArea(), QWidget()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    column = QVBoxLayout(inside)
    long, short = ElidedCheckBox(words), ElidedCheckBox("Lee & Pat")
    for each in (long, short):
        column.addWidget(each)
    area.setWidget(inside)
    area.resize(300, 120)
    with qtbot.waitExposed(area):
        area.show()
    assert inside.width() == area.viewport().width()
    assert (long.is_cut, short.is_cut) == (True, False)
    assert long.accessibleName() == words
    long.grab()  # paints
    QApplication.sendEvent(long, QHelpEvent(QEvent.Type.ToolTip, long.rect().center(), QCursor.pos()))
    assert "Deputy Commissioner" in QToolTip.text()
    QToolTip.hideText()


def test_a_card_without_a_title_takes_no_room_for_one(qtbot: QtBot) -> None:
    card = Card("Photos")
    qtbot.addWidget(card)
    card.body.addWidget(QLabel("words"))
    card.show()
    tall = card.sizeHint().height()
    card.set_title("")
    assert card.sizeHint().height() < tall


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
def test_a_label_that_is_cut_offers_its_whole_text(qtbot: QtBot) -> None:
    label = ElidedLabel("4812 North Damen Avenue, at the corner by the school")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert rested_on(label) == f"<span>{label.text()}</span>"
    assert label.accessibleName() == label.text()
    label.resize(2000, 20)
    qtbot.waitUntil(lambda: rested_on(label) == "")


@pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
def test_a_name_of_another_person_is_never_rich_text(qtbot: QtBot) -> None:
    """P8: no remote content is loaded from a mail, ever."""
    label = ElidedLabel('<img src="http://tracker.example/x.png"> & <b>Jan</b>')
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    shown = QTextDocument()
    shown.setHtml(rested_on(label))
    assert shown.toPlainText() == label.text()


def rested_on(widget: QWidget) -> str:
    """The tooltip that comes up where the mouse rests on a widget."""
    spot = widget.rect().center()
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, spot, widget.mapToGlobal(spot)))
    return QToolTip.text() if QToolTip.isVisible() else ""


@pytest.fixture(autouse=True)
def _no_tooltip_left() -> Iterator[None]:
    yield
    QToolTip.hideText()
    for each in QApplication.topLevelWidgets():
        if each.windowType() is Qt.WindowType.ToolTip:
            each.close()


def test_a_long_text_is_wrapped_beside_its_scroll_bar_however_it_came_to_be_shown(qtbot: QtBot) -> None:
    holder = QWidget()
    holder.setFixedWidth(430)
    text = PlainText("", 220)
    QVBoxLayout(holder).addWidget(text)
    qtbot.addWidget(holder)
    text.show_words("Two cars fell into the sinkhole in front of the school. " * 24, 220)
    with qtbot.waitExposed(holder):
        holder.show()
    assert text.verticalScrollBar().isVisible()
    layout = text.document().firstBlock().layout()
    widest = max(layout.lineAt(each).naturalTextWidth() for each in range(layout.lineCount()))
    assert 0 < widest <= text.viewport().width()


def test_an_empty_place_says_what_would_be_there(qtbot: QtBot) -> None:
    empty = EmptyState("mdi6.inbox-outline", "Nothing waits", "New mail shows up here.")
    qtbot.addWidget(empty)
    assert empty.accessibleName() == "Nothing waits New mail shows up here."
    empty.say("Nothing fits", "")
    assert empty.accessibleName() == "Nothing fits"


@given(widths=st.lists(st.integers(20, 300), min_size=1, max_size=12), room=st.integers(300, 900))
def test_wrapped_widgets_never_overlap_nor_stick_out(
    qapp: QApplication, widths: list[int], room: int
) -> None:
    holder = QWidget()
    flow = FlowLayout(holder)
    flow.setContentsMargins(0, 0, 0, 0)
    widgets = []
    for width in widths:
        widget = QWidget(holder)
        widget.setFixedSize(QSize(width, 20))
        flow.addWidget(widget)
        widgets.append(widget)
    tall = flow.heightForWidth(room)
    flow.setGeometry(QRect(0, 0, room, tall))
    areas = [widget.geometry() for widget in widgets]
    assert all(QRect(0, 0, room, tall).contains(area) for area in areas)
    assert not any(one.intersects(other) for at, one in enumerate(areas) for other in areas[at + 1 :])


def test_a_palette_of_another_look_is_taken_at_once(qtbot: QtBot, qapp: QApplication) -> None:
    empty = EmptyState("mdi6.inbox-outline", "Nothing waits", "")
    qtbot.addWidget(empty)
    empty.resize(300, 200)
    empty.show()
    before = empty.grab().toImage()
    try:
        Theme(dark=True).apply(qapp)
        assert empty.grab().toImage() != before
    finally:
        Theme(dark=False).apply(qapp)
