"""Which key does what for the person at this desk: as the program has it, or as they chose."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.keys import ActionId, KeySpec, key_specs
from wardoffice.gui.personal.port import PreferenceKeeping
from wardoffice.gui.tasks import Lane

KEYS = "keys"
"""The name of this preference."""


class KeyBook(QObject):
    """``changed`` is emitted when a key does something else than before."""

    changed = Signal()

    def __init__(self, jobs: PreferenceKeeping, acting: Acting) -> None:
        super().__init__()
        self._jobs = jobs
        self._acting = acting
        self._chosen: dict[ActionId, tuple[str, ...]] = {}

    def specs(self) -> tuple[KeySpec, ...]:
        """Every action with its keys of now."""
        return tuple(replace(spec, keys=self._chosen.get(spec.action, spec.keys)) for spec in key_specs())

    def use(self, kept: Mapping[str, Any]) -> None:
        """Take over what was kept; an action this version does not know is left out."""
        known = {each.value: each for each in ActionId}
        self._chosen = {known[name]: tuple(keys) for name, keys in kept.items() if name in known}
        self.changed.emit()

    def is_own(self, action: ActionId) -> bool:
        """Whether this person chose its key."""
        return action in self._chosen

    def taken_by(self, key: str, action: ActionId) -> KeySpec | None:
        """Another action that this key does, or None."""
        return next((spec for spec in self.specs() if key in spec.keys and spec.action is not action), None)

    def give(self, key: str, action: ActionId) -> None:
        """Let this key alone do the action; what it did before keeps its other keys, or has none."""
        other = self.taken_by(key, action)
        if other is not None:
            self._chosen[other.action] = tuple(each for each in other.keys if each != key)
        self._chosen[action] = (key,)
        self._keep()

    def reset(self) -> None:
        """All keys as the program has them."""
        self._chosen = {}
        self._keep()

    def _keep(self) -> None:
        self.changed.emit()
        value = {action.value: list(keys) for action, keys in self._chosen.items()}
        work: Callable[[], None] = partial(self._jobs.keep, self._acting.actor, KEYS, value)
        self._acting.tasks.submit(Lane.WRITE, work, owner=self)
