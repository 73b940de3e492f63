"""How an action is done: read what it asks of, ask, write on the lane of actions, say what changed."""

from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, ChangedSinceError, FinishedSinceError, WardOfficeError
from wardoffice.domain.outgoing_mail import RECALL
from wardoffice.domain.queue import QueueRow
from wardoffice.gui.desk import Undoing
from wardoffice.gui.dialogs.ask import Dialogs
from wardoffice.gui.keys import ActionId
from wardoffice.gui.notify import Notifier
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.language import text

T = TypeVar("T")


class Selection(Protocol):
    """What the actions act on."""

    def selected_ids(self) -> tuple[int, ...]:
        """The selected cases."""
        ...

    def selected_rows(self) -> tuple[QueueRow, ...]:
        """What the list knows of them, read at once where it is not at hand: for what is done with it."""
        ...

    def rows_at_hand(self) -> tuple[QueueRow, ...]:
        """What it knows of them without waiting: for which actions are offered."""
        ...


class ActionGroup(Protocol):
    """Actions that belong together."""

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of the group does."""
        ...


class Acting(QObject):
    """What every group of actions is given.

    ``changed`` carries the Changes of each action that is to be shown, whichever window it was done in;
    ``done`` only of those done in this one.
    """

    changed = Signal(object)
    done = Signal(object)

    def __init__(
        self,
        tasks: TaskRunner,
        notifier: Notifier,
        undoing: Undoing,
        *,
        dialogs: Dialogs,
        actor: Actor,
        selection: Selection,
    ) -> None:
        super().__init__()
        self._undoing = undoing
        self._said: set[int] = set()
        """Actions of which this person read that they cannot be taken back, or not wholly."""
        self.tasks = tasks
        self.notifier = notifier
        self.dialogs = dialogs
        self.actor = actor
        self.selection = selection

    def current(self) -> int | None:
        """The first selected case."""
        return next(iter(self.selection.selected_ids()), None)

    def first(self, read: Callable[[], T], then: Callable[[T], None]) -> None:
        """Read what a question to the person needs, then ask it; a newer question takes its place."""
        self.tasks.submit(Lane.QUERY, read, owner=self, done=then, topic="ask")

    def open_again(self, read: Callable[[], T], then: Callable[[T], None]) -> None:
        """The same for the form of a mail that was taken back; where it cannot open, its words are named."""
        self.tasks.submit(Lane.QUERY, read, owner=self, done=then, failed=self._not_opened, topic="ask")

    def write(self, work: Callable[[], Changes]) -> None:
        """Do an action after those before it, and tell of it."""
        self.tasks.submit(Lane.WRITE, work, owner=self, done=self.tell)

    def announce(self, changes: Changes) -> None:
        """Show what was done here, in every window."""
        self.changed.emit(changes)
        self.done.emit(changes)

    def hear(self, changes: Changes) -> None:
        """Show what was done in another window."""
        self.changed.emit(changes)

    def tell(self, changes: Changes) -> None:
        """Say what was done, and offer to take it back."""
        self.announce(changes)
        action_id = changes.action_id
        if changes.label:
            undo = None if action_id is None else partial(self.undo_action, action_id)
            self.notifier.info(changes.label, undo, changes.cases)

    def tell_leaving(self, changes: Changes) -> None:
        """Say what leaves in a moment, and offer to take it back until then."""
        self.announce(changes)
        if changes.action_id is not None:
            undo = partial(self.undo_action, changes.action_id)
            self.notifier.recall(changes.label, int(RECALL.total_seconds()), undo, changes.cases)

    def undo_action(
        self, action_id: int | None, *, rest_only: bool = False, finish_too: bool | None = None
    ) -> None:
        """Take back one action (None: this person's last); where fields changed since, offer the rest.

        Where what was put together was finished since, ask whether what comes out of it is finished too.
        """
        undo = partial(
            self._undoing.undo,
            self.actor,
            action_id,
            rest_only=rest_only,
            past=frozenset(self._said),
            finish_too=finish_too,
        )

        def failed(error: WardOfficeError) -> None:
            if isinstance(error, FinishedSinceError):
                too = self.dialogs.ask_finished_too(error.number)
                if too is not None:
                    self.undo_action(error.action_id or action_id, rest_only=rest_only, finish_too=too)
                return
            chosen = self._go_on_after(error)
            if not isinstance(error, ChangedSinceError) or not error.rest or rest_only:
                self.notifier.error(error)
            elif self.dialogs.ask_undo_rest(error):
                self.undo_action(chosen or action_id, rest_only=True, finish_too=finish_too)

        self.tasks.submit(Lane.WRITE, undo, owner=self, done=self._taken_back, failed=failed)

    def redo(self) -> None:
        """Do again what this person took back last."""
        redo = partial(self._undoing.redo, self.actor, past=frozenset(self._said))

        def failed(error: WardOfficeError) -> None:
            self._go_on_after(error)
            self.notifier.error(error)

        self.tasks.submit(Lane.WRITE, redo, owner=self, done=self._taken_back, failed=failed)

    def _go_on_after(self, error: WardOfficeError) -> int | None:
        """Walk past what was said not to go back, the next time; returns what was chosen for the person."""
        chosen = error.action_id if isinstance(error, CannotDoError) else None
        if chosen is not None:
            self._said.add(chosen)
        return chosen

    def _not_opened(self, error: WardOfficeError) -> None:
        still = text("It was taken back. What it said stands in the outbox still.")
        self.notifier.error(CannotDoError(error.happened, still, error.next_step))

    def _taken_back(self, changes: Changes) -> None:
        self.announce(changes)
        self.notifier.waits_no_more(changes.cases)
        if changes.label:
            self.notifier.info(changes.label)
