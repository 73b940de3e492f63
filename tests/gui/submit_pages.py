"""Page objects of what goes to 311: the form, the copy card, the numbers, the outbox."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from tests.gui.case_pages import shown_words
from wardoffice.domain.outgoing import OutboxDoing, OutboxLine
from wardoffice.gui.outbox.view import OutboxView
from wardoffice.gui.outbox.words import Part
from wardoffice.gui.submit.dialog import SubmitDialog
from wardoffice.gui.submit.numbers_dialog import NumbersDialog
from wardoffice.gui.submit.typed_dialog import TypedDialog

CTRL = Qt.KeyboardModifier.ControlModifier


def clipboard() -> str:
    """What would be pasted."""
    return QGuiApplication.clipboard().text()


class DialogPage:
    """A question as a person meets it: fields by their names, buttons by their words."""

    def __init__(self, dialog: QDialog) -> None:
        self.dialog = dialog

    @property
    def words(self) -> str:
        """Everything that can be read, one text a line."""
        return "\n".join(shown_words(self.dialog))

    def field(self, name: str) -> QWidget:
        """The field of that accessible name that can be seen."""
        kinds = (QComboBox, QLineEdit, QPlainTextEdit, QCheckBox)
        for kind in kinds:
            for each in self.dialog.findChildren(kind):
                if isinstance(each, kind) and each.accessibleName() == name and each.isVisible():
                    return each
        raise LookupError(name)

    def has_field(self, name: str) -> bool:
        """Whether such a field can be seen."""
        try:
            self.field(name)
        except LookupError:
            return False
        return True

    def write(self, name: str, words: str) -> None:
        """Type into a field, in place of what stands there."""
        field = self.field(name)
        field.setFocus()
        if isinstance(field, QLineEdit | QPlainTextEdit):
            field.selectAll()
        QTest.keyClicks(field, words)

    def choose(self, name: str, words: str) -> None:
        """Choose an entry of a list by what it says."""
        box = self.field(name)
        assert isinstance(box, QComboBox)
        box.setFocus()
        while box.currentText() != words:
            before = box.currentIndex()
            QTest.keyClick(box, Qt.Key.Key_Down)
            assert box.currentIndex() != before, f"{words} is not offered"

    def choices(self, name: str) -> list[str]:
        """What a list offers."""
        box = self.field(name)
        assert isinstance(box, QComboBox)
        return [box.itemText(at) for at in range(box.count())]

    def tick(self, name: str) -> None:
        """Tick a box by keyboard."""
        box = self.field(name)
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Space)

    def button(self, words: str) -> QAbstractButton:
        """The button that says this, or is named so."""
        for each in self.dialog.findChildren(QAbstractButton):
            if words in (each.text(), each.accessibleName()) and each.isVisible():
                return each
        raise LookupError(words)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        focused = QApplication.focusWidget()
        inside = focused is not None and self.dialog.isAncestorOf(focused)
        QTest.keyClick(focused if focused is not None and inside else self.dialog, key, modifier)


class FormPage(DialogPage):
    """The form that goes to 311."""

    dialog: SubmitDialog

    def send(self) -> None:
        """Press Ctrl+Enter."""
        self.press(Qt.Key.Key_Return, CTRL)

    @property
    def answers(self) -> dict[str, tuple[str, ...]]:
        """What would be sent to the city's own questions."""
        return {code: tuple(given) for code, given in self.dialog.form.values().answers.items()}


class TypedPage(DialogPage):
    """The copy card with the number below it."""

    dialog: TypedDialog

    def type_number(self, typed: str) -> None:
        """Go to the number, type it, and press Enter."""
        self.dialog.number.typed.setFocus()
        QTest.keyClicks(self.dialog.number.typed, typed)
        self.press(Qt.Key.Key_Return)


class NumbersPage(DialogPage):
    """The pasted list of numbers."""

    dialog: NumbersDialog

    @property
    def ticked(self) -> list[str]:
        """The numbers that would be linked."""
        return [box.text() for box in self.dialog.boxes if box.isChecked()]


class OutboxPage:
    """The outbox's screen."""

    def __init__(self, view: OutboxView) -> None:
        self.view = view

    @property
    def words(self) -> str:
        """Everything that can be read beside the list, one text a line."""
        return "\n".join(shown_words(self.view))

    def rows(self) -> list[list[str]]:
        """The list, cell by cell."""
        model = self.view.table.model()
        return [
            [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    @property
    def current(self) -> OutboxLine | None:
        """The line the cursor is on."""
        return self.view.current()

    @property
    def older(self) -> QAbstractButton:
        """The button that shows more of what is at its end."""
        button = self.view.findChild(QAbstractButton, "olderOutbox")
        assert isinstance(button, QAbstractButton)
        return button

    def show_part(self, part: Part) -> None:
        """Click the chip of a part."""
        for each in self.view.findChildren(QAbstractButton):
            if each.objectName() == f"outbox-{part.name.lower()}":
                QTest.mouseClick(each, Qt.MouseButton.LeftButton)

    def press(self, key: str) -> None:
        """Press a single key in the list."""
        self.view.table.setFocus()
        QTest.keyClicks(self.view.table, key)

    def offered(self) -> set[OutboxDoing]:
        """What can be done with the line."""
        return {each for each in OutboxDoing if self.view.details.button(each).isVisibleTo(self.view)}
