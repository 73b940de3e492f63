"""What the queue shows: ids of a view, rows of a page, counts, and points for the map."""

from array import array
from collections.abc import Sequence
from datetime import UTC

from wardoffice.domain.actor import Actor, Doing, StaffMember, require
from wardoffice.domain.places import Point
from wardoffice.domain.queue import MapPoint, QueueFilter, QueueRow, SortBy, View
from wardoffice.domain.service_requests import ServiceType
from wardoffice.office.searching import Searching
from wardoffice.store import point_reading, queue_reading
from wardoffice.store.name_words import NameWords
from wardoffice.store.service_types import service_types
from wardoffice.store.sought import Sought
from wardoffice.store.staff_reading import staff_members
from wardoffice.store.store import Store


class Queue:
    """Reads for the queue; restricted matters are left out for an actor who may not see them.

    ``ward`` is ours, 0 while nobody said; ``searching`` understands what was typed. Without one, days are
    those of UTC and no street is known.
    """

    def __init__(self, store: Store, ward: int = 0, searching: Searching | None = None) -> None:
        self._store = store
        self._ward = ward
        self._searching = searching or Searching(store.now, UTC, lambda _address: None)
        self._names = NameWords()

    def ids(
        self,
        actor: Actor,
        view: View,
        narrowed: QueueFilter,
        sort: SortBy,
        first: int | None = None,
        *,
        owner: object = None,
    ) -> "array[int]":
        """The ids of a view in order; ``first`` asks for only so many, quickly.

        ``owner`` is what ``interrupt`` stops it by: of one question alone, as several may be read at once.

        Raises SearchWordsError for words that cannot be looked for.
        """
        require(actor, Doing.LOOK)
        sought = self._sought(narrowed)
        with self._store.reading(owner=owner) as session:
            return queue_reading.queue_ids(
                session,
                actor,
                view,
                narrowed,
                sort,
                first=first,
                now=self._store.now(),
                ours=self._ward,
                sought=sought,
            )

    def interrupt(self, owner: object) -> None:
        """Stop the running ``ids`` of this owner: a newer question made it needless."""
        self._store.interrupt(owner)

    def rows(self, actor: Actor, ids: Sequence[int]) -> dict[int, QueueRow]:
        """The rows of a page, by id."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return queue_reading.queue_rows(session, actor, ids, self._ward)

    def counts(self, actor: Actor) -> dict[View, int]:
        """How many problems each view holds."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return queue_reading.queue_counts(session, actor, self._store.now())

    def count(self, actor: Actor, view: View, narrowed: QueueFilter) -> int:
        """How many problems a narrowed view holds; raises SearchWordsError."""
        require(actor, Doing.LOOK)
        sought = self._sought(narrowed)
        with self._store.reading() as session:
            return queue_reading.queue_count(
                session, actor, view, narrowed, now=self._store.now(), ours=self._ward, sought=sought
            )

    def service_types(self, actor: Actor) -> tuple[ServiceType, ...]:
        """The city's service types by name."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return service_types(session)

    def staff(self, actor: Actor) -> tuple[StaffMember, ...]:
        """The active people of the office."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return staff_members(session)

    def map_points(self, actor: Actor, view: View, narrowed: QueueFilter, limit: int) -> tuple[MapPoint, ...]:
        """The cases of a view that have a point, at most ``limit``, newest first."""
        require(actor, Doing.LOOK)
        sought = self._sought(narrowed)
        with self._store.reading() as session:
            return point_reading.map_points(
                session,
                actor,
                view,
                narrowed,
                limit,
                now=self._store.now(),
                ours=self._ward,
                sought=sought,
            )

    def near(self, actor: Actor, point: Point, metres: float) -> tuple[MapPoint, ...]:
        """The open cases around a point."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return point_reading.points_near(session, actor, point, metres)

    def _sought(self, narrowed: QueueFilter) -> Sought:
        return Sought(self._searching.understand(narrowed.words), self._names)
