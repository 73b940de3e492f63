"""Says when the next snooze ends, so that what was put off comes back into the list by itself."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from wardoffice.domain.actor import Actor
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.working_port import SnoozeDesk

_LOOK_MILLISECONDS = 600_000
"""A machine that sleeps stops its timers: the clock is looked at this often."""


class SnoozeWaker(QObject):
    """``woke`` comes once the earliest snooze of all has ended. ``clock`` answers aware UTC."""

    woke = Signal()

    def __init__(
        self, snoozing: SnoozeDesk, tasks: TaskRunner, actor: Actor, clock: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self._snoozing = snoozing
        self._tasks = tasks
        self._actor = actor
        self._clock = clock
        self._due: datetime | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look)

    @property
    def due(self) -> datetime | None:
        """When the next snooze ends (aware UTC); None where nothing is snoozed."""
        return self._due

    def ask(self) -> None:
        """Ask anew: something was snoozed, or woken."""
        self._tasks.submit(
            Lane.QUERY,
            partial(self._snoozing.next_end, self._actor),
            owner=self,
            done=self._wait_for,
            topic="next snooze",
        )

    def _wait_for(self, due: datetime | None) -> None:
        self._due = due
        self._timer.stop()
        if due is not None:
            left = int((due - self._clock()).total_seconds() * 1000) + 1
            self._timer.start(min(max(left, 0), _LOOK_MILLISECONDS))

    def _look(self) -> None:
        if self._due is None or self._clock() < self._due:
            self._wait_for(self._due)
            return
        self.woke.emit()
        self.ask()
