"""Who may see a problem, and who joins the office."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget

from wardoffice.domain.actor import Role
from wardoffice.domain.staffing import ROLES, CaseViewers, role_words
from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.language import text

_ROW_HEIGHT, _MOST_ROWS = 26, 9
_NAME_LENGTH = 120


class ViewersQuestion(Question):
    """Who may see a problem; ``me`` is who asks, and hears that they would lose sight of it."""

    def __init__(self, viewers: CaseViewers, me: int | None, parent: QWidget | None) -> None:
        words = text(
            "Where nobody is ticked, the whole office sees it. Where somebody is, nobody else finds it, on "
            "no list, map or count, and it goes to a department only where that is ticked for the very mail."
        )
        title = text("Who may see {number}?", number=viewers.number)
        super().__init__(title, words, text("Save"), parent)
        self._me = me
        self._was = viewers.named
        self.list = QListWidget()
        self.list.setFixedHeight(_ROW_HEIGHT * min(max(len(viewers.staff), 2), _MOST_ROWS) + 8)
        for each in viewers.staff:
            item = QListWidgetItem(each.name)
            item.setData(Qt.ItemDataRole.UserRole, each.staff_id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsSelectable)
            ticked = each.staff_id in viewers.named
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemChanged.connect(lambda _item: self._say())
        self.body.addWidget(field_label(text("Only these people"), self.list))
        self.body.addWidget(self.list)
        self.effect = QLabel()
        self.effect.setProperty("role", "strong")
        self.effect.setWordWrap(True)
        self.body.addWidget(self.effect)
        self.list.setFocus()
        self._say()

    def named(self) -> frozenset[int]:
        """Who is ticked."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return frozenset(
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        )

    def _say(self) -> None:
        named = self.named()
        if not named:
            words = text("Everybody in the office sees it.")
        elif self._me not in named:
            words = text("You are not ticked: you will not see it any more, nor be able to undo this.")
        else:
            words = text("Nobody but these people sees it.")
        self.effect.setText(words)
        self.take_button.setEnabled(named != self._was)


class NewPersonQuestion(Question):
    """Who joins the office, and as what."""

    def __init__(self, parent: QWidget | None) -> None:
        words = text(
            "Write the name they sign in to their computer with: by it the program knows them when they "
            "open it."
        )
        super().__init__(text("Somebody new"), words, text("Add"), parent)
        self.name = QLineEdit()
        self.name.setMaxLength(_NAME_LENGTH)
        self.roles = QComboBox()
        self.roles.addItems([role_words(role) for role in ROLES])
        self.roles.setCurrentIndex(ROLES.index(Role.STAFF))
        for label, field in ((text("Name"), self.name), (text("What they are"), self.roles)):
            self.body.addWidget(field_label(label, field))
            self.body.addWidget(field)
        self.name.textChanged.connect(lambda _words: self._allow())
        self.name.setFocus()
        self._allow()

    def role(self) -> Role:
        """What they are from now on."""
        return ROLES[self.roles.currentIndex()]

    def _allow(self) -> None:
        self.take_button.setEnabled(bool(self.name.text().strip()))
