"""What every undo keeps to: done again, all is as before it; taken back again, all is as it left it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.history import ActionKind
from wardoffice.office.undoing import Undoing
from wardoffice.store.recorder import RECORDED
from wardoffice.store.store import Store
from wardoffice.store.tables import Action, LedgerEntry, QueueEntry

_OWN = frozenset({"version", "settled_at", "not_before"})
"""What a row says of itself alone: how often it was written, and when; a mail done again waits anew."""
_ANEW = frozenset({ActionKind.NUMBER})
"""Each time such a number is taken back, the city's record gets another case of its own."""

Undo = Callable[..., Changes]


def state(store: Store) -> dict[str, Any]:
    """Every live row the history tells of, the queue, and where each mail stands."""
    found: dict[str, Any] = {}
    with store.reading() as session:
        for name, kind in (RECORDED | {"queue": QueueEntry, "mail": LedgerEntry}).items():
            columns = [column for column in kind.__table__.columns if column.name not in _OWN]
            rows = session.execute(select(*columns).order_by(columns[0])).mappings()
            found[name] = [
                dict(row) for row in rows if row.get("withdrawn_at") is None and row.get("active", True)
            ]
    return found


def back_and_forth(undo: Undo) -> Undo:
    """``Undoing.undo`` that also does again what it took back, takes it back once more, and compares."""

    def undone(
        self: Undoing, actor: Actor, action_id: int | None = None, *, rest_only: bool = False
    ) -> Changes:
        store = self._store
        before = state(store)
        changes = undo(self, actor, action_id, rest_only=rest_only)
        after = state(store)
        with store.reading() as session:
            action = session.get_one(Action, session.get_one(Action, changes.action_id).undo_of_id)
            target, kind = action.id, action.kind
        undo(self, actor, changes.action_id)
        _same(state(store), before, "done again")
        again = undo(self, actor, target, rest_only=rest_only)
        if kind not in _ANEW:
            _same(state(store), after, "taken back again")
        return again

    return undone


def _same(found: dict[str, Any], wanted: dict[str, Any], when: str) -> None:
    for name, rows in wanted.items():
        differing = [(one, other) for one, other in zip(found[name], rows, strict=False) if one != other]
        assert found[name] == rows, f"{name} {when}: {differing[:1]}"
