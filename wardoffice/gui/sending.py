"""Sending what waits in the outbox: on start, after every submission, and when something is due."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CancelledError, LeaseHeldError, WardOfficeError
from wardoffice.domain.ports import Clock
from wardoffice.gui.notify import Notifier
from wardoffice.gui.submit.port import SenderOffice, SendReport
from wardoffice.gui.tasks import Job, Lane, TaskRunner
from wardoffice.language import text

_SOONEST, _LATEST, _AGAIN = timedelta(seconds=1), timedelta(minutes=5), timedelta(seconds=30)


class SendRunner(QObject):
    """One run of the sender at a time, on its lane; asked during a run, it runs once more after it.

    ``sent`` carries the Changes of a run that did something, ``ended`` comes after every one. With
    ``by_itself`` off it runs only when it is asked to.
    """

    sent = Signal(object)
    ended = Signal()

    def __init__(
        self,
        sender: SenderOffice,
        tasks: TaskRunner,
        notifier: Notifier,
        actor: Actor,
        clock: Clock,
        *,
        by_itself: bool,
        lane: Lane = Lane.CITY_SEND,
    ) -> None:
        super().__init__()
        self._lane = lane
        self._sender, self._tasks, self._notifier = sender, tasks, notifier
        self._actor, self._clock, self._by_itself = actor, clock, by_itself
        self._running = self._again = False
        self._told = ""
        self._due = QTimer(self, singleShot=True)
        self._due.timeout.connect(self.run)

    @property
    def running(self) -> bool:
        """Whether it is sending."""
        return self._running

    def start(self) -> None:
        """Send what a former run of the program left."""
        if self._by_itself:
            self.run()

    def run(self) -> None:
        """Send what waits now."""
        if self._running:
            self._again = True
            return
        self._running, self._again = True, False
        self._due.stop()
        job = Job()
        self._tasks.submit(
            self._lane,
            partial(self._sender.run, self._actor, _untold, job.cancelled),
            owner=self,
            done=self._done,
            failed=self._fail,
            job=job,
        )

    def _done(self, report: SendReport) -> None:
        self._told = ""
        self._tell_otherwise(report)
        if report.changes != Changes():
            self.sent.emit(report.changes)
        wait = report.next_at - self._clock() if report.next_at is not None else None
        self._end(wait)

    def _tell_otherwise(self, report: SendReport) -> None:
        """Let no tick stand for what was refused, or may not have gone."""
        unknown = WardOfficeError(
            text("Not sure it went."),
            text("Nothing is lost."),
            text("Look again in the outbox before you send it once more."),
        )
        refused = WardOfficeError(
            text("It did not go: it was refused."),
            text("Nothing is lost."),
            text("The outbox says why, and lets you change it or send it again."),
        )
        self._notifier.correct(report.unknown, unknown)
        self._notifier.correct(report.refused, refused)

    def _fail(self, error: WardOfficeError) -> None:
        # Another program of this office that sends just now is no trouble, and one trouble is told once.
        if not isinstance(error, CancelledError | LeaseHeldError) and str(error) != self._told:
            self._told = str(error)
            self._notifier.error(error)
        self._end(_AGAIN)

    def _end(self, wait: timedelta | None) -> None:
        self._running = False
        if self._again:
            self.run()
        elif wait is not None and self._by_itself:
            seconds = min(max(wait, _SOONEST), _LATEST).total_seconds()
            self._due.start(round(seconds * 1_000))
        self.ended.emit()


class Runners(QObject):
    """Several of them as one; each goes on its own lane, so that none waits for another's server."""

    sent = Signal(object)
    ended = Signal()

    def __init__(self, runners: Sequence[SendRunner]) -> None:
        super().__init__()
        self._runners = tuple(runners)
        for each in self._runners:
            each.setParent(self)
            each.sent.connect(self.sent)
            each.ended.connect(self.ended)
            # A number that came may have queued a mail that tells it.
            each.sent.connect(lambda _changes, mine=each: self._run_others(mine))

    def _run_others(self, mine: SendRunner) -> None:
        for each in self._runners:
            if each is not mine:
                each.run()

    @property
    def running(self) -> bool:
        """Whether any of them is sending."""
        return any(each.running for each in self._runners)

    def start(self) -> None:
        """Send what a former run of the program left."""
        for each in self._runners:
            each.start()

    def run(self) -> None:
        """Send what waits now."""
        for each in self._runners:
            each.run()


def _untold(_done: int, _total: int | None) -> None:
    """The outbox shows what is being sent."""
