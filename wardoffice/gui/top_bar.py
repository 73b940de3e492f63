"""The head of the window: whose office it is, the search box, and who sits here."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from wardoffice.gui.icons import icon_of
from wardoffice.gui.search_box import SearchBox
from wardoffice.gui.theme import palette_of
from wardoffice.gui.widgets.badge import Badge
from wardoffice.language import text

SEARCH_MILLISECONDS = 150
"""How long typing rests before it is searched for."""

_SEARCH_WIDTH = 560


class TopBar(QWidget):
    """``searched`` carries the words of the search box once typing rests."""

    searched = Signal(str)

    def __init__(self, office: str, person: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        name = QLabel(office)
        name.setProperty("role", "strong")
        who = QLabel(person)
        who.setProperty("role", "quiet")
        who.setAccessibleDescription(text("You work as this person"))
        self.box = SearchBox()
        self.box.setMaximumWidth(_SEARCH_WIDTH)
        self._glass = QAction(self)
        self.box.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SEARCH_MILLISECONDS)
        self._rest.timeout.connect(self._search)
        self.box.textEdited.connect(lambda _words: self._rest.start())
        self.box.textChanged.connect(self._search_if_cleared)
        self.box.returnPressed.connect(self.box.put_away)
        self.box.returnPressed.connect(self._search)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(16)
        layout.addWidget(name)
        layout.addWidget(self.box, 3)
        key = Badge("/")
        key.setProperty("role", "key")
        layout.addWidget(key)
        layout.addStretch(1)
        layout.addWidget(who)
        self._draw()

    def show_words(self, words: str) -> None:
        """Show what the list is narrowed by, without searching again."""
        if words != self.box.text().strip():
            self._rest.stop()
            self.box.blockSignals(True)
            self.box.setText(words)
            self.box.blockSignals(False)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the colours of another look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _search(self) -> None:
        self._rest.stop()
        self.searched.emit(self.box.text().strip())

    def _search_if_cleared(self, words: str) -> None:
        if not words:
            self._search()

    def _draw(self) -> None:
        self._glass.setIcon(icon_of("mdi6.magnify", color=palette_of(self).quiet))
