"""What each person chose for their desk: keys, columns, lists put away. No part of the history."""

from typing import Any

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.store.desk_keeping import keep_preference, preferences_of
from wardoffice.store.store import Store


class Preferences:
    """Reads and keeps choices; the program itself has none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self, actor: Actor) -> dict[str, dict[str, Any]]:
        """Everything this person chose, by name."""
        require(actor, Doing.LOOK)
        if actor.staff_id is None:
            return {}
        with self._store.reading() as session:
            return preferences_of(session, actor.staff_id)

    def keep(self, actor: Actor, name: str, value: dict[str, Any]) -> None:
        """Keep one choice in the place of the one before."""
        require(actor, Doing.LOOK)
        if actor.staff_id is not None:
            with self._store.writing() as session:
                keep_preference(session, actor.staff_id, name, value)
