"""What each key and button does: ask where it must, do it on a lane, and say what changed."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

import qtawesome
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from wardoffice.domain.actor import Actor, Doing, Role, StaffMember, may
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, ChangedSinceError, WardOfficeError
from wardoffice.domain.pictures import Rank
from wardoffice.domain.place_choices import PlaceChoice, place_choices
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueRow
from wardoffice.domain.service_families import TypeSuggestion
from wardoffice.domain.service_requests import ServiceType
from wardoffice.domain.split_proposal import SplitProposal
from wardoffice.domain.wards import WardOffice
from wardoffice.gui.attach_actions import AttachActions
from wardoffice.gui.desk import Desk
from wardoffice.gui.dialogs.answers import StaffChoice
from wardoffice.gui.dialogs.ask import Dialogs
from wardoffice.gui.keys import ActionId, KeySpec, key_specs
from wardoffice.gui.notify import Notifier
from wardoffice.gui.tasks import Job, Lane, TaskRunner
from wardoffice.gui.theme import palette_of
from wardoffice.language import text

T = TypeVar("T")

MOST_AT_ONCE = 500
"""Problems one action may change: what is looked at before the question is asked."""

_MANY = frozenset(
    {
        ActionId.ASSIGN,
        ActionId.SET_TYPE,
        ActionId.MERGE,
        ActionId.TAKE,
        ActionId.FINISH,
        ActionId.HAND_OVER,
        ActionId.REOPEN,
    }
)


class Selection(Protocol):
    """What the actions act on."""

    def selected_ids(self) -> tuple[int, ...]:
        """The selected cases."""
        ...

    def selected_rows(self) -> tuple[QueueRow, ...]:
        """What the list knows of them."""
        ...


class CaseActions(QObject):
    """The actions on cases. ``changed`` carries the Changes of each one that was done."""

    changed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        tasks: TaskRunner,
        notifier: Notifier,
        *,
        dialogs: Dialogs,
        actor: Actor,
        selection: Selection,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._notifier = notifier
        self._dialogs = dialogs
        self._actor = actor
        self._selection = selection
        self._on_screen = True
        self.attaching = AttachActions(
            desk.attaching,
            desk.city_photos,
            tasks,
            notifier,
            dialogs=dialogs,
            actor=actor,
            current=self._current,
        )
        self.attaching.setParent(self)
        self.attaching.attached.connect(self._done)
        self._specs = {spec.action: spec for spec in key_specs()}
        self._actions: dict[ActionId, QAction] = {}
        self._does: dict[ActionId, Callable[[], None]] = {
            ActionId.ANSWER: self.answer,
            ActionId.NOTE: self.note,
            ActionId.ATTACH: self.attaching.choose,
            ActionId.PASTE: self.attaching.paste,
            ActionId.ASSIGN: self.assign,
            ActionId.SET_TYPE: self.set_type,
            ActionId.SET_PLACE: self.set_place,
            ActionId.SPLIT: self.split,
            ActionId.MERGE: self.merge,
            ActionId.PULL_APART: self.pull_apart,
            ActionId.TAKE: self.take,
            ActionId.FINISH: self.finish,
            ActionId.HAND_OVER: self.hand_over,
            ActionId.REOPEN: self.reopen,
            ActionId.UNDO: self.undo,
            ActionId.REDO: self.redo,
        }

    def add_to(self, window: QWidget, others: dict[ActionId, Callable[[], None]]) -> None:
        """Make the keys work in a window; ``others`` are what the window itself does."""
        for spec in self._specs.values():
            does = others.get(spec.action) or partial(self._do, spec.action)
            action = _make_action(spec, window)
            action.triggered.connect(lambda _checked=False, does=does: does())
            window.addAction(action)
            self._actions[spec.action] = action
        self.update_enabled()

    def action(self, which: ActionId) -> QAction:
        """The action behind a key; for menus and tests."""
        return self._actions[which]

    def set_on_screen(self, *, shown: bool) -> None:
        """Whether the list and the case are shown: else no key may change what nobody sees."""
        self._on_screen = shown
        self.update_enabled()

    def update_enabled(self) -> None:
        """Offer what fits the selection."""
        rows = self._selection.selected_rows()
        for which, action in self._actions.items():
            spec = self._specs[which]
            action.setEnabled((self._on_screen or not spec.of_case) and spec.fits(rows))

    def _do(self, which: ActionId) -> None:
        if which in _MANY and len(self._selection.selected_ids()) > MOST_AT_ONCE:
            error = CannotDoError(
                text("More than {count} problems are selected.", count=MOST_AT_ONCE),
                text("Nothing was changed."),
                text("Select fewer, or narrow the list first."),
            )
            self._notifier.error(error)
            return
        self._does[which]()

    def assign(self) -> None:
        """Give the selected cases to somebody."""
        ids = self._selection.selected_ids()

        def ask(staff: tuple[StaffMember, ...]) -> None:
            may_add = may(self._actor, Doing.CHANGE_STAFF)
            chosen = self._dialogs.ask_staff(staff, len(ids), may_add=may_add)
            if chosen is not None:
                self._write(lambda: self._assign(ids, chosen))

        self._first(lambda: self._desk.queue.staff(self._actor), ask)

    def _assign(self, ids: Sequence[int], chosen: StaffChoice) -> Changes:
        staff_id = chosen.staff_id
        if chosen.new_name:
            staff_id = self._desk.staffing.add(self._actor, chosen.new_name, Role.STAFF).staff_id
        return self._desk.triage.assign(self._actor, ids, staff_id)

    def set_type(self) -> None:
        """Say what kind of problem the selected cases are."""
        ids = self._selection.selected_ids()
        if not ids:
            return

        def ask(known: tuple[tuple[ServiceType, ...], tuple[TypeSuggestion, ...]]) -> None:
            types, suggested = known
            code = self._dialogs.ask_type(types, len(ids), suggested)
            if code is not None:
                self._write(lambda: self._desk.triage.set_type(self._actor, ids, code))

        self._first(lambda: self._desk.types.types_for(self._actor, ids[0]), ask)

    def set_place(self) -> None:
        """Say where the case is."""

        def ask(case: CaseView) -> None:
            place = self._dialogs.ask_place(case.place.address, place_choices(case))
            if place is not None:
                self.put_place(case.case_id, place.address, place.point)

        self._with_case(ask)

    def put_place(self, case_id: int, address: str, point: Point | None) -> None:
        """Set the place of a case to what a person gave or chose."""
        self._write(partial(self._desk.triage.set_place, self._actor, case_id, address, point))

    def choose_place(self, case_id: int, choice: PlaceChoice) -> None:
        """Set the place of a case to one of those that were offered."""
        self.put_place(case_id, choice.address, choice.point)

    def look_up(self, case_id: int) -> None:
        """Have the address of a case looked up online."""
        lookup, job = self._desk.lookup, Job()
        if lookup is not None:
            self._notifier.info(text("Looking the address up online"))
            work = partial(lookup.look_up, self._actor, case_id, job.cancelled)
            self._tasks.submit(Lane.CITY_ASK, work, owner=self, done=self._done, job=job)

    def note(self) -> None:
        """Write a note on the case."""
        case_id = self._current()
        words = self._dialogs.ask_note() if case_id is not None else None
        if case_id is not None and words:
            self._write(partial(self._desk.triage.note, self._actor, case_id, words))

    def answer(self) -> None:
        """Log that people of the case were answered."""

        def ask(case: CaseView) -> None:
            if not case.people:
                self._notifier.info(text("Nobody told us of this problem, so nobody is owed an answer."))
                return
            given = self._dialogs.ask_answer(case.people)
            if given is not None:
                log = self._desk.triage.log_answer
                self._write(
                    partial(log, self._actor, case.case_id, given.contact_ids, given.way, given.words)
                )

        self._with_case(ask)

    def split(self) -> None:
        """Make several problems of one request of the case."""
        queue, cases = self._desk.queue, self._desk.cases

        def ask(case: CaseView, types: tuple[ServiceType, ...], proposals: tuple[SplitProposal, ...]) -> None:
            requests = [each for each in case.requests if each.message_id is not None]
            if not requests:
                self._notifier.info(text("Only what a person told us can be split, not a 311 request."))
                return
            photos = [each for each in case.attachments if each.rank is Rank.PHOTO]
            answer = self._dialogs.ask_split(requests, photos, types, proposals)
            if answer is not None:
                self._write(partial(self._desk.splitting.split, self._actor, answer.request_id, answer.parts))

        case_id = self._current()
        if case_id is not None:
            self._first(
                lambda: (
                    cases.show(self._actor, case_id),
                    queue.service_types(self._actor),
                    self._desk.proposing.propose(self._actor, case_id),
                ),
                lambda read: ask(*read),
            )

    def merge(self) -> None:
        """Put the selected cases together."""
        rows = self._selection.selected_rows()
        root_id = self._dialogs.ask_root(rows)
        if root_id is not None:
            ids = tuple(row.case_id for row in rows)
            self._write(partial(self._desk.merging.merge, self._actor, ids, root_id))

    def same(self, case_id: int, other_id: int) -> None:
        """A suggestion is the same problem; which goes into which is the office's rule."""
        self._write(partial(self._desk.merging.merge, self._actor, (case_id, other_id)))

    def not_same(self, case_id: int, other_id: int) -> None:
        """A suggestion is another problem."""
        self._write(partial(self._desk.duplicates.not_same, self._actor, case_id, other_id))

    def pull_apart(self) -> None:
        """Take one of the absorbed cases out again."""

        def ask(case: CaseView) -> None:
            if not case.absorbed:
                self._notifier.info(text("No other problem was put together with this one."))
                return
            only = case.absorbed[0].case_id if len(case.absorbed) == 1 else None
            chosen = only if only is not None else self._dialogs.ask_absorbed(case.absorbed)
            if chosen is not None:
                self._unmerge_from(case, chosen)

        self._with_case(ask)

    def unmerge(self, case_id: int) -> None:
        """Take this absorbed case out again."""
        self._with_case(lambda case: self._unmerge_from(case, case_id))

    def _unmerge_from(self, root: CaseView, case_id: int) -> None:
        """Where the root was finished since, only a person knows whether the other is done too."""
        finish_too = (
            self._dialogs.ask_finished_too(root.number) if root.status is CaseStatus.FINISHED else False
        )
        if finish_too is not None:
            unmerge = self._desk.merging.unmerge
            self._write(partial(unmerge, self._actor, case_id, finish_too=finish_too))

    def take(self) -> None:
        """Make the selected watched cases ours."""
        ids = tuple(row.case_id for row in self._selection.selected_rows() if not row.ours)
        self._write(partial(self._desk.triage.take, self._actor, ids))

    def finish(self) -> None:
        """Be done with the selected cases."""
        rows = [row for row in self._selection.selected_rows() if row.status is CaseStatus.OPEN]
        answer = self._dialogs.ask_finish(len(rows), sum(row.owed_since is not None for row in rows))
        if answer is not None:
            ids = tuple(row.case_id for row in rows)
            self._write(partial(self._desk.triage.finish, self._actor, ids, answer.reason, answer.words))

    def hand_over(self) -> None:
        """Hand the selected cases over to the office of the ward they lie in."""
        rows = self._selection.selected_rows()
        ward, ids = next((row.elsewhere for row in rows), None), tuple(row.case_id for row in rows)
        owed = sum(row.owed_since is not None for row in rows)

        def ask(office: WardOffice) -> None:
            given = self._dialogs.ask_hand_over(office, len(ids), owed)
            if given is not None:
                self._write(partial(self._desk.handing.hand_over, self._actor, ids, given))

        if ward is not None:
            self._first(partial(self._desk.handing.office_of, self._actor, ward), ask)

    def reopen(self) -> None:
        """Open the selected finished cases again."""
        rows = self._selection.selected_rows()
        ids = tuple(row.case_id for row in rows if row.status is CaseStatus.FINISHED)
        self._write(partial(self._desk.triage.reopen, self._actor, ids))

    def undo(self) -> None:
        """Take back what this person did last."""
        self.undo_action(None)

    def undo_action(self, action_id: int | None, *, rest_only: bool = False) -> None:
        """Take back one action of the history; where fields changed since, offer to take back the rest."""
        undo = partial(self._desk.undoing.undo, self._actor, action_id, rest_only=rest_only)

        def failed(error: WardOfficeError) -> None:
            if not isinstance(error, ChangedSinceError) or rest_only:
                self._notifier.error(error)
            elif self._dialogs.ask_undo_rest(error):
                self.undo_action(action_id, rest_only=True)

        self._tasks.submit(Lane.WRITE, undo, owner=self, done=self._taken_back, failed=failed)

    def redo(self) -> None:
        """Do again what was taken back last."""
        redo = partial(self._desk.undoing.redo, self._actor)
        self._tasks.submit(Lane.WRITE, redo, owner=self, done=self._taken_back)

    def _write(self, work: Callable[[], Changes]) -> None:
        self._tasks.submit(Lane.WRITE, work, owner=self, done=self._done)

    def _first(self, read: Callable[[], T], then: Callable[[T], None]) -> None:
        self._tasks.submit(Lane.QUERY, read, owner=self, done=then, topic="ask")

    def _with_case(self, then: Callable[[CaseView], None]) -> None:
        case_id = self._current()
        if case_id is not None:
            self._first(partial(self._desk.cases.show, self._actor, case_id), then)

    def _current(self) -> int | None:
        return next(iter(self._selection.selected_ids()), None)

    def tell(self, changes: Changes) -> None:
        """Say what was done by another part of the window, and offer to take it back."""
        self._done(changes)

    def _done(self, changes: Changes) -> None:
        self.changed.emit(changes)
        action_id = changes.action_id
        if changes.label:
            undo = None if action_id is None else partial(self.undo_action, action_id)
            self._notifier.info(changes.label, undo)

    def _taken_back(self, changes: Changes) -> None:
        self.changed.emit(changes)
        if changes.label:
            self._notifier.info(changes.label)


def _make_action(spec: KeySpec, window: QWidget) -> QAction:
    action = QAction(spec.words, window)
    action.setObjectName(spec.action.name)
    action.setShortcuts([QKeySequence(key) for key in spec.keys])
    action.setIcon(qtawesome.icon(spec.icon, color=palette_of(window).quiet))
    return action
