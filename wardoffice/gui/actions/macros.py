"""Macros in the window: chosen from a list or run by a key of their own, made and changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import qtawesome
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget

from wardoffice.domain.actor import Doing, may
from wardoffice.domain.changes import Changes
from wardoffice.domain.macros import Macro
from wardoffice.domain.steps import Names
from wardoffice.domain.tags import TagUse
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.actions.previewed import Previewed
from wardoffice.gui.desk import Desk
from wardoffice.gui.dialogs.ask_working import NEW_MACRO
from wardoffice.gui.keys import ActionId
from wardoffice.gui.tasks import Lane
from wardoffice.gui.theme import palette_of
from wardoffice.language import text

ICON = "mdi6.lightning-bolt-outline"


class MacroActions(QObject):
    """Keeps the window's actions of macros as the office keeps the macros. ``changed``: there are others."""

    changed = Signal()

    def __init__(self, acting: Acting, desk: Desk, previewed: Previewed) -> None:
        super().__init__()
        self._acting, self._previewed = acting, previewed
        self._macros, self._tagging = desk.macros, desk.tagging
        self._window: QWidget | None = None
        self._known: tuple[Macro, ...] = ()
        self._actions: list[QAction] = []
        self._on_screen = True
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
        """What runs the macros that can be run now."""
        return tuple(action for action in self._actions if action.isEnabled())

    def set_enabled(self, *, on_screen: bool) -> None:
        """Offer them where something is selected and seen."""
        self._on_screen = on_screen
        some = bool(self._acting.selection.selected_rows())
        for action in self._actions:
            action.setEnabled(on_screen and some)

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
        """Show what a macro would do to what is selected, and do it."""
        acting, ids = self._acting, self._acting.selection.selected_ids()
        if ids:
            do = partial(self._macros.run_macro, acting.actor, macro.macro_id)
            self._previewed.ask(macro.name, ids, macro.steps, do)

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
        """The keys of the window that are not a macro's, with what they do."""
        actions = self._window.actions() if self._window is not None else []
        screens = self._window.findChildren(QAbstractButton) if self._window is not None else []
        of_screens = {
            each.shortcut().toString(QKeySequence.SequenceFormat.PortableText): each.accessibleName()
            for each in screens
            if not each.shortcut().isEmpty()
        }
        return of_screens | {
            key.toString(QKeySequence.SequenceFormat.PortableText): action.text()
            for action in actions
            if action not in self._actions
            for key in action.shortcuts()
        }

    def _follow(self, changes: Changes) -> None:
        # What changes macros changes no problem.
        if not changes.cases:
            self.read()

    def _show(self, macros: Sequence[Macro]) -> None:
        if self._window is None or tuple(macros) == self._known:
            return
        for action in self._actions:
            self._window.removeAction(action)
            action.deleteLater()
        self._known = tuple(macros)
        self._actions = [self._action(each, self._window) for each in self._known]
        self.set_enabled(on_screen=self._on_screen)
        self.changed.emit()

    def _action(self, macro: Macro, window: QWidget) -> QAction:
        action = QAction(macro.name.replace("&", "&&"), window)
        action.setObjectName(f"macro-{macro.macro_id}")
        if macro.key:
            action.setShortcut(QKeySequence(macro.key, QKeySequence.SequenceFormat.PortableText))
        action.setIcon(qtawesome.icon(ICON, color=palette_of(window).quiet))
        action.triggered.connect(lambda _checked=False: self.run(macro))
        window.addAction(action)
        return action
