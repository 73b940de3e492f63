"""Photos and files onto a case: chosen, dropped or pasted."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CancelledError, WardOfficeError
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.case.drop_area import local_paths, png_bytes
from wardoffice.gui.keys import ActionId
from wardoffice.gui.photos.port import Attaching, CityPhotos
from wardoffice.gui.tasks import Job, Lane
from wardoffice.language import text


class AttachActions(QObject):
    """By key onto the first selected case, by a drop onto the one that is shown."""

    working = Signal(str, object, object, object)
    """A long job goes on: its words, done, total or None, and its Job."""
    worked = Signal(object)
    """That Job has ended."""
    city_photo_failed = Signal()
    """A picture of the city's could not be fetched; why is told."""

    def __init__(self, acting: Acting, attaching: Attaching, city_photos: CityPhotos) -> None:
        super().__init__()
        self._acting = acting
        self._attaching = attaching
        self._city_photos = city_photos

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {
            ActionId.ATTACH: self.choose,
            ActionId.ATTACH_FOLDER: self.choose_folder,
            ActionId.PASTE: self.paste,
        }

    def choose(self) -> None:
        """Ask for files of this machine and attach them."""
        case_id = self._acting.current()
        paths = self._acting.dialogs.ask_files() if case_id is not None else None
        if case_id is not None and paths:
            self.attach_files(case_id, paths)

    def choose_folder(self) -> None:
        """Ask for a folder of this machine and attach all files in it."""
        case_id = self._acting.current()
        folder = self._acting.dialogs.ask_folder() if case_id is not None else None
        if case_id is not None and folder is not None:
            self.attach_files(case_id, [folder])

    def attach_files(self, case_id: int, paths: Sequence[Path]) -> None:
        """Attach these files, as the dialog and a drop do."""
        job, words = Job(), text("Attaching")

        def tell(done: int, total: int | None) -> None:
            self.working.emit(words, done, total, job)

        progress = self._acting.tasks.relayed(self, tell)
        attach = self._attaching.attach_files
        # Reading big photos takes seconds: not on the lane where people's other actions wait.
        self._acting.tasks.submit(
            Lane.BACKGROUND,
            lambda: attach(self._acting.actor, case_id, tuple(paths), progress, job.cancelled),
            owner=self,
            done=partial(self._done, job),
            failed=partial(self._failed, job),
            job=job,
        )

    def attach_picture(self, case_id: int, image: QImage) -> None:
        """Attach a picture that was copied in another program."""
        name = text("pasted picture") + ".png"
        attach = self._attaching.attach_bytes
        self._acting.tasks.submit(
            Lane.BACKGROUND,
            # Packing a large picture of the screen takes longer than the window may stop for (P10).
            lambda: attach(self._acting.actor, case_id, png_bytes(image), name),
            owner=self,
            done=self._acting.tell,
        )

    def fetch_city_photo(self, case_id: int, url: str) -> None:
        """Fetch a picture of the city's, and attach it to the case whose request names it."""
        job = Job()
        self.working.emit(text("Fetching the city's photo"), 0, None, job)
        fetch = self._city_photos.fetch

        def failed(error: WardOfficeError) -> None:
            self._failed(job, error)
            self.city_photo_failed.emit()

        self._acting.tasks.submit(
            Lane.BACKGROUND,
            lambda: fetch(self._acting.actor, case_id, url, job.cancelled),
            owner=self,
            done=partial(self._done, job),
            failed=failed,
            job=job,
        )

    def paste(self) -> None:
        """Attach what was copied: a picture, or files of this machine."""
        case_id, copied = self._acting.current(), QGuiApplication.clipboard().mimeData()
        if case_id is None:
            return
        if paths := local_paths(copied):
            self.attach_files(case_id, paths)
        elif copied.hasImage():
            self.attach_picture(case_id, QGuiApplication.clipboard().image())
        else:
            self._acting.notifier.info(text("Nothing that could be attached was copied."))

    def _done(self, job: Job, changes: Changes) -> None:
        self.worked.emit(job)
        self._acting.tell(changes)

    def _failed(self, job: Job, error: WardOfficeError) -> None:
        self.worked.emit(job)
        if not isinstance(error, CancelledError):
            self._acting.notifier.error(error)
