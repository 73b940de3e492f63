"""Keeps the outbox's screen and its count in the rail as things are."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from wardoffice.domain.actor import Actor
from wardoffice.domain.outgoing import OutboxCounts, OutboxDoing, OutboxHeld, OutboxLine
from wardoffice.gui.outbox.view import OutboxView
from wardoffice.gui.submit.port import OutboxOffice
from wardoffice.gui.submit.settling import Settling
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.language import plural, text

ShowCount = Callable[[int, str], None]
"""Shows in the rail how many things need a person, and says it in words."""


class OutboxKeeper(QObject):
    """Reads the outbox anew whenever it is asked to."""

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
        view.asked.connect(self._ask)

    def refresh(self) -> None:
        """Read the lines and the counts."""
        self._tasks.submit(Lane.QUERY, self._read, owner=self, done=self._show, topic="outbox")

    def _read(self) -> tuple[tuple[OutboxLine, ...], OutboxCounts, OutboxHeld | None]:
        actor = self._actor
        return self._office.lines(actor), self._office.counts(actor), self._office.held(actor)

    def _show(self, read: tuple[tuple[OutboxLine, ...], OutboxCounts, OutboxHeld | None]) -> None:
        lines, counts, held = read
        self._view.show_held(held)
        self._view.show_lines(lines)
        need = counts.need_person
        words = plural("{count} needs a person", "{count} need a person", need)
        if held is not None:
            words = text("{count}; everything is held, nothing leaves", count=words)
        self._show_count(need, words)

    def _ask(self, doing: OutboxDoing, line: OutboxLine) -> None:
        self._settling.do(doing, line.outbox_id, line.case_id, line.submission_id)
