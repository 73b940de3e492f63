"""Two photos side by side, looked at as closely as each other."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from wardoffice.domain.case_view import AttachmentView
from wardoffice.gui.case.moments import Moments, size_words
from wardoffice.gui.case.photo_canvas import PhotoCanvas
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.place_keys import PHOTO_MOVES, PlaceKey
from wardoffice.gui.widgets.elided import ElidedLabel
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import facts, label
from wardoffice.language import text


class ComparePhotos(QDialog):
    """``left_id`` stays on the left; the right one is stepped through the others by key."""

    def __init__(
        self,
        attachments: tuple[AttachmentView, ...],
        left_id: int,
        pictures: Pictures,
        moments: Moments,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        left = next(each for each in attachments if each.attachment_id == left_id)
        at = attachments.index(left)
        self._others = attachments[at + 1 :] + attachments[:at]
        self._at = 0
        self.setWindowTitle(text("Compare photos"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(parent.window().size() if parent is not None else self.sizeHint())
        self.left = _Side(pictures, moments)
        self.right = _Side(pictures, moments)
        sides = QHBoxLayout()
        sides.setSpacing(12)
        sides.addWidget(self.left, 1)
        sides.addWidget(self.right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addLayout(sides, 1)
        column.addLayout(self._foot())
        for one, other in ((self.left.canvas, self.right.canvas), (self.right.canvas, self.left.canvas)):
            one.moved.connect(other.follow)
        self.left.show_photo(left)
        self._show()

    @property
    def shown(self) -> tuple[AttachmentView, AttachmentView]:
        """What stands on the left, and on the right."""
        return self.left.shown, self.right.shown

    def step(self, by: int) -> None:
        """Show the next (1) or the one before (-1) on the right; at the ends it goes round."""
        self._at = (self._at + by) % len(self._others)
        self._show()

    def _show(self) -> None:
        self.right.show_photo(self._others[self._at])

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        does = (
            (text("Previous"), PlaceKey.PHOTO_PREVIOUS, partial(self.step, -1)),
            (text("Next"), PlaceKey.PHOTO_NEXT, partial(self.step, 1)),
            (text("Whole pictures"), PlaceKey.PHOTO_WHOLE, self.left.canvas.fit),
            (text("Closer"), PlaceKey.PHOTO_CLOSER, partial(self.left.canvas.zoom, 1)),
            (text("Further away"), PlaceKey.PHOTO_AWAY, partial(self.left.canvas.zoom, -1)),
        )
        for words, key, do in does:
            button = KeyButton(words, of=key)
            button.clicked.connect(do)
            row.addWidget(button)
            PlaceShortcut(key, self, do, repeats=key in PHOTO_MOVES)
        row.addStretch(1)
        close = KeyButton(text("Close"), text("Esc"))
        close.clicked.connect(self.close)
        row.addWidget(close)
        return row


class _Side(QWidget):
    def __init__(self, pictures: Pictures, moments: Moments) -> None:
        super().__init__()
        self._pictures, self._moments = pictures, moments
        self._shown: AttachmentView | None = None
        self._name = ElidedLabel("", Qt.TextElideMode.ElideMiddle)
        self._name.setProperty("role", "strong")
        self._facts = label("", "quiet", wrap=False)
        self.canvas = PhotoCanvas()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._name)
        column.addWidget(self._facts)
        column.addWidget(self.canvas, 1)

    @property
    def shown(self) -> AttachmentView:
        if self._shown is None:
            raise LookupError
        return self._shown

    def show_photo(self, each: AttachmentView) -> None:
        self._shown = each
        taken = ""
        if each.taken_at is not None:
            taken = text("taken {moment}", moment=self._moments.camera(each.taken_at))
        self._name.setText(each.filename)
        self._facts.setText(facts((taken, size_words(each.size))))
        self.canvas.say(text("The picture is being read."))
        self._pictures.large(each.path, each.thumbnail, self, partial(self._take, each))

    def _take(self, each: AttachmentView, pixmap: QPixmap) -> None:
        if each is not self._shown:
            return
        if pixmap.isNull():
            self.canvas.say(each.trouble or text("This is no picture that can be shown here."))
        else:
            self.canvas.show_picture(pixmap, each.filename)
