"""Reads the year before in the background, a piece at a time, after each sync until it is done."""

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CancelledError, LeaseHeldError, WardOfficeError
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.domain.year import YearState, YearStep
from wardoffice.gui.notify import Notifier
from wardoffice.gui.tasks import Job, Lane, TaskRunner

_WHOLE = 1000


class YearReading(Protocol):
    """What is asked of ``office.city_year.CityYear``."""

    def state(self, actor: Actor) -> YearState:
        """How far it is."""
        ...

    def advance(self, actor: Actor, progress: Progress, cancelled: Cancelled) -> YearState:
        """Read the next piece, if there is any."""
        ...


class YearTelling(Protocol):
    """What is asked of ``office.year_words.YearTelling``."""

    def short(self, state: YearState) -> str:
        """How far it is, in one sentence."""
        ...

    def sentences(self, state: YearState) -> tuple[str, ...]:
        """How far it is and what it held."""
        ...


class YearRunner(QObject):
    """One piece is one job of the background lane, so that others get their turn between two.

    ``told`` carries each YearState, ``progressed`` words and how much of a thousand parts is read while it
    goes on, ``ended`` says that it does not. A person who stops it stops it until the program starts again,
    or until they ask for it.
    """

    told = Signal(object)
    progressed = Signal(str, int, int)
    ended = Signal()

    def __init__(
        self, year: YearReading, telling: YearTelling, tasks: TaskRunner, notifier: Notifier, actor: Actor
    ) -> None:
        super().__init__()
        self._year = year
        self._telling = telling
        self._tasks = tasks
        self._notifier = notifier
        self._actor = actor
        self._job: Job | None = None
        self._stopped = False
        self._last: YearState | None = None

    @property
    def running(self) -> bool:
        """Whether it is being read right now."""
        return self._job is not None

    @property
    def stopped(self) -> bool:
        """Whether a person stopped it."""
        return self._stopped

    def run_by_itself(self) -> None:
        """Go on where it was, unless a person stopped it."""
        if not self._stopped:
            self.run()

    def run(self) -> None:
        """Go on where it was, unless it is being read already."""
        self._stopped = False
        if self._job is None:
            self._last = None
            self._submit()

    def stop(self) -> None:
        """Stop; what was read is kept."""
        if self._job is not None:
            self._stopped = True
            self._job.cancel()

    def read_state(self) -> None:
        """Ask how far it is."""
        self._tasks.submit(
            Lane.QUERY, lambda: self._year.state(self._actor), owner=self, done=self.told.emit, topic="state"
        )

    def _submit(self) -> None:
        job = self._job = Job()
        self._tasks.submit(
            Lane.BACKGROUND,
            lambda: self._year.advance(self._actor, _nobody_counts, job.cancelled),
            owner=self,
            done=self._done,
            failed=self._failed,
            job=job,
        )

    def _done(self, state: YearState) -> None:
        self.told.emit(state)
        moved = state != self._last
        self._last = state
        if moved and state.step is not YearStep.DONE and not state.trouble and not self._stopped:
            self.progressed.emit(self._telling.short(state), round(state.share * _WHOLE), _WHOLE)
            self._submit()
        else:
            self._end()

    def _failed(self, error: WardOfficeError) -> None:
        # Being stopped, and another program that reads it right now, are no trouble.
        if not isinstance(error, (CancelledError, LeaseHeldError)):
            self._notifier.error(error)
        self._end()
        self.read_state()

    def _end(self) -> None:
        self._job = None
        self.ended.emit()


def _nobody_counts(_done: int, _total: int | None) -> None:
    """A piece is short: how far the year is says enough."""
