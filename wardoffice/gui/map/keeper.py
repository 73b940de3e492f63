"""What reads for the map's screen: the list of the queue as points, and what lies in an area."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.places import Point
from wardoffice.domain.queue import MapPoint, QueueFilter, QueueRow, View
from wardoffice.gui.actions.at_once import LOOKED_AT
from wardoffice.gui.desk import Desk
from wardoffice.gui.map.screen import MapScreen
from wardoffice.gui.notify import Notifier
from wardoffice.gui.queue.filters import FilterBar
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.office.areas import cases_in
from wardoffice.office.density import Density, density
from wardoffice.office.map_marks import ColourBy, MarkedPoints, marked

MOST_POINTS = 20_000


class Listed(Protocol):
    """The list whose problems the map shows."""

    @property
    def filters(self) -> FilterBar:
        """What is asked of the list."""
        ...

    def current_id(self) -> int | None:
        """The case the cursor is on."""
        ...


@dataclass(frozen=True, slots=True)
class _Read:
    list_words: str
    marked: MarkedPoints
    density: Density
    without: int


@dataclass(frozen=True, slots=True)
class _Chosen:
    ids: tuple[int, ...] = ()
    rows: tuple[QueueRow, ...] = ()


class MapKeeper(QObject):
    """Fills the map's screen, and is the selection that the actions act on while it is up.

    ``selection_changed`` follows another area; ``ring`` is its corners.
    """

    selection_changed = Signal()

    def __init__(
        self,
        screen: MapScreen,
        desk: Desk,
        listed: Listed,
        *,
        tasks: TaskRunner,
        notifier: Notifier,
        actor: Actor,
    ) -> None:
        super().__init__()
        self._screen, self._points, self._queue = screen, desk.points, desk.queue
        self._tasks, self._notifier, self._actor = tasks, notifier, actor
        self._listed = listed
        self._shown: tuple[MapPoint, ...] = ()
        self._without = 0
        self._reading = False
        self._chosen = _Chosen()
        self.ring: tuple[Point, ...] = ()
        screen.recoloured.connect(self._recolour)
        screen.area_drawn.connect(self._choose)

    def read(self) -> None:
        """Show the list of the queue as it is now; what is in the area and still there stays selected."""
        filters = self._listed.filters
        self._reading = True
        self._tasks.submit(
            Lane.QUERY,
            partial(
                self._placed, filters.asked_words, filters.view, filters.narrowed, self._screen.colour_by
            ),
            owner=self,
            done=self._take_list,
            failed=self._not_read,
            topic="points",
        )

    def selected_ids(self) -> tuple[int, ...]:
        """The cases in the area."""
        return self._chosen.ids

    def selected_rows(self) -> tuple[QueueRow, ...]:
        """What the list knows of them, of the first few hundred."""
        return self._chosen.rows

    def rows_at_hand(self) -> tuple[QueueRow, ...]:
        """The same: they were read with the area."""
        return self._chosen.rows

    def _placed(self, words: str, view: View, narrowed: QueueFilter, by: ColourBy) -> _Read:
        """The cases of a view, called so, that have a place, and how many have none."""
        points = self._points.map_points(self._actor, view, narrowed, MOST_POINTS)
        listed = len(points)
        if listed < MOST_POINTS:  # of a longer list the first are shown, and nothing is said of the rest
            listed = self._points.count(self._actor, view, narrowed)
        # What came between the two readings must not make it less than nothing.
        return _Read(words, marked(points, by), density(points), max(0, listed - len(points)))

    def _take_list(self, read: _Read) -> None:
        self._reading = False
        self._show(read)

    def _not_read(self, error: WardOfficeError) -> None:
        self._reading = False
        self._notifier.error(error)

    def _show(self, read: _Read) -> None:
        self._shown, self._without = read.marked.points, read.without
        self._screen.name_list(read.list_words)
        self._screen.show_marked(read.marked, read.density, MOST_POINTS, read.without)
        self._screen.mark_open(self._listed.current_id())
        self._choose(self.ring)

    def _recolour(self) -> None:
        if self._reading:  # what is shown is old by now, and takes the place of no list that is on its way
            self.read()
            return
        points, without, by = self._shown, self._without, self._screen.colour_by
        words = self._screen.list_words
        self._tasks.submit(
            Lane.QUERY,
            lambda: _Read(words, marked(points, by), density(points), without),
            owner=self,
            done=self._show,
            topic="points",
        )

    def _choose(self, ring: Sequence[Point]) -> None:
        self.ring = tuple(ring)
        if not ring:
            self._take(_Chosen())
            return
        self._tasks.submit(
            Lane.QUERY,
            partial(self._inside, self.ring, self._shown),
            owner=self,
            done=self._take,
            topic="area",
        )

    def _inside(self, ring: Sequence[Point], points: Sequence[MapPoint]) -> _Chosen:
        ids = cases_in(ring, points)
        rows = self._queue.rows(self._actor, ids[:LOOKED_AT])
        return _Chosen(ids, tuple(rows[each] for each in ids[:LOOKED_AT] if each in rows))

    def _take(self, chosen: _Chosen) -> None:
        self._chosen = chosen
        self._screen.show_selected(chosen.ids)
        self.selection_changed.emit()
