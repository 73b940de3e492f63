"""The list of problems: asks for ids off the GUI thread, keeps the selection through every change."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QHeaderView, QMenu, QStackedWidget, QVBoxLayout, QWidget

from wardoffice.domain.actor import Actor, StaffMember
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CancelledError, WardOfficeError
from wardoffice.domain.queue import QueueFilter, QueueRow, SortBy, View
from wardoffice.domain.saved_views import SavedView
from wardoffice.domain.search_offers import Known
from wardoffice.domain.search_words import SearchWordsError, parse_search
from wardoffice.domain.service_requests import ServiceType
from wardoffice.gui.actions.at_once import LOOKED_AT
from wardoffice.gui.desk import QueueReading
from wardoffice.gui.personal.saved_bar import SavedBar
from wardoffice.gui.queue.columns import Column, column_value, column_words
from wardoffice.gui.queue.delegate import QueueDelegate
from wardoffice.gui.queue.empty_words import empty_words
from wardoffice.gui.queue.filters import FilterBar
from wardoffice.gui.queue.model import QueueModel
from wardoffice.gui.queue.row_keeper import PAGE, RowKeeper
from wardoffice.gui.queue.staying import Listed, Staying
from wardoffice.gui.queue.table import make_table
from wardoffice.gui.tasks import Job, Lane, TaskRunner
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.language import text

First = tuple["array[int]", dict[int, QueueRow]]
"""The beginning of a list: ids, and the rows of some."""

FIRST = 200
"""Ids asked for first, so that a long list stands before it is counted."""

_MINUTE_MILLISECONDS = 60_000
_COLUMN_WIDTH = 120


class QueueView(QWidget):
    """Shows the queue to one person. ``clock`` answers aware UTC; ``zone`` is the city's."""

    case_chosen = Signal(object)
    """The case id to show, or None where the list is empty."""
    selection_changed = Signal()
    stands = Signal()
    """The first rows are there, or cannot be read: whatever else there is to read need not wait any more."""
    settled = Signal()
    """The list stands, counted to its end, or cannot be read."""
    failed = Signal(object)
    """A WardOfficeError that kept the list from being read."""
    columns_chosen = Signal(object)
    """The columns that somebody chose."""
    known = Signal(object)
    """What can be offered while somebody types a search, as ``Known``."""

    def __init__(
        self,
        queue: QueueReading,
        tasks: TaskRunner,
        actor: Actor,
        zone: ZoneInfo,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._queue = queue
        self._tasks = tasks
        self._actor = actor
        self._zone = zone
        self._clock = clock
        self._shown: int | None = None
        self._wanted: int | None = None
        self._from_top = True
        self._first_awaited = self._whole_awaited = self._asked_meanwhile = False
        self.filters = FilterBar()
        self.saved = SavedBar()
        self._delegate = QueueDelegate(clock, zone, actor.name, self)
        self._rows = RowKeeper(partial(queue.rows, actor), tasks, self)
        # What can be done with a row follows from what it says now.
        self._rows.came.connect(self.selection_changed)
        self.model = QueueModel(
            self._rows,
            lambda row: self._delegate.words(row).sentence(),
            lambda column, row: column_value(column, row, clock(), zone),
            self,
        )
        self.table = make_table(self.model, self._delegate)
        self._empty = EmptyState("mdi6.inbox-outline", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.filters)
        layout.addWidget(self.saved)
        layout.addWidget(self._stack, 1)
        self.filters.asked.connect(self.reload)
        self.saved.columns_asked.connect(self.ask_columns)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())
        self.table.selectionModel().currentChanged.connect(self._tell_current)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MILLISECONDS)
        self._minute.timeout.connect(self.table.viewport().update)
        self._minute.start()

    @property
    def reading(self) -> bool:
        """Whether the list is being read; ``settled`` tells its end."""
        return self._first_awaited or self._whole_awaited

    def start(self) -> None:
        """Ask for everything the first time, the list before what its menus offer."""
        self.reload()
        self._tasks.submit(
            Lane.QUERY,
            lambda: (self._queue.service_types(self._actor), self._queue.staff(self._actor)),
            owner=self,
            done=lambda known: self._know(*known),
            topic="menus",
        )

    def reload(self) -> None:
        """Ask again for what is shown: the first 200 at once, then the rest, and only then the counts."""
        self._from_top = True
        self.filters.show_count(None)
        view, narrowed, sort = self.filters.view, self.filters.narrowed, self.filters.order
        self._first_awaited, self._asked_meanwhile = True, False
        question = object()
        self._tasks.submit(
            Lane.LIST,
            partial(self._read_first, view, narrowed, sort, question),
            owner=self,
            done=self._take_first,
            failed=self._no_first,
            job=Job(partial(self._queue.interrupt, question)),
            topic="ids",
        )

    def refresh(self, changes: Changes) -> None:
        """Show what an action changed: its rows, their places in the list, and then the counts."""
        self.model.forget(changes.cases)
        self._ask_all(self._at())

    def read_again(self) -> None:
        """Show what a sync brought, which may be anything."""
        self.model.forget_all()
        self._ask_all(self._at())

    def search(self, words: str) -> None:
        """Narrow the list to what has these words; what cannot be looked for is said, and changes nothing."""
        try:
            parse_search(words, self._clock().astimezone(self._zone).date())
        except SearchWordsError as error:
            self._say_trouble(error)
            return
        self.filters.show_trouble("")
        self.filters.narrow(replace(self.filters.narrowed, words=words.strip()))

    def show_view(self, view: View) -> None:
        """Show another view."""
        self.filters.show_view(view)

    def show_saved(self, saved: SavedView) -> None:
        """Show a list by name, in its order."""
        self.filters.ask_saved(saved)

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show these facts in columns of their own."""
        if tuple(columns) == self.model.columns:
            return
        selected, current = self.selected_ids(), self.current_id()
        self.model.show_columns(columns)
        header = self.table.horizontalHeader()
        header.setVisible(bool(columns))
        header.setStretchLastSection(not columns)
        header.setSectionResizeMode(
            0, QHeaderView.ResizeMode.Stretch if columns else QHeaderView.ResizeMode.Interactive
        )
        for at in range(1, 1 + len(columns)):
            self.table.setColumnWidth(at, _COLUMN_WIDTH)
        if self.model.rowCount():
            self._restore(selected, current, 0)

    def ask_columns(self) -> None:
        """Let somebody choose which facts stand in columns of their own."""
        menu = self.column_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.table.mapToGlobal(self.table.rect().topLeft()))

    def column_menu(self) -> QMenu:
        """Every fact that may have a column, to be ticked."""
        menu = QMenu(self)
        menu.setAccessibleName(text("Columns"))
        for column in Column:
            action = menu.addAction(column_words(column))
            action.setCheckable(True)
            action.setChecked(column in self.model.columns)
            action.triggered.connect(lambda _checked=False, column=column: self._choose_column(column))
        return menu

    def _choose_column(self, column: Column) -> None:
        chosen = {*self.model.columns} ^ {column}
        columns = [each for each in Column if each in chosen]
        self.show_columns(columns)
        self.columns_chosen.emit(columns)

    def open_case(self, case_id: int) -> None:
        """Go to a case: in this list where it is there, else among all of them."""
        position = self.model.position(case_id)
        if position is not None:
            self._go_to(position)
            return
        self._wanted = case_id
        if not self.filters.ask(View.ALL, QueueFilter()):
            self._ask_all()

    def step(self, by: int) -> None:
        """Go that many rows down, or up where it is negative."""
        if self.model.rowCount():
            here = self.table.currentIndex().row()
            self._go_to(min(max(here + by, 0), self.model.rowCount() - 1))

    def current_id(self) -> int | None:
        """The case the cursor is on."""
        row = self.table.currentIndex().row()
        return self.model.ids[row] if 0 <= row < self.model.rowCount() else None

    def selected_ids(self) -> tuple[int, ...]:
        """The selected cases, in the order of the list."""
        return tuple(self.model.ids[position] for position in self.table.selected_positions())

    def selected_rows(self) -> tuple[QueueRow, ...]:
        """What is known of the selected cases; of the first LOOKED_AT where more are selected."""
        rows = (self.model.row(position) for position in self.table.selected_positions(LOOKED_AT))
        return tuple(row for row in rows if isinstance(row, QueueRow))

    def rows_at_hand(self) -> tuple[QueueRow, ...]:
        """What is at hand of them; the rest is read, and the selection told as changed once it is there."""
        return self.model.rows_at_hand(self.table.selected_positions(LOOKED_AT))

    def changeEvent(self, event: QEvent) -> None:
        """Make the rows fit another text size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and hasattr(self, "table"):
            self.table.verticalHeader().setDefaultSectionSize(self._delegate.height(self.table.font()))

    def _at(self) -> Staying | None:
        case_id = self.current_id()
        if case_id is None or self.filters.view is View.SNOOZED:  # what wakes is asked to go
            return None
        return Staying(case_id, self.table.currentIndex().row())

    def _ask_all(self, staying: Staying | None = None) -> None:
        """Ask for the whole list; what somebody is ``staying`` at keeps its place in it.

        Never in place of its beginning, which somebody waits for: the whole is asked for once that stands.
        """
        if self._first_awaited:
            self._asked_meanwhile = True
            return
        view, narrowed, sort = self.filters.view, self.filters.narrowed, self.filters.order

        if self._whole_awaited:  # what came meanwhile may begin the list anew each time: the counts go on
            self._count()
        self._whole_awaited = True

        def read() -> Listed:
            ids = self._queue.ids(self._actor, view, narrowed, sort, owner=read)
            return staying.in_list(ids, self._queue, self._actor) if staying else Listed(ids, len(ids))

        self._tasks.submit(
            Lane.LIST,
            read,
            owner=self,
            done=self._take_all,
            failed=self._not_found,
            job=Job(partial(self._queue.interrupt, read)),
            topic="ids",
        )

    def _count(self) -> None:
        count = partial(self._queue.counts, self._actor)
        self._tasks.submit(Lane.COUNT, count, owner=self, done=self.filters.show_counts, topic="counts")

    def _read_first(self, view: View, narrowed: QueueFilter, sort: SortBy, question: object) -> "First":
        """The beginning of a list with its first rows, so that it stands with its words (any thread)."""
        ids = self._queue.ids(self._actor, view, narrowed, sort, FIRST, owner=question)
        try:
            return ids, self._queue.rows(self._actor, ids[:PAGE])
        except WardOfficeError:
            return ids, {}  # each row asks for itself when it is painted, and says what is the matter

    def _take_first(self, first: "First") -> None:
        ids, rows = first
        self._first_awaited = False
        self._rows.keep(rows)
        # A list that began like this before most likely goes on as it did: keep it till the whole is here.
        if self.model.ids[:FIRST] != ids:
            self._show_ids(ids)
        if self._asked_meanwhile:  # it may have been read before what changed then
            self.model.forget_all()
        if len(ids) < FIRST and not self._asked_meanwhile:
            self._take_all(Listed(ids, len(ids)))
        else:
            self._ask_all()
        self.stands.emit()

    def _no_first(self, error: WardOfficeError) -> None:
        self._first_awaited = False
        self._not_found(error)
        self.stands.emit()

    def _take_all(self, listed: Listed) -> None:
        self._show_ids(listed.ids)
        self._whole_awaited = self._from_top = False
        self.filters.show_count(listed.count)
        wanted, self._wanted = self._wanted, None
        position = self.model.position(wanted) if wanted is not None else None
        if position is not None:
            self._go_to(position)
        self._count()
        self.settled.emit()

    def _show_ids(self, ids: "array[int]") -> None:
        selected = [self.model.ids[position] for position in self.table.selected_positions(LOOKED_AT)]
        row = self.table.currentIndex().row()
        current = self.current_id()
        scrolled = self.table.verticalScrollBar().value()
        self.model.replace(ids)
        if not len(ids):
            self._say_empty()
            self._choose(None)
            return
        self._stack.setCurrentWidget(self.table)
        if self.current_id() is None or self.current_id() != current:
            self._restore(selected, current, row)
            self.table.verticalScrollBar().setValue(scrolled)
            self.table.scrollTo(self.table.currentIndex())
        self.selection_changed.emit()

    def _restore(self, selected: Sequence[int], current: int | None, row: int) -> None:
        """Select again what is still there; where nothing is, the row that came into its place."""
        here = self.model.position(current) if current is not None else None
        kept = self.model.positions(selected)
        if here is None:
            lost = 0 if self._from_top else min(max(row, 0), self.model.rowCount() - 1)
            here = kept[0] if kept else lost
        chosen = QItemSelection()
        for at in kept or [here]:
            chosen.select(self.model.index(at, 0), self.model.index(at, 0))
        selection = self.table.selectionModel()
        selection.setCurrentIndex(self.model.index(here, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        flags = QItemSelectionModel.SelectionFlag
        selection.select(chosen, flags.ClearAndSelect | flags.Rows)

    def _go_to(self, position: int) -> None:
        self.table.setCurrentIndex(self.model.index(position, 0))
        self.table.scrollTo(self.table.currentIndex())

    def _know(self, types: Sequence[ServiceType], staff: Sequence[StaffMember]) -> None:
        self.filters.know(types, staff)
        self.known.emit(Known(tuple(each.name for each in types), tuple(each.name for each in staff)))

    def _not_found(self, error: WardOfficeError) -> None:
        if isinstance(error, CancelledError):
            self._ask_all()  # by the database itself: of an older question than the newest nobody hears
            return
        self._whole_awaited = False
        self._count()
        self.settled.emit()
        if isinstance(error, SearchWordsError):
            self._say_trouble(error)
        else:
            self.failed.emit(error)

    def _say_trouble(self, error: SearchWordsError) -> None:
        self.filters.show_trouble(f"{error.happened} {error.next_step}")

    def _tell_current(self) -> None:
        self._choose(self.current_id())

    def _choose(self, case_id: int | None) -> None:
        if case_id != self._shown:
            self._shown = case_id
            self.case_chosen.emit(case_id)

    def _say_empty(self) -> None:
        narrowed = self.filters.narrowed != QueueFilter()
        title, words = empty_words(self.filters.view, narrowed=narrowed)
        self._empty.say(title, words)
        self._stack.setCurrentWidget(self._empty)
