"""The palette: a few letters, and Enter does an action, opens a case, or lists what a person told us."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from wardoffice.domain.palette import best_fitting
from wardoffice.gui.widgets.list_icons import ListIcons
from wardoffice.language import text

_WIDTH = 620
_HEIGHT = 460
_REST_MILLISECONDS = 120
_MOST = 40
_MOVING = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be done: ``key`` names it for good, so that it is remembered as recent."""

    key: str
    label: str
    detail: str
    icon: str
    run: Callable[[], None]


class PaletteDialog(QDialog):
    """``typed`` asks for cases and people once typing rests; ``done_entry`` carries what was chosen.

    Enter takes what fits. What is only like the words, for a slip, has to be gone to: a person's name may be
    like an action that changes something.
    """

    typed = Signal(str)
    done_entry = Signal(object)

    def __init__(self, entries: Sequence[Entry], recent: Sequence[str], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setWindowTitle(text("Do or find"))
        self.setAccessibleName(text("Do or find"))
        self.resize(_WIDTH, _HEIGHT)
        rank = {key: at for at, key in enumerate(recent)}
        self._entries = sorted(entries, key=lambda each: rank.get(each.key, len(rank)))
        self._found: tuple[Entry, ...] = ()
        self._awaits = self._enters = False
        self._first = 0
        self.box = QLineEdit()
        self.box.setPlaceholderText(text("Type what to do, a case, an address or a person"))
        self.box.setAccessibleName(text("What to do or find"))
        self.list = QListWidget()
        self.list.setAccessibleName(text("What fits"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._icons = ListIcons(self.list, lambda look: look.quiet)
        self._none = QLabel()
        self._none.setProperty("role", "quiet")
        self._rest = QTimer(self, singleShot=True, interval=_REST_MILLISECONDS)
        self._rest.timeout.connect(lambda: self.typed.emit(self.box.text()))
        self.box.textChanged.connect(self._type)
        self.box.returnPressed.connect(self._take)
        self.box.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self._take())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self.box)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._none)
        self._show()

    def show_found(self, words: str, entries: Sequence[Entry]) -> None:
        """Show cases and people beneath what fits of the actions; the cursor stays on what it is on.

        They were found by ``words``: where others were typed since, their own answer is to come.
        """
        if words != self.box.text() or not self.isVisible():
            return
        row = self.list.currentRow()
        on = self._shown_entry(row).key if row > self._first else ""
        self._found, self._awaits = tuple(entries), False
        self._show()
        shown = [self._shown_entry(each).key for each in range(self.list.count())]
        if on in shown:
            self.list.setCurrentRow(shown.index(on))
        if self._enters:
            self._take()

    def labels(self) -> tuple[str, ...]:
        """What is offered now."""
        return tuple(self._shown_entry(each).label for each in range(self.list.count()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move in the list while the focus stays in the box."""
        if watched is self.box and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            by = _MOVING.get(Qt.Key(event.key()))
            if by is not None and self.list.count():
                self._enters = False  # whoever moves chooses, and presses Enter once more
                row = min(max(self.list.currentRow() + by, 0), self.list.count() - 1)
                self.list.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)

    def _type(self) -> None:
        self._found, self._awaits, self._enters = (), True, False
        self._rest.start()
        self._show()

    def _show(self) -> None:
        fitting, alike = best_fitting(self.box.text(), [each.label for each in self._entries])
        known = self._entries
        shown = [*(known[at] for at in fitting), *self._found, *(known[at] for at in alike)][:_MOST]
        self.list.clear()
        for each in shown:
            item = QListWidgetItem(each.label)
            if each.detail:
                item.setText(f"{each.label}   {each.detail}")
            item.setData(Qt.ItemDataRole.UserRole, each)
            self._icons.put(item, each.icon)
            self.list.addItem(item)
        self._first = 0 if fitting or self._found else -1
        self.list.setCurrentRow(self._first)
        like = text("Nothing has these words. Press ↓ for what is like them.")
        self._none.setText(like if shown else text("Nothing fits. Try fewer letters."))
        self._none.setVisible(self._first < 0 and not self._awaits)

    def _shown_entry(self, row: int) -> Entry:
        entry = self.list.item(row).data(Qt.ItemDataRole.UserRole)
        assert isinstance(entry, Entry)
        return entry

    def _take(self) -> None:
        # Enter that comes before cases and people are found waits for them.
        self._enters = self._awaits and self.list.currentRow() < 0
        if self.list.currentRow() >= 0:
            entry = self._shown_entry(self.list.currentRow())
            self.accept()
            self.done_entry.emit(entry)
