"""Macros in the window: chosen from a list or run by a key of their own, made and changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from wardoffice.domain.actor import Doing, may
from wardoffice.domain.changes import Changes
from wardoffice.domain.macros import Macro, not_known_here
from wardoffice.domain.steps import Names
from wardoffice.domain.tags import TagUse
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.actions.at_once import few_enough
from wardoffice.gui.actions.previewed import Previewed
from wardoffice.gui.desk import Desk
from wardoffice.gui.dialogs.ask_working import NEW_MACRO
from wardoffice.gui.keys import ActionId
from wardoffice.gui.macros.letters import MacroLetters
from wardoffice.gui.tasks import Lane
from wardoffice.language import text

ICON = "mdi6.lightning-bolt-outline"


class MacroActions(QObject):
    """Keeps the window's actions of macros as the office keeps the macros. ``changed``: there are others."""

    changed = Signal()

    def __init__(self, acting: Acting, desk: Desk, previewed: Previewed, letters: MacroLetters) -> None:
        super().__init__()
        self._acting, self._previewed, self._letters = acting, previewed, letters
        self._macros, self._tagging = desk.macros, desk.tagging
        self._window: QWidget | None = None
        self._known: tuple[Macro, ...] = ()
        self._actions: list[QAction] = []
        self._enabled = False
        self._here: dict[str, str] = {}
        self._program: dict[str, str] = {}
        acting.changed.connect(self._follow)

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {ActionId.MACRO: self.choose, ActionId.CHANGE_MACROS: self.change}

    def add_to(self, window: QWidget) -> None:
        """Make the macros' own keys work in a window."""
        self._window = window

    def read(self) -> None:
        """Ask which macros there are."""
        acting = self._acting
        acting.tasks.submit(
            Lane.QUERY,
            partial(self._macros.macros, acting.actor),
            owner=self,
            done=self._show,
            topic="macros",
        )

    def leave_keys(self, here: Mapping[str, str], program: Mapping[str, str]) -> None:
        """Leave these keys to what else they do: of two that listen to one key, neither would hear it.

        ``here`` are those of this person, ``program`` those of whoever chose none, each with its words.
        """
        self._here, self._program = dict(here), dict(program)
        for action, macro in zip(self._actions, self._known, strict=True):
            key = QKeySequence(self.key_here(macro), QKeySequence.SequenceFormat.PortableText)
            if action.shortcut() != key:
                action.setShortcut(key)

    def key_here(self, macro: Macro) -> str:
        """The key of a macro at this desk: none where it does something else for this person."""
        return "" if macro.key in self._here else macro.key

    def words_here(self, macro: Macro) -> str:
        """Its name, and why its key does not run it at this desk where that is so."""
        instead = self._here.get(macro.key, "")
        if not instead:
            return macro.name
        return text(
            "{macro} (its key {key} is “{words}” here)", macro=macro.name, key=macro.key, words=instead
        )

    @property
    def known(self) -> tuple[Macro, ...]:
        """The macros of the office."""
        return self._known

    @property
    def may_change(self) -> bool:
        """Whether this person may make and change macros."""
        return may(self._acting.actor, Doing.CHANGE_MACROS)

    def give_key(self, macro_id: int, key: str) -> None:
        """Give a macro another key, or none ("")."""
        macro = next(each for each in self._known if each.macro_id == macro_id)
        self._acting.write(
            partial(self._macros.keep_macro, self._acting.actor, replace(macro, key=key), self._taken())
        )

    def offered(self) -> tuple[QAction, ...]:
        """What runs the macros now; one that this program does not know wholly says so instead."""
        return tuple(action for action in self._actions if action.isEnabled())

    def set_enabled(self, *, on_screen: bool, some: bool) -> None:
        """Offer them where ``some`` are selected, and seen."""
        self._enabled = on_screen and some
        for action in self._actions:
            action.setEnabled(self._enabled)

    def choose(self) -> None:
        """Choose a macro and run it on what is selected."""
        acting = self._acting
        making = self.may_change

        def ask(read: tuple[tuple[Macro, ...], Names]) -> None:
            macros, names = read
            if not macros and not making:
                acting.notifier.info(text("There are no macros yet. Somebody of the staff can make one."))
                return
            chosen = acting.dialogs.ask_macro(macros, names, making=making)
            if chosen == NEW_MACRO:
                self._write(None)
            elif chosen is not None:
                self.run(next(each for each in macros if each.macro_id == chosen))

        acting.first(lambda: (self._macros.macros(acting.actor), self._macros.names(acting.actor)), ask)

    def run(self, macro: Macro) -> None:
        """Show what a macro would do to what is selected, do it, and open what it writes."""
        acting, ids = self._acting, self._acting.selection.selected_ids()
        if macro.trouble:
            acting.notifier.error(not_known_here(macro.trouble))
            return
        enough = few_enough(len(ids), acting.notifier) and self._letters.few_enough(macro.steps, len(ids))
        if ids and enough:
            do = partial(self._macros.run_macro, acting.actor, macro.macro_id)
            write = partial(self._letters.open, macro.steps)
            self._previewed.ask(macro.name, ids, macro.steps, do, write)

    def change(self) -> None:
        """Make a macro, change one, or put one away."""
        acting = self._acting

        def ask(macros: tuple[Macro, ...]) -> None:
            chosen = acting.dialogs.ask_which_macro(macros)
            if chosen is None:
                return
            macro_id, away = chosen
            if away:
                acting.write(partial(self._macros.drop_macro, acting.actor, macro_id))
            else:
                self._write(next((each for each in macros if each.macro_id == macro_id), None))

        acting.first(partial(self._macros.macros, acting.actor), ask)

    def _write(self, macro: Macro | None) -> None:
        acting, taken = self._acting, self._taken()

        def ask(read: tuple[tuple[Macro, ...], Names, tuple[TagUse, ...]]) -> None:
            macros, names, tags = read
            words = [each.name for each in tags]
            written = acting.dialogs.ask_new_macro(macro, macros, names, tags=words, taken=taken)
            if written is not None:
                acting.write(partial(self._macros.keep_macro, acting.actor, written, taken))

        acting.first(
            lambda: (
                self._macros.macros(acting.actor),
                self._macros.names(acting.actor),
                self._tagging.tags(acting.actor),
            ),
            ask,
        )

    def _taken(self) -> Mapping[str, str]:
        """What a macro's key may not be: a macro is everybody's, and most have the keys of the program."""
        return {**self._program, **self._here}

    def _follow(self, _changes: Changes) -> None:
        # What changes problems may change macros as well: a tag is renamed in both.
        self.read()

    def _show(self, macros: Sequence[Macro]) -> None:
        if self._window is None or tuple(macros) == self._known:
            return
        for action in self._actions:
            self._window.removeAction(action)
            action.deleteLater()
        self._known = tuple(macros)
        self._actions = [self._action(each, self._window) for each in self._known]
        self.changed.emit()

    def _action(self, macro: Macro, window: QWidget) -> QAction:
        action = QAction(macro.name.replace("&", "&&"), window)
        action.setObjectName(f"macro-{macro.macro_id}")
        action.setShortcut(QKeySequence(self.key_here(macro), QKeySequence.SequenceFormat.PortableText))
        action.setEnabled(self._enabled)
        action.triggered.connect(lambda _checked=False: self.run(macro))
        window.addAction(action)
        return action
