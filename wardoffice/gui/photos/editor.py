"""Turn, crop and blur a copy of a photo, by mouse or by keyboard alone."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from wardoffice.domain.case_view import AttachmentView
from wardoffice.domain.photo_edits import QUARTERS, Blur, Crop, PhotoEdit, Turn, edit_words
from wardoffice.gui.dialogs.frame import ThrowAway
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.photos.area_canvas import AreaCanvas
from wardoffice.gui.photos.preview import edited, read_preview
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.widgets.elided import ElidedLabel
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import label
from wardoffice.language import text


class PhotoEditor(QDialog):
    """Shows one photo and what is done to its copy. ``copy_asked`` carries the edits, in their order."""

    copy_asked = Signal(object)

    def __init__(self, attachment: AttachmentView, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._edits: list[PhotoEdit] = []
        self.setWindowTitle(text("Edit a copy"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(parent.window().size() if parent is not None else self.sizeHint())
        name = ElidedLabel(attachment.filename, Qt.TextElideMode.ElideMiddle)
        name.setProperty("role", "strong")
        self._done = label("", "quiet", wrap=False)
        self.canvas = AreaCanvas()
        self.canvas.area_changed.connect(self._offer)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(name, 1)
        head.addWidget(self._done)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(
            label(
                text(
                    "Mark a part with the mouse or the arrow keys, then crop to it or blur it. "
                    "The original is kept as it came; the copy carries no location."
                ),
                "quiet",
            )
        )
        column.addWidget(self.canvas, 1)
        column.addLayout(self._foot())
        self.canvas.say(text("The picture is being read."))
        self.canvas.setFocus()
        self._show_edits()
        tasks.submit(
            Lane.QUERY,
            partial(read_preview, attachment.path, attachment.thumbnail),
            owner=self,
            done=self._take,
        )

    @property
    def edits(self) -> tuple[PhotoEdit, ...]:
        """What will be done to the copy."""
        return tuple(self._edits)

    def reject(self) -> None:
        """Leave; what was done and not saved is asked after."""
        if not self._edits or ThrowAway(self).agreed():
            super().reject()

    def _foot(self) -> QHBoxLayout:
        self._left = KeyButton(text("Turn left"), icon="mdi6.rotate-left", of=PlaceKey.COPY_LEFT)
        self._right = KeyButton(text("Turn right"), icon="mdi6.rotate-right", of=PlaceKey.COPY_RIGHT)
        self._crop = KeyButton(text("Crop to the part"), icon="mdi6.crop", of=PlaceKey.COPY_CROP)
        self._blur = KeyButton(text("Blur the part"), icon="mdi6.blur", of=PlaceKey.COPY_BLUR)
        self._back = KeyButton(text("Undo"), icon="mdi6.undo", of=PlaceKey.COPY_BACK)
        self._close = KeyButton(text("Cancel"), text("Esc"))
        self._save = KeyButton(text("Save the copy"), of=PlaceKey.COPY_SAVE, primary=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self._left, self._right, self._crop, self._blur, self._back):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._close)
        row.addWidget(self._save)
        keys = {
            self._left: (PlaceKey.COPY_LEFT, partial(self._turn, QUARTERS - 1)),
            self._right: (PlaceKey.COPY_RIGHT, partial(self._turn, 1)),
            self._crop: (PlaceKey.COPY_CROP, self._crop_to_part),
            self._blur: (PlaceKey.COPY_BLUR, self._blur_part),
            self._back: (PlaceKey.COPY_BACK, self._take_back),
            self._save: (PlaceKey.COPY_SAVE, self._save_copy),
        }
        for button, (key, do) in keys.items():
            button.clicked.connect(do)
            PlaceShortcut(key, self, button.click)
        self._close.clicked.connect(self.reject)
        for key, steps in ((PlaceKey.COPY_CLOSER, 1), (PlaceKey.COPY_AWAY, -1)):
            PlaceShortcut(key, self, partial(self.canvas.zoom, steps), repeats=True)
        PlaceShortcut(PlaceKey.COPY_WHOLE, self, self.canvas.fit)
        return row

    def _take(self, image: QImage) -> None:
        self._image = image
        if image.isNull():
            self.canvas.say(text("This is no picture that can be edited here. The original is kept."))
        else:
            self._show_picture()
        self._offer()

    def _turn(self, quarters: int) -> None:
        self._add(Turn(quarters))

    def _crop_to_part(self) -> None:
        if self.canvas.area is not None:
            self._add(Crop(self.canvas.area))

    def _blur_part(self) -> None:
        if self.canvas.area is not None:
            self._add(Blur(self.canvas.area))

    def _add(self, edit: PhotoEdit) -> None:
        self._edits.append(edit)
        self._show_picture()

    def _take_back(self) -> None:
        self._edits.pop()
        self._show_picture()

    def _show_picture(self) -> None:
        shown = edited(self._image, self._edits)
        self.canvas.mark(None)
        self.canvas.show_picture(QPixmap.fromImage(shown), text("The photo"))
        self._show_edits()
        self._offer()

    def _show_edits(self) -> None:
        words = edit_words(self._edits) or text("nothing done yet")
        self._done.setText(words)
        self._done.setAccessibleName(words)

    def _offer(self) -> None:
        there = not self._image.isNull()
        for button in (self._left, self._right):
            button.setEnabled(there)
        for button in (self._crop, self._blur):
            button.setEnabled(there and self.canvas.area is not None)
        self._back.setEnabled(bool(self._edits))
        self._save.setEnabled(bool(edit_words(self._edits)))

    def _save_copy(self) -> None:
        # Left first: whoever takes the edits may close what this stands over.
        self.accept()
        self.copy_asked.emit(self.edits)
