"""Which picture goes along, where the city takes one, and what becomes of the others."""

from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wardoffice.domain.submissions import SubmissionForm
from wardoffice.gui.submit.inputs import ChoiceBox
from wardoffice.gui.widgets.parts import label
from wardoffice.language import text


class PictureBox(QWidget):
    """A choice only where there is one; the words always."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = ChoiceBox()
        """The pictures that can go."""
        self.box.setAccessibleName(text("The picture that goes to 311"))
        self.box.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self._words = label("", "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.box)
        column.addWidget(self._words)

    def show_form(self, form: SubmissionForm, chosen: str) -> None:
        """Offer the pictures of a form."""
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItem(text("No picture"), "")
        for url in form.media_urls:
            self.box.addItem(urlsplit(url).path.rpartition("/")[2] or url, url)
        self.box.setCurrentIndex(max(0, self.box.findData(chosen)))
        self.box.blockSignals(False)
        self.box.setVisible(bool(form.media_urls))
        words = form.photo_words or text("This problem has no photos.")
        self._words.setText(words)
        self._words.setAccessibleName(words)

    def chosen(self) -> str:
        """The address of the picture that goes, or nothing."""
        return str(self.box.currentData() or "")
