"""The photo viewer: one picture large, the next and the one before by key."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from wardoffice.domain.case_view import AttachmentView
from wardoffice.domain.photo_edits import PhotoEdit
from wardoffice.domain.pictures import Rank
from wardoffice.gui.case.moments import Moments, size_words
from wardoffice.gui.case.photo_canvas import PhotoCanvas
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.photos.compare import ComparePhotos
from wardoffice.gui.photos.editor import PhotoEditor
from wardoffice.gui.place_keys import PHOTO_MOVES, PlaceKey
from wardoffice.gui.tasks import TaskRunner
from wardoffice.gui.widgets.elided import ElidedLabel
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import facts, label
from wardoffice.language import text


class PhotoViewer(QDialog):
    """Shows ``attachments`` one at a time, beginning with ``first_id`` or the first.

    Nothing comes from the web, and nothing is opened that our reader of pictures did not know for one.

    ``copy_asked`` carries the attachment of which a copy is wanted and the edits; ``rank_asked`` one, and
    what kind of picture it is; ``save_asked`` the AttachmentView of the one to be written to this computer.
    """

    copy_asked = Signal(int, object)
    rank_asked = Signal(int, object)
    save_asked = Signal(object)

    def __init__(
        self,
        attachments: tuple[AttachmentView, ...],
        first_id: int | None,
        pictures: Pictures,
        moments: Moments,
        tasks: TaskRunner,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._attachments = attachments
        self._pictures = pictures
        self._moments = moments
        self._at = next((n for n, each in enumerate(attachments) if each.attachment_id == first_id), 0)
        self.setWindowTitle(text("Photos"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(parent.window().size() if parent is not None else self.sizeHint())
        self._name = ElidedLabel("", Qt.TextElideMode.ElideMiddle)
        self._name.setProperty("role", "strong")
        self._facts = label("", "quiet", wrap=False)
        self._scale = label("", "quiet", wrap=False)
        self._said = ElidedLabel("", Qt.TextElideMode.ElideMiddle)
        self._said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._canvas = PhotoCanvas()
        self._canvas.zoomed.connect(self._say_scale)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._name, 1)
        head.addWidget(self._scale)
        head.addWidget(self._facts)
        column.addLayout(head)
        column.addLayout(self._actions())
        column.addWidget(self._canvas, 1)
        column.addLayout(self._foot())
        self._listen()
        self._show()

    @property
    def shown(self) -> AttachmentView:
        """The attachment that is shown now."""
        return self._attachments[self._at]

    @property
    def canvas(self) -> PhotoCanvas:
        """Where the picture is."""
        return self._canvas

    def say(self, words: str) -> None:
        """Say here what the window would say behind it, until another photo is looked at."""
        self._said.setText(words)

    def step(self, by: int) -> None:
        """Show the next (1) or the one before (-1); at the ends it goes round."""
        self._at = (self._at + by) % len(self._attachments)
        self._show()

    def edit(self) -> PhotoEditor | None:
        """Open the editor on a copy of the picture that is shown; None for what is no picture."""
        each = self.shown
        if not is_picture(each):
            return None
        editor = PhotoEditor(each, self._tasks, self)
        editor.copy_asked.connect(partial(self._ask_copy, each.attachment_id))
        editor.open()
        return editor

    def compare(self) -> ComparePhotos | None:
        """Open the picture that is shown beside the others; None where there are no two."""
        pictures = tuple(each for each in self._attachments if is_picture(each))
        if self.shown not in pictures or len(pictures) < 2:  # noqa: PLR2004 - comparing takes two
            return None
        compared = ComparePhotos(pictures, self.shown.attachment_id, self._pictures, self._moments, self)
        compared.open()
        return compared

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the whole screen first, then the photos."""
        if event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self._fill_screen()
        else:
            super().keyPressEvent(event)

    def _actions(self) -> QHBoxLayout:
        self._edit = KeyButton(text("Edit a copy"), icon="mdi6.image-edit-outline", of=PlaceKey.PHOTO_EDIT)
        self._edit.clicked.connect(self.edit)
        self._compare = KeyButton(text("Compare"), icon="mdi6.compare", of=PlaceKey.PHOTO_COMPARE)
        self._compare.clicked.connect(self.compare)
        self._rank = KeyButton("", icon="mdi6.image-off-outline", of=PlaceKey.PHOTO_RANK)
        self._rank.clicked.connect(self._ask_rank)
        save = KeyButton(
            text("Save it to this computer"), icon="mdi6.download-outline", of=PlaceKey.PHOTO_SAVE
        )
        save.clicked.connect(self._ask_save)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self._edit, self._compare, self._rank):
            row.addWidget(button)
        row.addWidget(self._said, 1)
        row.addWidget(save)
        return row

    def _foot(self) -> QHBoxLayout:
        self._previous = KeyButton(text("Previous"), of=PlaceKey.PHOTO_PREVIOUS)
        self._previous.clicked.connect(partial(self.step, -1))
        self._next = KeyButton(text("Next"), of=PlaceKey.PHOTO_NEXT)
        self._next.clicked.connect(partial(self.step, 1))
        fit = KeyButton(text("Whole picture"), of=PlaceKey.PHOTO_WHOLE)
        fit.clicked.connect(self._canvas.fit)
        closer = KeyButton(text("Closer"), of=PlaceKey.PHOTO_CLOSER)
        closer.clicked.connect(partial(self._canvas.zoom, 1))
        away = KeyButton(text("Further away"), of=PlaceKey.PHOTO_AWAY)
        away.clicked.connect(partial(self._canvas.zoom, -1))
        whole_screen = KeyButton(text("Whole screen"), of=PlaceKey.PHOTO_SCREEN)
        whole_screen.clicked.connect(self._fill_screen)
        close = KeyButton(text("Close"), text("Esc"))
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self._previous, self._next, fit, closer, away):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(whole_screen)
        row.addWidget(close)
        several = len(self._attachments) > 1
        self._previous.setEnabled(several)
        self._next.setEnabled(several)
        return row

    def _listen(self) -> None:
        keys: dict[PlaceKey, Callable[[], object]] = {
            PlaceKey.PHOTO_PREVIOUS: partial(self.step, -1),
            PlaceKey.PHOTO_NEXT: partial(self.step, 1),
            PlaceKey.PHOTO_CLOSER: partial(self._canvas.zoom, 1),
            PlaceKey.PHOTO_AWAY: partial(self._canvas.zoom, -1),
            PlaceKey.PHOTO_WHOLE: self._canvas.fit,
            PlaceKey.PHOTO_PIXELS: self._canvas.show_every_pixel,
            PlaceKey.PHOTO_EDIT: self.edit,
            PlaceKey.PHOTO_COMPARE: self.compare,
            PlaceKey.PHOTO_RANK: self._ask_rank,
            PlaceKey.PHOTO_SAVE: self._ask_save,
            PlaceKey.PHOTO_SCREEN: self._fill_screen,
        }
        for key, do in keys.items():
            PlaceShortcut(key, self, do, repeats=key in PHOTO_MOVES)

    def _show(self) -> None:
        each = self.shown
        number = text("{number} of {count}", number=self._at + 1, count=len(self._attachments))
        taken = ""
        if each.taken_at is not None:
            taken = text("taken {moment}", moment=self._moments.camera(each.taken_at))
        self._name.setText(each.filename)
        self._facts.setText(facts((taken, size_words(each.size), number)))
        self._facts.setAccessibleName(self._facts.text())
        self._scale.setText("")
        self.say("")
        self._offer(each)
        if not is_picture(each):
            self._show_picture(each, QPixmap())
            return
        self._canvas.say(text("The picture is being read."))
        self._pictures.large(each.path, each.thumbnail, self, partial(self._show_picture, each))

    def _show_picture(self, each: AttachmentView, pixmap: QPixmap) -> None:
        if each is not self.shown:
            return
        if pixmap.isNull():
            self._canvas.say(
                each.trouble
                or text(
                    "This is no picture that can be shown here. Save it to this computer to open it there."
                )
            )
        else:
            self._canvas.show_picture(pixmap, each.filename)

    def _offer(self, each: AttachmentView) -> None:
        pictures = sum(map(is_picture, self._attachments))
        self._edit.setEnabled(is_picture(each))
        self._compare.setEnabled(is_picture(each) and pictures > 1)
        self._rank.setEnabled(is_picture(each))
        words = text("It is a photo") if each.rank is Rank.LOGO else text("No photo: fold it away")
        self._rank.setText(words)
        self._rank.setAccessibleName(words)

    def _ask_copy(self, attachment_id: int, edits: tuple[PhotoEdit, ...]) -> None:
        self.copy_asked.emit(attachment_id, edits)
        self.close()

    def _ask_rank(self) -> None:
        each = self.shown
        if is_picture(each):
            self.rank_asked.emit(each.attachment_id, Rank.PHOTO if each.rank is Rank.LOGO else Rank.LOGO)
            self.close()

    def _fill_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _say_scale(self, scale: float) -> None:
        self._scale.setText(text("{percent}%", percent=round(scale * 100)))

    def _ask_save(self) -> None:
        self.save_asked.emit(self.shown)


def is_picture(attachment: AttachmentView) -> bool:
    """Whether it was read as a picture."""
    return attachment.thumbnail is not None
