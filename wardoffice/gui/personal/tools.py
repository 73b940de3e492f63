"""A person's own desk in the window: lists by name, keys, columns, the palette."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from wardoffice.domain.errors import CancelledError, WardOfficeError
from wardoffice.domain.palette import Hit, HitKind
from wardoffice.domain.queue import QueueFilter, View
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.actions.case_actions import CaseActions
from wardoffice.gui.actions.macros import ICON as MACRO_ICON
from wardoffice.gui.dialogs.key_sheet import KeySheet
from wardoffice.gui.keys import ActionId
from wardoffice.gui.keys_in_use import KeysInUse
from wardoffice.gui.main_window import MainWindow
from wardoffice.gui.personal.key_book import KEYS, KeyBook
from wardoffice.gui.personal.macro_keys import MacroKeys
from wardoffice.gui.personal.notes import NoteActions
from wardoffice.gui.personal.palette import Entry, PaletteDialog
from wardoffice.gui.personal.port import PersonalDesk
from wardoffice.gui.personal.saved_keeper import SavedKeeper
from wardoffice.gui.place_keys import OwnedKey
from wardoffice.gui.queue.columns import Column
from wardoffice.gui.queue.view import QueueView
from wardoffice.gui.tasks import Lane
from wardoffice.language import text

COLUMNS, RECENT = "columns", "palette"
"""Names of preferences."""

_REMEMBERED = 20


class PersonalTools(QObject):
    """``case_asked`` carries a case to open, ``second_asked`` asks for another window."""

    case_asked = Signal(int)
    second_asked = Signal()

    def __init__(
        self,
        jobs: PersonalDesk,
        acting: Acting,
        actions: CaseActions,
        queue: QueueView,
        window: MainWindow,
        *,
        notes: NoteActions,
        show_queue: Callable[[], None],
    ) -> None:
        super().__init__()
        self._jobs, self._acting, self._actions = jobs, acting, actions
        self._queue, self._window, self._show_queue = queue, window, show_queue
        self._recent: list[str] = []
        screens = [OwnedKey(f"screen {key}", (shown,), words) for key, words, shown in window.screen_keys()]
        in_use = KeysInUse(window)
        self.keys_of = KeyBook(jobs.preferences, acting, screens, MacroKeys(actions.macros), in_use)
        actions.macros.changed.connect(self.keys_of.changed)
        self.keys_of.changed.connect(self._use_keys)
        self._leave_keys()
        self.saved = SavedKeeper(queue.saved, jobs.views, acting, queue, show_queue)
        self.notes = notes
        for part in (self.keys_of, self.saved, notes):
            part.setParent(self)
        queue.case_chosen.connect(notes.show_case)
        queue.columns_chosen.connect(self._keep_columns)

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {
            ActionId.KEYS: self.show_keys,
            ActionId.PALETTE: self.show_palette,
            ActionId.SAVE_LIST: self.saved.save,
            ActionId.COLUMNS: self._queue.ask_columns,
            ActionId.SECOND_WINDOW: self.second_asked.emit,
            **self.notes.keys(),
        }

    def start(self) -> None:
        """Read what this person chose, their columns among it: before the list, which would jump else."""
        read = partial(self._jobs.preferences.all, self._acting.actor)
        self._acting.tasks.submit(Lane.QUERY, read, owner=self, done=self._use, topic="choices")

    def show_keys(self) -> None:
        """Show all keys."""
        KeySheet(self.keys_of, self._window).open()

    def show_palette(self) -> None:
        """Ask what to do or find."""
        dialog = PaletteDialog(self._entries(), self._recent, self._window)
        dialog.typed.connect(partial(self._look, dialog))
        dialog.done_entry.connect(self._run)
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def _entries(self) -> list[Entry]:
        entries = []
        for spec in self.keys_of.specs():
            action = self._actions.action(spec.action)
            if action.isEnabled() and spec.action is not ActionId.PALETTE:
                entries.append(
                    Entry(
                        f"do {spec.action.value}",
                        spec.words,
                        spec.keys[0] if spec.keys else "",
                        spec.icon,
                        action.trigger,
                    )
                )
        for macro in self._actions.macros.offered():
            shown = macro.shortcut().toString()
            entries.append(Entry(macro.objectName(), macro.text(), shown, MACRO_ICON, macro.trigger))
        for key, words in self._window.screens():
            go = partial(self._window.show_screen, key)
            label = text("Go to {screen}", screen=words)
            entries.append(Entry(f"screen {key}", label, "", "mdi6.arrow-right", go))
        for view in self.saved.views:
            show = partial(self.saved.open, view)
            label = text("List: {name}", name=view.name)
            entries.append(Entry(f"list {view.key}", label, "", "mdi6.format-list-bulleted", show))
        return entries

    def _look(self, dialog: PaletteDialog, words: str) -> None:
        self._acting.tasks.submit(
            Lane.QUERY,
            partial(self._jobs.palette.look_for, self._acting.actor, words),
            owner=dialog,
            done=lambda hits: dialog.show_found(words, [self._entry(each) for each in hits]),
            failed=partial(self._not_found, dialog, words),
            topic="palette",
        )

    def _not_found(self, dialog: PaletteDialog, words: str, error: WardOfficeError) -> None:
        dialog.show_found(words, ())
        if not isinstance(error, CancelledError):  # another question of the list went before it
            self._acting.notifier.error(error)

    def _entry(self, hit: Hit) -> Entry:
        if hit.kind is HitKind.CASE and hit.case_id is not None:
            run = partial(self.case_asked.emit, hit.case_id)
            return Entry(f"case {hit.case_id}", hit.label, hit.detail, "mdi6.map-marker-outline", run)
        run = partial(self._search_all, hit.search)
        return Entry(f"person {hit.label}", hit.label, hit.detail, "mdi6.account-outline", run)

    def _search_all(self, words: str) -> None:
        self._show_queue()
        self._queue.filters.ask(View.ALL, QueueFilter(words=words))
        self._queue.table.setFocus()

    def _run(self, entry: Entry) -> None:
        self._recent = [entry.key, *(each for each in self._recent if each != entry.key)][:_REMEMBERED]
        self._keep(RECENT, {"recent": self._recent})
        entry.run()

    def _use(self, kept: dict[str, dict[str, Any]]) -> None:
        self._recent = list(kept.get(RECENT, {}).get("recent", ()))
        self.keys_of.use(kept.get(KEYS, {}))
        known = {each.value: each for each in Column}
        columns = kept.get(COLUMNS, {}).get("shown", ())
        self._queue.show_columns([known[each] for each in columns if each in known])

    def _use_keys(self) -> None:
        self._actions.use_keys(self.keys_of.specs())
        self._window.use_screen_keys([each.keys for each in self.keys_of.screens()])
        self._leave_keys()

    def _leave_keys(self) -> None:
        self._actions.macros.leave_keys(self.keys_of.here(), self.keys_of.of_program())

    def _keep_columns(self, columns: Sequence[Column]) -> None:
        self._keep(COLUMNS, {"shown": [each.value for each in columns]})

    def _keep(self, name: str, value: dict[str, Any]) -> None:
        keep = partial(self._jobs.preferences.keep, self._acting.actor, name, value)
        self._acting.tasks.submit(Lane.WRITE, keep, owner=self)
