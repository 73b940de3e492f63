"""Which tag to put on or take off, and what a tag is called from now on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QWidget

from wardoffice.domain.tags import MOST_LETTERS, TagUse, tag_key, tags_like
from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.language import plural, text

_LIST_HEIGHT = 200


@dataclass(frozen=True, slots=True)
class TagAnswer:
    """A tag to put on, or to take off where ``off``."""

    name: str
    off: bool = False


class TagsQuestion(Question):
    """A tag of those used, or a new one; those that stand there already are taken off at a click."""

    def __init__(
        self, used: Sequence[TagUse], standing: Sequence[str], count: int, parent: QWidget | None
    ) -> None:
        title = plural("Tag this problem", "Tag {count} problems", count)
        words = text("Type a word, or choose one that the office uses already.")
        super().__init__(title, words, text("Put on"), parent)
        self.setObjectName("tags")
        self._used = tuple(used)
        self._answer: TagAnswer | None = None
        if standing:
            self.body.addLayout(self._standing(standing))
        self.name = QLineEdit()
        self.name.setMaxLength(MOST_LETTERS)
        self.name.setPlaceholderText(text("block party"))
        self.body.addWidget(field_label(text("Tag"), self.name))
        self.body.addWidget(self.name)
        self.list = QListWidget()
        self.list.setAccessibleName(text("Tags that are used"))
        self.list.setFixedHeight(_LIST_HEIGHT)
        self.list.itemActivated.connect(self._take_listed)
        self.body.addWidget(self.list)
        self.list.setVisible(bool(used))
        self.name.textChanged.connect(self._narrow)
        self.name.installEventFilter(self)
        self._narrow("")
        self.name.setFocus()

    def answer(self) -> TagAnswer:
        """What was chosen in the list, else what was typed."""
        item = self.list.currentItem()
        chosen = item.data(Qt.ItemDataRole.UserRole) if item is not None else self.name.text().strip()
        return self._answer or TagAnswer(chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move the list while the box has the focus."""
        if watched is self.name and isinstance(event, QKeyEvent) and self.list.count():
            down, up = event.key() == Qt.Key.Key_Down, event.key() == Qt.Key.Key_Up
            if event.type() == QEvent.Type.KeyPress and (down or up):
                row = self.list.currentRow() + (1 if down else -1)
                self.list.setCurrentRow(max(-1, min(row, self.list.count() - 1)))
                self._allow()
                return True
        return super().eventFilter(watched, event)

    def _standing(self, standing: Sequence[str]) -> QHBoxLayout:
        row = QHBoxLayout()
        for each in standing:
            button = QPushButton(text("✕ {tag}", tag=each).replace("&", "&&"))
            button.setAccessibleName(text("Take the tag {tag} off", tag=each))
            button.setToolTip(text("Take it off"))
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._take_off, each))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _take_off(self, name: str) -> None:
        self._answer = TagAnswer(name, off=True)
        self.accept()

    def _take_listed(self, item: QListWidgetItem) -> None:
        self._answer = TagAnswer(item.data(Qt.ItemDataRole.UserRole))
        self.accept()

    def _narrow(self, typed: str) -> None:
        self.list.clear()
        for each in tags_like(typed, self._used):
            words = plural(
                "{tag} ({count} problem)", "{tag} ({count} problems)", each.problems, tag=each.name
            )
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, each.name)
            self.list.addItem(item)
            if typed.strip() and tag_key(each.name) == tag_key(typed):
                self.list.setCurrentItem(item)
        self._allow()

    def _allow(self) -> None:
        self.take_button.setEnabled(bool(self.name.text().strip()) or self.list.currentItem() is not None)


class RenameTagQuestion(Question):
    """What a tag is called from now on."""

    def __init__(self, tag: TagUse, parent: QWidget | None) -> None:
        words = plural(
            "It stands on {count} problem. Where there is a tag of the new name, the two become one.",
            "It stands on {count} problems. Where there is a tag of the new name, the two become one.",
            tag.problems,
        )
        super().__init__(text("Rename the tag {tag}", tag=tag.name), words, text("Rename"), parent)
        self._was = tag.name
        self.name = QLineEdit(tag.name)
        self.name.setMaxLength(MOST_LETTERS)
        self.body.addWidget(field_label(text("New name"), self.name))
        self.body.addWidget(self.name)
        self.name.textChanged.connect(self._allow)
        self.name.selectAll()
        self.name.setFocus()
        self._allow()

    def _allow(self) -> None:
        name = self.name.text().strip()
        self.take_button.setEnabled(bool(name) and name != self._was)
