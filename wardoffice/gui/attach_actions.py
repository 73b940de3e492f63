"""Photos and files onto the selected case: chosen, dropped or pasted."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CancelledError, WardOfficeError
from wardoffice.gui.desk import Attaching, CityPhotos
from wardoffice.gui.dialogs.ask import Dialogs
from wardoffice.gui.notify import Notifier
from wardoffice.gui.tasks import Job, Lane, TaskRunner
from wardoffice.language import text


class AttachActions(QObject):
    """``current`` answers the case to attach to, or None."""

    attached = Signal(object)
    """The Changes of what was attached."""
    working = Signal(str, object, object, object)
    """A long job goes on: its words, done, total or None, and its Job."""
    worked = Signal(object)
    """That Job has ended."""
    city_photo_failed = Signal()
    """A picture of the city's could not be fetched; why is told."""

    def __init__(
        self,
        attaching: Attaching,
        city_photos: CityPhotos,
        tasks: TaskRunner,
        notifier: Notifier,
        *,
        dialogs: Dialogs,
        actor: Actor,
        current: Callable[[], int | None],
    ) -> None:
        super().__init__()
        self._attaching = attaching
        self._city_photos = city_photos
        self._tasks = tasks
        self._notifier = notifier
        self._dialogs = dialogs
        self._actor = actor
        self._current = current

    def choose(self) -> None:
        """Ask for files of this machine and attach them."""
        paths = self._dialogs.ask_files() if self._current() is not None else None
        if paths:
            self.attach_files(paths)

    def attach_files(self, paths: Sequence[Path]) -> None:
        """Attach these files, as the dialog and a drop do."""
        case_id, job, words = self._current(), Job(), text("Attaching")
        if case_id is None:
            return

        def tell(done: int, total: int | None) -> None:
            self.working.emit(words, done, total, job)

        progress = self._tasks.relayed(self, tell)
        attach = self._attaching.attach_files
        # Reading big photos takes seconds: not on the lane where people's other actions wait.
        self._tasks.submit(
            Lane.BACKGROUND,
            lambda: attach(self._actor, case_id, tuple(paths), progress, job.cancelled),
            owner=self,
            done=partial(self._done, job),
            failed=partial(self._failed, job),
            job=job,
        )

    def attach_picture(self, content: bytes) -> None:
        """Attach a picture that was pasted on the case."""
        self._attach_bytes(lambda: content)

    def fetch_city_photo(self, case_id: int, url: str) -> None:
        """Fetch a picture of the city's, and attach it to the case whose request names it."""
        job = Job()
        self.working.emit(text("Fetching the city's photo"), 0, None, job)
        fetch = self._city_photos.fetch

        def failed(error: WardOfficeError) -> None:
            self._failed(job, error)
            self.city_photo_failed.emit()

        self._tasks.submit(
            Lane.BACKGROUND,
            lambda: fetch(self._actor, case_id, url, job.cancelled),
            owner=self,
            done=partial(self._done, job),
            failed=failed,
            job=job,
        )

    def paste(self) -> None:
        """Attach what was copied: a picture, or files of this machine."""
        copied = QGuiApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in copied.urls() if url.isLocalFile()]
        if paths:
            self.attach_files(paths)
        elif copied.hasImage():
            self._attach_bytes(partial(_png, QGuiApplication.clipboard().image()))
        else:
            self._notifier.info(text("Nothing that could be attached was copied."))

    def _attach_bytes(self, content: Callable[[], bytes]) -> None:
        case_id, name = self._current(), text("pasted picture") + ".png"
        if case_id is not None:
            attach = self._attaching.attach_bytes
            self._tasks.submit(
                Lane.BACKGROUND,
                lambda: attach(self._actor, case_id, content(), name),
                owner=self,
                done=self.attached.emit,
            )

    def _done(self, job: Job, changes: Changes) -> None:
        self.worked.emit(job)
        self.attached.emit(changes)

    def _failed(self, job: Job, error: WardOfficeError) -> None:
        self.worked.emit(job)
        if not isinstance(error, CancelledError):
            self._notifier.error(error)


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs take bytes, Qt takes text
    return bytes(buffer.data().data())
