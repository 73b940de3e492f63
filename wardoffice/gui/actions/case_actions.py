"""All actions on cases: what each key does, when it may, and the window's QActions."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from wardoffice.gui.actions.acting import Acting, ActionGroup
from wardoffice.gui.actions.at_once import few_enough
from wardoffice.gui.actions.attaching import AttachActions
from wardoffice.gui.actions.history import HistoryActions
from wardoffice.gui.actions.macros import MacroActions
from wardoffice.gui.actions.photos import PhotoActions
from wardoffice.gui.actions.places import PlaceActions
from wardoffice.gui.actions.previewed import Previewed
from wardoffice.gui.actions.same_problem import SameProblemActions
from wardoffice.gui.actions.sorting import SortingActions
from wardoffice.gui.actions.triage import TriageActions
from wardoffice.gui.desk import Desk
from wardoffice.gui.keys import ActionId, KeySpec, key_specs
from wardoffice.gui.macros.letters import MacroLetters
from wardoffice.gui.staff.actions import StaffActions

_MANY = frozenset(
    {
        ActionId.ASSIGN,
        ActionId.SET_TYPE,
        ActionId.MERGE,
        ActionId.TAKE,
        ActionId.FINISH,
        ActionId.HAND_OVER,
        ActionId.REOPEN,
        ActionId.URGENT,
        ActionId.TAG,
        ActionId.SNOOZE,
        ActionId.MACRO,
    }
)

_TAKES_BACK = frozenset({ActionId.UNDO, ActionId.REDO})


class CaseActions(QObject):
    """The groups of actions, and which of them are offered now."""

    def __init__(self, acting: Acting, desk: Desk, letters: MacroLetters) -> None:
        super().__init__()
        self._acting = acting
        self._on_screen = self._undoes = True
        previewed = Previewed(acting, desk.macros)
        self.triage = TriageActions(acting, desk, previewed)
        self.sorting = SortingActions(acting, desk, previewed)
        self.macros = MacroActions(acting, desk, previewed, letters)
        self.history = HistoryActions(acting, desk)
        for part in (self.sorting, self.macros, self.history):
            part.setParent(self)
        self.places = PlaceActions(acting, desk.cases, desk.triage, desk.lookup)
        self.same_problem = SameProblemActions(acting, desk)
        self.attaching = AttachActions(acting, desk.attaching, desk.city_photos)
        self.attaching.setParent(self)
        self.photos = PhotoActions(
            acting, desk.photo_editing, desk.attaching, cases=desk.cases, queue=desk.queue
        )
        groups: tuple[ActionGroup, ...] = (
            self.triage,
            self.sorting,
            self.macros,
            self.history,
            self.places,
            self.same_problem,
            self.attaching,
            self.photos,
            StaffActions(acting, desk.staffing),
        )
        self._specs = {spec.action: spec for spec in key_specs()}
        self._actions: dict[ActionId, QAction] = {}
        self._does: dict[ActionId, Callable[[], None]] = {
            ActionId.UNDO: partial(acting.undo_action, None),
            ActionId.REDO: acting.redo,
        }
        for group in groups:
            self._does.update(group.keys())

    def add_to(self, window: QWidget, others: dict[ActionId, Callable[[], None]]) -> None:
        """Make the keys work in a window; ``others`` are what the window itself does."""
        for spec in self._specs.values():
            does = others.get(spec.action) or partial(self._do, spec.action)
            action = _make_action(spec, window)
            action.triggered.connect(lambda _checked=False, does=does: does())
            window.addAction(action)
            self._actions[spec.action] = action
        self.macros.add_to(window)
        self.update_enabled()

    def start(self) -> None:
        """Ask for what the office keeps: its tags and macros."""
        self.sorting.read_tags()
        self.macros.read()

    def action(self, which: ActionId) -> QAction:
        """The action behind a key; for menus and tests."""
        return self._actions[which]

    def use_keys(self, specs: Sequence[KeySpec]) -> None:
        """Let each action listen to these keys from now on."""
        for spec in specs:
            self._actions[spec.action].setShortcuts([QKeySequence(key) for key in spec.keys])

    def set_on_screen(self, *, shown: bool, undoes: bool) -> None:
        """Whether the list and the case are shown: else no key may change what nobody sees.

        ``undoes`` on a screen where other things are done that can be taken back, as in the outbox.
        """
        self._on_screen, self._undoes = shown, shown or undoes
        self.update_enabled()

    def update_enabled(self) -> None:
        """Offer what fits the selection."""
        rows = self._acting.selection.rows_at_hand()
        for which, action in self._actions.items():
            spec = self._specs[which]
            works = self._undoes if which in _TAKES_BACK else self._on_screen or not spec.of_case
            action.setEnabled(works and spec.fits(rows))
        self.macros.set_enabled(on_screen=self._on_screen, some=bool(rows))

    def _do(self, which: ActionId) -> None:
        selected = self._acting.selection.selected_ids() if which in _MANY else ()
        if few_enough(len(selected), self._acting.notifier):
            self._does[which]()


def _make_action(spec: KeySpec, window: QWidget) -> QAction:
    action = QAction(spec.words, window)
    action.setObjectName(spec.action.name)
    action.setShortcuts([QKeySequence(key) for key in spec.keys])
    return action
