"""Where a problem is, by what people say: looked up in the addresses the city has already placed.

The index of those addresses is made when it is first asked, and anew when the city has told of many more.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

from wardoffice.domain.pictures import PictureFacts, Rank
from wardoffice.domain.places import (
    FAR_APART_METRES,
    FAR_FROM_CITY_METRES,
    Place,
    PlaceSource,
    Point,
    metres_between,
    shown_address,
)
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.store.address_book import address_near, known_addresses, newest_record, point_at
from wardoffice.store.address_lookups import looked_up_point
from wardoffice.store.store import Store
from wardoffice.store.tables import Case
from wardoffice.store.unit_of_work import UnitOfWork

_GROWTH = 1.05
_LEAST_GROWTH = 50
_NEAR_METRES = 40.0


def _inside(_point: Point) -> float:
    return 0.0


class AddressBook:
    """Finds places in words; asked from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._making = Lock()
        self._finder = PlaceFinder(())
        self._made_of = 0

    def finder(self) -> PlaceFinder:
        """The index as it is now. Making it anew takes about a second for 100,000 records of the city."""
        with self._making, self._store.reading() as session:
            newest = newest_record(session)
            if newest > max(self._made_of * _GROWTH, self._made_of + _LEAST_GROWTH):
                self._finder = PlaceFinder(known_addresses(session))
                self._made_of = newest
            return self._finder

    def between(self, point: Point, address: str) -> tuple[str, ...]:
        """The two streets that cross on both sides of an address, as people write them; else none."""
        # Once there is an index, nobody who looks at a problem waits while it is made anew.
        finder = self._finder if self._made_of else self.finder()
        return tuple(map(shown_address, finder.between(point, address)))

    def between_at_hand(self, point: Point, address: str) -> tuple[str, ...]:
        """As ``between``, and none while there is no index yet: a window may ask, nothing is made or read."""
        return self.between(point, address) if self._made_of else ()


@dataclass(frozen=True, slots=True)
class Placing:
    """How places are found: by the ``finder``, else by an address (``find_address``) the city used before.

    ``normalise`` makes addresses comparable; ``ward_of`` is the ward of a point; ``is_ours`` whether it lies
    in our ward, which of two places that fit alike is the one that is meant; ``metres_outside`` how far it
    lies outside the city.
    """

    finder: Callable[[], PlaceFinder]
    find_address: Callable[[str], str]
    normalise: Callable[[str], str]
    ward_of: Callable[[Point], int | None]
    is_ours: Callable[[Point], bool]
    metres_outside: Callable[[Point], float] = _inside

    def told(self, work: UnitOfWork, words: str, pictures: Iterable[tuple[Rank, PictureFacts]]) -> Place:
        """The place of a problem that was told with pictures, of which the photos go before the logos.

        From the first that says where in or near the city it was taken, else from an address in the words,
        else unknown.
        """
        for _, picture in sorted(pictures, key=lambda each: each[0] is not Rank.PHOTO):
            if picture.point is not None and self.is_near(picture.point):
                return self.at(work, picture.point, words, picture.gps_metres)
        return self.said_in(work, words)

    def is_near(self, point: Point) -> bool:
        """Whether a point lies in the city, or so near that it may be the city's."""
        return self.metres_outside(point) <= FAR_FROM_CITY_METRES

    def said_in(self, work: UnitOfWork, words: str) -> Place:
        """The first place that words tell of; an address nobody knows comes without a point."""
        return self._found(work, words, shown=True) or self._as_written(work, self.find_address(words))

    def looked_for(self, words: str) -> Point | None:
        """The one place that a search means, or None where nobody knows it or two fit alike."""
        found = [each.found for each in self.finder().places_in(words, prefers=self.is_ours)]
        return found[0].point if found and not found[0].others else None

    def typed(self, work: UnitOfWork, address: str) -> Place:
        """The place of an address that a person typed; the address stays as it was typed."""
        place = self._as_written(work, address.strip())
        if place.point is None:
            place = self._found(work, address, shown=False) or place
        return Place(
            place.point, address.strip(), PlaceSource.PERSON, metres=place.metres, others=place.others
        )

    def at(self, work: UnitOfWork, point: Point, words: str, metres: float | None = None) -> Place:
        """The place of a photo: its point, with the address in the words or the nearest that is known.

        Where the words tell of an address far from the photo, that is none of the photo's: it is named in
        ``others``. ``metres`` is how far off the camera says its point may be.
        """
        said = self._found(
            work, words, shown=True, prefers=lambda each: metres_between(each, point) <= FAR_APART_METRES
        )
        if said is not None and said.point is None:
            said = self._found(work, words, shown=True)
        if said is not None and said.point is not None:
            apart = metres_between(point, said.point)
            if apart > FAR_APART_METRES + (said.metres or 0.0) + (metres or 0.0):
                near = self.address_at(work, point)
                return Place(point, near, PlaceSource.PHOTO, metres, (said.address,), apart)
        address = said.address if said is not None and not said.others else ""
        address = address or self.address_at(work, point)
        address = address or (said.address if said is not None else self.find_address(words))
        return Place(point, address, PlaceSource.PHOTO, metres)

    def address_at(self, work: UnitOfWork, point: Point) -> str:
        """The nearest address that is known, or "" where none is near."""
        near = self.finder().near(point, _NEAR_METRES)
        return shown_address(near.address if near else address_near(work.session, point, _NEAR_METRES))

    def _found(
        self, work: UnitOfWork, words: str, *, shown: bool, prefers: Callable[[Point], bool] | None = None
    ) -> Place | None:
        """By the index; where two places fit alike both are named, and neither is taken.

        ``prefers`` says which of them is meant, by default that in our ward.
        """
        for place in self.finder().places_in(words, prefers=prefers or self.is_ours):
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
        key = self.normalise(address)
        point = point_at(work.session, key) or looked_up_point(work.session, key)
        return Place(point, address, PlaceSource.ADDRESS_IN_TEXT)


def put_at(case: Case, place: Place, ward_of: Callable[[Point], int | None]) -> None:
    """Set the place of a case, all of it: what an older place said of itself goes."""
    case.address = place.address
    case.lat, case.long = (place.point.lat, place.point.long) if place.point else (None, None)
    case.ward = ward_of(place.point) if place.point else None
    case.place_source, case.place_metres = place.source, place.metres
    case.place_others, case.place_apart = list(place.others), place.apart
