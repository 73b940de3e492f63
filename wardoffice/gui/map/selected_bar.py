"""What is done with the problems that were selected on the map."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from wardoffice.gui.keys_in_use import shown_key
from wardoffice.gui.widgets.tip import tip_words
from wardoffice.language import plural, text


class SelectedBar(QFrame):
    """How many are selected, and the actions that fit them. Hidden while nothing is selected.

    ``cleared`` follows the wish to select nothing any more.
    """

    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("selectedBar")
        self.setAccessibleName(text("Selected on the map"))
        self.count = 0
        self._words = QLabel()
        self._words.setProperty("role", "strong")
        clear = QPushButton(text("Clear"))
        clear.setProperty("role", "link")
        clear.setAccessibleName(text("Clear what is selected on the map"))
        clear.clicked.connect(self.cleared)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 6, 12, 6)
        self._row.setSpacing(8)
        self._row.addWidget(self._words)
        self._row.addStretch(1)
        self._row.addWidget(clear)
        self.hide()

    def offer(self, actions: tuple[QAction, ...]) -> None:
        """Show these actions of the window as buttons, each enabled as its action is."""
        for place, action in enumerate(actions):
            button = QPushButton(action.text())
            button.setObjectName(f"selected-{action.objectName()}")
            button.setAccessibleName(action.text())
            button.setEnabled(action.isEnabled())
            button.clicked.connect(lambda _checked=False, action=action: action.trigger())
            action.enabledChanged.connect(button.setEnabled)
            show = partial(_show_key, button, action)
            action.changed.connect(show)
            show()
            self._row.insertWidget(place + 1, button)

    def show_count(self, count: int) -> None:
        """Say how many are selected."""
        self.count = count
        self._words.setText(plural("{count} problem selected", "{count} problems selected", count))
        self.setVisible(count > 0)


def _show_key(button: QPushButton, action: QAction) -> None:
    """Its tip is the key of now."""
    button.setToolTip(tip_words(shown_key(action.shortcut().toString())))
