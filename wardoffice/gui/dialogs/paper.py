"""Where a page for paper is written, and what stands on it."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.language import text

_ODD = '<>:"/\\|?*'


@dataclass(frozen=True, slots=True)
class PrintAnswer:
    """The file to write, and whether what was offered besides was ticked."""

    path: Path
    ticked: bool = False


class PrintQuestion(Question):
    """Asks for the file of a PDF; ``tick`` is what may be on it besides, ``name`` what it is called."""

    def __init__(
        self, title: str, tick: str, name: str, parent: QWidget | None, folder: Path | None = None
    ) -> None:
        words = text("It is written as a PDF and opened, to be looked at and printed.")
        super().__init__(title, words, text("Make the PDF"), parent)
        self.tick = QCheckBox(tick)
        self.tick.setAccessibleName(tick)
        self.file = QLineEdit(str(_free(folder or _documents(), name)))
        change = QPushButton(text("Elsewhere …"))
        change.setAccessibleName(text("Choose another file"))
        change.clicked.connect(self._change)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.file, 1)
        row.addWidget(change)
        self.body.addWidget(self.tick)
        self.tick.setHidden(not tick)
        self.body.addWidget(field_label(text("File"), self.file))
        self.body.addLayout(row)
        self.file.textChanged.connect(lambda words: self.take_button.setEnabled(bool(words.strip())))

    def answer(self) -> PrintAnswer:
        """What was chosen."""
        path = Path(self.file.text().strip())
        named = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        return PrintAnswer(named, self.tick.isChecked())

    def _change(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, text("Write the PDF to"), self.file.text(), "PDF (*.pdf)")
        if name:
            self.file.setText(name)


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def _free(folder: Path, name: str) -> Path:
    """A file of that name that is not there yet."""
    plain = "".join("-" if letter in _ODD else letter for letter in name).strip() or "page"
    path, number = folder / f"{plain}.pdf", 1
    while path.exists():
        number += 1
        path = folder / f"{plain} ({number}).pdf"
    return path
