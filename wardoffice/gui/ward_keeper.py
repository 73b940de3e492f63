"""Keeps the ward boundaries: offers to fetch them where there are none, and shows what new ones moved."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CancelledError, WardOfficeError
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.domain.wards import WardMoves
from wardoffice.gui.notify import Notifier
from wardoffice.gui.tasks import Job, Lane, TaskRunner
from wardoffice.language import text
from wardoffice.office.ward_download import moved_sentences


class Report(Protocol):
    """What was brought in."""

    @property
    def moves(self) -> WardMoves:
        """The problems it put into another ward."""
        ...

    def sentences(self) -> Sequence[str]:
        """All of it in words."""
        ...


class KeepingWards(Protocol):
    """What the keeper asks of ``office.ward_download.WardBoundaries``."""

    @property
    def missing(self) -> bool:
        """Whether no map is in force."""
        ...

    @property
    def can_download(self) -> bool:
        """Whether it is known where the city's maps are."""
        ...

    def settle(self, actor: Actor) -> WardMoves:
        """Place all problems anew if the boundaries changed."""
        ...

    def download(self, actor: Actor, progress: Progress, cancelled: Cancelled) -> Report:
        """Fetch the city's maps."""
        ...


class WardKeeper(QObject):
    """Nothing moves, finishes or is told by itself (P5): what moved is said, with a button that shows it."""

    moved_asked = Signal()
    """A person wants to see what new boundaries moved."""
    changed = Signal()
    """Other boundaries are in force."""
    working = Signal(str, object, object, object)
    """A download goes on: its words, done, total or None, and its Job."""
    worked = Signal(object)
    """That Job has ended."""

    def __init__(self, wards: KeepingWards, tasks: TaskRunner, notifier: Notifier, actor: Actor) -> None:
        super().__init__()
        self._wards = wards
        self._tasks = tasks
        self._notifier = notifier
        self._actor = actor

    def start(self) -> None:
        """See whether the boundaries changed while the window was closed, or offer to fetch some."""
        if self._wards.missing:
            self._offer_download()
            return
        settle = partial(self._wards.settle, self._actor)
        self._tasks.submit(Lane.BACKGROUND, settle, owner=self, done=self._settled)

    def download(self) -> None:
        """Fetch the city's ward maps and ward offices."""
        job, words = Job(), text("Fetching the ward map")

        def tell(done: int, total: int | None) -> None:
            self.working.emit(words, done, total, job)

        progress = self._tasks.relayed(self, tell)
        self._tasks.submit(
            Lane.BACKGROUND,
            lambda: self._wards.download(self._actor, progress, job.cancelled),
            owner=self,
            done=partial(self._done, job),
            failed=partial(self._failed, job),
            job=job,
        )

    def _offer_download(self) -> None:
        if self._wards.can_download:
            self._notifier.offer(
                text("There is no ward map yet: nobody can say in which ward a place is."),
                text("Fetch it from the city"),
                self.download,
            )
        else:
            self._notifier.info(text("There is no ward map yet. Import one: wardoffice wards import FILE."))

    def _settled(self, moves: WardMoves) -> None:
        if moves:
            self.changed.emit()
            self._tell(" ".join(moved_sentences(moves)))

    def _tell(self, words: str) -> None:
        self._notifier.offer(words, text("Show them"), self.moved_asked.emit)

    def _done(self, job: Job, report: Report) -> None:
        self.worked.emit(job)
        self.changed.emit()
        words = " ".join(report.sentences())
        if report.moves:
            self._tell(words)
        else:
            self._notifier.info(words)

    def _failed(self, job: Job, error: WardOfficeError) -> None:
        self.worked.emit(job)
        if not isinstance(error, CancelledError):
            self._notifier.error(error)
        self._offer_download()
