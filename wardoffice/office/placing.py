"""Where a problem is, by what people say: looked up in the addresses the city has already placed.

The index of those addresses is made when it is first asked, and anew when the city has told of many more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from wardoffice.domain.places import Place, PlaceSource, Point, shown_address
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.store.address_book import address_near, known_addresses, newest_record, point_at
from wardoffice.store.store import Store
from wardoffice.store.tables import Case
from wardoffice.store.unit_of_work import UnitOfWork

_GROWTH = 1.05
_LEAST_GROWTH = 50
_NEAR_METRES = 40.0


class AddressBook:
    """Finds places in words; asked from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._making = Lock()
        self._finder = PlaceFinder(())
        self._made_of = 0

    def finder(self) -> PlaceFinder:
        """The index as it is now. Making it anew takes about a second for 50,000 addresses."""
        with self._making, self._store.reading() as session:
            newest = newest_record(session)
            if newest > max(self._made_of * _GROWTH, self._made_of + _LEAST_GROWTH):
                self._finder = PlaceFinder(known_addresses(session))
                self._made_of = newest
            return self._finder


@dataclass(frozen=True, slots=True)
class Placing:
    """How places are found: by the ``finder``, else by an address (``find_address``) the city used before.

    ``normalise`` makes addresses comparable; ``ward_of`` is the ward of a point; ``is_ours`` whether it lies
    in our ward, which of two places that fit alike is the one that is meant.
    """

    finder: Callable[[], PlaceFinder]
    find_address: Callable[[str], str]
    normalise: Callable[[str], str]
    ward_of: Callable[[Point], int | None]
    is_ours: Callable[[Point], bool]

    def said_in(self, work: UnitOfWork, words: str) -> Place:
        """The first place that words tell of; an address nobody knows comes without a point."""
        return self._found(work, words, shown=True) or self._as_written(work, self.find_address(words))

    def typed(self, work: UnitOfWork, address: str) -> Place:
        """The place of an address that a person typed; the address stays as it was typed."""
        place = self._as_written(work, address.strip())
        if place.point is None:
            place = self._found(work, address, shown=False) or place
        return Place(
            place.point, address.strip(), PlaceSource.PERSON, metres=place.metres, others=place.others
        )

    def at(self, work: UnitOfWork, point: Point, words: str) -> Place:
        """The place of a photo: its point, with the address in the words or the nearest that is known."""
        said = self._found(work, words, shown=True)
        address = said.address if said is not None else self.find_address(words)
        if not address:
            near = self.finder().near(point, _NEAR_METRES)
            address = near.address if near else address_near(work.session, point, _NEAR_METRES)
            address = shown_address(address)
        return Place(point, address, PlaceSource.PHOTO)

    def _found(self, work: UnitOfWork, words: str, *, shown: bool) -> Place | None:
        """By the index; where two places fit alike both are named, and neither is taken."""
        for place in self.finder().places_in(words, prefers=self.is_ours):
            found = place.found
            address = shown_address(found.address) if shown else place.said
            literal = point_at(work.session, self.normalise(place.said))
            if literal is not None:
                return Place(literal, address, PlaceSource.ADDRESS_IN_TEXT)
            if found.others:
                others = (shown_address(found.address), *map(shown_address, found.others))
                return Place(None, place.said, PlaceSource.ADDRESS_IN_TEXT, others=others)
            return Place(found.point, address, PlaceSource.ADDRESS_IN_TEXT, metres=found.metres)
        return None

    def _as_written(self, work: UnitOfWork, address: str) -> Place:
        if not address:
            return Place()
        return Place(point_at(work.session, self.normalise(address)), address, PlaceSource.ADDRESS_IN_TEXT)


def put_at(case: Case, place: Place, ward_of: Callable[[Point], int | None]) -> None:
    """Set the place of a case, all of it: what an older place said of itself goes."""
    case.address = place.address
    case.lat, case.long = (place.point.lat, place.point.long) if place.point else (None, None)
    case.ward = ward_of(place.point) if place.point else None
    case.place_source, case.place_metres, case.place_others = place.source, place.metres, list(place.others)
