"""The words of a message stand whole, however narrow the pane becomes."""

import pytest
from pytestqt.qtbot import QtBot

from wardoffice.gui.widgets.parts import PlainText

_HOLES = [f"{number}. A pothole in the street in front of 2489 N Orlowick Ave" for number in range(5)]
WORDS = "\n".join(["Hello,", "", *_HOLES])


@pytest.mark.parametrize("widths", [(600, 340), (340, 600), (340,), (600, 340, 250)])
def test_no_line_is_cut_when_the_pane_changes_its_width(qtbot: QtBot, widths: tuple[int, ...]) -> None:
    words = PlainText(WORDS, 500)
    qtbot.addWidget(words)
    words.show()
    for width in widths:
        words.resize(width, words.height())
    document = words.document()
    blocks = [document.findBlockByNumber(number) for number in range(document.blockCount())]
    layout = document.documentLayout()
    qtbot.waitUntil(
        lambda: words.viewport().height() >= sum(layout.blockBoundingRect(each).height() for each in blocks)
    )
    assert words.verticalScrollBar().maximum() == 0
