"""The small widgets: nothing cut, nothing without a name."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from wardoffice.gui.theme import LIGHT, Theme
from wardoffice.gui.widgets.badge import Badge, Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.elided import ElidedLabel
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.gui.widgets.key_button import KeyButton


def test_a_key_button_tells_its_key_and_is_wide_enough_for_it(qtbot: QtBot) -> None:
    plain, keyed = KeyButton("Finish"), KeyButton("Finish", "X", "mdi6.check", primary=True)
    for button in (plain, keyed):
        qtbot.addWidget(button)
    assert (keyed.accessibleName(), keyed.accessibleDescription(), keyed.key) == ("Finish", "X", "X")
    words = keyed.fontMetrics().horizontalAdvance("Finish")
    assert keyed.sizeHint().width() > plain.sizeHint().width() > words
    assert keyed.minimumSizeHint() == keyed.sizeHint()


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
