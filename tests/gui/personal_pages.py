"""A person's own desk as they meet it: lists, keys, columns, the palette."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from tests.gui.pages import WindowPage
from wardoffice.gui.dialogs.key_sheet import KeySheet
from wardoffice.gui.keys import ActionId
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.personal.palette import PaletteDialog
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.queue.columns import Column, column_words

_CONTROL = Qt.KeyboardModifier.ControlModifier
_NONE = Qt.KeyboardModifier.NoModifier


class PersonalPage:
    """Drives what belongs to one person in an open window."""

    def __init__(self, page: WindowPage) -> None:
        self.page = page

    def lists(self) -> tuple[str, ...]:
        """What the chips of the lists say."""
        return self.page.office.queue.saved.names()

    def open_list(self, key: str) -> None:
        """Click the chip of a list."""
        QTest.mouseClick(self.page.office.queue.saved.chip(key), Qt.MouseButton.LeftButton)

    def is_marked(self, key: str) -> bool:
        """Whether the chip says that its list is shown."""
        return self.page.office.queue.saved.chip(key).isChecked()

    def change(self, key: str, words: str) -> None:
        """Choose something from the menu of a list."""
        view = next(each for each in self.page.office.personal.saved.views if each.key == key)
        menu = self.page.office.queue.saved.changes_to(view)
        next(each for each in menu.actions() if each.text() == words).trigger()
        menu.deleteLater()

    def choose_column(self, column: Column) -> None:
        """Tick a column, or take its tick away."""
        menu = self.page.office.queue.column_menu()
        next(each for each in menu.actions() if each.text() == column_words(column)).trigger()
        menu.deleteLater()

    def headers(self) -> list[str]:
        """What stands above the columns."""
        model = self.page.office.queue.model
        return [str(model.headerData(each, Qt.Orientation.Horizontal)) for each in range(model.columnCount())]

    def cell(self, row: int, column: Column) -> str:
        """What a row says in a column."""
        model = self.page.office.queue.model
        return str(model.index(row, 1 + model.columns.index(column)).data())

    def open_keys(self) -> KeySheet:
        """Show all keys."""
        self.page.office.queue.table.setFocus()
        self.page.press("?")
        sheet = self.page.office.window.findChildren(KeySheet)[-1]
        assert isinstance(sheet, KeySheet)
        return sheet

    def change_key(
        self, action: str, key: Qt.Key, *, times: int = 1, modifier: Qt.KeyboardModifier = _NONE
    ) -> str:
        """Give an action, a screen or a macro a key on the sheet, and close it; what the sheet said."""
        sheet = self.open_keys()
        cap = sheet.cap(action)
        cap.click()
        said = ""
        for _ in range(times):
            QTest.keyClick(cap, key, modifier)
            said = said or sheet.said()
        sheet.accept()
        sheet.deleteLater()
        sheet.setParent(None)
        return said

    def reset_keys(self) -> None:
        """All keys as the program has them."""
        self.page.office.personal.keys_of.reset()

    def screen_key(self, screen: str) -> str:
        """The key that a screen's button in the rail listens to."""
        button = self.page.office.window.findChild(QToolButton, f"rail-{screen}")
        assert isinstance(button, QToolButton)
        return button.shortcut().toString()

    def keys_of(self, action: ActionId) -> list[str]:
        """The keys an action listens to."""
        return [each.toString() for each in self.page.office.actions.action(action).shortcuts()]

    def place_keys_of(self, which: PlaceKey) -> list[str]:
        """The keys that something in one place of the window listens to."""
        heard = self.page.office.window.findChildren(PlaceShortcut)
        return [key.toString() for each in heard if each.name == which for key in each.keys()]  # noqa: SIM118

    def palette(self, words: str, *, found: bool = False, enters_first: bool = False, down: int = 0) -> None:
        """Open the palette, type, go down so many, and press Enter.

        ``found`` waits for cases and people, which with ``enters_first`` come after Enter.
        """
        dialog = self._palette(words)
        if found:
            dialog.typed.emit(words)
        for _ in range(down):
            QTest.keyClick(dialog.box, Qt.Key.Key_Down)
        QTest.keyClick(dialog.box, Qt.Key.Key_Return)
        if enters_first:
            dialog.typed.emit(words)
        dialog.reject()

    def offered_by_palette(self, words: str, *, found: bool = False) -> tuple[str, ...]:
        """What the palette offers for these words; ``found`` waits for cases and people."""
        dialog = self._palette(words)
        if found:
            dialog.typed.emit(words)
        labels = dialog.labels()
        dialog.reject()
        return labels

    def _palette(self, words: str) -> PaletteDialog:
        self.page.office.queue.table.setFocus()
        self.page.chord(Qt.Key.Key_K, _CONTROL)
        dialog = self.page.office.window.findChildren(PaletteDialog)[-1]
        assert isinstance(dialog, PaletteDialog)
        QTest.keyClicks(dialog.box, words)
        return dialog
