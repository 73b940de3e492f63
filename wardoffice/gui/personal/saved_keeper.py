"""Lists with a name in the window: read, counted, opened, saved, renamed, shared and removed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.saved_views import SavedView
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.personal.port import ViewKeeping
from wardoffice.gui.personal.saved_bar import SavedBar
from wardoffice.gui.queue.view import QueueView
from wardoffice.gui.tasks import Lane
from wardoffice.language import text


class SavedKeeper(QObject):
    """Connects the bar of lists with the queue. ``show_queue`` brings the queue up.

    ``presets_chosen``: this person has other presets than before, which is no action of the office.
    """

    presets_chosen = Signal()

    def __init__(
        self,
        bar: SavedBar,
        jobs: ViewKeeping,
        acting: Acting,
        queue: QueueView,
        show_queue: Callable[[], None],
    ) -> None:
        super().__init__()
        self._bar = bar
        self._jobs = jobs
        self._acting = acting
        self._queue = queue
        self._show_queue = show_queue
        self.views: tuple[SavedView, ...] = ()
        bar.chosen.connect(self.open)
        bar.save_asked.connect(self.save)
        bar.rename_asked.connect(self._rename)
        bar.share_asked.connect(self._share)
        bar.remove_asked.connect(self._remove)
        bar.presets_asked.connect(partial(self._change, partial(jobs.show_presets, acting.actor)))
        queue.filters.asked.connect(self._mark)
        self._is_count_due = False
        queue.settled.connect(self._count)

    def refresh(self) -> None:
        """Read the lists again, and count them, once the queue stands that somebody waits for."""
        jobs, actor = self._jobs, self._acting.actor
        self._submit(Lane.QUERY, lambda: jobs.views(actor), self._show, "views")
        # Counts that are due since the last time wait no longer: each sync may begin the list anew.
        at_once = self._is_count_due or not self._queue.reading
        self._is_count_due = True
        if at_once:
            self._count()

    def open(self, view: SavedView) -> None:
        """Show a list in the queue."""
        self._show_queue()
        self._queue.show_saved(view)

    def save(self) -> None:
        """Give what the queue shows a name."""
        filters, actor = self._queue.filters, self._acting.actor
        if filters.trouble:
            refused = CannotDoError(
                text("There is nothing to save: what was typed could not be searched for."),
                text("The list is the one from before."),
                text("Change the words in the search box, then save the list."),
            )
            self._acting.notifier.error(refused)
            return
        answer = self._acting.dialogs.ask_list_name("", shared=False)
        if answer is not None:
            self._acting.write(
                partial(
                    self._jobs.save_view,
                    actor,
                    answer.name,
                    filters.view,
                    filters.narrowed,
                    filters.order,
                    shared=answer.shared,
                )
            )

    def _rename(self, view: SavedView) -> None:
        answer = self._acting.dialogs.ask_list_name(view.name, shared=None)
        if answer is not None and view.view_id is not None:
            self._acting.write(partial(self._jobs.rename_view, self._acting.actor, view.view_id, answer.name))

    def _share(self, view: SavedView) -> None:
        if view.view_id is not None:
            share = partial(self._jobs.share_view, self._acting.actor, view.view_id, shared=not view.shared)
            self._acting.write(share)

    def _remove(self, view: SavedView) -> None:
        if view.view_id is None:
            self._change(partial(self._jobs.put_away, self._acting.actor, view.key))
        else:
            self._acting.write(partial(self._jobs.remove_view, self._acting.actor, view.view_id))

    def _change(self, work: Callable[[], None]) -> None:
        self._acting.tasks.submit(Lane.WRITE, work, owner=self, done=lambda _nothing: self._changed())

    def _changed(self) -> None:
        self.refresh()
        self.presets_chosen.emit()

    def _count(self) -> None:
        if self._is_count_due:
            self._is_count_due = False
            count = partial(self._jobs.view_counts, self._acting.actor)
            self._submit(Lane.COUNT, count, self._bar.show_counts, "view counts")

    def _show(self, views: tuple[SavedView, ...]) -> None:
        self.views = views
        self._bar.show_views(views)
        self._mark()

    def _mark(self) -> None:
        self._bar.show_asked(self._queue.filters.view, self._queue.filters.narrowed)

    def _submit(self, lane: Lane, work: Callable[[], object], done: Callable[..., None], topic: str) -> None:
        self._acting.tasks.submit(lane, work, owner=self, done=done, topic=topic)
