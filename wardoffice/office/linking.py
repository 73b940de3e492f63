"""Puts a request that 311 has already together with a problem of ours: a person's act, like any merge."""

from contextlib import closing

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.service_requests import RequestPage
from wardoffice.language import text
from wardoffice.office.city_sync import CityFiling, Tally
from wardoffice.office.merging import Merging
from wardoffice.office.submitting import ConnectDesk
from wardoffice.store.city_numbers import root_of_number
from wardoffice.store.store import Store


class Linking:
    """Finds the problem of a 311 number, here or in 311, and merges it."""

    def __init__(self, store: Store, key: str, connect: ConnectDesk, filing: CityFiling) -> None:
        self._store = store
        self._key = key
        self._connect = connect
        self._filing = filing
        self._merging = Merging(store)

    def link(self, actor: Actor, case_id: int, number: str, cancelled: Cancelled = lambda: False) -> Changes:
        """Put the request with this number into the problem ("it is this one").

        Raises CannotDoError where both are one already or the request lies elsewhere, CityError where it must
        be asked for and cannot.
        """
        require(actor, Doing.MERGE)
        there = self._root(number)
        if there is None:
            with closing(self._connect(cancelled)) as desk:
                told = desk.request(number)
            self._filing.file(RequestPage((told,), (), {}, 1), Tally())
            there = self._root(told.number)
        if there is None:
            raise CannotDoError(
                text("{number} lies outside the ward.", number=number),
                text("Nothing was changed."),
                text("Note its number instead."),
            )
        return self._merging.merge(actor, [case_id, there], case_id)

    def _root(self, number: str) -> int | None:
        with self._store.reading() as session:
            return root_of_number(session, self._key, number)
