"""Lists with a name: made, renamed, shared and removed by staff, and how many problems each holds."""

from wardoffice.domain.actor import Actor, Doing, may, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.saved_views import Preset, SavedView, ViewCounts, preset_views
from wardoffice.language import text
from wardoffice.office.preferences import Preferences
from wardoffice.office.queue import Queue
from wardoffice.store.desk_keeping import saved_views
from wardoffice.store.filter_values import filter_values
from wardoffice.store.store import Store
from wardoffice.store.tables import SavedViewRow
from wardoffice.store.unit_of_work import UnitOfWork

_LONGEST_NAME = 100
_PUT_AWAY = "presets put away"


class SavedViews:
    """The lists of one person: the presets, their own, and those others share."""

    def __init__(self, store: Store, queue: Queue, preferences: Preferences) -> None:
        self._store = store
        self._queue = queue
        self._preferences = preferences

    def views(self, actor: Actor) -> tuple[SavedView, ...]:
        """All of them, presets first."""
        require(actor, Doing.LOOK)
        away = self._put_away(actor)
        presets = tuple(each for each in preset_views() if each.key not in away)
        with self._store.reading() as session:
            return presets + saved_views(session, actor, may_change_all=may(actor, Doing.CHANGE_STAFF))

    def view_counts(self, actor: Actor) -> ViewCounts:
        """How many problems each holds; one that cannot be looked for any more keeps no other from it."""
        counts, troubles = dict[str, int](), dict[str, str]()
        for each in self.views(actor):
            try:
                counts[each.key] = self._queue.count(actor, each.view, each.narrowed)
            except CannotDoError as error:
                troubles[each.key] = error.happened
        return ViewCounts(counts, troubles)

    def save_view(
        self, actor: Actor, name: str, view: View, narrowed: QueueFilter, sort: SortBy, *, shared: bool
    ) -> Changes:
        """Give a list a name; raises CannotDoError without one, or where this person has one of that name."""
        require(actor, Doing.TRIAGE)
        name = _name(name)
        with self._store.unit_of_work(actor, ActionKind.SAVE_VIEW, name=name) as work:
            self._check_new(work, name)
            work.add(
                SavedViewRow(
                    name=name,
                    staff_id=actor.staff_id,
                    shared=shared,
                    view=view,
                    words=narrowed.words,
                    narrowed=filter_values(narrowed),
                    sort=sort,
                    created_at=work.now,
                )
            )
        return work.changes

    def rename_view(self, actor: Actor, view_id: int, name: str) -> Changes:
        """Call it something else."""
        require(actor, Doing.TRIAGE)
        name = _name(name)
        with self._store.unit_of_work(actor, ActionKind.SAVE_VIEW, name=name) as work:
            row = self._row(work, view_id)
            if name.casefold() != row.name.casefold():
                self._check_new(work, name)
            row.name = name
        return work.changes

    def share_view(self, actor: Actor, view_id: int, *, shared: bool) -> Changes:
        """Let everybody at the office see it, or nobody else."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.SHARE_VIEW) as work:
            row = self._row(work, view_id)
            row.shared = shared
            work.details["name"] = row.name
        return work.changes

    def remove_view(self, actor: Actor, view_id: int) -> Changes:
        """Take it off everybody's lists; undo brings it back."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.REMOVE_VIEW) as work:
            row = self._row(work, view_id)
            row.withdrawn_at = work.now
            work.details["name"] = row.name
        return work.changes

    def put_away(self, actor: Actor, preset: str) -> None:
        """Take a preset off this person's lists."""
        away = sorted({*self._put_away(actor), Preset(preset).value})
        self._preferences.keep(actor, _PUT_AWAY, {"presets": away})

    def show_presets(self, actor: Actor) -> None:
        """Show all presets again."""
        self._preferences.keep(actor, _PUT_AWAY, {"presets": []})

    def _put_away(self, actor: Actor) -> set[str]:
        return set(self._preferences.all(actor).get(_PUT_AWAY, {}).get("presets", ()))

    def _row(self, work: UnitOfWork, view_id: int) -> SavedViewRow:
        row = work.session.get(SavedViewRow, view_id)
        of_theirs = row is not None and (
            row.staff_id == work.actor.staff_id or may(work.actor, Doing.CHANGE_STAFF)
        )
        if row is None or row.withdrawn_at is not None or not of_theirs:
            raise CannotDoError(
                text("This list is not yours to change, or is gone."),
                text("Nothing was changed."),
                text("Who made it, or a manager, can change it. You can save your own."),
            )
        return row

    def _check_new(self, work: UnitOfWork, name: str) -> None:
        seen = (*preset_views(), *saved_views(work.session, work.actor, may_change_all=False))
        if name.casefold() in {each.name.casefold() for each in seen}:
            raise CannotDoError(
                text("There is a list of that name already."),
                text("Nothing was changed."),
                text("Give it another name."),
            )


def _name(given: str) -> str:
    name = " ".join(given.split())[:_LONGEST_NAME]
    if not name:
        raise CannotDoError(
            text("A list needs a name."), text("Nothing was changed."), text("Type a name for it.")
        )
    return name
