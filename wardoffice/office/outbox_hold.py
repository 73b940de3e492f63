"""Holds everything in the outbox: while it is on, nothing leaves the office, whoever presses what."""

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxHeld
from wardoffice.store.outbox_hold import hold_outbox, let_outbox_go, outbox_held
from wardoffice.store.store import Store


class OutboxHold:
    """The switch, one for the office: every program and every desk keeps to it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def state(self, actor: Actor) -> OutboxHeld | None:
        """Who holds everything; None where it goes out."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return outbox_held(session)

    def hold(self, actor: Actor) -> Changes:
        """Let nothing leave from now on; what is being sent right now is sent to its end."""
        require(actor, Doing.SUBMIT)
        with self._store.unit_of_work(actor, ActionKind.HOLD_OUTBOX) as work:
            hold_outbox(work)
        return work.changes

    def let_go(self, actor: Actor) -> Changes:
        """Let everything leave again."""
        require(actor, Doing.SUBMIT)
        with self._store.unit_of_work(actor, ActionKind.LET_OUTBOX_GO) as work:
            let_outbox_go(work)
        return work.changes
