"""Which photos and files of another problem belong to this one too."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from wardoffice.domain.case_view import CaseView
from wardoffice.gui.case.moments import size_words
from wardoffice.gui.case.thumbnails import Pictures, show_icon
from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.gui.widgets.list_icons import ListIcons
from wardoffice.language import text

_ICON = QSize(64, 48)
_HEIGHT = 320


class OtherProblemQuestion(Question):
    """The number of another problem."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(
            text("Attach from another problem"),
            text("Its photos and files stay where they are, and are shown here too."),
            text("Show its photos"),
            parent,
        )
        self.number = QLineEdit()
        self.number.textChanged.connect(lambda words: self.take_button.setEnabled(bool(words.strip())))
        self.body.addWidget(
            field_label(text("Our number of the other problem, or its 311 number"), self.number)
        )
        self.body.addWidget(self.number)
        self.take_button.setEnabled(False)
        self.number.setFocus()


class AttachmentsQuestion(Question):
    """Ticks what is to be attached; Space ticks, the pictures are shown small."""

    def __init__(self, other: CaseView, pictures: Pictures, parent: QWidget | None) -> None:
        super().__init__(
            text("Attach from {number}", number=other.number), other.title, text("Attach"), parent
        )
        self.list = QListWidget()
        self.list.setAccessibleName(text("Photos and files of {number}", number=other.number))
        self.list.setIconSize(_ICON)
        self.list.setMinimumHeight(_HEIGHT)
        icons = ListIcons(self.list, lambda look: look.quiet)
        for each in other.attachments:
            item = QListWidgetItem(f"{each.filename} · {size_words(each.size)}")
            item.setData(Qt.ItemDataRole.UserRole, each.attachment_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
            if each.thumbnail is None:
                icons.put(item, "mdi6.file-document-outline")
            else:
                show_icon(self.list, item, each.thumbnail, pictures, _ICON)
        self.list.itemChanged.connect(lambda _item: self._offer())
        self.list.setCurrentRow(0)
        self.body.addWidget(self.list)
        self._offer()
        self.list.setFocus()

    def chosen(self) -> tuple[int, ...]:
        """The ids of what is ticked."""
        items = (self.list.item(row) for row in range(self.list.count()))
        ticked = (each for each in items if each.checkState() is Qt.CheckState.Checked)
        return tuple(each.data(Qt.ItemDataRole.UserRole) for each in ticked)

    def _offer(self) -> None:
        self.take_button.setEnabled(bool(self.chosen()))
