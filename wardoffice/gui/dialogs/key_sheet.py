"""All keys on one page, and where they are changed."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QWidget

from wardoffice.gui.dialogs.frame import Question
from wardoffice.gui.keys import ActionId
from wardoffice.gui.personal.key_book import KeyBook, OwnedKey
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import text

_COLUMNS = 2
_WIDTH = 860
_HEIGHT = 620
_ONLY_MODIFIERS = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
)


class KeySheet(Question):
    """What every key does. A click on a key, or Enter on it, and the next key pressed takes its place."""

    def __init__(self, book: KeyBook, parent: QWidget | None) -> None:
        words = text(
            "Single keys work in the list and in the problem beside it, not while you type. "
            "Click a key to choose another one."
        )
        super().__init__(text("Keys"), words, text("Close"), parent)
        self.setObjectName("keySheet")
        self.setMinimumWidth(_WIDTH)
        self.leave_button.hide()
        self._book = book
        self._caps: dict[str, KeyCap] = {}
        self._said = QLabel("")
        self._said.setProperty("role", "strong")
        self._said.setWordWrap(True)
        self._reset = KeyButton(text("Reset all keys"))
        self._reset.setObjectName("resetKeys")
        self._reset.clicked.connect(self._book.reset)
        self.buttons.insertWidget(0, self._reset)
        page = QWidget()
        page.setProperty("role", "page")
        grid = QGridLayout(page)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        self._fill(grid, book.all())
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        self.body.addWidget(self._said)
        self.body.addWidget(area, 1)
        self.resize(_WIDTH, min(_HEIGHT, page.sizeHint().height() + _HEIGHT // 3))
        book.changed.connect(self._show)
        self._show()

    def said(self) -> str:
        """What the sheet says of the last key pressed."""
        return self._said.text()

    def cap(self, name: str) -> "KeyCap":
        """The key of an action, a screen or a macro."""
        return self._caps[name]

    def _fill(self, grid: QGridLayout, keys: Sequence[OwnedKey]) -> None:
        rows = -(-len(keys) // _COLUMNS)
        for number, each in enumerate(keys):
            cap = KeyCap(each)
            cap.pressed_key.connect(self._take)
            cap.setEnabled(self._book.may_change(each.name))
            self._caps[each.name] = cap
            _place(grid, number, rows, cap, each.words)
        grid.setRowStretch(rows, 1)

    def _take(self, name: str, key: str, again: bool) -> None:  # noqa: FBT001 - a signal's
        other = self._book.taken_by(key, name)
        if other is not None and not self._book.may_change(other.name):
            self._said.setText(
                text("{key} is “{words}” and stays that. Take another.", key=key, words=other.words)
            )
            return
        if other is not None and not again:
            self._said.setText(
                text(
                    "{key} is “{words}” already. Press it once more to take it away there.",
                    key=key,
                    words=other.words,
                )
            )
            return
        self._caps[name].stop()
        self._book.give(key, name)
        gone = other is not None and len(other.keys) == 1
        self._said.setText(
            text("“{words}” has no key now.", words=other.words) if gone and other else text("Kept.")
        )

    def _show(self) -> None:
        for each in self._book.all():
            if each.name in self._caps:  # a macro that was made meanwhile shows at the next opening
                self._caps[each.name].show_keys(each, own=self._book.is_own(each.name))


class KeyCap(QPushButton):
    """A key that can be changed; ``pressed_key`` carries whose it is, the key, and whether it came twice."""

    pressed_key = Signal(str, str, bool)

    def __init__(self, owned: OwnedKey) -> None:
        super().__init__()
        self.setObjectName(f"key-{owned.name}")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self._name = owned.name
        self._words = owned.words
        self._shown = ""
        self._last = ""
        self.toggled.connect(self._wait)

    def show_keys(self, owned: OwnedKey, *, own: bool) -> None:
        """Show the keys of now; ``own`` were chosen by this person."""
        self._shown = "  ".join(shown_key(each) for each in owned.keys) or text("none")
        self.setText(f"{self._shown} *" if own else self._shown)
        self.setAccessibleName(f"{self._words}: {self._shown}")
        self.setToolTip(text("Your own choice") if own else text("Click to choose another key"))

    def stop(self) -> None:
        """Wait for no key any more."""
        self.setChecked(False)

    def event(self, event: QEvent) -> bool:
        """While it waits, no key is a shortcut of somebody else."""
        if event.type() is QEvent.Type.ShortcutOverride and self.isChecked():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the key while it waits for one."""
        if not self.isChecked():
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape and self._name != ActionId.LEAVE:
            self.stop()
        elif event.key() not in _ONLY_MODIFIERS:
            key = key_of(event)
            again, self._last = key == self._last, key
            self.pressed_key.emit(self._name, key, again)

    def _wait(self, waiting: bool) -> None:  # noqa: FBT001 - a signal's
        self._last = ""
        self.setText(text("press a key") if waiting else self._shown)


def key_of(event: QKeyEvent) -> str:
    """The key in Qt's portable name; what Shift makes of a sign ("?") is the sign alone."""
    key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    letter = Qt.Key.Key_A <= key <= Qt.Key.Key_Z
    if modifiers == Qt.KeyboardModifier.ShiftModifier and event.text().strip() and not letter:
        modifiers = Qt.KeyboardModifier.NoModifier
    return QKeySequence(modifiers.value | key).toString(QKeySequence.SequenceFormat.PortableText)


def shown_key(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def _place(grid: QGridLayout, number: int, rows: int, cap: QWidget, words: str) -> None:
    column, row = divmod(number, rows)
    label = QLabel(words)
    label.setBuddy(cap)
    label.setWordWrap(True)
    grid.addWidget(cap, row, 2 * column)
    grid.addWidget(label, row, 2 * column + 1)
    grid.setColumnStretch(2 * column + 1, 1)
