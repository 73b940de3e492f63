"""Everything on one block, house by house."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from wardoffice.domain.blocks import BlockCase, BlockFace, BlockView
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import plural, text
from wardoffice.office.block_print import block_title, face_title, row_facts

_SIZE = (760, 520)
_CASE_ROLE = Qt.ItemDataRole.UserRole


class BlockDialog(QDialog):
    """Both sides of a block beside each other.

    ``case_asked`` carries the id of a case to open, ``print_asked`` the BlockView that is shown;
    ``done_toggled`` tells whether what is done shall be shown too.
    """

    case_asked = Signal(int)
    print_asked = Signal(object)
    done_toggled = Signal(bool)

    def __init__(self, view: BlockView, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("blockDialog")
        self.resize(*_SIZE)
        self._moments = moments
        self._view = view
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._words = QLabel()
        self._words.setProperty("role", "quiet")
        self._sides = QHBoxLayout()
        self._sides.setSpacing(12)
        done = QCheckBox(text("Also what is done"))
        done.setAccessibleName(done.text())
        done.toggled.connect(self.done_toggled)
        paper = KeyButton(text("Print for a walk"), of=PlaceKey.BLOCK_PRINT, primary=True)
        PlaceShortcut(PlaceKey.BLOCK_PRINT, self, paper.click)
        paper.clicked.connect(lambda: self.print_asked.emit(self._view))
        leave = KeyButton(text("Close"), "Esc")
        leave.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(done)
        foot.addStretch(1)
        foot.addWidget(leave)
        foot.addWidget(paper)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addLayout(self._sides, 1)
        column.addLayout(foot)
        self.lists: tuple[QListWidget, ...] = ()
        """The sides, in the order of a walk."""
        self.show_block(view)

    def show_block(self, view: BlockView) -> None:
        """Show the block as it is now."""
        self._view = view
        title = block_title(view)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._title.setText(title)
        self._words.setText(_words(view))
        while (item := self._sides.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        lists = []
        for face in view.faces:
            side, listed = self._side(face)
            self._sides.addWidget(side, 1)
            lists.append(listed)
        self.lists = tuple(lists)
        filled = next((each for each in self.lists if each.count()), None)
        if filled is not None:
            filled.setCurrentRow(0)
            filled.setFocus()

    def _side(self, face: BlockFace) -> tuple[QWidget, QListWidget]:
        name = face_title(face)
        heading = QLabel(f"{name} · {len(face.cases)}")
        heading.setProperty("role", "strong")
        listed = QListWidget()
        listed.setAccessibleName(name)
        listed.setWordWrap(True)
        listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for each in face.cases:
            item = QListWidgetItem(self._line(each))
            item.setData(_CASE_ROLE, each.row.case_id)
            listed.addItem(item)
        if not face.cases:
            item = QListWidgetItem(text("Nothing on this side."))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            listed.addItem(item)
        listed.itemActivated.connect(self._choose)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(heading)
        column.addWidget(listed, 1)
        return side, listed

    def _line(self, case: BlockCase) -> str:
        row = case.row
        danger = text("Danger: ") if row.safety else ""
        place = str(case.house) if case.house is not None else row.address or text("Place unknown")
        return f"{place} · {danger}{row.title}\n{' · '.join(row_facts(row, self._moments.day))}"

    def _choose(self, item: QListWidgetItem) -> None:
        case_id = item.data(_CASE_ROLE)
        if case_id is not None:
            self.case_asked.emit(case_id)
            self.accept()


def _words(view: BlockView) -> str:
    count = len(view.cases)
    parts = [plural("{count} problem", "{count} problems", count) if count else text("No problem here now")]
    if len(view.between) > 1:
        one, other = view.between[:2]
        parts.insert(0, text("between {one} and {other}", one=one, other=other))
    return " · ".join(parts)
