"""The keys of macros, as the key sheet shows and changes them; they are the whole office's."""

from wardoffice.gui.actions.macros import MacroActions
from wardoffice.gui.place_keys import OwnedKey

_PREFIX = "macro "


class MacroKeys:
    """What the key book asks of the macros."""

    def __init__(self, macros: MacroActions) -> None:
        self._macros = macros

    def owned_keys(self) -> tuple[OwnedKey, ...]:
        """Every macro with its key at this desk, or none."""
        return tuple(
            OwnedKey(f"{_PREFIX}{each.macro_id}", (key,) if key else (), self._macros.words_here(each))
            for each in self._macros.known
            for key in (self._macros.key_here(each),)
        )

    def may_give(self) -> bool:
        """Whether this person may change macros."""
        return self._macros.may_change

    def give_key(self, name: str, key: str) -> None:
        """Give a macro another key, or none."""
        self._macros.give_key(int(name.removeprefix(_PREFIX)), key)
