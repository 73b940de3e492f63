"""How an action is done: read what it asks of, ask, write on the lane of actions, say what changed."""

from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import ChangedSinceError, WardOfficeError
from wardoffice.domain.outgoing_mail import RECALL
from wardoffice.domain.queue import QueueRow
from wardoffice.gui.desk import Undoing
from wardoffice.gui.dialogs.ask import Dialogs
from wardoffice.gui.keys import ActionId
from wardoffice.gui.notify import Notifier
from wardoffice.gui.tasks import Lane, TaskRunner

T = TypeVar("T")


class Selection(Protocol):
    """What the actions act on."""

    def selected_ids(self) -> tuple[int, ...]:
        """The selected cases."""
        ...

    def selected_rows(self) -> tuple[QueueRow, ...]:
        """What the list knows of them."""
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
            self.notifier.info(changes.label, undo)

    def tell_leaving(self, changes: Changes) -> None:
        """Say what leaves in a moment, and offer to take it back until then."""
        self.announce(changes)
        if changes.action_id is not None:
            undo = partial(self.undo_action, changes.action_id)
            self.notifier.recall(changes.label, int(RECALL.total_seconds()), undo)

    def undo_action(self, action_id: int | None, *, rest_only: bool = False) -> None:
        """Take back one action (None: this person's last); where fields changed since, offer the rest."""
        undo = partial(self._undoing.undo, self.actor, action_id, rest_only=rest_only)

        def failed(error: WardOfficeError) -> None:
            if not isinstance(error, ChangedSinceError) or rest_only:
                self.notifier.error(error)
            elif self.dialogs.ask_undo_rest(error):
                self.undo_action(action_id, rest_only=True)

        self.tasks.submit(Lane.WRITE, undo, owner=self, done=self._taken_back, failed=failed)

    def redo(self) -> None:
        """Do again what this person took back last."""
        redo = partial(self._undoing.redo, self.actor)
        self.tasks.submit(Lane.WRITE, redo, owner=self, done=self._taken_back)

    def _taken_back(self, changes: Changes) -> None:
        self.announce(changes)
        if changes.label:
            self.notifier.info(changes.label)
