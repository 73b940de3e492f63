"""Keeps the outbox's screen and its count in the rail as things are."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from wardoffice.domain.actor import Actor
from wardoffice.domain.outgoing import OUTBOX_PAGE, WAITING, OutboxCounts, OutboxDoing, OutboxHeld, OutboxLine
from wardoffice.gui.outbox.view import OutboxView
from wardoffice.gui.submit.port import OutboxOffice
from wardoffice.gui.submit.settling import Settling
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.language import plural, text

ShowCount = Callable[[int, str], None]
"""Shows in the rail how many things need a person, and says it in words."""


class OutboxKeeper(QObject):
    """Reads the outbox anew whenever it is asked to.

    ``something_waits`` comes when there is something to send that was not there before, wherever it was
    queued: the sender knows by itself only of what waited when it looked last. ``held_known`` says whether
    everything is held.
    """

    something_waits = Signal()
    held_known = Signal(bool)

    def __init__(
        self,
        office: OutboxOffice,
        view: OutboxView,
        settling: Settling,
        *,
        tasks: TaskRunner,
        actor: Actor,
        show_count: ShowCount,
    ) -> None:
        super().__init__()
        self._office, self._view, self._settling = office, view, settling
        self._tasks, self._actor, self._show_count = tasks, actor, show_count
        self._ended = OUTBOX_PAGE
        self._waiting: frozenset[int] = frozenset()
        self._is_held = False
        view.asked.connect(self._ask)
        view.older_asked.connect(self._show_older)

    def refresh(self) -> None:
        """Read the lines and the counts."""
        self._tasks.submit(Lane.QUERY, self._read, owner=self, done=self._show, topic="outbox")

    def _read(self) -> tuple[tuple[OutboxLine, ...], OutboxCounts, OutboxHeld | None]:
        actor = self._actor
        return (
            self._office.lines(actor, ended=self._ended),
            self._office.counts(actor),
            self._office.held(actor),
        )

    def _show(self, read: tuple[tuple[OutboxLine, ...], OutboxCounts, OutboxHeld | None]) -> None:
        lines, counts, held = read
        self._view.show_held(held)
        self._view.show_server(is_there=self._office.sends_mail)
        self._view.show_lines(lines, counts.left_out(self._ended))
        waiting = frozenset(each.outbox_id for each in lines if each.state in WAITING)
        was_let_go = self._is_held and held is None  # by undo, or at another desk
        if was_let_go or not waiting <= self._waiting:
            self.something_waits.emit()
        self._waiting, self._is_held = waiting, held is not None
        self.held_known.emit(self._is_held)
        need = counts.need_person
        words = plural("{count} needs a person", "{count} need a person", need)
        if held is not None:
            words = text("{count}; everything is held, nothing leaves", count=words)
        self._show_count(need, words)

    def _show_older(self) -> None:
        self._ended += OUTBOX_PAGE
        self.refresh()

    def _ask(self, doing: OutboxDoing, line: OutboxLine) -> None:
        self._settling.do(doing, line.outbox_id, line.case_id, line.submission_id)
