"""Which key does what for the person at this desk: as the program has it, or as they chose."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.keys import ActionId, KeySpec, key_specs
from wardoffice.gui.personal.port import PreferenceKeeping
from wardoffice.gui.tasks import Lane

KEYS = "keys"
"""The name of this preference."""


@dataclass(frozen=True, slots=True)
class OwnedKey:
    """What has a key: ``name`` tells it for good (an action's value), the first of ``keys`` is shown."""

    name: str
    keys: tuple[str, ...]
    words: str


class SharedKeys(Protocol):
    """Keys that are everybody's: those of the office's macros."""

    def owned_keys(self) -> tuple[OwnedKey, ...]:
        """All that may have one, with the keys of now."""
        ...

    def may_give(self) -> bool:
        """Whether this person may change them."""
        ...

    def give_key(self, name: str, key: str) -> None:
        """Give one another key, or none ("")."""
        ...


class KeyBook(QObject):
    """``changed`` is emitted when a key does something else than before.

    ``screens`` have keys of their own as well; those of ``shared`` are kept with the office, not the person.
    """

    changed = Signal()

    def __init__(
        self, jobs: PreferenceKeeping, acting: Acting, screens: Sequence[OwnedKey], shared: SharedKeys
    ) -> None:
        super().__init__()
        self._jobs = jobs
        self._acting = acting
        self._screens = tuple(screens)
        self._shared = shared
        self._chosen: dict[str, tuple[str, ...]] = {}

    def specs(self) -> tuple[KeySpec, ...]:
        """Every action with its keys of now."""
        return tuple(replace(spec, keys=self._chosen.get(spec.action, spec.keys)) for spec in key_specs())

    def screens(self) -> tuple[OwnedKey, ...]:
        """Every screen with its keys of now."""
        return tuple(replace(each, keys=self._chosen.get(each.name, each.keys)) for each in self._screens)

    def all(self) -> tuple[OwnedKey, ...]:
        """Everything that has a key, as the sheet shows it: actions, screens, macros."""
        actions = (OwnedKey(spec.action.value, spec.keys, spec.words) for spec in self.specs())
        return (*actions, *self.screens(), *self._shared.owned_keys())

    def use(self, kept: Mapping[str, Any]) -> None:
        """Take over what was kept; what this version does not know is left out."""
        known = {*(each.value for each in ActionId), *(each.name for each in self._screens)}
        self._chosen = {name: tuple(keys) for name, keys in kept.items() if name in known}
        self.changed.emit()

    def is_own(self, name: str) -> bool:
        """Whether this person chose its key."""
        return name in self._chosen

    def may_change(self, name: str) -> bool:
        """Whether this person may give it another key."""
        return not self._is_shared(name) or self._shared.may_give()

    def taken_by(self, key: str, name: str) -> OwnedKey | None:
        """What else this key does, or None."""
        return next((each for each in self.all() if key in each.keys and each.name != name), None)

    def give(self, key: str, name: str) -> None:
        """Let this key alone do it; what it did before keeps its other keys, or has none."""
        other = self.taken_by(key, name)
        if other is not None:
            self._put(other.name, tuple(each for each in other.keys if each != key))
        self._put(name, (key,))
        self._keep()

    def reset(self) -> None:
        """All keys as the program has them; those of macros stay, which are not this person's alone."""
        self._chosen = {}
        self._keep()

    def _put(self, name: str, keys: tuple[str, ...]) -> None:
        if not self._is_shared(name):
            self._chosen[name] = keys
            # Before anything else is given it, nothing listens to that key any more.
            self.changed.emit()
        else:
            self._shared.give_key(name, next(iter(keys), ""))

    def _is_shared(self, name: str) -> bool:
        return any(each.name == name for each in self._shared.owned_keys())

    def _keep(self) -> None:
        self.changed.emit()
        value = {name: list(keys) for name, keys in self._chosen.items()}
        work: Callable[[], None] = partial(self._jobs.keep, self._acting.actor, KEYS, value)
        self._acting.tasks.submit(Lane.WRITE, work, owner=self)
