"""All keys on one page."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from wardoffice.gui.dialogs.frame import Question
from wardoffice.gui.keys import KeySpec
from wardoffice.gui.widgets.badge import Badge, Tone
from wardoffice.language import text

_COLUMNS = 2
_WIDTH = 660


class KeySheet(Question):
    """What every key does; Enter or Esc closes it."""

    def __init__(self, specs: Sequence[KeySpec], parent: QWidget | None) -> None:
        words = text("Single keys work in the list and in the problem beside it, not while you type.")
        super().__init__(text("Keys"), words, text("Close"), parent)
        self.setObjectName("keySheet")
        self.setMinimumWidth(_WIDTH)
        self.leave_button.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        rows = -(-len(specs) // _COLUMNS)
        for number, spec in enumerate(specs):
            column, row = divmod(number, rows)
            cap = Badge(spec.keys[0], Tone.QUIET)
            cap.setProperty("role", "key")
            grid.addWidget(cap, row, 2 * column)
            grid.addWidget(QLabel(spec.words), row, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
        self.body.addLayout(grid)
