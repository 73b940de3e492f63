"""Which key does what for the person at this desk: as the program has it, or as they chose."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.keys import ActionId, KeySpec, key_specs
from wardoffice.gui.keys_in_use import KeysInUse
from wardoffice.gui.personal.port import PreferenceKeeping
from wardoffice.gui.place_keys import KeyPlace, OwnedKey, PlaceKey, key_places
from wardoffice.gui.tasks import Lane

KEYS = "keys"
"""The name of this preference."""


_EVERYWHERE = frozenset({ActionId.UNDO.value, ActionId.REDO.value})
"""They work on all screens of the window, though they are about problems."""


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
    """``changed`` is emitted when a key does something else than before; ``kept`` carries what was chosen.

    ``screens`` have keys of their own as well; those of ``shared`` are kept with the office, not the person.
    ``in_use`` is what the window, its dialogs and its buttons look at.
    """

    changed = Signal()
    kept = Signal(object)

    def __init__(
        self,
        jobs: PreferenceKeeping,
        acting: Acting,
        screens: Sequence[OwnedKey],
        shared: SharedKeys,
        in_use: KeysInUse,
    ) -> None:
        super().__init__()
        self._jobs = jobs
        self._acting = acting
        self._in_use = in_use
        self._screens = tuple(screens)
        self._shared = shared
        self._chosen: dict[str, tuple[str, ...]] = {}

    def specs(self) -> tuple[KeySpec, ...]:
        """Every action with its keys of now."""
        return tuple(replace(spec, keys=self._chosen.get(spec.action, spec.keys)) for spec in key_specs())

    def screens(self) -> tuple[OwnedKey, ...]:
        """Every screen with its keys of now."""
        return tuple(replace(each, keys=self._chosen.get(each.name, each.keys)) for each in self._screens)

    def places(self) -> tuple[KeyPlace, ...]:
        """Every screen and dialog that has keys of its own, with those of now."""
        return tuple(
            replace(
                place,
                keys=tuple(replace(own, keys=self._chosen.get(own.name, own.keys)) for own in place.keys),
            )
            for place in key_places()
        )

    def all(self) -> tuple[OwnedKey, ...]:
        """Everything that has a key in the whole window, as the sheet shows it: actions, screens, macros."""
        actions = (OwnedKey(spec.action.value, spec.keys, spec.words) for spec in self.specs())
        return (*actions, *self.screens(), *self._shared.owned_keys())

    def use(self, kept: Mapping[str, Any]) -> None:
        """Take over what was kept; what this version does not know is left out.

        Where something else has a chosen key as well (a newer program gave it to another), neither would be
        done: what was chosen keeps it, and of two chosen the later.
        """
        known = {
            *(each.value for each in ActionId),
            *(each.name for each in self._screens),
            *(each.value for each in PlaceKey),
        }
        self._chosen = {name: tuple(keys) for name, keys in kept.items() if name in known}
        for name in reversed(tuple(self._chosen)):
            for key in self._chosen[name]:
                self._chosen.update(self._left_without(key, name))
        self._tell()

    def is_own(self, name: str) -> bool:
        """Whether this person chose its key."""
        return name in self._chosen

    def may_change(self, name: str) -> bool:
        """Whether this person may give it another key."""
        return not self._is_shared(name) or self._shared.may_give()

    def taken_by(self, key: str, name: str) -> tuple[OwnedKey, ...]:
        """All that this key does where it would do this: one thing in the list, another in the outbox."""
        return tuple(each for each in self._beside(name) if key in each.keys and each.name != name)

    def here(self) -> dict[str, str]:
        """What each key does for this person where macros work, in words; macros left out."""
        return _words_by_key(self.specs(), self.screens(), self.places())

    def of_program(self) -> dict[str, str]:
        """The same for whoever chose no keys."""
        return _words_by_key(key_specs(), self._screens, key_places())

    def lost_by_others(self, key: str, name: str) -> str:
        """What others would lose if this got the key, in words; "" for nothing, or what is this person's."""
        return self.of_program().get(key, "") if self._is_shared(name) else ""

    def place_of(self, name: str) -> KeyPlace | None:
        """The screen or dialog whose key this is; None for a key of the whole window."""
        return next((each for each in self.places() if name in {own.name for own in each.keys}), None)

    def give(self, key: str, name: str) -> None:
        """Let this key alone do it; what it did before keeps its other keys, or has none."""
        for other, left in self._left_without(key, name).items():
            self._put(other, left)
        self._put(name, (key,))
        self._keep()

    def reset(self) -> None:
        """All keys as the program has them; those of macros stay, which are not this person's alone."""
        self._chosen = {}
        self._keep()

    def _left_without(self, key: str, name: str) -> dict[str, tuple[str, ...]]:
        """By name the keys that are left to all that this key does beside it."""
        return {
            other.name: tuple(each for each in other.keys if each != key)
            for other in self.taken_by(key, name)
        }

    def _beside(self, name: str) -> tuple[OwnedKey, ...]:
        """What works in the same place: of two that have one key there, neither would be done."""
        place = self.place_of(name)
        if place is not None and not place.in_window:
            return place.keys
        with_list = [own for each in self.places() if each.with_list for own in each.keys]
        if place is None or place.with_list:
            screens = [own for each in self.places() if each.in_window for own in each.keys]
            return (*self.all(), *(screens if name in self._everywhere() else with_list))
        everywhere = self._everywhere()
        return (*place.keys, *(each for each in self.all() if each.name in everywhere))

    def _everywhere(self) -> frozenset[str]:
        """What works on every screen of the window."""
        actions = {spec.action.value for spec in key_specs() if not spec.of_case}
        return _EVERYWHERE | actions | {each.name for each in self._screens}

    def _put(self, name: str, keys: tuple[str, ...]) -> None:
        if not self._is_shared(name):
            self._chosen.pop(name, None)  # what was chosen last stands last
            self._chosen[name] = keys
            # Before anything else is given it, nothing listens to that key any more.
            self._tell()
        else:
            self._shared.give_key(name, next(iter(keys), ""))

    def _is_shared(self, name: str) -> bool:
        return any(each.name == name for each in self._shared.owned_keys())

    def _tell(self) -> None:
        self._in_use.use(self._chosen)
        self.changed.emit()

    def _keep(self) -> None:
        self._tell()
        value = {name: list(keys) for name, keys in self._chosen.items()}
        self.kept.emit(value)
        work: Callable[[], None] = partial(self._jobs.keep, self._acting.actor, KEYS, value)
        self._acting.tasks.submit(Lane.WRITE, work, owner=self)


def _words_by_key(
    specs: Sequence[KeySpec], screens: Sequence[OwnedKey], places: Sequence[KeyPlace]
) -> dict[str, str]:
    """By key what it does on the screen of the list."""
    beside = [each for each in places if each.with_list]
    owned = [*screens, *(own for each in beside for own in each.keys)]
    fixed = {key: each.words for place in beside for each in place.fixed for key in each.keys}
    actions = {key: spec.words for spec in specs for key in spec.keys}
    return {**actions, **{key: own.words for own in owned for key in own.keys}, **fixed}
