"""The question for the name of a list."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from wardoffice.gui.dialogs.answers import ListName
from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.language import text

_LONGEST = 100


class ListQuestion(Question):
    """What a list is called; ``shared`` None leaves out who sees it."""

    def __init__(self, name: str, *, shared: bool | None, parent: QWidget | None) -> None:
        words = text(
            "It keeps the view, what was typed and chosen, and the order. It is counted anew each time."
        )
        super().__init__(
            text("Rename the list") if name else text("Save as a list"), words, text("Save"), parent
        )
        self.name = QLineEdit(name)
        self.name.setMaxLength(_LONGEST)
        self.name.selectAll()
        self.body.addWidget(field_label(text("Name"), self.name))
        self.body.addWidget(self.name)
        self.share = QCheckBox(text("Everybody at the office sees it"))
        self.share.setChecked(bool(shared))
        self.body.addWidget(self.share)
        self.share.setVisible(shared is not None)
        self.name.textChanged.connect(self._allow)
        self.name.setFocus()
        self._allow()

    def answer(self) -> ListName:
        """What was typed."""
        return ListName(self.name.text().strip(), shared=self.share.isChecked())

    def _allow(self) -> None:
        self.take_button.setEnabled(bool(self.name.text().strip()))
