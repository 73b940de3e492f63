"""A photo or file dragged out of the window: onto the desktop, into a mail, into another program."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QMimeData, QObject, Qt, QUrl
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QWidget

from wardoffice.domain.case_view import AttachmentView
from wardoffice.gui.photos.copying import copy_out
from wardoffice.gui.tasks import Lane, TaskRunner


class DragOut(QObject):
    """Gives out copies under the names people know; the office's own files stay where nobody can change them.

    The copies live as long as this does: where a file manager drops one, it copies it again.
    """

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._folder = TemporaryDirectory(prefix="wardoffice-", ignore_cleanup_errors=True)
        self.destroyed.connect(self._folder.cleanup)

    def prepare(self, attachment: AttachmentView, ready: Callable[[Path], None]) -> None:
        """Copy the file on a lane and call ``ready`` with the copy; a press may become a drag."""
        place = Path(self._folder.name) / str(attachment.attachment_id) / (attachment.filename or "file")
        if place.exists():
            ready(place)
            return
        work = partial(copy_out, attachment.path, place, make_folder=True)
        self._tasks.submit(Lane.QUERY, work, owner=self, done=ready, topic="drag")


def start_drag(source: QWidget, path: Path, picture: QPixmap) -> None:
    """Drag this file from a widget, under its picture, until it is dropped."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    drag = QDrag(source)
    drag.setMimeData(mime)
    if not picture.isNull():
        drag.setPixmap(picture)
    drag.exec(Qt.DropAction.CopyAction)
