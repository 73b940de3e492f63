"""All keys on one page, and where they are changed."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from wardoffice.gui.dialogs.frame import Question
from wardoffice.gui.keys import ActionId
from wardoffice.gui.keys_in_use import default_keys, shown_key
from wardoffice.gui.personal.key_book import KeyBook
from wardoffice.gui.place_keys import FixedKey, KeyPlace, OwnedKey
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import plural, text

_COLUMNS = 2
_WIDTH = 860
_HEIGHT = 620
_KEY_WIDTH = 176  # so that the columns of all places stand under each other
_SHOWN = 4  # keys of one line: more are other names of these
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
        column = QVBoxLayout(page)
        column.setSpacing(12)
        column.addLayout(self._of_all(book.all()))
        for each in book.places():
            column.addLayout(self._of_place(each))
        column.addStretch(1)
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

    def _of_all(self, keys: Sequence[OwnedKey]) -> QGridLayout:
        """The keys of the whole window."""
        grid = _grid()
        self._fill(grid, keys, 0)
        return grid

    def _of_place(self, place: KeyPlace) -> QGridLayout:
        """The keys of one place, in as many columns as those above: first those that can be changed."""
        grid = _grid()
        title = QLabel(place.words)
        title.setProperty("role", "strong")
        grid.addWidget(title, 0, 0, 1, 2 * _COLUMNS)
        rows = self._fill(grid, place.keys, 1)
        for number, each in enumerate(place.fixed):
            _place(grid, 1 + rows + number, 0, _fixed(each), each.words)
        return grid

    def _fill(self, grid: QGridLayout, keys: Sequence[OwnedKey], top: int) -> int:
        rows = -(-len(keys) // _COLUMNS)
        for number, each in enumerate(keys):
            cap = KeyCap(each)
            cap.pressed_key.connect(self._take)
            cap.setEnabled(self._book.may_change(each.name))
            self._caps[each.name] = cap
            column, row = divmod(number, rows)
            _place(grid, top + row, column, cap, each.words)
        return rows

    def _take(self, name: str, key: str, again: bool) -> None:  # noqa: FBT001 - a signal's
        place = self._book.place_of(name)
        stays = self._stays(place, key)
        if stays and key not in default_keys(name):  # a key the program gives it does no harm there
            self._said.setText(text("{key} is “{words}” and stays that. Take another.", key=key, words=stays))
            return
        if lost := self._book.lost_by_others(key, name):
            # A macro is everybody's: whoever has the keys of the program would have two things under one.
            words = text("{key} is “{words}” for the others here. Take another.", key=key, words=lost)
            self._said.setText(words)
            return
        if place is not None and place.typed and _is_written(key):
            self._said.setText(
                text("There you write, and {key} would be written. Take one with Ctrl or Alt.", key=key)
            )
            return
        others = self._book.taken_by(key, name)
        kept = tuple(each for each in others if not self._book.may_change(each.name))
        if kept:
            self._said.setText(
                text("{key} is {words} and stays that. Take another.", key=key, words=_named(kept))
            )
            return
        if others and not again:
            self._said.setText(
                text(
                    "{key} is {words} already. Press it once more to take it away there.",
                    key=key,
                    words=_named(others),
                )
            )
            return
        self._caps[name].stop()
        self._book.give(key, name)
        gone = tuple(each for each in others if len(each.keys) == 1)
        if gone:
            said = plural(
                "{words} has no key now.", "{words} have no key now.", len(gone), words=_named(gone)
            )
        else:
            said = text("Kept.")
        self._said.setText(said)

    def _stays(self, place: KeyPlace | None, key: str) -> str:
        """What a key nobody changes does there; "" for one that is free."""
        every = self._book.places()
        with_list = [each for each in every if each.with_list]
        here = with_list if place is None or place.in_window else [place, every[-1]]
        return next((own.words for each in here for own in each.fixed if key in own.keys), "")

    def _show(self) -> None:
        for each in (*self._book.all(), *(own for place in self._book.places() for own in place.keys)):
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
        self._shown = _shown(owned.keys) or text("none")
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


def _shown(keys: Sequence[str]) -> str:
    """Keys as this system writes them, each name once."""
    names = list(dict.fromkeys(map(shown_key, keys)))
    return "  ".join([*names[:_SHOWN], *(["…"] if len(names) > _SHOWN else [])])


def _named(owned: Sequence[OwnedKey]) -> str:
    """What these keys do, each in quotes."""
    *first, last = (text("“{words}”", words=each.words) for each in owned)
    return text("{some} and {last}", some=", ".join(first), last=last) if first else last


def _is_written(key: str) -> bool:
    """Whether this key writes something in a field."""
    return not key.startswith(("Ctrl+", "Alt+", "Meta+")) and len(key.removeprefix("Shift+")) == 1


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    for column in range(_COLUMNS):
        grid.setColumnMinimumWidth(2 * column, _KEY_WIDTH)
        grid.setColumnStretch(2 * column + 1, 1)
    return grid


def _fixed(each: FixedKey) -> QLabel:
    shown = QLabel(_shown(each.keys))
    shown.setProperty("role", "quiet")
    return shown


def _place(grid: QGridLayout, row: int, column: int, cap: QWidget, words: str) -> None:
    label = QLabel(words)
    label.setBuddy(cap)
    label.setWordWrap(True)
    grid.addWidget(cap, row, 2 * column)
    grid.addWidget(label, row, 2 * column + 1)
