"""An address looked up online: off until the office switches it on, and only when a person asks.

Nothing but the address and the city's name leaves; what was said is kept, so that nobody asks twice.
"""

from collections.abc import Sequence

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.places import (
    FAR_APART_METRES,
    FAR_FROM_CITY_METRES,
    AddressPoint,
    Place,
    PlaceSource,
    metres_between,
    shown_address,
)
from wardoffice.domain.ports import Cancelled, Geocoder
from wardoffice.language import text
from wardoffice.office.placing import Placing, put_at
from wardoffice.store.address_lookups import keep_lookup, known_lookup
from wardoffice.store.store import Store
from wardoffice.store.tables import Case
from wardoffice.store.visibility import may_see

_LONGEST = 200
_MOST_OTHERS = 5


class OnlineLookup:
    """The action that sets a place by an online geocoder.

    ``city_line`` is what follows the street in an address, such as "Chicago, IL".
    """

    def __init__(self, store: Store, geocoder: Geocoder, placing: Placing, city_line: str) -> None:
        self._store = store
        self._geocoder = geocoder
        self._placing = placing
        self._city_line = city_line

    def look_up(self, actor: Actor, case_id: int, cancelled: Cancelled) -> Changes:
        """Look the address of a case up and put the case there; of several places none is taken (P5).

        Raises CannotDoError where it has no address, is unknown online or lies outside the city; CityError
        where nobody answers. The question is asked outside of any transaction.
        """
        require(actor, Doing.TRIAGE)
        address = self._address(actor, case_id)
        found = self._ask(address, cancelled)
        near = [each for each in found if self._placing.metres_outside(each.point) <= FAR_FROM_CITY_METRES]
        if not near:
            raise CannotDoError(
                text("“{address}” is not known online either.", address=address),
                text("Nothing was changed."),
                text("Ask for a corner near by, or set the spot on the map."),
            )
        place = _place(address, near)
        with self._store.unit_of_work(actor, ActionKind.SET_PLACE, place=address) as work:
            case = work.root(case_id)
            if case.address != address:
                raise CannotDoError(
                    text("The address of {number} was changed meanwhile.", number=case.number),
                    text("Nothing was changed."),
                    text("Look at it again."),
                )
            put_at(case, place, self._placing.ward_of)
        return work.changes

    def _address(self, actor: Actor, case_id: int) -> str:
        with self._store.reading() as session:
            case = session.get(Case, case_id)
            root = session.get(Case, case.root_id) if case is not None and case.root_id else case
            seen = root is not None and may_see(session, actor, root)
            address = root.address if root is not None and seen else ""
        if not address:
            raise CannotDoError(
                text("There is no address to look up."),
                text("Nothing was changed."),
                text("Set the place first, by an address or a corner."),
            )
        return address

    def _ask(self, address: str, cancelled: Cancelled) -> tuple[AddressPoint, ...]:
        key = self._placing.normalise(address)
        with self._store.reading() as session:
            known = known_lookup(session, key, self._store.now())
        if known is not None:
            return known
        line = f"{shown_address(address)[:_LONGEST]}, {self._city_line}"
        found = self._geocoder.find(line, cancelled)
        now = self._store.now()
        with self._store.writing() as session:
            keep_lookup(session, key, found, now)
            for each in found if len(found) > 1 else ():
                # One of several that a person then chooses is placed without asking again.
                keep_lookup(session, self._placing.normalise(shown_address(each.address)), (each,), now)
        return found


def _place(address: str, found: Sequence[AddressPoint]) -> Place:
    """The place of the likeliest match; where others lie elsewhere, none of them but all to choose from."""
    first = found[0]
    if all(metres_between(first.point, each.point) <= FAR_APART_METRES for each in found):
        return Place(first.point, address, PlaceSource.ONLINE)
    others = tuple(dict.fromkeys(shown_address(each.address) for each in found))
    return Place(None, address, PlaceSource.ONLINE, others=others[:_MOST_OTHERS])
