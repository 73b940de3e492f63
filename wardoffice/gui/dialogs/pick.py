"""Choosing one of many by typing a part of its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from wardoffice.gui.dialogs.frame import Question
from wardoffice.gui.widgets.tip import tip_words
from wardoffice.language import text

T = TypeVar("T")
_HEIGHT = 280
_FEW = 6


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """A value and the words it is chosen by; it is found by what stands in ``also``, too."""

    value: T
    words: str
    also: str = ""


class Pick(Question, Generic[T]):
    """A list that shrinks while you type; the arrows move in it from the box above."""

    def __init__(
        self,
        title: str,
        words: str,
        take: str,
        choices: Sequence[Choice[T]],
        parent: QWidget | None,
        *,
        first: int = 0,
    ) -> None:
        super().__init__(title, words, take, parent)
        self._choices = tuple(choices)
        self._box = QLineEdit()
        self._box.setPlaceholderText(text("Type a part of the name"))
        self._box.setAccessibleName(text("Type a part of the name"))
        self._box.setClearButtonEnabled(True)
        self._box.textChanged.connect(self._narrow)
        self._box.installEventFilter(self)
        self._list = QListWidget()
        self._list.setAccessibleName(title)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.itemActivated.connect(self.take_button.click)
        self._list.setMinimumHeight(min(_HEIGHT, 36 * max(len(choices), 2)))
        if len(self._choices) > _FEW:
            self.body.addWidget(self._box)
        self.body.addWidget(self._list, 1)
        self._narrow("")
        self._list.setCurrentRow(first)
        (self._box if len(self._choices) > _FEW else self._list).setFocus()

    def chosen(self) -> Choice[T] | None:
        """What the cursor is on."""
        item = self._list.currentItem()
        number: int | None = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return None if number is None else self._choices[number]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move the list while the box has the focus."""
        moves = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
        if watched is self._box and isinstance(event, QKeyEvent) and event.key() in moves:
            if event.type() == QEvent.Type.KeyPress:
                self._list.keyPressEvent(event)
            return event.type() == QEvent.Type.KeyPress
        return super().eventFilter(watched, event)

    def _narrow(self, typed: str) -> None:
        parts = typed.casefold().split()
        self._list.clear()
        for number, choice in enumerate(self._choices):
            known = f"{choice.words} {choice.also}".casefold()
            if all(part in known for part in parts):
                item = QListWidgetItem(choice.words)
                item.setToolTip(tip_words(choice.words))
                item.setData(Qt.ItemDataRole.UserRole, number)
                self._list.addItem(item)
        self._list.setCurrentRow(0)
        self.take_button.setEnabled(self._list.count() > 0)


def pick(question: Pick[T]) -> Choice[T] | None:
    """Ask; the choice, or None where the person left."""
    chosen: Choice[T] | None = None

    def remember() -> None:
        nonlocal chosen
        chosen = question.chosen()

    question.accepted.connect(remember)
    question.asked()
    return chosen
